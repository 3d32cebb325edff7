"""Syntax errors of SPARQL are told with their place and a hint."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.ontology.errors import QueryError


def error_of(graph: KnowledgeGraph, text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        graph.sparql(text)
    return caught.value


def test_a_prefix_that_is_missing_is_named_with_what_to_write(small: Path) -> None:
    with open_graph(small) as graph:
        error = error_of(graph, "SELECT * {\n  ?s my:organizer ?o }")
        assert "line 2, column 6:" in error.message
        assert "the prefix my: is not declared" in error.message
        assert error.next_step.splitlines()[0] == "  ?s my:organizer ?o }"
        assert error.next_step.splitlines()[1] == "       ^"
        assert "PREFIX my: <https://...>" in error.next_step
        quoted = 'SELECT * { ?s <urn:a:b> "c:d" . # e:f\n ?s ?p }'
        assert "prefix" not in error_of(graph, quoted).message


def test_our_own_prefixes_need_no_declaration_and_can_have_another(small: Path) -> None:
    with open_graph(small) as graph:
        assert graph.sparql("ASK { ?edition a cvn:Edition }") is True
        other = "PREFIX cvn: <https://example.org/> ASK { ?edition a cvn:Edition }"
        assert graph.sparql(other) is False


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p }", "SELEC ?s", "SELECT * {\n ?s ?p ?o ] }"])
def test_other_mistakes_have_a_place_and_no_grammar(small: Path, text: str) -> None:
    with open_graph(small) as graph:
        error = error_of(graph, text)
    assert "line " in error.message and ", column " in error.message
    assert "expected one of" not in str(error) and "\\u{" not in str(error)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_query_gets_an_example(small: Path, text: str) -> None:
    with open_graph(small) as graph:
        assert "ASK {" in error_of(graph, text).next_step


@pytest.mark.parametrize(
    "text",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "insert data { <a:b> <a:b> <a:b> }",
        "# a comment\nPREFIX a: <https://example.org/>\nDELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DROP ALL",
    ],
)
def test_an_update_is_refused_with_what_to_do(small: Path, text: str) -> None:
    with open_graph(small) as graph:
        before = len(graph.store)
        assert "convenor load" in error_of(graph, text).next_step
        assert len(graph.store) == before


@given(st.text(alphabet="SELCT*{}?<>:;.'\"\\ \n\t#abc{[()]}^|\x00\x1b", max_size=60))
def test_any_text_is_answered_or_an_error_of_ours(bundled_graph: KnowledgeGraph, text: str) -> None:
    try:
        bundled_graph.sparql(text)
    except QueryError as error:
        assert "\x1b" not in error.next_step
