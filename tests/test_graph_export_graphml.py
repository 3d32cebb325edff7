"""GraphML of a release: things and links as networkx reads them, hostile texts and all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree
from pyoxigraph import Literal, NamedNode, Quad

from convenor.graph.export.content import Content
from convenor.graph.export.formats import FORMATS
from convenor.graph.export.output import Output
from convenor.graph.export.selection import Selection
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.ontology.iris import Iris, concept, expand

THING = "https://w3id.org/convenor/id/"
NEWS = NamedNode("https://w3id.org/convenor/source/news")


def written(graph: KnowledgeGraph, folder: Path, selection: Selection | None = None) -> Path:
    """The file of a release."""
    (folder / "content").mkdir(parents=True)
    out = Output(folder)
    FORMATS["graphml"].write(Content(graph, folder / "content", selection), out)
    assert [file.path for file in out.files] == ["graph.graphml"]
    return folder / "graph.graphml"


@pytest.fixture(scope="module")
def file(bundled_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(bundled_graph, tmp_path_factory.mktemp("graphml"))


@pytest.fixture(scope="module")
def network(file: Path) -> nx.MultiDiGraph:
    read = nx.read_graphml(file)
    assert isinstance(read, nx.MultiDiGraph)
    return read


def stated(folder: Path, *facts: tuple[str, str, NamedNode | Literal]) -> KnowledgeGraph:
    """A graph of facts: the identifier of a thing, a property, a value."""
    quads = [
        Quad(NamedNode(THING + thing), NamedNode(expand(name)), value, NEWS)
        for thing, name, value in facts
    ]
    with GraphFolder(folder).writing() as draft:
        draft.store.extend(quads)
        draft.manifest = {"base": Iris().base, "inputs": [], "quads": len(quads)}
    return open_graph(folder)


def test_networkx_tells_who_organized_together(
    network: nx.MultiDiGraph, bundled_graph: KnowledgeGraph
) -> None:
    found = defaultdict(set)
    for edition, data in network.nodes(data=True):
        ties = network.in_edges(edition, data="role")
        bodies = {body for body, _, role in ties if role in ("organizer", "co-host")}
        for pair in combinations(sorted(bodies), 2):
            found[pair].add(data["year"])

    told: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in bundled_graph.query("pairs_of_co_organizers").rows():
        told[str(row["body"]), str(row["other"])] |= set(map(int, str(row["years"]).split(", ")))
    assert len(found) > 50 and found == told


def test_nodes_are_the_things(network: nx.MultiDiGraph, bundled_graph: KnowledgeGraph) -> None:
    iris = bundled_graph.iris
    things = {
        quad.subject.value
        for quad in bundled_graph.store.quads("")
        if isinstance(quad.subject, NamedNode) and iris.class_of(quad.subject.value)
    }
    assert set(network) == {iri for iri in things if iris.class_of(iri) != "participation"}
    node = network.nodes[f"{THING}edition/wmc-2023"]
    assert node["label"] == "World Manufacturing Convention 2023"
    assert node["label_zh"] == "世界制造业大会 2023"
    assert (node["class"], node["id"], node["year"]) == ("edition", "edition/wmc-2023", 2023)
    assert network.nodes[f"{THING}organization/miit"]["kind"] == "ministry"


def test_edges_are_what_leads_from_thing_to_thing(
    network: nx.MultiDiGraph, bundled_graph: KnowledgeGraph
) -> None:
    said = sorted(
        (one, data["property"], other)
        for one, other, data in network.edges(data=True)
        if "property" in data
    )
    nodes = set(network)
    assert said == sorted(
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in bundled_graph.store.quads("")
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
        and {quad.subject.value, quad.object.value} <= nodes
    )
    labels = {data["label"] for *_, data in network.edges(data=True) if "property" in data}
    assert labels >= {"organizer", "superEvent", "observationAbout", "location"}


def test_participations_are_edges_with_a_role(
    network: nx.MultiDiGraph, bundled_graph: KnowledgeGraph
) -> None:
    ties = [tie for tie in network.edges(data=True) if "participation" in tie[2]]
    assert sorted((body, data["participation"]) for body, _, data in ties) == sorted(
        (quad.object.value, quad.subject.value)
        for quad in bundled_graph.store.quads("")
        if quad.predicate.value == expand("m8g:hasParticipant")
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
    )
    for _, holder, data in ties:
        assert network.nodes[holder]["class"] in ("edition", "agreement")
        assert data["label"] == data["role"]
    assert any("roleAsStated" in data for *_, data in ties)


def test_a_part_is_whole(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    read = nx.read_graphml(written(bundled_graph, tmp_path, Selection(series=("wmc",))))
    assert f"{THING}edition/wmc-2023" in read
    assert f"{THING}edition/wuzhen-2023" not in read
    assert all("class" in data for _, data in read.nodes(data=True))


def test_two_runs_give_the_same_bytes(
    file: Path, bundled_graph: KnowledgeGraph, tmp_path: Path
) -> None:
    assert written(bundled_graph, tmp_path).read_bytes() == file.read_bytes()


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[KnowledgeGraph]:
    about, name = "schema:about", "skos:prefLabel"
    nothing = NamedNode(f"{THING}theme/nothing")
    with stated(
        tmp_path / "graph",
        ("theme/a", name, Literal("]]> <b>&amp;\r\n\t \u0000\u0001\ufffe '\"", language="en")),
        ("theme/a", about, NamedNode(f"{THING}theme/b&c")),
        ("theme/a", about, nothing),
        ("theme/a", "schema:url", NamedNode("https://example.org/?a=1&b=2")),
        ("theme/b&c", name, Literal("nur so", language="de")),
        ("theme/c", "schema:value", Literal("1")),
        ("theme/c", "schema:value", Literal("a|b")),
        ("edition/e", "m8g:hasParticipation", NamedNode(f"{THING}participation/p")),
        ("participation/p", "m8g:hasParticipant", NamedNode(f"{THING}organization/o")),
        ("participation/p", "m8g:role", NamedNode(concept("role", "co-host"))),
        ("organization/o", name, Literal("机构", language="zh")),
    ) as graph:
        yield graph


def test_hostile_texts_are_no_loss(odd: KnowledgeGraph, tmp_path: Path) -> None:
    file = written(odd, tmp_path)
    etree.parse(file)
    read = nx.read_graphml(file, force_multigraph=True)
    nodes = {iri.removeprefix(THING): data for iri, data in read.nodes(data=True)}
    assert nodes["theme/a"]["label"] == "]]> <b>&amp;\r\n\t \ufffd\ufffd\ufffd '\""
    assert nodes["theme/a"]["url"] == "https://example.org/?a=1&b=2"
    assert nodes["theme/b&c"]["label"] == "nur so"
    assert nodes["theme/c"]["label"] == "theme/c"
    assert nodes["theme/c"]["value"].split(";") == ["1", "a|b"]
    assert nodes["organization/o"]["label"] == nodes["organization/o"]["label_zh"] == "机构"
    assert {
        (one.removeprefix(THING), other.removeprefix(THING), data["label"])
        for one, other, data in read.edges(data=True)
    } == {("theme/a", "theme/b&c", "about"), ("organization/o", "edition/e", "co-host")}
