"""Updates over HTTP: with the token, through the checks of a load, into a version of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from .server import SOON, Server, serving

TOKEN = "a-token-of-tests-0123456789"
END = "SELECT ?end { <https://w3id.org/convenor/id/edition/lake-fair-2031> schema:endDate ?end }"
FIX = """
DELETE DATA { GRAPH <source/paper> {
  <id/edition/lake-fair-2031> schema:endDate "2031-05-05"^^xsd:date } } ;
INSERT DATA { GRAPH <source/paper> {
  <id/edition/lake-fair-2031> schema:endDate "2031-05-06"^^xsd:date }
  GRAPH <source/paper/claims> {
  <id/edition/lake-fair-2031> prov:wasDerivedFrom <source/file/bundled/editions.csv#row=3> } }
"""
UNPROVEN = """
INSERT DATA { GRAPH <source/paper> {
  <id/edition/lake-fair-2031> schema:endDate "2031-05-07"^^xsd:date } }
"""


@contextmanager
def updated(small: Path, folder: Path) -> Iterator[Server]:
    shutil.copytree(small, folder / "graph", symlinks=True)
    (folder / "token").write_text(f"{TOKEN}\n", "utf-8")
    with serving(folder / "graph", "--token-file", str(folder / "token")) as found:
        yield found


@pytest.fixture(scope="module")
def server(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for what changes nothing."""
    with updated(small, tmp_path_factory.mktemp("updates")) as found:
        yield found


def post(server: Server, text: str, token: str = TOKEN, **more: str) -> httpx.Response:
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
    return httpx.post(f"{server.url}/sparql", content=text, headers=headers | more, timeout=SOON)


def ends(server: Server) -> list[str]:
    rows = server.ask(END).json()["results"]["bindings"]
    return sorted(row["end"]["value"] for row in rows)


def test_an_update_is_a_load(small: Path, tmp_path: Path) -> None:
    with updated(small, tmp_path) as server:
        assert ends(server) == ["2031-05-04", "2031-05-05"]
        answer = post(server, FIX)
        assert answer.status_code == 200, answer.text
        assert ends(server) == ["2031-05-04", "2031-05-06"]
        assert server.get("/readyz").text == "version 000002\n"
        form = {"update": "INSERT DATA {}"}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = f"{server.url}/sparql"
        assert httpx.post(url, data=form, headers=headers, timeout=SOON).is_success


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("INSERT DATA { nonsense }", 400, "line 1"),
        ("LOAD <http://127.0.0.1:9/x>", 400, "LOAD"),
        ("CLEAR ALL", 400, "CLEAR"),
        ("INSERT DATA { <a:b> <a:b> 1 }", 400, "default graph"),
        (UNPROVEN, 400, "evidence"),
    ],
)
def test_what_may_not_be_is_refused_and_nothing_changes(
    server: Server, text: str, status: int, words: str
) -> None:
    answer = post(server, text)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert ends(server) == ["2031-05-04", "2031-05-05"]


def test_nobody_updates_without_the_token(server: Server) -> None:
    for token in ("wrong", TOKEN[:-1], f"{TOKEN}0"):
        answer = post(server, FIX, token)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert httpx.get(f"{server.url}/sparql", params={"update": FIX}).status_code == 400
    assert ends(server) == ["2031-05-04", "2031-05-05"]


def test_without_a_token_of_its_own_the_server_only_reads(
    small: Path, serve: Callable[..., Server]
) -> None:
    assert post(serve(small), FIX).status_code == 403
