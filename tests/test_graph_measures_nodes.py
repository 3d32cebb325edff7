"""Nodes: centralities by hand, published values, and graphs on which they are not defined."""

from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.measures.nodes import (
    betweenness,
    clustering,
    core,
    degree,
    eigenvector,
    strength,
)
from convenor.graph.result import Result, Value
from convenor.ontology.errors import SettingError

KARATE = nx.karate_club_graph()
ALL = (degree, strength, betweenness, eigenvector, core, clustering)


def values(result: Result, column: str) -> dict[Value, Value]:
    return dict(zip(result.column("node"), result.column(column), strict=True))


def weighted(*edges: tuple[str, str, float]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_weighted_edges_from(edges)
    return graph


def test_karate_club_has_its_published_values() -> None:
    assert values(degree(KARATE), "degree")[33] == 17
    assert values(degree(KARATE), "degree_centrality")[0] == pytest.approx(16 / 33)
    found = values(betweenness(KARATE), "betweenness")
    assert found[0] == pytest.approx(0.437635, abs=1e-6)
    assert found[33] == pytest.approx(0.304075, abs=1e-6)
    assert found[11] == 0.0
    assert values(eigenvector(KARATE), "eigenvector")[33] == pytest.approx(0.373371, abs=1e-5)
    assert values(core(KARATE), "core")[33] == 4
    assert values(core(KARATE), "core")[11] == 1
    assert values(clustering(KARATE), "clustering")[0] == pytest.approx(0.15)
    assert values(strength(KARATE), "strength")[33] == 48


@pytest.mark.parametrize("measure", ALL)
def test_rows_are_sorted_and_do_not_depend_on_the_order_of_edges(measure: object) -> None:
    assert callable(measure)
    edges, nodes = list(KARATE.edges(data=True)), list(KARATE)
    random.Random(5).shuffle(edges)
    random.Random(5).shuffle(nodes)
    other = nx.Graph()
    other.add_nodes_from(nodes)
    other.add_edges_from((after, before, own) for before, after, own in edges)
    assert measure(other).terms == measure(KARATE).terms
    if measure is not eigenvector:
        column = measure(KARATE).column(measure(KARATE).columns[2])
        known = [value for value in column if value is not None]
        assert known == sorted(known, reverse=True) and column[: len(known)] == known


def test_degree_counts_others_once() -> None:
    graph = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "a"), ("c", "a")])
    assert values(degree(graph), "degree") == {"a": 2, "b": 1, "c": 1}


def test_strength_of_collaboration_is_the_number_of_shared_things() -> None:
    # three bodies share one edition (1/2 a pair), two of them another (1/1)
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=2, collaboration=1.5)
    graph.add_edge("a", "c", weight=1, collaboration=0.5)
    graph.add_edge("b", "c", weight=1, collaboration=0.5)
    assert values(strength(graph, weight="collaboration"), "strength") == {"a": 2, "b": 2, "c": 1}
    assert values(strength(graph), "strength") == {"a": 3, "b": 3, "c": 2}
    assert values(strength(graph), "mean_weight") == {"a": 1.5, "b": 1.5, "c": 1.0}
    assert [type(value) for value in strength(graph).column("strength")] == [int] * 3


def test_betweenness_by_hand() -> None:
    # a-b-c-d and a-c: from a to d through c, from b to d through c; b lies on no shortest path
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("a", "c")])
    found = values(betweenness(graph), "betweenness")
    assert found == {"c": pytest.approx(2 / 3), "a": 0.0, "b": 0.0, "d": 0.0}


def test_betweenness_goes_along_heavy_ties_if_asked() -> None:
    graph = weighted(("a", "b", 4), ("b", "c", 4), ("a", "c", 1))
    assert set(values(betweenness(graph), "betweenness").values()) == {0.0}
    assert values(betweenness(graph, weight="weight"), "betweenness")["b"] == 1.0


@pytest.mark.parametrize("steps", [3, 6, 10, 49])
def test_paths_of_equal_length_are_equal_whatever_floats_say(steps: int) -> None:
    graph = nx.path_graph(steps + 1)
    nx.set_edge_attributes(graph, steps, "weight")
    graph.add_edge(0, steps, weight=1)
    inside = values(betweenness(graph, weight="weight"), "betweenness")[1]
    cut = nx.path_graph(steps + 1)
    others = (steps - 1) * steps / 2
    pairs = sum(1 for one, other in combinations(cut, 2) if one < 1 < other)
    assert inside == pytest.approx((pairs - 0.5) / others)  # from end to end half go directly


def test_betweenness_follows_directions() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "c")])
    assert values(betweenness(graph), "betweenness") == {"b": 0.5, "a": 0.0, "c": 0.0}


def test_ties_of_weight_zero_are_none() -> None:
    graph = weighted(("a", "b", 1), ("b", "c", 0))
    assert values(betweenness(graph, weight="weight"), "betweenness")["b"] == 0.0
    assert values(strength(graph), "mean_weight") == {"a": 1.0, "b": 1.0, "c": None}


def test_eigenvector_is_that_of_networkx_where_the_network_is_connected() -> None:
    for weight in (None, "weight"):
        expected = nx.eigenvector_centrality(KARATE, max_iter=1000, tol=1e-12, weight=weight)
        found = values(eigenvector(KARATE, weight=weight), "eigenvector")
        assert found == pytest.approx(expected, abs=1e-7)


def test_eigenvector_is_of_each_component_by_itself() -> None:
    graph = nx.Graph([("d", "e"), ("a", "b"), ("b", "c")])
    graph.add_node("f")
    found = eigenvector(graph)
    assert found.column("node") == ["b", "a", "c", "d", "e", "f"]
    assert found.column("component") == [1, 1, 1, 2, 2, 3]
    half = 0.5**0.5
    assert found.column("eigenvector")[:5] == pytest.approx([half, 0.5, 0.5, half, half])
    assert found.column("eigenvector")[5] is None


@pytest.mark.parametrize("scale", [1e-6, 1, 1e6])
def test_eigenvector_settles_whatever_the_weights(scale: float) -> None:
    graph = weighted(("a", "b", scale), ("b", "c", 2 * scale), ("c", "d", scale))
    found = values(eigenvector(graph, weight="weight", rounds=200), "eigenvector")
    assert found["b"] == pytest.approx(found["c"]) and found["a"] < found["b"]  # type: ignore[operator]


def test_eigenvector_that_does_not_settle_says_what_to_do() -> None:
    with pytest.raises(SettingError, match="not settled after 3 rounds") as error:
        eigenvector(nx.path_graph(50), rounds=3)
    assert "more rounds" in error.value.next_step


def test_clustering_is_not_defined_for_one_neighbor() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])
    assert values(clustering(graph), "clustering") == {
        "a": 1.0,
        "b": 1.0,
        "c": pytest.approx(1 / 3),
        "d": None,
    }


def test_few_nodes_have_what_is_defined() -> None:
    one, two = nx.empty_graph(1), nx.path_graph(2)
    assert degree(one).rows()[0] == {
        "node": 0,
        "nodeLabel": "0",
        "degree": 0,
        "degree_centrality": None,
    }
    assert degree(two).column("degree_centrality") == [1.0, 1.0]
    assert betweenness(two).column("betweenness") == [None, None]
    assert betweenness(nx.empty_graph(3)).column("betweenness") == [0.0, 0.0, 0.0]
    assert core(one).column("core") == [0]


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 9), st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8))))
def test_bounds_hold_on_any_graph(size: int, pairs: set[tuple[int, int]]) -> None:
    graph = nx.empty_graph(size)
    graph.add_edges_from((one % size, other % size) for one, other in pairs)
    edges = sum(one != other for one, other in graph.edges)
    degrees = degree(graph).column("degree")
    assert sum(value for value in degrees if isinstance(value, int)) == 2 * edges
    cores, found = values(core(graph), "core"), values(degree(graph), "degree")
    assert all(0 <= cores[node] <= found[node] for node in graph)  # type: ignore[operator]
    for measure in (betweenness, clustering, eigenvector):
        column = measure(graph).column(measure.__name__)
        assert all(value is None or -1e-12 <= value <= 1 + 1e-9 for value in column)  # type: ignore[operator]
