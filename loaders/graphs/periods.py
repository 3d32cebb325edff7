"""Periods: the days of an event, in its own properties or in nodes that they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..records.rules import Fault
from .context import Context
from .days import read_day
from .nodes import Node

__all__ = ["Period", "Wrong", "read_period"]

Wrong = tuple[str, str, Fault]  # the term, its text, and what is wrong with it


@dataclass(frozen=True, slots=True)
class Period:
    """ISO days; `given_up` is the start that an event was to have. `derived` are not as printed.

    `others` counts further values by term.
    """

    start: str | None = None
    end: str | None = None
    given_up: str | None = None
    derived: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    others: tuple[str, ...] = ()


def read_period(context: Context, event: Node) -> Period:
    """The days of an event; of several values of a property the first one counts."""
    found: dict[str, str] = {}
    derived, wrong, others = list[str](), list[Wrong](), list[str]()
    for field in ("start", "end", "given_up"):
        for term, text in _texts(context, event, field):
            day = read_day(text)
            if isinstance(day, Fault):
                wrong.append((term, text, day))
            elif field in found:
                others += [term] if found[field] != day[0] else []
            else:
                found[field] = day[0]
                derived += [field] if day[1] and field != "given_up" else []
    start, end = found.get("start"), found.get("end")
    if end and (fault := _unfit(start, end)):
        wrong.append((*_first(context, event, "end"), fault))
        del found["end"]
        if fault.rule == "start-after-end":
            wrong.append((*_first(context, event, "start"), fault))
            del found["start"]
    kept = tuple(name for name in derived if name in found)
    return Period(**found, derived=kept, wrong=tuple(wrong), others=tuple(others))


def _unfit(start: str | None, end: str) -> Fault | None:
    """What keeps an end from being written beside a start."""
    if start is None:
        return Fault("missing-value", "an end without a start that can be read")
    if len(start) != len(end):
        return Fault("impossible-date", f"it is not as precise as the start, {start}")
    if start > end:
        return Fault("start-after-end", f"the event would last from {start} to {end}")
    return None


def _texts(context: Context, event: Node, field: str) -> Iterator[tuple[str, str]]:
    """Each date of a field with its term, also of the period that an event refers to."""
    of = context.vocabulary.of
    spans = [context.node(event, value) for _, value in event.all(of("time"))]
    for node in (event, *filter(None, spans)):
        for term, value in node.all(of(field)):
            if not value.is_ref:
                yield term, value.text
            elif instant := context.node(node, value):
                yield from ((term, text) for text in _days(instant, of("date")))


def _days(instant: Node, terms: tuple[str, ...]) -> Iterator[str]:
    return (value.text for _, value in instant.all(terms) if not value.is_ref)


def _first(context: Context, event: Node, field: str) -> tuple[str, str]:
    return next(_texts(context, event, field), (field, ""))
