"""Data and API: what is served, how to take it, and what this version was made of."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...graph.result import short_iri
from ...graph.views.catalogue import VIEWS
from ...ontology.iris import expand
from ...queries import catalogue
from ..addresses import Addresses
from ..asked import Asked
from ..negotiation import GRAPH_FORMATS, RESULT_FORMATS
from .snippets import snippets
from .template import render, words
from .tools import tools_of

__all__ = ["data_page"]

_QUESTION = "bodies_by_edition"  # is asked as an example
_SOURCE = expand("cvn:Source")


def data_page(graph: KnowledgeGraph, asked: Asked, format_: str, **settings: Any) -> str:
    """What is served and how to take it; `settings` are those of the server that readers meet."""
    things = _things(graph, asked)
    question = catalogue.get(_QUESTION)
    (parameter,) = (each for each in question.parameters if each.required)
    editions = [each for each in things if each["type"] == "edition"]
    values = {parameter.name: parameter.example}
    known = NamedNode(graph.iris.thing(parameter.type, parameter.example))
    if editions and not graph.store.contains(known):  # an example has to give an answer here
        values[parameter.name] = editions[0]["name"]
    address = asked.absolute(f"{asked.root}/api/queries/{question.name}")
    counts = {str(row["class"]): row["count"] for row in graph.classes().rows()}
    return render(
        "data.html",
        asked,
        tools=tools_of(graph, asked, words(asked.language)("Data and API")),
        things=things,
        example=(editions or things or [{"address": ""}])[0]["address"],
        formats=GRAPH_FORMATS,
        results=RESULT_FORMATS,
        question=question,
        snippets=snippets(address, question.name, values),
        networks=_networks(asked),
        manifest=graph.manifest,
        version=graph.version.name,
        sources=counts.get(_SOURCE, 0),
        settings=settings,
    )


def _things(graph: KnowledgeGraph, asked: Asked) -> list[dict[str, Any]]:
    """Examples of what the graph holds, each with the addresses of its documents."""
    addresses = Addresses(graph.iris.base, asked.root)
    found = graph.store.select(catalogue.load_query("describe", "examples").text)
    iris = [str(iri) for iri in found.column("thing")]
    labels = graph.provenance.labels_of(iris, asked.language)
    return [
        {
            "iri": iri,
            "type": graph.iris.class_of(iri) or "source",
            "name": short_iri(iri, graph.iris.base),
            "label": labels.get(iri) or short_iri(iri, graph.iris.base),
            "page": addresses.page(iri),
            "address": asked.absolute(addresses.page(iri).replace("/doc/", "/", 1)),
            "documents": [(each, addresses.page(iri, each.suffix)) for each in GRAPH_FORMATS],
        }
        for iri in iris
    ]


def _networks(asked: Asked) -> list[dict[str, Any]]:
    """The networks with the addresses of their page and of their files, within the years chosen."""
    return [
        {
            "title": view.title_zh if asked.language == "zh" else view.title,
            "page": asked.at("/graph", view=name),
            "files": [
                (format_, asked.at("/graph", view=name, format=format_))
                for format_ in ("gexf", "graphml", "csv", "json")
            ],
        }
        for name, view in VIEWS.items()
    ]
