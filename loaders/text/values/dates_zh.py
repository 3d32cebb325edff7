"""Days and ranges of days as Chinese prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .days import OFFSETS, Date, Range, is_day, printed_year
from .quantities_zh import chinese_number

__all__ = ["ranges_zh", "singles_zh"]

_NUM = r"\d{1,2}|[一二三四五六七八九十廿卅]{1,3}"

_YEAR_ZH = (
    r"(?:(?P<year{0}>(?:19|20)\d\d|[二一][〇零九][〇零一二三四五六七八九]{{2}}|今|本|明|去)年)?"
)

_DAY_ZH_1, _DAY_ZH_2 = (rf"(?P<day{place}>{_NUM})(?:日|号)" for place in "12")

_RANGE_ZH = re.compile(
    _YEAR_ZH.format(1)
    + rf"(?P<month1>{_NUM})月(?P<day1>{_NUM})(?:日|号)?(?:\([^)]{{1,6}}\))?(?:-|~|至|到|—)+"
    + _YEAR_ZH.format(2)
    + rf"(?:(?P<month2>{_NUM})月)?"
    + _DAY_ZH_2
    + rf"|(?<![\d月])(?P<day3>{_NUM})(?:日|号)?(?:-|~|至|到)+(?P<day4>{_NUM})(?:日|号)"
)

_SINGLE_ZH = re.compile(
    _YEAR_ZH.format(1)
    + rf"(?P<month1>{_NUM})月"
    + _DAY_ZH_1
    + r"|(?<![\d月])"
    + _DAY_ZH_2
    + r"(?![电讯])"
)

_WORD_ZH = re.compile(
    r"今日|今天|今晨|今早|今晚|昨日|昨天|明日|明天|(?P<side>上|下|本|这)?(?:周|"
    r"星期)(?P<weekday>[一二三四五六日天])"
)


# Without one of these there is no day: a quick look before the patterns.
_DAY = re.compile(r"[日号]|\d[-./]\d")


def ranges_zh(text: str) -> Iterator[Range]:
    """Ranges of days in a Chinese sentence."""
    for found in _RANGE_ZH.finditer(text) if _DAY.search(text) else ():
        parts = found.groupdict()
        day1, day2 = (
            _figure(parts["day1"] or parts["day3"]),
            _figure(parts["day2"] or parts["day4"]),
        )
        month1 = _figure(parts["month1"]) if parts["month1"] else None
        month2 = _figure(parts["month2"]) if parts["month2"] else month1
        if not (day1 and day2 and 0 < day1 < 32 and 0 < day2 < 32):
            continue
        year1 = printed_year(parts["year1"])
        year2 = printed_year(parts["year2"]) or year1
        if month1 == month2 and day2 <= day1:
            continue
        first = Date(found.start(), found.end(), year1, month1, day1)
        last = Date(found.start(), found.end(), year2, month2, day2)
        yield Range(found.start(), found.end(), first, last)


def singles_zh(text: str) -> Iterator[Date]:
    """Single days in a Chinese sentence, those of ranges among them."""
    for found in _SINGLE_ZH.finditer(text) if _DAY.search(text) else ():
        month = _figure(found["month1"]) if found["month1"] else None
        day = _figure(found["day1"] or found["day2"])
        if day and 0 < day < 32 and (month is None or is_day(month, day)):
            yield Date(found.start(), found.end(), printed_year(found["year1"]), month, day)
    for found in _WORD_ZH.finditer(text):
        if found["weekday"]:
            weekday = "一二三四五六日天".index(found["weekday"])
            side = {"上": -1, "下": 1}.get(found["side"] or "", 0)
            yield Date(found.start(), found.end(), weekday=min(weekday, 6), direction=side)
        else:
            yield Date(found.start(), found.end(), offset=OFFSETS[found[0]])


def _figure(text: str) -> int | None:
    return int(text) if text.isdigit() else chinese_number(text)
