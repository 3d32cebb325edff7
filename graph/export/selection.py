"""Selections: which part of a graph is handed on, closed under reference.

What is selected is handed on whole, with what belongs to it: an edition with its participations,
figures, areas, exhibits, agreements. What it refers to is described, but without links to what is
not there: a body has its names and kind, a place the province it lies in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from itertools import groupby

from ...ontology.errors import SettingError
from ...ontology.iris import CONCEPTS, VOCABULARY, Iris, expand
from ...queries.catalogue import load_query
from ..canonical import split_line
from ..knowledge import KnowledgeGraph

__all__ = ["Selection"]

_Line = tuple[bytes, bytes, bytes, bytes]  # subject, predicate, object, graph
_Lines = Callable[[], Iterable[bytes]]  # reads all lines once more


def _terms(*names: str) -> frozenset[bytes]:
    return frozenset(f"<{expand(name)}>".encode() for name in names)


# A thing belongs to what these lead to, and to what the one that follows leads from.
_PART_OF = _terms(
    "cvn:areaOf", "cvn:shownAt", "cvn:signedAt", "cvn:releasedAt", "schema:observationAbout",
    "schema:superEvent",
)  # fmt: skip
_HAS_PART = _terms("m8g:hasParticipation")
_UP = _terms("org:subOrganizationOf", "schema:containedInPlace", "schema:superEvent")
_NAMING = _terms("rdf:type", "skos:prefLabel", "skos:altLabel", "rdfs:label", "dcterms:title")
(_SUBJECT,) = _terms("rdf:subject")
_CLAIMS = b"/claims>"


@dataclass(frozen=True)
class Selection:
    """What to keep: what fits all that is given; with nothing given, all.

    `series` and `sources` are names, identifiers or IRIs, `classes` words such as ``edition``,
    `licenses` IRIs that sources state, `years` first and last (either may be None). Without
    `claims` the graphs of evidence are left out.
    """

    series: tuple[str, ...] = ()
    years: tuple[int | None, int | None] = (None, None)
    sources: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    claims: bool = True

    @property
    def is_all(self) -> bool:
        """True where nothing is left out."""
        return self == Selection()

    def described(self) -> str:
        """What was asked for in words, empty for all."""
        first, last = self.years
        parts = [
            f"{each.name}: {', '.join(value)}"
            for each in fields(self)
            if each.name not in ("years", "claims") and (value := getattr(self, each.name))
        ]
        if self.years != (None, None):
            parts.append(f"years: {first or '...'} to {last or '...'}")
        if not self.claims:
            parts.append("without claims")
        return "; ".join(parts)

    def filter(self, graph: KnowledgeGraph, lines: _Lines) -> Iterator[bytes]:
        """The canonical lines to keep, in order. Raises SettingError where nothing fits."""
        if self.is_all:
            return iter(lines())
        if self == Selection(claims=False):
            return (line for line in lines() if not line.endswith(_CLAIMS + b" .\n"))
        part = _Part(graph.iris, self._graphs(graph))
        part.find(self._seeds(graph), self.classes, lines)
        if not part.core:
            raise SettingError(
                f"nothing in this graph fits {self.described()}",
                "convenor sources lists the sources, convenor query editions_by_year the editions.",
            )
        return part.kept(lines, claims=self.claims)

    def _graphs(self, graph: KnowledgeGraph) -> frozenset[bytes] | None:
        """The graphs of the sources that were chosen; None for all."""
        if not (self.sources or self.licenses):
            return None
        iris = {graph.names.resolve("source", name).value for name in self.sources}
        if self.licenses:
            rows = graph.store.select(load_query("export", "licenses").text).rows()
            stated = [(str(row["source"]), str(row["license"])) for row in rows]
            unknown = set(self.licenses) - {license for _, license in stated}
            if unknown:
                known = sorted({license for _, license in stated})
                raise SettingError(
                    f"no source states the license {', '.join(sorted(unknown))}",
                    f"Stated are: {', '.join(known) or 'none'}.",
                )
            licensed = {source for source, license in stated if license in self.licenses}
            iris = iris & licensed if self.sources else licensed
        return frozenset(f"<{iri}{end}>".encode() for iri in iris for end in ("", "/claims"))

    def _seeds(self, graph: KnowledgeGraph) -> set[bytes] | None:
        """The editions, and the series where some are named; None for all things."""
        first, last = self.years
        if not self.series and self.years == (None, None):
            return None
        series = {graph.names.resolve("series", name).value for name in self.series}
        found = {f"<{iri}>".encode() for iri in series}
        for row in graph.store.select(load_query("export", "editions").text).rows():
            year = int(str(row["year"])) if row["year"] else None
            fits = (first is None or (year is not None and year >= first)) and (
                last is None or (year is not None and year <= last)
            )
            if fits and (not series or str(row["series"]) in series):
                found.add(f"<{row['edition']}>".encode())
        return found


@dataclass
class _Part:
    """A part of a graph: the things that are handed on whole, and what they refer to.

    `graphs` are those of the chosen sources (None: all).
    """

    iris: Iris
    graphs: frozenset[bytes] | None
    core: set[bytes] = field(default_factory=set)
    known: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._own = f"<{self.iris.base}".encode()
        self._things = f"<{self.iris.base}id/".encode()
        self._terms = (f"<{VOCABULARY.rstrip('#')}".encode(), f"<{CONCEPTS}".encode())

    def find(self, seeds: set[bytes] | None, classes: tuple[str, ...], lines: _Lines) -> None:
        """Find what belongs to the seeds (None: all things), then what that refers to."""
        words = tuple(f"<{self.iris.base}id/{word}/".encode() for word in classes)
        if seeds is not None:
            self.core = seeds
            _until_stable(self.core, lambda: self._add_parts(lines()))
        stated = self._stated(lines()) if seeds is None or self.graphs is not None else self.core
        self.core = stated if seeds is None else self.core & stated
        if words:
            self.core = {each for each in self.core if each.startswith(words)}
        _until_stable(self.core, lambda: self._add_evidence(lines()))
        for line in map(split_line, self._of(lines(), self.core)):
            self.known.update(self._ours(line[2]))
            self.known.update((line[3].replace(b"/claims>", b">"),) if line[3] else ())
        self.known -= self.core
        _until_stable(self.known, lambda: self._add_above(lines()))

    def _of(self, lines: Iterable[bytes], subjects: set[bytes]) -> Iterator[bytes]:
        """The lines on some subjects that stand in the chosen graphs."""
        for line in lines:
            if line[: line.index(b" ")] in subjects and self._is_chosen(split_line(line)[3]):
                yield line

    def _is_chosen(self, graph: bytes) -> bool:
        return self.graphs is None or graph in self.graphs

    def _stated(self, lines: Iterable[bytes]) -> set[bytes]:
        """All things, or those of which the chosen sources state something."""
        found = set()
        for line in lines:
            if line.startswith(self._own) and self._is_chosen(split_line(line)[3]):
                found.add(line[: line.index(b" ")])
        return {each for each in found if each.startswith(self._things) or self.graphs}

    def _add_parts(self, lines: Iterable[bytes]) -> None:
        edition = f"<{self.iris.base}id/edition/".encode()
        for line in lines:
            predicate = line.split(b" ", 2)[1]
            if predicate in _PART_OF or predicate in _HAS_PART:
                subject, _, object_, _ = split_line(line)
                if predicate in _HAS_PART and subject in self.core:
                    self.core.add(object_)
                elif object_ in self.core and not subject.startswith(edition):
                    self.core.add(subject)

    def _add_evidence(self, lines: Iterable[bytes]) -> None:
        """The claims on what was found, and the passages they lead to."""
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            if predicate == _SUBJECT and rest[: rest.index(b">") + 1] in self.core:
                self.core.add(subject)
            elif subject in self.core and rest.startswith(self._own + b"source/file/"):
                object_ = rest[: rest.index(b">") + 1]
                if b"#char=" in object_ or b"#quote=" in object_ or b"#position=" in object_:
                    self.core.add(object_)

    def _add_above(self, lines: Iterable[bytes]) -> None:
        """The bodies, places and series above those that are referred to."""
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            if predicate in _UP and (subject in self.known or subject in self.core):
                self.known.update({rest[: rest.index(b">") + 1]} - self.core)

    def _ours(self, term: bytes) -> Iterator[bytes]:
        """A thing of ours that a term is, and the document that it is a place in."""
        if term.startswith(self._own):
            yield term
            if b"#" in term:
                yield term.partition(b"#")[0] + b">"

    def kept(self, lines: _Lines, *, claims: bool) -> Iterator[bytes]:
        """The lines of the part, in order; the default graph has what its named graphs state."""
        for triple, group in groupby(lines(), lambda line: split_line(line)[:3]):
            graphs = [split_line(line)[3] for line in group]
            named = [graph for graph in graphs if graph and self._keeps(triple, graph)]
            if not claims:
                named = [graph for graph in named if not graph.endswith(_CLAIMS)]
            if any(not graph.endswith(_CLAIMS) for graph in named):
                yield b"%b %b %b .\n" % triple
            for graph in named:
                yield b"%b %b %b %b .\n" % (*triple, graph)

    def _keeps(self, triple: tuple[bytes, bytes, bytes], graph: bytes) -> bool:
        subject, predicate, object_ = triple
        if subject.startswith(self._terms):
            return graph.startswith(self._terms)
        if subject not in self.core and subject not in self.known:
            return False
        if not (self._is_chosen(graph) or predicate in _NAMING):
            return False
        if not object_.startswith(self._own) or object_.startswith(self._terms):
            return True
        return b"#" in object_ or object_ in self.core or object_ in self.known


def _until_stable(found: set[bytes], add: Callable[[], None]) -> None:
    """Call `add` until it finds nothing more."""
    size = -1
    while len(found) != size:
        size = len(found)
        add()
