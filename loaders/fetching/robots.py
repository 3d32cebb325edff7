"""Robots: what hosts ask programs not to read, and how slowly to read the rest."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from .limits import AGENT, Fetched, FetchError

if TYPE_CHECKING:
    from .exchange import Exchange

__all__ = ["Robots"]

_HOPS = 5  # RFC 9309, section 2.3.1.2
_MOST = 500 << 10  # section 2.5: what has to be read at least
_REFUSED = range(400, 500)
_SLOWEST = 60.0


class Robots:
    """The robots.txt of each host, read once."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._read: dict[str, RobotFileParser | None] = {}

    def delay(self, url: str) -> float:
        """Seconds that a host wants between two requests. Raises FetchError for what it forbids."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._read:
            self._read[host] = self._rules(f"{host}/robots.txt")
        rules = self._read[host]
        if rules is None:
            return 0.0
        if not rules.can_fetch(AGENT, url):
            raise FetchError(
                f"{url} is not for programs: {host}/robots.txt forbids it",
                "Ask its publisher, or save the page in a browser and load the file.",
            )
        return min(float(rules.crawl_delay(AGENT) or 0), _SLOWEST)

    def _rules(self, url: str) -> RobotFileParser | None:
        """The rules at an address; None where there are none, which allows all."""
        with tempfile.TemporaryDirectory(prefix="convenor-") as folder:
            into = Path(folder, "robots.txt")
            answer: Fetched | str | None = url
            try:
                for _ in range(_HOPS + 1):
                    if not isinstance(answer, str):
                        break
                    answer = self._exchange.ask(answer, {"Accept": "text/plain"}, None, into, 0.0)
            except FetchError as error:
                if error.status in _REFUSED:
                    return None
                raise  # RFC 9309: rules that cannot be had now may forbid everything
            if not isinstance(answer, Fetched):
                return None
            with into.open("rb") as file:
                text = file.read(_MOST).decode("utf-8", "replace")
        rules = RobotFileParser()
        rules.parse(text.splitlines())
        return rules
