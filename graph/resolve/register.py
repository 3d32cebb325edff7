"""What is known by name: authority files, the bundled series, and what tables describe."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ...ontology import authority
from ...ontology.iris import CONCEPTS, DEFAULT_BASE, Iris, expand
from ...ontology.model import Organization, Series
from .fold import fold, fold_series

__all__ = ["Register", "known_bodies", "known_series"]

_SERIES = Path(__file__).parents[2] / "loaders" / "bundled" / "series.csv"
_ALTERNATIVES = " / "  # two names in one cell, as in "World Intelligence Congress / Expo"
Described = tuple[str, tuple[str, ...], str | None]


class Register:
    """Things of one class by their names; `folded` is the form in which names are compared."""

    def __init__(self, folded: Callable[[str], str] = fold) -> None:
        self._folded = folded
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.names

    def add(self, identifier: str, names: Iterable[str], kind: str | None = None) -> None:
        """Note a thing with its names; several calls for one thing add up."""
        own = self.names.setdefault(identifier, [])
        for name in names:
            if name not in own:
                own.append(name)
                self._by_name[self._folded(name)].add(identifier)
        if kind:
            self.kinds.setdefault(identifier, kind)

    def add_body(self, record: Organization) -> None:
        """Note a body that a table describes."""
        names = (text.value for text in (*record.names, *record.aliases))
        self.add(record.id, names, record.kind)

    def add_series(self, record: Series) -> None:
        """Note a series that a table describes."""
        cells = [*(text.value for text in (*record.names, *record.aliases)), record.abbreviation]
        self.add(record.id, _split(cells))

    def find(self, name: str) -> frozenset[str]:
        """The things that have this name."""
        return frozenset(self._by_name.get(self._folded(name), ()))

    def label(self, identifier: str) -> str:
        """The first name of a thing."""
        return next(iter(self.names.get(identifier, ())), identifier)


def known_bodies(described: Iterable[Organization] = ()) -> Register:
    """The bodies of the authority file and those that the tables of a load describe.

    >>> known_bodies().find("工業和信息化部")
    frozenset({'miit'})
    """
    register = Register()
    for identifier, names, kind in _authority():
        register.add(identifier, names, kind)
    for record in described:
        register.add_body(record)
    return register


@lru_cache(maxsize=1)
def _authority() -> tuple[Described, ...]:
    """Identifier, names as they are written and kind of every body of the authority file."""
    prefix = f"{DEFAULT_BASE}id/{authority.AUTHORITIES['bodies']}/"
    labels = [expand(f"skos:{name}") for name in ("prefLabel", "altLabel", "hiddenLabel")]
    names: dict[str, list[tuple[int, str]]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for quad in authority.quads("bodies", Iris()):
        assert isinstance(quad.subject, NamedNode)
        identifier, predicate = quad.subject.value.removeprefix(prefix), quad.predicate.value
        if identifier == quad.subject.value:
            continue  # a change or an entry of another class
        if predicate in labels and isinstance(quad.object, Literal):
            names[identifier].append((labels.index(predicate), quad.object.value))
        elif predicate == expand("cvn:kind") and isinstance(quad.object, NamedNode):
            kinds[identifier] = quad.object.value.removeprefix(f"{CONCEPTS}kind/").replace("-", " ")
    return tuple(
        (identifier, tuple(name for _, name in sorted(own)), kinds.get(identifier))
        for identifier, own in names.items()
    )


def known_series(described: Iterable[Series] = ()) -> Register:
    """The bundled series and those that the tables of a load describe.

    >>> known_series().find("第六届世界制造业大会")
    frozenset({'wmc'})
    """
    register = Register(fold_series)
    for identifier, names in _bundled():
        register.add(identifier, names)
    for record in described:
        register.add_series(record)
    return register


@lru_cache(maxsize=1)
def _bundled() -> tuple[tuple[str, tuple[str, ...]], ...]:
    with _SERIES.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            (row["series_id"], _split([row["name_en"], row["name_zh"], row["abbreviation"]]))
            for row in csv.DictReader(file)
        )


def _split(cells: Collection[str | None]) -> tuple[str, ...]:
    return tuple(
        name.strip() for cell in cells if cell for name in cell.split(_ALTERNATIVES) if name.strip()
    )
