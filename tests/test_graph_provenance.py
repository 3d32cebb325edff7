"""Provenance: every fact leads to the row and the address of the source that states it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from convenor.graph.build import BUNDLED, build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.provenance import Explanation, Fact, Statement
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
