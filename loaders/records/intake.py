"""Intake: the rows of one table, each counted and then accepted as records or rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ...ontology.model import Record
from .fields import REFERABLE
from .keys import Keys
from .mapping import Mapping, TableMapping, folded
from .references import Known
from .report import LEFT_OUT, OWN_COLUMNS, SURPLUS, TABLE, Report
from .rows import RowReader, Values, Wrong
from .rules import Cell, Fault
from .tables import Table

__all__ = ["Deferred", "Intake", "Load", "asked_table"]

_STEP = 1000


class Load:
    """What all tables of one load share.

    `tables` are the tables by the number under which `Keys` know them; `on_rows` is told how many
    more rows were read.
    """

    def __init__(
        self,
        known: Known,
        report: Report,
        on_rows: Callable[[int], None] | None,
    ) -> None:
        self.known = known
        self.report = report
        self.on_rows = on_rows or (lambda rows: None)
        self.tables: list[Table] = []


@dataclass(eq=False)
class Deferred:
    """A row whose reference to its own record type waits for the rows after it."""

    intake: Intake
    number: int
    cells: Sequence[Cell]
    values: Values
    field: str

    @property
    def reference(self) -> str:
        """The reference as it is written."""
        return str(self.values[self.field])


class Intake:
    """Reads the rows of `table`, part of the input called `name`, with one table of `mapping`.

    Without one (`chosen`) it takes, and rejects, the rows of a corrected report that name none.
    `keys` are those seen in the input, by name of the mapping's table.
    """

    def __init__(
        self,
        load: Load,
        name: str,
        table: Table,
        mapping: Mapping,
        chosen: TableMapping | None,
        keys: dict[str, Keys],
    ) -> None:
        self._load, self._name, self.table = load, name, table
        self._known_tables, self._mapping, self._keys = mapping.tables, chosen, keys
        self.kind = chosen.record if chosen else ""
        self._counts = load.report.counts[name]
        self._number = len(load.tables)
        load.tables.append(table)

    def records(self, deferred: list[Deferred]) -> Iterator[Record]:
        """Records of the accepted rows; rows that must wait are added to `deferred`."""
        self._prepare()
        counts, asked, on_rows = self._counts, self._asked, self._load.on_rows
        width, unread = self._width, self._unread
        read = 0
        for number, cells, fault in self.table.rows():
            if fault is None and not any(cells):
                continue
            if asked is not None and not self._is_mine(cells, asked):
                continue
            counts.rows_read += 1
            read += 1
            if not read % _STEP:
                on_rows(_STEP)
            if unread or len(cells) > width:
                self._note_unread(cells)
            if found := self._row(number, cells, fault, deferred):
                yield from found
        on_rows(read % _STEP)

    def accept_reference(self, item: Deferred, target: str) -> list[Record]:
        """Records of a row whose reference was found after all."""
        item.values[item.field] = target
        return self._accept(item.number, item.values)

    def reject_reference(self, item: Deferred, fault: Fault) -> None:
        """Reject a row whose reference leads nowhere."""
        assert self._reader
        column, cell = self._reader.cell(item.field, item.cells)
        self._reject(item.number, item.cells, [(column, cell, fault)])

    def _prepare(self) -> None:
        columns, mapping = self.table.columns, self._mapping
        names = [folded(column) for column in columns]
        stated = len(names)
        if self.table.open_ended and mapping:
            columns.extend(name for name in mapping.columns if name not in names)
            names = [folded(column) for column in columns]
        self._asked = names.index(TABLE) if TABLE in names else None
        own = OWN_COLUMNS if self._asked is not None else ()
        self._own = {place for place, name in enumerate(names) if name in own}
        self._surplus = names.index(SURPLUS) if SURPLUS in own and SURPLUS in names else None
        self._reader = RowReader(mapping, columns, self._load.known, stated) if mapping else None
        read = {*mapping.columns, *mapping.ignore} if mapping else set(names)
        self._width = len(columns)
        self._unread = [
            place for place, name in enumerate(names) if name not in read and place not in self._own
        ]

    def _is_mine(self, cells: Sequence[Cell], asked: int) -> bool:
        name = asked_table(cells, asked)
        if self._mapping:
            return name == self._mapping.name
        return name not in self._known_tables and name != LEFT_OUT

    def _note_unread(self, cells: Sequence[Cell]) -> None:
        """Report columns that hold something and are not loaded, each once."""
        filled = [place for place in self._unread if place < len(cells) and cells[place]]
        if self.table.open_ended:  # keys that appear later in a document
            filled += [place for place in range(self._width, len(cells)) if cells[place]]
        for place in filled:
            if place in self._unread:
                self._unread.remove(place)
            self._load.report.note_unused(self.table.place, [self._column(place)])

    def _row(
        self, number: int, cells: Sequence[Cell], fault: Fault | None, deferred: list[Deferred]
    ) -> list[Record]:
        """Records of one row; none if it was rejected or must wait."""
        reader = self._reader
        if fault is None and self._surplus is not None and cells[self._surplus]:
            message = f"{SURPLUS} says what could not be kept; clear it once the row is right"
            self._reject(number, cells, [(SURPLUS, cells[self._surplus], _ragged(message))])
            return []
        if fault is not None or reader is None:
            self._reject(number, cells, [("", "", fault) if fault else self._no_table(cells)])
            return []
        values, wrong = reader.values(cells)
        if not wrong:
            wrong = self._repeated(reader, number, cells)
        if wrong:
            self._reject(number, cells, wrong)
            return []
        field = reader.own_reference
        if field and field in values:
            target = str(values[field])
            if not self._load.known.has(self.kind, target) or target == values["id"]:
                deferred.append(Deferred(self, number, cells, values, field))
                return []
        return self._accept(number, values)

    def _repeated(self, reader: RowReader, number: int, cells: Sequence[Cell]) -> list[Wrong]:
        keys = self._keys[reader.mapping.name]
        table, row = keys.first(reader.key(cells), self._number, number)
        if (table, row) == (self._number, number):
            return []
        place = _place(self._load.tables[table], row)
        fault = Fault("duplicate-key", f"{place} has the same key", lossy=True)
        return [(*reader.key_cell(cells), fault)]

    def _no_table(self, cells: Sequence[Cell]) -> Wrong:
        name = asked_table(cells, self._asked or 0)
        names = ", ".join(self._known_tables)
        return (TABLE, name, Fault("unknown-table", f"{name!r} is no table; it may be {names}"))

    def _accept(self, number: int, values: Values) -> list[Record]:
        reader = self._reader
        assert reader
        if self.kind in REFERABLE:
            self._load.known.add(self.kind, str(values["id"]), reader.names(values))
        self._counts.rows_loaded += 1
        return reader.records(values, self.table.place, self.table.fragment(number))

    def _reject(self, number: int, cells: Sequence[Cell], wrong: Sequence[Wrong]) -> None:
        if self.kind in REFERABLE and self._reader and (name := self._reader.identifier(cells)):
            self._load.known.reject(self.kind, name, _place(self.table, number))
        width = len(self.table.columns)
        shown = {
            self._column(place): self._joined(place, cell)
            for place, cell in enumerate(cells[:width])
            if place not in self._own
        }
        self._load.report.reject(
            self._name,
            self.table.place,
            self.table.fragment(number).removeprefix("row="),
            self._table_name(cells),
            shown,
            cells[width:],
            wrong,
        )

    def _table_name(self, cells: Sequence[Cell]) -> str:
        return self._mapping.name if self._mapping else asked_table(cells, self._asked or 0)

    def _column(self, place: int) -> str:
        return self.table.columns[place] or f"column {place + 1}"

    def _joined(self, place: int, cell: Cell) -> Cell:
        """A list as one cell that the same mapping splits again."""
        if not isinstance(cell, tuple):
            return cell
        column = self._mapping and self._mapping.columns.get(folded(self.table.columns[place]))
        return ((column and column.split) or "|").join(cell)


def asked_table(cells: Sequence[Cell], position: int) -> str:
    """Name of the table that a row of a corrected report is for."""
    cell = cells[position] if position < len(cells) else ""
    return cell.strip() if isinstance(cell, str) else ""


def _place(table: Table, number: int) -> str:
    return f"{table.place} {table.fragment(number).replace('row=', 'row ')}"


def _ragged(message: str) -> Fault:
    return Fault("ragged-row", message)
