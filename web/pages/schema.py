"""The schema: the classes and properties that a graph uses, drawn and told, with their numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import east_asian_width

from pyoxigraph import NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...graph.result import short_iri
from ...ontology.iris import expand
from ...queries.catalogue import load_query
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from .boxes import HEAD, WIDTH, Box, Join, Row, arrange
from .template import render, words
from .tools import tools_of
from .uses import ADDRESS, Kind, Use, uses_of

__all__ = ["schema_page"]

_SHAPES = Path(__file__).parents[2] / "ontology" / "shapes.ttl"
_NAME = expand("skos:prefLabel")
_PADDING = 20  # of a row in a box, with the room before its number
_COLUMNS = (
    "class",
    "class_label",
    "things",
    "property",
    "property_label",
    "range",
    "range_label",
    "statements",
    "complete",
)


def schema_page(graph: KnowledgeGraph, asked: Asked, format_: str) -> str:
    """The page of the schema; as Turtle the shapes (SHACL) that every graph keeps."""
    if format_ == "turtle":
        return _SHAPES.read_text("utf-8")
    told = _Told(graph, asked)
    if format_ == "csv":
        return told.csv()
    if format_ == "json":
        return told.json()
    values = {"told": told, "diagram": arrange(told.joins()), "head": HEAD, "width": WIDTH}
    if format_ == "svg":
        return render("schema.svg", asked, **values)
    query = fill(load_query("explorer", "uses"), {})
    title = words(asked.language)("Schema")
    tools = tools_of(graph, asked, title, ("csv", "json", "svg"), query)
    return render("schema.html", asked, tools=tools, **values)


@dataclass
class _Told:
    """What the graph uses in the words of the page."""

    graph: KnowledgeGraph
    asked: Asked

    def __post_init__(self) -> None:
        self.kinds, self.claims = uses_of(self.graph)
        self.of = {kind.iri: kind for kind in self.kinds}
        self.searched = {str(row["class"]) for row in self.graph.classes().rows()}
        self.addresses = Addresses(self.graph.iris.base, self.asked.root)
        uses = [use for kind in self.kinds for use in kind.uses]
        iris = {*(kind.iri for kind in self.kinds), *(use.iri for use in uses)}
        self._labels = self.graph.provenance.labels_of(sorted(iris), self.asked.language)
        self._ranges = _ranges(self.asked.language)

    def label(self, iri: str) -> str:
        """What a class, a property or a range is called."""
        return self._labels.get(iri) or self._ranges.get(iri) or short_iri(iri)

    def short(self, iri: str) -> str:
        """The name of a class or a property in queries."""
        return short_iri(iri)

    @property
    def is_cut(self) -> bool:
        """True if not all statements were counted."""
        return not all(kind.is_whole for kind in self.kinds)

    def page(self, iri: str) -> str:
        """The address of the page of a thing, of a source that of its words."""
        return self.addresses.text(iri) or self.addresses.page(iri)

    def anchor(self, kind: str, use: str = "") -> str:
        """The name of the place of a class, or of a property of it, on the page."""
        return "-".join(short_iri(iri).replace(":", "-") for iri in (kind, use) if iri)

    def search(self, kind: Kind) -> str:
        """The address of a search for things of a class, empty where they have no names."""
        has_names = any(use.iri == _NAME for use in kind.uses)
        if not has_names or kind.iri not in self.searched:
            return ""
        sources = self.addresses.text(kind.example)
        type_ = "source" if sources else self.graph.iris.class_of(kind.example)
        return self.asked.at("/search", type=type_) if type_ else ""

    def query(self, kind: Kind, use: Use | None = None) -> str:
        """The address of a query for things of a class, perhaps with the values of a property."""
        terms = {"class": NamedNode(kind.iri)}
        if use is not None:
            terms["property"] = NamedNode(use.iri)
        query = fill(load_query("explorer", "values" if use else "things"), terms)
        return self.asked.at("/sparql", query=query)

    def definition(self, iri: str) -> str:
        """What a class or a property means, empty where its own vocabulary tells that."""
        return _definitions(self.graph).get(iri, "")

    def number(self, count: int, kind: Kind | None = None) -> str:
        """A number as the diagram has it, with a plus where it may be higher."""
        return f"{count:,}" if kind is None or kind.is_whole else f"{count:,}+"

    def fitted(self, text: str, number: str) -> str:
        """A text cut to the room that a box has beside a number."""
        room = WIDTH - _PADDING - _width(number)
        if _width(text) <= room:
            return text
        kept = text
        while kept and _width(f"{kept}…") > room:
            kept = kept[:-1]
        return f"{kept.rstrip()}…"

    def row(self, box: Box, row: Row) -> tuple[str, str]:
        """What a row of the diagram says in full, and what of it is shown where a line is drawn."""
        name, target = self.label(row.join.property), self.label(row.join.target)
        full = f"{name} → {target}"
        alike = sum(other.join.property == row.join.property for other in box.rows)
        return full, name if row.is_drawn and alike == 1 else full

    def joins(self) -> dict[str, list[Join]]:
        """The properties of each class whose values are things of classes."""
        return {
            kind.iri: [
                Join(use.iri, range_, count)
                for use in kind.uses
                for range_, count in use.ranges.items()
                if range_ in self.of
            ]
            for kind in self.kinds
        }

    def _rows(self) -> Iterator[tuple[object, ...]]:
        for kind in self.kinds:
            for use in kind.uses:
                for range_, count in use.ranges.items():
                    yield (
                        *(kind.iri, self.label(kind.iri), kind.count),
                        *(use.iri, self.label(use.iri)),
                        *(range_, self.label(range_), count, kind.is_whole),
                    )

    def csv(self) -> str:
        """A row for each range of a property of a class."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        writer.writerows(self._rows())
        return written.getvalue()

    def json(self) -> str:
        """The classes with their properties and the ranges of these."""
        classes = [
            {
                "class": kind.iri,
                "label": self.label(kind.iri),
                "things": kind.count,
                "complete": kind.is_whole,
                "properties": [
                    {
                        "property": use.iri,
                        "label": self.label(use.iri),
                        "statements": use.count,
                        "ranges": dict(use.ranges),
                    }
                    for use in kind.uses
                ],
            }
            for kind in self.kinds
        ]
        told = {"classes": classes, "claims": self.claims}
        return json.dumps(told, ensure_ascii=False, indent=1)


def _width(text: str) -> float:
    """About as wide as a text is in the diagram, in pixels."""
    return sum(12.0 if east_asian_width(char) in "WF" else 6.7 for char in text)


@lru_cache(maxsize=1)
def _definitions(graph: KnowledgeGraph) -> dict[str, str]:
    rows = graph.store.select(load_query("explorer", "definitions").text).rows()
    return {str(row["term"]): str(row["definition"]) for row in rows}


def _ranges(language: str) -> dict[str, str]:
    """What values that are no things are called."""
    _ = words(language)
    named = {
        "rdf:langString": _("words in a language"),
        "xsd:boolean": _("yes or no"),
        "xsd:date": _("day"),
        "xsd:decimal": _("number with a fraction"),
        "xsd:gYear": _("year"),
        "xsd:gYearMonth": _("month"),
        "xsd:integer": _("whole number"),
        "xsd:string": _("text"),
    }
    return {ADDRESS: _("address or IRI"), **{expand(name): text for name, text in named.items()}}
