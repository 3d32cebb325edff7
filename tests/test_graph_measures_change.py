"""Change: who joins and leaves, what is not known, and that all of it adds up."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.measures.change import moves, turnover, yearly
from convenor.graph.result import Result
from convenor.ontology.errors import SettingError


def network() -> nx.Graph:
    """2018: a-b, c; 2019: a-b, b-c; 2021: a, b-d; 2022: c-d."""
    graph = nx.Graph(title="Bodies")
    for node, years in {
        "a": (2018, 2019, 2021),
        "b": (2018, 2019, 2021),
        "c": (2018, 2019, 2022),
        "d": (2021, 2022),
    }.items():
        graph.add_node(node, label=node.upper(), years=years)
    for one, other, own in (
        ("a", "b", (2018, 2019)),
        ("b", "c", (2019,)),
        ("b", "d", (2021,)),
        ("c", "d", (2022,)),
    ):
        graph.add_edge(one, other, years=own)
    return graph


def editions() -> nx.Graph:
    """Bodies and their editions of 2018, 2019, 2020 (no body known) and 2021."""
    graph = nx.Graph()
    for year in (2018, 2019, 2020, 2021):
        graph.add_node(f"wmc-{year}", type="edition", years=(year,))
    for body, years in {"a": (2018, 2019, 2021), "b": (2018, 2021), "c": (2021,)}.items():
        graph.add_node(body, type="organization", years=years)
        for year in years:
            graph.add_edge(body, f"wmc-{year}", years=(year,))
    return graph


def told(result: Result) -> list[tuple[object, ...]]:
    return [
        tuple(row[name] for name in ("node", "change", "previous_year", "year", "partial"))
        for row in result
    ]


def test_yearly_has_the_network_of_each_year() -> None:
    found = yearly(network())
    assert list(found) == [2018, 2019, 2021, 2022]
    assert sorted(found[2018].edges) == [("a", "b")] and sorted(found[2018]) == ["a", "b", "c"]
    assert found[2021].nodes["d"]["label"] == "D"
    assert found[2021].graph["title"] == "Bodies"
    assert found[2019]["a"]["b"]["years"] == (2018, 2019)


def test_a_tie_brings_its_ends_into_the_year() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("b", "a", years=(2019,))
    graph.add_edge("b", "a", years=(2019,))
    assert sorted(yearly(graph)[2019]) == ["a", "b"]
    assert yearly(graph)[2019].number_of_edges() == 2


def test_turnover_by_hand() -> None:
    rows = turnover(network()).rows()
    assert [(row["previous_year"], row["year"]) for row in rows] == [
        (2018, 2019),
        (2019, 2021),
        (2021, 2022),
    ]
    assert rows[0] == {
        "previous_year": 2018,
        "year": 2019,
        "nodes_before": 3,
        "nodes_after": 3,
        "joined": 0,
        "returned": 0,
        "stayed": 3,
        "left": 0,
        "node_jaccard": 1.0,
        "edges_kept": 1,
        "edges_added": 1,
        "edges_dropped": 0,
        "edge_turnover": 0.5,
        "edge_jaccard": 0.5,
        "partial": False,
    }
    assert (rows[1]["node_jaccard"], rows[1]["edge_turnover"]) == (0.5, 1.0)
    assert (rows[2]["joined"], rows[2]["returned"], rows[2]["left"]) == (1, 1, 2)


def test_moves_by_hand() -> None:
    assert told(moves(network())) == [
        ("d", "joined", 2019, 2021, False),
        ("c", "left", 2019, 2021, False),
        ("c", "returned", 2021, 2022, False),
        ("a", "left", 2021, 2022, False),
        ("b", "left", 2021, 2022, False),
    ]
    assert moves(network()).column("nodeLabel") == ["D", "C", "C", "A", "B"]


def test_who_is_missing_in_a_partial_year_may_have_been_there() -> None:
    graph = network()
    graph.graph["partial_years"] = [2021]
    assert [row[-1] for row in told(moves(graph))] == [False, True, True, False, False]
    assert turnover(graph).column("partial") == [False, True, True]


def test_bodies_are_what_changes_where_there_are_bodies() -> None:
    assert told(moves(editions())) == [
        ("b", "left", 2018, 2019, False),
        ("c", "joined", 2019, 2021, False),
        ("b", "returned", 2019, 2021, False),
    ]
    rows = turnover(editions()).rows()
    assert [(row["previous_year"], row["year"]) for row in rows] == [(2018, 2019), (2019, 2021)]
    assert {row["edge_turnover"] for row in rows} == {None}
    assert moves(editions(), of="organization") == moves(editions())


def test_any_type_or_all_can_be_asked_for() -> None:
    assert {row[0] for row in told(moves(editions(), of="edition"))} == {
        f"wmc-{year}" for year in (2018, 2019, 2020, 2021)
    }
    rows = turnover(editions(), of=None).rows()
    assert len(rows) == 3 and rows[0]["edge_turnover"] == 1.0
    with pytest.raises(SettingError, match="no node of the network has the type 'place'") as error:
        turnover(editions(), of="place")
    assert error.value.next_step == "Types: edition, organization."


def test_labels_are_in_the_language_asked_for() -> None:
    graph = nx.Graph()
    graph.add_node("a", label="Lake Office", label_zh="湖办", years=(2018,))
    graph.add_node("b", label="Hill Office", years=(2019,))
    assert moves(graph, language="zh").column("nodeLabel") == ["Hill Office", "湖办"]


def test_directed_edges_are_different_edges() -> None:
    graph = nx.DiGraph()
    graph.add_edge("a", "b", years=(2018,))
    graph.add_edge("b", "a", years=(2019,))
    assert turnover(graph).column("edge_jaccard") == [0.0]


@pytest.mark.parametrize(
    "graph",
    [
        nx.Graph(),
        nx.karate_club_graph(),  # no years
        nx.Graph([("a", "b", {"years": (2018,)})]),  # one year
        nx.Graph([("a", "b", {"years": ()}), ("b", "c", {"years": None})]),
        nx.empty_graph(3, nx.DiGraph),
    ],
)
def test_without_two_years_nothing_changes(graph: nx.Graph) -> None:
    assert len(turnover(graph)) == len(moves(graph)) == 0
    assert len(turnover(graph, of=None).columns) == 15 and len(moves(graph).columns) == 6


def test_an_empty_graph_has_no_body_that_could_be_missed() -> None:
    assert len(turnover(nx.Graph(), of="organization")) == 0


YEARS = st.sets(st.integers(2010, 2016)).map(lambda years: tuple(sorted(years)))
GRAPHS = st.tuples(
    st.lists(YEARS, min_size=1, max_size=6),
    st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), YEARS, max_size=8),
)


@settings(deadline=None, max_examples=80)
@given(GRAPHS)
def test_what_joins_and_leaves_adds_up(
    drawn: tuple[list[tuple[int, ...]], dict[tuple[int, int], tuple[int, ...]]],
) -> None:
    nodes, edges = drawn
    graph = nx.Graph()
    graph.add_nodes_from((node, {"years": years}) for node, years in enumerate(nodes))
    graph.add_edges_from((*pair, {"years": years}) for pair, years in edges.items())
    snapshots, rows = yearly(graph), turnover(graph).rows()
    assert [(row["previous_year"], row["year"]) for row in rows] == list(pairwise(snapshots))
    changes = moves(graph).rows()
    for row in rows:
        figures = {name: int(str(row[name])) for name in list(row)[2:8]}
        assert figures["joined"] + figures["stayed"] == figures["nodes_after"]
        assert figures["left"] + figures["stayed"] == figures["nodes_before"]
        own = [change["change"] for change in changes if change["year"] == row["year"]]
        assert own.count("left") == figures["left"]
        assert own.count("returned") == figures["returned"]
        assert own.count("joined") == figures["joined"] - figures["returned"]
        assert 0 <= float(str(row["node_jaccard"])) <= 1
        if row["edge_jaccard"] is not None:
            total = float(str(row["edge_jaccard"])) + float(str(row["edge_turnover"]))
            assert total == pytest.approx(1)
