"""Every view in a real browser: by mouse, by keyboard, on phones, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from .browsing import chromium, faults, visiting
from .server import Server

PHONE = {"width": 360, "height": 740}
SELECT = "SELECT ?body ?name { ?body a org:Organization ; skos:prefLabel ?name } LIMIT 5"
VIEWS = {
    "home": "/",
    "search": "/search?q=manufacturing",
    "search in vain": "/search?q=zzzzqqqq",
    "series": "/doc/id/series/wmc",
    "edition": "/doc/id/edition/wmc-2023",
    "body": "/doc/id/organization/miit",
    "matrices": "/matrix",
    "matrix": "/matrix?series=wmc",
    "matrix in years": "/matrix?series=wmc&from=2020&to=2023",
    "lanes": "/lanes",
    "lanes of a series": "/lanes?series=wmc",
    "lanes of a body": "/lanes?body=miit",
    "graph": "/graph",
    "network": "/graph?view=co-organization",
    "graph around a thing": "/graph?thing=edition/wmc-2023",
    "paths": "/path",
    "path": "/path?a=organization/miit&b=organization/cae",
    "comparing": "/compare",
    "editions compared": "/compare?a=edition/wmc-2019&b=edition/wmc-2023",
    "bodies compared": "/compare?a=organization/miit&b=organization/cae",
    "questions": "/api/queries",
    "question": "/api/queries/bodies_by_edition?edition=wmc-2023",
    "sparql": "/sparql",
    "sparql answer": f"/sparql?query={SELECT}&format=html",
    "schema": "/schema",
    "vocabulary": "/doc/ontology",
    "data": "/data",
    "changes": "/changes",
    "revision": "/changes/1",
    "error": "/doc/id/edition/none",
}
"""An address for each kind of page, and for what it shows with and without something asked."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def server(bundled_server: Server) -> Server:
    return bundled_server


@pytest.fixture(scope="module")
def addresses(server: Server) -> dict[str, str]:
    """The views, and the words of one source of each kind, to which pages lead."""
    found = dict(VIEWS)
    page = server.get(VIEWS["edition"], headers={"Accept": "text/html"}).text
    found["evidence"] = re.findall(r'href="(/text/[^"]+)"', page)[0].replace("&amp;", "&")
    return found


NAMES = [*VIEWS, "evidence"]


def settle(page: Page) -> None:
    """Wait until a page that has scripts is done; half a second of it is only waiting."""
    if page.locator("script[type=module]").count():
        page.wait_for_load_state("networkidle")


def open_(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status in ((404,) if "none" in address else (200,)), address


@pytest.fixture(scope="module", params=NAMES)
def view(
    request: pytest.FixtureRequest, browser: Browser, server: Server, addresses: dict[str, str]
) -> Iterator[Page]:
    """A view that is opened once for all that leave it as it is."""
    with visiting(browser, server) as page:
        open_(page, addresses[request.param])
        settle(page)
        yield page


@pytest.mark.slow
def test_nothing_serious_is_wrong(view: Page) -> None:
    assert faults(view) == []
    assert view.locator("h1").count() == 1
    assert view.title().strip(" ·")


@pytest.mark.slow
def test_nothing_is_hard_to_see_in_the_dark(view: Page) -> None:
    view.emulate_media(color_scheme="dark")
    assert faults(view, "color-contrast", "link-in-text-block") == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_phone(
    browser: Browser, server: Server, addresses: dict[str, str], name: str
) -> None:
    with visiting(browser, server, viewport=PHONE, is_mobile=True, has_touch=True) as page:
        open_(page, addresses[name])
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.slow
def test_it_says_the_same_without_scripts(browser: Browser, server: Server, view: Page) -> None:
    with visiting(browser, server, java_script_enabled=False) as plain:
        open_(plain, view.url)
        assert plain.locator("h1").inner_text() == view.locator("h1").inner_text()
        shown = plain.locator("main").inner_text()
        assert len(shown) > 40 and "JavaScript" not in shown
        assert plain.locator("main a, main button, main [tabindex='0']").count() > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_speaks_two_languages(
    browser: Browser, server: Server, addresses: dict[str, str], name: str
) -> None:
    with visiting(browser, server, locale="en-US") as page:
        open_(page, addresses[name])
        assert page.locator("html").get_attribute("lang") == "en"
        english = page.locator("nav").first.inner_text()
        page.get_by_role("link", name="中文", exact=True).first.click()
        assert page.locator("html").get_attribute("lang") == "zh"
        chinese = page.locator("nav").first.inner_text()
        assert re.search(r"[\u4e00-\u9fff]", chinese) and chinese != english
        page.locator("nav a").first.click()  # the choice stays
        assert page.locator("html").get_attribute("lang") == "zh"


@pytest.mark.slow
def test_every_view_is_reached_by_mouse_and_by_keyboard(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page, visiting(browser, server) as keys:
        open_(page, "/")
        names = page.locator("header nav a").all_inner_texts()
        assert len(names) >= 10
        for number, name in enumerate(names):
            page.locator("header nav a").nth(number).click()
            open_(keys, "/")
            for _ in range(60):
                keys.keyboard.press("Tab")
                focused = keys.evaluate("document.activeElement.innerText")
                outline = keys.evaluate(
                    "(style => style.outlineStyle + style.outlineWidth)"
                    "(getComputedStyle(document.activeElement))"
                )
                if focused == name:
                    break
            assert focused == name and "none" not in outline
            keys.keyboard.press("Enter")
            keys.wait_for_url(page.url)
            assert keys.locator("h1").inner_text() == page.locator("h1").inner_text()


@pytest.mark.slow
def test_nothing_traps_the_keyboard(view: Page) -> None:
    seen = []
    for _ in range(40):
        view.keyboard.press("Tab")
        seen.append(
            view.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
        )
    assert all(one != other for one, other in pairwise(seen)), "the focus stays where it is"


@pytest.mark.slow
def test_the_skip_link_leads_to_the_content(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page:
        open_(page, "/matrix")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
