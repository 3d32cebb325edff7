"""The merged triples with their claims as reifiers of RDF 1.2."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, serialize

from ...ontology.iris import PREFIXES, expand
from .claims import claims_on, is_evidence
from .content import Content
from .output import Output

__all__ = ["write_reifiers"]

_REIFIES = NamedNode(expand("rdf:reifies"))


def write_reifiers(content: Content, out: Output) -> None:
    """Thing by thing what is stated, and each claim with its triples, source and passages."""
    with out.open("graph-reifiers.ttl", "reifiers", "text/turtle", compress=True) as file:
        serialize(_triples(content), file, RdfFormat.TURTLE, prefixes=PREFIXES)


def _triples(content: Content) -> Iterator[Triple]:
    for subject, group in groupby(content.quads(), attrgetter("subject")):
        quads = list(group)
        claims = list(claims_on(subject, quads))
        if not any(claim.iri == subject for claim in claims):
            kept = (q.triple for q in quads if is_evidence(q) or q.graph_name == DefaultGraph())
            yield from dict.fromkeys(kept)
        for claim in claims:
            for stated in claim.stated:
                yield Triple(claim.iri, _REIFIES, stated)
            yield from claim.evidence
