"""What the SPARQL page helps with: terms that the data use, prefixes, and queries to begin with."""

from __future__ import annotations

import json
from typing import Any

from ..graph.knowledge import KnowledgeGraph
from ..ontology.errors import ConvenorError
from ..ontology.iris import CONCEPTS, PREFIXES, VOCABULARY
from ..queries import catalogue
from ..queries.filling import fill
from .addresses import Addresses

__all__ = ["describe_terms"]

_KINDS = ("id", "source", "claim")  # of things that have a page


def describe_terms(graph: KnowledgeGraph, root: str) -> bytes:
    """As JSON: classes and properties with labels and counts, prefixes, queries, pages by IRI."""
    addresses, base = Addresses(graph.iris.base, root), graph.iris.base
    own = (VOCABULARY.rstrip("#"), CONCEPTS, *(f"{base}{kind}/" for kind in _KINDS))
    about = {
        **_terms(graph),
        "prefixes": PREFIXES,
        "queries": [_example(graph, catalogue.get(name)) for name in catalogue.names()],
        "pages": {iri: addresses.page(iri) for iri in own},
    }
    return json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()


def _terms(graph: KnowledgeGraph) -> dict[str, list[dict[str, Any]]]:
    """Classes and properties, those that are used most first."""
    named = graph.store.select(catalogue.load_query("describe", "terms").text).rows()
    labels = {row["term"]: {"en": row["label"], "zh": row["chineseLabel"]} for row in named}
    terms: dict[str, list[dict[str, Any]]] = {"classes": [], "properties": []}
    for row in graph.store.select(catalogue.load_query("endpoint", "terms").text).rows():
        label = {key: str(text) for key, text in labels.get(row["term"], {}).items() if text}
        about = {"iri": str(row["term"]), "count": int(str(row["count"])), "label": label}
        terms[str(row["kind"])].append(about)
    return terms


def _example(graph: KnowledgeGraph, query: catalogue.Query) -> dict[str, str]:
    """A query of the catalogue, with the examples of its parameters where the graph has them."""
    given = {each.name: each.example for each in query.parameters if each.required}
    try:
        text = fill(query, graph.values(query, given))
    except ConvenorError:
        text = fill(query, {})
    return {"name": query.name, "summary": query.summary, "sparql": text}
