"""Events: editions with their series, places, days and parties, and the parts of their programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ...ontology.fields import EVENT_TYPES
from ...ontology.model import Activity, Edition, Evidence, Record, Series, Text
from ..records.rules import Fault
from ..text.output.known import KnownThings
from ..text.output.resolver import Resolver
from .context import Context
from .editions import Editions, Identity
from .nodes import Node
from .parties import Parties
from .places import Places
from .words import series_in

__all__ = ["Events"]

_OF_EVENT = (
    *("names", "start", "end", "given_up", "status", "location", "above", "below", "website"),
    *("same_as", "ordinal", "part", "time", "during"),
)
_OF_SERIES = ("names", "aliases", "abbreviation", "website", "same_as", "below", "above")
_OF_PART = ("names", "above", "below")
_NO_NAME = Fault("missing-value", "it has no name")


class Events:
    """Reads the events, series and bodies among the nodes of a file."""

    def __init__(self, context: Context, resolver: Resolver, known: KnownThings) -> None:
        self._context, self._resolver, self._known = context, resolver, known
        self._editions = Editions(context, resolver, known)
        self._parties = Parties(context, resolver)
        self._places = Places(context.vocabulary, context.spool.node)
        of, roles = context.vocabulary.of, context.vocabulary.roles
        self._read = {
            name: frozenset(term for field in fields for term in of(field)) | set(more)
            for name, fields, more in (
                ("event", _OF_EVENT, roles),
                ("series", _OF_SERIES, ()),
                ("part", _OF_PART, ()),
            )
        }

    def read(self, node: Node) -> Iterator[Record]:
        """The records of a node; of one that stands for nothing of its own none."""
        kinds = self._context.kinds(node)
        if "series" in kinds:
            yield from self._series(node)
        elif "event" in kinds:
            yield from self._event(node)
        elif "body" in kinds and node.key == node.page and (body := self._parties.body(node)):
            yield from body[1]
            self._context.loaded()
        elif not kinds:
            self._context.skipped.node(node)

    def _event(self, event: Node) -> Iterator[Record]:
        names, status = self._context.texts(event, "names"), self._status(event)
        top = self._editions.top(event)
        if not names:
            self._reject(event, "name", "", _NO_NAME)
        elif status == "cancelled":
            fault = Fault("cancelled-event", "the event is cancelled, so it is no edition")
            self._reject(event, "eventStatus", status, fault)
        elif isinstance(top, Fault):
            self._reject(event, "superEvent", names[0].value, top)
        elif top is not None:
            yield from self._part(event, names, top)
        else:
            yield from self._edition(event, names, status)

    def _part(self, event: Node, names: tuple[Text, ...], top: Node) -> Iterator[Record]:
        """A part of the program of an edition; the graph has only its name."""
        if not self._context.texts(top, "names") or self._status(top) == "cancelled":
            fault = Fault("dangling-reference", "it is part of an event that is not loaded")
            self._reject(event, "superEvent", names[0].value, fault)
            return
        edition, where = self._editions.identity(top).edition, self._context.where(event)
        self._context.skipped.rest(event, self._read["part"])
        self._context.loaded()
        yield from (Activity(where, edition, name) for name in names)

    def _edition(
        self, event: Node, names: tuple[Text, ...], status: str | None
    ) -> Iterator[Record]:
        context, where = self._context, self._context.where(event)
        found = self._editions.identity(event)
        period = found.period
        for term, text, fault in period.wrong:
            context.reject(event.fragment, term, text, fault)
        for term in period.others:
            context.skipped.value(event, term, "a second value")
        places: dict[str, Any] = self._place(event)
        edition = Edition(
            found.edition,
            where,
            found.series.id if found.series else None,
            found.year,
            found.ordinal,
            names=names,
            start=period.start,
            end=period.end,
            status=status,
            derived=_derived(found),
            event_types=self._types(event),
            same_as=context.same_as(event),
            **places,
        )
        yield from self._named_series(found, names, where)
        yield edition
        if period.given_up and period.given_up != period.start:
            yield replace(_bare(edition), start=period.given_up, status="postponed")
        context.loaded()
        town = places.get("city") or places.get("province")
        yield from self._parties.of(event, found.edition, town.value if town else None)
        context.skipped.rest(event, self._read["event"])
        for term, _ in event.all(context.vocabulary.of("website")):
            context.skipped.value(event, term, "an edition has no address of its own")

    def _named_series(
        self, found: Identity, names: tuple[Text, ...], where: Evidence
    ) -> Iterator[Record]:
        """The record of a series that an event names, unless it is known by that name."""
        if found.series is None:
            return
        known = self._known.names.get(found.series.id)
        if found.above is None:
            if known is None:
                yield Series(found.series.id, where, (series_in(names[0]),))
            return
        yield from self._series(found.above, is_counted=False)

    def _series(self, node: Node, *, is_counted: bool = True) -> Iterator[Record]:
        context = self._context
        names = context.texts(node, "names")
        if not names:
            if is_counted:
                self._reject(node, "name", "", _NO_NAME)
            return
        found = self._resolver.series(names)
        known = self._known.names.get(found.id, set())
        new = tuple(name for name in names if name.value not in known)
        aliases = tuple(n for n in context.texts(node, "aliases") if n.value not in known)
        short = next(iter(context.texts(node, "abbreviation")), None)
        yield Series(
            found.id,
            context.where(node),
            names=() if known else new,
            abbreviation=short.value if short and not known else None,
            website=context.website(node),
            aliases=(*new, *aliases) if known else aliases,
            same_as=context.same_as(node),
        )
        if is_counted:
            context.loaded()
            context.skipped.rest(node, self._read["series"])

    def _place(self, event: Node) -> dict[str, Text]:
        """The first location that is a place of the world."""
        found: dict[str, Text] = {}
        for term, value in event.all(self._context.vocabulary.of("location")):
            places = self._places.read(value, event.page)
            if not places:
                self._context.skipped.value(event, term, "no place of the world with a name")
            elif found:
                self._context.skipped.value(event, term, "a second place")
            else:
                found = places
        return found

    def _status(self, event: Node) -> str | None:
        """What the status says; that an event is cancelled counts before all else."""
        vocabulary = self._context.vocabulary
        found = set()
        for _, value in event.all(vocabulary.of("status")):
            term = vocabulary.term(value.text)
            found.add(vocabulary.status.get(term) or vocabulary.status.get(f"schema:{term}"))
        return next((name for name in ("cancelled", "postponed", "online") if name in found), None)

    def _types(self, event: Node) -> tuple[str, ...]:
        """What kinds of event it is called, the general one only where there is no other."""
        names = sorted({each.rpartition(":")[2] for each in event.types} & EVENT_TYPES.keys())
        return tuple(name for name in names if name != "Event" or len(names) == 1) or ("Event",)

    def _reject(self, node: Node, what: str, words: str, fault: Fault) -> None:
        self._context.reject(node.fragment, what, words, fault)


def _derived(found: Identity) -> tuple[str, ...]:
    """The fields that are not printed as they are written."""
    has_year = found.year is not None and not found.printed
    return (("year",) if has_year else ()) + found.period.derived


def _bare(edition: Edition) -> Edition:
    """The same edition, of which nothing is stated yet."""
    return Edition(edition.id, edition.evidence, None, event_types=edition.event_types)
