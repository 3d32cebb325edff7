"""The explorer: its views, each a page whose address holds all that was chosen on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import Answers, chosen
from .asking import asked_of
from .negotiation import HTML, Format

__all__ = ["VIEWS", "Explorer", "View"]

_JSON = Format("json", "application/json", ("application/json",), "json")
_CSV = Format("csv", "text/csv; charset=utf-8", ("text/csv",), "csv")
_GEXF = Format("gexf", "application/gexf+xml", ("application/gexf+xml",), "gexf")
_GRAPHML = Format("graphml", "application/graphml+xml", ("application/graphml+xml",), "graphml")
_PNG = Format("png", "image/png", ("image/png",), "png")
_SVG = Format("svg", "image/svg+xml", ("image/svg+xml",), "svg")
_TURTLE = Format("turtle", "text/turtle; charset=utf-8", ("text/turtle",), "ttl")
_CHOICES = ("type", "decade", "kind", "place", "source")


@dataclass(frozen=True)
class View:
    """A page: its path, the fields of its address, and the formats that it has beside HTML.

    `settings` are names of those of the server that it tells or keeps to.
    """

    path: str
    fields: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    settings: tuple[str, ...] = ()


VIEWS = {
    "compare": View("/compare", ("a", "b"), (_CSV, _JSON)),
    "data": View("/data", settings=("bytes", "license", "memory", "rate", "release", "seconds")),
    "graph": View(
        "/graph",
        (
            *("view", "thing", "open", "layout", "role", "series", "hide", "off", "pin"),
            *("node", "tie", "page", "data"),
        ),
        (_JSON, _CSV, _GEXF, _GRAPHML, _SVG),
    ),
    "lanes": View("/lanes", ("series", "place", "body", "role"), (_CSV, _JSON, _SVG, _PNG)),
    "matrix": View("/matrix", ("series", "show"), (_CSV, _JSON)),
    "path": View(
        "/path", ("a", "b", "via", "order"), (_CSV, _JSON, _GEXF, _GRAPHML, _TURTLE, _SVG)
    ),
    "schema": View("/schema", (), (_CSV, _JSON, _SVG, _TURTLE)),
    "search": View("/search", ("q", *_CHOICES, "page"), (_JSON,)),
}


class Explorer:
    """Answers for the views."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def routes(self) -> list[Route]:
        """The addresses of all views."""
        return [Route(view.path, self._answering(name)) for name, view in VIEWS.items()]

    def _answering(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return await self._answers.safely(request, self._answer(request, name))

        return answer

    async def _answer(self, request: Request, name: str) -> Response:
        view = VIEWS[name]
        wanted = request.query_params.get("format", "")
        format_ = chosen(request, (*view.formats, HTML), wanted)
        asked = asked_of(request, view.fields)
        headers = {}
        if wanted and format_ is not HTML:
            headers["Content-Disposition"] = f'inline; filename="{name}.{format_.suffix}"'
        arguments = {
            **{each: getattr(self._answers.settings, each) for each in view.settings},
            "view": name,
            "format_": format_.name,
            "asked": asked.as_argument(),
        }
        return await self._answers.of(request, "view", arguments, {"page": format_}, headers)
