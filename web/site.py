"""The site around data and queries: home page, what robots may read, and sitemaps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from .answers import Answers, chosen
from .asking import asked_of
from .description import RELEASE
from .negotiation import GRAPH_FORMATS, HTML, Format

__all__ = ["Site"]

_RDF = (".jsonld", ".nq", ".rdf", ".trig", ".ttl")
_XML = Format("xml", "application/xml", ("application/xml",), "xml")


class Site:
    """Answers for the pages that belong to no thing and no query."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def home(self, request: Request) -> Response:
        """What the graph holds, and where to go on."""
        asked = asked_of(request)
        arguments = {
            "title": self._answers.settings.title,
            "asked": asked.as_argument(),
        }
        return await self._of(request, "home", arguments, {"page": HTML})

    async def void(self, request: Request) -> Response:
        """The description of the data set (VoID)."""

        async def answer() -> Response:
            settings = self._answers.settings
            arguments = {
                "site": str(request.base_url),
                "license": settings.license,
                "title": settings.title,
                "dumps": _dumps(settings.release),
            }
            wanted = request.query_params.get("format", "")
            formats = {"document": chosen(request, GRAPH_FORMATS, wanted)}
            return await self._answers.of(request, "void", arguments, formats)

        return await self._answers.safely(request, answer())

    async def sitemap(self, request: Request) -> Response:
        """The index of sitemaps, or one of them."""
        arguments = {
            "site": str(request.base_url),
            "part": request.path_params.get("part", ""),
        }
        return await self._of(request, "sitemap", arguments, {"page": _XML})

    async def robots(self, request: Request) -> Response:
        """Robots may read all pages, but ask no queries."""
        root = request.scope.get("root_path", "")
        lines = [
            "User-agent: *",
            f"Disallow: {root}/search",
            f"Disallow: {root}/sparql",
            f"Disallow: {root}/api/",
            f"Sitemap: {request.base_url}sitemap.xml",
        ]
        return PlainTextResponse("\n".join(lines) + "\n")

    async def _of(
        self,
        request: Request,
        task: str,
        arguments: dict[str, Any],
        formats: dict[str, Format],
    ) -> Response:
        answering = self._answers.of(request, task, arguments, formats)
        return await self._answers.safely(request, answering)


def _dumps(release: str) -> list[str]:
    """The RDF files of a release that hold the graph as a whole, as paths of the site."""
    found = sorted(Path(release).glob("graph.*")) if release else []
    return [f"{RELEASE}/{file.name}" for file in found if file.suffixes[0] in _RDF]
