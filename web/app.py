"""The application: its routes, what is around every answer, and its workers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ..graph.folder import GraphFolder
from ..graph.places import folder_at
from ..ontology.errors import ConvenorError
from .answers import Answers, told
from .catalogue import Catalogue
from .description import RELEASE
from .endpoint import Endpoint
from .explorer import Explorer
from .feed import Feed
from .metrics import Metrics
from .middleware import Headers, Limited, Observed
from .resources import Resources
from .settings import Settings
from .site import Site
from .workers import Pool

__all__ = ["make_app"]

_METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]  # the last ones for a 405
_FOLLOWING = 1.0  # seconds between two looks for a new version of the graph
_STATIC = Path(__file__).parent / "static"


def make_app(settings: Settings) -> Starlette:
    """The application that serves the graph at a place."""
    pool = Pool(settings.place, settings.workers, settings.memory << 20)
    metrics = Metrics(pool, settings.token)
    folder = folder_at(settings.place)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        following = asyncio.create_task(_follow(pool, folder))
        try:
            yield
        finally:
            following.cancel()
            await pool.stop()

    app = Starlette(
        routes=[*_routes(Answers(pool, settings)), *_watching(pool, metrics)],
        middleware=[
            Middleware(Observed, metrics=metrics),
            Middleware(Headers, embed=settings.embed),
            Middleware(Limited, rate=settings.rate),
        ],
        exception_handlers={HTTPException: _failed},
        lifespan=lifespan,
    )
    app.state.embeds = bool(settings.embed)
    return app


def _routes(answers: Answers) -> list[BaseRoute]:
    """Everything that people and programs read."""
    endpoint, catalogue = Endpoint(answers), Catalogue(answers)
    resources, site = Resources(answers), Site(answers)
    things = ("/id/{path:path}", "/source/{path:path}", "/claim/{path:path}")
    return [
        Route("/", site.home),
        *Explorer(answers).routes(),
        Route("/sparql", endpoint.answer, methods=_METHODS),
        Route("/api/vocabulary.json", endpoint.vocabulary),
        Route("/api/queries", catalogue.list),
        Route("/api/queries/{name}", catalogue.answer),
        Route("/api/openapi.json", catalogue.describe),
        *(Route(path, resources.thing) for path in (*things, "/concept/{path:path}")),
        Route("/ontology{suffix:path}", resources.thing),
        Route("/doc/{path:path}", resources.document),
        Route("/text/{path:path}", resources.evidence),
        Route("/changes{rest:path}", Feed(answers).answer),
        Route("/.well-known/void", site.void),
        Route("/sitemap.xml", site.sitemap),
        Route("/sitemaps/{part}.xml", site.sitemap),
        Route("/robots.txt", site.robots),
        Mount("/static", StaticFiles(directory=_STATIC)),
        *_published(answers.settings.release),
    ]


def _published(release: str) -> list[BaseRoute]:
    """The files of a release, with its page in front."""
    return [Mount(f"/{RELEASE}", StaticFiles(directory=release, html=True))] if release else []


def _watching(pool: Pool, metrics: Metrics) -> list[BaseRoute]:
    """What those who run the server look at."""

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        if not pool.alive:
            return PlainTextResponse("no worker is there\n", 503)
        return PlainTextResponse(f"version {pool.version}\n")

    answers: dict[str, Callable[[Request], Awaitable[Response]]] = {
        "/healthz": health,
        "/readyz": ready,
        "/metrics": metrics.answer,
    }
    return [Route(path, answer) for path, answer in answers.items()]


async def _failed(request: Request, error: Exception) -> Response:
    """What the routes do not know, in the form that the client reads."""
    assert isinstance(error, HTTPException)
    reason = f"there is no page {request.url.path}" if error.status_code == 404 else error.detail
    response = told(request, error.status_code, reason)
    response.headers.update(error.headers or {})
    return response


async def _follow(pool: Pool, folder: GraphFolder) -> None:
    """Serve a new version of the graph when one is put in use."""
    while True:
        await asyncio.sleep(_FOLLOWING)
        try:
            current = await asyncio.to_thread(folder.current)
        except ConvenorError:
            continue  # a store elsewhere may be away for a while
        if current is not None:
            await pool.follow(current.name)
