"""Linked data: the IRI of a thing leads to the document about it, in the format asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .addresses import Addresses
from .answers import Answers, chosen, told
from .asking import asked_of
from .negotiation import HTML, PAGE_FORMATS, Format

__all__ = ["Resources"]

_LONGEST = 2_000  # characters of a path
_SUFFIXES = {format_.suffix: format_ for format_ in PAGE_FORMATS}


class Resources:
    """Answers for the IRIs of things, sources, claims, concepts and the vocabulary."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def thing(self, request: Request) -> Response:
        """303 from a thing to its document; a suffix goes along."""
        return await self._of_path(request, request.scope["path"], self._redirect)

    async def document(self, request: Request) -> Response:
        """The document about a thing, by suffix, ``format=`` or Accept."""
        path = request.path_params["path"]
        return await self._of_path(request, path, self._describe)

    async def evidence(self, request: Request) -> Response:
        """What was read in a source: its words or rows beside the facts."""
        path = f"source/{request.path_params['path']}"
        return await self._of_path(request, path, self._show)

    async def _of_path(
        self,
        request: Request,
        path: str,
        answering: Callable[[Request, Addresses, str], Awaitable[Response]],
    ) -> Response:
        root = request.scope.get("root_path", "")
        path = path.removeprefix(root).lstrip("/")
        if len(path) > _LONGEST:
            return told(request, 414, f"the address has more than {_LONGEST:,} characters")
        addresses = Addresses(self._answers.pool.manifest["base"], root)
        return await self._answers.safely(request, answering(request, addresses, path))

    async def _find(self, addresses: Addresses, path: str) -> tuple[str, str]:
        """The IRI of the thing at a path, and the suffix where the path has one for a format."""
        stem, _, suffix = path.rpartition(".")
        paths = [path, stem] if suffix in _SUFFIXES and stem else [path]
        iris = [addresses.iri(each) for each in paths]
        found = (await self._answers.body("find", {"formats": {}, "iris": iris})).decode()
        return found, "" if found == iris[0] else suffix

    async def _redirect(self, request: Request, addresses: Addresses, path: str) -> Response:
        iri, suffix = await self._find(addresses, path)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(addresses.page(iri, suffix) + query, status_code=303)

    async def _describe(self, request: Request, addresses: Addresses, path: str) -> Response:
        iri, suffix = addresses.iri(path), ""
        if path.rpartition(".")[2] in _SUFFIXES:
            iri, suffix = await self._find(addresses, path)
        wanted = suffix or request.query_params.get("format", "")
        format_ = chosen(request, PAGE_FORMATS, wanted)
        asked = asked_of(request)
        arguments = {
            "iri": iri,
            "asked": asked.as_argument(),
            "license": self._answers.settings.license,
        }
        headers = {
            "Link": self._links(addresses, iri),
            "Content-Location": addresses.page(iri, format_.suffix),
        }
        return await self._answers.of(
            request, "document", arguments, {"document": format_}, headers
        )

    async def _show(self, request: Request, addresses: Addresses, path: str) -> Response:
        asked = asked_of(request, ("at", "claim"))
        arguments = {
            "iri": addresses.iri(path),
            "context": self._answers.settings.context,
            "asked": asked.as_argument(),
        }
        return await self._answers.of(request, "evidence", arguments, {"page": HTML})

    def _links(self, addresses: Addresses, iri: str) -> str:
        """What the document is about, its other formats, its licence and its data set."""
        links: list[tuple[str, str, Format | None]] = [
            (iri, "describes", None),
            (addresses.document(iri), "canonical", None),
        ]
        links += [(addresses.page(iri, each.suffix), "alternate", each) for each in PAGE_FORMATS]
        if license := self._answers.settings.license:
            links.append((license, "license", None))
        return ", ".join(_link(*each) for each in links)


def _link(target: str, relation: str, format_: Format | None) -> str:
    type_ = f'; type="{format_.media_types[0]}"' if format_ else ""
    return f'<{target}>; rel="{relation}"{type_}'
