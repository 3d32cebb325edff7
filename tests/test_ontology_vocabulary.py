"""The vocabulary: complete, bilingual, and tied to the standard terms."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from convenor.ontology import fields, iris, schemes

FILE = Path(iris.__file__).with_name("vocabulary.ttl")
CVN = rdflib.Namespace(iris.VOCABULARY)
ONTOLOGY = rdflib.URIRef(iris.Iris().vocabulary)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
GRAPH = rdflib.Graph().parse(FILE)
OWN = sorted(
    {term for kind in KINDS for term in GRAPH.subjects(RDF.type, kind)}, key=lambda term: str(term)
)


def is_own(term: rdflib.term.Node) -> bool:
    return str(term).startswith(CVN)


def test_ontology_is_declared_once() -> None:
    assert list(GRAPH.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


@pytest.mark.parametrize("term", OWN, ids=lambda term: str(term).rpartition("#")[2])
def test_own_term_is_named_defined_shown_and_tied_to_a_standard(term: rdflib.URIRef) -> None:
    assert is_own(term)
    assert _languages(term, RDFS.label) == ["en", "zh"]
    assert _languages(term, SKOS.definition) == ["en"]
    assert _languages(term, SKOS.example) == ["en"]
    assert list(GRAPH.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]
    assert len(list(GRAPH.objects(term, RDF.type))) == 1
    is_class = (term, RDF.type, OWL.Class) in GRAPH
    broader = set(GRAPH.objects(term, RDFS.subClassOf if is_class else RDFS.subPropertyOf))
    assert broader
    assert not any(is_own(parent) for parent in broader)


def test_every_own_term_that_is_used_is_declared() -> None:
    used = {term for triple in GRAPH for term in triple if is_own(term)}
    used |= {
        rdflib.URIRef(iri) for iri in schemes.flat_properties().values() if iri.startswith(CVN)
    }
    for name in ("schemes.ttl", "shapes.ttl", "authority/bodies.ttl", "authority/places.ttl"):
        other = rdflib.Graph().parse(FILE.parent / name, publicID=iris.DEFAULT_BASE)
        used |= {term for triple in other for term in triple if is_own(term)}
    assert used <= set(OWN)


def test_other_terms_are_named_but_not_claimed() -> None:
    other = set(GRAPH.subjects(RDFS.label)) - set(OWN)
    assert len(other) > 50
    for term in other:
        assert _languages(term, RDFS.label) == ["en", "zh"], term
        assert not list(GRAPH.objects(term, RDFS.isDefinedBy))
        assert not list(GRAPH.objects(term, RDFS.subPropertyOf | RDFS.subClassOf))


def test_domains_and_ranges_are_classes_that_are_named() -> None:
    datatypes = str(rdflib.XSD)
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf):
        for value in GRAPH.objects(None, predicate):
            if str(value).startswith(datatypes) or value in (RDF.Property, *_STANDARD_ONLY):
                continue
            assert _languages(value, RDFS.label) == ["en", "zh"], value


def test_terms_that_conflict_are_marked_in_the_graph() -> None:
    marked = set(GRAPH.subjects(CVN.conflictsWhenDifferent, rdflib.Literal(True)))
    expected = [
        "schema:startDate",
        "schema:endDate",
        "cvn:editionNumber",
        "cvn:year",
        "cvn:signedOn",
    ]
    assert {rdflib.URIRef(iris.expand(curie)) for curie in expected} <= marked
    # One thing has many of these, so two of them are no conflict.
    many = ["skos:prefLabel", "schema:organizer", "schema:about", "m8g:hasParticipation"]
    assert not {rdflib.URIRef(iris.expand(curie)) for curie in many} & marked
    written = {curie for table in fields.FIELDS.values() for curie, _ in table.values()}
    written |= set(fields.VALUE_PROPERTY.values()) | {"schema:value", "schema:endDate"}
    assert marked <= {rdflib.URIRef(iris.expand(curie)) for curie in written}


_STANDARD_ONLY = [
    rdflib.URIRef(iris.expand(curie))
    for curie in ("schema:Thing", "schema:Observation", "rdf:Statement", "prov:Entity")
]


def _languages(term: rdflib.term.Node, predicate: rdflib.URIRef) -> list[str]:
    values = list(GRAPH.objects(term, predicate))
    return sorted(value.language or "" for value in values if isinstance(value, rdflib.Literal))
