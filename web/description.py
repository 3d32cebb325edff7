"""Descriptions: of the endpoint (SPARQL 1.1 Service Description) and of what it holds (VoID)."""

from __future__ import annotations

from html import escape
from io import BytesIO

import pyoxigraph as ox

from ..ontology.iris import expand
from ..queries.catalogue import load_query
from .negotiation import GRAPH_FORMATS, HTML, RESULT_FORMATS, Format

__all__ = ["describe_dataset", "describe_service"]

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


def describe_service(endpoint: str, format_: Format) -> bytes:
    """The description of the endpoint at an address in a format of graphs, or as a page."""
    if format_ == HTML:
        return _page(endpoint).encode()
    return _written(_service(endpoint), format_)


def describe_dataset(site: str, quads: int, format_: Format) -> bytes:
    """What is served at an address (ending in ``/``), in a format of graphs: where, how much."""
    dataset, void = ox.NamedNode(f"{site}.well-known/void#dataset"), "http://rdfs.org/ns/void#"
    endpoint = ox.NamedNode(f"{site}sparql")
    triples = [
        ox.Triple(dataset, _TYPE, ox.NamedNode(f"{void}Dataset")),
        ox.Triple(dataset, ox.NamedNode(f"{void}sparqlEndpoint"), endpoint),
        ox.Triple(dataset, ox.NamedNode(f"{void}triples"), ox.Literal(quads)),
    ]
    return _written(triples, format_)


def _written(triples: list[ox.Triple], format_: Format) -> bytes:
    written = BytesIO()
    ox.serialize(triples, written, ox.RdfFormat.from_media_type(format_.media_types[0]))
    return written.getvalue()


def _service(endpoint: str) -> list[ox.Triple]:
    service, dataset = ox.NamedNode(endpoint), ox.NamedNode(f"{endpoint}#dataset")
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


def _page(endpoint: str) -> str:
    example = load_query("endpoint", "example").text
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>SPARQL endpoint</title>
<h1>SPARQL endpoint</h1>
<form action="{escape(endpoint)}">
<p><label for="query">Query</label></p>
<p><textarea id="query" name="query" rows="12" cols="80">{escape(example)}</textarea></p>
<p><label for="format">Format</label> <select id="format" name="format">
<option>json<option>csv<option>tsv<option>xml<option>turtle<option>jsonld</select>
<button>Ask</button></p>
</form>
</html>
"""
