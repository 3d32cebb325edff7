"""The SPARQL endpoint: a question, an answer in the format wanted, or the description."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from .description import describe_dataset, describe_service
from .guard import RefusedQuery, check_query
from .negotiation import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    HTML,
    RESULT_FORMATS,
    Format,
    NotAcceptable,
    accepts_gzip,
    choose,
    matches,
)
from .requests import BadRequestError, Question, read_question
from .settings import Settings
from .workers import Answer, Job, JobError, Pool

__all__ = ["Endpoint"]

_METHODS = "GET, HEAD, POST, OPTIONS"
_KINDS = {"select": RESULT_FORMATS, "ask": BOOLEAN_FORMATS, "construct": GRAPH_FORMATS}
_STATUS = {"query": 400, "large": 413, "time": 503, "memory": 503, "busy": 503, "crash": 500}
_LOOKING = 0.5  # seconds between two looks whether the client is still there
_SMALL = 1_000  # bytes that are not worth compressing


class Endpoint:
    """Answers requests of the SPARQL 1.1 Protocol with the workers of a pool."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings

    async def answer(self, request: Request) -> Response:
        """The answer to a request; every answer has CORS and the limits in its headers."""
        if request.method == "OPTIONS":
            response: Response = Response(status_code=204, headers={"Allow": _METHODS})
        elif request.method not in _METHODS:
            response = _told(405, f"the method {request.method} is not for a query")
            response.headers["Allow"] = _METHODS
        else:
            response = await self._safely(request)
        response.headers["X-Query-Timeout"] = f"{self._settings.seconds:g}"
        return response

    async def _safely(self, request: Request) -> Response:
        try:
            question = await read_question(request)
            if question is None:
                return self._description(request)
            check_query(question.query)
            return await self._while_wanted(request, question)
        except BadRequestError as error:
            return _told(error.status, str(error))
        except NotAcceptable as error:
            return _told(406, str(error))
        except RefusedQuery as error:
            return _told(400, str(error))
        except JobError as error:
            response = _told(_STATUS.get(error.kind, 500), str(error))
            if response.status_code == 503:
                response.headers["Retry-After"] = "1"
            return response

    async def void(self, request: Request) -> Response:
        """The description of the data set."""
        try:
            chosen = choose(request.headers.get("accept"), GRAPH_FORMATS)
        except NotAcceptable as error:
            return _told(406, str(error))
        manifest = self._pool.manifest
        body = describe_dataset(str(request.base_url), int(manifest.get("quads", 0)), chosen)
        return _complete(request, body, chosen, self._pool.version)

    def _description(self, request: Request) -> Response:
        chosen = choose(request.headers.get("accept"), (*GRAPH_FORMATS, HTML))
        body = describe_service(str(request.url.replace(query="")), chosen)
        return _complete(request, body, chosen, self._pool.version)

    async def _while_wanted(self, request: Request, question: Question) -> Response:
        """The answer; if the client goes away meanwhile, the query is stopped."""
        asking = asyncio.create_task(self._ask(request, question))
        while not (await asyncio.wait({asking}, timeout=_LOOKING))[0]:
            if await request.is_disconnected():
                asking.cancel()
                return Response(status_code=499)  # nobody reads it
        return asking.result()

    async def _ask(self, request: Request, question: Question) -> Response:
        """The answer, whole if it is short; else it is sent as it is found."""
        formats = {
            kind: chosen
            for kind, known in _KINDS.items()
            if (chosen := _chosen(request, known, question.format))
        }
        job = Job(
            question.query,
            {kind: chosen.media_types[0] for kind, chosen in formats.items()},
            self._settings.seconds,
            self._settings.bytes,
            str(request.url.replace(query="")),
            list(question.default_graphs),
            list(question.named_graphs),
        )
        async with AsyncExitStack() as stack:
            answer = await stack.enter_async_context(self._pool.answer(job))
            if answer.kind not in formats:
                async for _ in answer.pieces:  # there are none: the worker can go on
                    pass
                choose(request.headers.get("accept"), _KINDS[answer.kind], question.format or None)
            chosen = formats[answer.kind]
            first, rest = await _begin(answer)
            if rest is None:
                return _complete(request, first, chosen, f"{answer.version} {question}")
            kept = stack.pop_all()

        async def pieces() -> AsyncIterator[bytes]:
            async with kept:
                yield first
                async for piece in rest:
                    yield piece

        return StreamingResponse(pieces(), media_type=chosen.media_type, headers=_headers())


def _chosen(request: Request, known: tuple[Format, ...], wanted: str) -> Format | None:
    try:
        return choose(request.headers.get("accept"), known, wanted or None)
    except NotAcceptable:
        return None


async def _begin(answer: Answer) -> tuple[bytes, AsyncIterator[bytes] | None]:
    """The first megabyte of an answer, and the rest if there is more.

    So a query that fails early fails with a status of its own.
    """
    first = bytearray()
    async for piece in answer.pieces:
        first += piece
        if len(first) > 1 << 20:
            return bytes(first), answer.pieces
    return bytes(first), None


def _headers() -> dict[str, str]:
    return {"Vary": "Accept, Accept-Encoding", "Cache-Control": "no-cache"}


def _complete(request: Request, body: bytes, chosen: Format, key: str) -> Response:
    """An answer that is there as a whole: with an ETag, compressed if that is wanted."""
    digest = hashlib.sha256(f"{key} {chosen.name}".encode()).hexdigest()[:24]
    headers = _headers() | {"ETag": f'W/"{digest}"'}
    if matches(headers["ETag"], request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    if len(body) > _SMALL and accepts_gzip(request.headers.get("accept-encoding")):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=chosen.media_type, headers=headers)


def _told(status: int, message: str) -> Response:
    """An error as plain text, which no one stores and no browser takes for a page."""
    return Response(
        f"{message}\n",
        status,
        media_type="text/plain",
        headers={"Cache-Control": "no-store", "Vary": "Accept"},
    )
