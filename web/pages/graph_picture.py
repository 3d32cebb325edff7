"""The picture of a graph page as data: nodes and ties with what is drawn of them, largest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ...graph.drawing.labels import label_of
from ...graph.drawing.places import columns
from ...graph.drawing.reduce import strengths
from ...graph.drawing.style import color_of, group_of, ordered, shape_of, word_of
from ...graph.drawing.vector import mark, radii
from ...graph.knowledge import KnowledgeGraph
from ..asked import Asked
from .graph_state import Shown, placed
from .naming import short_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "groups_of",
    "heaviest",
    "nodes_of",
    "picture_of",
    "ranked",
    "spans",
    "ties_of",
    "title_of",
]

Rows = list[dict[str, Any]]


def picture_of(graph: KnowledgeGraph, asked: Asked, shown: Shown) -> dict[str, Any]:
    """All that is drawn: groups, nodes with their places, and ties, whose ends are node numbers."""
    places = placed(graph, asked, shown)
    order = ranked(shown.drawn)
    number = {node: place for place, node in enumerate(order)}
    nodes = nodes_of(graph, asked, shown.drawn, order)
    size = radii(shown.drawn)
    for node, row in zip(order, nodes, strict=True):
        row["x"], row["y"] = places[node]
        row["size"] = size[node]
    ties = ties_of(graph, asked, shown.drawn, heaviest(shown.drawn))
    for row in ties:
        row["ends"] = [number[end] for end in row["ends"]]
    return {
        "title": title_of(shown.drawn, asked.language),
        "start": short_of(graph, shown.start),
        "groups": groups_of(asked, shown),
        "years": columns(shown.drawn, places) if asked.get("layout") == "time" else [],
        "nodes": nodes,
        "ties": ties,
    }


def title_of(network: nx.Graph, language: str) -> str:
    """What the network is called."""
    chinese = network.graph.get("title_zh") if language == "zh" else ""
    return str(chinese or network.graph["title"])


def groups_of(asked: Asked, shown: Shown) -> Rows:
    """The kinds and classes of the nodes in the order of legends, with their looks."""
    off = set(asked.get("off").split())
    return [
        {
            "name": (name_ := name.replace(" ", "_")),
            "label": word_of(name, asked.language),
            "color": color_of(name),
            "shape": shape_of(name),
            "mark": mark(name),
            "number": shown.groups[name],
            "off": name_ in off,
        }
        for name in ordered(set(shown.groups))
    ]


def nodes_of(graph: KnowledgeGraph, asked: Asked, network: nx.Graph, nodes: Iterable[str]) -> Rows:
    """Rows of nodes: identifier, label, group, years, number of ties."""
    return [
        {
            "id": short_of(graph, node),
            "label": label_of(node, data, asked.language),
            "group": group_of(data).replace(" ", "_"),
            "kind": word_of(group_of(data), asked.language),
            "years": list(data.get("years", ())),
            "ties": network.degree(node),
        }
        for node in nodes
        for data in [network.nodes[node]]
    ]


def ties_of(
    graph: KnowledgeGraph,
    asked: Asked,
    network: nx.Graph,
    ties: Iterable[tuple[str, str]],
) -> Rows:
    """Rows of ties: ends (IRIs), relation in words, years, roles, weight.

    A relation leads from the first end to the second.
    """
    relations = graph.provenance.labels_of(network.graph.get("relations", ()), asked.language)
    found = []
    for one, other in ties:
        data = network.edges[one, other]
        facts: Sequence[tuple[str, str, str]] = data.get("facts", ())
        names = [relations.get(property_, "") for _, property_, _ in facts]
        roles = [word_of(role, asked.language) for role in data.get("roles", ())]
        found.append(
            {
                "ends": [facts[0][0], facts[0][2]] if facts else [one, other],
                "label": ", ".join(dict.fromkeys([*names, *roles])),
                "years": list(data.get("years", ())),
                "weight": data.get("weight", 1),
            }
        )
    return found


def ranked(network: nx.Graph) -> list[str]:
    """The nodes, those with the strongest ties first."""
    strength = strengths(network)
    return sorted(network, key=lambda node: (-strength[node], node))


def heaviest(network: nx.Graph) -> list[tuple[str, str]]:
    """The ties, the heaviest first."""
    ties = sorted(network.edges(data="weight", default=1), key=lambda tie: (-tie[2], *tie[:2]))
    return [(one, other) for one, other, _ in ties]


def spans(years: Iterable[int]) -> str:
    """Years in words.

    >>> spans([2018, 2019, 2021])
    '2018–2019, 2021'
    """
    runs = groupby(enumerate(sorted(years)), key=lambda pair: pair[1] - pair[0])
    ends = [[year for _, year in run] for _, run in runs]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in ends)
