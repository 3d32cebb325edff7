"""The formats of a release: one line each, in the order in which they are written.

The command line reads this table for its help, so it names the writers and imports none.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .content import Content
    from .output import Output

__all__ = ["COMPRESSIONS", "FORMATS", "STANDARD", "Format"]


COMPRESSIONS = {"gz": "application/gzip", "zst": "application/zstd"}  # by suffix


@dataclass(frozen=True)
class Format:
    """A format: what people call it, what it holds in a sentence, and who writes it.

    `specification` is the IRI of what the files conform to; `writer` is the name of a function
    ``module.function`` of this package. `standard` ones are in every release that names no others;
    `needs` is a library that is not there without the extra ``release``; without `is_rdf11` it is
    RDF 1.2, which rdflib does not read.
    """

    title: str
    description: str
    specification: str
    writer: str
    standard: bool = True
    needs: str = ""
    is_rdf11: bool = True

    def write(self, content: Content, out: Output) -> None:
        """Write the files of this format."""
        module, _, function = self.writer.partition(".")
        getattr(import_module(f".{module}", __package__), function)(content, out)


FORMATS: dict[str, Format] = {
    "nquads": Format(
        "N-Quads",
        "all quads in canonical order",
        "https://www.w3.org/TR/n-quads/",
        "rdf.write_nquads",
    ),
    "trig": Format(
        "TriG", "all quads, graph by graph", "https://www.w3.org/TR/trig/", "rdf.write_trig"
    ),
    "turtle": Format(
        "Turtle", "the merged triples", "https://www.w3.org/TR/turtle/", "rdf.write_turtle"
    ),
    "rdfxml": Format(
        "RDF/XML",
        "the merged triples",
        "https://www.w3.org/TR/rdf-syntax-grammar/",
        "rdf.write_rdfxml",
    ),
    "jsonld": Format(
        "JSON-LD",
        "all quads, and the things of each class with its frame",
        "https://www.w3.org/TR/json-ld11/",
        "jsonld.write_jsonld",
    ),
    "csv": Format(
        "CSV",
        "tables of things and claims, one a class, with CSVW metadata",
        "https://www.w3.org/TR/tabular-metadata/",
        "csvw.write_csv",
    ),
    "parquet": Format(
        "Parquet",
        "the same tables with typed columns",
        "https://parquet.apache.org/docs/file-format/",
        "parquet.write_parquet",
        needs="pyarrow",
    ),
    "graphml": Format(
        "GraphML",
        "things and what leads from one to another, as a property graph",
        "http://graphml.graphdrawing.org/xmlns",
        "graphml.write_graphml",
    ),
    "reifiers": Format(
        "RDF 1.2 Turtle",
        "the merged triples, each claim as a reifier of what it states",
        "https://www.w3.org/TR/rdf12-turtle/",
        "reifiers.write_reifiers",
        standard=False,
        is_rdf11=False,
    ),
    "nanopublications": Format(
        "Nanopublications",
        "each claim with its source and its publication, in TriG",
        "https://nanopub.net/guidelines/working_draft/",
        "nanopublications.write_nanopublications",
        standard=False,
    ),
    "schema-org": Format(
        "schema.org",
        "markup for search engines, a file for the page of each edition",
        "https://schema.org/ExhibitionEvent",
        "schema_org.write_schema_org",
        standard=False,
    ),
    "labels": Format(
        "Labels",
        "what all things are called, with their classes, in N-Triples",
        "https://www.w3.org/TR/n-triples/",
        "labels.write_labels",
        standard=False,
    ),
}
STANDARD = tuple(name for name, each in FORMATS.items() if each.standard)
