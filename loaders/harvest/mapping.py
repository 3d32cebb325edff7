"""Mapping of rows: the variables of a SELECT that are named as the fields of a record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from ..records.fields import FIELDS
from ..records.languages import is_language
from ..records.mapping import parse_mapping

__all__ = ["record_of", "write_mapping"]

_RECORD = re.compile(r"^#\+\s*record:\s*(\S+)\s*$", re.MULTILINE)


def record_of(query: str) -> str | None:
    """The record type that the header of a query says its rows are, as ``#+ record: edition``."""
    found = _RECORD.search(query)
    return found[1] if found else None


def write_mapping(rows: Path, record: str) -> Path:
    """Write the mapping of a file of rows beside it: ``names_en`` fills ``names@en``.

    Columns that are named like no field are ignored. Raises MappingError where the columns do not
    make such a record.
    """
    columns: dict[str, None] = {}
    with rows.open(encoding="utf-8") as lines:
        for line in lines:
            columns.update(dict.fromkeys(json.loads(line)))
    text = _text(rows.stem, record, sorted(columns))
    path = rows.with_suffix(".toml")
    parse_mapping(text, path.name)
    path.write_text(text, "utf-8")
    return path


def _text(name: str, record: str, columns: Iterable[str]) -> str:
    fields = {column: _field(record, column) for column in columns}
    ignored = [column for column, field in fields.items() if field is None]
    lines = [
        f"[tables.{json.dumps(name)}]",
        f'record = "{record}"',
        f"ignore = {json.dumps(ignored)}",
        f"[tables.{json.dumps(name)}.columns]",
        *(f"{column} = {json.dumps(field)}" for column, field in fields.items() if field),
    ]
    return "\n".join(lines) + "\n"


def _field(record: str, column: str) -> str | None:
    known = FIELDS.get(record, {})
    field, _, language = column.rpartition("_")
    if field in known and known[field].kind == "text" and is_language(language):
        return f"{field}@{language}"
    return column if column in known else None
