"""Claims: what one source says of a thing, with the words or rows that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from ...ontology.iris import digest, expand

__all__ = ["Claim", "claims_on", "is_evidence"]

_CLAIMS = "/claims"  # ends the name of a graph of evidence
_WORDS = "#char="  # in the IRI of a passage of a text
_STATEMENT, _DERIVED, *_PARTS = (
    NamedNode(expand(name))
    for name in (
        *("rdf:Statement", "prov:wasDerivedFrom"),
        *("rdf:subject", "rdf:predicate", "rdf:object"),
    )
)


@dataclass(frozen=True)
class Claim:
    """Triples that a source states, and the evidence for them: triples on the claim itself.

    Words make a claim of each triple, which has an IRI in the graph. A table has one row for all
    that is said of a thing; the claim then is a part of that thing (``THING#HASH``).
    """

    iri: NamedNode
    source: NamedNode
    stated: tuple[Triple, ...]
    evidence: tuple[Triple, ...]

    def part(self, name: str) -> NamedNode:
        """IRI of something that belongs to the claim."""
        return _part(self.iri, name)


def is_evidence(quad: Quad) -> bool:
    """True for a quad of a graph of evidence."""
    graph = quad.graph_name
    return isinstance(graph, NamedNode) and graph.value.endswith(_CLAIMS)


def claims_on(subject: NamedNode, quads: Iterable[Quad]) -> Iterator[Claim]:
    """The claim that the subject of all `quads` is, or those of which it is the thing."""
    by_graph: dict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            by_graph[quad.graph_name.value].append(quad.triple)
    for graph in sorted(by_graph):
        if graph.endswith(_CLAIMS):
            source = graph.removesuffix(_CLAIMS)
            yield from _claims(subject, source, by_graph.get(source, ()), by_graph[graph])


def _claims(
    subject: NamedNode, source: str, stated: Sequence[Triple], evidence: Sequence[Triple]
) -> Iterator[Claim]:
    parts = {triple.predicate: triple.object for triple in evidence}
    thing, predicate, value = map(parts.get, _PARTS)
    if isinstance(thing, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
        rest = [t for t in evidence if t.predicate not in _PARTS and t.object != _STATEMENT]
        yield Claim(subject, NamedNode(source), (Triple(thing, predicate, value),), tuple(rest))
        return
    places = [triple.object for triple in evidence if triple.predicate == _DERIVED]
    if stated and any(_WORDS not in str(place) for place in places):
        this = _part(subject, digest(source))
        derived = [Triple(this, _DERIVED, place) for place in (NamedNode(source), *places)]
        yield Claim(this, NamedNode(source), tuple(stated), tuple(derived))


def _part(iri: NamedNode, name: str) -> NamedNode:
    return NamedNode(f"{iri.value}{'-' if '#' in iri.value else '#'}{name}")
