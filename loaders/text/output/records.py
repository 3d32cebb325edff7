"""Records of a text: the source that it is, and what carries each of its facts, with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....ontology.model import Record
from ...records.rules import Fault
from ..extraction import Extraction, Fact
from .about import About, Meanings, NotLoadableError
from .known import KnownThings
from .places import PLACES, place_records
from .quoting import Quoter
from .resolver import Resolver
from .statements import HANDLERS

__all__ = ["Outcome", "read_facts", "records"]

# What became of a fact: its records (none where another fact's records carry it), or why not.
Outcome = tuple[Fact, Sequence[Record] | Fault]


def records(
    extraction: Extraction,
    resolver: Resolver,
    file: str,
    known: KnownThings | None = None,
) -> Iterator[Record]:
    """The source that a text is, and the records of all its facts that can be loaded.

    `file` is the name by which the graph knows the text, `known` what tables say. `read_facts`
    tells which facts cannot be loaded, and why.
    """
    yield from Quoter(extraction, file).sources()
    for _, found in read_facts(extraction, resolver, file, known):
        if not isinstance(found, Fault):
            yield from found


def read_facts(
    extraction: Extraction,
    resolver: Resolver,
    file: str,
    known: KnownThings | None = None,
) -> Iterator[Outcome]:
    """Each fact of a text once, with its records or with why it cannot be loaded."""
    quoter = Quoter(extraction, file)
    meanings = Meanings(quoter, resolver, known or KnownThings())
    for number, found in enumerate(extraction.editions):
        try:
            about = meanings.about(found, number)
        except NotLoadableError as error:
            yield from ((fact, error.fault) for fact in found.facts)
            continue
        places = [fact for fact in found.facts if fact.relation in PLACES]
        yield from place_records(about, places)
        for fact in found.facts:
            if fact.relation not in PLACES:
                yield fact, _read(about, fact)


def _read(about: About, fact: Fact) -> Sequence[Record] | Fault:
    where = about.quoter.evidence(fact.span, fact.rule)
    try:
        return list(HANDLERS[fact.relation](about, fact, where))
    except NotLoadableError as error:
        return error.fault
