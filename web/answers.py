"""Answers: a job is given to a worker, and what comes of it is sent as HTTP has it."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import importlib.metadata
import json
import zlib
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from ..ontology.errors import ConvenorError
from .asking import without_fields
from .guard import RefusedQuery, RefusedService
from .negotiation import HTML, PLAIN, Format, NotAcceptable, accepts_gzip, choose, matches
from .pages.template import render
from .requests import BadRequestError
from .settings import Settings
from .workers import Job, JobError, Pool

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
_SHORT = 1 << 20  # bytes of an answer that is kept in memory; a longer one is kept in a file
_LONG = 64  # long answers that are kept at a time, while their clients take them
_PIECE = 64 << 10
_SENDING = 10.0  # seconds in which a long answer has to be taken, and
_RATE = 100_000  # bytes that have to be taken a second beyond them
_HEADERS = {"Vary": "Accept, Accept-Encoding, Accept-Language, Cookie", "Cache-Control": "no-cache"}
_RELEASE = importlib.metadata.version("convenor")  # another release may write another page


class Answers:
    """Has jobs done by the workers of a pool, within the limits of the settings."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.settings = settings
        self._long = asyncio.Semaphore(_LONG)

    async def of(
        self,
        request: Request,
        task: str,
        arguments: Mapping[str, Any],
        formats: Mapping[str, Format],
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer to a job, in the format for its kind; if the client goes, it is stopped.

        Nothing is sent before the answer is there as a whole, so a status of 200 is never followed
        by half of it, and no slow client keeps a worker. Its ETag is that of the version of the
        graph, the arguments and the format. Raises ConvenorError (`safely`).
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
            if await request.is_disconnected() and asking.cancel():
                return Response(status_code=499)  # nobody reads it
        return asking.result()

    async def _ask(
        self, request: Request, job: Job, formats: Mapping[str, Format], headers: dict[str, str]
    ) -> Response:
        async with AsyncExitStack() as stack:
            body = stack.enter_context(SpooledTemporaryFile(_SHORT))  # noqa: SIM115 - closed by the stack
            async with self.pool.answer(job) as answer:
                format_ = formats.get(answer.kind)
                async for piece in answer.pieces:
                    body.write(piece)
            if format_ is None:
                raise NotAcceptable(
                    f"an answer of the kind {answer.kind} has no format that is accepted",
                    "Ask with another Accept header, or with format=.",
                )
            headers["ETag"] = _etag(answer.version, job, format_)
            size = body.tell()
            body.seek(0)
            known = matches(headers["ETag"], request.headers.get("if-none-match"))
            if size <= _SHORT or known:
                return complete(request, body.read(_SHORT), format_, headers)
            if self._long.locked():
                raise JobError("busy", "many long answers are being sent", "Try again in a while.")
            await stack.enter_async_context(self._long)
            return _LongAnswer(request, body, size, format_, headers, stack.pop_all())

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


class _LongAnswer(StreamingResponse):
    """An answer from a file, compressed if that is wanted; who takes it too slowly is given up."""

    def __init__(
        self,
        request: Request,
        body: IO[bytes],
        size: int,
        format_: Format,
        headers: dict[str, str],
        kept: AsyncExitStack,
    ) -> None:
        self._kept, self._seconds = kept, _SENDING + size / _RATE
        if accepts_gzip(request.headers.get("accept-encoding")):
            pieces = _packed(_pieces(body))
            headers["Content-Encoding"] = "gzip"
        else:
            pieces = _pieces(body)
            headers["Content-Length"] = str(size)
        super().__init__(pieces, headers=headers, media_type=format_.media_type)

    async def stream_response(self, send: Send) -> None:
        """Send it and let go of the file."""
        async with self._kept:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await super().stream_response(send)


def _pieces(body: IO[bytes]) -> Iterator[bytes]:
    while piece := body.read(_PIECE):
        yield piece


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(5, wbits=31)  # 31: as gzip has it
    yield from filter(None, map(packer.compress, pieces))
    yield packer.flush()


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
    """An error as plain text, to a browser as a page; no one stores it.

    The page has the query that `request.state` has, to be mended.
    """
    try:
        format_ = chosen(request, (PLAIN, HTML))
    except NotAcceptable:
        format_ = PLAIN
    if format_ is HTML:
        query = getattr(request.state, "query", "")
        text = render(
            "error.html", without_fields(request), status=status, message=str(error), query=query
        )
    else:
        text = f"{error}\n"
    return Response(
        text,
        status,
        media_type=format_.media_type,
        headers={"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Cookie"},
    )
