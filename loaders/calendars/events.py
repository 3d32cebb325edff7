"""Events: what a VEVENT says of an edition or a part of one, or why it cannot be loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from ...ontology.model import Text
from ..records.languages import is_language, script_language
from ..records.rules import Fault
from ..text.values.gazetteer import is_place
from ..text.values.mentions import mentions
from .days import Days, read_days
from .lines import Block
from .places import read_places

if TYPE_CHECKING:
    from icalendar import Event

__all__ = ["USED", "Happening", "Series", "read_event", "text_of"]

# Properties that are read; the others are left out and counted.
USED = frozenset(
    (
        *("UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "ORGANIZER", "STATUS"),
        *("RELATED-TO", "RECURRENCE-ID", "RRULE", "RDATE", "SEQUENCE", "EXDATE"),
    )
)
_ONCE = ("UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "STATUS", "RECURRENCE-ID")
_BLANKS = re.compile(r"\s+")
_REST = re.compile(r"[\s,，:：()（）—–-]*(?:the)?[\s,，:：()（）—–-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Series:
    """What the title of an event calls its series, with the year and number it gives."""

    name: str
    year: int | None = None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as its calendar gives it; `uid` and `instance` tell it apart, `parents` are UIDs.

    `recurs` tells that it stands for one in each year. `organizer` is a name with the mailbox.
    """

    block: Block
    title: Text
    series: Series
    days: Days
    uid: str
    instance: str = ""
    sequence: int = 0
    status: str | None = None
    places: tuple[tuple[str, Text], ...] = ()
    organizer: tuple[Text, str] | None = None
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    recurs: bool = False

    @property
    def year(self) -> int:
        """The year in the title, else that of the first day."""
        return self.series.year or int(self.days.start[:4])


# The property at fault ("" for the whole event) and what is wrong.
Wrong = tuple[str, Fault]


def read_event(block: Block, zone: tzinfo | None) -> Happening | Wrong:
    """What an event says, or what is wrong with it."""
    from icalendar import Event

    if block.fault:
        return "", Fault("broken-event", block.fault)
    # As text, icalendar would fold a lone carriage return into the lines.
    try:
        event = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *block.content, "END:VEVENT", "")))
    except (ValueError, KeyError, IndexError) as error:
        return "", Fault("broken-event", str(error).splitlines()[0] if str(error) else "no event")
    assert isinstance(event, Event)
    if wrong := _wrong(event):
        return wrong
    title = text_of(event, "SUMMARY")
    if title is None:
        return "SUMMARY", Fault("missing-value", "the event has no title")
    days = read_days(event, zone)
    if isinstance(days, tuple):
        return days
    return _happening(block, event, title, days)


def _wrong(event: Event) -> Wrong | None:
    for name, message in event.errors:
        if name is None or str(name) in USED:
            rule = "impossible-date" if str(name or "").startswith("DT") else "broken-event"
            return str(name or ""), Fault(rule, str(message))
    for name in _ONCE:
        if isinstance(values := event.get(name), list):
            return name, Fault("broken-event", f"{name} is there {len(values)} times")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return "STATUS", Fault("cancelled-event", "the event is cancelled, so it is no edition")
    return _recurring(event)


def _recurring(event: Event) -> Wrong | None:
    """An event that recurs, unless it does so by the year: that is a series."""
    rules = _several(event.get("RRULE"))
    if not rules and "RDATE" not in event:
        return None
    often = {str(part).upper() for rule in rules for part in rule.get("FREQ", ())}
    if often == {"YEARLY"} and "RDATE" not in event:
        return None
    name = "RRULE" if rules else "RDATE"
    how = ", ".join(sorted(often)).lower() or "on other dates"
    message = f"the event recurs ({how}), which tells neither a series nor the days of one edition"
    return name, Fault("recurring-event", message)


def _happening(block: Block, event: Event, title: Text, days: Days) -> Happening:
    related = [
        (str(each.params.get("RELTYPE", "PARENT")).upper(), str(each))
        for each in _several(event.get("RELATED-TO"))
    ]
    location = text_of(event, "LOCATION")
    found = read_places(location.value) if location else {}
    language = location.language if location and "LANGUAGE" in event["LOCATION"].params else None
    places = ((n, Text(v, language or script_language(v))) for n, v in found.items())
    instance = event.get("RECURRENCE-ID")
    return Happening(
        block,
        title,
        _series(title.value),
        days,
        uid=str(event.get("UID", "")).strip(),
        instance=instance.to_ical().decode() if instance is not None else "",
        sequence=_number(event.get("SEQUENCE")),
        status="planned" if str(event.get("STATUS", "")).upper() == "TENTATIVE" else None,
        places=tuple(places),
        organizer=_organizer(event.get("ORGANIZER")),
        parents=tuple(uid for kind, uid in related if kind == "PARENT"),
        children=tuple(uid for kind, uid in related if kind == "CHILD"),
        recurs="RRULE" in event,
    )


def text_of(component: Any, name: str) -> Text | None:
    """A text property on one line, in the language that it or its script tells."""
    value = component.get(name)
    if value is None or isinstance(value, list):
        return None
    text = _BLANKS.sub(" ", str(value)).strip()
    language = str(value.params.get("LANGUAGE", "")).lower()
    return (
        Text(text, language if is_language(language) else script_language(text)) if text else None
    )


def _series(title: str) -> Series:
    """The series that a title names if it names nothing else; otherwise the title is its name."""
    found = list(mentions(title, 0, script_language(title) == "zh"))
    if len(found) == 1:
        mention = found[0]
        rest = _REST.fullmatch(title[: mention.start]), title[mention.end :].strip(" ,，()（）")
        if rest[0] and (not rest[1] or is_place(rest[1])):
            name = title[mention.name_start : mention.name_end]
            return Series(name, mention.year, mention.ordinal)
    return Series(title)


def _organizer(value: Any) -> tuple[Text, str] | None:
    if value is None or isinstance(value, list):
        return None
    name = _BLANKS.sub(" ", str(value.params.get("CN", ""))).strip()
    address = str(value)
    mailbox = address[7:] if address.lower().startswith("mailto:") else ""
    return (Text(name, script_language(name)), mailbox) if name else None


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int) else 0
