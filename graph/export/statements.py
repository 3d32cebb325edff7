"""Statements of descriptions: what is said of a subject by property, as triples and as Turtle."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from ...ontology.iris import PREFIXES, expand
from ..void import VOID

__all__ = ["Said", "label_of", "said_of", "second", "term", "texts", "turtle", "typed"]

_PREFIXES = {
    **PREFIXES,
    "adms": "http://www.w3.org/ns/adms#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "ldqd": "http://www.w3.org/2016/05/ldqd#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": VOID,
}
_REFERENCE = Path(__file__).parent / "reference.ttl"

Value = str | int | Literal  # an IRI, a number, a literal
Said = Mapping[str, Value | Iterable[Value]]  # by property


def term(name: str) -> str:
    """IRI of a term of one of the vocabularies of descriptions."""
    prefix, _, local = name.partition(":")
    return _PREFIXES[prefix] + local


def typed(text: str, datatype: str) -> Literal:
    """A literal of a datatype of XML Schema."""
    return Literal(text, datatype=NamedNode(expand(f"xsd:{datatype}")))


def texts(by_language: Mapping[str, str]) -> list[Literal]:
    """Texts with their languages."""
    return [Literal(text, language=language) for language, text in by_language.items()]


def second(time: str) -> str:
    """A time without what is below a second, which libraries write in different ways."""
    return datetime.fromisoformat(time).isoformat(timespec="seconds")


def said_of(subject: str, said: Said) -> Iterator[Triple]:
    """The triples on a subject; an empty text says nothing."""
    for name, values in said.items():
        for value in (values,) if isinstance(values, str | int | Literal) else values:
            if value != "":
                object_ = NamedNode(value) if isinstance(value, str) else value
                yield Triple(
                    NamedNode(subject),
                    NamedNode(term(name)),
                    Literal(object_) if isinstance(object_, int) else object_,
                )


def turtle(triples: Iterable[Triple]) -> bytes:
    """The triples as Turtle; what they refer to is described where it is known here."""
    found = list(dict.fromkeys(triples))
    written = io.BytesIO()
    serialize([*found, *_references(found)], written, RdfFormat.TURTLE, prefixes=_PREFIXES)
    return written.getvalue()


def _references(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The known descriptions of what the triples refer to, and of what those refer to."""
    known = _known()
    pending = {triple.object for triple in triples}
    done: set[object] = set()
    while wanted := sorted((known.keys() & pending) - done, key=str):
        for node in wanted:
            yield from known[node]
            done.add(node)
            pending |= {triple.object for triple in known[node]}


def label_of(iri: str) -> str:
    """What people call something that descriptions refer to, empty where it is not known here."""
    label = NamedNode(expand("skos:prefLabel"))
    names = [each.object for each in _known().get(NamedNode(iri), ()) if each.predicate == label]
    return names[0].value if names and isinstance(names[0], Literal) else ""


@lru_cache(1)
def _known() -> dict[NamedNode, list[Triple]]:
    """The known descriptions by what they describe."""
    known: dict[NamedNode, list[Triple]] = {}
    for triple in parse(path=_REFERENCE, format=RdfFormat.TURTLE):
        assert isinstance(triple.subject, NamedNode)
        known.setdefault(triple.subject, []).append(triple.triple)
    return known
