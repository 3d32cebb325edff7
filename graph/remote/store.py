"""The remote store: a SPARQL 1.1 endpoint, asked and written over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from io import BytesIO
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from ...ontology.errors import QueryError, StoreError, UnsupportedError
from ...ontology.iris import PREFIXES
from ...queries.catalogue import load_query
from ...queries.filling import filled
from ...queries.lexer import pieces
from ..answer import Answer, Triples
from ..result import Term
from ..store import CLAIMS, Store, is_claims
from .address import Address, address_of
from .client import Body, Client
from .names import MERGED, PREFIX
from .ordering import Ordered, ordered
from .rewriting import has_dataset, rewritten
from .staging import Staging
from .writing import insertions

if TYPE_CHECKING:
    import rdflib

__all__ = ["RemoteStore"]


_NTRIPLES = "application/n-triples"
_JSON = "application/sparql-results+json"  # the one that loses nothing: spaces, control characters
_TRUTH = re.compile(
    rb'("datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": ")([01])(?=")'
)


class RemoteStore(Store):
    """The store at an address (see `address_of`).

    Raises StoreError where it cannot be reached, and QueryError for what it refuses or where a
    limit of it cuts an answer off.
    """

    def __init__(self, address: Address | str) -> None:
        self.client = Client(address_of(address) if isinstance(address, str) else address)
        self._dialect = self.client.dialect
        self._merged = "" if self._dialect.has_default else MERGED

    def __repr__(self) -> str:
        return f"<RemoteStore {self.client.address.url}>"

    # -- asking

    def _query(
        self,
        text: str,
        values: Mapping[str, Term] | None = None,
        base: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        kind = _kind(text, values, base)
        text = f"{_prologue(text, base)}{filled(text, _terms(values))}"
        if not (default_graphs or named_graphs or has_dataset(text)) and self._merged:
            default_graphs = (self._merged,)
            named_graphs = () if self._dialect.is_rewritten else self._named
        hidden = () if named_graphs else (MERGED, *self._dialect.foreign)
        local = ordered(text) if self._dialect.is_rewritten else Ordered(text)
        sent = rewritten(local.sent, hidden) if self._dialect.is_rewritten else text
        accept = _NTRIPLES if kind is ox.QueryTriples else _JSON
        answer = self.client.query(sent, accept, default_graphs, named_graphs)
        if kind is ox.QueryTriples:
            return Triples(_read_triples(answer))
        found = self._parsed(answer)
        return local.finish(found) if isinstance(found, ox.QuerySolutions) else found

    def _parsed(self, answer: Body) -> ox.QuerySolutions | ox.QueryBoolean:
        found: object = answer
        try:
            if self._dialect.is_rewritten:  # it writes 1 and 0 for booleans
                with closing(answer):
                    found = BytesIO(_TRUTH.sub(_boolean, answer.read()))
            return ox.parse_query_results(cast(IO[bytes], found), ox.QueryResultsFormat.JSON)
        except (OSError, SyntaxError) as error:
            raise StoreError(
                f"the answer of {self.client.address.url} is not what SPARQL results are: {error}",
                "Is this the address for SPARQL queries?",
            ) from error

    @cached_property
    def _named(self) -> Sequence[str]:
        """The named graphs, for servers that are told all that a query may find."""
        return self.graphs()

    def _ask_itself(self, name: str, values: Mapping[str, Term] | None = None) -> Answer:
        """Answer a query about the store as it is, whatever the merged graph is called."""
        text = filled(load_query("remote", name).text, _terms(values))
        return self._parsed(self.client.query(text, _JSON))

    def rows(
        self, name: str, values: Mapping[str, Term] | None = None
    ) -> list[tuple[Term | None, ...]]:
        """The rows of a query about the store as it is."""
        return [tuple(row) for row in cast(ox.QuerySolutions, self._ask_itself(name, values))]

    # -- reading quads

    def __len__(self) -> int:
        sizes = {_iri(graph): int(_text(size)) for size, graph in self.rows("size")}
        named = sum(size for graph, size in sizes.items() if self._is_shown(graph))
        if self._merged:
            return named + sizes.get(MERGED, 0)
        return named + int(_text(self.rows("default_size")[0][0]))

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """All quads, or those of one named graph; ``""`` is the default graph."""
        if graph is not None:
            yield from self._graph(graph)
        elif self._dialect.whole:
            for quad in ox.parse(cast(IO[bytes], self.client.graph(None)), ox.RdfFormat.N_QUADS):
                if not isinstance(quad.graph_name, ox.NamedNode) or self._is_shown(
                    quad.graph_name.value
                ):
                    yield quad
        else:
            for each in ("", *self.graphs()):
                yield from self._graph(each)

    def _graph(self, iri: str) -> Iterator[ox.Quad]:
        name = ox.NamedNode(iri) if iri else ox.DefaultGraph()
        stored = iri or self._merged
        if self.client.graphs:
            triples = _read_triples(self.client.graph(stored))
        elif stored:
            rows = self.rows("triples", {"graph": ox.NamedNode(stored)})
            triples = (ox.Triple(*row[1:]) for row in rows)  # type: ignore[arg-type]
        else:
            triples = (ox.Triple(*row) for row in self.rows("default"))  # type: ignore[arg-type]
        return (ox.Quad(each.subject, each.predicate, each.object, name) for each in triples)

    def contains(self, subject: ox.NamedNode) -> bool:
        """True if anything is said of `subject`, or it is said of anything."""
        return bool(self._ask_itself("contains", {"thing": subject}))

    def has_graph(self, iri: str) -> bool:
        """True if there is a named graph of that IRI with quads in it."""
        return bool(self._ask_itself("has_graph", {"graph": ox.NamedNode(iri)}))

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        return sorted(filter(self._is_shown, (_iri(row[0]) for row in self.rows("graphs"))))

    def _is_shown(self, graph: str) -> bool:
        return not graph.startswith(PREFIX) and graph not in self._dialect.foreign

    def dump(self, target: IO[bytes], format: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> None:
        """Write all quads to `target`; formats without named graphs get the default graph."""
        if format.supports_datasets:
            ox.serialize(self.quads(), target, format)
        else:
            ox.serialize((quad.triple for quad in self.quads("")), target, format)

    def rdflib(self) -> rdflib.Dataset:
        """The same quads as an rdflib Dataset: each is fetched, so that rdflib may ask freely."""
        import oxrdflib
        import rdflib

        copy = ox.Store()
        copy.bulk_extend(self.quads())
        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=copy))

    # -- writing

    def extend(self, quads: Iterable[ox.Quad]) -> int:
        """Add quads of named graphs, and what sources state to the default graph as well.

        Returns the number of quads given. They are written in chunks: a failure in the middle
        leaves the first ones; `apply` does all or nothing.
        """
        self.__dict__.pop("_named", None)
        count, pending = 0, iter(quads)
        while chunk := list(islice(pending, self._dialect.batch)):
            count += len(chunk)
            for text in insertions([*chunk, *_stated(chunk)], self._merged, self._dialect.batch):
                self.client.update(text)
        return count

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads of named graphs, and from the default graph what no source states then."""
        gone = set(quads)
        sources = {quad.graph_name for quad in gone}
        elsewhere = {each for source in sources for each in self._stated_elsewhere(source)}
        merged = {quad for quad in _stated(gone) if _triple(quad) not in elsewhere}
        self.apply([*gone, *merged], ())

    def remove_source(self, source: str) -> None:
        """Remove the graphs of a source (an IRI), and what only it put into the default graph."""
        self.replace_source(source, ())

    def replace_source(self, source: str, quads: Iterable[ox.Quad]) -> None:
        """Put `quads` in the place of all that the graphs of a source (an IRI) hold.

        All of it or nothing, where the server can do that; else see `Staging`.
        """
        old = {*self.quads(source), *self.quads(source + CLAIMS)}
        elsewhere = set(self._stated_elsewhere(ox.NamedNode(source)))
        new = set(quads)
        keep = {_triple(quad) for quad in new if not is_claims(quad.graph_name)} | elsewhere
        old |= {quad for quad in _stated(old) if _triple(quad) not in keep}
        new |= set(_stated(new))
        self.apply(old - new, new - old)

    def _stated_elsewhere(self, source: object) -> Iterator[tuple[Term | None, ...]]:
        """The triples of the graph of a source that other sources state as well."""
        for row in self.rows("elsewhere", {"source": cast(ox.NamedNode, source)}):
            yield row[1:]

    def apply(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Remove and add quads, those of the default graph too: all of it or nothing.

        Where a server cannot do that, it can be finished by `Staging.recover`.
        """
        self.__dict__.pop("_named", None)
        staging = Staging(self.client, self.rows)
        staging.bring(removed, added)
        staging.swap()

    def close(self) -> None:
        """Do nothing: every request has a connection of its own."""


def _kind(text: str, values: Mapping[str, Term] | None, base: str | None) -> type:
    """The class of the engine for the answer; what cannot be read is found here, with its place.

    Raises QueryError.
    """
    terms = {ox.Variable(name): term for name, term in (values or {}).items()}
    try:
        return type(
            ox.Store().query(text, base_iri=base, prefixes=PREFIXES, substitutions=terms or None)
        )
    except SyntaxError as error:
        raise QueryError(f"the query cannot be read: {error}") from error
    except ValueError as error:
        raise QueryError(f"the query cannot be run: {error}") from error
    except RuntimeError as error:
        raise UnsupportedError(f"the query cannot be run: {error}") from error


def _prologue(text: str, base: str | None) -> str:
    """Declarations of the prefixes that a query uses; its own come after them."""
    found = [f"BASE <{base}>\n"] if base else []
    used = {
        piece.partition(":")[0] for kind, piece in pieces(text) if kind == "name" and ":" in piece
    }
    found += [f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name in used]
    return "".join(found)


def _terms(values: Mapping[str, Term] | None) -> dict[str, ox.NamedNode | ox.Literal]:
    return cast(dict[str, ox.NamedNode | ox.Literal], dict(values or {}))


def _read_triples(body: Body) -> Iterator[ox.Triple]:
    try:
        for quad in ox.parse(cast(IO[bytes], body), ox.RdfFormat.N_TRIPLES):
            yield quad.triple
    except (OSError, SyntaxError) as error:
        raise StoreError(f"the answer broke off: {error}", "Try again.") from error


def _stated(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """What quads of sources put into the default graph."""
    for quad in quads:
        if not is_claims(quad.graph_name):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)


def _triple(quad: ox.Quad) -> tuple[object, ...]:
    return quad.subject, quad.predicate, quad.object


def _boolean(found: re.Match[bytes]) -> bytes:
    return found[1] + (b"true" if found[2] == b"1" else b"false")


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, ox.Literal) else ""
