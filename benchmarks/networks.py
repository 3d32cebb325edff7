"""Networks from a store, beside SPARQL pairs collected row by row and networkx's own projection.

    python benchmarks/networks.py                  10,000 editions of 6 bodies each, all sides
    python benchmarks/networks.py memory           a million links: peak memory of the network
    python benchmarks/networks.py size EDITIONS    another number of editions

All sides read one store, on disk as it is used and once more in memory, in turn in one process.
Ours makes the whole network, with labels, kinds, years, sources and both weights. The pairs give
editions, years and sources of each edge; the bare pairs only editions. networkx gets the bipartite
graph row by row and projects it (weights only).
"""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import networkx as nx
import pyoxigraph as ox

from convenor.graph.embedded import EmbeddedStore
from convenor.graph.store import Store
from convenor.graph.views.networks import make_network
from convenor.graph.views.slices import Slice
from convenor.ontology.iris import PREFIXES, Iris
from convenor.ontology.model import Edition, Evidence, Organization, Participation, Record, Text
from convenor.ontology.rdf import Writer

ROUNDS = 5
BODIES_OF_EDITION = 6
LINKS = 1_000_000


def records(editions: int) -> Iterator[Record]:
    """Editions of 300 sources and their organizers: a few bodies organize most, as in life."""
    draw = random.Random(4)
    bodies = max(20, 3 * editions // 10)

    def where(number: int) -> Evidence:
        return Evidence("rows.csv", f"row={number + 2}", f"source-{number % 300}")

    for body in range(bodies):
        names = (Text(f"Body {body}", "en"), Text(f"机构{body}", "zh"))
        yield Organization(f"body-{body}", where(body), names, kind="ministry")
    for edition in range(editions):
        name = f"fair-{edition // 20}-{edition % 20}"
        yield Edition(name, where(edition), f"fair-{edition // 20}", 2005 + edition % 20)
        chosen: set[int] = set()
        while len(chosen) < BODIES_OF_EDITION:
            chosen.add(int(bodies * draw.random() ** 3))
        for body in sorted(chosen):
            yield Participation(where(edition), f"body-{body}", "organizer", name)


def build(editions: int, folder: Path) -> None:
    """Write the records to a store on disk."""
    writer, store = Writer(Iris()), EmbeddedStore(folder)
    store.extend(quad for record in records(editions) for quad in writer.quads(record))
    store.optimize()  # as every build does
    store.close()


def in_memory(store: Store) -> Store:
    """The same quads in memory."""
    copy, lines = EmbeddedStore(), BytesIO()
    store.dump(lines)
    copy._store.bulk_load(lines.getvalue(), ox.RdfFormat.N_QUADS)
    return copy


def ours(store: Store) -> nx.Graph:
    """The network as users get it."""
    return make_network(store, Iris(), "co-organization", Slice())


def pairs(store: Store) -> nx.Graph:
    """Pairs with editions, years and sources, added row by row."""
    graph = nx.Graph()
    for edition, year, one, other, source in _query(store, "pairs"):
        ends = (one.value, other.value)
        if not graph.has_edge(*ends):
            graph.add_edge(*ends, editions=set(), years=set(), sources=set())
        data = graph.edges[ends]
        data["editions"].add(edition.value)
        data["years"].add(int(year.value))
        data["sources"].add(source.value)
    for *_, data in graph.edges(data=True):
        data["weight"] = len(data["editions"])
    return graph


def bare_pairs(store: Store) -> nx.Graph:
    """Pairs with editions only, added row by row."""
    graph = nx.Graph()
    for edition, one, other in _query(store, "bare_pairs"):
        ends = (one.value, other.value)
        if graph.has_edge(*ends):
            graph.edges[ends]["editions"].add(edition.value)
        else:
            graph.add_edge(*ends, editions={edition.value})
    for *_, data in graph.edges(data=True):
        data["weight"] = len(data["editions"])
    return graph


def projected(store: Store) -> nx.Graph:
    """The bipartite graph, added row by row and projected by networkx."""
    graph, bodies = nx.Graph(), set()
    for edition, body in _query(store, "links"):
        graph.add_edge(edition.value, body.value)
        bodies.add(body.value)
    return nx.bipartite.weighted_projected_graph(graph, bodies)


def _query(store: Store, name: str) -> ox.QuerySolutions:
    assert isinstance(store, EmbeddedStore)
    text = Path(__file__).with_name(f"{name}.rq").read_text("utf-8")
    found = store._store.query(text, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return found


SIDES: dict[str, Callable[[Store], nx.Graph]] = {
    "ours": ours,
    "pairs": pairs,
    "bare pairs": bare_pairs,
    "networkx projection": projected,
}


def compare(editions: int) -> None:
    """Time all sides in turn on both kinds of store and print medians and ratios."""
    with tempfile.TemporaryDirectory() as name:
        build(editions, Path(name) / "store")
        disk = EmbeddedStore(Path(name) / "store", read_only=True)
        for label, store in (("on disk", disk), ("in memory", in_memory(disk))):
            _compare(label, store)


def _compare(label: str, store: Store) -> None:
    times: dict[str, list[float]] = {side: [] for side in SIDES}
    weights: dict[frozenset[str], float] = {}
    for _ in range(ROUNDS):
        for side, work in SIDES.items():
            gc.collect()
            begun = time.perf_counter()
            graph = work(store)
            times[side].append(time.perf_counter() - begun)
            found = {frozenset(edge[:2]): edge[2] for edge in graph.edges(data="weight")}
            weights = weights or found
            assert found == weights, f"{side} differs"
            del graph, found
            print(f"  {label}, {side}: {times[side][-1]:.2f} s", file=sys.stderr)
    print(f"{label}: {len(store):,} quads, {len(weights):,} edges")
    for side in SIDES:
        ratios = [other / own for own, other in zip(times["ours"], times[side], strict=True)]
        print(
            f"  {side}: median {statistics.median(times[side]):.2f} s, "
            f"{statistics.median(ratios):.1f} times ours"
        )


def links(folder: Path) -> None:
    """Write a million links of organizers to a store, in the graph of a source."""
    writer = ox.NamedNode(PREFIXES["schema"] + "organizer")
    iris, draw = Iris(), random.Random(4)
    store = ox.Store(str(folder))
    graph = ox.NamedNode(iris.source("source"))

    def quads() -> Iterator[ox.Quad]:
        for number in range(LINKS):
            edition = ox.NamedNode(iris.thing("edition", f"fair-{number // BODIES_OF_EDITION}"))
            body = ox.NamedNode(iris.thing("organization", f"body-{int(50_000 * draw.random())}"))
            yield ox.Quad(edition, writer, body, graph)

    store.bulk_extend(quads())
    store.optimize()
    store.flush()


def peak() -> None:
    """Make the body-edition network of a million links in a process of its own; print its peak."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        links(folder)
        code = subprocess.run([sys.executable, __file__, "child", str(folder)], check=True)
        assert code.returncode == 0


def child(folder: Path) -> None:
    """One network, and the peak memory of this process."""
    store, begun = EmbeddedStore(folder, read_only=True), time.perf_counter()
    graph = make_network(store, Iris(), "body-edition", Slice())
    # Not getrusage: its peak begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text("ascii")
    memory = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(
        f"{graph.number_of_edges():,} edges, {len(graph):,} nodes: "
        f"{time.perf_counter() - begun:.1f} s, peak {memory:,.0f} MB"
    )


def main() -> None:
    """Run as the docstring says."""
    match sys.argv[1:]:
        case ["memory"]:
            peak()
        case ["child", folder]:
            child(Path(folder))
        case ["size", editions]:
            compare(int(editions))
        case _:
            compare(10_000)
            peak()


if __name__ == "__main__":
    main()
