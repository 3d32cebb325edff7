"""Nodes: what one page says of one thing, with the place where it says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["BLANK", "LONGEST", "TYPE", "Node", "Quad", "Value", "pointer"]

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BLANK = "_:"  # begins the key of a node without an IRI
LONGEST = 2000  # characters of a value that can be read; what is longer may be cut after them


@dataclass(frozen=True, slots=True)
class Value:
    """A literal with its language, or (`is_ref`) the key of another node."""

    text: str
    language: str | None = None
    is_ref: bool = False

    def relabeled(self, key: str) -> Value:
        """A reference to the same node by another key."""
        return Value(key, is_ref=True)


@dataclass(frozen=True, slots=True)
class Quad:
    """One statement: `page` says at `place` that `subject` has `value` as `predicate` (an IRI).

    `place` is the number of a line, counted from 0, or where the node stands in a document.
    """

    page: str
    subject: str
    predicate: str
    value: Value
    place: int | str


@dataclass(slots=True)
class Node:
    """A thing as one page describes it; `page` is empty for a file that names no pages.

    `key` is its IRI, or a label that begins with `BLANK`. `types` and the keys of `values` are
    names of terms (``schema:Event``), those that no vocabulary has are IRIs. `fragment` leads to
    the lines or the place that describe it.
    """

    page: str
    key: str
    fragment: str
    types: list[str] = field(default_factory=list)
    values: dict[str, list[Value]] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """True for a node without an IRI."""
        return self.key.startswith(BLANK)

    def all(self, terms: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
        """Each value of some terms, with the term."""
        for term in terms:
            for value in self.values.get(term, ()):
                yield term, value


def pointer(*parts: str | int) -> str:
    """An RFC 6901 pointer.

    >>> pointer("a/b", 0)
    '/a~1b/0'
    """
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
