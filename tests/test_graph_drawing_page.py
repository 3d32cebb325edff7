"""The interactive page, in a real browser without a network."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page

from convenor.graph.drawing import content
from convenor.graph.drawing.page import draw
from convenor.graph.provenance import Passage, Statement
from convenor.graph.views.evidence import Proof
from convenor.ontology.errors import SettingError

from .browsing import chromium

BASE = "https://w3id.org/convenor/id/"
LAKE, HILL, DALE, PEAK = (f"{BASE}organization/{name}" for name in ("lake", "hill", "dale", "peak"))
FAIR_2019, FAIR_2021, EXPO_2023 = (
    f"{BASE}edition/{name}" for name in ("fair-2019", "fair-2021", "expo-2023")
)
QUOTE = "The fair was organized by the Lake Office\nand the “Hill” Office <together>."


@dataclass
class Seen:
    """What a page did besides being looked at."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


def statement(
    quote: str = "", cells: dict[str, str] | None = None, url: str = "https://example.org/news"
) -> Statement:
    passage = Passage("", "release.txt", "char=0,9", cells or {}, quote)
    return Statement(f"{BASE}source/news", "Fair opens", "Lake News", "2021-05-01", url, (passage,))


def network() -> nx.Graph:
    """Four bodies: Lake and Hill share two fairs, Lake and Dale an expo, Dale and Peak no date."""
    graph: nx.Graph = nx.Graph(
        view="co-organization",
        title="Bodies that organize together",
        title_zh="共同主办的机构",
        through="editions",
        labels={
            FAIR_2019: {"en": "Lake Fair 2019", "zh": "湖博会2019"},
            FAIR_2021: {"en": "Lake Fair 2021", "zh": "湖博会2021"},
            EXPO_2023: {"en": "Dale Expo 2023"},
        },
        thing_years={FAIR_2019: (2019,), FAIR_2021: (2021,), EXPO_2023: (2023,)},
    )
    common: dict[str, Any] = {"type": "organization"}
    graph.add_node(
        LAKE, label="Lake Office", label_zh="湖办", kind="ministry", years=(2019, 2021), **common
    )
    graph.add_node(
        HILL, label="Hill Office", label_zh="山办", kind="academy", years=(2019,), **common
    )
    graph.add_node(DALE, label="Dale Office", kind="ministry", years=(2023,), **common)
    graph.add_node(PEAK, label="Peak Office", years=(), **common)
    sources = (f"{BASE}source/news",)
    tie: Callable[..., None] = graph.add_edge
    fairs = (FAIR_2019, FAIR_2021)
    tie(LAKE, HILL, weight=2, editions=fairs, years=(2019, 2021), sources=sources)
    tie(LAKE, DALE, weight=1, editions=(EXPO_2023,), years=(2023,), sources=sources)
    tie(DALE, PEAK, weight=1, editions=(), years=(), sources=())
    return graph


def proofs(one: str, other: str) -> Sequence[Proof]:
    if {one, other} == {LAKE, HILL}:
        words = "Lake Fair 2021 · organizer · Lake Office"
        return [Proof(FAIR_2021, "organizer", LAKE, words, (statement(QUOTE),))]
    if {one, other} == {LAKE, DALE}:
        cells = {"edition": "expo-2023", "role": "主办", "note": ""}
        words = "Dale Expo 2023 · organizer · Dale Office"
        found = statement(cells=cells, url="javascript:window.pwned=1")
        return [Proof(EXPO_2023, "organizer", DALE, words, (found,))]
    return []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@contextmanager
def shown(
    browser: Browser, html: str, folder: Path, **settings: Any
) -> Iterator[tuple[Page, Seen]]:
    """The page opened from a file, when it has drawn; at the end nothing was asked or amiss."""
    file = folder / "page.html"
    file.write_text(html, "utf-8")
    seen = Seen()
    settings = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce"} | settings
    context = browser.new_context(**settings)
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(30_000)  # a busy machine is no fault

    def asked(url: str) -> None:
        if url != file.as_uri():
            seen.requests.append(url)

    def answer(dialog: Dialog) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", answer)
    page.goto(file.as_uri())
    until(page, "document.documentElement.dataset.ready === 'true'")
    yield page, seen
    context.close()
    assert seen == Seen()


def until(page: Page, condition: str, seconds: float = 60) -> None:
    """Wait for a condition; Playwright's own wait needs eval, which our policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        time.sleep(0.02)


def counts(page: Page) -> tuple[int, int]:
    found = page.evaluate("convenor.shown()")
    return found["nodes"], found["edges"]


def move(page: Page, handle: str, year: int) -> None:
    """Move a handle of the year slider with the keyboard."""
    slider = page.locator(handle)
    slider.focus()
    while (value := int(slider.input_value())) != year:
        slider.press("ArrowRight" if value < year else "ArrowLeft")
    settle(page)


def settle(page: Page) -> None:
    """Wait until what was changed is drawn, which is done once a frame."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def click(page: Page, place: dict[str, float]) -> None:
    page.mouse.click(place["x"], place["y"])


def heading(page: Page) -> Locator:
    return page.locator("#panel h2")


def test_opens_without_asking_for_anything(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        assert page.title() == "Bodies that organize together"
        assert page.locator("h1").inner_text() == "Bodies that organize together"
        assert page.locator("#summary").inner_text() == "4 bodies, 3 ties, 2019–2023"
        assert counts(page) == (4, 3)
        names = page.locator("#panel tbody .link").all_inner_texts()
        assert names == ["Lake Office", "Dale Office", "Hill Office", "Peak Office"]
        assert "w3id.org" not in page.locator("body").inner_text()


def test_nothing_runs_or_is_loaded_that_is_not_ours(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, seen):
        stopped: list[str | None] = []
        page.on("requestfailed", lambda request: stopped.append(request.failure))
        page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "window.pwned = 1";
              document.body.append(script);
              const image = document.createElement("img");
              image.setAttribute("onerror", "window.pwned = 2");
              image.src = "https://example.org/x.png";
              document.body.append(image);
            }"""
        )
        until(page, "document.querySelector('img').complete")
        assert page.evaluate("window.pwned") is None
        assert stopped == ["csp"]
        for directive in ("script-src", "img-src"):
            assert any(directive in complaint for complaint in seen.complaints)
        # The browser announces a request before our policy stops it.
        assert seen.requests == ["https://example.org/x.png"]
        seen.complaints.clear()
        seen.requests.clear()


def test_no_words_of_pyvis_come_out() -> None:
    html = draw(network(), proofs)
    head = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert "<iframe" not in html and "bootstrap" not in html and "tom-select" not in html
    assert not re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"(?!data:)", head)
    assert html.count("<script") == html.count("</script>") + 1  # one in a string of vis-network
    assert "default-src &#39;none&#39;" in head


def test_the_same_network_gives_the_same_file() -> None:
    turned: nx.Graph = nx.Graph(**network().graph)
    turned.add_nodes_from(reversed(list(network().nodes(data=True))))
    turned.add_edges_from(
        (b, a, about) for a, b, about in reversed(list(network().edges(data=True)))
    )
    assert draw(turned, proofs) == draw(network(), proofs)


def test_a_large_network_is_drawn_whole(browser: Browser, tmp_path: Path) -> None:
    # How long it takes is in benchmarks/pictures.py: machines are busy.
    graph: nx.Graph = nx.relabel_nodes(
        nx.gnm_random_graph(1000, 2000, seed=1), {n: f"{BASE}organization/{n}" for n in range(1000)}
    )
    for node in graph:
        graph.nodes[node].update(
            label=f"Office for {node[-9:]}", type="organization", years=(2020,)
        )
    nx.set_edge_attributes(graph, 1, "weight")
    nx.set_edge_attributes(graph, (2020, 2021), "years")
    with shown(browser, draw(graph, lambda one, other: []), tmp_path) as (page, _):
        assert counts(page) == (1000, 2000)


def test_years_hide_ties_and_nodes_and_set_widths(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        both = page.evaluate(f"convenor.width('{LAKE}', '{HILL}')")
        move(page, "#to", 2020)
        assert page.locator("#span").inner_text() == "2019–2020"
        assert counts(page) == (2, 1)
        assert page.evaluate(f"convenor.width('{LAKE}', '{HILL}')") < both
        assert page.locator("#status").inner_text() == (
            "2 of 4 bodies, 1 of 3 ties, 1 tie without a year left out"
        )
        until(page, "document.querySelectorAll('#panel tbody tr').length === 2")
        move(page, "#from", 2020)
        assert counts(page) == (0, 0)
        assert page.locator("#empty").inner_text() == "No ties in these years"
        page.locator("#from").press("End")  # does not pass the other handle
        assert page.locator("#from").input_value() == "2020"
        move(page, "#to", 2023)
        assert page.locator("#empty").is_hidden()
        assert counts(page) == (3, 2)


def test_without_years_of_things_those_of_ties_count(browser: Browser, tmp_path: Path) -> None:
    graph = network()
    del graph.graph["thing_years"]
    with shown(browser, draw(graph, proofs), tmp_path) as (page, _):
        move(page, "#from", 2020)
        assert counts(page) == (3, 2)


def test_search_finds_names_in_both_languages(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        search = page.locator("#search")
        search.press_sequentially("OFFICE")
        options = page.locator("#found [role=option]")
        assert options.count() == 4
        search.press("ArrowDown")
        search.press("ArrowDown")
        search.press("ArrowUp")
        chosen = page.locator("#found [aria-selected=true]")
        name = chosen.inner_text()
        assert search.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        search.press("Enter")
        assert heading(page).inner_text() == name
        assert page.locator("#found").is_hidden()
        search.fill("湖")
        assert options.all_inner_texts() == ["Lake Office"]
        options.first.click()
        assert heading(page).inner_text() == "Lake Office"
        search.fill("nothing of this name")
        assert page.locator("#found").inner_text() == "No name contains this"
        search.press("Escape")
        assert search.input_value() == ""
        assert page.locator("#found").is_hidden()


def test_legend_hides_and_shows_kinds(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        entries = page.locator("#legend button")
        assert entries.all_inner_texts() == ["ministry\n2", "academy\n1", "other or not stated\n1"]
        entries.first.click()
        settle(page)
        assert counts(page) == (2, 0)
        assert entries.first.get_attribute("aria-pressed") == "false"
        entries.nth(1).click()
        entries.nth(2).click()
        settle(page)
        assert page.locator("#empty").inner_text() == "All kinds are hidden"
        for number in range(3):
            entries.nth(number).press("Enter")
            settle(page)
        assert counts(page) == (4, 3)


def test_language_can_be_switched(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs, language="zh"), tmp_path) as (page, _):
        assert page.locator("html").get_attribute("lang") == "zh"
        assert page.locator("h1").inner_text() == "共同主办的机构"
        assert page.locator("#panel tbody .link").first.inner_text() == "湖办"
        assert page.locator("#legend button").first.inner_text() == "部委\n2"
        page.locator("#language").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("#panel tbody .link").first.inner_text() == "Lake Office"
        assert page.locator("#search").get_attribute("placeholder") == "Find by name"


def test_click_on_a_node_lists_its_ties(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        click(page, page.evaluate(f"convenor.node('{LAKE}')"))
        assert heading(page).inner_text() == "Lake Office"
        panel = page.locator("#panel").inner_text()
        assert "湖办" in panel and "ministry · 2019, 2021 · strength 3" in panel
        assert page.locator(".ties .link").all_inner_texts() == ["Hill Office", "Dale Office"]
        assert "2 editions · 2019, 2021" in panel
        page.locator(".ties .link").first.click()
        assert heading(page).inner_text() in (
            "Lake Office — Hill Office",
            "Hill Office — Lake Office",
        )
        page.locator(".back").click()
        assert heading(page).inner_text() == "Lake Office"
        page.keyboard.press("Escape")
        assert heading(page).inner_text() == "In the picture"


def test_click_on_a_tie_shows_the_words_behind_it(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        click(page, page.evaluate(f"convenor.tie('{HILL}', '{LAKE}')"))
        assert page.locator("blockquote").text_content() == QUOTE
        article = page.locator("article").inner_text()
        assert "Lake Fair 2021 · organizer · Lake Office" in article
        assert "Lake News · Fair opens · 2021-05-01" in article
        assert "release.txt#char=0,9" in article
        address = page.locator("article a")
        assert address.get_attribute("href") == "https://example.org/news"
        assert address.get_attribute("rel") == "noopener noreferrer"
        assert address.get_attribute("target") == "_blank"
        assert page.locator("details li").all_inner_texts() == [
            "Lake Fair 2019 (2019)",
            "Lake Fair 2021 (2021)",
        ]


def test_rows_are_shown_by_column_and_odd_addresses_as_text(
    browser: Browser, tmp_path: Path
) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        click(page, page.evaluate(f"convenor.tie('{DALE}', '{LAKE}')"))
        assert page.locator("dt").all_inner_texts() == ["edition", "role"]
        assert page.locator("dd").all_inner_texts() == ["expo-2023", "主办"]
        assert page.locator("article a").count() == 0
        assert "javascript:window.pwned=1" in page.locator("article").inner_text()
        click(page, page.evaluate(f"convenor.tie('{DALE}', '{PEAK}')"))
        assert "No words are on record for this tie." in page.locator("#panel").inner_text()


def test_tooltip_names_kind_years_and_sources(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        for target, words in (
            (f"node('{LAKE}')", ["Lake Office", "ministry · 2019, 2021 · 2 ties", "Lake News"]),
            (f"tie('{LAKE}', '{HILL}')", ["2 editions", "Lake Fair 2019", "Lake News"]),
        ):
            place = page.evaluate(f"convenor.{target}")
            page.mouse.move(place["x"] + 2, place["y"])
            page.mouse.move(place["x"], place["y"])
            until(page, "!document.getElementById('tip').hidden")
            found = page.locator("#tip").inner_text()
            assert all(word in found for word in words), found
            page.mouse.move(5, 5)


def test_all_can_be_reached_with_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        reached = []
        for _ in range(20):
            page.keyboard.press("Tab")
            focus = "(({id, textContent}) => id || textContent)(document.activeElement)"
            reached.append(page.evaluate(focus))
            if reached[-1] == "Lake Office":
                break
        wanted = ["language", "search", "from", "to", "closer", "farther", "whole", "Lake Office"]
        assert [name for name in reached if name in wanted] == wanted
        page.keyboard.press("Enter")
        assert heading(page).inner_text() == "Lake Office"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("blockquote").text_content() == QUOTE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_small_screen(browser: Browser, tmp_path: Path, scheme: str) -> None:
    size = {"width": 360, "height": 640}
    html = draw(network(), proofs)
    with shown(browser, html, tmp_path, viewport=size, color_scheme=scheme) as (page, _):
        page.locator("#panel tbody .link").first.click()
        page.locator(".ties .link").first.click()
        width = "document.documentElement.scrollWidth"
        assert page.evaluate(width) <= 360
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 28)"}[scheme]


def test_an_empty_network_says_so(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, draw(nx.Graph(), proofs), tmp_path) as (page, _):
        assert page.locator("#empty").inner_text() == "This network has no nodes"
        assert page.locator("#years").is_hidden()


def test_directed_ties_name_their_direction(browser: Browser, tmp_path: Path) -> None:
    graph: nx.DiGraph = nx.DiGraph(title="Parts", through="")
    graph.add_edge(LAKE, HILL, weight=1, relation="part of", years=(), sources=())
    graph.add_edge(HILL, LAKE, weight=1, relation="succeeded", years=(), sources=())
    with shown(browser, draw(graph, proofs), tmp_path) as (page, _):
        page.locator("#panel tbody .link").first.click()
        assert sorted(page.locator(".ties .link").all_inner_texts()) == ["← lake", "→ lake"]
        page.get_by_role("button", name="→ lake").click()
        assert heading(page).inner_text() == "hill → lake"
        assert "succeeded" in page.locator("#panel").inner_text()


def test_the_words_of_the_lightest_ties_are_cut_first(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MOST_PROOFS", 1)
    with shown(browser, draw(network(), proofs), tmp_path) as (page, _):
        assert page.locator("#unproven").inner_text() == (
            "The words behind the 2 lightest ties are not in this file."
        )
        click(page, page.evaluate(f"convenor.tie('{DALE}', '{LAKE}')"))
        panel = page.locator("#panel").inner_text()
        assert "The words behind this tie are not in this file." in panel


def test_a_proof_stands_in_the_file_once() -> None:
    words = "one and the same fact"
    same = Proof("s", "p", "o", words, (statement("exact words"),))
    html = draw(network(), lambda one, other: [same])
    assert html.count(words) == 1


def test_only_languages_and_sizes_that_exist_are_taken() -> None:
    with pytest.raises(SettingError, match="'fr'"):
        draw(network(), proofs, language="fr")
    with pytest.raises(SettingError, match="'betweenness'"):
        draw(network(), proofs, size="betweenness")


def test_size_follows_an_attribute(browser: Browser, tmp_path: Path) -> None:
    graph = network()
    graph.nodes[PEAK]["betweenness"] = 0.25
    with shown(browser, draw(graph, proofs, size="betweenness"), tmp_path) as (page, _):
        page.get_by_role("button", name="Peak Office").click()
        assert "betweenness 0.25" in page.locator("#panel").inner_text()


HOSTILE = [
    "</script><script>window.pwned=1</script>",
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><img src=x onerror="window.pwned=1">',
    "'><svg/onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "javascript:window.pwned=1//",
    '<a href="javascript:window.pwned=1">href</a>',
    "href <b onmouseover=window.pwned=1>bold</b>",
    "\"'`\\",
    '\\"});window.pwned=1;//',
    "first\nsecond\r\nthird",
    "line\u2028and\u2029paragraph",
    "\u202egnp.exe\u202c \u2066bidi\u2069 \u200f",
    "{{7*7}} {% raw %} {# comment #} ${7*7}",
    "]]><![CDATA[",
    "<!-- <script>",
    "--><script>window.pwned=1</script>",
    "`${window.pwned=1}`",
    "</style></title></textarea><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "&lt;img src=x onerror=window.pwned=1&gt; &#60;b&#62;",
    "constructor",
    "__proto__",
    "nul\0 and bell\x07",
]


def hostile(texts: Sequence[str]) -> tuple[nx.Graph, Callable[[str, str], Sequence[Proof]]]:
    """A network with the texts in every place where a text of a source can stand.

    Of each text there are two nodes, the first with the text in its IRI, and a tie.
    """
    title = " ".join(texts)
    labels: dict[str, dict[str, str]] = {}
    graph: nx.Graph = nx.Graph(
        view=title, title=title, title_zh=title, through="editions", labels=labels, thing_years={}
    )
    for number, text in enumerate(texts):
        thing, source = f"{BASE}edition/{text}", f"{BASE}source/{text}"
        labels |= {thing: {"en": text, "zh": text}, source: {"en": text}}
        graph.graph["thing_years"][thing] = (2020, 2021)
        about: dict[str, Any] = {"label": text, "label_zh": text, "kind": text, "type": text}
        for node in (first(number, text), second(number)):
            graph.add_node(node, years=(2020, 2021), **about)
        common: dict[str, Any] = {"editions": (thing,), "sources": (source,), "roles": (text,)}
        common |= {"weight": 1, "relation": text, "years": (2020, 2021)}
        graph.add_edge(first(number, text), second(number), **common)

    def proven(one: str, other: str) -> Sequence[Proof]:
        text = graph.nodes[one]["label"]
        words = Passage(text, text, text, {}, text)
        row = Passage(text, text, text, {text: text, "plain": text})
        found = Statement(f"{BASE}source/{text}", text, text, text, text, (words, row))
        return [Proof(one, text, other, text, (found,))]

    return graph, proven


def first(number: int, text: str) -> str:
    return f"{BASE}organization/{number}-{text}"


def second(number: int) -> str:
    return f"{BASE}organization/{number}"


def visible(text: str) -> str:
    """A quote as the page shows it: with a sign for what would hide or turn around words."""
    unseen = r"[\0-\x08\x0b-\x1f\x7f-\x9f\u200f\u202a-\u202e\u2066-\u2069]"
    return re.sub(unseen, "\ufffd", text.replace("\r\n", "\n"))


COUNT = "document.querySelectorAll('script, img, iframe, b, style, a').length"


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 4))
def test_hostile_text_is_only_text(browser: Browser, tmp_path: Path, start: int) -> None:
    texts = HOSTILE[start : start + 4]
    graph, proven = hostile(texts)
    with shown(browser, draw(graph, proven), tmp_path) as (page, _):
        for number, text in enumerate(texts):
            one, other = first(number, text), second(number)
            for script, ends in (("node", [one]), ("tie", [one, other])):
                place = page.evaluate(f"(ends) => convenor.{script}(...ends)", ends)
                page.mouse.move(place["x"] + 2, place["y"])
                page.mouse.move(place["x"], place["y"])
                until(page, "!document.getElementById('tip').hidden")
                click(page, place)
                page.mouse.move(5, 5)
            assert page.locator("blockquote").text_content() == visible(text)
            assert page.locator("dd").count() == 2
            page.locator("#search").fill(text[:3])
            page.locator("#search").press("Escape")
        page.locator("#language").click()
        page.locator("#panel .link").first.click()
        page.locator("#legend button").first.click()
        settle(page)
        assert page.evaluate("[window.pwned, {}.pwned, document.pwned]") == [None, None, None]
        assert page.evaluate(COUNT) == 4  # the data, vis-network, our script and our style
