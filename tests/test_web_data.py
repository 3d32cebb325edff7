"""The data page: what it says of this version is so, and every address on it gives what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph
from convenor.graph.views.catalogue import VIEWS
from convenor.loaders.inputs import find_inputs
from convenor.web.negotiation import GRAPH_FORMATS

from .conftest import SMALL, write_tables
from .server import Server

HTML = {"Accept": "text/html,*/*;q=0.8"}
HOSTILE = "</a><script>alert(1)</script>"


class Page(HTMLParser):
    """The links of a page, the code on it, and what it tells of the version."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.code: list[str] = []
        self.facts: dict[str, str] = {}
        self.tags: list[str] = []
        self._open: list[str] = []
        self._name = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.setdefault(dict(attrs)["href"] or "", "")
        if tag in ("pre", "dt", "dd"):
            self._open.append(tag)
        if tag == "pre":
            self.code.append("")
        if tag == "dt":
            self._name = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("pre", "dt", "dd"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        where = self._open[-1] if self._open else ""
        if where == "pre":
            self.code[-1] += data
        elif where == "dt":
            self._name += data
        elif where == "dd":
            self.facts[self._name] = self.facts.get(self._name, "") + data


@pytest.fixture(scope="module")
def server(bundled: Path, serve: Callable[..., Server]) -> Server:
    return serve(bundled, "--workers", "2", "--timeout", "60", "--rate", "500")


@pytest.fixture(scope="module")
def page(server: Server) -> Page:
    return Page(server.get("/data", headers=HTML).text)


def test_it_tells_what_the_version_was_made_of(page: Page, bundled_graph: KnowledgeGraph) -> None:
    manifest = bundled_graph.manifest
    assert page.facts["version"] == bundled_graph.version.name
    assert manifest["ended"][:10] in page.facts["made"]
    assert page.facts["made from"].startswith("336 sources")
    assert f"{len(manifest['inputs'])} files" in page.facts["made from"]
    assert page.facts["statements"].startswith(f"{len(bundled_graph.store):,} ")
    assert page.facts["license"] == "not stated by those who serve this graph"
    assert page.facts["changes since the version before"] == "All changes"
    assert page.facts["all of it, as files"] == "not published here"


def test_every_document_is_in_the_format_of_its_link(page: Page, server: Server) -> None:
    by_suffix = {each.suffix: each for each in GRAPH_FORMATS}
    documents = [link for link in page.links if re.match(r"/doc/.*\.\w+$", link)]
    assert len(documents) == 4 * len(GRAPH_FORMATS)
    for link in documents:
        format_ = by_suffix[link.rpartition(".")[2]]
        answer = server.get(link)
        assert answer.headers["content-type"] == format_.media_type
        known = ox.RdfFormat.from_media_type(format_.media_types[0])
        assert known and list(ox.parse(answer.content, known)), link


def test_every_other_page_is_there(page: Page, server: Server) -> None:
    shown = [link for link in page.links if link.startswith("/") and "format=" not in link]
    assert {"/api/queries", "/sparql", "/.well-known/void", "/sitemap.xml", "/schema"} < set(shown)
    for link in shown:
        if not re.match(r"/doc/.*\.\w+$", link):
            assert server.get(link, headers=HTML).status_code == 200, link


def test_descriptions_come_in_all_formats(page: Page, server: Server) -> None:
    described = [link for link in page.links if link.startswith("/.well-known/void?")]
    assert len(described) == len(GRAPH_FORMATS)
    sizes = set()
    for link in described:
        answer = server.get(link)
        known = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
        assert known
        sizes.add(len(list(ox.parse(answer.content, known))))
    assert len(sizes) == 1


def test_commands_run_as_they_stand(page: Page) -> None:
    commands = [code for code in page.code if code.startswith("curl ")]
    assert len(commands) == 3
    outputs = []
    for command in commands:
        done = subprocess.run(
            [*shlex.split(command.replace("\\\n", "")), "--fail", "--silent"],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, command
        outputs.append(done.stdout.decode())
    document, bodies, series = outputs
    assert list(ox.parse(document, ox.RdfFormat.TURTLE))
    assert "Ministry of Industry and Information Technology" in bodies
    assert len(series.splitlines()) > 29


def test_networks_can_be_taken_for_the_years_chosen(page: Page, server: Server) -> None:
    chosen = Page(server.get("/data?from=2018&to=2025", headers=HTML).text)
    for shown, years in ((page, None), (chosen, (["2018"], ["2025"]))):
        files = [parse_qs(urlsplit(link).query) for link in shown.links if "view=" in link]
        gexf = [each for each in files if each.get("format") == ["gexf"]]
        assert [each["view"] for each in gexf] == [[name] for name in VIEWS]
        assert all(((each["from"], each["to"]) if years else None) == years for each in gexf)


def test_limits_and_license_are_those_of_the_server(
    page: Page, server: Server, small: Path, serve: Callable[..., Server]
) -> None:
    text = server.get("/data", headers=HTML).text
    assert "One may take 60 seconds" in text and "500 requests a minute" in text
    free = serve(small, "--rate", "0", "--license", "https://example.org/by", "--prefix", "/fairs")
    other = free.get("/data", headers=HTML).text
    assert "requests a minute" not in other
    shown = Page(other)
    assert shown.facts["license"] == "https://example.org/by"
    own = [link for link in shown.links if link.startswith("/")]
    assert own and all(link == "/fairs/" or link.startswith("/fairs/") for link in own)
    assert all("/fairs/" in code for code in shown.code)
    for code in shown.code:
        assert "/fairs/fairs/" not in code


def test_it_speaks_chinese(server: Server) -> None:
    text = server.get("/data?lang=zh", headers=HTML).text
    assert all(view.title_zh in text for view in VIEWS.values())


def test_names_of_things_stay_text(tmp_path: Path, serve: Callable[..., Server]) -> None:
    tables = SMALL | {"series": f"series_id,name_en,source_id\nlake-fair,{HOSTILE},news\n"}
    folder = tmp_path / "graph"
    build(GraphFolder(folder), find_inputs(write_tables(tmp_path / "in", tables)))
    server = serve(folder)
    shown = Page(server.get("/data", headers=HTML).text)
    assert "script" not in shown.tags
    assert "/doc/id/series/lake-fair" in shown.links
