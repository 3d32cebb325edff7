"""The one error tree of convenor.

::

    ConvenorError
    ├── InputError        a file or its bytes cannot be read or understood as a whole
    │   └── RowError      one row is rejected (file, row, column, value, rule)
    ├── MappingError      a mapping file does not fit the record types
    ├── SettingError      a command-line option, environment variable or argument is wrong
    │   └── UnresolvedNameError  a name fits no thing of the graph, or several
    ├── QueryError        a query cannot be parsed or its parameters are wrong
    │   └── UnsupportedError  a query asks for what the engine cannot do
    ├── StoreError        a graph folder cannot be opened, written or swapped
    │   └── BusyError     another process is writing it
    ├── CheckError        a new graph breaks its own rules and was not put in place
    └── MissingExtraError an optional library is needed and not installed

Errors of serving stand in ``web`` beside what raises them, with their HTTP codes: a request that
the protocol does not allow, a format that is not on offer, a query that is refused (a QueryError),
a job that did not end well.

Each message names the thing and the reason; `next_step` says what the reader can do about it.
"""

from __future__ import annotations

from .evidence import place_in_words

__all__ = [
    "BusyError",
    "CheckError",
    "ConvenorError",
    "InputError",
    "MappingError",
    "MissingExtraError",
    "QueryError",
    "RowError",
    "SettingError",
    "StoreError",
    "UnresolvedNameError",
    "UnsupportedError",
]


class ConvenorError(Exception):
    """Root of every error that convenor raises on purpose.

    `message` says what is wrong with which thing, `next_step` (may be empty) what to do now.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message}\n  {self.next_step}" if self.next_step else self.message


class InputError(ConvenorError):
    """A file cannot be read or understood as a whole; nothing of it was loaded."""


class RowError(InputError):
    """One row is rejected. All parts are strings, so that a report can be written as a table.

    `file` is the input's name, `row` its 1-based number with the header counted (tables), its JSON
    pointer (documents), its characters (texts: ``char=120,180``) or its lines (calendars:
    ``line=3,9``, counted from 0), `column` and `value` what was wrong, `rule` a short stable name.
    """

    def __init__(
        self, message: str, *, file: str, row: str, column: str = "", value: str = "", rule: str
    ) -> None:
        super().__init__(message)
        self.file = file
        self.row = row
        self.column = column
        self.value = value
        self.rule = rule

    def __str__(self) -> str:
        if self.row.startswith("char="):
            start, _, end = self.row.removeprefix("char=").partition(",")
            place = f"{self.file}, characters {start} to {end}, {self.column} ({self.value})"
        elif self.row.startswith("line="):
            what = f"{self.column} ({self.value})" if self.column else self.value
            place = f"{self.file}, {place_in_words(self.row)}, {what}"
        elif self.column:
            place = f"{self.file}, row {self.row}, column {self.column}"
        else:
            place = f"{self.file}, row {self.row}"
        return f"{place}: {self.message} [{self.rule}]"


class MappingError(ConvenorError):
    """A mapping file names a record type, field or option that does not exist."""


class SettingError(ConvenorError):
    """An option, environment variable or argument is wrong."""


class UnresolvedNameError(SettingError):
    """A name fits no thing of the graph, or several; `candidates` lists (label, IRI) pairs."""

    def __init__(
        self, message: str, next_step: str = "", candidates: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message, next_step)
        self.candidates = candidates


class QueryError(ConvenorError):
    """A query cannot be parsed, or a parameter is unknown, missing or of the wrong type."""


class UnsupportedError(QueryError):
    """A query is well-formed and asks for what the engine lacks, such as a function of others."""


class StoreError(ConvenorError):
    """A graph folder cannot be opened, written or put in place."""


class BusyError(StoreError):
    """Another process is writing the same graph or release."""


class CheckError(ConvenorError):
    """A new graph breaks rules of severity violation and was not put in place."""


class MissingExtraError(ConvenorError):
    """An optional library is needed for what was asked and is not installed."""
