"""Provenance: every fact leads to the row and the address of the source that states it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from convenor.graph.build import BUNDLED, build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.provenance import SHORTCUTS, Explanation, Fact, Statement
from convenor.loaders.inputs import find_inputs

PRN = "https://w3id.org/convenor/source/prn-20230925-wmc"
PRN_URL = (
    "https://www.prnewswire.com/news-releases/hefei-hosts-2023-world-manufacturing-convention-"
    "industry-titans-convene-in-anhui-301937224.html"
)


def fact(found: Explanation, predicate: str, value: str) -> Fact:
    (one,) = [
        each
        for each in (*found.facts, *found.mentions)
        if (each.predicate_label, each.value_label) == (predicate, value)
    ]
    return one


def by(found: Fact, source: str) -> Statement:
    (one,) = [statement for statement in found.statements if statement.source == source]
    return one


def row(file: str, number: str) -> dict[str, str]:
    """The cells of a row of a bundled table, without the empty ones; row 1 is the header."""
    with (BUNDLED / file).open(encoding="utf-8", newline="") as table:
        cells = list(csv.reader(table))
    named = zip(cells[0], cells[int(number) - 1], strict=True)
    return {name: cell for name, cell in named if cell}


def test_an_organizer_leads_to_the_row_of_the_participation(bundled_graph: KnowledgeGraph) -> None:
    found = bundled_graph.explain("wmc-2023")
    assert found.label == "World Manufacturing Convention 2023"
    organizer = fact(found, "organizer", "Ministry of Industry and Information Technology")
    statement = by(organizer, PRN)
    assert statement.url == PRN_URL
    assert (statement.publisher, statement.published) == ("PRNewswire", "2023-09-25")
    (passage,) = statement.passages
    assert passage.file == "bundled/participations.csv"
    assert passage.fragment.startswith("row=")
    assert passage.cells == row("participations.csv", passage.fragment.removeprefix("row="))
    assert passage.cells["edition_id"] == "wmc-2023"
    assert passage.cells["body_id"] == "miit"
    assert passage.cells["role_as_stated"] == "jointly organized"


def test_shortcuts_never_show_the_row_of_the_edition(bundled_graph: KnowledgeGraph) -> None:
    for name in ("wmc-2023", "MIIT"):
        found = bundled_graph.explain(name)
        shortcuts = [
            each
            for each in (*found.facts, *found.mentions)
            if each.predicate_label in ("organizer", "approver", "signatory")
        ]
        files = {
            passage.file
            for each in shortcuts
            for statement in each.statements
            for passage in statement.passages
        }
        assert shortcuts and "bundled/participations.csv" in files
        assert files <= {"bundled/participations.csv", "bundled/agreement_parties.csv"}


def test_a_date_leads_to_the_row_of_the_edition(bundled_graph: KnowledgeGraph) -> None:
    end = fact(bundled_graph.explain("wmc-2023"), "end", "2023-09-24")
    (passage,) = by(end, PRN).passages
    assert passage.file == "bundled/editions.csv" and passage.cells["end"] == "2023-09-24"


def test_sources_that_differ_stand_side_by_side(bundled_graph: KnowledgeGraph) -> None:
    found = bundled_graph.explain("wmc-2023")
    ends = {each.value_label for each in found.facts if each.predicate_label == "end"}
    assert ends == {"2023-09-23", "2023-09-24"}


def test_a_statistic_is_told_in_words_and_leads_to_its_row(bundled_graph: KnowledgeGraph) -> None:
    edition = bundled_graph.explain("wmc-2023")
    about = fact(edition, "about", "investment: 342,500,000,000 CNY")
    iri = about.value.value  # type: ignore[union-attr]
    found = bundled_graph.explain(str(iri))
    assert found.label == "investment: 342,500,000,000 CNY"
    value = fact(found, "value", "342,500,000,000")
    cells = value.statements[0].passages[0].cells
    assert cells["value"] == "342500000000" and cells["measure"] == "investment"


def test_an_agreement_leads_to_its_parties_and_value(bundled_graph: KnowledgeGraph) -> None:
    found = bundled_graph.explain("ciie-2025-zpmc")
    signatory = fact(found, "signatory", "Shanghai Zhenhua Heavy Industries")
    assert signatory.statements[0].passages[0].file == "bundled/agreement_parties.csv"
    value = fact(found, "value", "2,800,000,000")
    assert value.statements[0].passages[0].file == "bundled/agreements.csv"
    assert fact(found, "title is a name", "no")


def test_a_source_is_explained_by_its_own_row(bundled_graph: KnowledgeGraph) -> None:
    found = bundled_graph.explain("prn-20230925-wmc")
    address = fact(found, "address", PRN_URL)
    assert address.statements[0].passages[0].cells["source_id"] == "prn-20230925-wmc"


@pytest.mark.parametrize("name", ["wmc-2023", "MIIT", "wmc", "ciie-2025-zpmc", "Hefei"])
def test_every_fact_has_a_passage_and_a_label(bundled_graph: KnowledgeGraph, name: str) -> None:
    found = bundled_graph.explain(name)
    for each in (*found.facts, *found.mentions):
        assert each.statements and "://" not in each.predicate_label
        for statement in each.statements:
            assert statement.passages, (each, statement)
            for passage in statement.passages:
                loaded = passage.file.startswith("bundled/")
                assert bool(passage.cells) == loaded, passage
            assert statement.url or not loaded


def test_labels_are_in_the_language_asked_for(bundled_graph: KnowledgeGraph) -> None:
    found = bundled_graph.explain("MIIT", "zh")
    assert found.label == "工业和信息化部"
    labels = {each.predicate_label for each in (*found.facts, *found.mentions)}
    assert "主办方" in labels and "organizer" not in labels


def test_figures_and_roles_are_told_in_the_language_asked_for(
    bundled_graph: KnowledgeGraph,
) -> None:
    edition = bundled_graph.explain("wmc-2023", "zh")
    assert fact(edition, "统计对象", "投资额: 342,500,000,000 人民币元")
    assert fact(edition, "参与关系", "主办: 工业和信息化部, 世界制造业大会 2023")
    assert fact(edition, "类型", "展览")
    # What has no name in the language asked for has its English one.
    assert bundled_graph.explain("wmc-2023", "fr").label == "World Manufacturing Convention 2023"


def test_names_are_found_by_iri(bundled_graph: KnowledgeGraph) -> None:
    provenance = bundled_graph.provenance
    miit = bundled_graph.names.find("MIIT")
    assert provenance.label(miit, "zh") == "工业和信息化部"
    nothing = NamedNode("http://example.org/nothing")
    assert provenance.label(nothing) == ""
    assert provenance.labels_of([miit.value, nothing.value], "zh") == {miit.value: "工业和信息化部"}


@pytest.mark.parametrize("name", ["MIIT", "wmc-2023", "prn-20230925-wmc", "China"])
def test_at_most_so_many_statements_of_each_property(
    bundled_graph: KnowledgeGraph, name: str
) -> None:
    subject, provenance = bundled_graph.names.find(name), bundled_graph.provenance
    whole, some = provenance.explain(subject), provenance.explain(subject, most=2)
    assert some == provenance.explain(subject, most=2)
    assert not whole.more_facts and not whole.more_mentions
    for full, part, more in (
        (whole.facts, some.facts, some.more_facts),
        (whole.mentions, some.mentions, some.more_mentions),
    ):
        assert {each.predicate for each in part} == {each.predicate for each in full}
        for predicate in {each.predicate for each in full}:
            values = {each.value: each for each in full if each.predicate == predicate}
            shown = [each for each in part if each.predicate == predicate]
            stated = sum(len(each.statements) for each in values.values())
            assert sum(len(each.statements) for each in shown) == min(stated, 2)
            assert more.get(predicate) == (len(values) if stated > 2 else None)
            for each in shown:
                for statement in each.statements:
                    own = by(values[each.value], statement.source).passages
                    assert statement.passages and all(one in own for one in statement.passages)


def test_enough_is_the_same_as_all(bundled_graph: KnowledgeGraph) -> None:
    subject, provenance = bundled_graph.names.find("wmc-2023"), bundled_graph.provenance
    assert provenance.explain(subject, most=500) == provenance.explain(subject)


@pytest.mark.parametrize("name", ["MIIT", "wmc-2023", "Hefei"])
def test_what_is_read_one_by_one_is_the_same(
    bundled_graph: KnowledgeGraph, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = bundled_graph.explain(name)
    monkeypatch.setattr("convenor.graph.provenance._FEW", 0)
    monkeypatch.setattr("convenor.graph.passages._FEW", 0)
    assert bundled_graph.explain(name) == together


def test_properties_to_omit_are_left_out(bundled_graph: KnowledgeGraph) -> None:
    subject, provenance = bundled_graph.names.find("wmc-2023"), bundled_graph.provenance
    whole, some = provenance.explain(subject), provenance.explain(subject, omit=SHORTCUTS)
    assert some.mentions == whole.mentions and len(some.facts) < len(whole.facts)
    assert some.facts == tuple(each for each in whole.facts if each.predicate not in SHORTCUTS)


def test_terms_of_the_vocabulary_are_explained(bundled_graph: KnowledgeGraph) -> None:
    found = bundled_graph.explain("schema:organizer")
    assert found.label == "organizer" and found.facts
    assert {statement.title for each in found.facts for statement in each.statements} == {
        "vocabulary"
    }


def test_rows_outlive_the_file_they_were_read_from(tmp_path: Path) -> None:
    table = tmp_path / "series.csv"
    table.write_text("series_id,name_en\nlake-fair,Lake Fair\n", "utf-8")
    folder = GraphFolder(tmp_path / "graph")
    build(folder, find_inputs([str(table)]))
    table.unlink()
    with open_graph(folder.path) as graph:
        name = fact(graph.explain("lake-fair"), "name", "Lake Fair")
        (statement,) = name.statements
        assert statement.passages[0].cells == {"series_id": "lake-fair", "name_en": "Lake Fair"}
        # The row names no source: the file itself is it.
        assert (statement.title, statement.url) == ("file/series.csv", "")
        for snapshot in folder.snapshots.iterdir():
            snapshot.unlink()
    with open_graph(folder.path) as graph:
        name = fact(graph.explain("lake-fair"), "name", "Lake Fair")
        passage = name.statements[0].passages[0]
        assert (passage.file, passage.fragment, passage.cells) == ("series.csv", "row=2", {})
