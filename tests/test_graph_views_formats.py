"""Files of networks: read again by other programs with the same counts and attributes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from convenor.graph.knowledge import KnowledgeGraph
from convenor.graph.views.catalogue import VIEWS
from convenor.graph.views.formats import WRITERS, to_csv, to_dot, to_gexf, to_graphml, to_node_link

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("gexf.rng"))))
HOSTILE = (
    "</node><script>alert(1)</script>",
    '"quoted" & \\backslash\\ \\N \\l',
    "line\nbreak\ttab\rreturn",
    "control \x00\x08\x1b end",
    "<b>bold</b>",
    "<>",
    "]]>&lt;&#0;",
    "=1+1",
    "semi; colon; :port",
    "\u202eright to left\u2028line separator",
    "\N{GRINNING FACE} 合肥",
    "",
)


def plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return "; ".join(" ".join(each) if isinstance(each, tuple) else str(each) for each in value)
    return value


def same(found: dict[str, Any], data: dict[str, Any], *without: str) -> bool:
    return all(
        found[name] == plain(value) or float(found[name]) == value
        for name, value in data.items()
        if name not in without
    )


def graphviz(dot: str) -> tuple[list[tuple[str, str]], int]:
    """Address and label of each node, and the number of edges, as Graphviz reads them."""
    program = r'N{printf("%s\n%s\n", $.URL, $.label)} END_G{printf("%d\n", nEdges($G))}'
    done = subprocess.run(
        ["gvpr", program], input=dot, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert not done.stderr
    *lines, count = done.stdout.splitlines()
    return list(zip(lines[::2], lines[1::2], strict=True)), int(count)


@pytest.fixture(scope="module", params=[*VIEWS, "ego", "path"])
def network(request: pytest.FixtureRequest, bundled_graph: KnowledgeGraph) -> nx.Graph:
    things = {"ego": ["MIIT"], "path": ["MIIT", "TCab Tech"]}.get(request.param, [])
    return bundled_graph.network(request.param, *things)


def test_graphml_is_the_same_again(network: nx.Graph) -> None:
    again = nx.read_graphml(io.BytesIO(to_graphml(network).encode()))
    assert again.is_directed() == network.is_directed()
    assert set(again) == set(network)
    assert again.number_of_edges() == network.number_of_edges()
    assert all(same(again.nodes[node], data) for node, data in network.nodes(data=True))
    assert all(same(again.edges[one, other], data) for one, other, data in network.edges(data=True))


def test_gexf_is_valid_and_the_same_again(network: nx.Graph) -> None:
    text = to_gexf(network)
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    again = nx.read_gexf(io.BytesIO(text.encode()))
    assert set(again) == set(network)
    assert again.number_of_edges() == network.number_of_edges()
    assert all(same(again.nodes[node], data) for node, data in network.nodes(data=True))
    for one, other, data in network.edges(data=True):
        found = again.edges[one, other]
        assert same(found, data)
        spelled = {
            year
            for start, end in found.get("spells", ())
            for year in range(int(start[:4]), int(end[:4]) + 1)
        }
        assert spelled == set(data["years"])


def test_node_link_is_the_same_again(network: nx.Graph) -> None:
    again = nx.node_link_graph(json.loads(to_node_link(network)), edges="links")
    assert set(again) == set(network)
    for one, other, data in network.edges(data=True):
        assert again.edges[one, other] == json.loads(json.dumps(data))
    for node, data in network.nodes(data=True):
        assert again.nodes[node] == json.loads(json.dumps(data))
    assert again.graph["title"] == network.graph["title"]


def test_tables_are_the_same_again(network: nx.Graph) -> None:
    again = nx.Graph() if not network.is_directed() else nx.DiGraph()
    for row in csv.DictReader(io.StringIO(WRITERS["nodes-csv"](network), newline="")):
        again.add_node(row.pop("node"), **row)
    for row in csv.DictReader(io.StringIO(to_csv(network), newline="")):
        again.add_edge(row.pop("source"), row.pop("target"), **row)
    assert set(again) == set(network)
    assert again.number_of_edges() == network.number_of_edges()
    for one, other, data in network.edges(data=True):
        found = again.edges[one, other]
        assert found["source_label"] in {network.nodes[end]["label"] for end in (one, other)}
        assert all(found[name] == str(plain(value)) for name, value in data.items())


def test_dot_is_read_by_another_program(network: nx.Graph) -> None:
    nodes, edges = graphviz(to_dot(network))
    assert edges == network.number_of_edges()
    assert set(nodes) == {(node, data["label"]) for node, data in network.nodes(data=True)}
    assert len(nodes) == len(network)


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_network_is_the_same_file(network: nx.Graph, name: str) -> None:
    assert WRITERS[name](network) == WRITERS[name](network.copy())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    graph = nx.Graph(title=text, view="x", through="editions")
    graph.add_node("http://x/a", label=text, label_zh=text, kind=text, years=(2030,))
    graph.add_node("http://x/b", label="b", years=())
    graph.add_edge("http://x/a", "http://x/b", weight=2, years=(2030, 2031), roles=(text,))
    gexf = to_gexf(graph)
    SCHEMA.assertValid(etree.fromstring(gexf.encode()))
    for again in (
        nx.read_graphml(io.BytesIO(to_graphml(graph).encode())),
        nx.read_gexf(io.BytesIO(gexf.encode())),
        nx.node_link_graph(json.loads(to_node_link(graph)), edges="links"),
    ):
        assert set(again) == set(graph)
        assert again.number_of_edges() == 1
    rows = list(csv.DictReader(io.StringIO(to_csv(graph), newline="")))
    assert [row["source_label"] for row in rows] == [text]
    nodes, edges = graphviz(to_dot(graph))
    assert edges == 1
    assert [url for url, _ in nodes] == list(graph)


def test_a_network_of_nothing_is_written() -> None:
    for write in WRITERS.values():
        assert write(nx.Graph()).strip()
