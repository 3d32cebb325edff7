"""Network: connections to the very address that was checked, cut off when their time is over."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from .addresses import resolve
from .limits import FetchError, Limits

__all__ = ["Clock", "make_pool"]


class Clock:
    """When the request in hand has to be done."""

    def __init__(self) -> None:
        self.end = 0.0

    def start(self, seconds: float) -> None:
        """Begin a request that may take so long."""
        self.end = time.monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Seconds for the next step, at most `most`. Raises TimeoutError where none are left."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not end in time")
        return left if most is None else min(left, most)


def make_pool(limits: Limits, clock: Clock) -> httpcore.ConnectionPool:
    """Connections that obey `limits` and `clock`; certificates are those the system trusts."""
    return httpcore.ConnectionPool(
        ssl_context=ssl.create_default_context(),
        max_connections=4,
        network_backend=_Checked(limits, clock),
    )


class _Checked(httpcore.NetworkBackend):
    """Looks names up once, refuses what is not public, and connects to what it has checked.

    The certificate is still checked against the host's name, which httpcore hands to `start_tls`.
    """

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits, self._clock = limits, clock
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port, self._clock.left(timeout), self._limits.private)
        problem: Exception = FetchError(f"the host {host} has no address")
        for address in addresses:
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._clock.left(timeout), local_address, socket_options
                )
                return _Timed(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem


class _Timed(httpcore.NetworkStream):
    """A connection none of whose steps lasts longer than the request may.

    So a server that sends a byte now and then is cut off, in its headers as well.
    """

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._clock.left(timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
