"""Queries in other words, and what is done with their rows here, mean what they meant."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

import pyoxigraph as ox
import pytest

from convenor.graph.build import build
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.remote.ordering import ordered
from convenor.graph.remote.rewriting import has_dataset, rewritten
from convenor.graph.store import Store
from convenor.queries.filling import fill

from .query_cases import cases

HIDDEN = ("urn:hidden:merged", "urn:hidden:server")
EX = "http://example.org/"
PATTERN = "?thing e:is ?s OPTIONAL { ?thing e:has ?value }"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    folder = GraphFolder(tmp_path_factory.mktemp("bundled"))
    build(folder)
    with open_graph(folder.path) as opened:
        yield opened


def asked(store: Store, text: str) -> ox.QuerySolutions:
    """Rows as a server sends them."""
    written = BytesIO()
    store.open_query(text).serialize(written, ox.QueryResultsFormat.JSON.media_type)
    found = ox.parse_query_results(written.getvalue(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return found


def asked_in_parts(store: Store, text: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of a query that is rewritten, and done in two parts."""
    parts = ordered(text)
    found = parts.finish(asked(store, rewritten(parts.sent, HIDDEN)))
    return [variable.value for variable in found.variables], [tuple(row) for row in found]


def loose(row: Iterable[Any]) -> tuple[str, ...]:
    """A row without the order of what GROUP_CONCAT joins, which SPARQL leaves open."""
    return tuple("".join(sorted(str(cell))) for cell in row)


@pytest.mark.slow
def test_all_queries_keep_their_answers(graph: KnowledgeGraph) -> None:
    count = 0
    for folder, query, values in cases(graph):
        text, name = fill(query, values), f"{folder}/{query.name}"
        count += 1
        match graph.store.query_kind(text):
            case "ask":
                assert graph.store.ask(rewritten(text, HIDDEN)) == graph.store.ask(text), name
            case "construct":
                found = Counter(map(str, graph.store.construct(rewritten(text, HIDDEN))))
                assert found == Counter(map(str, graph.store.construct(text))), name
            case _:
                expected = graph.store.select(text)
                columns, rows = asked_in_parts(graph.store, text)
                assert columns == list(expected.columns), name
                assert Counter(map(loose, rows)) == Counter(map(loose, expected.terms)), name
    assert count > 150


@pytest.fixture(scope="module")
def terms() -> Iterator[Store]:
    """Things with values, some without: not of all kinds, which the engine cannot put in order."""
    chance = random.Random(8)
    values: list[ox.NamedNode | ox.BlankNode | ox.Literal] = [
        *(ox.Literal(chance.randint(-20, 20)) for _ in range(9)),
        *(ox.Literal(chance.uniform(-20, 20)) for _ in range(9)),
        *(
            ox.Literal(text, language=tag)
            for text in ("b", "a", "B", "\u00e4")
            for tag in ("en", "zh")
        ),
        *(ox.Literal(text) for text in ("b", "a ", ' "a\n', "")),
        *(ox.NamedNode(EX + name) for name in "bac"),
        *(ox.BlankNode() for _ in range(3)),
    ]
    chance.shuffle(values)
    source = ox.NamedNode(f"{EX}source/s")
    things = [ox.NamedNode(f"{EX}thing/{number:03}") for number in range(len(values) + 5)]
    quads = [ox.Quad(thing, ox.NamedNode(f"{EX}is"), source, source) for thing in things]
    quads += [
        ox.Quad(thing, ox.NamedNode(f"{EX}has"), value, source)
        for thing, value in zip(things, values, strict=False)
    ]
    with closing(EmbeddedStore()) as store:
        store.extend(quads)
        yield store


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?thing ?value { %s } ORDER BY ?value ?thing",
        "SELECT ?thing ?value { %s } ORDER BY DESC(?value) ?thing LIMIT 20 OFFSET 7",
        "SELECT ?value { %s } ORDER BY ASC(STR(?value)) LANG(?value) ?thing",
        "SELECT * { %s } ORDER BY ?thing",
        "SELECT DISTINCT (LCASE(STR(?value)) AS ?text) { %s } ORDER BY ?text LIMIT 9",
        "SELECT ?thing (?value > 3 AS ?more) (BOUND(?value) AS ?any) { %s } ORDER BY ?thing",
        "SELECT ?tag (COUNT(*) AS ?n) (COALESCE(MIN(?thing), 1) AS ?first)"
        " { %s FILTER(ISLITERAL(?value)) } GROUP BY (LANG(?value) AS ?tag)"
        " ORDER BY DESC(?n) ?first",
        "SELECT ?value (MIN(?thing) AS ?first) { %s } GROUP BY ?value"
        " HAVING (COUNT(*) < 2) ORDER BY ?first",
        "SELECT * { GRAPH <http://example.org/source/s> { %s } } ORDER BY ?thing",
        "SELECT ?thing ?g ?so { GRAPH ?g { %s } BIND(?value IN (1, 2) AS ?so) } ORDER BY ?thing",
        "SELECT ?thing { %s FILTER(COALESCE(?value = ?nothing, ISIRI(?value))) } ORDER BY ?thing",
        "SELECT ?thing { { VALUES ?thing { 1 2 } } UNION { %s } } ORDER BY ?thing",
    ],
)
def test_rows_come_in_the_same_order(terms: Store, text: str) -> None:
    text = (
        text
        % "?thing <http://example.org/is> ?s OPTIONAL { ?thing <http://example.org/has> ?value }"
    )
    expected = terms.select(text)
    assert len(expected) > 1
    assert asked_in_parts(terms, text) == (list(expected.columns), list(expected.terms))


def test_hidden_graphs_are_not_found(terms: Store) -> None:
    text = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"
    hidden = ["urn:other", f"{EX}source/s"]
    assert len(terms.select(text))
    assert not len(terms.select(rewritten(text, hidden)))
    assert not len(terms.select(rewritten(text, hidden[1:])))


def test_what_needs_nothing_is_sent_as_it_is() -> None:
    for text in ("ASK { ?s ?p ?o }", "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s LIMIT 3"):
        assert ordered(text).sent == text


def test_a_data_set_of_the_query_is_seen() -> None:
    assert has_dataset("SELECT * FROM <http://example.org/g> { ?s ?p ?o }")
    assert not has_dataset("SELECT * { ?from ?p 'FROM' } # FROM <g>")
