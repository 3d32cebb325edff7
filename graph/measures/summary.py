"""Summary: a network in a few figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..result import Result
from .rows import Cell, make_result
from .simple import simple

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["summary"]


def summary(graph: nx.Graph) -> Result:
    """The network in figures: one row each, columns figure and value; None if not defined.

    - nodes, edges: n and m; edges are pairs of nodes that are tied, whichever way and how often
    - density: ``2m / (n (n - 1))``, the share of all pairs that is tied
    - components, largest component: parts that are connected in themselves, nodes of the largest
    - isolates: nodes without ties
    - average degree: ``2m / n``
    - transitivity: ``3 * triangles / paths of two edges``, the share of neighbors of one node that
      are tied, over the whole network (R. D. Luce, A. D. Perry 1949, A method of matrix analysis of
      group structure, Psychometrika 14)
    - degree assortativity: correlation of the degrees at both ends of ties (M. E. J. Newman 2002,
      Assortative mixing in networks, Physical Review Letters 89, 208701, equation 4)

    The others: S. Wasserman, K. Faust (1994), Social Network Analysis, chapter 4. In a network of
    two types, such as bodies and editions, edges join types only: density is low by construction
    and transitivity 0.

    >>> import networkx as nx
    >>> {row["figure"]: row["value"] for row in summary(nx.lollipop_graph(3, 1))}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'nodes': 4, 'edges': 4, 'density': 0.666666666667, 'components': 1, 'largest component': 4,
     'isolates': 0, 'average degree': 2.0, 'transitivity': 0.6,
     'degree assortativity': -0.714285714286}
    """
    import networkx as nx

    plain = simple(graph)
    nodes, edges = len(plain), plain.number_of_edges()
    components = [len(own) for own in nx.connected_components(plain)]
    degrees = dict(plain.degree())
    has_paths = any(own > 1 for own in degrees.values())
    rows: list[tuple[str, Cell]] = [
        ("nodes", nodes),
        ("edges", edges),
        ("density", 2 * edges / (nodes * (nodes - 1)) if nodes > 1 else None),
        ("components", len(components)),
        ("largest component", max(components, default=0)),
        ("isolates", sum(not own for own in degrees.values())),
        ("average degree", 2 * edges / nodes if nodes else None),
        ("transitivity", float(nx.transitivity(plain)) if has_paths else None),
        ("degree assortativity", _degree_assortativity(plain)),
    ]
    return make_result(("figure", "value"), rows)


def _degree_assortativity(plain: nx.Graph) -> float | None:
    """Newman's r in whole numbers, so that "all degrees are the same" is exactly 0 / 0."""
    ends = [(plain.degree[one], plain.degree[other]) for one, other in plain.edges()]
    products = sum(one * other for one, other in ends)
    sums = sum(one + other for one, other in ends)
    squares = sum(one * one + other * other for one, other in ends)
    spread = 2 * len(ends) * squares - sums * sums
    return (4 * len(ends) * products - sums * sums) / spread if spread else None
