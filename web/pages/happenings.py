"""Happenings: the roles and agreements of bodies in a network, each with the words that say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ...graph.drawing.spans import Lane, runs_of
from ...graph.knowledge import KnowledgeGraph
from ...graph.result import short_iri
from ...ontology.iris import concept
from ...ontology.schemes import concepts
from ...queries.catalogue import load_query

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["SIGNATORY", "Change", "Happening", "Run", "changes_of", "happenings_of", "runs_with"]

SIGNATORY = "signatory"


@dataclass(frozen=True)
class Happening:
    """A role of a body at an edition, or an agreement that it signed, as one or more sources say.

    `words` are pairs of a source and a place in it.
    """

    body: str
    year: int
    role: str
    event: str
    label: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Run:
    """Years in a row in which a body has the same roles, with what happened in them."""

    first: int
    last: int
    roles: tuple[str, ...]
    happenings: tuple[Happening, ...]


@dataclass(frozen=True)
class Change:
    """One body that came of another: it was renamed, merged or split. No date is stated of it."""

    iri: str
    label: str
    before: str
    after: str
    source: str


def happenings_of(
    graph: KnowledgeGraph, network: nx.Graph, bodies: Collection[str], language: str
) -> list[Happening]:
    """What ties bodies to the editions or agreements of a network, in the order of the years."""
    found = []
    for body in bodies:
        words = _words(graph, body) if body in network else {}
        for event, tie in network[body].items() if body in network else ():
            label = graph.provenance.label(NamedNode(event), language)
            name = label or short_iri(event, graph.iris.base)
            found += [
                Happening(body, year, role, event, name, tuple(words.get((event, role), ())))
                for year in tie["years"]
                for role in tie["roles"]
            ]
    return sorted(found, key=lambda each: (each.year, each.role, each.label, each.event))


def _words(graph: KnowledgeGraph, body: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Sources and places by event and name of the role."""
    names = {concept("role", name): name for name in concepts("role")}
    text = load_query("explain", "participations_by_body").text
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    rows = graph.store.select(text, {"subject": NamedNode(body)}).rows()
    for claims, row, event, role in sorted(
        tuple(str(row[name]) for name in ("claims", "row", "other", "role")) for row in rows
    ):
        source = claims.removesuffix(graph.iris.claims(""))
        said = found.setdefault((event, names.get(role, "")), [])
        if source not in (each for each, _ in said):
            said.append((source, row))
    return found


def runs_with(lane: Lane, happenings: Sequence[Happening]) -> list[Run]:
    """The runs of a lane, then the years in which its body signed agreements beside them."""
    own = [each for each in happenings if each.body == lane.body]
    runs = [
        Run(first, last, roles, _within(own, first, last, roles))
        for first, last, roles in runs_of(lane.roles)
    ]
    signed = {
        each.year: (SIGNATORY,)
        for each in own
        if each.role == SIGNATORY and SIGNATORY not in lane.roles.get(each.year, ())
    }
    return runs + [
        Run(first, last, roles, _within(own, first, last, roles))
        for first, last, roles in runs_of(signed)
    ]


def _within(
    happenings: Sequence[Happening], first: int, last: int, roles: Collection[str]
) -> tuple[Happening, ...]:
    return tuple(each for each in happenings if first <= each.year <= last and each.role in roles)


def changes_of(graph: KnowledgeGraph, bodies: Collection[str], language: str) -> list[Change]:
    """The changes from or to one of some bodies."""
    found: dict[tuple[str, str, str], Change] = {}
    for row in graph.store.select(load_query("explorer", "changes").text).rows():
        change, before, after, source = map(str, row.values())
        if before in bodies or after in bodies:
            label = graph.provenance.label(NamedNode(change), language)
            found.setdefault((change, before, after), Change(change, label, before, after, source))
    return list(found.values())
