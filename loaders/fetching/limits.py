"""Limits: what a fetch may take, what is asked for and what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...ontology.errors import InputError

__all__ = ["AGENT", "FetchError", "Fetched", "Limits", "Request"]

AGENT = "convenor"  # how we name ourselves to servers, and how their robots.txt names us


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take. Seconds, except where said otherwise.

    `total` bounds each request from its start to the last byte, `largest` the decompressed bytes.
    `retries` follow with `backoff` doubled each time, or what the server asks to wait, at most
    `longest_wait`. `delay` lies between two requests to a host. `private` lets addresses be asked
    that are not of the public internet.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 300.0
    largest: int = 512 << 20
    redirects: int = 5
    retries: int = 3
    backoff: float = 1.0
    longest_wait: float = 120.0
    delay: float = 1.0
    private: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for; every request only reads, so that it may be sent again.

    A `page` is asked for only where the host's robots.txt allows it. With `again` false an answer
    of 5xx is not asked for again, except one that says to come later (429, 503).
    """

    url: str
    accept: str = "*/*"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    page: bool = False
    again: bool = True


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `url` is the address in the end, `retrieved` the day, `headers` lower-case."""

    url: str
    path: Path
    size: int
    media_type: str
    retrieved: str
    headers: Mapping[str, str]


class FetchError(InputError):
    """An address gave nothing usable.

    `status` is that of the answer, 0 where there was none; `slow` says that the same might be had
    in smaller portions; `later` that it may be had on another try, after so many seconds.
    """

    def __init__(
        self,
        message: str,
        next_step: str = "",
        *,
        status: int = 0,
        slow: bool = False,
        later: float | None = None,
    ) -> None:
        super().__init__(message, next_step)
        self.status = status
        self.slow = slow
        self.later = later
