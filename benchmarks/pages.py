"""What a page of one thing costs: `explain` on a large graph, beside a bare read of its facts.

    python benchmarks/pages.py                    5 million quads in a temporary folder
    python benchmarks/pages.py --quads 500000     another size
    python benchmarks/pages.py --store FOLDER     made there at first, then used again

The graph has series, editions of several sources, bodies in roles, figures, exhibits, agreements
and, for every fourth edition, a text with its words. A few bodies, roles and places are hubs, and
a few editions have a thousand exhibitors. Times are those of one process: first call, median and
95th percentile. The floor is one query of the bare facts of the same things, each beside its page.
"""

from __future__ import annotations

import argparse
import datetime
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode

from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.manifest import manifest
from convenor.graph.provenance import SHORTCUTS, Explanation
from convenor.graph.reference import add_reference, derive
from convenor.graph.result import Result
from convenor.ontology import model
from convenor.ontology.iris import Iris, concept, expand
from convenor.ontology.model import Amount, Evidence, Passage, Record, Text
from convenor.ontology.rdf import Writer

QUADS_OF_EDITION = 895
ROUNDS = 7
THINGS = 200  # of each class
MOST = 50  # statements of each property, as a page shows them
MINISTRIES = 40
ROLES = ("organizer", "co-host", "undertaker", "co-organizer", "supporter", "exhibitor")
MEASURES = ("exhibitors", "visitors", "exhibition area", "projects signed", "investment")
CITIES = (("Hefei", "Anhui"), ("Shanghai", "Shanghai"), ("Guangzhou", "Guangdong"))
CLASSES = {
    "series": "cvn:Convention",
    "edition": "cvn:Edition",
    "body": "org:Organization",
    "participation": "cvn:Participation",
    "exhibit": "cvn:Exhibit",
    "statistic": "cvn:Statistic",
    "agreement": "cvn:Agreement",
    "source": "cvn:Source",
    "place": "schema:Place",
    "concept": "skos:Concept",
}
HUBS = {
    "a ministry": Iris().thing("organization", "body-0"),
    "a town": Iris().thing("place", "hefei"),
    "an edition of 1,000 exhibitors": Iris().thing("edition", "fair-0-2001"),
    "a role": concept("role", "exhibitor"),
    "a class": expand("cvn:Participation"),
}


def records(quads: int) -> Iterator[Record]:
    """Records that give about so many quads, editions with all that belongs to them in turn."""
    draw = random.Random(5)
    editions = quads // QUADS_OF_EDITION
    bodies = 6 * editions
    yield from _bodies(bodies)
    for number in range(editions):
        yield from _edition(number, bodies, draw)


def _bodies(bodies: int) -> Iterator[Record]:
    for body in range(bodies):
        names = (Text(f"Body {body}", "en"), Text(f"机构{body}", "zh"))
        kind = "ministry" if body < MINISTRIES else "company"
        where = Evidence("bodies.csv", f"row={body + 2}", f"bodies-{body % 50}")
        yield model.Organization(f"body-{body}", where, names, kind=kind)


def _edition(number: int, bodies: int, draw: random.Random) -> Iterator[Record]:
    series, year = f"fair-{number // 20}", 2001 + number % 20
    name = f"{series}-{year}"
    told = (f"news-{number}", f"paper-{number}")
    if not number % 20:
        where = Evidence("series.csv", f"row={number + 2}", told[0])
        titles = (Text(f"Fair {number // 20}", "en"), Text(f"展会{number // 20}", "zh"))
        yield model.Series(series, where, titles, first_year=2001)
    city, province = CITIES[number % len(CITIES)]
    for place, source in enumerate(told):
        row = f"row={2 * number + place + 2}"
        address = f"https://example.org/{source}"
        where = Evidence("sources.csv", row, source)
        published, gist = f"{year}-05-10", Text(f"About {name}", "en")
        yield model.Source(source, where, address, "Lake News", published, gist, "en")
        yield model.Edition(
            *(name, Evidence("editions.csv", row, source), series, year),
            start=f"{year}-05-0{1 + place * (number % 3)}",
            city=Text(city, "en"),
            province=Text(province, "en"),
            country=Text("China", "en"),
            themes=(Text(f"Theme {number % 900}", "en"),),
        )
    yield from _rows(number, name, told, bodies, draw)
    if not number % 4:
        yield from _words(number, name, bodies, draw)


def _rows(
    number: int, name: str, told: tuple[str, str], bodies: int, draw: random.Random
) -> Iterator[Record]:
    """Facts of tables; every 500th edition has a thousand exhibitors."""

    def where(file: str, row: int) -> Evidence:
        return Evidence(f"{file}.csv", f"row={row + 2}", told[row % 2])

    for row in range(20):
        role = ROLES[row % len(ROLES)]
        few = role != "exhibitor" and draw.random() < 0.5
        body = f"body-{int((MINISTRIES if few else bodies) * draw.random() ** 2)}"
        found = where("participations", 20 * number + row)
        yield model.Participation(found, body, role, name, as_stated=role)
    if not number % 500:
        for row in range(1000):
            body = f"body-{int(bodies * draw.random())}"
            yield model.Participation(where("exhibitors", row), body, "exhibitor", name)
    for row in range(8):
        amount = Amount(draw.randrange(10**6), "count", "more than" if row % 2 else "exact")
        yield model.Statistic(
            *(where("statistics", 8 * number + row), MEASURES[row % 5], amount, "edition", name),
            qualifier=None if row < 5 else "abroad",
        )
    for row in range(6):
        body = f"body-{int(bodies * draw.random())}"
        exhibit, title = f"{name}-exhibit-{row}", Text(f"Robot {row} of {name}", "en")
        found, area = where("exhibits", 6 * number + row), Text(f"Hall {row % 3}", "en")
        yield model.Exhibit(exhibit, found, name, title, body, debut=True, area=area)
    deal, found = f"{name}-deal", where("agreements", number)
    yield model.Agreement(deal, found, name, Text(f"Deal of {name}", "en"))
    for _ in range(2):
        body = f"body-{int(bodies * draw.random())}"
        yield model.Participation(found, body, "signatory", agreement=deal)


def _words(number: int, name: str, bodies: int, draw: random.Random) -> Iterator[Record]:
    """Facts of a text, each with its words."""
    source, file = f"text-{number}", f"texts/{number}.txt"
    about = Evidence(file, "char=0,2000", source)
    address = f"https://example.org/{source}"
    yield model.Source(source, about, address, "Hill News", "2031-05-01", language="en")
    for place in range(8):
        words = f"Body {place} said at {name} that all of it went as well as ever."
        passage = Passage(200 * place, 200 * place + len(words), words, "before ", " after")
        where = Evidence(file, passage.fragment, source, passage, "en-role-1")
        body = f"body-{int((MINISTRIES if place else bodies) * draw.random())}"
        if place % 2:
            amount = Amount(draw.randrange(10**6), "count", "more than")
            yield model.Statistic(where, MEASURES[place % 5], amount, "edition", name)
        else:
            yield model.Organization(body, where, (Text(body.replace("body-", "Body "), "en"),))
            yield model.Edition(name, where, None, start="2031-05-01")
            yield model.Participation(where, body, ROLES[place % 5], name)


def build(folder: GraphFolder, quads: int) -> None:
    """Write the records to a folder as a build does, without files behind them."""
    iris, started = Iris(), datetime.datetime.now(datetime.UTC)
    writer = Writer(iris)
    with folder.writing() as draft:
        add_reference(draft.store, iris)
        draft.store.extend(quad for record in records(quads) for quad in writer.quads(record))
        derive(draft.store, iris)
        draft.store.optimize()
        draft.manifest = manifest(iris, {}, set(), len(draft.store), started)


def things(graph: KnowledgeGraph, kind: str) -> list[NamedNode]:
    """Some of the things of a class, the same ones each time."""
    text = Path(__file__).with_name("things.rq").read_text("utf-8")
    found = graph.store.select(text, {"kind": NamedNode(expand(kind))}, most=100 * THINGS)
    all_ = [thing for thing in found.column("thing") if isinstance(thing, str)]
    return [NamedNode(iri) for iri in random.Random(5).sample(all_, min(THINGS, len(all_)))]


def milliseconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def page(graph: KnowledgeGraph, thing: NamedNode) -> Explanation:
    """What a page shows of a thing."""
    return graph.provenance.explain(thing, most=MOST, omit=SHORTCUTS)


def bare(graph: KnowledgeGraph, thing: NamedNode) -> Result:
    """The floor: what is stated of it and what refers to it, without sources, words and labels."""
    text = Path(__file__).with_name("bare_facts.rq").read_text("utf-8")
    return graph.store.select(text, {"subject": thing}, most=MOST * 10)


def line(name: str, pages: Sequence[float], floor: Sequence[float]) -> str:
    """A row of the table: first call, median and 95th percentile, floor, median ratio."""
    middle, last = statistics.median(pages), sorted(pages)[int(0.95 * len(pages))]
    ratio = statistics.median(one / other for one, other in zip(pages, floor, strict=True))
    return (
        f"| {name} | {len(pages)} | {pages[0]:.1f} | {middle:.1f} | {last:.1f} "
        f"| {statistics.median(floor):.1f} | {ratio:.1f} |"
    )


def measure(graph: KnowledgeGraph) -> None:
    """Print a table of times in milliseconds, by class and for a few hubs."""
    print(f"{len(graph.store):,} quads; at most {MOST} statements of each property; ms")
    print("| things | number | first | median | 95 % | floor | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    every: list[tuple[float, float]] = []
    for name, kind in CLASSES.items():
        times = [
            (milliseconds(partial(page, graph, thing)), milliseconds(partial(bare, graph, thing)))
            for thing in things(graph, kind)
        ]
        every += times
        print(line(name, *zip(*times, strict=True)))
    print(line("all", *zip(*every, strict=True)))
    for name, iri in HUBS.items():
        thing = NamedNode(iri)
        times = [
            (milliseconds(partial(page, graph, thing)), milliseconds(partial(bare, graph, thing)))
            for _ in range(ROUNDS)
        ]
        print(line(name, *zip(*times, strict=True)))


def fresh(folder: Path) -> None:
    """Print the time of the first page in a process of its own, imports and opening left out."""
    with open_graph(folder) as graph:
        thing = NamedNode(graph.iris.thing("edition", "fair-1-2003"))
        print(f"{milliseconds(partial(page, graph, thing)):.0f}")


def main() -> None:
    """Run as the docstring says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quads", type=int, default=5_000_000)
    options.add_argument("--store", type=Path)
    options.add_argument("--fresh", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = chosen.store or Path(name)
        if chosen.fresh:
            fresh(path)
            return
        folder = GraphFolder(path)
        if folder.current() is None:
            build(folder, chosen.quads)
        with open_graph(path) as graph:
            measure(graph)
        command = [sys.executable, __file__, "--fresh", "--store", str(path)]
        first = [int(subprocess.check_output(command)) for _ in range(ROUNDS)]
        print(f"first page of a fresh process: median {statistics.median(first)} ms")


if __name__ == "__main__":
    main()
