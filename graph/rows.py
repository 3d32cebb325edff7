"""Rows: the cells behind facts from tables, calendars and RDF, read again from the kept bytes.

A file is read once, from its beginning to its end, and its rows are kept compressed: so a row of a
large table is there at once when it is asked for, in a fifth of the memory.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from ..loaders.inputs import Input
from ..loaders.suffixes import is_calendar, is_graph
from ..ontology.errors import ConvenorError
from .manifest import Entry
from .snapshots import Snapshots

__all__ = ["Rows"]

_PARTS = 4096  # into which the rows of a file are divided by their name

_Row = tuple[str, dict[str, str]]


class Rows:
    """The rows of the loaded tables of one version of a graph, and what is like them in others."""

    def __init__(self, snapshots: Snapshots, entries: Mapping[str, Entry]) -> None:
        self._snapshots = snapshots
        self._entries = entries
        self._kept = lru_cache(maxsize=None)(self._load)

    def read(self, file: str, fragments: Collection[str]) -> dict[str, dict[str, str]]:
        """The cells by column of the rows (by fragment) of a file or of one of its sheets.

        Of RDF and the markup of pages these are nodes, of calendars events, by property. What is no
        row, or is gone or unreadable by now, is left out.
        """
        parts = self._kept(file)
        wanted: dict[int, set[str]] = defaultdict(set)
        for fragment in fragments:
            wanted[_part(fragment)].add(fragment)
        found = {}
        for part in wanted.keys() & parts.keys():
            for line in zlib.decompress(parts[part]).splitlines():
                fragment, cells = json.loads(line)
                if fragment in wanted[part]:
                    found[fragment] = cells
        return found

    def text(self, file: str) -> str | None:
        """The characters of a loaded text, into which passages point; None if they are gone."""
        if file not in self._entries:
            return None
        entry = self._entries[file]
        with suppress(OSError, EOFError, ValueError, zlib.error):
            return self._snapshots.text(entry.text or entry.sha256)
        return None

    def _load(self, file: str) -> dict[int, bytes]:
        sheet = None
        if file not in self._entries:
            file, sheet = file.rpartition("/")[0], Path(file).name
        if file not in self._entries:
            return {}
        entry = self._entries[file]
        source = self._snapshots.input(file, entry.sha256)
        return _packed(_cells(source, sheet, entry))


def _cells(source: Input, sheet: str | None, entry: Entry) -> Iterable[_Row]:
    """What a file says row by row, node by node or event by event."""
    from ..loaders.calendars import cells as calendars
    from ..loaders.graphs import cells as graphs
    from ..loaders.records.reading import read_cells

    if is_calendar(entry.name):
        return calendars.read_cells(source, encoding=entry.encoding)
    if is_graph(entry.name):
        return graphs.read_cells(source, encoding=entry.encoding)
    return read_cells(source, sheet=sheet, encoding=entry.encoding)


def _packed(rows: Iterable[_Row]) -> dict[int, bytes]:
    parts: dict[int, list[str]] = defaultdict(list)
    with suppress(ConvenorError):  # gone or damaged: the address of a row still stands
        for row in rows:
            parts[_part(row[0])].append(json.dumps(row))
    return {part: zlib.compress("\n".join(lines).encode(), 1) for part, lines in parts.items()}


def _part(fragment: str) -> int:
    return zlib.crc32(fragment.encode("utf-8", "surrogatepass")) % _PARTS
