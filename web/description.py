"""Descriptions: of the endpoint (SPARQL 1.1 Service Description) and of what it holds (VoID)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import pyoxigraph as ox

from ..graph.knowledge import KnowledgeGraph
from ..graph.void import VOID, dataset_iri, describe_figures
from ..ontology.iris import PREFIXES, expand
from .negotiation import GRAPH_FORMATS, RESULT_FORMATS, Format

__all__ = ["RELEASE", "describe_dataset", "describe_service"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = ox.NamedNode(expand("rdf:type"))
_FORMATS = "http://www.w3.org/ns/formats/"
_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "nt": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
}
RELEASE = "release"  # path below which a release is served


def describe_service(endpoint: str, base: str, format_: Format) -> bytes:
    """The description of the endpoint at an address in a format of graphs."""
    return _written(_service(endpoint, base), format_.media_types[0])


def describe_dataset(
    site: str,
    graph: KnowledgeGraph,
    examples: Sequence[str],
    license: str,
    title: str,
    dumps: Sequence[str],
    media_type: str,
) -> bytes:
    """What is served at an address (ending in ``/``): where, how much, of which kinds.

    License and title may be empty. `dumps` are paths of RDF files of a release below the address.
    """
    base = graph.iris.base
    dataset = ox.NamedNode(dataset_iri(base))
    said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        ("dcterms:title", ox.Literal(title or "A graph of conventions and fairs", language="en")),
        (f"{VOID}sparqlEndpoint", ox.NamedNode(f"{site}sparql")),
        *((f"{VOID}exampleResource", ox.NamedNode(iri)) for iri in examples),
        *((f"{VOID}dataDump", ox.NamedNode(site + path)) for path in dumps),
        ("rdfs:seeAlso", ox.NamedNode(f"{site}changes")),
        ("dcterms:modified", _time(graph.manifest["ended"])),
    ]
    if dumps:
        said.append(("rdfs:seeAlso", ox.NamedNode(f"{site}{RELEASE}/dataset.ttl")))
    if license:
        said.append(("dcterms:license", ox.NamedNode(license)))
    triples = [
        ox.Triple(dataset, _TYPE, ox.NamedNode(f"{VOID}Dataset")),
        *(ox.Triple(dataset, _property(name), value) for name, value in said),
        *describe_figures(dataset.value, graph.statistics(), base),
        *_about(dataset),
    ]
    return _written(triples, media_type)


def _time(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(expand("xsd:dateTime")))


def _property(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if name.startswith("http") else expand(name))


def _about(dataset: ox.NamedNode) -> Iterator[ox.Triple]:
    """What the document itself is."""
    document = ox.NamedNode(dataset.value.partition("#")[0])
    yield ox.Triple(document, _TYPE, ox.NamedNode(f"{VOID}DatasetDescription"))
    yield ox.Triple(document, _property("foaf:primaryTopic"), dataset)
    yield ox.Triple(document, _property("dcterms:title"), ox.Literal("Description of the data set"))


def _written(triples: list[ox.Triple], media_type: str) -> bytes:
    written = BytesIO()
    prefixes = {**PREFIXES, "void": VOID, "sd": _SD}
    ox.serialize(triples, written, ox.RdfFormat.from_media_type(media_type), prefixes=prefixes)
    return written.getvalue()


def _service(endpoint: str, base: str) -> list[ox.Triple]:
    service, dataset = ox.NamedNode(endpoint), ox.NamedNode(dataset_iri(base))
    graph = ox.NamedNode(f"{endpoint}#default-graph")

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    formats = [
        ox.NamedNode(_FORMATS + _NAMES[each.name]) for each in (*RESULT_FORMATS, *GRAPH_FORMATS)
    ]
    return [
        ox.Triple(service, _TYPE, sd("Service")),
        ox.Triple(service, sd("endpoint"), service),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, _TYPE, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), graph),
        ox.Triple(graph, _TYPE, sd("Graph")),
        *(ox.Triple(service, sd("resultFormat"), each) for each in formats),
    ]
