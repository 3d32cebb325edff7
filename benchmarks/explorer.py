"""The graph page in a browser: how soon its picture is there, and what it asks of the page.

    python benchmarks/explorer.py                  100, 1,000 and 10,000 nodes, and a hub of 5,000
    python benchmarks/explorer.py --store FOLDER   graphs made there at first, then used again

Tables of bodies, editions and roles are built as any others and served; Chromium runs without a
window and draws in software. Networks are of bodies and editions with twice as many ties as nodes.
The time is that from navigation until the picture has been drawn; tasks and scripts are the time
that the page's thread was at work until then (Performance.getMetrics), not that it waited for its
turn; the longest task is as visitors feel it. The first visitor comes to
a server that was just started, the others find the network kept.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from convenor.benchmarks.servers import serving
from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.loaders.inputs import find_inputs

NODES = (100, 1_000, 10_000)
HUB = 5_000  # editions of one body
ROUNDS = 5
KINDS = ("ministry", "association", "company", "provincial government")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
WATCH = """
window.tasks = [0];
new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(each => each.duration)))
  .observe({ type: "longtask", buffered: true });
"""
Table = list[tuple[object, ...]]


def network(nodes: int) -> tuple[int, int, Iterator[tuple[int, int]]]:
    """Numbers of bodies and editions, and the pairs of both: a few bodies are at many editions."""
    draw, editions = random.Random(6), nodes // 4
    bodies = nodes - editions

    def pairs() -> Iterator[tuple[int, int]]:
        for body in range(bodies):
            yield body * editions // bodies, body
        for number in range(2 * nodes - bodies):
            yield number % editions, int(bodies * draw.random() ** 2)

    return bodies, editions, pairs()


def hub(editions: int) -> tuple[int, int, Iterator[tuple[int, int]]]:
    """The same for a body that is at all editions."""
    return 2, editions, ((number, 0) for number in range(editions))


def made(folder: Path, parts: tuple[int, int, Iterator[tuple[int, int]]]) -> Path:
    """The folder of a graph of such tables, built if it is not there."""
    if folder.exists():
        return folder
    bodies, editions, pairs = parts
    tables: dict[str, Table] = {
        "sources": [("source_id", "url", "publisher"), ("news", "https://example.org/n", "News")],
        "bodies": [("body_id", "name_en", "kind", "source_id")],
        "series": [("series_id", "name_en", "source_id")],
        "editions": [("edition_id", "series_id", "year", "source_ids")],
        "participations": [("edition_id", "body_id", "role", "source_id")],
    }
    tables["bodies"] += [(f"b-{n}", f"Body {n}", KINDS[n % 4], "news") for n in range(bodies)]
    tables["series"] += [(f"s-{n}", f"Fair {n}", "news") for n in range(editions // 20 + 1)]
    tables["editions"] += [
        (f"e-{n}", f"s-{n // 20}", 2001 + n % 20, "news") for n in range(editions)
    ]
    tables["participations"] += [
        (f"e-{edition}", f"b-{body}", "organizer", "news") for edition, body in sorted({*pairs})
    ]
    with tempfile.TemporaryDirectory() as name:
        for table, rows in tables.items():
            with (Path(name) / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        build(GraphFolder(folder), find_inputs([name]))
    return folder


@contextmanager
def visiting(browser: Browser) -> Iterator[Page]:
    """A page of a new visitor."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def until(page: Page, ready: str) -> float:
    """Seconds until something holds on a page."""
    begun = time.perf_counter()
    while not page.evaluate(ready):
        time.sleep(0.01)
        if time.perf_counter() - begun > 60:
            raise TimeoutError(ready)
    return time.perf_counter() - begun


def drawn(page: Page, address: str) -> dict[str, float]:
    """Open a page and measure until its picture is there."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    until(page, "!!document.querySelector('#picture')?.dataset.drawn")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seconds = time.perf_counter() - begun
    told = {
        each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]
    }
    return {
        "picture": seconds,
        "tasks": told["TaskDuration"],
        "scripts": told["ScriptDuration"],
        "longest task": page.evaluate("Math.max(...window.tasks)") / 1000,
    }


def measure_network(browser: Browser, folder: Path, nodes: int) -> None:
    """Print the times of a network: of the first visitor, and medians of others."""
    with serving(made(folder, network(nodes))) as (server, _):
        found = []
        for _ in range(ROUNDS + 1):
            with visiting(browser) as page:
                found.append(drawn(page, f"{server.url}/graph?view=body-edition"))
                shown = page.locator("#told").inner_text()
        first, *others = found
        print(f"{nodes:,} nodes ({shown}): first picture after {first['picture']:.2f} s, then")
        for name in first:
            times = [each[name] for each in others]
            print(
                f"  {name} {statistics.median(times):.2f} s ({min(times):.2f} to {max(times):.2f})"
            )


def measure_hub(browser: Browser, folder: Path) -> None:
    """Print what opening a body of very many editions takes."""
    with (
        serving(made(folder, hub(HUB))) as (server, _),
        visiting(browser) as page,
    ):
        first = drawn(page, f"{server.url}/graph?thing=organization/b-0")
        told = page.locator("#panel .relations").first.inner_text().split("\n")[0]
        print(
            f"a hub: '{told}' after {first['picture']:.2f} s, longest task "
            f"{first['longest task']:.2f} s, {page.locator('#told').inner_text()}"
        )
        for name, link in (("a decade or year", 0), ("as many as fit", -1)):
            page.evaluate("document.querySelector('#panel details').open = true")
            page.evaluate("window.tasks = [0]")
            before = page.evaluate("document.querySelector('#picture').dataset.drawn")
            found = page.locator("#panel details a[data-load]")
            found.nth(link if link >= 0 else found.count() - 1).click()
            seconds = until(page, f"document.querySelector('#picture').dataset.drawn != '{before}'")
            page.wait_for_timeout(1000)
            longest = page.evaluate("Math.max(...window.tasks)") / 1000
            print(
                f"  {name}: {seconds:.2f} s, longest task {longest:.2f} s, "
                f"{page.locator('#told').inner_text()}"
            )


def main() -> None:
    """Run as the docstring says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = chosen.store or Path(name)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=ARGUMENTS
        )
        for nodes in NODES:
            measure_network(browser, folder / str(nodes), nodes)
        measure_hub(browser, folder / "hub")
        browser.close()


if __name__ == "__main__":
    main()
