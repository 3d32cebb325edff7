"""What a worker does: each task opens the graph's answer to one kind of request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import IO, Any

from pyoxigraph import NamedNode

from ..graph.knowledge import KnowledgeGraph
from ..graph.result import Result
from ..graph.syntax import located
from ..ontology.errors import ConvenorError, QueryError, UnresolvedNameError
from ..queries import catalogue
from .addresses import Addresses
from .asked import Asked
from .description import describe_dataset
from .documents import write_document
from .ldes import write_stream, write_stream_page
from .negotiation import ATOM, HTML
from .pages.atom import atom_feed
from .pages.catalogue import PAGES
from .pages.changed import log_of
from .pages.changes import changes_page, last_page, revision_page
from .pages.evidence import evidence_page
from .pages.home import home_page
from .pages.question import question_page
from .pages.rows import MOST_ROWS, table_of
from .pages.template import render
from .pages.thing import thing_page
from .sitemap import list_pages, list_parts
from .workbench import describe_terms

__all__ = ["TASKS", "Made", "MissingError"]

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
    limits: dict[str, float],
    asked: dict[str, Any],
) -> Made:
    """Any query, of the data set that the request names."""
    try:
        answer = graph.store.open_query(query, default_graphs, named_graphs, address)
    except QueryError as error:
        raise located(error, query) from error
    media_type = formats.get(answer.kind, "")
    if media_type != _HTML:
        return Made(answer.kind, partial(answer.serialize, media_type=media_type))
    here = Asked(**asked)
    table = table_of(answer.first(MOST_ROWS + 1), Addresses(graph.iris.base, here.root))
    page = render("sparql.html", here, query=query, limits=limits, **table)
    return _text(answer.kind, page)


def _vocabulary(graph: KnowledgeGraph, formats: Mapping[str, str], root: str) -> Made:
    """What the SPARQL page helps with."""
    return _text("page", describe_terms(graph, root))


def _catalogue(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    name: str,
    values: dict[str, str],
    asked: dict[str, Any],
    mistake: str = "",
) -> Made:
    """A query of the catalogue, as data or as a page."""
    if formats["select"] == _HTML:
        return _text("select", question_page(graph, name, values, Asked(**asked), mistake))
    query = catalogue.get(name)
    answer = graph.store.open_query(query.text, values=graph.values(query, values))
    return Made(answer.kind, partial(answer.serialize, media_type=formats["select"]))


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
    license: str,
    asked: dict[str, Any],
) -> Made:
    """All that is told of a thing, as data or as a page."""
    _find(graph, {}, [iri])
    subject = NamedNode(iri)
    if formats["document"] == _HTML:
        return _text("document", thing_page(graph, subject, Asked(**asked), license))
    write = partial(write_document, graph, subject, license, formats["document"])
    return Made("document", write)


def _evidence(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    iri: str,
    context: int | None,
    asked: dict[str, Any],
) -> Made:
    """The words and rows of a source beside the facts read in them."""
    if iri.endswith(graph.iris.claims("")) or not graph.store.has_graph(iri):
        step = "The page of a fact leads to the words of its sources."
        raise MissingError(f"this graph has no source {iri}", step)
    return _text("page", evidence_page(graph, NamedNode(iri), Asked(**asked), context))


def _home(
    graph: KnowledgeGraph, formats: Mapping[str, str], title: str, asked: dict[str, Any]
) -> Made:
    """The first page."""
    return _text("page", home_page(graph, _classes(graph), Asked(**asked), title))


def _view(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    view: str,
    format_: str,
    asked: dict[str, Any],
    **settings: Any,
) -> Made:
    """A page of the explorer, or what it shows in another format."""
    return _text("page", PAGES[view](graph, Asked(**asked), format_, **settings))


@lru_cache(maxsize=1)
def _classes(graph: KnowledgeGraph) -> Result:
    """Counted once for a version: it reads all things."""
    return graph.classes()


def _changes(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    number: int,
    page: int,
    license: str,
    title: str,
    asked: dict[str, Any],
) -> Made:
    """The changes of the graph, or those of the revision with a number, for people and programs."""
    here, media_type = Asked(**asked), formats["page"]
    try:
        if number:
            revision = log_of(graph).revision(number)
            if page > last_page(revision):
                raise MissingError(f"revision {number} has {last_page(revision)} pages, not {page}")
            if media_type == _HTML:
                return _text("page", revision_page(graph, here, revision, page))
            return _text("page", write_stream_page(graph, here, revision, page, media_type))
        if media_type == _HTML:
            return _text("page", changes_page(graph, here))
        if media_type == ATOM.media_types[0]:
            return _text("page", atom_feed(graph, here, title))
        return _text("page", write_stream(graph, here, license, media_type))
    except UnresolvedNameError as error:
        raise MissingError(error.message, error.next_step) from error


def _void(
    graph: KnowledgeGraph,
    formats: Mapping[str, str],
    site: str,
    license: str,
    title: str,
    dumps: Sequence[str],
) -> Made:
    """The description of what is served."""
    examples = graph.store.select(catalogue.load_query("describe", "examples").text)
    body = describe_dataset(
        site,
        graph,
        [str(iri) for iri in examples.column("thing")],
        license,
        title,
        dumps,
        formats["document"],
    )
    return _text("document", body)


def _sitemap(graph: KnowledgeGraph, formats: Mapping[str, str], site: str, part: str) -> Made:
    """A sitemap, or without a part the index of all."""
    made = list_pages(graph, site, part) if part else list_parts(_classes(graph), site)
    if not made:
        raise MissingError(f"there is no sitemap {part!r}", f"See {site}sitemap.xml")
    return _text("page", made)


TASKS: dict[str, Callable[..., Made]] = {
    "catalogue": _catalogue,
    "changes": _changes,
    "document": _document,
    "evidence": _evidence,
    "find": _find,
    "home": _home,
    "sitemap": _sitemap,
    "sparql": _sparql,
    "view": _view,
    "vocabulary": _vocabulary,
    "void": _void,
}
