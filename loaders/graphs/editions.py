"""Editions: which edition or series an event is, or of which it is a part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...ontology.iris import identifier
from ...ontology.model import Text
from ..records.rules import Fault
from ..text.output.known import KnownThings
from ..text.output.resolver import Resolved, Resolver
from .context import Context
from .nodes import Node, Value
from .periods import Period, read_period
from .words import number_in, read_words, year_in

__all__ = ["Editions", "Identity"]

_NEAR = 4096  # events whose identity is kept for their parts
_DEEPEST = 100  # events that are part of each other


@dataclass(frozen=True, slots=True)
class Identity:
    """The edition that an event is; `series` is None where nothing tells it.

    `above` is the node that describes the series; `printed` tells that its name has the year.
    """

    edition: str
    period: Period
    series: Resolved | None = None
    above: Node | None = None
    year: int | None = None
    ordinal: int | None = None
    printed: bool = False


class Editions:
    """Finds out what events are, by their names and what they are part of."""

    def __init__(self, context: Context, resolver: Resolver, known: KnownThings) -> None:
        self._context, self._known = context, known
        self._page, self._taken = "", dict[str, str | None]()
        self._by_key = lru_cache(_NEAR)(self._identity)
        self._series = lru_cache(_NEAR)(resolver.series)
        self._parents = lru_cache(_NEAR)(self._parents_of)

    def identity(self, event: Node) -> Identity:
        """The edition that an event is."""
        return self._by_key(event.page, event.key)

    def top(self, event: Node) -> Node | Fault | None:
        """The edition that an event is part of, at the end of the chain; None if it is of none."""
        at, seen = event, {event.key}
        while above := self._above(at):
            if above.key in seen or len(seen) > _DEEPEST:
                message = f"it is part of itself, or of more than {_DEEPEST} events"
                return Fault("cyclic-reference", message)
            seen.add(above.key)
            at = above
        return None if at is event else at

    def _above(self, event: Node) -> Node | None:
        """The event that one is part of; a series is no event."""
        return next(
            (each for each in self._parents(event.page, event.key) if not self._is_series(each)),
            None,
        )

    def _series_above(self, event: Node) -> Node | None:
        return next(
            (each for each in self._parents(event.page, event.key) if self._is_series(each)), None
        )

    def _parents_of(self, page: str, key: str) -> list[Node]:
        context, event = self._context, self._context.spool.node(page, key)
        assert event
        values = [value for _, value in event.all(context.vocabulary.of("above"))]
        keys = context.spool.above(event.page, event.key)
        values += [Value(key, is_ref=True) for key in keys]
        nodes = (context.node(event, value) for value in values)
        return [node for node in nodes if node and context.kinds(node) & {"event", "series"}]

    def _is_series(self, node: Node) -> bool:
        """A node that is called a series, or an event without a year that has the name of one."""
        if "series" in self._context.kinds(node):
            return True
        names = self._names(node)
        if (
            read_period(self._context, node).start
            or not names
            or any(year_in(name.value) for name in names)
        ):
            return False
        return self._series(names).known

    def _identity(self, page: str, key: str) -> Identity:
        event = self._context.spool.node(page, key)
        assert event
        names, above = self._names(event), self._series_above(event)
        series_names = self._names(above) if above else ()
        series = self._series(series_names or names) if series_names or names else None
        if series and not (series.known or series_names):
            series = None
        years = {year_in(name.value) for name in names} - {None}
        printed = next(iter(years)) if len(years) == 1 else None
        period = read_period(self._context, event)
        start = period.start
        year = printed or (int(start[:4]) if start else None)
        ordinal = self._ordinal(event, names if series else ())
        own = edition = identifier("event", *_parts(event))
        if series and series.known:
            edition = self._known.edition(series.id, year, ordinal) or (
                f"{series.id}-{year or ordinal}" if year or ordinal else own
            )
            edition = self._apart(event, edition, start)
        return Identity(edition, period, series, above, year, ordinal, printed is not None)

    def _apart(self, event: Node, edition: str, start: str | None) -> str:
        """Events of one page that begin on different days are not one edition."""
        if event.page != self._page:
            self._page, self._taken = event.page, {}
        first = self._taken.setdefault(edition, start)
        return (
            identifier(edition, *_parts(event)) if start and first and start != first else edition
        )

    def _names(self, node: Node) -> tuple[Text, ...]:
        found = (read_words(value) for _, value in node.all(self._context.vocabulary.of("names")))
        return tuple(words for words in found if isinstance(words, Text))

    def _ordinal(self, event: Node, names: tuple[Text, ...]) -> int | None:
        stated = [value.text for _, value in event.all(self._context.vocabulary.of("ordinal"))]
        numbers = {number_in(text) for text in stated or (name.value for name in names)} - {None}
        return numbers.pop() if len(numbers) == 1 else None


def _parts(event: Node) -> tuple[str, ...]:
    """What tells an event apart: its IRI, or its page with its label there."""
    return (event.page, event.key) if event.is_blank else (event.key,)
