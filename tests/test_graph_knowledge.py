"""The Python interface: open, ask, explain, load, hand over to rdflib, close."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import convenor
from convenor.loaders.records.report import Report
from convenor.ontology.errors import QueryError, StoreError, UnresolvedNameError


def test_ask_by_name_and_get_rows(bundled: Path) -> None:
    with convenor.open(bundled) as kg:
        rows = kg.query("bodies_by_edition", edition="WMC 2023").rows()
        assert len(rows) == 10
        assert rows == kg.query("bodies_by_edition", edition="wmc-2023").rows()
        assert {"Ministry of Industry and Information Technology"} < {
            row["bodyLabel"] for row in rows
        }


def test_a_column_of_a_parameter_that_was_not_given_is_not_shown(
    bundled_graph: convenor.KnowledgeGraph,
) -> None:
    result = bundled_graph.query("bodies_by_edition", edition="wmc-2023")
    assert "role" in result.columns and "role" not in result.shown()[0]
    assert "edition" not in result.shown()[0] and "kind" in result.shown()[0]


@pytest.mark.parametrize(
    ("name", "given", "said", "step"),
    [
        ("bodies_by_editions", {}, "no query 'bodies_by_editions'", "bodies_by_edition"),
        ("zzz", {}, "no query 'zzz'", "convenor queries"),
        ("bodies_by_edition", {}, "needs the parameter 'edition'", "edition='wmc-2023'"),
        ("bodies_by_edition", {"edition": None}, "needs the parameter 'edition'", "wmc-2023"),
        ("bodies_by_edition", {"year": 1}, "no parameter 'year'", "edition, role"),
        ("editions_by_year", {"from_year": "soon"}, "'soon' is not a whole number", ""),
    ],
)
def test_wrong_questions_are_told_what_is_right(
    bundled_graph: convenor.KnowledgeGraph,
    name: str,
    given: dict[str, Any],
    said: str,
    step: str,
) -> None:
    with pytest.raises(QueryError) as caught:
        bundled_graph.query(name, **given)
    assert said in caught.value.message and step in caught.value.next_step


def test_values_are_terms_and_never_query_text(bundled_graph: convenor.KnowledgeGraph) -> None:
    hostile = '") } UNION { ?edition ?p ?theme } #'
    assert len(bundled_graph.query("editions_by_theme", words=hostile)) == 0
    with pytest.raises(UnresolvedNameError):
        bundled_graph.query("bodies_by_edition", edition="> } DROP ALL #")


def test_sparql_gives_a_result_a_bool_or_triples(bundled_graph: convenor.KnowledgeGraph) -> None:
    assert bundled_graph.sparql("ASK { ?s ?p ?o }") is True
    found = bundled_graph.sparql("SELECT ?s { ?s ?p ?o } LIMIT 3")
    assert isinstance(found, convenor.Result) and len(found) == 3
    triples = bundled_graph.sparql("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3")
    assert isinstance(triples, list) and len(triples) == 3


def test_loading_shows_the_new_version(tmp_path: Path, small: Path) -> None:
    table = tmp_path / "more" / "series.csv"
    table.parent.mkdir()
    table.write_text("series_id,name_en\nhill-fair,Hill Fair\n", "utf-8")
    with pytest.raises(StoreError, match="no graph"):
        convenor.open(tmp_path / "graph")
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    with convenor.open(tmp_path / "graph") as kg, convenor.open(tmp_path / "graph") as other:
        first = kg.version.name
        with pytest.raises(UnresolvedNameError):
            kg.explain("Hill Fair")
        summary = kg.load(table.parent)
        assert summary.inputs == ("more/series.csv",) and not summary.replaced
        assert kg.version.name != first
        assert kg.explain("Hill Fair").label == "Hill Fair"
        assert other.version.name == first  # who has it open keeps what was opened
        with pytest.raises(UnresolvedNameError):
            other.explain("Hill Fair")


def test_rows_that_are_rejected_are_told(tmp_path: Path, small: Path) -> None:
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    table = tmp_path / "next-editions.csv"
    table.write_text("edition_id,series_id,start\nlake-fair-9,lake-fair,2031-02-30\n", "utf-8")
    with convenor.open(tmp_path / "graph") as kg:
        with pytest.warns(UserWarning, match=r"1 of 1 rows were rejected.*2031-02-30"):
            kg.load(str(table))
        report = Report()
        kg.load(str(table), report=report)
        assert report.rows_rejected == 1


def test_rdflib_reads_the_same_graph(bundled_graph: convenor.KnowledgeGraph) -> None:
    dataset = bundled_graph.rdflib()
    query = """PREFIX cvn: <https://w3id.org/convenor/ontology#>
        SELECT (COUNT(?edition) AS ?count) { ?edition a cvn:Edition }"""
    (row,) = dataset.query(query)
    counts = {str(each["classLabel"]): each["count"] for each in bundled_graph.classes()}
    assert row[0].toPython() == counts["edition"]  # type: ignore[index, union-attr]


def test_closing_lets_go_of_the_version(tmp_path: Path, small: Path) -> None:
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    with convenor.open(tmp_path / "graph") as kg:
        place = kg.version.path
        lock = os.open(place, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(lock)
    kg.close()  # twice does no harm


def test_the_folder_comes_from_the_environment(
    small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONVENOR_STORE", str(small))
    with convenor.open() as kg:
        assert kg.folder.path == small
    monkeypatch.delenv("CONVENOR_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(StoreError, match=str(tmp_path / "convenor")):
        convenor.open()
