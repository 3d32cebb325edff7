"""Spans: in which years which body of a network had which role, for pictures and pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...ontology.errors import SettingError
from .labels import label_of
from .style import ordered, word_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MOST_LANES", "ROLE_UNSTATED", "Lane", "Spans", "role_word", "runs_of", "spans_of"]

MOST_LANES = 60
ROLE_UNSTATED = "role not stated"
_MOST_YEARS = 150
_ROLE_UNSTATED = {"en": ROLE_UNSTATED, "zh": "角色不详"}


@dataclass(frozen=True, slots=True)
class Lane:
    """A body and its roles by year."""

    body: str
    label: str
    roles: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Spans:
    """The lanes of a network and its years.

    Of `bodies` in all the lanes are those with most years. `years` are all from the first to the
    last, `held` those with editions, `stated` those in which a body has a role, and `partial` those
    of them whose lists are not complete, so that a gap means nothing.
    """

    lanes: list[Lane]
    bodies: int
    years: range
    held: frozenset[int]
    stated: frozenset[int]
    partial: frozenset[int]

    @property
    def roles(self) -> list[str]:
        """The roles of the lanes, in the order of legends."""
        return ordered(
            {each for lane in self.lanes for found in lane.roles.values() for each in found}
        )


def spans_of(graph: nx.Graph, language: str = "en", bodies: Collection[str] = ()) -> Spans:
    """The lanes of a network of bodies and editions, or of some bodies (IRIs), in order of time.

    Raises SettingError for another kind of network and for more than 150 years.
    """
    every = _lanes(graph, language)
    lanes = [lane for lane in every if not bodies or lane.body in bodies]
    held = _years_held(graph)
    stated = frozenset(year for lane in every for year in lane.roles)
    partial = stated & set(graph.graph.get("partial_years", ()))
    return Spans(_chosen(lanes), len(lanes), _span(held), frozenset(held), stated, partial)


def _lanes(graph: nx.Graph, language: str) -> list[Lane]:
    """Every body with a role in a year that is stated."""
    roles: dict[str, dict[int, set[str]]] = {}
    for one, other, tie in graph.edges(data=True):
        bodies = [node for node in (one, other) if _is_body(graph, node)]
        if len(bodies) != 1 or "roles" not in tie:
            raise SettingError(
                "lanes show the roles of bodies at editions, and this network has other ties",
                "Take the network body-edition.",
            )
        for year in tie.get("years", ()):
            found = roles.setdefault(bodies[0], {}).setdefault(year, set())
            found.update(map(str, tie["roles"] or (ROLE_UNSTATED,)))
    return [
        Lane(
            body,
            label_of(body, graph.nodes[body], language),
            {year: tuple(ordered(found)) for year, found in sorted(by_year.items())},
        )
        for body, by_year in sorted(roles.items())
    ]


def _is_body(graph: nx.Graph, node: str) -> bool:
    return bool(graph.nodes[node].get("type") == "organization")


def _chosen(lanes: Iterable[Lane]) -> list[Lane]:
    """At most 60 lanes, those with most years, in the order of the figure."""
    most = sorted(lanes, key=lambda lane: (-len(lane.roles), min(lane.roles), lane.body))
    return sorted(
        most[:MOST_LANES],
        key=lambda lane: (min(lane.roles), -len(lane.roles), lane.label, lane.body),
    )


def _years_held(graph: nx.Graph) -> set[int]:
    """Years in which the network has editions."""
    held = {year for _, _, tie in graph.edges(data=True) for year in tie.get("years", ())}
    for node, attributes in graph.nodes(data=True):
        if not _is_body(graph, node):
            held.update(attributes.get("years", ()))
    return held


def _span(held: set[int]) -> range:
    if not held:
        return range(0)
    years = range(min(held), max(held) + 1)
    if len(years) > _MOST_YEARS:
        raise SettingError(
            f"the years {years.start} to {years.stop - 1} do not fit in one figure",
            f"Limit the network to at most {_MOST_YEARS} years.",
        )
    return years


def runs_of(roles: Mapping[int, tuple[str, ...]]) -> list[tuple[int, int, tuple[str, ...]]]:
    """First and last year of each run of consecutive years with the same roles.

    >>> runs_of({2018: ("organizer",), 2019: ("organizer",), 2021: ("organizer",)})
    [(2018, 2019, ('organizer',)), (2021, 2021, ('organizer',))]
    """
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    for year, found in sorted(roles.items()):
        if runs and runs[-1][1] == year - 1 and runs[-1][2] == found:
            runs[-1] = (runs[-1][0], year, found)
        else:
            runs.append((year, year, found))
    return runs


def role_word(role: str, language: str = "en") -> str:
    """A role, or that it is not stated, in a language ("en", "zh")."""
    if role == ROLE_UNSTATED:
        return _ROLE_UNSTATED.get(language, ROLE_UNSTATED)
    return word_of(role, language)
