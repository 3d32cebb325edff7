"""Labels: hostile text made harmless, cut to its room, and put where it covers no other."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

__all__ = ["Box", "Disc", "clean", "cut", "hits", "label_of", "place", "row", "width_of"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Disc = tuple[float, float, float]
"""Place of the middle, radius."""

_LONGEST = 300  # characters; whatever is longer is cut anyway, and marks without width end there
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_ELLIPSIS = "…"
_HEIGHT = 1.2  # of a line, in units of its font size
# Where a label lies (to the right, up) of its disc, the best first: next to it and further away.
_BESIDE = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7))
_AROUND = tuple(
    (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    for angle in (45, -45, 135, -135, 20, -20, 160, -160, 70, -70, 110, -110, 0, 180, 90, -90)
)


def clean(text: str) -> str:
    """The text on one line, with spaces for what is not printable, such as marks of direction.

    >>> clean("Lake\\n\\tOffice\\u202e $x$ ")
    'Lake Office $x$'
    """
    shown = (
        char if char.isprintable() else " " for char in text[:_LONGEST] if char not in _JOINERS
    )
    return " ".join("".join(shown).split())


def label_of(node: str, attributes: Mapping[str, Any], language: str = "en") -> str:
    """What a node (its IRI and attributes) is called in a language, clean and never empty.

    >>> label_of("https://example.org/id/a", {"label": "Lake Office", "label_zh": "湖办"}, "zh")
    '湖办'
    >>> label_of("https://example.org/id/a", {"label": "\\n"})
    'a'
    """
    chinese = attributes.get("label_zh", "") if language == "zh" else ""
    tail = unquote(node.rstrip("/#").rpartition("/")[2])
    return clean(str(chinese)) or clean(str(attributes.get("label", ""))) or clean(tail) or "?"


@lru_cache(maxsize=4096)
def _advance(char: str) -> float:
    """Width of a character in units of the font size, as DejaVu Sans has it.

    What DejaVu Sans does not have is as wide as Unicode says, so that pictures have the same form
    on machines with and without a Chinese font.
    """
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if unicodedata.combining(char):
        return 0.0
    font = _font()
    if not font.get_char_index(ord(char)):
        return 0.7
    return float(font.load_char(ord(char)).linearHoriAdvance) / 65536 / _font_size()


@lru_cache(maxsize=1)
def _font() -> Any:
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    font = FT2Font(findfont("DejaVu Sans"))
    font.set_size(_font_size(), 72)
    return font


def _font_size() -> float:
    return 100.0


def width_of(text: str) -> float:
    """Width of a line of text in units of its font size."""
    return sum(map(_advance, text))


def cut(text: str, room: float) -> str:
    """The text, cut with an ellipsis if it is wider than `room` (in units of the font size)."""
    if width_of(text) <= room:
        return text
    used = _advance(_ELLIPSIS)
    kept = []
    for char in text:
        used += _advance(char)
        if used > room:
            break
        kept.append(char)
    return "".join(kept).rstrip() + _ELLIPSIS


def hits(box: Box, others: Iterable[Box]) -> bool:
    """Whether a box overlaps any of the others."""
    left, bottom, right, top = box
    return any(
        left < other[2] and other[0] < right and bottom < other[3] and other[1] < top
        for other in others
    )


def place(
    text: str,
    size: float,
    disc: Disc,
    taken: Sequence[Box],
    discs: Sequence[Box],
    area: Box,
    reach: Sequence[float] = (),
) -> tuple[Box, list[Box]] | None:
    """A free box for the label of a disc, with the line that leads to it; None if there is none.

    The box lies next to the disc, which needs no line, or at a distance of `reach`, the first that
    is free. It lies in `area` and overlaps nothing that is taken and no other disc; the line, a
    row of small boxes, overlaps nothing that is taken. All lengths are in points.
    """
    x, y, radius = disc
    width, height = width_of(text) * size, _HEIGHT * size
    for far in (0.15 * size, *reach):
        for right, up in _AROUND if far in reach else _BESIDE:
            # The side or corner of the box that looks at the disc lies this far from its middle.
            left = x + right * (radius + far) + width * (_sign(right) - 1) / 2
            bottom = y + up * (radius + far) + height * (_sign(up) - 1) / 2
            box = (left, bottom, left + width, bottom + height)
            if not _within(box, area) or hits(box, taken) or hits(box, discs):
                continue
            line = _line(disc, box) if far in reach else []
            if not any(hits(part, taken) for part in line):
                return box, line
    return None


def _line(disc: Disc, box: Box) -> list[Box]:
    """Small boxes from the edge of a disc to the nearest point of a box."""
    x, y, _ = disc
    return row(disc, (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]), 0.0))


def row(one: Disc, other: Disc) -> list[Box]:
    """Small boxes in a row from the edge of one disc to that of another, two points apart.

    >>> [box[0] for box in row((0, 0, 1), (6, 0, 1))]
    [0.5, 2.5, 4.5]
    """
    length = max(math.dist(one[:2], other[:2]), 1e-9)
    steps = max(1, math.ceil((length - one[2] - other[2]) / 2))
    boxes = []
    for step in range(steps + 1):
        part = (one[2] + (length - one[2] - other[2]) * step / steps) / length
        x, y = one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])
        boxes.append((x - 0.5, y - 0.5, x + 0.5, y + 0.5))
    return boxes


def _sign(number: float) -> int:
    return (number > 0.01) - (number < -0.01)


def _within(box: Box, area: Box) -> bool:
    return box[0] >= area[0] and box[1] >= area[1] and box[2] <= area[2] and box[3] <= area[3]
