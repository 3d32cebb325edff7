"""Search over HTTP: the words and the choices of a reader, all of them in the address."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .answers import Answers, chosen
from .negotiation import HTML, Format
from .requests import BadRequestError
from .resources import language_of
from .results import CHOICES

__all__ = ["Searching"]

_JSON = Format("json", "application/json", ("application/json",), "json")
_YEARS = ("decade", "from", "to")
_NUMBERS = {"page": 1_000, **dict.fromkeys(_YEARS, 9_999)}  # and how high they go
_LONGEST = 500  # characters of a field


class Searching:
    """Answers searches."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def answer(self, request: Request) -> Response:
        """A page of hits, as HTML or JSON."""
        return await self._answers.safely(request, self._answer(request))

    async def _answer(self, request: Request) -> Response:
        format_ = chosen(request, (_JSON, HTML), request.query_params.get("format", ""))
        language = language_of(request)
        arguments = {
            "asked": _asked(request),
            "language": language,
            "root": request.scope.get("root_path", ""),
        }
        headers = {"Content-Language": language}
        return await self._answers.of(request, "search", arguments, {"page": format_}, headers)


def _asked(request: Request) -> dict[str, str]:
    """The fields that say what is looked for; an empty one is not given."""
    asked: dict[str, str] = {}
    for name in ("q", *CHOICES, "from", "to", "page", "lang"):
        value = request.query_params.get(name, "").strip()[:_LONGEST]
        if not value:
            continue
        if name in _NUMBERS and not (value.isascii() and value.isdecimal()):
            raise BadRequestError(400, f"{name}={value!r} is not a whole number")
        if name in _NUMBERS:
            value = str(min(max(int(value), 1), _NUMBERS[name]))
        asked[name] = value
    return asked
