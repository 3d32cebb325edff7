"""Nanopublications: each claim with where it comes from and who published it, in four graphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from ...ontology.iris import PREFIXES, expand
from .claims import Claim, claims_on
from .content import Content
from .lookup import Lookup
from .output import Output
from .statements import second

__all__ = ["write_nanopublications"]

_NP = "http://www.nanopub.org/nschema#"
_PARTS = {
    "assertion": "hasAssertion",
    "provenance": "hasProvenance",
    "pubinfo": "hasPublicationInfo",
}
_LICENSE = NamedNode(expand("dcterms:license"))
_SELECTOR = NamedNode(expand("oa:hasSelector"))
_OF_PASSAGES = {
    NamedNode(expand(f"oa:{name}"))
    for name in ("hasSource", "hasSelector", "exact", "prefix", "suffix", "start", "end")
}


def write_nanopublications(content: Content, out: Output) -> None:
    """One nanopublication a claim: head, assertion, provenance and publication info."""
    name, media_type = "nanopublications", RdfFormat.TRIG.media_type
    with Lookup() as known, out.open(f"{name}.trig", name, media_type, compress=True) as file:
        for quad in content.quads():
            if quad.predicate in _OF_PASSAGES or quad.predicate == _LICENSE:
                known.add(str(quad.subject), f"{quad.triple} .")
        quads = _quads(content, known)
        serialize(quads, file, RdfFormat.TRIG, prefixes=PREFIXES | {"np": _NP})


def _quads(content: Content, known: Lookup) -> Iterator[Quad]:
    publisher = list(_publisher(content.graph.manifest, content.license))
    for subject, group in groupby(content.quads(), attrgetter("subject")):
        for claim in claims_on(subject, group):
            graphs = {
                "head": _head(claim),
                "assertion": claim.stated,
                "provenance": _provenance(claim, known),
                "pubinfo": _publication(claim, known, publisher),
            }
            for name, triples in graphs.items():
                graph = claim.part(name)
                for triple in triples:
                    yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _head(claim: Claim) -> Iterator[Triple]:
    this = claim.part("nanopublication")
    yield Triple(this, NamedNode(expand("rdf:type")), NamedNode(f"{_NP}Nanopublication"))
    for name, predicate in _PARTS.items():
        yield Triple(this, NamedNode(f"{_NP}{predicate}"), claim.part(name))


def _provenance(claim: Claim, known: Lookup) -> Iterator[Triple]:
    """The evidence of the claim, now of its assertion, with the words of passages."""
    assertion = claim.part("assertion")
    for triple in claim.evidence:
        yield Triple(assertion, triple.predicate, triple.object)
    for triple in claim.evidence:
        for told in _told(triple.object, known):
            yield told
            if told.predicate == _SELECTOR:
                yield from _told(told.object, known)


def _publication(
    claim: Claim, known: Lookup, publisher: list[tuple[str, str, NamedNode | Literal]]
) -> Iterator[Triple]:
    """Who made it and when, and the license that the source states."""
    for part, predicate, value in publisher:
        yield Triple(claim.part(part), NamedNode(expand(predicate)), value)
    yield Triple(
        claim.part("nanopublication"),
        NamedNode(expand("prov:wasAttributedTo")),
        claim.part("convenor"),
    )
    yield from (told for told in _told(claim.source, known) if told.predicate == _LICENSE)


def _publisher(
    manifest: Mapping[str, Any], license: str
) -> Iterator[tuple[str, str, NamedNode | Literal]]:
    """What is said of all nanopublications: who made them when, and how they may be used."""
    if license:
        yield "nanopublication", "dcterms:license", NamedNode(license)
    if ended := manifest.get("ended"):
        when = Literal(second(ended), datatype=NamedNode(expand("xsd:dateTime")))
        yield "nanopublication", "dcterms:created", when
    yield "convenor", "rdf:type", NamedNode(expand("prov:SoftwareAgent"))
    for each in manifest["software"]:
        if each["name"] == "convenor":
            yield "convenor", "cvn:name", Literal(each["name"])
            yield "convenor", "cvn:version", Literal(each["version"])


def _told(thing: object, known: Lookup) -> Iterator[Triple]:
    """What was remembered of a passage, a selector or a source."""
    for line in known.get(str(thing)) if isinstance(thing, NamedNode) else ():
        for quad in parse(line, format=RdfFormat.N_TRIPLES):
            yield quad.triple
