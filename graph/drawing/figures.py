"""Figures: a network as a static picture for papers, whole or year by year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...ontology.errors import SettingError
from .labels import Box, label_of
from .layout import positions
from .sheet import WIDTH, blank, legend, legend_height, settings, write, write_title
from .spots import (
    Spot,
    draw_faint,
    draw_labels,
    draw_spots,
    draw_ties,
    height_of,
    ranked,
    spots,
    ties_of,
)
from .style import colors, counted, shape_of, word_of

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["network_figure", "years_figure"]

_MARGIN = 0.15  # inches, as all lengths here
_TITLE = 0.4
_CAPTION = 0.3
_HIGHEST = 7.4
_LABELED = 40  # nodes that get a label if there is room
_LABEL_SIZE = 6.5  # points, as all sizes here
_NUMBERED = 12  # nodes that get a number in the panels of years
_NUMBER_SIZE = 6.0
_KEY_LINE = 0.14
_KEY_COLUMNS = 2
_COLUMNS = 5
_MOST_YEARS = 60  # panels that can be read
_PANEL_HEAD = 0.2
_EMPTY = {"en": "The network is empty.", "zh": "网络为空。"}
_NO_YEARS = {"en": "No years are stated in this network.", "zh": "该网络没有注明年份。"}


def network_figure(graph: nx.Graph, language: str = "en") -> Figure:
    """The whole network: nodes by kind (color) and strength (area), ties by weight (width).

    Strength is the sum of the weights of a node's ties. The strongest nodes have labels as far as
    there is room; a DiGraph has arrows. `language` ("en", "zh") is that of words and, where they
    are stated, of labels. Raises MissingExtraError.
    """
    with settings():
        entries = _entries(graph, language)
        places = positions(graph)
        width = WIDTH - 2 * _MARGIN
        height = height_of(places.values(), width, _HIGHEST)
        below = legend_height(entries) + _CAPTION + 0.1
        figure, axes = blank(below + height + _TITLE)
        area = (_MARGIN, below, _MARGIN + width, below + height)
        drawn = spots(graph, places, area, _largest(len(places)))
        ties = ties_of(graph)
        draw_ties(axes, graph, ties, drawn)
        draw_spots(axes, drawn.values())
        texts = {node: _name(graph, node, language) for node in ranked(graph)[:_LABELED]}
        draw_labels(axes, texts, drawn, area, _LABEL_SIZE, ties)
        if not drawn:
            _note(axes, area, _EMPTY, language)
        _frame(axes, graph, entries, below - 0.05, language)
    return figure


def years_figure(graph: nx.Graph, language: str = "en") -> Figure:
    """One panel for each year in which the network has anything, with the same places in all.

    A panel has the nodes and ties of its year, the others as faint dots; sizes are those of the
    whole network. The strongest nodes have numbers, explained below the panels. `language` as in
    `network_figure`. Raises SettingError for more years than can be read (60), MissingExtraError.
    """
    years = _years(graph)
    if len(years) > _MOST_YEARS:
        raise SettingError(
            f"{len(years)} years do not fit in one figure, {_MOST_YEARS} do",
            "Limit the network to fewer years.",
        )
    with settings():
        entries = _entries(graph, language)
        numbered = ranked(graph)[:_NUMBERED] if years else []
        places = positions(graph)
        columns = _columns(len(years))
        width = (WIDTH - _MARGIN) / columns - _MARGIN
        height = height_of(places.values(), width, 0.8 * width)
        key = _KEY_LINE * math.ceil(len(numbered) / _KEY_COLUMNS) + 0.2
        below = legend_height(entries) + _CAPTION + key
        rows = max(1, math.ceil(len(years) / columns))
        figure, axes = blank(below + rows * (height + _PANEL_HEAD + 0.1) + _TITLE)
        top = figure.get_figheight() - _TITLE
        for number, year in enumerate(years):
            left = _MARGIN + (number % columns) * (width + _MARGIN)
            bottom = top - (number // columns + 1) * (height + _PANEL_HEAD + 0.1) + 0.1
            area = (left, bottom, left + width, bottom + height)
            drawn = spots(graph, places, area, _largest(len(places), columns))
            _panel(axes, graph, year, area, drawn, numbered, language)
        if not years:
            _note(axes, (0, below, WIDTH, top), _NO_YEARS if places else _EMPTY, language)
        _key(axes, graph, numbered, below - 0.05, language)
        _frame(axes, graph, entries, below - key, language)
    return figure


def _panel(
    axes: Axes,
    graph: nx.Graph,
    year: int,
    area: Box,
    drawn: dict[str, Spot],
    numbered: list[str],
    language: str,
) -> None:
    """The network in one year, below its year and the number of its nodes and ties."""
    from matplotlib.patches import Rectangle

    ties = ties_of(graph, year)
    present = {node for node in graph if year in graph.nodes[node].get("years", ())}
    present.update(node for tie in ties for node in tie)
    left, bottom, right, top = area
    border = Rectangle((left, bottom), right - left, top - bottom, fill=False, linewidth=0.5)
    border.set(edgecolor="#BBBBBB", gid=f"panel-{year}")
    axes.add_patch(border)
    write(axes, left, top + 0.05, str(year), 8)
    numbers = _numbers(graph, len(present), len(ties), language)
    write(axes, right, top + 0.05, numbers, 6, ha="right")
    draw_faint(axes, [spot for node, spot in drawn.items() if node not in present])
    shown = {node: spot for node, spot in drawn.items() if node in present}
    draw_ties(axes, graph, ties, shown, 0.6)
    draw_spots(axes, shown.values())
    texts = {node: str(rank) for rank, node in enumerate(numbered, 1) if node in present}
    draw_labels(axes, texts, shown, area, _NUMBER_SIZE)


def _key(axes: Axes, graph: nx.Graph, numbered: list[str], top: float, language: str) -> None:
    """Whose numbers those in the panels are, in columns."""
    lines = math.ceil(len(numbered) / _KEY_COLUMNS)
    width = (WIDTH - _MARGIN) / _KEY_COLUMNS
    for place, node in enumerate(numbered):
        x = _MARGIN + (place // lines) * width
        y = top - (place % lines + 1) * _KEY_LINE
        write(axes, x + 0.13, y, str(place + 1), _LABEL_SIZE, ha="right")
        write(axes, x + 0.18, y, _name(graph, node, language), _LABEL_SIZE, width - 0.3)


def _frame(
    axes: Axes, graph: nx.Graph, entries: list[tuple[str, str, str]], top: float, language: str
) -> None:
    """Title, legend and caption."""
    height = axes.get_ylim()[1]
    write_title(axes, graph, height, _MARGIN, language)
    legend(axes, top, entries)
    write(axes, _MARGIN, 0.12, _caption(graph, language), 7, WIDTH - 2 * _MARGIN)


def _note(axes: Axes, area: Box, note: dict[str, str], language: str) -> None:
    x, y = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    write(axes, x, y, note.get(language, note["en"]), 9, ha="center", va="center")


def _caption(graph: nx.Graph, language: str) -> str:
    """How many nodes and ties there are, and of which years."""
    words = _numbers(graph, len(graph), graph.number_of_edges(), language)
    years = _years(graph)
    if not years:
        return words
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    separator = "、" if language == "zh" else ", "
    return separator.join([words, span, counted(len(years), "year", language)])


def _numbers(graph: nx.Graph, nodes: int, ties: int, language: str) -> str:
    types = {attributes.get("type") for _, attributes in graph.nodes(data=True)}
    noun = "body" if types == {"organization"} else "node"
    separator = "、" if language == "zh" else ", "
    return separator.join([counted(nodes, noun, language), counted(ties, "tie", language)])


def _years(graph: nx.Graph) -> list[int]:
    """Years in which the network has anything."""
    nodes = [attributes for _, attributes in graph.nodes(data=True)]
    ties = [attributes for _, _, attributes in graph.edges(data=True)]
    found = {year for attributes in (*nodes, *ties) for year in attributes.get("years", ())}
    return sorted(found)


def _entries(graph: nx.Graph, language: str) -> list[tuple[str, str, str]]:
    """Word, color and shape of each kind and type, for a legend."""
    return [
        (word_of(name, language), color, shape_of(name)) for name, color in colors(graph).items()
    ]


def _name(graph: nx.Graph, node: str, language: str) -> str:
    return label_of(node, graph.nodes[node], language)


def _largest(count: int, columns: int = 1) -> float:
    """Radius in points of the strongest of so many nodes, so that there is room between them."""
    room = 70 / math.sqrt(count + 1)
    return min(10.0, max(3.0, room)) if columns == 1 else min(4.0, max(1.2, room / 2.8))


def _columns(panels: int) -> int:
    """How many panels stand side by side: as many as rows, at most 5."""
    return min(_COLUMNS, max(1, math.ceil(math.sqrt(panels))))
