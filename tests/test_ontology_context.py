"""The JSON-LD context: every term known, and nothing lost on the way there and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import RDFS, SKOS, XSD, Literal, URIRef
from rdflib.compare import isomorphic

from convenor.ontology import fields, iris

# rdflib's own JSON-LD parser and serializer use the class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FILE = Path(iris.__file__).with_name("context.jsonld")
CONTEXT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["@context"]
TERMS = {
    term: value["@id"] if isinstance(value, dict) else value
    for term, value in CONTEXT.items()
    if not term.startswith("@") and term not in {*iris.PREFIXES, "id", "type"}
}
DATA = """
@prefix cvn: <https://w3id.org/convenor/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/convenor/id/> .
<edition/e> a cvn:Edition, schema:ExhibitionEvent ;
    skos:prefLabel "Fair"@en, "博览会"@zh, "untagged" ; skos:altLabel "a"@en, "b"@en ;
    schema:startDate "2023-09-20"^^xsd:date, "2023-09"^^xsd:gYearMonth ;
    cvn:year "2023"^^xsd:gYear ; cvn:editionNumber 5 ; schema:organizer <b/x>, <b/y> ;
    cvn:status <https://w3id.org/convenor/concept/status/held> .
<area/a> cvn:squareMetres 12.5, 13 ; cvn:outdoor true ; cvn:areaOf <edition/e> .
<agreement/a> a <https://spec.edmcouncil.org/fibo/ontology/FND/Agreements/Agreements/Agreement> ;
    schema:value 900000000000000001 ; schema:minValue 0.1 .
"""


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(FILE.with_name("vocabulary.ttl"))


def there_and_back(graph: rdflib.Graph) -> tuple[dict[str, Any], rdflib.Graph]:
    written = graph.serialize(format="json-ld", context=CONTEXT)
    return json.loads(written), rdflib.Graph().parse(data=written, format="json-ld")


def test_a_graph_comes_back_as_it_was() -> None:
    graph = rdflib.Graph().parse(data=DATA, format="turtle")
    written, back = there_and_back(graph)
    assert isomorphic(graph, back)
    edition = next(node for node in written["@graph"] if node["id"].endswith("/e"))
    assert edition["altLabel"] == {"en": ["a", "b"]} or edition["altLabel"] == {"en": ["b", "a"]}
    assert edition["year"] == "2023"
    assert edition["status"] == "https://w3id.org/convenor/concept/status/held"


@pytest.mark.parametrize("term", TERMS)
def test_every_term_survives_on_its_own(term: str) -> None:
    predicate, value = URIRef(iris.expand(TERMS[term])), CONTEXT[term]
    kind = str(value.get("@type")) if isinstance(value, dict) else ""
    literal = {"xsd:gYear": Literal("2023", datatype=XSD.gYear), "xsd:boolean": Literal(True)}
    objects = {"@id": URIRef("https://example.org/o"), "xsd:integer": Literal(3), **literal}
    graph = rdflib.Graph()
    if term[0].isupper():
        graph.add((URIRef("https://example.org/s"), rdflib.RDF.type, predicate))
    else:
        graph.add((URIRef("https://example.org/s"), predicate, objects.get(kind, Literal("x"))))
        graph.add((URIRef("https://example.org/s"), SKOS.prefLabel, Literal("s", lang="en")))
    written, back = there_and_back(graph)
    assert isomorphic(graph, back)
    assert term in json.dumps(written).replace("@", "")


def test_every_term_is_known_and_has_the_name_of_what_it_stands_for(
    vocabulary: rdflib.Graph,
) -> None:
    for term, curie in TERMS.items():
        assert (URIRef(iris.expand(curie)), RDFS.label, None) in vocabulary, term
        assert curie.partition(":")[2] == term


def test_prefixes_are_those_of_the_package() -> None:
    assert {term: CONTEXT[term] for term in iris.PREFIXES} == iris.PREFIXES


def test_every_predicate_and_class_of_records_is_a_term() -> None:
    written = {curie for table in fields.FIELDS.values() for curie, _ in table.values()}
    written |= {curie for curies in fields.TYPES.values() for curie in curies}
    written |= {*fields.KIND_TYPES.values(), *fields.RELEASE_TYPES.values()}
    written |= {*fields.VALUE_PROPERTY.values(), "schema:value", "cvn:unit", "cvn:bound"}
    # The first is @type; the local name of the other is taken by our own class, which every
    # agreement carries as well.
    assert written - set(TERMS.values()) == {"rdf:type", "fibo-fnd-agr-agr:Agreement"}


def test_every_own_property_of_things_is_a_term(vocabulary: rdflib.Graph) -> None:
    known = {iris.expand(curie) for curie in TERMS.values()}
    for kind in ("ObjectProperty", "DatatypeProperty", "Class"):
        for term in vocabulary.subjects(rdflib.RDF.type, URIRef(iris.expand(f"owl:{kind}"))):
            of = str(vocabulary.value(term, RDFS.domain))
            # The manifest of a graph, which tells of its run, has a context of its own.
            assert str(term) in known or of.startswith(iris.PREFIXES["prov"])
