"""Paths: how two things are connected, over all relations, perhaps in the order of time."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ...ontology.errors import SettingError
from ...ontology.iris import Iris
from ...queries.catalogue import load_query
from ..store import Store
from .slices import Slice, read_events
from .walks import Relations, allowed_within, describe_relations

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["FARTHEST", "VIA", "connect", "paths_between"]

# A shared town, theme or industry says little of how two bodies are connected.
VIA = ("organization", "edition", "series", "agreement", "exhibit", "release", "activity", "area")
FARTHEST = 8  # steps of a path
_MOST_PATHS = 20
_COUNTED_PATHS = 1_001

_Years = Mapping[str, tuple[int, ...]]


def paths_between(
    store: Store,
    iris: Iris,
    ends: tuple[NamedNode, NamedNode],
    limits: Slice,
    via: Collection[str] = VIA,
) -> nx.Graph:
    """The shortest paths between two things: see `connect`.

    Raises SettingError where there is none of at most eight steps.
    """
    if ends[0] == ends[1]:
        raise SettingError("both ends of the path are one thing", "Name two different things.")
    graph = connect(store, iris, ends, limits, via)
    if graph is None:
        raise SettingError(
            f"no path of at most {FARTHEST} steps joins the two within these limits",
            f"It may lead through {', '.join(via)}: allow others, such as place, or more years.",
        )
    return graph


def connect(
    store: Store,
    iris: Iris,
    ends: tuple[NamedNode, NamedNode],
    limits: Slice,
    via: Collection[str] = VIA,
    *,
    in_order: bool = False,
) -> nx.Graph | None:
    """The shortest paths between two things, over all relations that lead through `via` classes.

    The graph holds the first twenty of them, those first of which most steps are stated in words;
    its title says so if there are more. Its attribute `paths` lists each as a list of nodes, and
    `number` is that of all, of which 1,001 are counted. With `in_order` the years of editions and
    agreements do not go back on the way. None where there is no path of at most eight steps; raises
    SettingError where the search goes too far.
    """
    start, end = (node.value for node in ends)
    allowed = allowed_within(store, iris, limits)
    relations = Relations(
        store,
        iris,
        lambda node: node in (start, end) or (iris.class_of(node) in via and allowed(node)),
    )
    if in_order:
        years = read_events(store, agreements=True, series=False).years
        paths = _in_order(relations, start, end, years)
    else:
        paths = _shortest(relations, start, end)
    every = list(islice(paths, _COUNTED_PATHS))
    if not every:
        return None
    is_silent = _silence(store, relations.graph)
    every.sort(key=lambda path: (sum(map(is_silent, pairwise(path))), path))
    found = every[:_MOST_PATHS]
    steps = [step for path in found for step in pairwise(path)]
    graph: nx.Graph = relations.graph.edge_subgraph(steps).copy()
    graph.graph |= {"view": "path", "through": "", "slice": limits.limits()}
    graph.graph |= {"paths": found, "number": len(every)}
    describe_relations(graph, store, iris)
    _entitle(graph, start, end)
    return graph


def _silence(store: Store, graph: nx.Graph) -> Callable[[tuple[str, str]], bool]:
    """Tells if no relation of two things is stated in words."""
    text = load_query("network", "worded").text

    @cache
    def is_silent(step: tuple[str, str]) -> bool:
        for fact in graph.edges[step]["facts"]:
            names = ("subject", "predicate", "object")
            values = {name: NamedNode(iri) for name, iri in zip(names, fact, strict=True)}
            if len(store.select(text, values, most=1)):
                return False
        return True

    return is_silent


def _entitle(graph: nx.Graph, start: str, end: str) -> None:
    nodes = [graph.nodes[node] for node in (start, end)]
    one, other = (node["label"] for node in nodes)
    graph.graph["title"] = f"How {one} and {other} are connected"
    one, other = (node.get("label_zh", node["label"]) for node in nodes)
    graph.graph["title_zh"] = f"{one}与{other}的联系"
    found, number = len(graph.graph["paths"]), graph.graph["number"]
    if number > found:
        count = f"{number}" if number < _COUNTED_PATHS else f"more than {number - 1}"
        graph.graph["title"] += f" ({found} of {count} shortest paths)"
        graph.graph["title_zh"] += f"（{count} 条最短路径中的 {found} 条）"


def _shortest(relations: Relations, start: str, end: str) -> Iterator[list[str]]:
    import networkx as nx

    if _meet(relations, start, end):
        yield from nx.all_shortest_paths(relations.graph, start, end)


def _meet(relations: Relations, start: str, end: str) -> bool:
    """Search from both ends, the smaller front first, until they meet.

    Each front is taken as a whole, so that all shortest paths are in the graph then.
    """
    seen, fronts = [{start}, {end}], [{start}, {end}]
    for _ in range(FARTHEST):
        side = int(len(fronts[1]) < len(fronts[0]))
        fronts[side] = set().union(*map(relations.next_to, sorted(fronts[side]))) - seen[side]
        seen[side] |= fronts[side]
        if seen[0] & seen[1]:
            return True
        if not fronts[side]:
            return False
    return False


def _in_order(relations: Relations, start: str, end: str, years: _Years) -> Iterator[list[str]]:
    """The shortest paths on which nothing is of an earlier year than what stands before it.

    In each step things are reached in the earliest year that they can be; what was reached as early
    in fewer steps is on no shortest path.
    """
    first: float = min(years.get(start, (0,)))
    fronts, earliest = [{start: first}], {start: first}
    while end not in fronts[-1]:
        reached: dict[str, float] = {}
        for thing, year in fronts[-1].items():
            for other in relations.next_to(thing):
                at = min((at for at in years.get(other, (year,)) if at >= year), default=math.inf)
                if at < min(earliest.get(other, math.inf), reached.get(other, math.inf)):
                    reached[other] = at
        if not reached or len(fronts) > FARTHEST:
            return
        earliest |= reached
        fronts.append(reached)
    yield from _back(relations.graph, fronts[:-1], years, [end], math.inf)


def _back(
    graph: nx.Graph, fronts: list[dict[str, float]], years: _Years, path: list[str], latest: float
) -> Iterator[list[str]]:
    """The paths that end with those things, the first of which is of that year at the latest."""
    if not fronts:
        yield path
        return
    thing, (*before, front) = path[0], fronts
    latest = max(year for year in years.get(thing, (latest,)) if year <= latest)
    for other in sorted(front.keys() & graph[thing].keys()):
        if front[other] <= latest:
            yield from _back(graph, before, years, [other, *path], latest)
