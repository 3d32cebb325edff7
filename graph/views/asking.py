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
from .catalogue import VIEWS, WALKS
from .networks import label_shared, make_network, years_by_edges
from .nodes import CLASSES, read_labels
from .paths import VIA, paths_between
from .slices import Slice, make_slice
from .walks import around

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["ask", "titles"]


def ask(
    store: Store,
    iris: Iris,
    names: Names,
    view: str,
    things: Collection[str] = (),
    *,
    around_thing: str | None = None,
    radius: int | None = None,
    via: Collection[str] | None = None,
    **limits: Any,
) -> nx.Graph:
    """The network `view` of the named things within the limits (see `make_slice`).

    ``ego`` takes one thing and ``path`` two, and of the limits `years` only; the other views take
    none, and `around_thing` cuts out of them what is at most `radius` steps from a node. `via` adds
    classes that a path may lead through. Raises SettingError and UnresolvedNameError.
    """
    part = make_slice(names.resolve, **limits)
    _check(view, things, part, {"around": around_thing, "radius": radius, "via": via})
    found = tuple(map(names.find, things))
    steps = 1 if radius is None else radius
    if view == "ego":
        graph = around(store, iris, found[0], part, steps)
    elif view == "path":
        graph = paths_between(store, iris, (found[0], found[1]), part, (*VIA, *(via or ())))
    else:
        graph = make_network(store, iris, view, part)
        if around_thing is not None:
            graph = _part_around(graph, names.find(around_thing).value, around_thing, steps)
        label_shared(graph, store)
    _say_limits(graph, part, read_labels(store, ("series", "place")))
    return graph


def _check(view: str, things: Collection[str], part: Slice, given: dict[str, Any]) -> None:
    """Refuse what a network does not take. Raises SettingError."""
    what = {"ego": "one thing", "path": "two things"}.get(view, "no thing")
    if len(things) != ("no", "one", "two").index(what.partition(" ")[0]):
        step = "Limit it with years, series, role, kind, place or around."
        if view in WALKS:
            step = "Name it, such as ego MIIT, or path MIIT Huawei."
        raise SettingError(f"the network {view} takes {what}, not {len(things)}", step)
    if view in WALKS and part.limits().keys() - {"years"}:
        raise SettingError(
            f"the network {view} is limited by years only",
            "Leave out the other limits, or take a network of bodies and editions.",
        )
    takes = {"ego": {"radius"}, "path": {"via"}}.get(view, {"around", "radius"})
    for name in (name for name, value in given.items() if value is not None):
        if name not in takes or (name == "radius" and view != "ego" and given["around"] is None):
            raise SettingError(
                f"the network {view} takes no {name} here",
                "around goes with networks but ego and path, radius with ego or around, "
                "via with path.",
            )
    if given["radius"] is not None and given["radius"] < 0:
        raise SettingError(f"a radius of {given['radius']} is none", "Give 0 or more steps.")
    for name in set(given["via"] or ()) - set(CLASSES):
        raise SettingError(
            f"a path cannot lead through {name!r}", f"Classes of things: {', '.join(CLASSES)}."
        )


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


def _part_around(graph: nx.Graph, node: str, name: str, radius: int) -> nx.Graph:
    """The nodes at most `radius` steps from one, and all edges between them."""
    import networkx as nx

    if node not in graph:
        raise SettingError(
            f"{name!r} is not in this network", "Is it of the right class, within the limits?"
        )
    part = nx.ego_graph(graph, node, radius, undirected=True)
    years_by_edges(part)
    own = graph.nodes[node]
    part.graph["title"] = f"{graph.graph['title']} around {own['label']}"
    part.graph["title_zh"] = f"{graph.graph['title_zh']}（{own.get('label_zh', own['label'])}）"
    return part


def titles() -> dict[str, str]:
    """What each network is, by name."""
    return {name: view.title for name, view in VIEWS.items()} | WALKS
