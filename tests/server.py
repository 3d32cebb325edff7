"""`convenor serve` in a process of its own, for tests that ask it over HTTP."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

__all__ = ["SOON", "Server", "serving"]

SOON = 60  # seconds that a busy machine may take
_UNUSED = ssl.create_default_context()  # made once: without TLS, each request would make one


class Server:
    """A server process, on a free port."""

    def __init__(self, store: Path | str, *flags: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        command = ["-m", "convenor.cli", "serve", "--port", port, "--store", str(store), *flags]
        self.process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def until(self, done: Callable[[], bool]) -> None:
        """Wait until something is done; fails if it is not done soon or the process has ended."""
        end = time.monotonic() + SOON
        while True:
            try:
                if done():
                    return
            except httpx.TransportError:
                assert self.process.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not answer as it should"
            time.sleep(0.1)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a GET."""
        return httpx.get(self.url + path, timeout=SOON, verify=_UNUSED, **more)

    def ask(self, query: str, accept: str = "application/sparql-results+json") -> httpx.Response:
        """The answer to a query."""
        return self.get("/sparql", params={"query": query}, headers={"Accept": accept})

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                parent = status.read_text("utf-8").partition("PPid:\t")[2].partition("\n")[0]
            except OSError:
                continue
            if parent == str(self.process.pid):
                found.append(int(status.parent.name))
        return found

    def stop(self) -> int:
        """Stop it, if it runs, and return its exit code."""
        self.process.terminate()
        return self.process.wait(SOON)


@contextmanager
def serving(store: Path | str, *flags: str) -> Iterator[Server]:
    """A server that answers, and stops in the end."""
    server = Server(store, *flags)
    try:
        server.until(lambda: server.get("/readyz").status_code == 200)
        yield server
    finally:
        server.stop()
