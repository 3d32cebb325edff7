"""Quads: RDF files parsed as they are read; what is hostile is refused before the parser sees it.

The parser fetches nothing. It calls itself for each level of nested JSON-LD and of triples within
triples, and it expands the entities of XML: so depth and entities have limits here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator
from itertools import accumulate
from typing import IO, cast

import pyoxigraph as ox

from ..ontology.errors import InputError
from .inputs import Input

__all__ = ["FORMATS", "parse_quads"]

FORMATS: dict[str, ox.RdfFormat] = {
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
    ".ttl": ox.RdfFormat.TURTLE,
}
_BLOCK = 1 << 18
_DEEPEST = 200  # levels of JSON-LD, or of triples within triples
_LONGEST_ENTITY = 200  # characters: an IRI may be abbreviated by one
_DOCTYPE = 1 << 16  # bytes within which the definitions of entities have to end
_ENTITY = re.compile(rb"""<!ENTITY\s+(?:%\s*)?[^\s"']+\s+(?:"([^"]*)"|'([^']*)'|)""")
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_NO_BRACKETS = bytes(set(range(256)) - set(_STEP))
_BOM = b"\xef\xbb\xbf"


def parse_quads(source: Input, base: str | None = None) -> Generator[ox.Quad, None, None]:
    """The quads of a file, its format told by its suffix; relative IRIs are relative to `base`.

    Raises InputError, also while reading, with the line where it is known.
    """
    format_ = FORMATS[source.suffix]
    try:
        with source.open() as file:
            guarded = cast(IO[bytes], _Guarded(file, format_))
            yield from ox.parse(guarded, format_, base_iri=base)
    except SyntaxError as error:
        raise _told(source.name, format_, error) from error
    except InputError as error:
        raise InputError(f"{source.name}: {error.message}", error.next_step) from error


def _told(name: str, format_: ox.RdfFormat, error: SyntaxError) -> InputError:
    place = f"{name}, line {error.lineno}" if error.lineno else name
    reason = str(error.msg).partition(": ")[2] if error.lineno else str(error.msg)
    if "LoadDocumentCallback" in reason:
        return InputError(
            f"{name} refers to a context that is somewhere else, and nothing is fetched to read it",
            "Put the context itself into the file, under @context.",
        )
    return InputError(f"{place} is not {format_.name}: {reason}", "Nothing of it was loaded.")


class _Guarded:
    """A binary file that is looked through while it is read."""

    def __init__(self, file: IO[bytes], format_: ox.RdfFormat) -> None:
        self._file = file
        head = file.read(_DOCTYPE).removeprefix(_BOM)
        if format_ == ox.RdfFormat.RDF_XML:
            _refuse_entities(head)
        self._look = (_Depth() if format_ == ox.RdfFormat.JSON_LD else _Nesting()).look
        self._look(head)
        self._block = io.BytesIO(head)

    def read(self, size: int = _BLOCK) -> bytes:
        """The next bytes."""
        if not (found := self._block.read(size)):
            block = self._file.read(_BLOCK)
            self._look(block)
            self._block = io.BytesIO(block)
            found = self._block.read(size)
        return found


class _Depth:
    """How deep JSON is nested, without its strings."""

    def __init__(self) -> None:
        self._depth, self._in_string, self._escape = 0, False, b""

    def look(self, block: bytes) -> None:
        """Look through the next bytes. Raises InputError."""
        plain = (self._escape + block).replace(b"\\\\", b"").replace(b'\\"', b"")
        self._escape = b"\\" if plain.endswith(b"\\") else b""
        parts = plain.split(b'"')
        outside = b"".join(parts[self._in_string :: 2]).translate(None, _NO_BRACKETS)
        self._in_string ^= len(parts) % 2 == 0
        depths = list(accumulate(map(_STEP.__getitem__, outside), initial=self._depth))
        self._depth = depths[-1]
        if max(depths) > _DEEPEST:
            raise _too_deep("objects and lists")


class _Nesting:
    """How many triples are opened before one is closed."""

    def __init__(self) -> None:
        self._open = 0

    def look(self, block: bytes) -> None:
        """Look through the next bytes. Raises InputError."""
        for place, part in enumerate(block.split(b">>")):
            self._open = part.count(b"<<") + (0 if place else self._open)
            if self._open > _DEEPEST:
                raise _too_deep("triples within triples")


def _too_deep(what: str) -> InputError:
    return InputError(
        f"{what} are nested more than {_DEEPEST} levels deep",
        "No data of ours is; do not trust it.",
    )


def _refuse_entities(head: bytes) -> None:
    """Raise InputError for entities of XML that could grow without end, or lead elsewhere."""
    if b"<!DOCTYPE" in head and b">" not in head.rpartition(b"<!ENTITY")[2]:
        raise InputError("its definitions of entities have no end", "Write its IRIs in full.")
    for found in _ENTITY.finditer(head):
        value = found[1] or found[2] or b""
        if b"&" in value or b"%" in value or len(value) > _LONGEST_ENTITY:
            raise InputError(
                "it defines an entity by others, or a long one, which can grow without end",
                "Write its texts and IRIs in full.",
            )
