"""Asking: from a request to what is asked of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request

from .asked import Asked
from .negotiation import choose_language
from .requests import PAGE_FIELDS, BadRequestError

__all__ = ["LANGUAGES", "asked_of", "language_of", "without_fields"]

LANGUAGES = ("en", "zh")
_NUMBERS = {"from": 9_999, "to": 9_999, "decade": 9_999, "page": 1_000}  # and how high they go
_LONGEST = 500  # characters of a field, and of those that
_LONG = {"query": 8_000, "open": 4_000, "hide": 4_000, "pin": 4_000}  # hold a query or a list


def asked_of(request: Request, names: Sequence[str] = ()) -> Asked:
    """What a request asks for, with the fields in `names` and those of every page.

    Raises BadRequestError where a number is none.
    """
    fields: dict[str, str] = {}
    for name in (*names, *PAGE_FIELDS):
        value = request.query_params.get(name, "").strip()[: _LONG.get(name, _LONGEST)]
        if not value:
            continue
        if name in _NUMBERS:
            if not (value.isascii() and value.isdecimal()):
                raise BadRequestError(400, f"{name}={value!r} is not a whole number")
            value = str(min(max(int(value), 1), _NUMBERS[name]))
        fields[name] = value
    return replace(without_fields(request), fields=fields)


def without_fields(request: Request) -> Asked:
    """What a request asks for, whatever the fields of its address are."""
    root = str(request.scope.get("root_path", ""))
    path = str(request.scope["path"]).removeprefix(root) or "/"
    embeds = getattr(request.app.state, "embeds", True)
    return Asked(path, {}, language_of(request), root, str(request.base_url), embeds)


def language_of(request: Request) -> str:
    """The language of a page: ``lang=``, else the one chosen before, else what is preferred."""
    known = (request.query_params.get("lang"), request.cookies.get("lang"))
    wanted = next((each for each in known if each), None)
    return choose_language(wanted or request.headers.get("accept-language"), LANGUAGES)
