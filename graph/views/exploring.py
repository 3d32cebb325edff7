"""Exploring: from a thing to those next to it, one relation at a time, each counted beforehand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ...ontology.iris import Iris
from ...queries.catalogue import load_query
from ..store import Store
from .slices import Slice, in_years, read_events, read_kinds
from .walks import describe_relations

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Neighbors", "Opened", "Relation"]

_KEPT = 256  # things whose neighbors are kept in memory
_DATED = ("edition", "agreement")  # which of these have no years are of none


@dataclass(frozen=True)
class Opened:
    """What of a thing (IRI) is shown: the things that a property leads to, or comes from.

    The property goes by the end of its IRI (``organizer``). Of the things perhaps a `part` only: a
    kind or class, a decade (``2020s``) or a year (``2023``).
    """

    thing: str
    property: str
    forward: bool
    part: str = ""


@dataclass(frozen=True)
class Relation:
    """A predicate of a thing, or one that leads to it, with the number of things at its other end.

    `kinds` counts them by kind (bodies) or class, `decades` and `years` by these: not all have one,
    and some have several.
    """

    predicate: str
    forward: bool
    number: int
    kinds: Mapping[str, int]
    decades: Mapping[int, int]
    years: Mapping[int, int]

    @property
    def name(self) -> str:
        """The end of the predicate's IRI, which no other relation has."""
        return _name(self.predicate)


@dataclass(frozen=True)
class _Neighbor:
    property: str
    forward: bool
    other: str
    sources: tuple[str, ...]


class Neighbors:
    """The things next to the things of one store; what was read of years and kinds is kept."""

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._next_to = lru_cache(_KEPT)(self._read)

    @cached_property
    def _years(self) -> Mapping[str, tuple[int, ...]]:
        return read_events(self._store, agreements=True, series=False).years

    @cached_property
    def extent(self) -> tuple[int, int] | None:
        """The first and the last year of all editions and agreements."""
        years = [year for some in self._years.values() for year in some]
        return (min(years), max(years)) if years else None

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return read_kinds(self._store)

    def _read(self, thing: str) -> tuple[_Neighbor, ...]:
        """What is next to a thing, in the order of properties and IRIs."""
        text = load_query("network", "neighbors").text
        found = self._store.columns(text, {"thing": NamedNode(thing)})
        names = ("property", "other", "forward", "source")
        texts = [found[name].texts() for name in names]
        said: dict[tuple[str, str, str], set[str]] = {}
        for row in zip(*(found[name].codes.tolist() for name in names), strict=True):
            property_, other, forward, source = (
                each[code] for each, code in zip(texts, row, strict=True)
            )
            if self._iris.class_of(other) and other != thing:
                said.setdefault((property_, forward, other), set()).add(source)
        return tuple(
            _Neighbor(property_, "true" in forward, other, tuple(sorted(said[key])))
            for key in sorted(said)
            for property_, forward, other in [key]
        )

    def relations(self, thing: str, limits: Slice) -> tuple[Relation, ...]:
        """The relations of a thing within the years of the limits, the larger ones last."""
        groups: dict[tuple[str, bool], list[str]] = {}
        for each in self._next_to(thing):
            if self._allowed(each.other, limits):
                groups.setdefault((each.property, each.forward), []).append(each.other)
        found = [self._counted(*key, others) for key, others in groups.items()]
        return tuple(sorted(found, key=lambda each: (each.number, each.predicate, each.forward)))

    def _counted(self, property_: str, forward: bool, others: Sequence[str]) -> Relation:
        years = [self._years.get(other, ()) for other in others]
        by_year = Counter(year for some in years for year in some)
        by_decade = Counter(decade for some in years for decade in {_decade(year) for year in some})
        kinds = Counter(map(self._kind, others))
        return Relation(
            property_,
            forward,
            len(others),
            dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
            dict(sorted(by_decade.items())),
            dict(sorted(by_year.items())),
        )

    def network(
        self, start: str, opened: Iterable[Opened], limits: Slice, most: int
    ) -> tuple[nx.Graph, dict[Opened, int]]:
        """A thing with all that was opened, as `around` makes it, and what was left out of what.

        What is opened of a thing that is not there (yet) is passed over. The network has at most
        `most` nodes.
        """
        import networkx as nx

        graph: nx.Graph = nx.Graph(view="ego", through="", slice=limits.limits())
        graph.add_node(start)
        left: dict[Opened, int] = {}
        for each in opened:
            for neighbor in self._of(each, limits) if each.thing in graph else ():
                if neighbor.other in graph or len(graph) < most:
                    _add(graph, each.thing, neighbor)
                else:
                    left[each] = left.get(each, 0) + 1
        describe_relations(graph, self._store, self._iris)
        return graph, left

    def _of(self, opened: Opened, limits: Slice) -> Iterable[_Neighbor]:
        wanted = (opened.property, opened.forward)
        for each in self._next_to(opened.thing):
            is_wanted = (_name(each.property), each.forward) == wanted
            if (
                is_wanted
                and self._is(each.other, opened.part)
                and self._allowed(each.other, limits)
            ):
                yield each

    def _allowed(self, thing: str, limits: Slice) -> bool:
        """With years asked for, no editions and agreements of other years."""
        dated = thing in self._years or self._iris.class_of(thing) in _DATED
        return not dated or in_years(self._years.get(thing, ()), limits)

    def _is(self, thing: str, part: str) -> bool:
        if part[:4].isdecimal():
            years = self._years.get(thing, ())
            return int(part[:4]) in (map(_decade, years) if part.endswith("s") else years)
        return not part or self._kind(thing) == part

    def _kind(self, thing: str) -> str:
        return self._kinds.get(thing) or self._iris.class_of(thing)


def _name(property_: str) -> str:
    return re.split("[#/]", property_)[-1]


def _decade(year: int) -> int:
    return year // 10 * 10


def _add(graph: nx.Graph, thing: str, neighbor: _Neighbor) -> None:
    """Add a relation to the edge between two things."""
    ends = (thing, neighbor.other) if neighbor.forward else (neighbor.other, thing)
    data = graph.get_edge_data(*ends) or {"facts": (), "sources": ()}
    facts = tuple(sorted({*data["facts"], (ends[0], neighbor.property, ends[1])}))
    sources = tuple(sorted({*data["sources"], *neighbor.sources}))
    graph.add_edge(*ends, facts=facts, sources=sources, weight=len(facts))
