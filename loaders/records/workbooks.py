"""Spreadsheet workbooks (XLSX): every sheet is a table."""

from __future__ import annotations

import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from ...ontology.errors import ConvenorError, InputError
from ..archives import most_expanded
from ..inputs import Input
from .rules import Cell, Fault, Row
from .tables import Header, Table, aligned, cell_text, header

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

__all__ = ["seekable", "workbook_tables"]

_COMPOUND = b"\xd0\xcf\x11\xe0"  # what old .xls files and encrypted workbooks begin with
_MOST_SHARED = 256 << 20  # the table of shared texts is held in memory


@contextmanager
def seekable(source: Input) -> Iterator[BinaryIO]:
    """The input's bytes as a file that can be read at any place."""
    with source.open() as stream:
        if stream.seekable() and source.member is None and not source.gzipped:
            yield stream
            return
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(stream, copy, 1 << 20)
            copy.seek(0)
            yield cast(BinaryIO, copy)


def workbook_tables(source: Input, known: Collection[str], encoding: str | None) -> list[Table]:
    """A table for each sheet with any cell filled; its name is the sheet's."""
    tables = []
    with seekable(source) as stream:
        _check(source.name, stream)
        book = _book(source.name, stream)
        for sheet in book.sheetnames:
            place = f"{source.name}/{sheet}"
            first = next((cells for _, cells in _filled(book, sheet, place) if any(cells)), None)
            if first is not None:
                columns = header(place, first)
                rows = partial(_rows, source, sheet, place, columns)
                tables.append(Table(sheet, place, columns, rows))
        book.close()
    if not tables:
        raise InputError(f"{source.name} is empty")
    return tables


def _check(name: str, stream: BinaryIO) -> None:
    if stream.read(4) == _COMPOUND:
        raise InputError(
            f"{name} is protected by a password or in the old .xls format",
            "Save it as .xlsx without a password.",
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            damaged = archive.testzip()
        packed = stream.seek(0, 2)
    except Exception as error:  # the zip module raises many kinds for damaged archives
        raise InputError(f"{name} is not a readable workbook: {error}") from error
    if damaged:
        raise InputError(f"{name} is damaged: {damaged} inside it is not what was saved")
    if sum(sizes.values()) > most_expanded(packed) or _shared(sizes) > _MOST_SHARED:
        raise InputError(
            f"{name} expands to {sum(sizes.values()) >> 20} MiB, too much for a workbook",
            "Save its sheets as CSV files, which are read row by row.",
        )
    stream.seek(0)


def _shared(sizes: dict[str, int]) -> int:
    return sum(size for name, size in sizes.items() if "sharedstrings" in name.lower())


@contextmanager
def _third_party(place: str) -> Iterator[None]:
    """Report whatever openpyxl raises for a damaged workbook as an error of the input."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (ConvenorError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl documents no errors of its own for damaged content
        raise InputError(f"{place} is not a readable workbook: {error}") from error


def _book(name: str, stream: BinaryIO) -> Workbook:
    import openpyxl

    with _third_party(name):
        return openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)


def _filled(book: Workbook, sheet: str, place: str) -> Iterator[tuple[int, list[Cell]]]:
    """Number and cells of each row, as they are."""
    with _third_party(place):
        found = book[sheet]
        if not hasattr(found, "iter_rows"):
            return  # a sheet of charts only
        found.reset_dimensions()
        rows = found.iter_rows()
    number = 0
    while True:
        with _third_party(place):
            row = next(rows, None)
            if row is None:
                return
            number += 1
            cells = [_cell(cell) for cell in row]
        yield number, cells


def _cell(cell: object) -> Cell:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    kind = getattr(cell, "data_type", "")
    if kind in ("f", "e"):
        address = f"{getattr(cell, 'coordinate', '')}: {value}"[:200]
        if kind == "f":
            message = f"a formula in {address}; copy the column and paste values"
            return Fault("formula", message, str(value)[:200], lossy=True)
        return Fault("error-cell", f"an error in {address}", str(value)[:200], lossy=True)
    return cell_text(value)


def _rows(source: Input, sheet: str, place: str, columns: Header) -> Iterator[Row]:
    with seekable(source) as stream:
        book = _book(source.name, stream)
        rows = _filled(book, sheet, place)
        for _, cells in rows:
            if any(cells):
                break
        width = len(columns)
        for number, cells in rows:
            if len(cells) < width:  # a row ends where its last filled cell is
                cells.extend([""] * (width - len(cells)))
            yield number, cells, aligned(cells, width) if len(cells) > width else None
        book.close()
