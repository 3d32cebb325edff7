"""The client of a SPARQL endpoint: queries, updates and graphs over HTTP, with retries."""

from __future__ import annotations

import http.client
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO, RawIOBase
from typing import Any, TypeVar
from urllib.parse import urlencode

from SPARQLWrapper import POST, URLENCODED, SPARQLWrapper

from ...ontology.errors import ConvenorError, QueryError, StoreError
from .address import Address
from .dialects import dialect_named, dialect_of, places_of

__all__ = ["Body", "Client"]

_TRIES = 4
_PAUSE = 0.2  # seconds before the second try; doubled each time
_LONGEST = 10.0  # seconds that a server may ask us to wait
_SHOWN = 600  # characters of a server's own words
_BUSY = frozenset((429, 502, 503, 504))
T = TypeVar("T")


class _Busy(Exception):  # noqa: N818 - a state that passes, not a fault
    """The server cannot answer now; `wait` is what it asks for, in seconds."""

    def __init__(self, reason: str, wait: float = 0) -> None:
        super().__init__(reason)
        self.wait = wait


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # a POST would become a GET elsewhere
        return None


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper with an opener of its own: it installs one for the whole process otherwise."""

    opener: urllib.request.OpenerDirector
    timeout: float  # type: ignore[assignment]

    def _query(self) -> tuple[Any, str]:
        return self.opener.open(self._createRequest(), timeout=self.timeout), self.returnFormat


class Body(RawIOBase):
    """The body of an answer as a file; a connection that breaks is an OSError."""

    def __init__(self, response: Any) -> None:
        self._response = response

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill a buffer with the next bytes."""
        try:
            data = self._response.read(len(target))
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"the server broke off: {error}") from error
        target[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()
        super().close()


class Client:
    """Talks to one endpoint. Raises StoreError where it cannot be reached or refuses."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(_Stay, *_login(address))
        self.dialect = (
            dialect_named(address.dialect) if address.dialect else dialect_of(self._server())
        )
        places = places_of(address.url, self.dialect)
        self.queries = places[0]
        self.updates = address.updates or places[1]
        self.graphs = address.graphs or places[2]

    def _server(self) -> str:
        """What the server calls itself."""
        asked = self._request(f"{self.address.url}?{urlencode({'query': 'ASK {}'})}", {})
        return self._retried(lambda: _header(self._send(asked, told=False), "Server"))

    # -- the three protocols

    def query(
        self,
        text: str,
        accept: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Body:
        """The answer to a query, as it comes. Raises QueryError where the server refuses it."""

        def ask() -> Any:
            wrapper = self._wrapper(text, accept)
            if self.dialect.timeout:
                name, units = self.dialect.timeout
                wrapper.addParameter(name, str(int(self.address.timeout * units)))
            for iri in default_graphs:
                wrapper.addParameter("default-graph-uri", iri)
            for iri in named_graphs:
                wrapper.addParameter("named-graph-uri", iri)
            return wrapper.query().response

        response = self._retried(lambda: self._told(ask, QueryError))
        if self.dialect.cap and (most := _header(response, self.dialect.cap)):
            response.close()
            raise QueryError(
                f"{self.address.url} gives at most {most} rows, and this answer has more",
                "Raise the limit there (ResultSetMaxRows in virtuoso.ini), or use LIMIT.",
            )
        return Body(response)

    def update(self, text: str) -> None:
        """Run an update. All of ours may be run twice, so that they are tried again."""

        def ask() -> None:
            with closing(self._wrapper(text, "*/*").query().response) as response:
                response.read()

        self._retried(lambda: self._told(ask, StoreError))

    def _wrapper(self, text: str, accept: str) -> _Wrapper:
        wrapper = _Wrapper(self.queries, self.updates)
        wrapper.opener = self._opener
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        # Old Virtuosos never answer a body of application/sparql-query.
        wrapper.setRequestMethod(URLENCODED)
        wrapper.timeout = self.address.timeout
        wrapper.setQuery(text)
        wrapper.addCustomHttpHeader("Accept", accept)
        if self.address.token:
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {self.address.token}")
        return wrapper

    def graph(self, iri: str | None) -> Body:
        """The triples of a graph as N-Triples; ``""`` is the default one, None all as N-Quads."""
        where = {"default": ""} if iri == "" else {} if iri is None else {"graph": iri}
        accept = "application/n-quads" if iri is None else "application/n-triples"
        url = f"{self.graphs}?{urlencode(where)}" if where else self.graphs
        asked = self._request(url, {"Accept": accept})
        response = self._retried(lambda: self._send(asked, missing=True))
        return Body(response if response.status == 200 else BytesIO())

    def add(self, iri: str, triples: bytes) -> None:
        """Add triples (N-Triples) to a named graph."""
        kind = {"Content-Type": "text/turtle"}  # all servers read this
        asked = self._request(f"{self.graphs}?{urlencode({'graph': iri})}", kind, "POST", triples)
        self._retried(lambda: self._send(asked).close())

    # -- one request

    def _request(
        self, url: str, headers: dict[str, str], method: str = "GET", data: bytes | None = None
    ) -> urllib.request.Request:
        if self.address.token:
            headers = {**headers, "Authorization": f"Bearer {self.address.token}"}
        return urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - http(s) only

    def _send(
        self, asked: urllib.request.Request, *, told: bool = True, missing: bool = False
    ) -> Any:
        def send() -> Any:
            return self._opener.open(asked, timeout=self.address.timeout)

        try:
            return self._told(send, StoreError)
        except StoreError as error:
            cause = error.__cause__
            if isinstance(cause, urllib.error.HTTPError) and (
                not told or (missing and cause.code == 404)
            ):
                return cause
            raise

    def _told(self, send: Callable[[], T], refusal: type[ConvenorError]) -> T:
        """What `send` gives; what goes wrong in our own words and in those of the server."""
        try:
            return send()
        except urllib.error.HTTPError as error:
            words = error.read(_SHOWN * 4).decode("utf-8", "replace").strip()[:_SHOWN]
            if error.code in _BUSY:
                raise _Busy(f"it answers {error.code}: {words}", _wait(error)) from error
            raise self._refused(error, words, refusal) from error
        except TimeoutError as error:
            raise self._late() from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._late() from error
            raise _Busy(str(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise _Busy(str(error) or type(error).__name__) from error

    def _refused(
        self, error: urllib.error.HTTPError, words: str, refusal: type[ConvenorError]
    ) -> ConvenorError:
        url = self.address.url
        match error.code:
            case 401 | 403:
                return StoreError(
                    f"{url} does not let us in ({error.code})",
                    "Set CONVENOR_STORE_USER and CONVENOR_STORE_PASSWORD, or CONVENOR_STORE_TOKEN.",
                )
            case 404 | 405:
                return StoreError(
                    f"there is no such endpoint at {error.url} ({error.code})",
                    "Is this the address for SPARQL queries? CONVENOR_STORE_UPDATES and "
                    "CONVENOR_STORE_GRAPHS name others.",
                )
            case code if 300 <= code < 400:
                target = error.headers.get("Location", "elsewhere")
                return StoreError(f"{url} sends us on to {target}", "Use that address.")
        return refusal(f"{url} refuses this ({error.code}): {words}")

    def _late(self) -> StoreError:
        return StoreError(
            f"{self.address.url} did not answer within {self.address.timeout:g} seconds",
            "Is it busy? CONVENOR_STORE_TIMEOUT sets how many seconds to wait.",
        )

    def _retried(self, send: Callable[[], T]) -> T:
        """What `send` gives, tried again where the server is away or busy for the moment."""
        for wait in _pauses():
            try:
                return send()
            except _Busy as busy:
                if wait is None:
                    raise StoreError(
                        f"{self.address.url} cannot be reached: {busy}",
                        "Is the server running? Then try again.",
                    ) from busy
                time.sleep(min(max(wait, busy.wait), _LONGEST))
        raise AssertionError("the last pause is None")


def _pauses() -> Iterator[float | None]:
    """Seconds between the tries, spread so that many clients do not come back at once."""
    for number in range(_TRIES - 1):
        yield _PAUSE * 2**number * random.uniform(0.5, 1.5)  # noqa: S311
    yield None


def _login(address: Address) -> list[urllib.request.BaseHandler]:
    if not address.user:
        return []
    known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    for url in filter(None, (address.url, address.updates, address.graphs)):
        # For the whole host: updates and graphs are beside the queries there.
        known.add_password(None, url, address.user, address.password)
        known.add_password(None, "/".join(url.split("/", 3)[:3]), address.user, address.password)
    return [
        urllib.request.HTTPBasicAuthHandler(known),
        urllib.request.HTTPDigestAuthHandler(known),
    ]


def _header(response: Any, name: str) -> str:
    return str(response.headers.get(name, ""))


def _wait(error: urllib.error.HTTPError) -> float:
    text = error.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else 0.0
