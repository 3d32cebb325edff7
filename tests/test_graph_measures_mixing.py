"""Mixing: tables by hand, the coefficient against networkx, and kinds that are not stated."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.measures.mixing import assortativity, mixing

KARATE = nx.karate_club_graph()


def kinds(edges: list[tuple[str, str]], letters: dict[str, str]) -> nx.Graph:
    graph = nx.Graph(edges)
    nx.set_node_attributes(graph, letters, "kind")
    return graph


def test_by_hand() -> None:
    # ends: MM 2, ML 1, LM 1; a_M = 3/4, a_L = 1/4; r = (1/2 - 10/16) / (1 - 10/16) = -1/3
    graph = kinds([("a", "b"), ("b", "c"), ("c", "x")], {"a": "M", "b": "M", "c": "L"})
    row = assortativity(graph).rows()[0]
    assert row == {
        "by": "kind",
        "assortativity": pytest.approx(-1 / 3),
        "kinds": 2,
        "nodes": 3,
        "edges": 2,
        "nodes_without": 1,
        "edges_without": 1,
    }
    assert mixing(graph).rows() == [
        {
            "kind": "L",
            "other_kind": "M",
            "edges": 1,
            "share": 0.5,
            "expected": 0.375,
            "ratio": pytest.approx(4 / 3),
        },
        {
            "kind": "M",
            "other_kind": "M",
            "edges": 1,
            "share": 0.5,
            "expected": 0.5625,
            "ratio": pytest.approx(8 / 9),
        },
    ]


def test_weights_count_if_asked() -> None:
    graph = kinds([("a", "b"), ("b", "c")], {"a": "M", "b": "M", "c": "L"})
    graph["a"]["b"]["weight"], graph["b"]["c"]["weight"] = 3, 1
    # ends: MM 6, ML 1, LM 1; a_M = 7/8: r = (48/64 - 50/64) / (14/64) = -1/7
    assert assortativity(graph, weight="weight").column("assortativity") == [pytest.approx(-1 / 7)]
    assert mixing(graph, weight="weight").column("share") == [0.75, 0.25]
    assert mixing(graph, weight="weight").column("edges") == [1, 1]


def test_karate_club_is_as_networkx_says() -> None:
    expected = nx.attribute_assortativity_coefficient(KARATE, "club")
    found = assortativity(KARATE, by="club")
    assert found.column("assortativity") == [pytest.approx(expected)]
    assert mixing(KARATE, by="club").column("edges") == [35, 32, 11]


def test_directions_count() -> None:
    graph = nx.DiGraph([("a", "b"), ("c", "b"), ("b", "a")])
    nx.set_node_attributes(graph, {"a": "M", "b": "L", "c": "M"}, "kind")
    expected = nx.attribute_assortativity_coefficient(graph, "kind")
    assert assortativity(graph).column("assortativity") == [pytest.approx(expected)]
    assert [list(row.values())[:3] for row in mixing(graph)] == [["M", "L", 2], ["L", "M", 1]]


@pytest.mark.parametrize(
    "graph",
    [
        nx.Graph(),
        nx.empty_graph(3),
        nx.path_graph(3),  # no kinds
        kinds([("a", "b")], {"a": "M"}),
        kinds([("a", "b"), ("b", "c")], dict.fromkeys("abc", "M")),  # all equal
        kinds([("a", "a")], {"a": "M"}),
        nx.DiGraph(),
    ],
)
def test_where_it_is_not_defined_there_is_no_number(graph: nx.Graph) -> None:
    row = assortativity(graph).rows()[0]
    assert row["assortativity"] is None
    assert row["nodes"] + row["nodes_without"] == len(graph)  # type: ignore[operator]


def test_one_kind_is_all_that_chance_gives() -> None:
    row = mixing(kinds([("a", "b"), ("b", "c")], dict.fromkeys("abc", "M"))).rows()
    assert [list(own.values()) for own in row] == [["M", "M", 2, 1.0, 1.0, 1.0]]


@settings(deadline=None, max_examples=60)
@given(
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1),
    st.lists(st.sampled_from("ABC"), min_size=8, max_size=8),
    st.booleans(),
)
def test_shares_add_up_and_the_coefficient_is_that_of_networkx(
    pairs: set[tuple[int, int]], letters: list[str], directed: bool
) -> None:
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from((node, {"kind": kind}) for node, kind in enumerate(letters))
    graph.add_edges_from((one, other) for one, other in pairs if one != other)
    table, value = mixing(graph).rows(), assortativity(graph).column("assortativity")[0]
    if table:
        assert sum(float(str(row["share"])) for row in table) == pytest.approx(1)
    if value is not None:
        assert value == pytest.approx(nx.attribute_assortativity_coefficient(graph, "kind"))
