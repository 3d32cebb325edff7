"""The answer to any query while it is still being found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

import pyoxigraph as ox

from ..ontology.errors import QueryError
from .result import Result

__all__ = ["OpenAnswer"]


class OpenAnswer:
    """An answer that is still being found: its `kind` is ``select``, ``ask`` or ``construct``."""

    def __init__(self, answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> None:
        self._answer = answer
        kinds = {ox.QuerySolutions: "select", ox.QueryBoolean: "ask", ox.QueryTriples: "construct"}
        self.kind = kinds[type(answer)]

    def serialize(self, out: IO[bytes], media_type: str) -> None:
        """Write it in a format of results or, for triples, of graphs, as it is found."""
        if isinstance(self._answer, ox.QueryTriples):
            format_ = ox.RdfFormat.from_media_type(media_type)
            self._answer.serialize(out, format_)
        else:
            self._answer.serialize(out, ox.QueryResultsFormat.from_media_type(media_type))

    def first(self, most: int) -> Result:
        """The first rows, at most so many; triples have the columns of their parts, a truth one.

        Raises QueryError.
        """
        try:
            match self._answer:
                case ox.QueryBoolean():
                    return Result(("answer",), ((ox.Literal(bool(self._answer)),),))
                case ox.QueryTriples():
                    rows = tuple((t.subject, t.predicate, t.object) for t in self._some(most))
                    return Result(("subject", "predicate", "object"), rows)
                case ox.QuerySolutions():
                    columns = tuple(variable.value for variable in self._answer.variables)
                    return Result(columns, tuple(map(tuple, self._some(most))))
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query stopped: {error}") from error

    def _some(self, most: int) -> Iterator[Any]:
        return islice(self._answer, most)  # type: ignore[arg-type]
