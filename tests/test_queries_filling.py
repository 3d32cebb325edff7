"""Filled queries: standard SPARQL that gives the rows of the query with its parameters."""

from __future__ import annotations

import doctest
from collections import Counter
from itertools import combinations
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings, strategies as st
from rdflib.plugins.sparql import prepareQuery

from convenor.graph.embedded import EmbeddedStore
from convenor.graph.knowledge import KnowledgeGraph
from convenor.queries import filling
from convenor.queries.catalogue import Query, get, names
from convenor.queries.filling import fill
from convenor.queries.lexer import tokens
from convenor.web.guard import check_query

A = ox.NamedNode("http://e/a")


def choices() -> list[tuple[str, tuple[str, ...]]]:
    """Every query with every choice of its optional parameters."""
    found = []
    for name in names():
        parameters = get(name).parameters
        required = [one.name for one in parameters if one.required]
        optional = [one.name for one in parameters if not one.required]
        for size in range(len(optional) + 1):
            found += [(name, (*required, *some)) for some in combinations(optional, size)]
    return found


def rows(solutions: Any, columns: list[str]) -> list[tuple[Any, ...]]:
    """Rows as tuples; parts that GROUP_CONCAT joins come in no order."""
    return [tuple(_unordered(row[name]) for name in columns) for row in solutions]


def _unordered(term: Any) -> Any:
    text = term.value if isinstance(term, ox.Literal) else ""
    for mark in (" | ", "; ", ", ", " "):
        if mark in text:
            return tuple(sorted(text.split(mark)))
    return term


def answer(store: ox.Store, text: str, values: dict[str, Any]) -> Any:
    given = {ox.Variable(name): term for name, term in values.items()}
    found = store.query(text, substitutions=given or None)
    assert isinstance(found, ox.QuerySolutions)
    return found


def terms(graph: KnowledgeGraph, query: Query, chosen: tuple[str, ...]) -> dict[str, Any]:
    examples = {one.name: one.example for one in query.parameters}
    return dict(graph.values(query, {name: examples[name] for name in chosen}))


@pytest.mark.parametrize(("name", "chosen"), choices())
def test_filled_query_gives_the_rows_of_the_query(
    bundled_graph: KnowledgeGraph, name: str, chosen: tuple[str, ...]
) -> None:
    query = get(name)
    values = terms(bundled_graph, query, chosen)
    text = fill(query, values)
    store = bundled_graph.store
    assert isinstance(store, EmbeddedStore)
    expected = answer(store._store, query.text, values)
    found = answer(store._store, text, {})
    columns = [variable.value for variable in expected.variables]
    assert [variable.value for variable in found.variables] == columns
    wanted, got = rows(expected, columns), rows(found, columns)
    assert Counter(wanted) == Counter(got)
    keys = sort_keys(query, columns)
    assert [pick(row, keys) for row in wanted] == [pick(row, keys) for row in got]
    if len(chosen) in (sum(one.required for one in query.parameters), len(query.parameters)):
        prepareQuery(text)  # which takes longer than all the rest
    check_query(text)
    assert text.startswith(f"# {query.summary}\nPREFIX ")
    assert "#+" not in text


def sort_keys(query: Query, columns: list[str]) -> list[int]:
    """The columns that the last ORDER BY sorts by."""
    words = query.text.rpartition("ORDER BY")[2].split()
    bare = [word.removeprefix("DESC(").rstrip(")").lstrip("?") for word in words]
    return [columns.index(word) for word in bare if word in columns]


def pick(row: tuple[Any, ...], keys: list[int]) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys)


STORE = ox.Store()
STORE.load(
    b"""@prefix ex: <http://e/> .
    ex:a ex:p ex:a , ex:b ; ex:q 1 .
    ex:b ex:p ex:a ; ex:q 2 .
    ex:c ex:p ex:b .""",
    format=ox.RdfFormat.TURTLE,
)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("SELECT ?x ?y { ?x ex:p ?y }", "SELECT (<http://e/a> AS ?x) ?y { <http://e/a> ex:p ?y }"),
        ("SELECT DISTINCT $x ?y { $x ex:p ?y # ?x\n }", "ex:p ?y # ?x\n"),
        ("SELECT ?x (STR(?x) AS ?y) { ?x ex:q 1 }", "(STR(<http://e/a>) AS ?y)"),
        ("SELECT ?x ?xy { ?x ex:p ?xy FILTER(STR(?xy) != '?x') }", "'?x'"),
        (
            "SELECT ?x { ?y ex:p ?x FILTER(BOUND(?x)) } ORDER BY DESC(BOUND ( ?x ))",
            "DESC( ( true ))",
        ),
        ("SELECT ?x { ?z ex:p ?x FILTER BOUND(?x) FILTER(!BOUND(?y)) }", "FILTER (true) FILTER(!B"),
        ("SELECT ?x { {} UNION { ?x ex:q 2 } UNION { ?y ex:p ?x } }", "?y ex:p <http://e/a>"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?y ex:p ?x } GROUP BY ?x", "GROUP BY (<http://e/a>)"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?y ex:r ?x } GROUP BY ?x ORDER BY ?x", "BY (<http://e/a>)"),
        ("SELECT ?x { ?x ex:q ?y } GROUP BY ?x HAVING(MIN(?y) > 0 && STR(?x) > '')", "STR(<"),
        ("SELECT ?x ?y { FILTER(EXISTS { ?x ex:p ex:b }) ?x ex:q ?y }", "<http://e/a> ex:q ?y"),
        ("SELECT ?x ?y { ?x ex:p/^ex:p? ?y }", "<http://e/a> ex:p/^ex:p? ?y"),
        # a sub-select that lists the variable, and nothing else
        (
            "SELECT ?x ?y { { SELECT DISTINCT ?x { ?x ex:q ?z } } ?x ex:p ?y }",
            "DISTINCT (<http://e/a> AS ?x_)",
        ),
        ("SELECT ?x ?y { { SELECT * { ?x ex:p ?y } } }", "SELECT * { <http://e/a> ex:p ?y }"),
        ("SELECT ?x { { SELECT ?x { { SELECT ?x { ?y ex:p ?x } } } } }", "AS ?x__)"),
        (
            "SELECT ?x { { SELECT ?x { ?x ex:q 1 } } UNION { ?x ex:q 2 } }",
            "UNION { <http://e/a> ex",
        ),
        # a sub-select that does not: there it is another variable
        ("SELECT ?x ?n { ?x ex:q 1 { SELECT (COUNT(?x) AS ?n) { ?x ex:p ?y } } }", "COUNT(?x)"),
        ("SELECT ?x { ?x ex:q 1 FILTER(EXISTS { SELECT ?y { ?x ex:q ?y } }) }", "?x ex:q ?y"),
    ],
)
def test_filling_one_by_one(text: str, part: str) -> None:
    query = Query("made", f"#+ summary: Made\nPREFIX ex: <http://e/>\n{text}", "Made")
    filled = fill(query, {"x": A})
    assert part in filled
    prepareQuery(filled)
    expected, found = answer(STORE, query.text, {"x": A}), answer(STORE, filled, {})
    columns = [variable.value for variable in expected.variables]
    assert sorted(map(repr, rows(expected, columns))) == sorted(map(repr, rows(found, columns)))


def test_without_values_only_the_header_goes() -> None:
    query = get("bodies_by_edition")
    assert fill(query, {}).partition("\n")[2] == "".join(
        line for line in query.text.splitlines(keepends=True) if not line.startswith("#+")
    )


def test_examples() -> None:
    assert doctest.testmod(filling).failed == 0


ECHO = Query("echo", "SELECT ?x ?y { BIND(?x AS ?y) }", "What is given")
HOSTILE = st.lists(
    st.sampled_from(
        [
            *"\"'\\\n\r\t{}<>#?$;.uU",
            "\\u0022",
            "\\U00000022",
            "\\u000A",
            "\0",
            "\x7f",
            "\ufffe",
            "会",
        ]
    )
).map("".join)
LANGUAGES = st.sampled_from([None, "en", "zh-hant"])


@given(st.text() | HOSTILE, LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_no_literal_breaks_out(value: str, language: str | None) -> None:
    term = ox.Literal(value, language=language)
    filled = fill(ECHO, {"x": term})
    harmless = fill(ECHO, {"x": ox.Literal("", language=language)})
    assert list(tokens(filled)) == list(tokens(harmless))
    check_query(filled)
    assert rows(answer(STORE, filled, {}), ["x", "y"]) == [(_unordered(term), _unordered(term))]
    same = rdflib.Literal(value, lang=language)
    assert list(map(tuple, rdflib.Graph().query(filled))) == [(same, same)]  # type: ignore[arg-type]


@pytest.mark.parametrize("iri", ["http://e/会?a=1&b='", "http://e/(a)$b'c;d#e", "urn:a:b?x=$y"])
def test_iris(iri: str) -> None:
    term = ox.NamedNode(iri)
    assert rows(answer(STORE, fill(ECHO, {"x": term}), {}), ["y"]) == [(term,)]
