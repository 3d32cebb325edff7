"""Places of nodes, and which part of a large network is drawn."""

from __future__ import annotations

import math
import random
import sys
from itertools import combinations

import networkx as nx
import pytest

from convenor.graph.drawing.layout import positions
from convenor.graph.drawing.reduce import reduced, strengths
from convenor.ontology.errors import MissingExtraError


def named(graph: nx.Graph[int], kind: str = "organization") -> nx.Graph[str]:
    """The graph with names for nodes, all of one type, and a weight of 1 on every tie."""
    found: nx.Graph[str] = nx.relabel_nodes(graph, {node: f"n{node:04}" for node in graph})
    nx.set_node_attributes(found, kind, "type")
    nx.set_edge_attributes(found, 1, "weight")
    return found


def shuffled(graph: nx.Graph[str], seed: int) -> nx.Graph[str]:
    """The same graph, made in another order and with the ends of ties turned around."""
    order = random.Random(seed)
    nodes, ties = list(graph), list(graph.edges(data=True))
    order.shuffle(nodes)
    order.shuffle(ties)
    found: nx.Graph[str] = nx.Graph()
    found.add_nodes_from(nodes)
    found.add_edges_from((other, one, dict(about)) for one, other, about in ties)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_places_do_not_depend_on_the_order_in_which_a_graph_was_made(seed: int) -> None:
    graph = named(nx.gnm_random_graph(80, 120, seed=3))
    assert positions(shuffled(graph, seed)) == positions(graph)


def test_another_seed_gives_other_places() -> None:
    graph = named(nx.path_graph(12))
    assert positions(graph, seed=1) != positions(graph, seed=2)


def test_places_are_whole_pixels_around_the_middle() -> None:
    places = positions(named(nx.gnm_random_graph(40, 60, seed=1)))
    assert all(type(value) is int for place in places.values() for value in place)
    for axis in (0, 1):
        found = [place[axis] for place in places.values()]
        assert abs(min(found) + max(found)) <= 2


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_small_graphs_have_places_too(count: int) -> None:
    assert len(set(positions(named(nx.path_graph(count))).values())) == count


def test_a_tie_of_a_node_to_itself_and_directed_ties_are_understood() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph(
        [("a", "b"), ("b", "a"), ("b", "c"), ("c", "c"), ("d", "d")]
    )
    assert len(set(positions(graph).values())) == 4


@pytest.mark.parametrize(
    "graph",
    [
        nx.gnm_random_graph(10, 15, seed=1),
        nx.gnm_random_graph(60, 120, seed=1),
        nx.gnm_random_graph(120, 2000, seed=1),
        nx.barabasi_albert_graph(250, 2, seed=1),
        nx.bipartite.random_graph(60, 80, 0.03, seed=1),
        nx.star_graph(80),
        nx.path_graph(60),
    ],
    ids=["ten", "sixty", "dense", "hubs", "bipartite", "star", "path"],
)
def test_nodes_do_not_lie_on_one_another(graph: nx.Graph[int]) -> None:
    places = list(positions(named(graph)).values())
    near = [math.dist(one, other) for one, other in combinations(places, 2)]
    assert min(near) > 20


def test_parts_without_ties_between_them_lie_side_by_side() -> None:
    graph: nx.Graph[str] = nx.Graph()
    for part in range(6):
        graph.update(nx.relabel_nodes(nx.cycle_graph(8), {n: f"{part}-{n}" for n in range(8)}))
    places = positions(graph)
    boxes = []
    for part in range(6):
        x, y = zip(*(places[f"{part}-{n}"] for n in range(8)), strict=True)
        boxes.append((min(x), min(y), max(x), max(y)))
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert a > g or e > c or b > h or f > d
    assert max(c for _, _, c, _ in boxes) < 1200


def test_nodes_without_ties_lie_in_rows_below() -> None:
    graph = named(nx.cycle_graph(12))
    alone = [f"x{number}" for number in range(9)]
    graph.add_nodes_from(alone)
    places = positions(graph)
    lowest = max(place[1] for node, place in places.items() if node not in alone)
    assert all(places[node][1] > lowest for node in alone)
    assert len({places[node][1] for node in alone}) <= 4


def test_groups_with_few_ties_between_them_are_told_apart() -> None:
    graph = named(nx.connected_caveman_graph(5, 8))
    places = positions(graph)

    def mean(pairs: list[tuple[str, str]]) -> float:
        return sum(math.dist(places[one], places[other]) for one, other in pairs) / len(pairs)

    tied, all_pairs = list(graph.edges), list(combinations(graph, 2))
    assert mean(tied) < 0.5 * mean(all_pairs)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rustworkx", None)
    with pytest.raises(MissingExtraError, match=r"rustworkx(.|\n)*convenor\[drawing\]"):
        positions(named(nx.path_graph(4)))


def test_a_small_network_is_drawn_as_it_is() -> None:
    graph = named(nx.path_graph(30))
    part, words = reduced(graph, nodes=30, edges=29)
    assert part is graph
    assert words == {"en": "", "zh": ""}


def test_a_large_network_is_reduced_to_the_largest_core_that_fits() -> None:
    graph = named(nx.disjoint_union(nx.complete_graph(6), nx.path_graph(20)))
    part, words = reduced(graph, nodes=10)
    assert set(part) == {f"n{node:04}" for node in range(6)}
    assert words["en"] == (
        "Shown are 6 of 26 bodies: the 2-core, in which each is tied to at least 2 others."
    )
    assert "26 个机构中的 6 个" in words["zh"] and "2-核" in words["zh"]


def test_what_is_not_all_bodies_is_called_nodes() -> None:
    graph = named(nx.disjoint_union(nx.complete_graph(6), nx.path_graph(20)), kind="edition")
    assert "6 of 26 nodes" in reduced(graph, nodes=10)[1]["en"]


def test_without_a_core_the_strongest_are_drawn() -> None:
    graph = named(nx.star_graph(40))  # has no 2-core
    graph.edges["n0000", "n0017"]["weight"] = 9
    part, words = reduced(graph, nodes=3)
    assert set(part) == {"n0000", "n0017", "n0001"}  # of equal ones the first
    assert words["en"] == "Shown are 3 of 41 bodies: those with the strongest ties."


def test_a_core_that_is_too_small_gives_way_to_the_strongest() -> None:
    graph = named(nx.disjoint_union(nx.complete_graph(3), nx.path_graph(200)))
    part, words = reduced(graph, nodes=50)
    assert len(part) == 50
    assert "strongest" in words["en"]


def test_the_heaviest_ties_are_kept_and_equal_ones_by_name() -> None:
    graph = named(nx.cycle_graph(6))
    graph.edges["n0003", "n0004"]["weight"] = 5
    part, words = reduced(graph, edges=3)
    kept = {tuple(sorted(tie)) for tie in part.edges}
    assert kept == {("n0003", "n0004"), ("n0000", "n0001"), ("n0000", "n0005")}
    assert len(part) == 6
    assert words["en"] == "Of the 6 ties between them the 3 heaviest are drawn."
    assert graph.number_of_edges() == 6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reduction_does_not_depend_on_the_order_in_which_a_graph_was_made(seed: int) -> None:
    graph = named(nx.barabasi_albert_graph(300, 3, seed=5))
    part, words = reduced(graph, nodes=60, edges=40)
    again, same = reduced(shuffled(graph, seed), nodes=60, edges=40)
    assert set(again) == set(part)
    assert {frozenset(tie) for tie in again.edges} == {frozenset(tie) for tie in part.edges}
    assert same["en"].split(":")[1] == words["en"].split(":")[1]


def test_strength_is_the_sum_of_weights() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge("a", "b", weight=3)
    graph.add_edge("a", "c")
    assert strengths(graph) == {"a": 4, "b": 3, "c": 1}
