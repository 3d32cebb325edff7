"""Reduction: which part of a large network is drawn, and the sentence that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MOST_EDGES", "MOST_NODES", "reduced", "strengths"]

MOST_NODES = 1_000
MOST_EDGES = 5_000


def reduced(
    graph: nx.Graph, nodes: int = MOST_NODES, edges: int = MOST_EDGES
) -> tuple[nx.Graph, dict[str, str]]:
    """The part of `graph` that can be drawn, and what was left out, in English and Chinese.

    Up to `nodes` nodes all are kept. Above, the k-core of the smallest k that has no more is (the
    largest part in which each node is tied to at least k others, Seidman 1983,
    doi:10.1016/0378-8733(83)90028-X); if it has less than a tenth of that, the `nodes` nodes of
    highest strength. Of the ties between them the `edges` heaviest are kept. What is equal is taken
    in the order of IRIs. The graph itself is not changed; the sentences, by language, are empty if
    nothing was left out.
    """
    part, english, chinese = graph, [], []
    if len(graph) > nodes:
        core, kept = _core(graph, nodes)
        part = graph.subgraph(kept)
        bodies = all(kind == "organization" for _, kind in graph.nodes(data="type"))
        noun, noun_zh = ("bodies", "个机构") if bodies else ("nodes", "个节点")
        rule, rule_zh = "those with the strongest ties.", "，即联系最强者。"
        if core:
            others = "other" if core == 1 else "others"
            rule = f"the {core}-core, in which each is tied to at least {core} {others}."
            rule_zh = f"，即其 {core}-核：其中每个至少与另外 {core} 个相连。"
        english.append(f"Shown are {len(kept):,} of {len(graph):,} {noun}: {rule}")
        chinese.append(f"图中为 {len(graph):,} {noun_zh}中的 {len(kept):,} 个{rule_zh}")
    between = part.number_of_edges()
    if between > edges:
        part = _heaviest(part, edges)
        english.append(f"Of the {between:,} ties between them the {edges:,} heaviest are drawn.")
        chinese.append(f"其间有 {between:,} 条联系，只画出最强的 {edges:,} 条。")
    return part, {"en": " ".join(english), "zh": "".join(chinese)}


def strengths(graph: nx.Graph) -> dict[str, float]:
    """The strength of each node: the sum of the weights of its ties, 1 where none is given.

    Barrat et al. 2004, doi:10.1073/pnas.0400087101.
    """
    return dict(graph.degree(weight="weight"))


def _core(graph: nx.Graph, most: int) -> tuple[int, list[str]]:
    """The smallest k whose core has at most `most` nodes, and these; 0 and the strongest nodes."""
    import networkx as nx

    plain = nx.Graph(graph)
    plain.remove_edges_from(nx.selfloop_edges(plain))
    numbers = nx.core_number(plain)
    for core in range(1, max(numbers.values()) + 1):
        kept = sorted(node for node, number in numbers.items() if number >= core)
        if len(kept) <= most:
            if len(kept) >= most / 10:
                return core, kept
            break
    strength = strengths(graph)
    return 0, sorted(graph, key=lambda node: (-strength[node], node))[:most]


def _heaviest(graph: nx.Graph, most: int) -> nx.Graph:
    """All nodes with the heaviest ties."""
    ranked = sorted(
        graph.edges(data="weight", default=1),
        key=lambda tie: (-tie[2], *((tie[0], tie[1]) if graph.is_directed() else sorted(tie[:2]))),
    )
    part: nx.Graph = graph.copy()
    part.remove_edges_from([(one, other) for one, other, _ in ranked[most:]])
    return part
