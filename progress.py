"""Progress of long work on the error stream: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .graph.change import Silent
from .tables import console

if TYPE_CHECKING:
    from rich.progress import Progress as Bars, TaskID

__all__ = ["progress"]

_LINE_SECONDS = 5.0


@contextmanager
def progress(quiet: bool) -> Iterator[_Bar | _Lines | Silent]:
    """Progress on the error stream: a bar on a terminal, plain lines elsewhere, none if quiet."""
    if quiet:
        yield Silent()
    elif sys.stderr.isatty():
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[rows]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[left]}"),
        )
        with Progress(*columns, console=console(sys.stderr), transient=True) as bars:
            yield _Bar(bars)
    else:
        lines = _Lines()
        yield lines
        lines.phase("")


class _Bar:
    """A bar per phase; beside it the rows so far, rows per second and the time that is left."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._unit = "rows"
        self._task: TaskID | None = None

    def phase(self, name: str, total: int | None = None, unit: str = "rows") -> None:
        self._unit = unit
        if self._task is not None:
            self._bars.update(self._task, visible=False)
        self._task = self._bars.add_task(name, total=total, rows="", left="left" if total else "")

    def advance(self, rows: int) -> None:
        if self._task is not None:
            task = self._bars.tasks[self._task]
            # The total is the number of lines, and a cell may hold several.
            of = f" of about {task.total:,.0f}" if task.total else ""
            rate = f", {task.speed:,.0f} {self._unit}/s" if task.speed else ""
            self._bars.update(
                self._task, advance=rows, rows=f"{task.completed + rows:,.0f}{of}{rate}"
            )


class _Lines:
    """A line per phase, and one every few seconds while rows are read."""

    def __init__(self) -> None:
        self._name, self._unit = "", "rows"
        self._rows = 0
        self._begun = self._said = time.monotonic()

    def phase(self, name: str, total: int | None = None, unit: str = "rows") -> None:
        if self._rows:
            self._say()
        self._name, self._unit, self._rows = name, unit, 0
        self._begun = self._said = time.monotonic()
        if name:
            sys.stderr.write(f"{name} ...\n")

    def advance(self, rows: int) -> None:
        self._rows += rows
        if time.monotonic() - self._said > _LINE_SECONDS:
            self._say()

    def _say(self) -> None:
        self._said = time.monotonic()
        rate = self._rows / max(self._said - self._begun, 1e-3)
        sys.stderr.write(f"{self._name}: {self._rows:,} {self._unit}, {rate:,.0f} {self._unit}/s\n")
