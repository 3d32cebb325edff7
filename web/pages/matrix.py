"""The matrix of a series: its editions by year, crossed with bodies, facts, agreements, figures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...graph.passages import Passage
from ...graph.provenance import Statement
from ...graph.result import short_iri
from ...ontology.errors import QueryError, UnresolvedNameError
from ...ontology.iris import expand
from ...queries.catalogue import load_query
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from .columns import Column, years_of
from .crossing import Cell, Line, cross
from .naming import short_of
from .stated import GROUPS
from .template import render
from .tools import tools_of

__all__ = ["choices_of", "matrix_page"]

_SHOWN = ("ministries", "organizers", "undertakers", "facts")  # where nothing is chosen
_ALL = "all"
_MOST_ROWS = 60  # of a group
_NUMBER = expand("cvn:editionNumber")
_HEADER = (
    *("series", "group", "row", "row_iri", "year", "edition", "state", "value", "value_iri"),
    *("differ", "source", "publisher", "published", "place", "quote"),
)


def matrix_page(graph: KnowledgeGraph, asked: Asked, format_: str) -> str:
    """The matrix of a series; fields of the address are series, show, from and to.

    Without a series it is the list of all, and so it is with a message where there is none of that
    name. Raises QueryError and UnresolvedNameError where another format than HTML is asked for.
    """
    name, mistake = asked.get("series"), None
    if name:
        try:
            series = graph.names.resolve("series", name)
        except UnresolvedNameError as error:
            if format_ != "html":
                raise
            mistake = error
        else:
            return _matrix(graph, series, asked, format_)
    elif format_ != "html":
        raise QueryError("a matrix is that of a series", "Name it: series=series/wmc.")
    return render(
        "matrix.html",
        asked,
        series=None,
        mistake=mistake,
        choices=choices_of(graph, asked.language),
        address=Addresses(graph.iris.base, asked.root),
    )


def choices_of(graph: KnowledgeGraph, language: str) -> list[dict[str, Any]]:
    """The series by the number of their editions, each with its identifier and its name."""
    rows = graph.store.select(load_query("describe", "series").text).rows()
    labels = graph.provenance.labels_of([str(row["series"]) for row in rows], language)
    found = [
        {
            **row,
            "name": short_of(graph, str(row["series"])),
            "label": labels[str(row["series"])],
        }
        for row in rows
    ]
    return sorted(found, key=lambda each: (-int(str(each["editions"])), each["label"]))


def _matrix(graph: KnowledgeGraph, series: NamedNode, asked: Asked, format_: str) -> str:
    language = asked.language
    years = years_of(graph, series, asked.years)
    groups, cut = cross(graph, series, years.columns, language)
    label = graph.provenance.label(series, language) or short_iri(series.value, graph.iris.base)
    if format_ == "csv":
        return _csv(label, groups)
    if format_ == "json":
        return _json(label, series, years.columns, groups)
    shown = _shown(asked, groups)
    values = {
        name: Literal(year)
        for name, year in zip(("first_year", "last_year"), asked.years, strict=True)
        if year is not None
    }
    sparql = fill(load_query("explorer", "matrix"), {"series": series, **values})
    return render(
        "matrix.html",
        asked,
        series=short_of(graph, series.value),
        link=series.value,
        label=label,
        mistake=None,
        columns=years.columns,
        twice=_several(years.columns),
        gaps=years.gaps,
        hidden=[(iri, graph.provenance.label(NamedNode(iri), language)) for iri in years.hidden],
        groups={name: groups[name][:_MOST_ROWS] for name in groups if name in shown},
        more={name: len(lines) for name, lines in groups.items() if len(lines) > _MOST_ROWS},
        choices=_choices(asked, groups, shown),
        total=sum(map(len, groups.values())),
        all_of=_ALL,
        cut=[graph.provenance.label(NamedNode(iri), language) for iri in sorted(cut)],
        numbered=_numbered(graph, years.columns, asked),
        address=Addresses(graph.iris.base, asked.root),
        tools=tools_of(graph, asked, label, ("csv", "json"), sparql),
    )


def _shown(asked: Asked, groups: Mapping[str, Sequence[Line]]) -> list[str]:
    """The groups that are chosen, or those that are shown first, as far as there are rows."""
    wanted = asked.get("show").split(",") if asked.get("show") else _SHOWN
    shown = [name for name in groups if name in wanted or _ALL in wanted]
    return shown or list(groups)[:1]


def _choices(
    asked: Asked, groups: Mapping[str, Sequence[Line]], shown: Sequence[str]
) -> list[tuple[str, int, bool, str]]:
    """Each group with the number of its rows, if it is shown, and the address with or without."""
    choices = []
    for name, lines in groups.items():
        others = [each for each in GROUPS if (each in shown) != (each == name)]
        address = asked.to(show=",".join(each for each in others if each in groups) or None)
        choices.append((name, len(lines), name in shown, address))
    return choices


def _several(columns: Sequence[Column]) -> set[int]:
    """The years of several editions."""
    years = [column.year for column in columns]
    return {year for year in years if years.count(year) > 1}


def _numbered(
    graph: KnowledgeGraph, columns: Sequence[Column], asked: Asked
) -> dict[str, tuple[str, str, str]]:
    """Of the editions around a year without any, label, number, and where that is stated."""
    found, addresses = {}, Addresses(graph.iris.base, asked.root)
    for iri in dict.fromkeys(iri for column in columns for iri in column.between):
        label = graph.provenance.label(NamedNode(iri), asked.language)
        for fact in graph.provenance.facts(NamedNode(iri)):
            if fact.predicate == _NUMBER:
                said = fact.statements[0]
                place = next((each.iri for each in said.passages), "")
                found[iri] = (label, fact.value_label, addresses.text(said.source, place))
    return found


# -- exports


def _csv(label: str, groups: Mapping[str, Sequence[Line]]) -> str:
    """One line for each place where a source states a value, and for each cell without any."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for name, lines in groups.items():
        for line in lines:
            for cell in line.cells:
                where = cell.column.year, cell.column.edition
                head = label, name, line.row.label or name, line.row.about, *where
                writer.writerows((*head, *rest) for rest in _told(cell))
    return out.getvalue()


def _told(cell: Cell) -> Iterator[tuple[str, ...]]:
    if not cell.entries:
        yield cell.state, *[""] * 8
    for entry in cell.entries:
        for said in entry.statements:
            for passage in said.passages or (None,):
                place = passage.iri if passage else ""
                source = said.source, said.publisher, said.published, place, _quote(passage)
                yield "", entry.text, entry.iri, "; ".join(cell.differ), *source


def _quote(passage: Passage | None) -> str:
    """The words of a passage, or the cells of its row."""
    if passage is None:
        return ""
    return passage.quote or "; ".join(
        f"{name}: {cell}" for name, cell in passage.cells.items() if cell
    )


def _json(
    label: str,
    series: NamedNode,
    columns: Sequence[Column],
    groups: Mapping[str, Sequence[Line]],
) -> str:
    told = {
        "series": series.value,
        "label": label,
        "columns": [
            {"year": each.year, "edition": each.edition, "state": each.state} for each in columns
        ],
        "groups": {
            name: [
                {
                    "row": line.row.label or name,
                    "about": line.row.about,
                    "cells": [_as_json(cell) for cell in line.cells],
                }
                for line in lines
            ]
            for name, lines in groups.items()
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _as_json(cell: Cell) -> dict[str, Any]:
    if not cell.entries:
        return {"state": cell.state}
    values = [
        {
            "value": entry.text,
            "iri": entry.iri,
            "sources": [_source(said) for said in entry.statements],
        }
        for entry in cell.entries
    ]
    return {"values": values, "differ": list(cell.differ)}


def _source(said: Statement) -> dict[str, Any]:
    return {
        "source": said.source,
        "publisher": said.publisher,
        "published": said.published,
        "words": [{"place": each.iri, "quote": _quote(each)} for each in said.passages],
    }
