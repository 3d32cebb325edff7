"""Tables as Parquet, with columns of their types."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any

from .columns import Column
from .content import Content
from .output import Output
from .tables import Row, Table, open_tables

__all__ = ["write_parquet"]

_ROWS = 20_000  # rows of a group: what is held at once
_VALUES: dict[str, Callable[[str], object]] = {
    "iri": str,
    "text": str,
    "boolean": lambda text: text == "true",
    "date": lru_cache(4096)(datetime.date.fromisoformat),
    "year": int,
    "integer": int,
    "decimal": Decimal,
}


def write_parquet(content: Content, out: Output) -> None:
    """One file a table; columns that have several values in a row are lists."""
    import pyarrow as arrow
    import pyarrow.parquet

    with open_tables(content, out) as tables:
        for table in tables.tables:
            _write(table, tables.rows(table), out, arrow)


def _write(table: Table, rows: Iterator[Row], out: Output, arrow: Any) -> None:
    schema = arrow.schema([_field(column, arrow) for column in table.columns])
    path = f"parquet/{table.word}.parquet"
    with (
        out.open(path, "parquet", "application/vnd.apache.parquet") as file,
        arrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        while some := list(islice(rows, _ROWS)):
            arrays = [
                arrow.array(_cells(column, cells), field.type)
                for column, field, cells in zip(
                    table.columns, schema, zip(*some, strict=True), strict=True
                )
            ]
            writer.write_batch(arrow.record_batch(arrays, schema=schema))


def _cells(column: Column, cells: tuple[list[str], ...]) -> list[Any]:
    """The values of a column: a list in each row where it has several, else one or None."""
    value = _VALUES[column.form]
    if column.separator:
        return [[value(each) for each in cell] for cell in cells]
    return [value(cell[0]) if cell else None for cell in cells]


def _field(column: Column, arrow: Any) -> Any:
    """The field of a column; its metadata name the property and the language."""
    types = {
        "boolean": arrow.bool_(),
        "date": arrow.date32(),
        "year": arrow.int32(),
        "integer": arrow.int64(),
        "decimal": arrow.decimal128(38, column.scale),
    }
    type_ = types.get(column.form, arrow.string())
    told = {"property": column.property, "language": column.language}
    return arrow.field(
        column.name,
        arrow.list_(type_) if column.separator else type_,
        metadata={name: value for name, value in told.items() if value},
    )
