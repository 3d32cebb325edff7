"""What a release covers: the places of its editions, and some things to look at first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from ...ontology.iris import expand
from .content import Content

__all__ = ["Coverage", "covered"]

_EDITION = NamedNode(expand("cvn:Edition"))
_PLACE = NamedNode(expand("schema:Place"))
_TYPE, _LABEL = NamedNode(expand("rdf:type")), NamedNode(expand("skos:prefLabel"))
_LOCATION, _WITHIN = (expand(name) for name in ("schema:location", "schema:containedInPlace"))
_EXAMPLES = 3


@dataclass(frozen=True)
class Coverage:
    """`places` are the outermost ones in which editions lie, with their labels by language.

    `examples` are the first editions by IRI.
    """

    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


def covered(content: Content) -> Coverage:
    """Read what a release covers. There are as many places in memory as the content has."""
    within: defaultdict[str, set[str]] = defaultdict(set)
    labels: dict[str, dict[str, str]] = {}
    locations: set[str] = set()
    examples: list[str] = []
    for subject, triples in content.things():
        classes = {each.object for each in triples if each.predicate == _TYPE}
        if _EDITION in classes:
            locations |= _objects(triples, _LOCATION)
            examples += [subject.value] if len(examples) < _EXAMPLES else []
        elif _PLACE in classes:
            within[subject.value] = _objects(triples, _WITHIN)
            labels[subject.value] = _labels(triples)
    outermost = _outermost(locations, within)
    return Coverage({iri: labels.get(iri, {}) for iri in sorted(outermost)}, tuple(examples))


def _objects(triples: list[Triple], predicate: str) -> set[str]:
    return {
        each.object.value
        for each in triples
        if each.predicate.value == predicate and isinstance(each.object, NamedNode)
    }


def _labels(triples: list[Triple]) -> dict[str, str]:
    return {
        each.object.language or "": each.object.value
        for each in triples
        if each.predicate == _LABEL and isinstance(each.object, Literal)
    }


def _outermost(places: set[str], within: Mapping[str, set[str]]) -> set[str]:
    found, seen, pending = set(), set(), list(places)
    while pending:
        place = pending.pop()
        if place not in seen:
            seen.add(place)
            around = within.get(place, set())
            pending += around
            found |= set() if around else {place}
    return found
