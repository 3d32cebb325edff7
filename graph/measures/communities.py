"""Communities: groups of nodes with more ties inside than chance would give them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import TYPE_CHECKING

from ...ontology.errors import MissingExtraError, SettingError
from ..result import Result
from .backends import dispatch
from .rows import label_of, make_result, node_cells
from .simple import simple

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["leiden", "louvain", "modularity", "modularity_of"]

_METHODS = ("louvain", "leiden")
_ITERATIONS = 10  # of Leiden, each from the communities of the one before; few change after two
_LARGEST_SEED = 2**64

Communities = list[list[Hashable]]


def louvain(
    graph: nx.Graph,
    *,
    weight: str | None = "weight",
    resolution: float = 1.0,
    seed: int = 0,
    language: str = "en",
    backend: str | None = None,
) -> Result:
    """Communities by the Louvain method, which moves nodes as long as modularity grows.

    Maximizes Q of `modularity_of`, level by level: nodes first, then communities as nodes.
    V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre (2008), Fast unfolding of communities
    in large networks, Journal of Statistical Mechanics P10008. It visits nodes in an order that
    `seed` determines; another seed may give other communities of nearly the same modularity.

    Columns: node, nodeLabel, community (1 is the largest), size. Rows are sorted by community,
    label and key. A node without ties is a community of its own.

    >>> import networkx as nx
    >>> [row["community"] for row in louvain(nx.barbell_graph(3, 0))]
    [1, 1, 1, 2, 2, 2]
    """
    found = _louvain(graph, weight, resolution, seed, backend)
    return _table(graph, found, language)


def leiden(
    graph: nx.Graph,
    *,
    weight: str | None = "weight",
    resolution: float = 1.0,
    seed: int = 0,
    language: str = "en",
) -> Result:
    """Communities by the Leiden method, which unlike Louvain's leaves none that is not connected.

    Maximizes Q of `modularity_of`; between two levels it refines each community.
    V. A. Traag, L. Waltman, N. J. van Eck (2019), From Louvain to Leiden: guaranteeing
    well-connected communities, Scientific Reports 9, 5233. Needs the library graspologic-native,
    else raises MissingExtraError. Columns and rows are those of `louvain`.

    >>> import networkx as nx
    >>> [row["community"] for row in leiden(nx.barbell_graph(3, 0))]
    [1, 1, 1, 2, 2, 2]
    """
    return _table(graph, _leiden(graph, weight, resolution, seed), language)


def modularity(
    graph: nx.Graph,
    *,
    method: str = "louvain",
    weight: str | None = "weight",
    resolution: float = 1.0,
    seed: int = 0,
    backend: str | None = None,
) -> Result:
    """How well a network falls into the communities that a method finds.

    ``Q = sum_c [L_c / m - γ (k_c / 2m)^2]``, see `modularity_of` (M. E. J. Newman, M. Girvan 2004).

    One row: method ("louvain", "leiden"), resolution, seed, communities, largest, modularity.
    The modularity of a network without ties is not defined.

    >>> import networkx as nx
    >>> modularity(nx.barbell_graph(3, 0)).column("modularity")
    [0.357142857143]
    """
    if method not in _METHODS:
        raise SettingError(
            f"there is no method {method!r} to find communities", f"Use {' or '.join(_METHODS)}."
        )
    if method == "leiden":
        found = _leiden(graph, weight, resolution, seed)
    else:
        found = _louvain(graph, weight, resolution, seed, backend)
    value = modularity_of(graph, found, weight=weight, resolution=resolution, backend=backend)
    largest = max(map(len, found), default=0)
    return make_result(
        ("method", "resolution", "seed", "communities", "largest", "modularity"),
        [(method, float(resolution), seed, len(found), largest, value)],
    )


def modularity_of(
    graph: nx.Graph,
    communities: Iterable[Collection[Hashable]],
    *,
    weight: str | None = "weight",
    resolution: float = 1.0,
    backend: str | None = None,
) -> float | None:
    """Modularity of communities that hold every node once; None if there are no ties.

    ``Q = sum_c [L_c / m - γ (k_c / 2m)^2]``: m is the weight of all ties, L_c of those inside c,
    k_c the strength of the nodes of c, γ the resolution. M. E. J. Newman, M. Girvan (2004), Finding
    and evaluating community structure in networks, Physical Review E 69, 026113; γ: J. Reichardt,
    S. Bornholdt (2006), Statistical mechanics of community detection, Physical Review E 74, 016110.
    Raises SettingError if a node is in no community or in two.

    >>> import networkx as nx
    >>> round(modularity_of(nx.barbell_graph(3, 0), [{0, 1, 2}, {3, 4, 5}]), 6)  # 5/14
    0.357143
    """
    import networkx as nx

    plain, groups = simple(graph, weight), list(map(set, communities))
    if not nx.community.is_partition(plain, groups):
        raise SettingError(
            "the communities do not hold every node of the network exactly once",
            "Give each node one community; a node without ties may be one of its own.",
        )
    _check(resolution, 0)
    if not plain.size():
        return None
    settings = {"weight": "weight", "resolution": resolution}
    return float(dispatch(nx.community.modularity, plain, groups, backend=backend, **settings))


def _louvain(
    graph: nx.Graph, weight: str | None, resolution: float, seed: int, backend: str | None
) -> Communities:
    import networkx as nx

    _check(resolution, seed)
    plain = simple(graph, weight)
    nodes = list(plain)
    # Numbers for nodes: sets of texts have another order in each process, and order matters here.
    numbered = nx.convert_node_labels_to_integers(plain)
    settings = {"weight": "weight", "resolution": resolution, "seed": seed}
    found = dispatch(nx.community.louvain_communities, numbered, backend=backend, **settings)
    return _sorted(graph, [[nodes[place] for place in own] for own in found])


def _leiden(graph: nx.Graph, weight: str | None, resolution: float, seed: int) -> Communities:
    try:
        import graspologic_native
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "graspologic-native is not installed", "Install it: pip install 'convenor[leiden]'"
        ) from error
    _check(resolution, seed)
    plain = simple(graph, weight)
    nodes = list(plain)
    place = {node: str(number) for number, node in enumerate(nodes)}
    edges = [
        (place[one], place[other], float(own)) for one, other, own in plain.edges(data="weight")
    ]
    communities: dict[int, list[Hashable]] = {}
    if edges:
        settings = {"resolution": resolution, "seed": seed, "iterations": _ITERATIONS}
        _, found = graspologic_native.leiden(edges, **settings)
        for number, community in found.items():
            communities.setdefault(community, []).append(nodes[int(number)])
    alone = [[node] for node, ties in plain.degree() if not ties]
    return _sorted(graph, [*communities.values(), *alone])


def _check(resolution: float, seed: int) -> None:
    if not 0 < resolution < float("inf"):
        raise SettingError(
            f"the resolution is {resolution}", "Give a number above 0; 1 is the usual one."
        )
    if not 0 <= seed < _LARGEST_SEED:
        raise SettingError(f"the seed is {seed}", "Give a whole number from 0 to 2^64 - 1.")


def _sorted(graph: nx.Graph, communities: Communities) -> Communities:
    """The largest first, then by the first label; nodes by label and key."""

    def key(node: Hashable) -> tuple[str, str]:
        return label_of(graph, node), str(node)

    inside = [sorted(own, key=key) for own in communities]
    return sorted(inside, key=lambda own: (-len(own), key(own[0])))


def _table(graph: nx.Graph, communities: Communities, language: str) -> Result:
    rows = [
        (number, *node_cells(graph, node, language), str(node), len(own))
        for number, own in enumerate(communities, start=1)
        for node in own
    ]
    rows.sort(key=lambda row: (row[0], row[2], row[3]))
    return make_result(
        ("node", "nodeLabel", "community", "size"),
        [(node, label, number, size) for number, node, label, _, size in rows],
    )
