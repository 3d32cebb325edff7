"""Crossing: the rows of a matrix with a cell for each of its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from ...graph.conflicts import CONTRADICTION, Conflict
from ...graph.knowledge import KnowledgeGraph
from ...ontology.schemes import flat_properties
from .columns import Column
from .stated import (
    GROUPS,
    RANKS,
    Edition,
    Entry,
    Row,
    conflicts_of,
    edition_of,
    group_of,
    ministries_of,
    role_of,
)

__all__ = ["NONE", "NOT_STATED", "OPEN", "Cell", "Line", "cross"]

NOT_STATED = "not stated"
OPEN = "list goes on"
NONE = "none"


@dataclass(frozen=True)
class Cell:
    """What a column says in a row: entries, or in `state` why there are none.

    `differ` has the kinds of the conflicts among the entries, contradictions first.
    """

    column: Column
    state: str = ""
    entries: tuple[Entry, ...] = ()
    differ: tuple[str, ...] = ()

    @property
    def contradicted(self) -> bool:
        """True if sources contradict each other."""
        return CONTRADICTION in self.differ


@dataclass(frozen=True)
class Line:
    """A row with its cells; `role` is the foremost one of a body."""

    row: Row
    role: str
    cells: tuple[Cell, ...]

    @property
    def filled(self) -> int:
        """The number of columns that say something."""
        return sum(bool(cell.entries) for cell in self.cells)


def cross(
    graph: KnowledgeGraph, series: NamedNode, columns: Sequence[Column], language: str
) -> tuple[dict[str, list[Line]], set[str]]:
    """The lines of a matrix by group, and the properties of which not all values were read."""
    editions = {
        column.edition: edition_of(graph, column.edition, language)
        for column in columns
        if column.edition
    }
    rows = dict.fromkeys(row for edition in editions.values() for row in edition.rows)
    conflicts = conflicts_of(graph, series.value)
    groups: dict[str, list[Line]] = {name: [] for name in GROUPS}
    for row in rows:
        role = "" if row.group else _foremost(row, editions.values())
        group = row.group or _group(graph, row, role)
        cells = tuple(_cell(row, role, column, editions, conflicts) for column in columns)
        groups[group].append(Line(replace(row, group=group), role, cells))
    for lines in groups.values():
        lines.sort(key=_order)
    cut = {name for edition in editions.values() for name in edition.cut}
    return {name: lines for name, lines in groups.items() if lines}, cut


def _foremost(row: Row, editions: Iterable[Edition]) -> str:
    roles = {role_of(entry) for edition in editions for entry in edition.rows.get(row, ())}
    return min(roles, key=lambda role: RANKS.get(role, len(RANKS)))


def _group(graph: KnowledgeGraph, row: Row, role: str) -> str:
    return "ministries" if row.about in ministries_of(graph) else group_of(role)


def _order(line: Line) -> tuple[int, int, int, str]:
    """Bodies by their first year and then those with most years, the rest by its kind."""
    first = next((n for n, cell in enumerate(line.cells) if cell.entries), 0)
    if line.role:
        return RANKS.get(line.role, len(RANKS)), first, -line.filled, line.row.label
    return RANKS.get(line.row.about, len(RANKS)), -line.filled, first, line.row.label


def _cell(
    row: Row,
    role: str,
    column: Column,
    editions: Mapping[str, Edition],
    conflicts: Mapping[tuple[str, str], Sequence[Conflict]],
) -> Cell:
    if not column.edition:
        return Cell(column, column.state)
    edition = editions[column.edition]
    if not (entries := edition.rows.get(row)):
        return Cell(column, _absence(edition, flat_properties().get(role, "")))
    keys = {key for entry in entries for key in entry.keys}
    differ = {
        each.kind
        for each in conflicts.get((column.edition, row.english), ())
        if _has(keys, each.one.value, each.one.label)
        and _has(keys, each.other.value, each.other.label)
    }
    return Cell(column, "", tuple(entries), tuple(sorted(differ)))


def _has(keys: Collection[object], *values: object) -> bool:
    return any(value in keys for value in values)


def _absence(edition: Edition, shortcut: str) -> str:
    """What it means that a body is not in a list, or that a property has no value."""
    if shortcut not in edition.lists:
        return NOT_STATED
    return NONE if shortcut in edition.whole else OPEN
