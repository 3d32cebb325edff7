"""Endpoint: a query and its answer; what is cut off or incomplete is refused."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import (
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from ...ontology.errors import MissingExtraError
from ..fetching.fetcher import Fetcher
from ..fetching.limits import Fetched, FetchError

__all__ = ["Endpoint", "Row"]

Row = dict[str, object]
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
# Headers of Virtuoso: the most rows that it gives, and that it gave up before it had them all.
_MOST_ROWS, _GAVE_UP = "x-sparql-maxrows", "x-sql-state"


class Endpoint:
    """A SPARQL endpoint; its answers come by way of the file `into`.

    Its errors are FetchErrors, `slow` where less might be answered. Raises MissingExtraError
    where SPARQLWrapper is not installed.
    """

    def __init__(self, fetcher: Fetcher, url: str, into: Path) -> None:
        try:
            from .wrapper import Wrapper
        except ImportError as error:
            raise MissingExtraError(
                "harvesting needs SPARQLWrapper", "Install it: pip install 'convenor[web]'"
            ) from error
        self.url = url
        self._wrapper = Wrapper(fetcher, url, into)

    def rows(self, query: str) -> list[Row]:
        """The rows of a SELECT as terms by variable, in its order; unbound ones are left out."""
        answer = self._wrapper.ask(query, "SELECT", _ROWS)
        kind = QueryResultsFormat.from_media_type(answer.media_type)
        if kind is None:
            raise self._unreadable(answer)
        try:
            found = parse_query_results(path=answer.path, format=kind)
            if not isinstance(found, QuerySolutions):
                raise self._unreadable(answer)
            names = [variable.value for variable in found.variables]
            rows: list[Row] = [
                {name: row[name] for name in names if row[name] is not None} for row in found
            ]
        except (SyntaxError, OSError, ValueError) as error:
            raise self._broken(error) from error
        self._refuse_incomplete(answer, None)
        return rows

    def triples(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT."""
        answer = self._wrapper.ask(query, "CONSTRUCT", _TRIPLES)
        kind = RdfFormat.from_media_type(answer.media_type)
        if kind is None:
            raise self._unreadable(answer)
        try:
            quads = parse(path=answer.path, format=kind, rename_blank_nodes=True)
            found = [quad.triple for quad in quads]
        except (SyntaxError, OSError, ValueError) as error:
            raise self._broken(error) from error
        self._refuse_incomplete(answer, len(found))
        return found

    def _refuse_incomplete(self, answer: Fetched, size: int | None) -> None:
        """Refuse an answer of which the server says that it is not all, or that has its most."""
        most = answer.headers.get(_MOST_ROWS, "")
        full = size is not None and most.isdecimal() and size >= int(most)
        if full or answer.headers.get(_GAVE_UP):
            raise FetchError(
                f"{self.url} gave only a part of its answer",
                "Ask for less at once: --page",
                slow=True,
            )

    def _broken(self, error: Exception) -> FetchError:
        # Some servers that run out of time end what they began with a message amid the data.
        return FetchError(
            f"{self.url} gave an answer that breaks off: {error}",
            "Ask for less at once: --page",
            slow=True,
        )

    def _unreadable(self, answer: Fetched) -> FetchError:
        return FetchError(
            f"{self.url} answers with {answer.media_type}, which is no answer of an endpoint",
            "Look whether it is the address of a SPARQL endpoint, not of a page about it.",
        )
