"""What nodes are: class, labels in English and Chinese, kind of a body."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ...ontology.iris import Iris, expand
from ...queries.catalogue import load_query
from ..result import short_iri
from ..store import Store
from .slices import read_kinds

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["CLASSES", "describe", "read_labels"]

# By the class part of the IRI of a thing.
CLASSES = {
    "activity": "cvn:Activity",
    "agreement": "cvn:Agreement",
    "area": "cvn:ExhibitionArea",
    "edition": "cvn:Edition",
    "exhibit": "cvn:Exhibit",
    "industry": "cvn:Industry",
    "organization": "org:Organization",
    "place": "schema:Place",
    "release": "cvn:Release",
    "series": "cvn:Convention",
    "theme": "cvn:Theme",
}


def describe(graph: nx.Graph, store: Store, iris: Iris, classes: Collection[str]) -> None:
    """Give each node its `type`, its labels, and its `kind` if it is a body that has one.

    `classes` are those of the nodes, as in their IRIs: the labels of these are read.
    """
    labels = read_labels(store, classes)
    kinds = read_kinds(store) if "organization" in classes else {}
    for node, data in graph.nodes(data=True):
        data["type"] = iris.class_of(node) or "thing"
        data["label"] = short_iri(node, iris.base)
        data |= _named(labels.get(node, {}))
        data.setdefault("years", ())
        if node in kinds:
            data["kind"] = kinds[node]


def _named(labels: Mapping[str, str]) -> dict[str, str]:
    """The node attributes of labels by language: English first, else whatever there is.

    >>> _named({"zh": "合肥"}), _named({"en": "Hefei", "zh": "合肥"})
    ({'label': '合肥', 'label_zh': '合肥'}, {'label': 'Hefei', 'label_zh': '合肥'})
    """
    found = {}
    if labels:
        found["label"] = labels.get("en") or labels[min(labels)]
    if "zh" in labels:
        found["label_zh"] = labels["zh"]
    return found


def read_labels(store: Store, classes: Collection[str]) -> dict[str, dict[str, str]]:
    """The labels of all things of the classes (``organization``), by IRI and language.

    Chinese in any script or region counts as ``zh``; of several labels the first by code point.
    """
    found: dict[str, dict[str, str]] = {}
    text = load_query("network", "labels").text
    for name in sorted(CLASSES.keys() & set(classes)):
        columns = store.columns(text, {"class": NamedNode(expand(CLASSES[name]))})
        nodes, labels = columns["node"], columns["label"]
        iris, terms = nodes.texts(), labels.terms
        for node, label in zip(nodes.codes.tolist(), labels.codes.tolist(), strict=True):
            term = terms[label]
            if isinstance(term, Literal):
                language = (term.language or "").partition("-")[0]
                own = found.setdefault(iris[node], {})
                own[language] = min(own.get(language, term.value), term.value)
    return found
