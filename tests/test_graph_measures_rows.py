"""Rows, simple graphs and backends: what all measures are made of."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, strategies as st
from pyoxigraph import Literal, NamedNode

from convenor.graph.measures.backends import dispatch
from convenor.graph.measures.nodes import core
from convenor.graph.measures.rows import Cell, label_of, make_result, node_cells, ranked, term
from convenor.graph.measures.simple import set_distances, simple
from convenor.graph.result import value_of
from convenor.ontology.errors import MissingExtraError, SettingError

BODY = "https://w3id.org/convenor/id/organization/lake-office"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("value", "datatype", "back"),
    [
        (3, "integer", 3),
        (0.5, "double", 0.5),
        (2.0, "double", 2.0),
        (1e-7, "double", 1e-7),
        (0.1 + 0.2, "double", 0.3),
        (Fraction(1, 4), "double", 0.25),
        (True, "boolean", True),
        ("湖办", "string", "湖办"),
        ("half \ud800", "string", "half ?"),
    ],
)
def test_a_value_becomes_a_term_and_comes_back(value: Cell, datatype: str, back: Cell) -> None:
    made = term(value)
    assert isinstance(made, Literal) and made.datatype.value == XSD + datatype
    assert value_of(made) == back and type(value_of(made)) is type(back)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf")])
def test_what_is_not_defined_is_unbound(value: Cell) -> None:
    assert term(value) is None


def test_a_node_is_an_iri_with_a_label_in_the_language_asked_for() -> None:
    graph = nx.Graph()
    graph.add_node(BODY, label="Lake Office", label_zh="湖办")
    graph.add_node("https://example.org/hill", label_zh="山办")
    graph.add_node("https://w3id.org/convenor/id/organization/sea-office")
    assert node_cells(graph, BODY) == (NamedNode(BODY), "Lake Office")
    assert label_of(graph, BODY, "zh") == "湖办"
    assert label_of(graph, "https://example.org/hill") == "山办"
    assert label_of(graph, "https://w3id.org/convenor/id/organization/sea-office") == "sea-office"
    with pytest.raises(SettingError, match="labels in 'de'") as error:
        label_of(graph, BODY, "de")
    assert "en, zh" in error.value.next_step


@pytest.mark.parametrize(
    ("node", "back"),
    [
        (0, 0),
        (1.5, 1.5),
        ("Mr Hi", "Mr Hi"),
        ("http://not an iri", "http://not an iri"),
        ("http://[", "http://["),
        ("note: this", "note: this"),
        (("a", 1), "('a', 1)"),
    ],
)
def test_a_node_that_is_no_iri_is_a_literal(node: Any, back: Cell) -> None:
    graph = nx.Graph()
    graph.add_node(node)
    made = make_result(("node", "nodeLabel"), [node_cells(graph, node)])
    assert made.column("node") == [back] and isinstance(made.terms[0][0], Literal)


def test_results_show_labels_and_keep_iris() -> None:
    graph = nx.Graph()
    graph.add_node(BODY, label="Lake Office")
    result = ranked(graph, ("degree",), {BODY: (2,)})
    assert result.shown() == (["node", "degree"], [["Lake Office", "2"]])
    assert result.to_pandas()["node"].tolist() == [BODY]
    assert result.to_pandas()["degree"].tolist() == [2]


def test_rows_are_sorted_by_value_then_label_and_undefined_last() -> None:
    graph = nx.Graph()
    for key, label in (("d", "A"), ("c", "B"), ("b", "B"), ("a", "Z"), ("e", "A")):
        graph.add_node(key, label=label)
    values = {"d": (None,), "c": (0.3,), "b": (0.1 + 0.2,), "a": (1,), "e": (0.3,)}
    assert ranked(graph, ("value",), values).column("node") == ["a", "e", "b", "c", "d"]


# -- simple graphs


def test_simple_adds_parallel_edges_and_drops_loops_and_nothing() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("b", "a", weight=2, collaboration=0.5)
    graph.add_edge("a", "b", weight=1, collaboration=0.25)
    graph.add_edge("a", "a", weight=9, collaboration=1.0)
    graph.add_edge("b", "c", weight=0, collaboration=0.0)
    assert list(simple(graph, "weight").edges(data="weight")) == [("a", "b", 3)]
    assert list(simple(graph, "collaboration").edges(data="weight")) == [("a", "b", 0.75)]
    assert sorted(simple(graph).edges(data="weight")) == [("a", "b", 1), ("b", "c", 1)]
    directed = simple(graph, "weight", directed=True)
    assert sorted(directed.edges(data="weight")) == [("a", "b", 1), ("b", "a", 2)]
    assert graph.number_of_edges() == 4


def test_a_missing_weight_is_one_and_any_other_attribute_an_error() -> None:
    graph = nx.Graph([("a", "b")])
    assert list(simple(graph, "weight").edges(data="weight")) == [("a", "b", 1)]
    graph.add_edge("a", "b", weight=2, note="x")
    with pytest.raises(SettingError, match="no 'collaboration'") as error:
        simple(graph, "collaboration")
    assert error.value.next_step == "Weights that it has: weight."


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "3", True, (1,)])
def test_a_weight_that_is_no_weight_is_refused(value: object) -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=value)
    with pytest.raises(SettingError, match="Weights are numbers"):
        simple(graph, "weight")


@given(st.lists(st.integers(1, 60) | st.floats(0.001, 60), min_size=1, max_size=12))
def test_distances_are_the_inverse_of_weights(weights: list[float]) -> None:
    graph = nx.path_graph(len(weights) + 1)
    nx.set_edge_attributes(graph, dict(zip(graph.edges, weights, strict=True)), "weight")
    set_distances(graph)
    products = [own["distance"] * own["weight"] for _, _, own in graph.edges(data=True)]
    assert all(product == pytest.approx(products[0], rel=1e-3) for product in products)


def test_distances_of_very_many_different_weights_are_floats() -> None:
    graph = nx.path_graph(3001)
    nx.set_edge_attributes(
        graph, {edge: 2 * place + 1 for place, edge in enumerate(graph.edges)}, "weight"
    )
    set_distances(graph)
    assert graph[1][2]["distance"] == pytest.approx(1 / 3)


# -- backends

LOUD = """
import networkx as nx


class Graph:
    __networkx_backend__ = "loud"

    def __init__(self, graph):
        self.graph = graph

    def is_directed(self):
        return self.graph.is_directed()

    def is_multigraph(self):
        return False


class Backend:
    @staticmethod
    def convert_from_nx(graph, *arguments, **options):
        return Graph(graph)

    @staticmethod
    def convert_to_nx(result, *, name=None):
        return result

    @staticmethod
    def betweenness_centrality(G, *arguments, **options):
        print("loud")
        return nx.betweenness_centrality.orig_func(G.graph, *arguments, **options)

    @staticmethod
    def core_number(G):
        raise TypeError("made for another networkx")
"""

ASK = """
import networkx as nx
from convenor.graph.measures.nodes import betweenness, clustering, core
from convenor.ontology.errors import SettingError

graph = nx.karate_club_graph()
quiet = betweenness(graph, weight="weight")
print(betweenness(graph, weight="weight", backend="loud") == quiet)
for measure in (core, clustering):
    try:
        measure(graph, backend="loud")
    except SettingError as error:
        print(error.message)
"""


def test_a_backend_runs_and_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(LOUD, "utf-8")
    info = tmp_path / "loud-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: loud\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text("[networkx.backends]\nloud = loud:Backend\n", "utf-8")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "loud",
        "True",
        f"the backend 'loud' does not work with networkx {nx.__version__}:"
        " made for another networkx",
        "the backend 'loud' does not have clustering",
    ]


def test_a_backend_that_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(MissingExtraError, match="no backend 'nonsense'") as error:
        core(nx.path_graph(3), backend="nonsense")
    assert "pip install nx-nonsense" in error.value.next_step


def test_networkx_is_a_backend_too_and_its_errors_pass() -> None:
    graph = nx.karate_club_graph()
    assert core(graph, backend="networkx") == core(graph)
    with pytest.raises(nx.NetworkXException):
        dispatch(nx.core_number, nx.Graph([(1, 1)]), backend="networkx")
