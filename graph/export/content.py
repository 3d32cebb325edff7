"""The content of a release: canonical quads on disk, read in the order that a format needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from shutil import copyfileobj
from typing import TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from ..canonical import canonical, counted, in_blocks, is_default, sorted_lines, split_line
from ..change import Progress, Silent
from ..knowledge import KnowledgeGraph
from ..statistics import Counting, Statistics
from .selection import Selection

__all__ = ["Content"]

_T = TypeVar("_T")
_STEP = 4096  # quads between two words on progress


class Content:
    """What is handed on of a graph: all of it, or what a selection keeps.

    It is written to `folder` once and then read from there, so memory stays flat. `statistics`
    speak of what is handed on, `license` (an IRI, or empty) holds for it; `title` is what is told
    of each reading.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        folder: Path,
        selection: Selection | None = None,
        progress: Progress | None = None,
        license: str = "",
    ) -> None:
        self.graph = graph
        self.selection = selection or Selection()
        self.license = license
        self.title = "reading the graph"
        self._progress = progress or Silent()
        self._folder = folder
        self._quads = folder / "quads.nq"
        self._default = folder / "default.nt"
        self._by_graph = folder / "graphs.nq"
        self.statistics = self._write()

    def _write(self) -> Statistics:
        graph = self.graph
        with (
            canonical(graph.version.path, graph.store, graph.iris.base) as kept,
            self._quads.open("wb") as file,
        ):
            if self.selection.is_all:
                kept.copy(file)
                return kept.statistics()
            counting = Counting(graph.iris.base)
            lines = counted(self.selection.filter(graph, kept.lines), counting)
            file.writelines(in_blocks(self._told(lines, graph.manifest["quads"])))
            return counting.finish()

    def _told(self, items: Iterable[_T], total: int, unit: str = "quads") -> Iterator[_T]:
        """The items, with the progress told now and then."""
        self._progress.phase(self.title, total, unit)
        pending = iter(items)
        while some := list(islice(pending, _STEP)):
            yield from some
            self._progress.advance(len(some))

    def blocks(self) -> Iterator[bytes]:
        """The canonical N-Quads in pieces."""
        self._progress.phase(self.title)
        with self._quads.open("rb") as file:
            while block := file.read(1 << 20):
                yield block

    def quads(self) -> Iterator[Quad]:
        """All quads by subject, predicate, object and graph; the default graph first."""
        quads = parse(path=self._quads, format=RdfFormat.N_QUADS)
        return self._told(quads, self.statistics.quads)

    def triples(self) -> Iterator[Triple]:
        """The merged triples of the default graph by subject, predicate and object."""
        if not self._default.exists():
            with self._quads.open("rb") as lines, self._default.open("wb") as file:
                file.writelines(line for line in lines if is_default(line))
        total = self.statistics.graphs[""].triples if "" in self.statistics.graphs else 0
        triples = parse(path=self._default, format=RdfFormat.N_TRIPLES)
        for quad in self._told(triples, total, "triples"):
            yield quad.triple

    def things(self) -> Iterator[tuple[NamedNode, list[Triple]]]:
        """Each subject of the default graph with what is said of it."""
        for subject, triples in groupby(self.triples(), attrgetter("subject")):
            assert isinstance(subject, NamedNode), "nothing here is a blank node"
            yield subject, list(triples)

    def graphs(self) -> Iterator[tuple[str, Iterator[Triple]]]:
        """Each graph (IRI, the default graph first as ``""``) with its triples in order."""
        if not self._by_graph.exists():
            with self._quads.open("rb") as lines:
                ordered = sorted_lines(partial(copyfileobj, lines), self._folder, _by_graph)
                with self._by_graph.open("wb") as file:
                    file.writelines(in_blocks(ordered))
        quads = parse(path=self._by_graph, format=RdfFormat.N_QUADS)
        told = self._told(quads, self.statistics.quads)
        for name, group in groupby(told, attrgetter("graph_name")):
            iri = "" if isinstance(name, DefaultGraph) else name.value
            yield iri, (quad.triple for quad in group)


def _by_graph(line: bytes) -> tuple[bytes, bytes]:
    return split_line(line)[3], line
