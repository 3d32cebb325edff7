"""Totals: which figures count several editions, and which are of an earlier one."""

from __future__ import annotations

import re
from functools import lru_cache

from ..values.number import Number
from .context import Context, Piece

__all__ = ["is_ignored", "scope_of"]

_SINCE = re.compile(
    r"\bsince (?:its|the|(?:\w+ ){0,6}(?:in )?\d{4}|then)|\bto date\b|\bso far\b|\bby now\b|"
    r"\bcumulative(?:ly)?\b|\baccumulat|"
    r"\b(?:over|in|during|for|across|at|through) (?:the|its|all|all of its) (?:past|last|previous|"
    r"first|preceding|earlier)\b(?! (?:day|session|year\b|edition\b))[^.]{0,24}(?:years|editions|"
    r"sessions|conventions|expos|fairs)|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:previous |past |preceding |"
    r"earlier )?(?:conventions|editions|sessions|expos|fairs|conferences|congresses)\b(?! of)|"
    r"\b(?:previous|past|preceding|earlier) (?:\w+ )?(?:conventions|editions|sessions|expos|"
    r"fairs)\b|\b(?:over|in|during|within) (?:that|this|the) (?:time|period|span)\b|"
    r"\bover the years\b|\bhave been held\b|\bin (?:all|total) since\b",
    re.IGNORECASE,
)

# In 2018 and 2019 the convention brought in 1,073 projects.
_YEARS_EN = re.compile(r"\b[Ii]n (?:20\d\d, )*20\d\d and 20\d\d\b")

# So far 510 exhibitors have registered: for the edition to come.
_SO_FAR = re.compile(r"so far|to date|by now", re.IGNORECASE)

_SIGNED_UP = re.compile(
    r"regist|sign(?:ed|ing)? up|names down|confirmed|booked|(?:exhibitors|companies|firms|"
    r"enterprises) have (?:already )?signed|applied|applications",
    re.IGNORECASE,
)

_EARLIER = re.compile(
    r"\blast year\b|\b(?:the )?(?:previous|last|preceding) (?:edition|session|event|year|"
    r"convention|expo|fair|one)\b|\ba year (?:ago|earlier|before)\b|\byear-earlier\b|"
    r"\bthe first (?:one|edition|convention|expo|fair)\b",
    re.IGNORECASE,
)


def _goes_on(piece: Piece) -> bool:
    """Since 2018 it has been held five times. Guests from 97 countries have come: still totals."""
    return piece.before is not None and bool(
        re.search(r"\b(?:have|has) (?:\w+ )?\w+(?:ed|en|n|come|sent|put)\b", piece.text)
    )


def is_ignored(context: Context, piece: Piece, number: Number) -> bool:
    """Whether a figure is said of an earlier edition or of a change."""
    if _since(piece.text):
        return False
    clause_start, clause_end = _clause(piece.text, number)
    clause = piece.text[clause_start:clause_end]
    if piece.target is context.main and _EARLIER.search(clause):
        return True
    main = piece.target
    year = main.year if main else None
    if year is None and context.report_day:
        year = context.report_day.year
    if main is None or year is None:
        return False
    years = [int(year) for year in re.findall(r"(?<!\d)(20[012]\d)(?!\d)(?!年中国| China)", clause)]
    return bool(years) and not _YEARS_EN.search(clause) and all(past < year for past in years)


def _clause(text: str, number: Number) -> tuple[int, int]:
    marks = (
        r"[;:(]|, (?:while|and|but|which|as)\b|\bcompared\b|\bagainst\b|,? (?:a |"
        r"some )?(?:[\w-]+ ){0,2}(?:more|fewer|higher|larger) than (?:at|in|the|last)\b|\b(?:up|"
        r"down) (?:\S+ )?(?:\w+ )?from\b"
    )
    first, last = max(0, number.start - _FAR), number.end + _FAR
    start = max((m.end() for m in re.finditer(marks, text[first : number.start])), default=0)
    found = re.search(marks, text[number.end : last])
    return first + start, number.end + found.start() if found else min(last, len(text))


_FAR = 300  # characters: no clause is longer


@lru_cache(maxsize=8)
def _since(text: str) -> re.Match[str] | None:
    return _SINCE.search(text)


@lru_cache(maxsize=8)
def _is_this_year(text: str) -> bool:
    return bool(re.search(r"\bthis year's\b|\bthis edition\b", text, re.IGNORECASE))


def scope_of(context: Context, piece: Piece, number: Number) -> tuple[str, str | None]:
    """Whether a figure is of one edition or of several, and the year it stands as of."""
    found = _since(piece.text)
    if found is None and _goes_on(piece):
        assert piece.before
        found = _since(piece.before.text)
    found = found or _YEARS_EN.search(piece.text)
    if found is None or (_SO_FAR.match(found[0]) and _SIGNED_UP.search(piece.text)):
        return "edition", None
    if _is_this_year(piece.text):
        return "edition", None
    years = [int(year) for year in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", piece.text)]
    since = re.search(r"since (?:\w+ ){0,6}?(20\d\d)", piece.text, re.IGNORECASE)
    if since:
        years = [year for year in years if year != int(since[1])]
    published = context.heading.published
    as_of = str(max(years)) if years else (published[:4] if published else None)
    return "cumulative", as_of
