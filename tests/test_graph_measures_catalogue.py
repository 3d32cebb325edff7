"""Catalogue: every measure by its name, on graphs of all kinds and with nothing but networkx."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from convenor.graph import measures
from convenor.graph.measures.catalogue import MEASURES, measure, options_of
from convenor.graph.result import Result
from convenor.ontology.errors import SettingError

MODULES = sorted(path.stem for path in Path(*measures.__path__).glob("[a-z]*.py"))
HOSTILE = "</script><img src=x onerror=alert(1)>\n\"'\u202e| `"


def bodies() -> nx.Graph:
    """Four bodies in three years, one tie between kinds."""
    graph = nx.Graph(view="co-organization", through="editions")
    for key, kind in zip("abcd", ("ministry", "ministry", "academy", None), strict=True):
        iri = f"https://w3id.org/convenor/id/organization/{key}"
        graph.add_node(iri, label=f"Body {key}", type="organization", years=(2018, 2019, 2020))
        if kind:
            graph.nodes[iri]["kind"] = kind
    one, two, three, four = graph
    for pair, years in (((one, two), (2018, 2019)), ((two, three), (2019,)), ((three, four), ())):
        graph.add_edge(*pair, weight=len(years) or 1, collaboration=0.5, years=years)
    return graph


def hostile() -> nx.Graph:
    graph = nx.Graph()
    graph.add_node("https://example.org/a", label=HOSTILE, kind=HOSTILE, years=(2018, 2020))
    graph.add_node(HOSTILE, years=(2018,))
    graph.add_edge("https://example.org/a", HOSTILE, years=(2018, 2020))
    return graph


def loops() -> nx.Graph:
    graph = nx.MultiDiGraph([(1, 1), (1, 2), (1, 2), (2, 1)])
    graph.add_node("1")
    return graph


def disconnected() -> nx.Graph:
    return nx.disjoint_union_all([nx.complete_graph(3), nx.path_graph(2), nx.empty_graph(2)])


GRAPHS = {
    "empty": nx.Graph(),
    "empty directed": nx.DiGraph(),
    "one node": nx.empty_graph(1),
    "no edges": nx.empty_graph(4),
    "two nodes": nx.path_graph(2),
    "only a loop": nx.Graph([(0, 0)]),
    "disconnected": disconnected(),
    "hierarchy": nx.DiGraph([("ministry", "office"), ("ministry", "academy")]),
    "parallel edges and loops": loops(),
    "frozen part": nx.freeze(bodies()).subgraph(list(bodies())[:2]),
    "karate": nx.karate_club_graph(),
    "hostile": hostile(),
    "bodies": bodies(),
}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_makes_a_table_of_every_graph(name: str, graph: nx.Graph) -> None:
    before = sorted(map(str, graph.edges(data=True))), sorted(map(str, graph.nodes(data=True)))
    result = measure(name, graph, language="zh")
    assert isinstance(result, Result) and result.terms == measure(name, graph).terms
    assert all(len(row) == len(result.columns) for row in result.terms)
    assert list(result.to_pandas().columns) == list(result.columns)
    header, rows = result.shown()
    assert not [row for row in rows if len(row) != len(header)]
    if name in ("degree", "strength", "betweenness", "eigenvector", "core", "clustering"):
        assert len(result) == len(graph)
    # networkx counts nothing in the graph itself, and neither do we
    assert before == (
        sorted(map(str, graph.edges(data=True))),
        sorted(map(str, graph.nodes(data=True))),
    )


def test_labels_are_kept_as_they_are() -> None:
    graph = hostile()
    result = measure("degree", graph)
    assert set(result.column("nodeLabel")) == {HOSTILE}
    assert set(result.column("node")) == {"https://example.org/a", HOSTILE}
    assert "<img" not in result._repr_html_()


@pytest.mark.parametrize("name", ["strength", "betweenness", "eigenvector", "louvain", "leiden"])
def test_weights_may_be_those_of_collaboration(name: str) -> None:
    assert len(measure(name, bodies(), weight="collaboration")) == 4
    with pytest.raises(SettingError, match="'collaboration' to weigh it by"):
        measure(name, nx.path_graph(3), weight="collaboration")


def figures(graph: nx.Graph) -> dict[Any, Any]:
    return {row["figure"]: row["value"] for row in measure("summary", graph)}


def test_summary_by_hand() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("e", "f")])
    graph.add_node("g")
    assert figures(graph) == {
        "nodes": 7,
        "edges": 5,
        "density": pytest.approx(10 / 42),
        "components": 3,
        "largest component": 4,
        "isolates": 1,
        "average degree": pytest.approx(10 / 7),
        "transitivity": pytest.approx(3 / 5),
        "degree assortativity": pytest.approx(nx.degree_assortativity_coefficient(graph)),
    }


def test_summary_is_as_networkx_says() -> None:
    graph = nx.karate_club_graph()
    found = figures(graph)
    assert found["density"] == pytest.approx(nx.density(graph))
    assert found["transitivity"] == pytest.approx(0.255682, abs=1e-6)
    assert found["degree assortativity"] == pytest.approx(-0.475613, abs=1e-6)


def test_summary_leaves_open_what_is_not_defined() -> None:
    undefined = {"density", "average degree", "transitivity", "degree assortativity"}
    assert {name for name, value in figures(nx.Graph()).items() if value is None} == undefined
    assert figures(nx.Graph())["largest component"] == 0
    ring = figures(nx.cycle_graph(5))
    assert ring["degree assortativity"] is None and ring["transitivity"] == 0.0


def test_a_name_or_option_that_is_not_there_is_refused() -> None:
    with pytest.raises(SettingError, match="no measure 'pagerank'") as error:
        measure("pagerank", nx.Graph())
    assert "betweenness" in error.value.next_step
    with pytest.raises(SettingError, match="the measure degree takes no weight") as error:
        measure("degree", nx.Graph(), weight="weight", seed=None)
    assert error.value.next_step == "Options that it takes: language."
    assert options_of("summary") == ()


def test_every_measure_says_what_it_is_and_where_it_comes_from() -> None:
    for name, (function, summary) in MEASURES.items():
        said = function.__doc__ or ""
        assert ">>>" in said and ("olumns" in said or "One row" in said), name
        assert any(f"{year}" in said for year in range(1901, 2027)), name
        assert summary and summary[-1] != "." and len(summary) < 80


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(import_module(f"convenor.graph.measures.{name}")).failed == 0


ASK = """
import sys


class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"numpy", "scipy", "pandas", "matplotlib"}:
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, Blocker())
import networkx as nx
from convenor.graph.measures.catalogue import MEASURES, measure, options_of

graph = nx.karate_club_graph()
for node in graph:
    graph.nodes[node].update(kind=graph.nodes[node]["club"], years=(2018, 2019 + node % 2))
for _, _, attributes in graph.edges(data=True):
    attributes["years"] = (2018,)
for name in MEASURES:
    assert len(measure(name, graph)), name
    if "weight" in options_of(name):
        assert len(measure(name, graph, weight="weight")), name
print(len(MEASURES))
"""


def test_nothing_but_networkx_is_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"{len(MEASURES)}\n", "")


def test_importing_loads_no_networkx() -> None:
    code = "import sys\n" + "".join(f"import convenor.graph.measures.{name}\n" for name in MODULES)
    code += "print(sorted({'networkx', 'numpy', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
