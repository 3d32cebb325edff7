"""The application: routes, headers that all answers have, and its workers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..graph.folder import GraphFolder
from .endpoint import Endpoint
from .settings import Settings
from .workers import Pool

__all__ = ["make_app", "serve"]

_METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]  # the last ones for a 405
_MOST_HEAD = 1 << 20  # bytes: a longer request is cut off, one above 64 kB is told so
_FOLLOWING = 1.0  # seconds between two looks for a new version of the graph
_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
    "access-control-allow-headers": "Accept, Content-Type",
    "access-control-expose-headers": "ETag, X-Query-Timeout",
    "x-content-type-options": "nosniff",
}


def make_app(settings: Settings) -> Starlette:
    """The application that serves the graph in a folder."""
    pool = Pool(settings.folder, settings.workers, settings.memory << 20)
    folder = GraphFolder(settings.folder)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        following = asyncio.create_task(_follow(pool, folder))
        try:
            yield
        finally:
            following.cancel()
            await pool.stop()

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        return PlainTextResponse(f"version {pool.version}\n")

    endpoint = Endpoint(pool, settings)
    return Starlette(
        routes=[
            Route("/sparql", endpoint.answer, methods=_METHODS),
            Route("/.well-known/void", endpoint.void),
            Route("/healthz", health),
            Route("/readyz", ready),
        ],
        middleware=[Middleware(Headers)],
        lifespan=lifespan,
    )


async def _follow(pool: Pool, folder: GraphFolder) -> None:
    """Serve a new version of the graph when one is put in use."""
    while True:
        await asyncio.sleep(_FOLLOWING)
        current = folder.current()
        if current is not None:
            await pool.follow(current.name)


class Headers:
    """Adds the headers that all answers have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.encode(), value.encode())
                        for name, value in _HEADERS.items()
                        if name.encode() not in known
                    ),
                ]
            await send(message)

        await self._app(scope, receive, add)


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop. Raises StoreError where there is no graph."""
    import uvicorn

    with GraphFolder(settings.folder).reading():
        pass  # tells at once if there is none
    uvicorn.run(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        http="h11",
        h11_max_incomplete_event_size=_MOST_HEAD,
        server_header=False,
        proxy_headers=True,
    )
