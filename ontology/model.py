"""The record types: what a loader yields and the graph is made of, each with its evidence.

Records are plain values. Things are named by identifiers (``wmc-2023``), concepts by their name in
a scheme (``guest of honour``); only `convenor.ontology.rdf` knows IRIs and predicates. An empty
field (`None`, ``()``) means *not stated by this source*, never *no*.
"""

from __future__ import annotations

from dataclasses import dataclass

from .evidence import Evidence, Passage
from .values import Amount, Text

__all__ = [
    "RECORD_TYPES",
    "Activity",
    "Agreement",
    "Amount",
    "Area",
    "Edition",
    "Evidence",
    "Exhibit",
    "Industry",
    "InputFile",
    "Organization",
    "Participation",
    "Passage",
    "Record",
    "Release",
    "Series",
    "Source",
    "Statistic",
    "Text",
]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was loaded: its name within what was loaded, and what identifies its bytes."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that states facts. Dates are ISO, `published` may be a year or a month.

    `license` is the address of the terms under which it may be used.

    Of a text that was loaded itself, `snapshot` is the SHA-256 of its characters (as UTF-8), into
    which the passages point, and `characters` their number.
    """

    id: str
    evidence: Evidence
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    gist: Text | None = None
    language: str | None = None
    retrieved: str | None = None
    snapshot: str | None = None
    characters: int | None = None
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A convention or fair that recurs.

    `same_as` are its identifiers in other data sets: addresses, or ``wikidata:Q42`` and the like.
    """

    id: str
    evidence: Evidence
    names: tuple[Text, ...] = ()
    abbreviation: str | None = None
    first_year: int | None = None
    website: str | None = None
    aliases: tuple[Text, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One holding of a series, as one source describes it.

    `series` is None where another record of the same edition names it. `derived` names the fields
    among year, start, end that the source does not print whole. With status ``postponed`` the dates
    are those that were given up. `town` tells apart the venue of a record that states no place.
    `same_as` is as in a series. `event_types` are the kinds of event that a source calls it (see
    `fields.EVENT_TYPES`); none where it is an exhibition, as tables and texts have it.
    """

    id: str
    evidence: Evidence
    series: str | None
    year: int | None = None
    ordinal: int | None = None
    names: tuple[Text, ...] = ()
    start: str | None = None
    end: str | None = None
    city: Text | None = None
    province: Text | None = None
    venue: Text | None = None
    themes: tuple[Text, ...] = ()
    status: str | None = None
    derived: tuple[str, ...] = ()
    country: Text | None = None
    duration_days: int | None = None
    town: Text | None = None
    same_as: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """A body with all its names; `kind` is a concept of the scheme kind.

    `same_as` is as in a series.
    """

    id: str
    evidence: Evidence
    names: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()
    kind: str | None = None
    parent: str | None = None
    note: Text | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation:
    """One body in one role at one edition, or as signatory of one agreement.

    `partial` is True where the source says or shows that its list of bodies goes on. `email` is
    the mailbox of an office (never of a person).
    """

    evidence: Evidence
    body: str
    role: str
    edition: str | None = None
    agreement: str | None = None
    as_stated: str | None = None
    partial: bool | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A named exhibition area of an edition; `square_metres` only if stated for that area.

    `debut` is True where the source says that there was such an area for the first time; `place`
    is the park, building or town in which it lies.
    """

    evidence: Evidence
    edition: str
    name: Text
    square_metres: int | str | None = None
    outdoor: bool | None = None
    debut: bool | None = None
    place: Text | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A thing shown at an edition, by whom (`exhibitor`) and where (`area`, by its name)."""

    id: str
    evidence: Evidence
    edition: str
    name: Text
    exhibitor: str | None = None
    debut: bool | None = None
    area: Text | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A named deal, or a deal with a named party, signed at an edition.

    `occasion` is the part of the programme at which it was signed, by its name; `counterparties`
    counts parties that are not named.
    """

    id: str
    evidence: Evidence
    edition: str
    title: Text
    kind: str | None = None
    signed: str | None = None
    amount: Amount | None = None
    title_is_name: bool | None = None
    occasion: Text | None = None
    counterparties: int | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A list, report, index or declaration made public at an edition.

    `occasion` is the part of the programme at which that was done, by its name.
    """

    id: str
    evidence: Evidence
    edition: str
    title: Text
    kind: str | None = None
    occasion: Text | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A named part of an edition's programme; `mode` is offline, online or mixed."""

    evidence: Evidence
    edition: str
    name: Text
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Industry:
    """A field of industry that a source puts forward for an edition."""

    evidence: Evidence
    edition: str
    name: Text


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure about an edition, a series or an exhibit (exactly one of the three).

    Two figures are comparable only if subject, measure, unit, scope, as_of, qualifier and stage
    are equal. `converted_from` is the unit of the figure that this one restates, `as_stated` the
    words in which a text gives it.
    """

    evidence: Evidence
    measure: str
    amount: Amount
    scope: str
    edition: str | None = None
    series: str | None = None
    exhibit: str | None = None
    as_of: str | None = None
    qualifier: str | None = None
    stage: str | None = None
    converted_from: str | None = None
    as_stated: str | None = None


Record = (
    Source
    | Series
    | Edition
    | Organization
    | Participation
    | Area
    | Exhibit
    | Agreement
    | Release
    | Activity
    | Industry
    | Statistic
)

# In the order in which one type may refer to another: a reference points to an earlier type.
RECORD_TYPES: dict[str, type[Record]] = {
    "source": Source,
    "organization": Organization,
    "series": Series,
    "edition": Edition,
    "agreement": Agreement,
    "area": Area,
    "exhibit": Exhibit,
    "participation": Participation,
    "release": Release,
    "activity": Activity,
    "industry": Industry,
    "statistic": Statistic,
}
