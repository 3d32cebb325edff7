"""Paragraphs of a text: lines of their own, or joined where they are wrapped by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .view import is_chinese

__all__ = ["paragraphs"]

_LINE = re.compile(r"\S(?:[^\n]*\S)?")  # without the space around it
_WORD = re.compile(r"[!-~]+|.")
_WIDEST = 100  # characters of a line above which a text is not wrapped by hand
_NARROWEST = {False: 45, True: 20}  # likewise below which it is not; True for Chinese
_WRAPPED = 3  # lines that end where the next word would not fit
_ENDS = frozenset('.!?。;:"”')


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph of a view's text, without the space around it.

    Each line is one, unless the text is wrapped by hand: no line is wider than 100 characters and
    most that another follows end where its first word would not have fitted.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    width = _width(text, lines)
    begin = None
    for place, (start, end) in enumerate(lines):
        begin = start if begin is None else begin
        following = lines[place + 1] if place + 1 < len(lines) else None
        if width and following and _continues(text, (start, end), following, width):
            continue
        yield begin, end
        begin = None


def _width(text: str, lines: list[tuple[int, int]]) -> int:
    """Characters of a line at which the text is wrapped, 0 if it is not."""
    widths = [end - start for start, end in lines if " " in text[start:end] or end - start < 60]
    width = max(widths, default=0)
    if not _NARROWEST[is_chinese(text[:4000])] <= width <= _WIDEST:
        return 0
    pairs = [
        _is_full(text, line, following, width)
        for line, following in pairwise(lines)
        if _adjoin(text, line, following) and line[1] - line[0] > width // 2
    ]
    return width if sum(pairs) >= _WRAPPED and sum(pairs) * 2 > len(pairs) else 0


def _adjoin(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    return text.count("\n", line[1], following[0]) == 1


def _is_full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    first = _WORD.match(text, following[0])
    word = len(first[0]) if first else 1
    return line[1] - line[0] + word + 1 >= width - 1


def _continues(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    if not _adjoin(text, line, following):
        return False
    if _is_full(text, line, following, width):
        return True
    return text[line[1] - 1] not in _ENDS and text[following[0]].islower()
