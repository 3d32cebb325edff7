"""Search on the command line: a table, sentences, JSON, and what to do when nothing is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from convenor.cli import main

from .conftest import SMALL, write_tables

TEXT = Path(__file__).parent / "texts" / "01-harbour2031-opens.txt"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("cli")
    tables = write_tables(path / "in", SMALL)
    assert main(["build", "--quiet", "--store", str(path / "graph"), *tables, str(TEXT)]) == 0
    return str(path / "graph")


def search(store: str, capsys: Capture, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["search", "--store", store, *arguments]) == 0
    return capsys.readouterr().out


def test_things_come_as_a_table(store: str, capsys: Capture) -> None:
    header, _, first, *_ = search(store, capsys, "湖办").splitlines()
    assert header.split() == ["name", "found", "as", "what", "years"]
    assert first.split() == ["Lake", "Office", "湖办", "organization", "2031"]


def test_sentences_come_with_their_source(store: str, capsys: Capture) -> None:
    shown = search(store, capsys, "projects", "--type", "sentence")
    assert "1,846 projects" in shown and "Cranes, Currents and Contracts" in shown
    assert "found as" not in shown


def test_limits(store: str, capsys: Capture) -> None:
    assert "Lake Robotics Fair 2031" in search(store, capsys, "lake", "--from", "2031")
    for limits in (
        ["--to", "2030"],
        ["--kind", "ministry"],
        ["--place", "shanghai"],
        ["--source", "none"],
        ["--type", "exhibit"],
    ):
        assert search(store, capsys, "lake", *limits).startswith("Nothing is called so")
    assert "and 1 more" in search(store, capsys, "twin", "--most", "1")


def test_nothing_found_proposes_names(store: str, capsys: Capture) -> None:
    shown = search(store, capsys, "Lake Robotcs Fair")
    assert shown.startswith("Nothing is called so") and "Did you mean Lake Robotics Fair" in shown


def test_json_has_it_all(store: str, capsys: Capture) -> None:
    found = json.loads(search(store, capsys, "lake office", "--format", "json"))
    assert found["total"] == len(found["hits"]) == 1
    assert found["hits"][0]["snippet"] == [["Lake", True], [" ", False], ["Office", True]]
    assert {each["group"] for each in found["choices"]} >= {"type", "kind", "source"}


def test_an_old_graph_is_told(store: str, capsys: Capture, tmp_path: Path) -> None:
    assert main(["build", "--quiet", "--store", str(tmp_path / "old"), str(TEXT)]) == 0
    (tmp_path / "old" / "current" / "search.sqlite").unlink()
    assert main(["search", "--store", str(tmp_path / "old"), "lake"]) == 4
    assert "Build it again: convenor build" in capsys.readouterr().err
