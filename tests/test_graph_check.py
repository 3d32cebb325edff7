"""Checks: every rule finds what is planted for it, and the formats are what tools read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from convenor.graph.check import (
    Finding,
    check,
    conforms,
    run_rules,
    run_shapes,
    to_json,
    to_junit,
    to_sarif,
)
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.knowledge import KnowledgeGraph
from convenor.graph.reference import add_reference
from convenor.graph.store import Store
from convenor.ontology.iris import Iris
from convenor.queries.catalogue import load_folder

PREFIXES = """
@prefix cvn: <https://w3id.org/convenor/ontology#> .
@prefix ed: <https://w3id.org/convenor/id/edition/> .
@prefix measure: <https://w3id.org/convenor/concept/measure/> .
@prefix bound: <https://w3id.org/convenor/concept/bound/> .
@prefix unit: <https://w3id.org/convenor/concept/unit/> .
@prefix scope: <https://w3id.org/convenor/concept/scope/> .
@prefix st: <https://w3id.org/convenor/id/statistic/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix series: <https://w3id.org/convenor/id/series/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix src: <https://w3id.org/convenor/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SERIES = 'src:one { series:fair a cvn:Convention ; skos:prefLabel "Fair"@en . }'
EDITION = 'ed:fair-1 a cvn:Edition ; schema:superEvent series:fair ; skos:prefLabel "Fair 1"@en '
DATED = f'{EDITION} ; schema:startDate "2031-05-02"^^xsd:date'
STATISTIC = (
    "a cvn:Statistic ; schema:observationAbout ed:fair-1 ; schema:variableMeasured measure:guests ;"
    " cvn:unit unit:count ; cvn:scope scope:edition ; cvn:bound"
)
# A claim that the edition belongs to the fair, in four letters of a text.
CLAIM = (
    "<urn:claim> a cvn:Claim ; rdf:subject ed:fair-1 ; rdf:predicate schema:superEvent ;"
    " rdf:object series:fair ; prov:wasQuotedFrom src:one ; prov:wasDerivedFrom <urn:place> ."
    " <urn:place> oa:hasSource <urn:text> ; oa:hasSelector <urn:words>, <urn:range> ."
    ' <urn:words> oa:exact "Fair" . <urn:range> oa:start 0 ; oa:end 4 .'
)
# What a store must hold for each rule to find one thing, and a part of what it says.
PLANTED = {
    "claims_without_quote": (
        f"{SERIES} src:one {{ {DATED} }} <https://w3id.org/convenor/source/one/claims>"
        f" {{ {CLAIM.replace('oa:end 4', 'oa:end 5')} }}",
        "urn:claim",
    ),
    "conflicting_statistics": (
        f"{SERIES} src:one {{ {DATED} . st:1 {STATISTIC} bound:exact ; schema:value 1200 }}"
        f" src:two {{ st:2 {STATISTIC} bound:about ; schema:value 16000 }}",
        "guests: 1,200 | about 16,000",
    ),
    "conflicting_values": (
        f"{SERIES} src:one {{ {DATED} }}"
        ' src:two { ed:fair-1 schema:startDate "2031-05-03"^^xsd:date }',
        "start: 2031-05-02 | 2031-05-03",
    ),
    "dangling_references": (
        f"src:one {{ {DATED} }}",
        "https://w3id.org/convenor/id/series/fair",
    ),
    "editions_ending_before_start": (
        f'{SERIES} src:one {{ {DATED} ; schema:endDate "2031-05-01"^^xsd:date }}',
        "2031-05-02 to 2031-05-01",
    ),
    "editions_without_dates": (f"{SERIES} src:one {{ {EDITION} }}", ""),
    "facts_without_evidence": (
        f"{SERIES} src:one {{ {DATED} }}"
        " <https://w3id.org/convenor/source/one/claims>"
        " { series:fair prov:wasDerivedFrom <urn:row> }",
        "",
    ),
    "things_without_label": (
        f"{SERIES} src:one {{ ed:fair-1 a cvn:Edition ; schema:superEvent series:fair ;"
        ' schema:startDate "2031-05-02"^^xsd:date }',
        "",
    ),
    "words_without_claim": (
        f'src:one {{ src:one cvn:textSha256 "0" . {EDITION} ; cvn:year 2031 }}'
        " <https://w3id.org/convenor/source/one/claims>"
        f" {{ {CLAIM} <urn:other> a cvn:Claim ; rdf:subject ed:fair-1 ;"
        ' rdf:predicate skos:prefLabel ; rdf:object "Fair 1"@en ; prov:wasQuotedFrom src:one }',
        "https://w3id.org/convenor/ontology#year",
    ),
}


def planted(trig: str) -> Store:
    store = EmbeddedStore()
    add_reference(store, Iris())
    store.extend(ox.parse(PREFIXES + trig, format=ox.RdfFormat.TRIG))
    return store


def test_words_that_are_claimed_and_quoted_are_in_order() -> None:
    claims = "<https://w3id.org/convenor/source/one/claims>"
    text = 'src:one cvn:textSha256 "0" ; skos:prefLabel "News"@en'
    rules = {"claims_without_quote", "words_without_claim"}
    stated = f"src:one {{ {text} . ed:fair-1 schema:superEvent series:fair }}"
    store = planted(f"{stated} {claims} {{ {CLAIM} }}")
    assert not rules & {finding.rule for finding in run_rules(store)}
    row = "ed:fair-1 prov:wasDerivedFrom <urn:table#row=2>"
    by_row = f"src:one {{ {text} . ed:fair-1 cvn:year 2031 }} {claims} {{ {CLAIM} {row} }}"
    assert not rules & {finding.rule for finding in run_rules(planted(by_row))}


def of_rule(findings: Iterable[Finding], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def test_every_rule_is_planted() -> None:
    assert {rule.name for rule in load_folder("checks")} == PLANTED.keys()


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_finds_what_is_planted_for_it(rule: str) -> None:
    trig, said = PLANTED[rule]
    found = of_rule(run_rules(planted(trig)), rule)
    (about,) = [each for each in found if each.focus.endswith("/edition/fair-1")]
    assert said in about.value
    (header,) = [each for each in load_folder("checks") if each.name == rule]
    assert (about.severity, about.message) == (header.severity, header.summary)
    assert conforms([about]) == (header.severity != "violation")


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_is_silent_where_nothing_is_planted_for_it(rule: str) -> None:
    others = [trig for name, (trig, _) in PLANTED.items() if name != rule]
    quiet = [trig for trig in others if not of_rule(run_rules(planted(trig)), rule)]
    assert quiet or rule == "facts_without_evidence"  # only its own plant has evidence at all


def test_a_figure_with_another_stage_is_no_conflict() -> None:
    trig = PLANTED["conflicting_statistics"][0]
    stage = "cvn:stage <https://w3id.org/convenor/concept/stage/planned> ; schema:value 16000"
    store = planted(trig.replace("schema:value 16000", stage))
    assert not of_rule(run_rules(store), "conflicting_statistics")


def test_a_shape_is_reported_with_the_name_of_the_thing() -> None:
    store = planted(f'{SERIES} src:one {{ {DATED} ; schema:endDate "soon" }}')
    (finding,) = [each for each in run_shapes(store) if each.value == "soon"]
    assert finding.severity == "violation"
    assert finding.rule.startswith("shape ") and "endDate" in finding.rule
    (named,) = [each for each in check(store) if each.value == "soon"]
    assert named.label == "Fair 1" and "Fair 1" in str(named)
    assert not conforms([named])


def test_violations_come_first() -> None:
    store = planted(f'{SERIES} src:one {{ {EDITION} ; schema:endDate "soon" }}')
    order = ["violation", "warning", "info"]
    severities = [order.index(finding.severity) for finding in check(store)]
    assert severities == sorted(severities) and severities[0] == 0


def test_the_bundled_graph_conforms_and_has_conflicts(bundled_graph: KnowledgeGraph) -> None:
    findings = check(bundled_graph.store)
    assert conforms(findings)
    ends = [
        finding
        for finding in of_rule(findings, "conflicting_values")
        if finding.label == "World Manufacturing Convention 2023"
    ]
    assert [finding.value for finding in ends] == ["end: 2023-09-23 | 2023-09-24"]
    assert {source.rpartition("/")[2] for source in ends[0].sources} >= {
        "chizhou-20230921-wmc",
        "prn-20230925-wmc",
    }
    assert all(finding.label for finding in findings)


HOSTILE = Finding(
    "violation", "a_rule", "urn:x", "says <so> & \x00\x1b[31m", "名 ]]>", "\ud7ff\ufffe"
)
FINDINGS = [
    HOSTILE,
    Finding("violation", "a_rule", "urn:y", "says so"),
    Finding("warning", "b_rule", "urn:x", "looks odd"),
    Finding("info", "c_rule", "urn:x", "is known", sources=("urn:s",)),
]


def test_json_has_all_fields() -> None:
    found = json.loads(to_json(FINDINGS))
    assert found["conforms"] is False and len(found["findings"]) == 4
    assert found["findings"][0]["message"] == HOSTILE.message
    assert found["findings"][3]["sources"] == ["urn:s"]
    assert json.loads(to_json([])) == {"conforms": True, "findings": []}


def test_sarif_has_what_the_standard_requires() -> None:
    log = json.loads(to_sarif(FINDINGS))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note"]
    for result in run["results"]:
        assert result["ruleId"] in rules and result["message"]["text"]
        (location,) = result["locations"]
        assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("urn:")


def test_junit_is_xml_with_a_failure_for_each_broken_rule() -> None:
    suite = ElementTree.fromstring(to_junit(FINDINGS))
    cases = suite.findall("testcase")
    assert suite.get("tests") == str(len(cases)) == "4"
    assert suite.get("failures") == "1"
    (failure,) = suite.findall("testcase/failure")
    assert failure.get("message") == "2 violations"
    assert failure.text is not None and "says <so> &" in failure.text and "\x1b" not in failure.text
    assert not ElementTree.fromstring(to_junit([])).findall("testcase/failure")
