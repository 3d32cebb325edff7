"""The answer to a query by columns, each a table of its different terms and one number a row.

A network of a million links is built from such numbers: no term is made more than once, and no row
is ever held as a row. The way in is SPARQL's own tab-separated form, which every store writes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pyoxigraph as ox

from .result import Term

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Column", "Columns", "ColumnsReader"]

UNBOUND = -1


@dataclass(frozen=True)
class Column:
    """One column: `terms` are its different terms, `codes` the number of each row's term.

    `codes` is an int32 array with one entry a row; -1 stands for an unbound cell.
    """

    terms: tuple[Term, ...]
    codes: npt.NDArray[np.int32]

    def texts(self) -> list[str]:
        """The IRI or the lexical form of each of the different terms."""
        return [term.value if isinstance(term, _NAMED) else str(term) for term in self.terms]


_NAMED = (ox.NamedNode, ox.Literal, ox.BlankNode)


@dataclass(frozen=True)
class Columns:
    """Columns of one length by name."""

    columns: dict[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __len__(self) -> int:
        return max((len(column.codes) for column in self.columns.values()), default=0)


class ColumnsReader:
    """Takes SPARQL 1.1 tab-separated results in pieces, as a file that is written to.

    >>> reader = ColumnsReader()
    >>> for piece in (b"?body\\t?year\\n<http://a/b>\\t20", b"18\\n<http://a/b>\\t\\n"):
    ...     _ = reader.write(piece)
    >>> columns = reader.finish()
    >>> columns["body"].terms, columns["body"].codes.tolist()
    ((<NamedNode value=http://a/b>,), [0, 0])
    >>> columns["year"].texts(), columns["year"].codes.tolist()
    (['2018'], [0, -1])
    """

    def __init__(self) -> None:
        self._names: list[str] | None = None
        self._rest = b""
        self._index: list[dict[str, int]] = []
        self._codes: list[list[npt.NDArray[np.int32]]] = []

    def write(self, piece: bytes) -> int:
        """Take the next piece; what follows its last line end waits for the next one."""
        whole, _, rest = piece.rpartition(b"\n")
        if _:
            self._take((self._rest + whole).decode("utf-8"))
            self._rest = rest
        else:
            self._rest += rest
        return len(piece)

    def flush(self) -> None:
        """Do nothing: a writer may ask for it."""

    def _take(self, text: str) -> None:
        import numpy as np

        if self._names is None:
            header, _, text = text.partition("\n")
            self._names = [name.lstrip("?") for name in header.split("\t")]
            for _name in self._names:
                index: defaultdict[str, int] = defaultdict()
                index.default_factory = index.__len__  # a new text gets the next number
                self._index.append(index)
                self._codes.append([])
            if not _:
                return
        # Tabs and line ends inside of values are escaped, so that two splits make all cells.
        cells = text.replace("\n", "\t").split("\t")
        width = len(self._names)
        for place, (known, codes) in enumerate(zip(self._index, self._codes, strict=True)):
            numbers = map(known.__getitem__, cells[place::width])
            codes.append(np.fromiter(numbers, np.int32, len(cells) // width))

    def finish(self) -> Columns:
        """The columns of all that was written."""
        import numpy as np

        if self._rest:
            self.write(b"\n")
        found = {}
        for name, index, codes in zip(self._names or (), self._index, self._codes, strict=True):
            texts = list(index)
            joined = np.concatenate(codes) if codes else np.empty(0, np.int32)
            if "" in index:
                empty = texts.index("")
                texts.pop(empty)
                joined = np.where(joined == empty, UNBOUND, joined - (joined > empty))
            found[name] = Column(_terms(texts), joined.astype(np.int32, copy=False))
        return Columns(found)


def _terms(texts: list[str]) -> tuple[Term, ...]:
    """The terms behind texts in the tab-separated form."""
    written = BytesIO("\n".join(["?term", *texts, ""]).encode())
    solutions = ox.parse_query_results(written, ox.QueryResultsFormat.TSV)
    assert isinstance(solutions, ox.QuerySolutions)
    return tuple(solution[0] for solution in solutions)
