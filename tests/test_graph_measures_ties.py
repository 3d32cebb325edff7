"""Ties: how long they last, by hand and within bounds."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.measures.ties import active_years, decay, persistence


def network() -> nx.Graph:
    """Active in 2018, 2019, 2021 and 2022."""
    graph = nx.Graph()
    graph.add_node("a", label="Z office", years=(2018,))
    graph.add_edge("a", "b", years=(2018, 2019, 2022))
    graph.add_edge("b", "c", years=(2019, 2021))
    graph.add_edge("c", "d", years=(2022,))
    return graph


def test_persistence_by_hand() -> None:
    result = persistence(network())
    assert result.columns == (
        *("node", "nodeLabel", "other", "otherLabel", "first_year", "last_year"),
        *("years_tied", "longest_run", "later_years", "unknown_years"),
        "persistence",
    )
    assert [list(row.values()) for row in result] == [
        ["a", "Z office", "b", "b", 2018, 2022, 3, 2, 3, 0, pytest.approx(2 / 3)],
        ["b", "b", "c", "c", 2019, 2021, 2, 2, 2, 0, 0.5],
        ["c", "c", "d", "d", 2022, 2022, 1, 1, 0, 0, None],
    ]
    header, rows = result.shown()
    assert header[:2] == ["node", "other"] and rows[0][:2] == ["Z office", "b"]


def test_decay_by_hand() -> None:
    # 2018: ab; 2019: ab, bc; 2021: bc; 2022: ab, cd
    assert [list(row.values()) for row in decay(network())] == [
        [1, 4, 2, 0, 0.5],  # ab 18-19, bc 19-21; not ab 19-21, bc 21-22
        [2, 3, 1, 0, pytest.approx(1 / 3)],  # ab 19-22; not ab 18-21, bc 19-22
        [3, 1, 1, 0, 1.0],
    ]


def test_a_partial_year_says_nothing_of_what_is_missing() -> None:
    graph = network()
    graph.graph["partial_years"] = (2021,)
    rows = persistence(graph).rows()
    assert [(row["longest_run"], row["later_years"]) for row in rows] == [(2, 3), (2, 2), (1, 0)]
    assert [row["unknown_years"] for row in rows] == [1, 0, 0]
    assert [row["persistence"] for row in rows] == [pytest.approx(2 / 3), 0.5, None]
    assert decay(graph).column("remaining") == [2, 1, 1]
    assert decay(graph).column("unknown") == [1, 1, 0]  # ab 19-21; ab 18-21


def test_years_of_nodes_are_years_of_the_network() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", years=(2018,))
    graph.add_node("c", years=(2020,))
    assert active_years(graph) == [2018, 2020]
    assert persistence(graph).column("persistence") == [0.0]
    assert [list(row.values()) for row in decay(graph)] == [[1, 1, 0, 0, 0.0]]


def test_parallel_edges_are_one_tie_and_loops_none() -> None:
    graph = nx.MultiGraph()
    graph.add_edge("b", "a", years=(2018,))
    graph.add_edge("a", "b", years=(2019,))
    graph.add_edge("a", "a", years=(2018,))
    rows = persistence(graph).rows()
    assert [(row["node"], row["other"], row["years_tied"]) for row in rows] == [("a", "b", 2)]
    directed = nx.DiGraph([("b", "a", {"years": (2018,)}), ("a", "b", {"years": (2019,)})])
    assert len(persistence(directed)) == 2


@pytest.mark.parametrize("graph", [nx.Graph(), nx.empty_graph(2), nx.DiGraph()])
def test_without_ties_there_is_nothing(graph: nx.Graph) -> None:
    assert len(persistence(graph)) == len(decay(graph)) == 0


def test_a_tie_without_years_has_no_figures() -> None:
    row = persistence(nx.path_graph(2)).rows()[0]
    assert list(row.values()) == [0, "0", 1, "1", None, None, 0, 0, None, None, None]
    graph = nx.empty_graph(2)
    graph.nodes[0]["years"] = (2018, 2019)
    assert [list(row.values()) for row in decay(graph)] == [[1, 0, 0, 0, None]]


YEARS = st.sets(st.integers(2010, 2016))


@settings(deadline=None, max_examples=60)
@given(st.lists(YEARS, min_size=1, max_size=5), YEARS)
def test_bounds(ties: list[set[int]], partial: set[int]) -> None:
    graph = nx.star_graph(len(ties), nx.Graph)
    for other, years in enumerate(ties, start=1):
        graph[0][other]["years"] = tuple(sorted(years))
    graph.graph["partial_years"] = partial
    for row in persistence(graph):
        tied, run = int(str(row["years_tied"])), int(str(row["longest_run"]))
        assert (run > 0) == (tied > 0) and run <= tied
        assert row["persistence"] is None or 0 <= float(str(row["persistence"])) <= 1
    rows = decay(graph).rows()
    assert [row["lag"] for row in rows] == list(range(1, len(active_years(graph))))
    for row in rows:
        tied, remaining, unknown = (int(str(row[key])) for key in list(row)[1:4])
        assert remaining + unknown <= tied
