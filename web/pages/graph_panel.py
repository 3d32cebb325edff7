"""The panel of a graph page: what is chosen, a thing with its relations or a tie with its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...graph.drawing.labels import label_of
from ...graph.drawing.style import group_of, word_of
from ...graph.knowledge import KnowledgeGraph
from ...graph.views.evidence import Evidence, Proof
from ...graph.views.exploring import Opened, Relation
from ...graph.views.slices import make_slice
from ..asked import Asked
from .graph_picture import heaviest, spans, ties_of
from .graph_state import Shown, iri_of, neighbors_of
from .naming import short_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["panel_of"]

_MOST = 30  # ties of a node, facts of a tie
_MANY = 200  # neighbors that are not opened at once without being asked for


def panel_of(graph: KnowledgeGraph, asked: Asked, shown: Shown) -> dict[str, Any]:
    """What is chosen; around a thing it is this thing if nothing else is. Empty for nothing."""
    one, _, other = asked.get("tie").partition(" ")
    ends = iri_of(graph, one), iri_of(graph, other)
    if shown.network.has_edge(*ends):
        return _tie(graph, asked, shown.network, ends)
    node = iri_of(graph, asked.get("node")) if asked.get("node") else shown.start
    return _node(graph, asked, shown, node) if node in shown.network else {}


def _node(graph: KnowledgeGraph, asked: Asked, shown: Shown, node: str) -> dict[str, Any]:
    data = shown.network.nodes[node]
    own = heaviest(shown.network.edge_subgraph(shown.network.edges(node)))
    rows = ties_of(graph, asked, shown.network, own[:_MOST])
    for row in rows:
        one, other = row["ends"]
        end = other if one == node else one
        row["other"] = label_of(end, shown.network.nodes[end], asked.language)
        row["sign"] = "" if one == node or not row["label"] else "← "
        row["tie"] = " ".join(short_of(graph, each) for each in (one, other))
    return {
        "kind": "node",
        "id": short_of(graph, node),
        "iri": node,
        "label": label_of(node, data, asked.language),
        "group": word_of(group_of(data), asked.language),
        "when": spans(data.get("years", ())),
        "relations": list(_relations(graph, asked, shown, node)) if shown.start else [],
        "ties": rows,
        "more": len(own) - len(rows),
        "is_start": node == shown.start,
    }


def _relations(
    graph: KnowledgeGraph, asked: Asked, shown: Shown, node: str
) -> Iterable[dict[str, Any]]:
    """The relations of a node, each with its number and what opens it, or the parts of it."""
    years = asked.years if any(asked.years) else None
    limits = make_slice(graph.names.resolve, years=years)
    found = neighbors_of(graph).relations(node, limits)
    labels = graph.provenance.labels_of([each.predicate for each in found], asked.language)

    def opening(relation: Relation, part: str = "") -> dict[str, Any]:
        opened = Opened(node, relation.name, relation.forward, part)
        chain = "" if opened in shown.opened else _written(graph, (*shown.opened, opened))
        return {"open": chain, "left": shown.left.get(opened, 0)}

    for each in found:
        many = each.number > _MANY
        yield {
            "label": ("" if each.forward else "← ") + labels.get(each.predicate, each.name),
            "number": each.number,
            "many": many,
            **opening(each),
            "parts": [
                {"label": label, "number": number, **opening(each, part)}
                for label, part, number in (_parts(each, asked.language) if many else ())
            ],
        }


def _parts(relation: Relation, language: str) -> Iterable[tuple[str, str, int]]:
    """By kind or class, and by decade, or by year where a decade has many; with their labels."""
    if len(relation.kinds) > 1:
        for kind, number in relation.kinds.items():
            yield word_of(kind, language), kind, number
    for decade, number in relation.decades.items():
        if number <= _MANY:
            yield f"{decade}–{decade + 9}", f"{decade}s", number
            continue
        for year, own in relation.years.items():
            if decade <= year < decade + 10:
                yield str(year), str(year), own


def _written(graph: KnowledgeGraph, opened: Iterable[Opened]) -> str:
    """What is opened, as the field of an address has it."""
    return " ".join(
        f"{short_of(graph, each.thing)}~{'' if each.forward else '-'}{each.property}"
        f"{':' if each.part else ''}{each.part.replace(' ', '_')}"
        for each in opened
    )


def _tie(
    graph: KnowledgeGraph, asked: Asked, network: nx.Graph, ends: tuple[str, str]
) -> dict[str, Any]:
    proofs = _evidence(graph, network).of(*ends)
    things = {each.subject for each in proofs} | {each.object for each in proofs}
    names = graph.provenance.labels_of(things | {each.predicate for each in proofs}, asked.language)
    data = network.edges[ends]
    return {
        "kind": "tie",
        "nodes": [
            (short_of(graph, end), label_of(end, network.nodes[end], asked.language))
            for end in ends
        ],
        "when": spans(data.get("years", ())),
        "proofs": [(_said(each, names, asked.language), each) for each in proofs[:_MOST]],
        "more": max(0, len(proofs) - _MOST),
    }


def _said(proof: Proof, names: Mapping[str, str], language: str) -> str:
    """A fact in words; in English organizers and co-hosts, which share a property, differ."""
    if language == "en":
        return proof.text
    parts = (proof.subject, proof.predicate, proof.object)
    return " · ".join(names.get(part, part) for part in parts)


@lru_cache(maxsize=4)
def _evidence(graph: KnowledgeGraph, network: nx.Graph) -> Evidence:
    return Evidence(network, graph.provenance)
