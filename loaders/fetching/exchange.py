"""Exchange: one request and its answer, whose body goes into a file within the limits."""

from __future__ import annotations

import datetime
import time
import zlib
from collections.abc import Iterator, Mapping
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import httpcore

from ...ontology.iris import DEFAULT_BASE
from .addresses import next_address
from .limits import AGENT, Fetched, FetchError, Limits
from .network import Clock, make_pool

__all__ = ["Exchange"]

_MOVED = (301, 302, 303, 307, 308)
_UNCHANGED, _FAILED, _SERVER = 304, 400, 500
_LATER = (429, 503)  # may come with Retry-After
_SLOW = (408, 413, 500, 504)  # perhaps too much was asked for at once
_REASONS = {
    401: "it wants a password",
    403: "it is not for everyone",
    404: "there is nothing",
    410: "it is gone",
    429: "it was asked too much",
    503: "the server has no time",
}
_SAID = 500  # characters of an error's answer that are told
_BLOCK = 1 << 16


class Exchange:
    """Sends requests over connections that are kept; two to one host lie apart in time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._clock = Clock()
        self._pool = make_pool(limits, self._clock)
        self._next: dict[str, float] = {}  # when each host may be asked again
        self._agent = f"{AGENT}/{version(AGENT)} (+{DEFAULT_BASE})"

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def ask(
        self, url: str, headers: Mapping[str, str], body: bytes | None, into: Path, delay: float
    ) -> Fetched | str | None:
        """What came, or the address to which it moved, or None where nothing changed.

        Raises FetchError.
        """
        self._wait(url, delay)
        self._clock.start(self.limits.total)
        all_headers = {"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate", **headers}
        seconds = {"connect": self.limits.connect, "read": self.limits.read}
        seconds |= {"write": self.limits.read, "pool": self.limits.read}
        try:
            with self._pool.stream(
                "GET" if body is None else "POST",
                url,
                headers=list(all_headers.items()),
                content=body,
                extensions={"timeout": seconds},
            ) as response:
                return self._answer(url, response, into)
        except FetchError as error:
            raise _named(url, error) from error
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise FetchError(
                f"{url} took too long: {_text(error)}",
                "Try again later, or allow it more time with --timeout.",
                slow=True,
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise FetchError(
                f"{url} cannot be fetched: {_text(error)}",
                "Look whether the address is right and its server is up.",
                slow=isinstance(error, httpcore.RemoteProtocolError),
                later=0,
            ) from error

    def _wait(self, url: str, delay: float) -> None:
        host = urlsplit(url).netloc
        time.sleep(max(0.0, self._next.get(host, 0.0) - time.monotonic()))
        self._next[host] = time.monotonic() + max(delay, self.limits.delay)

    def _answer(self, url: str, response: httpcore.Response, into: Path) -> Fetched | str | None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }
        if response.status in _MOVED and "location" in headers:
            return next_address(url, headers["location"])
        if response.status == _UNCHANGED:
            return None
        coding = headers.get("content-encoding", "")
        if response.status >= _FAILED or response.status < 200:
            raise _refused(response.status, headers, _said(response, coding))
        if headers.get("content-length", "").isdecimal():
            _bounded(int(headers["content-length"]), self.limits.largest)
        size = _write(_expanded(response, coding), into, self.limits.largest)
        kind = Message()
        kind["content-type"] = headers.get("content-type", "application/octet-stream")
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        return Fetched(url, into, size, kind.get_content_type(), today, headers)


def _expanded(response: httpcore.Response, coding: str) -> Iterator[bytes]:
    """The body as it was before it was compressed, in pieces of a bounded size."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_stream()
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"its answer is compressed in a way that was not asked for: {coding}")
    expander = _expander()
    try:
        for block in response.iter_stream():
            while block:
                if expander.eof:  # gzip may have several members
                    expander = _expander()
                yield expander.decompress(block, _BLOCK)
                block = expander.unconsumed_tail or expander.unused_data
        while data := expander.decompress(b"", _BLOCK):
            yield data
    except zlib.error as error:
        raise FetchError(f"its answer is damaged: {error}", slow=True, later=0) from error
    if not expander.eof:
        raise FetchError("its answer ends too early", slow=True, later=0)


def _expander() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 32)  # tells gzip and zlib by their heads


def _write(blocks: Iterator[bytes], into: Path, most: int) -> int:
    size = 0
    with into.open("wb") as file:
        for block in blocks:
            size += len(block)
            _bounded(size, most)
            file.write(block)
    return size


def _bounded(size: int, most: int) -> None:
    if size > most:
        raise FetchError(
            f"it holds more than {most:,} bytes",
            "If it is meant to be that large, allow more with --largest.",
            slow=True,
        )


def _said(response: httpcore.Response, coding: str) -> str:
    """The first line of what a server says of an error."""
    text = b""
    for block in _expanded(response, coding):
        text += block
        if len(text) >= _BLOCK:
            break
    lines = text[:_BLOCK].decode("utf-8", "replace").strip().splitlines()
    return lines[0][:_SAID] if lines and not lines[0].lstrip().startswith("<") else ""


def _refused(status: int, headers: Mapping[str, str], said: str) -> FetchError:
    reason = _REASONS.get(status, said or "it gave no reason")
    later = _seconds(headers.get("retry-after", "")) if status in _LATER else None
    return FetchError(
        f"its server answers {status}: {reason}",
        "Look at the address in a browser." if status < _SERVER else "Try again later.",
        status=status,
        slow=status in _SLOW,
        later=0.0 if later is None and status >= _SERVER else later,
    )


def _seconds(after: str) -> float:
    """Seconds of a Retry-After header, which gives them or a date."""
    try:
        return max(0.0, float(after))
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(after)
    except ValueError:
        return 0.0
    now = datetime.datetime.now(then.tzinfo)
    return max(0.0, (then - now).total_seconds())


def _named(url: str, error: FetchError) -> FetchError:
    """The error with the address in its message."""
    message = error.message if url in error.message else f"{url} cannot be fetched: {error.message}"
    step = error.next_step or "Look at the address in a browser."
    return FetchError(message, step, status=error.status, slow=error.slow, later=error.later)


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__
