"""The schema page: numbers are those of the data, the diagram can be read, queries answer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given, strategies as st

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.ontology.iris import expand
from convenor.web.asked import Asked
from convenor.web.pages.boxes import HEAD, WIDTH, Diagram, Join, arrange
from convenor.web.pages.schema import schema_page
from convenor.web.pages.uses import uses_of

from .server import Server

RELEASE = Path(__file__).parent.parent / "docs" / "example-release.txt"
TYPE = expand("rdf:type")
TEXT = "{http://www.w3.org/2000/svg}text"


class Page(HTMLParser):
    """The links, anchors and cells of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a":
            self.links.append(found["href"] or "")
        if found.get("id"):
            self.ids.append(found["id"] or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def page_of(graph: KnowledgeGraph, language: str = "en") -> str:
    return schema_page(graph, Asked("/schema", {}, language), "html")


def told(graph: KnowledgeGraph) -> dict[str, dict[str, object]]:
    classes = json.loads(schema_page(graph, Asked("/schema"), "json"))["classes"]
    return {each["class"]: each for each in classes}


def test_the_numbers_are_those_of_the_data(bundled_graph: KnowledgeGraph) -> None:
    things: dict[str, set[str]] = defaultdict(set)
    statements: dict[str, Counter[str]] = defaultdict(Counter)
    for quad in bundled_graph.store.quads(""):
        assert isinstance(quad.subject, ox.NamedNode)
        if quad.predicate.value == TYPE and isinstance(quad.object, ox.NamedNode):
            things[quad.object.value].add(quad.subject.value)
        else:
            statements[quad.subject.value][quad.predicate.value] += 1
    found = told(bundled_graph)
    assert len(found) == 17
    for iri, kind in found.items():
        expected = sum((statements[thing] for thing in things[iri]), Counter[str]())
        uses = kind["properties"]
        assert isinstance(uses, list)
        assert kind["things"] == len(things[iri])
        assert {use["property"]: use["statements"] for use in uses} == expected
        assert all(sum(use["ranges"].values()) == use["statements"] for use in uses)
    assert found[expand("cvn:Edition")]["things"] == 156


def test_a_range_is_the_class_of_the_values(bundled_graph: KnowledgeGraph) -> None:
    uses = told(bundled_graph)[expand("cvn:Statistic")]["properties"]
    assert isinstance(uses, list)
    ranges = {use["property"]: use["ranges"] for use in uses}
    about = ranges[expand("schema:observationAbout")]
    count = "SELECT (COUNT(*) AS ?n) { ?s a cvn:Statistic ; schema:observationAbout/a cvn:Edition }"
    (row,) = bundled_graph.store.select(count).rows()
    assert about[expand("cvn:Edition")] == row["n"]
    assert set(about) == set(map(expand, ("cvn:Edition", "cvn:Convention", "cvn:Exhibit")))
    assert set(ranges[expand("cvn:qualifier")]) == {expand("xsd:string")}
    urls = told(bundled_graph)[expand("cvn:Source")]["properties"]
    assert isinstance(urls, list)
    assert [use["ranges"] for use in urls if use["property"] == expand("schema:url")] == [{"": 336}]


def test_of_a_large_graph_some_is_counted_and_that_is_told(bundled_graph: KnowledgeGraph) -> None:
    whole = {kind.iri: kind for kind in uses_of(bundled_graph)[0]}
    some = {kind.iri: kind for kind in uses_of(bundled_graph, 2_000)[0]}
    assert [kind.count for kind in some.values()] == [kind.count for kind in whole.values()]
    assert sum(use.count for kind in some.values() for use in kind.uses) <= 2_000
    for iri, kind in some.items():
        counts = {use.iri: use.count for use in whole[iri].uses}
        assert all(0 < use.count <= counts[use.iri] for use in kind.uses)
        assert not kind.is_whole or kind.uses == whole[iri].uses
    assert not some[expand("cvn:Statistic")].is_whole
    assert some[expand("cvn:Industry")].is_whole
    assert all(kind.is_whole for kind in whole.values())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_link_within_the_page_leads_somewhere(
    bundled_graph: KnowledgeGraph, language: str
) -> None:
    page = Page(page_of(bundled_graph, language))
    within = {link[1:] for link in page.links if link.startswith("#")}
    assert len(within) > 40
    assert within <= set(page.ids) | {"main"}
    assert len(set(page.ids)) == len(page.ids)
    assert ("届次" if language == "zh" else "edition") in page.words


def test_every_example_query_answers_with_rows(bundled_graph: KnowledgeGraph) -> None:
    page = Page(page_of(bundled_graph))
    queries = [
        parse_qs(urlsplit(each).query)["query"][0] for each in page.links if "query=" in each
    ]
    kinds, _ = uses_of(bundled_graph)
    assert len(queries) == 1 + len(kinds) + sum(len(kind.uses) for kind in kinds)
    for query in queries:
        assert bundled_graph.sparql(query), query


def test_the_files_tell_the_same(bundled_graph: KnowledgeGraph) -> None:
    asked = Asked("/schema")
    rows = list(csv.DictReader(io.StringIO(schema_page(bundled_graph, asked, "csv"))))
    by_use: Counter[tuple[str, str]] = Counter()
    for row in rows:
        assert row["complete"] == "True" and row["class_label"] and row["property_label"]
        by_use[row["class"], row["property"]] += int(row["statements"])
    found = told(bundled_graph)
    assert by_use == {
        (iri, use["property"]): use["statements"]
        for iri, kind in found.items()
        for use in kind["properties"]  # type: ignore[attr-defined]
    }
    picture = ElementTree.fromstring(schema_page(bundled_graph, asked, "svg"))
    numbers = [text.text for text in picture.iter(TEXT) if text.get("class") == "number"]
    assert f"{found[expand('cvn:Participation')]['things']:,}" in numbers
    links = [link.get("href") or "" for link in picture.iter("{http://www.w3.org/2000/svg}a")]
    assert links and all(link.startswith("http://localhost/schema#") for link in links)
    shapes = schema_page(bundled_graph, asked, "turtle")
    targets = {
        triple.object.value
        for triple in ox.parse(shapes, ox.RdfFormat.TURTLE)
        if triple.predicate.value.endswith("#targetClass")
        and isinstance(triple.object, ox.NamedNode)
    }
    assert expand("cvn:Edition") in targets


def test_claims_on_texts_are_counted(tmp_path: Path, bundled_graph: KnowledgeGraph) -> None:
    build(GraphFolder(tmp_path), find_inputs([str(RELEASE)], suffixes=SUFFIXES.keys()))
    with open_graph(tmp_path) as graph:
        count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?claim a cvn:Claim } }"
        (row,) = graph.store.select(count).rows()
        assert int(str(row["n"])) > 5
        assert f"{row['n']} claims tell" in page_of(graph)
    assert "each comes from a row of a table" in page_of(bundled_graph)


def test_the_server_offers_it_in_all_formats(bundled_server: Server) -> None:
    for name, type_ in {
        "csv": "text/csv",
        "json": "application/json",
        "svg": "image/svg+xml",
        "turtle": "text/turtle",
    }.items():
        answer = bundled_server.get(f"/schema?format={name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(type_)
    page = bundled_server.get("/schema", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    searches = [link for link in Page(page.text).links if "/search?" in link]
    assert "/search?type=edition" in searches and "/search?type=source" in searches
    for link in searches:
        (type_,) = parse_qs(urlsplit(link).query)["type"]
        found = bundled_server.get(f"{link}&q=a&format=json").json()
        assert all(hit["type"] == type_ for hit in found["hits"])


# -- the diagram

NUMBERS = st.integers(0, 9)


def joined(pairs: list[tuple[int, int]]) -> dict[str, list[Join]]:
    """Classes with their joins, each pair from one to another."""
    joins: dict[str, list[Join]] = {str(number): [] for pair in pairs for number in pair}
    for one, other in pairs:
        joins[str(one)].append(Join("property", str(other), 1))
    return joins


GRAPHS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=25).map(joined)


def assert_readable(diagram: Diagram) -> None:
    """No box covers another or stands outside, and rows are within their box."""
    for box in diagram.boxes:
        assert box.x >= 0 and box.x + WIDTH <= diagram.width
        assert box.y >= 0 and box.y + box.height <= diagram.height
        ys = [row.y for row in box.rows]
        assert all(box.y + HEAD < y < box.y + box.height for y in ys)
        assert ys == sorted(set(ys))
    for one, other in combinations(diagram.boxes, 2):
        beside = abs(one.x - other.x) >= WIDTH
        above = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert beside or above


@given(GRAPHS)
def test_boxes_never_cover_each_other(joins: dict[str, list[Join]]) -> None:
    diagram = arrange(joins)
    assert_readable(diagram)
    by_name = {box.iri: box for box in diagram.boxes}
    assert by_name.keys() == joins.keys()
    for name, box in by_name.items():
        assert [row.join for row in box.rows] == joins[name]
        for row in box.rows:
            target = by_name[row.join.target]
            assert row.is_drawn == (box.x < target.x)
            end = (target.x, target.y + HEAD / 2)
            assert not row.is_drawn or end in diagram.ends
    assert diagram == arrange(joins)


@given(GRAPHS)
def test_lines_pass_between_boxes(joins: dict[str, list[Join]]) -> None:
    diagram = arrange(joins)
    for x, y in re.findall(r"M(\S+) (\S+) H", " ".join(diagram.lines)):
        crossed = [box for box in diagram.boxes if box.x == float(x)]
        assert all(not box.y < float(y) < box.y + box.height for box in crossed)


def test_the_diagram_of_the_bundled_graph_fits_a_page(bundled_graph: KnowledgeGraph) -> None:
    picture = ElementTree.fromstring(schema_page(bundled_graph, Asked("/schema"), "svg"))
    assert float(picture.get("width") or 0) <= 1088
    names = {text.text for text in picture.iter(TEXT) if text.get("class") == "name"}
    assert {"edition", "change of bodies", "exhibition area"} <= names  # none is cut
