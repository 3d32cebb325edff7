"""Places of an edition: city, province, country and venue, which name each other's surroundings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ....ontology.model import Edition, Record
from ..extraction import Fact, Span
from .about import About

__all__ = ["PLACES", "place_records"]

# From the narrow to the wide.
PLACES = ("venue", "city", "province", "country")
_NEAR = 240


def place_records(about: About, facts: Sequence[Fact]) -> Iterator[tuple[Fact, list[Record]]]:
    """Records of the facts on places, each with the fact whose words they quote.

    The first town, province and country are one place with what lies around it; their words are
    quoted in one piece where they stand close together, else each on its own. A second town is
    stated by itself.
    """
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fact.relation, fact)
    towns = [first[name] for name in PLACES[1:] if name in first]
    for fact in facts:
        if fact.relation == "venue":
            yield fact, [_venue(about, fact, towns)]
        elif fact.value != first[fact.relation].value:
            yield fact, [_stated(about, [fact], fact.span, fact.rule)]
        else:
            same = [fact if other.relation == fact.relation else other for other in towns]
            near = _cover(same)
            # Told together with the narrowest of them, unless these are other words for it.
            is_told = near is not None and fact is first[fact.relation] and fact is not same[0]
            span = near or fact.span
            yield fact, [] if is_told else [_stated(about, towns, span, fact.rule)]


def _venue(about: About, fact: Fact, towns: list[Fact]) -> Edition:
    """The venue, with where it lies if that is said beside it."""
    near = _cover([fact, *towns[:1]])
    if towns and near:
        found = _stated(about, towns[:1], near, fact.rule)
    else:
        found = about.stated(about.quoter.evidence(fact.span, fact.rule))
        if towns:
            found = replace(found, town=about.quoter.wording(str(towns[0].value)))
    return replace(found, venue=about.quoter.wording(str(fact.value)))


def _stated(about: About, facts: list[Fact], span: Span, rule: str) -> Edition:
    named: dict[str, Any] = {fact.relation: about.quoter.wording(str(fact.value)) for fact in facts}
    return replace(about.stated(about.quoter.evidence(span, rule)), **named)


def _cover(facts: list[Fact]) -> Span | None:
    """The words from the first to the last of some facts, if they stand close together."""
    start = min(fact.span.start for fact in facts)
    end = max(fact.span.end for fact in facts)
    return Span(start, end) if end - start <= _NEAR else None
