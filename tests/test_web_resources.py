"""Linked data over HTTP: things lead to documents, in every format, with the words of facts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph
from convenor.loaders.inputs import find_inputs
from convenor.web.asked import Asked
from convenor.web.pages.thing import thing_page

from .server import SOON, Server

BASE = "https://w3id.org/convenor/"
EDITION = "/id/edition/lake-fair-2031"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
    "nt": ("application/n-triples", "nt"),
}
HOSTILE = """</script><script>document.title="x"</script><img src=x onerror=alert(1)>&"'"""


class Page(HTMLParser):
    """Links, scripts and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.links += [found["href"] or ""] if tag == "a" and "href" in found else []
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data
        else:
            self.words += data


def get(server: Server, path: str, accept: str = BROWSER, **more: str) -> httpx.Response:
    return server.get(path, headers={"Accept": accept, **more}, follow_redirects=True)


@pytest.fixture(scope="module")
def server(small: Path, serve: Callable[..., Server]) -> Server:
    return serve(small, "--license", "https://example.org/licence", "--title", "Lakes & hills")


def test_a_thing_leads_to_its_document(server: Server) -> None:
    answer = server.get(EDITION, headers={"Accept": "text/turtle"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/doc{EDITION}"
    assert server.get(f"{EDITION}.ttl").headers["location"] == f"/doc{EDITION}.ttl"
    assert server.get(f"{EDITION}?lang=zh").headers["location"] == f"/doc{EDITION}?lang=zh"


# rdflib warns of its own reader of JSON-LD calling what it has deprecated.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    "path",
    [
        EDITION,
        "/id/organization/lake-office",
        "/id/participation/lake-fair-2031~lake-office~organizer",
        "/source/news",
        "/concept/role/organizer",
        "/concept/role",
        "/ontology",
    ],
)
def test_all_formats_say_the_same(server: Server, path: str) -> None:
    subject = rdflib.URIRef(BASE + path[1:])
    graphs = []
    for suffix, (media_type, name) in FORMATS.items():
        accepted, named = get(server, path, media_type), get(server, f"{path}.{suffix}", "*/*")
        assert accepted.headers["content-type"].partition(";")[0] == media_type
        assert named.content == accepted.content
        assert named.headers["content-location"] == f"/doc{path}.{suffix}"
        graphs.append(rdflib.Graph().parse(data=accepted.content, format=name))
    assert all(isomorphic(graphs[0], graph) for graph in graphs[1:])
    (document,) = graphs[0].subjects(FOAF.primaryTopic, subject)
    assert str(document) == f"{BASE}doc{path}"
    assert (document, DCTERMS.license, rdflib.URIRef("https://example.org/licence")) in graphs[0]
    assert (subject, RDF.type, None) in graphs[0]
    names = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
    assert any((subject, name, None) in graphs[0] for name in names)


def test_a_document_has_facts_links_and_evidence(server: Server) -> None:
    graph = rdflib.Graph().parse(data=get(server, EDITION, "text/turtle").text, format="turtle")
    edition = rdflib.URIRef(BASE + EDITION[1:])
    body = rdflib.URIRef(f"{BASE}id/organization/lake-office")
    schema = rdflib.Namespace("https://schema.org/")
    assert (edition, schema.organizer, body) in graph
    assert {str(end) for end in graph.objects(edition, schema.endDate)} == {
        "2031-05-04",
        "2031-05-05",
    }
    assert (body, SKOS.prefLabel, rdflib.Literal("湖办", "zh")) in graph  # names of neighbors
    rows = set(map(str, graph.objects(edition, rdflib.PROV.wasDerivedFrom)))
    assert {row.partition("#")[2] for row in rows} >= {"row=2", "row=3"}
    series = rdflib.Graph().parse(data=get(server, "/id/series/lake-fair", "text/turtle").text)
    assert (edition, schema.superEvent, None) in series  # what refers to it


def test_trig_tells_who_says_what(server: Server) -> None:
    quads = list(ox.parse(get(server, f"{EDITION}.trig").content, ox.RdfFormat.TRIG))
    ends = {
        (quad.graph_name.value, quad.object.value)
        for quad in quads
        if quad.predicate.value == "https://schema.org/endDate"
        and isinstance(quad.graph_name, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
    }
    assert ends == {(f"{BASE}source/news", "2031-05-04"), (f"{BASE}source/paper", "2031-05-05")}


def test_the_words_of_a_text_are_in_document_and_page(
    tmp_path: Path, serve: Callable[..., Server]
) -> None:
    text = tmp_path / "release.txt"
    text.write_text(
        "HEFEI, China, Sept. 25, 2031 /PRNewswire/ -- The 2031 World Lake Expo opened in "
        "Hefei on September 20. The 2031 World Lake Expo was organized by the Ministry of "
        "Commerce.\n",
        "utf-8",
    )
    build(GraphFolder(tmp_path / "graph"), find_inputs([str(text)], suffixes=(".txt",)))
    server = serve(tmp_path / "graph")
    query = (
        "SELECT ?claim ?subject "
        "{ GRAPH ?g { ?claim rdf:subject ?subject ; rdf:predicate schema:organizer } }"
    )
    (row,) = server.ask(query).json()["results"]["bindings"]
    for node in (row["subject"]["value"], row["claim"]["value"]):
        path = "/" + node.removeprefix(BASE)
        assert "Ministry of Commerce" in get(server, f"{path}.nt").text
        page = Page(get(server, path).text)
        assert "blockquote" in page.tags, path
        assert "organized by the Ministry of Commerce" in page.words, path
        assert {"/doc/id/organization/mofcom", "/doc/ontology#Claim"} & set(page.links), path


def test_the_page_of_a_thing(server: Server) -> None:
    answer = get(server, EDITION)
    page = Page(answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Lake Robotics Fair 2031" in page.words
    assert "2031-05-04" in page.words and "2031-05-05" in page.words
    assert "Lake News" in page.words  # who says so
    assert page.tags.count("h1") == 1
    places = [page.words.index(f"\n{name}\n") for name in ("name", "start", "organizer", "class")]
    assert places == sorted(places)
    assert page.words.count("sources differ") == 1  # on the end, and on nothing else
    (markup,) = page.scripts
    told = json.loads(markup)
    assert told["@context"] == "https://schema.org/"
    assert told["@type"] == "ExhibitionEvent"
    assert sorted(told["endDate"]) == ["2031-05-04", "2031-05-05"]
    assert not [link for link in page.links if link.startswith(("javascript:", "data:"))]
    for link in set(page.links):
        if link.startswith("/"):
            assert server.get(link, headers={"Accept": BROWSER}).status_code in (200, 303), link


def test_labels_come_in_the_language_asked_for(server: Server) -> None:
    chinese = get(server, EDITION, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert chinese.headers["content-language"] == "zh"
    assert "湖办" in chinese.text
    assert "湖办" not in get(server, EDITION).text
    assert re.search('<a href="[^"]*">湖办</a>', chinese.text)
    assert re.search('<a href="[^"]*" lang="en">Lake Robotics Fair</a>', chinese.text)
    assert "湖办" in get(server, f"{EDITION}?lang=zh").text
    assert "Accept-Language" in chinese.headers["vary"]


def test_a_participation_leads_to_its_body_and_its_edition(server: Server) -> None:
    page = Page(get(server, "/id/participation/lake-fair-2031~lake-office~organizer").text)
    assert {f"/doc{EDITION}", "/doc/id/organization/lake-office"} <= set(page.links)
    assert "Lake Robotics Fair 2031" in page.words


def test_editions_stand_by_year_on_the_page_of_a_body(bundled_graph: KnowledgeGraph) -> None:
    body = ox.NamedNode(f"{BASE}id/organization/miit")
    page = Page(thing_page(bundled_graph, body, Asked(), ""))
    years = re.findall(r"\n\D+ (20\d\d)\n", page.words.partition("Referred to by")[2])
    assert len(years) > 30 and years == sorted(years)


@pytest.mark.parametrize(
    ("thing", "ways"),
    [
        ("series/wmc", ["/matrix?series=S", "/lanes?series=S"]),
        ("edition/wmc-2023", ["/matrix?series=series/wmc", "/compare?a=edition/wmc-2022&b=S"]),
        ("edition/wmc-2018", ["/matrix?series=series/wmc"]),  # the first
        ("organization/miit", ["/lanes?body=S"]),
        ("place/hefei", []),
    ],
)
def test_a_thing_leads_to_the_views_that_show_it(
    bundled_graph: KnowledgeGraph, thing: str, ways: list[str]
) -> None:
    asked = Asked(fields={"from": "2020"})
    page = Page(thing_page(bundled_graph, ox.NamedNode(f"{BASE}id/{thing}"), asked, ""))
    found = [unquote(each) for each in page.links[page.links.index("/data?from=2020") :]]
    expected = [*ways, "/graph?thing=S", "/path?a=S"]
    views = [each for each in found if each.startswith(("/matrix", "/lanes", "/compare"))]
    views += [each for each in found if each.startswith(("/graph", "/path"))]
    assert views == [f"{each.replace('S', thing)}&from=2020" for each in expected]


def test_what_has_no_name_leads_to_no_views(server: Server) -> None:
    for path in ("/id/participation/lake-fair-2031~lake-office~organizer", "/source/news"):
        assert not [each for each in Page(get(server, path).text).links if "/graph?" in each]


def test_terms_have_anchors_and_lead_to_what_they_specialize(server: Server) -> None:
    text = get(server, "/ontology").text
    assert 'id="Edition"' in text
    assert '<a href="https://schema.org/Event">' in text
    assert "" not in Page(text).links


def test_links_of_a_document(server: Server) -> None:
    link = get(server, EDITION, "text/turtle").headers["link"]
    assert f'<{BASE}{EDITION[1:]}>; rel="describes"' in link
    assert f'</doc{EDITION}.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert '<https://example.org/licence>; rel="license"' in link


def test_unchanged_documents_are_not_sent_again(server: Server) -> None:
    first = get(server, f"{EDITION}.ttl")
    again = get(server, f"{EDITION}.ttl", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(server, f"{EDITION}.nt").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/id/none/surely-not-there",
        "/id/%00",
        "/id/..%2f..%2fetc%2fpasswd",
        "/id/" + "a" * 9000,
        "/id/<script>alert(1)</script>",
        "/id/%F0%28%8C%28",
        "/doc/id/none/nothing.ttl",
        "/nowhere",
        "/static/../app.py",
        "/sitemaps/none-0.xml",
        "/sitemaps/edition-1.xml",
        "/api/queries/none",
    ],
)
@pytest.mark.parametrize("accept", [BROWSER, "text/turtle"])
def test_what_is_not_there_is_told(server: Server, path: str, accept: str) -> None:
    answer = get(server, path, accept)
    assert 400 <= answer.status_code < 500
    assert "<script>alert" not in answer.text
    assert answer.headers["content-type"].startswith(
        "text/html" if accept == BROWSER else "text/plain"
    )


def test_home_robots_and_sitemaps(server: Server) -> None:
    home = get(server, "/")
    assert "Lakes &amp; hills" in home.text
    assert "Lake Robotics Fair" in home.text
    leads = Page(home.text).links
    for view in ("matrix", "lanes"):
        assert {f"/{view}", f"/{view}?series=series%2Flake-fair"} <= set(leads)
    assert {"/graph?view=co-organization", "/path", "/compare", "/api/queries"} <= set(leads)
    assert "<span>届次</span>" in get(server, "/?lang=zh").text
    (icon,) = re.findall('rel="icon"[^>]* href="([^"]*)"', home.text)
    assert get(server, icon).headers["content-type"] == "image/svg+xml"
    for header in ("content-security-policy", "referrer-policy", "x-content-type-options"):
        assert home.headers[header]
    robots = get(server, "/robots.txt").text
    (index,) = re.findall(r"(?m)^Sitemap: (\S+)$", robots)
    loc = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    parts = [str(each.text) for each in ElementTree.fromstring(httpx.get(index).text).iter(loc)]
    pages = [
        str(each.text)
        for part in parts
        for each in ElementTree.fromstring(httpx.get(part).text).iter(loc)
    ]
    assert f"{server.url}/doc{EDITION}" in pages
    assert {httpx.get(page, headers={"Accept": BROWSER}).status_code for page in pages[:20]} == {
        200
    }


def test_void_describes_what_is_served(server: Server) -> None:
    text = get(server, "/.well-known/void", "text/turtle").text
    graph = rdflib.Graph().parse(data=text, format="turtle")
    (dataset,) = graph.objects(None, rdflib.FOAF.primaryTopic)
    assert (dataset, RDF.type, rdflib.VOID.Dataset) in graph
    (endpoint,) = graph.objects(dataset, rdflib.VOID.sparqlEndpoint)
    assert str(endpoint) == f"{server.url}/sparql"
    examples = list(graph.objects(dataset, rdflib.VOID.exampleResource))
    assert len(examples) == 4
    for example in examples:
        assert get(server, "/" + str(example).removeprefix(BASE), "text/turtle").status_code == 200
    counts = {
        str(graph.value(part, rdflib.VOID["class"])): int(
            str(graph.value(part, rdflib.VOID.entities))
        )
        for part in graph.objects(dataset, rdflib.VOID.classPartition)
    }
    assert counts["https://w3id.org/convenor/ontology#Edition"] == 1


def test_hostile_names_stay_text(tmp_path: Path, serve: Callable[..., Server]) -> None:
    quoted = HOSTILE.replace('"', '""')
    (tmp_path / "in").mkdir()
    tables = {
        "sources": f'source_id,url,publisher,published\nnews,https://a.example/,"{quoted}",2031\n',
        "series": f'series_id,name_en,source_id\nlake-fair,"{quoted}",news\n',
        "editions": "edition_id,series_id,year,source_ids\nlake-fair-2031,lake-fair,2031,news\n",
    }
    for name, text in tables.items():
        (tmp_path / "in" / f"{name}.csv").write_text(text, "utf-8")
    build(GraphFolder(tmp_path / "graph"), find_inputs([str(tmp_path / "in")]))
    server = serve(tmp_path / "graph", "--title", HOSTILE)
    for path in (
        "/",
        EDITION,
        "/id/series/lake-fair",
        "/source/news",
        "/api/queries/editions_by_year?from_year=2031&to_year=2031",
        "/sparql?query=SELECT+*+{+?s+skos:prefLabel+?o+}",
    ):
        answer = get(server, path)
        assert answer.status_code == 200, answer.text
        page = Page(answer.text)
        assert "img" not in page.tags, path
        assert page.tags.count("script") == len(
            re.findall('<script type="(?:application/(?:ld.)?json|module)"', answer.text)
        )
        assert "onerror=alert(1)" in page.words + "".join(page.scripts), path


def test_behind_a_prefix_all_links_lead_back(small: Path, serve: Callable[..., Server]) -> None:
    server = serve(small, "--prefix", "/fairs")
    # A proxy takes the prefix off, and the pages have it in all their links.
    answer = get(server, f"/doc{EDITION}")
    links = [link for link in Page(answer.text).links if link.startswith("/")]
    assert links
    assert all(link.startswith("/fairs/") for link in links)
    moved = server.get(EDITION)
    assert moved.headers["location"] == f"/fairs/doc{EDITION}"
    forwarded = {"Host": "data.example.org", "X-Forwarded-Proto": "https"}
    assert (
        "https://data.example.org/fairs/sitemap.xml"
        in server.get("/robots.txt", headers=forwarded).text
    )


def test_a_port_that_is_taken_is_told(small: Path, server: Server) -> None:
    port = server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "convenor.cli", "serve", "--port", port, "--store", str(small)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SOON, check=False)
    assert done.returncode == 4
    assert done.stderr.startswith(f"convenor: cannot listen on 127.0.0.1 port {port}: ")
    assert "--port" in done.stderr
