"""Fetcher: one address after the other into files, with robots, redirects, patience and a cache."""

from __future__ import annotations

import time
from pathlib import Path

from ...ontology.errors import MissingExtraError
from .addresses import read_address
from .cache import Cache
from .limits import Fetched, FetchError, Limits, Request
from .robots import Robots

__all__ = ["Fetcher"]


class Fetcher:
    """Fetches within `limits`; use it in a ``with`` statement.

    With a `cache` what was fetched before is asked for again only if it changed. Proxies of the
    environment are not used: behind one no address could be checked. Raises MissingExtraError
    where httpcore is not installed.
    """

    def __init__(self, limits: Limits | None = None, cache: Cache | None = None) -> None:
        try:
            from .exchange import Exchange
        except ImportError as error:
            raise MissingExtraError(
                "reading from the web needs httpcore", "Install it: pip install 'convenor[web]'"
            ) from error
        self.limits = limits or Limits()
        self._cache = cache
        self._exchange = Exchange(self.limits)
        self._robots = Robots(self._exchange)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._exchange.close()

    def fetch(self, request: Request, into: Path) -> Fetched:
        """Write what an address gives into the file `into`. Raises FetchError."""
        kept = self._cache.find(request) if self._cache else None
        conditions = kept.conditions if kept else {}
        found = self._patiently(
            request, {"Accept": request.accept, **request.headers, **conditions}, into
        )
        if found is None and kept:
            return kept.copy(into)
        if found is None:
            raise FetchError(f"{request.url} answers that nothing changed, which was not asked")
        if self._cache:
            self._cache.keep(request, found)
        return found

    def _patiently(self, request: Request, headers: dict[str, str], into: Path) -> Fetched | None:
        """Try again what may succeed later; None where nothing changed."""
        attempt = 0
        while True:
            try:
                return self._follow(request, headers, into)
            except FetchError as error:
                if error.later is None or (error.slow and not request.again):
                    raise
                wait = max(error.later, self.limits.backoff * 2**attempt)
                attempt += 1
                if attempt > self.limits.retries:
                    raise
                if wait > self.limits.longest_wait:
                    error.next_step = f"It asks to wait {wait:,.0f} seconds; run it again then."
                    raise
                time.sleep(wait)

    def _follow(self, request: Request, headers: dict[str, str], into: Path) -> Fetched | None:
        """Go from redirect to redirect, each of them checked as the first address is."""
        url = read_address(request.url)
        for _ in range(self.limits.redirects + 1):
            delay = self._robots.delay(url) if request.page else 0.0
            answer = self._exchange.ask(url, headers, request.body, into, delay)
            if not isinstance(answer, str):
                return answer
            url = answer
        raise FetchError(
            f"{request.url} is redirected more than {self.limits.redirects} times",
            "Open it in a browser and give the address at which it ends.",
        )
