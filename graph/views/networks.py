"""How each network is made from the links of the store."""

from __future__ import annotations

import difflib
import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...ontology.errors import SettingError
from ...ontology.iris import Iris, concept, expand
from ...ontology.schemes import flat_properties
from ...queries.catalogue import load_query
from ..store import Store
from .catalogue import AT_EDITIONS, HIERARCHY, VIEWS, WALKS, View
from .links import Links, read_links
from .nodes import describe, read_labels
from .slices import (
    Events,
    Slice,
    events_within,
    in_years,
    of_kinds,
    read_events,
    read_kinds,
)
from .ties import Ties, bipartite, make_ties, projection

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["label_shared", "make_network", "years_by_edges"]


def make_network(store: Store, iris: Iris, name: str, limits: Slice) -> nx.Graph:
    """The network of that name within the limits, as a networkx graph.

    Raises SettingError for a name that is not in `VIEWS`, for roles that the view does not have,
    and for a projection of more than thirty million pairs.
    """
    view = _view(name)
    if name == HIERARCHY:
        graph = _hierarchy(store, limits)
    else:
        with _collector_paused():
            ties, years = _read_ties(store, iris, view, limits)
            graph = (projection if view.projected else bipartite)(ties, view.through)
        if view.exhibits:
            _add_exhibits(graph, store)
        graph.graph |= years
    _drop_light(graph, limits.min_weight)
    graph.graph |= {
        "view": name,
        "title": view.title,
        "title_zh": view.title_zh,
        "through": "" if name == HIERARCHY else view.through,
        "roles": limits.roles or view.roles,
        "slice": limits.limits(),
    }
    describe(graph, store, iris, view.nodes)
    return graph


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: it took a quarter of the time and found nothing to free."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _view(name: str) -> View:
    if name in VIEWS:
        return VIEWS[name]
    names = [*VIEWS, *WALKS]
    near = difflib.get_close_matches(name, names, 1, 0.6)
    step = f"Did you mean {near[0]}? " if near else ""
    raise SettingError(f"there is no network {name!r}", f"{step}Choose one of: {', '.join(names)}.")


def _read_ties(
    store: Store, iris: Iris, view: View, limits: Slice
) -> tuple[Ties, dict[str, tuple[int, ...]]]:
    """The ties of a view, and the years of which something and of which not all is stated."""
    roles = limits.roles or view.roles
    possible = ("signatory",) if view.agreements else AT_EDITIONS
    for role in set(roles) - set(possible):
        raise SettingError(
            f"no body has the role {role!r} in this network",
            f"Choose one of: {', '.join(possible)}.",
        )
    kind = "agreement" if view.agreements else "edition"
    series = bool(limits.series) or "series" in (view.member, view.shared)
    events = read_events(store, agreements=view.agreements, series=series)
    links = read_links(store, roles, exhibits=view.exhibits)
    own = {name for name in {*links.names, *events.years} if iris.class_of(name) == kind}
    own = events_within(limits, events, own, store)
    links = links.keep(links.among(links.event, own))
    named = {links.names[number] for number in set(links.event.tolist())}
    stated = _years_of(named, events, limits)
    if view.agreements or view.exhibits:
        partial = stated  # no source claims to list all agreements or all that was shown
    else:
        partial = _years_of(own - _whole(store, links, roles), events, limits)
    years = {"stated_years": stated, "partial_years": partial}
    return _ties(of_kinds(links, limits, store), view, events, limits), years


def _years_of(names: Collection[str], events: Events, limits: Slice) -> tuple[int, ...]:
    """The years of editions or agreements within the limits."""
    years = {year for name in names for year in events.years.get(name, ())}
    return tuple(sorted(year for year in years if in_years([year], limits)))


def _ties(links: Links, view: View, events: Events, limits: Slice) -> Ties:
    """The ties of links: of bodies to editions or agreements, or of either to series."""
    import numpy as np

    names, shared, row = links.names, links.event, np.arange(len(links))
    if "series" in (view.shared, view.member):
        known = {name: number for number, name in enumerate(names)}
        of_event = [
            [known.setdefault(each, len(known)) for each in events.series.get(name, ())]
            for name in names
        ]
        names = tuple(known)
        numbers = links.event.tolist()
        row = np.repeat(row, [len(of_event[number]) for number in numbers])
        shared = np.array([each for number in numbers for each in of_event[number]], np.int64)
    ends = (shared, links.member[row])
    if view.member == "series":
        ends = (ends[1], ends[0])

    def years(editions: tuple[str, ...]) -> tuple[int, ...]:
        found = {year for each in editions for year in events.years.get(each, ())}
        return tuple(sorted(year for year in found if in_years([year], limits)))

    return make_ties(
        names,
        *ends,
        events=links.event[row],
        roles=(links.roles, links.role[row]),
        sources=links.source[row],
        years=years,
    )


def _add_exhibits(graph: nx.Graph, store: Store) -> None:
    """Add the things that a body showed at an edition to the edge between them."""
    found = store.select(load_query("network", "links_by_exhibit").text)
    shown: dict[tuple[str, str], set[str]] = {}
    for row in found.rows():
        shown.setdefault((str(row["member"]), str(row["event"])), set()).add(str(row["exhibit"]))
    for (member, event), exhibits in sorted(shown.items()):
        if graph.has_edge(member, event):
            graph.edges[member, event]["exhibits"] = tuple(sorted(exhibits))


def _whole(store: Store, links: Links, roles: Collection[str]) -> set[str]:
    """The editions of which sources list all bodies: who is missing there was not there.

    A list is whole if its source neither says nor shows that it goes on; there must be one for each
    shortcut of the roles asked for (organizers and co-hosts are one list).
    """
    flat = flat_properties()
    found = store.columns(load_query("network", "open_lists").text)
    known = {concept("role", role): property_ for role, property_ in flat.items()}
    cells = [
        [texts[number] for number in found[name].codes.tolist()]
        for name, texts in ((name, found[name].texts()) for name in ("event", "source", "role"))
    ]
    opened = {(event, source, known.get(role)) for event, source, role in zip(*cells, strict=True)}
    listed = set(zip(links.event.tolist(), links.source.tolist(), links.role.tolist(), strict=True))
    whole: dict[str, set[str]] = {}
    for event, source, role in listed:
        lists = (links.names[event], links.names[source], flat[links.roles[role]])
        if lists not in opened:
            whole.setdefault(lists[0], set()).add(lists[2])
    wanted = {flat[role] for role in roles}
    return {event for event, lists in whole.items() if wanted <= lists}


def _hierarchy(store: Store, limits: Slice) -> nx.DiGraph:
    """Bodies with an edge from each to the one that it is part of."""
    import networkx as nx

    if set(limits.limits()) - {"kinds", "min_weight"}:
        raise SettingError(
            "the hierarchy of bodies has no years, editions and roles", "Limit it by kind only."
        )
    part_of, words = expand("org:subOrganizationOf"), "part of"
    graph: nx.DiGraph = nx.DiGraph(relations={part_of: words})
    found = store.select(load_query("network", "hierarchy").text)
    for row in sorted(found.rows(), key=lambda row: tuple(map(str, row.values()))):
        member, parent, source = map(str, row.values())
        known = graph.edges.get((member, parent), {}).get("sources", ())
        graph.add_edge(
            member,
            parent,
            weight=1,
            relation=words,
            facts=((member, part_of, parent),),
            years=(),
            sources=(*known, source),
        )
    if limits.kinds:
        kinds = read_kinds(store)
        graph.remove_nodes_from([node for node in graph if kinds.get(node) not in limits.kinds])
    return graph


def _drop_light(graph: nx.Graph, least: float) -> None:
    """Leave out edges below a weight, and the nodes that then have none."""
    if least <= 0:
        return
    graph.remove_edges_from(
        [(one, other) for one, other, weight in graph.edges(data="weight") if weight < least]
    )
    graph.remove_nodes_from([node for node, degree in list(graph.degree) if not degree])
    years_by_edges(graph)


def years_by_edges(graph: nx.Graph) -> None:
    """Give each node the years of the edges that it has left."""
    for node, data in graph.nodes(data=True):
        edges = graph.edges(node, data="years")
        data["years"] = tuple(sorted({year for *_, years in edges for year in years}))


def label_shared(graph: nx.Graph, store: Store) -> None:
    """Add the labels and years of what is behind the edges, as pictures and tables show them.

    They are the graph attributes `labels`, a table from IRI to labels by language, and
    `thing_years`, from IRI to years.
    """
    through = str(graph.graph.get("through", ""))
    classes = {"editions": "edition", "agreements": "agreement", "bodies": "organization"}
    if through not in classes:
        return
    wanted = {
        each
        for name in (through, "exhibits")
        for *_, things in graph.edges(data=name)
        for each in things or ()
    }
    labels = read_labels(store, (classes[through], "exhibit"))
    events = read_events(store, agreements=through == "agreements", series=False)
    graph.graph["labels"] = {each: labels[each] for each in sorted(wanted) if each in labels}
    graph.graph["thing_years"] = {
        each: events.years[each] for each in sorted(wanted) if each in events.years
    }
