"""The SPARQL endpoint: a question, an answer in the format wanted, or the description."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ..queries.catalogue import load_query
from ..queries.filling import fill
from .answers import Answers, chosen, complete, told
from .asking import asked_of
from .clients import has_token
from .description import describe_service
from .guard import check_query
from .negotiation import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    HTML,
    RESULT_FORMATS,
    Format,
    NotAcceptable,
)
from .pages.template import render
from .requests import BadRequestError, Question, read_question
from .updates import UpdateError, Updates

__all__ = ["Endpoint"]

_JSON = Format("json", "application/json", ("application/json",), "json")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_KINDS = {"select": RESULT_FORMATS, "ask": BOOLEAN_FORMATS, "construct": GRAPH_FORMATS}


class Endpoint:
    """Answers requests of the SPARQL 1.1 Protocol; updates for those who have the token."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._updates = Updates(answers.pool, answers.settings)
        settings = answers.settings
        self._limits = {
            "seconds": settings.seconds,
            "memory": settings.memory,
            "bytes": settings.bytes,
        }

    async def answer(self, request: Request) -> Response:
        """The answer to a request; every answer has CORS and the limits in its headers."""
        settings = self._answers.settings
        if request.method == "OPTIONS":
            response = Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
        elif request.method not in _METHODS:
            response = told(request, 405, f"the method {request.method} is not for a query")
            response.headers["Allow"] = ", ".join(_METHODS)
        else:
            response = await self._answers.safely(request, self._answer(request))
        response.headers["X-Query-Timeout"] = f"{settings.seconds:g}"
        response.headers["X-Query-Memory"] = f"{settings.memory} MB"
        response.headers["X-Result-Limit"] = f"{settings.bytes} bytes"
        return response

    async def vocabulary(self, request: Request) -> Response:
        """What a query may speak of, for those who help to write one."""
        arguments = {"root": request.scope.get("root_path", "")}
        answering = self._answers.of(request, "vocabulary", arguments, {"page": _JSON})
        return await self._answers.safely(request, answering)

    async def _answer(self, request: Request) -> Response:
        question = await read_question(request)
        if question is None:
            return self._description(request)
        if question.update:
            return await self._update(request, question.update)
        request.state.query = question.query
        check_query(question.query)
        formats = {
            kind: found
            for kind, known in _KINDS.items()
            if (found := _chosen(request, (*known, HTML), question))
        }
        if not formats:  # tell what there is
            chosen(request, (*RESULT_FORMATS, *GRAPH_FORMATS, HTML), question.format)
        arguments = {
            "query": question.query,
            "default_graphs": question.default_graphs,
            "named_graphs": question.named_graphs,
            "address": str(request.url.replace(query="")),
            "limits": self._limits,
            "asked": asked_of(request, ["query"]).as_argument(),
        }
        return await self._answers.of(request, "sparql", arguments, formats)

    async def _update(self, request: Request, text: str) -> Response:
        """Make an update for those who have the token."""
        token = self._answers.settings.token
        if not token:
            step = "Change the graph with convenor load, then it follows."
            raise BadRequestError(403, "this endpoint only reads", step)
        if request.method != "POST":
            raise BadRequestError(400, "an update comes with POST", "Send it with POST.")
        if not has_token(request.scope, token):
            response = told(request, 401, "an update needs the token of this endpoint")
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        try:
            return PlainTextResponse(await self._updates.make(text))
        except UpdateError as error:
            return told(request, error.status, error)

    def _description(self, request: Request) -> Response:
        """The service description, to a browser the page to write a query on."""
        format_ = chosen(request, (*GRAPH_FORMATS, HTML))
        address = str(request.url.replace(query=""))
        if format_ is not HTML:
            base = self._answers.pool.manifest["base"]
            return complete(request, describe_service(address, base, format_), format_)
        example = fill(load_query("endpoint", "example"), {})
        page = render(
            "sparql.html", asked_of(request), query=example, rows=None, limits=self._limits
        )
        return complete(request, page.encode(), format_)


def _chosen(request: Request, known: tuple[Format, ...], question: Question) -> Format | None:
    try:
        return chosen(request, known, question.format)
    except NotAcceptable:
        return None
