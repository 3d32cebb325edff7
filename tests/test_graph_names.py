"""Names: what people write leads to the one thing that is meant, or says what it could be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.ontology.errors import UnresolvedNameError

BASE = "https://w3id.org/convenor/"
MIIT = f"{BASE}id/organization/miit"
WMC, WMC_2023 = f"{BASE}id/series/wmc", f"{BASE}id/edition/wmc-2023"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("MIIT", MIIT),
        ("miit", MIIT),
        ("工信部", MIIT),
        ("ＭＩＩＴ", MIIT),
        ("  Ministry  of Industry and Information Technology ", MIIT),
        ("organization/miit", MIIT),
        (MIIT, MIIT),
        ("World Manufacturing Convention", WMC),
        ("世界制造业大会", WMC),
        ("wmc", WMC),
        ("wmc-2023", WMC_2023),
        ("WMC 2023", WMC_2023),
        ("wmc 2023", WMC_2023),
        ("世界制造业大会 2023", WMC_2023),
        ("edition/wmc-2023", WMC_2023),
        ("prn-20230925-wmc", f"{BASE}source/prn-20230925-wmc"),
        ("cvn:Edition", f"{BASE}ontology#Edition"),
        ("schema:organizer", "https://schema.org/organizer"),
    ],
)
def test_a_name_leads_to_the_thing(bundled_graph: KnowledgeGraph, written: str, meant: str) -> None:
    assert bundled_graph.names.find(written).value == meant


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("organization", "工信部", MIIT),
        ("organization", "organization/miit", MIIT),
        ("series", "WMC", WMC),
        ("edition", "WMC 2023", WMC_2023),
        ("edition", WMC_2023, WMC_2023),
        ("role", "Organizer", f"{BASE}concept/role/organizer"),
        ("role", "guest_of_honour", f"{BASE}concept/role/guest-of-honour"),
    ],
)
def test_a_name_of_a_kind_leads_to_it(
    bundled_graph: KnowledgeGraph, kind: str, written: str, meant: str
) -> None:
    assert bundled_graph.names.resolve(kind, written).value == meant


def test_the_kind_decides_between_things_of_one_name(bundled_graph: KnowledgeGraph) -> None:
    with pytest.raises(UnresolvedNameError, match="no edition of this graph is called 'MIIT'"):
        bundled_graph.names.resolve("edition", "MIIT")


def test_nearest_names_are_offered_as_they_are_written(bundled_graph: KnowledgeGraph) -> None:
    with pytest.raises(UnresolvedNameError) as caught:
        bundled_graph.names.find("World Manufactoring Convention")
    assert "World Manufacturing Convention" in caught.value.next_step
    with pytest.raises(UnresolvedNameError) as caught:
        bundled_graph.names.resolve("organization", "MIITT")
    assert "MIIT" in caught.value.next_step


def test_a_wrong_year_offers_other_years(bundled_graph: KnowledgeGraph) -> None:
    with pytest.raises(UnresolvedNameError) as caught:
        bundled_graph.names.resolve("edition", "wmc-1999")
    assert "wmc-20" in caught.value.next_step


def test_a_name_like_no_other_gets_a_next_step(bundled_graph: KnowledgeGraph) -> None:
    with pytest.raises(UnresolvedNameError) as caught:
        bundled_graph.names.find("qqqqqqqqqq")
    assert "Did you mean" not in str(caught.value) and caught.value.next_step


def test_an_unknown_concept_lists_those_there_are(bundled_graph: KnowledgeGraph) -> None:
    with pytest.raises(UnresolvedNameError) as caught:
        bundled_graph.names.resolve("role", "boss")
    assert "'boss' is not a role" in caught.value.message
    assert "organizer" in caught.value.next_step and "exhibitor" in caught.value.next_step


def test_an_ambiguous_name_lists_candidates_that_can_be_asked_for(small: Path) -> None:
    with open_graph(small) as graph:
        with pytest.raises(UnresolvedNameError, match="'Twin' names 2 things") as caught:
            graph.names.find("Twin")
        names = [name for name, _ in caught.value.candidates]
        assert names == ["organization/hill-office", "organization/lake-office"]
        assert all(name in caught.value.next_step for name in names)
        for name, iri in caught.value.candidates:
            assert graph.names.find(name).value == iri
            assert graph.names.resolve("organization", name).value == iri
        with pytest.raises(UnresolvedNameError, match="names 2 things"):
            graph.names.resolve("organization", "twin")


@settings(deadline=None)  # a busy machine is slow
@given(st.text(max_size=40))
def test_any_text_is_a_name_or_an_error_of_ours(bundled_graph: KnowledgeGraph, text: str) -> None:
    for ask in (
        bundled_graph.names.find,
        lambda name: bundled_graph.names.resolve("edition", name),
        lambda name: bundled_graph.names.resolve("role", name),
    ):
        try:
            assert ask(text).value
        except UnresolvedNameError as error:
            assert error.next_step


@pytest.mark.parametrize(
    "text", ["http://a b", "https://[", "x://", "cvn:a b", "/", "edition/", ""]
)
def test_what_looks_like_an_iri_and_is_none_is_not_found(
    bundled_graph: KnowledgeGraph, text: str
) -> None:
    with pytest.raises(UnresolvedNameError):
        bundled_graph.names.find(text)
