"""Selections: a part of the graph is whole in itself, and what is not asked for is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from convenor.graph.build import build
from convenor.graph.canonical import split_line
from convenor.graph.export.content import Content
from convenor.graph.export.selection import Selection
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import SettingError, UnresolvedNameError
from convenor.ontology.iris import expand

from .conftest import SMALL, write_tables

TYPE = NamedNode(expand("rdf:type"))
CASES = {
    "series": Selection(series=("wmc",)),
    "years": Selection(years=(2020, 2021)),
    "one year of a series": Selection(series=("wmc",), years=(2023, 2023)),
    "open years": Selection(years=(2024, None)),
    "source": Selection(sources=("prn-20230925-wmc",)),
    "class": Selection(classes=("statistic",)),
    "all at once": Selection(("wmc",), (2018, None), ("prn-20230925-wmc",), (), ("edition",)),
    "without claims": Selection(claims=False),
    "series without claims": Selection(series=("wmc",), claims=False),
}


def handed_on(graph: KnowledgeGraph, folder: Path, selection: Selection) -> list[Quad]:
    return list(Content(graph, folder, selection).quads())


def typed(quads: list[Quad], name: str) -> set[str]:
    class_ = NamedNode(expand(name))
    found = {q.subject for q in quads if q.predicate == TYPE and q.object == class_}
    return {node.value for node in found if isinstance(node, NamedNode)}


@pytest.fixture(scope="module", params=CASES, ids=lambda name: name.replace(" ", "-"))
def part(
    request: pytest.FixtureRequest,
    bundled_graph: KnowledgeGraph,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Selection, list[Quad]]:
    selection = CASES[request.param]
    return selection, handed_on(bundled_graph, tmp_path_factory.mktemp("part"), selection)


def test_a_part_is_in_order_and_part_of_the_whole(
    part: tuple[Selection, list[Quad]], bundled_graph: KnowledgeGraph
) -> None:
    _, quads = part
    lines = [f"{quad} .\n".encode() for quad in quads]
    assert lines and lines == sorted(set(lines))
    assert set(quads) <= set(bundled_graph.store.quads())
    assert all(split_line(line) for line in lines)


def test_nothing_dangles(part: tuple[Selection, list[Quad]], bundled_graph: KnowledgeGraph) -> None:
    _, quads = part
    subjects = {quad.subject for quad in quads}
    things = f"{bundled_graph.iris.base}id/"
    for quad in quads:
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(things):
            assert quad.object in subjects, quad
    described = {quad.subject for quad in quads if quad.predicate == TYPE}
    named = {s for s in subjects if isinstance(s, NamedNode) and s.value.startswith(things)}
    assert named <= described


def test_the_default_graph_is_what_the_sources_of_the_part_state(
    part: tuple[Selection, list[Quad]],
) -> None:
    _, quads = part
    default = {quad.triple for quad in quads if not isinstance(quad.graph_name, NamedNode)}
    stated = {
        quad.triple
        for quad in quads
        if isinstance(quad.graph_name, NamedNode) and not quad.graph_name.value.endswith("/claims")
    }
    assert default == stated


def test_evidence_goes_along(
    part: tuple[Selection, list[Quad]], bundled_graph: KnowledgeGraph
) -> None:
    """Each thing that is handed on whole keeps its rows, without claims none does."""
    selection, quads = part
    derived = NamedNode(expand("prov:wasDerivedFrom"))
    with_rows = {quad.subject for quad in quads if quad.predicate == derived}
    if not selection.claims:
        assert not with_rows
    elif selection.classes == ("statistic",):
        assert typed(quads, "cvn:Statistic") <= {
            node.value for node in with_rows if isinstance(node, NamedNode)
        }


def test_series_and_years_choose_editions(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    rows = list(bundled_graph.query("editions_by_series", series="wmc").rows())
    expected = {str(row["edition"]) for row in rows}
    quads = handed_on(bundled_graph, tmp_path, CASES["series"])
    assert typed(quads, "cvn:Edition") == expected
    assert typed(quads, "cvn:Convention") == {bundled_graph.iris.thing("series", "wmc")}
    year = NamedNode(expand("cvn:year"))
    quads = handed_on(bundled_graph, tmp_path, CASES["years"])
    years = {str(quad.object.value) for quad in quads if quad.predicate == year}  # type: ignore[union-attr]
    assert years == {"2020", "2021"}


def test_parts_of_an_edition_go_along(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    quads = handed_on(bundled_graph, tmp_path, CASES["one year of a series"])
    edition = NamedNode(bundled_graph.iris.thing("edition", "wmc-2023"))
    about = NamedNode(expand("schema:observationAbout"))
    whole = set(bundled_graph.store.quads(""))
    for predicate in map(NamedNode, map(expand, ("cvn:areaOf", "cvn:shownAt", "cvn:signedAt"))):
        assert {q for q in whole if q.predicate == predicate and q.object == edition} <= set(quads)
    exhibits = {NamedNode(iri) for iri in typed(quads, "cvn:Exhibit")}
    assert {q for q in whole if q.predicate == about and q.object in exhibits} <= set(quads)


def test_a_source_is_all_it_states(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    source = bundled_graph.iris.source("prn-20230925-wmc")
    quads = set(handed_on(bundled_graph, tmp_path, CASES["source"]))
    assert set(bundled_graph.store.quads(source)) <= quads
    assert set(bundled_graph.store.quads(f"{source}/claims")) <= quads
    naming = set(map(expand, ("rdf:type", "skos:prefLabel", "skos:altLabel", "rdfs:label")))
    for quad in quads:
        graph = getattr(quad.graph_name, "value", source)
        if not graph.startswith((source, bundled_graph.iris.vocabulary)):
            assert quad.predicate.value in naming, quad


def test_licenses_are_those_that_sources_state(tmp_path: Path) -> None:
    tables = SMALL | {
        "sources": (
            "source_id,url,publisher,published,license\n"
            "news,https://example.org/news,Lake News,2031-05-01,https://example.org/free\n"
            "paper,https://example.org/paper,Paper,2031-06,\n"
        )
    }
    folder = GraphFolder(tmp_path / "graph")
    build(folder, find_inputs(write_tables(tmp_path / "in", tables)))
    with open_graph(folder.path) as graph:
        free = Selection(licenses=("https://example.org/free",))
        quads = handed_on(graph, tmp_path, free)
        stating = {getattr(quad.graph_name, "value", "") for quad in quads}
        assert graph.iris.source("news") in stating
        assert not any(
            quad.object.value == "2031-05-05"
            for quad in quads
            if not isinstance(quad.object, Quad) and hasattr(quad.object, "value")
        )
        with pytest.raises(SettingError, match="no source states the license"):
            handed_on(graph, tmp_path, Selection(licenses=("https://example.org/other",)))


@pytest.mark.parametrize(
    ("selection", "error"),
    [
        (Selection(years=(1900, 1901)), SettingError),
        (Selection(classes=("nothing",)), SettingError),
        (Selection(series=("no such fair",)), UnresolvedNameError),
        (Selection(sources=("no such source",)), UnresolvedNameError),
    ],
)
def test_what_fits_nothing_is_told(
    selection: Selection, error: type[Exception], bundled_graph: KnowledgeGraph, tmp_path: Path
) -> None:
    with pytest.raises(error) as told:
        handed_on(bundled_graph, tmp_path, selection)
    assert "\n" in str(told.value), "a next step is missing"
