"""Schedule: first and last day and length of an edition, and the days that were given up."""

from __future__ import annotations

import datetime
import re

from ..rules import lexicon
from ..values.days import Date, Range, resolved
from . import schedule_zh
from .context import Context, Piece, Target
from .schedule_en import ahead_text, is_past, side_of
from .targets import other_edition

__all__ = ["read_dates"]

_PART_EN = re.compile(
    r"\b(?:forum|ceremony|seminar|meeting|contest|symposium|workshop|delegation|pavilion|"
    r"registration)\b[^,.;]{0,40}$",
    re.IGNORECASE,
)
_AHEAD_EN = re.compile(
    r"\b(?:will|to be held|set to|scheduled|slated|to open|to kick off|begins on|starts on|"
    r"opens on|ends|closes|concludes|wraps up|stays open|goes on|upcoming|readies|preparations|"
    r"is to|are to|due to|to take place|expected)\b",
    re.IGNORECASE,
)
_AHEAD_ZH = re.compile(r"将于|将在|定于|拟于|即将|倒计时|将举|将召|开幕在即|届时")
_LENGTH_EN = re.compile(
    r"\b(?P<a>\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty)[- ]day(?:s|-long)?[ -](?:long )?"
    r"(?:event|convention|expo|exposition|fair|exhibition|conference|congress|forum|summit|show|"
    r"gathering|session|meeting)|"
    r"(?:for|over|after|during|lasts?|lasting|lasted|runs? for|spans?|spanning|duration of|"
    r"across)(?: the duration of)?(?: a total "
    r"of| the next| the| its| a)? (?P<b>\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve) days",
    re.IGNORECASE,
)
_WORDS = {
    word: n
    for n, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"fifteen": 15, "twenty": 20}


def read_dates(context: Context) -> None:
    """Add start, end and length, from the sentences that speak of the edition itself."""
    for read in (_read_length, _read_ranges, _read_days):
        for piece in context.pieces:
            read(context, piece)
    for place, piece in enumerate(context.pieces):
        if piece.chinese:
            _read_untimed(context, piece, place)
    for target in (context.main, *context.others):
        if target:
            _complete(target)


def _read_length(context: Context, piece: Piece) -> None:
    if not piece.chinese and "day" not in piece.folded:
        return
    pattern = schedule_zh.DURATION if piece.chinese else _LENGTH_EN
    found = pattern.search(piece.text)
    if found and not _target(piece).has("duration_days"):
        printed = found["a"] or found["b"]
        if piece.chinese:
            from ..values.quantities_zh import chinese_number

            days = int(printed) if printed.isdigit() else chinese_number(printed)
        else:
            days = int(printed) if printed.isdigit() else _WORDS.get(printed.lower())
        if days and days < 100:
            context.add(piece, "duration_days", days, found.span(), f"{piece.language}:duration")


def _read_ranges(context: Context, piece: Piece) -> None:
    if _target(piece).has("start"):
        return
    for item in piece.ranges:
        if not _is_about_event(context, piece, item.start, item.end):
            continue
        if _is_given_up(piece, item.start):
            _add_given_up(context, piece, item)
            continue
        ahead = _is_ahead(piece)
        last = resolved(item.last, context.report_day, ahead)
        first_date = item.first
        if first_date.year is None and item.last.year and first_date.month:
            first_date = Date(
                item.start, item.end, item.last.year, first_date.month, first_date.day
            )
        first_date = _with_year(piece, first_date)
        first = resolved(first_date, context.report_day, ahead)
        last = resolved(_with_year(piece, item.last), context.report_day, ahead) or last
        if first and last and last[0] < first[0] and item.last.weekday is not None:
            last = (
                (datetime.date.fromisoformat(last[0]) + datetime.timedelta(days=7)).isoformat(),
                True,
            )
        if first and last and _is_of_other_year(context, piece, item, first[0]):
            continue
        if first and last:
            where = (item.start, item.end)
            printed = _prints_year(piece, item.start, item.end) or _target(piece).year is not None
            context.add(piece, "start", first[0], where, f"{piece.language}:range", not printed)
            context.add(piece, "end", last[0], where, f"{piece.language}:range", not printed)
            return


def _is_of_other_year(context: Context, piece: Piece, item: Range, first: str) -> bool:
    """CES returns January 8-11, 2019: days of the next edition, whose year they print."""
    target = _target(piece)
    printed = item.last.year or item.first.year
    year = target.year or (context.report_day.year if context.report_day else None)
    if not printed or not year or printed == year or target is not context.main:
        return False
    other = other_edition(context, target, printed)
    if not other.has("start"):
        last = resolved(item.last, None)
        where = (item.start, item.end)
        context.add(piece, "start", first, where, f"{piece.language}:range", target=other)
        context.add(
            piece, "end", last[0] if last else first, where, f"{piece.language}:range", target=other
        )
    return True


_GIVEN_UP_EN = re.compile(
    r"\b(?:originally|initially|previously|until now|formerly|first|was to (?:be|have)|had been|"
    r"were to|instead of|postponed from|moved from|rather than|was scheduled)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_GIVEN_UP_ZH = re.compile(r"(?:原定|原计划|原拟|原本|原先)[^,。;]{0,20}$")
_POSTPONED = re.compile(
    r"\b(?:postpone|put off|put the \w+ off|pushed back|"
    r"rescheduled|moved to|delayed|deferred)|延期|推迟|改期|延至",
    re.IGNORECASE,
)


def _is_given_up(piece: Piece, start: int) -> bool:
    """Whether days are those from which an edition was moved."""
    pattern = _GIVEN_UP_ZH if piece.chinese else _GIVEN_UP_EN
    return bool(pattern.search(piece.text[:start])) and not re.search(
        r"\bwill now\b", piece.text[:start]
    )


def _add_given_up(context: Context, piece: Piece, item: Range) -> None:
    first = resolved(_with_year(piece, item.first), context.report_day)
    last = resolved(_with_year(piece, item.last), context.report_day)
    if first and last and _POSTPONED.search(context.view.text):
        value = f"{first[0]}/{last[0]}"
        context.add(
            piece, "postponed_from", value, (item.start, item.end), f"{piece.language}:given-up"
        )


def _prints_year(piece: Piece, start: int, end: int) -> bool:
    return bool(re.search(r"(?:19|20)\d\d", piece.text[start:end]))


def _target(piece: Piece) -> Target:
    assert piece.target
    return piece.target


def _with_year(piece: Piece, date: Date) -> Date:
    """A date of the edition is of the year in the edition's name."""
    year = _target(piece).year
    if date.year is None and date.month and date.day and year:
        return Date(date.start, date.end, year, date.month, date.day)
    return date


def _is_about_event(context: Context, piece: Piece, start: int, end: int) -> bool:
    before = piece.text[max(0, start - 70) : start]
    if piece.chinese:
        return schedule_zh.is_about_edition(piece, start, end)
    if re.search(r"\b(?:since|between \d{4})\s*$", before, re.IGNORECASE):
        return False
    return not _PART_EN.search(before) or _mentions_event(piece, before)


def _mentions_event(piece: Piece, before: str) -> bool:
    return any(mention.name in before for mention in piece.mentions)


def _is_ahead(piece: Piece) -> bool:
    return bool((_AHEAD_ZH if piece.chinese else _AHEAD_EN).search(piece.text))


def _read_days(context: Context, piece: Piece) -> None:
    for date in piece.dates:
        side = side_of(piece, date)
        if side is None or _target(piece).has(side):
            continue
        if not _is_about_event(context, piece, date.start, date.end) or not _speaks_of_event(
            context, piece
        ):
            continue
        found = resolved(
            _with_year(piece, date),
            context.report_day,
            (_is_ahead(piece) or ahead_text(context, piece)) and not is_past(piece, date),
        )
        if found is None:
            continue
        derived = found[1] or (date.year is None and _target(piece).year is None)
        context.add(piece, side, found[0], (date.start, date.end), f"{piece.language}:day", derived)


def _read_untimed(context: Context, piece: Piece, place: int) -> None:
    """A Chinese opening or closing told without its day: *that day*, or a day just before."""
    target = _target(piece)
    if (found := schedule_zh.closing_reference(piece)) and not target.has(found[0]):
        before = [date for other in context.pieces[:place] for date in other.dates if date.day]
        inside = [date for date in piece.dates if date.end <= found[1][0]]
        told = (inside or before[-1:] or [Date(0, 0, offset=0)])[-1]
        if day := resolved(_with_year(piece, told), context.report_day, False):
            context.add(piece, found[0], day[0], found[1], "zh:that-day", True)
    if target.has("start"):
        return
    if date := schedule_zh.day_before(context, place):
        day = resolved(_with_year(piece, date), context.report_day, False)
        if day:
            context.add(piece, "start", day[0], (0, len(piece.text)), "zh:day-before", True)


def _speaks_of_event(context: Context, piece: Piece) -> bool:
    if (
        piece.mentions
        or piece is context.pieces[0]
        or re.match(r"(?:It|Both|They|The two)\b", piece.text)
    ):
        return True
    words = lexicon(piece.language, "event")["words"]
    return any(word in piece.folded for word in words)


def _complete(target: Target) -> None:
    """The missing end of what is said to last so many days, and the other way round."""
    days = next((fact for fact in target.facts if fact.relation == "duration_days"), None)
    known = {fact.relation: fact for fact in target.facts if fact.relation in ("start", "end")}
    if days is None or len(known) != 1:
        return
    (side, fact), value = next(iter(known.items())), days.value
    if not isinstance(fact.value, str) or not isinstance(value, int) or fact.value.startswith("--"):
        return
    day = datetime.date.fromisoformat(fact.value)
    step = datetime.timedelta(days=value - 1)
    other, found = ("end", day + step) if side == "start" else ("start", day - step)
    from ..extraction import Fact

    target.facts.append(Fact(other, found.isoformat(), days.span, f"{days.rule}:completed", True))
