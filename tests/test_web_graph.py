"""The graph page: its tables without scripts, its formats, and its picture in a browser."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs
from convenor.web.asked import Asked
from convenor.web.bundle import bundled as in_bundle
from convenor.web.pages.graph import graph_page

from .browsing import chromium, visiting
from .conftest import write_tables
from .server import Server

HUB = 2_300  # editions of one body
WMC = "edition/wmc-2023"
needs_bundle = pytest.mark.skipif(not in_bundle("graph.js"), reason="make bundle")


def page(graph: KnowledgeGraph, format_: str = "html", **fields: str) -> str:
    own = {name.rstrip("_"): value for name, value in fields.items()}
    return str(graph_page(graph, Asked("/graph", own), format_))


def picture(graph: KnowledgeGraph, **fields: str) -> Any:
    return json.loads(page(graph, "json", **fields))


def ids(found: Any) -> set[str]:
    return {node["id"] for node in found["nodes"]}


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a graph with a body that organizes very many editions, and hostile names."""
    path = tmp_path_factory.mktemp("hub")
    numbers = range(HUB)
    evil = "</script><img src=x onerror=alert(1)>"
    tables = {
        "sources": "source_id,url,publisher\nnews,https://example.org/n,News\n",
        "bodies": "body_id,name_en,kind,source_id\nhub,Hub,ministry,news\n"
        f"evil,{evil},company,news\n",
        "series": "series_id,name_en,source_id\nfair,Fair,news\n",
        "editions": "edition_id,series_id,year,source_ids\n"
        + "".join(f"fair-{number},fair,{2001 + number % 20},news\n" for number in numbers)
        + "undated,fair,,news\n",
        "participations": "edition_id,body_id,role,source_id\n"
        + "".join(f"fair-{number},hub,organizer,news\n" for number in numbers)
        + "fair-7,evil,organizer,news\nundated,evil,organizer,news\n",
    }
    build(GraphFolder(path / "graph"), find_inputs(write_tables(path / "in", tables)))
    return path / "graph"


@pytest.fixture(scope="session")
def hub_graph(hub: Path) -> Iterator[KnowledgeGraph]:
    with open_graph(hub) as graph:
        yield graph


def test_a_network_has_the_nodes_and_ties_that_the_library_gives(
    bundled_graph: KnowledgeGraph,
) -> None:
    found = picture(bundled_graph, view="co-organization")
    network = bundled_graph.network("co-organization")
    base = f"{bundled_graph.iris.base}id/"
    assert {f"{base}{node}" for node in ids(found)} == set(network)
    names = [node["id"] for node in found["nodes"]]
    ends = [tuple(f"{base}{names[end]}" for end in tie["ends"]) for tie in found["ties"]]
    assert {frozenset(pair) for pair in ends} == {frozenset(pair) for pair in network.edges}
    weights = [tie["weight"] for tie in found["ties"]]
    assert weights == sorted(weights, reverse=True)
    html = page(bundled_graph, view="co-organization")
    assert f"{len(network)} things" in html and f"{network.number_of_edges()} ties" in html


def test_years_count_ties_and_leave_nodes_in_their_places(bundled_graph: KnowledgeGraph) -> None:
    limits = {"view": "co-organization", "from_": "2018", "to": "2025"}
    network = bundled_graph.network("co-organization", years=(2018, 2025))
    found, whole = picture(bundled_graph, **limits), picture(bundled_graph, view="co-organization")
    assert len(found["nodes"]) == len(network) < len(whole["nodes"])
    places = {node["id"]: (node["x"], node["y"]) for node in whole["nodes"]}
    assert all(places[node["id"]] == (node["x"], node["y"]) for node in found["nodes"])
    written = nx.read_gexf(io.BytesIO(page(bundled_graph, "gexf", **limits).encode()))
    assert (len(written), written.number_of_edges()) == (len(network), network.number_of_edges())
    rows = list(csv.DictReader(io.StringIO(page(bundled_graph, "csv", **limits))))
    assert len(rows) == network.number_of_edges()


@pytest.mark.parametrize("view", ["body-edition", "series-series", "body-hierarchy"])
def test_every_file_of_a_network_reads_again(bundled_graph: KnowledgeGraph, view: str) -> None:
    network = bundled_graph.network(view)
    graphml = nx.parse_graphml(page(bundled_graph, "graphml", view=view))
    assert (len(graphml), graphml.number_of_edges()) == (len(network), network.number_of_edges())
    svg = page(bundled_graph, "svg", view=view)
    assert svg.count("<line") == network.number_of_edges()
    assert svg.count("<circle") + svg.count("<polygon") == len(network)


def test_a_small_neighborhood_is_open(bundled_graph: KnowledgeGraph) -> None:
    found = picture(bundled_graph, thing="WMC 2023")
    network = bundled_graph.network("ego", "wmc-2023")
    assert {f"{bundled_graph.iris.base}id/{node}" for node in ids(found)} == set(network)
    ties = {tie["label"] for tie in found["ties"]}
    assert {"organizer", "part of", "shown at"} <= ties


def test_relations_are_counted_in_both_directions(bundled_graph: KnowledgeGraph) -> None:
    html = page(bundled_graph, thing=WMC)
    shown = re.findall(r'<li><span>(← )?([a-z ]+)</span> <span class="number">([\d,]+)', html)
    counts = {f"{sign}{name}": int(number) for sign, name, number in shown}
    organizers = bundled_graph.network("ego", "wmc-2023").edges(data="relation")
    assert counts["organizer"] == sum(relation == "organizer" for *_, relation in organizers)
    assert counts["← shown at"] == sum(relation == "shown at" for *_, relation in organizers)


def test_opening_adds_one_relation_and_links_lead_on(bundled_graph: KnowledgeGraph) -> None:
    opened = {"thing": WMC, "open": f"{WMC}~organizer"}
    found = picture(bundled_graph, **opened)
    assert {tie["label"] for tie in found["ties"]} == {"organizer"}
    html = page(bundled_graph, **opened, node="organization/miit")
    links = [
        link.replace("&amp;", "&") for link in re.findall(r'<a data-load href="([^"]+)"', html)
    ]
    chains = [parse_qs(urlsplit(link).query).get("open", [""])[0] for link in links]
    more = f"{WMC}~organizer organization/miit~-organizer"
    assert more in chains
    after = picture(bundled_graph, thing=WMC, open=more)
    editions = bundled_graph.query("editions_by_body", body="miit", role="organizer")
    assert len(after["nodes"]) > len(found["nodes"])
    assert {
        f"edition/{each}".replace(bundled_graph.iris.base + "id/edition/", "")
        for each in set(editions.column("edition"))
    } <= ids(after)


@pytest.mark.parametrize(
    "chain",
    ["", "~", "x~~~", "edition/none~organizer", f"{WMC}~none", f"{WMC}~organizer:1900s", "a b c d"],
)
def test_odd_chains_open_nothing(bundled_graph: KnowledgeGraph, chain: str) -> None:
    found = picture(bundled_graph, thing=WMC, open=chain or " ~")
    assert ids(found) == {WMC}


def test_parts_are_by_kind_decade_and_year(bundled_graph: KnowledgeGraph) -> None:
    def opened(part: str) -> set[str]:
        chain = f"organization/miit~-organizer{part}"
        return ids(picture(bundled_graph, thing="organization/miit", open=chain))

    decades = opened(":2010s") | opened(":2020s")
    assert decades == opened("") and opened(":2010s").isdisjoint(
        opened(":2020s") - opened(":2010s")
    )
    assert opened(":2023") < opened(":2020s")
    kinds = picture(bundled_graph, thing=WMC, open=f"{WMC}~organizer:provincial_government")
    assert {node["kind"] for node in kinds["nodes"]} == {"edition", "provincial government"}


def test_hiding_takes_along_what_hung_on_it(bundled_graph: KnowledgeGraph) -> None:
    chain = f"{WMC}~organizer organization/miit~-organizer"
    whole = picture(bundled_graph, thing=WMC, open=chain)
    found = picture(bundled_graph, thing=WMC, open=chain, hide="organization/miit")
    assert "organization/miit" not in ids(found)
    linked = {end for tie in found["ties"] for end in tie["ends"]}
    assert linked == set(range(len(found["nodes"])))
    assert len(found["nodes"]) < len(whole["nodes"])
    off = picture(bundled_graph, view="co-organization", off="ministry provincial_government")
    assert {"ministry", "provincial government"}.isdisjoint(node["kind"] for node in off["nodes"])
    assert {group["name"] for group in off["groups"] if group["off"]} == {
        "ministry",
        "provincial_government",
    }


def test_each_tie_leads_to_its_words(bundled_graph: KnowledgeGraph) -> None:
    html = page(bundled_graph, thing=WMC, tie=f"{WMC} organization/miit")
    assert "World Manufacturing Convention 2023 · organizer · Ministry of Industry" in html
    explained = bundled_graph.explain("wmc-2023")
    miit = next(
        fact
        for fact in explained.facts
        if fact.predicate.endswith("organizer") and str(fact.value).endswith("/miit>")
    )
    panel = html[html.index('id="panel"') : html.index('id="tables"')]
    for statement in miit.statements:
        assert statement.source.removeprefix(f"{bundled_graph.iris.base}source/") in panel
    assert 'href="/text/' in panel


def test_time_puts_years_from_left_to_right(bundled_graph: KnowledgeGraph) -> None:
    found = picture(bundled_graph, thing="organization/miit", layout="time")
    years = sorted((node["x"], node["years"][0]) for node in found["nodes"] if node["years"])
    assert [year for _, year in years] == sorted(year for _, year in years)
    assert [year for year, _ in found["years"]] == sorted({year for _, year in years})


def test_hops_puts_what_is_next_on_a_ring(bundled_graph: KnowledgeGraph) -> None:
    chain = f"{WMC}~organizer organization/miit~-organizer"
    found = picture(bundled_graph, thing=WMC, open=chain, layout="hops")
    at = {node["id"]: complex(node["x"], node["y"]) for node in found["nodes"]}
    far = {node: round(abs(place - at[WMC]) / 10) for node, place in at.items()}
    ring = far["organization/miit"]
    assert far["edition/wmc-2019"] > ring == far["organization/cae"] > 0


def test_pins_stay(bundled_graph: KnowledgeGraph) -> None:
    pins = f"{WMC}@12,-34 nothing@1,2 organization/miit@x,y"
    found = picture(bundled_graph, thing=WMC, pin=pins)
    node = next(node for node in found["nodes"] if node["id"] == WMC)
    assert (node["x"], node["y"]) == (12, -34)


def test_a_hub_is_counted_before_it_is_opened(hub_graph: KnowledgeGraph) -> None:
    assert ids(picture(hub_graph, thing="Hub")) == {"organization/hub"}
    html = page(hub_graph, thing="Hub")
    assert f'<span class="number">{HUB:,}</span>' in html and "nothing is shown yet" in html
    assert re.search(r"2001 <span class=\"number\">115</span>", html)
    part = picture(hub_graph, thing="Hub", open="organization/hub~-organizer:2001")
    assert len(part["nodes"]) == 116


def test_the_cap_is_said(hub_graph: KnowledgeGraph) -> None:
    fields = {"thing": "Hub", "open": "organization/hub~-organizer"}
    assert len(picture(hub_graph, **fields)["nodes"]) == 2_000
    html = page(hub_graph, **fields)
    assert f"at most 2,000 things: {HUB - 1_999} more were left out" in html
    assert f"shown but for {HUB - 1_999}" in html


def test_tables_are_paged(hub_graph: KnowledgeGraph) -> None:
    first = page(hub_graph, view="body-edition")
    last = page(hub_graph, view="body-edition", page=str(-(-(HUB + 2) // 100)))
    assert "page 1 of 24, the strongest ties first" in first
    assert 'rel="next"' in first and 'rel="next"' not in last and 'rel="prev"' in last
    keys = re.compile(r'<tr data-key="([^"]+)"')
    assert len(set(keys.findall(first))) == 200
    assert set(keys.findall(first)).isdisjoint(keys.findall(last))


def test_names_are_only_text(hub_graph: KnowledgeGraph) -> None:
    for fields in ({"thing": "fair-7"}, {"view": "co-organization"}, {"thing": "<b>x</b>"}):
        html = page(hub_graph, **fields, data="1")
        assert "<img" not in html and "<b>x" not in html
    assert "<img" not in page(hub_graph, "svg", thing="fair-7")


def test_what_is_unknown_or_empty_is_said(bundled_graph: KnowledgeGraph) -> None:
    assert 'role="alert"' in page(bundled_graph, thing="nobody at all")
    assert "Did you mean" in page(bundled_graph, thing="Ministry of Industry and Informatio")
    assert 'role="alert"' in page(bundled_graph, view="no-such-view")
    assert "run backwards" in page(bundled_graph, view="body-edition", from_="2020", to="2010")
    assert "no source of this graph states such a tie" in page(
        bundled_graph, view="co-organization", from_="1800", to="1801"
    )
    assert "all are shown" in page(bundled_graph, view="body-hierarchy", from_="2020")
    plain = page(bundled_graph)
    assert plain.count('href="/graph?view=') == 8 and 'id="picture"' not in plain


def test_ties_without_a_year_are_told(hub_graph: KnowledgeGraph) -> None:
    assert "1 tie has no stated year" in page(hub_graph, view="body-edition", from_="2001")
    assert "no stated year" not in page(hub_graph, view="body-edition")
    assert "none in common" not in page(hub_graph, view="body-edition")


def test_series_need_not_share_a_year(bundled_graph: KnowledgeGraph) -> None:
    ties = bundled_graph.network("series-series").edges(data="years")
    shown = re.findall("none in common", page(bundled_graph, view="series-series"))
    later = re.findall("none in common", page(bundled_graph, view="series-series", page="2"))
    last = re.findall("none in common", page(bundled_graph, view="series-series", page="3"))
    assert len(shown) + len(later) + len(last) == sum(not years for *_, years in ties)


def test_two_things_of_one_name_are_offered(small: Path) -> None:
    with open_graph(small) as graph:
        html = page(graph, thing="Twin")
        assert 'href="/graph?thing=organization%2Flake-office"' in html
        assert 'href="/graph?thing=organization%2Fhill-office"' in html


def test_formats_come_by_address(server: Server) -> None:
    for name, kind in (("json", "json"), ("csv", "csv"), ("gexf", "gexf"), ("svg", "svg")):
        answer = server.get(f"/graph?view=co-organization&format={name}")
        assert answer.status_code == 200 and kind in answer.headers["content-type"]
    assert server.get("/graph?format=json").status_code == 400
    assert server.get("/graph?thing=nobody&format=json").status_code == 400
    long = " ".join(f"{WMC}~organizer:{year}" for year in range(1900, 2000))
    assert server.get("/graph", params={"thing": WMC, "open": long}).status_code == 200


# In a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def server(bundled_server: Server) -> Server:
    return bundled_server


def open_(page: Page, address: str) -> None:
    page.goto(address)
    drawn(page)


def drawn(page: Page) -> None:
    """Wait for the picture: then the script is there."""
    expect(page.locator("#picture")).to_have_attribute("data-drawn", re.compile(r"\d"))


def field(page: Page, name: str) -> str:
    return parse_qs(urlsplit(page.url).query).get(name, [""])[0]


@needs_bundle
@pytest.mark.slow
def test_choosing_in_the_table_chooses_in_the_panel_by_keyboard(
    browser: Browser, server: Server
) -> None:
    with visiting(browser, server) as page:
        open_(page, "/graph?view=co-organization")
        row = page.locator("tr[data-key='organization/cae']")
        row.locator("a").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#panel h2")).to_have_text("Chinese Academy of Engineering")
        expect(row).to_have_attribute("aria-current", "true")
        assert field(page, "node") == "organization/cae"
        page.reload()
        drawn(page)
        expect(page.locator("#panel h2")).to_have_text("Chinese Academy of Engineering")
        page.keyboard.press("Escape")
        expect(page.locator("#panel h2")).to_have_count(0)
        assert field(page, "node") == ""


@needs_bundle
@pytest.mark.slow
def test_a_click_on_a_node_chooses_it(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page:
        open_(page, f"/graph?thing={WMC}&open={WMC}~superEvent&layout=hops")
        box = page.locator("#picture").bounding_box()
        assert box
        # The two nodes lie side by side: one of them is in the left half of the middle line.
        for part in [number / 60 for number in range(2, 58)]:
            page.mouse.click(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
            if field(page, "node"):
                break
        chosen = field(page, "node")
        assert chosen in (WMC, "series/wmc")
        expect(page.locator(f"tr[data-key='{chosen}']")).to_have_attribute("aria-current", "true")


@needs_bundle
@pytest.mark.slow
def test_opening_is_one_request_and_can_be_undone(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page:
        open_(page, f"/graph?thing={WMC}&open={WMC}~organizer&node=organization/miit")
        before = page.locator("#picture").get_attribute("data-drawn")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("#panel .relations li", has_text="← organizer").get_by_text("show").click()
        expect(page.locator("#picture")).not_to_have_attribute("data-drawn", before or "")
        assert len([url for url in asked if "/graph" in url]) == 1
        assert "organization/miit~-organizer" in field(page, "open")
        expect(page.locator("#top [role=status]")).to_contain_text(
            page.locator("#picture").get_attribute("data-drawn") or ""
        )
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#picture")).to_have_attribute("data-drawn", before or "")
        assert field(page, "open") == f"{WMC}~organizer"


@needs_bundle
@pytest.mark.slow
def test_escape_cancels(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page:
        open_(page, f"/graph?thing={WMC}&open={WMC}~organizer")
        before = page.url
        page.route("**/graph?*data=1*", lambda route: None)  # no answer ever comes
        page.locator("#panel .relations a[data-load]").first.click()
        expect(page.locator("#told")).to_contain_text("Loading")
        page.keyboard.press("Escape")
        expect(page.locator("#told")).to_have_text("Cancelled.")
        assert page.url == before


@needs_bundle
@pytest.mark.slow
def test_years_filter_at_once_and_stay_in_the_address(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page:
        open_(page, "/graph?view=co-organization")
        before = int(page.locator("#picture").get_attribute("data-drawn") or 0)
        page.locator("#from").evaluate(
            "each => { each.value = 2021; each.dispatchEvent(new Event('input', {bubbles: true})) }"
        )
        assert page.locator("#tables tr[hidden]").count() > 0 and field(page, "from") == ""
        page.locator("#from").evaluate(
            "each => each.dispatchEvent(new Event('change', {bubbles: true}))"
        )
        expect(page.locator("#picture")).not_to_have_attribute("data-drawn", str(before))
        assert field(page, "from") == "2021"
        expect(page.locator(".exports a").first).to_have_attribute("href", re.compile("from=2021"))


@needs_bundle
@pytest.mark.slow
def test_pinning_rearranging_and_kinds(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page:
        open_(page, "/graph?view=agreement-parties&node=organization/miit")
        page.get_by_role("button", name="Pin", exact=True).click()
        assert field(page, "pin").startswith("organization/miit@")
        page.get_by_role("button", name="Rearrange").click()
        expect(page.locator("#told")).to_have_text("", timeout=20_000)
        before = page.locator("#picture").get_attribute("data-drawn")
        page.locator(".legend a").first.click()
        expect(page.locator("#picture")).not_to_have_attribute("data-drawn", before or "")
        expect(page.locator(".legend a.off")).to_have_count(1)
        assert field(page, "pin") and field(page, "off")


@needs_bundle
@pytest.mark.slow
def test_the_picture_is_saved(browser: Browser, server: Server, tmp_path: Path) -> None:
    with visiting(browser, server) as page:
        open_(page, f"/graph?thing={WMC}")
        with page.expect_download() as saved:
            page.get_by_role("button", name="PNG").click()
        file = tmp_path / "picture.png"
        saved.value.save_as(file)
        assert file.read_bytes().startswith(b"\x89PNG") and file.stat().st_size > 5_000


@needs_bundle
@pytest.mark.slow
def test_hostile_names_are_drawn_as_text(
    browser: Browser, hub: Path, serve: Callable[..., Server]
) -> None:
    server = serve(hub, "--workers", "1", "--rate", "0")
    with visiting(browser, server) as page:
        open_(page, "/graph?thing=fair-7")
        page.locator("tr[data-key='organization/evil'] a").click()
        expect(page.locator("#panel h2")).to_contain_text("<img")
        open_(page, "/graph?thing=Hub")
        expect(page.locator("#panel .relations")).to_contain_text(f"{HUB:,}")
