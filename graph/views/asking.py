"""Asking: a network by its name, with names of things as people write them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from ...ontology.errors import SettingError
from ...ontology.iris import Iris
from ...ontology.schemes import in_chinese
from ..names import Names
from ..result import short_iri
from ..store import Store
from .catalogue import VIEWS
from .networks import label_shared, make_network
from .nodes import read_labels
from .slices import Slice, make_slice
from .walks import VIA, around, paths_between

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["ask", "titles"]

_WALKS = {
    "ego": "What is around a thing, over all relations: ego THING",
    "path": "How two things are connected, over all relations: path THING THING",
}


def ask(
    store: Store,
    iris: Iris,
    names: Names,
    view: str,
    things: Collection[str] = (),
    *,
    around_thing: str | None = None,
    radius: int = 1,
    via: Collection[str] | None = None,
    **limits: Any,
) -> nx.Graph:
    """The network `view` of the named things within the limits (see `make_slice`).

    ``ego`` takes one thing and ``path`` two; the other views take none, and `around_thing` cuts
    out of them what is at most `radius` steps from a node. `via` are the classes that a path may
    lead through. Raises SettingError and UnresolvedNameError.
    """
    found = tuple(map(names.find, things))
    part = make_slice(names.resolve, **limits)
    expected = {"ego": 1, "path": 2}.get(view, 0)
    if len(found) != expected:
        what = {0: "no thing", 1: "one thing", 2: "two things"}[expected]
        raise SettingError(
            f"the network {view} takes {what}, not {len(found)}",
            "Limit it with years, series, role, kind, place or around." if not expected else "",
        )
    if radius < 0:
        raise SettingError(f"a radius of {radius} is none", "Give 0 or more steps.")
    if view == "ego":
        graph = around(store, iris, found[0], part, radius)
    elif view == "path":
        graph = paths_between(store, iris, (found[0], found[1]), part, tuple(via or VIA))
    else:
        graph = make_network(store, iris, view, part)
        if around_thing is not None:
            graph = _part_around(graph, names.find(around_thing).value, radius)
        label_shared(graph, store)
    _say_limits(graph, part, read_labels(store, ("series", "place")))
    return graph


def _say_limits(graph: nx.Graph, limits: Slice, labels: dict[str, dict[str, str]]) -> None:
    """Add the limits to the title, in English and Chinese."""
    for key, language, words in (
        ("title", "en", {}),
        ("title_zh", "zh", in_chinese("kind", "role")),
    ):
        said = []
        for iri in (*limits.series, *limits.places):
            own = labels.get(iri, {})
            said.append(own.get(language) or own.get("en") or own.get("zh") or short_iri(iri))
        said += [words.get(name, name) for name in (*limits.roles, *limits.kinds)]
        if limits.years:
            first, last = limits.years
            said.append(str(first) if first == last else f"{first or ''}–{last or ''}")
        if limits.min_weight:
            said.append(f"≥ {limits.min_weight:g}")
        graph.graph[key] = ": ".join(filter(None, (graph.graph[key], ", ".join(said))))


def _part_around(graph: nx.Graph, node: str, radius: int) -> nx.Graph:
    """The nodes at most `radius` steps from one, and all edges between them."""
    import networkx as nx

    if node not in graph:
        raise SettingError(
            f"{node} is not in this network", "Is it of the right class, within the limits?"
        )
    part = nx.ego_graph(graph, node, radius, undirected=True)
    name = graph.nodes[node]
    part.graph["title"] = f"{graph.graph['title']} around {name['label']}"
    part.graph["title_zh"] = f"{graph.graph['title_zh']}（{name.get('label_zh', name['label'])}）"
    return part


def titles() -> dict[str, str]:
    """What each network is, by name."""
    return {name: view.title for name, view in VIEWS.items()} | _WALKS
