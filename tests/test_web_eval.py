"""Queries through the whole application find what the engine finds in the same data."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

import httpx
import pyoxigraph as ox
import pytest

from .app_for_file import Application, app_for_file

DATA = {
    "nothing": "",
    "fairs": r"""
        <http://x/fair1> <http://x/year> "2031"^^<http://www.w3.org/2001/XMLSchema#integer> .
        <http://x/fair1> <http://x/name> "Lake \"Fair\""@en .
        <http://x/fair1> <http://x/name> "湖展\n2031"@zh .
        <http://x/fair1> <http://x/next> <http://x/fair2> .
        <http://x/fair2> <http://x/year> "2032"^^<http://www.w3.org/2001/XMLSchema#integer> .
        <http://x/fair2> <http://x/next> <http://x/fair3> .
        <http://x/fair2> <http://x/at> _:hall .
        _:hall <http://x/area> "1250.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .
        <http://x/fair3> <http://x/year> "2034"^^<http://www.w3.org/2001/XMLSchema#integer> .
    """,
    "news": """
        <http://x/fair1> <http://x/year> "2031" <http://x/news> .
        <http://x/fair1> <http://x/year> "2030" <http://x/paper> .
        <http://x/fair9> <http://x/next> <http://x/fair1> <http://x/paper> .
        <http://x/paper> <http://x/name> "Paper" .
    """,
}
DATA["both"] = DATA["fairs"] + DATA["news"]
QUERIES = {
    "property path": "SELECT ?later { <http://x/fair1> <http://x/next>+ ?later }",
    "path of no or one step": "SELECT * { ?a (<http://x/next>|^<http://x/next>)? ?b ; ?p ?o }",
    "aggregates": """
        SELECT ?p (COUNT(*) AS ?n) (SUM(?o) AS ?sum) (GROUP_CONCAT(?p) AS ?all)
        { ?s ?p ?o } GROUP BY ?p HAVING(COUNT(*) > 1)
    """,
    "aggregates of all": "SELECT (COUNT(?s) AS ?n) (MAX(?o) AS ?most) { ?s <http://x/year> ?o }",
    "unbound cells": """
        SELECT ?s ?name ?area {
          ?s <http://x/year> ?y
          OPTIONAL { ?s <http://x/name> ?name }
          OPTIONAL { ?s <http://x/at>/<http://x/area> ?area }
        }
    """,
    "negation": """
        SELECT ?s { ?s ?p ?o
          MINUS { ?s <http://x/name> ?name } FILTER NOT EXISTS { ?s <http://x/at> ?hall } }
    """,
    "order": "SELECT ?s ?y { ?s <http://x/year> ?y } ORDER BY DESC(?y) ?s LIMIT 2 OFFSET 1",
    "blank nodes": "SELECT ?s ?hall { ?s <http://x/at> ?hall . ?hall <http://x/area> ?area }",
    "values and expressions": """
        SELECT ?y (?y / 2 AS ?half) (STRLANG(?t, "fr") AS ?french) (1 / 0 AS ?error)
        { VALUES (?y ?t) { (3 "a") (UNDEF "<&>") (2.5e0 "") } }
    """,
    "named graphs": "SELECT ?g ?s ?o { GRAPH ?g { ?s <http://x/year> ?o } }",
    "one named graph": "SELECT * { GRAPH <http://x/news> { ?s ?p ?o } }",
    "data set": """
        SELECT * FROM <http://x/paper> FROM NAMED <http://x/news>
        { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?n } } }
    """,
    "base": """
        BASE <http://x/dir/> PREFIX : <../>
        SELECT * { ?s :year ?y ; <../next> <../fair2> }
    """,
    "relative to the endpoint": "SELECT ?s (<query> AS ?iri) { ?s <//x/year> ?y }",
    "prefix of ours for another name": "PREFIX cvn: <http://x/> SELECT * { ?s cvn:year ?y }",
    "ask": "ASK { ?s <http://x/year> 2031 }",
    "ask in vain": "ASK { ?s <http://x/year> 1900 }",
    "construct": """
        CONSTRUCT { ?b <http://x/before> ?a ; <http://x/since> ?y }
        WHERE { ?a <http://x/next> ?b ; <http://x/year> ?y }
    """,
    "construct blank nodes": """
        CONSTRUCT { [] <http://x/of> ?s } WHERE { ?s <http://x/year> ?y }
    """,
    "describe": "DESCRIBE <http://x/fair2>",
}
BASE = "http://localhost/sparql"
Format = ox.QueryResultsFormat | ox.RdfFormat
RESULTS: dict[str, Format] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS: dict[str, Format] = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
Answer = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple | ox.Quad]


@pytest.fixture(scope="module", params=DATA)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Application, ox.Store]]:
    """The application and the engine alone, both over the same data."""
    path = tmp_path_factory.mktemp("eval") / "data.nq"
    path.write_text(DATA[request.param], "utf-8")
    application = app_for_file(str(path))
    yield application, engine(DATA[request.param])
    application.close()


def engine(data: str) -> ox.Store:
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.N_QUADS)
    return store


def post(application: Application, query: str, accept: str) -> httpx.Response:
    """An answer of the application, asked in an event loop of its own."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/sparql", data={"query": query}, headers={"Accept": accept})

    return asyncio.run(ask())


def found(answer: Answer, query: str) -> list[str]:
    """What an answer says, to be compared; labels of blank nodes differ, so they are all alike."""
    if isinstance(answer, ox.QueryBoolean):
        return [str(bool(answer))]
    if isinstance(answer, ox.QuerySolutions):
        columns = " ".join(map(str, answer.variables))
        rows = [" ".join(map(written, solution)) for solution in answer]
        return [columns, *(rows if "ORDER BY" in query else sorted(rows))]
    return sorted({" ".join(map(written, (t.subject, t.predicate, t.object))) for t in answer})


def written(term: object) -> str:
    return "_:" if isinstance(term, ox.BlankNode) else str(term)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_the_application_finds_what_the_engine_finds(
    served: tuple[Application, ox.Store], query: str
) -> None:
    application, store = served
    kind = type(store.query(query, base_iri=BASE))
    expected = found(store.query(query, base_iri=BASE), query)
    for media_type, format_ in (GRAPHS if kind is ox.QueryTriples else RESULTS).items():
        if kind is ox.QueryBoolean and media_type == "text/tab-separated-values":
            continue  # it has no form for them
        answer = post(application, query, media_type)
        assert answer.status_code == 200, answer.text
        if isinstance(format_, ox.RdfFormat):
            assert found(ox.parse(answer.content, format=format_), query) == expected
        else:
            results = ox.parse_query_results(answer.content, format=format_)
            assert found(results, query) == expected


def test_no_query_is_without_an_answer_in_all_data() -> None:
    store = engine(DATA["both"])
    for name, query in QUERIES.items():
        answer = found(store.query(query, base_iri=BASE), query)
        assert len(answer) > ("SELECT" in query), name
