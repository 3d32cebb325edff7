"""The page of a query of the catalogue: its form, its answer, and how programs ask it."""

from __future__ import annotations

from typing import Any

from ...graph.knowledge import KnowledgeGraph
from ...ontology.schemes import concepts, in_chinese, schemes
from ...queries import catalogue
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from .rows import table_of
from .snippets import snippets
from .template import render

__all__ = ["question_page"]


def question_page(
    graph: KnowledgeGraph, name: str, values: dict[str, str], asked: Asked, mistake: str = ""
) -> str:
    """The page of a query with values for its parameters.

    It shows the form alone where a value is missing, or with the mistake in one.
    """
    query = catalogue.get(name)
    table: dict[str, Any] = {"rows": None}
    if not mistake and all(each.name in values for each in query.parameters if each.required):
        table = table_of(graph.query(name, **values), Addresses(graph.iris.base, asked.root))
        sparql, given = fill(query, graph.values(query, values)), values
    else:
        sparql = fill(query, {})
        given = {each.name: each.example for each in query.parameters if each.required}
    return render(
        "query.html",
        asked,
        query=query,
        values=values,
        mistake=mistake,
        concepts={
            each.type: _labels(each.type, asked.language)
            for each in query.parameters
            if each.type in schemes()
        },
        sparql=sparql,
        snippets=snippets(asked.absolute(asked.root + asked.path), name, given),
        **table,
    )


def _labels(scheme: str, language: str) -> dict[str, str]:
    """The concepts of a scheme by their names, in that order, each with its label."""
    labels = in_chinese(scheme) if language == "zh" else {}
    return {name: labels.get(name, name) for name in concepts(scheme)}
