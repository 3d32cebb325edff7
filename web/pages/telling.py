"""Telling: who states a fact, in which words, and where these are shown in context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.passages import Passage
from ...graph.provenance import Statement
from ..addresses import Addresses

__all__ = ["Telling", "tellings"]

_STATED = "role_as_stated"  # the column of tables that has the words of a source


@dataclass(frozen=True)
class Telling:
    """A source that states a fact; `words` are a quote, or how a table gives them, or empty.

    `link` leads to them in their context, `place` is the passage or row as it is cited.
    """

    who: str
    published: str
    source: str
    words: str
    place: str
    link: str


def tellings(statements: Sequence[Statement], addresses: Addresses) -> list[Telling]:
    """Who states a fact, those first of whom there are words."""
    found = [_telling(statement, addresses) for statement in statements]
    return sorted(found, key=lambda each: not each.words)


def _telling(statement: Statement, addresses: Addresses) -> Telling:
    passages = sorted(statement.passages, key=lambda each: not _words(each))
    place = passages[0] if passages else None
    link = addresses.text(statement.source, place.iri if place else "")
    return Telling(
        statement.publisher or statement.title,
        statement.published,
        statement.source,
        _words(place) if place else "",
        str(place) if place else "",
        link or addresses.link(statement.source),
    )


def _words(passage: Passage) -> str:
    return " ".join((passage.quote or passage.cells.get(_STATED, "")).split())
