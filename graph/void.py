"""The figures of a graph in the words of VoID, the vocabulary of interlinked data sets.

https://www.w3.org/TR/void/; a link set is what leads by one property to one other data set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from ..ontology.iris import PREFIXES, digest, expand, slug
from .result import short_iri
from .statistics import Statistics

__all__ = ["VOID", "dataset_iri", "describe_figures"]

VOID = "http://rdfs.org/ns/void#"
_SYNTAX = PREFIXES["rdf"]
_LAST = re.compile(r"[^/#]*\Z")


def dataset_iri(base: str) -> str:
    """IRI of the data set of a graph with a base IRI; the document before ``#`` describes it."""
    return f"{base}.well-known/void#dataset"


def describe_figures(dataset: str, figures: Statistics, base: str) -> Iterator[Triple]:
    """What is counted of a data set: the whole, its classes, its properties, its links."""
    counts = {
        "triples": figures.triples,
        "entities": figures.entities,
        "distinctSubjects": figures.subjects,
        "properties": len(figures.properties),
        "classes": len(figures.classes),
    }
    yield from _said(dataset, counts)
    yield _triple(dataset, "uriSpace", Literal(f"{base}id/"))
    for space in _vocabularies(figures):
        yield _triple(dataset, "vocabulary", NamedNode(space))
    for iri, count in figures.classes.items():
        part = f"{dataset}-class-{_word(iri)}"
        yield _triple(dataset, "classPartition", NamedNode(part))
        yield _triple(part, "class", NamedNode(iri))
        yield from _said(part, {"entities": count})
    for iri, count in figures.properties.items():
        part = f"{dataset}-property-{_word(iri)}"
        yield _triple(dataset, "propertyPartition", NamedNode(part))
        yield _triple(part, "property", NamedNode(iri))
        yield from _said(part, {"triples": count})
    for (iri, space), count in figures.links.items():
        yield from _links(dataset, iri, space, count)


def _links(dataset: str, iri: str, space: str, count: int) -> Iterator[Triple]:
    site = urlsplit(space).netloc
    target = f"{dataset}-target-{slug(site)}-{digest(space)}"
    links = f"{dataset}-links-{_word(iri)}-{slug(site)}-{digest(space)}"
    yield _triple(dataset, "subset", NamedNode(links))
    yield _typed(links, "Linkset")
    yield _triple(links, "linkPredicate", NamedNode(iri))
    yield _triple(links, "subjectsTarget", NamedNode(dataset))
    yield _triple(links, "objectsTarget", NamedNode(target))
    yield from _said(links, {"triples": count})
    yield _typed(target, "Dataset")
    yield _triple(target, "uriSpace", Literal(space))
    yield Triple(NamedNode(target), NamedNode(expand("dcterms:title")), Literal(site))


def _vocabularies(figures: Statistics) -> list[str]:
    """The name spaces of the classes and properties in use, RDF itself left out."""
    spaces = {_LAST.sub("", iri) for iri in (*figures.classes, *figures.properties)}
    return sorted(spaces - {_SYNTAX})


def _word(iri: str) -> str:
    """An IRI as part of a fragment: ``cvn-Edition``."""
    short = short_iri(iri, "")
    return f"{slug(iri)}" if short == iri else short.replace(":", "-")


def _said(subject: str, counts: dict[str, int]) -> Iterator[Triple]:
    for name, count in counts.items():
        yield _triple(subject, name, Literal(count))


def _typed(subject: str, name: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand("rdf:type")), NamedNode(VOID + name))


def _triple(subject: str, name: str, value: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(VOID + name), value)
