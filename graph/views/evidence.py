"""Evidence: from an edge of a network to the facts behind it and the words that state them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from ...ontology.errors import SettingError
from ...ontology.iris import concept, expand
from ...ontology.schemes import flat_properties
from ..provenance import Fact, Provenance, Statement
from ..result import short_iri

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Evidence", "Proof", "add_evidence", "told"]

_ROLES = {concept("role", role): role for role in flat_properties()}
_SHOWN_BY = expand("cvn:exhibitedBy")


@dataclass(frozen=True)
class Proof:
    """One fact behind an edge: a triple of IRIs, the same in words, and who states it where.

    Where a role is stated, `role` is its name.
    """

    subject: str
    predicate: str
    object: str
    text: str
    statements: tuple[Statement, ...]
    role: str = ""


def told(statement: Statement) -> str:
    """Who states a fact, and in which words or row, on one line."""
    who = statement.publisher or statement.title
    passage = next(iter(statement.passages), None)
    if passage is None:
        return who
    return f"{who}: “{' '.join(passage.quote.split())}”" if passage.quote else f"{who}, {passage}"


def add_evidence(graph: nx.Graph, provenance: Provenance) -> None:
    """Give each edge the attribute `evidence`: its facts in words, each with who states it where.

    Files of networks then hold the words behind each tie; it takes a few milliseconds an edition.
    """
    evidence = Evidence(graph, provenance)
    for one, other, data in graph.edges(data=True):
        data["evidence"] = tuple(
            f"{proof.text} [{told(statement)}]"
            for proof in evidence.of(one, other)
            for statement in proof.statements
        )


class Evidence:
    """The proofs of the edges of one network, read when they are asked for."""

    def __init__(self, graph: nx.Graph, provenance: Provenance) -> None:
        self._graph = graph
        # A network has few editions and many edges, which share them.
        self._facts = lru_cache(maxsize=4096)(lambda iri: provenance.facts(NamedNode(iri)))
        self._roles = lru_cache(maxsize=4096)(lambda iri: provenance.roles(NamedNode(iri)))

    def of(self, one: str, other: str) -> tuple[Proof, ...]:
        """The facts behind the edge between two nodes, each with its sources and passages.

        Raises SettingError where there is no such edge.
        """
        if not self._graph.has_edge(one, other):
            raise SettingError(
                f"there is no edge between {one} and {other} in this network",
                "Take the ends of one of its edges.",
            )
        data = self._graph.edges[one, other]
        found = self._related(data) if "facts" in data else self._linked({one, other}, data)
        return tuple({(each.subject, each.object, each.text): each for each in found}.values())

    def _related(self, data: dict[str, Any]) -> Iterator[Proof]:
        for subject, predicate, object_ in data["facts"]:
            for fact in self._facts(subject):
                if (fact.predicate, _iri(fact)) == (predicate, object_):
                    yield from self._proofs(subject, fact, set(_ROLES.values()))

    def _linked(self, ends: set[str], data: dict[str, Any]) -> Iterator[Proof]:
        """The roles of the bodies of an edge at the editions or agreements behind it."""
        bodies = ends.union(data.get("bodies", ()))
        roles = set(data.get("roles") or self._graph.graph.get("roles", ()))
        wanted = {flat_properties()[role] for role in roles}
        for event in data.get("editions") or data.get("agreements") or ():
            for fact in self._facts(event):
                if fact.predicate in wanted and _iri(fact) in bodies:
                    yield from self._proofs(event, fact, roles)
        for exhibit in data.get("exhibits", ()):
            for fact in self._facts(exhibit):
                if fact.predicate == _SHOWN_BY and _iri(fact) in bodies:
                    yield from self._proofs(exhibit, fact, roles)

    def _proofs(self, subject: str, fact: Fact, roles: set[str]) -> Iterator[Proof]:
        """A fact as proof, once for each of the roles that its sources state if it is one of these.

        Organizers and co-hosts share a shortcut; which of both a body is, its participation says.
        """
        object_ = _iri(fact)
        said: dict[str, list[Statement]] = {}
        for statement in fact.statements:
            stated = self._roles(subject).get((fact.predicate, object_, statement.source), ())
            names = [_ROLES[iri] for iri in sorted(stated) if iri in _ROLES]
            for name in names or [""]:
                if not names or name in roles:
                    said.setdefault(name, []).append(statement)
        for role, statements in said.items():
            name = role or self._relation(subject, object_)
            text = f"{self._label(subject)} · {name} · {self._label(object_)}"
            yield Proof(subject, fact.predicate, object_, text, tuple(statements), role)

    def _relation(self, one: str, other: str) -> str:
        data = self._graph.get_edge_data(one, other) or {}
        return str(data.get("relation", "shown by"))

    def _label(self, iri: str) -> str:
        node = self._graph.nodes.get(iri)
        if node:
            return str(node["label"])
        labels = self._graph.graph.get("labels", {}).get(iri, {})
        return str(labels.get("en") or labels.get("zh") or short_iri(iri))


def _iri(fact: Fact) -> str:
    return fact.value.value if isinstance(fact.value, NamedNode) else ""
