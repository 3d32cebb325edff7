"""Days: when an event starts and ends where it is held, and what of it is not printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from ..records.rules import Fault

if TYPE_CHECKING:
    from icalendar import Event

__all__ = ["Days", "read_days", "zone_of"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day (ISO); `derived` names those of start and end that are not printed."""

    start: str
    end: str
    derived: tuple[str, ...] = ()


def zone_of(name: str) -> tzinfo | None:
    """The time zone of that name, if there is one."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError):
        return None


def read_days(event: Event, zone: tzinfo | None) -> Days | tuple[str, Fault]:
    """The days of an event, or the property that is wrong and why.

    A local time is that of the place, whatever its TZID. A time in UTC is told in the calendar's
    `zone`, else in UTC; either way the day is not the one that is printed.
    """
    if (start := _moment(event, "DTSTART")) is None:
        return "DTSTART", Fault("missing-value", "the event does not say when it starts")
    end, length = _moment(event, "DTEND"), event.get("DURATION")
    if end is not None and isinstance(end, datetime) != isinstance(start, datetime):
        return "DTEND", Fault("impossible-date", "of start and end only one has a time of day")
    derived = [] if end is not None else ["end"]
    if end is None and length is not None:
        end = start + length.dt
    elif end is None:
        end = start if isinstance(start, datetime) else start + _DAY  # RFC 5545, 3.6.1
    first, last = _local(start, zone), _local(end, zone)
    if last < first or (last == first and not isinstance(last, datetime)):
        message = "the end, which is not part of the event, is not after the start"
        return "DTEND" if "DTEND" in event else "DURATION", Fault("start-after-end", message)
    if _is_utc(start):
        derived.append("start")
    if _is_utc(end):
        derived.append("end")
    opens = _day(first)
    closes = _last_day(first, last)
    if closes != _day(last):
        derived.append("end")
    ordered = tuple(name for name in ("start", "end") if name in derived)
    return Days(opens.isoformat(), closes.isoformat(), ordered)


def _moment(event: Event, name: str) -> date | None:
    value = event.get(name)
    moment = getattr(value, "dt", None)
    return moment if isinstance(moment, date) else None


def _is_utc(moment: date) -> bool:
    return isinstance(moment, datetime) and str(moment.tzinfo) == "UTC"


def _local(moment: date, zone: tzinfo | None) -> date:
    """The moment as clocks at the place show it, without its zone."""
    if not isinstance(moment, datetime):
        return moment
    if _is_utc(moment):
        moment = moment.astimezone(zone or UTC)
    return moment.replace(tzinfo=None)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _last_day(first: date, last: date) -> date:
    """The end is the first moment after the event: midnight ends the day before."""
    if not isinstance(last, datetime) or (last > first and last.time() == time()):
        return _day(last) - _DAY
    return last.date()
