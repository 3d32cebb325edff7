"""The answer to any query while it is still being found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

import pyoxigraph as ox

from ..ontology.errors import QueryError
from .result import Result

__all__ = ["Answer", "OpenAnswer", "Triples"]


class Triples:
    """Triples that come from elsewhere, with the face of the engine's own."""

    def __init__(self, triples: Iterator[ox.Triple]) -> None:
        self._triples = triples

    def __iter__(self) -> Iterator[ox.Triple]:
        return self._triples

    def __next__(self) -> ox.Triple:
        return next(self._triples)

    def serialize(self, out: IO[bytes], format_: ox.RdfFormat | None) -> None:
        """Write them as they come."""
        ox.serialize(self._triples, out, format_)


Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | Triples


class OpenAnswer:
    """An answer that is still being found: its `kind` is ``select``, ``ask`` or ``construct``."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        kinds = {ox.QuerySolutions: "select", ox.QueryBoolean: "ask"}
        self.kind = kinds.get(type(answer), "construct")

    def serialize(self, out: IO[bytes], media_type: str) -> None:
        """Write it in a format of results or, for triples, of graphs, as it is found."""
        if isinstance(self._answer, ox.QueryTriples | Triples):
            self._answer.serialize(out, ox.RdfFormat.from_media_type(media_type))
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
                case ox.QuerySolutions():
                    columns = tuple(variable.value for variable in self._answer.variables)
                    return Result(columns, tuple(map(tuple, self._some(most))))
                case _:
                    rows = tuple((t.subject, t.predicate, t.object) for t in self._some(most))
                    return Result(("subject", "predicate", "object"), rows)
        except (OSError, RuntimeError, SyntaxError) as error:
            raise QueryError(f"the query stopped: {error}") from error

    def _some(self, most: int) -> Iterator[Any]:
        return islice(self._answer, most)  # type: ignore[arg-type]
