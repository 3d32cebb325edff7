"""RDF files of a release: N-Quads, TriG, Turtle, RDF/XML.

Formats that know of graphs hold all quads; the others hold the merged triples of the default
graph, which are all that is stated.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize

from ...ontology.iris import PREFIXES
from .content import Content
from .output import Output

__all__ = ["write_nquads", "write_rdfxml", "write_trig", "write_turtle"]


def write_nquads(content: Content, out: Output) -> None:
    """All quads in canonical order: the file itself is what RDFC-1.0 gives."""
    with out.open("graph.nq", "nquads", "application/n-quads", compress=True) as file:
        for block in content.blocks():
            file.write(block)


def write_trig(content: Content, out: Output) -> None:
    """All quads, graph by graph."""
    quads = (
        Quad(
            triple.subject,
            triple.predicate,
            triple.object,
            NamedNode(iri) if iri else DefaultGraph(),
        )
        for iri, triples in content.graphs()
        for triple in triples
    )
    _write(quads, out, "graph.trig", "trig", RdfFormat.TRIG)


def write_turtle(content: Content, out: Output) -> None:
    """The merged triples."""
    _write(content.triples(), out, "graph.ttl", "turtle", RdfFormat.TURTLE)


def write_rdfxml(content: Content, out: Output) -> None:
    """The merged triples."""
    _write(content.triples(), out, "graph.rdf", "rdfxml", RdfFormat.RDF_XML)


def _write(
    items: Iterable[Triple] | Iterable[Quad], out: Output, path: str, name: str, format_: RdfFormat
) -> None:
    with out.open(path, name, format_.media_type, compress=True) as file:
        serialize(items, file, format_, prefixes=PREFIXES)
