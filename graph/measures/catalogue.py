"""Catalogue: every measure by the name under which it is asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...ontology.errors import SettingError
from ..result import Result
from .change import moves, turnover
from .communities import leiden, louvain, modularity
from .mixing import assortativity, mixing
from .nodes import betweenness, clustering, core, degree, eigenvector, strength
from .summary import summary
from .ties import decay, persistence

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MEASURES", "measure", "options_of"]

MEASURES: dict[str, tuple[Callable[..., Result], str]] = {
    "summary": (summary, "the network in figures: nodes, edges, density, components, transitivity"),
    "degree": (degree, "to how many others each node is tied"),
    "strength": (strength, "the weights of the ties of each node, added up"),
    "betweenness": (betweenness, "the share of shortest paths that lead through each node"),
    "eigenvector": (eigenvector, "how central the neighbors of each node are"),
    "core": (core, "the densest part of the network that each node is in (k-core)"),
    "clustering": (clustering, "how many neighbors of each node are tied to each other"),
    "louvain": (louvain, "communities by the Louvain method"),
    "leiden": (leiden, "communities by the Leiden method"),
    "modularity": (modularity, "how well the network falls into communities"),
    "assortativity": (assortativity, "whether nodes are tied to their own kind, in one number"),
    "mixing": (mixing, "how many ties join each two kinds, and how many would by chance"),
    "turnover": (turnover, "how many nodes and ties come, stay and go from year to year"),
    "moves": (moves, "who joined, returned and left, year by year"),
    "persistence": (persistence, "how long each tie lasts"),
    "decay": (decay, "the share of ties that are still there after so many years"),
}


def options_of(name: str) -> tuple[str, ...]:
    """The options that a measure takes. Raises SettingError if there is none of that name.

    >>> options_of("turnover"), options_of("core")
    (('of',), ('language', 'backend'))
    """
    if name not in MEASURES:
        raise SettingError(f"there is no measure {name!r}", f"Measures: {', '.join(MEASURES)}.")
    _, *options = inspect.signature(MEASURES[name][0]).parameters
    return tuple(options)


def measure(name: str, graph: nx.Graph, **options: Any) -> Result:
    """A measure of a network by its name. Options that are None are as if not given.

    A language is taken by all: tables without labels are the same in each. Raises SettingError if
    there is no measure of that name or it does not take an option.

    >>> import networkx as nx
    >>> measure("core", nx.path_graph(3), language="zh", seed=None).column("core")
    [1, 1, 1]
    """
    taken = options_of(name)
    given = {option: value for option, value in options.items() if value is not None}
    if "language" not in taken:
        given.pop("language", None)
    for option in given:
        if option not in taken:
            raise SettingError(
                f"the measure {name} takes no {option}",
                f"Options that it takes: {', '.join(taken) or 'none'}.",
            )
    return MEASURES[name][0](graph, **given)
