"""Days: dates and times as data on the web print them, or what is wrong with them."""

from __future__ import annotations

import datetime
import re

from ..records.rules import Fault

__all__ = ["read_day"]

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|(\d\d)(\d\d))?"
    r"(?:[T ]+(\d\d?):?(\d\d)?(?::?\d\d(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?\Z",
    re.IGNORECASE,
)
_UTC = ("z", "utc", "gmt")


def read_day(text: str) -> tuple[str, bool] | Fault:
    """The day, month or year of an ISO date or time, and whether it may be another at the place.

    A time in UTC tells the day there, which need not be the one where the event is held; any other
    time is that of the place. What is not ISO is not guessed.

    >>> read_day("2031-05-02T09:00:00+08:00"), read_day("2031-05-02T22:00:00Z"), read_day("2031-05")
    (('2031-05-02', False), ('2031-05-02', True), ('2031-05', False))
    >>> read_day("May 2, 2031").rule
    'impossible-date'
    """
    found = _DATE.match(text.strip())
    if not found:
        return Fault("impossible-date", "not a date or time in ISO form, as in 2031-05-02")
    year, month, day, packed_month, packed_day, hour, _, zone = found.groups()
    month, day = month or packed_month, day or packed_day
    value = "-".join(filter(None, (year, month, day)))
    if hour and not day:
        return Fault("impossible-date", "a time of day without a day")
    try:
        datetime.date.fromisoformat(value + "0001-01-01"[len(value) :])
    except ValueError:
        return Fault("impossible-date", "there is no such day")
    is_utc = (zone or "").lower() in _UTC or (bool(zone) and not zone.strip("+-:0"))
    return value, is_utc
