"""Networks on the command line: every example of the help, every format, and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from convenor.cli import main
from convenor.graph.measures.catalogue import MEASURES
from convenor.graph.views.catalogue import VIEWS
from convenor.graph.views.formats import WRITERS
from convenor.network_arguments import EXAMPLES, FORMATS

PROGRAM = Path(sys.executable).with_name("convenor")
BEGINNINGS = {
    "table": b"Bodies that organize together: ",
    "md": b"| one |",
    "json": b"[\n",
    "csv": b"source,target,source_label,target_label,source_label_zh,target_label_zh,weight,",
    "nodes-csv": b"node,years,type,label",
    "graphml": b"<graphml",
    "gexf": b'<?xml version="1.0" encoding="UTF-8"?>\n<gexf',
    "node-link": b'{\n "directed": false',
    "dot": b"graph {",
    "html": b"<!doctype html>",
    "svg": b"<?xml",
    "png": b"\x89PNG",
    "pdf": b"%PDF",
}


def run(arguments: list[str], capsysbinary: pytest.CaptureFixture[bytes]) -> tuple[int, bytes, str]:
    code = main(["network", *arguments])
    out, err = capsysbinary.readouterr()
    return code, out, err.decode()


@pytest.fixture(autouse=True)
def store(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENOR_STORE", str(bundled))


@pytest.mark.parametrize("example", [each for each in EXAMPLES if ">" not in each])
def test_examples_of_the_help_run(
    example: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(shlex.split(example)[2:], capsysbinary)
    assert code == 0, err
    assert out or [path for path in tmp_path.iterdir() if path.stat().st_size]


@pytest.mark.slow
@pytest.mark.parametrize("example", [each for each in EXAMPLES if ">" in each])
def test_examples_of_the_help_run_in_a_shell(example: str, tmp_path: Path) -> None:
    line = example.replace("convenor", shlex.quote(str(PROGRAM)), 1)
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in tmp_path.iterdir() if path.stat().st_size]
    assert done.stdout or written


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format(format_: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = run(
        ["co-organization", "--years", "2018-2025", "--format", format_, "--quiet"], capsysbinary
    )
    assert code == 0, err
    assert out.startswith(BEGINNINGS[format_])
    assert not err


def test_every_format_has_an_example_in_the_help() -> None:
    words = {word for line in EXAMPLES for word in line.replace(".", " ").split()}
    assert {*FORMATS} - {"table"} <= words  # a table is what comes without a format


def test_files_can_hold_the_words_behind_each_tie(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    limits = ["co-organization", "--series", "wmc", "--years", "2023", "--evidence", "--quiet"]
    _, out, _ = run([*limits, "--format", "csv"], capsysbinary)
    rows = list(csv.DictReader(io.StringIO(out.decode(), newline="")))
    assert len(rows) == 45
    assert all(
        "World Manufacturing Convention 2023 · organizer · " in row["evidence"] for row in rows
    )
    assert all("participations.csv#row=" in row["evidence"] for row in rows)
    _, out, _ = run([*limits, "--format", "gexf"], capsysbinary)
    graph = nx.read_gexf(io.BytesIO(out))
    assert all(data["evidence"] for *_, data in graph.edges(data=True))


def test_formats_are_those_that_are_written() -> None:
    assert set(FORMATS) == {"table", "md", "json", *WRITERS, "html", "svg", "png", "pdf"}


def test_gexf_from_a_shell_has_the_same_counts(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    limits = ["co-organization", "--years", "2018-2025", "--quiet"]
    _, out, _ = run([*limits, "--format", "gexf"], capsysbinary)
    graph = nx.read_gexf(io.BytesIO(out))
    _, out, _ = run([*limits, "--format", "csv"], capsysbinary)
    rows = list(csv.DictReader(io.StringIO(out.decode(), newline="")))
    assert graph.number_of_edges() == len(rows) > 250
    code, out, err = run([*limits[:3], "-o", str(tmp_path / "x.gexf")], capsysbinary)
    assert (code, out) == (0, b"")
    assert "Wrote" in err
    assert nx.read_gexf(tmp_path / "x.gexf").number_of_edges() == len(rows)


@pytest.mark.parametrize("view", VIEWS)
def test_every_network_is_a_table(view: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, err = run([view, "--quiet"], capsysbinary)
    assert (code, err) == (0, "")
    head, _, table = out.decode().partition("\n\n")
    assert VIEWS[view].title in head
    assert "https://" not in table.replace("more: --format", "")


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_a_table(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    limits = ["co-organization", "--series", "wmc", "--measure", name, "--quiet"]
    code, out, err = run(limits, capsysbinary)
    assert (code, err) == (0, "")
    assert "https://" not in out.decode()
    code, out, _ = run([*limits, "--format", "csv"], capsysbinary)
    assert list(csv.DictReader(io.StringIO(out.decode(), newline="")))


def test_a_measure_goes_into_files_as_an_attribute(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    limits = ["co-organization", "--series", "wmc", "--measure", "betweenness"]
    _, out, _ = run([*limits, "--format", "graphml", "--quiet"], capsysbinary)
    graph = nx.read_graphml(io.BytesIO(out))
    assert all("betweenness" in data for _, data in graph.nodes(data=True))
    code, _, err = run([*limits[:-1], "turnover", "--format", "gexf"], capsysbinary)
    assert code == 4
    assert "turnover is a table" in err


def test_a_path_tells_each_step_with_who_says_so(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    code, out, _ = run(
        ["path", "MIIT", "中国工程院", "--years", "2023", "--format", "json"], capsysbinary
    )
    assert code == 0
    steps = json.loads(out)
    assert {step["relation"] for step in steps} == {"organizer →", "← organizer"}
    assert all(step["stated_by"] for step in steps)


def test_relations_are_read_from_left_to_right(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    _, out, _ = run(["ego", "wmc-2023", "--format", "json"], capsysbinary)
    rows = {(row["oneLabel"], row["relation"], row["otherLabel"]) for row in json.loads(out)}
    name = "World Manufacturing Convention 2023"
    assert ("opening ceremony", "part of", name) in rows
    assert (name, "part of", "World Manufacturing Convention") in rows
    assert (name, "organizer", "Ministry of Commerce") in rows
    _, out, _ = run(["body-hierarchy", "--format", "json"], capsysbinary)
    assert all(row["relation"] == "part of" for row in json.loads(out))


def test_without_a_network_all_are_listed(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run([], capsysbinary)
    listed = out.decode()
    assert code == 0
    assert all(name in listed for name in (*VIEWS, *MEASURES, "ego", "path"))


def test_chinese_labels(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run(
        ["co-organization", "--series", "wmc", "--language", "zh", "--quiet"], capsysbinary
    )
    assert code == 0
    assert "中国工程院" in out.decode()
    assert out.decode().startswith("共同主办的机构: 世界制造业大会")
    _, out, _ = run(["body-edition", "--series", "wmc", "--language", "zh"], capsysbinary)
    assert "主办" in out.decode()
    _, out, _ = run(["co-organization", "--series", "wmc", "--format", "csv"], capsysbinary)
    assert "中国工程院" in out.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-network"], "Choose one of: co-organization"),
        (["co-organization", "--years", "last"], "Write one as 2018-2025"),
        (["co-organization", "--years", "2025-2018"], "Write the earlier year first"),
        (["co-organization", "--series", "Nowhere Fair"], "no series of this graph"),
        (["co-organization", "--measure", "beauty"], "Measures: summary"),
        (["co-organization", "--measure", "degree", "--seed", "1"], "takes no seed"),
        (["co-organization", "--measure", "core", "--backend", "none"], "pip install nx-none"),
        (["co-organization", "-o", "x.unknown"], "does not tell a format"),
        (["co-organization", "-o", "no/such/folder/x.csv"], "Is the folder there"),
        (["path", "MIIT"], "takes two things"),
        (["ego", "MIIT", "--role", "organizer"], "Leave out the other limits"),
        (["co-organization", "--years", ""], "Write one as 2018-2025"),
        (["co-organization", "--years", "0"], "Give a year"),
        (["co-organization", "--via", "place"], "via with path"),
        (["path", "MIIT", "Huawei", "--via", "boats"], "Classes of things"),
        (["co-organization", "--picture", "years", "--format", "html"], "svg, png and pdf"),
        (["co-organization", "--evidence"], "graphml, gexf"),
        (["co-organization", "--seed", "3"], "goes with --measure"),
        (["co-organisation"], "Did you mean co-organization?"),
        (["co-organization", "--around", "WMC 2023"], "'WMC 2023' is not in this network"),
        (["co-organization", "--picture", "lanes", "--format", "svg"], "body-edition"),
    ],
)
def test_what_goes_wrong_says_what_to_do(
    arguments: list[str], message: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, out, err = run([*arguments, "--quiet"], capsysbinary)
    assert code == 4
    assert not out
    assert message in err
    assert "unexpected" not in err


def test_tables_go_into_files(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    limits = ["co-organization", "--series", "wmc", "--quiet"]
    for name, more, beginning in (
        ("degree.csv", ["--measure", "degree"], "node,nodeLabel,degree"),
        ("moves.md", ["--measure", "moves"], "| node |"),
        ("ties.txt", [], "Bodies that organize together: World Manufacturing Convention: 13 nodes"),
        ("ties.md", [], "| one |"),
    ):
        code, out, err = run([*limits, *more, "-o", str(tmp_path / name)], capsysbinary)
        assert (code, out) == (0, b"")
        assert "Wrote" in err
        assert (tmp_path / name).read_text("utf-8").startswith(beginning)


def test_a_measure_needs_a_network(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["network", "--measure", "degree"])
    assert left.value.code == 2
    assert b"name a network" in capsysbinary.readouterr().err


def test_an_empty_network_says_so(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, _ = run(["co-organization", "--years", "1990", "--quiet"], capsysbinary)
    assert code == 0
    assert "No ties within these limits." in out.decode()


def test_a_file_that_cannot_be_finished_is_not_there(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "x.csv.part").mkdir()  # as if the draft could not be written
    code, _, err = run(["co-organization", "-o", str(tmp_path / "x.csv"), "--quiet"], capsysbinary)
    assert code == 4
    assert "cannot write" in err
    assert not (tmp_path / "x.csv").exists()
