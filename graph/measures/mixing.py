"""Mixing: whether nodes are tied to nodes of their own kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from ..result import Result
from .rows import make_result, order
from .simple import simple

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["assortativity", "mixing"]

_Pair = tuple[str, str]


def assortativity(graph: nx.Graph, *, by: str = "kind", weight: str | None = None) -> Result:
    """Assortativity: 1 if nodes are tied to their own kind only, 0 as by chance, below 0 otherwise.

    ``r = (sum_i e_ii - sum_i a_i b_i) / (1 - sum_i a_i b_i)``, where ``e_ij`` is the share of ends
    of ties that join kind i to kind j (of their weight, if `weight` is given), ``a_i`` and ``b_i``
    its sums by row and column. M. E. J. Newman (2003), Mixing patterns in networks, Physical
    Review E 67, 026126, equation 2. Directions count, if the graph has any. Not defined without
    ties, or if all nodes at ties are of one kind.

    Nodes without the attribute `by` are left out with their ties. One row: by, assortativity, kinds
    (of nodes at ties), nodes and edges (counted), nodes_without and edges_without (left out).

    >>> import networkx as nx
    >>> graph = nx.Graph([("a", "b"), ("c", "d"), ("d", "e")])
    >>> nx.set_node_attributes(graph, dict(zip("abcd", "MMLL")), "kind")
    >>> assortativity(graph).rows()  # doctest: +NORMALIZE_WHITESPACE
    [{'by': 'kind', 'assortativity': 1.0, 'kinds': 2, 'nodes': 4, 'edges': 2, 'nodes_without': 1,
      'edges_without': 1}]
    """
    plain = simple(graph, weight, directed=True)
    kinds = _kinds(graph, by)
    ends, edges = _ends(plain, kinds)
    row, column = _sums(ends)
    total = sum(row.values())
    inside = sum(own for (one, other), own in ends.items() if one == other)
    # Multiplied out with the total, so that whole weights are exact and "all of one kind" is 0.
    chance = sum(row[kind] * column[kind] for kind in row)
    room = total * total - chance
    value = (total * inside - chance) / room if total and room else None
    return make_result(
        ("by", "assortativity", "kinds", "nodes", "edges", "nodes_without", "edges_without"),
        [
            (
                by,
                value,
                len(row.keys() | column.keys()),
                len(kinds),
                sum(edges.values()),
                len(plain) - len(kinds),
                plain.number_of_edges() - sum(edges.values()),
            )
        ],
    )


def mixing(graph: nx.Graph, *, by: str = "kind", weight: str | None = None) -> Result:
    """Mixing table: how many ties join each two kinds, and how many would by chance.

    One row per pair of kinds that is tied: kind, other_kind, edges, share (of all ties, of their
    weight if `weight` is given), expected (the share if every tie kept its ends and chance joined
    them: ``a_i^2``, ``2 a_i a_j`` of two kinds, ``a_i b_j`` in a directed graph), ratio
    (``share / expected``: above 1 more than chance). M. E. J. Newman (2003), Mixing patterns in
    networks, Physical Review E 67, 026126. Nodes without the attribute `by` are left out with their
    ties; `assortativity` counts them. Rows are sorted by share, then by kinds.

    >>> import networkx as nx
    >>> graph = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(graph, dict(zip("abc", "MML")), "kind")
    >>> for row in mixing(graph):
    ...     print(*row.values())
    L M 1 0.5 0.375 1.33333333333
    M M 1 0.5 0.5625 0.888888888889
    """
    plain = simple(graph, weight, directed=True)
    ends, edges = _ends(plain, _kinds(graph, by))
    row, column = _sums(ends)
    total = sum(row.values())
    rows = []
    for (one, other), number in edges.items():
        both = not plain.is_directed() and one != other
        share = ends[one, other] * (2 if both else 1) / total
        expected = row[one] * column[other] * (2 if both else 1) / (total * total)
        rows.append((one, other, number, share, expected, share / expected))
    rows.sort(key=lambda cells: (order(cells[3]), cells[:2]))
    return make_result(("kind", "other_kind", "edges", "share", "expected", "ratio"), rows)


def _kinds(graph: nx.Graph, by: str) -> dict[Hashable, str]:
    stated = graph.nodes(data=by)
    return {node: str(kind) for node, kind in stated if kind is not None and kind != ""}


def _ends(
    plain: nx.Graph, kinds: dict[Hashable, str]
) -> tuple[dict[_Pair, float], dict[_Pair, int]]:
    """Weight of ends by ordered pair of kinds; number of edges by pair, in order if undirected.

    An edge without direction has two ends, one each way.
    """
    ends: dict[_Pair, float] = defaultdict(int)
    edges: dict[_Pair, int] = defaultdict(int)
    for one, other, weight in plain.edges(data="weight"):
        if one not in kinds or other not in kinds:
            continue
        pair = kinds[one], kinds[other]
        ends[pair] += weight
        if not plain.is_directed():
            ends[pair[::-1]] += weight
            pair = min(pair), max(pair)
        edges[pair] += 1
    return ends, edges


def _sums(ends: dict[_Pair, float]) -> tuple[dict[str, float], dict[str, float]]:
    row: dict[str, float] = defaultdict(int)
    column: dict[str, float] = defaultdict(int)
    for (one, other), weight in ends.items():
        row[one] += weight
        column[other] += weight
    return row, column
