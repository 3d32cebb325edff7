"""Answers: a job is given to a worker, and what comes of it is sent as HTTP has it."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import importlib.metadata
import json
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..ontology.errors import ConvenorError
from .guard import RefusedQuery, RefusedService
from .negotiation import HTML, PLAIN, Format, NotAcceptable, accepts_gzip, choose, matches
from .pages import render
from .requests import BadRequestError
from .settings import Settings
from .workers import Answer, Job, JobError, Pool

__all__ = ["Answers", "chosen", "complete", "told"]

_STATUS = {
    "query": 400,
    "missing": 404,
    "large": 413,
    "time": 503,
    "memory": 503,
    "unsupported": 501,
    "busy": 503,
    "crash": 503,
}
_LOOKING = 0.5  # seconds between two looks whether the client is still there
_SMALL = 1_000  # bytes that are not worth compressing
_FIRST = 1 << 20  # bytes of an answer that are there before its status is told
_HEADERS = {"Vary": "Accept, Accept-Encoding, Accept-Language", "Cache-Control": "no-cache"}
_RELEASE = importlib.metadata.version("convenor")  # another release may write another page


class Answers:
    """Has jobs done by the workers of a pool, within the limits of the settings."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.settings = settings

    async def of(
        self,
        request: Request,
        task: str,
        arguments: Mapping[str, Any],
        formats: Mapping[str, Format],
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer to a job, in the format for its kind; if the client goes, it is stopped.

        An answer is sent whole if it is short, else as it is found; its ETag is that of the
        version of the graph, the arguments and the format. Raises ConvenorError (`safely`).
        """
        kinds = list(formats)
        media_types = {kind: formats[kind].media_types[0] for kind in kinds}
        job = Job(
            task,
            {**arguments, "formats": media_types},
            self.settings.seconds,
            self.settings.bytes,
        )
        more = {**_HEADERS, **(headers or {})}
        if len(kinds) == 1:  # known before it is asked: perhaps the client has it already
            tag = _etag(self.pool.version, job, formats[kinds[0]])
            if matches(tag, request.headers.get("if-none-match")):
                return Response(status_code=304, headers={**more, "ETag": tag})
        asking = asyncio.create_task(self._ask(request, job, formats, more))
        while not (await asyncio.wait({asking}, timeout=_LOOKING))[0]:
            if await request.is_disconnected():
                asking.cancel()
                return Response(status_code=499)  # nobody reads it
        return asking.result()

    async def _ask(
        self, request: Request, job: Job, formats: Mapping[str, Format], headers: dict[str, str]
    ) -> Response:
        async with AsyncExitStack() as stack:
            answer = await stack.enter_async_context(self.pool.answer(job))
            format_ = formats.get(answer.kind)
            if format_ is None:
                async for _ in answer.pieces:  # there are none: the worker can go on
                    pass
                raise NotAcceptable(
                    f"an answer of the kind {answer.kind} has no format that is accepted",
                    "Ask with another Accept header, or with format=.",
                )
            headers["ETag"] = _etag(answer.version, job, format_)
            first, rest = await _begin(answer)
            if rest is None:
                return complete(request, first, format_, headers)
            kept = stack.pop_all()

        async def pieces() -> AsyncIterator[bytes]:
            async with kept:
                yield first
                async for piece in rest:
                    yield piece

        del headers["ETag"]  # it is not known yet whether the answer will be whole
        return StreamingResponse(pieces(), media_type=format_.media_type, headers=headers)

    async def body(self, task: str, arguments: Mapping[str, Any]) -> bytes:
        """The answer to a short job as a whole. Raises JobError."""
        job = Job(task, arguments, self.settings.seconds, self.settings.bytes)
        async with self.pool.answer(job) as answer:
            return b"".join([piece async for piece in answer.pieces])

    async def safely(self, request: Request, answering: Awaitable[Response]) -> Response:
        """An answer, or the error in its place with its status."""
        try:
            return await answering
        except BadRequestError as error:
            return told(request, error.status, error)
        except NotAcceptable as error:
            return told(request, 406, error)
        except RefusedQuery as error:
            return told(request, 501 if isinstance(error, RefusedService) else 400, error)
        except JobError as error:
            response = told(request, _STATUS.get(error.kind, 500), error)
            if response.status_code == 503:
                response.headers["Retry-After"] = "1"
            return response


def _etag(version: str, job: Job, format_: Format) -> str:
    key = json.dumps([_RELEASE, version, job.task, job.arguments, format_.name], sort_keys=True)
    return f'W/"{hashlib.sha256(key.encode()).hexdigest()[:24]}"'


async def _begin(answer: Answer) -> tuple[bytes, AsyncIterator[bytes] | None]:
    """The first megabyte of an answer, and the rest if there is more.

    So a query that fails early fails with a status of its own.
    """
    first = bytearray()
    async for piece in answer.pieces:
        first += piece
        if len(first) > _FIRST:
            return bytes(first), answer.pieces
    return bytes(first), None


def chosen(request: Request, formats: Sequence[Format], wanted: str = "") -> Format:
    """The format of an answer by ``format=`` or Accept. Raises NotAcceptable."""
    return choose(request.headers.get("accept"), formats, wanted or None)


def complete(
    request: Request, body: bytes, format_: Format, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer that is there as a whole: with an ETag, compressed if that is wanted."""
    more = {**_HEADERS, **(headers or {})}
    more.setdefault("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:24]}"')
    if matches(more["ETag"], request.headers.get("if-none-match")):
        return Response(status_code=304, headers=more)
    if len(body) > _SMALL and accepts_gzip(request.headers.get("accept-encoding")):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        more["Content-Encoding"] = "gzip"
    return Response(body, media_type=format_.media_type, headers=more)


def told(request: Request, status: int, error: ConvenorError | str) -> Response:
    """An error as plain text, to a browser as a page; no one stores it."""
    try:
        format_ = chosen(request, (PLAIN, HTML))
    except NotAcceptable:
        format_ = PLAIN
    if format_ is HTML:
        root = request.scope.get("root_path", "")
        text = render("error.html", root=root, status=status, message=str(error))
    else:
        text = f"{error}\n"
    return Response(
        text,
        status,
        media_type=format_.media_type,
        headers={"Cache-Control": "no-store", "Vary": "Accept"},
    )
