"""The picture of lanes: where names, bars, dots and arcs lie, in units of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...graph.drawing.labels import cut
from ...graph.drawing.spans import Lane, Spans
from ...graph.drawing.style import color_of
from .happenings import SIGNATORY, Change, Happening

__all__ = ["Mark", "Picture", "Swatch", "picture_of"]

_LANE = 38  # room of a lane: the name above, the bars below
_NAME = 13
_TOP, _HIGH = 18, 15  # of bars in a lane
_WIDTH = 1040
_STEPS = (20, 100)  # a year is at least and at most so wide
_LEFT = 12
_ARC = 26  # room for arcs
_SWATCH = 150
_LINE = 22  # of the legend
_AXIS = 24
# What tells roles apart beside their colors, in the order of legends.
_TEXTURES = {
    "organizer": "",
    "co-host": "M0 6L6 0",
    "undertaker": "M0 3H6",
    "co-organizer": "M0 0L6 6",
    "supporter": "M3 2V4M2 3H4",
    "guest of honour": "M3 0V6",
    "approver": "M0 0L6 6M0 6L6 0",
    "exhibitor": "M0 3H6M3 0V6",
    "partner": "M0 6L3 0L6 6",
    SIGNATORY: "M1 1H5V5H1Z",
    "performer": "M0 6L3 3L6 6",
    "attendee": "M1 1V3M4 3V5",
    "press contact": "M0 1H3M3 4H6",
}


@dataclass(frozen=True)
class Swatch:
    """A role of the legend: its color, and the lines (path, color) that it has on it."""

    role: str
    color: str
    lines: str
    ink: str
    x: int
    y: int


@dataclass(frozen=True)
class Mark:
    """A bar of one year, or the dot of an agreement, with what happened and where that is said.

    `lane` is the number of its lane, from 0.
    """

    lane: int
    x: float
    y: float
    width: float
    height: float
    role: str
    year: int
    body: str
    happenings: tuple[Happening, ...]


@dataclass
class Picture:
    """All that is drawn, with its size; `names` are cut to their room, `arcs` have a path."""

    width: float
    height: float
    top: int
    left: int
    step: float
    years: range
    swatches: list[Swatch] = field(default_factory=list)
    names: list[tuple[Lane, str, float]] = field(default_factory=list)
    bars: list[Mark] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    arcs: list[tuple[Change, str]] = field(default_factory=list)

    def x_of(self, year: int) -> float:
        """Where a year begins."""
        return round(self.left + (year - self.years.start) * self.step, 1)

    @property
    def every(self) -> int:
        """Each so many years one is written."""
        return next(each for each in (1, 2, 5, 10, 20, 50) if each * self.step >= 36)


def picture_of(spans: Spans, happenings: Sequence[Happening], changes: Sequence[Change]) -> Picture:
    """The picture of lanes, the dots of agreements in them and the arcs of changes between them."""
    lanes = spans.lanes
    places = {lane.body: number for number, lane in enumerate(lanes)}
    drawn = [each for each in changes if each.before in places and each.after in places]
    left = _LEFT + (_ARC if drawn else 0)
    least, most = _STEPS
    step = max(least, min(most, (_WIDTH - left) / max(1, len(spans.years))))
    width = max(left + step * len(spans.years) + _LEFT, 320)
    swatches = _swatches(spans.roles, int(width))
    top = (swatches[-1].y if swatches else 0) + _LINE + _AXIS
    height = top + len(lanes) * _LANE + 8
    picture = Picture(width, height, top, left, step, spans.years, swatches)
    for number, lane in enumerate(lanes):
        y = top + number * _LANE
        own = [each for each in happenings if each.body == lane.body]
        name = cut(lane.label, (width - left - _LEFT) / _NAME)
        picture.names.append((lane, name, y + _NAME))
        picture.bars += _bars(picture, number, lane, y + _TOP, own)
        picture.dots += _dots(picture, number, lane, y + _TOP, own)
    middle = _TOP + _HIGH / 2
    for each in drawn:
        start, end = (top + places[body] * _LANE + middle for body in (each.before, each.after))
        path = f"M{left - 2} {start}C{_LEFT - 8} {start} {_LEFT - 8} {end} {left - 2} {end}"
        picture.arcs.append((each, path))
    return picture


def _swatches(roles: Sequence[str], width: int) -> list[Swatch]:
    a_line = max(1, (width - _LEFT) // _SWATCH)
    return [
        Swatch(
            role,
            color_of(role),
            _TEXTURES.get(role, ""),
            _ink(color_of(role)),
            _LEFT + number % a_line * _SWATCH,
            4 + number // a_line * _LINE,
        )
        for number, role in enumerate(roles)
    ]


def _ink(color: str) -> str:
    """White on dark colors, black on light ones.

    >>> _ink("#0072B2"), _ink("#F0E442")
    ('#ffffff', '#000000')
    """
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else "#000000"


def _bars(
    picture: Picture, number: int, lane: Lane, y: float, own: Sequence[Happening]
) -> list[Mark]:
    """A bar for each role in each year; those of a run touch."""
    marks = []
    for year, roles in lane.roles.items():
        high = _HIGH / len(roles)
        for place, role in enumerate(roles):
            found = _of(own, year, role)
            x, top = picture.x_of(year), round(y + place * high, 1)
            marks.append(
                Mark(
                    number,
                    x,
                    top,
                    round(picture.step, 1),
                    round(high, 1),
                    role,
                    year,
                    lane.label,
                    found,
                )
            )
    return marks


def _dots(
    picture: Picture, number: int, lane: Lane, y: float, own: Sequence[Happening]
) -> list[Mark]:
    marks = []
    for year in sorted({each.year for each in own if each.role == SIGNATORY}):
        if SIGNATORY not in lane.roles.get(year, ()):
            x = round(picture.x_of(year) + picture.step / 2, 1)
            found = _of(own, year, SIGNATORY)
            marks.append(Mark(number, x, y + _HIGH / 2, 0, 0, SIGNATORY, year, lane.label, found))
    return marks


def _of(own: Sequence[Happening], year: int, role: str) -> tuple[Happening, ...]:
    return tuple(each for each in own if (each.year, each.role) == (year, role))
