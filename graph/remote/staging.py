"""Staging: a change waits beside the graph in use until it is whole, and is put in use at once.

::

    urn:x-convenor:stage              who brings a change, since when; if it is being put in use
    urn:x-convenor:stage/leaves/<n>   triples that leave a graph
    urn:x-convenor:stage/joins/<n>    triples that join it

Putting in use is one update. Most servers do it as a whole or not at all; then a change that still
waits was not put in use, and is thrown away. Others (Virtuoso) may stop halfway. There the change
says so before it begins, and `recover` does it again from its beginning, which leads to the same.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ...ontology.errors import BusyError
from ..result import Term
from .client import Client
from .names import MERGED, PREFIX, STAGE
from .writing import insertions, uploads

__all__ = ["Staging"]

_ABANDONED = datetime.timedelta(hours=1)  # after which a change of somebody else was given up
_CHUNK = 20_000  # quads in memory
_UPDATES = Path(__file__).parents[2] / "queries" / "remote"
_MARK = ox.NamedNode(STAGE)


class Rows(Protocol):
    """Answers a query about the store as it is, by its name in ``queries/remote``."""

    def __call__(self, name: str, /) -> list[tuple[Term | None, ...]]:
        """The rows."""


class Staging:
    """Changes of one store. `owner` tells whose they are, so that one's own may be taken up."""

    def __init__(self, client: Client, rows: Rows, owner: str = "") -> None:
        self._client = client
        self._dialect = client.dialect
        self._rows = rows
        self._owner = owner or secrets.token_hex(8)
        self._merged = "" if self._dialect.has_default else MERGED

    def recover(self) -> bool:
        """Finish or throw away a change that somebody left; True if one was finished.

        Raises BusyError while another program brings one.
        """
        waiting = self._rows("stage")
        if not waiting:
            self._clear()
            return False
        owner, started, state = map(_value, waiting[0])
        if state:
            self._swap()
            self._clear()
            return True
        age = datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(started)
        if owner != self._owner and age < _ABANDONED:
            raise BusyError(
                f"another program has been writing to {self._client.address.url} since {started}",
                "Try again when it has finished. One that was stopped is given up after an hour.",
            )
        self._clear()
        return False

    def is_half(self) -> bool:
        """True while a change is being put in use, or was stopped in the middle of that."""
        return any(row[2] for row in self._rows("stage"))

    def bring(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Let a change wait; quads without a graph are those of the merged graph.

        Raises BusyError while another program brings one.
        """
        self.recover()
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._tell(owner=self._owner, started=now)
        self._bring(removed, "leaves")
        self._bring(added, "joins")

    def _tell(self, **told: str) -> None:
        quads = (_fact(name, ox.Literal(value)) for name, value in told.items())
        for text in insertions(quads, "", self._dialect.batch):
            self._client.update(text)

    def _bring(self, quads: Iterable[ox.Quad], way: str) -> None:
        parts: dict[object, ox.NamedNode] = {}
        pending = iter(quads)
        while chunk := list(islice(pending, _CHUNK)):
            staged: list[ox.Quad] = []
            for quad in chunk:
                part = parts.get(quad.graph_name)
                if part is None:
                    part = self._part(way, quad.graph_name, len(parts))
                    parts[quad.graph_name] = part
                    staged += self._told(part, way, quad.graph_name)
                staged.append(ox.Quad(quad.subject, quad.predicate, quad.object, part))
            self._write(staged)

    def _write(self, quads: Iterable[ox.Quad]) -> None:
        if self._dialect.most_integer:
            sent, quads = uploads(quads, self._dialect.most_integer)
            for graph, triples in sent.items():
                self._client.add(graph, triples)
        for text in insertions(quads, "", self._dialect.batch):
            self._client.update(text)

    def _part(self, way: str, graph: object, number: int) -> ox.NamedNode:
        own = isinstance(graph, ox.NamedNode) or self._merged
        return ox.NamedNode(f"{STAGE}/{way}/{number if own else 'default'}")

    def _told(self, part: ox.NamedNode, way: str, graph: object) -> Iterator[ox.Quad]:
        if isinstance(graph, ox.NamedNode):
            yield ox.Quad(part, ox.NamedNode(PREFIX + way), graph, _MARK)
        elif self._merged:
            yield ox.Quad(part, ox.NamedNode(PREFIX + way), ox.NamedNode(self._merged), _MARK)

    def swap(self) -> None:
        """Put what waits in use."""
        if not self._dialect.is_atomic:
            self._tell(state="swapping")
        self._swap()
        self._clear()

    def _swap(self) -> None:
        names = ["leave", "join"]
        if self._dialect.has_default:
            names += ["leave_default", "join_default"]
        self._run(*names)

    def _clear(self) -> None:
        self._run("clear", "clear_default")

    def _run(self, *names: str) -> None:
        """Run updates, in one request where that is done as a whole."""
        texts = [(_UPDATES / f"{name}.ru").read_text("utf-8") for name in names]
        for text in [";\n".join(texts)] if self._dialect.is_atomic else texts:
            self._client.update(text)


def _fact(name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(_MARK, ox.NamedNode(PREFIX + name), value, _MARK)


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, ox.Literal) else ""
