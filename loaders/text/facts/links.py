"""Links between facts: at which part of the programme a thing was signed, in which area shown."""

from __future__ import annotations

import re
from dataclasses import replace

from ..extraction import Area, Deal, Exhibit, Fact, Span, Title
from .context import Context, Piece

__all__ = ["link"]

_OCCASION = re.compile(
    r"\b(?:at|during) (?:the|its|this year's) (?P<en>(?:[\w-]+ )?(?:ceremony|forum))\b|"
    r"(?P<zh>开幕式|开幕大会|闭幕式|签约仪式|主旨论坛|主论坛)(?:[上中]|期间|当天)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:Furthermore|In addition|Additionally|Also|Moreover|Besides|Meanwhile|Another|"
    r"The ceremony)\b|同时|此外|会上|还"
)
_HOLDS = re.compile(
    r"featuring|features?|shows?|showing|showcas|display|for (?:the )?(?:display|show)|"
    r"展示|展出|展陈|集中|陈列|有",
    re.IGNORECASE,
)


def link(context: Context, piece: Piece, first: int) -> None:
    """Add to the agreements and releases of a piece their occasion, to exhibits their area.

    The facts of the piece are those of its edition from place `first`.
    """
    if piece.target is None:
        return
    facts = piece.target.facts
    kinds = {type(fact.value) for fact in facts[first:]}
    if Deal in kinds or Title in kinds:
        _add_occasion(context, piece, facts, first)
    if Exhibit in kinds and Area in kinds:
        _add_area(context, piece, facts, first)


def _add_occasion(context: Context, piece: Piece, facts: list[Fact], first: int) -> None:
    found = _occasion(context, piece)
    if found is None and piece.before and _GOES_ON.match(piece.text):
        found = _occasion(context, piece.before)
    if found is None:
        return
    name, words = found
    for place, fact in enumerate(facts[first:], first):
        if isinstance(fact.value, Deal | Title) and fact.value.occasion is None:
            value = replace(fact.value, occasion=name)
            facts[place] = replace(fact, value=value, span=_over(fact.span, words))


def _occasion(context: Context, piece: Piece) -> tuple[str, Span] | None:
    """The part of the programme that a sentence names as a time, and where."""
    found = _OCCASION.search(piece.text)
    if not found:
        return None
    group = "en" if found["en"] else "zh"
    start, end = found.span(group)
    name = context.original(piece, start, end)
    name = name.lower() if found[group].islower() or name.endswith("Ceremony") else name
    return name, context.view.span(piece.start + start, piece.start + end)


def _add_area(context: Context, piece: Piece, facts: list[Fact], first: int) -> None:
    """The area that a sentence names before a word of showing and the things shown."""
    areas = [fact for fact in facts[first:] if isinstance(fact.value, Area)]
    if len(areas) != 1:
        return
    area = areas[0]
    assert isinstance(area.value, Area)
    text = context.view.original(piece.start, piece.start + len(piece.text))
    named = text.find(area.value.name) + len(area.value.name)
    for place, fact in enumerate(facts[first:], first):
        if not isinstance(fact.value, Exhibit) or fact.value.area:
            continue
        shown = text.find(fact.value.name)
        if len(area.value.name) <= named < shown and _HOLDS.search(text, named, shown):
            value = replace(fact.value, area=area.value.name)
            facts[place] = replace(fact, value=value, span=_over(fact.span, area.span))


def _over(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))
