"""Documents: what is told of a thing as linked data, and what the document says of itself."""

from __future__ import annotations

from typing import IO

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from ..graph.knowledge import KnowledgeGraph
from ..graph.result import short_iri
from ..graph.void import dataset_iri
from ..ontology.iris import PREFIXES, expand
from .addresses import Addresses

__all__ = ["write_document"]

_LABEL = NamedNode(expand("rdfs:label"))
_NAMES = {_LABEL, NamedNode(expand("skos:prefLabel"))}


def write_document(
    graph: KnowledgeGraph, subject: NamedNode, license: str, media_type: str, out: IO[bytes]
) -> None:
    """Write the document about a thing; in TriG each fact stands in the graph that says so."""
    format_ = RdfFormat.from_media_type(media_type)
    assert format_ is not None
    quads = graph.documents.of(subject)
    label = graph.provenance.label(subject)
    identifier = short_iri(subject.value, graph.iris.base)
    about = _about(graph, subject, label or identifier, license)
    if not any(quad.subject == subject and quad.predicate in _NAMES for quad in quads):
        name = Literal(label, language="en") if label else Literal(identifier)
        about.append(Triple(subject, _LABEL, name))  # told in words, else by its identifier
    if format_.supports_datasets and format_ != RdfFormat.JSON_LD:
        own = [Quad(each.subject, each.predicate, each.object) for each in about]
        serialize([*own, *quads], out, format_, prefixes=PREFIXES)
    else:
        triples = [Triple(each.subject, each.predicate, each.object) for each in quads]
        # As it is for TriG: graph by graph, so that what belongs together stands together.
        unique = sorted(dict.fromkeys([*about, *triples]), key=_subject)
        serialize(unique, out, format_, prefixes=PREFIXES)


def _subject(triple: Triple) -> str:
    return str(triple.subject)


def _about(graph: KnowledgeGraph, subject: NamedNode, label: str, license: str) -> list[Triple]:
    """What the document is about, which data set it is of, since when, under which licence."""
    base = graph.iris.base
    document = NamedNode(Addresses(base).document(subject.value))
    said: list[tuple[str, NamedNode | Literal]] = [
        ("rdf:type", NamedNode(expand("foaf:Document"))),
        ("dcterms:title", Literal(f"About {label}", language="en")),
        ("foaf:primaryTopic", subject),
        ("dcterms:isPartOf", NamedNode(dataset_iri(base))),
    ]
    if made := graph.manifest.get("ended"):
        said.append(("dcterms:modified", Literal(made, datatype=NamedNode(expand("xsd:dateTime")))))
    if license:
        said.append(("dcterms:license", NamedNode(license)))
    return [Triple(document, NamedNode(expand(name)), value) for name, value in said]
