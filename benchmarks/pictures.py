"""The page of a network in headless Chromium, beside pyvis's own page of the same network.

    python benchmarks/pictures.py [nodes ...]        (default: 100 1000)

Both pages are files, opened in turn in one browser that is offline, with twice as many ties as
nodes and the same positions; pyvis's has its libraries inside and its physics off. Seconds from
navigation to the first picture, and seconds to write the file.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
from playwright.sync_api import Browser, sync_playwright
from pyvis.network import Network

from convenor.graph.drawing.layout import positions
from convenor.graph.drawing.page import draw

ROUNDS = 5
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
READY = {
    "ours": "document.documentElement.dataset.ready === 'true'",
    "pyvis": "typeof network !== 'undefined' && !!window.drawnOnce",
}


def network(nodes: int) -> nx.Graph:
    """Bodies with twice as many ties."""
    names = {number: f"https://example.org/id/organization/{number}" for number in range(nodes)}
    graph = nx.relabel_nodes(nx.gnm_random_graph(nodes, 2 * nodes, seed=1), names)
    for number, data in enumerate(graph.nodes.values()):
        data.update(label=f"Office {number}", type="organization", years=(2020,))
    nx.set_edge_attributes(graph, 1, "weight")
    nx.set_edge_attributes(graph, (2020, 2021), "years")
    return graph


def ours(graph: nx.Graph) -> str:
    """Our page, with positions, years, search and legend."""
    return draw(graph, lambda one, other: ())


def pyvis(graph: nx.Graph) -> str:
    """The page that pyvis writes, with our positions; it tells when it has drawn."""
    net, places = Network(cdn_resources="in_line", directed=True), positions(graph)
    net.toggle_physics(False)
    for node, data in graph.nodes(data=True):
        x, y = places[node]
        net.add_node(node, label=data["label"], x=x, y=y, physics=False)
    net.edges = [{"from": one, "to": other} for one, other in graph.edges]
    told = "network.once('afterDrawing', () => { window.drawnOnce = true; }); network.redraw();"
    return str(net.generate_html()).replace("return network;", f"{told} return network;")


def opened(browser: Browser, file: Path, ready: str) -> float:
    """Seconds from navigation until the page has drawn."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_offline(True)
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")
    while not page.evaluate(ready):
        time.sleep(0.01)
        if time.perf_counter() - begun > 60:
            raise TimeoutError(file.name)
    seconds = time.perf_counter() - begun
    context.close()
    return seconds


def compare(browser: Browser, nodes: int, folder: Path) -> None:
    """Write both pages, open them in turn and print medians and their ratio."""
    graph, sides = network(nodes), {"ours": ours, "pyvis": pyvis}
    written = {side: _write(folder / f"{side}.html", make, graph) for side, make in sides.items()}
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(ROUNDS):
        for side in sides:
            times[side].append(opened(browser, folder / f"{side}.html", READY[side]))
    ratios = [own / other for own, other in zip(times["ours"], times["pyvis"], strict=True)]
    print(f"{nodes:,} nodes, {2 * nodes:,} ties: median ratio {statistics.median(ratios):.2f}")
    for side in sides:
        size = (folder / f"{side}.html").stat().st_size / 1e6
        print(
            f"  {side}: picture after {statistics.median(times[side]):.2f} s "
            f"({min(times[side]):.2f} to {max(times[side]):.2f}), "
            f"written in {written[side]:.1f} s, {size:.1f} MB"
        )


def _write(file: Path, make: Callable[[nx.Graph], str], graph: nx.Graph) -> float:
    begun = time.perf_counter()
    file.write_text(make(graph), "utf-8")
    return time.perf_counter() - begun


def main() -> None:
    """Run as the docstring says."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=ARGUMENTS.split()
        )
        for nodes in map(int, sys.argv[1:] or ["100", "1000"]):
            compare(browser, nodes, Path(name))
        browser.close()


if __name__ == "__main__":
    main()
