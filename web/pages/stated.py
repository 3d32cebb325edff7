"""Stated: what sources say of one edition, by the rows of a matrix, each value with its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import NamedNode

from ...graph.conflicts import Conflict
from ...graph.knowledge import KnowledgeGraph
from ...graph.provenance import SHORTCUTS, Fact, Statement
from ...graph.result import Value, value_of
from ...graph.views.slices import read_kinds
from ...ontology.iris import concept, expand
from ...ontology.schemes import flat_properties
from ...queries.catalogue import load_query

__all__ = [
    "GROUPS",
    "RANKS",
    "Edition",
    "Entry",
    "Row",
    "conflicts_of",
    "edition_of",
    "group_of",
    "ministries_of",
    "role_of",
]

_MOST = 200  # statements of one property of an edition that are read
_ROLES = {concept("role", role): role for role in flat_properties()}
_FLAT = frozenset(flat_properties().values())
_EXHIBITOR = expand("cvn:exhibitor")
_FIGURE = expand("schema:observationAbout")
_THEIRS = {
    expand("cvn:signedAt"): "agreements",
    expand("cvn:shownAt"): "exhibits",
    expand("cvn:areaOf"): "areas",
    expand("cvn:releasedAt"): "releases",
    expand("schema:superEvent"): "activities",
    _FIGURE: "figures",
}
_FACTS = tuple(
    map(
        expand,
        (
            *("cvn:status", "cvn:editionNumber", "schema:startDate", "schema:endDate"),
            *("schema:previousStartDate", "cvn:previousEndDate", "cvn:durationDays"),
            *("schema:location", "cvn:venue", "schema:about", "cvn:industry"),
        ),
    )
)
_BODIES = {  # groups of bodies by their foremost role
    "organizers": ("organizer", "co-host"),
    "undertakers": ("undertaker", "co-organizer"),
    "supporters": ("supporter", "approver", "partner", "guest of honour", "press contact"),
    "exhibitors": ("exhibitor",),
    "guests": ("performer", "attendee"),
}
GROUPS = ("ministries", *_BODIES, "facts", *_THEIRS.values())
"""The groups of rows, in the order of the page."""

_GROUP_OF = {role: group for group, roles in _BODIES.items() for role in roles}
RANKS = {name: rank for rank, name in enumerate((*_GROUP_OF, *_FACTS))}
"""The order of roles, and that of properties."""


@dataclass(frozen=True)
class Row:
    """What a row of a matrix is about: a body, a property or a measure.

    `about` is the IRI of the body or property, and of figures what they count; `english` is what
    conflicts call it.
    """

    group: str
    about: str
    label: str
    english: str = ""


@dataclass(frozen=True)
class Entry:
    """A value as people read it, with the IRI of the thing or role that it is, and its sources.

    By one of its `keys` conflicts know it.
    """

    text: str
    iri: str
    keys: frozenset[Value]
    statements: tuple[Statement, ...]


@dataclass
class Edition:
    """What is stated of an edition: entries by row.

    `lists` has the shortcuts of the lists of bodies that are stated, `whole` those of which a
    source gives all. Of the properties `cut` not all values were read.
    """

    rows: dict[Row, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    lists: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)


@lru_cache(maxsize=1)
def ministries_of(graph: KnowledgeGraph) -> frozenset[str]:
    """The bodies that are ministries."""
    kinds = read_kinds(graph.store)
    return frozenset(body for body, kind in kinds.items() if kind == "ministry")


def edition_of(graph: KnowledgeGraph, edition: str, language: str) -> Edition:
    """All that is stated of an edition, with words in a language."""
    node = NamedNode(edition)
    found = graph.provenance.explain(node, language, most=_MOST, omit=SHORTCUTS)
    told = Edition(cut={*found.more_facts, *found.more_mentions})
    roles = graph.provenance.roles(node)
    for fact in found.facts:
        if fact.predicate in _FLAT:
            body = NamedNode(str(value_of(fact.value)))
            english = f"role of {graph.provenance.label(body) or body.value}"
            row = Row("", body.value, fact.value_label, english)
            told.rows[row] += _in_roles(graph, fact, roles, language)
            told.lists.add(fact.predicate)
        elif fact.predicate in _FACTS:
            english = graph.provenance.label(NamedNode(fact.predicate))
            row = Row("facts", fact.predicate, fact.predicate_label, english)
            told.rows[row].append(_entry(fact))
    for fact in found.mentions:
        if group := _THEIRS.get(fact.predicate):
            row, entry = _theirs(graph, fact, group)
            told.rows[row].append(entry)
    told.whole = _whole(graph, node, found.facts)
    return told


def _entry(fact: Fact) -> Entry:
    iri = fact.value.value if isinstance(fact.value, NamedNode) else ""
    return Entry(fact.value_label, iri, frozenset({value_of(fact.value)}), fact.statements)


def _in_roles(
    graph: KnowledgeGraph,
    fact: Fact,
    roles: dict[tuple[str, str, str], set[str]],
    language: str,
) -> Iterator[Entry]:
    """A body's roles at the edition: a shortcut may stand for several, its sources say which."""
    said: dict[str, list[Statement]] = defaultdict(list)
    for statement in fact.statements:
        key = fact.predicate, str(value_of(fact.value)), statement.source
        for role in roles.get(key, {fact.predicate}):
            said[role].append(statement)
    for role, statements in sorted(said.items()):
        label = graph.provenance.label(NamedNode(role), language) or fact.predicate_label
        yield Entry(label, role, frozenset({role}), tuple(statements))


def _theirs(graph: KnowledgeGraph, fact: Fact, group: str) -> tuple[Row, Entry]:
    """What belongs to an edition; a figure has a row for what it counts, told before its value."""
    entry = _entry(fact)
    if fact.predicate != _FIGURE:
        return Row(group, fact.predicate, ""), entry
    english, _, value = graph.provenance.label(NamedNode(entry.iri)).rpartition(": ")
    label, _, text = entry.text.rpartition(": ")
    keys = entry.keys | {value}
    return Row(group, english, label, english), Entry(text, entry.iri, keys, entry.statements)


def _whole(graph: KnowledgeGraph, edition: NamedNode, facts: tuple[Fact, ...]) -> set[str]:
    """The shortcuts of lists of bodies that a source gives and neither says nor shows to go on.

    No source claims to list all who showed something.
    """
    found = graph.store.select(load_query("network", "open_lists").text, {"event": edition})
    flat = {concept("role", role): iri for role, iri in flat_properties().items()}
    opened = {(str(row["source"]), flat.get(str(row["role"]), "")) for row in found.rows()}
    return {
        fact.predicate
        for fact in facts
        if fact.predicate in _FLAT and fact.predicate != _EXHIBITOR
        for statement in fact.statements
        if (statement.source, fact.predicate) not in opened
    }


@lru_cache(maxsize=8)
def conflicts_of(graph: KnowledgeGraph, series: str) -> dict[tuple[str, str], list[Conflict]]:
    """The conflicts of a series by the thing and what it is that sources differ on."""
    found: dict[tuple[str, str], list[Conflict]] = defaultdict(list)
    for each in graph.conflicts(series):
        part = f" ({each.qualifier})" if each.qualifier else ""
        found[each.subject, f"{each.property}{part}"].append(each)
    return found


def role_of(entry: Entry) -> str:
    """The name of the role that an entry tells."""
    return _ROLES.get(entry.iri, "")


def group_of(role: str) -> str:
    """The group of the bodies whose foremost role this is."""
    return _GROUP_OF.get(role, "supporters")
