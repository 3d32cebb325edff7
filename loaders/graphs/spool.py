"""Spool: quads on disk, so that all that a page says of a thing comes together in little memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .nodes import BLANK, LONGEST, TYPE, Node, Quad, Value
from .vocabulary import Vocabulary

__all__ = ["Spool"]

_MOST = 10_000  # values of one thing that are looked at
_AT_ONCE = 10_000
_NEAR = 4096  # nodes that are kept for those that refer to them

_Row = tuple[str, str, int, str | None, str, bool, str, str | None]
_COLUMNS = "page, subject, number, place, predicate, is_ref, value, language"


class Spool:
    """The quads of one file by page and subject; use as a context.

    First quads are added, then `close` ends that, then nodes can be read. What a page says of a
    thing in several places is one node.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._folder = TemporaryDirectory(prefix="convenor-graphs-")
        self._term = lru_cache(_NEAR)(vocabulary.term)
        self._base = sqlite3.connect(Path(self._folder.name, "quads"), isolation_level=None)
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            self._base.execute(f"PRAGMA {setting}")
        self._base.execute(f"CREATE TABLE quads ({_COLUMNS})")
        self._base.execute("CREATE TABLE pages (page PRIMARY KEY, visits, retrieved)")
        self._below = ", ".join(f"'{term}'" for term in vocabulary.of("below"))
        self._has_parts = False
        self.node = lru_cache(_NEAR)(self._node)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        self._folder.cleanup()

    def visit(self, page: str, retrieved: str | None = None) -> int:
        """Note a page that comes as a whole, and when it was retrieved; how often it came before.

        The first day on which it was retrieved is kept.
        """
        found = self._base.execute("SELECT visits FROM pages WHERE page = ?", (page,)).fetchone()
        visits = found[0] if found else 0
        self._base.execute(
            "INSERT INTO pages VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET visits = visits + 1",
            (page, retrieved),
        )
        return int(visits)

    def retrieved(self, page: str) -> str | None:
        """The day on which a page was retrieved, if that is known."""
        select = "SELECT retrieved FROM pages WHERE page = ?"
        found = self._base.execute(select, (page,)).fetchone()
        return found[0] if found else None

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads."""
        rows = map(self._row, enumerate(quads))
        self._base.execute("BEGIN")
        while some := list(islice(rows, _AT_ONCE)):
            self._base.executemany("INSERT INTO quads VALUES (?, ?, ?, ?, ?, ?, ?, ?)", some)
        self._base.execute("COMMIT")

    def close(self) -> None:
        """No more quads are added."""
        run = self._base.execute
        run("CREATE INDEX by_page ON quads (page, subject, number)")
        run(f"CREATE INDEX by_iri ON quads (subject) WHERE subject NOT LIKE '{BLANK}%'")
        run(f"CREATE INDEX upward ON quads (page, value) WHERE predicate IN ({self._below})")
        select = f"SELECT EXISTS (SELECT 1 FROM quads WHERE predicate IN ({self._below}))"  # noqa: S608
        self._has_parts = bool(run(select).fetchone()[0])

    def nodes(self) -> Iterator[Node]:
        """All nodes by page and key."""
        rows = self._base.cursor().execute(
            f"SELECT {_COLUMNS} FROM quads ORDER BY page, subject, number"  # noqa: S608
        )
        for _, group in groupby(rows, itemgetter(0, 1)):
            yield _read(group)

    def _node(self, page: str, key: str) -> Node | None:
        """What `page` says of a thing; if it does not, what the page of its IRI or another does."""
        if not (found := self._select("page = ? AND subject = ?", page, key)) and key[:2] != BLANK:
            elsewhere = f"subject = ? AND subject NOT LIKE '{BLANK}%'"
            select = f"SELECT page FROM quads WHERE {elsewhere} ORDER BY page <> ?, page LIMIT 1"  # noqa: S608
            if other := self._base.execute(select, (key, key)).fetchone():
                found = self._select("page = ? AND subject = ?", other[0], key)
        return _read(found) if found else None

    def above(self, page: str, key: str) -> list[str]:
        """The keys of the things of which a page says that this one is part of them."""
        if not self._has_parts:
            return []
        select = (
            f"SELECT DISTINCT subject FROM quads WHERE page = ? AND value = ? AND is_ref "  # noqa: S608
            f"AND predicate IN ({self._below}) ORDER BY subject"
        )
        return [row[0] for row in self._base.execute(select, (page, key))]

    def _select(self, condition: str, *values: str) -> list[Any]:
        select = f"SELECT {_COLUMNS} FROM quads WHERE {condition} ORDER BY number LIMIT {_MOST}"  # noqa: S608
        return self._base.execute(select, values).fetchall()

    def _row(self, numbered: tuple[int, Quad]) -> _Row:
        number, quad = numbered
        predicate, value = self._term(quad.predicate), quad.value
        text = self._term(value.text) if predicate == TYPE else value.text
        if not value.is_ref:
            text = text[: LONGEST + 1]
        if isinstance(quad.place, int):
            place: tuple[str, str, int, str | None] = (quad.page, quad.subject, quad.place, None)
        else:
            # JSON may have half a character, which no file can hold.
            own, at, text, predicate = map(_whole, (quad.subject, quad.place, text, predicate))
            place = (quad.page, own, number, at)
        return (*place, predicate, value.is_ref, text, value.language)


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _read(rows: Iterable[_Row]) -> Node:
    """A node of its rows, in their order."""
    node: Node | None = None
    first = last = 0
    for page, subject, number, place, predicate, is_ref, text, language in islice(rows, _MOST):
        if node is None:
            node, first = Node(page, subject, place or ""), number
        last = number
        value = Value(text, language, bool(is_ref))
        if predicate == TYPE:
            node.types.append(text)
        elif value not in (own := node.values.setdefault(predicate, [])):
            own.append(value)
    assert node
    node.fragment = node.fragment or f"line={first},{last + 1}"
    return node
