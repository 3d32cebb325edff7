"""Reading calendars: the source that each is, and its events, loaded or rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...ontology.errors import InputError, MissingExtraError
from ...ontology.iris import identifier
from ...ontology.model import Evidence, Record, Source
from ...ontology.terms import link
from ..inputs import Input
from ..records.report import Report
from ..records.rules import Fault
from ..text.output.known import KnownThings
from ..text.output.resolver import Resolver
from .cells import HEAD, cells_of
from .days import zone_of
from .events import USED, Happening, Wrong, read_event, text_of
from .lines import Block, Calendar, read_calendars
from .records import Events

if TYPE_CHECKING:
    from icalendar import Component

__all__ = ["read_calendar"]


def read_calendar(
    source: Input,
    resolver: Resolver,
    known: KnownThings,
    report: Report,
    *,
    encoding: str | None = None,
    contacts: bool = False,
) -> Iterator[Record]:
    """The source that each calendar of a file is, and the records of its events.

    Each event is loaded or goes to `report`, which is told as well what else is left out. Names
    are resolved as those in texts; `known` says which editions there are. The mailbox of an
    organizer is left out unless it is that of an office or `contacts` asks for it. Raises
    MissingExtraError.
    """
    try:
        import icalendar  # noqa: F401 - told before anything is read
    except ImportError as error:
        raise MissingExtraError(
            "reading calendars needs icalendar", "Install it: pip install 'convenor[calendars]'"
        ) from error

    def read() -> list[Calendar]:
        with source.open() as stream:
            return read_calendars(source.name, stream.read(), encoding)

    left_out: Counter[str] = Counter()
    for number, calendar in enumerate(report.guard(source.name, read) or ()):
        reader = _Reader(source, calendar, number, report)
        yield reader.source
        events = Events(reader.happenings(), source.name, reader.source.id, contacts)
        for each, outcome in events.read(resolver, known):
            if isinstance(outcome, tuple):
                reader.reject(each.block, outcome)
            else:
                report.counts[source.name].rows_loaded += 1
                yield from outcome
        left_out += reader.left_out + events.left_out
    report.note_unused(source.name, [f"{name} ({n})" for name, n in sorted(left_out.items())])


class _Reader:
    """One calendar of a file: its source, and those of its events that can be understood."""

    def __init__(self, file: Input, calendar: Calendar, number: int, report: Report) -> None:
        self._file, self._events, self._report = file, calendar.events, report
        self.left_out = Counter(
            {name: n for name, n in calendar.head.names().items() if name not in HEAD}
        )
        head = _head(calendar.head)
        zone = text_of(head, "X-WR-TIMEZONE")
        self._zone = zone_of(zone.value) if zone else None
        self.source = _source(file, head, calendar.head.fragment, number)

    def happenings(self) -> list[Happening]:
        """Its events; one that another with its UID takes the place of is rejected."""
        latest: dict[tuple[str, ...], Happening] = {}
        for block in self._events:
            self._report.counts[self._file.name].rows_read += 1
            found = read_event(block, self._zone)
            if not isinstance(found, Happening):
                self.reject(block, found)
                continue
            self.left_out.update({n: c for n, c in block.names().items() if n not in USED})
            key = (found.uid, found.instance) if found.uid else (block.fragment,)
            other = latest.get(key)
            if other and other.sequence >= found.sequence:
                self.reject(block, _replaced(other))
            else:
                latest[key] = found
                if other:
                    self.reject(other.block, _replaced(found))
        return sorted(latest.values(), key=lambda each: each.block.first)

    def reject(self, block: Block, wrong: Wrong) -> None:
        """Report an event that cannot be loaded."""
        name, fault = wrong
        words = cells_of(block).get(name or "SUMMARY", "")
        self._report.reject_fact(self._file.name, block.fragment, name or "VEVENT", words, fault)


def _replaced(other: Happening) -> Wrong:
    place = f"lines {other.block.first + 1} to {other.block.last}"
    return "UID", Fault("duplicate-key", f"{place} have this UID and as high a SEQUENCE or higher")


def _head(block: Block) -> Component:
    from icalendar import Calendar as Head

    lines = ("BEGIN:VCALENDAR", *block.content, "END:VCALENDAR", "")
    try:
        return Head.from_ical("\r\n".join(lines))
    except ValueError:  # what a calendar says of itself is not needed to read its events
        return Head()


def _source(file: Input, head: Component, fragment: str, number: int) -> Source:
    """The calendar as a source; one that names itself is the same in every file."""
    name = text_of(head, "NAME") or text_of(head, "X-WR-CALNAME")
    told = [each.value for key in ("UID", "SOURCE", "URL") if (each := text_of(head, key))]
    parts = told[:1] or [file.name, str(number), name.value if name else ""]
    this = identifier("calendar", *parts)
    return Source(
        this,
        Evidence(file.name, fragment, this),
        url=file.url or _address(head, "SOURCE") or _address(head, "URL"),
        gist=name,
        retrieved=file.retrieved,
    )


def _address(head: Component, name: str) -> str | None:
    found = text_of(head, name)
    if found is None or not found.value.lower().startswith(("http://", "https://")):
        return None
    try:
        return link(found.value).value
    except InputError:
        return None
