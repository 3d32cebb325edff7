"""What a graph page shows: the network or the surroundings that its address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ...graph.drawing.places import LAYOUTS, places
from ...graph.drawing.reduce import reduced
from ...graph.drawing.style import group_of
from ...graph.knowledge import KnowledgeGraph
from ...graph.views.catalogue import HIERARCHY
from ...graph.views.exploring import Neighbors, Opened, Relation
from ...graph.views.slices import Slice, make_slice
from ..asked import Asked

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MOST_OPENED", "Shown", "iri_of", "neighbors_of", "placed", "show"]

MOST_OPENED = 2_000  # nodes around a thing
_DRAWN = (10_000, 40_000)  # nodes and ties of a network
_FEW = 100  # neighbors that are shown without being asked for
_CONTENT = ("view", "thing", "open", "role", "series", "hide", "off", "from", "to")
_Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shown:
    """A network, the part of it that is drawn, and what is to be said of that.

    `whole` is the same without limits of years and of what is hidden: its places are taken. Around
    a thing, `start` is its IRI, `opened` what was opened, and `left` the number of things that the
    cap left out of it. `groups` has the number of nodes by kind or class, those put `off` as well;
    `notes` are sentences by language.
    """

    network: nx.Graph
    drawn: nx.Graph
    whole: nx.Graph
    start: str
    opened: tuple[Opened, ...]
    left: dict[Opened, int]
    groups: dict[str, int]
    notes: dict[str, str]


def show(graph: KnowledgeGraph, asked: Asked) -> Shown | None:
    """What the fields of an address ask for, None if neither a network nor a thing.

    Raises SettingError and UnresolvedNameError.
    """
    fields = tuple((name, asked.fields[name]) for name in _CONTENT if name in asked.fields)
    return _shown(graph, fields)


@lru_cache(maxsize=4)
def _shown(graph: KnowledgeGraph, fields: _Fields) -> Shown | None:
    said = dict(fields)
    years = tuple(int(said[name]) if name in said else None for name in ("from", "to"))
    limits = make_slice(graph.names.resolve, years=(years[0], years[1]) if any(years) else None)
    start, opened = "", tuple[Opened, ...]()
    left: dict[Opened, int] = {}
    if "thing" in said:
        start = graph.names.find(said["thing"]).value
        opened = _opened(graph, start, said.get("open", ""), limits)
        network, left = neighbors_of(graph).network(start, opened, limits, MOST_OPENED)
        whole = network
        network.graph |= _titles(network, start)
    elif "view" in said:
        dated = said["view"] != HIERARCHY
        named = (said["view"], said.get("role"), said.get("series"))
        whole = _network(graph, *named, None)
        network = _network(graph, *named, limits.years) if dated else whole
    else:
        return None
    groups: dict[str, int] = {}
    for _, data in network.nodes(data=True):
        groups[group_of(data)] = groups.get(group_of(data), 0) + 1
    network = _without(network, start, said, graph)
    drawn, notes = reduced(network, *_DRAWN)
    return Shown(network, drawn, whole, start, opened, left, groups, notes)


@lru_cache(maxsize=4)
def _network(
    graph: KnowledgeGraph,
    view: str,
    role: str | None,
    series: str | None,
    years: tuple[int | None, int | None] | None,
) -> nx.Graph:
    return graph.network(view, years=years, role=role, series=series)


@lru_cache(maxsize=1)
def neighbors_of(graph: KnowledgeGraph) -> Neighbors:
    """The neighbors of the things of a graph, read once for a version."""
    return Neighbors(graph.store, graph.iris)


def _titles(network: nx.Graph, start: str) -> dict[str, str]:
    name = network.nodes[start]
    return {
        "title": f"Around {name['label']}",
        "title_zh": f"{name.get('label_zh', name['label'])}及其关联",
    }


def _opened(graph: KnowledgeGraph, start: str, text: str, limits: Slice) -> tuple[Opened, ...]:
    """What is opened: ``edition/wmc-2023~organizer``, ``organization/miit~-organizer:2020s``, ...

    If nothing is, all that is next to the thing where it starts, as long as that is not much.
    """
    found = []
    for each in text.split():
        thing, _, relation = each.rpartition("~")
        name, _, part = relation.partition(":")
        own = iri_of(graph, thing)
        found.append(Opened(own, name.lstrip("-"), name[:1] != "-", part.replace("_", " ")))
    if text:
        return tuple(dict.fromkeys(found))
    relations: list[Relation] = list(neighbors_of(graph).relations(start, limits))
    if sum(each.number for each in relations) > _FEW:
        return ()
    return tuple(Opened(start, each.name, each.forward) for each in relations)


def _without(
    network: nx.Graph, start: str, said: dict[str, str], graph: KnowledgeGraph
) -> nx.Graph:
    """The network without what is hidden and, around a thing, without what hung on that."""
    hidden = {iri_of(graph, each) for each in said.get("hide", "").split()}
    off = {each.replace("_", " ") for each in said.get("off", "").split()}
    gone = {
        node
        for node, data in network.nodes(data=True)
        if node != start and (node in hidden or group_of(data) in off)
    }
    if not gone:
        return network
    kept = network.subgraph(set(network) - gone)
    if start:
        import networkx as nx

        kept = kept.subgraph(nx.node_connected_component(kept, start))
    return kept.copy()


def placed(graph: KnowledgeGraph, asked: Asked, shown: Shown) -> dict[str, tuple[int, int]]:
    """The places of what is drawn; nodes that were pinned are where they were put."""
    layout = asked.get("layout")
    layout = layout if layout in LAYOUTS else LAYOUTS[0]
    whole = shown.whole if len(shown.whole) <= _DRAWN[0] else shown.drawn
    found = _placed(whole, layout, shown.start)
    found = {node: found[node] for node in shown.drawn}
    for each in asked.get("pin").split():
        node, _, place = each.rpartition("@")
        x, _, y = place.partition(",")
        if (iri := iri_of(graph, node)) in found and _is_number(x) and _is_number(y):
            found[iri] = (int(x), int(y))
    return found


_placed = lru_cache(maxsize=8)(places)


def _is_number(text: str) -> bool:
    own = text.removeprefix("-")
    return own.isascii() and own.isdecimal() and len(own) < 7


def iri_of(graph: KnowledgeGraph, identifier: str) -> str:
    """The IRI behind a short identifier, whether there is such a thing or not."""
    return f"{graph.iris.base}id/{identifier}"
