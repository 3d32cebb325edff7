"""Walks: from a thing over all relations to what is around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ...ontology.errors import SettingError
from ...ontology.iris import Iris
from ...queries.catalogue import load_query
from ..result import short_iri
from ..store import Store
from .nodes import describe
from .slices import Slice, in_years, read_events

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MOST_STEPS", "Relations", "allowed_within", "around", "describe_relations"]

MOST_STEPS = 20_000  # things that are looked at


class Relations:
    """The relations of things, asked for one thing at a time and kept in one graph."""

    def __init__(self, store: Store, iris: Iris, allowed: Callable[[str], bool]) -> None:
        import networkx as nx

        self.graph: nx.Graph = nx.Graph()
        self._store = store
        self._iris = iris
        self._allowed = allowed
        self._text = load_query("network", "neighbors").text
        self._asked: set[str] = set()

    def next_to(self, thing: str) -> set[str]:
        """Add the relations of a thing to the graph; returns the allowed things next to it."""
        if thing not in self._asked:
            if len(self._asked) >= MOST_STEPS:
                raise SettingError(
                    f"{MOST_STEPS:,} things were looked at and the search goes on",
                    "Limit it by years, or by the classes that it may lead through.",
                )
            self._asked.add(thing)
            self._ask(thing)
        return set(self.graph[thing]) if thing in self.graph else set()

    def _ask(self, thing: str) -> None:
        found = self._store.select(self._text, {"thing": NamedNode(thing)})
        columns = [found.columns.index(name) for name in ("property", "other", "forward", "source")]
        for row in found.terms:
            property_, other, forward, source = (row[column] for column in columns)
            assert isinstance(property_, NamedNode) and isinstance(source, NamedNode)
            if not isinstance(other, NamedNode) or not self._iris.class_of(other.value):
                continue
            if other.value == thing or not self._allowed(other.value):
                continue
            ends = (thing, other.value) if forward == Literal(True) else (other.value, thing)
            self._add((ends[0], property_.value, ends[1]), source.value)

    def _add(self, fact: tuple[str, str, str], source: str) -> None:
        subject, _, object_ = fact
        data = self.graph.get_edge_data(subject, object_) or {"facts": (), "sources": ()}
        facts = tuple(sorted({*data["facts"], fact}))
        sources = tuple(sorted({*data["sources"], source}))
        self.graph.add_edge(subject, object_, facts=facts, sources=sources, weight=len(facts))


def around(store: Store, iris: Iris, thing: NamedNode, limits: Slice, radius: int = 1) -> nx.Graph:
    """All things at most `radius` steps from a thing, and the relations on the way.

    Relations between two things that are both at the full radius are not in it, and only `years`
    of the limits counts: editions of other years are left out.
    """
    relations = Relations(store, iris, allowed_within(store, iris, limits))
    relations.graph.add_node(thing.value)
    seen = frontier = {thing.value}
    for _ in range(radius):
        frontier = set().union(*map(relations.next_to, sorted(frontier))) - seen
        seen = seen | frontier
    graph = relations.graph
    graph.graph |= {"view": "ego", "through": "", "slice": limits.limits()}
    describe_relations(graph, store, iris)
    name = graph.nodes[thing.value]
    graph.graph["title"] = f"Around {name['label']}"
    graph.graph["title_zh"] = f"{name.get('label_zh', name['label'])}及其关联"
    return graph


def allowed_within(store: Store, iris: Iris, limits: Slice) -> Callable[[str], bool]:
    """Which things a walk may come to: with years asked for, no editions of other years."""
    if limits.years is None:
        return lambda _: True
    years = read_events(store, agreements=True, series=False).years

    def allowed(thing: str) -> bool:
        dated = thing in years or iris.class_of(thing) == "edition"
        return not dated or in_years(years.get(thing, ()), limits)

    return allowed


def describe_relations(graph: nx.Graph, store: Store, iris: Iris) -> None:
    """Give nodes their labels and years, and edges their relation in words and their years."""
    describe(graph, store, iris, {iris.class_of(node) for node in graph})
    years = read_events(store, agreements=True, series=False).years
    properties = {property_ for *_, facts in graph.edges(data="facts") for _, property_, _ in facts}
    names = {iri: short_iri(iri, iris.base) for iri in properties}
    names |= {iri: name for iri, name in _property_names(store).items() if iri in properties}
    graph.graph["relations"] = dict(sorted(names.items()))
    for node, data in graph.nodes(data=True):
        data["years"] = years.get(node, ())
    for one, other, data in graph.edges(data=True):
        data["years"] = tuple(sorted({*years.get(one, ()), *years.get(other, ())}))
        stated = dict.fromkeys(property_ for _, property_, _ in data["facts"])
        data["relation"] = ", ".join(names[property_] for property_ in stated)


def _property_names(store: Store) -> dict[str, str]:
    """What each property is called in English."""
    found = store.columns(load_query("network", "properties").text)
    nodes, labels = found["node"].texts(), found["label"].terms
    pairs: Iterable[tuple[int, int]] = zip(
        found["node"].codes.tolist(), found["label"].codes.tolist(), strict=True
    )
    return {
        nodes[node]: term.value
        for node, label in pairs
        if isinstance(term := labels[label], Literal) and term.language == "en"
    }
