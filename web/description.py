"""Descriptions: of the endpoint (SPARQL 1.1 Service Description) and of what it holds (VoID)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import pyoxigraph as ox

from ..ontology.iris import PREFIXES, expand
from .negotiation import GRAPH_FORMATS, RESULT_FORMATS, Format

__all__ = ["dataset_iri", "describe_dataset", "describe_service"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
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
_VOCABULARIES = ("cvn", "foaf", "m8g", "oa", "org", "prov", "schema", "skos")


def dataset_iri(base: str) -> str:
    """IRI of the data set of a graph with a base IRI; the document before ``#`` describes it."""
    return f"{base}.well-known/void#dataset"


def describe_service(endpoint: str, base: str, format_: Format) -> bytes:
    """The description of the endpoint at an address in a format of graphs."""
    return _written(_service(endpoint, base), format_.media_types[0])


def describe_dataset(
    site: str,
    manifest: Mapping[str, Any],
    examples: Sequence[str],
    classes: Mapping[str, int],
    license: str,
    title: str,
    media_type: str,
) -> bytes:
    """What is served at an address (ending in ``/``): where, how much, of which kinds.

    `classes` are numbers of things by the IRI of their class; licence and title may be empty.
    """
    dataset = ox.NamedNode(dataset_iri(manifest["base"]))
    said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        ("dcterms:title", ox.Literal(title or "A graph of conventions and fairs", language="en")),
        (f"{_VOID}sparqlEndpoint", ox.NamedNode(f"{site}sparql")),
        (f"{_VOID}uriSpace", ox.Literal(manifest["base"])),
        (f"{_VOID}triples", ox.Literal(int(manifest["quads"]))),
        *((f"{_VOID}exampleResource", ox.NamedNode(iri)) for iri in examples),
        *((f"{_VOID}vocabulary", ox.NamedNode(PREFIXES[name])) for name in _VOCABULARIES),
    ]
    if made := manifest.get("ended"):
        time = ox.NamedNode(expand("xsd:dateTime"))
        said.append(("dcterms:modified", ox.Literal(made, datatype=time)))
    if license:
        said.append(("dcterms:license", ox.NamedNode(license)))
    triples = [
        ox.Triple(dataset, _TYPE, ox.NamedNode(f"{_VOID}Dataset")),
        *(ox.Triple(dataset, _property(name), value) for name, value in said),
        *_about(dataset),
        *_partitions(dataset, classes),
    ]
    return _written(triples, media_type)


def _property(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if name.startswith("http") else expand(name))


def _about(dataset: ox.NamedNode) -> Iterator[ox.Triple]:
    """What the document itself is."""
    document = ox.NamedNode(dataset.value.partition("#")[0])
    yield ox.Triple(document, _TYPE, ox.NamedNode(f"{_VOID}DatasetDescription"))
    yield ox.Triple(document, _property("foaf:primaryTopic"), dataset)
    yield ox.Triple(document, _property("dcterms:title"), ox.Literal("Description of the data set"))


def _partitions(dataset: ox.NamedNode, classes: Mapping[str, int]) -> Iterator[ox.Triple]:
    """The parts of a data set by class, with the number of things in each."""
    for iri, count in sorted(classes.items()):
        name = iri.rpartition("#")[2].rpartition("/")[2]
        part = ox.NamedNode(f"{dataset.value}-{name}")
        yield ox.Triple(dataset, ox.NamedNode(f"{_VOID}classPartition"), part)
        yield ox.Triple(part, ox.NamedNode(f"{_VOID}class"), ox.NamedNode(iri))
        yield ox.Triple(part, ox.NamedNode(f"{_VOID}entities"), ox.Literal(count))


def _written(triples: list[ox.Triple], media_type: str) -> bytes:
    written = BytesIO()
    prefixes = {**PREFIXES, "void": _VOID, "sd": _SD}
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
