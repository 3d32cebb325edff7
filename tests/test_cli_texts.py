"""Texts on the command line: extract, load, explain, unload, conflicts and review of them."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from convenor.cli import main
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import open_graph
from convenor.graph.resolve.judgements import FILE, Judgements

Capture = pytest.CaptureFixture[str]
OWN = Path(__file__).parent / "texts"
OPENS = OWN / "01-harbour2031-opens.txt"
PREVIEW = OWN / "02-harbour2032-preview.txt"
GOLD = json.loads((OWN / "02-harbour2032-preview.json").read_text("utf-8"))
EXPO = "World Harbour Technology Expo"
WIRE = """\
HEFEI, May 2, 2031 (Lake Wire) -- The 2031 Lake Robotics Expo opened in Hefei on May 2 and runs \
until May 5. The expo is organized by the Ministry of Comerce and the Lake Office. More than \
3,000 guests attended.
"""
# The same expo by another paper: one figure and one date differ.
PAPER = """\
HEFEI, May 6, 2031 (Hill Paper) -- The 2031 Lake Robotics Expo was held in Hefei from May 2 to 4. \
The expo is organized by the Lake Office. A total of 2,500 guests attended.
"""
TABLE = "series_id,name_en\nlake-expo,Lake Robotics Expo\n"
CONTACTS = """\
HEFEI, May 2, 2031 (Lake Wire) -- The 2031 Lake Robotics Expo opened in Hefei on May 2. The expo \
is organized by the Ministry of Commerce.

Media contact:

Office: Press Office of the Lake Robotics Expo

Name: Wren Applegarth

Tel: +8612055500199

E-mail: press@lakeexpo.example

E-mail: wren.applegarth@lakeexpo.example
"""
PRIVATE = ("Applegarth", "applegarth", "12055500199")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and no graph yet."""
    monkeypatch.setenv("CONVENOR_STORE", str(tmp_path / "graph"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def asked(capsys: Capture, *arguments: str, code: int = 0) -> str:
    """What a command writes, with its exit code checked."""
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def written(**texts: str) -> list[str]:
    for name, text in texts.items():
        Path(f"{name}.txt").write_text(text, "utf-8")
    return [f"{name}.txt" for name in texts]


# -- extract


def test_one_text_is_one_object_of_the_form_of_labels_with_evidence(capsys: Capture) -> None:
    told = json.loads(asked(capsys, "extract", str(PREVIEW)))
    assert {key: told[key] for key in ("url", "published", "publisher", "lang")} == {
        key: GOLD[key] for key in ("url", "published", "publisher", "lang")
    }
    (edition,), (gold,) = told["editions"], GOLD["editions"]
    for key in ("series", "year", "start", "end", "city", "theme", "industries", "statistics"):
        assert edition[key] == gold[key]
    assert edition["organizers"] == [{"name": "State Council", "role": "approver"}]
    text = PREVIEW.read_text("utf-8")
    assert len(told["evidence"]) > 20
    for evidence in told["evidence"]:
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
        assert evidence["edition"] == 0 and evidence["rule"].partition(":")[2]
        assert evidence["relation"] and "value" in evidence


def test_several_texts_are_one_line_each(capsys: Capture) -> None:
    lines = asked(capsys, "extract", str(OWN), "--quiet").splitlines()
    told = [json.loads(line) for line in lines]
    names = sorted(path.name for path in OWN.glob("*.txt"))
    assert [Path(each["file"]).name for each in told] == names and len(names) == 5
    assert [len(each["editions"]) for each in told[:4]] == [1, 1, 1, 1]


def test_text_shows_the_words_marked(capsys: Capture) -> None:
    out = asked(capsys, "extract", "--format", "text", str(PREVIEW))
    assert "Clever Ports, Cleaner Seas" in out and "theme" in out and "===" not in out
    assert len(out) > len(PREVIEW.read_text("utf-8"))
    out = asked(capsys, "extract", "--format", "text", str(OPENS), str(PREVIEW))
    assert out.count("=== ") == 2 and f"=== {PREVIEW.name}" in out


@pytest.mark.parametrize("path", sorted(OWN.glob("0*.txt")), ids=lambda path: path.stem)
def test_quads_are_what_a_build_of_the_text_states(path: Path, capsys: Capture) -> None:
    out = asked(capsys, "extract", "--format", "quads", str(path))
    quads = set(ox.parse(out.encode("utf-8"), format=ox.RdfFormat.N_QUADS))
    graphs = {quad.graph_name for quad in quads}
    asked(capsys, "build", str(path), "--quiet")
    with open_graph() as graph:
        built = {quad for name in graphs for quad in graph.store.quads(str(name.value))}
    assert len(quads) > 200 and quads == built


def test_sentences_that_no_rule_took(capsys: Capture) -> None:
    extra = "\nThe Grand Canal Cheese Company counted 731 wheels on Monday in Sluice Lane.\n"
    (name,) = written(odd=PREVIEW.read_text("utf-8") + extra)
    out = asked(capsys, "extract", "--unused", name)
    assert out.startswith("odd.txt: ") and "731 wheels" in out and "not used: " in out
    assert out.splitlines()[-1].startswith("In all ") and " of 1 text" in out.splitlines()[-1]
    assert "Clever Ports" not in out


def test_a_bad_text_of_twenty_is_told_and_the_others_read(capsys: Capture) -> None:
    names = written(**{f"text{number:02}": WIRE for number in range(19)})
    Path("text99.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert main(["extract", ".", "--quiet"]) == 3
    out, err = capsys.readouterr()
    assert [Path(json.loads(line)["file"]).name for line in out.splitlines()] == names
    assert "text99.txt is not a text: it is an image" in err and "Traceback" not in err
    assert err.count("convenor: ") == 1


def test_only_bad_texts_are_no_crash(capsys: Capture) -> None:
    Path("bad.txt").write_bytes(bytes(100))
    assert main(["extract", "bad.txt"]) == 3
    out, err = capsys.readouterr()
    assert out == "" and "bad.txt" in err and "Traceback" not in err


def test_a_text_from_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(WIRE.encode("utf-8"))

    monkeypatch.setattr(sys, "stdin", Stdin())
    told = json.loads(asked(capsys, "extract", "-", "--name", "wire.txt"))
    assert told["file"] == "wire.txt" and told["editions"][0]["series"] == "Lake Robotics Expo"


def test_a_mailbox_of_a_person_only_if_asked_for(capsys: Capture) -> None:
    (name,) = written(contacts=CONTACTS)

    def mailboxes(*more: str) -> set[str]:
        told = json.loads(asked(capsys, "extract", name, *more))
        found = [each for each in told["evidence"] if each["relation"] == "contact"]
        return {each["value"]["email"] for each in found}

    assert mailboxes() == {"press@lakeexpo.example"}
    assert "wren.applegarth@lakeexpo.example" in mailboxes("--contacts")
    for form in ("json", "quads"):
        out = asked(capsys, "extract", name, "--format", form)
        assert not [private for private in PRIVATE if private in out]


def test_nothing_personal_reaches_the_graph(capsys: Capture) -> None:
    (name,) = written(contacts=CONTACTS)
    asked(capsys, "build", name, "--quiet")
    with open_graph() as graph:
        dump = "".join(map(str, graph.store.quads()))
    assert "press@lakeexpo.example" in dump
    assert not [private for private in PRIVATE if private in dump]


# -- a graph of texts and tables


def test_texts_and_tables_load_together(capsys: Capture) -> None:
    Path("series.csv").write_text(TABLE, "utf-8")
    names = written(wire=WIRE, paper=PAPER)
    asked(capsys, "build", "series.csv", "--quiet")
    out = asked(capsys, "load", *names, "--quiet")
    assert "sources" in out
    rows = asked(capsys, "query", "editions_by_series", "--series", "lake-expo", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(rows, newline=""))
    assert row["editionLabel"] == "Lake Robotics Expo 2031"


def test_explain_prints_the_quote_its_place_and_its_source(capsys: Capture) -> None:
    asked(capsys, "build", str(PREVIEW), "--quiet")
    out = asked(capsys, "explain", f"{EXPO} 2032")
    text = PREVIEW.read_text("utf-8")
    start = text.index("2032 World Harbour Technology Expo, which")
    assert f"characters {start} to {start + 34}" in out
    assert "Clever Ports, Cleaner Seas" in out and PREVIEW.name in out and "2032-05-20" in out
    told = json.loads(asked(capsys, "explain", f"{EXPO} 2032", "--format", "json"))
    assert spans(told) and all(text[start:end] == quote for start, end, quote in spans(told))


def spans(told: dict[str, Any]) -> list[tuple[int, int, str]]:
    return [
        (passage["start"], passage["end"], passage["quote"])
        for fact in told["facts"]
        for statement in fact["statements"]
        for passage in statement["passages"]
        if passage["quote"]
    ]


def test_unloading_a_text_takes_its_facts_along(capsys: Capture) -> None:
    asked(capsys, "build", str(OPENS), str(PREVIEW), "--quiet")
    asked(capsys, "unload", PREVIEW.name, "--quiet")
    with open_graph() as graph:
        result = graph.query("editions_by_series", series=EXPO)
        assert result.column("year") == [2031]
        assert "Cleaner Seas" not in "".join(map(str, graph.store.quads()))


def test_conflicts_of_two_reports_with_both_quotes(capsys: Capture) -> None:
    asked(capsys, "build", *written(wire=WIRE, paper=PAPER), "--quiet")
    out = asked(capsys, "conflicts", "Lake Robotics Expo 2031")
    assert "Lake Wire" in out and "Hill Paper" in out
    told = json.loads(asked(capsys, "conflicts", "--all", "--format", "json"))
    found = {each["property"]: each for each in told}
    dates, guests = found["end"], found["guests"]
    assert {dates["one"]["value"], dates["other"]["value"]} == {"2031-05-04", "2031-05-05"}
    assert {guests["one"]["value"], guests["other"]["value"]} == {2500, 3000}
    texts = {"wire.txt": WIRE, "paper.txt": PAPER}
    for each in (dates, guests):
        names = set()
        for side in (each["one"], each["other"]):
            (said,) = side["said"]
            (proof,) = said["proofs"]
            name, _, place = proof["place"].partition("#char=")
            start, end = map(int, place.split(","))
            assert texts[name][start:end] == proof["words"]
            names.add(name)
        assert names == texts.keys()


def organizers(capsys: Capture) -> set[str]:
    rows = asked(
        capsys, "query", "bodies_by_edition", "--edition", "Lake Robotics Expo 2031", "--format",
        "json",
    )  # fmt: skip
    return {row["bodyLabel"] for row in json.loads(rows)}


def test_a_judgement_on_a_misspelt_ministry_holds_from_the_next_build_until_undone(
    tmp_path: Path, capsys: Capture
) -> None:
    (name,) = written(wire=WIRE)
    asked(capsys, "build", name, "--quiet")
    assert organizers(capsys) == {"Ministry of Comerce", "Lake Office"}
    rows = list(csv.DictReader(io.StringIO(asked(capsys, "review", "--format", "csv"))))
    (row,) = [row for row in rows if "Ministry of Commerce" in row.values()]
    assert "Ministry of Comerce" in row.values()
    row["judgement"] = "same"
    with Path("judged.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    assert "kept 1" in asked(capsys, "review", "--load", "judged.csv", "--who", "Lin")
    assert organizers(capsys) == {"Ministry of Comerce", "Lake Office"}  # not before a build
    asked(capsys, "build", name, "--quiet")
    assert organizers(capsys) == {"Ministry of Commerce", "Lake Office"}
    (line,) = Judgements(GraphFolder(tmp_path / "graph").path / FILE).standing()
    assert "Undone: " in asked(capsys, "review", "--undo", str(line.id))
    asked(capsys, "build", name, "--quiet")
    assert organizers(capsys) == {"Ministry of Comerce", "Lake Office"}
