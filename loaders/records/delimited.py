"""Delimited text (CSV, TSV): dialect, and rows of any size without holding what is too long."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from itertools import islice

from ...ontology.errors import InputError
from ..inputs import Input
from .mapping import folded
from .rules import Fault, Row
from .tables import Table, aligned, header
from .text import LONGEST_LINE, LongLine, find_encoding, lines

__all__ = ["delimited_tables"]

_Split = tuple[int, list[str], Fault | None]
_DELIMITERS = ",;\t|"
_STRAY = Fault(
    "stray-quote", 'text after the closing quote of a cell; double a quote inside: ""', lossy=True
)
_OPEN = Fault("stray-quote", "the quote opened in this row is never closed", lossy=True)


def delimited_tables(source: Input, known: Collection[str], encoding: str | None) -> list[Table]:
    """The one table of a delimited file; `known` are the column names, folded, to look for."""
    encoding = find_encoding(source, encoding, known)
    delimiter = _delimiter(source, encoding, known)
    for _, cells, fault in _Records(source, encoding, delimiter):
        if any(cells) or fault:
            if fault:
                raise InputError(f"the header of {source.name} cannot be read: {fault.message}")
            columns = header(source.name, cells)
            break
    else:
        raise InputError(f"{source.name} is empty")
    width = len(columns)

    def rows() -> Iterator[Row]:
        records = iter(_Records(source, encoding, delimiter))
        for _, cells, _fault in records:
            if any(cells):
                break
        for number, cells, fault in records:
            if len(cells) != width and (any(cells) or fault):
                fault = aligned(cells, width) if fault is None else fault
            yield number, cells, fault

    return [Table(source.stem, source.name, columns, rows, encoding=encoding)]


def _delimiter(source: Input, encoding: str, known: Collection[str]) -> str:
    """The delimiter that makes most names of `known`, then most columns, of the first line."""
    codec, found = lines(source, encoding)
    text = next((line.decode(codec, "replace") for line in found if line.strip()), "")
    best, score = ",", (-1, -1)
    for delimiter in _DELIMITERS:
        cells: list[str] = []
        try:
            _split(text.rstrip("\r\n"), delimiter, cells, None)
        except ValueError:
            continue
        names = {folded(cell) for cell in cells}
        if (reached := (len(names & set(known)), len(cells))) > score:
            best, score = delimiter, reached
    return best


def _split(
    line: str, delimiter: str, cells: list[str], opened: list[str] | None
) -> list[str] | None:
    """Split one line; `opened` are the parts of a quoted cell that earlier lines began.

    Returns the parts of the cell that is still open at the end, or None. Raises ValueError where a
    quoted cell goes on after its closing quote.
    """
    position = 0
    while True:
        if opened is None:
            if not line.startswith('"', position):
                end = line.find(delimiter, position)
                if end < 0:
                    cells.append(line[position:])
                    return None
                cells.append(line[position:end])
                position = end + 1
                continue
            opened, position = [], position + 1
        end = line.find('"', position)
        while line.startswith('"', end + 1) and end >= 0:
            end = line.find('"', end + 2)
        if end < 0:
            opened.append(line[position:])
            return opened
        opened.append(line[position:end])
        cells.append("".join(opened).replace('""', '"'))
        opened, position = None, end + 1
        if position == len(line):
            return None
        if line[position] != delimiter:
            raise ValueError
        position += 1


class _Records:
    """The records of a file: (number, cells, fault), blank ones with no cell filled.

    A quoted cell that breaks the rules or is never closed rejects the line it begins on; reading
    goes on with the next line, so that one quote does not swallow the rest of a file.
    """

    def __init__(self, source: Input, encoding: str, delimiter: str) -> None:
        self._source, self._encoding, self._delimiter = source, encoding, delimiter
        self._codec, self._lines = lines(source, encoding)
        self._again: deque[bytes] = deque()
        self._taken = 0  # physical lines read so far, those put back not counted

    def __iter__(self) -> Iterator[_Split]:
        number, codec, delimiter = 0, self._codec, self._delimiter
        while True:
            line = self._next()
            if line is None:
                return
            number += 1
            if b'"' in line or line.__class__ is LongLine:
                yield self._quoted(number, line)
                continue
            try:
                text = line.decode(codec)
            except UnicodeError as error:
                text = line.decode(codec, "replace")
                yield (
                    number,
                    text.rstrip("\r\n").split(delimiter),
                    self._undecodable(error, line),
                )
                continue
            yield number, text.rstrip("\r\n").split(delimiter), None

    def _undecodable(self, error: UnicodeError, line: bytes) -> Fault:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        if self._encoding.startswith("utf-16"):
            place = f"character {len(line[:start].decode('utf-8', 'replace')) + 1} of the row"
        else:
            place = f"byte {start + 1} of the row ({line[start : start + 4].hex(' ')})"
        message = f"{place} is not {self._encoding}; restore the characters shown as \ufffd"
        return Fault("bad-encoding", message, lossy=True)

    def _quoted(self, number: int, line: bytes) -> _Split:
        """One record whose first line has a quote or is too long."""
        held: list[bytes] = [line]
        size = 0
        cells: list[str] = []
        opened: list[str] | None = None
        fault: Fault | None = None
        first = self._taken
        while True:
            size += len(line)
            if line.__class__ is LongLine or size > LONGEST_LINE:
                return self._overlong(number, held, first)
            try:
                text = line.decode(self._codec)
            except UnicodeError as error:
                text = line.decode(self._codec, "replace")
                fault = fault or self._undecodable(error, line)
            end = text.rstrip("\r\n")
            try:
                opened = _split(end, self._delimiter, cells, opened)
            except ValueError:
                return self._broken(number, held, _STRAY)
            if opened is None:
                return number, cells, fault
            opened.append("\n" if len(text) > len(end) else "")
            following = self._next()
            if following is None:
                return self._broken(number, held, _OPEN)
            line = following
            held.append(line)

    def _broken(self, number: int, held: list[bytes], fault: Fault) -> _Split:
        """Reject the first line alone; the others are read again as rows of their own."""
        self._again.extendleft(reversed(held[1:]))
        self._taken -= len(held) - 1
        text = held[0].decode(self._codec, "replace").rstrip("\r\n")
        return number, text.split(self._delimiter), fault

    def _overlong(self, number: int, held: list[bytes], first: int) -> _Split:
        """Read past a record above the limit, which ends where its quotes are balanced."""
        size, quotes, count = 0, 0, 0
        pending = deque(held)
        while pending or quotes % 2:
            line = pending.popleft() if pending else self._next()
            if line is None:
                self._again.clear()
                self._lines = islice(lines(self._source, self._encoding)[1], first, None)
                self._taken = first
                return self._broken(number, held[:1], _OPEN)
            size += line.size if isinstance(line, LongLine) else len(line)
            quotes += line.quotes if isinstance(line, LongLine) else line.count(b'"')
            count += 1
        shown = held[0][:200].decode(self._codec, "replace").rstrip("\r\n")
        reach = f"{size} bytes on {count} line{'s' if count > 1 else ''}"
        message = f"the row has {reach}, more than {LONGEST_LINE}"
        return number, [shown], Fault("too-long", message, lossy=True)

    def _next(self) -> bytes | None:
        """The next physical line."""
        line = self._again.popleft() if self._again else next(self._lines, None)
        self._taken += line is not None
        return line
