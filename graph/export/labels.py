"""Labels of a release: what all things are called, and what kind of thing each is."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from ...ontology.iris import expand
from .content import Content
from .output import Output

__all__ = ["write_labels"]

_TYPE = NamedNode(expand("rdf:type"))
_LABELS = {
    NamedNode(expand(name))
    for name in ("dcterms:title", "rdfs:label", "skos:altLabel", "skos:prefLabel")
}


def write_labels(content: Content, out: Output) -> None:
    """The labels of all things that have some, with their classes."""
    with out.open("labels.nt", "labels", "application/n-triples", compress=True) as file:
        serialize(_labels(content), file, RdfFormat.N_TRIPLES)


def _labels(content: Content) -> Iterator[Triple]:
    for _, triples in content.things():
        if any(triple.predicate in _LABELS for triple in triples):
            for triple in triples:
                if triple.predicate in _LABELS or triple.predicate == _TYPE:
                    yield triple
