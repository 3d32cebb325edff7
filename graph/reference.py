"""Reference data: what every graph holds besides its sources, and what rules derive from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ..ontology import authority, schemes
from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_folder
from .store import Store

__all__ = ["add_reference", "derive", "reference"]

_DERIVED_FROM = NamedNode(expand("prov:wasDerivedFrom"))
_VOCABULARY = Path(__file__).parent.parent / "ontology" / "vocabulary.ttl"


def reference(iris: Iris) -> Iterator[Quad]:
    """The vocabulary with its schemes and the authority files, each in a graph of its own."""
    graph = NamedNode(iris.vocabulary)
    for triple in (*parse(path=_VOCABULARY, format=RdfFormat.TURTLE), *schemes.quads()):
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
    for name in authority.AUTHORITIES:
        yield from authority.quads(name, iris)


def add_reference(store: Store, iris: Iris) -> None:
    """Add these to a store."""
    store.extend(reference(iris))


def derive(store: Store, iris: Iris) -> None:
    """Replace what the rules in ``queries/derive`` derive; the evidence is the name of the rule."""
    graph = NamedNode(iris.derived)
    claims = NamedNode(iris.claims(graph.value))
    # First, or the rules would take what they derived before for something a source says.
    store.remove_source(graph.value)
    quads = []
    for rule in load_folder("derive"):
        made = list(store.construct(rule.text))
        quads += [Quad(t.subject, t.predicate, t.object, graph) for t in made]
        evidence = NamedNode(f"{graph.value}#{rule.name}")
        quads += [
            Quad(subject, _DERIVED_FROM, evidence, claims) for subject in {t.subject for t in made}
        ]
    store.extend(quads)
