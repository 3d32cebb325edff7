"""Parquet files, read in batches with the optional library pyarrow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from ...ontology.errors import InputError, MissingExtraError
from ..inputs import Input
from .rules import Row
from .tables import Table, cell_text, header
from .workbooks import seekable

__all__ = ["columnar_tables"]

_BATCH = 2048


def columnar_tables(source: Input, known: Collection[str], encoding: str | None) -> list[Table]:
    """The one table of a Parquet file; its rows are numbered from 1, as there is no header row."""
    with seekable(source) as stream:
        file = _file(source.name, stream)
        columns = header(source.name, file.schema_arrow.names)
    return [Table(source.stem, source.name, columns, partial(_rows, source))]


def _file(name: str, stream: object) -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError(
            f"{name} is a Parquet file, which needs pyarrow",
            "Install it with: pip install convenor[parquet]",
        ) from error
    try:
        return pyarrow.parquet.ParquetFile(stream)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{name} is not a readable Parquet file: {error}") from error


def _rows(source: Input) -> Iterator[Row]:
    with seekable(source) as stream:
        number = 0
        for columns in _batches(source.name, _file(source.name, stream)):
            for values in zip(*columns, strict=True):
                number += 1
                yield number, [cell_text(value) for value in values], None


def _batches(name: str, file: Any) -> Iterator[list[list[object]]]:
    import pyarrow

    batches = file.iter_batches(batch_size=_BATCH)
    while True:
        try:
            batch = next(batches, None)
            if batch is None:
                return
            columns = [column.to_pylist() for column in batch.columns]
        except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
            raise InputError(f"{name} is damaged: {error}") from error
        yield columns
