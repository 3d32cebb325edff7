"""Slices: which part of a network is wanted, by years, series, roles, kinds and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from pyoxigraph import NamedNode

from ...ontology.errors import SettingError
from ...ontology.iris import concept
from ...ontology.schemes import schemes
from ...queries.catalogue import load_query
from ..store import Store
from .links import Links

__all__ = [
    "Events",
    "Slice",
    "cut",
    "in_years",
    "make_slice",
    "read_events",
    "read_kinds",
    "within",
]

Names = Iterable[str] | str | None
T = TypeVar("T", int, str)


@dataclass(frozen=True)
class Slice:
    """What a network is limited to; an empty limit lets all through.

    `years` are the first and the last year, both included and either may be None; an edition
    whose year is not stated is in no range of years. `series` and `places` are IRIs (a part of a
    place is in it), `roles` and `kinds` names of concepts. Edges below `min_weight` are left out,
    with the nodes that then have none.
    """

    years: tuple[int | None, int | None] | None = None
    series: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    min_weight: float = 0

    def limits(self) -> dict[str, object]:
        """The limits that are set, by name."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value}


def make_slice(
    resolve: Callable[[str, str], NamedNode],
    *,
    years: tuple[int | None, int | None] | int | None = None,
    series: Names = None,
    role: Names = None,
    kind: Names = None,
    place: Names = None,
    min_weight: float = 0,
) -> Slice:
    """A slice from what people write; `resolve` finds the thing of a class by its name.

    Raises SettingError for years in the wrong order, UnresolvedNameError for unknown names.
    """
    if isinstance(years, int):
        years = (years, years)
    if years is not None and None not in years and years[0] > years[1]:  # type: ignore[operator]
        raise SettingError(
            f"the years {years[0]}-{years[1]} run backwards", "Write the earlier year first."
        )

    def things(kind: str, given: Names) -> tuple[str, ...]:
        return tuple(resolve(kind, name).value for name in _listed(given))

    def names(scheme: str, given: Names) -> tuple[str, ...]:
        known = {concept(scheme, name): name for name in schemes()[scheme].values()}
        return tuple(known[iri] for iri in things(scheme, given))

    return Slice(
        years,
        things("series", series),
        names("role", role),
        names("kind", kind),
        things("place", place),
        min_weight,
    )


def _listed(given: Names) -> list[str]:
    return [given] if isinstance(given, str) else list(given or ())


@dataclass(frozen=True)
class Events:
    """Years and series of editions, and of agreements by the edition at which they were signed.

    Both are tables from IRI to a sorted tuple (years as int, series as IRIs); `editions` leads
    from an agreement to its editions.
    """

    years: Mapping[str, tuple[int, ...]]
    series: Mapping[str, tuple[str, ...]]
    editions: Mapping[str, tuple[str, ...]]

    def holdings(self, event: str) -> tuple[str, ...]:
        """The editions of an event: an edition is its own."""
        return self.editions.get(event, (event,))


def read_events(store: Store, *, agreements: bool = False, series: bool = True) -> Events:
    """Years and series (if wanted) of all editions, with `agreements` of these as well."""
    years: dict[str, set[int]] = defaultdict(set)
    for event, year in _rows(store, "years_of_editions", "year"):
        years[event].add(int(year))
    series_of: dict[str, set[str]] = defaultdict(set)
    for event, name in _rows(store, "series_of_editions", "series") if series else ():
        series_of[event].add(name)
    editions: dict[str, set[str]] = defaultdict(set)
    if agreements:
        for event, edition in _rows(store, "editions_of_agreements", "edition"):
            editions[event].add(edition)
            years[event] |= years[edition]
            series_of[event] |= series_of[edition]
        for event, year in _rows(store, "years_of_agreements", "year"):
            years[event].add(int(year))
    return Events(_sorted(years), _sorted(series_of), _sorted(editions))


def _rows(store: Store, query: str, value: str) -> Iterable[tuple[str, str]]:
    found = store.columns(load_query("network", query).text)
    events, values = found["event"].texts(), found[value].texts()
    pairs = zip(found["event"].codes.tolist(), found[value].codes.tolist(), strict=True)
    return ((events[event], values[number]) for event, number in pairs)


def _sorted(table: Mapping[str, set[T]]) -> dict[str, tuple[T, ...]]:
    return {key: tuple(sorted(values)) for key, values in table.items()}


def cut(links: Links, limits: Slice, events: Events, store: Store) -> Links:
    """The links whose editions and bodies lie within the limits."""
    wanted = {name for name in links.names if within(name, limits, events)}
    if limits.places:
        held = _held_in(store, limits.places)
        wanted = {name for name in wanted if held.intersection(events.holdings(name))}
    if limits.years or limits.series or limits.places:
        links = links.keep(links.among(links.event, wanted))
    if limits.kinds:
        kinds = read_kinds(store)
        bodies = {body for body, kind in kinds.items() if kind in limits.kinds}
        links = links.keep(links.among(links.member, bodies))
    return links


def within(event: str, limits: Slice, events: Events) -> bool:
    """True if an edition or agreement is of the series and years that are asked for."""
    if limits.series and not set(limits.series).intersection(events.series.get(event, ())):
        return False
    return in_years(events.years.get(event, ()), limits)


def in_years(years: Iterable[int], limits: Slice) -> bool:
    """True if one of the years is in the range, or there is no range."""
    if limits.years is None:
        return True
    first, last = limits.years
    return any((first or 0) <= year <= (last or year) for year in years)


def _held_in(store: Store, places: Iterable[str]) -> set[str]:
    text = load_query("network", "editions_in_place").text
    return {
        edition
        for place in places
        for edition in store.columns(text, {"place": NamedNode(place)})["event"].texts()
    }


def read_kinds(store: Store) -> dict[str, str]:
    """The kind of each body that has one, as the name of its concept."""
    found = store.columns(load_query("network", "kinds").text)
    nodes, kinds = found["node"].texts(), found["kind"].texts()
    pairs = zip(found["node"].codes.tolist(), found["kind"].codes.tolist(), strict=True)
    return {nodes[node]: kinds[kind] for node, kind in pairs}
