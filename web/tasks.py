"""What a worker does: each task opens the graph's answer to one kind of request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from typing import IO, Any

from pyoxigraph import NamedNode

from ..graph.knowledge import KnowledgeGraph
from ..graph.result import Result, Value
from ..graph.syntax import located
from ..ontology.errors import ConvenorError, QueryError
from ..ontology.schemes import concepts, schemes
from ..queries import catalogue
from ..queries.filling import fill
from .addresses import Addresses
from .description import describe_dataset
from .documents import write_document
from .evidence import evidence_page
from .negotiation import HTML
from .pages import render
from .results import results_json, results_page
from .sitemap import list_pages, list_parts
from .snippets import snippets
from .things import thing_page

__all__ = ["TASKS", "Made", "MissingError"]

_SHOWN = 1_000  # rows of a result on a page
_HTML = HTML.media_types[0]


class MissingError(ConvenorError):
    """There is no such thing in this graph."""


@dataclass(frozen=True)
class Made:
    """An answer that can be written: its kind decides in which format."""

    kind: str
    write: Callable[[IO[bytes]], object]


def _text(kind: str, text: str | bytes) -> Made:
    data = text.encode() if isinstance(text, str) else text
    return Made(kind, lambda out: out.write(data))


def _sparql(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    query: str,
    default_graphs: list[str],
    named_graphs: list[str],
    address: str,
    root: str,
) -> Made:
    """Any query, of the data set that the request names."""
    try:
        answer = graph.store.open_query(query, default_graphs, named_graphs, address)
    except QueryError as error:
        raise located(error, query) from error
    media_type = formats.get(answer.kind, "")
    if media_type != _HTML:
        return Made(answer.kind, partial(answer.serialize, media_type=media_type))
    found = answer.first(_SHOWN + 1)
    addresses = Addresses(graph.iris.base, root)
    page = render("sparql.html", root=root, query=query, **_table(found, addresses))
    return _text(answer.kind, page)


def _table(found: Result, addresses: Addresses) -> dict[str, Any]:
    """What the template of a table takes: header, rows of linked words, and if there are more."""
    header, rows = found.linked()
    shown = [
        [[(text, addresses.link(iri)) for text, iri in cell] for cell in row]
        for row in rows[:_SHOWN]
    ]
    return {"header": header, "rows": shown, "more": len(rows) > _SHOWN}


def _catalogue(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    name: str,
    values: dict[str, str],
    address: str,
    root: str,
    mistake: str = "",
) -> Made:
    """A query of the catalogue.

    Its page shows the form alone where a value is missing, or with the mistake in one.
    """
    query = catalogue.get(name)
    if formats["select"] != _HTML:
        answer = graph.store.open_query(query.text, values=graph.values(query, values))
        return Made(answer.kind, partial(answer.serialize, media_type=formats["select"]))
    if not mistake and all(each.name in values for each in query.parameters if each.required):
        table = _table(graph.query(name, **values), Addresses(graph.iris.base, root))
        sparql, given = fill(query, graph.values(query, values)), values
    else:
        table, sparql = {"rows": None}, fill(query, {})
        given = {each.name: each.example for each in query.parameters if each.required}
    page = render(
        "query.html",
        root=root,
        query=query,
        values=values,
        mistake=mistake,
        concepts={
            each.type: concepts(each.type) for each in query.parameters if each.type in schemes()
        },
        sparql=sparql,
        snippets=snippets(address, name, given),
        **table,
    )
    return _text("select", page)


def _find(graph: KnowledgeGraph, formats: Mapping[str, str], iris: list[str]) -> Made:
    """The first of some IRIs that the graph speaks of."""
    for iri in iris:
        if graph.store.contains(NamedNode(iri)) or graph.store.has_graph(iri):
            return _text("found", iri)
    step = "Is its address right? What there is can be found from the home page and the questions."
    raise MissingError(f"this graph does not speak of {iris[-1]}", step)


def _document(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    iri: str,
    language: str,
    root: str,
    license: str,
) -> Made:
    """All that is told of a thing, as data or as a page."""
    _find(graph, {}, [iri])
    subject = NamedNode(iri)
    if formats["document"] == _HTML:
        page = thing_page(graph, subject, language, Addresses(graph.iris.base, root), license)
        return _text("document", page)
    write = partial(write_document, graph, subject, license, formats["document"])
    return Made("document", write)


def _evidence(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    iri: str,
    language: str,
    root: str,
    context: int | None,
    at: str,
    claim: str,
) -> Made:
    """The words and rows of a source beside the facts read in them."""
    if iri.endswith(graph.iris.claims("")) or not graph.store.has_graph(iri):
        step = "The page of a fact leads to the words of its sources."
        raise MissingError(f"this graph has no source {iri}", step)
    addresses = Addresses(graph.iris.base, root)
    page = evidence_page(graph, NamedNode(iri), language, addresses, context, at, claim)
    return _text("page", page)


def _home(
    graph: KnowledgeGraph, formats: Mapping[str, str], root: str, title: str, language: str
) -> Made:
    """The first page: what the graph holds, and where to go on."""
    addresses = Addresses(graph.iris.base, root)
    series = [
        {
            **row,
            "address": addresses.page(str(row["series"])),
            **_named(row["label"], row["chineseLabel"], language),
        }
        for row in graph.store.select(catalogue.load_query("describe", "series").text)
    ]
    classes = _classes(graph).rows()
    labels = graph.provenance.labels_of([str(row["class"]) for row in classes], language)
    page = render(
        "home.html",
        root=root,
        title=title,
        series=sorted(series, key=itemgetter("name")),
        classes=[(labels[str(row["class"])], row["count"]) for row in classes],
        made=graph.manifest.get("ended", "")[:10],
        quads=graph.manifest["quads"],
    )
    return _text("page", page)


def _named(label: Value, chinese: Value, language: str) -> dict[str, str]:
    """The name of a series in a language, or the one that it has, and the other if it has both."""
    names = [str(each) for each in (label, chinese) if each]
    if language == "zh":
        names.reverse()
    return {"name": names[0], "other": names[1] if names[0] != names[-1] else ""}


@lru_cache(maxsize=1)
def _classes(graph: KnowledgeGraph) -> Result:
    """Counted once for a version: it reads all things."""
    return graph.classes()


def _void(
    graph: KnowledgeGraph, formats: Mapping[str, str], site: str, license: str, title: str
) -> Made:
    """The description of what is served."""
    examples = graph.store.select(catalogue.load_query("describe", "examples").text)
    body = describe_dataset(
        site,
        graph.manifest,
        [str(iri) for iri in examples.column("thing")],
        {str(row["class"]): int(str(row["count"])) for row in _classes(graph).rows()},
        license,
        title,
        formats["document"],
    )
    return _text("document", body)


def _search(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    asked: dict[str, str],
    language: str,
    root: str,
) -> Made:
    """What has the words that a reader looks for."""
    if formats["page"] != _HTML:
        return _text("page", results_json(graph, asked, language))
    return _text("page", results_page(graph, asked, language, Addresses(graph.iris.base, root)))


def _sitemap(graph: KnowledgeGraph, formats: Mapping[str, str], site: str, part: str) -> Made:
    """A sitemap, or without a part the index of all."""
    made = list_pages(graph, site, part) if part else list_parts(_classes(graph), site)
    if not made:
        raise MissingError(f"there is no sitemap {part!r}", f"See {site}sitemap.xml")
    return _text("page", made)


TASKS: dict[str, Callable[..., Made]] = {
    "catalogue": _catalogue,
    "document": _document,
    "evidence": _evidence,
    "find": _find,
    "home": _home,
    "search": _search,
    "sitemap": _sitemap,
    "sparql": _sparql,
    "void": _void,
}
