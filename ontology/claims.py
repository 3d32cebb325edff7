"""Claims: for each triple that words state, which words of which source, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from . import terms
from .evidence import Evidence, Passage
from .iris import Iris, digest
from .terms import node

__all__ = ["claimed"]

_HASH = 32


def claimed(
    quads: Iterable[Quad], evidence: Evidence, file: NamedNode, iris: Iris
) -> Iterator[Quad]:
    """The quads of a record with a passage, and a claim for each of its triples.

    A class is not claimed: words name a fair, that it is a `schema:EventSeries` is our reading.
    The IRI of a claim is the hash of its parts, so that two versions of a graph differ by a set.
    """
    passage = evidence.passage
    assert passage is not None
    place = NamedNode(f"{file.value}#{terms.fragment(passage.fragment)}")
    described: set[str] = set()
    for quad in quads:
        yield quad
        source = quad.graph_name
        if not isinstance(source, NamedNode) or source.value.endswith("/claims"):
            continue
        if quad.predicate == node("rdf:type"):
            continue
        graph = NamedNode(iris.claims(source.value))
        if graph.value not in described:
            described.add(graph.value)
            yield from _passage(passage, place, file, graph)
        yield from _claim(quad, source, graph, place, evidence, iris)


def _claim(
    quad: Quad,
    source: NamedNode,
    graph: NamedNode,
    place: NamedNode,
    evidence: Evidence,
    iris: Iris,
) -> Iterator[Quad]:
    assert evidence.passage is not None
    stated = (str(quad.subject), str(quad.predicate), str(quad.object))
    found = (source.value, place.value, evidence.passage.exact, evidence.rule or "")
    this = NamedNode(iris.claim(digest(*stated, *found, length=_HASH)))
    assert isinstance(quad.object, NamedNode | Literal)
    pairs: list[tuple[str, NamedNode | Literal]] = [
        ("rdf:type", node("cvn:Claim")),
        ("rdf:type", node("rdf:Statement")),
        ("rdf:subject", _named(quad.subject)),
        ("rdf:predicate", quad.predicate),
        ("rdf:object", quad.object),
        ("prov:wasQuotedFrom", source),
        ("prov:wasDerivedFrom", place),
    ]
    if evidence.rule:
        pairs.append(("cvn:rule", Literal(evidence.rule)))
    for predicate, value in pairs:
        yield Quad(this, node(predicate), value, graph)


def _passage(
    passage: Passage, place: NamedNode, file: NamedNode, graph: NamedNode
) -> Iterator[Quad]:
    """The passage with two selectors: by its words, and by its characters in the snapshot."""
    words, range_ = (
        NamedNode(f"{file.value}#{kind}={passage.start},{passage.end}")
        for kind in ("quote", "position")
    )
    described: tuple[tuple[NamedNode, str, NamedNode | Literal], ...] = (
        (place, "rdf:type", node("oa:SpecificResource")),
        (place, "oa:hasSource", file),
        (place, "oa:hasSelector", words),
        (place, "oa:hasSelector", range_),
        (words, "rdf:type", node("oa:TextQuoteSelector")),
        (words, "oa:exact", Literal(passage.exact)),
        (words, "oa:prefix", Literal(passage.prefix)),
        (words, "oa:suffix", Literal(passage.suffix)),
        (range_, "rdf:type", node("oa:TextPositionSelector")),
        (range_, "oa:start", terms.number(passage.start)),
        (range_, "oa:end", terms.number(passage.end)),
    )
    for subject, predicate, value in described:
        yield Quad(subject, node(predicate), value, graph)


def _named(term: object) -> NamedNode:
    assert isinstance(term, NamedNode), "nothing of ours is a blank node"
    return term
