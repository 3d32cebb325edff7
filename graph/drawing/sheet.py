"""Sheets: what static pictures are drawn on, in inches, and how they become bytes."""

from __future__ import annotations

import io
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from ...ontology.errors import MissingExtraError, SettingError
from .labels import clean, cut, width_of

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontEntry

__all__ = [
    "FORMATS",
    "INK",
    "POINTS",
    "WIDTH",
    "blank",
    "dots",
    "fonts_for",
    "installed_fonts",
    "legend",
    "legend_height",
    "save",
    "settings",
    "write",
    "write_title",
]

FORMATS = ("svg", "png", "pdf")
WIDTH = 7.0  # inches; fits between the margins of A4
POINTS = 72.0  # to the inch
INK = "#222222"

_DPI = 200
_LATIN = "DejaVu Sans"  # comes with matplotlib
# The better known fonts with Chinese first, so that not every installed font has to be opened.
_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "Arial Unicode MS",
    "Droid Sans Fallback",
)
_NO_DATE: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "triangle down": "v",
    "star": "*",
    "pentagon": "p",
    "hexagon": "h",
}
_TITLE_SIZE, _LEAST_TITLE_SIZE = 11, 7  # points
# matplotlib measures the sides of some markers; these make all look about as large as a circle.
_SCALES = {"square": 0.88, "diamond": 0.78, "star": 1.3, "pentagon": 1.1}
_LEGEND_SIZE = 7.0
_LEGEND_LINE = 0.17  # inches
_MARK = 0.2  # inches from the left to the middle of the first mark
_MARK_ROOM = 0.16  # inches between the middle of a mark and its word, and around them


def settings(fonts: Sequence[str] = (_LATIN,)) -> AbstractContextManager[None]:
    """matplotlib as we want it, whatever the reader's matplotlibrc says, while the block runs.

    Raises MissingExtraError without matplotlib.
    """
    try:
        import matplotlib.style
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "pictures need matplotlib, which is not installed",
            "Install it: pip install 'convenor[drawing]'",
        ) from error
    ours = {
        "font.family": ["sans-serif"],
        "font.sans-serif": list(fonts),
        "svg.fonttype": "none",  # text stays text: searchable, and in the fonts of the reader
        "svg.hashsalt": "convenor",
        "pdf.fonttype": 42,
        "hatch.linewidth": 0.4,
    }
    context: AbstractContextManager[None] = matplotlib.style.context(["default", ours])
    return context


def blank(height: float) -> tuple[Figure, Axes]:
    """An empty figure, WIDTH wide and `height` inches high, with axes in inches from below left."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), frame_on=False)
    axes.set(xlim=(0, WIDTH), ylim=(0, height), xticks=(), yticks=())
    axes.set_autoscale_on(False)
    return figure, axes


def write(
    axes: Axes, x: float, y: float, text: str, size: float, room: float = WIDTH, **style: Any
) -> None:
    """Write one line of text at (x, y), clean, never as mathematics, cut to `room` inches.

    `style` are properties of matplotlib's Text, such as `ha`, `va` and `color`.
    """
    shown = cut(clean(text), room * POINTS / size)
    axes.text(x, y, shown, fontsize=size, parse_math=False, **{"color": INK, **style})


def write_title(axes: Axes, graph: nx.Graph, top: float, margin: float, language: str) -> None:
    """Write the title of a network below `top` (inches), smaller where it is long."""
    title = graph.graph.get("title_zh") if language == "zh" else None
    text = clean(str(title or graph.graph.get("title", "")))
    room = WIDTH - 2 * margin
    size = min(_TITLE_SIZE, room * POINTS / max(width_of(text), 1))
    write(axes, margin, top - 0.22, text, max(size, _LEAST_TITLE_SIZE), room)


def dots(
    axes: Axes,
    places: Sequence[tuple[float, float]],
    radii: Sequence[float],
    colors: Sequence[str],
    shapes: Sequence[str],
    **style: Any,
) -> None:
    """Draw nodes, at places in inches with radii in points; shapes in the words of style.py.

    `style` are properties of matplotlib's scatter, such as `zorder` and `edgecolors`.
    """
    for shape in sorted(set(shapes)):
        chosen = [number for number, each in enumerate(shapes) if each == shape]
        axes.scatter(
            [places[number][0] for number in chosen],
            [places[number][1] for number in chosen],
            s=[(2 * radii[number] * _SCALES.get(shape, 1.0)) ** 2 for number in chosen],
            c=[colors[number] for number in chosen],
            marker=_MARKERS.get(shape, "o"),
            **style,
        )


def _legend_lines(words: Iterable[str]) -> list[list[tuple[float, str]]]:
    """Words of a legend with the place of their marks (inches from the left), line by line."""
    lines: list[list[tuple[float, str]]] = [[]]
    x = 0.0
    for word in words:
        length = width_of(word) * _LEGEND_SIZE / POINTS + 2 * _MARK_ROOM
        if lines[-1] and x + length > WIDTH - 0.4:
            lines.append([])
            x = 0.0
        lines[-1].append((x, word))
        x += length
    return lines


def _legend_words(entries: Iterable[tuple[str, str, str]]) -> list[str]:
    return [cut(clean(word), 40) for word, _, _ in entries]


def legend_height(entries: Sequence[tuple[str, str, str]]) -> float:
    """Height of a legend in inches."""
    return _LEGEND_LINE * len(_legend_lines(_legend_words(entries))) if entries else 0.0


def legend(axes: Axes, top: float, entries: Sequence[tuple[str, str, str]]) -> None:
    """Write a legend of (word, color, shape) from `top` (inches) down, as wide as the sheet."""
    marks = iter(entries)
    for number, line in enumerate(_legend_lines(_legend_words(entries))):
        y = top - (number + 0.5) * _LEGEND_LINE
        for x, word in line:
            _, color, shape = next(marks)
            dots(axes, [(x + _MARK, y)], [3.2], [color], [shape], edgecolors=INK, linewidths=0.3)
            write(axes, x + _MARK + 0.6 * _MARK_ROOM, y, word, _LEGEND_SIZE, va="center_baseline")


def installed_fonts() -> list[FontEntry]:
    """Upright fonts that matplotlib knows of, those that are known to have Chinese first."""
    from matplotlib.font_manager import fontManager

    rank = {name: place for place, name in enumerate((_LATIN, *_CHINESE))}
    return sorted(
        (
            font
            for font in fontManager.ttflist
            # The fonts of last resort have a box with a number for everything.
            if font.style == "normal" and not font.name.startswith("Last Resort")
        ),
        key=lambda font: (
            rank.get(font.name, len(rank)),
            font.name,
            str(font.weight) not in ("400", "normal"),
            font.fname,
        ),
    )


def fonts_for(characters: Iterable[str]) -> tuple[list[str], set[str]]:
    """Names of installed fonts that together have the characters, and the ones that none has."""
    missing = {ord(char) for char in characters}
    names: list[str] = [_LATIN]
    for font in installed_fonts():
        if not missing:
            break
        if found := missing & _characters_of(font):
            missing -= found
            names.append(font.name)
    return list(dict.fromkeys(names)), set(map(chr, missing))


def _characters_of(font: FontEntry) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(FT2Font(font.fname, face_index=font.index).get_charmap())
    except (OSError, RuntimeError):  # deleted since matplotlib listed it, or only of pictures
        return frozenset()


def save(figure: Figure, format: str) -> bytes:
    """The picture as bytes in a format ("svg", "png" at 200 dpi, "pdf"), the same ones each time.

    In an SVG text stays text, shown in the fonts of the reader; the other formats need a font that
    has its letters. Raises SettingError if none is installed, and for a format we do not write.
    """
    if format not in FORMATS:
        raise SettingError(
            f"pictures are not written as {clean(format)}", f"Choose one of {', '.join(FORMATS)}."
        )
    with settings():
        from matplotlib.text import Text

        texts = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    fonts, missing = fonts_for({char for text in texts for char in text.get_text()})
    for text in texts:
        text.set_fontfamily([*fonts, "sans-serif"])
    letters = sorted(char for char in missing if unicodedata.category(char)[0] in "LMN")
    if letters and format != "svg":
        raise SettingError(
            f"no installed font has the characters {''.join(letters[:10])}",
            "Install a Chinese font such as fonts-noto-cjk (or one for the script in question), "
            "or write SVG.",
        )
    stream = io.BytesIO()
    with settings(fonts), warnings.catch_warnings():
        # In an SVG the reader's machine has the font; elsewhere only pictographs may be missing.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        figure.savefig(stream, format=format, dpi=_DPI, metadata=_NO_DATE.get(format, {}))
    return stream.getvalue()
