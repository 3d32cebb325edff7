"""The answer to a query: columns of RDF terms, and the same as Python values or a data frame."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..ontology.errors import MissingExtraError, QueryError
from ..ontology.iris import CONCEPTS, DEFAULT_BASE, PREFIXES, VOCABULARY

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["Cell", "Result", "Term", "Value", "literal", "short_iri", "value_of"]

Term = NamedNode | BlankNode | Literal | Triple
Cell = tuple[tuple[str, str], ...]  # texts, each with the IRI behind it or ""
Value = str | int | float | bool | Decimal | datetime.date | datetime.datetime | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SHOWN_ROWS = 50


def value_of(term: Term | None) -> Value:
    """Python value of a term: IRIs and texts as str, numbers, booleans, dates; years as int.

    >>> value_of(Literal("2023", datatype=NamedNode(_XSD + "gYear")))
    2023
    """
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode) else None if term is None else str(term)
    text, datatype = term.value, term.datatype.value.removeprefix(_XSD)
    try:
        match datatype:
            case "integer" | "gYear":
                return int(text)
            case "decimal":
                return Decimal(text)
            case "double" | "float":
                return float(text)
            case "boolean":
                return text == "true"
            case "date":
                return datetime.date.fromisoformat(text[:10])
            case "dateTime":
                return datetime.datetime.fromisoformat(text)
    except (ValueError, ArithmeticError):
        pass  # the term is not in the form its datatype asks for: show it as it is written
    return text


def literal(text: str) -> Literal:
    """A plain text as a term, for results that do not come from a query."""
    return Literal(text)


def short_iri(iri: str, base: str = DEFAULT_BASE) -> str:
    """What people need of an IRI: its identifier if it is one of ours, else a CURIE, else all.

    >>> short_iri("https://w3id.org/convenor/id/edition/wmc-2023")
    'wmc-2023'
    >>> short_iri("https://schema.org/organizer")
    'schema:organizer'
    """
    for prefix, parts in ((f"{base}source/", 0), (f"{base}id/", 1), (CONCEPTS, 1)):
        if iri.startswith(prefix):
            return unquote(iri.removeprefix(prefix).split("/", parts)[-1])
    if iri == VOCABULARY.rstrip("#"):
        return "vocabulary"
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri.removeprefix(namespace).isidentifier():
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri


@dataclass(frozen=True, repr=False)
class Result:
    """Rows of terms under named columns; unbound cells are None.

    `hidden` are columns that only echo a parameter: kept here, left out when shown to people.
    `base` is the base IRI of the graph, under which IRIs are shown by their identifier.
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    hidden: frozenset[str] = field(default=frozenset())
    base: str = DEFAULT_BASE

    def __repr__(self) -> str:
        return f"<Result: {len(self)} rows of {', '.join(self.columns)}>"

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.rows())

    def rows(self) -> list[dict[str, Value]]:
        """One dict per row from column name to Python value (see `value_of`)."""
        return [dict(zip(self.columns, map(value_of, row), strict=True)) for row in self.terms]

    def column(self, name: str) -> list[Value]:
        """The values of one column, in order. Raises QueryError if there is none of that name."""
        if name not in self.columns:
            raise QueryError(
                f"the result has no column {name!r}", f"It has: {', '.join(self.columns)}."
            )
        place = self.columns.index(name)
        return [value_of(row[place]) for row in self.terms]

    def to_polars(self) -> pl.DataFrame:
        """The result as a polars DataFrame, one column each, unbound cells null."""
        try:
            import polars
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                "polars is not installed", "Install it: pip install 'convenor[polars]'"
            ) from error
        columns = {name: self.column(name) for name in self.columns}
        return polars.DataFrame(columns, strict=False)

    def to_pandas(self) -> pd.DataFrame:
        """The result as a pandas DataFrame, one column each, unbound cells None."""
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                "pandas is not installed", "Install it: pip install 'convenor[pandas]'"
            ) from error
        return pandas.DataFrame({name: self.column(name) for name in self.columns})

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """Header in words and cells for people: labels in place of IRIs, identifiers of sources."""
        header, rows = self.linked()
        return header, [[", ".join(text for text, _ in cell) for cell in row] for row in rows]

    def linked(self) -> tuple[list[str], list[list[Cell]]]:
        """The same with the IRIs behind the words."""
        visible = [
            place
            for place, name in enumerate(self.columns)
            if name not in self.hidden and f"{name}Label" not in self.columns
        ]
        names = [self.columns[place] for place in visible]
        # The column of the thing that a label names.
        things = [
            self.columns.index(name.removesuffix("Label"))
            if name.endswith("Label") and name.removesuffix("Label") in self.columns
            else None
            for name in names
        ]
        rows = [
            [
                _linked(row[place], None if thing is None else row[thing], self.base)
                for place, thing in zip(visible, things, strict=True)
            ]
            for row in self.terms
        ]
        return [_words(name.removesuffix("Label")) for name in names], rows

    def _repr_html_(self) -> str:
        header, rows = self.shown()
        head = "".join(f"<th>{escape(name)}</th>" for name in header)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in rows[:_SHOWN_ROWS]
        )
        rest = len(rows) - _SHOWN_ROWS
        note = f"<p>{rest} more rows: see .rows()</p>" if rest > 0 else ""
        note = note or ("" if rows else "<p>No rows.</p>")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _words(name: str) -> str:
    """Column names as words: ``firstYear`` and ``first_year`` become ``first year``."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.replace("_", " ").strip()


def _linked(term: Term | None, thing: Term | None, base: str) -> Cell:
    """A cell for people: IRIs short, several of them as a list, yes and no, else the text."""
    value = value_of(term)
    if value is None:
        return ()
    if isinstance(value, bool):
        return (("yes" if value else "no", ""),)
    if isinstance(value, float):
        return ((f"{value:.4g}", ""),)  # people compare figures; programs get all digits
    if isinstance(thing, NamedNode):
        return ((str(value), thing.value),)
    words: Sequence[str] = str(value).split(" ")
    if all(word.startswith(("http://", "https://")) for word in words):
        return tuple((short_iri(word, base), word) for word in words)
    return ((str(value), ""),)
