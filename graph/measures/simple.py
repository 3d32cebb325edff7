"""Simple graphs: what measures compute on, one edge a pair of nodes, none of a node with itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from ...ontology.errors import SettingError
from ..result import short_iri

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["set_distances", "simple"]

_LARGEST = 10**6  # denominators of weights; those of collaboration are products of sizes of teams
_BITS = 4096  # of a distance; thousands of different weights would make them too long to add


def simple(graph: nx.Graph, weight: str | None = None, *, directed: bool = False) -> nx.Graph:
    """A simple graph with the nodes of a graph and `weight` on every edge.

    Edges between two nodes become one, weights added; without `weight` all weigh 1. Edges of
    weight 0 and of a node with itself are left out. Directions are ignored unless `directed`.
    Nodes and edges are in the order of their keys, so that what is computed does not depend on
    the order in which the graph was filled. The attribute "weight" is 1 where an edge has none;
    any other that is missing raises SettingError, as does a weight that is no number >= 0.

    >>> import networkx as nx
    >>> several = nx.MultiDiGraph([("b", "a"), ("a", "b"), ("a", "a")])
    >>> simple(several, "weight").edges(data=True)
    EdgeDataView([('a', 'b', {'weight': 2})])
    """
    import networkx as nx

    directed = directed and graph.is_directed()
    found: nx.Graph = nx.DiGraph() if directed else nx.Graph()
    found.add_nodes_from(sorted(graph, key=str))
    rank = {node: place for place, node in enumerate(found)}
    weights: dict[tuple[int, int], float] = {}
    for one, other, attributes in graph.edges(data=True):
        own = 1 if weight is None else _weight(attributes, weight, (one, other))
        pair = rank[one], rank[other]
        if one != other and own:
            pair = pair if directed else (min(pair), max(pair))
            weights[pair] = 1 if weight is None else weights.get(pair, 0) + own
    nodes = list(found)
    for (first, second), own in sorted(weights.items()):
        found.add_edge(nodes[first], nodes[second], weight=own)
    return found


def _weight(attributes: Mapping[str, Any], name: str, edge: tuple[Any, Any]) -> float:
    value = attributes.get(name)
    if value is None and name == "weight":
        return 1
    between = f"the edge between {short_iri(str(edge[0]))} and {short_iri(str(edge[1]))}"
    if value is None:
        numbers = sorted(key for key, own in attributes.items() if isinstance(own, Real))
        raise SettingError(
            f"{between} has no {name!r} to weigh it by",
            f"Weights that it has: {', '.join(numbers) or 'none'}.",
        )
    number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    if not 0 <= number < math.inf:
        raise SettingError(
            f"{between} has the {name} {value!r}", "Weights are numbers of at least 0."
        )
    return int(value) if isinstance(value, Integral) else number


def set_distances(graph: nx.Graph) -> None:
    """Set `distance` on every edge of a simple graph: the inverse of `weight`, up to a factor.

    Distances are whole numbers, because paths that are equally long must be so exactly: six
    edges of 1/6 add up to 0.9999999999999999 in floats, and a path would be lost. They are floats
    all the same where so many weights differ that the numbers would get too long.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_weighted_edges_from([("a", "b", 2), ("b", "c", 3)])
    >>> set_distances(graph)
    >>> graph["a"]["b"]["distance"], graph["b"]["c"]["distance"]
    (3, 2)
    """
    exact = {(one, other): _fraction(weight) for one, other, weight in graph.edges(data="weight")}
    scale = math.lcm(*(own.numerator for own in exact.values()))
    is_short = scale.bit_length() <= _BITS
    for (one, other), own in exact.items():
        whole = scale // own.numerator * own.denominator if is_short else float(1 / own)
        graph[one][other]["distance"] = whole


def _fraction(weight: float) -> Fraction:
    exact = Fraction(weight)
    return exact.limit_denominator(_LARGEST) or exact
