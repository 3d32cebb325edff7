"""The store: merged default graph, one named graph per source, one more for its evidence.

The default graph holds every stated triple once, so that counts are right; it is kept in step
by the store, and nowhere else. What is stored where: `embedded` and `remote.store`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from ..ontology.errors import QueryError
from .answer import Answer, OpenAnswer, Triples
from .columns import Columns, ColumnsReader
from .result import Result, Term

if TYPE_CHECKING:
    import rdflib

__all__ = ["CLAIMS", "Store", "graph_node", "is_claims"]

CLAIMS = "/claims"  # ends the IRI of the graph that holds the evidence of a source


class Store(ABC):
    """What every store does; use it with `contextlib.closing`, or call `close`."""

    # -- asking

    def select(
        self, text: str, values: Mapping[str, Term] | None = None, *, most: int | None = None
    ) -> Result:
        """Answer a SELECT query; `values` puts a term in the place of a variable.

        Such a variable has to be in the SELECT list. With `most` only so many rows are read, those
        that are found first: the same ones each time for one store. Raises QueryError.
        """
        solutions = self._solutions(text, values)
        columns = tuple(variable.value for variable in solutions.variables)
        try:
            return Result(columns, tuple(map(tuple, islice(solutions, most))))
        except (OSError, RuntimeError, SyntaxError) as error:
            raise QueryError(f"the query stopped: {error}") from error

    def columns(self, text: str, values: Mapping[str, Term] | None = None) -> Columns:
        """Answer a SELECT query by columns (see `Columns`): for many rows of few different terms.

        Raises QueryError.
        """
        solutions = self._solutions(text, values)
        reader = ColumnsReader()
        try:
            solutions.serialize(cast(IO[bytes], reader), ox.QueryResultsFormat.TSV)
        except (OSError, RuntimeError, SyntaxError) as error:
            raise QueryError(f"the query stopped: {error}") from error
        return reader.finish()

    def _solutions(self, text: str, values: Mapping[str, Term] | None) -> ox.QuerySolutions:
        solutions = self._query(text, values)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("this is not a SELECT query", "Use ask or construct for it.")
        return solutions

    def ask(self, text: str, values: Mapping[str, Term] | None = None) -> bool:
        """Answer an ASK query. Raises QueryError."""
        answer = self._query(text, values)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this is not an ASK query", "Use select or construct for it.")
        return bool(answer)

    def construct(self, text: str, values: Mapping[str, Term] | None = None) -> Iterator[ox.Triple]:
        """Triples of a CONSTRUCT or DESCRIBE query, as they are found. Raises QueryError."""
        triples = self._query(text, values)
        if not isinstance(triples, ox.QueryTriples | Triples):
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
        return OpenAnswer(self._query(text, values, base, default_graphs, named_graphs))

    @abstractmethod
    def _query(
        self,
        text: str,
        values: Mapping[str, Term] | None = None,
        base: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """The answer as the engine gives it; parameters as those of `open_query`."""

    # -- reading quads

    @abstractmethod
    def __len__(self) -> int:
        """Number of quads, those of the default graph too."""

    @abstractmethod
    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """All quads, or those of one named graph; ``""`` is the default graph."""

    @abstractmethod
    def contains(self, subject: ox.NamedNode) -> bool:
        """True if anything is said of `subject`, or it is said of anything."""

    @abstractmethod
    def has_graph(self, iri: str) -> bool:
        """True if there is a named graph of that IRI with quads in it."""

    @abstractmethod
    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""

    @abstractmethod
    def dump(self, target: IO[bytes], format: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> None:
        """Write all quads to `target`; formats without named graphs get the default graph."""

    @abstractmethod
    def rdflib(self) -> rdflib.Dataset:
        """The same quads as an rdflib Dataset, without a copy: what rdflib reads is read here."""

    # -- writing

    @abstractmethod
    def extend(self, quads: Iterable[ox.Quad]) -> int:
        """Add quads of named graphs, and what sources state to the default graph as well.

        Returns the number of quads given. They are written in chunks: a failure in the middle
        leaves the first ones, so write beside the graph in use (`convenor.graph.folder`).
        """

    @abstractmethod
    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads of named graphs, and from the default graph what no source states then."""

    @abstractmethod
    def remove_source(self, source: str) -> None:
        """Remove the graphs of a source (an IRI), and what only it put into the default graph."""

    @abstractmethod
    def replace_source(self, source: str, quads: Iterable[ox.Quad]) -> None:
        """Put `quads` in the place of all that the graphs of a source (an IRI) hold."""

    def optimize(self) -> None:  # noqa: B027 - most stores do this by themselves
        """Put what was written in order, so that it is read quickly."""

    @abstractmethod
    def close(self) -> None:
        """Write what is pending and let go of the store; closing again does nothing."""


def graph_node(iri: str) -> ox.NamedNode:
    """The name of a graph. Raises QueryError where it is no IRI."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not the IRI of a graph: {error}") from error


def is_claims(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> bool:
    """True for a graph of evidence."""
    return isinstance(graph, ox.NamedNode) and graph.value.endswith(CLAIMS)
