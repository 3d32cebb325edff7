"""Sitemaps: the pages of all things that people look for, in parts of a size that is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode

from ..graph.knowledge import KnowledgeGraph
from ..graph.result import Result
from ..ontology.iris import expand
from ..queries.catalogue import load_query
from .addresses import Addresses

__all__ = ["list_pages", "list_parts"]

_MOST = 50_000  # addresses in one file, by sitemaps.org
_NUMBER = re.compile(r"[0-9]{1,6}")
_CLASSES = {
    name.partition(":")[2].lower(): expand(name)
    for name in (
        "cvn:Convention",
        "cvn:Edition",
        "cvn:Activity",
        "cvn:Agreement",
        "cvn:Exhibit",
        "cvn:ExhibitionArea",
        "cvn:Industry",
        "cvn:Release",
        "cvn:Source",
        "cvn:Theme",
        "org:Organization",
        "schema:Place",
    )
}


def list_parts(classes: Result, site: str) -> str:
    """The index: the addresses of the sitemaps of each class that has things."""
    counts = {str(row["class"]): int(str(row["count"])) for row in classes.rows()}
    parts = [
        f"{site}sitemaps/{name}-{number}.xml"
        for name, iri in _CLASSES.items()
        for number in range(-(-counts.get(iri, 0) // _MOST))
    ]
    return _xml("sitemapindex", "sitemap", parts)


def list_pages(graph: KnowledgeGraph, site: str, part: str) -> str:
    """The pages of one part, such as ``edition-0``; empty where there is no such."""
    name, _, number = part.rpartition("-")
    if name not in _CLASSES or not _NUMBER.fullmatch(number):
        return ""
    first, addresses = int(number) * _MOST, Addresses(graph.iris.base, site.rstrip("/"))
    text = load_query("describe", "things_of_class").text
    found = graph.store.select(
        f"{text}LIMIT {_MOST} OFFSET {first}", {"class": NamedNode(_CLASSES[name])}
    )
    pages = [page for iri in found.column("thing") if (page := addresses.page(str(iri)))]
    return _xml("urlset", "url", pages) if pages else ""


def _xml(root: str, element: str, addresses: Iterable[str]) -> str:
    lines = (f"<{element}><loc>{escape(each)}</loc></{element}>\n" for each in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</{root}>\n'
    )
