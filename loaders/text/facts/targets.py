"""Targets: which edition a sentence speaks of, named or told by its year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..values.mentions import ordinal_value
from ..values.quantities_zh import chinese_number
from ..values.series import Mention, is_whole
from .context import Context, Piece, Target

__all__ = ["NOW_EN", "NOW_ZH", "edition_before", "other_edition", "target_of"]

NOW_EN = re.compile(r"this year(?:'s)?|today|this edition|since|this time", re.IGNORECASE)
NOW_ZH = re.compile(r"今年|本届|此次|本次|今天|今日|以来|累计|自20|截至")

_SUBJECT = 12  # characters in which what a sentence speaks of is named

_YEAR = re.compile(r"(?<![\d,.])(20[0-3]\d)(?![\d,]*\d|\s?(?:yuan|元|名|家|个|projects))")

_LAST_EN = re.compile(
    r"\b(?:last|previous|preceding) (?:show|edition|event|fair|expo|convention|conference|session|"
    r"one|congress|exhibition|summit)\b"
    r"|\bfor comparison\b|^In 20\d\d\b|\bin the year before\b|\blast year's (?:show|edition|event|"
    r"fair|expo|convention|conference|session)\b"
    r"|^The (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|inaugural|"
    r"\d+th) (?:show|edition|event|fair|expo|convention|conference|session|congress|exhibition|"
    r"summit)\b",
    re.IGNORECASE,
)

_LAST_ZH = re.compile(
    r"^(?:而|相比之下,|回顾|此前,|早在)?(?:去年|"
    r"20\d\d年)(?:\d+月)?(?:在[^,。]{2,6})?(?:举办|举行|召开)?的?(?:首届|"
    r"上届|上一届|第[^,。]{1,3}届)?(?:大会|博览会|展会|论坛|峰会|交易会|"
    r"[^,。]{0,8}会)(?!员|议中心|展中心)|^上一?届"
)


def target_of(context: Context, piece: Piece, owners: Mapping[Mention, str]) -> Target | None:
    """The edition that a sentence speaks of; None where it names none of its own.

    `owners` are the keys of the series of all mentions.
    """
    main = context.main
    assert main
    if piece.chinese and (
        other := _next_zh(context, piece)
        or _last_zh(context, piece)
        or _numbered_zh(context, piece)
    ):
        return other
    if not piece.chinese and (other := _later(context, piece)):
        return other
    named = [(mention, owners[mention]) for mention in piece.mentions]
    if any(key == main.key and _is_same(main, mention) for mention, key in named):
        return main
    for mention, key in named:
        if key == main.key:
            return _other(context, key, mention)
        first = mention.start - piece.start < (
            4 if piece.chinese else 80 if mention.year or mention.ordinal else 25
        )
        telling = (
            mention.year
            or mention.ordinal
            or (
                mention.strong
                and is_whole(mention)
                and re.search(r"(?:Expo|Exposition|Fair|博览会|交易会)$", mention.name)
            )
        )
        if telling and first and not _opens_list(piece, mention):
            return _other(context, key, mention)
    return _earlier(context, piece)


def _is_same(main: Target, mention: Mention) -> bool:
    same_year = mention.year in (None, main.year) or main.year is None
    same_number = mention.ordinal in (None, main.ordinal) or main.ordinal is None
    return same_year and same_number


def _opens_list(piece: Piece, mention: Mention) -> bool:
    return piece.text[mention.end - piece.start :].lstrip()[:1] in ("、", "与")


def _other(context: Context, key: str, mention: Mention) -> Target:
    for target in context.others:
        if (
            target.key == key
            and mention.year in (None, target.year)
            and mention.ordinal in (None, target.ordinal)
        ):
            return target
    target = Target(key, mention, mention.year, mention.ordinal)
    context.others.append(target)
    return target


def other_edition(context: Context, target: Target, year: int) -> Target:
    """The edition of the same series in another year, which the text names by its days."""
    return _other(context, target.key, replace(target.mention, year=year, ordinal=None))


# Without one of these a sentence speaks of no other edition: a quick look before the patterns.
_PAST_EN = ("last ", "previous", "preceding", "comparison", "year before")
_FIRST_EN = re.compile(
    r"The (?P<number>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|inaugural|"
    r"\d+th)\b",
    re.IGNORECASE,
)


def _earlier(context: Context, piece: Piece) -> Target | None:
    """Another edition of the main series that a sentence speaks of by year alone."""
    main = context.main
    assert main
    if not piece.chinese and not (
        piece.text.startswith(("The ", "In 20")) or any(word in piece.folded for word in _PAST_EN)
    ):
        return None
    years = {int(year) for year in _YEAR.findall(piece.text)}
    now = NOW_ZH if piece.chinese else NOW_EN
    last = (_LAST_ZH if piece.chinese else _LAST_EN).search(piece.text)
    if not last or (last.start() > _SUBJECT and "comparison" not in last[0]):
        return None
    if now.search(piece.text):
        return None
    current = main.year or (context.report_day.year if context.report_day else None)
    if len(years) == 1 and current and (year := years.pop()) < current:
        first = _FIRST_EN.match(piece.text)
        number = ordinal_value(first["number"]) if first else None
        return _other(context, main.key, replace(main.mention, year=year, ordinal=number))
    one_ago = (
        piece.text.startswith("去年") if piece.chinese else last[0].lower().startswith("last year")
    )
    if not years and one_ago and (other := edition_before(context)):
        if "首届" in last[0]:
            other.ordinal = 1
        return other
    return _unknown(main)


def edition_before(context: Context, years: int = 1) -> Target | None:
    """The edition of the main series so many years earlier, None where no year is known."""
    main, published = context.main, context.heading.published
    now = main.year if main and main.year else int(published[:4]) if published else None
    if main is None or now is None:
        return None
    return _other(context, main.key, replace(main.mention, year=now - years, ordinal=None))


_BEFORE_NAME_ZH = re.compile(r"(?:^|[,。;])(?:而|相比之下,)?去年(?:举办|举行|召开)?的?(?:首届)?$")


def _last_zh(context: Context, piece: Piece) -> Target | None:
    """The edition of last year where a sentence says so before the name: 去年的进博会…"""
    if NOW_ZH.search(piece.text):
        return None
    for mention in piece.mentions[:1]:
        if mention.year or mention.ordinal:
            continue
        if _BEFORE_NAME_ZH.search(piece.text[: mention.start - piece.start]):
            return edition_before(context)
    return None


_NUMBERED_ZH = re.compile(
    r"^(?:在|而|此前,|早在)?(?:(?P<year>20\d\d)年(?:举办|举行|召开)?的)?(?:首届|"
    r"第(?P<number>[一二三四五六七八九十百\d]{1,4})届)(?:大会|博览会|展会|展览会|峰会|年会|交易会)"
)


def _numbered_zh(context: Context, piece: Piece) -> Target | None:
    """An earlier edition by its number alone: 在2021年的第二届博览会上."""
    main, found = context.main, _NUMBERED_ZH.match(piece.text)
    assert main
    if not found or piece.mentions or not (main.ordinal or found["year"]):
        return None
    printed = found["number"] or "1"
    number = int(printed) if printed.isdigit() else chinese_number(printed)
    year = int(found["year"]) if found["year"] else None
    if number == main.ordinal or (year and main.year and year >= main.year):
        return None
    return _other(context, main.key, replace(main.mention, year=year, ordinal=number))


_NEXT_ZH = re.compile(
    r"^[^,。;:]{0,10}(?:下一?届|明年(?:的|第?[^,。]{1,4}届)?(?:[^,。]{0,8}会|将))"
)


def _next_zh(context: Context, piece: Piece) -> Target | None:
    """The next edition of the main series, where a Chinese sentence begins with it."""
    main = context.main
    assert main
    if not _NEXT_ZH.search(piece.text) or "今年" in piece.text or "本届" in piece.text:
        return None
    published = context.heading.published
    now = main.year or (int(published[:4]) if published else 0)
    later = [int(year) for year in _YEAR.findall(piece.text) if int(year) > now]
    year = later[0] if later else now + 1 if now and "明年" in piece.text else None
    return _other(context, main.key, replace(main.mention, year=year, ordinal=None))


_EVENT_EN = r"(?:edition|show|event|fair|expo|convention|conference|congress|exhibition|summit)"
_NEXT_EN = re.compile("20[0-4][0-9]|[Nn]ext ")
_LATER_EN = re.compile(
    rf"^(?:And |But )?(?:the )?(?P<year>20[0-4]\d) {_EVENT_EN}\b|"
    rf"\b(?P<next>next year's) {_EVENT_EN}\b|^(?:the )?next {_EVENT_EN}\b",
    re.IGNORECASE,
)


def _later(context: Context, piece: Piece) -> Target | None:
    """Another edition that an English sentence begins with: the 2032 edition, next year's expo."""
    main = context.main
    assert main
    found = _LATER_EN.search(piece.text) if _NEXT_EN.search(piece.text) else None
    now = main.year or (context.report_day.year if context.report_day else None)
    if not found or now is None or piece.mentions:
        return None
    years = [int(year) for year in _YEAR.findall(piece.text) if int(year) > now]
    year = int(found["year"]) if found["year"] else now + 1 if found["next"] else None
    year = year or (years[0] if years else None)
    if year == now:
        return None
    return _other(context, main.key, replace(main.mention, year=year, ordinal=None))


def _unknown(main: Target) -> Target:
    """An edition that the text does not name: what is said of it is not kept."""
    return Target("", main.mention)
