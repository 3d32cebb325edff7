"""Identifiers of other data sets: their one form, from tables into the graph and onto pages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from pyoxigraph import NamedNode

from convenor.graph.build import build
from convenor.graph.conflicts import CONTRADICTION
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import open_graph
from convenor.loaders.inputs import find_inputs
from convenor.loaders.records.mapping import parse_mapping, read_mapping
from convenor.loaders.records.reading import Reading, read_records
from convenor.loaders.records.references import Known
from convenor.loaders.records.report import Report
from convenor.ontology import model
from convenor.ontology.errors import InputError, MappingError
from convenor.ontology.iris import Iris, expand
from convenor.ontology.rdf import Writer
from convenor.ontology.registries import REGISTRIES, canonical, registry_of

SAME = {
    "http://www.wikidata.org/entity/Q42": (
        "wikidata:Q42",
        " Wikidata:q42 ",
        "https://www.wikidata.org/wiki/Q42",
        "https://m.wikidata.org/wiki/Q42?uselang=zh#sitelinks",
        "http://www.wikidata.org/entity/Q42",
    ),
    "https://ror.org/03yrm5c26": (
        "ror:03YRM5C26",
        "ror.org/03yrm5c26",
        "https://ror.org/03yrm5c26/",
    ),
    "https://isni.org/isni/000000012146438X": (
        "isni:0000 0001 2146 438x",
        "https://www.isni.org/isni/000000012146438X",
        "http://isni.org/0000-0001-2146-438X",
    ),
    "http://viaf.org/viaf/75121530": ("viaf:75121530", "https://viaf.org/viaf/75121530/"),
    "https://d-nb.info/gnd/118540238": ("gnd:118540238", "http://d-nb.info/gnd/118540238"),
    "https://d-nb.info/gnd/4005728-8": ("gnd:4005728-8",),
    "http://id.loc.gov/authorities/names/n79021164": (
        "loc:n79021164",
        "https://id.loc.gov/authorities/names/n79021164",
    ),
    "https://sws.geonames.org/1814991/": (
        "geonames:1814991",
        "https://www.geonames.org/1814991",
        "http://sws.geonames.org/1814991/",
    ),
    "http://dbpedia.org/resource/AC/DC": ("https://dbpedia.org/page/AC/DC", "dbpedia:AC/DC"),
    "https://data.example.org/fairs/7": ("https://data.example.org/fairs/7",),
}


@pytest.mark.parametrize(("iri", "given_as"), [(k, v) for k, all_ in SAME.items() for v in all_])
def test_every_way_of_writing_an_identifier_is_one_iri(iri: str, given_as: str) -> None:
    assert canonical(given_as) == iri


@pytest.mark.parametrize("iri", SAME)
def test_what_is_canonical_stays(iri: str) -> None:
    assert canonical(iri) == iri


@pytest.mark.parametrize(
    ("text", "registry", "reason"),
    [
        ("Q0", "wikidata", "no identifier of Wikidata"),
        ("P31", "wikidata", "no identifier of Wikidata"),
        ("Ministry of Commerce", "wikidata", "no identifier of Wikidata"),
        ("https://www.wikidata.org/wiki/Property:P31", "", "no identifier of Wikidata"),
        ("https://ror.org/03yrm5c26", "wikidata", "is of ROR, not of Wikidata"),
        ("https://example.org/Q42", "wikidata", "not of Wikidata"),
        ("03yrm5c27", "ror", "check digits"),
        ("isni:0000 0001 2146 4388", "", "check digits"),
        ("Q42", "", "no identifier of another data set"),
        ("urn:isbn:9780000000000", "", "no identifier of another data set"),
        ("https://example.org/a b", "", "no identifier of another data set"),
        ("", "", "no identifier of another data set"),
    ],
)
def test_what_is_no_identifier_is_told_with_the_reason(
    text: str, registry: str, reason: str
) -> None:
    with pytest.raises(InputError) as error:
        canonical(text, registry)
    assert reason in error.value.message
    assert error.value.next_step


@given(st.text(max_size=40), st.sampled_from(["", *REGISTRIES]))
def test_any_text_is_an_iri_that_stays_or_an_error(text: str, registry: str) -> None:
    try:
        iri = canonical(text, registry)
    except InputError:
        return
    assert canonical(iri) == iri


def test_the_registry_of_an_iri_is_known_by_its_whole_form() -> None:
    wikidata = registry_of("http://www.wikidata.org/entity/Q42")
    assert wikidata is REGISTRIES["wikidata"]
    assert wikidata.local("http://www.wikidata.org/entity/Q42") == "Q42"
    assert registry_of("http://www.wikidata.org/entity/L7") is None
    assert registry_of("https://data.example.org/fairs/7") is None
    for registry in REGISTRIES.values():
        assert registry_of(canonical(registry.example, registry.name)) is registry


def test_a_passage_that_states_an_identifier_is_its_evidence() -> None:
    words = "See also https://www.wikidata.org/wiki/Q42."
    where = model.Evidence("a.txt", "char=9,42", "a", model.Passage.cut(words, 9, 42))
    same_as = ("https://www.wikidata.org/wiki/Q42",)
    quads = list(Writer(Iris()).quads(model.Organization("lake", where, same_as=same_as)))
    (claim,) = {q.subject for q in quads if q.predicate.value == expand("rdf:object")}
    said = {q.predicate.value: q.object for q in quads if q.subject == claim}
    assert said[expand("rdf:predicate")] == NamedNode(expand("skos:exactMatch"))
    assert said[expand("rdf:object")] == NamedNode("http://www.wikidata.org/entity/Q42")


def table(folder: Path, name: str, *rows: dict[str, str]) -> str:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def test_tables_state_identifiers_and_a_wrong_one_rejects_its_row(tmp_path: Path) -> None:
    bodies = table(
        tmp_path,
        "bodies.csv",
        {"body_id": "a", "name_en": "A", "wikidata": "Q42|q43", "ror": "03yrm5c26", "same_as": ""},
        {"body_id": "b", "name_en": "B", "wikidata": "L42", "ror": "", "same_as": "viaf:7"},
    )
    report = Report()
    readings = [Reading(each, read_mapping()) for each in find_inputs([bodies])]
    (body,) = read_records(readings, known=Known(), report=report)
    assert isinstance(body, model.Organization)
    wikidata = "http://www.wikidata.org/entity/"
    assert body.same_as == (f"{wikidata}Q42", f"{wikidata}Q43", "https://ror.org/03yrm5c26")
    (problem,) = report.errors
    assert (problem.row, problem.column, problem.rule) == ("3", "wikidata", "bad-external")
    assert "Q42" in problem.message


def test_a_mapping_names_a_registry_that_exists() -> None:
    text = '[tables.t]\nrecord = "organization"\n[tables.t.columns]\nid = "id"\nq = "same_as@{}"\n'
    columns = parse_mapping(text.format("gnd")).tables["t"].columns
    assert (columns["q"].field, columns["q"].language) == ("same_as", "gnd")
    with pytest.raises(MappingError, match="no registry") as error:
        parse_mapping(text.format("wikidat"))
    assert "wikidata" in error.value.next_step


def test_two_sources_that_differ_stand_side_by_side(tmp_path: Path) -> None:
    sources = table(
        tmp_path,
        "sources.csv",
        {"source_id": "one", "url": "https://example.org/1", "publisher": "One"},
        {"source_id": "two", "url": "https://example.org/2", "publisher": "Two"},
    )
    lake = {"body_id": "lake", "name_en": "Lake Office", "source_id": "one", "ror": ""}
    bodies = table(
        tmp_path,
        "bodies.csv",
        {**lake, "wikidata": "Q42"},
        {**lake, "wikidata": "Q43", "source_id": "two", "ror": "03yrm5c26"},
        {**lake, "wikidata": "Q1|Q2", "body_id": "both"},
    )
    build(GraphFolder(tmp_path / "graph"), find_inputs([sources, bodies]))
    with open_graph(tmp_path / "graph") as graph:
        (found,) = (each for each in graph.conflicts() if each.property.startswith("same as"))
        assert (found.kind, found.property) == (CONTRADICTION, "same as (www.wikidata.org)")
        assert [said.publisher for side in (found.one, found.other) for said in side.said] == [
            "One",
            "Two",
        ]
        (proof,) = found.other.said[0].proofs
        assert ("wikidata", "Q43") in proof.cells
        linked = graph.statistics().links
        space = "http://www.wikidata.org/entity/"
        assert linked[expand("skos:exactMatch"), space] == 4
