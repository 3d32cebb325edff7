"""The bundled concept schemes: names, labels, shortcuts and links to other vocabularies."""

from __future__ import annotations

from collections import defaultdict

import pytest
import rdflib
from rdflib import SKOS

from convenor.ontology import fields, iris, schemes

CVN = rdflib.Namespace(iris.VOCABULARY)
SCHEMA = rdflib.Namespace(iris.PREFIXES["schema"])
NAMES = [(scheme, name) for scheme in schemes.schemes() for name in schemes.concepts(scheme)]


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    lines = "".join(
        f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in schemes.quads()
    )
    return rdflib.Graph().parse(data=lines, format="nt")


def test_schemes_are_those_that_records_use() -> None:
    used = {
        form.removeprefix("concept ")
        for table in fields.FIELDS.values()
        for _, form in table.values()
        if form.startswith("concept ")
    }
    assert set(schemes.schemes()) == used | {"bound"}


@pytest.mark.parametrize(("scheme", "name"), NAMES)
def test_name_leads_to_the_concept_it_is_the_english_label_of(
    graph: rdflib.Graph, scheme: str, name: str
) -> None:
    concept = rdflib.URIRef(iris.concept(scheme, name))
    assert rdflib.Literal(name, lang="en") in set(graph.objects(concept, SKOS.prefLabel))
    assert schemes.schemes()[scheme][name.casefold()] == name


def test_every_concept_is_fully_described(graph: rdflib.Graph) -> None:
    concepts = set(graph.subjects(rdflib.RDF.type, SKOS.Concept))
    assert {str(concept) for concept in concepts} == {iris.concept(*pair) for pair in NAMES}
    for concept in concepts:
        scheme = rdflib.URIRef(str(concept).rpartition("/")[0])
        assert set(graph.objects(concept, SKOS.inScheme)) == {scheme}
        assert set(graph.objects(concept, SKOS.topConceptOf)) == {scheme}
        assert (scheme, rdflib.RDF.type, SKOS.ConceptScheme) in graph
        assert [_language(label) for label in graph.objects(concept, SKOS.definition)] == ["en"]
    for thing in concepts | set(graph.subjects(rdflib.RDF.type, SKOS.ConceptScheme)):
        languages = sorted(_language(label) for label in graph.objects(thing, SKOS.prefLabel))
        assert languages == ["en", "zh"], thing


def test_no_two_concepts_of_a_scheme_share_a_label(graph: rdflib.Graph) -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for predicate in (SKOS.prefLabel, SKOS.altLabel):
        for concept, label in graph.subject_objects(predicate):
            owners[str(concept).rpartition("/")[0], str(label).casefold()].add(str(concept))
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("scheme", "written", "name"),
    [
        ("role", "主宾国", "guest of honour"),
        ("role", "指导", "supporter"),
        ("role", "协办", "co-organizer"),
        ("role", "Press-Contact", "press contact"),
        ("measure", "Fortune-500 Companies", "fortune-500 companies"),
        ("unit", "km per h", "km/h"),
        ("unit", "m²", "m2"),
        ("unit", "吨", "t"),
        ("kind", "省政府", "provincial government"),
        ("bound", "不少于", "at least"),
    ],
)
def test_wordings_of_tables_are_understood(scheme: str, written: str, name: str) -> None:
    assert schemes.schemes()[scheme][written.casefold()] == name


def test_every_role_has_one_shortcut(graph: rdflib.Graph) -> None:
    flat = schemes.flat_properties()
    assert tuple(sorted(flat)) == schemes.concepts("role")
    assert flat["co-host"] == flat["organizer"] == str(SCHEMA.organizer)
    assert flat["undertaker"] == str(CVN.undertaker)
    assert len(list(graph.triples((None, CVN.flatProperty, None)))) == len(flat)


def test_units_lead_to_qudt_and_carry_a_code(graph: rdflib.Graph) -> None:
    for name in schemes.concepts("unit"):
        concept = rdflib.URIRef(iris.concept("unit", name))
        matches = list(graph.objects(concept, SKOS.exactMatch))
        assert len(matches) == 1
        assert str(matches[0]).startswith("http://qudt.org/vocab/")
        assert len(list(graph.objects(concept, SKOS.notation))) == 1


def _language(term: rdflib.term.Node) -> str:
    assert isinstance(term, rdflib.Literal)
    return term.language or ""
