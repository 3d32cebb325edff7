"""Tables as CSV, described by CSV on the Web: one file a class, one description for all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ..labels import Labels
from .columns import Column
from .content import Content
from .output import Output
from .tables import Row, Table, Tables, open_tables

__all__ = ["write_csv"]

_ROWS = 1024  # rows that are written at once
_DATATYPES = {"iri": "anyURI", "text": "string", "year": "gYear"}
_LANGUAGES = ("en", "zh")
# Nothing is trimmed: spaces that a text begins or ends with are part of it.
_DIALECT = {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True, "trim": False}


def write_csv(content: Content, out: Output) -> None:
    """One CSV a table, and ``csv/metadata.json``, which describes them all by their names."""
    labels = Labels(content.graph.store)
    described = []
    with open_tables(content, out) as tables:
        for table in tables.tables:
            leads = _Leads(table, tables)
            path = f"csv/{table.word}.csv"
            with out.open(path, "csv", "text/csv") as file:
                for block in _blocks(table, leads.seen(tables.rows(table))):
                    file.write(block)
            described.append(_table(table, leads, labels))
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": _DIALECT,
        "tables": described,
    }
    with out.open("csv/metadata.json", "csv", "application/csvm+json") as file:
        file.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")


def _blocks(table: Table, rows: Iterator[Row]) -> Iterator[bytes]:
    """The lines of a file, the header first, as RFC 4180 has them."""
    separators = [column.separator for column in table.columns]
    yield _lines([[column.name for column in table.columns]])
    while some := list(islice(rows, _ROWS)):
        yield _lines(
            [by.join(values) for by, values in zip(separators, row, strict=True)] for row in some
        )


def _lines(rows: Iterable[list[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()


class _Leads:
    """The tables to which the IRIs of each column lead: one for all rows makes a foreign key."""

    def __init__(self, table: Table, tables: Tables) -> None:
        self._word = tables.word
        self._found: dict[int, set[str]] = {
            number: set()
            for number, column in enumerate(table.columns)
            if column.form == "iri" and column.name != "iri" and not column.separator
        }
        self._names = [column.name for column in table.columns]

    def seen(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows as they are, each looked at on its way."""
        for row in rows:
            for number, found in self._found.items():
                if len(found) < 2:
                    found.add(self._word(row[number][0]) if row[number] else "")
            yield row

    def keys(self) -> dict[str, str]:
        """The words of tables by the names of the columns that in every row lead to them."""
        return {
            self._names[number]: next(iter(found))
            for number, found in self._found.items()
            if len(found) == 1 and "" not in found
        }


def _table(table: Table, leads: _Leads, labels: Labels) -> dict[str, Any]:
    return {
        "url": f"{table.word}.csv",
        "tableSchema": {
            "columns": [_column(column, labels) for column in table.columns],
            "primaryKey": list(table.keys),
            "foreignKeys": [
                {
                    "columnReference": name,
                    "reference": {"resource": f"{word}.csv", "columnReference": "iri"},
                }
                for name, word in leads.keys().items()
            ],
            "aboutUrl": "{+iri}",
        },
    }


def _column(column: Column, labels: Labels) -> dict[str, Any]:
    """What CSVW says of a column; as RDF only what the cells say of the thing of their row."""
    titles = {"und": column.name}
    for language in () if column.inverse or not column.property else _LANGUAGES:
        titles[language] = labels.name(column.property, language)
    told: dict[str, Any] = {
        "name": column.name,
        "titles": {language: title for language, title in titles.items() if title},
        "datatype": _DATATYPES.get(column.form, column.form),
    }
    if column.property:
        told["propertyUrl"] = column.property
    if column.language:
        told["lang"] = column.language
    if column.separator:
        told["separator"] = column.separator
    if column.inverse and column.is_exact:
        told |= {"aboutUrl": f"{{+{column.name}}}", "valueUrl": "{+iri}"}
    elif column.form == "iri" and column.is_exact:
        told["valueUrl"] = f"{{+{column.name}}}"
    if not column.is_exact:
        told["suppressOutput"] = True
    return told
