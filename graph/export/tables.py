"""Tables of a release: one for each class of things, one of claims, one of evidence in rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from ...ontology.iris import CONCEPTS, PREFIXES, Iris, expand
from ..result import short_iri
from .columns import Column, Key, Tally, Values, columns_of, values_of
from .content import Content
from .lookup import Lookup
from .output import Output

__all__ = ["HOLDS", "Row", "Table", "Tables", "open_tables", "short_id", "word_of"]

Row = list[list[str]]  # the values of each column
HOLDS = (expand("m8g:hasParticipation"), "iri")
_CLAIM, _EVIDENCE = "claim", "evidence"
_OURS = (_CLAIM, _EVIDENCE, "concept", "file", "source", "term")  # tables that are not of a class
_KEPT = 65536
_TYPE = (expand("rdf:type"), "iri")
_DERIVED = expand("prov:wasDerivedFrom")
_STATED_BY = ("statedBy", "iri")
_SELECTOR = expand("oa:hasSelector")
_OA = PREFIXES["oa"]
_FIRST = (Column("iri", form="iri"), Column("id"))
# The words that a claim stands on, told of its passage.
_QUOTED = (
    Column("quote", expand("oa:exact")),
    Column("prefix", expand("oa:prefix")),
    Column("suffix", expand("oa:suffix")),
    Column("start", expand("oa:start"), "integer"),
    Column("end", expand("oa:end"), "integer"),
)


def word_of(iri: str, iris: Iris) -> str:
    """The table in which a subject of the default graph has its row.

    >>> word_of("https://w3id.org/convenor/concept/role/organizer", Iris())
    'concept'
    """
    if iri.startswith(CONCEPTS):
        return "concept"
    if iri.startswith(f"{iris.base}source/"):
        return "file" if iri.startswith(iris.file("")) else "source"
    word = iris.class_of(iri)
    return word if word.isidentifier() and word not in _OURS else "term"


def short_id(iri: str, iris: Iris) -> str:
    """What people write for a subject; no two have the same.

    >>> short_id("https://w3id.org/convenor/id/edition/wmc-2023", Iris())
    'edition/wmc-2023'
    >>> short_id("https://w3id.org/convenor/concept/role/organizer", Iris())
    'concept/role/organizer'
    """
    if iri.startswith(CONCEPTS):
        return f"concept/{iri.removeprefix(CONCEPTS)}"
    own = iri.startswith((f"{iris.base}id/", f"{iris.base}source/", iris.claim("")))
    return iri.removeprefix(iris.base).removeprefix("id/") if own else short_iri(iri, iris.base)


@dataclass(frozen=True)
class Table:
    """A table by the word of its class: ``edition``. `keys` are columns that tell rows apart."""

    word: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ("iri",)


@dataclass
class _Draft:
    """The rows of a table as they were found, one a line, and what their values have been."""

    file: IO[str]
    tallies: dict[Key, Tally] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)

    def columns(self, taken: Iterable[str]) -> tuple[Column, ...]:
        """A column for each key; from now on `numbers` are in their order."""
        columns = columns_of(self.tallies, taken)
        self.numbers = {key: self.numbers[key] for key in columns}
        return tuple(columns.values())

    def add(self, iri: str, values: Values) -> None:
        """Keep a row."""
        row: dict[int, list[str]] = {}
        for key, each in values.items():
            if key not in self.tallies:
                self.numbers[key] = len(self.numbers)
                self.tallies[key] = Tally()
            self.tallies[key].add(each)
            row[self.numbers[key]] = [value.value for value in each]
        self.file.write(json.dumps([iri, row]) + "\n")


@contextmanager
def open_tables(content: Content, out: Output) -> Iterator[Tables]:
    """The tables of what is handed on; scratch files stand beside what is written."""
    with (
        TemporaryDirectory(dir=out.folder, prefix=".scratch-") as scratch,
        Lookup() as known,
        Lookup() as holders,
        Lookup() as passages,
    ):
        yield Tables(content, Path(scratch), known, holders, passages)


class Tables:
    """The tables of what is handed on, in order; all is read once and kept row by row on disk."""

    def __init__(
        self, content: Content, scratch: Path, known: Lookup, holders: Lookup, passages: Lookup
    ) -> None:
        self._iris = content.graph.iris
        self._scratch = scratch
        self._known = known
        self._holders = holders
        self._passages = passages
        self._drafts: dict[str, _Draft] = {}
        self.word = lru_cache(_KEPT)(self._find_word)
        with ExitStack() as stack:
            for subject, quads in groupby(content.quads(), attrgetter("subject")):
                self._read(subject.value, quads, stack)
        self.tables = [self._table(word, draft) for word, draft in sorted(self._drafts.items())]

    def _find_word(self, iri: str) -> str:
        """The word of the table that has a row for an IRI; empty where none has."""
        return word_of(iri, self._iris) if iri in self._known else ""

    def _read(self, iri: str, quads: Iterable[Quad], stack: ExitStack) -> None:
        """Keep what is said of one subject."""
        merged: list[Triple] = []
        evidence: list[Quad] = []
        sources: list[NamedNode] = []
        for quad in quads:
            graph = quad.graph_name
            if isinstance(graph, DefaultGraph):
                merged.append(quad.triple)
            elif isinstance(graph, NamedNode) and graph.value.endswith("/claims"):
                evidence.append(quad)
            elif isinstance(graph, NamedNode):
                sources.append(graph)
        if merged:
            values = values_of(merged)
            values[_STATED_BY] = sorted(set(sources), key=attrgetter("value"))
            self._keep_thing(iri, values, stack)
        if iri.startswith(self._iris.claim("")):
            self._draft(_CLAIM, stack).add(iri, _claim(evidence))
            return
        for quad in evidence:
            if quad.predicate.value == _DERIVED:
                self._draft(_EVIDENCE, stack).add(iri, _row_of(quad))
            elif quad.predicate.value.startswith(_OA):
                assert isinstance(quad.object, NamedNode | Literal)
                self._passages.add(iri, f"{quad.predicate.value} {quad.object.value}")

    def _keep_thing(self, iri: str, values: Values, stack: ExitStack) -> None:
        word = word_of(iri, self._iris)
        self._known.add(iri)
        # Editions and agreements come before participations, in the order of IRIs.
        for held in values.get(HOLDS, ()):
            self._holders.add(held.value, f"{word} {iri}")
        if word == "participation":
            for holder in self._holders.get(iri):
                of, _, by = holder.partition(" ")
                values[HOLDS[0], f"^{of}"].append(NamedNode(by))
        self._draft(word, stack).add(iri, values)

    def _draft(self, word: str, stack: ExitStack) -> _Draft:
        if word not in self._drafts:
            file = stack.enter_context((self._scratch / word).open("w", encoding="utf-8"))
            self._drafts[word] = _Draft(file)
        return self._drafts[word]

    def _table(self, word: str, draft: _Draft) -> Table:
        last = _QUOTED if word == _CLAIM else ()
        columns = draft.columns(column.name for column in (*_FIRST, *last))
        keys = [column.name for column in columns] if word == _EVIDENCE else []
        return Table(word, (*_FIRST, *columns, *last), ("iri", *keys))

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table, in the order of their IRIs."""
        numbers = {key: str(number) for key, number in self._drafts[table.word].numbers.items()}
        with (self._scratch / table.word).open(encoding="utf-8") as lines:
            for line in lines:
                iri, found = json.loads(line)
                row = [[iri], [short_id(iri, self._iris)]]
                row += [found.get(number, []) for number in numbers.values()]
                if table.word == _CLAIM:
                    row += self._quoted(found.get(numbers.get((_DERIVED, "iri")), []))
                yield row

    def _quoted(self, places: list[str]) -> Row:
        """What is told of a passage, for each column of it."""
        selectors = [text for name, text in self._facts(places) if name == _SELECTOR]
        told = dict(self._facts(selectors))
        return [[told[column.property]] if column.property in told else [] for column in _QUOTED]

    def _facts(self, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
        for iri in iris:
            for fact in self._passages.get(iri):
                name, _, text = fact.partition(" ")
                yield name, text


def _claim(quads: Iterable[Quad]) -> Values:
    """What a claim says; a literal is taken apart, for its datatype is that of this claim only."""
    values = values_of(quad.triple for quad in quads)
    values.pop(_TYPE, None)
    object_ = expand("rdf:object")
    for key in [key for key in values if key[0] == object_ and key[1] != "iri"]:
        for value in values.pop(key):
            assert isinstance(value, Literal)
            values["value", ""].append(Literal(value.value))
            values["datatype", "iri"].append(value.datatype)
            if value.language:
                values["language", ""].append(Literal(value.language))
    return values


def _row_of(quad: Quad) -> Values:
    """Who says so, and in which row of a file."""
    assert isinstance(quad.graph_name, NamedNode) and isinstance(quad.object, NamedNode)
    source = NamedNode(quad.graph_name.value.removesuffix("/claims"))
    return {_STATED_BY: [source], (_DERIVED, "iri"): [quad.object]}
