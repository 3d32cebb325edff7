"""Places of nodes in large networks, by time and by steps, and the pictures written from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from xml.etree import ElementTree

import networkx as nx
import pytest

from convenor.graph.drawing.layout import positions
from convenor.graph.drawing.places import LAYOUTS, columns, places
from convenor.graph.drawing.springs import sampled
from convenor.graph.drawing.vector import radii, to_svg

SVG = "{http://www.w3.org/2000/svg}"


def grid(side: int) -> nx.Graph:
    """Nodes in rows and columns, each tied to the next ones."""
    made = nx.grid_2d_graph(side, side)
    return nx.relabel_nodes(made, {(row, column): f"{row:02}-{column:02}" for row, column in made})


def network() -> nx.Graph:
    graph = nx.Graph(title="Fairs & bodies", title_zh="会展")
    for node, type_, years in (
        ("a", "organization", (2019, 2021)),
        ("b", "edition", (2021,)),
        ("c", "edition", (2020,)),
        ("d", "exhibit", ()),
        ("e", "place", (2020,)),
    ):
        graph.add_node(node, type=type_, label=f"<{node}> & co", years=years)
    graph.add_edges_from([("a", "b"), ("a", "c"), ("c", "d")], weight=2)
    return graph


def test_a_large_component_unfolds() -> None:
    graph = grid(30)
    found = positions(graph)
    assert len(found) == 900 and len(set(found.values())) > 890
    near = [math.dist(found[one], found[other]) for one, other in graph.edges]
    corners = [found[node] for node in ("00-00", "29-29", "00-29", "29-00")]
    assert math.dist(corners[0], corners[1]) > 8 * sum(near) / len(near)


def test_a_large_component_has_the_same_places_in_any_order() -> None:
    graph = grid(25)
    other = nx.Graph()
    other.add_nodes_from(reversed(list(graph)))
    other.add_edges_from((two, one) for one, two in reversed(list(graph.edges)))
    assert positions(graph) == positions(other)


def test_sampled_springs_take_linear_time(
    assert_linear: Callable[[Callable[[int], object], int], None],
) -> None:
    def run(count: int) -> object:
        return sampled(count, {(number, number + 1): 1.0 for number in range(count - 1)})

    assert_linear(run, 20_000)


def test_columns_are_years() -> None:
    graph = network()
    found = places(graph, "time")
    assert found["d"][0] < found["a"][0] < found["c"][0] < found["b"][0]
    assert found["c"][0] == found["e"][0] and found["c"] != found["e"]
    assert columns(graph, found) == [
        (2019, found["a"][0]),
        (2020, found["c"][0]),
        (2021, found["b"][0]),
    ]


def test_rings_are_steps() -> None:
    graph = network()
    found = places(graph, "hops", "c")

    def far(node: str) -> float:
        return math.dist(found["c"], found[node])

    assert far("a") == pytest.approx(far("d"), rel=0.02)
    assert far("a") < far("b") < far("e")  # nothing leads to the last
    assert places(graph, "hops", "nothing") == places(graph, "hops", "a")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_has_no_places(layout: str) -> None:
    assert places(nx.Graph(), layout) == {}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_picture_has_all_nodes_ties_and_names(layout: str) -> None:
    graph = network()
    found = places(graph, layout)
    root = ElementTree.fromstring(to_svg(graph, found, years=columns(graph, found)))
    assert len(root.findall(f".//{SVG}line")) == 3
    assert len(root.findall(f".//{SVG}circle")) == 1
    assert len(root.findall(f".//{SVG}polygon")) == 4
    assert root.findtext(f"{SVG}title") == "Fairs & bodies"
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"<a> & co", "2019"} <= set(texts)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        assert left < x < left + width and top < y < top + height


def test_a_picture_of_nothing_is_a_picture() -> None:
    root = ElementTree.fromstring(
        to_svg(nx.Graph(title="None", title_zh="无"), {}, "zh", "#ffffff")
    )
    assert root.findtext(f"{SVG}title") == "无"


def test_sizes_grow_with_the_strength_of_ties() -> None:
    size = radii(network())
    assert size["a"] == size["c"] > size["b"] == size["d"] > size["e"] > 0
