"""Networks: nodes, ties, slices and walks, counted by hand on the invented fairs of the cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from convenor.graph.build import build
from convenor.graph.columns import ColumnsReader
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.views.asking import titles
from convenor.graph.views.catalogue import VIEWS
from convenor.graph.views.ties import make_ties, projection
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.ontology.errors import QueryError, SettingError, UnresolvedNameError

DATA = Path(__file__).parent / "queries" / "data"
RELEASE = Path(__file__).parent.parent / "docs" / "example-release.txt"


@pytest.fixture
def kg(fairs: KnowledgeGraph) -> KnowledgeGraph:
    return fairs


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


def ties(graph: nx.Graph, *names: str) -> dict[str, Any]:
    """The edges by the ends of their IRIs, with the attributes named."""
    found = {}
    for one, other, data in graph.edges(data=True):
        ends = "-".join(sorted((short(one), short(other))))
        values = [data.get(name) for name in names]
        plain = [
            tuple(map(short, value))
            if isinstance(value, tuple) and value and isinstance(value[0], str)
            else value
            for value in values
        ]
        found[ends] = plain[0] if len(plain) == 1 else tuple(plain)
    return found


def test_bodies_that_organize_together(kg: KnowledgeGraph) -> None:
    graph = kg.network("co-organization")
    assert ties(graph, "weight", "collaboration", "years") == {
        "north-ships": (2, 1.0, (2030, 2031)),
        "north-union": (2, 1.0, (2030, 2033)),
        "ships-union": (1, 0.5, (2030,)),
        "ships-yard": (1, 0.5, (2031,)),
        "north-yard": (1, 0.5, (2031,)),
        "guild-north": (1, 0.5, (2033,)),
        "guild-union": (1, 0.5, (2033,)),
        "ships-trade": (1, 1.0, (2030,)),
    }
    assert ties(graph, "editions", "sources")["north-ships"] == (
        ("hf-2030", "hf-2031"),
        ("a1", "a2", "b1"),
    )
    assert {short(node) for node in graph} == {"ships", "north", "union", "yard", "guild", "trade"}
    assert graph.graph["partial_years"] == (2032, 2033)
    assert graph.graph["thing_years"][kg.names.find("hf-2030").value] == (2030,)


def test_nodes_say_what_they_are(kg: KnowledgeGraph) -> None:
    graph = kg.network("body-edition")
    nodes = {short(node): data for node, data in graph.nodes(data=True)}
    assert nodes["ships"] == {
        "bipartite": 0,
        "years": (2030, 2031),
        "type": "organization",
        "label": "Ministry of Ships",
        "kind": "ministry",
    }
    assert nodes["trade"]["label"] == nodes["trade"]["label_zh"] == "贸易测试部"
    assert nodes["hf-2031"]["type"] == "edition"
    assert nodes["hf-2031"]["bipartite"] == 1
    assert ties(graph, "roles")["hf-2031-yard"] == ("co-host", "exhibitor")
    assert ties(graph, "roles")["hf-2031-ships"] == ("organizer",)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"role": "organizer"}, 6),
        ({"role": ["organizer", "co-host"]}, 8),
        ({"role": "主办"}, 6),
        ({"role": "co-host"}, 0),
        ({"years": 2030}, 4),
        ({"years": (2031, None)}, 6),
        ({"years": (None, 2029)}, 0),
        ({"series": "rs"}, 1),
        ({"series": ["hf", "Robot Summit Test"]}, 8),
        ({"kind": "ministry"}, 1),
        ({"kind": ["ministry", "provincial government"]}, 2),
        ({"place": "Northport"}, 7),
        ({"place": "Northland"}, 7),
        ({"min_weight": 2}, 2),
        ({"around_thing": "trade"}, 1),
        ({"around_thing": "trade", "radius": 2}, 6),
        ({"years": (2030, 2031), "role": "organizer", "min_weight": 2}, 1),
    ],
)
def test_slices(kg: KnowledgeGraph, limits: dict[str, Any], expected: int) -> None:
    graph = kg.network("co-organization", **limits)
    assert graph.number_of_edges() == expected
    if "min_weight" in limits:
        assert all(degree for _, degree in graph.degree)


def test_a_sole_organizer_is_a_node_without_ties(kg: KnowledgeGraph) -> None:
    graph = kg.network("co-organization", years=2032)
    assert [short(node) for node in graph] == ["trade"]
    assert not graph.number_of_edges()


def test_series_that_share_bodies(kg: KnowledgeGraph) -> None:
    graph = kg.network("series-series")
    assert ties(graph, "weight", "bodies", "editions", "years") == {
        "hf-rs": (1, ("ships",), ("hf-2030", "hf-2031", "rs-2030"), (2030,))
    }


def test_bodies_and_their_series(kg: KnowledgeGraph) -> None:
    found = ties(kg.network("body-series"), "weight", "editions")
    assert found["hf-north"] == (3, ("hf-2030", "hf-2031", "hf-2033"))
    assert found["rs-trade"] == (2, ("rs-2030", "rs-2032"))
    assert len(found) == 7


def test_agreements(kg: KnowledgeGraph) -> None:
    projected = kg.network("agreement-parties")
    assert ties(projected, "weight", "agreements", "years", "sources") == {
        "north-ships": (1, ("pact",), (2031,), ("a2", "b1")),
        "bank-yard": (1, ("cranes",), (2031,), ("b1",)),
    }
    assert len(ties(kg.network("body-agreement"))) == 4
    assert kg.network("agreement-parties", years=2030).number_of_nodes() == 0
    assert kg.network("agreement-parties", series="hf").number_of_edges() == 2


def test_exhibitors_are_also_those_who_showed_something(kg: KnowledgeGraph) -> None:
    found = ties(kg.network("exhibitor-edition"), "exhibits", "sources")
    assert found == {"hf-2031-yard": (("x1",), ("a2", "b1"))}


def test_hierarchy_points_to_the_parent(kg: KnowledgeGraph) -> None:
    graph = kg.network("body-hierarchy")
    assert isinstance(graph, nx.DiGraph)
    pairs = {(short(one), short(other)) for one, other in graph.edges}
    assert {("bureau", "ships"), ("office", "bureau")} <= pairs
    ours = kg.network("body-hierarchy", kind=["ministry", "administration"])
    assert ("bureau", "ships") in {(short(one), short(other)) for one, other in ours.edges}
    with pytest.raises(SettingError, match="has no years"):
        kg.network("body-hierarchy", years=2030)


def test_around_a_thing(kg: KnowledgeGraph) -> None:
    graph = kg.network("ego", "ships")
    assert {short(node) for node in graph} == {
        "ships", "hf-2030", "hf-2031", "rs-2030", "pact", "bureau",
    }  # fmt: skip
    assert ties(graph, "relation")["hf-2030-ships"] == "organizer"
    farther = kg.network("ego", "ships", radius=2)
    assert set(graph) < set(farther)
    late = kg.network("ego", "ships", years=2031)
    assert "hf-2030" not in {short(node) for node in late}


def test_path_between_two_bodies(kg: KnowledgeGraph) -> None:
    graph = kg.network("path", "yard", "trade")
    paths = [[short(node) for node in path] for path in graph.graph["paths"]]
    assert paths == [["yard", "hf-2031", "ships", "rs-2030", "trade"]]
    proofs = [
        kg.evidence(graph, one, other)
        for one, other in zip(graph.graph["paths"][0], graph.graph["paths"][0][1:], strict=False)
    ]
    assert all(proof.statements for step in proofs for proof in step)


@pytest.mark.parametrize(
    ("arguments", "limits", "message"),
    [
        (("no-such",), {}, "there is no network"),
        (("co-organization", "ships"), {}, "takes no thing"),
        (("path", "ships"), {}, "takes two things"),
        (("ego",), {}, "takes one thing"),
        (("path", "ships", "ships"), {}, "one thing"),
        (("path", "yard", "trade"), {"years": 2031}, "no path"),
        (("path", "yard", "trade"), {"via": ["boat"]}, "cannot lead through 'boat'"),
        (("path", "yard", "trade"), {"series": "hf"}, "limited by years only"),
        (("ego", "ships"), {"role": "organizer"}, "limited by years only"),
        (("ego", "ships"), {"around_thing": "yard"}, "takes no around"),
        (("co-organization",), {"radius": 2}, "takes no radius"),
        (("co-organization",), {"via": ["place"]}, "takes no via"),
        (("co-organization",), {"years": 0}, "no range of years"),
        (("co-organization",), {"years": (None, None)}, "no range of years"),
        (("co-organization",), {"years": "2030"}, "no range of years"),
        (("co-organization",), {"years": (2030, 2031, 2032)}, "no range of years"),
        (("co-organization",), {"min_weight": float("nan")}, "least weight"),
        (("co-organization",), {"min_weight": -1}, "least weight"),
        (("co-organization",), {"years": (2031, 2030)}, "backwards"),
        (("co-organization",), {"role": "signatory"}, "no body has the role"),
        (("co-organization",), {"around_thing": "hf-2030"}, "not in this network"),
        (("ego", "ships"), {"radius": -1}, "radius"),
    ],
)
def test_what_cannot_be_asked(
    kg: KnowledgeGraph, arguments: tuple[str, ...], limits: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        kg.network(*arguments, **limits)


def test_unknown_names_are_told(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnresolvedNameError, match="Did you mean"):
        kg.network("co-organization", series="Harbour Fair")
    with pytest.raises(UnresolvedNameError, match="Choose one of"):
        kg.network("co-organization", kind="minister")


def test_evidence_leads_from_an_edge_to_the_rows(kg: KnowledgeGraph) -> None:
    graph = kg.network("co-organization")
    ends = [kg.names.find(name).value for name in ("north", "ships")]
    proofs = kg.evidence(graph, *ends)
    assert sorted((short(each.subject), short(each.object)) for each in proofs) == [
        ("hf-2030", "north"), ("hf-2030", "ships"), ("hf-2031", "north"), ("hf-2031", "ships"),
    ]  # fmt: skip
    twice = next(
        each for each in proofs if (short(each.subject), short(each.object)) == ("hf-2031", "ships")
    )
    assert {short(statement.source) for statement in twice.statements} == {"a2", "b1"}
    assert {
        passage.cells["role_as_stated"] for said in twice.statements for passage in said.passages
    } == {"organized by", "主办"}
    with pytest.raises(SettingError, match="no edge"):
        kg.evidence(graph, ends[0], "https://example.org/none")


@pytest.mark.parametrize("view", VIEWS)
def test_every_edge_of_every_view_has_evidence(kg: KnowledgeGraph, view: str) -> None:
    graph = kg.network(view)
    assert graph.number_of_edges()
    for one, other, data in graph.edges(data=True):
        proofs = kg.evidence(graph, one, other)
        assert proofs
        sources = {said.source for proof in proofs for said in proof.statements}
        assert set(data["sources"]) <= sources
        assert all(said.passages for proof in proofs for said in proof.statements)


def test_evidence_of_texts_is_their_very_words(tmp_path: Path) -> None:
    build(GraphFolder(tmp_path / "graph"), find_inputs([str(RELEASE)], suffixes=SUFFIXES.keys()))
    with open_graph(tmp_path / "graph") as kg:
        graph = kg.network("co-organization", evidence=True)
        assert graph.number_of_edges()
        assert all(
            ": “" in line for *_, data in graph.edges(data=True) for line in data["evidence"]
        )
        text = RELEASE.read_text("utf-8")
        for one, other in graph.edges:
            for proof in kg.evidence(graph, one, other):
                for passage in proof.statements[0].passages:
                    assert passage.quote
                    assert text[passage.start : passage.end] == passage.quote


def test_all_networks_have_a_title(kg: KnowledgeGraph) -> None:
    assert set(titles()) == {*VIEWS, "ego", "path"}
    assert all(titles().values())


def test_order_of_loading_makes_no_difference(kg: KnowledgeGraph, tmp_path: Path) -> None:
    inputs = find_inputs([str(DATA)])
    inputs.reverse()
    build(GraphFolder(tmp_path / "other"), inputs)
    with open_graph(tmp_path / "other") as other:
        for view in VIEWS:
            one, two = kg.network(view), other.network(view)
            assert list(one.nodes(data=True)) == list(two.nodes(data=True))
            assert list(one.edges(data=True)) == list(two.edges(data=True))


def test_a_co_host_is_proven_as_co_host(kg: KnowledgeGraph) -> None:
    graph = kg.network("body-edition", role="co-host")
    ends = [kg.names.find(name).value for name in ("yard", "hf-2031")]
    proofs = kg.evidence(graph, *ends)
    assert [proof.text.split(" · ")[1] for proof in proofs] == ["co-host"]
    roles = kg.network("body-edition").edges[ends]["roles"]
    assert roles == ("co-host", "exhibitor")


def test_a_part_that_is_empty_in_a_year_has_left(kg: KnowledgeGraph) -> None:
    from convenor.graph.measures.change import moves

    graph = kg.network("co-organization", series="hf", kind="ministry")
    assert graph.graph["stated_years"] == (2030, 2031, 2033)
    assert graph.graph["partial_years"] == (2032, 2033)
    found = [(row["change"], row["year"], row["partial"]) for row in moves(graph).rows()]
    assert found == [("left", 2033, True)]


def test_partial_years_are_of_the_place(kg: KnowledgeGraph) -> None:
    assert kg.network("co-organization", place="Southport").graph["partial_years"] == (2032,)


def test_lists_of_agreements_and_of_what_was_shown_are_never_whole(kg: KnowledgeGraph) -> None:
    for view in ("agreement-parties", "exhibitor-edition"):
        graph = kg.network(view)
        assert graph.graph["partial_years"] == graph.graph["stated_years"] == (2031,)


def test_nodes_keep_only_the_years_of_ties_they_have_left(kg: KnowledgeGraph) -> None:
    graph = kg.network("co-organization", min_weight=2)
    years = {short(node): years for node, years in graph.nodes(data="years")}
    assert years == {
        "ships": (2030, 2031),
        "north": (2030, 2031, 2033),
        "union": (2030, 2033),
    }


def test_many_paths_are_counted(bundled_graph: KnowledgeGraph) -> None:
    graph = bundled_graph.network("path", "MIIT", "Ministry of Science and Technology")
    assert len(graph.graph["paths"]) == 20
    assert graph.graph["title"].endswith("(20 of 22 shortest paths)")


def test_a_near_name_is_offered(kg: KnowledgeGraph) -> None:
    with pytest.raises(SettingError) as caught:
        kg.network("co-organisation")
    assert "Did you mean co-organization?" in caught.value.next_step


# -- the bundled graph, against the tables counted by hand


def test_who_joined_and_left_wmc(bundled_graph: KnowledgeGraph) -> None:
    from convenor.graph.measures.change import moves

    graph = bundled_graph.network("body-edition", series="wmc", role="organizer")
    found: dict[tuple[int, str], set[str]] = {}
    for row in moves(graph).rows():
        found.setdefault((int(str(row["year"])), str(row["change"])), set()).add(
            short(str(row["node"]))
        )
    ministries = {"acfic", "ca-sme", "cae", "miit", "mofcom", "most", "sasac"}
    first = {"cpaffc", "gasme"}
    assert found == {
        (2019, "joined"): ministries,
        (2020, "left"): ministries | first | {"unido"},
        (2021, "returned"): ministries | first,
        (2022, "joined"): {"drc"},
        (2023, "left"): {"drc"},
        (2025, "joined"): {"nacmp"},
        (2025, "left"): ministries - {"ca-sme"} | {"cpaffc"},
    }


def test_which_ministry_bridges_most_series(bundled_graph: KnowledgeGraph) -> None:
    from convenor.graph.measures.nodes import degree

    graph = bundled_graph.network("body-series", kind="ministry")
    rows = [row for row in degree(graph).rows() if "/organization/" in str(row["node"])]
    assert [(short(str(row["node"])), row["degree"]) for row in rows[:3]] == [
        ("mofcom", 15),
        ("miit", 14),
        ("most", 9),
    ]


def test_co_organizers_are_those_of_the_catalogue(bundled_graph: KnowledgeGraph) -> None:
    graph = bundled_graph.network("co-organization", years=(2018, 2025))
    pairs: dict[frozenset[str], int] = {}
    asked = bundled_graph.query("pairs_of_co_organizers", from_year=2018, to_year=2025)
    for row in asked.rows():
        pair = frozenset((str(row["body"]), str(row["other"])))
        pairs[pair] = pairs.get(pair, 0) + int(str(row["editions"]))
    assert pairs == {frozenset(edge[:2]): edge[2] for edge in graph.edges(data="weight")}


# -- the parts


def test_columns_are_read_in_any_pieces() -> None:
    text = b'?a\t?b\n<http://x/1>\t"tab\\tline\\nquote\\""@en\n\t"2"\n<http://x/1>\t\n'
    for size in range(1, len(text) + 1):
        reader = ColumnsReader()
        for start in range(0, len(text), size):
            reader.write(text[start : start + size])
        columns = reader.finish()
        assert len(columns) == 3
        assert columns["a"].codes.tolist() == [0, -1, 0]
        assert columns["b"].texts() == ['tab\tline\nquote"', "2"]
        assert columns["b"].codes.tolist() == [0, 1, -1]


def test_columns_of_no_rows() -> None:
    columns = EmbeddedStore().columns("SELECT ?a ?b { ?a ?b ?c }")
    assert len(columns) == 0
    assert columns["a"].terms == ()
    with pytest.raises(QueryError, match="not a SELECT"):
        EmbeddedStore().columns("ASK {}")


def test_projection_counts_as_networkx_does() -> None:
    random = np.random.default_rng(7)
    members, things = random.integers(0, 30, 300), random.integers(30, 90, 300)
    names = tuple(f"http://x/{number:02}" for number in range(90))
    made = make_ties(
        names,
        things,
        members,
        events=things,
        roles=(("r",), np.zeros(300, np.int64)),
        sources=things,
        years=lambda held: (2000 + len(held),),
    )
    graph = projection(made, "editions")
    plain = nx.Graph(zip((names[m] for m in members), (names[t] for t in things), strict=True))
    nodes = {names[member] for member in members}
    expected = nx.bipartite.weighted_projected_graph(plain, nodes)
    newman = nx.bipartite.collaboration_weighted_projected_graph(plain, nodes)
    assert {frozenset(edge[:2]): edge[2] for edge in graph.edges(data="weight")} == {
        frozenset(edge[:2]): edge[2] for edge in expected.edges(data="weight")
    }
    for one, other, weight in newman.edges(data="weight"):
        assert graph.edges[one, other]["collaboration"] == pytest.approx(weight)


def test_a_network_of_too_many_pairs_is_refused() -> None:
    size = 10_000
    names = tuple(f"http://x/{number}" for number in range(size + 1))
    members, thing = np.arange(1, size + 1), np.zeros(size, np.int64)
    made = make_ties(
        names,
        thing,
        members,
        events=thing,
        roles=(("r",), thing),
        sources=thing,
        years=lambda _: (),
    )
    with pytest.raises(SettingError, match="49,995,000 pairs"):
        projection(made, "editions")


def test_rustworkx_has_the_same_nodes_and_edges(kg: KnowledgeGraph) -> None:
    from convenor.graph.views.convert import to_rustworkx

    for view in ("co-organization", "body-hierarchy"):
        graph = kg.network(view)
        found = to_rustworkx(graph)
        assert {node["__networkx_node__"] for node in found.nodes()} == set(graph)
        assert sorted(edge["weight"] for edge in found.edges()) == sorted(
            weight for *_, weight in graph.edges(data="weight")
        )
