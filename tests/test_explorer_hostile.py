"""Hostile texts in every kind of label, title, quote and literal: on every view they are text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.loaders.inputs import find_inputs

from .browsing import chromium, visiting
from .conftest import write_tables
from .server import Server

RUN = "window.pwned=1"
HOSTILE = [
    f"</script><script>{RUN}</script>",
    f"<script>{RUN}</script>",
    f"<ScRiPt >{RUN}</ScRiPt >",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"</text></svg><img src=x onerror={RUN}>",
    f"</title><img src=x onerror={RUN}>",
    f"</style><img src=x onerror={RUN}>",
    f"</textarea><img src=x onerror={RUN}>",
    f"</template><img src=x onerror={RUN}>",
    f"</noscript><img src=x onerror={RUN}>",
    f"</option></select><img src=x onerror={RUN}>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<iframe src=javascript:parent.pwned=1>",
    f"<object data='data:text/html,<script>{RUN}</script>'>",
    f"<embed src=javascript:{RUN}>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<body onload={RUN}>",
    "<base href=//evil.example/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    f"<form action=javascript:{RUN}><button>go</button></form>",
    f'<a href="javascript:{RUN}">href</a>',
    f"javascript:{RUN}//",
    f"href <b onmouseover={RUN}>bold</b>",
    f'\\"}});{RUN};//',
    f"';{RUN};//",
    f"`${{{RUN}}}`",
    "{{7*7}} {% raw %} {# comment #} ${7*7} %(name)s %s {0}",
    "]]><![CDATA[ <?xml version='1.0'?> <!ENTITY x SYSTEM 'file:///etc/passwd'>",
    f"<!-- --><script>{RUN}</script>",
    f"&lt;img src=x onerror={RUN}&gt; &#60;script&#62;{RUN}&#60;/script&#62;",
    "\u202egnp.exe\u202c \u2066bidi\u2069 \u200fright",
    "__proto__ constructor toString",
    f"<x style=animation-name:rotation onanimationstart={RUN}>",
]
NUMBERS = range(len(HOSTILE))
SERIES = "lake-fair"
ATTACK = f"<img src=x onerror={RUN}>"
TEXT = (
    "URL: https://example.org/lake\r\n\r\n"
    "HEFEI, China, May 6, 2031 (Lake Wire) -- The 2031 World Lake Expo opened in Hefei on May 5. "
    f'The theme is "{ATTACK}".\r\n\r\n'
    + "".join(
        f"More than {3000 + number} guests {each} attended the 2031 World Lake Expo.\r\n"
        for number, each in enumerate(HOSTILE)
    )
)


def table(header: str, rows: list[list[str]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows([header.split(","), *rows])
    return written.getvalue()


def tables() -> dict[str, str]:
    """A series in which all that people named is hostile."""
    editions = [str(2001 + number) for number in NUMBERS]
    all_ = list(zip(map(str, NUMBERS), editions, HOSTILE, strict=True))
    return {
        "sources": table(
            "source_id,url,publisher,published,title_gist",
            [[f"s{n}", f"https://example.org/{n}", x, "2031-05-01", x] for n, _, x in all_],
        ),
        "bodies": table(
            "body_id,name_en,name_zh,kind,aliases,note,source_id",
            [
                [f"b{n}", f"{x} body", f"{x} 机构", "ministry", f"{x} other", x, f"s{n}"]
                for n, _, x in all_
            ],
        ),
        "series": table(
            "series_id,name_en,name_zh,source_id",
            [[SERIES, f"{ATTACK} fair", f"{ATTACK} 展", "s0"]]
            + [[f"f{n}", f"{x} fair", f"{x} 会", f"s{n}"] for n, _, x in all_],
        ),
        "editions": table(
            "edition_id,series_id,year,name_en,city,venue,theme_en,theme_zh,source_ids",
            [
                [f"e{n}", SERIES, y, f"{x} edition", x, f"{x} venue", x, f"{x} 主题", f"s{n}"]
                for n, y, x in all_
            ],
        ),
        "participations": table(
            "edition_id,body_id,role,role_as_stated,source_id",
            [[f"e{n}", f"b{n}", "organizer", x, f"s{n}"] for n, _, x in all_]
            + [[f"e{n}", "b0", "undertaker", x, f"s{n}"] for n, _, x in all_],
        ),
        "exhibits": table(
            "exhibit_id,edition_id,name,exhibitor_body_id,area,source_id",
            [[f"x{n}", f"e{n}", x, f"b{n}", f"{x} hall", f"s{n}"] for n, _, x in all_],
        ),
        "agreements": table(
            "agreement_id,edition_id,title,kind,occasion,source_id",
            [[f"a{n}", f"e{n}", x, "contract", x, f"s{n}"] for n, _, x in all_],
        ),
        "agreement_parties": table(
            "agreement_id,body_id,source_id",
            [[f"a{n}", f"b{n}", f"s{n}"] for n, *_ in all_],
        ),
        "releases": table(
            "release_id,edition_id,title,kind,occasion,source_id",
            [[f"r{n}", f"e{n}", x, "report", x, f"s{n}"] for n, _, x in all_],
        ),
        "activities": table(
            "edition_id,name,source_id", [[f"e{n}", x, f"s{n}"] for n, _, x in all_]
        ),
        "statistics": table(
            "edition_id,measure,value,unit,bound,scope,source_id,qualifier,as_stated",
            [
                [f"e{n}", "guests", str(1000 + int(n)), "count", "exact", "edition", f"s{n}", x, x]
                for n, _, x in all_
            ],
        ),
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Server]) -> Server:
    folder = tmp_path_factory.mktemp("hostile")
    inputs = write_tables(folder / "in", tables())
    (folder / "in" / "lake.txt").write_text(TEXT, "utf-8")
    given = find_inputs([*inputs, str(folder / "in/lake.txt")], suffixes=(".txt", ".csv"))
    summary = build(GraphFolder(folder / "graph"), given)
    assert summary.sources > len(HOSTILE)
    return serve(folder / "graph", "--workers", "2", "--title", ATTACK, "--context", "all")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def views() -> list[str]:
    """Addresses of all views, with the hostile things on them and hostile words in them."""
    found = ["/", f"/doc/id/series/{SERIES}", "/matrix", f"/matrix?series={SERIES}", "/lanes"]
    found += [f"/lanes?series={SERIES}", "/lanes?body=b0", "/graph?view=co-organization"]
    found += ["/graph?view=body-edition", "/graph?thing=organization/b0", "/schema", "/data"]
    found += [
        "/path?a=organization/b1&b=organization/b2",
        "/api/queries/bodies_by_edition?edition=e3",
    ]
    for number in NUMBERS:
        other = (number + 1) % len(HOSTILE)
        text = quote(HOSTILE[number])
        literal = f"SELECT ({json.dumps(HOSTILE[number])} AS ?x) {{}}"
        found += [
            f"/doc/id/edition/e{number}",
            f"/doc/id/organization/b{number}",
            f"/text/s{number}",
            f"/compare?a=edition/e{number}&b=edition/e{other}",
            f"/path?a=organization/b{number}&b=organization/b{other}",
            f"/graph?thing=edition/e{number}",
            f"/search?q={text}",
            f"/path?a={text}&b={text}",
            f"/compare?a={text}&b={text}",
            f"/matrix?series={text}",
            f"/lanes?body={text}",
            f"/graph?thing={text}",
            f"/api/queries/editions_by_theme?words={text}",
            f"/sparql?format=html&query={quote(literal)}",
        ]
    return found


def nothing_ran(page: Page, address: str) -> None:
    """No hostile text ran, and none became part of the page."""
    planted = "script:not([src]):not([type='application/ld+json']):not([type='application/json'])"
    elements = f"{planted}, iframe, object, embed, base, meta[http-equiv], [onerror], [onload], x"
    elements += ", [onfocus], [ontoggle], [onmouseover], [onbegin], math, img[src='x']"
    elements += ", a[href^='javascript:' i], form[action^='javascript:' i]"
    look = "elements => [window.pwned, document.querySelectorAll(elements).length]"
    assert page.evaluate(look, elements) == [None, 0], address


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_hostile_texts_are_only_texts(browser: Browser, server: Server, part: int) -> None:
    every = views()
    assert len(every) > 500
    with visiting(browser, server) as page:
        for address in every[part::4]:
            answer = page.goto(address, wait_until="load")
            assert answer is not None and answer.status in (200, 400, 404), address
            nothing_ran(page, address)
            if part == 0 and address.startswith("/graph"):
                page.wait_for_load_state("networkidle")
                page.mouse.move(400, 400)
                page.mouse.click(400, 400)
                nothing_ran(page, address)


@pytest.mark.slow
def test_hostile_texts_are_shown(browser: Browser, server: Server) -> None:
    with visiting(browser, server) as page:
        for number in NUMBERS:
            page.goto(f"/doc/id/edition/e{number}")
            assert HOSTILE[number] in page.locator("main").inner_text()
        page.goto(f"/matrix?series={SERIES}")
        words = page.locator("main").inner_text()
        assert all(f"{each} body" in words for each in HOSTILE)
