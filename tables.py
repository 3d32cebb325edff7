"""Tables for people: they fit the terminal, and hostile text stays text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["console", "visible", "write_markdown", "write_rich", "write_table"]

_PLAIN_WIDTH = 1_000_000  # a pipe has no width: never fold or cut what another program reads
_LONGEST_WORD = 30  # a column narrower than its words, up to this length, is not readable
_CHINESE_WORD = 6
_GAP = 2  # spaces between columns
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # part of words and emoji


def console(stream: IO[str]) -> Console:
    """A rich console that respects NO_COLOR, and neither folds nor colours what goes to a pipe."""
    from rich.console import Console

    width = None if stream.isatty() else _PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


def write_table(header: Sequence[str], rows: Sequence[Sequence[str]], stream: IO[str]) -> None:
    """Write a table, or one block per row where the columns do not fit beside each other."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = console(stream)
    shown = [[visible(cell) for cell in row] for row in rows]
    columns = list(zip(header, *shown, strict=True))
    widths = _widths(columns, out.width - _GAP * len(columns))
    if widths is None:
        write_rich(_blocks(header, shown), out, stream)
        return
    # The padding is on the right only: no column starts with an empty one, no line ends in one.
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, _GAP - 1, 0, 0))
    for name, width in zip(header, widths, strict=True):
        table.add_column(Text(visible(name), style="bold"), width=width, overflow="fold")
    for row in shown:
        table.add_row(*map(Text, row))
    write_rich(table, out, stream)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """A width for each column, at least that of its longest word; None if there is no room."""
    from rich.cells import cell_len

    natural = [max(map(cell_len, column)) for column in columns]
    least = [max(map(_longest_word, column)) for column in columns]
    spare = room - sum(least)
    if spare < 0:
        return None
    wanted = sum(natural) - sum(least)
    if wanted <= spare:
        return natural
    return [low + (high - low) * spare // wanted for low, high in zip(least, natural, strict=True)]


def _longest_word(text: str) -> int:
    from rich.cells import cell_len

    # Chinese has no spaces and may be broken anywhere.
    words = (word if word.isascii() else word[:_CHINESE_WORD] for word in text.split())
    return min(_LONGEST_WORD, max(map(cell_len, words), default=0))


def _blocks(header: Sequence[str], rows: Iterable[Sequence[str]]) -> RenderableType:
    """Each row as lines of name and value without the empty ones, an empty line between rows."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, row in enumerate(rows):
        if number:
            table.add_row("", "")
        for name, cell in zip(header, row, strict=True):
            if cell:
                table.add_row(Text().append(name, style="bold"), Text(cell))
    return table


def write_rich(shown: RenderableType, out: Console, stream: IO[str]) -> None:
    """Write through our stream and not through rich, which ends the program at a closed pipe."""
    with out.capture() as capture:
        out.print(shown)
    for line in capture.get().removesuffix("\n").split("\n"):
        stream.write(line.rstrip() + "\n")


def visible(text: str) -> str:
    """The text on one line, without what would act on the terminal or turn it around."""
    return "".join(
        char
        if char.isprintable() or char in _JOINERS
        else " "
        if char in "\n\r\t" or unicodedata.category(char) == "Zs"
        else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def write_markdown(header: Sequence[str], rows: Iterable[Sequence[str]], stream: IO[str]) -> None:
    """Write a table in GitHub's Markdown; what would be markup in a cell is escaped."""

    def line(cells: Iterable[str]) -> str:
        safe = (re.sub(r"([\\|<`*\[\]])", r"\\\1", visible(cell)) for cell in cells)
        return f"| {' | '.join(safe)} |\n"

    stream.write(line(header))
    stream.write(f"|{' --- |' * len(header)}\n")
    stream.writelines(line(row) for row in rows)
