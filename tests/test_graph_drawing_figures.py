"""Static pictures: what is on them, in every format, whatever the labels and fonts are."""

from __future__ import annotations

import doctest
import importlib
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from convenor.graph.drawing import labels, lanes, sheet, style
from convenor.graph.drawing.figures import network_figure, years_figure
from convenor.graph.drawing.lanes import lanes_figure
from convenor.graph.drawing.sheet import save
from convenor.ontology.errors import MissingExtraError, SettingError

SVG = "{http://www.w3.org/2000/svg}"
BASE = "https://example.org/id/"
KINDS = ("ministry", "academy", "company", "provincial government")
HOSTILE = (
    "</svg><script>alert(1)</script>",
    "]]><script>",
    "$x_2$ and $\\frac{1}$",
    "one\ntwo\r\n\tthree",
    "\u202eright to left\u2066",
    "nul\x00bell\x07escape\x1b[31m",
    "lone \ud800 surrogate \ufffe",
    "&amp; <b>\"quoted\"</b> 'x'",
    "_nolegend_",
    "very long " * 100,
)
FIGURES = (network_figure, years_figure, lanes_figure)
Draw = Callable[..., Any]


def bipartite(bodies: int = 5, years: range = range(2018, 2022), **looks: str) -> nx.Graph[str]:
    """Editions, one a year, and bodies of which the n-th takes part in all but the first n % 3."""
    graph: nx.Graph[str] = nx.Graph(
        view="body-edition", title="Bodies and editions", through="editions"
    )
    for year in years:
        name = {"label": f"Lake Fair {year}", "label_zh": f"湖泊展 {year}"}
        graph.add_node(f"{BASE}edition/lake-{year}", type="edition", years=(year,), **name)
    for number in range(bodies):
        body = f"{BASE}body/b{number:03}"
        part = years[number % 3 :]
        name = {"label": f"Lake Body {number}", "label_zh": f"湖泊{number}", **looks}
        kind = KINDS[number % len(KINDS)]
        graph.add_node(body, type="organization", kind=kind, years=tuple(part), **name)
        for year in part:
            roles = ("organizer", "exhibitor") if number == 1 else ("organizer",)
            tie = {"weight": 1, "roles": roles, "years": (year,)}
            graph.add_edge(body, f"{BASE}edition/lake-{year}", **tie)
    return graph


def together(bodies: int = 5, years: range = range(2018, 2022), **looks: str) -> nx.Graph[str]:
    """The same bodies, tied to each other."""
    both = bipartite(bodies, years, **looks)
    members = [node for node in both if both.nodes[node]["type"] == "organization"]
    graph: nx.Graph[str] = nx.Graph(
        both.subgraph(members), view="co-organization", title="Together"
    )
    for one, other in itertools.combinations(members, 2):
        shared = sorted(nx.common_neighbors(both, one, other))
        tie = tuple(both.nodes[edition]["years"][0] for edition in shared)
        if tie:
            graph.add_edge(one, other, weight=len(tie), years=tie)
    return graph


def tree_of(figure: Any) -> Any:
    """The SVG as an XML reader sees it."""
    return etree.fromstring(save(figure, "svg"))


def texts_of(figure: Any) -> list[str]:
    return ["".join(element.itertext()) for element in tree_of(figure).iter(f"{SVG}text")]


def ids_of(figure: Any, prefix: str) -> list[str]:
    names = [element.get("id", "") for element in tree_of(figure).iter(f"{SVG}g")]
    return sorted(name for name in names if name.startswith(prefix))


def png_size(image: bytes) -> tuple[int, int]:
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(image[16:20]), int.from_bytes(image[20:24])


@pytest.fixture
def no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with nothing but the fonts of matplotlib."""
    found = [font for font in sheet.installed_fonts() if font.name.startswith("DejaVu Sans")]
    monkeypatch.setattr(sheet, "installed_fonts", lambda: found)


@pytest.fixture
def chinese(tmp_path: Path, no_chinese: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A machine with one more font, which has a square for each character that the tests need."""
    from matplotlib.font_manager import fontManager

    builder = importlib.import_module("fontTools.fontBuilder")
    pens = importlib.import_module("fontTools.pens.ttGlyphPen")
    pen = pens.TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    font = builder.FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "square"])
    words = "湖泊展部委员会院士机构企业省级政府届次个节点条联系年份、主办参举类别不详"
    font.setupCharacterMap({ord(char): "square" for char in words})
    font.setupGlyf({".notdef": square, "square": square})
    font.setupHorizontalMetrics({".notdef": (1000, 100), "square": (1000, 100)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Lake Han", "styleName": "Regular", "psName": "LakeHan"})
    font.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    font.setupPost()
    font.save(tmp_path / "lake.ttf")
    before = list(fontManager.ttflist)
    fontManager.addfont(str(tmp_path / "lake.ttf"))
    found = [*sheet.installed_fonts(), fontManager.ttflist[-1]]
    monkeypatch.setattr(sheet, "installed_fonts", lambda: found)
    yield "Lake Han"
    fontManager.ttflist[:] = before


def test_examples_in_docstrings() -> None:
    for module in (style, labels, lanes):
        assert doctest.testmod(module).failed == 0


# What is on the pictures


def test_network_has_title_labels_legend_and_caption() -> None:
    texts = texts_of(network_figure(together()))
    assert texts[-1] == "5 bodies, 10 ties, 2018–2021, 4 years"
    assert {"Together", "Lake Body 0", "ministry", "provincial government"} <= set(texts)


def test_labels_do_not_cover_each_other() -> None:
    """More labels than have room: each lies in the area and on no other, nor on a line."""
    area = (0.0, 0.0, 200.0, 200.0)
    points = [(75.0 + 12 * (n % 5), 75.0 + 12 * (n // 5)) for n in range(25)]
    discs = [(x - 3, y - 3, x + 3, y + 3) for x, y in points]
    taken: list[labels.Box] = []
    lines = 0
    for x, y in points:
        found = labels.place("Lake Office", 7, (x, y, 3), taken, discs, area, (10.0, 25.0, 50.0))
        if found:
            box, line = found
            assert not labels.hits(box, [*taken, *discs])
            assert not any(labels.hits(part, taken) for part in line)
            assert min(box) >= 0
            assert max(box) <= 200
            taken += [box, *line]
            lines += bool(line)
    assert lines > 0


def test_no_label_at_all_rather_than_one_over_another() -> None:
    texts = texts_of(network_figure(together(120)))
    assert 5 < len([text for text in texts if text.startswith("Lake Body")]) <= 40


def test_directed_network_has_arrows() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph(title="Bodies above bodies")
    graph.add_node("a", label="A", type="organization")
    graph.add_node("b", label="B", type="organization")
    graph.add_edge("a", "b", weight=1, relation="part of")
    tree = tree_of(network_figure(graph))
    plain = tree_of(network_figure(graph.to_undirected()))
    assert len(list(tree.iter(f"{SVG}path"))) > len(list(plain.iter(f"{SVG}path")))


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_a_panel_for_each_year(count: int) -> None:
    years = range(1996, 1996 + count)
    figure = years_figure(together(4, years))
    assert ids_of(figure, "panel-") == [f"panel-{year}" for year in years]
    texts = texts_of(figure)
    assert {str(year) for year in years} <= set(texts)
    assert "4 bodies, 6 ties" in texts or count < 3
    assert {"1", "Lake Body 0"} <= set(texts)
    width, height = figure.get_size_inches()
    assert width == sheet.WIDTH
    assert height < 11  # inches: A4


def test_years_without_anything_have_no_panel() -> None:
    graph: nx.Graph[str] = nx.Graph(title="Gap")
    graph.add_node("a", label="A", type="organization", years=(2001, 2005))
    graph.add_node("b", label="B", type="organization")
    graph.add_edge("a", "b", weight=1, years=(2009,))
    assert ids_of(years_figure(graph), "panel-") == ["panel-2001", "panel-2005", "panel-2009"]


def test_more_years_than_panels() -> None:
    with pytest.raises(SettingError, match="61 years do not fit"):
        years_figure(together(4, range(1950, 2011)))


def test_lanes_have_bars_bands_and_words() -> None:
    graph = bipartite(5, range(2018, 2024))
    graph.remove_node(f"{BASE}edition/lake-2020")
    graph.graph["partial_years"] = {2022}
    figure = lanes_figure(graph)
    bars = ids_of(figure, "bar-0")  # of the first body: up to 2019, after 2020
    assert bars == ["bar-0-2018-0", "bar-0-2021-0"]
    assert ids_of(figure, "blank-") == ["blank-2020"]
    assert ids_of(figure, "partial-") == ["partial-2022"]
    texts = texts_of(figure)
    assert {"organizer", "exhibitor", "list not complete: absence means nothing"} <= set(texts)
    assert texts[-1] == "5 bodies, 2018–2023, 5 years with editions"


def test_several_roles_in_a_year_share_a_lane() -> None:
    bars = ids_of(lanes_figure(bipartite(2, range(2018, 2020))), "bar-1")
    assert bars == ["bar-1-2019-0", "bar-1-2019-1"]


def test_an_edition_without_bodies_is_not_a_year_without_role() -> None:
    graph = bipartite(3)
    graph.add_node("later", label="Lake Fair 2022", type="edition", years=(2022,))
    figure = lanes_figure(graph)
    assert ids_of(figure, "blank-") == ["blank-2022"]
    assert "no edition, or no body of it stated" in texts_of(figure)


def test_at_most_sixty_lanes() -> None:
    figure = lanes_figure(bipartite(123))
    lanes_drawn = {name.split("-")[1] for name in ids_of(figure, "bar-")}
    assert len(lanes_drawn) == 60
    texts = texts_of(figure)
    assert texts[-1].endswith("60 of 123 bodies, those with most years.")
    assert len([text for text in texts if text.startswith("Lake Body")]) == 60
    assert figure.get_size_inches()[1] < 11


def test_lanes_begin_with_the_first_year_then_the_longest() -> None:
    graph = bipartite(6)
    graph.remove_edge(f"{BASE}body/b000", f"{BASE}edition/lake-2020")
    texts = texts_of(lanes_figure(graph))
    names = [text for text in texts if text.startswith("Lake Body")]
    assert names == [f"Lake Body {number}" for number in (3, 0, 1, 4, 2, 5)]


def test_lanes_need_bodies_and_editions() -> None:
    with pytest.raises(SettingError, match="other ties") as caught:
        lanes_figure(together())
    assert "body-edition" in caught.value.next_step
    with pytest.raises(SettingError, match="1 to 2018 do not fit"):
        graph = bipartite(1, range(2018, 2019))
        graph.add_node("old", label="Old", type="edition", years=(1,))
        lanes_figure(graph)


# Degenerate networks


def lonely(**looks: Any) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph(title="One")
    graph.add_node("https://example.org/id/a", type="organization", **looks)
    return graph


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize(
    "graph",
    [nx.Graph(), lonely(), lonely(label="A", years=()), lonely(label="A", years=(2020,))],
    ids=["empty", "bare", "no years", "one year"],
)
def test_degenerate_networks(draw: Draw, graph: nx.Graph[str]) -> None:
    figure = draw(graph)
    for format in sheet.FORMATS:
        assert save(figure, format)
    assert texts_of(figure)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (network_figure, "The network is empty."),
        (years_figure, "The network is empty."),
        (lanes_figure, "No body has a role in a year that is stated."),
    ],
)
def test_an_empty_network_says_so(draw: Draw, words: str) -> None:
    assert words in texts_of(draw(nx.Graph()))


def test_no_years_says_so() -> None:
    assert "No years are stated in this network." in texts_of(years_figure(lonely(label="A")))


def test_one_edition() -> None:
    graph = bipartite(1, range(2020, 2021))
    assert ids_of(lanes_figure(graph), "bar-") == ["bar-0-2020-0"]


# Bytes


def shuffled(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The same network, made in another order, with the ends of its ties swapped."""
    again: nx.Graph[str] = nx.Graph(**graph.graph)
    again.add_nodes_from(reversed(list(graph.nodes(data=True))))
    again.add_edges_from((b, a, data) for a, b, data in reversed(list(graph.edges(data=True))))
    return again


@pytest.mark.parametrize("draw", FIGURES)
def test_same_bytes_each_time(draw: Draw) -> None:
    graph = bipartite()
    for format in sheet.FORMATS:
        figure = draw(graph)
        first = save(figure, format)
        assert save(figure, format) == first
        assert save(draw(shuffled(graph)), format) == first


def test_same_bytes_in_another_process_with_other_settings(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nsavefig.dpi: 50\naxes.grid: True\n")
    code = (
        "import hashlib, sys, networkx as nx\n"
        "from convenor.graph.drawing.figures import network_figure\n"
        "from convenor.graph.drawing.sheet import save\n"
        "figure = network_figure(nx.karate_club_graph())\n"
        "print([hashlib.sha256(save(figure, f)).hexdigest() for f in ('svg', 'png', 'pdf')])\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    code = code.replace("nx.karate_club_graph()", "nx.relabel_nodes(nx.karate_club_graph(), str)")
    answers = set()
    for seed, settings in (("1", {}), ("2", {"MATPLOTLIBRC": str(tmp_path)})):
        run = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, **settings},
        )
        answers.add(run.stdout)
    assert len(answers) == 1


def test_settings_of_the_reader_stay() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    save(network_figure(together()), "svg")
    assert dict(matplotlib.rcParams) == before


def test_formats() -> None:
    figure = network_figure(together())
    width, height = png_size(save(figure, "png"))
    assert width == 1400
    assert height == pytest.approx(200 * figure.get_figheight(), abs=1)
    assert save(figure, "pdf").startswith(b"%PDF-1.")
    assert b"CreationDate" not in save(figure, "pdf")
    assert b"<dc:date>" not in save(figure, "svg")
    with pytest.raises(SettingError, match="not written as gif") as caught:
        save(figure, "gif")
    assert "svg, png, pdf" in caught.value.next_step


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("matplotlib", "matplotlib.style"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match="matplotlib"):
        lanes_figure(bipartite())


# Fonts


def test_chinese_without_font(no_chinese: None) -> None:
    figure = network_figure(together(), "zh")
    assert {"湖泊0", "部委", "省级政府"} <= set(texts_of(figure))
    for format in ("png", "pdf"):
        with pytest.raises(SettingError, match="no installed font") as caught:
            save(figure, format)
        assert "fonts-noto-cjk" in caught.value.next_step
        assert "SVG" in caught.value.next_step


def test_english_needs_no_chinese_font(no_chinese: None) -> None:
    assert png_size(save(network_figure(together()), "png"))[0] == 1400


def test_a_body_without_english_name_without_font(no_chinese: None) -> None:
    figure = network_figure(lonely(label="湖泊协会"))
    assert "湖泊协会" in texts_of(figure)
    with pytest.raises(SettingError, match="协"):
        save(figure, "png")


@pytest.mark.parametrize("draw", FIGURES)
def test_chinese_with_font(draw: Draw, chinese: str) -> None:
    figure = draw(bipartite(), "zh")
    assert png_size(save(figure, "png"))[0] == 1400
    assert f"'{chinese}'".encode() in save(figure, "svg")
    assert b"LakeHan" in save(figure, "pdf")


def test_pictographs_stop_nothing(no_chinese: None) -> None:
    assert save(network_figure(lonely(label="Lake \N{FERRIS WHEEL} Office")), "png")


# Hostile labels


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("draw", FIGURES)
def test_hostile_labels_are_text(draw: Draw, label: str) -> None:
    graph = bipartite(2, range(2018, 2020), label=label)
    graph.graph["title"] = label
    nx.set_node_attributes(graph, {f"{BASE}body/b000": label}, "kind")
    for _, _, tie in graph.edges(data=True):
        tie["roles"] = (label,)
    figure = draw(graph)
    tree = tree_of(figure)
    assert not [e for e in tree.iter() if str(e.tag).lower().endswith(("script", "}b"))]
    texts = ["".join(element.itertext()) for element in tree.iter(f"{SVG}text")]
    shown = labels.clean(label)
    assert shown in texts or any(t.endswith("…") and shown.startswith(t[:-1]) for t in texts)
    assert all(text.isprintable() and len(text) < 150 for text in texts)
    if draw is network_figure:
        assert png_size(save(figure, "png"))[0] == 1400


def test_marks_without_width_are_cut_too() -> None:
    assert len(labels.clean("e" + "\u0301" * 10_000)) <= 300


# Colors


def test_every_kind_and_role_of_the_schemes_has_its_color() -> None:
    from convenor.ontology.schemes import concepts

    for scheme in ("kind", "role"):
        looks = [(style.color_of(name), style.shape_of(name)) for name in concepts(scheme)]
        assert len(set(looks)) == len(looks)
        assert set(concepts(scheme)) <= set(style.PALETTE)
        assert all(style.word_of(name, "zh") != name for name in concepts(scheme))


def test_a_kind_has_the_same_color_in_every_network() -> None:
    graph = together(4)
    few = nx.Graph(graph.subgraph(sorted(graph)[2:]))
    whole = style.colors(graph)
    assert list(whole) == ["ministry", "provincial government", "academy", "company"]
    assert style.colors(few).items() <= whole.items()
    assert style.colors(lonely()) == {style.UNSTATED: style.color_of("organization")}
