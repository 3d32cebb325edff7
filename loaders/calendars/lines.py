"""Content lines: unfolded, with the lines of the file they stand on, as calendars with events."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...ontology.errors import InputError
from ..encodings import byte_order_mark, decoded

__all__ = ["Block", "Calendar", "read_calendars"]

_ENDS = re.compile(rb"\r\n|\n|\r")
_EDGE = re.compile(r"(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*\Z", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9-]+")


@dataclass(slots=True)
class Block:
    """An event (or the calendar itself): lines `first` to `last` (from 0, not included).

    `content` are its own content lines, unfolded, without those of what is nested in it, of which
    `inner` counts the kinds. `fault` says why it is not whole.
    """

    first: int
    last: int = 0
    content: list[str] = field(default_factory=list)
    inner: Counter[str] = field(default_factory=Counter)
    fault: str = ""

    @property
    def fragment(self) -> str:
        """The lines as a fragment of RFC 5147, which counts from 0: ``line=3,9``."""
        return f"line={self.first},{self.last}"

    def names(self) -> Counter[str]:
        """How often each property is there, nested components among them."""
        found = (_NAME.match(line) for line in self.content)
        return Counter(name[0].upper() for name in found if name) + self.inner


@dataclass(slots=True)
class Calendar:
    """A calendar: what it says of itself, and its events."""

    head: Block
    events: list[Block] = field(default_factory=list)


def read_calendars(name: str, data: bytes, encoding: str | None = None) -> list[Calendar]:
    """The calendars in a file; an InputError tells that there is none."""
    nesting = _Nesting()
    for first, last, line in _content_lines(name, data, encoding):
        nesting.add(first, last, line)
    nesting.end()
    if not nesting.calendars:
        raise InputError(f"{name} is not a calendar: it has no BEGIN:VCALENDAR")
    return nesting.calendars


class _Nesting:
    """What lies in what, as the lines tell it; what is broken stays within its event."""

    def __init__(self) -> None:
        self.calendars: list[Calendar] = []
        self._event: Block | None = None
        self._open: list[str] = []
        self._last = 0

    def add(self, first: int, last: int, line: str) -> None:
        """Take the content line that stands on the lines `first` to `last`."""
        edge = _EDGE.match(line)
        if edge and edge[1].upper() == "BEGIN":
            self._begin(edge[2].upper(), first)
        elif edge:
            self._end(edge[2].upper(), first, last)
        elif self._event:
            if self._open[-1] == "VEVENT":
                self._event.content.append(line)
        elif self._open == ["VCALENDAR"]:
            self.calendars[-1].head.content.append(line)
        self._last = last

    def end(self) -> None:
        """The file is over: what is open is not whole."""
        self._close(0, self._last)

    def _begin(self, kind: str, line: int) -> None:
        if kind == "VCALENDAR":
            self._close(0, line)
            self.calendars.append(Calendar(Block(line)))
        elif not self._open:
            return
        elif kind == "VEVENT":
            self._close(1, line)
            self._event = Block(line)
            self.calendars[-1].events.append(self._event)
        else:
            (self._event or self.calendars[-1].head).inner[kind] += 1
        self._open.append(kind)

    def _end(self, kind: str, line: int, last: int) -> None:
        if kind not in self._open:
            return
        at = len(self._open) - 1 - self._open[::-1].index(kind)
        if self._event and kind == "VEVENT":
            if self._open[-1] != "VEVENT":
                self._event.fault = f"its {self._open[-1]} does not end"
            self._event.last, self._event = last, None
        elif at <= 1:
            self._close(at + 1, line)
        if kind == "VCALENDAR":
            self.calendars[-1].head.last = last
        del self._open[at:]

    def _close(self, depth: int, line: int) -> None:
        """Close what is open below `depth`, an event that does not end among it."""
        if self._event:
            self._event.last, self._event.fault = line, "it has no END:VEVENT"
            self._event = None
        if not depth and self._open:
            self.calendars[-1].head.last = line
        del self._open[depth:]


def _content_lines(name: str, data: bytes, encoding: str | None) -> Iterator[tuple[int, int, str]]:
    """Content lines, each with its first line and the one after its last (RFC 5545, 3.1)."""
    wide = byte_order_mark(data) not in (None, "utf-8") or b"\0" in data[:4]
    if wide:
        data, encoding = decoded(name, data, encoding).encode(), "utf-8"
    places: list[tuple[int, int]] = []
    joined: list[list[bytes]] = []
    for number, line in enumerate(_ENDS.split(data)):
        # Lines are folded by bytes, so a character may be cut: they are joined before decoding.
        if line[:1] in (b" ", b"\t") and joined:
            joined[-1].append(line[1:])
            places[-1] = places[-1][0], number + 1
        else:
            joined.append([line])
            places.append((number, number + 1))
    text = decoded(name, b"\n".join(map(b"".join, joined)), encoding)
    for (first, last), line_ in zip(places, text.split("\n"), strict=True):
        if line_.strip():
            yield first, last, line_.rstrip()
