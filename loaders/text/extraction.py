"""What a text states: facts on editions, each with the characters that say so and its rule.

The values are as printed; nothing is resolved here. `records` turns them into records, `labels`
into the flat JSON form that people and scorers read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = [
    "RELATIONS",
    "Activity",
    "Area",
    "Contact",
    "Deal",
    "Exhibit",
    "Extraction",
    "Fact",
    "Figure",
    "FoundEdition",
    "Heading",
    "Party",
    "Span",
    "Title",
    "Unused",
    "Value",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (not included) of the snapshot's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Party:
    """A named body in a role (concept of the scheme role), as printed."""

    name: str
    role: str
    as_stated: str | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A named exhibition area; `square_metres` only where given for that area."""

    name: str
    square_metres: int | None = None
    outdoor: bool = False
    debut: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A thing shown. `measures` are its own figures: (measure, value, unit, bound)."""

    name: str
    exhibitor: str | None = None
    debut: bool = False
    area: str | None = None
    measures: tuple[tuple[str, int | str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """A named or typed part of the programme; `mode` is offline, online or mixed if stated."""

    name: str
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """A titled list, report, index or declaration made public; `occasion` is where."""

    title: str
    kind: str | None = None
    occasion: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """One agreement: its title or description, the named parties and what it is worth.

    `amount` is (value, unit, bound); `counterparties` counts unnamed other parties.
    """

    title: str | None
    kind: str | None
    parties: tuple[str, ...] = ()
    amount: tuple[int, str, str] | None = None
    counterparties: int | None = None
    occasion: str | None = None
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic. `value` is in single units; `bound`, `scope`, `what` are concepts.

    `converted_from` is the unit of the figure that this one restates in brackets.
    """

    what: str
    value: int
    unit: str
    bound: str
    scope: str = "edition"
    as_of: str | None = None
    qualifier: str | None = None
    planned: bool = False
    converted_from: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """The office that speaks for an edition and its mailbox; never a person."""

    body: str | None
    email: str | None


Value = str | int | Party | Area | Exhibit | Activity | Title | Deal | Figure | Contact

# Relation -> type of its values.
RELATIONS: dict[str, type] = {
    "series": str,
    "alias": str,
    "year": int,
    "ordinal": int,
    "start": str,
    "end": str,
    "duration_days": int,
    "postponed_from": str,
    "planned": int,
    "city": str,
    "province": str,
    "country": str,
    "venue": str,
    "theme": str,
    "participation": Party,
    "area": Area,
    "exhibit": Exhibit,
    "activity": Activity,
    "release": Title,
    "agreement": Deal,
    "industry": str,
    "statistic": Figure,
    "first_year": int,
    "years_running": int,
    "website": str,
    "contact": Contact,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One relation of an edition with its value.

    `span` is the passage a reader has to see to believe it, `rule` the name of the rule that read
    it, `derived` tells that the value is not printed whole.
    """

    relation: str
    value: Value
    span: Span
    rule: str
    derived: bool = False


@dataclass(slots=True)
class FoundEdition:
    """One edition of which a text speaks, with all that it states of it."""

    facts: list[Fact] = field(default_factory=list)

    def values(self, relation: str) -> Iterator[Fact]:
        """The facts of one relation in the order of the text."""
        return (fact for fact in self.facts if fact.relation == relation)

    def first(self, relation: str) -> Value | None:
        """Value of the first fact of a relation, None if the text does not state it."""
        return next((fact.value for fact in self.values(relation)), None)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a text comes from, as it says itself (or its page): each value with its words.

    `published` is an ISO date; `title` the headline; `place` the city of the dateline, written with
    small letters where the dateline has capitals alone. Spans are None for what the page's markup
    and not its text says; `dateline_span` is all that stands before the first sentence: place,
    day, wire.
    """

    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    language: str = "en"
    published_span: Span | None = None
    publisher_span: Span | None = None
    place: str | None = None
    place_span: Span | None = None
    dateline_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Unused:
    """A sentence with figures or names that no rule took; `parts` are these figures and names."""

    span: Span
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one text. Offsets point into `text`, the snapshot."""

    name: str
    text: str
    heading: Heading
    editions: tuple[FoundEdition, ...] = ()
    unused: tuple[Unused, ...] = ()
