"""The feed: what changed, as pages for people, an event stream, Atom, and patches to follow by."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from ..graph.changelog import ChangeLog
from ..graph.manifest import revision_of
from ..graph.places import folder_at
from ..ontology.errors import UnresolvedNameError
from .answers import Answers, chosen, told
from .asking import asked_of
from .negotiation import (
    ATOM,
    GRAPH_FORMATS,
    PAGE_FORMATS,
    RDF_PATCH,
    Format,
    accepts_gzip,
    matches,
)

__all__ = ["Feed"]

_PATH = re.compile(r"((?:/([1-9][0-9]{0,8})(?:/([1-9][0-9]{0,8}))?)?)(?:\.([a-z]+))?")
_LASTING = {"Cache-Control": "public, max-age=31536000, immutable"}
_PIECE = 64 << 10


class Feed:
    """Answers for the changes of the graph."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def answer(self, request: Request) -> Response:
        """The stream, a revision or a page of one, by suffix, ``format=`` or Accept."""
        return await self._answers.safely(request, self._answer(request))

    async def _answer(self, request: Request) -> Response:
        found = _PATH.fullmatch(request.path_params["rest"])
        path, revision, page, suffix = found.groups() if found else ("", "", "", "none")
        formats = (*PAGE_FORMATS, *(() if page else (RDF_PATCH,) if revision else (ATOM,)))
        if suffix and suffix not in {each.suffix for each in formats}:
            here = f"{request.base_url}changes"
            return told(request, 404, f"there is no page {request.url.path}\n  See {here}")
        wanted = suffix or request.query_params.get("format", "")
        format_ = chosen(request, formats, wanted)
        if format_ is RDF_PATCH:
            return await run_in_threadpool(self._patch, request, int(revision))
        settings = self._answers.settings
        arguments = {
            "number": int(revision or 0),
            "page": int(page or 1),
            "license": settings.license,
            "title": settings.title,
            "asked": asked_of(request, ("page",)).as_argument(),
        }
        headers = {"Link": _links(f"{request.scope.get('root_path', '')}/changes{path}", formats)}
        if revision and format_ in GRAPH_FORMATS:
            headers |= _LASTING
        return await self._answers.of(request, "changes", arguments, {"page": format_}, headers)

    def _patch(self, request: Request, number: int) -> Response:
        """The patch of a revision from its file, which is compressed."""
        newest = revision_of(self._answers.pool.manifest)
        log = ChangeLog(folder_at(self._answers.settings.place).changes, newest)
        try:
            revision = log.revision(number)
        except UnresolvedNameError as error:
            return told(request, 404, error)
        if not revision.previous_sha256:
            return told(request, 404, f"revision {number} has no patch: it is the first of all")
        packed = accepts_gzip(request.headers.get("accept-encoding"))
        headers = {
            **_LASTING,
            "ETag": f'"{revision.sha256}{"-gzip" if packed else ""}"',
            "Vary": "Accept, Accept-Encoding",
        }
        if matches(headers["ETag"], request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        type_ = RDF_PATCH.media_type
        if not packed:
            return StreamingResponse(_unpacked(revision.patch), headers=headers, media_type=type_)
        headers["Content-Encoding"] = "gzip"
        return FileResponse(revision.patch, headers=headers, media_type=type_)


def _links(address: str, formats: Sequence[Format]) -> str:
    """The formats of what is at an address, each at its own."""
    return ", ".join(
        f'<{address}.{each.suffix}>; rel="alternate"; type="{each.media_types[0]}"'
        for each in formats
    )


def _unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        while piece := file.read(_PIECE):
            yield piece
