"""What a reader takes from a page: a citation, code to embed it, and who may do so."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from hypothesis import given, strategies as st
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from convenor.graph.knowledge import KnowledgeGraph
from convenor.web.asked import Asked
from convenor.web.pages.tools import tools_of

from .browsing import chromium
from .server import Server
from .serving import serving

HTML = {"Accept": "text/html"}
EDITION = "/doc/id/edition/wmc-2023"


class Frame(HTMLParser):
    """The attributes of the one tag of a code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def asked(path: str = "/schema", **fields: str) -> Asked:
    return Asked(path, fields, site="https://fairs.example.org/")


# -- citations


def test_a_citation_tells_the_page_and_the_day_of_its_data(bundled_graph: KnowledgeGraph) -> None:
    day = bundled_graph.manifest["ended"][:10]
    tools = tools_of(bundled_graph, asked("/matrix", series="wmc", lang="zh"), "Matrix: WMC")
    assert tools.citation == (
        "convenor: Matrix: WMC. Knowledge graph of conventions and trade fairs, "
        f"data of {day}. https://fairs.example.org/matrix?series=wmc"
    )
    assert f"  year = {{{day[:4]}}}," in tools.bibtex
    assert "\\url{https://fairs.example.org/matrix?series=wmc}" in tools.bibtex
    assert "urldate" not in tools.bibtex  # when it was read is not known here


def keys(graph: KnowledgeGraph, *pages: Asked) -> list[str]:
    found = [re.match(r"@misc\{([^,]*),\n", tools_of(graph, each, "").bibtex) for each in pages]
    return [each[1] for each in found if each]


def test_each_page_has_its_own_key(bundled_graph: KnowledgeGraph) -> None:
    pages = [
        asked("/"),
        asked(EDITION),
        asked("/matrix"),
        asked("/matrix", series="wmc"),
        asked("/matrix", series="ciie"),
        asked("/search", q="合肥"),
        asked("/search", q="展会"),
        asked("/doc/id/theme/" + "a" * 70),
        asked("/doc/id/theme/" + "a" * 71),
    ]
    found = keys(bundled_graph, *pages)
    assert found[:3] == ["convenor-home", "convenor-doc-id-edition-wmc-2023", "convenor-matrix"]
    assert len(set(found)) == len(pages)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in found)
    with_language = asked("/matrix", series="wmc", lang="zh", embed="1")
    assert keys(bundled_graph, with_language) == [found[3]]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_titles_are_safe_in_bibtex(bundled_graph: KnowledgeGraph, title: str) -> None:
    (line,) = re.findall(r"^  title = \{\{(.*)\}\},$", tools_of_title(bundled_graph, title), re.M)
    plain = line
    for name, char in (("backslash", "\\"), ("asciitilde", "~"), ("asciicircum", "^")):
        plain = plain.replace(f"\\text{name}{{}}", f"\0{ord(char)}\0")
    assert not re.search(r"(?<!\\)[&%$#_{}]", plain)
    assert not re.search(r"[~^]|\\(?![&%$#_{}])", plain)
    read = re.sub(r"\\([&%$#_{}])", r"\1", plain)
    read = re.sub("\0(\\d+)\0", lambda found: chr(int(found[1])), read)
    assert read == " ".join(title.split())


def tools_of_title(graph: KnowledgeGraph, title: str) -> str:
    return tools_of(graph, asked(), title).bibtex


# -- code to embed


def test_the_code_is_one_frame_whatever_the_title(bundled_graph: KnowledgeGraph) -> None:
    title = '"></iframe><script>alert(1)</script>'
    code = tools_of(bundled_graph, asked("/matrix", series='a&b"<', show="x"), title).embed
    ((tag, found),) = Frame(code).tags
    assert tag == "iframe"
    assert found["title"] == title
    assert found["src"] == ("https://fairs.example.org/matrix?series=a%26b%22%3C&show=x&embed=1")
    shut = Asked("/schema", embeds=False)
    assert tools_of(bundled_graph, shut, "Schema").embed == ""


def test_from_an_embedded_page_all_leads_to_whole_ones() -> None:
    inside = asked("/matrix", series="wmc", embed="1")
    assert inside.embedded
    assert inside.to(show="all") == "/matrix?series=wmc&show=all"
    assert inside.to(format="csv") == "/matrix?series=wmc&format=csv"
    assert inside.to(embed=1) == "/matrix?series=wmc&embed=1"


def test_an_address_is_written_as_it_is_asked_for(bundled_graph: KnowledgeGraph) -> None:
    here = asked("/doc/source/a %?#b")
    assert here.to() == "/doc/source/a%20%25%3F%23b"
    assert "a%20%25%3F%23b}" in tools_of(bundled_graph, here, "").bibtex


# -- who may embed


def policy(answer: httpx.Response) -> str:
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers["content-security-policy"])
    assert found
    return found[1]


@pytest.fixture(scope="module")
def server(bundled_server: Server) -> Server:
    return bundled_server


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ((), "*"),
        (
            ("--embed", "https://a.example, https://*.b.example:8443"),
            "https://a.example https://*.b.example:8443",
        ),
        (("--embed", "none"), "'none'"),
    ],
)
def test_only_embedded_pages_may_stand_in_the_sites_named(
    small: Path, serve: Callable[..., Server], flags: tuple[str, ...], expected: str
) -> None:
    server = serve(small, "--workers", "1", *flags)
    inside = server.get("/schema?embed=1", headers=HTML)
    assert policy(inside) == expected
    for path in ("/schema", "/schema?embed=", "/schema?embed=%20", "/", "/sparql"):
        assert policy(server.get(path, headers=HTML)) == "'none'", path
    page = server.get("/schema", headers=HTML).text
    assert ("&lt;iframe" in page) == (expected != "'none'")


def test_an_embedded_page_has_no_navigation(server: Server) -> None:
    inside = server.get(f"{EDITION}?embed=1", headers=HTML).text
    assert "<header" not in inside and '<base target="_blank">' in inside
    assert "<base" not in server.get(EDITION, headers=HTML).text
    code = html.unescape(re.findall(r"&lt;iframe.*?&lt;/iframe&gt;", server.get(EDITION).text)[0])
    ((_, found),) = Frame(code).tags
    assert found["src"] == f"{server.url}{EDITION}?embed=1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.slow
def test_another_site_shows_the_embedded_page_and_no_other(
    browser: Browser, server: Server
) -> None:
    async def host(request: Request) -> Response:
        address = server.url + request.query_params["show"]
        return HTMLResponse(f'<h1>Ours</h1><iframe src="{html.escape(address)}"></iframe>')

    with serving(Starlette(routes=[Route("/", host)])) as site:
        context = browser.new_context()
        page = context.new_page()
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.goto(f"{site.base_url}?show=/schema%3Fembed%3D1")
        frame = page.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "Schema"
        assert frame.locator("nav").count() == 0
        assert not any("Content Security Policy" in message for message in messages)
        with context.expect_page() as opened:
            frame.get_by_role("link", name="All of the vocabulary").click()
        opened.value.wait_for_load_state()
        assert opened.value.locator("header nav a").count() >= 10
        assert opened.value.url == f"{server.url}/doc/ontology"
        frame.locator("svg a").first.click()  # a place on the page is shown where it is
        assert len(context.pages) == 2

        page.goto(f"{site.base_url}?show=/schema")
        page.wait_for_load_state("networkidle")
        assert page.frame_locator("iframe").locator("h1", has_text="Schema").count() == 0
        assert any("frame-ancestors" in message for message in messages)
        context.close()
