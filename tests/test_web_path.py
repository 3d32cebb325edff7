"""The page of paths: which there are, in which order, in which words, and as files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from itertools import permutations
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.views.paths import VIA, connect
from convenor.graph.views.slices import Slice, read_events
from convenor.graph.views.walks import Relations
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.ontology.errors import SettingError
from convenor.web.asked import Asked
from convenor.web.pages.path import path_page

from .conftest import SMALL, write_tables
from .server import Server

DATA = Path(__file__).parent / "queries" / "data"
MIIT, CAE = "organization/miit", "organization/cae"
TEXT = (
    "URL: https://example.org/lake\r\n\r\n"
    "HEFEI, China, May 6, 2032 (Lake Wire) -- The 2032 World Lake Expo opened in Hefei on May 5. "
    "The 2032 World Lake Expo was organized by the Ministry of Commerce and the Ministry of "
    "Science and Technology.\r\n"
)
HOSTILE = "</title><img src=x onerror=alert(1)>{one}%(n)s"


class Page(HTMLParser):
    """The links, anchors and words of a page, and the number of its tags by name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: dict[str, int] = {}
        self.quotes: list[str] = []
        self._words: list[str] = []
        self._quoting = False
        self.feed(text)

    @property
    def words(self) -> str:
        return " ".join("".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.links += [href for href in [named.get("href")] if href]
        self.ids += [id_ for id_ in [named.get("id")] if id_]
        self._quoting = tag == "q" or (self._quoting and tag != "q")

    def handle_endtag(self, tag: str) -> None:
        self._quoting = self._quoting and tag != "q"

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._quoting:
            self.quotes.append(data)


def page_of(graph: KnowledgeGraph, language: str = "en", **fields: str) -> Page:
    named = {name.rstrip("_"): value for name, value in fields.items()}
    return Page(str(path_page(graph, Asked("/path", named, language), "html")))


def file_of(graph: KnowledgeGraph, format_: str, **fields: str) -> str:
    return str(path_page(graph, Asked("/path", fields), format_))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    folder = GraphFolder(tmp_path_factory.mktemp("paths"))
    build(folder, find_inputs([str(DATA)]))
    with open_graph(folder.path) as opened:
        yield opened


@pytest.fixture(scope="module")
def small_graph(small: Path) -> Iterator[KnowledgeGraph]:
    with open_graph(small) as opened:
        yield opened


def test_all_editions_of_two_bodies_are_told(bundled_graph: KnowledgeGraph) -> None:
    rows = bundled_graph.query("co_organizers", body="miit").rows()
    editions = [
        int(str(row["editions"])) for row in rows if str(row["co_organizer"]).endswith("/cae")
    ]
    page = page_of(bundled_graph, a=MIIT, b=CAE)
    assert f"{sum(editions)} shortest paths. Steps of each: 2." in page.words
    steps = [id_ for id_ in page.ids if id_.startswith("step-")]
    assert len(steps) == 2 * sum(editions)
    said = "Chinese Academy of Engineering was an organizer of World Manufacturing Convention 2023"
    assert said in page.words
    # Each step leads to the words of at least one source, and from the drawing to the step.
    texts = [link for link in page.links if link.startswith("/text/")]
    assert len(texts) >= len(steps)
    assert all("?at=" in link and link.endswith("#here") for link in texts)
    assert {link for link in page.links if link.startswith("#step-")} == {f"#{s}" for s in steps}
    assert "organizers" in page.quotes


def test_words_are_found_where_a_step_leads(
    bundled_graph: KnowledgeGraph, bundled_server: Server
) -> None:
    page = Page(bundled_server.get(f"/path?a={MIIT}&b={CAE}", headers={"Accept": "text/html"}).text)
    texts = [link for link in page.links if link.startswith("/text/")]
    for link in texts[:3]:
        shown = bundled_server.get(link, headers={"Accept": "text/html"})
        assert shown.status_code == 200
        assert 'id="here"' in shown.text or "here" in Page(shown.text).ids
    answer = bundled_server.get(f"/path?a={MIIT}&b={CAE}&format=svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert bundled_server.get(f"/path?a={MIIT}&b=zzzz&format=json").status_code == 400


def test_the_first_of_many_are_shown_and_counted(bundled_graph: KnowledgeGraph) -> None:
    page = page_of(bundled_graph, a=MIIT, b="Ministry of Science and Technology")
    assert "The first 20 of 22 shortest paths" in page.words


def test_chinese_sentences(bundled_graph: KnowledgeGraph) -> None:
    page = page_of(bundled_graph, "zh", a=MIIT, b=CAE)
    assert "世界制造业大会 2023" in page.words
    assert "工业和信息化部" in page.words


def test_files_hold_what_the_page_shows(bundled_graph: KnowledgeGraph) -> None:
    write = partial(file_of, bundled_graph, a=MIIT, b=CAE)
    rows = list(csv.DictReader(io.StringIO(write("csv"))))
    told = json.loads(write("json"))
    assert {(row["path"], row["step"]) for row in rows} == {
        (str(path), str(step)) for path in range(1, told["number"] + 1) for step in (1, 2)
    }
    assert all(row["source"] and row["place"] for row in rows)
    network = bundled_graph.network("path", MIIT, CAE)
    facts = {fact for *_, facts in network.edges(data="facts") for fact in facts}
    for read, format_ in ((nx.read_gexf, "gexf"), (nx.read_graphml, "graphml")):
        again = read(io.BytesIO(write(format_).encode()))
        assert (len(again), again.size()) == (len(network), network.size())
        assert all(data["evidence"] for *_, data in again.edges(data=True))
    triples = parse(write("turtle").encode(), format=RdfFormat.TURTLE)
    assert {
        (quad.subject.value, quad.predicate.value, quad.object.value) for quad in triples
    } == facts
    drawing = ElementTree.fromstring(write("svg"))
    boxes = drawing.findall("{http://www.w3.org/2000/svg}a")
    assert len(boxes) == len(network)
    assert all(box.attrib["href"].startswith("http://localhost/doc/id/") for box in boxes)


def test_the_other_ends_are_proposed(
    bundled_graph: KnowledgeGraph, small_graph: KnowledgeGraph
) -> None:
    assert (
        "/path?a=organization%2Fmofcom&b=zzzz"
        in page_of(bundled_graph, a="Ministry of Comerce", b="zzzz").links
    )
    page = page_of(small_graph, a="Twin", b="series/lake-fair")
    assert "Several things are called “Twin”" in page.words
    assert "/path?a=organization%2Fhill-office&b=series%2Flake-fair" in page.links
    assert "no name is like it" in page_of(small_graph, a="qqqq", b="zzzz").words
    # What is no thing of a path is no end: a property, a source, an IRI of nobody.
    for text in ("schema:organizer", "https://w3id.org/convenor/source/news", "://", "%00"):
        assert page_of(small_graph, a=text, b="LO").tags.get("form", 0) == 2
        assert page_of(small_graph, a=text, b="LO").ids.count("drawing") == 0


def test_empty_states_say_what_to_try(bundled_graph: KnowledgeGraph) -> None:
    page = page_of(bundled_graph)
    assert "/path?a=organization%2Fmiit&b=organization%2Fmofcom" in page.links
    assert "one and the same" in page_of(bundled_graph, a="MIIT", b=MIIT).words
    page = page_of(bundled_graph, a=MIIT, b=CAE, from_="1901", to="1902", order="time")
    assert "No path of at most 8 steps" in page.words
    everything = [link for link in page.links if "via=" in link and "place" in link]
    assert everything and any("from=" not in link and "a=" in link for link in page.links)
    assert "run backwards" in page_of(bundled_graph, a=MIIT, b=CAE, from_="2023", to="2019").words
    with pytest.raises(SettingError, match="no path"):
        file_of(bundled_graph, "csv", a=MIIT, b="zzzz")


def test_only_the_classes_that_are_chosen_are_led_through(bundled_graph: KnowledgeGraph) -> None:
    told = json.loads(file_of(bundled_graph, "json", a=MIIT, b="series/wmc", via="place,edition"))
    between = {iri.split("/")[-2] for path in told["paths"] for iri in path["things"][1:-1]}
    assert between == {"edition"}
    page = page_of(bundled_graph, a=MIIT, b=CAE, via="series,organization")
    assert "No path" in page.words
    # Each class can be put on and off by a link; the usual ones need no field.
    usual = page_of(bundled_graph, a="miit", b="cae", via=",".join((*VIA, "theme")))
    assert "/path?a=miit&b=cae" in usual.links


def test_years_limit_the_editions(bundled_graph: KnowledgeGraph) -> None:
    page = page_of(bundled_graph, a=MIIT, b=CAE, from_="2023", to="2023")
    assert "World Manufacturing Convention 2023" in page.words
    assert not re.search(r"organizer of [A-Za-z ]+20(1\d|2[0124])", page.words)


def test_in_time_order_years_do_not_go_back(cases: KnowledgeGraph) -> None:
    store, iris = cases.store, cases.iris
    years = read_events(store, agreements=True, series=False).years
    relations = Relations(store, iris, lambda thing: iris.class_of(thing) in VIA)
    front = {cases.names.find("yard").value}
    seen: set[str] = set()
    while front:
        seen |= front
        front = set().union(*map(relations.next_to, front)) - seen
    ends = [thing for thing in sorted(seen) if iris.class_of(thing) in ("organization", "edition")]

    def goes_on(path: list[str]) -> bool:
        now = 0
        for thing in path:
            later = [year for year in years.get(thing, (now,)) if year >= now]
            if not later:
                return False
            now = min(later)
        return True

    compared = 0
    for one, other in list(permutations(ends, 2))[::3]:
        limits = Slice()
        pair = NamedNode(one), NamedNode(other)
        found = connect(store, iris, pair, limits, in_order=True)
        every = list(filter(goes_on, nx.all_simple_paths(relations.graph, one, other, cutoff=5)))
        if not every:
            assert found is None or len(found.graph["paths"][0]) > 6
            continue
        least = min(map(len, every))
        expected = sorted(path for path in every if len(path) == least)
        assert found is not None and found.graph["number"] == len(expected)
        if len(expected) <= 20:
            assert sorted(found.graph["paths"]) == expected
        compared += 1
    assert compared > 50


def test_steps_in_words_come_first(tmp_path: Path) -> None:
    text = tmp_path / "lake.txt"
    text.write_bytes(TEXT.encode())
    tables = {
        "sources": "source_id,url\nnews,https://example.org/news\n",
        "series": "series_id,name_en,source_id\nalpha-fair,Alpha Fair,news\n",
        "editions": "edition_id,series_id,year,source_ids\nalpha-fair-2031,alpha-fair,2031,news\n",
        "participations": (
            "edition_id,body_id,role,source_id\nalpha-fair-2031,mofcom,organizer,news\n"
            "alpha-fair-2031,most,organizer,news\n"
        ),
    }
    files = [*write_tables(tmp_path / "in", tables), str(text)]
    build(GraphFolder(tmp_path / "graph"), find_inputs(files, suffixes=SUFFIXES.keys()))
    with open_graph(tmp_path / "graph") as graph:
        told = json.loads(file_of(graph, "json", a="Ministry of Commerce", b="most"))
        assert [path["things"][1].rpartition("/")[2] for path in told["paths"]][1] == (
            "alpha-fair-2031"
        )
        steps = told["paths"][0]["steps"]
        quotes = [fact["stated"][0]["words"] for step in steps for fact in step]
        assert len(quotes) == 2
        assert all(" ".join(quote.split()) in " ".join(TEXT.split()) for quote in quotes)
        page = page_of(graph, a="Ministry of Commerce", b="most")
        assert set(quotes) <= set(page.quotes)


def test_hostile_names_are_only_names(tmp_path: Path) -> None:
    named = HOSTILE.replace('"', '""')
    tables = dict(SMALL)
    tables["bodies"] = tables["bodies"].replace("Lake Office", f'"{named}"')
    tables["participations"] += "lake-fair-2031,hill-office,undertaker,paper\n"
    build(GraphFolder(tmp_path / "graph"), find_inputs(write_tables(tmp_path / "in", tables)))
    with open_graph(tmp_path / "graph") as graph:
        for language in ("en", "zh"):
            page = page_of(graph, language, a="lake-office", b="hill-office")
            assert "img" not in page.tags and page.tags["title"] >= 1
        assert HOSTILE in page_of(graph, a="lake-office", b="hill-office").words
        ElementTree.fromstring(file_of(graph, "svg", a="lake-office", b="hill-office"))
        assert "img" not in page_of(graph, a=HOSTILE * 3, b="<b>").tags
