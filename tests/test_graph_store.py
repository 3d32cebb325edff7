"""The store on disk, in memory and on servers: one suite for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from convenor.graph.canonical import canonical_hash
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.result import value_of
from convenor.graph.store import Store
from convenor.ontology.errors import QueryError, StoreError

from .stores import KINDS, Stores, emptied

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


def quad(subject: str, value: str, graph: str) -> Quad:
    return Quad(node(subject), node("says"), Literal(value), node(graph))


@pytest.fixture(params=["disk", "memory", *KINDS])
def store(request: pytest.FixtureRequest, tmp_path: Path, stores: Stores) -> Iterator[Store]:
    made: Store
    if request.param in KINDS:
        made = emptied(stores.server(request.param).address)
    else:
        made = EmbeddedStore(tmp_path / "quads" if request.param == "disk" else None)
    yield made
    made.close()


def default_values(store: Store) -> list[str]:
    return sorted(str(value_of(found.object)) for found in store.quads(""))


def test_a_triple_that_two_sources_state_counts_once(store: Store) -> None:
    store.extend([quad("a", "x", "one"), quad("a", "x", "two"), quad("a", "y", "two")])
    assert default_values(store) == ["x", "y"]
    counted = store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert counted.column("n") == [2]


def test_claims_stay_out_of_the_default_graph(store: Store) -> None:
    store.extend([quad("a", "x", "one"), quad("a", "row 1", "one/claims")])
    assert default_values(store) == ["x"]
    assert store.graphs() == [EX + "one", EX + "one/claims"]


def test_removing_a_source_keeps_what_others_state(store: Store) -> None:
    store.extend([quad("a", "x", "one"), quad("a", "x", "two"), quad("a", "y", "two")])
    store.extend([quad("a", "row 1", "two/claims")])
    store.remove_source(EX + "two")
    assert default_values(store) == ["x"]
    assert store.graphs() == [EX + "one"]
    store.remove_source(EX + "one")
    assert len(store) == 0


def test_evidence_alone_does_not_keep_a_triple(store: Store) -> None:
    store.extend([quad("a", "x", "one"), quad("a", "x", "two/claims")])
    store.remove_source(EX + "one")
    assert default_values(store) == []


def test_replacing_a_source_twice_is_the_same_as_once(store: Store) -> None:
    store.extend([quad("a", "old", "one"), quad("b", "x", "two")])
    store.replace_source(EX + "one", [quad("a", "new", "one")])
    once = canonical_hash(store)
    store.replace_source(EX + "one", [quad("a", "new", "one")])
    assert canonical_hash(store) == once
    assert default_values(store) == ["new", "x"]


def test_values_enter_a_query_as_terms(store: Store) -> None:
    hostile = '" } UNION { ?s ?p ?o } #'
    store.extend([quad("a", hostile, "one"), quad("b", "other", "one")])
    text = f"SELECT ?s ?v WHERE {{ ?s <{EX}says> ?v }}"
    assert store.select(text, {"v": Literal(hostile)}).column("s") == [EX + "a"]
    assert len(store.select(text, {"v": Literal("absent")})) == 0


def test_the_first_rows_are_the_same_each_time(store: Store) -> None:
    store.extend([quad(str(number), "x", "one") for number in range(9)])
    text = "SELECT ?s WHERE { ?s ?p ?o }"
    first, rows = store.select(text, most=4), store.select(text)
    assert first.terms == rows.terms[:4] == store.select(text, most=4).terms
    assert store.select(text, most=99) == rows and not store.select(text, most=0).terms


def test_ask_construct_and_kinds(store: Store) -> None:
    store.extend([quad("a", "x", "one")])
    assert store.ask("ASK { ?s ?p 'x' }") is True
    assert store.ask("ASK { ?s ?p 'y' }") is False
    assert len(list(store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))) == 1
    assert store.query_kind("DESCRIBE <http://example.org/a>") == "construct"
    assert store.contains(node("a")) and not store.contains(node("absent"))


@pytest.mark.parametrize(
    ("method", "text"),
    [("select", "SELEKT"), ("select", "ASK { ?s ?p ?o }"), ("ask", "SELECT * { ?s ?p ?o }")],
)
def test_a_wrong_query_is_a_query_error(store: Store, method: str, text: str) -> None:
    with pytest.raises(QueryError):
        getattr(store, method)(text)
    with pytest.raises(QueryError):
        store.construct(text)


def test_a_value_for_a_variable_that_is_not_there_is_a_query_error(store: Store) -> None:
    with pytest.raises(QueryError, match="cannot be run"):
        store.select("SELECT ?s WHERE { ?s ?p ?o }", {"absent": Literal("x")})


def test_rdflib_reads_the_same_quads(store: Store) -> None:
    store.extend([quad("a", "x", "one"), quad("b", "y", "two")])
    dataset = store.rdflib()
    rows = dataset.query(f"SELECT ?s WHERE {{ GRAPH <{EX}one> {{ ?s ?p ?o }} }}")
    assert [str(row[0]) for row in rows] == [EX + "a"]  # type: ignore[index]


def test_the_hash_does_not_depend_on_the_order(tmp_path: Path) -> None:
    quads = [quad(str(number), "x", "one") for number in range(50)]
    hashes = set()
    for order in (quads, quads[::-1]):
        made = EmbeddedStore()
        made.extend(order)
        hashes.add(canonical_hash(made))
    assert len(hashes) == 1
    other = EmbeddedStore()
    other.extend(quads[1:])
    assert canonical_hash(other) not in hashes


def test_dump_gives_what_was_put_in(store: Store, tmp_path: Path) -> None:
    given_quads = [quad("a", "x", "one"), quad("a", "row 1", "one/claims")]
    store.extend(given_quads)
    with (tmp_path / "dump.nq").open("wb") as file:
        store.dump(file)
    found = set(parse(path=tmp_path / "dump.nq", format=RdfFormat.N_QUADS))
    assert found == {*given_quads, Quad(node("a"), node("says"), Literal("x"), DefaultGraph())}


def literals() -> st.SearchStrategy[Literal]:
    """The forms of literals that records are written in."""
    text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
    typed = [
        (st.integers().map(str), "integer"),
        (st.dates().map(str), "date"),
        (st.integers(1000, 9999).map(str), "gYear"),
        (st.dates().map(lambda day: str(day)[:7]), "gYearMonth"),
        (st.sampled_from(["true", "false"]), "boolean"),
        (st.sampled_from(["0.5", "-12.25", "1000.1"]), "decimal"),
    ]
    return st.one_of(
        text.map(Literal),
        st.builds(
            lambda value, tag: Literal(value, language=tag),
            text,
            st.sampled_from(["en", "zh", "zh-hant"]),
        ),
        *(
            values.map(lambda value, name=name: Literal(value, datatype=NamedNode(XSD + name)))  # type: ignore[misc]
            for values, name in typed
        ),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(literals())
def test_the_round_trip_of_our_literals_is_the_identity(literal: Literal) -> None:
    made = EmbeddedStore()
    made.extend([Quad(node("a"), node("says"), literal, node("one"))])
    assert [found.object for found in made.quads("")] == [literal]


def test_a_folder_that_is_not_a_store_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no store")
    with pytest.raises(StoreError, match="cannot open"):
        EmbeddedStore(tmp_path / "file")
    with pytest.raises(StoreError, match="cannot open"):
        EmbeddedStore(tmp_path / "absent", read_only=True)
