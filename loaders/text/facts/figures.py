"""Figures: what a printed number counts, of which edition, and how exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..extraction import Activity, Figure
from ..rules import lexicon
from ..values.number import Number
from .areas import area_of
from .context import Context, Piece
from .figures_zh import read_figures_zh
from .money import MONEY, converted, money
from .totals import is_ignored, scope_of

__all__ = ["read_figures"]

_STOPS = (
    r"of|from|to|in|on|at|that|which|who|whom|were|was|are|is|will|would|have|had|has|with|for|by|"
    r"as|than|"
    r"when|while|where|per|during|after|before|since|until|into|under|within|but|or|did|do|does|"
    r"can|being"
)
_GROWTH = re.compile(
    r"^\s*(?:percent|%)|^\s*more (?:\w+ )?(?:than|from)\b|^\s*(?:fewer|higher|lower|times|-fold)\b",
    re.IGNORECASE,
)
_GROWTH_BEFORE = re.compile(
    r"\b(?:up|down|increase of|rise of|growth of|grew by|rose by|increased by|top|"
    r"fortune(?: global)?|world's(?: top)?|no\.|chapter|article|"
    r"aged?|hall|halls|booth|phase|room|floor|gate|page|vol\.?|first|last|past|previous|episode|"
    r"level|grade|version|iso|g|day|week|stage|\w+-)\s*$",
    re.IGNORECASE,
)
_UNDERWAY = re.compile(
    r"^[^.;,]{0,40}\b(?:under construction|under way|underway|been completed|begun|broken ground|"
    r"gone into operation|started construction|in operation)\b",
    re.IGNORECASE,
)
# Of what the figure before counted: 900 of these came from abroad, 30-odd are experts.
_OF_LAST = re.compile(
    r"\s*of (?:them|these|those|whom|which|the)\b|\s(?:more (?:took|take|joined|attended|came|"
    r"participated|were)"
    r"|run|lead|are|were|is|was|come|came|head|heads(?! of)|headed|hail|hailed|represent(?:ed)?|"
    r"belong"
    r"|travel(?:l?ed)?|had|have|attended|work(?:ed)?)\b",
    re.IGNORECASE,
)
_FAR = 90  # characters that a noun may stand before its number
_BACK_LINK = (
    r"(?:[\w ,'()-]{0,60}?\b(?:number(?:ed|ing|s)?|total(?:l?ed|l?ing|s)?|reach(?:ed|es|ing)?|"
    r"exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|top(?:ped|s|ping)?|"
    r"came to|stood at|stands? at|hit|rose to|climbed to|grew to|amount(?:ed|s|ing)? to|at|was|"
    r"were|is|are|of|hitting|with)\b(?: a (?:record|total)(?: of)?| the| record)?\s*|"
    r"[\w ,'()&/-]{0,60}:\s*|\s*\(\s*)$"
)


@lru_cache(maxsize=1)
def _heads() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Pattern for the noun behind a number, pattern for one before it, measure by noun."""
    measure = {noun: what for what, nouns in lexicon("en", "counted").items() for noun in nouns}
    nouns = "|".join(re.escape(noun) for noun in sorted(measure, key=len, reverse=True))
    after = re.compile(
        rf"^[ -](?!(?:and|or)\b)(?:(?!(?:{_STOPS})\b)[\w'’&/.-]+(?:,? (?:and |or )?|"
        rf", )){{0,7}}?(?P<head>{nouns})(?![\w-])",
        re.IGNORECASE,
    )
    before = re.compile(rf"\b(?P<head>{nouns})\b{_BACK_LINK}", re.IGNORECASE)
    return after, before, measure


def read_figures(context: Context, piece: Piece) -> None:
    """Add the statistics of one sentence."""
    if piece.chinese:
        read_figures_zh(context, piece)
        return
    planned = _is_planned(context, piece)
    for number, what, unit, qualifier, where in _english(context, piece):
        if is_ignored(context, piece, number) or _is_of_deal(context, piece, number):
            continue
        scope, as_of = scope_of(context, piece, number)
        bound = number.bound
        figure = Figure(
            what,
            number.value,
            unit,
            bound,
            scope,
            as_of,
            qualifier,
            planned and scope == "edition",
            converted(piece, number),
        )
        context.add(piece, "statistic", figure, where, f"{piece.language}:figure")


def _is_of_deal(context: Context, piece: Piece, number: Number) -> bool:
    """Whether a sum is what one agreement is worth."""
    span = context.view.span(piece.start + number.start, piece.start + number.end)
    assert piece.target
    return number.unit in MONEY and any(
        fact.relation == "agreement" and fact.span.start <= span.start and span.end <= fact.span.end
        for fact in piece.target.facts
    )


def _is_planned(context: Context, piece: Piece) -> bool:
    """Whether the edition had not begun on the day of the report."""
    assert piece.target
    published = context.heading.published
    start = next((f.value for f in piece.target.facts if f.relation == "start"), None)
    return bool(published) and isinstance(start, str) and start > str(published)


Reading = tuple[Number, str, str, "str | None", tuple[int, int]]


# -- English


def _english(context: Context, piece: Piece) -> Iterator[Reading]:
    last = context.counted[0] if context.counted else None
    for place, number in enumerate(piece.numbers):
        span = (number.start, number.end)
        if number.unit in MONEY:
            if what := money(piece, number):
                deployed = re.search(
                    r"\bdeployed\b", piece.text[max(0, number.start - 100) : number.end]
                )
                yield number, what, number.unit, "deployed" if deployed else None, span
        elif number.unit in ("m2", "sqft"):
            if _is_area_of_all(piece, number) and not area_of(piece, number):
                yield number, "area", number.unit, None, span
        elif _is_count(piece.text, number):
            if last and number.value > 1 and _OF_LAST.match(piece.text, number.end):
                yield _part_of_last(piece, place, last)
            elif reading := _counted(context, piece, number):
                if reading[1] != "countries" or last is None:
                    last = reading[1]
                yield reading


def _is_count(text: str, number: Number) -> bool:
    """Whether a number without a unit counts something, and is no year, rank or growth."""
    rest = text[number.end :]
    return not (
        number.unit
        or rest.startswith("-")
        or _is_year(text, number)
        or _GROWTH_BEFORE.search(text, max(0, number.start - _FAR), number.start)
        or _GROWTH.match(rest)
        or _UNDERWAY.search(rest[:60])
    )


def _part_of_last(piece: Piece, place: int, last: str) -> Reading:
    """Of what the figure before counted, a part: 900 of these came from abroad."""
    number, later = piece.numbers[place], piece.numbers[place + 1 :]
    limit = later[0].start if later else len(piece.text)
    part = _words(piece.text, number.end, limit)
    return number, last, "count", part, (number.start, min(limit, number.end + 40))


def _counted(context: Context, piece: Piece, number: Number) -> Reading | None:
    """What a number counts, by the noun behind it or before it."""
    text = piece.text
    after, before, measure = _heads()
    found = after.match(text[number.end :])
    if found:
        where = (number.start, number.end + found.end())
    else:
        found = before.search(text, max(0, number.start - _FAR), number.start)
        if found is None or len(found[0]) > _FAR:
            return None
        where = (found.start(), number.end)
    head = found["head"].lower()
    what = measure[head]
    few = number.value <= 10 and not text[number.digits].isdigit()
    if what == "none" or not _is_counted(piece, what, head) or (what == "guests" and few):
        return None
    if _is_origin(text, number, what):
        return None
    context.counted = (what, "")
    if what == "activities":
        _add_kind(context, piece, number, where, found["head"])
    return number, what, "count", _qualifier(text, number, where, found["head"]), where


_PLAIN_KIND = re.compile(
    r"(?:\s|^)(?:various|major|large|important|main|different|other|more|key|related|such|grand|"
    r"high-level|rich|exciting|separate|individual|side|supporting|special|specific|and|online|"
    r"offline|grouped)(?=\s|$)",
    re.IGNORECASE,
)


def _add_kind(
    context: Context, piece: Piece, number: Number, where: tuple[int, int], head: str
) -> None:
    """88 trade and investment activities: what is counted is a part of the programme."""
    kind = piece.text[number.end : where[1]]
    kind = (
        _PLAIN_KIND.sub("", kind)
        if head.lower() in ("activities", "events", "programmes", "programs", "sessions")
        else ""
    )
    if len(kind.split()) > 1 and len(kind.split()) < 6 and "," not in kind:
        start = where[1] - len(kind.strip())
        context.add(
            piece,
            "activity",
            Activity(context.original(piece, start, where[1])),
            (number.start, where[1]),
            "en:counted-activity",
        )


def _is_counted(piece: Piece, what: str, head: str) -> bool:
    needs = lexicon("en", "needs").get(what)
    if not needs or head in ("exhibitors", "exhibits", "exhibitor"):
        return True
    return any(word in piece.folded for word in needs)


def _is_origin(text: str, number: Number, what: str) -> bool:
    """Buyers *from 1,394 companies*: the companies are not what is counted."""
    if what != "exhibitors":
        return False
    before = text[max(0, number.start - _FAR) : number.start]
    return bool(
        re.search(
            r"\b(?:buyers|purchasers|guests|visitors|people|participants|"
            r"delegates)\b[^.;]{0,30}\b(?:from|of|by|representing)\s*$",
            before,
            re.IGNORECASE,
        )
    )


def _is_area_of_all(piece: Piece, number: Number) -> bool:
    return not re.search(
        r"\b(?:factory|plant|park covers|farmland|forest|housing|residential|land)\b", piece.folded
    )


def _is_year(text: str, number: Number) -> bool:
    digits = text[number.digits : number.stop]
    return bool(re.fullmatch(r"(?:19|20)\d\d", digits)) and number.bound == "exact"


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[start : min(end, start + 60)].split()).strip(" ,.;") or "part"


_PART_WORDS = re.compile(
    r"\b(?:overseas|foreign|international|domestic|chinese|local|online|professional|"
    r"pre-registered|registered|fortune|global 500|top 500|trade|african|asean|european|american|"
    r"asian|new|world-class|leading|key|major|well-known|renowned|investment|promotion|matchmaking|"
    r"partnering|pitching|side|supporting|special|parallel|themed)\b",
    re.IGNORECASE,
)


def _qualifier(text: str, number: Number, where: tuple[int, int], head: str) -> str | None:
    """The part of the whole that a figure is said of, by the words between number and noun."""
    between = text[number.end : where[1]].replace(head, "") if where[0] >= number.start else ""
    found = _PART_WORDS.search(between)
    return " ".join(between.split()).strip(" ,") if found else None


# -- scope
