"""Clients that mean harm, at a real server: each gets a clear answer, and the others theirs."""

from __future__ import annotations

import gzip
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from .server import SOON, Server

ANYTHING = "ASK { ?s ?p ?o }"
EDITION = "id/edition/lake-fair-2031"
TRIPLES = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
LISTS = " ".join(f"VALUES ?{v} {{ {' '.join(map(str, range(40)))} }}" for v in "abcdefgh")
ANY = "(!<x:a>|^!<x:a>)"  # a step along any property, in any direction
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"  # megabytes, quickly
MARKUP = '"><script>alert(1)</script>'
TRIED = [".", MARKUP, "\\", "\r\n", "\r\nX-Evil: yes", "\n\tX-Evil: yes", "\0", "é\u2028"]
IRIS = " ".join(f"<https://example.org/{number:07}>" for number in range(4_000))
FORM = "application/x-www-form-urlencoded"
PLACES = (
    "/{thing}?{tried} /{thing}{tried} /{thing}{tried}.ttl /doc/{thing}{tried}.ttl "
    "/doc/{thing}.ttl{tried} /doc/{thing}?lang={tried} /doc/{thing}?format={tried} "
    "/ontology{tried} /sitemaps/edition-0{tried}.xml /sparql?query=ASK%7B%7D&format={tried} "
    "/api/queries/{tried} /api/queries/bodies_by_edition?edition={tried} /{tried}"
).split()
MORE = 96  # megabytes that the server and its workers may take beside what they had


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], small: Path) -> Server:
    return serve(small, "--timeout", "2", "--memory", "512", "--workers", "2")


@pytest.fixture(autouse=True)
def stays_as_it_was(server: Server) -> Iterator[None]:
    """After each test there are two workers, an answer, and no more memory in use."""
    before = megabytes(server)
    yield
    server.until(lambda: len(server.workers()) == 2)
    server.until(lambda: server.ask(ANYTHING).status_code == 200)
    server.until(lambda: megabytes(server) < before + MORE)


def megabytes(server: Server) -> float:
    """Resident memory of the server and its workers."""
    total = 0
    for process in (server.process.pid, *server.workers()):
        try:
            status = Path(f"/proc/{process}/status").read_text("ascii")
        except OSError:  # it has ended meanwhile
            continue
        total += sum(map(int, re.findall(r"VmRSS:\s+(\d+)", status)))  # none: it is ending
    return total / 1024


def post(server: Server, query: str) -> httpx.Response:
    """The answer to a query that may be long; a broken one raises an error."""
    return httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=SOON)


def busy(server: Server) -> str:
    """Number of workers at a query, as the metrics write it."""
    found = re.search(r"^convenor_workers_busy (\S+)$", server.get("/metrics").text, re.MULTILINE)
    assert found
    return found[1]


def connect(server: Server) -> socket.socket:
    """A connection, on which nothing is sent yet."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(SOON)
    connection.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
    return connection


def read(connection: socket.socket) -> tuple[str, bytes]:
    """All that comes until the server closes: head and body."""
    received = bytearray()
    while piece := connection.recv(1 << 16):
        received += piece
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def get(
    server: Server, path: str, accept: str = "*/*", host: str = "localhost", more: str = ""
) -> tuple[str, bytes]:
    """The answer to a GET that is sent as it is, without what a client would do for it."""
    lines = (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nConnection: close\r\n{more}"
    )
    with connect(server) as connection:
        connection.sendall(f"{lines}\r\n".encode())
        return read(connection)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ {TRIPLES} }}",
        f"SELECT DISTINCT * {{ {TRIPLES} }}",
        f"SELECT * {{ {TRIPLES} }} ORDER BY ?l ?i ?f ?c",
        f"SELECT * {{ {LISTS} }} ORDER BY DESC(?a) ?h",
        f"SELECT (COUNT(*) AS ?n) {{ {LISTS} FILTER(?a + ?b + ?c + ?h = 77) }}",
        f"SELECT (GROUP_CONCAT(STR(?c)) AS ?all) {{ {TRIPLES} }}",
        f"CONSTRUCT {{ ?a ?b ?l }} WHERE {{ {TRIPLES} }}",
        f"DESCRIBE * {{ {TRIPLES} }}",
        "SELECT * { BIND('aaaaaaaa' AS ?v0) "
        + " ".join(
            f"BIND(CONCAT({', '.join([f'?v{number}'] * 8)}) AS ?v{number + 1})"
            for number in range(10)
        )
        + " }",
        f"SELECT * {{ BIND('{'a' * 20_000}' AS ?x) "
        f"BIND(REPLACE(?x, 'a', '{'b' * 20_000}') AS ?y) BIND(REPLACE(?y, 'b', ?x) AS ?z) }}",
        f"SELECT (COUNT(*) AS ?n) {{ ?a {ANY}* ?b . ?b {ANY}+ ?c . ?c {ANY}* ?d . ?e {ANY}* ?f }}",
        f"SELECT (COUNT(*) AS ?n) {{ ?a ({ANY}*/{ANY}*)* ?b . ?b ({ANY}+)* ?c . ?d ({ANY}*)+ ?e }}",
        f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([f'{ANY}?'] * 60)} ?b }}",
        "SELECT * { " + " ".join(f"OPTIONAL {{ ?a{n} ?b{n} ?c{n} }}" for n in range(50)) + " }",
        f"ASK {{ {' '.join(f'?s{n} ?p{n} ?o{n} .' for n in range(199))} FILTER(?s0 = 1) }}",
    ],
)
def test_what_grows_without_end_is_stopped(server: Server, query: str) -> None:
    answer = post(server, query)
    assert answer.status_code in (413, 503), answer.text[:200]
    assert answer.headers["content-type"].startswith("text/plain")
    assert re.search("seconds|memory|bytes", answer.text)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + " OPTIONAL { ?a ?b ?c }" * 200 + " }",
        "ASK " + "{" * 5_000 + "}" * 5_000,
        "ASK { FILTER(" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
        "ASK { ?s ?p " + "[ ?p " * 5_000 + "1" + " ]" * 5_000 + " }",
        "ASK { ?s ?p " + "( " * 5_000 + "1" + " )" * 5_000 + " }",
        "ASK { FILTER(" + "(" * 5_000,
        "ASK { FILTER(" + "!" * 5_000 + "true) }",
        "ASK { FILTER(1" + " + 1" * 5_000 + " > 0) }",
        "ASK { ?s " + "/".join(["<x:a>"] * 5_000) + " ?o }",
        "SELECT * { " + "VALUES ?a { 1 2 3 4 5 } " * 5_000 + "}",
    ],
)
def test_what_no_reader_wrote_is_refused(server: Server, query: str) -> None:
    answer = post(server, query)
    assert answer.status_code == 400
    assert "at most" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ VALUES ?a {{ {IRIS} }} }}",
        f"# {'why ' * 30_000}\n{ANYTHING}",
        f"ASK {{ FILTER(STRLEN('{'é' * 100_000}') = 100000) }}",
    ],
)
def test_a_long_query_is_answered(server: Server, query: str) -> None:
    assert len(query) > 100_000
    headers = {"Content-Type": "application/sparql-query"}
    direct = httpx.post(f"{server.url}/sparql", content=query, headers=headers, timeout=SOON)
    for answer in (post(server, query), direct):
        assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"query=%23" + b"a" * 1_000_000, {"Content-Type": FORM}, 400),
        (b"query=%23" + b"a" * 10_000_000, {"Content-Type": FORM}, 413),
        (b"a" * 10_000_000, {"Content-Type": "text/plain"}, 415),
        (
            gzip.compress(b"query=ASK%7B%7D", mtime=0),
            {"Content-Type": FORM, "Content-Encoding": "gzip"},
            415,
        ),
    ],
)
def test_what_is_too_much_to_read_is_refused(
    server: Server, content: bytes, headers: dict[str, str], status: int
) -> None:
    url = f"{server.url}/sparql"
    assert httpx.post(url, content=content, headers=headers, timeout=SOON).status_code == status
    assert " 414 " in get(server, f"/sparql?query=%23{'a' * 100_000}")[0]


def test_a_worker_killed_at_its_query(serve: Callable[..., Server], small: Path) -> None:
    patient = serve(small, "--timeout", "600", "--workers", "1")
    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(post, patient, f"SELECT (COUNT(*) AS ?n) {{ {LISTS} }}")
        patient.until(lambda: busy(patient) == "1.0")
        (worker,) = patient.workers()
        os.kill(worker, signal.SIGKILL)
        answer = late.result()
    assert answer.status_code == 503
    assert "ended the process" in answer.text
    assert patient.ask(ANYTHING).status_code == 200
    patient.stop()


def test_a_long_answer_is_whole(server: Server) -> None:
    plain = server.get("/sparql", params={"query": LONG}, headers={"Accept-Encoding": "identity"})
    assert int(plain.headers["content-length"]) == len(plain.content) > 1 << 21
    assert len(plain.json()["results"]["bindings"]) == 20_000
    packed = server.get("/sparql", params={"query": LONG}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # the client has unpacked it
    headers = {"If-None-Match": plain.headers["etag"]}
    again = server.get("/sparql", params={"query": LONG}, headers=headers)
    assert (again.status_code, again.content) == (304, b"")


def test_a_client_that_reads_nothing_keeps_no_worker(server: Server) -> None:
    request = f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(server)) for _ in range(4)]
        for client in clients:
            client.sendall(request.encode())
        for client in clients:
            assert client.recv(12, socket.MSG_PEEK | socket.MSG_WAITALL) == b"HTTP/1.1 200"
        server.until(lambda: busy(server) == "0.0")
        assert server.ask(ANYTHING).status_code == 200
        head, body = read(clients[0])  # it was only slow
    assert f"content-length: {len(body)}\r\n" in f"{head}\r\n"


@pytest.mark.parametrize(
    "begun",
    [
        "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept:",
        "POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n"
        "Content-Type: application/sparql-query\r\n\r\nASK{",
    ],
)
def test_a_client_that_writes_slowly_keeps_no_worker(server: Server, begun: str) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(server)) for _ in range(50)]
        for client in clients:
            client.sendall(begun.encode())
        assert server.ask(ANYTHING).status_code == 200
        assert busy(server) == "0.0"
        clients[0].sendall(b"}" if begun.startswith("POST") else b" */*\r\n\r\n")
        assert read(clients[0])[0].startswith("HTTP/1.1 200")


@pytest.mark.parametrize("path", PLACES)
def test_no_address_becomes_a_header_or_markup(server: Server, path: str) -> None:
    for tried, accept in product(TRIED, ("text/html", "*/*")):
        head, body = get(server, path.format(thing=EDITION, tried=quote(tried)), accept)
        assert "content-type: text/plain" in head or b"<script>" not in body
        assert "x-content-type-options: nosniff" in head
        status, *headers = head.split("\r\n")
        assert int(status.split()[1]) in {200, 303, 400, 404, 406}
        names = [header.partition(":")[0].lower() for header in headers]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[A-Za-z-]+: [ -~]*", header) for header in headers)
        assert "x-evil" not in names


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/", "text/html"),
        ("/robots.txt", "*/*"),
        ("/sitemap.xml", "*/*"),
        ("/sparql", "text/turtle"),
        ("/sparql", "text/html"),
        ("/.well-known/void", "text/turtle"),
        ("/api/openapi.json", "*/*"),
        ("/api/queries/bodies_by_edition", "text/html"),
        (f"/doc/{EDITION}", "text/html"),
        (f"/doc/{EDITION}", "application/ld+json"),
    ],
)
def test_a_host_is_only_an_address(server: Server, path: str, accept: str) -> None:
    known = get(server, path, accept)[0].partition("\r\n")[0]
    for host in (f"a{MARKUP}", "a/<script>", "a b", "a> . <x:a> <x:b> <x:c", "[::1", "", "a\\b"):
        head, body = get(server, path, accept, host)
        assert head.startswith(known)
        assert b"<script>" not in body
        assert b"x:b" not in body
    assert get(server, path, accept, "a\r\nHost: b")[0].startswith("HTTP/1.1 400")
    more = "X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n"
    head, body = get(server, path, accept, more=more)
    assert head.startswith(known)
    assert b"evil.example" not in body
