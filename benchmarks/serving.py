"""What the server adds to the engine, and what it does under load.

    python benchmarks/serving.py            queries of the catalogue over HTTP
    python benchmarks/serving.py load       20 clients that ASK beside a heavy query, then 10,000
                                            requests of 50 clients
    python benchmarks/serving.py pages --store FOLDER     pages of things (the folder of pages.py)

The server is `convenor serve` in a process of its own, with the bundled graph unless a folder is
named. A query is asked with the examples of its header, in turn: at its address (one connection,
JSON, not compressed, no ETag sent); of pyoxigraph in this process on the same files; beside them a
static answer of the same size from an application with the same middleware and settings (the
floor), and the query as standalone SPARQL at `oxigraph serve-read-only`. The ratio is HTTP beside
engine and floor together.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from convenor.benchmarks.pages import CLASSES, milliseconds, things
from convenor.benchmarks.servers import floor, oxigraph, serving
from convenor.graph.build import build
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.ontology.iris import PREFIXES
from convenor.queries import catalogue
from convenor.queries.filling import fill

ROUNDS = 15
CLIENTS, REQUESTS = 50, 10_000  # of the mixed load
ASKING, SECONDS = 20, 8.0  # clients that ask beside a heavy query, and for how long
JSON = "application/sparql-results+json"
FORMATS = {"HTML": "text/html", "Turtle": "text/turtle"}


class Client:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def get(self, path: str, accept: str = JSON) -> bytes:
        """The body of an answer, which has to be a good one."""
        headers = {"Accept": accept, "Accept-Encoding": "identity"}
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{path}: {answer.status} {body[:200]!r}"
        return body


def examples(query: catalogue.Query) -> dict[str, str]:
    """The values that the header of a query gives for what it needs."""
    return {each.name: each.example for each in query.parameters if each.required}


def address(graph: KnowledgeGraph, iri: str) -> str:
    """Where the document about a thing is."""
    return f"/doc/{iri.removeprefix(graph.iris.base)}"


def sparql(text: str) -> str:
    """What asks a query at an endpoint."""
    return f"?{urlencode({'query': text})}"


# -- the catalogue


def in_process(
    store: ox.Store, query: catalogue.Query, terms: Mapping[str, ox.NamedNode | ox.Literal]
) -> bytes:
    """The same answer by the engine alone."""
    values: dict[ox.Variable, Any] = {ox.Variable(name): term for name, term in terms.items()}
    found = store.query(query.text, prefixes=PREFIXES, substitutions=values or None)
    assert isinstance(found, ox.QuerySolutions)
    out = BytesIO()
    found.serialize(out, ox.QueryResultsFormat.JSON)
    return out.getvalue()


def compare(graph: KnowledgeGraph, folder: Path) -> None:
    """Print a table of all queries, and the ratio of their sums and the median ratio."""
    with ExitStack() as stack:
        ours = Client(stack.enter_context(serving(folder))[1])
        static = Client(stack.enter_context(floor()))
        theirs = Client(stack.enter_context(oxigraph(graph.version)))
        print("| query, ms | bytes | HTTP | engine | floor | ratio | oxigraph | HTTP / oxigraph |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        rows = []
        for query in map(catalogue.get, catalogue.names()):
            assert isinstance(graph.store, EmbeddedStore)
            terms = graph.values(query, examples(query))
            sides: tuple[Callable[[], bytes], ...] = (
                partial(ours.get, f"/api/queries/{query.name}?{urlencode(examples(query))}"),
                partial(in_process, graph.store._store, query, terms),
                partial(theirs.get, f"/query{sparql(fill(query, terms))}"),
            )
            size = len(sides[0]())
            assert size == len(sides[1]()), f"{query.name}: not the same answer"
            sides = (*sides[:2], partial(static.get, f"/{size}"), *sides[2:])
            times = [[milliseconds(side) for side in sides] for _ in range(ROUNDS)]
            rows.append([statistics.median(column) for column in zip(*times, strict=True)])
            print(line(query.name, f"{size:,}", rows[-1]))
        print(line("sum", "", [sum(column) for column in zip(*rows, strict=True)]))
        ratios = [http / (engine + least) for http, engine, least, _ in rows]
        beside = [row[0] / row[3] for row in rows]
        print(f"median ratio {statistics.median(ratios):.2f}, worst {max(ratios):.2f}; ", end="")
        print(f"HTTP / oxigraph: median {statistics.median(beside):.2f}")


def line(name: str, size: str, row: Sequence[float]) -> str:
    """A row of the table."""
    ours, engine, least, theirs = row
    return (
        f"| {name} | {size} | {ours:.1f} | {engine:.1f} | {least:.1f} "
        f"| {ours / (engine + least):.2f} | {theirs:.1f} | {ours / theirs:.2f} |"
    )


# -- pages


def pages(graph: KnowledgeGraph, folder: Path) -> None:
    """Print the times of pages by class and format, as a client on this machine sees them."""
    print(f"{len(graph.store):,} quads; ms")
    print("| things | number | HTML: median | 95 % | Turtle: median | 95 % |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with serving(folder) as (_, port):
        client = Client(port)
        every: dict[str, list[float]] = {name: [] for name in FORMATS}
        for kind, class_ in CLASSES.items():
            paths = [address(graph, iri.value) for iri in things(graph, class_)]
            row: list[float] = []
            for name, media_type in FORMATS.items():
                times = [milliseconds(partial(client.get, path, media_type)) for path in paths]
                every[name] += times
                row += middle_and_last(times)
            print(f"| {kind} | {len(paths)} | {' | '.join(f'{each:.1f}' for each in row)} |")
        row = [each for times in every.values() for each in middle_and_last(times)]
        print(f"| all | {len(every['HTML'])} | {' | '.join(f'{each:.1f}' for each in row)} |")


def middle_and_last(times: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), sorted(times)[int(0.95 * len(times))]


# -- load: bare connections of asyncio, so that the clients cost little


@dataclass(frozen=True)
class Request:
    """A GET as it is sent, and the status that its answer has to have."""

    path: str
    accept: str = JSON
    status: int = 200

    def __bytes__(self) -> bytes:
        lines = (f"GET {self.path} HTTP/1.1", "Host: localhost", f"Accept: {self.accept}")
        return "\r\n".join((*lines, "", "")).encode()


@dataclass
class Load:
    """Requests by many clients at a time: what each took in milliseconds, and how it ended."""

    port: int
    times: list[float] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)

    async def send(self, requests: Iterable[Request], clients: int = 1) -> None:
        """Send requests, each client on a connection of its own, one after the other."""
        shared = iter(requests)
        await asyncio.gather(*(self._client(shared) for _ in range(clients)))

    async def _client(self, requests: Iterator[Request]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for request in requests:
            begun = time.perf_counter()
            writer.write(bytes(request))
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            self.times.append(1000 * (time.perf_counter() - begun))
            status = int(head[9:12])
            good = status == request.status
            self.ends["good" if good else f"{status} for {request.path}"] += 1
        writer.close()


def endpoint(name: str, status: int = 200) -> Request:
    """A query that stands beside this file."""
    text = Path(__file__).with_name(f"{name}.rq").read_text("utf-8")
    return Request(f"/sparql{sparql(text)}", status=status)


async def asking(port: int, heavy: Sequence[Request]) -> None:
    """Print how long an ASK of many clients takes while heavy queries run into their deadline."""
    asks, late = Load(port), Load(port)
    running = asyncio.create_task(late.send(heavy, len(heavy)))
    await asyncio.sleep(0.5)
    end, ask = time.perf_counter() + SECONDS, endpoint("anything")
    until = itertools.takewhile(lambda _: time.perf_counter() < end, itertools.repeat(ask))
    await asks.send(until, ASKING)
    await running
    middle, last = middle_and_last(asks.times)
    print(
        f"{ASKING} clients beside {len(heavy)} heavy: {len(asks.times):,} ASK, "
        f"median {middle:.0f} ms, 95 % {last:.0f} ms, longest {max(asks.times):.0f} ms; "
        f"{dict(asks.ends + late.ends)}"
    )


def mixed(graph: KnowledgeGraph) -> Iterator[Request]:
    """Requests of many kinds without an end, the same ones each time."""
    kinds = [
        *(endpoint("anything"), Request("/", "text/html"), Request("/healthz")),
        *(Request("/sparql?query=SELECT", status=400), Request("/doc/id/none", "text/html", 404)),
    ]
    for name in ("bodies_by_edition", "sources_of_edition", "statistics_by_edition"):
        path = f"/api/queries/{name}?{urlencode(examples(catalogue.get(name)))}"
        kinds += [Request(path, each) for each in (JSON, "text/csv", "text/html")]
    for kind in ("edition", "body", "source"):
        paths = [address(graph, iri.value) for iri in things(graph, CLASSES[kind])[:20]]
        kinds += [Request(path, each) for path in paths for each in FORMATS.values()]
    draw = random.Random(5)
    while True:
        yield draw.choice(kinds)


def memory(processes: Sequence[int]) -> str:
    """Resident memory of processes."""
    texts = [Path(f"/proc/{each}/status").read_text("ascii") for each in processes]
    found = [int(text.split("VmRSS:")[1].split()[0]) / 1024 for text in texts]
    return ", ".join(f"{each:.0f} MB" for each in found)


def load(graph: KnowledgeGraph, folder: Path) -> None:
    """Print times of ASK beside a heavy query, then errors and memory of the mixed load."""
    with serving(folder) as (server, port):
        for heavy in ([], [endpoint("heavy", 503)]):
            asyncio.run(asking(port, heavy))
        requests = mixed(graph)
        asyncio.run(Load(port).send(itertools.islice(requests, REQUESTS // 10), CLIENTS))
        processes = [server.process.pid, *server.workers()]
        print(f"before: server, workers {memory(processes)}")
        many, begun = Load(port), time.perf_counter()
        asyncio.run(many.send(itertools.islice(requests, REQUESTS), CLIENTS))
        seconds = time.perf_counter() - begun
        print(f"after {seconds:.0f} s: server, workers {memory(processes)}")
        middle, last = middle_and_last(many.times)
        print(f"{CLIENTS} clients: median {middle:.0f} ms, 95 % {last:.0f} ms; {dict(many.ends)}")


def main() -> None:
    """Run as the docstring says."""
    modes = {"catalogue": compare, "load": load, "pages": pages}
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("mode", choices=modes, nargs="?", default="catalogue")
    options.add_argument("--store", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = chosen.store or Path(name)
        if chosen.store is None:
            build(GraphFolder(path))
        with open_graph(path) as graph:
            modes[chosen.mode](graph, path)


if __name__ == "__main__":
    main()
