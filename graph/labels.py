"""Labels: what things are called, in the language asked for; figures and roles told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import product

from pyoxigraph import Literal, NamedNode

from ..ontology.iris import concept
from ..queries.catalogue import load_query
from .result import Term, value_of
from .store import Store

__all__ = ["Labels"]

_KEPT = 16384  # things whose names are kept in memory
_EXACT = concept("bound", "exact")
_COUNT = concept("unit", "count")

Name = tuple[str, str | None]  # a label and its language


class Labels:
    """Labels of the things, properties and concepts of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: Callable[[str], tuple[Name, ...]] = lru_cache(_KEPT)(self._read)
        self._words: Callable[[str], tuple[Name, ...]] = lru_cache(_KEPT)(self._tell)

    def name(self, iri: str, language: str = "en") -> str:
        """The name of a thing: in `language`, else in English, else any; empty if it has none."""
        return _best(self._names(iri), language)

    def label(self, iri: str, language: str = "en") -> str:
        """The name of a thing; figures and participations, which have none, are told in words."""
        return self.name(iri, language) or _best(self._words(iri), language)

    def _read(self, iri: str) -> tuple[Name, ...]:
        return tuple(
            (name.value, name.language)
            for (name,) in self._rows("names", iri, "name")
            if isinstance(name, Literal)
        )

    def _tell(self, iri: str) -> tuple[Name, ...]:
        return tuple(self._figures(iri)) or tuple(self._roles(iri))

    def _roles(self, iri: str) -> Iterator[Name]:
        """A participation as ``organizer: Lake Office, Lake Fair 2031``."""
        for parts in self._rows("participation", iri, "role", "body", "context"):
            for language, (role, body, context) in self._alike(parts):
                yield f"{role}: {body}, {context}", language

    def _figures(self, iri: str) -> Iterator[Name]:
        """A figure as ``exhibitors (abroad): more than 1,200``: a count needs no unit."""
        columns = ("measure", "bound", "unit", "number", "qualifier")
        for *parts, number, qualifier in self._rows("figure", iri, *columns):
            value = value_of(number)
            digits = f"{value:,}" if isinstance(value, int | Decimal) else str(value)
            part = f" ({value_of(qualifier)})" if qualifier else ""
            for language, (measure, bound, unit) in self._alike(parts):
                about = "" if _is(parts[1], _EXACT) else f"{bound} "
                of = "" if _is(parts[2], _COUNT) else f" {unit}"
                yield f"{measure}{part}: {about}{digits}{of}", language

    def _alike(self, parts: Iterable[Term | None]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The names of several things in each of the languages in which all of them have one."""
        for names in product(*(self._names(str(value_of(part))) for part in parts)):
            (_, language), *others = names
            if language and all(other == language for _, other in others):
                yield language, tuple(name for name, _ in names)

    def _rows(self, query: str, iri: str, *columns: str) -> Iterator[tuple[Term | None, ...]]:
        result = self._store.select(load_query("explain", query).text, {"subject": NamedNode(iri)})
        places = [result.columns.index(name) for name in columns]
        for row in result.terms:
            yield tuple(row[place] for place in places)


def _best(names: Iterable[Name], language: str) -> str:
    wanted = [language, "en", None]
    ranked = ((wanted.index(own) if own in wanted else len(wanted), name) for name, own in names)
    return min(ranked, default=(0, ""))[1]


def _is(term: Term | None, iri: str) -> bool:
    return isinstance(term, NamedNode) and term.value == iri
