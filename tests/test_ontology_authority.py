"""The bundled authority files of bodies and places."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from convenor.ontology import authority, fields, iris, schemes

FACTS = Path(__file__).parents[1].parent / "shared" / "facts"
HOME = iris.Iris()


def quads(name: str, base: iris.Iris = HOME) -> list[Quad]:
    return [q for q in authority.quads(name, base) if not str(q.graph_name).endswith("claims>")]


def values(name: str, predicate: str) -> dict[str, list[NamedNode | Literal]]:
    found: dict[str, list[NamedNode | Literal]] = {}
    for quad in quads(name):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        if quad.predicate.value == iris.expand(predicate):
            found.setdefault(quad.subject.value, []).append(quad.object)
    return found


@pytest.mark.parametrize("name", authority.AUTHORITIES)
def test_identifiers_are_plain_and_minted_as_records_mint_them(name: str) -> None:
    kind = authority.AUTHORITIES[name]
    for identifiers in authority.names(name).values():
        for identifier in identifiers:
            assert iris.slug(identifier) == identifier
    things = {node for node in values(name, "rdf:type") if "/id/change/" not in node}
    named = {identifier for found in authority.names(name).values() for identifier in found}
    assert things == {HOME.thing(kind, identifier) for identifier in named}


@pytest.mark.parametrize("name", authority.AUTHORITIES)
def test_labels_have_a_language_and_one_owner(name: str) -> None:
    preferred = values(name, "skos:prefLabel")
    assert set(preferred) == set(values(name, "rdf:type"))
    for node, labels in preferred.items():
        languages = [label.language for label in labels if isinstance(label, Literal)]
        assert "en" in languages or "zh" in languages, node
        assert len(languages) == len(set(languages)), node
    for node, labels in values(name, "skos:altLabel").items():
        assert all(isinstance(label, Literal) and label.language for label in labels), node
        assert not set(labels) & set(preferred[node]), node
    shared = {label: ids for label, ids in authority.names(name).items() if len(ids) > 1}
    assert shared == {}


@pytest.mark.parametrize(
    ("label", "language"),
    [("工信部", "zh"), ("MIIT", "en"), ("ベトナム", "ja"), ("길림성정부", "ko"), ("國務院", "zh")],
)
def test_other_names_carry_the_language_of_their_script(label: str, language: str) -> None:
    assert Literal(label, language=language) in {
        value for labels in values("bodies", "skos:altLabel").values() for value in labels
    }


def test_every_body_has_a_kind_and_the_classes_of_that_kind() -> None:
    kinds, classes = values("bodies", "cvn:kind"), values("bodies", "rdf:type")
    known = {iris.concept("kind", name): name for name in schemes.concepts("kind")}
    bodies = {node for node in classes if "/id/organization/" in node}
    assert set(kinds) == bodies
    for node in bodies:
        (kind,) = kinds[node]
        standard = fields.KIND_TYPES.get(known[kind.value])
        expected = {"org:Organization"} | ({standard} if standard else set())
        assert {value.value for value in classes[node]} == {iris.expand(each) for each in expected}


@pytest.mark.parametrize(
    ("name", "predicate"),
    [
        ("bodies", "org:subOrganizationOf"),
        ("bodies", "org:originalOrganization"),
        ("bodies", "org:resultingOrganization"),
        ("places", "schema:containedInPlace"),
    ],
)
def test_references_lead_to_described_things(name: str, predicate: str) -> None:
    described, found = set(values(name, "rdf:type")), values(name, predicate)
    assert found
    for node, targets in found.items():
        assert {target.value for target in targets} <= described - {node}


def test_every_place_but_the_country_lies_in_it() -> None:
    within = {
        node: found[0].value for node, found in values("places", "schema:containedInPlace").items()
    }
    china = HOME.thing("place", "china")
    for node in values("places", "rdf:type"):
        steps = 0
        while node != china:
            node, steps = within[node], steps + 1
            assert steps <= 3


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Hefei", "hefei"),
        ("合肥市", "hefei"),
        ("安徽省", "anhui"),
        ("Beijing", "beijing"),
        ("北京市", "beijing"),
        ("重慶", "chongqing"),
        ("骆岗公园", "luogang-park"),
        ("Bo'ao", "boao"),
        ("中国", "china"),
        ("Atlantis", None),
    ],
)
def test_place_id(name: str, identifier: str | None) -> None:
    assert authority.place_id(name) == identifier


@pytest.mark.parametrize("base", ["https://data.example.org/fairs/", "http://localhost:8000/"])
def test_things_follow_the_base_and_the_vocabulary_does_not(base: str) -> None:
    moved = {quad.subject for quad in quads("bodies", iris.Iris(base))}
    assert NamedNode(f"{base}id/organization/miit") in moved
    objects = {quad.object for quad in quads("bodies", iris.Iris(base))}
    assert NamedNode(iris.concept("kind", "ministry")) in objects
    assert not any(str(term).startswith(f"<{HOME.base}id/") for term in moved | objects)


@pytest.mark.parametrize("name", authority.AUTHORITIES)
def test_everything_has_evidence(name: str) -> None:
    claims = NamedNode(HOME.claims(HOME.authority(name)))
    backed = [quad for quad in authority.quads(name, HOME) if quad.graph_name == claims]
    assert {quad.predicate.value for quad in backed} == {iris.expand("prov:wasDerivedFrom")}
    assert {quad.subject for quad in backed} == {quad.subject for quad in quads(name)}
    assert len(backed) == len({quad.subject for quad in backed})


@pytest.mark.skipif(not FACTS.exists(), reason="the collected tables are not here")
def test_authorities_cover_the_collected_tables() -> None:
    with (FACTS / "bodies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in filter(None, (row["name_en"], row["name_zh"])):
                assert authority.names("bodies")[name.casefold()] == {row["body_id"]}
    with (FACTS / "editions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in filter(None, (row["city"], row["province"])):
                assert authority.place_id(name), name
