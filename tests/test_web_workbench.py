"""The SPARQL page in a real browser, and what it is helped with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from convenor.graph.knowledge import KnowledgeGraph
from convenor.web.bundle import bundled as is_bundled

from .browsing import chromium, faults, visiting
from .server import Server

PREFIXED = "SELECT ?body ?name { ?body a org:Organization ; skos:prefLabel ?name } ORDER BY ?body"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOSTILE = "</script><img src=x onerror=alert(1)><svg onload=alert(2)>"
VALUE = "() => document.querySelector('.CodeMirror').CodeMirror.getValue()"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert is_bundled("sparql.js"), "the bundle is missing: make bundle"
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def server(bundled: Path, serve: Callable[..., Server]) -> Server:
    return serve(bundled, "--workers", "2", "--rate", "0", "--timeout", "50")


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    with visiting(browser, server) as found:
        found.goto("/sparql")
        found.locator("#begin").wait_for()
        yield found


def write(page: Page, query: str) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)
    assert page.evaluate(VALUE) == query


def ask(page: Page, query: str) -> None:
    write(page, query)
    page.get_by_role("button", name="Ask", exact=True).click()


def test_an_answer_is_shown_page_by_page_with_its_time(page: Page) -> None:
    ask(page, PREFIXED)
    expect(page.locator("#ask [role=status]")).to_contain_text("Answered in 0.")
    expect(page.locator("#answer [role=status]")).to_contain_text("Rows 1 to 100 of")
    expect(page.locator("#answer tbody tr")).to_have_count(100)
    first = page.locator("#answer tbody tr").first.inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#answer [role=status]")).to_contain_text("Rows 101 to 200 of")
    assert page.locator("#answer tbody tr").first.inner_text() != first
    page.get_by_role("button", name="Previous").click()
    assert page.locator("#answer tbody tr").first.inner_text() == first
    link = page.locator("#answer tbody a").first
    assert urlsplit(link.get_attribute("href") or "").path.startswith("/doc/id/organization/")
    link.click()
    expect(page.locator("h1")).to_be_visible()


def test_the_address_is_that_of_the_query(page: Page) -> None:
    ask(page, f"{PREFIXED} LIMIT 3")
    expect(page.locator("#answer tbody tr")).to_have_count(3)
    address = page.url
    assert parse_qs(urlsplit(address).query)["query"] == [f"{PREFIXED} LIMIT 3"]
    ask(page, f"{PREFIXED} LIMIT 2")
    expect(page.locator("#answer tbody tr")).to_have_count(2)
    page.go_back()
    expect(page.locator("#answer tbody tr")).to_have_count(3)
    assert page.evaluate(VALUE) == f"{PREFIXED} LIMIT 3"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.locator("a[hreflang=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    assert parse_qs(urlsplit(page.url).query)["query"] == [f"{PREFIXED} LIMIT 3"]


def test_a_mistake_is_told_with_its_place(page: Page) -> None:
    ask(page, "SELECT * {\n  ?body a org:Organization ; }}")
    expect(page.get_by_role("alert")).to_contain_text("line 2, column")
    ask(page, "ASK {}")  # and the next is answered
    expect(page.locator("#answer")).to_contain_text("Yes")


@pytest.mark.parametrize("by_key", [False, True], ids=["button", "key"])
def test_a_query_that_runs_can_be_stopped(page: Page, server: Server, by_key: bool) -> None:
    before = set(server.workers())
    ask(page, ENDLESS)
    expect(page.locator("#ask [role=status]")).to_have_text("Asking")
    if by_key:
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Stop").click()
    expect(page.locator("#ask [role=status]")).to_contain_text("Stopped after")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    server.until(lambda: len(set(server.workers()) - before) == 1)  # the worker that ran it is gone
    ask(page, "ASK { ?s ?p 1 . FILTER(false) }")
    expect(page.locator("#answer")).to_contain_text("No")


def test_triples_are_shown_in_turtle(page: Page) -> None:
    ask(page, "CONSTRUCT { ?s a org:Organization } { ?s a org:Organization } LIMIT 2")
    expect(page.locator("#answer pre")).to_contain_text("organization/")
    with page.expect_response("**/sparql?**format=nt") as answered:
        page.get_by_role("button", name="N-Triples").click()
    assert answered.value.headers["content-type"] == "application/n-triples"


@pytest.mark.parametrize(
    ("button", "media_type"),
    [
        ("CSV", "text/csv"),
        ("TSV", "text/tab-separated-values"),
        ("JSON", "application/sparql-results+json"),
        ("XML", "application/sparql-results+xml"),
    ],
)
@pytest.mark.parametrize("length", [0, 5_000], ids=["short", "long"])
def test_rows_can_be_had_as_data(page: Page, button: str, media_type: str, length: int) -> None:
    ask(page, f"{PREFIXED} LIMIT 2 #{'x' * length}")
    expect(page.locator("#answer tbody tr")).to_have_count(2)
    with page.expect_response(lambda response: "/sparql" in response.url) as answered:
        page.get_by_role("button", name=button, exact=True).click()
    assert answered.value.status == 200
    assert answered.value.headers["content-type"].startswith(media_type)
    assert answered.value.request.method == ("POST" if length else "GET")


def test_terms_are_completed_from_the_graph_itself(page: Page) -> None:
    hints = page.locator(".CodeMirror-hint")
    write(page, "")
    page.keyboard.type("SELECT * { ?edition a edit")
    expect(hints.first).to_contain_text("cvn:Edition")
    page.keyboard.press("Enter")
    page.keyboard.type(" ; skos:pref")
    expect(hints.first).to_contain_text("skos:prefLabel")
    page.keyboard.press("Escape")
    write(page, "SELECT * { ?edition a cvn:Edition ; skos:prefLabel ?name }")
    expect(page.locator(".CodeMirror .parseErrorIcon")).to_have_count(0)  # no PREFIX is needed
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer tbody tr")).to_have_count(100)


def test_a_question_of_the_catalogue_is_a_beginning(page: Page) -> None:
    page.locator("#begin").select_option("bodies_by_edition")
    assert "edition/wmc-2023> m8g:hasParticipation" in page.evaluate(VALUE)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answer tbody tr")).to_have_count(10)


def test_the_keyboard_leaves_the_editor(page: Page) -> None:
    page.locator("#begin").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("#")
    assert "#" in page.evaluate(VALUE)
    page.keyboard.press("Tab")
    expect(page.locator("#format")).to_be_focused()


def test_what_is_hostile_is_shown_as_it_is(page: Page) -> None:
    query = (
        f'SELECT ("{HOSTILE}" AS ?text) (STRLANG("{HOSTILE}", "en") AS ?tagged) '
        '(IRI("javascript:alert(3)") AS ?link) (TRIPLE(<urn:a>, <urn:b>, "<b>") AS ?triple) {}'
    )
    ask(page, query)
    expect(page.locator("#answer tbody td").first).to_have_text(HOSTILE)
    expect(page.locator("#answer tbody a")).to_have_count(0)
    ask(page, f'CONSTRUCT {{ <urn:a> <urn:b> "{HOSTILE}" }} {{}}')
    expect(page.locator("#answer pre")).to_contain_text(HOSTILE)
    ask(page, f"SELECT {HOSTILE}")
    expect(page.get_by_role("alert")).to_contain_text("onerror")
    page.reload()  # the server tells the same on a page of its own
    expect(page.get_by_role("alert")).to_contain_text("onerror")
    assert page.evaluate(VALUE) == f"SELECT {HOSTILE}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_it_can_be_used_by_all(browser: Browser, server: Server, scheme: str, width: int) -> None:
    settings = {"color_scheme": scheme, "viewport": {"width": width, "height": 740}}
    with visiting(browser, server, **settings) as page:
        page.goto("/sparql?lang=zh")
        page.locator("#begin").wait_for()
        page.keyboard.press("Control+Enter")
        page.locator("#ask button").first.click()
        expect(page.locator("#answer tbody tr")).to_have_count(20)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page) == []


def test_the_page_works_without_scripts(browser: Browser, server: Server) -> None:
    with visiting(browser, server, java_script_enabled=False) as page:
        page.goto("/sparql")
        page.locator("textarea").fill(f"{PREFIXED} LIMIT 3")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#answer tbody tr")).to_have_count(3)


def test_terms_are_told_with_labels_and_counts(
    server: Server, bundled_graph: KnowledgeGraph
) -> None:
    answer = server.get("/api/vocabulary.json")
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    edition = bundled_graph.iris.base + "ontology#Edition"
    (known,) = (each for each in told["classes"] if each["iri"] == edition)
    counted = {row["class"]: row["count"] for row in bundled_graph.classes().rows()}
    assert str(known["count"]) == str(counted[edition])
    assert known["label"] == {"en": "edition", "zh": "届次"}
    counts = [each["count"] for each in told["properties"]]
    assert counts == sorted(counts, reverse=True) and counts
    kinds = {bundled_graph.store.query_kind(each["sparql"]) for each in told["queries"]}
    assert kinds == {"select"}


def test_a_graph_without_the_examples_has_queries_all_the_same(
    small: Path, serve: Callable[..., Server]
) -> None:
    told = serve(small, "--prefix", "/fairs").get("/api/vocabulary.json").json()
    (query,) = (each for each in told["queries"] if each["name"] == "bodies_by_edition")
    assert "wmc-2023" not in query["sparql"]
    assert all(page.startswith("/fairs/doc/") for page in told["pages"].values())
