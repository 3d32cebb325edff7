"""Statistics of a graph: the figures of VoID, and the canonical hash of each named graph.

Figures speak of distinct triples: one that stands in several graphs counts once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from ..ontology.iris import CONCEPTS, VOCABULARY, expand

__all__ = ["Counting", "Figures", "Statistics"]

_TYPE = f"<{expand('rdf:type')}>".encode()
_LINKS = {
    f"<{expand(name)}>".encode()
    for name in ("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "rdfs:seeAlso")
}
_DATES = {f"<{expand(name)}>".encode() for name in ("schema:startDate", "schema:endDate")}
_TAG = re.compile(rb'"@([A-Za-z0-9-]+)\Z')
_SPACE = re.compile(rb"<(https?://[^/#?>]+/(?:[^>]*[/#])?)")  # of an IRI: all but its last part


@dataclass(frozen=True)
class Figures:
    """One graph: its number of triples, and the SHA-256 of its canonical N-Triples (RDFC-1.0)."""

    triples: int
    sha256: str


@dataclass(frozen=True)
class Statistics:
    """What a graph holds, in figures.

    `sha256` is the canonical hash of all quads. `entities` are things, subjects under ``id/`` of
    the base IRI; `properties` has triples by IRI, `classes` things by IRI, `graphs` figures by IRI
    (the default graph is ``""``), `links` triples that lead to other data sets by ``(property, IRI
    space)``, `languages` literals by tag. `first` and `last` are the earliest and the latest of the
    days on which something starts or ends, as written; empty for none.
    """

    sha256: str
    quads: int
    triples: int
    subjects: int
    entities: int
    properties: dict[str, int]
    classes: dict[str, int]
    graphs: dict[str, Figures]
    links: dict[tuple[str, str], int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    first: str = ""
    last: str = ""

    def to_json(self) -> str:
        """As JSON, keys sorted."""
        plain = asdict(self)
        plain["links"] = [[*key, count] for key, count in sorted(self.links.items())]
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        plain: dict[str, Any] = json.loads(text)
        plain["graphs"] = {iri: Figures(**each) for iri, each in plain["graphs"].items()}
        plain["links"] = {(name, space): count for name, space, count in plain["links"]}
        return cls(**plain)


class Counting:
    """Counts the lines of canonical quads one after the other, in their order."""

    def __init__(self, base: str) -> None:
        self._things = f"<{base}id/".encode()
        self._own = (f"<{base}".encode(), f"<{VOCABULARY}".encode(), f"<{CONCEPTS}".encode())
        self._all = hashlib.sha256()
        self._hashes: dict[bytes, Any] = defaultdict(hashlib.sha256)
        self._sizes: Counter[bytes] = Counter()
        self._properties: Counter[bytes] = Counter()
        self._classes: Counter[bytes] = Counter()
        self._links: Counter[tuple[bytes, bytes]] = Counter()
        self._languages: Counter[bytes] = Counter()
        self._dates: set[bytes] = set()
        self._triple: tuple[bytes, bytes, bytes] | None = None
        self._quads = self._subjects = self._entities = 0

    def add(self, line: bytes, parts: tuple[bytes, bytes, bytes, bytes]) -> None:
        """Count a line; `parts` are its subject, predicate, object and graph."""
        subject, predicate, object_, graph = parts
        self._quads += 1
        self._all.update(line)
        self._sizes[graph] += 1
        self._hashes[graph].update(b"%b %b %b .\n" % parts[:3] if graph else line)
        last = self._triple
        if parts[:3] != last:
            if last is None or subject != last[0]:
                self._subjects += 1
                self._entities += subject.startswith(self._things)
            self._triple = parts[:3]
            self._add_triple(predicate, object_)

    def _add_triple(self, predicate: bytes, object_: bytes) -> None:
        self._properties[predicate] += 1
        if predicate == _TYPE:
            self._classes[object_] += 1
        elif predicate in _LINKS:
            space = _SPACE.match(object_)
            if space and not object_.startswith(self._own):
                self._links[predicate, space[1]] += 1
        elif predicate in _DATES:
            self._dates.add(object_[1 : object_.rindex(b'"')])
        if object_[-1:] != b">" and (tag := _TAG.search(object_)):
            self._languages[tag[1]] += 1

    def finish(self) -> Statistics:
        """What was counted."""
        dates = sorted(self._dates)
        return Statistics(
            sha256=self._all.hexdigest(),
            quads=self._quads,
            triples=self._properties.total(),
            subjects=self._subjects,
            entities=self._entities,
            properties=_by_iri(self._properties),
            classes=_by_iri(self._classes),
            graphs={
                _iri(graph): Figures(self._sizes[graph], digest.hexdigest())
                for graph, digest in sorted(self._hashes.items())
            },
            links={(_iri(name), space.decode()): n for (name, space), n in self._links.items()},
            languages={tag.decode(): count for tag, count in sorted(self._languages.items())},
            first=dates[0].decode() if dates else "",
            last=dates[-1].decode() if dates else "",
        )


def _by_iri(counts: Counter[bytes]) -> dict[str, int]:
    return {_iri(name): count for name, count in sorted(counts.items())}


def _iri(term: bytes) -> str:
    return term[1:-1].decode()
