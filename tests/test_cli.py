"""The command line: every command, its example, its exit codes, and what it says when it fails."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convenor.arguments import make_parser, make_query_parser
from convenor.cli import main
from convenor.graph.folder import GraphFolder
from convenor.queries import catalogue

FAIRS = "series_id,name_en\npond-fair,Pond Robotics Fair\n"
BROKEN = FAIRS + ",Nameless\n"
Capture = pytest.CaptureFixture[str]


def commands() -> dict[str, argparse.ArgumentParser]:
    (choices,) = [
        action.choices
        for action in make_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    return dict(choices)


def examples() -> list[str]:
    """Every command line in an epilog, without what explains it."""
    texts = [make_parser().epilog or "", *(each.epilog or "" for each in commands().values())]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return sorted({line.split("  ")[0] for line in lines if line.startswith("convenor ")})


def run(
    *arguments: str, stdin: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own, with pipes."""
    return subprocess.run(
        [sys.executable, "-m", "convenor.cli", *arguments],
        input=stdin,
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


@pytest.fixture
def store(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundled graph as the one that commands use: to read only."""
    monkeypatch.setenv("CONVENOR_STORE", str(bundled))
    return bundled


@pytest.fixture
def own_store(bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundled graph as the one that commands use, and an empty folder to be in."""
    return copied(bundled, tmp_path, monkeypatch)


@pytest.fixture
def own_small(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small graph as the one that commands use, and an empty folder to be in."""
    return copied(small, tmp_path, monkeypatch)


def copied(graph: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(graph, folder / "graph", symlinks=True)
    monkeypatch.setenv("CONVENOR_STORE", str(folder / "graph"))
    (folder / "here").mkdir()
    monkeypatch.chdir(folder / "here")
    return folder / "graph"


# -- help and examples


def test_every_command_has_an_example() -> None:
    named = {shlex.split(example)[1] for example in examples()}
    assert named == commands().keys() and len(named) == 22


# Networks are written by a shell (test_cli_networks), serving ends when stopped (test_web_server),
# differences need a graph that has changed (test_changes_cli), harvests an endpoint (test_harvest),
# identifiers a table of labels (test_authority_lint).
ELSEWHERE = (
    "convenor network",
    "convenor serve",
    "convenor diff",
    "convenor changes --since",
    "convenor harvest",
    "convenor authority",
)


@pytest.mark.parametrize("example", [each for each in examples() if not each.startswith(ELSEWHERE)])
def test_the_example_works_on_the_bundled_graph(
    example: str, own_store: Path, capsys: Capture
) -> None:
    Path("my-fairs.csv").write_text(FAIRS, "utf-8")
    Path("fairs.csv").write_text(FAIRS, "utf-8")
    Path("about.toml").write_text('license = "https://example.org/free"\n', "utf-8")
    Path("press-release.txt").write_text("The 2031 Lake Fair opened in Hefei.", "utf-8")
    assert main(shlex.split(example)[1:]) == 0
    out, err = capsys.readouterr()
    assert out.strip() and "Traceback" not in err


@pytest.mark.parametrize("name", catalogue.names())
def test_every_query_says_how_it_is_asked(name: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as left:
        main(["query", name, "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0 and out.startswith(f"usage: convenor query {name} ")
    assert f"example:\n  convenor query {name}" in out and "--format" in out and "--store" in out
    assert max(map(len, out.splitlines())) <= 100
    assert make_query_parser(catalogue.get(name)).prog == f"convenor query {name}"


def test_help_of_the_query_command(capsys: Capture) -> None:
    assert main(["query", "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("usage: convenor query ") and "--store" in out


def test_no_command_shows_the_help(capsys: Capture) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("usage: convenor ") and "convenor build" in err


def test_no_name_lists_the_queries(capsys: Capture) -> None:
    assert main(["query"]) == 2
    out, err = capsys.readouterr()
    assert "bodies_by_edition" in out and "convenor query NAME --help" in err


def test_the_version(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert re.fullmatch(r"convenor \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["--fly"],
        ["info", "--fly"],
        ["load"],
        ["explain"],
        ["sparql"],
        ["sparql", "ASK {}", "-f", "x.rq"],
        ["check", "--format", "csv"],
        ["query", "bodies_by_edition"],
        ["query", "bodies_by_edition", "wmc-2023"],
        ["query", "bodies_by_edition", "--edition", "wmc-2023", "--fly"],
    ],
)
def test_a_wrong_command_line_is_2_and_says_how(
    arguments: list[str], store: Path, capsys: Capture
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    assert left.value.code == 2 and out == ""
    assert err.startswith("usage: ") and ": error: " in err


# -- asking


def asked(capsys: Capture, *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_the_organizers_of_2023(store: Path, capsys: Capture) -> None:
    out = asked(capsys, "query", "bodies_by_edition", "--edition", "wmc-2023")
    lines = out.splitlines()
    assert lines[0].split()[:2] == ["body", "kind"] and len(lines) == 12
    assert "Ministry of Commerce" in out and "prn-20230925-wmc" in out and "://" not in out


def test_things_are_named_as_people_name_them(store: Path, capsys: Capture) -> None:
    answers = {
        asked(capsys, "query", "co_organizers", "--body", name)
        for name in ("MIIT", "工信部", "miit", "https://w3id.org/convenor/id/organization/miit")
    }
    assert len(answers) == 1 and "World Manufacturing Convention" in answers.pop()


def test_names_of_parameters_take_both_dashes(store: Path, capsys: Capture) -> None:
    first = asked(capsys, "query", "editions_by_year", "--from_year", "2025")
    assert first == asked(capsys, "query", "editions_by_year", "--from-year", "2025")


def test_every_format_says_the_same(store: Path, capsys: Capture) -> None:
    query = ("query", "bodies_by_edition", "--edition", "wmc-2023", "--format")
    rows = json.loads(asked(capsys, *query, "json"))
    assert len(rows) == 10 and all(row["body"].startswith("https://") for row in rows)
    for format, mark in (("csv", ","), ("tsv", "\t")):
        text = asked(capsys, *query, format)
        read = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))
        assert [row["bodyLabel"] for row in read] == [row["bodyLabel"] for row in rows]
        assert list(read[0]) == list(rows[0])
    lines = asked(capsys, *query, "md").splitlines()
    assert len(lines) == 12 and {line.replace("\\|", "").count("|") for line in lines} == {6 + 1}


def test_an_empty_answer_says_that_it_is_not_stated(store: Path, capsys: Capture) -> None:
    arguments = ["query", "editions_by_theme", "--words", "no such words"]
    assert main(arguments) == 0
    assert capsys.readouterr().err == "Not stated: no source in this graph says so.\n"
    assert main([*arguments, "--format", "json"]) == 0
    assert capsys.readouterr() == ("[]\n", "")


def test_queries_by_tag(store: Path, capsys: Capture) -> None:
    tagged = asked(capsys, "queries", "--tag", "bodies", "--format", "csv").splitlines()
    every = asked(capsys, "queries", "--format", "csv").splitlines()
    assert 1 < len(tagged) < len(every) == len(catalogue.names()) + 1


def test_sparql_from_text_file_and_standard_input(
    store: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "SELECT ?s { ?s a <https://w3id.org/convenor/ontology#Convention> }"
    first = asked(capsys, "sparql", text, "--format", "csv")
    assert len(first.splitlines()) > 20
    (tmp_path / "q.rq").write_text(text, "utf-8")
    assert asked(capsys, "sparql", "-f", str(tmp_path / "q.rq"), "--format", "csv") == first
    done = run("sparql", "-f", "-", "--format", "csv", stdin=text.encode())
    assert (done.returncode, done.stdout.decode()) == (0, first)


def test_sparql_asks_and_constructs(store: Path, capsys: Capture) -> None:
    assert asked(capsys, "sparql", "ASK { ?s ?p ?o }") == "yes\n"
    assert asked(capsys, "sparql", "ASK { <urn:a> ?p ?o }") == "no\n"
    lines = asked(capsys, "sparql", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2").splitlines()
    assert len(lines) == 2 and all(line.endswith(" .") for line in lines)


def test_explain_leads_to_the_row_and_the_address(store: Path, capsys: Capture) -> None:
    out = asked(capsys, "explain", "WMC 2023")
    assert "bundled/participations.csv, row 428: edition_id: wmc-2023 · body_id: miit" in out
    assert "https://www.prnewswire.com/news-releases/hefei-hosts-2023" in out
    found = json.loads(asked(capsys, "explain", "WMC 2023", "--format", "json"))
    assert found["label"] == "World Manufacturing Convention 2023"
    assert asked(capsys, "explain", "MIIT", "--language", "zh").startswith("工业和信息化部\n")


def test_info_and_sources(store: Path, capsys: Capture) -> None:
    out = asked(capsys, "info", "--hash")
    assert str(store) in out and "bundled/participations.csv" in out
    assert re.search(r"\b[0-9a-f]{64}\b", out)
    rows = json.loads(asked(capsys, "sources", "--format", "json"))
    assert len(rows) > 300 and all(row["url"] for row in rows)


def test_store_is_taken_before_and_behind_the_command(
    bundled: Path, small: Path, capsys: Capture
) -> None:
    for arguments in (["--store", str(small), "info"], ["info", "--store", str(small)]):
        assert str(small) in asked(capsys, *arguments)


# -- changing


def test_load_and_unload(own_small: Path, capsys: Capture) -> None:
    Path("my-fairs.csv").write_text(FAIRS, "utf-8")
    assert main(["load", "my-fairs.csv"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("The graph holds ") and "Rows read 1 = loaded 1 + rejected 0." in err
    assert asked(capsys, "explain", "Pond Robotics Fair").startswith("Pond Robotics Fair\n")
    assert main(["unload", "my-fairs.csv", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["explain", "Pond Robotics Fair"]) == 4


def test_rejected_rows_are_3_and_a_report_that_loads(own_small: Path, capsys: Capture) -> None:
    Path("my-fairs.csv").write_text(BROKEN, "utf-8")
    assert main(["load", "my-fairs.csv"]) == 3
    assert "--report rejected.csv" in capsys.readouterr().err
    assert main(["load", "my-fairs.csv", "--report", "rejected.csv"]) == 3
    err = capsys.readouterr().err
    assert "my-fairs.csv, row 3" in err and "convenor load rejected.csv" in err
    text = Path("rejected.csv").read_text("utf-8-sig")
    with Path("rejected.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(io.StringIO(text, newline=""))
        columns = dict.fromkeys([*(table.fieldnames or ()), "series_id"])
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows({**row, "series_id": "hill-fair"} for row in table)
    assert main(["load", "rejected.csv"]) == 0
    capsys.readouterr()
    assert asked(capsys, "explain", "hill-fair").startswith("Nameless\n")


def test_strict_and_dry_run_change_nothing(own_small: Path, capsys: Capture) -> None:
    before = GraphFolder(own_small).current()
    Path("my-fairs.csv").write_text(BROKEN, "utf-8")
    assert main(["load", "my-fairs.csv", "--dry-run", "--quiet"]) == 3
    assert "Would hold" in capsys.readouterr().out
    assert main(["load", "my-fairs.csv", "--strict"]) == 4
    assert GraphFolder(own_small).current() == before


def test_a_failed_change_can_be_tried_again_in_one_process(own_small: Path) -> None:
    Path("my-fairs.csv").write_text(BROKEN, "utf-8")
    assert main(["load", "my-fairs.csv", "--strict"]) == 4
    assert main(["load", "my-fairs.csv"]) == 3


def test_check_finds_violations_with_1(own_small: Path, capsys: Capture) -> None:
    assert main(["check"]) == 0
    assert "The graph conforms: 0 violations" in capsys.readouterr().out
    folder = GraphFolder(own_small)
    with folder.reading() as (version, store), folder.writing() as draft:
        import pyoxigraph as ox

        draft.manifest = version.manifest()
        draft.store.extend(quad for quad in store.quads() if quad.graph_name != ox.DefaultGraph())
        edition = ox.NamedNode("https://w3id.org/convenor/id/edition/lake-fair-2031")
        end = ox.NamedNode("https://schema.org/endDate")
        source = ox.NamedNode("https://w3id.org/convenor/source/paper")
        draft.store.extend([ox.Quad(edition, end, ox.Literal("soon"), source)])
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert "soon" in out and "The graph does not conform: 2 violations," in out
    assert main(["check", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["conforms"] is False
    assert main(["check", "--format", "sarif"]) == 1
    levels = [each["level"] for each in json.loads(capsys.readouterr().out)["runs"][0]["results"]]
    assert levels.count("error") == 2
    assert main(["check", "--format", "junit"]) == 1
    assert ElementTree.fromstring(capsys.readouterr().out).get("failures") == "2"


# -- errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explain", "Nobody at all"], "is called 'Nobody at all'"),
        (["explain", "World Manufactoring Convention"], "Did you mean World Manufacturing"),
        (["query", "bodies_by_editions"], "Did you mean bodies_by_edition"),
        (["query", "bodies_by_edition", "--edition", "wmc-1999"], "Did you mean wmc-"),
        (["query", "bodies_by_edition", "--edition", "wmc-2023", "--role", "boss"], "organizer"),
        (["query", "editions_by_year", "--from_year", "soon"], "'soon' is not a whole number"),
        (["sparql", "SELECT * { ?s ?p }"], "line 1, column "),
        (["sparql", "SELECT * { ?s my:url ?o }"], "PREFIX my: <https://...>"),
        (["sparql", "-f", "absent.rq"], "cannot read the query in absent.rq"),
        (["load", "absent.csv"], "absent.csv does not exist"),
        (["unload", "absent"], "nothing called 'absent' was loaded"),
        (["build", "--mapping", "absent.toml"], "absent.toml"),
        (["build", "--report", "/absent/r.csv"], "/absent"),
        (["build", "--base", "nonsense"], "base IRI 'nonsense'"),
        (["info", "--store", "/dev/null/x"], "/dev/null/x"),
        (["build", "--store", "/dev/null/x"], "/dev/null/x"),
    ],
)
def test_an_error_is_4_and_one_message(
    arguments: list[str], said: str, own_store: Path, capsys: Capture
) -> None:
    assert main(arguments) == 4
    out, err = capsys.readouterr()
    message = err[err.index("convenor: ") :]
    assert out == "" and said in message and "Traceback" not in err
    assert message.startswith("convenor: ") and message.count("\n") <= 4


def test_debug_shows_where(store: Path) -> None:
    done = run("explain", "Nobody at all", "--debug")
    assert done.returncode == 1 and b"Traceback" in done.stderr


def test_what_nobody_expected_is_told_without_a_traceback(
    small: Path, tmp_path: Path, capsys: Capture
) -> None:
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    manifest = next((tmp_path / "graph" / "versions").iterdir()) / "manifest.jsonld"
    manifest.write_text('{"inputs": [], "base": "https://w3id.org/convenor/"}', "utf-8")
    assert main(["info", "--store", str(tmp_path / "graph")]) == 4
    err = capsys.readouterr().err
    assert "Traceback" not in err and "--debug" in err


def test_an_error_does_not_act_on_the_terminal(store: Path, capsys: Capture) -> None:
    assert main(["sparql", "SELECT \x1b[31m * { ?s ?p ?o }"]) == 4
    assert main(["load", "\x1b[31mred\x07.csv"]) == 4
    assert "\x1b" not in capsys.readouterr().err


# -- pipes, terminals, signals


def test_a_reader_that_has_enough_is_no_error(store: Path) -> None:
    for command in ("explain MIIT", "sources --format csv", "queries"):
        with subprocess.Popen(
            [sys.executable, "-m", "convenor.cli", *command.split()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        ) as program:
            assert program.stdout is not None and program.stderr is not None
            program.stdout.read(10)
            program.stdout.close()
            assert (program.wait(), program.stderr.read()) == (0, b""), command


def test_output_in_a_pipe_is_plain_and_whole(store: Path) -> None:
    done = run("explain", "MIIT", FORCE_COLOR="", COLUMNS="20")
    text = done.stdout.decode()
    assert done.returncode == 0 and "\x1b" not in text
    assert "Ministry of Industry and Information Technology" in text


def test_a_terminal_that_knows_no_chinese_is_no_error(store: Path) -> None:
    done = run("explain", "MIIT", PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and rb"\u5de5" in done.stdout


def on_terminal(*arguments: str, width: int = 80, **environment: str) -> str:
    parent, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "convenor.cli", *arguments],
        stdout=child,
        stderr=child,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": str(width)} | environment,
    ) as program:
        os.close(child)
        text = b""
        while True:
            try:
                block = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not block:
                break
            text += block
        assert program.wait() == 0
    os.close(parent)
    return text.decode("utf-8").replace("\r\n", "\n")


def test_a_terminal_of_80_columns_shows_everything_in_them(store: Path) -> None:
    from rich.cells import cell_len

    query = ("query", "bodies_by_edition", "--edition", "wmc-2023")
    text = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(*query))
    assert max(map(cell_len, text.split("\n"))) <= 80
    assert text.count("prn-20230925-wmc") == 10 and "…" not in text
    listed = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal("queries"))
    assert max(map(cell_len, listed.split("\n"))) <= 80
    assert all(name in listed for name in catalogue.names())


def test_no_color_is_respected(store: Path) -> None:
    assert not re.search(r"\x1b\[(3|4|9)\d", on_terminal("explain", "wmc-2023", NO_COLOR="1"))


def test_an_interrupted_build_is_130_and_leaves_the_old_graph(own_store: Path) -> None:
    before = GraphFolder(own_store).current()
    with subprocess.Popen(
        [sys.executable, "-m", "convenor.cli", "build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell has what runs in the background ignore it, and so its children.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as program:
        assert program.stderr is not None
        while "reading and writing rows" not in program.stderr.readline():
            pass
        program.send_signal(signal.SIGINT)
        said = program.stderr.read()
        assert program.wait() == 130, said
    assert said.endswith("convenor: interrupted; the graph in use is as it was\n")
    assert "Traceback" not in said
    assert GraphFolder(own_store).current() == before
    assert main(["info"]) == 0
    assert main(["build", "--quiet"]) == 0
    assert len(list((own_store / "versions").iterdir())) == 1


def test_two_writers_do_not_meet(own_store: Path, capsys: Capture) -> None:
    with GraphFolder(own_store).writing() as draft:
        draft.put_in_use = False
        assert main(["build", "--quiet"]) == 4
    assert "another program is writing" in capsys.readouterr().err


# -- completion


def test_completion_for_bash_is_bash(capsys: Capture) -> None:
    script = asked(capsys, "completion", "bash")
    assert "bodies" not in script and "--store" in script and "explain" in script
    bash = shutil.which("bash")
    if bash:
        subprocess.run([bash, "-n"], input=script, text=True, check=True)
        tried = "COMP_WORDS=(convenor expl); COMP_CWORD=1; _shtab_convenor"
        words = f'{script}\n{tried}; echo "${{COMPREPLY[@]}}"'
        done = subprocess.run([bash, "-c", words], capture_output=True, text=True, check=False)
        assert "explain" in done.stdout, done.stderr


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_completion_for_other_shells(shell: str, capsys: Capture) -> None:
    script = asked(capsys, "completion", shell)
    assert "convenor" in script and "explain" in script
    found = shutil.which(shell)
    if found:
        subprocess.run([found, "-n"], input=script, text=True, check=True)


def test_the_door_opens_quickly(store: Path) -> None:
    """The ratio is measured in benchmarks; this only notices a heavy import."""

    def seconds(*command: str) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        return time.perf_counter() - begun

    plain = min(seconds("-c", "pass") for _ in range(3))
    door = min(seconds("-m", "convenor.cli", "--help") for _ in range(3))
    assert door < plain * 10


def test_a_new_graph_says_what_to_do_next(tmp_path: Path, capsys: Capture) -> None:
    folder = str(tmp_path / "graph")
    assert main(["info", "--store", folder]) == 4
    assert "convenor build" in capsys.readouterr().err
    assert main(["build", "--quiet", "--store", folder]) == 0
    assert "convenor queries" in capsys.readouterr().out
    made = GraphFolder(tmp_path / "graph").current()
    assert made and made.manifest()["quads"] > 40_000
