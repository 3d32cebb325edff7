"""The store: merged default graph, one named graph per source, one more for its evidence.

The default graph holds every stated triple once, so that counts are right; it is kept in step
here, and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from ..ontology.errors import QueryError, StoreError, UnsupportedError
from ..ontology.iris import PREFIXES
from .answer import OpenAnswer
from .columns import Columns, ColumnsReader
from .result import Result, Term

if TYPE_CHECKING:
    import rdflib

__all__ = ["Store"]

_CHUNK = 100_000  # quads per write: as quick as one write of all, at a tenth of the memory
_CLAIMS = "/claims"


class Store:
    """An embedded store on disk (`path`) or in memory (no path).

    Pass `read_only` for a folder that others read as well. Raises StoreError where the folder
    cannot be opened.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None = None, *, read_only: bool = False
    ) -> None:
        self.path = None if path is None else Path(path)
        self._writable = self.path is not None and not read_only
        try:
            if self.path is None:
                self._store = ox.Store()
            elif read_only:
                self._store = ox.Store.read_only(str(self.path))
            else:
                self._store = ox.Store(str(self.path))
        except OSError as error:
            raise StoreError(
                f"cannot open the graph in {self.path}: {error}",
                "Is the folder readable, and does no other program write it?",
            ) from error

    # -- asking

    def select(
        self, text: str, values: Mapping[str, Term] | None = None, *, most: int | None = None
    ) -> Result:
        """Answer a SELECT query; `values` puts a term in the place of a variable.

        Such a variable has to be in the SELECT list. With `most` only so many rows are read, those
        that are found first: the same ones each time for one store. Raises QueryError.
        """
        solutions = self._query(text, values)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("this is not a SELECT query", "Use ask or construct for it.")
        columns = tuple(variable.value for variable in solutions.variables)
        try:
            return Result(columns, tuple(map(tuple, islice(solutions, most))))
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query stopped: {error}") from error

    def columns(self, text: str, values: Mapping[str, Term] | None = None) -> Columns:
        """Answer a SELECT query by columns (see `Columns`): for many rows of few different terms.

        Raises QueryError.
        """
        solutions = self._query(text, values)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("this is not a SELECT query", "Use ask or construct for it.")
        reader = ColumnsReader()
        try:
            solutions.serialize(cast(IO[bytes], reader), ox.QueryResultsFormat.TSV)
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query stopped: {error}") from error
        return reader.finish()

    def ask(self, text: str, values: Mapping[str, Term] | None = None) -> bool:
        """Answer an ASK query. Raises QueryError."""
        answer = self._query(text, values)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this is not an ASK query", "Use select or construct for it.")
        return bool(answer)

    def construct(self, text: str, values: Mapping[str, Term] | None = None) -> Iterator[ox.Triple]:
        """Triples of a CONSTRUCT or DESCRIBE query, as they are found. Raises QueryError."""
        triples = self._query(text, values)
        if not isinstance(triples, ox.QueryTriples):
            raise QueryError("this is not a CONSTRUCT query", "Use select or ask for it.")
        return iter(triples)

    def query_kind(self, text: str) -> str:
        """``select``, ``ask`` or ``construct``: what kind of query `text` is. Raises QueryError."""
        return self.open_query(text).kind

    def open_query(
        self,
        text: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
        values: Mapping[str, Term] | None = None,
    ) -> OpenAnswer:
        """The answer to any query, not yet read: its kind, its columns, and how to write it.

        `values` puts a term in the place of a variable; `base` is what relative IRIs of the query
        are relative to. The IRIs of graphs are the data set of the SPARQL Protocol, which takes the
        place of FROM in the query. Raises QueryError.
        """
        chosen: dict[str, Any] = {}
        if default_graphs or named_graphs:
            chosen["default_graph"] = list(map(_graph, default_graphs))
            chosen["named_graphs"] = list(map(_graph, named_graphs))
        return OpenAnswer(self._query(text, values, base_iri=base, **chosen))

    def _query(
        self, text: str, values: Mapping[str, Term] | None = None, **dataset: Any
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        substitutions = {ox.Variable(name): term for name, term in (values or {}).items()}
        try:
            # A query may use our prefixes without declaring them; what it declares comes first.
            return self._store.query(
                text, prefixes=PREFIXES, substitutions=substitutions or None, **dataset
            )
        except SyntaxError as error:
            raise QueryError(f"the query cannot be read: {error}") from error
        except ValueError as error:
            raise QueryError(f"the query cannot be run: {error}") from error
        except RuntimeError as error:  # a function, say, that the engine does not have
            raise UnsupportedError(f"the query cannot be run: {error}") from error

    # -- reading quads

    def __len__(self) -> int:
        return len(self._store)

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """All quads, or those of one named graph; ``""`` is the default graph."""
        name: ox.NamedNode | ox.DefaultGraph | None = None
        if graph is not None:
            name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        return iter(self._store.quads_for_pattern(None, None, None, name))

    def contains(self, subject: ox.NamedNode) -> bool:
        """True if anything is said of `subject`, or it is said of anything."""
        return any(True for _ in self._store.quads_for_pattern(subject, None, None, None)) or any(
            True for _ in self._store.quads_for_pattern(None, None, subject, None)
        )

    def has_graph(self, iri: str) -> bool:
        """True if there is a named graph of that IRI with quads in it."""
        graph = ox.NamedNode(iri)
        return any(True for _ in self._store.quads_for_pattern(None, None, None, graph))

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        return sorted(node.value for node in self._store.named_graphs() if hasattr(node, "value"))

    def dump(self, target: IO[bytes], format: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> None:
        """Write all quads to `target`; formats without named graphs get the default graph."""
        graph = None if format.supports_datasets else ox.DefaultGraph()
        self._store.dump(target, format, from_graph=graph)

    def rdflib(self) -> rdflib.Dataset:
        """The same quads as an rdflib Dataset, without a copy: what rdflib reads is read here."""
        import oxrdflib
        import rdflib

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self._store))

    # -- writing

    def extend(self, quads: Iterable[ox.Quad]) -> int:
        """Add quads of named graphs, and what sources state to the default graph as well.

        Returns the number of quads given. They are written in chunks: a failure in the middle
        leaves the first ones, so write beside the graph in use (`convenor.graph.folder`).
        """
        count = 0
        pending = iter(quads)
        while chunk := list(islice(pending, _CHUNK)):
            count += len(chunk)
            merged = [
                ox.Quad(quad.subject, quad.predicate, quad.object)
                for quad in chunk
                if not _is_claims(quad.graph_name)
            ]
            try:
                self._store.bulk_extend(chunk + merged)
            except OSError as error:
                raise StoreError(
                    f"cannot write the graph in {self.path}: {error}",
                    "Is there room on the disk? The graph in use is as it was.",
                ) from error
        return count

    def optimize(self) -> None:
        """Put what is on disk in order: everything is read about twice as fast afterwards."""
        try:
            self._store.optimize()
        except OSError as error:
            raise StoreError(
                f"cannot write the graph in {self.path}: {error}",
                "Is there room on the disk? The graph in use is as it was.",
            ) from error

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads of named graphs, and from the default graph what no source states then."""
        for quad in quads:
            self._store.remove(quad)
            name = quad.graph_name
            if isinstance(name, ox.NamedNode) and not self._stated_elsewhere(quad, name):
                self._store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))

    def remove_source(self, source: str) -> None:
        """Remove the graphs of a source (an IRI), and what only it put into the default graph."""
        stated = ox.NamedNode(source)
        for quad in list(self._store.quads_for_pattern(None, None, None, stated)):
            if not self._stated_elsewhere(quad, stated):
                self._store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
        self._store.remove_graph(stated)
        self._store.remove_graph(ox.NamedNode(source + _CLAIMS))

    def replace_source(self, source: str, quads: Iterable[ox.Quad]) -> None:
        """Put `quads` in the place of all that the graphs of a source (an IRI) hold."""
        self.remove_source(source)
        self.extend(quads)

    def _stated_elsewhere(self, quad: ox.Quad, stated: ox.NamedNode) -> bool:
        for other in self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None):
            name = other.graph_name
            if isinstance(name, ox.NamedNode) and name != stated and not _is_claims(name):
                return True
        return False

    def close(self) -> None:
        """Write what is pending to disk and let go of the folder; closing again does nothing."""
        store = self.__dict__.pop("_store", None)
        if store is not None and self._writable:
            try:
                store.flush()
            except OSError as error:
                raise StoreError(f"cannot write the graph in {self.path}: {error}") from error


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not the IRI of a graph: {error}") from error


def _is_claims(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> bool:
    return isinstance(graph, ox.NamedNode) and graph.value.endswith(_CLAIMS)
