"""Table: one sheet of rows as all formats give it, whatever file it is in."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from ...ontology.errors import InputError
from .mapping import folded
from .rules import Cell, Fault, Row

__all__ = ["Header", "Table", "aligned", "cell_text", "document_table", "header", "pointer_part"]


@dataclass
class Table:
    """Rows under named columns.

    `name` is what may select the table in a mapping (file stem, sheet name, key of a document),
    `place` the file, with the sheet of a workbook, that evidence names. `columns` may grow while
    the rows of a document are read. `pointer` is None for a table; else what precedes the number
    in an entry's JSON pointer, in its form for IRIs. `encoding` is that of a text file, `unread`
    names what else a document holds.
    """

    name: str
    place: str
    columns: list[str]
    rows: Callable[[], Iterator[Row]]
    pointer: str | None = None
    encoding: str | None = None
    open_ended: bool = False
    unread: list[str] = field(default_factory=list)

    def fragment(self, number: int) -> str:
        """RFC 7111 row or RFC 6901 pointer (percent-encoded) of the record of that number."""
        return f"row={number}" if self.pointer is None else f"{self.pointer}/{number}"


Header = list[str]


def header(place: str, cells: Iterable[Cell]) -> Header:
    """Column names of a header row, without empty ones at its end.

    Raises InputError where there is none, or two columns have one name.
    """
    names = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise InputError(f"{place} has no header", "Its first row must name the columns.")
    seen: set[str] = set()
    for name in filter(None, map(folded, names)):
        if name in seen:
            raise InputError(
                f"{place} has two columns {name!r}", "Rename or remove one; only one can be read."
            )
        seen.add(name)
    return names


def aligned(cells: Sequence[Cell], width: int) -> Fault | None:
    """What is wrong if the cells do not fit the header; surplus empty cells do no harm."""
    if len(cells) >= width and not any(cells[width:]):
        return None
    return Fault(
        "ragged-row", f"{len(cells)} cells where the header has {width} columns", lossy=True
    )


def cell_text(value: object) -> Cell:
    """A value of a document, spreadsheet or Parquet file as the text of a cell.

    >>> cell_text(12.0), cell_text(True), cell_text(None), cell_text(date(2023, 9, 20))
    ('12', 'true', '', '2023-09-20')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return _number_text(value)
    if isinstance(value, datetime):
        whole = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if whole else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        parts = tuple(cell_text(item) for item in value)
        if all(isinstance(part, str) for part in parts):
            return tuple(part for part in parts if isinstance(part, str))
        return Fault("nested-value", "a list within a list", lossy=True)
    return Fault("nested-value", f"a value of type {type(value).__name__}", lossy=True)


def _number_text(value: float | Decimal) -> str:
    if not math.isfinite(value):
        return "" if math.isnan(value) else str(value)
    text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    return re.sub(r"\.?0+\Z", "", text) if "." in text else text


def document_table(
    name: str,
    place: str,
    pointer: str,
    entries: Callable[[], Iterable[object]],
    found: Iterable[str],
) -> Table:
    """Table of a document's entries, which are objects; `found` are the keys known beforehand."""
    columns = list(dict.fromkeys(found))

    def rows() -> Iterator[Row]:
        index = {name: position for position, name in enumerate(columns)}
        for number, entry in enumerate(entries()):
            yield _entry_row(number, entry, columns, index)

    return Table(name, place, columns, rows, pointer, open_ended=True)


def _entry_row(number: int, entry: object, columns: list[str], index: dict[str, int]) -> Row:
    cells: list[Cell] = [""] * len(columns)
    if isinstance(entry, Fault):
        return number, cells, entry
    if not isinstance(entry, dict):
        what = "null" if entry is None else f"a value of type {type(entry).__name__}"
        return number, cells, Fault("not-an-object", f"{what}, not an object", lossy=True)
    for key, value in entry.items():
        position = index.get(key)
        if position is None:
            position = index[key] = len(columns)
            columns.append(key)
            cells.append("")
        cells[position] = cell_text(value)
    return number, cells, None


def pointer_part(key: str) -> str:
    """A key as part of a JSON pointer in its form for IRIs (RFC 6901, section 6)."""
    return quote(key.replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@")
