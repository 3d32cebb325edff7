"""Report: what was read, loaded and rejected, and why; also as a table to correct and load."""

from __future__ import annotations

import csv
import json
import os
import tempfile
import weakref
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

from ...ontology.errors import InputError, RowError, SettingError
from .rules import Cell, Fault

__all__ = ["LEFT_OUT", "OWN_COLUMNS", "SURPLUS", "TABLE", "Counts", "Report"]

TABLE, SURPLUS = "_table", "_surplus"
LEFT_OUT = "-"  # as the table of a row that tells what was left out, and is not loaded
# What the loader adds to a rejected row; on load only the table and the surplus are looked at.
OWN_COLUMNS = (TABLE, "_file", "_row", "_column", "_value", "_rule", "_message", SURPLUS)
_SHOWN = 200
_Result = TypeVar("_Result")


@dataclass
class Counts:
    """Rows of one input; read = loaded + rejected once it is read to its end.

    Of a text these are the facts that were found in it; then `is_text` is True.
    """

    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    encoding: str | None = None
    tables: list[str] = field(default_factory=list)
    is_text: bool = False


class Report:
    """Collects what a load does with each row.

    `counts` has the rows per input, `totals` the errors per rule, `errors` the first `keep` of each
    rule, `faults` each input that cannot be read as a whole, `unused` the columns per input and
    sheet that hold something and that the mapping does not name, `left_out` per input what else is
    not loaded, how much of it and why. With `strict` the first error is
    raised. Errors of the inputs named in `silent` are counted for the input and not reported;
    `unsaid` has the first of each.

    With `path` the rejected rows are kept on disk and `save` writes them as a table (UTF-8 with a
    byte order mark): the original cells, which are not changed, and what is wrong. Corrected, that
    table can be loaded: each row goes to the table that it names.
    """

    def __init__(self, path: Path | None = None, *, keep: int = 20, strict: bool = False) -> None:
        if path and not path.absolute().parent.is_dir():
            raise SettingError(f"there is no folder {path.parent} for the report {path.name}")
        self.path = path
        self.keep = keep
        self.strict = strict
        self.silent: set[str] = set()
        self.unsaid: dict[str, InputError] = {}
        self.counts: defaultdict[str, Counts] = defaultdict(Counts)
        self.totals: Counter[str] = Counter()
        self.errors: list[RowError] = []
        self.faults: list[tuple[str, InputError]] = []
        self.unused: dict[str, list[str]] = {}
        self.left_out: dict[str, list[str]] = {}
        self._columns: dict[str, None] = {}
        self._kept: IO[str] | None = None

    @property
    def rows_read(self) -> int:
        """Rows of all inputs that are reported."""
        return sum(counts.rows_read for counts in self._reported())

    @property
    def rows_loaded(self) -> int:
        """Those of them that became records."""
        return sum(counts.rows_loaded for counts in self._reported())

    @property
    def rows_rejected(self) -> int:
        """Those of them that did not."""
        return sum(counts.rows_rejected for counts in self._reported())

    def sums(self, *, texts: bool) -> Counts:
        """The counts of all tables, or of all texts, that are reported, added up."""
        chosen = [counts for counts in self._reported() if counts.is_text == texts]
        return Counts(
            sum(counts.rows_read for counts in chosen),
            sum(counts.rows_loaded for counts in chosen),
            sum(counts.rows_rejected for counts in chosen),
            is_text=texts,
        )

    def texts(self) -> tuple[int, int]:
        """How many texts were read, and how many of them could not be read as a whole."""
        names = {name for name, counts in self.counts.items() if counts.is_text}
        names -= self.silent
        return len(names), len(names & {name for name, _ in self.faults})

    def _reported(self) -> Iterator[Counts]:
        return (counts for name, counts in self.counts.items() if name not in self.silent)

    def guard(self, name: str, step: Callable[[], _Result]) -> _Result | None:
        """Result of `step`, or None if it cannot read the input `name`, which is then reported."""
        try:
            return step()
        except RowError:
            raise
        except InputError as error:
            self.fault(name, error)
            return None

    def fault(self, name: str, error: InputError) -> None:
        """Report that the input (or a sheet of it) cannot be read as a whole."""
        if owner := self._silent_input(name):
            self.unsaid.setdefault(owner, error)
            return
        self.faults.append((name, error))
        if self.strict:
            raise error

    def note_unused(self, place: str, columns: Sequence[str]) -> None:
        """Report columns that hold something and are not loaded."""
        if columns and not self._silent_input(place):
            known = self.unused.setdefault(place, [])
            known.extend(column for column in columns if column not in known)

    def note_left_out(self, name: str, lines: Sequence[str]) -> None:
        """Report what of the input `name` is not loaded though nothing is wrong with it."""
        if lines and name not in self.silent:
            self.left_out.setdefault(name, []).extend(lines)

    def reject(
        self,
        name: str,
        place: str,
        row: str,
        table: str,
        cells: dict[str, Cell],
        surplus: Sequence[Cell],
        faults: Sequence[tuple[str, Cell, Fault]],
    ) -> None:
        """Count a row of input `name` as rejected for `faults`: (column, cell, what is wrong)."""
        self.counts[name].rows_rejected += 1
        errors = [
            RowError(
                fault.message,
                file=place,
                row=row,
                column=column,
                value=_shown(fault.shown or cell),
                rule=fault.rule,
            )
            for column, cell, fault in faults
        ]
        if not self._told(name, errors):
            return
        if self.path:
            lossy = [fault.message for _, _, fault in faults if fault.lossy]
            self._keep_row(table, errors, cells, [*filter(None, map(_text, surplus)), *lossy])
        if self.strict:
            raise errors[0]

    def reject_fact(self, name: str, place: str, relation: str, words: str, fault: Fault) -> None:
        """Count a fact of the text `name`, read in `words` at `place`, as rejected for `fault`.

        The text cannot be corrected in a table, so the fact is not in the one that `save` writes.
        """
        self.counts[name].rows_rejected += 1
        error = RowError(
            fault.message,
            file=name,
            row=place,
            column=relation,
            value=_shown(words),
            rule=fault.rule,
        )
        if self._told(name, [error]) and self.strict:
            raise error

    def _told(self, name: str, errors: Sequence[RowError]) -> bool:
        """Note errors of one row, unless they are of an input that is silent."""
        if name in self.silent:
            self.unsaid.setdefault(name, errors[0])
            return False
        for error in errors:
            self.totals[error.rule] += 1
            if self.totals[error.rule] <= self.keep:
                self.errors.append(error)
        return True

    def save(self) -> None:
        """Write the table of all rejected rows so far, and below them what was left out.

        With neither it has a header only.
        """
        if self.path is None:
            return
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            with draft.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
                writer = csv.DictWriter(stream, [*OWN_COLUMNS, *self._columns], restval="")
                writer.writeheader()
                writer.writerows(self._kept_rows())
                writer.writerows(
                    {TABLE: LEFT_OUT, "_file": _harmless(name), "_message": _harmless(line)}
                    for name, lines in self.left_out.items()
                    for line in lines
                )
            draft.replace(self.path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise SettingError(f"the report {self.path} cannot be written: {error}") from error

    def _silent_input(self, place: str) -> str | None:
        """The silent input that `place` (an input, or a sheet of one) belongs to."""
        owners = (place, place.rpartition("/")[0])
        return next((name for name in owners if name in self.silent), None)

    def _keep_row(
        self, table: str, errors: list[RowError], cells: dict[str, Cell], surplus: list[str]
    ) -> None:
        if self._kept is None:
            self._kept = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
            weakref.finalize(self, self._kept.close)
        row = {column: _text(cell) for column, cell in cells.items() if cell}
        # The empty ones too: a missing value is filled in there.
        self._columns.update(dict.fromkeys(column for column in cells if column not in OWN_COLUMNS))
        added = {
            TABLE: table,
            "_file": errors[0].file,
            "_row": errors[0].row,
            "_column": _joined(error.column for error in errors),
            "_value": _joined(error.value for error in errors),
            "_rule": _joined(error.rule for error in errors),
            "_message": _joined(error.message for error in errors),
        }
        own = {column: _harmless(value) for column, value in added.items()}
        own[SURPLUS] = _harmless(_joined(surplus))
        self._kept.write(json.dumps({**row, **own}) + "\n")

    def _kept_rows(self) -> Iterator[dict[str, str]]:
        if self._kept is None:
            return
        self._kept.seek(0)
        for line in self._kept:
            yield {name: _encodable(value) for name, value in json.loads(line).items()}


def _text(cell: Cell) -> str:
    """A cell as it can be loaded again; lists in the form that the bundled mapping splits."""
    if isinstance(cell, Fault):
        return ""
    return cell if isinstance(cell, str) else "|".join(cell)


def _shown(cell: Cell) -> str:
    text = _text(cell)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _joined(parts: Sequence[str] | Iterator[str]) -> str:
    return "; ".join(part for part in parts if part)


def _harmless(text: str) -> str:
    """What a spreadsheet program does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _encodable(text: str) -> str:
    """Lone surrogates as the replacement character, which is rejected when loaded again."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
