"""Places: where nodes lie by springs, by their first year, or by steps from one of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .layout import positions
from .reduce import strengths

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["LAYOUTS", "columns", "places"]

LAYOUTS = ("force", "time", "hops")
_ROW = 44.0  # pixels between nodes of a year
_COLUMN = 190.0  # between years, and
_WITHIN = 120.0  # between the columns of one year
_ROWS = 24  # nodes of a column
_ASPECT = 1.6  # width by height, if rows need not lie further apart than
_TALLEST = 3  # times that
_RING = 170.0  # pixels between steps
_ARC = 62.0  # between nodes on a ring

Places = dict[str, tuple[int, int]]


def places(graph: nx.Graph, layout: str, start: str = "") -> Places:
    """A place (x to the right, y downwards, pixels) for each node, by one of `LAYOUTS`.

    ``force`` is `positions`; with ``time`` nodes stand in columns by their first year, those
    without one at the left; with ``hops`` they lie on rings around `start` (else the node with the
    strongest ties) by their steps from it, what is not connected with it on the last.
    """
    if layout == "time":
        return _by_time(graph)
    return _by_steps(graph, start) if layout == "hops" else positions(graph)


def columns(graph: nx.Graph, found: Mapping[str, tuple[int, int]]) -> list[tuple[int, int]]:
    """The years of places by ``time``, each with the x of the middle of its nodes."""
    wide: dict[int, list[int]] = {}
    for node, (x, _) in found.items():
        if first := _first(graph, node):
            wide.setdefault(first, []).append(x)
    return [(year, (min(own) + max(own)) // 2) for year, own in sorted(wide.items())]


def _first(graph: nx.Graph, node: str) -> int:
    return min(graph.nodes[node].get("years", ()), default=0)


def _by_time(graph: nx.Graph) -> Places:
    """Columns from left to right; in each a node lies amid those it is tied to further left."""
    years: dict[int, list[str]] = {}
    for node in sorted(graph):
        years.setdefault(_first(graph, node), []).append(node)
    found: dict[str, tuple[float, float]] = {}
    x = 0.0
    for _, nodes in sorted(years.items()):
        nodes.sort(
            key=lambda node: _amid(found[other][1] for other in graph[node] if other in found)
        )
        rows = max(min(_ROWS, len(nodes)), math.ceil(math.sqrt(len(nodes))))
        for number, node in enumerate(nodes):
            column, row = divmod(number, rows)
            # Every other node a little further down: labels in a row would cover each other.
            y = (row - (min(rows, len(nodes)) - 1) / 2 + column % 2 / 2) * _ROW
            found[node] = (x + column * _WITHIN, y)
        x += (len(nodes) - 1) // rows * _WITHIN + _COLUMN
    high = max((abs(y) for _, y in found.values()), default=0) * 2 or 1
    taller = min(max(x / _ASPECT / high, 1), _TALLEST)
    return _centered({node: (x, y * taller) for node, (x, y) in found.items()})


def _amid(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def _by_steps(graph: nx.Graph, start: str) -> Places:
    """Rings; on each the nodes are in the order of those through which they are reached."""
    import networkx as nx

    if not len(graph):
        return {}
    strength = strengths(graph)
    middle = start if start in graph else min(graph, key=lambda node: (-strength[node], node))
    rings = [list(ring) for ring in nx.bfs_layers(graph.to_undirected(as_view=True), middle)]
    seen = {node for ring in rings for node in ring}
    if alone := sorted(node for node in graph if node not in seen):
        rings.append(alone)
    turn = {middle: 0.0}
    found: dict[str, tuple[float, float]] = {middle: (0.0, 0.0)}
    radius = 0.0
    for ring in rings[1:]:
        radius = max(radius + _RING, len(ring) * _ARC / math.tau)
        around = {node: _amid(turn[each] for each in graph[node] if each in turn) for node in ring}
        ring.sort(key=lambda node: (around[node], node))
        for number, node in enumerate(ring):
            turn[node] = math.tau * (number + 0.5) / len(ring)
            found[node] = (radius * math.cos(turn[node]), radius * math.sin(turn[node]))
    return _centered(found)


def _centered(found: Mapping[str, tuple[float, float]]) -> Places:
    if not found:
        return {}
    xs, ys = zip(*found.values(), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return {node: (round(at[0] - x), round(at[1] - y)) for node, at in sorted(found.items())}
