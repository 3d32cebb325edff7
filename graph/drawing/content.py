"""Content of the interactive page: nodes, ties, things, sources and proofs as plain data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from ...ontology.errors import SettingError
from ..result import short_iri
from .reduce import strengths
from .style import color_of, in_words

if TYPE_CHECKING:
    import networkx as nx

    from ..provenance import Passage, Statement
    from ..views.evidence import Proof

    Proofs = Callable[[str, str], Sequence[Proof]]

__all__ = ["MOST_GROUPS", "MOST_PROOFS", "content"]

MOST_PROOFS = 5_000
MOST_GROUPS = 9  # as many as there are colors that color-blind readers can tell apart
_OTHER = "other"
_STRENGTH = "strength"
Data = dict[str, Any]
_Tie = tuple[str, str]


def content(graph: nx.Graph, whole: nx.Graph, proofs: Proofs, size: str) -> Data:
    """What the page shows of `graph`, the drawn part of `whole`, ready for JSON.

    Where nodes, things (behind ties), sources, groups (of color) and proofs are referred to, it is
    by their places in their lists. `edges` begins with the lightest, for what is drawn last lies on
    top; `proofs` of an edge is None if it was cut. Raises SettingError if `size` is no number.
    """
    about = graph.graph
    ties = _ranked(graph)
    proven, shown = _proven(ties, proofs)
    groups, group_of = _groups(graph)
    values = _values(whole, size)
    things = _places(_behind(graph, tie) for tie in ties)
    sources = _places(_sources(graph, tie) for tie in ties)
    titles = {found.source: _title(found) for proof in shown for found in proof.statements}
    return {
        "view": about.get("view", ""),
        "title": _named(about.get("title", ""), about.get("title_zh")),
        "through": about.get("through", ""),
        "size": size,
        "directed": graph.is_directed(),
        "groups": groups,
        "nodes": [
            _node(node, graph.nodes[node]) | {"group": group_of[node], "value": values.get(node, 0)}
            for node in sorted(graph)
        ],
        "edges": _edges(graph, ties, proven, things, sources),
        "things": [_thing(iri, about) for iri in things],
        "sources": [_labelled(iri, about, titles) for iri in sources],
        "proofs": [_proof(proof) for proof in shown],
        "unproven": len(ties) - len(proven),
        "words": in_words(),
    }


def _ranked(graph: nx.Graph) -> list[_Tie]:
    """The ties, the heaviest first."""
    ties = [
        (one, other) if graph.is_directed() or one <= other else (other, one)
        for one, other in graph.edges
    ]
    return sorted(ties, key=lambda tie: (-graph.edges[tie].get("weight", 1), tie))


def _proven(ties: Iterable[_Tie], proofs: Proofs) -> tuple[dict[_Tie, list[int]], list[Proof]]:
    """Which proofs stand behind each tie, and the proofs, each once and no more than the most."""
    places: dict[tuple[str, str, str], int] = {}
    shown: list[Proof] = []
    proven = {}
    for tie in ties:
        found = {(proof.subject, proof.object, proof.text): proof for proof in proofs(*tie)}
        new = [key for key in found if key not in places]
        if len(shown) + len(new) > MOST_PROOFS:
            break
        for key in new:
            places[key] = len(shown)
            shown.append(found[key])
        proven[tie] = [places[key] for key in found]
    return proven, shown


def _groups(graph: nx.Graph) -> tuple[list[Data], dict[str, int]]:
    """The kinds, or types where no kind is stated, the commonest first; and that of each node.

    A group has a `name` and a `color`. The rare ones and bodies whose kind is not stated share the
    last, "other".
    """
    kinds = {node for node, kind in graph.nodes(data="kind") if kind}
    names = {}
    for node, about in graph.nodes(data=True):
        type_ = str(about.get("type") or _OTHER)
        unstated = _OTHER if kinds and type_ == "organization" else type_
        names[node] = str(about["kind"]) if node in kinds else unstated
    counts = Counter(name for name in names.values() if name != _OTHER)
    shown = sorted(counts, key=lambda name: (-counts[name], name))[:MOST_GROUPS]
    places = {name: place for place, name in enumerate(shown)}
    groups: list[Data] = [{"name": name, "color": color_of(name)} for name in shown]
    if not places.keys() >= set(names.values()):
        groups.append({"name": _OTHER, "color": color_of(_OTHER)})
    return groups, {node: places.get(name, len(places)) for node, name in names.items()}


def _values(graph: nx.Graph, size: str) -> dict[str, float]:
    """What the size of each node stands for; nodes that lack the attribute are left out."""
    if size == _STRENGTH:
        return strengths(graph)
    values = dict(graph.nodes(data=size))
    found = {node: value for node, value in values.items() if isinstance(value, Real)}
    if not found and len(graph):
        raise SettingError(
            f"No node of the network has a number as {size!r}",
            f"Size nodes by {_STRENGTH!r} or by an attribute that a measure has written.",
        )
    return {node: float(value) for node, value in found.items() if math.isfinite(value)}


def _places(lists: Iterable[Iterable[str]]) -> dict[str, int]:
    return {iri: place for place, iri in enumerate(sorted({iri for some in lists for iri in some}))}


def _behind(graph: nx.Graph, tie: _Tie) -> tuple[str, ...]:
    """The things behind a tie, such as editions."""
    through = graph.graph.get("through")
    found: tuple[str, ...] = graph.edges[tie].get(through, ()) if through else ()
    return found


def _sources(graph: nx.Graph, tie: _Tie) -> tuple[str, ...]:
    found: tuple[str, ...] = graph.edges[tie].get("sources", ())
    return found


def _named(english: str, chinese: str | None = None) -> Data:
    return {"en": english, "zh": chinese} if chinese else {"en": english}


def _labelled(iri: str, about: Data, else_from: dict[str, str]) -> Data:
    labels = about.get("labels", {}).get(iri, {})
    known = labels.get("en") or next(iter(labels.values()), "")
    english = known or else_from.get(iri) or short_iri(iri)
    return _named(english, labels.get("zh"))


def _node(iri: str, about: Data) -> Data:
    found = _named(about.get("label") or short_iri(iri), about.get("label_zh"))
    found |= {"iri": iri, "name": short_iri(iri), "type": about.get("type", "")}
    found["years"] = list(about.get("years", ()))
    if "kind" in about:
        found["kind"] = about["kind"]
    return found


def _edges(
    graph: nx.Graph,
    ties: Sequence[_Tie],
    proven: dict[_Tie, list[int]],
    things: dict[str, int],
    sources: dict[str, int],
) -> list[Data]:
    nodes = {node: place for place, node in enumerate(sorted(graph))}
    found = []
    for tie in reversed(ties):
        about = graph.edges[tie]
        found.append(
            {
                "ends": [nodes[node] for node in tie],
                "weight": about.get("weight", 1),
                "years": list(about.get("years", ())),
                "roles": list(about.get("roles", ())),
                "relation": about.get("relation", ""),
                "things": [things[iri] for iri in _behind(graph, tie)],
                "sources": [sources[iri] for iri in _sources(graph, tie)],
                "proofs": proven.get(tie),
            }
        )
    return found


def _thing(iri: str, about: Data) -> Data:
    years = about.get("thing_years", {}).get(iri, ())
    return _labelled(iri, about, {}) | {"years": list(years)}


def _title(statement: Statement) -> str:
    parts = (statement.publisher, statement.title, statement.published)
    return " · ".join(part for part in parts if part)


def _proof(proof: Proof) -> Data:
    return {"text": proof.text, "statements": [_statement(found) for found in proof.statements]}


def _statement(statement: Statement) -> Data:
    return {
        "publisher": statement.publisher,
        "title": statement.title,
        "published": statement.published,
        "url": statement.url,
        "passages": [_passage(passage) for passage in statement.passages],
    }


def _passage(passage: Passage) -> Data:
    return {"place": str(passage), "quote": passage.quote, "cells": passage.cells}
