"""An application behind a real uvicorn, in a thread, for tests that ask it over HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from .server import SOON

__all__ = ["serving", "until"]


@contextlib.contextmanager
def serving(app: ASGIApp, **settings: Any) -> Iterator[httpx.Client]:
    """A client of the application on a free port of this machine; `settings` are uvicorn's."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        more = {"log_config": None, "lifespan": "off", "http": "h11"} | settings
        server = uvicorn.Server(uvicorn.Config(app, **more))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            with httpx.Client(base_url=url, timeout=SOON) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def until(done: Any) -> None:
    """Wait until something holds; fails if it does not hold soon."""
    end = time.monotonic() + SOON
    while not done():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.02)
