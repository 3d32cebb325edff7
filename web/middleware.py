"""Around every answer: headers, limits of clients, counts and the access log."""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from ipaddress import IPv6Address

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .asking import LANGUAGES, language_of
from .clients import address_of, is_local
from .logs import ACCESS, access_line
from .metrics import Metrics

__all__ = ["Headers", "Limited", "Observed"]

_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
    "access-control-allow-headers": "Accept, Authorization, Content-Type",
    "access-control-expose-headers": (
        "ETag, Link, RateLimit, RateLimit-Policy, X-Query-Memory, X-Query-Timeout, X-Result-Limit"
    ),
    "x-content-type-options": "nosniff",
}
# What a page of ours may do: nothing stands in the page itself, and all comes from here.
_PAGE_HEADERS = _HEADERS | {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
}
_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
_UNLIMITED = {"/healthz", "/readyz", "/metrics"}
_MOST = 1_000  # clients remembered: the storage looks through all of them many times a second
_GONE = 499  # the client closed the connection: no status of HTTP, but known from nginx


def _with_headers(send: Send, headers: dict[str, str], page: dict[str, str]) -> Send:
    """A `send` that adds headers to an answer or a page, where it has none of that name."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower(): value for name, value in message["headers"]}
            is_page = known.get(b"content-type", b"").startswith(b"text/html")
            chosen = page if is_page else headers
            more = [(name.encode(), value.encode()) for name, value in chosen.items()]
            more = [(name, value) for name, value in more if name not in known]
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return add


class Headers:
    """Adds the headers that all answers have; pages may stand in those of the sites `embed`."""

    def __init__(self, app: ASGIApp, embed: Sequence[str] = ()) -> None:
        self._app = app
        self._embed = embed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        page = _page_headers(scope, self._embed) if scope["type"] == "http" else {}
        await self._app(scope, receive, _with_headers(send, _HEADERS, page))


def _page_headers(scope: Scope, embed: Sequence[str]) -> dict[str, str]:
    """The headers of a page: one that is embedded may stand in others, a language chosen lasts."""
    request = Request(scope)
    fields = request.query_params
    headers = {**_PAGE_HEADERS, "content-language": language_of(request)}
    if fields.get("embed", "").strip() and embed:
        policy = headers["content-security-policy"]
        headers["content-security-policy"] = policy.replace(
            "frame-ancestors 'none'", f"frame-ancestors {' '.join(embed)}"
        )
    if (language := fields.get("lang")) in LANGUAGES:
        path = scope.get("root_path", "") or "/"
        headers["set-cookie"] = f"lang={language}; Path={path}; SameSite=Lax; Max-Age=31536000"
    return headers


class Observed:
    """Counts and times each request and writes its line of the access log."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._log = logging.getLogger(ACCESS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, start = datetime.now().astimezone(), time.perf_counter()
        seen = _Exchange(receive, send)
        try:
            await self._app(scope, seen.receive, seen.send)
        finally:
            seconds = time.perf_counter() - start
            # Names that a client makes up must not each become a row of the metrics.
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.count(route, method, seen.status, seconds)
            if self._log.isEnabledFor(logging.INFO):
                self._log.info("%s", access_line(scope, begun, seen.status, seen.size, seconds))


class _Exchange:
    """What is seen of a request and its answer on their way."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._told = 500  # what the server answers if the application does not
        self._done = self._gone = False
        self.size = 0

    @property
    def status(self) -> int:
        """The status of the answer, 499 where the client left before its end."""
        return _GONE if self._gone else self._told

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect" and not self._done:
            self._gone = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._told = message["status"]
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            self._done = self._done or not (message.get("more_body") or self._gone)
        await self._send(message)


class Limited:
    """Lets each client send a number of requests a minute, and answers 429 to more.

    A client is an IPv4 address, or the /64 network of an IPv6 address. Not limited: clients on this
    machine that came through no proxy, and the addresses that watch the server.
    """

    def __init__(self, app: ASGIApp, rate: int) -> None:
        self._app = app
        self._rate = rate
        self._windows = _Windows(rate) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if self._windows is None or scope["type"] != "http" or _unlimited(scope):
            await self._app(scope, receive, send)
            return
        served, left, seconds = self._windows.take(_client(scope))
        # The names and form of draft-ietf-httpapi-ratelimit-headers-10.
        headers = {
            "ratelimit-policy": f'"default";q={self._rate};w=60',
            "ratelimit": f'"default";r={left};t={seconds}',
        }
        if served:
            await self._app(scope, receive, _with_headers(send, headers, headers))
            return
        refused = PlainTextResponse(
            f"one client may send {self._rate} requests a minute; try again in {seconds} seconds\n",
            429,
            headers | {"retry-after": str(seconds), "cache-control": "no-store"},
        )
        await refused(scope, receive, send)


def _unlimited(scope: Scope) -> bool:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return path in _UNLIMITED or is_local(scope)


def _client(scope: Scope) -> str:
    """By what a client is known; all whose address cannot be read are one."""
    address = address_of(scope)
    if isinstance(address, IPv6Address):
        return f"{int(address) >> 64:x}/64"  # who has one address of it has all
    return str(address)


class _Windows:
    """The requests of the last minute by client, of the clients that were seen last."""

    def __init__(self, rate: int) -> None:
        self._limit = RateLimitItemPerMinute(rate)
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._known: OrderedDict[str, None] = OrderedDict()

    def take(self, client: str) -> tuple[bool, int, int]:
        """Count a request: whether it is within the limit, how many are left, seconds to more."""
        self._known[client] = None
        self._known.move_to_end(client)
        if len(self._known) > _MOST:
            self._forget()
        served = self._limiter.hit(self._limit, client)
        reset, left = self._limiter.get_window_stats(self._limit, client)
        return served, max(0, left), max(1, math.ceil(reset - time.time()))

    def _forget(self) -> None:
        """Drop the client not seen for longest: the storage itself keeps all for ever."""
        client, _ = self._known.popitem(last=False)
        key = self._limit.key_for(client)
        with self._storage.locks[key]:  # its own thread may be looking at this one
            self._storage.clear(key)
