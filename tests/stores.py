"""Servers of other stores for tests: real processes on this machine, ended with the tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from convenor.graph.build import build
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.places import folder_at
from convenor.graph.remote.address import Address
from convenor.graph.remote.store import RemoteStore
from convenor.loaders.inputs import find_inputs

__all__ = ["KINDS", "Process", "Stores", "emptied", "oxigraph", "virtuoso"]

_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 20
CheckpointInterval = 60
CaseMode = 2
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 20
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 1000000
"""
_STARTING = 60.0  # seconds
_EVERYBODY = "grant SPARQL_UPDATE to \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);"


class Process:
    """A server's process at an address; it can be killed, and started again with its data."""

    def __init__(self, command: list[str], address: str, folder: Path) -> None:
        self.command, self.address, self.folder = command, address, folder
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "output.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, cwd=self.folder)
        end = time.monotonic() + _STARTING
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}?query=ASK%20%7B%7D", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "output.log").read_text("utf-8", "replace")[-2000:])

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.process.kill()
        self.process.wait()
        for lock in self.folder.glob("*.lck"):
            lock.unlink()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def oxigraph(folder: Path, *flags: str) -> Iterator[Process]:
    """An ``oxigraph serve`` process (package oxigraph) that keeps its data in a folder."""
    place = f"127.0.0.1:{free_port()}"
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "serve", "--location", str(folder / "data"), "--bind", place, *flags]
    running = Process(command, f"http://{place}/query", folder)
    try:
        yield running
    finally:
        running.kill()


@contextmanager
def virtuoso(folder: Path) -> Iterator[Process]:
    """Virtuoso 7 (package virtuoso-opensource), open to everybody on this machine."""
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(folder=folder, sql=sql, http=http))
    command = ["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground"]
    running = Process(command, f"http://127.0.0.1:{http}/sparql", folder)
    try:
        asked = ["isql-vt", str(sql), "dba", "dba", f"exec={_EVERYBODY}"]
        subprocess.run(asked, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        yield running
    finally:
        running.kill()


KINDS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


def emptied(address: str) -> RemoteStore:
    """The store of a server, with nothing in it."""
    store = RemoteStore(Address(address))
    if store.client.dialect.has_default:
        store.client.update("DROP ALL")
    else:
        foreign = ", ".join(f"<{iri}>" for iri in store.client.dialect.foreign)
        found = "GRAPH ?graph { ?subject ?predicate ?object }"
        store.client.update(
            f"DELETE {{ {found} }} WHERE {{ {found} FILTER(?graph NOT IN ({foreign})) }}"
        )
    return store


class Stores:
    """Servers of the kinds in `KINDS`, each started when it is asked for, and graphs on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running = ExitStack()
        self.server = cache(self._start)

    def _start(self, kind: str) -> Process:
        folder = self._folder / kind
        folder.mkdir()
        return self._running.enter_context(KINDS[kind](folder))

    def place(self, kind: str, inputs: Iterable[str]) -> str:
        """Where there is a graph made of inputs now: on a server, or for another kind on disk."""
        if kind in KINDS:
            place = self.server(kind).address
            emptied(place)
        else:
            place = mkdtemp(dir=self._folder)
        build(folder_at(place), find_inputs(list(inputs)))
        return place

    @contextmanager
    def graph(self, kind: str, inputs: Iterable[str]) -> Iterator[KnowledgeGraph]:
        """That graph, open; of the kind memory its quads are in memory."""
        with open_graph(self.place(kind, inputs)) as graph:
            if kind == "memory":
                quads = list(graph.store.quads())
                graph.store = EmbeddedStore()
                graph.store.add_all(quads)
            yield graph

    def stop(self) -> None:
        """End the servers."""
        self._running.close()
