"""Lanes: in which years which body had which role, as a static picture for papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .labels import cut, width_of
from .sheet import POINTS, WIDTH, blank, legend, legend_height, settings, write, write_title
from .spans import Lane, Spans, role_word, runs_of, spans_of
from .style import color_of, counted

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["lanes_figure"]

_MARGIN = 0.15  # inches, as all lengths here
_LANE = 0.142
_BAR = 0.7  # part of a lane that bars fill
_NAMES = 2.6  # room for names at most
_TITLE = 0.4
_AXIS = 0.2  # room for the years above and below
_NOTE = 0.15  # a line below the legend
_YEAR_ROOM = 0.32  # between two years that are written
_WIDEST = 0.6  # a year
_STEPS = (1, 2, 5, 10, 20, 50)
_SIZE = 6.5  # points
_BLANK = {"facecolor": "#E3E3E3", "edgecolor": "#BBBBBB", "linewidth": 0, "zorder": 0.5}
_HATCH = {**_BLANK, "facecolor": "white", "edgecolor": "#BBBBBB", "hatch": "/////"}

_WORDS = {
    "en": {
        "no edition": "no edition, or no body of it stated",
        "partial": "list not complete: absence means nothing",
        "left out": "{shown} of {all} bodies, those with most years.",
        "empty": "No body has a role in a year that is stated.",
        "separator": ", ",
    },
    "zh": {
        "no edition": "未举办、或未注明机构",
        "partial": "名单不全、未列出不代表未参与",
        "left out": "{all}个机构中年份最多的{shown}个。",
        "empty": "没有注明年份的参与。",
        "separator": "、",
    },
}


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where years and lanes lie, in inches; `years` are all from the first to the last."""

    left: float
    top: float
    years: range
    lanes: int

    @property
    def step(self) -> float:
        return min(_WIDEST, (WIDTH - _MARGIN - self.left) / max(1, len(self.years)))

    @property
    def bottom(self) -> float:
        return self.top - self.lanes * _LANE

    @property
    def right(self) -> float:
        return self.x_of(self.years.stop)

    def x_of(self, year: int) -> float:
        """Where a year begins."""
        return self.left + (year - self.years.start) * self.step


def lanes_figure(graph: nx.Graph, language: str = "en", bodies: Collection[str] = ()) -> Figure:
    """A lane for each body of a network of bodies and editions, bars where it has a role.

    A bar lasts over consecutive years; several roles in a year share its height. White is a year
    in which others have roles and the body has none. In a gray year no body has one: there was no
    edition or its bodies are not stated. A hatched year (`graph.graph["partial_years"]`) has lists
    that are not complete, so that a gap means nothing. Lanes begin with the first year, those with
    most years first; of more than 60 bodies those with most years have a lane, or of some
    `bodies` (IRIs) only these. `language` ("en", "zh") is that of words and, where they are stated,
    of labels. Raises SettingError for another kind of network and for more than 150 years,
    MissingExtraError without matplotlib.
    """
    words = _WORDS.get(language, _WORDS["en"])
    with settings():
        spans = spans_of(graph, language, bodies)
        shown = spans.lanes
        notes = _notes(words, spans)
        entries = [(role_word(role, language), color_of(role), "square") for role in spans.roles]
        below = legend_height(entries) + _AXIS + (len(notes) + 1) * _NOTE + 0.25
        height = max(len(shown), 3) * _LANE
        figure, axes = blank(below + height + _AXIS + _TITLE)
        widths = [width_of(_name(lane)) * _SIZE / POINTS for lane in shown]
        left = 2 * _MARGIN + max(widths, default=0.0)
        grid = _Grid(left, below + height, spans.years, len(shown))
        write_title(axes, graph, figure.get_figheight(), _MARGIN, language)
        if shown:
            _draw_years(axes, grid, spans.stated, spans.partial)
        else:
            write(axes, WIDTH / 2, below + height / 2, words["empty"], 9, ha="center")
        for number, lane in enumerate(shown):
            _draw_lane(axes, grid, number, lane)
        legend(axes, below - _AXIS - 0.05, entries)
        _draw_notes(axes, notes)
        write(axes, _MARGIN, 0.12, _caption(spans, language), 7)
    return figure


def _name(lane: Lane) -> str:
    return cut(lane.label, _NAMES * POINTS / _SIZE)


def _draw_years(axes: Axes, grid: _Grid, stated: Set[int], partial: Set[int]) -> None:
    """Bands of years that are not as the others, and the years in figures above and below."""
    written = next(step for step in _STEPS if step * grid.step >= _YEAR_ROOM)
    for year in grid.years:
        x = grid.x_of(year)
        if year not in stated:
            _box(axes, x, grid.bottom, grid.step, grid.top - grid.bottom, _BLANK, f"blank-{year}")
        elif year in partial:
            _box(axes, x, grid.bottom, grid.step, grid.top - grid.bottom, _HATCH, f"partial-{year}")
        if year % written == 0:
            middle = x + grid.step / 2
            write(axes, middle, grid.top + 0.05, str(year), _SIZE, ha="center")
            write(axes, middle, grid.bottom - 0.05, str(year), _SIZE, ha="center", va="top")
    for number in range(grid.lanes + 1):
        y = grid.top - number * _LANE
        axes.plot([grid.left, grid.right], [y, y], color="#CCCCCC", linewidth=0.3, zorder=1)


def _draw_lane(axes: Axes, grid: _Grid, number: int, lane: Lane) -> None:
    """The name of a body and its bars, one for consecutive years with the same roles."""
    top = grid.top - number * _LANE
    write(
        axes,
        grid.left - 0.06,
        top - _LANE / 2,
        _name(lane),
        _SIZE,
        ha="right",
        va="center_baseline",
    )
    for first, last, roles in runs_of(lane.roles):
        left, width = grid.x_of(first), (last - first + 1) * grid.step
        high = _BAR * _LANE / len(roles)
        for place, role in enumerate(roles):
            y = top - (1 - _BAR) / 2 * _LANE - (place + 1) * high
            looks = {"facecolor": color_of(role), "linewidth": 0, "zorder": 2}
            _box(axes, left, y, width, high, looks, f"bar-{number}-{first}-{place}")


def _notes(words: Mapping[str, str], spans: Spans) -> list[tuple[str, Mapping[str, Any]]]:
    """Words and looks of the bands that there are."""
    notes: list[tuple[str, Mapping[str, Any]]] = []
    if spans.partial:
        notes.append((words["partial"], _HATCH))
    if spans.lanes and len(spans.stated) < len(spans.years):
        notes.append((words["no edition"], _BLANK))
    return notes


def _draw_notes(axes: Axes, notes: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """What bands mean, above the caption."""
    for number, (words, looks) in enumerate(notes, 1):
        y = 0.15 + number * _NOTE
        _box(axes, _MARGIN, y - 0.01, 0.22, 0.1, {**looks, "linewidth": 0.3}, f"note-{number}")
        write(axes, _MARGIN + 0.28, y, words, 7)


def _box(
    axes: Axes, x: float, y: float, width: float, height: float, looks: Mapping[str, Any], gid: str
) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), width, height, gid=gid, **looks))


def _caption(spans: Spans, language: str) -> str:
    words = _WORDS.get(language, _WORDS["en"])
    parts = [counted(spans.bodies, "body", language)]
    if held := spans.held:
        span = f"{min(held)}–{max(held)}" if len(held) > 1 else str(min(held))
        parts += [span, counted(len(held), "edition year", language)]
    caption = words["separator"].join(parts)
    if len(spans.lanes) < spans.bodies:
        left_out = words["left out"].format(shown=len(spans.lanes), all=spans.bodies)
        caption += f". {left_out}"
    return caption
