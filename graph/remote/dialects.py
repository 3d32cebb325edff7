"""Dialects: in what SPARQL servers differ beyond the standard, as a table.

What is not known of a server is as the standard has it. The addresses of a dialect are relative
to the one that the user gives, which is that of its queries.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...ontology.errors import SettingError

__all__ = ["DIALECTS", "Dialect", "dialect_named", "dialect_of", "places_of"]


@dataclass(frozen=True)
class Dialect:
    """One kind of server.

    `server` begins its header ``Server``. `queries` is the end of its address for queries, which
    users may leave out; `updates` and `graphs` (SPARQL 1.1 Graph Store Protocol) take its place,
    all with `secured` behind them where that is behind the one given.

    `timeout` is the parameter for a limit on the server and its units in a second; `cap` the
    header of an answer that was cut off.
    `has_default` tells that its default graph holds what was put there and nothing else; in other
    stores the merged triples stand in a named graph of their own. `foreign` are graphs that the
    server itself keeps. `is_rewritten` tells that queries have to be put in other words.

    `is_atomic` tells that an update request is done as a whole or not at all, `whole` that a GET
    without a graph gives all quads. `batch` is how many triples an update may hold;
    `most_integer`, where uploading graphs is much quicker, the largest integer that survives it.
    `hint` says how to load a large graph quickly.
    """

    name: str
    server: str = ""
    queries: str = ""
    updates: str = ""
    graphs: str = ""
    secured: str = ""
    timeout: tuple[str, float] | None = None
    has_default: bool = False
    is_atomic: bool = False
    cap: str = ""
    whole: bool = False
    batch: int = 5000
    most_integer: int = 0
    is_rewritten: bool = False
    foreign: tuple[str, ...] = ()
    hint: str = ""


DIALECTS = (
    Dialect(
        "oxigraph",
        server="oxigraph",
        queries="/query",
        updates="/update",
        graphs="/store",
        has_default=True,
        is_atomic=True,
        whole=True,
        batch=50_000,
        hint="oxigraph load --location FOLDER --file graph.nq, while the server is stopped",
    ),
    Dialect(
        "virtuoso",
        server="virtuoso",
        queries="/sparql",
        updates="/sparql",
        graphs="/sparql-graph-crud",
        secured="-auth",
        timeout=("timeout", 1000),
        cap="X-SPARQL-MaxRows",
        batch=500,
        most_integer=2**31 - 1,
        is_rewritten=True,
        foreign=(
            "http://www.openlinksw.com/schemas/virtrdf#",
            "http://www.w3.org/2002/07/owl#",
            "http://www.w3.org/ns/ldp#",
            "urn:activitystreams-owl:map",
            "urn:core:services:sparql",
            "http://localuriqaserver/sparql",
        ),
        hint="isql: ld_dir('FOLDER', '*.nq', NULL); rdf_loader_run(); checkpoint;",
    ),
    Dialect(
        "fuseki",
        server="apache jena fuseki",
        queries="/query",
        updates="/update",
        graphs="/data",
        timeout=("timeout", 1),
        has_default=True,
        is_atomic=True,
        whole=True,
        hint="tdb2.tdbloader --loc FOLDER graph.nq, while the server is stopped",
    ),
    Dialect(
        "rdf4j",  # GraphDB as well
        server="graphdb",
        updates="/statements",
        graphs="/rdf-graphs/service",
        timeout=("timeout", 1),
        is_atomic=True,
        hint="POST graph.nq to /statements, or GraphDB's importrdf",
    ),
    Dialect("standard"),
)


def dialect_named(name: str) -> Dialect:
    """The dialect of that name. Raises SettingError with the names there are."""
    for dialect in DIALECTS:
        if dialect.name == name:
            return dialect
    known = ", ".join(dialect.name for dialect in DIALECTS)
    raise SettingError(f"there is no dialect {name!r}", f"There are: {known}.")


def dialect_of(server: str) -> Dialect:
    """The dialect of what a server calls itself in its answers."""
    called = server.lower()
    found = (each for each in DIALECTS if each.server and called.startswith(each.server))
    return next(found, dialect_named("standard"))


def places_of(url: str, dialect: Dialect) -> tuple[str, str, str]:
    """The addresses for queries, updates and graphs (or "") of the server at an address.

    >>> places_of("http://x/ds/query", dialect_named("fuseki"))
    ('http://x/ds/query', 'http://x/ds/update', 'http://x/ds/data')
    >>> places_of("http://x/sparql-auth", dialect_named("virtuoso"))[2]
    'http://x/sparql-graph-crud-auth'
    """
    tail = dialect.secured if dialect.secured and url.endswith(dialect.secured) else ""
    stem = url.removesuffix(tail).removesuffix(dialect.queries)
    graphs = f"{stem}{dialect.graphs}{tail}" if dialect.graphs else ""
    return f"{stem}{dialect.queries}{tail}", f"{stem}{dialect.updates}{tail}", graphs
