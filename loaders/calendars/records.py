"""Records of the events of one calendar: series, editions, organizers and parts of programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from ...ontology.iris import identifier
from ...ontology.model import (
    Activity,
    Edition,
    Evidence,
    Organization,
    Participation,
    Record,
    Series,
    Text,
)
from ..records.rules import Fault
from ..text.facts.background import OFFICE
from ..text.output.known import KnownThings
from ..text.output.resolver import Resolved, Resolver
from .cells import is_body
from .events import Happening

__all__ = ["Events", "Outcome"]

# What became of an event: its records, or the property at fault and why.
Outcome = tuple[Happening, Sequence[Record] | tuple[str, Fault]]


class Events:
    """The events of the calendar `source` in a `file`, in the order of its lines.

    `left_out` counts what of them is not loaded.
    """

    def __init__(
        self, happenings: Sequence[Happening], file: str, source: str, contacts: bool
    ) -> None:
        self.left_out: Counter[str] = Counter()
        self._happenings = happenings
        self._file, self._source, self._contacts = file, source, contacts
        self._above = _parents(happenings)
        self._named: dict[str, set[str]] = defaultdict(set)

    def read(self, resolver: Resolver, known: KnownThings) -> Iterator[Outcome]:
        """Each event once; first those that are not part of another."""
        tops = [each for each in self._happenings if not self._is_part(each)]
        series = [resolver.series([_name(each)]) for each in tops]
        editions = _editions(tops, series, known)
        for each, found, edition in zip(tops, series, editions, strict=True):
            if each.recurs:
                self.left_out["RRULE"] += 1
                yield each, self._series(each, found, known)
            elif edition is None:
                message = "without a UID it cannot be told from others of its series and year"
                yield each, ("UID", Fault("missing-value", message))
            else:
                described = self._series(each, found, known)
                edited = self._edition(each, found.id, edition)
                yield each, [*described, edited, *self._organizer(each, edition, resolver)]
        held = {
            each.uid: edition
            for each, edition in zip(tops, editions, strict=True)
            if edition and each.uid and not each.recurs
        }
        for each in self._happenings:
            if self._is_part(each):
                yield each, self._activity(each, held)

    def _is_part(self, each: Happening) -> bool:
        return bool(each.parents) or each.uid in self._above

    def _where(self, each: Happening) -> Evidence:
        return Evidence(self._file, each.block.fragment, self._source)

    def _series(self, each: Happening, found: Resolved, known: KnownThings) -> list[Record]:
        """The record of a name of a series, as for texts; none if it is known by that name."""
        name, names = _name(each), known.names.get(found.id, set()) | self._named[found.id]
        self._named[found.id].add(name.value)
        if name.value in names:
            return []
        where = self._where(each)
        return [
            Series(found.id, where, aliases=(name,)) if names else Series(found.id, where, (name,))
        ]

    def _edition(self, each: Happening, series: str, edition: str) -> Edition:
        places: dict[str, Any] = dict(each.places)
        return Edition(
            edition,
            self._where(each),
            series,
            each.year,
            each.series.ordinal,
            names=(each.title,) if each.title.value != each.series.name else (),
            start=each.days.start,
            end=each.days.end,
            status=each.status,
            derived=each.days.derived,
            **places,
        )

    def _organizer(self, each: Happening, edition: str, resolver: Resolver) -> list[Record]:
        """The organizer, unless it may be a person."""
        if each.organizer is None:
            return []
        name, mailbox = each.organizer
        if not is_body(name.value, mailbox):
            self.left_out["ORGANIZER"] += 1
            return []
        city = dict(each.places).get("city")
        found = resolver.body(name, place=city.value if city else None)
        where = self._where(each)
        kept = mailbox if self._contacts or OFFICE.search(mailbox) else ""
        part = Participation(where, found.id, "organizer", edition, email=kept or None)
        if found.known:
            return [part]
        return [Organization(found.id, where, (name,), kind=found.kind), part]

    def _activity(self, each: Happening, held: dict[str, str]) -> list[Record] | tuple[str, Fault]:
        """A part of the program of the edition at the end of its chain of events."""
        above, seen = each.parents[0] if each.parents else self._above[each.uid], {each.uid}
        while above not in held and above in self._above and above not in seen:
            seen.add(above)
            above = self._above[above]
        if above in held:
            self.left_out.update(
                ("DTSTART of a part", "LOCATION of a part")[: 1 + bool(each.places)]
            )
            return [Activity(self._where(each), held[above], each.title)]
        if above in seen:
            return "RELATED-TO", Fault("cyclic-reference", f"it is part of itself ({above})")
        message = f"it is part of {above}, which is no edition of this calendar"
        return "RELATED-TO", Fault("dangling-reference", message)


def _name(each: Happening) -> Text:
    return Text(each.series.name, each.title.language)


def _parents(happenings: Sequence[Happening]) -> dict[str, str]:
    """The UID of the event that each event (UID) is part of, whichever of the two says so."""
    found = {each.uid: each.parents[0] for each in happenings if each.uid and each.parents}
    for each in happenings:
        for child in each.children:
            found.setdefault(child, each.uid)
    return found


def _editions(
    tops: Sequence[Happening], series: Sequence[Resolved], known: KnownThings
) -> list[str | None]:
    """The edition that each event is; those of one series and year are told apart by their UIDs."""
    names, keys = [], defaultdict(set)
    for each, found in zip(tops, series, strict=True):
        edition = known.edition(found.id, each.year, each.series.ordinal)
        names.append(edition or f"{found.id}-{each.year}")
        if not each.recurs:
            keys[names[-1]].add((each.uid + each.instance) or each.block.fragment)
    return [
        name
        if len(keys[name]) < 2
        else identifier(name, each.uid + each.instance)
        if each.uid
        else None
        for each, name in zip(tops, names, strict=True)
    ]
