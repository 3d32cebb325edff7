"""Conflicts: where sources differ on one thing, and whether they contradict each other."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal, localcontext

from .resolve.fold import spelled
from .result import Value

__all__ = [
    "CLASSES",
    "COMPATIBLE",
    "CONTRADICTION",
    "GROWTH",
    "PLANNED",
    "TRANSLATION",
    "Conflict",
    "Proof",
    "Said",
    "Stated",
    "classify",
]

CONTRADICTION = "contradiction"
PLANNED = "planned then held"
GROWTH = "growth"
COMPATIBLE = "compatible, less exact"
TRANSLATION = "translation"
CLASSES = (CONTRADICTION, PLANNED, GROWTH, COMPATIBLE, TRANSLATION)

_ROUNDING = Decimal("0.1")  # how far "about" and "nearly" reach
_FAR = 2  # nobody says "more than 1,200" of 16,000
_LIMITS = {"at least", "more than"}
_PRECISION = 1000  # digits; more than any figure has
_DIGITS = 3  # a rounded number of fewer digits could be many


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a source says so: a row of a table with its cells (column, value), or words of a text.

    `place` is ``editions.csv#row=12`` or ``release.txt#char=10,40``.
    """

    place: str
    words: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A source that states a value. `status` is how it speaks of the edition: planned, held."""

    source: str
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    status: str = ""
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """One of the values with the sources that state it; `label` is it in words.

    `language` is that of a wording. `bound`, `scope`, `as_of` and `stage` are those of a figure.
    """

    value: Value
    label: str
    said: tuple[Said, ...] = ()
    language: str = ""
    bound: str = ""
    scope: str = ""
    as_of: str = ""
    stage: str = ""

    @property
    def dates(self) -> list[str]:
        """When its sources were published, in order."""
        return sorted(said.published for said in self.said if said.published)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values that sources state of one property of one thing.

    `kind` is one of `CLASSES`, `reason` says why it is that one. Figures have the smaller value
    first; `qualifier` says which part they count.
    """

    kind: str
    reason: str
    subject: str
    label: str
    property: str
    one: Stated
    other: Stated
    qualifier: str = ""


Verdict = tuple[str, str]


def classify(fact: str, one: Stated, other: Stated, *, linked: bool = False) -> Verdict:
    """The class of a difference and its reason.

    `fact` is what is compared: figure, date, wording, place, role or value. `linked` tells that a
    source gives both wordings as renderings of one, or that one place lies in the other.

    >>> classify("date", Stated("2031-05", "2031-05"), Stated("2031-05-02", "2031-05-02"))
    ('compatible, less exact', '2031-05 holds 2031-05-02')
    >>> classify("wording", Stated("Lakes", "Lakes", language="en"), Stated("湖", "湖",
    ... language="zh"))
    ('translation', 'wordings in two languages: en, zh')
    >>> few, many = Stated(500, "more than 500", bound="more than"), Stated(650, "650")
    >>> classify("figure", few, many)
    ('compatible, less exact', 'more than 500 leaves room for 650')
    """
    if fact == "figure":
        return _figures(one, other)
    if fact == "wording":
        return _wordings(one, other, linked)
    if fact == "role":
        return _roles(one, other)
    if fact == "place" and linked:
        return COMPATIBLE, "one lies in the other"
    if fact == "date" and (holds := _holds(one.label, other.label)):
        return COMPATIBLE, holds
    if planned := _planned(one, other):
        return planned
    if fact == "value" and _is_rounded(one.value, other.value):
        return COMPATIBLE, "one is the other in fewer digits"
    return CONTRADICTION, _apart(one.value, other.value) or f"{one.label} is not {other.label}"


# -- figures


def _figures(one: Stated, other: Stated) -> Verdict:
    if {one.stage, other.stage} == {"planned", "result"}:
        plan, result = (one, other) if one.stage == "planned" else (other, one)
        return PLANNED, f"{plan.label} was planned, {result.label} is what came of it"
    early, late = _in_time(one, other) or (None, None)
    if early and late and _number(late) > _number(early):
        return GROWTH, f"{early.label} {_when(early)}, {late.label} {_when(late)}"
    if room := _room(one, other):
        return COMPATIBLE, room
    if early and late:
        return (
            CONTRADICTION,
            f"{late.label} {_when(late)} is less than {early.label} {_when(early)}",
        )
    why = "are too far apart to mean one number" if _overlap(one, other) else "exclude each other"
    plans = "two plans: " if one.stage == other.stage == "planned" else ""
    return CONTRADICTION, f"{plans}{one.label} and {other.label} {why}"


def _number(stated: Stated) -> Decimal:
    return Decimal(str(stated.value))


def _in_time(one: Stated, other: Stated) -> tuple[Stated, Stated] | None:
    """Both in the order of time, where the figure grows with time and it is known which is later.

    A running total without a date is as old as its sources.
    """
    first, second = one.as_of, other.as_of
    if not (first and second):
        if "cumulative" not in (one.scope, other.scope) or not (one.dates and other.dates):
            return None
        if one.dates[-1] < other.dates[0]:
            return one, other
        return (other, one) if other.dates[-1] < one.dates[0] else None
    length = min(len(first), len(second))
    if first[:length] == second[:length]:
        return None
    return (one, other) if first < second else (other, one)


def _when(stated: Stated) -> str:
    return f"as of {stated.as_of}" if stated.as_of else f"in {stated.dates[-1]}"


def _room(one: Stated, other: Stated) -> str:
    """Why both figures may be right, empty if they cannot."""
    low, high = _number(one), _number(other)
    if one.bound == other.bound == "exact":
        return "one is the other in fewer digits" if _is_rounded(low, high) else ""
    if not _overlap(one, other) or high > _FAR * low:
        return ""
    less, more = (one, other) if one.bound != "exact" else (other, one)
    return f"{less.label} leaves room for {more.label}"


def _overlap(one: Stated, other: Stated) -> bool:
    (low, high), (its_low, its_high) = _range(one), _range(other)
    return max(low, its_low) <= min(high, its_high)


def _range(stated: Stated) -> tuple[Decimal, Decimal]:
    """What a figure may stand for.

    >>> [str(end) for end in _range(Stated(40, "nearly 40", bound="nearly"))]
    ['36.0', '40']
    """
    value = _number(stated)
    if stated.bound in _LIMITS:
        return value, Decimal("Infinity")
    if stated.bound == "up to":
        return Decimal(0), value
    below = value * (1 - _ROUNDING) if stated.bound in ("about", "nearly") else value
    return below, value * (1 + _ROUNDING) if stated.bound == "about" else value


def _is_rounded(one: Value, other: Value) -> bool:
    """Whether one number is the other rounded to at least three digits.

    >>> _is_rounded(447000000000, 447100000000), _is_rounded(270000, 300000)
    (True, False)
    """
    numbers = [
        Decimal(each)
        for each in (one, other)
        if isinstance(each, int | Decimal) and not isinstance(each, bool)
    ]
    if len(numbers) != 2:
        return False
    short, long = sorted(numbers, key=lambda each: len(each.normalize().as_tuple().digits))
    place = short.normalize().as_tuple()
    with localcontext(prec=_PRECISION):
        rounded = long.quantize(Decimal((0, (1,), int(place.exponent))))
    return len(place.digits) >= _DIGITS and rounded == short != long


# -- everything else


def _wordings(one: Stated, other: Stated, linked: bool) -> Verdict:
    if one.language != other.language:
        languages = ", ".join(sorted({one.language or "unknown", other.language or "unknown"}))
        return TRANSLATION, f"wordings in two languages: {languages}"
    first, second = spelled(one.label), spelled(other.label)
    if first == second:
        return COMPATIBLE, "the same words, written in two ways"
    if first in second or second in first:
        return COMPATIBLE, "one is the other with more words"
    if linked:
        return TRANSLATION, "a source gives each beside one wording in another language"
    return CONTRADICTION, "two wordings in one language; no source says that they are one theme"


def _roles(one: Stated, other: Stated) -> Verdict:
    first, second = ({said.language[:2] for said in each.said} - {""} for each in (one, other))
    if first and second and not first & second:
        listed = f"{'/'.join(sorted(first))} and {'/'.join(sorted(second))}"
        return TRANSLATION, f"sources in {listed}, which do not divide these roles alike"
    return CONTRADICTION, f"{one.label} is not {other.label}"


def _holds(one: str, other: str) -> str:
    short, long = sorted((one, other), key=len)
    return f"{short} holds {long}" if long.startswith(short) and short != long else ""


def _planned(one: Stated, other: Stated) -> Verdict | None:
    """A plan, and what other sources say after the day."""
    for plan, fact in ((one, other), (other, one)):
        if _is_plan(plan) and not _is_plan(fact) and fact.said:
            return PLANNED, f"{plan.label} was planned, {fact.label} is what came of it"
    return None


def _is_plan(stated: Stated) -> bool:
    """Whether all sources speak of what is to come: they say so, or were out before the day."""
    return bool(stated.said) and all(
        said.status == "planned" or (not said.status and "" < said.published < stated.label)
        for said in stated.said
    )


def _apart(one: Value, other: Value) -> str:
    if isinstance(one, datetime.date) and isinstance(other, datetime.date):
        days = abs((other - one).days)
        return f"{days} day{'' if days == 1 else 's'} apart"
    return ""
