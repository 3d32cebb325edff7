"""Texts in a graph: loaded with tables in any order, each fact with its words, faults told."""

from __future__ import annotations

import io
import itertools
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import rdflib

from convenor.explanations import render_explanation
from convenor.graph.build import build, load, unload
from convenor.graph.canonical import canonical_hash
from convenor.graph.change import Settings
from convenor.graph.check import check, conforms
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import open_graph
from convenor.graph.snapshots import Snapshots
from convenor.graph.texts import Job, extractions
from convenor.loaders.inputs import SUFFIXES, Input, find_inputs
from convenor.loaders.records.report import Report
from convenor.loaders.text.extraction import Extraction
from convenor.ontology.errors import InputError, SettingError
from convenor.terminal import render_report

WIRE = """\
Lake Robotics Fair opens

HEFEI, May 2, 2031 (Lake Wire) -- The 2031 Lake Robotics Fair opened in Hefei on May 2, \
2031. The event, themed "Machines that Care", is organized by the Ministry of \
Industry and Information Technology and the Lake Office. More than 3,000 guests attended.
"""
PAPER = """\
WUXI, June 3, 2031 (Hill Paper) -- Hill Drone Expo opens

The 2031 Hill Drone Expo opened in Wuxi on June 3, 2031. It is organized by the Lake Office and \
the Ministry of Commerce.
"""
TABLES = {
    "series.csv": "series_id,name_en\nlake-fair,Lake Robotics Fair\n",
    "bodies.csv": "body_id,name_en,kind\nlake-office,Lake Office,other\n",
}
EDITIONS = "SELECT ?e { ?e a <https://w3id.org/convenor/ontology#Edition> } ORDER BY ?e"


def write(folder: Path, files: dict[str, str]) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return [str(folder / name) for name in files]


def inputs(paths: Sequence[str]) -> list[Input]:
    return find_inputs(paths, suffixes=SUFFIXES.keys())


def hash_of(folder: GraphFolder) -> str:
    with folder.reading() as (_, store):
        return canonical_hash(store)


def made(path: Path, paths: Sequence[str], report: Report | None = None) -> GraphFolder:
    folder = GraphFolder(path)
    build(folder, inputs(paths), Settings(report=report or Report()))
    return folder


def editions(folder: GraphFolder) -> list[str]:
    with folder.reading() as (_, store):
        return [str(iri).rpartition("/")[2] for iri in store.select(EDITIONS).column("e")]


@pytest.fixture
def mixed(tmp_path: Path) -> list[str]:
    return write(tmp_path / "in", {"wire.txt": WIRE, **TABLES, "paper.md": PAPER})


def test_texts_and_tables_in_any_order_and_in_pieces_give_one_graph(
    tmp_path: Path, mixed: list[str]
) -> None:
    orders = itertools.islice(itertools.permutations(mixed), 0, 24, 7)
    (whole,) = {hash_of(made(tmp_path / "graph", order)) for order in orders}
    pieces = GraphFolder(tmp_path / "pieces")
    for path in [*mixed, *mixed]:
        load(pieces, inputs([path]))
    assert hash_of(pieces) == whole


def test_a_text_speaks_of_what_tables_describe(tmp_path: Path, mixed: list[str]) -> None:
    folder = made(tmp_path / "graph", mixed)
    assert "lake-fair-2031" in editions(folder)
    with open_graph(folder.path) as graph:
        found = graph.query("bodies_by_edition", edition="lake-fair-2031")
        assert {str(row["body"]).rpartition("/")[2] for row in found.rows()} == {
            "lake-office",
            "miit",
        }


def test_a_graph_of_texts_conforms(tmp_path: Path, mixed: list[str]) -> None:
    folder = made(tmp_path / "graph", [path for path in mixed if not path.endswith(".csv")])
    with folder.reading() as (_, store):
        findings = check(store)
    assert conforms(findings), findings


def test_unloading_a_text_is_the_reverse_of_loading_it(tmp_path: Path, mixed: list[str]) -> None:
    folder = made(tmp_path / "graph", mixed[1:])
    before = hash_of(folder)
    load(folder, inputs(mixed[:1]))
    assert hash_of(folder) != before
    unload(folder, ["wire.txt"])
    assert hash_of(folder) == before


def test_a_source_that_is_a_text_can_be_unloaded(tmp_path: Path, mixed: list[str]) -> None:
    folder = made(tmp_path / "graph", mixed)
    with open_graph(folder.path) as graph:
        (source,) = [
            str(row["source"]).rpartition("/")[2]
            for row in graph.sources().rows()
            if row["publisher"] == "Lake Wire"
        ]
    assert source.startswith("lake-wire-20310502-")
    unload(folder, [source])
    assert "lake-fair-2031" not in editions(folder)
    assert len(editions(folder)) == 1


def test_a_changed_text_takes_the_place_of_the_old_one(tmp_path: Path, mixed: list[str]) -> None:
    folder = made(tmp_path / "graph", mixed)
    write(tmp_path / "in", {"wire.txt": WIRE.replace("2031", "2033")})
    assert load(folder, inputs(mixed[:1])).replaced == ("wire.txt",)
    assert "lake-fair-2033" in editions(folder) and "lake-fair-2031" not in editions(folder)
    assert hash_of(folder) == hash_of(made(tmp_path / "other", mixed))


def test_one_bad_text_never_stops_the_rest(tmp_path: Path, mixed: list[str]) -> None:
    whole = hash_of(made(tmp_path / "whole", mixed))
    bad = tmp_path / "in" / "bad.txt"
    bad.write_bytes(b"\xff\xfe\x00\xd8 \x00\x00\xff\x81\x00" * 40)
    report = Report()
    folder = made(tmp_path / "graph", [str(bad), *mixed], report)
    assert [name for name, _ in report.faults] == ["bad.txt"]
    assert hash_of(folder) == whole
    assert report.texts() == (3, 1)
    facts = report.sums(texts=True)
    assert facts.rows_read == facts.rows_loaded + facts.rows_rejected > 10
    assert report.sums(texts=False).rows_read == 2
    told = io.StringIO()
    render_report(report, told)
    assert "Rows read 2 = loaded 2 + rejected 0." in told.getvalue()
    assert "Texts read 3 = loaded 2 + rejected 1; facts read " in told.getvalue()
    with pytest.raises(InputError, match=r"bad\.txt"):
        build(GraphFolder(tmp_path / "none"), inputs([str(bad)]))


def test_a_bad_text_does_not_replace_the_one_of_its_name(tmp_path: Path, mixed: list[str]) -> None:
    folder = made(tmp_path / "graph", mixed)
    before = hash_of(folder)
    Path(mixed[0]).write_bytes(b"\x89PNG\r\n\x1a\n" * 20)  # an image under the name of a text
    with pytest.raises(InputError, match=r"wire\.txt"):
        load(folder, inputs(mixed[:1]))
    assert hash_of(folder) == before


def test_a_text_that_states_nothing_is_loaded_all_the_same(tmp_path: Path) -> None:
    (path,) = write(tmp_path / "in", {"calm.txt": "The lake was calm on that day.\n"})
    report = Report()
    folder = made(tmp_path / "graph", [path], report)
    assert report.texts() == (1, 0) and report.rows_read == 0
    with open_graph(folder.path) as graph:
        assert len(graph.sources()) == 1


def test_an_encoding_that_nobody_knows_is_a_setting_error(tmp_path: Path, mixed: list[str]) -> None:
    with pytest.raises((SettingError, InputError), match="klingon"):
        build(GraphFolder(tmp_path / "graph"), inputs(mixed[:1]), Settings(encoding="klingon"))


def test_the_characters_of_a_text_are_kept_where_they_are_not_its_bytes(tmp_path: Path) -> None:
    plain = write(tmp_path / "in", {"plain.txt": WIRE})[0]
    marked = tmp_path / "in" / "marked.txt"
    marked.write_bytes(b"\xef\xbb\xbf" + PAPER.encode())
    folder = made(tmp_path / "graph", [plain, str(marked)])
    load(folder, inputs(write(tmp_path / "in", TABLES)))  # clears what no version needs
    version = folder.current()
    assert version is not None
    texts = {entry["name"]: entry["text"] for entry in version.manifest()["inputs"]}
    assert [name for name, text in texts.items() if text] == ["marked.txt"]
    assert Snapshots(folder.snapshots).text(texts["marked.txt"]) == PAPER


def test_explain_shows_the_words_their_place_and_the_source(
    tmp_path: Path, mixed: list[str]
) -> None:
    folder = made(tmp_path / "graph", mixed)
    for path in mixed:
        Path(path).unlink()
    page, data = io.StringIO(), io.StringIO()
    with open_graph(folder.path) as graph:
        found = graph.explain("lake-fair-2031")
        render_explanation(found, "table", page)
        render_explanation(found, "json", data)
        body = graph.explain("lake-office")
    facts = {(fact.predicate_label, fact.value_label): fact.statements for fact in found.facts}
    (statement,) = facts["theme", "Machines that Care"]
    assert (statement.publisher, statement.published) == ("Lake Wire", "2031-05-02")
    (passage,) = statement.passages
    assert passage.start is not None and passage.quote == WIRE[passage.start : passage.end]
    assert "Machines that Care" in passage.quote
    organizers = [
        passage
        for name in ("Lake Office", "Ministry of Industry and Information Technology")
        for statement in facts["organizer", name]
        for passage in statement.passages
    ]
    assert organizers and all(
        "Office" in each.quote or "Ministry" in each.quote for each in organizers
    )
    assert passage.quote in " ".join(page.getvalue().split())
    assert "Lake Wire, Lake Robotics Fair opens, 2031-05-02" in page.getvalue()
    loaded = json.loads(data.getvalue())
    spans = [
        (passage["start"], passage["end"], passage["quote"])
        for fact in loaded["facts"]
        for statement in fact["statements"]
        for passage in statement["passages"]
        if passage["quote"]
    ]
    assert spans and all(WIRE[start:end] == quote for start, end, quote in spans)
    # Of the body a table tells the name by a row, the texts its part by their words.
    ways = {
        (bool(passage.cells), bool(passage.quote))
        for fact in (*body.facts, *body.mentions)
        for statement in fact.statements
        for passage in statement.passages
    }
    assert ways == {(True, False), (False, True)}


def test_a_long_quote_is_cut_in_the_middle(tmp_path: Path) -> None:
    offices = ", ".join(f"the {name} Office" for name in ("North", "East", "South", "West") * 4)
    long = WIRE.replace("and the Lake Office", f"{offices} and the Lake Office")
    folder = made(tmp_path / "graph", write(tmp_path / "in", {**TABLES, "wire.txt": long}))
    page = io.StringIO()
    with open_graph(folder.path) as graph:
        render_explanation(graph.explain("lake-fair-2031"), "table", page)
    lines = [each for each in page.getvalue().splitlines() if "characters" in each]
    (line,) = [each for each in lines if each.endswith("the Lake Office”")]
    assert " … " in line and len(line) < 320 and "“organized by the Ministry" in line


def test_rdflib_reads_the_claims_of_a_graph(tmp_path: Path, mixed: list[str]) -> None:
    folder = made(tmp_path / "graph", mixed)
    with open_graph(folder.path) as graph:
        found = graph.rdflib().query(
            "SELECT ?exact { GRAPH ?g { ?claim a cvn:Claim ; rdf:predicate schema:about ;"
            " prov:wasDerivedFrom/oa:hasSelector/oa:exact ?exact } }",
            initNs={
                "cvn": "https://w3id.org/convenor/ontology#",
                "oa": "http://www.w3.org/ns/oa#",
                "prov": "http://www.w3.org/ns/prov#",
                "rdf": str(rdflib.RDF),
                "schema": "https://schema.org/",
            },
        )
        quotes = {str(row[0]) for row in found if isinstance(row, rdflib.query.ResultRow)}
    assert any("Machines that Care" in quote for quote in quotes)


def many(folder: Path, count: int) -> list[Job]:
    texts = {
        f"{number:03}.txt": WIRE.replace("2031", str(2000 + number)) for number in range(count)
    }
    texts["007.txt"] = "\x00" * 500  # no text at all
    return [Job(entry) for entry in inputs(write(folder, texts))]


def told(results: Sequence[object]) -> list[object]:
    return [
        found if isinstance(found, Extraction) else (type(found), str(found)) for found in results
    ]


def test_workers_give_what_one_process_gives_in_the_same_order(tmp_path: Path) -> None:
    jobs = many(tmp_path, 99)
    alone = told(list(extractions(jobs, workers=1)))
    assert told(list(extractions(jobs, workers=2))) == alone
    names = [found.name for found in alone if isinstance(found, Extraction)]
    assert names == sorted(names) and len(alone) == 99


SCRIPT = """
import sys
from convenor.graph.texts import Job, extractions
from convenor.loaders.inputs import SUFFIXES, find_inputs
jobs = [Job(entry) for entry in find_inputs(sys.argv[1:], suffixes=SUFFIXES.keys())]
print(len(list(extractions(jobs, workers=2))))
"""


def test_a_script_without_a_main_guard_reads_texts_all_the_same(tmp_path: Path) -> None:
    many(tmp_path / "in", 40)
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "in")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "40", done.stderr


BUILDER = """
import sys
from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.loaders.inputs import SUFFIXES, find_inputs
if __name__ == "__main__":
    print("begun", flush=True)
    build(GraphFolder(sys.argv[1]), find_inputs(sys.argv[2:], suffixes=SUFFIXES.keys()))
"""


@pytest.mark.slow
def test_a_killed_build_of_texts_leaves_the_old_graph_and_no_lock(
    tmp_path: Path, mixed: list[str]
) -> None:
    folder = made(tmp_path / "graph", mixed)
    before = hash_of(folder)
    many(tmp_path / "many", 200)
    moments = random.Random(3)
    script = tmp_path / "builder.py"
    script.write_text(BUILDER, "utf-8")
    for _ in range(4):
        command = [sys.executable, str(script), str(folder.path), str(tmp_path / "many")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as builder:
            assert builder.stdout is not None and builder.stdout.readline() == b"begun\n"
            time.sleep(moments.uniform(0.3, 1.5))
            builder.send_signal(signal.SIGKILL)
        assert hash_of(folder) == before
    load(folder, inputs(mixed))  # nobody holds the lock
    assert hash_of(folder) == before
