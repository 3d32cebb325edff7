"""The query catalogue as an API: a list, an address for each query, and its description."""

from __future__ import annotations

import importlib.metadata
import json
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..ontology.errors import QueryError
from ..queries import catalogue
from .answers import Answers, chosen, complete, told
from .asking import asked_of
from .negotiation import HTML, RESULT_FORMATS, Format
from .openapi import describe_api
from .pages.template import render
from .requests import BadRequestError
from .workers import JobError

__all__ = ["Catalogue"]

_JSON = Format("json", "application/json", ("application/json",), "json")
_SETTINGS = frozenset({"format", "lang"})


class Catalogue:
    """Answers what the catalogue's queries ask, each at an address of its own."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def list(self, request: Request) -> Response:
        """The queries with their parameters, as JSON or as a page."""
        return await self._answers.safely(request, self._list(request))

    async def _list(self, request: Request) -> Response:
        format_ = chosen(request, (_JSON, HTML), request.query_params.get("format", ""))
        queries = [catalogue.get(name) for name in catalogue.names()]
        if format_ is HTML:
            page = render("queries.html", asked_of(request), queries=queries)
            return complete(request, page.encode(), format_)
        return complete(request, _json([_about(query) for query in queries]), format_)

    async def describe(self, request: Request) -> Response:
        """The description of the API (OpenAPI), made from the headers of the queries."""
        queries = [catalogue.get(name) for name in catalogue.names()]
        version = importlib.metadata.version("convenor")
        described = describe_api(str(request.base_url), version, queries)
        return complete(request, _json(described), _JSON)

    async def answer(self, request: Request) -> Response:
        """The answer to one query, in a format of results or as a page with its form."""
        name = request.path_params["name"]
        try:
            catalogue.get(name)
        except QueryError as error:
            return told(request, 404, error)
        return await self._answers.safely(request, self._answer(request, name))

    async def _answer(self, request: Request, name: str) -> Response:
        wanted = request.query_params.get("format", "")
        format_ = chosen(request, (*RESULT_FORMATS, HTML), wanted)
        values = _values(request)
        arguments = {
            "name": name,
            "values": values,
            "asked": asked_of(request, list(values)).as_argument(),
        }
        formats = {"select": format_}
        try:
            return await self._answers.of(request, "catalogue", arguments, formats)
        except JobError as error:
            if format_ is not HTML or error.kind != "query":
                raise
            arguments["mistake"] = str(error)
        page = await self._answers.of(request, "catalogue", arguments, formats)
        page.status_code = 400
        return page


def _values(request: Request) -> dict[str, str]:
    """The parameters of a query; a field that a form leaves empty is not given."""
    values: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in _SETTINGS or not value.strip():
            continue
        if name in values:
            raise BadRequestError(400, f"the parameter {name!r} is given twice", "Give it once.")
        values[name] = value.strip()
    return values


def _about(query: catalogue.Query) -> dict[str, Any]:
    """A query for the list: all but its text."""
    known = asdict(query)
    return {key: known[key] for key in ("name", "summary", "description", "tags", "parameters")}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
