"""The sieve of RDF in our own terms: what sources state, and what builds write themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache, partial

from ..ontology.iris import Iris, expand

__all__ = ["Row", "Sieve", "Thing", "is_made"]

_CLAIMS = b"/claims>"
_TYPE, _LINK = (f"<{expand(name)}>".encode() for name in ("rdf:type", "prov:wasDerivedFrom"))

Row = tuple[bytes, bytes, bytes, bytes, bytes]  # subject, predicate, object, graph, and the line


@dataclass
class Thing:
    """The lines on one thing: see `own.Statements.quads`; `bare` is in the default graph alone."""

    quads: list[bytes]
    rejected: list[bytes]
    hanging: list[bytes]
    strangers: list[bytes]
    bare: bytes


class Sieve:
    """Tells apart what sources state and what builds write."""

    def __init__(self, iris: Iris, made: Collection[bytes]) -> None:
        self.sources = set[bytes]()
        self._made = made
        self._is_made = lru_cache(4096)(partial(is_made, iris))
        self._derived = {b"", *(f"<{each}>".encode() for each in _derived(iris))}
        self._file = f"<{iris.file('')}".encode()

    def thing(self, subject: bytes, group: list[Row]) -> Thing:
        """Sift what is said of a thing."""
        rows = [row for row in group if not self._is_made(row[3])]
        self.sources.update(row[3][1:-1].removesuffix(b"/claims") for row in rows)
        facts = [row for row in rows if not _is_claims(row[3])]
        is_typed = any(row[1] == _TYPE for row in facts)
        linked = {row[3] for row in rows if row[1] == _LINK}
        stated = {row[:3] for row in group if row[3] and not _is_claims(row[3])}
        return Thing(
            quads=[row[4] for row in rows],
            rejected=[
                row[4]
                for row in group
                if self._is_made(row[3])
                and row[3] not in self._derived
                and row[4] not in self._made
            ],
            hanging=[
                row[4]
                for row in facts
                if row[3][:-1] + _CLAIMS not in linked
                and not (row[3] == subject and subject.startswith(self._file))
            ],
            strangers=[facts[0][4]] if facts and not is_typed else [],
            bare=next((row[4] for row in group if not row[3] and row[:3] not in stated), b""),
        )


def _is_claims(graph: bytes) -> bool:
    return graph.endswith(_CLAIMS)


def _derived(iris: Iris) -> tuple[str, str]:
    return iris.derived, iris.claims(iris.derived)


def is_made(iris: Iris, graph: bytes) -> bool:
    """True for a graph that every build writes itself; ``b""`` is the default graph."""
    iri = graph[1:-1].decode()
    return iri in ("", iris.vocabulary, *_derived(iris)) or iri.startswith(iris.authority(""))
