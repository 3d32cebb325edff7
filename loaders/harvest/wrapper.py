"""Wrapper: SPARQLWrapper writes the request of a query, our fetcher sends it within its limits."""

from __future__ import annotations

import warnings
from pathlib import Path

from SPARQLWrapper import POST, SPARQLWrapper

from ..fetching.fetcher import Fetcher
from ..fetching.limits import Fetched, Request

__all__ = ["Wrapper"]


class Wrapper(SPARQLWrapper):
    """An endpoint that is asked with POST, as queries may be longer than an address may be.

    What urllib would do without a deadline, a limit of size and a check of addresses is not used.
    """

    def __init__(self, fetcher: Fetcher, url: str, into: Path) -> None:
        super().__init__(url)
        self._fetcher, self._into = fetcher, into
        self.setMethod(POST)
        self.setOnlyConneg(True)

    def ask(self, query: str, form: str, accept: str) -> Fetched:
        """Write the answer to a query of a known form into the file. Raises FetchError."""
        with warnings.catch_warnings(action="ignore"):
            self.setQuery(query)
        self.queryType = form  # it looks for the first such word, which may be in a comment
        made = self._createRequest()
        assert isinstance(made.data, bytes)
        kind = {"Content-Type": made.get_header("Content-type") or ""}
        asked = Request(made.full_url, accept, made.data, kind, again=False)
        return self._fetcher.fetch(asked, self._into)
