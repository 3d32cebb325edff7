"""Unused: sentences with figures or names that no rule took, which is how recall is worked on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..extraction import Span, Unused
from .context import Context, Piece

__all__ = ["find_unused"]

_NAME = re.compile(
    r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w'&.-]*\w(?: (?:of |and |for |the )?[A-Z][\w'&.-]*\w)+"
    r"|“[^”]{4,80}”|《[^》]{2,60}》"
)


_CODE = re.compile(r"\d{9,}|\+\d")  # addresses and telephone numbers are no figures


def find_unused(context: Context) -> tuple[Unused, ...]:
    """Sentences in which a figure, or a name of several words, is part of no fact."""
    used = sorted(
        context.used + [(m.start, m.end) for piece in context.pieces for m in piece.mentions]
    )
    found = []
    for piece in context.pieces:
        parts = tuple(
            context.view.span(piece.start + start, piece.start + end)
            for start, end in _telling(piece)
            if not _is_covered(used, piece.start + start, piece.start + end)
        )
        if parts:
            span = context.view.span(piece.start, piece.start + len(piece.text))
            found.append(Unused(span, _apart(parts)))
    return tuple(found)


def _telling(piece: Piece) -> Iterator[tuple[int, int]]:
    for number in piece.numbers:
        printed = piece.text[max(0, number.start - 1) : number.end + 1]
        if "/" not in printed and not _CODE.search(printed):
            yield number.start, number.end
    yield from piece.known.at.items()
    for name in _NAME.finditer(piece.text):
        yield name.span()


def _is_covered(used: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in used)


def _apart(parts: tuple[Span, ...]) -> tuple[Span, ...]:
    """The parts in the order of the text, without those that lie within another."""
    kept: list[Span] = []
    for part in sorted(parts, key=lambda part: (part.start, -part.end)):
        if not kept or part.end > kept[-1].end:
            kept.append(part)
    return tuple(kept)
