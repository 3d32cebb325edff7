"""Every query of the package with the values of its examples, to ask two stores the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from convenor.graph.knowledge import KnowledgeGraph
from convenor.ontology.iris import expand
from convenor.queries import catalogue
from convenor.queries.catalogue import Parameter, Query

Values = dict[str, NamedNode | Literal]
Case = tuple[str, Query, Values]

_FOLDERS = (
    "answers checks conflicts derive describe endpoint explain explorer export names network search"
).split()
# Examples of things that have no name: the first that the graph has with this property.
_NAMELESS = {
    ("figure", "subject"): "cvn:bound",
    ("participation", "subject"): "m8g:role",
    ("quotes", "place"): "oa:hasSelector",
}


def cases(graph: KnowledgeGraph) -> Iterator[Case]:
    """Folder, query and values: those of all examples, and those of the required parameters."""
    for folder in _FOLDERS:
        for query in catalogue.load_folder(folder):
            every = {each.name: _value(graph, query, each) for each in query.parameters}
            yield folder, query, every
            required = {each.name: every[each.name] for each in query.parameters if each.required}
            if required != every:
                yield folder, query, required


def _value(graph: KnowledgeGraph, query: Query, parameter: Parameter) -> NamedNode | Literal:
    name, text = parameter.name, parameter.example
    if predicate := _NAMELESS.get((query.name, name)):
        return _first_subject(graph, expand(predicate))
    if parameter.type != "thing":
        return graph.values(replace(query, parameters=(parameter,)), {name: text})[name]
    if "://" in text:
        return NamedNode(text)
    if ":" in text:
        return NamedNode(expand(text))
    if text.endswith("/claims"):
        return NamedNode(graph.iris.base + "source/" + text)
    return graph.names.find(text)


def _first_subject(graph: KnowledgeGraph, predicate: str) -> NamedNode:
    """The first by its IRI of what has this property, or what is not there."""
    named = (quad.subject for quad in graph.store.quads() if quad.predicate.value == predicate)
    found = (each for each in named if isinstance(each, NamedNode))
    return min(found, key=str, default=NamedNode(graph.iris.base + "none"))
