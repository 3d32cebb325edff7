"""Networks for other libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...ontology.errors import MissingExtraError

if TYPE_CHECKING:
    import networkx as nx
    import rustworkx as rx

__all__ = ["to_rustworkx"]


def to_rustworkx(graph: nx.Graph) -> rx.PyGraph[Any, Any] | rx.PyDiGraph[Any, Any]:
    """The same network for rustworkx: attributes are the payload of nodes and edges.

    The payload of a node has its IRI as ``__networkx_node__``. Raises MissingExtraError.

    >>> import networkx as nx
    >>> found = to_rustworkx(nx.Graph([("a", "b", {"weight": 2})]))
    >>> found.num_nodes(), found.edges()
    (2, [{'weight': 2}])
    """
    try:
        import rustworkx
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "rustworkx is not installed", "Install it: pip install 'convenor[rustworkx]'"
        ) from error
    return rustworkx.networkx_converter(graph, keep_attributes=True)
