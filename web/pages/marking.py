"""Marking: a text in paragraphs, the passages in it marked, as a whole or in excerpts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = ["Block", "Piece", "Range", "excerpts", "mark"]

Range = tuple[int, int]  # first character, end (not included)

_SNAP = 20  # characters within which an excerpt rather begins and ends between two words
_BEFORE = re.compile(r"\S*\s+")
_AFTER = re.compile(r"\s+\S*\Z")


@dataclass
class Piece:
    """Characters that the same passages cover.

    `opens` are the passages that begin to be marked here, each with True if it has not been marked
    before; after the piece `closes` of them end. `within` is the innermost, 0 outside of all;
    `first` are those that are to be named here.
    """

    text: str
    within: int
    opens: list[tuple[int, bool]]
    closes: int = 0
    first: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """A paragraph, or what is shown of it; with `gap` something is left out before it.

    `begins` are the numbers of the passages that begin in it.
    """

    pieces: list[Piece]
    begins: list[int]
    gap: bool

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(piece.text for piece in self.pieces)


def excerpts(text: str, passages: Iterable[Range], context: int) -> list[Range]:
    """The passages with at most `context` characters before and after each, joined where they meet.

    >>> excerpts("It rained. The fair opened in Hefei. Nobody came.", [(15, 19)], 7)
    [(11, 26)]
    """
    found: list[Range] = []
    for start, end in sorted(passages):
        low, high = max(0, start - context), min(len(text), end + context)
        if _in_word(text, low) and (space := _BEFORE.match(text, low, min(low + _SNAP, start))):
            low = space.end()
        if _in_word(text, high) and (space := _AFTER.search(text, max(high - _SNAP, end), high)):
            high = space.start()
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found


def _in_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and not re.search(r"\s", text[place - 1 : place + 1])


def mark(
    text: str,
    paragraphs: Sequence[int],
    shown: Sequence[Range],
    passages: Mapping[int, Range],
) -> list[Block]:
    """The ranges of a text that are `shown`, in blocks that begin where `paragraphs` do.

    `passages` are marked by their numbers, one within the other where they are nested; where two
    overlap, the mark of the second is cut in two. No character gets lost.
    """
    blocks, done, marked = list[Block](), 0, set[int]()
    for low, high in shown:
        cuts = [low, *(cut for cut in paragraphs if low < cut < high), high]
        for start, end in pairwise(cuts):
            inside = {
                number: range_
                for number, range_ in passages.items()
                if range_[0] < end and start < range_[1]
            }
            begins = [number for number, range_ in inside.items() if start <= range_[0]]
            pieces = _pieces(text, (start, end), inside, marked)
            blocks.append(Block(pieces, begins, start > done))
            done = end
    _name(blocks, passages)
    return blocks


def _pieces(
    text: str, shown: Range, passages: Mapping[int, Range], marked: set[int]
) -> list[Piece]:
    """The pieces of one block; what is marked in it is added to `marked`."""
    ends = {end for range_ in passages.values() for end in range_ if shown[0] < end < shown[1]}
    pieces: list[Piece] = []
    stack: list[int] = []
    for start, end in pairwise(sorted({*shown, *ends})):
        over = [each for each, (low, high) in passages.items() if low <= start and end <= high]
        over.sort(key=lambda each: (passages[each][0], -passages[each][1]))
        kept = 0
        while stack[kept : kept + 1] == over[kept : kept + 1] != []:
            kept += 1
        if pieces:
            pieces[-1].closes = len(stack) - kept
        opens = [(each, each not in marked) for each in over[kept:]]
        marked.update(over)
        pieces.append(Piece(text[start:end], over[-1] if over else 0, opens))
        stack = over
    pieces[-1].closes = len(stack)
    return pieces


def _name(blocks: Iterable[Block], passages: Mapping[int, Range]) -> None:
    """Name each passage once: at its first own piece, or where it begins if it has none."""
    opening: dict[int, Piece] = {}
    own: dict[int, Piece] = {}
    for block in blocks:
        for piece in block.pieces:
            for number, _ in piece.opens:
                opening.setdefault(number, piece)
            if piece.within:
                own.setdefault(piece.within, piece)
    for number in passages:
        if number in opening:
            own.get(number, opening[number]).first.append(number)
