"""Dates and ranges of days as they are printed, in English and Chinese.

A date keeps what is printed of it (`year`, `month`, `day`, each None if it is not) and what stands
for it: a weekday or a word such as *today*. `resolved` completes it against the day of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .dates_zh import ranges_zh, singles_zh
from .days import OFFSETS, Date, Range, is_day, printed_year

__all__ = ["dates", "ranges"]


_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sept sep|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday mon|tuesday tue tues|wednesday wed|thursday thu thurs|friday fri|saturday sat|"
        "sunday sun".split("|")
    )
    for name in names.split()
}
_M = r"(?P<month{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_D = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?(?![\d,]*\d|\s?%|-day)"
_Y = r"(?P<year{0}>(?:19|20)\d\d)\b"
_TO = r"\s?(?:-|to|until|till|through|thru|and)\s?"
_W = r"(?:(?:" + "|".join(name for name in _WEEKDAYS if len(name) > 5) + r"),?\s)?"


def _month_first(index: str) -> str:
    return rf"{_M.format(index)}\s?{_D.format(index)}(?:,?\s{_Y.format(index)})?"


def _day_first(index: str) -> str:
    return rf"{_D.format(index)}\s(?:of\s)?{_M.format(index)}(?:,?\s{_Y.format(index)})?"


_RANGES_EN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # September 20, 2023 to September 24, 2023; Oct 30 - Nov 2
        rf"\b{_W}{_month_first('1')},?{_TO}{_W}(?:on\s)?{_month_first('2')}",
        # September 20 to 23, 2024; May 25-27
        rf"\b{_W}{_M.format('1')}\s?{_D.format('1')}{_TO}{_W}(?:the\s)"
        rf"?{_D.format('2')}(?:,?\s{_Y.format('2')})?",
        # 20 September to 3 October 2024
        rf"\b{_W}{_day_first('1')},?{_TO}{_W}{_day_first('2')}",
        # 20-24 September 2023; between 5 and 10 November
        rf"\b{_W}{_D.format('1')}{_TO}{_W}{_D.format('2')}\s(?:of\s)"
        rf"?{_M.format('2')}(?:,?\s{_Y.format('2')})?",
    )
]
_SINGLES_EN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_month_first('1')}(?!\d)",
        rf"\b{_day_first('1')}",
        r"\b(?P<year1>(?:19|20)\d\d)-(?P<month1>\d\d)-(?P<day1>\d\d)\b",
    )
]
# Without one of these there is no date: a quick look before the patterns.
_MONTH_EN = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d{4}-\d\d", re.IGNORECASE
)
_WEEKDAY_EN = re.compile(
    r"\b(?:(?P<side>last|next|this|coming)\s)?(?P<weekday>"
    + "|".join(name for name in _WEEKDAYS if len(name) > 5)
    + r")\b",
    re.IGNORECASE,
)
_WORDS_EN = re.compile(
    r"\b(?P<word>today|tomorrow|yesterday|this morning|tonight)\b", re.IGNORECASE
)


@lru_cache(maxsize=4)
def _has_month(text: str) -> bool:
    return bool(_MONTH_EN.search(text))


def ranges(text: str, chinese: bool) -> list[Range]:
    """Ranges of days in a sentence, left to right, none overlapping.

    >>> found = ranges("from Sept 30 to Oct. 3, 2024", False)
    >>> [(r.first.day, r.last.month, r.last.day) for r in found]
    [(30, 10, 3)]
    >>> [(r.first.month, r.last.month, r.last.day) for r in ranges("9月20日至24日", True)]
    [(9, 9, 24)]
    """
    found = list(ranges_zh(text) if chinese else _ranges_en(text))
    found.sort(key=lambda item: (item.start, -item.end))
    kept: list[Range] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def dates(text: str, chinese: bool, within: Sequence[Range] | None = None) -> list[Date]:
    """Single days in a sentence, left to right, those of ranges not among them.

    `within` are its ranges, if they are known already.

    >>> [(d.month, d.day, d.year) for d in dates("on Sept. 20, 2023 and 5 May", False)]
    [(9, 20, 2023), (5, 5, None)]
    >>> [(d.day, d.offset) for d in dates("20日上午开幕,今日闭幕", True)]
    [(20, None), (None, 0)]
    """
    found = ranges(text, chinese) if within is None else within
    taken = [(item.start, item.end) for item in found]
    kept: list[Date] = []
    for item in sorted(_singles(text, chinese), key=lambda item: (item.start, -item.end)):
        if all(item.end <= start or item.start >= end for start, end in taken):
            kept.append(item)
            taken.append((item.start, item.end))
    return kept


def _ranges_en(text: str) -> Iterator[Range]:
    yield from _weekday_ranges(text)
    if not _has_month(text):
        return
    for pattern in _RANGES_EN:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            year2 = printed_year(parts.get("year2"))
            month2 = _MONTHS[(parts.get("month2") or parts["month1"]).lower()]
            month1 = _MONTHS[(parts.get("month1") or parts["month2"]).lower()]
            year1 = printed_year(parts.get("year1")) or (
                year2 if not year2 or month1 <= month2 else year2 - 1
            )
            day1, day2 = int(parts["day1"]), int(parts["day2"])
            if is_day(month1, day1) and is_day(month2, day2) and (month1 != month2 or day1 < day2):
                first = Date(found.start(), found.end(), year1, month1, day1)
                last = Date(found.start(), found.end(), year2, month2, day2)
                yield Range(found.start(), found.end(), first, last)


_WEEKDAYS_EN = re.compile(
    r"\b(?:from |between )?(?P<first>{0})"
    r"(?: to | until | till | through |-| and )(?P<last>{0})\b".format(
        "|".join(name for name in _WEEKDAYS if len(name) > 5)
    ),
    re.IGNORECASE,
)


def _weekday_ranges(text: str) -> Iterator[Range]:
    if "day" not in text:  # Monday to Friday
        return
    for found in _WEEKDAYS_EN.finditer(text):
        if " and " in found[0] and not found[0].lower().startswith("between"):
            continue
        first, last = (
            Date(found.start(), found.end(), weekday=_WEEKDAYS[found[side].lower()])
            for side in ("first", "last")
        )
        yield Range(found.start(), found.end(), first, last)


def _singles(text: str, chinese: bool) -> Iterator[Date]:
    if chinese:
        yield from singles_zh(text)
        return
    for pattern in _SINGLES_EN if _has_month(text) else ():
        for found in pattern.finditer(text):
            parts = found.groupdict()
            month = _MONTHS.get(parts["month1"].lower()) or int(parts["month1"])
            if is_day(month, int(parts["day1"])):
                year = printed_year(parts["year1"])
                yield Date(found.start(), found.end(), year, month, int(parts["day1"]))
    for found in _WEEKDAY_EN.finditer(text) if "day" in text else ():
        side = {"last": -1, "next": 1, "coming": 1}.get((found["side"] or "").lower(), 0)
        weekday = _WEEKDAYS[found["weekday"].lower()]
        yield Date(found.start(), found.end(), weekday=weekday, direction=side)
    for found in _WORDS_EN.finditer(text):
        yield Date(found.start(), found.end(), offset=OFFSETS[found["word"].lower()])
