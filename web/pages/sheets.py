"""Sheets: what is stated of one edition or body, by topics that can be held beside another's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ...graph.conflicts import Conflict
from ...graph.knowledge import KnowledgeGraph
from ...graph.passages import participations
from ...graph.provenance import SHORTCUTS, Fact, Statement
from ...graph.result import value_of
from ...graph.views.slices import Events, Slice, in_years, read_events
from ...ontology.iris import concept, expand
from ...ontology.schemes import flat_properties
from ...queries.catalogue import load_query
from .stated import RANKS, Entry, Row, conflicts_of, edition_of, role_of

__all__ = [
    "LIST",
    "NONE",
    "NOT_STATED",
    "ROWS",
    "STATED",
    "TOPICS",
    "Differing",
    "Item",
    "Sheet",
    "body_sheet",
]
__all__ += ["edition_sheet", "editions_of"]

NOT_STATED, STATED, LIST, NONE = "not stated", "stated", "list goes on", "none in these years"
_MOST = 2_000  # statements of one property of a body that are read
_CLAIMS = "/claims"
_SERIES = expand("schema:superEvent")
_TOPICS = {  # of an edition and of a body, by role
    "organizers": ("organizer", "co-host"),
    "undertakers": ("undertaker",),
    "co-organizers": ("co-organizer",),
    "supporters": ("supporter",),
    "guests of honour": ("guest of honour",),
    "approvers": ("approver",),
    "partners": ("partner",),
    "exhibitors": ("exhibitor",),
    "performers": ("performer",),
    "attendees": ("attendee",),
    "press contacts": ("press contact",),
}
_FACTS = {
    expand("schema:location"): "places",
    expand("cvn:venue"): "places",
    expand("schema:about"): "themes",
    expand("cvn:industry"): "industries",
}
_OWN = {expand("cvn:kind"): "kinds", expand("org:subOrganizationOf"): "parents"}
_THEIRS = {
    expand("org:subOrganizationOf"): "organs",
    expand("cvn:exhibitedBy"): "exhibits",
    expand("cvn:signatory"): "signed",
}
_ORGANIZED = "organized"
_ROLES = {concept("role", role): role for role in flat_properties()}
_OF_BODY = {expand("schema:organizer"): _ORGANIZED} | {
    flat_properties()[role]: name
    for name, role in (
        ("undertook", "undertaker"),
        ("co-organized", "co-organizer"),
        ("supported", "supporter"),
        ("was guest of", "guest of honour"),
        ("approved", "approver"),
        ("was partner of", "partner"),
        ("exhibited at", "exhibitor"),
        ("performed at", "performer"),
        ("attended", "attendee"),
        ("was press contact of", "press contact"),
    )
}
TOPICS = {
    "edition": (
        *("days", "places", "themes", *_TOPICS, "industries", "agreements", "exhibits", "areas"),
        *("releases", "activities", "figures"),
    ),
    "organization": (
        *("kinds", "parents", "organs", _ORGANIZED, "series"),
        *list(_OF_BODY.values())[1:],
        *("signed", "exhibits"),
    ),
}
"""The topics of editions and of bodies, in the order of the page."""

ROWS = ("days", "figures")
"""Topics of which each item has a value of its own in every edition."""


Differing = tuple[str, Conflict]
"""What sources differ on, as people read it, and how."""


@dataclass
class Item:
    """A thing, or of rows what has a value: `entries` are what is stated of it.

    Items stand in the order of `rank`: of events the year, of rows their place, then the name.
    """

    label: str
    iri: str = ""
    rank: tuple[int, str] = (0, "")
    entries: list[Entry] = field(default_factory=list)

    @property
    def year(self) -> str:
        """The first year of an edition or agreement whose name does not have it."""
        year = str(self.rank[0] or "")
        return "" if year in self.label else year


@dataclass
class Sheet:
    """Items by topic and key, how far each topic is stated, and on what its sources differ.

    Of the properties `cut` not all values were read.
    """

    topics: dict[str, dict[str, Item]] = field(default_factory=lambda: defaultdict(dict))
    states: dict[str, str] = field(default_factory=dict)
    differ: dict[str, list[Differing]] = field(default_factory=lambda: defaultdict(list))
    cut: tuple[str, ...] = ()

    def add(self, topic: str, key: str, item: Item, *entries: Entry) -> None:
        """Add entries to an item, which is that of the same key if there is one."""
        self.topics[topic].setdefault(key, item).entries.extend(entries)
        self.states.setdefault(topic, STATED)


def editions_of(graph: KnowledgeGraph, edition: NamedNode) -> tuple[str, list[str]]:
    """The series of an edition (empty if none is stated) and its editions in order."""
    found = graph.store.columns(load_query("network", "series_of_editions").text)
    events, series = found["event"].texts(), found["series"].texts()
    pairs = zip(found["event"].codes.tolist(), found["series"].codes.tolist(), strict=True)
    own = sorted(series[number] for event, number in pairs if events[event] == edition.value)
    if not own:
        return "", [edition.value]
    text = load_query("explorer", "editions_of_series").text
    rows = graph.store.select(text, {"series": NamedNode(own[0])}).column("edition")
    return own[0], list(dict.fromkeys(map(str, rows)))


def edition_sheet(graph: KnowledgeGraph, edition: NamedNode, series: str, language: str) -> Sheet:
    """What is stated of an edition of a series."""
    stated, sheet = edition_of(graph, edition.value, language), Sheet()
    differ = conflicts_of(graph, series or edition.value)
    for row, entries in stated.rows.items():
        conflicts = differ.get((edition.value, row.english), []) if row.english else []
        for topic, key, item, entry in _placed(row, entries):
            sheet.add(topic, key, item, entry)
            known = [conflict for _, conflict in sheet.differ[topic]]
            sheet.differ[topic] += [(row.label, each) for each in conflicts if each not in known]
    flat = flat_properties()
    for topic, (role, *_) in _TOPICS.items():
        if flat[role] in stated.lists and topic in sheet.topics and flat[role] not in stated.whole:
            sheet.states[topic] = LIST
    for topic in ("agreements", "exhibits", "areas", "releases", "activities"):
        if topic in sheet.topics:
            sheet.states[topic] = LIST
    sheet.cut = tuple(
        sorted(graph.provenance.label(NamedNode(iri), language) for iri in stated.cut)
    )
    return sheet


def _placed(row: Row, entries: Iterable[Entry]) -> Iterable[tuple[str, str, Item, Entry]]:
    """Under which topic and key the entries of a row of an edition belong."""
    for entry in entries:
        if not row.group:
            yield _topic_of(entry), row.about, Item(row.label, row.about, (0, row.label)), entry
        elif row.about in _FACTS:
            item = Item(entry.text, entry.iri, (0, entry.text))
            yield _FACTS[row.about], entry.iri or entry.text, item, entry
        elif row.group in ("facts", "figures"):
            topic = "figures" if row.group == "figures" else "days"
            yield topic, row.about, Item(row.label, "", (RANKS.get(row.about, 0), row.label)), entry
        else:  # things of one edition only: the same name is all that two of them can share
            item = Item(entry.text, entry.iri, (0, entry.text))
            yield row.group, entry.text.casefold(), item, entry


def _topic_of(entry: Entry) -> str:
    """By the role, or where no source states it by the shortcut."""
    role, flat = role_of(entry), flat_properties()
    for topic, roles in _TOPICS.items():
        if role in roles or entry.iri == flat[roles[0]]:
            return topic
    return "organizers"


def body_sheet(
    graph: KnowledgeGraph,
    body: NamedNode,
    language: str,
    years: tuple[int | None, int | None],
) -> Sheet:
    """What is stated of a body; of editions and agreements those of the years."""
    found = graph.provenance.explain(body, language, most=_MOST, omit=SHORTCUTS)
    sheet, roles = Sheet(), _roles(graph, body)
    events = read_events(graph.store, agreements=True)
    limits = Slice(years if any(years) else None)
    for fact in found.facts:
        if fact.predicate in _OWN:
            _add(sheet, _OWN[fact.predicate], fact, events, _entry(fact))
    for fact in found.mentions:
        topic = _OF_BODY.get(fact.predicate) or _THEIRS.get(fact.predicate)
        if topic is None:
            continue
        sheet.states.setdefault(topic, NONE)
        dated = graph.iris.class_of(str(value_of(fact.value))) in ("edition", "agreement")
        if not dated or in_years(events.years.get(str(value_of(fact.value)), ()), limits):
            sheet.states[topic] = STATED
            _add(sheet, topic, fact, events, *_in_roles(graph, fact, roles, language))
    _add_series(graph, sheet, events, language)
    sheet.cut = tuple(
        sorted(graph.provenance.label(NamedNode(iri), language) for iri in found.more_mentions)
    )
    return sheet


def _add(sheet: Sheet, topic: str, fact: Fact, events: Events, *entries: Entry) -> None:
    iri = str(value_of(fact.value))
    years = events.years.get(iri, (0,))
    sheet.add(topic, iri, Item(fact.value_label, iri, (years[0], fact.value_label)), *entries)


def _entry(fact: Fact, text: str = "", role: str = "") -> Entry:
    return Entry(text, role, frozenset(), fact.statements)


def _roles(graph: KnowledgeGraph, body: NamedNode) -> dict[tuple[str, str, str], set[str]]:
    """The roles (IRIs) behind shortcuts to a body, by IRIs of predicate, event and source."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in participations(graph.store, "participations_by_body", body):
        iris = {name: str(value_of(term)) for name, term in row.items()}
        source = iris["claims"].removesuffix(_CLAIMS)
        found[iris["predicate"], iris["other"], source].add(iris["role"])
    return found


def _in_roles(
    graph: KnowledgeGraph,
    fact: Fact,
    roles: dict[tuple[str, str, str], set[str]],
    language: str,
) -> list[Entry]:
    said: dict[str, list[Statement]] = defaultdict(list)
    for statement in fact.statements:
        key = fact.predicate, str(value_of(fact.value)), statement.source
        for role in roles.get(key, {""}):
            said[role].append(statement)
    labels = {role: graph.provenance.label(NamedNode(role), language) for role in said if role}
    return [
        Entry(labels.get(role, ""), role, frozenset(), tuple(statements))
        for role, statements in sorted(said.items())
    ]


def _add_series(graph: KnowledgeGraph, sheet: Sheet, events: Events, language: str) -> None:
    """The series of which a body organized editions, with the years of these."""
    years: dict[str, set[int]] = defaultdict(set)
    for edition in sheet.topics.get(_ORGANIZED, {}):
        for series in events.series.get(edition, ()):
            years[series].update(events.years.get(edition, ()))
    labels = graph.provenance.labels_of(years, language)
    for series, own in years.items():
        label = labels.get(series, series)
        entry = Entry(", ".join(map(str, sorted(own))), "", frozenset(), ())
        sheet.add("series", series, Item(label, series, (0, label)), entry)
