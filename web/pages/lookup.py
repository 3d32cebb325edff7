"""Lookup: from what is written in a field to the thing that is meant, or what it could be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...graph.result import short_iri
from ...ontology.errors import StoreError, UnresolvedNameError
from ...queries.catalogue import load_query
from .naming import short_of

__all__ = ["Looked", "look_up", "well_known"]

_MOST = 8  # suggestions


@dataclass(frozen=True)
class Looked:
    """What stands in a field: `text` as people write it, and the thing with its class and label.

    Without a thing, `suggestions` are what could be meant, each as it is written in an address and
    its label; they are `ambiguous` where all of them have the name.
    """

    text: str
    thing: NamedNode | None = None
    short: str = ""
    type: str = ""
    label: str = ""
    suggestions: Sequence[tuple[str, str]] = ()
    ambiguous: bool = False


def look_up(graph: KnowledgeGraph, text: str, language: str, classes: Collection[str]) -> Looked:
    """The thing of one of some classes (``organization``) that a text names, or suggestions."""
    if not text:
        return Looked("")
    fitting = _things(graph, text, classes)
    if len(fitting) == 1:
        iri = fitting[0]
        short, label = short_of(graph, iri), _label(graph, iri, language)
        written = label if _things(graph, label, classes) == fitting else short
        return Looked(written, NamedNode(iri), short, graph.iris.class_of(iri), label)
    alike = fitting or _alike(graph, text, language, classes)
    suggested = [(short_of(graph, iri), _label(graph, iri, language)) for iri in alike[:_MOST]]
    return Looked(text, suggestions=suggested, ambiguous=bool(fitting))


def _things(graph: KnowledgeGraph, text: str, classes: Collection[str]) -> list[str]:
    """All things of these classes that have a name."""
    try:
        found = [graph.names.find(text).value]
    except UnresolvedNameError as error:
        found = [iri for _, iri in error.candidates]
    return [iri for iri in found if graph.iris.class_of(iri) in classes]


def _alike(graph: KnowledgeGraph, text: str, language: str, classes: Collection[str]) -> list[str]:
    """Things that have the words in their names, else those whose names look alike."""
    try:
        found = graph.search(text, language, types=classes, most=_MOST)
    except StoreError:  # a graph may have no index of words
        return []
    near = [iri for name in found.near for iri in _things(graph, name, classes)]
    return [hit.iri for hit in found.hits] or list(dict.fromkeys(near))


def _label(graph: KnowledgeGraph, iri: str, language: str) -> str:
    return graph.provenance.label(NamedNode(iri), language) or short_iri(iri, graph.iris.base)


@lru_cache(maxsize=2)
def well_known(graph: KnowledgeGraph, language: str) -> list[tuple[str, str]]:
    """The bodies that organized most, each as it is written in an address and its label."""
    found = graph.store.select(load_query("explorer", "well_known").text).column("thing")
    return [(short_of(graph, str(iri)), _label(graph, str(iri), language)) for iri in found]
