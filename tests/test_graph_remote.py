"""Graphs on other stores: built, changed, read and handed on, with servers that end or refuse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pyoxigraph as ox
import pytest

from convenor.cli import main
from convenor.graph.build import build, load
from convenor.graph.canonical import canonical_hash
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import open_graph
from convenor.graph.remote.address import Address, address_of
from convenor.graph.remote.folder import RemoteFolder
from convenor.graph.remote.names import PREFIX
from convenor.graph.remote.staging import Staging
from convenor.graph.remote.store import RemoteStore
from convenor.loaders.inputs import Input, find_inputs
from convenor.ontology.errors import BusyError, ConvenorError, QueryError, SettingError, StoreError

from .stores import KINDS, Stores, emptied, oxigraph

DATA = Path(__file__).parent / "queries" / "data"
EX = "http://example.org/"


def tables(small: Path) -> list[str]:
    return sorted(map(str, (small.parent / "in").glob("*.csv")))


def inputs_of(small: Path) -> list[Input]:
    return find_inputs(tables(small))


def stored_hash(place: str | Path) -> str:
    with open_graph(place) as graph:
        return canonical_hash(graph.store)


@pytest.fixture(params=[*KINDS])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(stores: Stores, kind: str) -> str:
    address: str = stores.server(kind).address
    emptied(address)
    return address


def test_every_command_works_on_it(
    address: str, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> str:
        assert main([*words, "--store", address]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    said("build", *tables(small), "--quiet")
    assert stored_hash(address) == stored_hash(small)
    assert "Lake Office" in said("query", "bodies_by_edition", "--edition", "lake-fair-2031")
    assert "Lake Office" in said("search", "lake")
    assert "2031-05-04" in said("explain", "lake-fair-2031")
    assert "conforms" in said("check")
    assert address in said("info")
    said("network", "co-organization", "--format", "csv", "--out", str(tmp_path / "network"))
    said("export", str(tmp_path / "release"), "--quiet")
    lines = (tmp_path / "release" / "graph.nq").read_bytes().splitlines(keepends=True)
    with open_graph(small) as graph:
        assert len(lines) == len(graph.store)
    more = tmp_path / "more.csv"
    more.write_text("series_id,name_en,source_id\nhill-fair,Hill Fair,news\n", "utf-8")
    said("load", str(more), "--quiet")
    assert "Hill Fair" in said("explain", "hill-fair")
    said("unload", "more.csv", "--quiet")
    assert stored_hash(address) == stored_hash(small)


def test_another_machine_reads_and_goes_on(
    address: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(RemoteFolder(address), inputs_of(small))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    with open_graph(address) as graph:
        assert graph.search("lake").hits
        assert graph.explain("lake-fair-2031").facts
        assert graph.statistics().sha256 == stored_hash(small)
    build(RemoteFolder(address), find_inputs([str(DATA)]))
    monkeypatch.undo()
    with open_graph(address) as graph:
        assert graph.names.find("hf-2030")


def test_what_is_not_ours_is_left_alone(address: str, small: Path) -> None:
    with closing(RemoteStore(address)) as store:
        mine = [ox.Quad(ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}b"), ox.Literal("c"))]
        store.client.update(f"INSERT DATA {{ GRAPH <{EX}mine> {{ <{EX}a> <{EX}b> 'c' }} }}")
        with pytest.raises(StoreError, match=f"did not write, such as <{EX}mine>"):
            build(RemoteFolder(address), inputs_of(small))
        assert [quad.triple for quad in store.quads(f"{EX}mine")] == [mine[0].triple]


def test_two_writers_do_not_meet(address: str, small: Path, tmp_path: Path) -> None:
    build(RemoteFolder(address), inputs_of(small))
    with closing(RemoteStore(address)) as store:
        theirs = Staging(store.client, store.rows, "theirs")
        theirs.bring([], [])
        with pytest.raises(BusyError, match="another program has been writing"):
            build(RemoteFolder(address), find_inputs([str(DATA)]))
        assert theirs.recover() is False
    with (
        pytest.raises(BusyError, match="has changed the graph"),
        RemoteFolder(address, tmp_path / "one").writing() as draft,
    ):
        draft.manifest = {"base": "https://example.org/", "inputs": []}
        build(RemoteFolder(address, tmp_path / "two"), find_inputs([str(DATA)]))
    with open_graph(address) as graph:
        assert graph.names.find("hf-2030")


@pytest.mark.parametrize("moment", ["brings", "swaps"])
def test_a_server_that_ends_in_the_middle_of_a_load(
    stores: Stores, kind: str, moment: str, small: Path, tmp_path: Path
) -> None:
    server = stores.server(kind)
    emptied(server.address)
    folder = RemoteFolder(server.address, tmp_path / "beside")
    build(folder, inputs_of(small))
    before = canonical_hash(RemoteStore(server.address))
    loading = _Loading(folder)
    with closing(RemoteStore(server.address)) as store:
        loading.start()
        while loading.is_alive():
            with suppress(ConvenorError):
                waiting = store.rows("stage")
                if waiting and (moment == "brings" or waiting[0][2] or _joins(store)):
                    break
        server.kill()
    loading.join()
    server.start()
    if loading.error:
        assert isinstance(loading.error, StoreError), loading.error
        assert server.address in loading.error.message
        assert loading.error.next_step
    with folder.writing() as draft:  # what was stopped is finished or thrown away before
        draft.put_in_use = False
    after = canonical_hash(RemoteStore(server.address))
    whole = tmp_path / "whole"
    build(GraphFolder(whole), inputs_of(small))
    load(GraphFolder(whole), find_inputs([str(DATA)]))
    assert after in (before, stored_hash(whole))
    load(folder, find_inputs([str(DATA)]))
    assert canonical_hash(RemoteStore(server.address)) == stored_hash(whole)
    assert not RemoteStore(server.address).rows("stage")


def _joins(store: RemoteStore) -> bool:
    graph = f"{PREFIX}stage/joins/0"
    return any(True for _ in store.quads(graph))


class _Loading(threading.Thread):
    """A load of the invented fairs, and how it failed."""

    def __init__(self, folder: RemoteFolder) -> None:
        super().__init__()
        self._folder = folder
        self.error: ConvenorError | None = None

    def run(self) -> None:
        """Load."""
        try:
            load(self._folder, find_inputs([str(DATA)]))
        except ConvenorError as error:
            self.error = error


def test_a_server_whose_default_graph_is_the_union_of_all(small: Path, tmp_path: Path) -> None:
    with oxigraph(tmp_path, "--union-default-graph") as server:
        place = Address(server.address, dialect="standard", updates=server.address[:-5] + "update")
        with closing(RemoteStore(place)) as store:
            one, two = (ox.NamedNode(f"{EX}{name}") for name in ("one", "two"))
            fact = (ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}b"), ox.Literal("c"))
            store.extend([ox.Quad(*fact, one), ox.Quad(*fact, two)])
            counted = store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
            assert counted.column("n") == [1]
            found = store.select("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
            assert found.column("g") == [f"{EX}one", f"{EX}two"]
            assert len(list(store.quads())) == len(store) == 3
            store.remove_source(f"{EX}one")
            assert store.graphs() == [f"{EX}two"]
            store.remove_source(f"{EX}two")
            assert len(store) == 0


class _Odd(BaseHTTPRequestHandler):
    """A server that answers as the address asks: how often it fails first, and with what."""

    failures: ClassVar[dict[str, int]] = {}
    asked: ClassVar[list[str]] = []

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.asked.append(f"{self.headers.get('Authorization', '')}{self.rfile.read(length)!r}")
        kind = self.path.partition("?")[0].strip("/").partition("/")[0]
        left = self.failures.get(kind, 0)
        self.failures[kind] = left - 1
        if kind.isdecimal() and left > 0:
            self.send_response(int(kind))
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(b"as it is")
        elif kind == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"head":{"vars":["a"]},"results":{"bindings":[')
        elif kind == "page":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>Welcome")
        elif kind == "silent":
            threading.Event().wait(5)
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"head":{"vars":["a"]},"results":{"bindings":[]}}')

    do_GET = do_POST = _answer  # noqa: N815 - as http.server calls them

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def odd() -> Iterator[Callable[[str, int], str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def place(kind: str, failures: int = 0) -> str:
        _Odd.failures[kind] = failures
        _Odd.asked.clear()
        return f"http://127.0.0.1:{server.server_port}/{kind}"

    yield place
    server.shutdown()
    server.server_close()


ASKED = "SELECT ?a WHERE { ?a ?b ?c }"


def test_a_server_that_is_busy_is_asked_again(odd: Callable[[str, int], str]) -> None:
    store = RemoteStore(Address(odd("503", 2), dialect="oxigraph"))
    assert len(store.select(ASKED)) == 0
    assert len(_Odd.asked) == 3
    with pytest.raises(StoreError, match="503: as it is"):
        RemoteStore(Address(odd("503", 99), dialect="oxigraph")).select(ASKED)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("401", "CONVENOR_STORE_TOKEN"),
        ("404", "Is this the address for SPARQL queries"),
        ("302", "sends us on to http://127.0.0.1:9/elsewhere"),
        ("500", "refuses this \\(500\\): as it is"),
        ("silent", "within 0.5 seconds"),
        ("cut", "stopped"),
        ("page", "not what SPARQL results are"),
    ],
)
def test_what_goes_wrong_is_told(odd: Callable[[str, int], str], kind: str, words: str) -> None:
    store = RemoteStore(Address(odd(kind, 99), dialect="oxigraph", timeout=0.5))
    with pytest.raises(ConvenorError, match=words):
        store.select(ASKED)


def test_a_token_is_sent_and_never_shown(odd: Callable[[str, int], str]) -> None:
    place = address_of(odd("free", 0), {"CONVENOR_STORE_TOKEN": "s3cret"})
    RemoteStore(place).select(ASKED)
    assert _Odd.asked[-1].startswith("Bearer s3cret")
    assert "s3cret" not in repr(place)


@pytest.mark.parametrize(
    ("url", "environment", "words"),
    [
        ("http://me:secret@x/sparql", {}, "password in it"),
        ("http:///sparql", {}, "not the address"),
        ("http://x", {"CONVENOR_STORE_TIMEOUT": "soon"}, "not a number of seconds"),
        ("http://x", {"CONVENOR_STORE_USER": "me", "CONVENOR_STORE_TOKEN": "t"}, "both"),
        ("http://x", {"CONVENOR_STORE_DIALECT": "none"}, "no dialect 'none'"),
    ],
)
def test_a_wrong_setting_is_told(url: str, environment: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        RemoteStore(address_of(url, environment))


def test_a_server_that_is_away_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--store", "http://127.0.0.1:9/sparql"]) == 4
    told = capsys.readouterr().err
    assert "http://127.0.0.1:9/sparql cannot be reached" in told
    assert "Is the server running" in told


def test_a_query_that_cannot_be_read_never_leaves(odd: Callable[[str, int], str]) -> None:
    store = RemoteStore(Address(odd("free", 0), dialect="oxigraph"))
    with pytest.raises(QueryError, match="cannot be read"):
        store.select("SELECT ?a WHERE {")
    assert not _Odd.asked
