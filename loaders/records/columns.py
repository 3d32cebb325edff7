"""Columns: what each column of a table fills, and what a table needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping as Dictionary
from dataclasses import dataclass

from .fields import FIELDS, ONE_OF, Field

__all__ = ["Column", "TableMapping", "folded"]


@dataclass(frozen=True, slots=True)
class Column:
    """What one column fills: a field, perhaps with the language and the separator of its texts.

    `language` of an external identifier is the registry that it is of.
    `words` are the column's own words with ours for them.
    """

    field: str
    language: str | None = None
    split: str | None = None
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How the rows of one kind of table become records; column names are `folded`."""

    name: str
    record: str
    files: tuple[str, ...]
    key: tuple[str, ...]
    columns: Dictionary[str, Column]
    constants: Dictionary[str, str]
    ignore: frozenset[str]

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of the table's record type."""
        return FIELDS[self.record]

    def missing(self, columns: Collection[str]) -> list[str]:
        """Columns (folded) without which no row of the table can be a record."""
        lacking = [
            name
            for name, column in self.columns.items()
            if self.fields[column.field].required and name not in columns
        ]
        subjects = ONE_OF.get(self.record, ())
        either = [name for name, column in self.columns.items() if column.field in subjects]
        if either and not any(name in columns for name in either):
            lacking.append(" or ".join(either))
        return lacking


def folded(name: str) -> str:
    """Form in which names of columns and tables are compared: case and outer blanks do not count.

    >>> folded(" Edition_ID")
    'edition_id'
    """
    return unicodedata.normalize("NFC", name).strip().casefold()
