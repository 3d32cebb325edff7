"""Networks as tables: their ties, and the steps of paths."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..measures.rows import Cell, make_result, node_cells
from ..result import Result
from .evidence import Proof

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["steps_of_paths", "ties"]


def ties(graph: nx.Graph, language: str = "en") -> Result:
    """One row an edge, the heaviest first: both ends, what joins them, weight, years, sources."""
    edges = sorted(graph.edges(data=True), key=lambda edge: (-edge[2]["weight"], edge[0], edge[1]))
    how = next((name for name in ("relation", "roles") if any(name in e[2] for e in edges)), "")
    columns = ["one", "oneLabel", *filter(None, [how]), "other", "otherLabel"]
    rows: list[list[Cell]] = []
    for one, other, data in edges:
        middle = [_words(data.get(how, ""))] if how else []
        row = [*node_cells(graph, one, language), *middle, *node_cells(graph, other, language)]
        rows.append([*row, data["weight"], _years(data), " ".join(data["sources"])])
    return make_result([*columns, "weight", "years", "sources"], rows)


def steps_of_paths(
    graph: nx.Graph, proofs: Callable[[str, str], tuple[Proof, ...]], language: str = "en"
) -> Result:
    """One row a step of each path: its ends, their relation, and the words that state it.

    `proofs` gives the facts behind an edge (see `Evidence.of`).
    """
    rows: list[list[Cell]] = []
    for number, path in enumerate(graph.graph["paths"], 1):
        for one, other in pairwise(path):
            data = graph.edges[one, other]
            ends = [*node_cells(graph, one, language), *node_cells(graph, other, language)]
            said = " | ".join(dict.fromkeys(map(_said, proofs(one, other))))
            rows.append([number, *ends[:2], data["relation"], *ends[2:], _years(data), said])
    columns = ("path", "one", "oneLabel", "relation", "other", "otherLabel", "years", "stated_by")
    return make_result(columns, rows)


def _said(proof: Proof) -> str:
    """The first who states a fact, with the words or the row, and how many others do."""
    if not proof.statements:
        return ""
    first = proof.statements[0]
    who = first.publisher or first.title
    words = next((passage for passage in first.passages), None)
    where = "" if words is None else f": “{words.quote}”" if words.quote else f", {words}"
    others = len(proof.statements) - 1
    return f"{who}{where}" + (f" (and {others} more)" if others else "")


def _years(data: dict[str, Any]) -> str:
    """Years with runs shortened.

    >>> _years({"years": (2018, 2019, 2020, 2022)})
    '2018-2020, 2022'
    """
    years = data["years"]
    if not years:
        return ""
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return ", ".join(
        str(start) if start == end else f"{start}-{end}"
        for start, end in zip(starts, ends, strict=True)
    )


def _words(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
