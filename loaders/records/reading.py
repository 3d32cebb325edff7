"""Reading: inputs -> records with evidence, in the order in which they may refer to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ...ontology.errors import InputError
from ...ontology.model import RECORD_TYPES, Record
from ..inputs import Input
from .formats import opener
from .intake import Deferred, Intake, Load, asked_table
from .keys import Keys
from .mapping import Mapping, TableMapping, folded, read_mapping
from .references import Known
from .report import LEFT_OUT, TABLE, Report
from .rules import Cell, Fault
from .tables import Table

__all__ = ["Reading", "read_cells", "read_records"]


@dataclass(frozen=True, slots=True)
class Reading:
    """An input and how to read it; without `encoding` its bytes decide."""

    source: Input
    mapping: Mapping
    encoding: str | None = None


def read_records(
    readings: Sequence[Reading],
    *,
    known: Known,
    report: Report,
    on_rows: Callable[[int], None] | None = None,
) -> Iterator[Record]:
    """Records of all inputs, sources first, each type after those it may refer to.

    A row that breaks a rule and an input that cannot be read go to `report` (a strict one raises);
    the others are loaded, also the rows before the place where a file turns out to be damaged.
    `known` says what rows may refer to and learns what they describe.
    `on_rows` is told how many more rows were read. Memory grows with the identifiers and keys, not
    with the rows. Raises MappingError, SettingError for an unknown encoding, MissingExtraError.
    """
    load = Load(known, report, on_rows)
    try:
        intakes = list(_intakes(load, readings))
        for kind in ("", *RECORD_TYPES):  # first the rows that name no table
            deferred: list[Deferred] = []
            for intake in intakes:
                if intake.kind == kind:
                    yield from _taken(load, intake, deferred)
            yield from _resolved(known, deferred)
    finally:
        report.save()


def read_cells(
    source: Input, *, sheet: str | None = None, encoding: str | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row by the fragment that an `Evidence` has: its cells by column without empty ones.

    Raises InputError if the input cannot be read.
    """
    for table in opener()(source, read_mapping().columns(), encoding):
        if sheet is not None and table.name != sheet:
            continue
        for number, cells, _ in table.rows():
            named = zip(table.columns, cells, strict=False)
            yield (
                table.fragment(number),
                {column: text for column, cell in named if (text := _plain(cell))},
            )


def _plain(cell: Cell) -> str:
    if isinstance(cell, Fault):
        return cell.shown
    return cell if isinstance(cell, str) else "|".join(cell)


def _intakes(load: Load, readings: Sequence[Reading]) -> Iterator[Intake]:
    tables = opener()
    for reading in readings:
        source, mapping = reading.source, reading.mapping
        counts = load.report.counts[source.name]
        try:
            found = tables(source, mapping.columns() | {TABLE}, reading.encoding)
        except InputError as error:
            load.report.fault(source.name, error)
            continue
        keys = {name: Keys() for name in mapping.tables}
        for table in found:
            counts.encoding = table.encoding
            load.report.note_unused(table.place, table.unread)
            try:
                for chosen in _mappings(mapping, table):
                    if chosen:
                        counts.tables.append(chosen.name)
                    yield Intake(load, source.name, table, mapping, chosen, keys)
            except InputError as error:
                load.report.fault(table.place, error)


def _mappings(mapping: Mapping, table: Table) -> Iterator[TableMapping | None]:
    """The mapping's table for a table's rows, or all that its rows ask for by `_table`."""
    names = [folded(column) for column in table.columns]
    if TABLE not in names:
        yield mapping.recognize(table.name, table.columns)
        return
    position = names.index(TABLE)
    asked = {asked_table(row[1], position) for row in table.rows() if any(row[1]) or row[2]}
    for name in mapping.tables:
        if name in asked:
            yield mapping.tables[name]
    if asked - mapping.tables.keys() - {LEFT_OUT}:
        yield None


def _taken(load: Load, intake: Intake, deferred: list[Deferred]) -> Iterator[Record]:
    try:
        yield from intake.records(deferred)
    except InputError as error:
        if load.report.strict:
            raise
        load.report.fault(intake.table.place, error)


def _resolved(known: Known, deferred: list[Deferred]) -> Iterator[Record]:
    """Records of rows whose references became clear, in as many rounds as it takes."""
    while deferred:
        waiting = []
        for item in deferred:
            found = known.resolve(item.intake.kind, item.reference)
            if isinstance(found, Fault) or found == item.values["id"]:
                waiting.append(item)
            else:
                yield from item.intake.accept_reference(item, found)
        if len(waiting) == len(deferred):
            _reject_unresolved(known, waiting)
            return
        deferred = waiting


def _reject_unresolved(known: Known, waiting: list[Deferred]) -> None:
    """Reject rows whose references lead nowhere, the causes before what hangs on them."""
    circle = Fault("cyclic-reference", "the parents of this row lead in a circle")
    while waiting:
        pending = {str(item.values["id"]) for item in waiting}
        causes = [item for item in waiting if item.reference not in pending] or waiting
        for item in causes:
            found = known.resolve(item.intake.kind, item.reference)
            if not isinstance(found, Fault) or item.reference in pending:
                found = circle
            item.intake.reject_reference(item, found)
        waiting = [item for item in waiting if item not in causes]
