"""The embedded store: quads in a folder on disk, or in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from ..ontology.errors import QueryError, StoreError, UnsupportedError
from ..ontology.iris import PREFIXES
from .answer import Answer
from .result import Term
from .store import CLAIMS, Store, graph_node, is_claims

if TYPE_CHECKING:
    import rdflib

__all__ = ["EmbeddedStore"]

_CHUNK = 100_000  # quads per write: as quick as one write of all, at a tenth of the memory


class EmbeddedStore(Store):
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

    def _query(
        self,
        text: str,
        values: Mapping[str, Term] | None = None,
        base: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        chosen: dict[str, Any] = {}
        if default_graphs or named_graphs:
            chosen["default_graph"] = list(map(graph_node, default_graphs))
            chosen["named_graphs"] = list(map(graph_node, named_graphs))
        substitutions = {ox.Variable(name): term for name, term in (values or {}).items()}
        try:
            # A query may use our prefixes without declaring them; what it declares comes first.
            return self._store.query(
                text,
                base_iri=base,
                prefixes=PREFIXES,
                substitutions=substitutions or None,
                **chosen,
            )
        except SyntaxError as error:
            raise QueryError(f"the query cannot be read: {error}") from error
        except ValueError as error:
            raise QueryError(f"the query cannot be run: {error}") from error
        except RuntimeError as error:  # a function, say, that the engine does not have
            raise UnsupportedError(f"the query cannot be run: {error}") from error

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
                if not is_claims(quad.graph_name)
            ]
            try:
                self._store.bulk_extend(chunk + merged)
            except OSError as error:
                raise StoreError(
                    f"cannot write the graph in {self.path}: {error}",
                    "Is there room on the disk? The graph in use is as it was.",
                ) from error
        return count

    def add_all(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads as they are, those of the default graph too."""
        self._store.bulk_extend(quads)

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
        self._store.remove_graph(ox.NamedNode(source + CLAIMS))

    def replace_source(self, source: str, quads: Iterable[ox.Quad]) -> None:
        """Put `quads` in the place of all that the graphs of a source (an IRI) hold."""
        self.remove_source(source)
        self.extend(quads)

    def _stated_elsewhere(self, quad: ox.Quad, stated: ox.NamedNode) -> bool:
        for other in self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None):
            name = other.graph_name
            if isinstance(name, ox.NamedNode) and name != stated and not is_claims(name):
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
