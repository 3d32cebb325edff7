"""Checks of a whole row: what no cell shows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import cast

from .fields import AMOUNT, FIELDS, ONE_OF
from .rules import Fault

__all__ = ["check_of"]

# Fields with what is wrong, of the values of one row.
Check = Callable[[Mapping[str, object]], Iterable[tuple[str, Fault]]]


def check_of(record: str) -> Check:
    """The check for rows of a record type."""
    if record in ONE_OF:
        return partial(_one_of, ONE_OF[record])
    if record == "edition":
        return _edition
    if "value" in FIELDS[record]:
        return _amount
    return lambda values: ()


def _one_of(subjects: tuple[str, ...], values: Mapping[str, object]) -> Iterable[tuple[str, Fault]]:
    count = 0
    for subject in subjects:
        count += subject in values
    if count == 1:
        return ()
    named = [subject for subject in subjects if subject in values]
    choice = " or ".join(subjects)
    held = f"names {' and '.join(named)}" if named else "names none of them"
    message = f"a row belongs to one {choice}; this one {held}"
    return [((named or subjects)[0], Fault("subject-count", message))]


def _amount(values: Mapping[str, object]) -> Iterable[tuple[str, Fault]]:
    missing = [name for name in AMOUNT if name not in values]
    if len(missing) in (0, len(AMOUNT)):
        return ()
    message = f"value, unit and bound come together; {' and '.join(missing)} is not stated"
    return [(missing[0], Fault("incomplete-amount", message))]


def _edition(values: Mapping[str, object]) -> Iterable[tuple[str, Fault]]:
    start, end = cast("str | None", values.get("start")), cast("str | None", values.get("end"))
    if start and end:
        shorter = min(len(start), len(end))
        if start[:shorter] > end[:shorter]:
            yield "start", Fault("start-after-end", f"{start} is later than the end {end}")
    year = values.get("year")
    # A postponed edition keeps its year, whatever the dates that were given up.
    if start and year and values.get("status") != "postponed" and start[:4] != str(year):
        yield "start", Fault("year-mismatch", f"{start} is not in the year {year} of this row")
    for name in cast("tuple[str, ...]", values.get("derived", ())):
        if name not in values:
            message = f"{name} is said to be derived and is empty"
            yield "derived", Fault("missing-value", message)
