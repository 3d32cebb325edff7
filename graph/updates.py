"""Updates: SPARQL operations of an input, applied to a graph that is being built."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from ..ontology.errors import CheckError
from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .gate import (
    UNPROVED,
    iri_of,
    is_claim,
    refusal,
    refuse,
    refuse_undescribed,
    refuse_unproved,
    source_of,
)
from .operations import Operation, Update, run
from .store import Store

__all__ = ["Change", "apply_update"]

_DERIVED_FROM = ox.NamedNode(expand("prov:wasDerivedFrom"))


@dataclass
class Change:
    """What an update took out of the graphs of sources, and what it put there."""

    removed: set[ox.Quad] = field(default_factory=set)
    inserted: set[ox.Quad] = field(default_factory=set)

    def add(self, removed: frozenset[ox.Quad], inserted: frozenset[ox.Quad]) -> None:
        """Go on with what the next operation did."""
        self.removed = (self.removed - inserted) | removed
        self.inserted = (self.inserted - removed) | inserted

    @property
    def sources(self) -> set[str]:
        """IRIs of the sources that it puts quads into."""
        return {source_of(quad) for quad in self.inserted}

    @property
    def subjects(self) -> set[str]:
        """IRIs of all that it changes something about."""
        return {iri_of(quad.subject) for quad in self.removed | self.inserted}


def apply_update(store: Store, update: Update, iris: Iris) -> Change:
    """Run all operations, and keep the default graph in step; what they changed.

    Raises CheckError where a WHERE clause leads to what an update may not write, where facts and
    their evidence would part, and for facts on what nothing describes.
    """
    change = Change()
    for operation in update.operations:
        removed, inserted = operation.removed, operation.inserted
        if operation.text:
            removed, inserted = _found(store, operation, iris)
            if reason := refusal(removed | inserted, iris):
                raise CheckError(f"{update.name}: {reason}; nothing was changed")
        store.remove(removed)
        store.extend(inserted)
        change.add(removed, inserted)
    facts = change.inserted | change.removed
    refuse_undescribed(
        store, update.name, {iri_of(q.subject) for q in facts if not is_claim(q)}, change.sources
    )
    _refuse_unproved(store, update.name, change)
    return change


def _found(
    store: Store, operation: Operation, iris: Iris
) -> tuple[frozenset[ox.Quad], frozenset[ox.Quad]]:
    """What an operation with a WHERE clause removes and inserts: tried on a copy in memory."""
    copy, before = ox.Store(), set(store.quads())
    copy.bulk_extend(before)
    run(copy, operation.text, iris)
    after = set(copy)
    return frozenset(before - after), frozenset(after - before)


def _refuse_unproved(store: Store, name: str, change: Change) -> None:
    """Raise CheckError for a fact that comes without evidence, or goes without it."""
    facts = [quad for quad in change.inserted | change.removed if not is_claim(quad)]
    linked = {(q.subject, q.graph_name) for q in change.inserted if q.predicate == _DERIVED_FROM}
    claimed = {subject: _claimed(store, subject) for subject in {quad.subject for quad in facts}}
    bare, stale = set[str](), set[str]()
    for quad in facts:
        claims = ox.NamedNode(Iris.claims(source_of(quad)))
        has_claim = (quad.predicate, quad.object, claims) in claimed[quad.subject]
        if quad in change.removed and has_claim:
            stale.add(str(quad))
        elif quad in change.inserted and not has_claim and (quad.subject, claims) not in linked:
            bare.add(str(quad))
    refuse_unproved(name, bare)
    refuse(name, "removes facts and leaves their claims", stale, UNPROVED)


def _claimed(store: Store, subject: object) -> set[tuple[object, object, object]]:
    """What claims say of a subject: predicate, value and claims graph."""
    assert isinstance(subject, ox.NamedNode)
    result = store.select(load_query("explain", "claims").text, {"subject": subject})
    rows = (dict(zip(result.columns, row, strict=True)) for row in result.terms)
    return {(row["predicate"], row["value"], row["claims"]) for row in rows}
