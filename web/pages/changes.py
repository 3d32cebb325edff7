"""The pages of changes: revision by revision, what came, went and is said in another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.changelog import Revision
from ...graph.knowledge import KnowledgeGraph
from ...graph.result import short_iri
from ..asked import Asked
from ..negotiation import GRAPH_FORMATS
from .changed import Changed, Telling, log_of
from .template import render, words
from .tools import tools_of

__all__ = ["A_PAGE", "Told", "changes_page", "last_page", "revision_page", "tell", "title_of"]

A_PAGE = 200  # things on a page of a revision, whether for people or for programs
_FEW = 10  # things of a revision among others
_REVISIONS = 20  # of a page


@dataclass(frozen=True)
class Told:
    """A revision as people read it, with some of the things that it changed."""

    revision: Revision
    title: str
    excluded: Sequence[str]
    things: Sequence[Changed]


def tell(
    graph: KnowledgeGraph, revision: Revision, asked: Asked, most: int = _FEW, first: int = 0
) -> Told:
    """A revision with its things from a place on, `most` at most."""
    telling = Telling(graph, asked)
    return Told(
        revision,
        title_of(revision, asked.language),
        [short_iri(iri, revision.base) for iri in revision.excluded],
        [telling.thing(each) for each in revision.changed(first, most)],
    )


def title_of(revision: Revision, language: str) -> str:
    """What a revision is called."""
    return words(language)("Revision {number}").format(number=revision.number)


def last_page(revision: Revision) -> int:
    """The number of pages that a revision takes; one without things has one."""
    return max(1, -(-revision.things // A_PAGE))


def changes_page(graph: KnowledgeGraph, asked: Asked) -> str:
    """Revisions, the newest first; a field tells which page of them."""
    revisions, page = log_of(graph).revisions()[::-1], int(asked.get("page", "1"))
    shown = revisions[(page - 1) * _REVISIONS : page * _REVISIONS]
    return render(
        "changes.html",
        asked,
        tools=_tools(graph, asked, words(asked.language)("Changes")),
        shown=[tell(graph, each, asked) for each in shown],
        number=len(revisions),
        page=page,
        last=-(-len(revisions) // _REVISIONS),
    )


def revision_page(graph: KnowledgeGraph, asked: Asked, revision: Revision, page: int) -> str:
    """One revision with the things that it changed, page by page."""
    told = tell(graph, revision, asked, A_PAGE, (page - 1) * A_PAGE)
    return render(
        "revision.html",
        asked,
        tools=_tools(graph, asked, told.title),
        told=told,
        newest=log_of(graph).newest,
        page=page,
        last=last_page(revision),
    )


def _tools(graph: KnowledgeGraph, asked: Asked, title: str) -> object:
    return tools_of(graph, asked, title, [each.name for each in GRAPH_FORMATS])
