"""Nodes: how central each one is in its network, a table per measure.

All of them take a tie of a node with itself as none, and all but betweenness ignore directions.
Values that are not defined, such as the betweenness of one of two nodes, are unbound.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING

from ...ontology.errors import SettingError
from ..result import Result
from .backends import dispatch
from .rows import label_of, make_result, node_cells, order, ranked
from .simple import set_distances, simple

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["betweenness", "clustering", "core", "degree", "eigenvector", "strength"]

_TOLERANCE = 1e-10  # mean change of a node in a round of power iteration at which it has settled


def degree(graph: nx.Graph, *, language: str = "en") -> Result:
    """Degree: to how many other nodes each node is tied, and the share of all other nodes.

    ``k_i`` counts the neighbors of i; degree centrality is ``k_i / (n - 1)`` of n nodes.
    L. C. Freeman (1979), Centrality in social networks: conceptual clarification, Social
    Networks 1.

    Columns: node, nodeLabel, degree, degree_centrality.

    >>> import networkx as nx
    >>> degree(nx.star_graph(2)).rows()[0]
    {'node': 0, 'nodeLabel': '0', 'degree': 2, 'degree_centrality': 1.0}
    """
    plain = simple(graph)
    others = len(plain) - 1
    values = {node: (own, own / others if others else None) for node, own in plain.degree()}
    return ranked(graph, ("degree", "degree_centrality"), values, language)


def strength(graph: nx.Graph, *, weight: str = "weight", language: str = "en") -> Result:
    """Strength: the weights of all ties of a node added up, and their mean.

    ``s_i = sum_j w_ij``; the mean is ``s_i / k_i``. With the weight "collaboration" of a
    projection, the strength is the number of things that the node shares with any other (Newman).
    A. Barrat, M. Barthélemy, R. Pastor-Satorras, A. Vespignani (2004), The architecture of complex
    weighted networks, PNAS 101. M. E. J. Newman (2001), Scientific collaboration networks II,
    Physical Review E 64, 016132.

    Columns: node, nodeLabel, strength, mean_weight.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_weighted_edges_from([("a", "b", 3), ("a", "c", 1)])
    >>> [(row["node"], row["strength"], row["mean_weight"]) for row in strength(graph)]
    [('a', 4, 2.0), ('b', 3, 3.0), ('c', 1, 1.0)]
    """
    plain = simple(graph, weight)
    values = {
        node: (own, own / plain.degree[node] if plain.degree[node] else None)
        for node, own in plain.degree(weight="weight")
    }
    return ranked(graph, ("strength", "mean_weight"), values, language)


def betweenness(
    graph: nx.Graph, *, weight: str | None = None, language: str = "en", backend: str | None = None
) -> Result:
    """Betweenness: the share of shortest paths between other nodes that lead through a node.

    ``b_i = 1/P sum_{s,t} g_st(i) / g_st``, where ``g_st`` is the number of shortest paths between
    s and t, ``g_st(i)`` of those through i, and P the number of pairs of other nodes:
    ``(n - 1)(n - 2) / 2``, twice as many in a directed graph, where paths follow directions. With
    `weight` an edge is ``1 / weight`` long: the heavier, the nearer. Not defined below three nodes.
    L. C. Freeman (1977), A set of measures of centrality based on betweenness, Sociometry 40.
    Algorithm: U. Brandes (2001), A faster algorithm for betweenness centrality, Journal of
    Mathematical Sociology 25. Lengths: M. E. J. Newman (2001), Physical Review E 64, 016132.

    Columns: node, nodeLabel, betweenness.

    >>> import networkx as nx
    >>> betweenness(nx.path_graph(3)).column("betweenness")
    [1.0, 0.0, 0.0]
    """
    import networkx as nx

    plain = simple(graph, weight, directed=True)
    if len(plain) < 3:
        return ranked(graph, ("betweenness",), dict.fromkeys(plain, (None,)), language)
    length = "distance" if weight else None
    if weight:
        set_distances(plain)
    found = dispatch(nx.betweenness_centrality, plain, weight=length, backend=backend)
    values = {node: (found[node],) for node in plain}
    return ranked(graph, ("betweenness",), values, language)


def eigenvector(
    graph: nx.Graph,
    *,
    weight: str | None = None,
    rounds: int = 5000,
    language: str = "en",
    backend: str | None = None,
) -> Result:
    """Eigenvector centrality: a node is central if its neighbors are.

    ``x_i = 1/λ sum_j w_ij x_j``, λ the largest eigenvalue of the matrix of ties, x of length 1;
    found by power iteration. P. Bonacich (1972), Factoring and weighting approaches to status
    scores and clique identification, Journal of Mathematical Sociology 2.

    Only a connected network has one such vector. In one that is not, the vector of the whole is 0
    outside the component with the largest λ, and any mixture if two have the same. It is therefore
    computed in each component by itself, as if the others were not there: values of two components
    cannot be compared, so that rows are sorted by component, the largest first, and then by
    value. That of a connected network is the usual one; a node without ties has none.

    Columns: node, nodeLabel, eigenvector, component (1 is the largest). Raises SettingError if it
    does not settle in so many `rounds`.

    >>> import networkx as nx
    >>> [row["eigenvector"] for row in eigenvector(nx.complete_graph(4))]
    [0.5, 0.5, 0.5, 0.5]
    """
    import networkx as nx

    plain = simple(graph, weight)
    components = [sorted(own, key=str) for own in nx.connected_components(plain)]
    components.sort(key=lambda own: (-len(own), min(label_of(graph, node) for node in own), own[0]))
    rows = []
    for place, own in enumerate(components, start=1):
        found: dict[Hashable, float | None] = dict.fromkeys(own)
        if len(own) > 1:
            found = _settled(_scaled(plain.subgraph(own)), rounds, backend)
        for node, value in found.items():
            cells = node_cells(graph, node, language)
            rows.append(((place, order(value), cells[1], str(node)), (*cells, value, place)))
    rows.sort(key=lambda row: row[0])
    return make_result(("node", "nodeLabel", "eigenvector", "component"), (row for _, row in rows))


def _scaled(part: nx.Graph) -> nx.Graph:
    """The same with weights divided by the root mean square of strengths, a lower bound of λ.

    Power iteration adds 1 to all eigenvalues; with λ near 1 it settles soon, whatever the weights.
    """
    found = simple(part, "weight")
    squares = (own * own for _, own in found.degree(weight="weight"))
    scale = math.sqrt(sum(squares) / len(found))
    for _, _, attributes in found.edges(data=True):
        attributes["weight"] /= scale
    return found


def _settled(part: nx.Graph, rounds: int, backend: str | None) -> dict[Hashable, float | None]:
    import networkx as nx

    settings = {"max_iter": rounds, "tol": _TOLERANCE, "weight": "weight"}
    try:
        found = dispatch(nx.eigenvector_centrality, part, backend=backend, **settings)
    except nx.PowerIterationFailedConvergence as error:
        raise SettingError(
            f"eigenvector centrality has not settled after {rounds} rounds in a component of"
            f" {len(part)} nodes",
            "Allow more rounds, or ask for another measure: degree, core.",
        ) from error
    return {node: found[node] for node in part}


def core(graph: nx.Graph, *, language: str = "en", backend: str | None = None) -> Result:
    """Core number: the largest k such that a node is in the k-core.

    The k-core is the largest part of the network in which every node is tied to at least k others
    of that part. S. B. Seidman (1983), Network structure and minimum degree, Social Networks 5.
    Algorithm: V. Batagelj, M. Zaveršnik (2003), An O(m) algorithm for cores decomposition of
    networks, arXiv cs/0310049.

    Columns: node, nodeLabel, core.

    >>> import networkx as nx
    >>> [(row["node"], row["core"]) for row in core(nx.lollipop_graph(3, 1))]
    [(0, 2), (1, 2), (2, 2), (3, 1)]
    """
    import networkx as nx

    plain = simple(graph)
    found = dispatch(nx.core_number, plain, backend=backend)
    return ranked(graph, ("core",), {node: (found[node],) for node in plain}, language)


def clustering(graph: nx.Graph, *, language: str = "en", backend: str | None = None) -> Result:
    """Clustering: the share of pairs of neighbors of a node that are tied to each other.

    ``C_i = 2 t_i / (k_i (k_i - 1))``, t_i the number of triangles at i; not defined for fewer than
    two neighbors (others say 0). D. J. Watts, S. H. Strogatz (1998), Collective dynamics of
    "small-world" networks, Nature 393. It is high in projections by construction: all that share
    one thing are tied to each other (M. E. J. Newman, S. H. Strogatz, D. J. Watts 2001, Random
    graphs with arbitrary degree distributions, Physical Review E 64, 026118).

    Columns: node, nodeLabel, clustering.

    >>> import networkx as nx
    >>> [(row["node"], row["clustering"]) for row in clustering(nx.lollipop_graph(3, 1))]
    [(0, 1.0), (1, 1.0), (2, 0.333333333333), (3, None)]
    """
    import networkx as nx

    plain = simple(graph)
    found = dispatch(nx.clustering, plain, backend=backend)
    values = {node: (float(found[node]) if own > 1 else None,) for node, own in plain.degree()}
    return ranked(graph, ("clustering",), values, language)
