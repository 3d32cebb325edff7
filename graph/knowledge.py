"""A graph as its users hold it: query, explain, load, hand over to rdflib."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pyoxigraph import Literal, NamedNode

from ..ontology.errors import QueryError
from ..ontology.iris import Iris, expand
from ..queries import catalogue
from .canonical import canonical
from .document import Documents
from .folder import GraphFolder
from .manifest import entries_of
from .names import Names
from .places import folder_at
from .provenance import Explanation, Provenance
from .result import Result
from .rows import Rows
from .snapshots import Snapshots
from .statistics import Statistics
from .syntax import located
from .testimony import Testimony

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from ..loaders.records.report import Report
    from .change import Summary
    from .conflicts import Conflict
    from .found import Found
    from .views.evidence import Proof

__all__ = ["KnowledgeGraph", "open_graph"]


def open_graph(path: str | os.PathLike[str] | None = None) -> KnowledgeGraph:
    """Open the graph at a place, read-only: a folder, or the URL of a SPARQL endpoint.

    Without one it is that of CONVENOR_STORE, else the user's own. Raises StoreError where there is
    none yet.
    """
    return KnowledgeGraph(folder_at(path))


class KnowledgeGraph:
    """The version of a graph that was in use when it was opened; it does not change meanwhile.

    Use it in a ``with`` statement or call `close`, so that its files can be removed one day.
    """

    def __init__(self, folder: GraphFolder) -> None:
        self.folder = folder
        self._open()

    def _open(self) -> None:
        self._stack = ExitStack()
        self.version, self.store = self._stack.enter_context(self.folder.reading())
        self.manifest = self.version.manifest()
        self.iris = Iris(self.manifest["base"])
        self._rows = Rows(Snapshots(self.folder.snapshots), entries_of(self.manifest))
        # A text is read page by page: the last ones are kept.
        self._testimonies = lru_cache(2)(partial(Testimony, self.store, self.iris, self._rows))
        for cached in ("names", "provenance", "documents"):
            self.__dict__.pop(cached, None)

    def __repr__(self) -> str:
        quads = self.manifest["quads"]
        return f"<KnowledgeGraph {self.folder.place}, version {self.version.name}, {quads:,} quads>"

    def close(self) -> None:
        """Let go of the files."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def names(self) -> Names:
        """Resolves names to things."""
        return Names(self.store, self.iris)

    @cached_property
    def provenance(self) -> Provenance:
        """Explains facts."""
        return Provenance(self.store, self.iris, self._rows.read)

    @cached_property
    def documents(self) -> Documents:
        """Describes things as linked data."""
        return Documents(self.store, self.iris)

    def query(self, name: str, /, **parameters: Any) -> Result:
        """Answer a query of the catalogue: ``query("bodies_by_edition", edition="wmc-2023")``.

        Things are given by name, identifier or IRI. Raises QueryError for an unknown query or
        parameter, UnresolvedNameError for a name that fits nothing or several things.
        """
        found = catalogue.get(name)
        values = self.values(found, parameters)
        result = self.store.select(found.text, values)
        # An optional parameter that was not given may be a column: hide it where it says nothing.
        known = {parameter.name for parameter in found.parameters}
        empty = {name for name in known & set(result.columns) if _is_empty(result, name)}
        return replace(result, hidden=frozenset(values.keys() | empty), base=self.iris.base)

    def values(
        self, query: catalogue.Query, parameters: Mapping[str, Any]
    ) -> dict[str, NamedNode | Literal]:
        """The terms that parameters of a query of the catalogue stand for. Raises as `query`."""
        name, known = query.name, {parameter.name: parameter for parameter in query.parameters}
        for given in parameters.keys() - known.keys():
            raise QueryError(
                f"the query {name} has no parameter {given!r}",
                f"It has: {', '.join(known) or 'none'}.",
            )
        for parameter in query.parameters:
            if parameter.required and parameters.get(parameter.name) is None:
                raise QueryError(
                    f"the query {name} needs the parameter {parameter.name!r}",
                    f"For example: {parameter.name}={parameter.example!r}",
                )
        return {
            key: self._term(known[key].type, value)
            for key, value in parameters.items()
            if value is not None
        }

    def _term(self, kind: str, value: object) -> NamedNode | Literal:
        if isinstance(value, NamedNode | Literal):
            return value
        text = str(value).strip()
        if kind in ("integer", "year"):
            try:
                number = int(text)
            except ValueError as error:
                raise QueryError(f"{text!r} is not a whole number") from error
            if kind == "integer":
                return Literal(number)
            return Literal(f"{number:04}", datatype=NamedNode(expand("xsd:gYear")))
        if kind == "text":
            return Literal(text)
        return self.names.resolve(kind, text)

    def sparql(self, text: str) -> Result | bool | list[Any]:
        """Answer any SPARQL 1.1 query: a Result, a bool (ASK) or a list of triples.

        Raises QueryError, for a query that cannot be read with the line and the place in it.
        """
        try:
            kind = self.store.query_kind(text)
        except QueryError as error:
            raise located(error, text) from error
        if kind == "select":
            return replace(self.store.select(text), base=self.iris.base)
        return self.store.ask(text) if kind == "ask" else list(self.store.construct(text))

    def explain(self, subject: str, language: str = "en") -> Explanation:
        """All that is stated of a thing (by name, identifier or IRI), with sources and rows."""
        return self.provenance.explain(self.names.find(subject), language)

    def testimony(self, source: NamedNode) -> Testimony:
        """All that a source states, with the words or rows in which each fact was read."""
        return self._testimonies(source)

    def conflicts(self, about: str | None = None) -> tuple[Conflict, ...]:
        """Where sources differ, contradictions first; of a thing, an edition or a series if named.

        Each conflict has its class and the reason for it in `kind` and `reason`.
        """
        from .differences import find_conflicts

        subject = None if about is None else self.names.find(about)
        return find_conflicts(self.store, self.iris, self._rows.read, subject)

    def network(
        self, view: str, /, *things: str, evidence: bool = False, **limits: Any
    ) -> nx.Graph:
        """A network as a networkx graph: ``network("co-organization", years=(2018, 2025))``.

        `view` is one of `convenor.graph.views.catalogue.VIEWS`, or ``ego`` (of one thing) or
        ``path`` (between two). Limits: `years` (a year, or first and last of which either may be
        None), `series`, `role`, `kind`, `place` (a name or several), `min_weight`,
        `around_thing` and `radius`; for a path `via` (classes of things). Nodes are IRIs; nodes
        and edges have labels, years, weights and sources as attributes; with `evidence` edges have
        the words or rows behind them as well. Raises SettingError and UnresolvedNameError.
        """
        from .views.asking import ask
        from .views.evidence import add_evidence

        network = ask(self.store, self.iris, self.names, view, things, **limits)
        if evidence:
            add_evidence(network, self.provenance)
        return network

    def evidence(self, network: nx.Graph, one: str, other: str) -> tuple[Proof, ...]:
        """The facts behind an edge of a network, each with its sources and their words or rows."""
        from .views.evidence import Evidence

        return Evidence(network, self.provenance).of(one, other)

    def search(self, text: str, /, language: str = "en", **limits: Any) -> Found:
        """Things by their names, sentences by their words: ``search("MIIT", years=(2018, 2025))``.

        All words of `text` are looked for, without regard to case, width and accents; of the last
        one the beginning is enough. Limits (see `convenor.graph.search.search`): `types` (edition,
        organization, sentence, ...), `kinds` of bodies, `years` (first and last, either may be
        None), `place`, `source`; `most` and `offset`. Raises StoreError where no index is.
        """
        from .search import FILE, search

        path = self.version.path / FILE
        return search(path, self.provenance, text, language=language, **limits)

    def sources(self) -> Result:
        """The sources with publisher, date, language, address and number of triples."""
        found = self.store.select(catalogue.load_query("explain", "sources").text)
        return replace(found, base=self.iris.base)

    def classes(self) -> Result:
        """How many things of each class the graph holds."""
        return self.store.select(catalogue.load_query("explain", "classes").text)

    def statistics(self) -> Statistics:
        """The figures of the graph (VoID), with the canonical hash of each named graph."""
        with canonical(self.version.path, self.store, self.iris.base) as found:
            return found.statistics()

    def rdflib(self) -> rdflib.Dataset:
        """The graph as an rdflib Dataset, without a copy."""
        return self.store.rdflib()

    def load(
        self,
        *paths: str | os.PathLike[str],
        mapping: Path | None = None,
        report: Report | None = None,
    ) -> Summary:
        """Add files, folders or globs to the graph on disk and go on with the new version.

        Tables and texts load alike. Rows and facts that break a rule are left out and told to
        `report`; without one a warning says how many. Raises InputError, StoreError or CheckError;
        then nothing has changed.
        """
        from ..loaders.inputs import SUFFIXES, find_inputs
        from ..loaders.records.report import Report
        from .build import load
        from .change import Settings

        inputs = find_inputs([os.fspath(path) for path in paths], suffixes=SUFFIXES.keys())
        told = Report() if report is None else report
        summary = load(self.folder, inputs, Settings(mapping=mapping, report=told))
        if report is None and (told.rows_rejected or told.faults):
            first = next(iter([*told.errors, *(error for _, error in told.faults)]))
            what = "rows and facts" if told.texts()[0] else "rows"
            warnings.warn(
                f"{told.rows_rejected} of {told.rows_read} {what} were rejected, "
                f"the first: {first}",
                stacklevel=2,
            )
        self.close()
        self._open()
        return summary


def _is_empty(result: Result, name: str) -> bool:
    place = result.columns.index(name)
    return all(row[place] is None for row in result.terms)
