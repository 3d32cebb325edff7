"""The endpoint as a real server process: answers, errors, limits, and a graph that changes."""

from __future__ import annotations

import gzip
import html
import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
import rdflib

from convenor.cli import main

from .server import SOON, Server
from .stores import KINDS, Stores

EDITIONS = (
    "SELECT ?edition ?start { ?edition a cvn:Edition ; schema:startDate ?start } ORDER BY ?start"
)
HEAVY = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?{v} {{ {' '.join(map(str, range(40)))} }}" for v in "abcdefgh")
    + " FILTER(?a + ?b + ?c + ?d + ?e + ?f + ?g + ?h = 77) }"
)
MORE = "edition_id,series_id,year,source_ids\nlake-fair-2032,lake-fair,2032,news\n"


@pytest.fixture(scope="module", params=["disk", *KINDS])
def place(request: pytest.FixtureRequest, stores: Stores, small: Path) -> str:
    """Where the small graph is; a server in front of it has that on disk to serve, or asks it."""
    return stores.place(request.param, map(str, (small.parent / "in").glob("*.csv")))


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], place: str) -> Server:
    return serve(place, "--timeout", "3", "--workers", "2")


def test_select_in_all_formats(server: Server) -> None:
    rows = server.ask(EDITIONS).json()["results"]["bindings"]
    assert [row["start"]["value"] for row in rows] == ["2031-05-02"]
    assert server.ask(EDITIONS, "text/csv").text.startswith("edition,start\r\n")
    assert server.ask(EDITIONS, "text/tab-separated-values").text.startswith("?edition\t?start\n")
    ElementTree.fromstring(server.ask(EDITIONS, "application/sparql-results+xml").text)
    named = server.get("/sparql", params={"query": EDITIONS, "format": "csv"})
    assert named.headers["content-type"].startswith("text/csv")


# rdflib warns of its own reader of JSON-LD calling what it has deprecated.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_ask_and_construct(server: Server) -> None:
    assert server.ask("ASK { ?s a cvn:Edition }").json()["boolean"] is True
    query = "CONSTRUCT { ?s a cvn:Edition } WHERE { ?s a cvn:Edition }"
    graphs = []
    for media_type, name in (
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ):
        answer = server.ask(query, media_type)
        assert answer.headers["content-type"].startswith(media_type)
        graphs.append(set(rdflib.Graph().parse(data=answer.content, format=name)))
    assert all(graph == graphs[0] and len(graph) == 1 for graph in graphs)


def test_all_ways_to_post(server: Server) -> None:
    url = f"{server.url}/sparql"
    headers = {"Accept": "application/sparql-results+json"}
    form = httpx.post(url, data={"query": EDITIONS}, headers=headers)
    direct = httpx.post(
        url, content=EDITIONS, headers=headers | {"Content-Type": "application/sparql-query"}
    )
    assert form.json() == direct.json() == server.ask(EDITIONS).json()


def test_the_data_set_of_the_protocol(server: Server, small: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    source = "https://w3id.org/convenor/source/news"
    params = {"query": query, "default-graph-uri": source, "format": "json"}
    found = server.get("/sparql", params=params).json()["results"]["bindings"][0]["n"]["value"]
    one = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{source}> {{ ?s ?p ?o }} }}"
    assert found == server.ask(one).json()["results"]["bindings"][0]["n"]["value"] != "0"
    unknown = params | {"default-graph-uri": "https://example.org/none"}
    assert (
        server.get("/sparql", params=unknown).json()["results"]["bindings"][0]["n"]["value"] == "0"
    )


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT * { ?s ?p", 400, "cannot be read"),
        ("", 400, "empty"),
        ("INSERT DATA { <a:b> <a:b> 1 }", 400, "only reads"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 501, "SERVICE"),
        ("ASK { FILTER(<http://x/f>(1)) }", 501, "cannot be run"),
        ("ASK " + "{" * 3000 + "}" * 3000, 400, "at most"),
        ("SELECT * { " + "OPTIONAL { ?a ?b ?c } " * 200 + "}", 400, "at most"),
        (HEAVY, 503, "3 seconds"),
    ],
)
def test_what_is_refused_or_stopped_is_told(
    server: Server, query: str, status: int, words: str
) -> None:
    answer = httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=SOON)
    assert answer.status_code == status, answer.text
    assert words in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    assert server.ask("ASK {}").status_code == 200


def test_a_browser_gets_its_query_back_to_mend_it(server: Server) -> None:
    for query, words in (("SELECT * { ?s ?p", "line 1"), ("ASK { SERVICE <a:b> {} }", "SERVICE")):
        page = server.ask(query, "text/html")
        assert page.status_code in (400, 501)
        assert words in page.text
        assert f"{html.escape(query)}</textarea>" in page.text


def test_others_are_answered_while_one_is_late(server: Server) -> None:
    with ThreadPoolExecutor(8) as threads:
        late = threads.submit(
            httpx.post, f"{server.url}/sparql", data={"query": HEAVY}, timeout=SOON
        )
        quick = [threads.submit(server.ask, "ASK { ?s ?p ?o }") for _ in range(30)]
        assert {each.result().status_code for each in quick} == {200}
        assert late.result().status_code == 503


def test_a_killed_worker_is_replaced(server: Server) -> None:
    server.until(lambda: len(server.workers()) == 2)  # one may still be ending
    before = server.workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    server.until(lambda: server.ask("ASK { ?s ?p ?o }").status_code == 200)
    server.until(lambda: len(server.workers()) == 2 and not set(server.workers()) & set(before))


def test_a_query_that_nobody_waits_for_is_stopped(
    serve: Callable[..., Server], small: Path
) -> None:
    patient = serve(small, "--timeout", "600", "--workers", "1")
    (before,) = patient.workers()
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{patient.url}/sparql", data={"query": HEAVY}, timeout=1)
    patient.until(lambda: patient.workers() not in ([before], []))
    patient.until(lambda: patient.ask("ASK { ?s ?p ?o }").status_code == 200)
    patient.stop()


def test_what_no_format_can_hold_is_406(server: Server) -> None:
    server.until(lambda: len(server.workers()) == 2)
    before = set(server.workers())
    assert server.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "image/png").status_code == 406
    assert server.ask("ASK {}", "text/csv").status_code == 406
    assert set(server.workers()) <= before


def test_methods_and_caching(server: Server) -> None:
    url = f"{server.url}/sparql"
    options = httpx.options(url)
    assert options.status_code == 204
    assert "POST" in options.headers["allow"]
    assert httpx.put(url).status_code == 405
    answer = server.ask(EDITIONS)
    again = server.get(
        "/sparql",
        params={"query": EDITIONS},
        headers={
            "Accept": "application/sparql-results+json",
            "If-None-Match": answer.headers["etag"],
        },
    )
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept" in answer.headers["vary"]
    head = httpx.head(url, params={"query": EDITIONS})
    assert (head.status_code, head.content) == (200, b"")
    with httpx.stream(
        "GET", url, params={"query": "SELECT * { ?s ?p ?o }"}, headers={"Accept-Encoding": "gzip"}
    ) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        body = b"".join(packed.iter_raw())
    assert json.loads(gzip.decompress(body))["results"]["bindings"]


def test_descriptions(server: Server) -> None:
    service = rdflib.Graph().parse(
        data=server.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle"
    )
    endpoint = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")
    assert {str(iri) for iri in service.objects(None, endpoint)} == {f"{server.url}/sparql"}
    page = server.get("/sparql", headers={"Accept": "text/html"})
    assert "<form" in page.text
    void = server.get("/.well-known/void", headers={"Accept": "text/turtle"})
    assert f"{server.url}/sparql" in void.text
    assert server.get("/healthz").text == "ok\n"


def test_a_new_version_is_served_without_a_failed_request(
    serve: Callable[..., Server], small: Path, tmp_path: Path
) -> None:
    store = tmp_path / "graph"
    tables = sorted(map(str, (small.parent / "in").glob("*.csv")))
    assert main(["build", *tables, "--store", str(store), "--quiet"]) == 0
    served = serve(store, "--timeout", "6", "--workers", "2")
    count = "SELECT (COUNT(*) AS ?n) { ?e a cvn:Edition }"
    assert served.ask(count).json()["results"]["bindings"][0]["n"]["value"] == "1"
    more = tmp_path / "more"
    more.mkdir()
    (more / "editions.csv").write_text(MORE, "utf-8")
    with ThreadPoolExecutor(4) as threads:
        # One worker is at work on the old version meanwhile; it may not be replaced twice.
        late = threads.submit(
            httpx.post, f"{served.url}/sparql", data={"query": HEAVY}, timeout=SOON
        )
        loading = threads.submit(main, ["load", str(more), "--store", str(store), "--quiet"])
        statuses = set()

        def new() -> bool:
            answer = served.ask(count)
            statuses.add(answer.status_code)
            return bool(answer.json()["results"]["bindings"][0]["n"]["value"] == "2")

        served.until(new)
        assert loading.result() == 0
        assert late.result().status_code == 503
    assert statuses == {200}
    served.until(lambda: len(served.workers()) == 2)
    served.until(lambda: served.get("/readyz").text == "version 000002\n")
    assert {served.ask(count).json()["results"]["bindings"][0]["n"]["value"] for _ in range(6)} == {
        "2"
    }
    workers = served.workers()
    assert served.stop() in (0, -signal.SIGTERM)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_without_a_graph_there_is_nothing_to_serve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--store", str(tmp_path / "none")]) == 4
    assert "Build one first" in capsys.readouterr().err
