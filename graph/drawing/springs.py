"""Springs: places of the nodes of a large network, in time that grows with its size only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = ["sampled"]

_SMOOTHINGS = 60
_SAMPLE = 12  # nodes that push each node in a round
_PUSHES = 4_000_000  # in all
_ROUNDS = (25, 150)


def sampled(count: int, ties: Mapping[tuple[int, int], float], seed: int = 0) -> Points:
    """Places of `count` nodes, numbers from 0, about one unit apart, for ties with their weights.

    Springs as in `positions`, but each node is pushed by a sample of the others and by the two next
    to it. They begin where each node lies amid those that it is tied to, which unfolds the whole.
    All nodes must have a tie. The same ties in the same order and seed give the same places.

    >>> sampled(3, {(0, 1): 1.0, (1, 2): 1.0}).shape
    (3, 2)
    """
    import numpy as np

    draw = np.random.default_rng(seed)
    one, other = np.array(list(ties)).T
    degrees = np.bincount(np.r_[one, other], minlength=count)
    weights = np.fromiter(ties.values(), np.float64, len(ties))
    pull = 4 * (1 + np.log(np.maximum(weights, 1))) / np.sqrt(degrees[one] * degrees[other])
    side = math.sqrt(count)
    places = _smooth(draw.normal(size=(count, 2)), one, other, degrees) * side
    places += draw.normal(scale=0.1, size=places.shape)
    rounds = min(max(_PUSHES // (count * _SAMPLE), _ROUNDS[0]), _ROUNDS[1])
    for number in range(rounds):
        way = places[other] - places[one]
        way *= (pull * np.linalg.norm(way, axis=1))[:, None]
        move = _summed(one, way, count) - _summed(other, way, count)
        for _ in range(_SAMPLE):
            way = places - places[draw.integers(count, size=count)]
            square = np.maximum((way**2).sum(axis=1), 0.25)
            move += way * (count / _SAMPLE / square)[:, None]
        _part_neighbors(places, move)
        length = np.linalg.norm(move, axis=1, keepdims=True) + 1e-9
        heat = side / 10 * (1 - number / rounds) ** 2 + 0.02
        places = places + move / length * np.minimum(length, heat)
    return places


def _summed(at: Numbers, values: Points, count: int) -> Points:
    """The sum of the values at each node."""
    import numpy as np

    return np.stack([np.bincount(at, values[:, axis], count) for axis in (0, 1)], axis=1)


def _smooth(places: Points, one: Numbers, other: Numbers, degrees: Numbers) -> Points:
    """Places amid those of the nodes tied to each, evenly over a square of side 1.

    Power iteration towards the second and third eigenvector of the walk on the ties (Koren 2005,
    doi:10.1016/j.camwa.2004.08.015).
    """
    import numpy as np

    count = len(places)
    first, second = np.r_[one, other], np.r_[other, one]
    for _ in range(_SMOOTHINGS):
        places = places + _summed(first, places[second], count) / degrees[:, None]
        places -= degrees @ places / degrees.sum()
        places = np.linalg.qr(places)[0]
    return np.argsort(np.argsort(places, axis=0), axis=0) / count - 0.5


def _part_neighbors(places: Points, move: Points) -> None:
    """Add to `move` what parts nodes that lie next to each other, which a sample rarely holds."""
    import numpy as np

    order = np.lexsort((places[:, 0], np.floor(places[:, 1])))
    for step in (1, 2):
        one, other = order[:-step], order[step:]
        way = places[one] - places[other]
        square = (way**2).sum(axis=1) + 1e-3
        way *= (np.where(square < 1, 3, 0) / square)[:, None]
        move[one] += way
        move[other] -= way
