"""Boxes: where the classes of a diagram stand, and the lines of what joins them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

__all__ = ["HEAD", "WIDTH", "Box", "Diagram", "Join", "Row", "arrange"]

WIDTH, HEAD = 148.0, 28.0  # of a box and of its head, in pixels
_ROW, _GUTTER, _GAP, _PASSAGE = 18.0, 39.0, 18.0, 2.0
_COLUMNS = 6  # fill a page of 1200 pixels
_ROUNDS = 8  # of putting beside each other what is joined; later ones change little

Spot = tuple[int, str]  # a column, and the class whose box is there or to which lines pass


@dataclass(frozen=True)
class Join:
    """A property that leads from things of a class to those of another, so many times."""

    property: str
    target: str
    count: int


@dataclass(frozen=True)
class Row:
    """A join in the box of its class, with its middle; where it is not drawn it is only read."""

    join: Join
    y: float
    is_drawn: bool


@dataclass(frozen=True)
class Box:
    """The box of a class with its joins."""

    iri: str
    x: float
    y: float
    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Diagram:
    """Boxes in columns, the paths of lines between them (as SVG has it), and where these end."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    ends: tuple[tuple[float, float], ...]


def arrange(joins: Mapping[str, Sequence[Join]]) -> Diagram:
    """Boxes from left to right, each before those that it leads to; none covers another.

    `joins` are those of each class. Lines to one box run together where they pass other columns. A
    join within a column or to the left is not drawn: its row tells where it leads.
    """
    columns = _columns(joins)
    steps = _steps(joins, columns)
    middles = _middles(joins, columns, steps)
    boxes = tuple(_box(iri, columns, middles[columns[iri], iri], joins[iri]) for iri in joins)
    tops = {box.iri: box.y for box in boxes}
    ends = {
        row.join.target: (_left(columns[row.join.target]), tops[row.join.target] + HEAD / 2)
        for box in boxes
        for row in box.rows
        if row.is_drawn
    }
    return Diagram(
        _left(max(columns.values(), default=0)) + WIDTH + 1,
        max((box.y + box.height for box in boxes), default=0.0) + 1,
        boxes,
        tuple(dict.fromkeys(_lines(boxes, columns, middles, ends))),
        tuple(ends.values()),
    )


def _columns(joins: Mapping[str, Sequence[Join]]) -> dict[str, int]:
    """The column of each class: the last for those that lead nowhere, others before these."""
    depths: dict[str, int] = {}
    above: set[str] = set()

    def depth(iri: str) -> int:
        if iri not in depths:
            above.add(iri)
            targets = sorted({join.target for join in joins[iri]} - above)
            depths[iri] = 1 + max(map(depth, targets), default=-1)
            above.remove(iri)
        return depths[iri]

    last = min(max(map(depth, sorted(joins)), default=0), _COLUMNS - 1)
    return {iri: max(0, last - depths[iri]) for iri in joins}


def _steps(
    joins: Mapping[str, Sequence[Join]], columns: Mapping[str, int]
) -> dict[Spot, set[Spot]]:
    """What each spot is joined with in the columns beside it."""
    steps: dict[Spot, set[Spot]] = {(column, iri): set() for iri, column in columns.items()}
    for iri in joins:
        for join in joins[iri]:
            for one, other in pairwise(_way(iri, join.target, columns)):
                steps.setdefault(one, set()).add(other)
                steps.setdefault(other, set()).add(one)
    return steps


def _way(iri: str, target: str, columns: Mapping[str, int]) -> list[Spot]:
    """The spots of a line from a box to one on its right; just its own for any other."""
    passed = range(columns[iri] + 1, columns[target] + 1)
    return [(columns[iri], iri), *((column, target) for column in passed)]


def _middles(
    joins: Mapping[str, Sequence[Join]],
    columns: Mapping[str, int],
    steps: Mapping[Spot, set[Spot]],
) -> dict[Spot, float]:
    """The height at which the middle of each spot is, near to those that it is joined with."""
    levels: dict[int, list[Spot]] = defaultdict(list)
    for spot in steps:
        levels[spot[0]].append(spot)
    sizes = {
        spot: _height(joins[spot[1]]) if columns[spot[1]] == spot[0] else _PASSAGE for spot in steps
    }
    middles: dict[Spot, float] = {}
    for _ in range(_ROUNDS):
        for level in (levels[number] for number in sorted(levels)):
            near = {
                spot: fmean([middles[other] for other in steps[spot] if other in middles] or [0])
                for spot in level
            }
            level.sort(key=lambda spot: (near[spot], spot))
            top = 0.0
            for spot in level:
                middles[spot] = top + sizes[spot] / 2
                top += sizes[spot] + _GAP
            for spot in level:  # columns stand around one line
                middles[spot] -= top / 2
    highest = min((middles[spot] - sizes[spot] / 2 for spot in steps), default=0.0)
    return {spot: middle - highest + 1 for spot, middle in middles.items()}


def _height(joins: Sequence[Join]) -> float:
    return HEAD + _ROW * len(joins) + (6 if joins else 0)


def _left(column: int) -> float:
    return 1 + column * (WIDTH + _GUTTER)


def _box(iri: str, columns: Mapping[str, int], middle: float, joins: Sequence[Join]) -> Box:
    height = _height(joins)
    top = middle - height / 2
    rows = tuple(
        Row(join, top + HEAD + _ROW * (number + 0.5), columns[iri] < columns[join.target])
        for number, join in enumerate(joins)
    )
    return Box(iri, _left(columns[iri]), top, height, rows)


def _lines(
    boxes: Sequence[Box],
    columns: Mapping[str, int],
    middles: Mapping[Spot, float],
    ends: Mapping[str, tuple[float, float]],
) -> Iterator[str]:
    """From each drawn row through the passages to its target."""
    for box in boxes:
        for row in (row for row in box.rows if row.is_drawn):
            x, y = box.x + WIDTH, row.y
            *passages, _ = _way(box.iri, row.join.target, columns)[1:]
            for spot in passages:
                left, middle = _left(spot[0]), middles[spot]
                yield _curve(x, y, left, middle)
                yield f"M{left:g} {middle:g} H{left + WIDTH:g}"
                x, y = left + WIDTH, middle
            yield _curve(x, y, *ends[row.join.target])


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (x + to_x) / 2
    return f"M{x:g} {y:g} C{bend:g} {y:g} {bend:g} {to_y:g} {to_x:g} {to_y:g}"
