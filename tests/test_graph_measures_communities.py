"""Communities: known partitions, modularity by hand, and the same result for the same seed."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.measures.communities import leiden, louvain, modularity, modularity_of
from convenor.graph.result import Result, Value
from convenor.ontology.errors import MissingExtraError, SettingError

KARATE = nx.karate_club_graph()
METHODS = (louvain, leiden)
Method = Callable[..., Result]


def groups(result: Result) -> list[set[Value]]:
    found = defaultdict(set)
    for row in result:
        found[row["community"]].add(row["node"])
    return list(found.values())


@pytest.mark.parametrize("method", METHODS)
def test_two_cliques_are_two_communities(method: Method) -> None:
    graph = nx.barbell_graph(4, 0)
    found = method(graph)
    assert groups(found) == [{0, 1, 2, 3}, {4, 5, 6, 7}]
    assert found.column("size") == [4] * 8
    assert found.column("node") == list(range(8))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [0, 1, 7, 2**40])
def test_a_seed_gives_the_same_whatever_the_order_of_nodes(method: Method, seed: int) -> None:
    other = nx.Graph()
    other.add_nodes_from(sorted(KARATE, key=str, reverse=True))
    other.add_edges_from(KARATE.edges(data=True))
    assert method(KARATE, seed=seed) == method(KARATE, seed=seed) == method(other, seed=seed)


def test_karate_club_has_four_communities_of_the_best_modularity() -> None:
    # 0.4198 is the optimum (U. Brandes et al. 2008, On modularity clustering)
    row = modularity(KARATE, method="leiden", weight=None).rows()[0]
    assert row["communities"] == 4
    assert row["modularity"] == pytest.approx(0.4198, abs=1e-4)
    louvain_row = modularity(KARATE, weight=None).rows()[0]
    assert 0.38 < float(str(louvain_row["modularity"])) <= 0.4198


def test_modularity_by_hand() -> None:
    # two triangles and a bridge: m = 7, each 3 inside, strength 7: 2 (3/7 - (7/14)^2) = 5/14
    graph, halves = nx.barbell_graph(3, 0), [{0, 1, 2}, {3, 4, 5}]
    assert modularity_of(graph, halves) == pytest.approx(5 / 14)
    assert modularity_of(graph, [set(graph)]) == pytest.approx(0)
    assert modularity_of(graph, halves, resolution=2) == pytest.approx(6 / 7 - 1)
    nx.set_edge_attributes(graph, 3, "weight")
    graph[2][3]["weight"] = 1  # m = 19, each 9 inside, strength 19
    assert modularity_of(graph, halves) == pytest.approx(2 * (9 / 19 - 1 / 4))
    assert modularity_of(graph, halves, weight=None) == pytest.approx(5 / 14)


def test_modularity_wants_every_node_once() -> None:
    for wrong in ([{0, 1}], [{0, 1, 2}, {2, 3, 4, 5}], [{0, 1, 2}, {3, 4, 5, 9}]):
        with pytest.raises(SettingError, match="every node of the network exactly once"):
            modularity_of(nx.barbell_graph(3, 0), wrong)


@pytest.mark.parametrize("method", METHODS)
def test_weights_decide(method: Method) -> None:
    graph = nx.cycle_graph(4)
    heavy = {(0, 1): 9, (2, 3): 9, (1, 2): 1, (0, 3): 1}
    nx.set_edge_attributes(graph, heavy, "weight")
    nx.set_edge_attributes(graph, {edge: 10 - own for edge, own in heavy.items()}, "collaboration")
    assert groups(method(graph)) == [{0, 1}, {2, 3}]
    assert groups(method(graph, weight="collaboration")) == [{0, 3}, {1, 2}]


@pytest.mark.parametrize("method", METHODS)
def test_a_node_without_ties_is_a_community_of_its_own(method: Method) -> None:
    graph = nx.Graph([("b", "c")])
    graph.add_edge("a", "a")
    graph.add_node("d")
    assert groups(method(graph)) == [{"b", "c"}, {"a"}, {"d"}]


@pytest.mark.parametrize("method", METHODS)
def test_without_ties_there_is_nothing_to_find(method: Method) -> None:
    assert method(nx.Graph()).rows() == []
    assert method(nx.empty_graph(2)).column("community") == [1, 2]
    assert method(nx.DiGraph([(0, 1)])).column("community") == [1, 1]
    row = modularity(nx.empty_graph(2), method=method.__name__).rows()[0]
    assert row["modularity"] is None and row["communities"] == 2
    assert modularity(nx.Graph(), method=method.__name__).rows()[0]["largest"] == 0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"resolution": 0}, "resolution is 0"),
        ({"resolution": float("nan")}, "resolution is nan"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 2**64}, "seed is 18446744073709551616"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    method: Method, option: dict[str, float], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        method(KARATE, **option)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(SettingError, match="no method 'walktrap'"):
        modularity(KARATE, method="walktrap")


def test_leiden_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def missing(name: str, *rest: object) -> object:
        if name == "graspologic_native":
            raise ModuleNotFoundError(name)
        return load(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtraError, match="graspologic-native is not installed") as error:
        leiden(KARATE)
    assert "pip install 'convenor[leiden]'" in error.value.next_step


def test_processes_agree() -> None:
    """Sets of texts have another order in each process."""
    code = (
        "import networkx as nx\n"
        "from convenor.graph.measures.communities import leiden, louvain\n"
        "graph = nx.relabel_nodes(nx.karate_club_graph(), lambda node: f'body {node}')\n"
        "print([louvain(graph).column('community'), leiden(graph).column('community')])"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert said[0] and len(set(said)) == 1


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 9), st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8))))
def test_communities_hold_every_node_once(size: int, pairs: set[tuple[int, int]]) -> None:
    graph = nx.empty_graph(size)
    graph.add_edges_from((one % size, other % size) for one, other in pairs)
    for method in METHODS:
        found = groups(method(graph))
        assert nx.community.is_partition(graph, found)
        assert [len(own) for own in found] == sorted(map(len, found), reverse=True)
        value = modularity_of(graph, found)
        assert value is None or -0.5 <= value <= 1
