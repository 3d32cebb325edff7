"""Dates of publication as headers, addresses and markup write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["ADDRESSES", "FORMS", "Stamp", "address_date", "find_stamps", "stated_date"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_YEAR, _DAY = r"(?P<year>(?:19|20)\d\d)(?!\d)", r"(?P<day>3[01]|[12]\d|0?[1-9])"
_NUMBER = r"(?P<month>1[0-2]|0?[1-9])"
_HAN = "〇零○一二三四五六七八九十"

# Each form with an example and the ISO date that it reads as; texts are matched in the view.
# A form that names no year reads as --MM-DD.
FORMS: tuple[tuple[str, str, str], ...] = (
    (rf"{_YEAR}(?P<sep>[-/.]){_NUMBER}(?P=sep){_DAY}(?!\d)", "2023-9-05 10:21", "2023-09-05"),
    (rf"{_YEAR}\s?年\s?{_NUMBER}\s?月\s?{_DAY}\s?[日号]", "2024年9月26日", "2024-09-26"),
    (
        rf"(?P<year>[{_HAN}]{{4}})年(?P<month>[{_HAN}]{{1,2}})月(?P<day>[{_HAN}]{{1,3}})日",
        "二〇二四年九月二十六日",
        "2024-09-26",
    ),
    (rf"{_MONTH}\.?[ -]{{0,2}}{_DAY}(?:st|nd|rd|th)?,?\s?{_YEAR}", "Sept. 25, 2023", "2023-09-25"),
    (
        rf"{_DAY}(?:st|nd|rd|th)?(?: of)?[ -]?{_MONTH}\.?,?[ -]?{_YEAR}",
        "25th of September, 2025",
        "2025-09-25",
    ),
    (rf"(?P<day>1[3-9]|2\d|3[01])[/.]{_NUMBER}[/.]{_YEAR}", "28/09/2019", "2019-09-28"),
    (rf"{_DAY}\.{_NUMBER}\.{_YEAR}(?!\.\d)", "5.9.2019", "2019-09-05"),
    (rf"{_NUMBER}/(?P<day>1[3-9]|2\d|3[01])/{_YEAR}", "09/28/2019", "2019-09-28"),
    (rf"{_NUMBER}\s?月\s?{_DAY}\s?[日号]", "9月20日电", "--09-20"),
    (rf"{_MONTH}\.? {_DAY}(?:st|nd|rd|th)?(?![\d:%])", "Nov. 16", "--11-16"),
    (rf"{_DAY}(?:st|nd|rd|th)? {_MONTH}\b", "16 November", "--11-16"),
)
_CHINESE = [re.compile(rf"(?<!\d){form}") for form, *_ in FORMS if "月" in form]
_NUMERIC, _NAMED = (
    [
        re.compile(rf"(?<![\w.]){form}", re.IGNORECASE | re.ASCII)
        for form, *_ in FORMS
        if "月" not in form and (_MONTH in form) == named
    ]
    for named in (False, True)
)
_HAS_NUMERIC = re.compile(r"\d[-/.]\d", re.ASCII)
_HAS_NAMED = re.compile(
    r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE | re.ASCII
)

ADDRESSES: tuple[tuple[str, str, str], ...] = (
    (r"/t(\d{4})(\d\d)(\d\d)_", "https://a.example/202409/t20240927_64.html", "2024-09-27"),
    (r"/(\d{4})-(\d\d)-(\d\d)(?!\d)", "https://a.example/2024-09-27-fair", "2024-09-27"),
    (r"/(\d{4})-(\d\d)/(\d\d)/", "https://a.example/2021-11/08/c_67.htm", "2021-11-08"),
    (r"/(\d{4})/(\d\d?)/(\d\d?)(?!\d)", "https://a.example/2022/09/20/03.shtml", "2022-09-20"),
    (r"/(\d{4})/(\d\d)-?(\d\d)/", "https://a.example/n3/2021/1116/c9.html", "2021-11-16"),
    (r"/(\d{4})(\d\d)/(\d\d)/", "https://a.example/202409/26/fair.html", "2024-09-26"),
    (r"[/_-](\d{4})(\d\d)(\d\d)(?!\d)", "https://a.example/a/20240926/1.html", "2024-09-26"),
    (r"/(\d{4})(\d\d)(\d\d)\d{6}(?!\d)", "https://a.example/home/20240919626704/en", "2024-09-19"),
)
_ADDRESSES = [re.compile(form, re.ASCII) for form, *_ in ADDRESSES]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date and where it stands in the text searched; `year` is None where none is printed."""

    year: int | None
    month: int
    day: int
    start: int
    end: int

    def iso(self, year: int | None = None) -> str | None:
        """ISO date, with the `year` given if the stamp has none; None if that is no date."""
        chosen = self.year or year
        if chosen is None:
            return None
        return _iso(chosen, self.month, self.day)


def find_stamps(text: str, start: int = 0, end: int | None = None) -> list[Stamp]:
    """Dates between two offsets of a view's text in the order of the text, none inside another."""
    end = len(text) if end is None else end
    found: list[Stamp] = []
    for stamp in _all_stamps(text, start, end):
        if all(stamp.end <= other.start or stamp.start >= other.end for other in found):
            found.append(stamp)
    return sorted(found, key=lambda stamp: stamp.start)


def _all_stamps(text: str, start: int, end: int) -> Iterator[Stamp]:
    forms = _CHINESE if text.find("月", start, end) >= 0 else []
    forms = forms + _NUMERIC if _HAS_NUMERIC.search(text, start, end) else forms
    forms = forms + _NAMED if _HAS_NAMED.search(text, start, end) else forms
    for form in forms:
        for match in form.finditer(text, start, end):
            parts = match.groupdict()
            year = _number(parts["year"]) if parts.get("year") else None
            month = MONTHS.get(parts["month"].lower()) or _number(parts["month"])
            stamp = Stamp(year, month, _number(parts["day"]), *match.span())
            if stamp.iso(2000):
                yield stamp


def stated_date(text: str) -> str | None:
    """ISO date at the beginning of a value in markup: ``2024-09-26T10:00Z``, ``Sept 26, 2024``."""
    compact = re.match(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4,6})?(?!\d)", text, re.ASCII)
    if compact:
        return _iso(*map(int, compact.groups()))
    for stamp in find_stamps(text[:200]):
        if stamp.year:
            return stamp.iso()
    return None


def address_date(url: str) -> str | None:
    """Date that the path of an address holds, None if it holds none.

    >>> address_date("https://news.example/2024-09/27/c_1.htm")
    '2024-09-27'
    """
    for form in _ADDRESSES:
        for match in form.finditer(url[:2000]):
            year, month, day = map(int, match.groups())
            if 1990 <= year <= 2100 and (iso := _iso(year, month, day)):
                return iso
    return None


def _number(digits: str) -> int:
    """Value of Arabic digits, or of Chinese ones (a year digit by digit, or up to 99)."""
    if digits[0] not in _HAN:
        return int(digits)
    values = [max(_HAN.index(char) - 2, 0) for char in digits]
    if len(digits) == 4:
        return int("".join(map(str, values)))
    if "十" not in digits:
        return values[-1]
    tens, _, ones = digits.partition("十")
    return (_number(tens) if tens else 1) * 10 + (_number(ones) if ones else 0)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
