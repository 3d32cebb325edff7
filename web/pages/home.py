"""The first page: what the graph holds, and where to go on."""

from __future__ import annotations

from operator import itemgetter

from ...graph.knowledge import KnowledgeGraph
from ...graph.result import Result, Value
from ...queries.catalogue import load_query
from ..addresses import Addresses
from ..asked import Asked
from .onward import identifier_of
from .template import render

__all__ = ["home_page"]


def home_page(graph: KnowledgeGraph, classes: Result, asked: Asked, title: str) -> str:
    """The first page; `classes` are those of the graph with the numbers of their things."""
    addresses = Addresses(graph.iris.base, asked.root)
    series = [
        {
            **row,
            "address": addresses.page(str(row["series"])),
            "short": identifier_of(graph, str(row["series"])),
            **_named(row["label"], row["chineseLabel"], asked.language),
        }
        for row in graph.store.select(load_query("describe", "series").text)
    ]
    rows = classes.rows()
    labels = graph.provenance.labels_of([str(row["class"]) for row in rows], asked.language)
    return render(
        "home.html",
        asked,
        title=title,
        series=sorted(series, key=itemgetter("name")),
        classes=[(labels[str(row["class"])], row["count"]) for row in rows],
        made=graph.manifest.get("ended", "")[:10],
        quads=graph.manifest["quads"],
    )


def _named(label: Value, chinese: Value, language: str) -> dict[str, str]:
    """The name of a series in a language, or the one that it has, and the other if it has both."""
    names = [str(each) for each in (label, chinese) if each]
    if language == "zh":
        names.reverse()
    return {"name": names[0], "other": names[1] if names[0] != names[-1] else ""}
