"""Networks as tables: their ties, and the steps of paths."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ...ontology.schemes import in_chinese
from ..measures.rows import Cell, make_result, node_cells
from ..result import Result
from .evidence import Proof, told

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["steps_of_paths", "ties"]


def ties(graph: nx.Graph, language: str = "en") -> Result:
    """One row an edge, the heaviest first: both ends, what joins them, weight, years, sources.

    Relations are read from left to right, one row each way: a body is part of its parent.
    """
    edges = sorted(graph.edges(data=True), key=lambda edge: (-edge[2]["weight"], *edge[:2]))
    how = next((name for name in ("facts", "roles") if any(name in edge[2] for edge in edges)), "")
    columns = ["one", "oneLabel", "other", "otherLabel"]
    if how:
        columns.insert(2, {"facts": "relation"}.get(how, how))
    rows: list[list[Cell]] = []
    for one, other, data in edges:
        ways = _ways(graph, data) if how == "facts" else {(one, other): data.get(how, ())}
        for ends, words in ways.items():
            row = [cell for end in ends for cell in node_cells(graph, end, language)]
            if how:
                row.insert(2, ", ".join(map(_words(language), words)))
            rows.append([*row, data["weight"], _years(data), " ".join(data["sources"])])
    return make_result([*columns, "weight", "years", "sources"], rows)


def steps_of_paths(
    graph: nx.Graph, proofs: Callable[[str, str], tuple[Proof, ...]], language: str = "en"
) -> Result:
    """One row a step of each path: its ends, their relation, and the words that state it.

    An arrow shows which way the relation is to be read: ``WMC 2023 → organizer → MIIT``. `proofs`
    gives the facts behind an edge (see `Evidence.of`).
    """
    rows: list[list[Cell]] = []
    for number, path in enumerate(graph.graph["paths"], 1):
        for one, other in pairwise(path):
            data = graph.edges[one, other]
            ends = [*node_cells(graph, one, language), *node_cells(graph, other, language)]
            how = "; ".join(
                f"{', '.join(map(_words(language), words))} →"
                if way == (one, other)
                else f"← {', '.join(map(_words(language), words))}"
                for way, words in _ways(graph, data).items()
            )
            said = " | ".join(dict.fromkeys(map(_said, proofs(one, other))))
            rows.append([number, *ends[:2], how, *ends[2:], _years(data), said])
    columns = ("path", "one", "oneLabel", "relation", "other", "otherLabel", "years", "stated_by")
    return make_result(columns, rows)


def _words(language: str) -> Callable[[str], str]:
    """Roles in the language of labels; other relations have English words only."""
    chinese = in_chinese("role") if language == "zh" else {}
    return lambda words: chinese.get(words, words)


def _ways(graph: nx.Graph, data: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    """What relates one end of an edge to the other, by (subject, object)."""
    found: dict[tuple[str, str], list[str]] = {}
    for subject, property_, object_ in data["facts"]:
        words = graph.graph["relations"].get(property_, property_)
        found.setdefault((subject, object_), []).append(words)
    return found


def _said(proof: Proof) -> str:
    """The first who states a fact, with the words or the row, and how many others do."""
    if not proof.statements:
        return ""
    others = len(proof.statements) - 1
    return told(proof.statements[0]) + (f" (and {others} more)" if others else "")


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
