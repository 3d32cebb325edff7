"""What stands around every answer, tried behind a real server: headers, limits, the access log."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from convenor.web.logs import ACCESS, access_line
from convenor.web.metrics import Metrics
from convenor.web.middleware import Headers, Limited, Observed

from .serving import serving, until
from .test_web_metrics import Workers

LINE = re.compile(
    r'(?P<host>\S+) - - \[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d{3}) (?P<size>\d+|-)'
    r' "(?P<referer>[^"]*)" "(?P<agent>[^"]*)" (?P<seconds>\d+\.\d{3})'
)
WAITING = threading.Event()


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello", headers={"X-Content-Type-Options": "mine"})


async def broken(request: Request) -> Response:
    raise ValueError("a fault")


async def endless(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"more\n"
            await asyncio.sleep(0.01)

    return StreamingResponse(pieces())


async def patient(request: Request) -> Response:
    WAITING.set()
    while not await request.is_disconnected():
        await asyncio.sleep(0.01)
    return Response(status_code=204)


def app(metrics: Metrics | None = None, rate: int = 0) -> Starlette:
    return Starlette(
        routes=[
            Route("/hello/{name}", hello, methods=["GET", "POST"]),
            Route("/broken", broken),
            Route("/endless", endless),
            Route("/patient", patient),
            *(Route(path, hello) for path in ("/healthz", "/readyz", "/metrics")),
            Mount("/below", routes=[Route("/{name}", hello)]),
        ],
        middleware=[
            Middleware(Observed, metrics or Metrics(Workers())),
            Middleware(Headers),
            Middleware(Limited, rate),
        ],
    )


def as_client(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is written to the access log."""
    found: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    log, handler = logging.getLogger(ACCESS), Keeping()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield found
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)


def parts(line: str) -> dict[str, str]:
    """The fields of a line of the access log."""
    found = LINE.fullmatch(line)
    assert found, line
    return found.groupdict()


# -- headers


def test_all_answers_have_the_headers_and_keep_their_own() -> None:
    with serving(app(rate=1)) as client:
        answer = client.get("/hello/you")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers.get_list("x-content-type-options") == ["mine"]
        assert client.get("/nowhere").headers["x-content-type-options"] == "nosniff"
        answers = [client.get("/hello/you", headers=as_client("192.0.2.1")) for _ in range(2)]
        assert [each.status_code for each in answers] == [200, 429]
        assert answers[1].headers["access-control-allow-origin"] == "*"


# -- limits


def statuses(client: httpx.Client, number: int, **headers: str) -> list[int]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return [client.get("/hello/you", headers=named).status_code for _ in range(number)]


def test_who_asks_too_often_is_told_and_others_are_served() -> None:
    with serving(app(rate=3)) as client:
        served = [client.get("/hello/you", headers=as_client("192.0.2.1")) for _ in range(3)]
        assert [each.status_code for each in served] == [200] * 3
        assert served[0].headers["ratelimit-policy"] == '"default";q=3;w=60'
        assert [each.headers["ratelimit"].partition(";t=")[0] for each in served] == [
            '"default";r=2',
            '"default";r=1',
            '"default";r=0',
        ]
        refused = client.post("/hello/you", content=b"x" * 100_000, headers=as_client("192.0.2.1"))
        assert refused.status_code == 429
        assert refused.headers["content-type"].startswith("text/plain")
        wait = int(refused.headers["retry-after"])
        assert 1 <= wait <= 60
        assert refused.headers["ratelimit"] == f'"default";r=0;t={wait}'
        assert f"try again in {wait} seconds" in refused.text
        assert statuses(client, 3, x_forwarded_for="192.0.2.2") == [200] * 3
        assert statuses(client, 1, x_forwarded_for="192.0.2.1") == [429]


def test_who_watches_the_server_or_is_on_its_machine_is_not_limited() -> None:
    with serving(app(rate=1)) as client:
        assert statuses(client, 5) == [200] * 5
        away = as_client("192.0.2.1")
        assert statuses(client, 2, **away) == [200, 429]
        for path in ("/healthz", "/readyz", "/metrics"):
            assert {client.get(path, headers=away).status_code for _ in range(3)} == {200}
    with serving(app(rate=1), root_path="/fairs") as client:
        assert {client.get("/healthz", headers=away).status_code for _ in range(3)} == {200}
        assert statuses(client, 2, **away) == [200, 429]
    with serving(app(rate=0)) as client:
        answers = [client.get("/hello/you", headers=away) for _ in range(5)]
        assert {each.status_code for each in answers} == {200}
        assert "ratelimit" not in answers[0].headers


def test_an_address_is_only_believed_from_a_known_proxy() -> None:
    with serving(app(rate=2), forwarded_allow_ips="192.0.2.9") as client:
        made_up = [statuses(client, 1, x_forwarded_for=f"192.0.2.{n}")[0] for n in range(4)]
        assert made_up == [200, 200, 429, 429]  # all of them are one: the one that connected
    with serving(app(rate=2), forwarded_allow_ips="127.0.0.1") as client:
        # The proxy has added the true address behind the one that its client made up.
        made_up = [
            statuses(client, 1, x_forwarded_for=f"192.0.2.{n}, 198.51.100.7")[0] for n in range(4)
        ]
        assert made_up == [200, 200, 429, 429]
        # To be on this machine cannot be made up either.
        assert statuses(client, 3, x_forwarded_for="127.0.0.1") == [200, 200, 429]
        assert statuses(client, 3, x_forwarded_for="no address") == [200, 200, 429]
        assert statuses(client, 1, x_forwarded_for="'another one'") == [429]


def test_a_client_is_a_network_of_version_6() -> None:
    with serving(app(rate=2)) as client:
        one = [statuses(client, 1, x_forwarded_for=f"2001:db8:0:1::{n}")[0] for n in range(3)]
        assert one == [200, 200, 429]
        assert statuses(client, 1, x_forwarded_for="2001:db8:0:2::1") == [200]
        assert statuses(client, 1, x_forwarded_for="[2001:db8:0:1::9]:4000") == [429]
        assert statuses(client, 2, x_forwarded_for="::ffff:192.0.2.1") == [200, 200]
        assert statuses(client, 1, x_forwarded_for="192.0.2.1") == [429]


def test_only_the_clients_seen_last_are_remembered() -> None:
    limited = Limited(app(), 1)
    windows = limited._windows
    assert windows is not None
    assert windows.take("first")[0] and not windows.take("first")[0]
    for number in range(3_000):
        assert windows.take(str(number))[0]
    assert len(windows._known) == len(windows._storage.events) == 1_000
    assert not windows.take("2999")[0]
    assert windows.take("first")[0]


# -- the access log


def test_a_request_is_a_line_in_the_combined_format(lines: list[str]) -> None:
    with serving(app()) as client:
        client.get(
            "/hello/you?a=%20b",
            headers={
                "User-Agent": "tester/1",
                "Referer": "https://example.org/",
                **as_client("192.0.2.7"),
            },
        )
        client.head("/hello/you", headers={"User-Agent": ""})
        until(lambda: len(lines) == 2)
    found = parts(lines[0])
    assert found["request"] == "GET /hello/you?a=%20b HTTP/1.1"
    assert (found["host"], found["status"], found["size"]) == ("192.0.2.7", "200", "5")
    assert (found["referer"], found["agent"]) == ("https://example.org/", "tester/1")
    assert datetime.strptime(found["time"], "%d/%b/%Y:%H:%M:%S %z")
    assert (parts(lines[1])["agent"], parts(lines[1])["host"]) == ("-", "127.0.0.1")


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (b'" 200 1 "-" "fake', r"\x22 200 1 \x22-\x22 \x22fake"),
        (b"\x1b[2J\x07bell", r"\x1B[2J\x07bell"),
        (b"back\\slash", r"back\x5Cslash"),
        ("展会".encode(), r"\xE5\xB1\x95\xE4\xBC\x9A"),
        (b"\xc2\x9b31m \xe2\x80\xae", r"\xC2\x9B31m \xE2\x80\xAE"),
        (b"a\tb", r"a\x09b"),
        (b"x" * 5_000, "x" * 2_000 + "..."),
    ],
)
def test_hostile_text_stays_in_its_field(lines: list[str], agent: bytes, shown: str) -> None:
    with serving(app()) as client:
        with socket.create_connection((client.base_url.host, client.base_url.port)) as raw:
            raw.sendall(b"GET /hello/you HTTP/1.1\r\nHost: x\r\nUser-Agent: " + agent + b"\r\n\r\n")
            assert raw.recv(1 << 16).startswith(b"HTTP/1.1 200")
        until(lambda: lines)
    assert [parts(line)["agent"] for line in lines] == [shown]


def test_no_field_can_end_a_line_whatever_is_in_it() -> None:
    every = bytes(range(256))
    scope = {
        "client": (every.decode("latin-1"), 0),
        "method": "GET",
        "raw_path": b"/" + every,
        "query_string": every,
        "http_version": "1.1",
        "headers": [(b"user-agent", every), (b"referer", every)],
    }
    line = access_line(scope, datetime.now().astimezone(), 200, 0, 0.1)
    assert line.isascii() and line.isprintable()
    found = parts(line)
    assert found["agent"] == found["referer"] != "-"


def test_faults_and_unknown_addresses_are_lines_too(lines: list[str]) -> None:
    with serving(app()) as client:
        assert client.get("/nowhere").status_code == 404
        assert client.get("/broken").status_code == 500
        until(lambda: len(lines) == 2)
    assert [parts(line)["status"] for line in lines] == ["404", "500"]


@pytest.mark.parametrize("path", ["/endless", "/patient"])
def test_a_client_that_leaves_is_499(lines: list[str], path: str) -> None:
    metrics = Metrics(Workers())
    WAITING.clear()
    with serving(app(metrics)) as client:
        with socket.create_connection((client.base_url.host, client.base_url.port)) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert raw.recv(10) if path == "/endless" else WAITING.wait(60)
        until(lambda: lines)
    assert [parts(line)["status"] for line in lines] == ["499"]
    assert counts(metrics) == {(path, "GET", "499"): 1}


@pytest.mark.parametrize("on", [True, False])
def test_the_log_goes_to_standard_output_or_nowhere(on: bool) -> None:
    script = f"""
import logging, logging.config
from convenor.web.logs import log_config
logging.config.dictConfig(log_config({on}))
logging.getLogger("{ACCESS}").info("a request")
logging.getLogger("uvicorn.error").info("a note")
logging.getLogger("uvicorn.error").error("a fault")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "a request\n" * on
    assert [line.split()[2:] for line in done.stderr.splitlines()] == [
        *[["INFO", "a", "note"]] * on,
        ["ERROR", "a", "fault"],
    ]


# -- counts


def counts(metrics: Metrics) -> dict[tuple[str, str, str], float]:
    """The counts of requests by route, method and status."""
    return {
        (sample.labels["route"], sample.labels["method"], sample.labels["status"]): sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "convenor_requests_total"
    }


def test_requests_are_counted_by_route_and_not_by_what_clients_make_up() -> None:
    metrics = Metrics(Workers())
    with serving(app(metrics, rate=1), root_path="/fairs") as client:
        for name in ("a", "b", "c"):
            client.get(f"/hello/{name}")
            client.get(f"/nowhere/{name}")
            client.request(f"MADE-UP-{name.upper()}", "/hello/you")
        client.post("/hello/a")
        client.get("/below/a")
        for _ in range(2):
            client.get("/hello/a", headers=as_client("192.0.2.1"))
        client.get("/broken")
    assert counts(metrics) == {
        ("/hello/{name}", "GET", "200"): 4,
        ("/hello/{name}", "POST", "200"): 1,
        ("/hello/{name}", "other", "405"): 3,
        ("none", "GET", "404"): 3,
        ("none", "GET", "429"): 1,
        ("/{name}", "GET", "200"): 1,
        ("/broken", "GET", "500"): 1,
    }
