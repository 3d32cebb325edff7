"""Requests of the SPARQL 1.1 Protocol: what is asked, and of which data set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from ..ontology.errors import ConvenorError

__all__ = ["PAGE_FIELDS", "BadRequestError", "Question", "read_question"]

PAGE_FIELDS = ("from", "to", "lang", "embed")  # that every page has, and no query

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_URL = 64 << 10
_MOST_BODY = 1 << 20  # bytes: a query may have 64 kB of characters, in a form each may take 12


class BadRequestError(ConvenorError):
    """A request that the protocol does not allow; `status` is the code of the answer."""

    def __init__(self, status: int, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.status = status


@dataclass(frozen=True)
class Question:
    """A query with the graphs of its data set and the format asked for by name (may be empty).

    Or an update, and then no query.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    update: str = ""


async def read_question(request: Request) -> Question | None:
    """The question of a request; None where there is none at all and the description is wanted.

    Raises BadRequestError.
    """
    url = request.scope["query_string"]
    if len(url) > _MOST_URL:
        raise BadRequestError(
            414, f"the address has more than {_MOST_URL:,} bytes", "Send the query with POST."
        )
    if request.method != "POST":
        pairs = _pairs(url)
        return _question(pairs) if {name for name, _ in pairs} - set(PAGE_FIELDS) else None
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "").partition("charset=")[2]
    if charset and charset.partition(";")[0] != "utf-8":
        raise BadRequestError(415, f"a request in {charset} is not read", "Send UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise BadRequestError(415, "a compressed request is not read", "Send it as it is.")
    match media_type.strip().lower():
        case "application/x-www-form-urlencoded":
            return _question(_pairs(await _body(request)))
        case "application/sparql-query":
            pairs = [pair for pair in _pairs(url) if pair[0] not in ("query", "update")]
            return _question([("query", _text(await _body(request))), *pairs])
        case "application/sparql-update":
            return _question([("update", _text(await _body(request))), *_pairs(url)])
    raise BadRequestError(
        415, f"a request of type {media_type or '(none)'} is not read", f"Send {_QUERY} or {_FORM}."
    )


async def _body(request: Request) -> bytes:
    """The body of a request, if it is not too long; what is too long is not kept."""
    body, length = bytearray(), 0
    async for piece in request.stream():
        length += len(piece)
        if length <= _MOST_BODY:
            body += piece
    if length > _MOST_BODY:
        raise BadRequestError(
            413, f"the request has more than {_MOST_BODY:,} bytes", "Ask in a shorter query."
        )
    return bytes(body)


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=1000,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise BadRequestError(
            400, f"the parameters are not UTF-8 in percent form: {error}"
        ) from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(400, f"the query is not UTF-8: {error}") from error


def _question(pairs: Iterable[tuple[str, str]]) -> Question:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    queries = found.get("query", [])
    if "update" in found:
        return _update(found)
    if len(queries) != 1:
        raise BadRequestError(
            400, f"the request has {len(queries)} queries", "Send one parameter named query."
        )
    if not queries[0].strip():
        raise BadRequestError(400, "the query is empty", "Write one: ASK { ?s ?p ?o }")
    return Question(
        queries[0],
        tuple(found.get("default-graph-uri", ())),
        tuple(found.get("named-graph-uri", ())),
        next(iter(found.get("format", ())), ""),
    )


def _update(found: dict[str, list[str]]) -> Question:
    if len(found["update"]) != 1 or found.keys() - {"update"}:
        raise BadRequestError(
            400, "an update comes with something else", "Send one update and no other parameter."
        )
    return Question("", update=found["update"][0])
