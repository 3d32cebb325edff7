"""Fetching: servers that stall, drip, flood, mislead and lie, and those that behave."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from convenor.loaders.fetching.addresses import not_public, read_address
from convenor.loaders.fetching.cache import Cache
from convenor.loaders.fetching.fetcher import Fetcher
from convenor.loaders.fetching.limits import FetchError, Limits, Request

from .pretenders import Answer, Handler, in_turn, moves, sends, serving

QUICK = Limits(
    connect=2, read=1, total=3, largest=1 << 20, retries=2, backoff=0.01, delay=0, private=True
)


def fetch(url: str, into: Path, limits: Limits = QUICK, cache: Cache | None = None) -> bytes:
    with Fetcher(limits, cache) as fetcher:
        fetcher.fetch(Request(url), into)
    return into.read_bytes()


def refused(url: str, into: Path, limits: Limits = QUICK) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(url, into, limits)
    assert caught.value.next_step
    return caught.value


def stall(handler: Handler) -> None:
    time.sleep(4)


def drip_headers(handler: Handler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 500:
        handler.wfile.write(bytes([letter]))
        time.sleep(0.1)


def drip_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.1)


def flood(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(bytes(1 << 16))


def promise(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(10 << 30))
    handler.end_headers()
    stall(handler)


@pytest.mark.parametrize("answer", [stall, drip_headers, drip_body])
def test_a_server_that_stalls_or_drips_is_cut_off(answer: Answer, tmp_path: Path) -> None:
    with serving({"/": answer}) as (base, _):
        begun = time.monotonic()
        error = refused(f"{base}/", tmp_path / "x", replace(QUICK, total=1.5))
        assert "took too long" in str(error)
        assert error.slow
        assert time.monotonic() - begun < 10  # the deadline is 1.5 s


def test_endless_bodies_and_bombs_are_cut_off_at_the_limit(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200 << 20), 1)
    answers = {
        "/flood": flood,
        "/long": promise,
        "/bomb": sends(bomb, Content_Encoding="gzip"),
    }
    with serving(answers) as (base, _):
        for path in answers:
            error = refused(base + path, tmp_path / "x")
            assert "more than 1,048,576 bytes" in str(error)
        assert (tmp_path / "x").stat().st_size <= 1 << 20


def test_compressed_answers_are_unpacked(tmp_path: Path) -> None:
    text = b"words " * 1000
    answers = {
        "/gzip": sends(gzip.compress(text), Content_Encoding="gzip"),
        "/two": sends(gzip.compress(text) + gzip.compress(b"end"), Content_Encoding="gzip"),
        "/cut": sends(gzip.compress(text)[:-20], Content_Encoding="gzip"),
        "/odd": sends(text, Content_Encoding="br"),
    }
    with serving(answers) as (base, _):
        assert fetch(f"{base}/gzip", tmp_path / "x") == text
        assert fetch(f"{base}/two", tmp_path / "x") == text + b"end"
        assert "too early" in str(refused(f"{base}/cut", tmp_path / "x"))
        assert "compressed" in str(refused(f"{base}/odd", tmp_path / "x"))


def test_redirects_are_followed_so_far_and_no_further(tmp_path: Path) -> None:
    answers = {
        "/a": moves("/b"),
        "/b": moves("c?x=1", 307),
        "/c?x=1": sends(b"there"),
        "/loop": moves("/loop"),
        "/file": moves("file:///etc/passwd"),
        "/ftp": moves("ftp://example.org/"),
    }
    with serving(answers) as (base, handler):
        assert fetch(f"{base}/a", tmp_path / "x") == b"there"
        assert "more than 5 times" in str(refused(f"{base}/loop", tmp_path / "x"))
        assert len([path for path, *_ in handler.asked if path == "/loop"]) == 6
        assert "http or https" in str(refused(f"{base}/file", tmp_path / "x"))
        assert "http or https" in str(refused(f"{base}/ftp", tmp_path / "x"))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.0.0.8",
        "169.254.169.254",
        "[fe80::1]",
        "224.0.0.1",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "100.64.0.1",
    ],
)
def test_addresses_that_are_not_public_are_never_asked(host: str, tmp_path: Path) -> None:
    with serving({}) as (base, handler):
        port = base.rpartition(":")[2]
        error = refused(f"http://{host}:{port}/", tmp_path / "x", replace(QUICK, private=False))
        assert "address" in str(error)
        assert not handler.asked


def test_a_redirect_to_a_private_address_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    known = socket.getaddrinfo

    def lookup(host: str, port: int, *rest: object, **more: object) -> object:
        # The name of a public host; connecting to it is left to `create_connection` below.
        return known("93.184.215.14" if host == "fairs.example" else host, port, type=1)

    with serving({"/": moves("http://127.0.0.1:1/secret")}) as (base, _):
        port = int(base.rpartition(":")[2])
        connect = socket.create_connection
        asked: list[tuple[str, int]] = []

        def connected(address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
            asked.append(address)
            return connect(("127.0.0.1", port))

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        monkeypatch.setattr(socket, "create_connection", connected)
        error = refused(
            f"http://fairs.example:{port}/", tmp_path / "x", replace(QUICK, private=False)
        )
        assert "loopback" in str(error)
        assert asked == [("93.184.215.14", port)]


def test_a_name_that_changes_its_address_is_asked_only_where_it_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    known, names = socket.getaddrinfo, ["127.0.0.1", "127.0.0.2"]
    asked: list[str] = []

    def lookup(host: str, port: int, *rest: object, **more: object) -> object:
        if host == "rebound.example":
            host = names[min(len(asked), 1)]
            asked.append(host)
        return known(host, port, type=1)

    with serving({"/": sends(b"here")}) as (base, handler):
        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        assert fetch(base.replace("127.0.0.1", "rebound.example"), tmp_path / "x") == b"here"
        assert asked == ["127.0.0.1"]
        assert handler.asked[0][1]["host"].startswith("rebound.example")


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a host's name that signs itself, with its key in one file."""
    files = [folder / f"{name}.key", folder / f"{name}.crt"]
    made = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    about = (
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={name}",
        "-addext",
        f"subjectAltName=DNS:{name}",
    )
    subprocess.run(
        [*made, *about, "-keyout", files[0], "-out", files[1]], check=True, capture_output=True
    )
    both = folder / f"{name}.pem"
    both.write_bytes(b"".join(file.read_bytes() for file in files))
    return both


def test_certificates_are_checked_against_the_name_of_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = certificate(tmp_path, "localhost")
    other = certificate(tmp_path, "other.example")
    for file, trusted, problem in (
        (good, good, ""),
        (good, other, "self-signed certificate"),
        (other, other, "Hostname mismatch"),
    ):
        secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secured.load_cert_chain(file)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with serving({"/": sends(b"safe")}, secured) as (base, _):
            address = base.replace("127.0.0.1", "localhost") + "/"
            if problem:
                limits = replace(QUICK, retries=0)
                assert problem in str(refused(address, tmp_path / "x", limits))
            else:
                assert fetch(address, tmp_path / "x") == b"safe"


def test_what_is_no_address_of_the_web_is_refused() -> None:
    for text in (
        "file:///etc/passwd",
        "http://",
        "http://a:b@example.org/",
        "http://[::1",
        "gopher:x",
    ):
        with pytest.raises(FetchError):
            read_address(text)
    assert (
        read_address("HTTP://Bücher.example/ä?q=展#x")
        == "http://xn--bcher-kva.example/%C3%A4?q=%E5%B1%95"
    )
    assert not_public("2606:4700::1") == ""


def test_what_may_succeed_later_is_tried_again(tmp_path: Path) -> None:
    def cut(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    answers = {
        "/cut": in_turn(cut, sends(b"whole")),
        "/always": cut,
        "/busy": in_turn(sends(b"", 429, Retry_After="1"), sends(b"done")),
        "/far": sends(b"", 503, Retry_After="86400"),
        "/wrong": sends(b"bad thing\nmore", 400),
        "/broken": sends(b"", 500),
    }
    with serving(answers) as (base, handler):
        assert fetch(f"{base}/cut", tmp_path / "x") == b"whole"
        assert "without sending complete" in str(refused(f"{base}/always", tmp_path / "x"))
        assert fetch(f"{base}/busy", tmp_path / "x") == b"done"
        first, second = [at for path, _, at in handler.asked if path == "/busy"]
        assert second - first >= 1  # as long as the server asked for
        assert "86,400 seconds" in str(refused(f"{base}/far", tmp_path / "x"))
        error = refused(f"{base}/wrong", tmp_path / "x")
        assert (error.status, "bad thing" in str(error)) == (400, True)
        assert refused(f"{base}/broken", tmp_path / "x").status == 500
        tries = dict.fromkeys(answers, 0)
        for path, *_ in handler.asked:
            tries[path] += 1
        assert tries == {"/cut": 2, "/always": 3, "/busy": 2, "/far": 1, "/wrong": 1, "/broken": 3}


def test_what_did_not_change_is_taken_from_the_cache(tmp_path: Path) -> None:
    def conditional(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == '"1"':
            handler.send_response(304)
            handler.end_headers()
        else:
            sends(b"the page", ETag='"1"', Content_Type="text/html")(handler)

    folder = tmp_path / "cache"
    with serving({"/": conditional}) as (base, handler):
        for _ in range(2):
            assert fetch(f"{base}/", tmp_path / "x", cache=Cache(folder)) == b"the page"
        assert [headers.get("if-none-match") for _, headers, _ in handler.asked] == [None, '"1"']
        for broken in (b"", b"the pagf", b"{"):
            for file in folder.iterdir():
                if file.suffix == (".json" if broken == b"{" else ".bytes"):
                    file.write_bytes(broken)
            assert fetch(f"{base}/", tmp_path / "x", cache=Cache(folder)) == b"the page"
            assert "if-none-match" not in handler.asked[-1][1]
        assert len(list(folder.iterdir())) == 2


def test_robots_and_our_name(tmp_path: Path) -> None:
    rules = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 0.2\n"
    answers = {
        "/robots.txt": sends(rules, Content_Type="text/plain"),
        "/page": sends(b"page"),
        "/private/page": sends(b"secret"),
    }
    with serving(answers) as (base, handler), Fetcher(QUICK) as fetcher:
        fetcher.fetch(Request(f"{base}/page", page=True), tmp_path / "x")
        with pytest.raises(FetchError, match=r"robots\.txt forbids"):
            fetcher.fetch(Request(f"{base}/private/page", page=True), tmp_path / "x")
        assert [path for path, *_ in handler.asked] == ["/robots.txt", "/page"]
        assert handler.asked[0][1]["user-agent"].startswith("convenor/")
    broken = {"/page": sends(b"page"), "/robots.txt": sends(b"", 503)}
    with (
        serving(broken) as (base, _),
        Fetcher(QUICK) as fetcher,
        pytest.raises(FetchError, match=r"robots\.txt"),
    ):
        fetcher.fetch(Request(f"{base}/page", page=True), tmp_path / "x")


def test_requests_to_one_host_lie_apart(tmp_path: Path) -> None:
    with serving({"/": sends(b"page")}) as (base, handler):
        with Fetcher(replace(QUICK, delay=0.3)) as fetcher:
            for _ in range(2):
                fetcher.fetch(Request(f"{base}/"), tmp_path / "x")
        first, second = (at for _, _, at in handler.asked)
        assert second - first >= 0.29
