"""Dates: years, months and days of the calendar in ISO form."""

from __future__ import annotations

import datetime
import re

from .rules import Fault

__all__ = ["to_date"]

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?\Z", re.ASCII)
_OTHER = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?[日月]?\Z", re.ASCII)
_PRECISION = {4: "year", 7: "month", 10: "day"}


def to_date(text: str, allowed: tuple[str, ...]) -> str | Fault:
    """The date as it is, if it is in the calendar and of an `allowed` precision.

    >>> to_date("2023-09", ("month", "day")), to_date("2023/9/20", ("day",)).message
    ('2023-09', "'2023/9/20' is not in ISO form; write 2023-09-20")
    """
    if not _DATE.match(text):
        return _not_iso(text)
    precision = _PRECISION[len(text)]
    if precision not in allowed:
        needed = " or ".join(allowed)
        return Fault("impossible-date", f"{text} is a {precision} where a {needed} is expected")
    if text < "1000":
        return Fault("impossible-date", f"{text} is not in the years 1000 to 9999")
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return Fault("impossible-date", f"there is no {text} in the calendar")
    return text


def _not_iso(text: str) -> Fault:
    if found := _OTHER.match(text):
        iso = "-".join(f"{int(part):02}" for part in found.groups() if part)
        return Fault("impossible-date", f"{text!r} is not in ISO form; write {iso}")
    return Fault("impossible-date", f"{text[:100]!r} is not a date such as 2023-09-20")
