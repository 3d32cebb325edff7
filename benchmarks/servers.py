"""Servers that are measured: ours, the floor beneath it, and that of oxigraph; each by its port."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from convenor.graph.folder import Version
from convenor.tests.server import Server

__all__ = ["floor", "oxigraph", "serving"]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Server, int]]:
    """`convenor serve` as it is by default, ready."""
    server = Server(folder)
    try:
        server.until(lambda: server.get("/readyz").status_code == 200)
        yield server, int(server.url.rpartition(":")[2])
    finally:
        server.stop()


@contextmanager
def floor() -> Iterator[int]:
    """Static answers of any size (``/SIZE``), within all that is around our server's answers."""
    port = _free_port()
    with _running(sys.executable, __file__, str(port), port=port):
        yield port


@contextmanager
def oxigraph(version: Version) -> Iterator[int]:
    """`oxigraph serve-read-only` on the files of a version."""
    port, program = _free_port(), str(Path(sys.executable).with_name("oxigraph"))
    flags = ("--location", str(version.path / "quads"), "--bind", f"127.0.0.1:{port}")
    with _running(program, "serve-read-only", *flags, port=port):
        yield port


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(*command: str, port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                break
            assert process.poll() is None, f"{command[0]} has ended"
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _serve_floor(port: int) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from convenor.web.answers import complete
    from convenor.web.logs import log_config
    from convenor.web.metrics import Metrics
    from convenor.web.middleware import Headers, Limited, Observed
    from convenor.web.negotiation import RESULT_FORMATS
    from convenor.web.settings import Settings
    from convenor.web.workers import Pool

    async def answer(request: Request) -> Response:
        body = b"x" * request.path_params["size"]
        return complete(request, body, RESULT_FORMATS[0], {"ETag": 'W/"floor"'})

    settings = Settings("")
    metrics = Metrics(Pool(settings.place, 0, 0))
    app = Starlette(
        routes=[Route("/{size:int}", answer)],
        middleware=[
            Middleware(Observed, metrics=metrics),
            Middleware(Headers),
            Middleware(Limited, rate=settings.rate),
        ],
    )
    log = log_config(settings.log)
    uvicorn.run(app, port=port, http="h11", access_log=False, log_config=log)


if __name__ == "__main__":
    _serve_floor(int(sys.argv[1]))
