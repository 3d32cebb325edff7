"""Operations of SPARQL updates: read from an input, and refused where no update may do them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ..loaders.inputs import Input
from ..ontology.errors import InputError, QueryError
from ..ontology.iris import PREFIXES, Iris
from ..queries.lexer import pieces
from .gate import refusal

__all__ = ["Operation", "Update", "read_update", "run"]

_STARTS = frozenset("DELETE INSERT WITH".split())
_WORDS = _STARTS | frozenset("BASE DATA NAMED PREFIX USING VERSION WHERE".split())
_PLACE = re.compile(r"error at (\d+):(\d+):")

Piece = tuple[str, str, int]  # its kind, itself, and the braces open after it


@dataclass(frozen=True)
class Operation:
    """One operation: the quads that it removes and inserts, or its text if WHERE finds them."""

    text: str = ""
    removed: frozenset[ox.Quad] = frozenset()
    inserted: frozenset[ox.Quad] = frozenset()


@dataclass(frozen=True)
class Update:
    """The operations of one input, in their order."""

    name: str
    operations: tuple[Operation, ...]


def read_update(source: Input, iris: Iris) -> Update:
    """The update in an input. IRIs in it are relative to the base IRI of the graph.

    Raises InputError where it is no SPARQL update in UTF-8, or asks for what no update may do.
    """
    try:
        with source.open() as stream:
            text = stream.read().decode("utf-8-sig")
        parts = list(_parts(text))
        try:
            run(ox.Store(), text, iris)
        except SyntaxError as error:
            raise _located(str(error), text) from error
        operations = tuple(_operations(parts, iris))
        if not operations:
            raise InputError(
                "it holds no operation", "Such as: INSERT DATA { GRAPH <...> { ... } }"
            )
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source.name} is not UTF-8: {error.reason}, byte {error.start}"
        ) from error
    except (QueryError, InputError) as error:
        raise InputError(f"{source.name}: {error.message}", error.next_step) from error
    return Update(source.name, operations)


def _parts(text: str) -> Iterator[list[Piece]]:
    """The pieces of each operation; the first has the prologue. Raises QueryError."""
    depth, part = 0, list[Piece]()
    for kind, piece in pieces(text):
        if kind == "name":
            _refuse_word(piece, depth)
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if piece == ";" and not depth:
            yield part
            part = []
        else:
            part.append((kind, piece, depth))
    yield part


def _refuse_word(word: str, depth: int) -> None:
    # Within longer words too: the engine needs no space after a keyword (`queries/lexer.py`).
    if "service" in word.lower():
        raise QueryError(
            f"{word}: no other endpoint is asked",
            "If it is a name of yours and not SERVICE, write its IRI in full.",
        )
    if not depth and ":" not in word and word.upper() not in _WORDS:
        raise QueryError(
            f"{word.upper()} is none of the operations that an update may have",
            "These are INSERT DATA, DELETE DATA, and DELETE or INSERT with WHERE.",
        )


def _operations(parts: list[list[Piece]], iris: Iris) -> Iterator[Operation]:
    """The operations in well-formed parts. Raises InputError."""
    prologue = ""  # the engine takes one at the head of the file only
    for part in parts:
        words = {
            place: piece.upper()
            for place, (kind, piece, depth) in enumerate(part)
            if kind == "name" and ":" not in piece and not depth
        }
        start = next((place for place, word in words.items() if word in _STARTS), len(part))
        prologue = prologue or _text(part[:start])
        if "DATA" in words.values():
            # As an insertion of both kinds, the engine says which quads the text has.
            store = ox.Store()
            run(store, f"{prologue}INSERT{_text(part[start + 1 :])}", iris)
            quads = frozenset(store)
            if reason := refusal(quads, iris):
                raise InputError(reason, "Name a source, or its claims, with GRAPH <...>.")
            deletes = words[start] == "DELETE"
            yield Operation(removed=quads) if deletes else Operation(inserted=quads)
        elif start < len(part):
            yield Operation(prologue + _text(part[start:]))


def _text(part: list[Piece]) -> str:
    return "".join(piece for _, piece, _ in part)


def run(store: ox.Store, text: str, iris: Iris) -> None:
    """Run operations as they stand. Raises SyntaxError."""
    store.update(text, base_iri=iris.base, prefixes=PREFIXES)


def _located(reason: str, text: str) -> QueryError:
    """A syntax error of the engine for people: it lists all that could stand there."""
    if not (found := _PLACE.search(reason)):
        return QueryError(reason)
    line = [*text.split("\n"), ""][int(found[1]) - 1].strip()
    shown = "".join(char if char.isprintable() else " " for char in line[:70])
    return QueryError(
        f"line {found[1]}, column {found[2]}: something here, or before it, is missing or wrong",
        shown,
    )
