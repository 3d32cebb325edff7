"""RDF in our own terms: a release, or what a partner wrote like one, as an input of a build.

A row is a quad of a source or of its claims. What every build writes itself (the merged default
graph, vocabulary, authority files, what rules derive) is not taken from a file: it comes out anew.
Quads are sorted on disk, so that memory stays flat and all that is said of a thing stands together.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from functools import cache, partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from ..loaders.inputs import Input
from ..loaders.quads import FORMATS, parse_quads
from ..loaders.records.report import Report
from ..loaders.records.rules import Fault
from ..loaders.records.values import LONGEST_CELL
from ..ontology.errors import InputError
from ..ontology.iris import CONCEPTS, VOCABULARY, Iris
from ..queries.catalogue import load_query
from .canonical import sorted_lines, split_line
from .change import Progress
from .gate import iri_of, refusal, refuse_undescribed, refuse_unproved, source_of
from .manifest import Entry
from .reference import reference
from .result import Term
from .sieve import Row, Sieve, is_made
from .snapshots import Snapshots
from .store import Store

__all__ = ["Own", "Statements", "is_ours", "made_lines", "read_statements"]

_HEAD = 1 << 18  # bytes of a file that tell whose terms it is in
_AT_ONCE = 1000  # things or facts that are looked up, and told of, at once
_FOREIGN = Fault(
    "made-by-builds", "every build writes this graph itself, and this version writes no such quad"
)

Files = Mapping[str, Collection[ox.Quad]]  # by IRI of a file the quads that describe it


def is_ours(source: Input, iris: Iris) -> bool:
    """True for an RDF file in our own terms, as its head tells. Raises InputError."""
    with source.open() as file:
        head = file.read(_HEAD).replace(rb"\/", b"/")  # as some write JSON
    marks = (VOCABULARY.rstrip("#"), CONCEPTS, f"{iris.base}source/")
    return any(mark.encode() in head for mark in marks)


def made_lines(iris: Iris) -> frozenset[bytes]:
    """The lines that this version writes to the graphs of vocabulary and authority files."""
    written = io.BytesIO()
    ox.serialize(reference(iris), written, ox.RdfFormat.N_QUADS)
    return frozenset(written.getvalue().splitlines(keepends=True))


def read_statements(
    source: Input, iris: Iris, files: Files, made: Collection[bytes], folder: Path
) -> Statements:
    """Read a file to its end and keep what it states in `folder`, which is empty.

    `files` are the loaded ones, which it may not describe in another way; `made` is what
    `made_lines` gives. Raises InputError where the file cannot be read, knows no sources, or writes
    what nobody but a build may write.
    """
    format_ = FORMATS[source.suffix]
    no_graphs = InputError(
        f"{source.name} has no named graph of a source: nothing tells who states what on which "
        "evidence",
        "Of a release load graph.nq, graph.trig or graph.jsonld, which have them.",
    )
    if not format_.supports_datasets:
        raise no_graphs
    found = Statements(source.name, iris, folder)
    with closing(parse_quads(source, iris.base)) as parsed:
        quads = _admitted(parsed, source.name, iris, files)
        fill = partial(ox.serialize, quads, format=ox.RdfFormat.N_QUADS)
        with closing(cast(Generator[bytes, None, None], sorted_lines(fill, folder))) as lines:
            bare = found.sift(_rows(source.name, lines), made)
    if not found.sources:
        raise no_graphs
    if bare:
        (quad,) = ox.parse(bare, ox.RdfFormat.N_QUADS)
        raise _refused(source.name, quad, iris)
    return found


class Statements:
    """What was read of a file: quads of sources on disk, in order, and what is to be looked up.

    `sources` are the IRIs of the graphs that they are in, `rows` is their number; `rejected` is
    the number of those that only builds write and that this version does not.
    """

    def __init__(self, name: str, iris: Iris, folder: Path) -> None:
        self.name, self.sources, self.rows, self.rejected = name, set[str](), 0, 0
        self._iris, self._folder = iris, folder

    def quads(self, part: str = "quads") -> Iterator[ox.Quad]:
        """The quads by subject, predicate, object and graph.

        As `part` also those ``rejected``, facts ``hanging`` on others, and a fact each on
        ``strangers``, to which the file gives no class.
        """
        yield from ox.parse(path=self._folder / part, format=ox.RdfFormat.N_QUADS)

    def sift(self, rows: Iterable[Row], made: Collection[bytes]) -> bytes:
        """Keep sorted rows; gives one of the default graph that no source states, or nothing."""
        sieve, bare = Sieve(self._iris, made), b""
        with ExitStack() as stack:
            parts = ("quads", "rejected", "hanging", "strangers")
            files = {name: stack.enter_context((self._folder / name).open("wb")) for name in parts}
            for subject, group in groupby(rows, itemgetter(0)):
                found = sieve.thing(subject, list(dict.fromkeys(group)))
                for name in parts:
                    files[name].writelines(getattr(found, name))
                bare = bare or found.bare
                self.rows += len(found.quads)
                self.rejected += len(found.rejected)
        self.sources = {iri.decode() for iri in sieve.sources}
        return bare

    def check(self, store: Store) -> None:
        """Look up in the store, when all files are in it, what others have to say for this one.

        Raises CheckError for facts without evidence, and about what nothing describes; a source
        need not be described, as tables may name one that no row tells of.
        """
        strangers = (iri_of(quad.subject) for quad in self.quads("strangers"))
        while some := list(islice(strangers, _AT_ONCE)):
            refuse_undescribed(store, self.name, some, set())
        bare = (str(quad) for quad in self.quads("hanging") if not _hangs(store, quad))
        refuse_unproved(self.name, list(islice(bare, _AT_ONCE)))


class Own:
    """The inputs of a build that are RDF in our own terms; scratch files stand in `folder`."""

    def __init__(self, iris: Iris, snapshots: Snapshots, folder: Path, progress: Progress) -> None:
        self._iris, self._snapshots = iris, snapshots
        self._folder, self._progress = folder, progress
        self._made = cache(partial(made_lines, iris))

    def of(self, entries: Iterable[Entry]) -> dict[str, Entry]:
        """Those of `entries` that are in our own terms, by name."""
        return {
            entry.name: entry
            for entry in entries
            if entry.is_rdf and is_ours(self._input(entry), self._iris)
        }

    def read(
        self, entries: Iterable[Entry], files: Mapping[str, Collection[ox.Quad]], report: Report
    ) -> list[Statements]:
        """Read `entries`; rows are counted, and a file that cannot be read is reported.

        `files` has, by name, the quads that describe the other inputs.
        """
        by_iri = {self._iris.file(name): quads for name, quads in files.items()}
        found = []
        for entry in entries:
            self._progress.phase(f"reading {entry.name}")
            step = partial(self._read, entry, by_iri)
            if (statements := report.guard(entry.name, step)) is not None:
                counts = report.counts[entry.name]
                counts.rows_read = statements.rows + statements.rejected
                counts.rows_loaded = statements.rows
                for quad in statements.quads("rejected"):
                    report.reject_fact(entry.name, str(quad), "", "", _FOREIGN)
                found.append(statements)
        return found

    def write(self, store: Store, statements: list[Statements]) -> dict[str, set[str]]:
        """Write what was read; the sources (IRIs) by file. Raises CheckError as each `check`."""
        store.extend(quad for each in statements for quad in each.quads())
        for each in statements:  # one file may describe what another speaks of
            each.check(store)
        return {each.name: each.sources for each in statements}

    def _read(self, entry: Entry, files: Files) -> Statements:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        return read_statements(self._input(entry), self._iris, files, self._made(), folder)

    def _input(self, entry: Entry) -> Input:
        return self._snapshots.input(entry.name, entry.sha256)


def _rows(name: str, lines: Iterable[bytes]) -> Iterator[Row]:
    """The lines with their parts. Raises InputError for a text that is longer than in a table."""
    for line in lines:
        subject, predicate, value, graph = split_line(line)
        if len(line) > LONGEST_CELL and (length := len(value.decode())) > LONGEST_CELL:
            raise InputError(
                f"{name} has a text of {length:,} characters, more than {LONGEST_CELL:,}: "
                f"{subject.decode()} {predicate.decode()}",
                "Shorten it, or leave it out.",
            )
        yield subject, predicate, value, graph, line


def _admitted(quads: Iterable[ox.Quad], name: str, iris: Iris, files: Files) -> Iterator[ox.Quad]:
    """The quads that may stand in a file; each graph is looked at once. Raises InputError."""
    made: dict[object, bool] = {}
    for quad in quads:
        graph, subject = quad.graph_name, quad.subject
        plain = isinstance(subject, ox.NamedNode) and not isinstance(
            quad.object, ox.BlankNode | ox.Triple
        )
        if graph not in made:
            iri = "" if isinstance(graph, ox.DefaultGraph) else str(graph)
            made[graph] = is_made(iris, iri.encode())
            looked_at = made[graph]
        else:
            looked_at = made[graph] or subject != graph
        if not (plain and looked_at) and refusal((quad,), iris, files):
            raise _refused(name, quad, iris, files)
        yield quad


def _refused(name: str, quad: ox.Quad, iris: Iris, files: Files | None = None) -> InputError:
    return InputError(
        f"{name}: {refusal((quad,), iris, files)}: {quad}",
        f"A file states what sources state, in graphs below {iris.base}source/ and in their "
        "claims; for another base IRI build a graph with --base.",
    )


def _hangs(store: Store, fact: ox.Quad) -> bool:
    """True if there is evidence for a fact on a thing that its source does not describe."""
    source = source_of(fact)
    values: dict[str, Term] = {
        "subject": fact.subject,
        "predicate": fact.predicate,
        "value": fact.object,
        "source": ox.NamedNode(source),
        "claims": ox.NamedNode(Iris.claims(source)),
    }
    return store.ask(load_query("explain", "hanging").text, values)
