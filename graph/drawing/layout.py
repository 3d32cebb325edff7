"""Layout: where the nodes of a network lie in its picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...ontology.errors import MissingExtraError
from .springs import sampled

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

__all__ = ["positions"]

# All in pixels of a page that is not zoomed.
_STEP = 100.0  # how far nodes lie apart on average
_ROOM = (56.0, 48.0)  # what a node keeps to itself
_CELL = (170.0, 64.0)  # a node without ties, with its label
_GAP = (150.0, 100.0)  # between components
_ASPECT = 1.5  # width of the whole by its height

# Springs settle in some 250 rounds, each of which looks at all pairs of nodes.
_ROUNDS = 250
_PAIRS = 150_000_000
_MANY = 500  # nodes of a component from which on each looks at a sample


def positions(graph: nx.Graph, seed: int = 0) -> dict[str, tuple[int, int]]:
    """A place (x to the right, y downwards, whole pixels) for each node, around (0, 0).

    Each connected component is drawn by springs (Fruchterman & Reingold 1991,
    doi:10.1002/spe.4380211102), turned so that its longest axis lies flat, and nodes too close to
    each other are pushed apart. In components of more than 500 nodes each is pushed by a sample of
    the others (Gove 2019, doi:10.1111/cgf.13724), so that 10,000 take a second or two. Components
    are packed in shelves, the largest first; nodes without ties lie in a grid below. The same
    graph, in whatever order it was made, and seed give the same places. Raises MissingExtraError
    if rustworkx is missing.
    """
    import networkx as nx

    parts = nx.weakly_connected_components if graph.is_directed() else nx.connected_components
    ranked = sorted(map(sorted, parts(graph)), key=lambda nodes: (-len(nodes), nodes[0]))
    part = {node: place for place, nodes in enumerate(ranked) for node in nodes}
    number = {node: place for nodes in ranked for place, node in enumerate(nodes)}
    ties: list[dict[tuple[int, int], float]] = [{} for _ in ranked]
    for one, other, weight in graph.edges(data="weight", default=1):
        first, second = sorted((number[one], number[other]))
        if first != second:
            own = ties[part[one]]
            own[first, second] = own.get((first, second), 0.0) + weight
    blocks = [
        (nodes, _component(nodes, dict(sorted(own.items())), seed))
        for nodes, own in zip(ranked, ties, strict=True)
        if len(nodes) > 1
    ]
    return _packed(blocks, [nodes[0] for nodes in ranked if len(nodes) == 1])


def _component(nodes: list[str], ties: dict[tuple[int, int], float], seed: int) -> Points:
    """Places of the nodes of one component, in their order."""
    import numpy as np

    if len(nodes) == 2:
        return np.array([[0.0, 0.0], [2 * _STEP, 0.0]])
    many = len(nodes) > _MANY
    places = (sampled if many else _sprung)(len(nodes), ties, seed)
    places -= places.mean(axis=0)
    places = _turned(places * _scale(places, ties))
    return places if many else _spread(places)


def _scale(places: Points, ties: Iterable[tuple[int, int]]) -> float:
    """How much larger to draw so that nodes lie about `_STEP` apart, and few ties are shorter.

    Nodes spread evenly over a disk of area n have the root mean square distance sqrt(n / 2 pi) from
    its center.
    """
    import numpy as np

    distance = math.sqrt(float((places**2).sum(axis=1).mean()))
    one, other = np.array(list(ties)).T
    length = float(np.median(np.linalg.norm(places[one] - places[other], axis=1)))
    wanted = math.sqrt(len(places) / math.tau)
    return _STEP * max(wanted / max(distance, 1e-9), 0.6 / max(length, 1e-9))


def _sprung(count: int, ties: dict[tuple[int, int], float], seed: int) -> Points:
    """Places by springs, on any scale.

    A spring pulls by 1 + log(weight), divided by the geometric mean of the degrees of its ends (as
    in the normalized Laplacian), else bodies with many ties draw all others into one ball.
    """
    import numpy as np

    try:
        import rustworkx
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "rustworkx is not installed", "Install it: pip install 'convenor[drawing]'"
        ) from error
    degrees = np.bincount(np.array(list(ties)).ravel(), minlength=count)
    springs: rustworkx.PyGraph[int, float] = rustworkx.PyGraph(multigraph=False)
    springs.add_nodes_from(range(count))
    for (one, other), weight in sorted(ties.items()):
        mean = math.sqrt(int(degrees[one]) * int(degrees[other]))
        springs.add_edge(one, other, 4 * (1 + math.log(max(weight, 1.0))) / mean)
    found = rustworkx.spring_layout(
        springs,
        adaptive_cooling=False,
        num_iter=min(_ROUNDS, max(20, _PAIRS // count**2)),
        weight_fn=float,
        seed=seed,
    )
    return np.array([found[place] for place in range(count)])


def _turned(places: Points) -> Points:
    """The same picture with its longest axis lying flat."""
    import numpy as np

    x, y = places.T
    angle = 0.5 * math.atan2(2 * float((x * y).mean()), float((x * x).mean() - (y * y).mean()))
    cos, sin = math.cos(angle), math.sin(angle)
    return np.stack([cos * x + sin * y, cos * y - sin * x], axis=1)


def _spread(places: Points) -> Points:
    """Push apart nodes that are in each other's room, each by half of what is missing."""
    import numpy as np

    places = places.copy()
    room = np.array(_ROOM)
    for _ in range(40):
        near = np.ones((len(places), len(places)), dtype=bool)
        for axis in (0, 1):
            near &= np.abs(places[:, None, axis] - places[None, :, axis]) < room[axis]
        one, other = np.nonzero(np.triu(near, 1))
        if not len(one):
            break
        apart = (places[one] - places[other]) / room
        # Nodes that lie on one another part to the right and to the left.
        apart[(apart == 0).all(axis=1)] = (1e-6, 0)
        length = np.abs(apart).max(axis=1, keepdims=True)
        way = apart / length * (1 - length) * room / 2
        np.add.at(places, one, way / 2)
        np.add.at(places, other, -way / 2)
    return places


def _packed(blocks: list[tuple[list[str], Points]], alone: list[str]) -> dict[str, tuple[int, int]]:
    """Blocks on shelves from above, then the nodes without ties row by row."""
    import numpy as np

    sizes = [np.ptp(places, axis=0) + np.array(_GAP) for _, places in blocks]
    area = sum(float(width * height) for width, height in sizes)
    area += len(alone) * _CELL[0] * _CELL[1]
    shelf = max([math.sqrt(area * _ASPECT), *(float(width) for width, _ in sizes)], default=0.0)
    found: dict[str, Points] = {}
    x = y = tallest = 0.0
    for (nodes, places), (width, height) in zip(blocks, sizes, strict=True):
        if x and x + float(width) > shelf:
            x, y, tallest = 0.0, y + tallest, 0.0
        found.update(zip(nodes, places - places.min(axis=0) + np.array((x, y)), strict=True))
        x, tallest = x + float(width), max(tallest, float(height))
    y += tallest
    columns = max(1, int(shelf // _CELL[0]))
    for number, node in enumerate(alone):
        row, column = divmod(number, columns)
        found[node] = np.array((column * _CELL[0], y + row * _CELL[1]))
    every = np.stack(list(found.values())) if found else np.zeros((1, 2))
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    return {
        node: (round(float(place[0] - middle[0])), round(float(place[1] - middle[1])))
        for node, place in sorted(found.items())
    }
