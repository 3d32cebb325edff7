"""Columns: the years of a series, each with its editions, or why it has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...queries.catalogue import load_query

__all__ = ["NOT_HELD", "POSTPONED", "UNKNOWN", "Column", "Years", "years_of"]

UNKNOWN = "no edition known"
NOT_HELD = "not held"
POSTPONED = "postponed"
_MOST = 150  # years, as in the pictures of lanes
_POSTPONED = "/status/postponed"


@dataclass(frozen=True)
class Column:
    """An edition in a year, or a year of which none is known.

    `state` is empty for an edition, but `POSTPONED` for one that sources only call postponed. For a
    year without any it is `UNKNOWN`, or `NOT_HELD` where the last edition before it and the first
    one after it, those `between`, have numbers that follow each other.
    """

    year: int
    edition: str = ""
    state: str = ""
    numbers: tuple[int, ...] = ()
    between: tuple[str, ...] = ()


@dataclass(frozen=True)
class Years:
    """The columns of a series; of `hidden` editions no year is stated.

    Where the years are too many for a page, only those with editions have columns (`gaps` is
    False).
    """

    columns: list[Column] = field(default_factory=list)
    hidden: tuple[str, ...] = ()
    gaps: bool = True


@dataclass
class _Edition:
    years: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)


def years_of(
    graph: KnowledgeGraph, series: NamedNode, years: tuple[int | None, int | None]
) -> Years:
    """The years from the first edition of a series to the last, within a range of years."""
    text = load_query("explorer", "editions_of_series").text
    found: dict[str, _Edition] = defaultdict(_Edition)
    for row in graph.store.select(text, {"series": series}).rows():
        edition = found[str(row["edition"])]
        for name, values in (("year", edition.years), ("number", edition.numbers)):
            if row[name] is not None:
                values.add(int(str(row[name])))
        if row["status"] is not None:
            edition.statuses.add(str(row["status"]))
    held: dict[int, list[str]] = defaultdict(list)
    for iri, edition in sorted(found.items(), key=lambda each: (sorted(each[1].numbers), each[0])):
        for year in edition.years:
            held[year].append(iri)
    hidden = tuple(iri for iri, edition in found.items() if not edition.years)
    low, high = years
    wanted = [year for year in _span(held) if (low or 0) <= year <= (high or year)]
    gaps = len(wanted) <= _MOST
    columns = [
        column for year in wanted if year in held or gaps for column in _columns(year, found, held)
    ]
    return Years(columns, hidden, gaps)


def _span(held: Iterable[int]) -> Sequence[int]:
    years = sorted(held)
    return range(years[0], years[-1] + 1) if years else ()


def _columns(year: int, found: dict[str, _Edition], held: dict[int, list[str]]) -> Iterable[Column]:
    if year not in held:
        between = _between(year, found, held)
        return [Column(year, state=NOT_HELD if between else UNKNOWN, between=between)]
    return [
        Column(
            year,
            iri,
            POSTPONED if _is_postponed(found[iri].statuses) else "",
            tuple(sorted(found[iri].numbers)),
        )
        for iri in held[year]
    ]


def _is_postponed(statuses: set[str]) -> bool:
    return bool(statuses) and all(status.endswith(_POSTPONED) for status in statuses)


def _between(year: int, found: dict[str, _Edition], held: dict[int, list[str]]) -> tuple[str, ...]:
    """The editions around a year, if all sources number them one after the other.

    Then none was counted between them; without numbers nothing is known.
    """
    before = held[max(each for each in held if each < year)]
    after = held[min(each for each in held if each > year)]
    if any(len(found[iri].numbers) != 1 for iri in (*before, *after)):
        return ()
    last, first = before[-1], after[0]  # they are in the order of their numbers
    follows = min(found[first].numbers) == max(found[last].numbers) + 1
    return (last, first) if follows else ()
