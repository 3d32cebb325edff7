"""What a newcomer does with no manual, from the home page, in at most five actions each.

An action is a click, a field filled in (with Enter or without), or a choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, Locator, Page

from convenor.graph.knowledge import KnowledgeGraph

from .browsing import chromium, visiting
from .server import Server

pytestmark = pytest.mark.slow

MIIT = "Ministry of Industry and Information Technology"
ACADEMY = "Chinese Academy of Engineering"


class Visitor:
    """Who acts on a page; the actions are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)

    def fill(self, label: str, text: str, enter: bool = False) -> None:
        self.actions += 1
        field = self.page.get_by_label(label, exact=True).first
        field.fill(text)
        if enter:
            field.press("Enter")

    @property
    def words(self) -> str:
        return self.page.locator("main").inner_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def server(bundled_server: Server) -> Server:
    return bundled_server


@contextmanager
def newcomer(browser: Browser, server: Server) -> Iterator[Visitor]:
    with visiting(browser, server, locale="en-US", accept_downloads=True) as page:
        page.goto("/")
        visitor = Visitor(page)
        yield visitor
        assert visitor.actions <= 5


def test_which_bodies_organized_a_fair_and_where_that_is_said(
    browser: Browser, server: Server, bundled_graph: KnowledgeGraph
) -> None:
    bodies = bundled_graph.query("bodies_by_edition", edition="wmc-2023", role="organizer")
    names = {str(row["bodyLabel"]) for row in bodies.rows()}
    assert len(names) == 10
    with newcomer(browser, server) as visitor:
        visitor.fill("Search names and sentences", "WMC 2023", enter=True)
        visitor.link("World Manufacturing Convention 2023")
        organizer = visitor.page.get_by_role("link", name="organizer", exact=True)
        group = visitor.page.locator(".facts > div").filter(has=organizer)
        assert {name for name in names if name in group.inner_text()} == names
        body = group.locator("dd", has_text=MIIT)
        visitor.click(body.locator("summary"))
        assert body.locator("blockquote, .cells").first.is_visible()
        visitor.click(body.get_by_role("link", name="in context").first)
        assert visitor.page.locator(".asked").first.is_visible()
        assert visitor.actions == 4


def test_in_which_years_two_bodies_organized_together(
    browser: Browser, server: Server, bundled_graph: KnowledgeGraph
) -> None:
    network = bundled_graph.network("co-organization")
    ends = [bundled_graph.names.resolve("organization", each).value for each in (MIIT, ACADEMY)]
    years = network.edges[*ends]["years"]
    assert len(years) > 5
    with newcomer(browser, server) as visitor:
        visitor.link("Compare")
        visitor.fill("One", MIIT)
        visitor.fill("and another", ACADEMY, enter=True)
        section = visitor.page.locator("section, main").filter(has_text="organiz").last
        assert all(str(year) in section.inner_text() for year in years)
        assert visitor.actions == 3


def test_what_changed_among_the_organizers(
    browser: Browser, server: Server, bundled_graph: KnowledgeGraph
) -> None:
    rows = {
        year: {
            str(row["bodyLabel"])
            for row in bundled_graph.query(
                "bodies_by_edition", edition=f"wmc-{year}", role="organizer"
            ).rows()
        }
        for year in (2019, 2023)
    }
    gone = rows[2019] - rows[2023]
    assert gone
    with newcomer(browser, server) as visitor:
        visitor.link("Compare")
        visitor.fill("One", "WMC 2019")
        visitor.fill("and another", "WMC 2023", enter=True)
        visitor.link("Organizers and co-hosts")
        words = visitor.words.partition("\nOrganizers and co-hosts\n")[2]
        assert all(name in words for name in gone)
        assert visitor.actions == 4


def test_how_two_bodies_are_connected(browser: Browser, server: Server) -> None:
    with newcomer(browser, server) as visitor:
        visitor.link("Paths")
        visitor.fill("From", "State Council")
        visitor.fill("to", ACADEMY, enter=True)
        hops = visitor.page.locator("main ol ol li")
        assert hops.count() >= 2
        for number in range(2):
            assert hops.nth(number).get_by_role("link", name="in context").count() == 1
        assert visitor.actions == 3


def test_the_network_of_some_years_for_gephi(
    browser: Browser, server: Server, bundled_graph: KnowledgeGraph, tmp_path: Path
) -> None:
    with newcomer(browser, server) as visitor:
        visitor.link("Graph")
        visitor.link("Bodies that organize together")
        visitor.fill("Years from", "2018")
        visitor.fill("to", "2025", enter=True)
        with visitor.page.expect_download() as downloading:
            visitor.link("GEXF")
        path = tmp_path / downloading.value.suggested_filename
        assert path.suffix == ".gexf"
        downloading.value.save_as(path)
    network = bundled_graph.network("co-organization", years=(2018, 2025))
    read = nx.read_gexf(path)
    assert set(read) == set(network) and read.number_of_edges() == network.number_of_edges()
