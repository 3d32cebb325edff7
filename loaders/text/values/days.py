"""Days: what is printed of a date, and what completes it against the day of the report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from .quantities_zh import chinese_number

__all__ = ["OFFSETS", "Date", "Range", "completed", "is_day", "printed_year", "resolved"]


@dataclass(frozen=True, slots=True)
class Date:
    """A day as printed between `start` and `end` of a sentence.

    `weekday` is 0 (Monday) to 6; `offset` the days from the day of the report (*today* is 0);
    `next_to` tells ``last`` and ``next`` before a weekday apart.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    direction: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """First and last day of something, printed together between `start` and `end`."""

    start: int
    end: int
    first: Date
    last: Date


OFFSETS = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "this morning": 0,
    "tonight": 0,
    "今日": 0,
    "今天": 0,
    "今晨": 0,
    "今早": 0,
    "今晚": 0,
    "昨日": -1,
    "昨天": -1,
    "明日": 1,
    "明天": 1,
}


def printed_year(text: str | None) -> int | None:
    """The year that Chinese digits or figures print; None for this, next or last year."""
    if not text or text in "今本明去":
        return None
    return int(text) if text.isdigit() else chinese_number(text)


def is_day(month: int, day: int) -> bool:
    """Whether a month has such a day in some year."""
    try:
        datetime.date(2024, month, day)
    except ValueError:
        return False
    return True


def resolved(
    date: Date, report: datetime.date | None, ahead: bool = False
) -> tuple[str, bool] | None:
    """ISO form of a date and whether it had to be completed; ``--MM-DD`` without any year.

    `report` is the day of the report; `ahead` tells that the text speaks of what is to come. None
    where there is no way to know the day.

    >>> day = datetime.date(2021, 11, 16)
    >>> resolved(Date(0, 0, weekday=4), day, ahead=True), resolved(Date(0, 0, None, 11, 22), day)
    (('2021-11-19', True), ('2021-11-22', True))
    >>> resolved(Date(0, 0, day=20), day), resolved(Date(0, 0, None, 11, 22), None)
    (('2021-11-20', True), ('--11-22', True))
    """
    if date.year and date.month and date.day:
        return f"{date.year:04}-{date.month:02}-{date.day:02}", False
    if date.month and date.day:
        if report is None:
            return f"--{date.month:02}-{date.day:02}", True
        return _valid(_nearest_year(date.month, report), date.month, date.day)
    if report is None:
        return None
    if date.offset is not None:
        return (report + datetime.timedelta(days=date.offset)).isoformat(), True
    if date.weekday is not None:
        return _weekday(date, report, ahead).isoformat(), True
    if date.day:
        return _nearest_month(date.day, report, ahead)
    return None


def _weekday(date: Date, report: datetime.date, ahead: bool) -> datetime.date:
    assert date.weekday is not None
    distance = (date.weekday - report.weekday()) % 7
    if date.direction > 0 or (ahead and date.direction == 0):
        return report + datetime.timedelta(days=distance or (7 if date.direction > 0 else 0))
    back = (report.weekday() - date.weekday) % 7
    if date.direction < 0 and back == 0:
        back = 7
    return report - datetime.timedelta(days=back)


def _nearest_year(month: int, report: datetime.date) -> int:
    """The year in which a month lies closest to the day of the report."""
    return min(
        (report.year - 1, report.year, report.year + 1),
        key=lambda year: abs((year - report.year) * 12 + month - report.month),
    )


def _nearest_month(day: int, report: datetime.date, ahead: bool) -> tuple[str, bool] | None:
    """A day without its month is of the month of the report, or of the one before it."""
    month, year = report.month, report.year
    if day > report.day + 15 and not ahead:
        month, year = (12, year - 1) if month == 1 else (month - 1, year)
    elif ahead and day < report.day:
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    return _valid(year, month, day)


def _valid(year: int, month: int, day: int) -> tuple[str, bool] | None:
    try:
        return datetime.date(year, month, day).isoformat(), True
    except ValueError:
        return None


def completed(item: Range) -> Range:
    """A range whose last day has what only the first day prints."""
    return replace(item, last=replace(item.last, year=item.last.year or item.first.year))
