"""The drawing of paths: things in columns by the steps that lead to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ...graph.drawing.labels import label_of
from ...graph.drawing.style import color_of, group_of
from ..addresses import Addresses
from ..asked import Asked

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Drawing", "draw"]

WIDTH, HEIGHT = 250, 44  # of a box
_ACROSS, _DOWN = 70, 12  # between two boxes
_MARGIN = 12
_ROOM = 32  # Latin letters of a line in a box
_LINES = 2
_Place = tuple[int, str]  # column and thing


@dataclass(frozen=True)
class Box:
    """A thing at its place (left and top), with the lines of its label and a color of its kind."""

    x: int
    y: int
    label: str
    lines: Sequence[str]
    link: str
    color: str


@dataclass(frozen=True)
class Line:
    """A step from the right of one box to the left of the next, and the step of the list."""

    x1: int
    y1: int
    x2: int
    y2: int
    label: str
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines, and the size of the sheet."""

    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[Line]


def draw(
    network: nx.Graph, language: str, addresses: Addresses, full: Asked | None = None
) -> Drawing:
    """The paths of a network; with `full` links are whole addresses, for a file that is taken."""
    paths = network.graph["paths"]
    columns = _columns(paths)
    highest = max(map(len, columns))
    places: dict[_Place, tuple[int, int]] = {}
    for number, column in enumerate(columns):
        top = _MARGIN + (highest - len(column)) * (HEIGHT + _DOWN) // 2
        for row, thing in enumerate(column):
            x = _MARGIN + number * (WIDTH + _ACROSS)
            places[number, thing] = (x, top + row * (HEIGHT + _DOWN))
    labels = {node: label_of(node, network.nodes[node], language) for node in network}
    boxes = []
    for (_, thing), (x, y) in places.items():
        link = addresses.link(thing)
        color = color_of(group_of(network.nodes[thing]))
        shown = full.absolute(link) if full else link
        boxes.append(Box(x, y, labels[thing], _in_lines(labels[thing]), shown, color))
    width = 2 * _MARGIN + len(columns) * (WIDTH + _ACROSS) - _ACROSS
    height = 2 * _MARGIN + highest * (HEIGHT + _DOWN) - _DOWN
    return Drawing(width, height, boxes, _lines_between(paths, places, labels))


def _columns(paths: Sequence[Sequence[str]]) -> list[list[str]]:
    """The things of each step, near to those before them to which they are joined."""
    columns: list[list[str]] = []
    for number in range(len(paths[0])):
        before = {thing: place for place, thing in enumerate(columns[-1])} if columns else {}
        joined: dict[str, list[int]] = {}
        for path in paths:
            own = joined.setdefault(path[number], [])
            own += [before[path[number - 1]]] if before else []
        columns.append(sorted(joined, key=lambda each: _middle(joined[each])))
    return columns


def _middle(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0


def _lines_between(
    paths: Sequence[Sequence[str]],
    places: Mapping[_Place, tuple[int, int]],
    labels: Mapping[str, str],
) -> list[Line]:
    lines: dict[tuple[_Place, _Place], Line] = {}
    for number, path in enumerate(paths, 1):
        for one, other in pairwise(enumerate(path)):
            (x1, y1), (x2, y2) = places[one], places[other]
            label = f"{labels[one[1]]} – {labels[other[1]]}"
            middle = HEIGHT // 2
            line = Line(
                x1 + WIDTH, y1 + middle, x2, y2 + middle, label, f"step-{number}-{other[0]}"
            )
            lines.setdefault((one, other), line)
    return list(lines.values())


def _in_lines(label: str) -> list[str]:
    """A label in at most two lines, with what is too long left out.

    >>> _in_lines("China International Fair for Trade in Services 2023")
    ['China International Fair for', 'Trade in Services 2023']
    >>> _in_lines("中国国际服务贸易交易会二〇二三年在北京举办的全球服务贸易峰会上的论坛和活动")[1]
    '北京举办的全球服务贸易峰会上的论…'
    """
    lines = [""]
    for piece in _pieces(label):
        if _length(lines[-1] + piece.rstrip()) > _ROOM and lines[-1]:
            lines.append("")
        lines[-1] += piece
    shown = [line.strip() for line in lines[:_LINES]]
    if len(lines) > _LINES or _length(shown[-1]) > _ROOM:
        while _length(shown[-1]) > _ROOM - 1:
            shown[-1] = shown[-1][:-1]
        shown[-1] += "…"
    return shown


def _pieces(label: str) -> list[str]:
    """Where a line may break: after spaces, and beside each wide letter."""
    pieces = [""]
    for letter in label:
        if _length(letter) > 1:
            pieces += [letter, ""]
        else:
            pieces[-1] += letter
            if letter == " ":
                pieces.append("")
    return [piece for piece in pieces if piece]


def _length(text: str) -> float:
    """How wide a text is, in Latin letters."""
    return sum(1.85 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
