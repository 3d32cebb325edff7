"""Slices: which part of a network is wanted, by years, series, roles, kinds and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

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
    "events_within",
    "in_years",
    "make_slice",
    "of_kinds",
    "read_events",
    "read_kinds",
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
    if not min_weight >= 0:  # and not a number is not either
        raise SettingError(f"a least weight of {min_weight} is none", "Give 0 or more.")

    def things(kind: str, given: Names) -> tuple[str, ...]:
        return tuple(resolve(kind, name).value for name in _listed(given))

    def names(scheme: str, given: Names) -> tuple[str, ...]:
        known = {concept(scheme, name): name for name in schemes()[scheme].values()}
        return tuple(known[iri] for iri in things(scheme, given))

    return Slice(
        _range(years),
        things("series", series),
        names("role", role),
        names("kind", kind),
        things("place", place),
        min_weight,
    )


def _range(years: object) -> tuple[int | None, int | None] | None:
    """First and last year; one year is both. Raises SettingError for what is no range of years."""
    if years is None:
        return None
    pair: tuple[Any, ...] = (years, years)
    if isinstance(years, tuple) and len(years) == 2:
        pair = years
    given = [year for year in pair if isinstance(year, int) and 0 < year < 10_000]
    if not given or len(given) + pair.count(None) < len(pair):
        raise SettingError(
            f"{years!r} is no range of years", "Give a year, or the first and the last of them."
        )
    if given[0] > given[-1]:
        raise SettingError(
            f"the years {given[0]}-{given[-1]} run backwards", "Write the earlier year first."
        )
    return pair[0] and given[0], pair[1] and given[-1]


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
            years[event] |= years.get(edition, set())
            series_of[event] |= series_of.get(edition, set())
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


def events_within(limits: Slice, events: Events, names: Iterable[str], store: Store) -> set[str]:
    """Those of `names` (editions, agreements) that are of the series, years and places wanted."""
    wanted = {
        name
        for name in names
        if (not limits.series or not set(limits.series).isdisjoint(events.series.get(name, ())))
        and in_years(events.years.get(name, ()), limits)
    }
    if limits.places:
        held = _held_in(store, limits.places)
        wanted = {name for name in wanted if not held.isdisjoint(events.holdings(name))}
    return wanted


def of_kinds(links: Links, limits: Slice, store: Store) -> Links:
    """The links of bodies of the kinds wanted."""
    if not limits.kinds:
        return links
    bodies = {body for body, kind in read_kinds(store).items() if kind in limits.kinds}
    return links.keep(links.among(links.member, bodies))


def in_years(years: Iterable[int], limits: Slice) -> bool:
    """True if one of the years is in the range, or there is no range."""
    if limits.years is None:
        return True
    first, last = limits.years
    return any(
        (first is None or first <= year) and (last is None or year <= last) for year in years
    )


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
