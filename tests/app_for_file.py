"""The real application over the quads of a file, for a harness that calls it in its own process."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph as ox
from anyio.from_thread import start_blocking_portal
from starlette.types import Receive, Scope, Send

from convenor.graph.folder import GraphFolder
from convenor.ontology.iris import DEFAULT_BASE
from convenor.web.app import make_app
from convenor.web.settings import Settings

__all__ = ["Application", "app_for_file"]


class Application:
    """An ASGI application for callers without a lifespan and with a new event loop each time.

    It and its worker process live in a thread of their own until `close`, or the end of all.
    """

    def __init__(self, nquads: str) -> None:
        self._open = ExitStack()
        atexit.register(self.close)
        folder = Path(self._open.enter_context(TemporaryDirectory()))
        with GraphFolder(folder).writing() as draft:
            draft.store._store.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
            draft.manifest = {"base": DEFAULT_BASE, "quads": len(draft.store), "inputs": []}
        self._app = make_app(Settings(str(folder), workers=1))
        self._portal = self._open.enter_context(start_blocking_portal())
        lifespan = self._app.router.lifespan_context(self._app)
        self._open.enter_context(self._portal.wrap_async_context_manager(lifespan))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request over to the thread, and what is received and sent back to the caller."""
        here = asyncio.get_running_loop()

        def back(call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
            async def run(*args: Any) -> Any:
                return await call(*args)

            async def handed(*args: Any) -> Any:
                return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(run(*args), here))

            return handed

        done = self._portal.start_task_soon(self._app, scope, back(receive), back(send))
        await asyncio.wrap_future(done)

    def close(self) -> None:
        """Stop the application and its worker; closing again does nothing."""
        atexit.unregister(self.close)
        self._open.close()


def app_for_file(path: str) -> Application:
    """The application for the data set in an N-Quads file, put into the store as it is."""
    return Application(path)
