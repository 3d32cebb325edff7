"""Vector pictures: a network as SVG that any page and program can show."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from .labels import Box, clean, hits, label_of
from .reduce import strengths
from .style import color_of, group_of, shape_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["mark", "radii", "to_svg"]

_LABELS = 200  # at most
_LONGEST = 34  # characters of a label
_INK = ' color="#1c2126"'
_CORNERS = {  # of shapes: how many, and the angle of the first
    "square": (4, math.pi / 4),
    "diamond": (4, 0.0),
    "triangle": (3, -math.pi / 2),
    "triangle down": (3, math.pi / 2),
    "hexagon": (6, 0.0),
}
Places = Mapping[str, tuple[int, int]]


def radii(graph: nx.Graph) -> dict[str, float]:
    """The size of each node in pixels, its area by the strength of its ties."""
    strength = strengths(graph)
    most = max(strength.values(), default=1) or 1
    return {node: round(5 + 9 * math.sqrt(value / most), 1) for node, value in strength.items()}


def to_svg(
    graph: nx.Graph,
    found: Places,
    language: str = "en",
    paper: str = "",
    years: Sequence[tuple[int, int]] = (),
) -> str:
    """The network with its nodes at the places found, colors and shapes as in every picture.

    Text and ties have the color of the text around, or, on `paper` (a color), a dark one. `years`
    are written over their x. Labels that would cover others are left out; all nodes and ties have
    titles, which viewers show.
    """
    at = list(found.values()) or [(0, 0)]
    wide, high = _extent(at)
    font = max(12, round(max(wide / 80, high / 60)))
    size = {node: radius * font / 12 for node, radius in radii(graph).items()}
    labels = _labels(graph, found, size, language, font)
    boxes = [_box(*each, 4 * font, 4 * font) for each in at] + [box for box, _ in labels]
    left, top = (math.floor(min(box[side] for box in boxes) - font) for side in (0, 1))
    right, bottom = (math.ceil(max(box[side] for box in boxes) + font) for side in (2, 3))
    top -= 2 * font if years else 0
    title = escape(clean(str(graph.graph["title_zh" if language == "zh" else "title"])))
    area = f'width="{right - left}" height="{bottom - top}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {right - left}'
            f' {bottom - top}" font-family="sans-serif" font-size="{font}" role="img"'
            f' fill="currentColor"{_INK if paper else ""}>',
            f"<title>{title}</title>",
            f'<rect x="{left}" y="{top}" {area} fill="{paper or "none"}"/>',
            *_ties(graph, found, language),
            *_nodes(graph, found, size, language),
            *(
                _text(text, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, font)
                for box, text in labels
            ),
            *(_text(str(year), x, top + 1.2 * font, font) for year, x in years),
            "</svg>",
        ]
    )


def _extent(places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """How far the places lie apart, across and down."""
    xs, ys = zip(*places, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


def _text(text: str, x: float, y: float, font: float) -> str:
    return f'<text x="{x:.0f}" y="{y + 0.35 * font:.0f}" text-anchor="middle">{escape(text)}</text>'


def _ties(graph: nx.Graph, found: Places, language: str) -> list[str]:
    """Lines, the heaviest on top."""
    ranked = sorted(graph.edges(data=True), key=lambda tie: tie[2].get("weight", 1))
    most = max((tie[2].get("weight", 1) for tie in ranked), default=1)
    lines = ['<g stroke="currentColor" stroke-opacity="0.35">']
    for one, other, data in ranked:
        (x1, y1), (x2, y2) = found[one], found[other]
        width = 0.8 + 4 * math.sqrt((data.get("weight", 1) - 1) / most)
        ends = " – ".join(label_of(end, graph.nodes[end], language) for end in (one, other))
        years = ", ".join(map(str, data.get("years", ())))
        said = f"{ends}{': ' if years else ''}{years}"
        lines.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke-width="{width:.1f}">'
            f"<title>{escape(said)}</title></line>"
        )
    return [*lines, "</g>"]


def _nodes(graph: nx.Graph, found: Places, size: Mapping[str, float], language: str) -> list[str]:
    marks = ['<g stroke="currentColor" stroke-opacity="0.6" stroke-width="0.7">']
    for node in sorted(graph, key=lambda node: (-size[node], node)):
        data = graph.nodes[node]
        shape = _shape(shape_of(str(data.get("type", ""))), *found[node], size[node])
        title = f"<title>{escape(label_of(node, data, language))}</title>"
        marks.append(f'<{shape} fill="{color_of(group_of(data))}">{title}</{shape.split()[0]}>')
    return [*marks, "</g>"]


def mark(group: str) -> str:
    """The element of a kind or class alone, around (0, 0) and about 7 wide each way."""
    return f'<{_shape(shape_of(group), 0, 0, 7)} fill="{color_of(group)}"/>'


def _shape(name: str, x: float, y: float, radius: float) -> str:
    """The element of a shape without its end."""
    if name == "star":
        turns = [
            (number * math.pi / 5 - math.pi / 2, 1.25 if number % 2 == 0 else 0.55)
            for number in range(10)
        ]
    elif name in _CORNERS:
        count, first = _CORNERS[name]
        turns = [(first + number * math.tau / count, 1.2) for number in range(count)]
    else:
        return f'circle cx="{x}" cy="{y}" r="{radius}"'
    points = " ".join(
        f"{x + far * radius * math.cos(turn):.1f},{y + far * radius * math.sin(turn):.1f}"
        for turn, far in turns
    )
    return f'polygon points="{points}"'


def _labels(
    graph: nx.Graph, found: Places, size: Mapping[str, float], language: str, font: float
) -> list[tuple[Box, str]]:
    """Names below, above or beside their nodes, those of the largest first, where there is room."""
    taken: list[Box] = []
    texts = []
    ranked = sorted(graph, key=lambda node: (-size[node], node))
    discs = [_box(*found[node], 2 * size[node], 2 * size[node]) for node in ranked[: 5 * _LABELS]]
    for place, node in enumerate(ranked[:_LABELS]):
        text = _shortened(label_of(node, graph.nodes[node], language))
        others = taken + discs[:place] + discs[place + 1 :]
        around = _around(*found[node], size[node], _width(text) * font, 1.15 * font)
        free = next((box for box in around if not hits(box, others)), None)
        if free:
            taken.append(free)
            texts.append((free, text))
    return texts


def _around(x: float, y: float, radius: float, wide: float, high: float) -> Iterable[Box]:
    """Where the label of a disc may lie."""
    apart, aside = radius + high / 2 + 1, radius + wide / 2 + 3
    for right, down in ((0, apart), (0, -apart), (aside, 0), (-aside, 0)):
        yield _box(x + right, y + down, wide, high)


def _shortened(text: str) -> str:
    """A label without its end if it is long; if it ends with a year, without its middle.

    >>> _shortened("World Intelligent Manufacturing Conference 2023")
    'World Intelligent Manufacturi… 2023'
    """
    if len(text) <= _LONGEST:
        return text
    year = text[-5:] if re.search(r"\s\d{4}$", text) else ""
    return f"{text[: _LONGEST - len(year)].rstrip()}…{year}"


def _box(x: float, y: float, width: float, height: float) -> Box:
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _width(text: str) -> float:
    """About how wide a text is, in units of its font size; no font is read."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.56 for char in text)
