"""Mapping: which column of which table is which field of which record, read from TOML."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping as Dictionary
from dataclasses import dataclass
from pathlib import Path

from ...ontology.errors import InputError, MappingError
from .columns import Column, TableMapping, folded
from .mapping_file import MappingFile

__all__ = ["Column", "Mapping", "TableMapping", "folded", "parse_mapping", "read_mapping"]

_DEFAULT = Path(__file__).with_name("default.toml")


@dataclass(frozen=True, slots=True)
class Mapping:
    """The tables that a mapping file knows, by name, and where it was read."""

    name: str
    tables: Dictionary[str, TableMapping]

    def columns(self) -> frozenset[str]:
        """All mapped column names, folded."""
        return frozenset(name for table in self.tables.values() for name in table.columns)

    def recognize(self, name: str, columns: Iterable[str]) -> TableMapping:
        """The table that a file stem, sheet name or key selects, or else its columns do.

        Raises InputError, with the table or columns that come nearest, where none fits.
        """
        header = {folded(column) for column in columns}
        for table in self.tables.values():
            if folded(name) in table.files:
                if lacking := table.missing(header):
                    raise _incomplete(name, table, lacking, header)
                return table
        scores = {
            table.name: len(header & table.columns.keys())
            for table in self.tables.values()
            if not table.missing(header)
        }
        best = [name for name, score in scores.items() if score == max(scores.values())]
        # A name that many tables share, such as source_id, does not make a table of ours.
        if not best or scores[best[0]] * 2 < max(len(header), 2):
            raise self._unrecognized(name, header)
        if len(best) > 1:
            raise InputError(
                f"{name!r} may be a table of {' or '.join(best)} by its columns",
                f"Name it after one of them, such as {best[0]}.",
            )
        return self.tables[best[0]]

    def _unrecognized(self, name: str, header: set[str]) -> InputError:
        known = self.columns()
        unknown = []
        for column in sorted(header)[:8]:
            near = [] if column in known else difflib.get_close_matches(column, known, 1)
            unknown.append(f"{column} (did you mean {near[0]}?)" if near else column)
        return InputError(
            f"no table of the mapping has the name {name!r} or the columns {', '.join(unknown)}",
            f"Known are {', '.join(self.tables)}; for other names write a mapping file.",
        )


def read_mapping(path: Path | str | None = None) -> Mapping:
    """Read a mapping file; without a path the bundled one, which fits the bundled tables.

    Raises MappingError with file, table, key and the nearest right name.
    """
    place = Path(path) if path else _DEFAULT
    try:
        text = place.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MappingError(f"the mapping {place} cannot be read: {reason}") from error
    return parse_mapping(text, place.name)


def parse_mapping(text: str, name: str = "mapping.toml") -> Mapping:
    """Mapping of the TOML text of a file called `name`. Raises MappingError as `read_mapping`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"mapping {name} is not a TOML file: {error}") from error
    reader = MappingFile(name)
    reader.allowed("", data, ("tables",))
    tables = {
        table: reader.table(table, reader.dictionary(f"tables.{table}", spec))
        for table, spec in reader.dictionary("tables", data.get("tables")).items()
    }
    if not tables:
        raise MappingError(f"mapping {name} has no table", "Write at least one [tables.NAME].")
    taken: dict[str, str] = {}
    for table in tables.values():
        for stem in table.files:
            if taken.setdefault(stem, table.name) != table.name:
                raise reader.error(
                    f"tables.{table.name}.files", f"{stem!r} is also of table {taken[stem]}"
                )
    return Mapping(name, tables)


def _incomplete(name: str, table: TableMapping, lacking: list[str], header: set[str]) -> InputError:
    parts = []
    for column in lacking:
        near = difflib.get_close_matches(column, header - table.columns.keys(), 1)
        parts.append(f"{column} (is it {near[0]}?)" if near else column)
    return InputError(
        f"{name!r} is a table of {table.name} but has no column {', '.join(parts)}",
        "Rename the column, or write a mapping file that says which column it is.",
    )
