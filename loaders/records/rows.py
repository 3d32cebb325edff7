"""Rows to records: one table's columns, compiled once, applied to every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from ...ontology.errors import MappingError
from ...ontology.model import RECORD_TYPES, Amount, Evidence, Record, Text
from .checks import check_of
from .fields import AMOUNT, Field
from .mapping import TableMapping, folded
from .references import Known
from .rules import Cell, Fault
from .values import Converter, converter

__all__ = ["RowReader", "Values", "Wrong"]

Values = dict[str, object]
# A column (or field), its cell, and what is wrong with it.
Wrong = tuple[str, Cell, Fault]


@dataclass(frozen=True, slots=True)
class _Step:
    field: str
    index: int
    converter: Converter
    many: bool
    column: str


class RowReader:
    """Reads the rows of one table with `columns` as `mapping` says.

    The first `stated` columns are known to be in the table, others may turn up in its rows.

    A reference to a thing of the row's own type may point to a later row, so it is left as it is
    written in the field named by `own_reference`, for the caller to resolve.
    """

    def __init__(
        self, mapping: TableMapping, columns: Sequence[str], known: Known, stated: int
    ) -> None:
        self.mapping = mapping
        self._known = known
        self._make = cast(Callable[..., Record], RECORD_TYPES[mapping.record])
        self.own_reference = next(
            (
                name
                for name, f in mapping.fields.items()
                if (f.kind, f.of) == ("reference", mapping.record)
            ),
            None,
        )
        self._odd: list[Cell] = []
        index = {folded(column): position for position, column in enumerate(columns)}
        self._steps = [
            self._step(index[name], columns[index[name]], name)
            for name in mapping.columns
            if name in index
        ]
        self._plain = [(s.field, s.index, s.converter) for s in self._steps if not s.many]
        self._many = [(s.field, s.index, s.converter) for s in self._steps if s.many]
        self._key = [index[name] for name in mapping.key if name in index]
        if not self._key:
            self._key = sorted(step.index for step in self._steps)
        self._constants = self._converted_constants()
        self._required = {name for name, field in mapping.fields.items() if field.required}
        if any(step.field == "source" and step.index < stated for step in self._steps):
            self._required.add("source")  # a table that states sources states each row's
        self._id = next((step for step in self._steps if step.field == "id"), None)
        self._check = check_of(mapping.record)

    def _step(self, position: int, shown: str, name: str) -> _Step:
        column = self.mapping.columns[name]
        field = self.mapping.fields[column.field]
        made = converter(
            field if column.field != self.own_reference else Field("string"),
            self._known,
            language=column.language,
            split=column.split,
            words=dict(column.words),
        )
        made.odd = self._odd
        return _Step(column.field, position, made, field.many, shown)

    def _converted_constants(self) -> Values:
        values: Values = {}
        for name, text in self.mapping.constants.items():
            value = converter(self.mapping.fields[name], self._known)[text]
            if isinstance(value, Fault):
                place = f"tables.{self.mapping.name}.constants.{name}"
                raise MappingError(f"{place}: {value.message}")
            if value is not None:
                values[name] = value
        return values

    def key(self, cells: Sequence[Cell]) -> str:
        """What must differ between any two rows of the table."""
        try:
            joined = "\0".join([cells[index] for index in self._key])  # type: ignore[misc]
        except TypeError:  # lists
            joined = "\0".join(str(cells[index]) for index in self._key)
        if " \0" in joined or "\0 " in joined:
            joined = "\0".join(part.strip() for part in joined.split("\0"))
        return joined

    def identifier(self, cells: Sequence[Cell]) -> str | None:
        """Identifier of the thing that a row describes, if it can be read."""
        if self._id is None or self._id.index >= len(cells):
            return None
        value = self._id.converter[cells[self._id.index]]
        return value if isinstance(value, str) else None

    def values(self, cells: Sequence[Cell]) -> tuple[Values, list[Wrong]]:
        """Value of each field that the row fills, and all that is wrong with it."""
        values: Values = {
            field: convert[cell] for field, index, convert in self._plain if (cell := cells[index])
        }
        for field, index, convert in self._many:
            if cell := cells[index]:
                found = convert[cell]
                before = values.get(field)
                if isinstance(before, tuple) and isinstance(found, tuple):
                    found = (*before, *found)
                if found is not None:
                    values[field] = found
        if self._constants:
            self._add_constants(values)
        if self._odd:
            return self._odd_values(cells, values)
        if not self._required <= values.keys():
            return values, self._wrong(cells, values)
        return values, [(*self.cell(name, cells), fault) for name, fault in self._check(values)]

    def _odd_values(self, cells: Sequence[Cell], values: Values) -> tuple[Values, list[Wrong]]:
        """As `values`, for a row with a cell that is blank or wrong."""
        values = {
            field: value
            for field, value in values.items()
            if value is not None and not isinstance(value, Fault)
        }
        wrong = self._wrong(cells, values)
        self._odd.clear()
        if not wrong:
            wrong = [(*self.cell(name, cells), fault) for name, fault in self._check(values)]
        return values, wrong

    def _add_constants(self, values: Values) -> None:
        for field, value in self._constants.items():
            # A unit for all amounts says nothing where there is no amount.
            if field not in AMOUNT or "value" in values:
                values[field] = value

    def _wrong(self, cells: Sequence[Cell], values: Values) -> list[Wrong]:
        found: list[Wrong] = []
        for step in self._steps:
            cell = cells[step.index]
            value = step.converter[cell] if cell else None
            if isinstance(value, Fault):
                found.append((step.column, cell, value))
        spoiled = {column for column, _, _ in found}
        for name in self.mapping.fields:
            column = self.cell(name, cells)[0]
            if name in self._required and name not in values and column not in spoiled:
                found.append((column, "", Fault("missing-value", "the cell is empty")))
        return found

    def cell(self, field: str, cells: Sequence[Cell]) -> tuple[str, Cell]:
        """The column that fills a field, and its cell."""
        found = (step for step in self._steps if step.field == field)
        step = next(found, None)
        return (step.column, cells[step.index]) if step else (field, "")

    def key_cell(self, cells: Sequence[Cell]) -> tuple[str, Cell]:
        """First column of the key, and its cell."""
        return next((s.column, cells[s.index]) for s in self._steps if s.index == self._key[0])

    def records(self, values: Values, file: str, fragment: str) -> list[Record]:
        """The records of a row whose values are in order: one, or one for each of its sources."""
        sources = values.pop("source", None)
        if self.mapping.record == "source":
            sources = (values["id"],)
        if "unit" in values:
            amount = Amount(values.pop("value"), values.pop("unit"), values.pop("bound"))  # type: ignore[arg-type]
            values["amount"] = amount
        make = self._make
        return [
            make(evidence=Evidence(file, fragment, source), **values)
            for source in cast("tuple[str | None, ...]", sources or (None,))
        ]

    def names(self, values: Values) -> list[str]:
        """Names by which other rows may refer to the thing of this row."""
        found = [
            *cast("tuple[Text, ...]", values.get("names", ())),
            *cast("tuple[Text, ...]", values.get("aliases", ())),
        ]
        short = values.get("abbreviation")
        return [text.value for text in found] + ([short] if isinstance(short, str) else [])
