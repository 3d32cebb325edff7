"""The review in the terminal, by pipe and as a table, and the conflicts beside it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from convenor.cli import main
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.folder import GraphFolder
from convenor.graph.resolve.judgements import FILE, Judgements
from convenor.graph.resolve.queue import QUEUE, read_queue, write_queue
from convenor.graph.resolve.resolver import NameResolver, make_resolver
from convenor.graph.resolve.review import with_words
from convenor.ontology.iris import Iris, expand
from convenor.ontology.model import Evidence, Organization, Record, Series, Text

Capture = pytest.CaptureFixture[str]
COMERCE, TWIN = "Ministry of Comerce", "Lake Robotics Assoc."


@pytest.fixture
def store(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A graph with a queue of three bodies that two texts name."""
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    monkeypatch.setenv("CONVENOR_STORE", str(tmp_path / "graph"))
    monkeypatch.chdir(tmp_path)
    resolver = NameResolver()
    for name in (COMERCE, TWIN, "Lake Robotics Association"):
        resolver.read_in(f"held by the {name}\x1b[31m in Hefei")
        resolver.body(Text(name), place="Hefei")
    current = GraphFolder(tmp_path / "graph").current()
    assert current is not None
    pairs = [pair for pair in resolver.candidates() if pair.score > 0.85]
    assert len(pairs) == 2
    write_queue(current.path / QUEUE, pairs)
    return tmp_path / "graph"


def review(answers: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture, *more: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
    assert main(["review", *more]) == 0
    return capsys.readouterr().out


def verdicts(store: Path) -> list[tuple[int, str]]:
    return [(line.id, line.verdict) for line in Judgements(store / FILE)]


def test_each_pair_is_shown_with_what_is_known_of_it(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    out = review("s\nd\n", monkeypatch, capsys, "--who", "Lin")
    assert f"one    {COMERCE}  (ministry, at Hefei, new)" in out
    assert "other  Ministry of Commerce  (ministry, mofcom)" in out and "商务部" in out
    assert "score 0.95, 2 left: 95 % alike" in out
    assert f"read in: held by the {COMERCE}" in out and "\x1b" not in out
    assert "2 judged, 0 left." in out and "next convenor load or convenor build" in out
    assert verdicts(store) == [(1, "same"), (2, "different")]
    assert Judgements(store / FILE).lines[0].who == "Lin"
    assert "nothing to review" not in out
    assert "0 judged, 0 left." in review("", monkeypatch, capsys)


@pytest.mark.parametrize(
    ("answers", "expected", "left"),
    [
        ("", [], 2),
        ("q\ns\n", [], 2),
        ("l\nl\n", [], 2),
        ("later\nSame\n", [(1, "same")], 1),
        ("huh\n\ns\nq\n", [(1, "same")], 1),
        ("u\nq\n", [], 2),
        ("s\nu\nd\nq\n", [(1, "same"), (2, "undo"), (3, "different")], 1),
    ],
)
def test_keys(
    answers: str,
    expected: list[tuple[int, str]],
    left: int,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    out = review(answers, monkeypatch, capsys)
    assert verdicts(store) == expected and f"{left} left.\n" in out


def test_undo_reaches_back_to_an_earlier_review(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    review("s\nq\n", monkeypatch, capsys)
    out = review("u\nq\n", monkeypatch, capsys)
    assert f"Undone: 1 same: {COMERCE} / Ministry of Commerce" in out and "2 left." in out


def test_answers_may_come_through_a_pipe(store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "convenor.cli", "review"],
        input="s\nd\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "2 judged, 0 left." in done.stdout and done.stderr == ""


def test_a_graph_without_texts_has_nothing_to_review(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    out = review("", monkeypatch, capsys, "--store", str(small))
    assert out.startswith("There is nothing to review")
    assert not (small / FILE).exists()


def test_the_queue_goes_out_as_a_table_and_comes_back(store: Path, capsys: Capture) -> None:
    assert main(["review", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["name"] for row in rows] == [COMERCE, TWIN]
    assert list(rows[0])[:5] == ["name", "candidate", "score", "reasons", "judgement"]
    assert {row["judgement"] for row in rows} == {""}
    rows[0]["judgement"] = "same"
    rows[1]["judgement"] = "later"
    more = [rows[0] | {"id": "gone", "name": "Gone"}, rows[1] | {"judgement": "perhaps"}]
    more += [rows[0] | {"judgement": "Different"}]
    with Path("decided.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows([*rows, *more])
    assert main(["review", "--load", "decided.csv"]) == 3
    out, err = capsys.readouterr()
    assert "Judgements read 4 = kept 1 + held already 0 + rejected 3." in out
    assert "next convenor load" in out
    assert "decided.csv, row 4, column name: no pair of the queue has these names" in err
    assert "row 5, column judgement: 'perhaps' is not same, different or later" in err
    assert "row 6, column judgement: a row above says same of the pair" in err
    assert verdicts(store) == [(1, "same")]
    assert main(["review", "--load", "decided.csv"]) == 3
    assert "kept 0 + held already 1" in capsys.readouterr().out


def test_names_alone_are_enough_to_judge(store: Path, capsys: Capture) -> None:
    Path("few.csv").write_text(
        f"name,candidate,judgement\n{COMERCE},Ministry of Commerce,s\n", "utf-8"
    )
    assert main(["review", "--load", "few.csv"]) == 0 and verdicts(store) == [(1, "same")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name,candidate\n", "has not the columns"),
        (b"judgement\nsame\n", "has not the columns"),
        (b"", "has not the columns"),
        (b"name,candidate,judgement\n\xff\xfe,b,same\n", "UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table(
    content: bytes, message: str, store: Path, capsys: Capture
) -> None:
    Path("bad.csv").write_bytes(content)
    assert main(["review", "--load", "bad.csv"]) == 4
    assert message in capsys.readouterr().err and verdicts(store) == []
    assert main(["review", "--load", "missing.csv"]) == 4


def test_judgements_are_listed_and_undone_by_number(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert main(["review", "--list"]) == 0 and "no judgements yet" in capsys.readouterr().out
    review("s\nd\n", monkeypatch, capsys)
    assert main(["review", "--undo", "2"]) == 0
    assert f"Undone: 2 different: {TWIN}" in capsys.readouterr().out
    assert main(["review", "--undo", "2"]) == 4 and "--list" in capsys.readouterr().err
    assert main(["review", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[0] == "number" and len(lines) == 5
    assert lines[2].endswith("yes") and lines[3].endswith("no") and "undo 2" in lines[4]
    assert main(["review", "--list", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["holds"] for row in rows] == ["yes", "no", ""]
    assert main(["review", "--list", "--format", "json"]) == 0
    assert [line["id"] for line in json.loads(capsys.readouterr().out)] == [1, 2, 3]
    assert main(["review", "--format", "json"]) == 0
    assert [pair["one"]["name"] for pair in json.loads(capsys.readouterr().out)] == [TWIN]


def test_a_judgement_takes_effect_with_the_next_resolver(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    review("s\nd\n", monkeypatch, capsys)
    here = Evidence("bodies.csv", "row=2")
    described: list[Record] = [
        Organization("lake", here, (Text("Lake Hall"),)),
        Series("lf", here, (Text("Lake Fair"),)),
    ]
    resolver = make_resolver(Judgements(store / FILE), described)
    assert resolver.body(Text(COMERCE)).id == "mofcom"
    assert not resolver.body(Text(TWIN)).known
    assert resolver.body(Text("the Lake Hall")).id == "lake"
    assert resolver.series([Text("Lake Fair 2031")]).id == "lf"
    current = GraphFolder(store).current()
    assert current is not None and len(read_queue(current.path / QUEUE)) == 2
    assert COMERCE not in {pair.one.name for pair in resolver.candidates()}


def test_a_line_that_was_broken_off_is_told(store: Path, capsys: Capture) -> None:
    (store / FILE).write_text('{"id": 1, "ver', "utf-8")
    assert main(["review", "--list"]) == 0
    assert "line 1 is broken off and does not count" in capsys.readouterr().out


def test_words_come_from_the_claims_of_the_graph() -> None:
    iris, store = Iris(), EmbeddedStore()
    resolver = NameResolver()
    resolver.body(Text(COMERCE))
    (pair, *_) = resolver.candidates()
    assert pair.one.words == ""
    claim, place, selector = (ox.NamedNode(f"{iris.file('a.txt')}#{part}") for part in "cps")
    claims = ox.NamedNode(iris.claims(iris.source("a")))
    pairs: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (claim, "rdf:subject", ox.NamedNode(iris.thing("organization", pair.one.id))),
        (claim, "rdf:predicate", ox.NamedNode(expand("skos:prefLabel"))),
        (claim, "rdf:object", ox.Literal(COMERCE)),
        (claim, "prov:wasDerivedFrom", place),
        (place, "oa:hasSelector", selector),
        (selector, "oa:exact", ox.Literal(f"hosted by the {COMERCE}")),
    ]
    store.extend(ox.Quad(one, ox.NamedNode(expand(curie)), to, claims) for one, curie, to in pairs)
    (found,) = with_words([pair], store, iris)
    assert found.one.words == f"hosted by the {COMERCE}" and found.other.words == ""


# -- conflicts


def test_conflicts_in_the_terminal(store: Path, capsys: Capture) -> None:
    assert main(["conflicts"]) == 0
    assert "planned then held 1" in capsys.readouterr().out
    assert main(["conflicts", "--all"]) == 0
    out = capsys.readouterr().out
    assert "2031-05-04: Lake News, 2031-05-01 [editions.csv row 2]" in out
    assert "2031-05-05: Paper, 2031-06 [editions.csv row 3]" in out
    assert "2031-05-04 was planned, 2031-05-05 is what came of it" in out
    assert "contradiction 0, planned then held 1" in out and "--all" not in out


def test_conflicts_hide_what_is_none_and_count_it(
    bundled: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("CONVENOR_STORE", str(bundled))
    assert main(["conflicts", "wmc"]) == 0
    few = capsys.readouterr().out
    assert main(["conflicts", "wmc", "--all"]) == 0
    every = capsys.readouterr().out
    assert "3,021" not in few and "--all shows the other" in few
    assert "3,021 (result, as of 2023): PRNewswire" in every and "--all" not in every
    assert main(["conflicts", "wmc-2023", "--format", "md"]) == 0
    assert "## contradiction\n\n| thing | what |" in capsys.readouterr().out


def test_conflicts_for_programs(
    bundled: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("CONVENOR_STORE", str(bundled))
    assert main(["conflicts", "wmc", "--all", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (growth,) = [
        each for each in found if each["property"] == "signed projects" and each["kind"] == "growth"
    ]
    proof = growth["one"]["said"][0]["proofs"][0]
    assert growth["one"]["value"] == 3021 and proof["cells"]["value"] == "3021"
    assert main(["conflicts", "wmc", "--all", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == len(found)
    (row,) = [
        each for each in rows if each["property"] == "signed projects" and each["kind"] == "growth"
    ]
    assert (row["value"], row["other_value"], row["other_bound"]) == ("3021", "3600", "more than")
    assert "statistics.csv#row=" in row["evidence"]


def test_no_conflict_of_a_name_that_is_none(store: Path, capsys: Capture) -> None:
    assert main(["conflicts", "no such fair"]) == 4 and "no such fair" in capsys.readouterr().err
