"""Spots: nodes and ties of a network drawn in a rectangle of a sheet, with labels."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .labels import Box, cut, place, row
from .reduce import strengths
from .sheet import INK, POINTS, dots, write
from .style import color_of, group_of, shape_of

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

__all__ = [
    "Spot",
    "draw_faint",
    "draw_labels",
    "draw_spots",
    "draw_ties",
    "height_of",
    "ranked",
    "spots",
    "strengths",
    "ties_of",
]

_SMALLEST = 1.8  # radius of a node in points, if there is room
_THINNEST, _THICKEST = 0.4, 3.2  # width of a tie in points
_TIE = "#8A8A8A"
_FAINT = "#D9D9D9"
_LABEL_ROOM = 24  # width of the longest label in units of its size
_REACH = (8.0, 14.0, 22.0, 32.0, 44.0, 58.0, 74.0)  # points from a node to its label, if need be
_FEW = 60  # ties that labels can lie beside
_INSET = 0.04  # part of a rectangle that stays free on each side


@dataclass(frozen=True, slots=True)
class Spot:
    """A node as it is drawn: place in inches, radius in points."""

    x: float
    y: float
    radius: float
    color: str
    shape: str

    @property
    def disc(self) -> tuple[float, float, float]:
        """Place and radius in points."""
        return self.x * POINTS, self.y * POINTS, self.radius


def ranked(graph: nx.Graph) -> list[str]:
    """The nodes, the strongest first."""
    found = strengths(graph)
    return sorted(found, key=lambda node: (-found[node], node))


def ties_of(graph: nx.Graph, year: int | None = None) -> list[tuple[str, str]]:
    """The ties (of a year) in an order that does not depend on how the graph was made."""
    chosen = (
        (one, other)
        for one, other, years in graph.edges(data="years", default=())
        if one != other and (year is None or year in years)
    )
    return sorted(tie if graph.is_directed() else (min(tie), max(tie)) for tie in chosen)


def height_of(places: Collection[tuple[float, float]], width: float, most: float) -> float:
    """Height of a rectangle for places that is `width` wide: as they need, within limits."""
    if len(places) < 2:
        return min(most, 0.5 * width)
    wide, high = (float(max(axis) - min(axis)) for axis in zip(*places, strict=True))
    return min(most, max(0.45 * width, width * high / max(wide, 1.0)))


def spots(
    graph: nx.Graph, places: Mapping[str, tuple[float, float]], area: Box, largest: float
) -> dict[str, Spot]:
    """Every node in an area (inches), the strongest with a radius of `largest` points.

    The places of a layout (y downwards) keep their proportions.
    """
    if not places:
        return {}
    found = strengths(graph)
    most = max(found.values()) or 1.0
    smallest = min(_SMALLEST, 0.6 * largest)
    fitted = _fitted(places, area)
    result = {}
    for node in sorted(places):
        group = group_of(graph.nodes[node])
        radius = smallest + (largest - smallest) * math.sqrt(found[node] / most)
        result[node] = Spot(*fitted[node], radius, color_of(group), shape_of(group))
    return result


def _fitted(places: Mapping[str, tuple[float, float]], area: Box) -> dict[str, tuple[float, float]]:
    left, bottom, right, top = area
    lowest, highest = (
        [pick(axis) for axis in zip(*places.values(), strict=True)] for pick in (min, max)
    )
    width, height = right - left, top - bottom
    inset = _INSET * width + 0.05
    scale = min(
        (room - 2 * inset) / max(high - low, 1.0)
        for room, low, high in zip((width, height), lowest, highest, strict=True)
    )
    middle = [(low + high) / 2 for low, high in zip(lowest, highest, strict=True)]
    return {
        node: (
            (left + right) / 2 + scale * (x - middle[0]),
            (bottom + top) / 2 - scale * (y - middle[1]),
        )
        for node, (x, y) in places.items()
    }


def draw_ties(
    axes: Axes,
    graph: nx.Graph,
    ties: Sequence[tuple[str, str]],
    drawn: Mapping[str, Spot],
    scale: float = 1.0,
) -> None:
    """Lines as wide as the weights of ties; arrows if the graph is directed."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import FancyArrowPatch

    most = max((weight for _, _, weight in graph.edges(data="weight", default=1)), default=1)
    widths = []
    for one, other in ties:
        part = math.sqrt(max(graph.edges[one, other].get("weight", 1), 0) / max(most, 1))
        widths.append(scale * (_THINNEST + (_THICKEST - _THINNEST) * part * (most > 1)))
    ends = [((drawn[a].x, drawn[a].y), (drawn[b].x, drawn[b].y)) for a, b in ties]
    # The more ties there are, the more of them lie over each other.
    alpha = min(0.75, max(0.25, 12 / math.sqrt(len(ties) + 1)))
    if not graph.is_directed():
        axes.add_collection(
            LineCollection(ends, linewidths=widths, colors=_TIE, alpha=alpha, zorder=1)
        )
        return
    for (one, other), (start, end), width in zip(ties, ends, widths, strict=True):
        arrow = FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=6 * scale + width,
            shrinkA=drawn[one].radius,
            shrinkB=drawn[other].radius + 0.5,
            linewidth=max(width, 0.5),
            color=_TIE,
            zorder=1,
        )
        axes.add_patch(arrow)


def draw_spots(axes: Axes, drawn: Iterable[Spot]) -> None:
    """Nodes in their colors, small ones over large ones."""
    order = sorted(drawn, key=lambda spot: (-spot.radius, spot.x, spot.y))
    dots(
        axes,
        [(spot.x, spot.y) for spot in order],
        [spot.radius for spot in order],
        [spot.color for spot in order],
        [spot.shape for spot in order],
        edgecolors="white",
        linewidths=0.4,
        zorder=2,
    )


def draw_faint(axes: Axes, drawn: Iterable[Spot]) -> None:
    """Nodes that are not meant, as small gray dots."""
    points = [(spot.x, spot.y) for spot in drawn]
    many = len(points)
    dots(axes, points, [0.9] * many, [_FAINT] * many, ["circle"] * many, linewidths=0, zorder=0.5)


def draw_labels(
    axes: Axes,
    texts: Mapping[str, str],
    drawn: Mapping[str, Spot],
    area: Box,
    size: float,
    ties: Sequence[tuple[str, str]] = (),
) -> list[str]:
    """Write texts beside their nodes, in this order, as far as they cover nothing; who has one.

    A text of the first half may lie further away, at the end of a line. Where there are few `ties`,
    texts lie beside them if they can.
    """
    bounds = (POINTS * area[0], POINTS * area[1], POINTS * area[2], POINTS * area[3])
    discs = [_around(spot) for spot in drawn.values()]
    few = ties if len(ties) <= _FEW else ()
    beside = [part for tie in few for part in row(*(drawn[node].disc for node in tie))]
    taken: list[Box] = []
    found = []
    for number, (node, text) in enumerate(texts.items()):
        text = cut(text, _LABEL_ROOM)
        reach = _REACH if 2 * number < len(texts) else ()
        disc = drawn[node].disc
        free = place(text, size, disc, taken, discs + beside, bounds, _REACH) if beside else None
        free = free or place(text, size, disc, taken, discs, bounds, reach)
        if free is not None:
            box, line = free
            aside = 0.4 * size  # so that two labels side by side do not read as one
            taken += [(box[0] - aside, box[1], box[2] + aside, box[3]), *line]
            found.append(node)
            _draw_label(axes, text, box, size, line)
    return found


def _around(spot: Spot) -> Box:
    x, y, radius = spot.disc
    return (x - radius, y - radius, x + radius, y + radius)


def _middle(box: Box) -> tuple[float, float]:
    """Middle of a box in points, in inches."""
    return (box[0] + box[2]) / 2 / POINTS, (box[1] + box[3]) / 2 / POINTS


def _draw_label(axes: Axes, text: str, box: Box, size: float, line: Sequence[Box]) -> None:
    if line:
        (x, y), (end_x, end_y) = _middle(line[0]), _middle(line[-1])
        axes.plot([x, end_x], [y, end_y], color=INK, linewidth=0.4, zorder=2.5)
    x, y = _middle(box)
    ground = {"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.3}
    write(axes, x, y, text, size, ha="center", va="center_baseline", bbox=ground, zorder=3)
