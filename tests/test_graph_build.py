"""Build, load and unload: a graph is a function of its inputs, and readers never see a half."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from convenor.graph.build import BUNDLED, build, load, unload
from convenor.graph.canonical import canonical_hash
from convenor.graph.change import Settings, Summary
from convenor.graph.folder import GraphFolder
from convenor.loaders.inputs import find_inputs
from convenor.loaders.records.report import Report
from convenor.ontology.errors import (
    CheckError,
    InputError,
    RowError,
    SettingError,
    StoreError,
    UnresolvedNameError,
)

SOURCES = "source_id,url,publisher,published\nnews,https://example.org/news,Lake News,2024-05-01\npaper,https://example.org/paper,Paper,2024-06\n"
SERIES = "series_id,name_en,source_id\nlake-fair,Lake Robotics Fair,news\n"
EDITIONS = (
    "edition_id,series_id,year,start,end,city,source_ids\n"
    "lake-fair-2024,lake-fair,2024,2024-05-02,2024-05-04,Hefei,news\n"
    "lake-fair-2024,lake-fair,2024,2024-05-02,2024-05-05,Hefei,paper\n"
)
PARTS = "edition_id,body_id,role,source_id\nlake-fair-2024,miit,organizer,news\n"
TABLES = {"sources": SOURCES, "series": SERIES, "editions": EDITIONS, "participations": PARTS}


def write(folder: Path, tables: dict[str, str] = TABLES) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [str(folder / f"{name}.csv") for name in tables]


def hash_of(folder: GraphFolder) -> str:
    with folder.reading() as (_, store):
        return canonical_hash(store)


def add(folder: GraphFolder, *paths: str) -> Summary:
    return load(folder, find_inputs(paths))


def made(path: Path, paths: Sequence[str]) -> str:
    folder = GraphFolder(path)
    build(folder, find_inputs(paths))
    return hash_of(folder)


def ends(folder: GraphFolder) -> list[str]:
    with folder.reading() as (_, store):
        result = store.select("SELECT ?end { ?edition <https://schema.org/endDate> ?end }")
        return sorted(str(value) for value in result.column("end"))


def test_building_twice_and_in_any_order_gives_the_same_hash(tmp_path: Path) -> None:
    paths = write(tmp_path / "in")
    orders = itertools.permutations(paths)
    assert (
        len({made(tmp_path / "graph", order) for order in itertools.islice(orders, 0, 24, 5)}) == 1
    )


def test_loading_in_pieces_twice_gives_what_one_build_gives(tmp_path: Path) -> None:
    paths = write(tmp_path / "in")
    whole = made(tmp_path / "whole", paths)
    folder = GraphFolder(tmp_path / "pieces")
    for path in [*paths, *paths]:
        add(folder, path)
    assert hash_of(folder) == whole


def test_rows_rejected_for_a_missing_reference_come_in_with_what_they_refer_to(
    tmp_path: Path,
) -> None:
    paths = write(tmp_path / "in")
    whole = made(tmp_path / "whole", paths)
    folder = GraphFolder(tmp_path / "graph")
    report = Report()
    load(folder, find_inputs(paths[2:]), Settings(report=report))
    assert report.rows_rejected == 3 and report.rows_read == 3
    add(folder, *paths[:2])
    assert hash_of(folder) == whole


def test_loading_a_file_again_replaces_what_it_said(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths)
    assert ends(folder) == ["2024-05-04", "2024-05-05"]
    changed = EDITIONS.replace("2024-05-05", "2024-05-06")
    write(tmp_path / "in", {**TABLES, "editions": changed})
    assert add(folder, paths[2]).replaced == ("editions.csv",)
    assert ends(folder) == ["2024-05-04", "2024-05-06"]
    assert hash_of(folder) == made(tmp_path / "other", paths)


def test_unloading_is_the_reverse_of_loading(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths[:3])
    before = hash_of(folder)
    add(folder, paths[3])
    assert hash_of(folder) != before
    unload(folder, ["participations.csv"])
    assert hash_of(folder) == before


def test_an_unloaded_source_stays_out_until_it_is_loaded_again(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths)
    before = hash_of(folder)
    unload(folder, ["paper"])
    assert ends(folder) == ["2024-05-04"]
    add(folder, paths[3])  # does not speak of the paper
    assert ends(folder) == ["2024-05-04"]
    add(folder, *paths)
    assert hash_of(folder) == before


def test_a_change_that_takes_rows_out_of_other_inputs_is_refused(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths)
    before = hash_of(folder)
    with pytest.raises(CheckError, match=r"series\.csv would lose 1 of its rows.*'news'"):
        unload(folder, ["sources.csv"])
    write(tmp_path / "in", {**TABLES, "series": SERIES.replace("lake-fair", "pond-fair")})
    with pytest.raises(CheckError, match=r"editions\.csv would lose 2 of its rows.*'lake-fair'"):
        add(folder, paths[1])
    assert hash_of(folder) == before
    unload(folder, ["sources.csv", "editions.csv", "series.csv", "participations.csv"])
    with folder.reading() as (version, _):
        assert version.manifest()["inputs"] == []


def test_a_name_that_comes_to_mean_another_thing_is_read_anew(tmp_path: Path) -> None:
    """The edition names its series, and no source that it speaks of is loaded again."""
    folder = GraphFolder(tmp_path / "graph")
    edition = "edition_id,series_id,year,source_ids\nfair-2024,Lake Robotics Fair,2024,paper\n"
    paths = write(tmp_path / "in", {**TABLES, "editions": edition, "participations": ""})[:3]
    add(folder, *paths)
    write(
        tmp_path / "in",
        {"series": SERIES.replace("Lake", "Pond") + "hill-fair,Lake Robotics Fair,news\n"},
    )
    add(folder, paths[1])
    assert hash_of(folder) == made(tmp_path / "whole", paths)


def test_what_rules_derive_is_no_name_for_rows_to_use(tmp_path: Path) -> None:
    """Else a row would be loaded or rejected by when it came."""
    folder = GraphFolder(tmp_path / "graph")
    add(folder, *write(tmp_path / "in", {**TABLES, "participations": ""})[:3])
    parts = PARTS.replace("lake-fair-2024", "Lake Robotics Fair 2024")
    (path,) = write(tmp_path / "in", {"participations": parts})
    report = Report()
    load(folder, find_inputs([path]), Settings(report=report))
    assert [error.rule for error in report.errors] == ["dangling-reference"]


def test_inputs_of_different_mappings_may_refer_to_each_other(tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text(
        '[tables.fairs]\nrecord = "series"\nfiles = ["fairs"]\nkey = ["code"]\n'
        '[tables.fairs.columns]\ncode = "id"\ntitle = "names@en"\nsrc = "source"\n',
        "utf-8",
    )
    fairs = tmp_path / "fairs.csv"
    fairs.write_text("code,title,src\nlake-fair,Lake Fair,news\n", "utf-8")
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, paths[0])
    load(folder, find_inputs([str(fairs)]), Settings(mapping=mapping))
    report = Report()
    load(folder, find_inputs(paths[2:]), Settings(report=report))
    assert report.rows_rejected == 0
    assert ends(folder) == ["2024-05-04", "2024-05-05"]


def test_a_snapshot_that_is_damaged_is_not_taken_for_an_empty_input(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths)
    before = hash_of(folder)
    version = folder.current()
    assert version is not None
    (kept,) = (each for each in version.manifest()["inputs"] if each["name"] == "editions.csv")
    (folder.snapshots / f"{kept['sha256']}.gz").write_bytes(b"\x1f\x8b nothing")
    with pytest.raises(CheckError, match=r"editions\.csv would lose 2 .*damaged"):
        add(folder, paths[0])
    assert hash_of(folder) == before
    add(folder, *paths)  # the snapshot is written anew
    assert hash_of(folder) == before


def test_a_corrected_report_needs_no_other_file(tmp_path: Path) -> None:
    """It holds the row that was wrong and those that hung on it, which are right by then."""
    broken = {**TABLES, "editions": EDITIONS.replace("05-04", "02-30").replace("05-05", "02-31")}
    folder, rejected = GraphFolder(tmp_path / "graph"), tmp_path / "rejected.csv"
    build(folder, find_inputs(write(tmp_path / "in", broken)), Settings(report=Report(rejected)))
    text = rejected.read_text("utf-8-sig").replace("02-30", "05-04").replace("02-31", "05-05")
    rejected.write_text(text, "utf-8")
    report = Report()
    load(folder, find_inputs([str(rejected)]), Settings(report=report))
    assert (report.rows_read, report.rows_rejected) == (3, 0)
    assert ends(folder) == ["2024-05-04", "2024-05-05"]


def test_unloading_what_others_need_is_refused(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths)
    before = hash_of(folder)
    with pytest.raises(CheckError, match="dangling_references"):
        unload(folder, ["news"])
    with pytest.raises(UnresolvedNameError, match="absent"):
        unload(folder, ["absent"])
    assert hash_of(folder) == before


def test_a_file_that_cannot_be_read_does_not_replace_the_one_of_its_name(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths)
    before = hash_of(folder)
    Path(paths[2]).write_bytes(b"")
    with pytest.raises(InputError, match=r"editions\.csv is empty"):
        add(folder, paths[2])
    assert hash_of(folder) == before
    report = Report()
    load(folder, find_inputs(paths), Settings(report=report))
    assert [name for name, _ in report.faults] == ["editions.csv"]
    assert hash_of(folder) == before


def test_a_build_leaves_out_what_cannot_be_read(tmp_path: Path) -> None:
    paths = write(tmp_path / "in")
    whole = made(tmp_path / "whole", paths)
    (tmp_path / "in" / "broken.csv").write_bytes(b"")
    report = Report()
    folder = GraphFolder(tmp_path / "graph")
    build(
        folder, find_inputs([*paths, str(tmp_path / "in" / "broken.csv")]), Settings(report=report)
    )
    assert [name for name, _ in report.faults] == ["broken.csv"]
    assert hash_of(folder) == whole
    with pytest.raises(InputError, match=r"broken\.csv is empty"):
        build(folder, find_inputs([str(tmp_path / "in" / "broken.csv")]))


def test_rows_of_other_inputs_are_not_counted_again(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    add(folder, *paths[2:])  # rejected: what they refer to is missing
    report = Report()
    load(folder, find_inputs(paths[:1]), Settings(report=report))
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (2, 2, 0)


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    summary = build(folder, find_inputs(write(tmp_path / "in")), Settings(dry_run=True))
    assert summary.dry_run and summary.quads > 1000
    assert folder.current() is None
    assert not list(folder.snapshots.iterdir())


def test_a_strict_report_stops_at_the_first_rejected_row(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in", {**TABLES, "editions": EDITIONS.replace("05-05", "02-30")})
    with pytest.raises(RowError, match="2024-02-30"):
        build(folder, find_inputs(paths), Settings(report=Report(strict=True)))
    assert folder.current() is None


def test_the_base_iri_moves_things_and_not_the_vocabulary(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    paths = write(tmp_path / "in")
    build(folder, find_inputs(paths), Settings(base="https://data.example.org/"))
    with folder.reading() as (_, store):
        found = store.select(
            "SELECT ?s { ?s a <https://w3id.org/convenor/ontology#Edition> }"
        ).column("s")
        assert found == ["https://data.example.org/id/edition/lake-fair-2024"]
        subjects = {quad.subject.value for quad in store.quads() if hasattr(quad.subject, "value")}
    assert not any(iri.startswith("https://w3id.org/convenor/id/") for iri in subjects)
    with pytest.raises(SettingError, match="base IRI"):
        load(folder, find_inputs(paths), Settings(base="https://other.example.org/"))


def test_the_manifest_says_what_the_graph_was_made_from(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    add(folder, *write(tmp_path / "in"))
    version = folder.current()
    assert version is not None
    manifest = version.manifest()
    assert [entry["name"] for entry in manifest["inputs"]] == [
        "editions.csv",
        "participations.csv",
        "series.csv",
        "sources.csv",
    ]
    assert manifest["inputs"][0]["rows"] == {"read": 2, "loaded": 2, "rejected": 0}
    assert manifest["started"] < manifest["ended"]
    with folder.reading() as (_, store):
        assert manifest["quads"] == len(store)


def test_the_manifest_is_prov_in_json_ld(tmp_path: Path) -> None:
    import pyoxigraph as ox

    folder = GraphFolder(tmp_path / "graph")
    add(folder, *write(tmp_path / "in"))
    version = folder.current()
    assert version is not None
    path = version.path / "manifest.jsonld"
    quads = list(ox.parse(path=path, format=ox.RdfFormat.JSON_LD))
    used = [quad for quad in quads if quad.predicate.value == "http://www.w3.org/ns/prov#used"]
    assert len(used) == 4


def test_a_mapping_is_kept_with_the_input_that_it_maps(tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text(
        '[tables.fairs]\nrecord = "series"\nfiles = ["fairs"]\nkey = ["code"]\n'
        '[tables.fairs.columns]\ncode = "id"\ntitle = "names@en"\n',
        "utf-8",
    )
    (tmp_path / "fairs.csv").write_text("code,title\nlake-fair,Lake Fair\n", "utf-8")
    folder = GraphFolder(tmp_path / "graph")
    load(folder, find_inputs([str(tmp_path / "fairs.csv")]), Settings(mapping=mapping))
    mapping.unlink()
    add(folder, *write(tmp_path / "in"))  # touches the same series from another source
    with folder.reading() as (_, store):
        names = store.select(
            "SELECT ?name { <https://w3id.org/convenor/id/series/lake-fair>"
            " <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"
        ).column("name")
    assert sorted(map(str, names)) == ["Lake Fair", "Lake Robotics Fair"]


def test_the_bundled_graph_builds_without_a_rejected_row(tmp_path: Path) -> None:
    report = Report()
    summary = build(GraphFolder(tmp_path), None, Settings(report=report))
    assert report.rows_rejected == 0 and report.rows_read > 2300
    assert not report.unused and not report.faults
    assert summary.sources > 330
    assert len(summary.inputs) == len(list(BUNDLED.glob("*.csv")))


def test_every_stated_triple_is_in_the_default_graph_and_no_other(bundled: Path) -> None:
    with GraphFolder(bundled).reading() as (_, store):
        merged, stated = set(), set()
        for quad in store.quads():
            triple = (quad.subject, quad.predicate, quad.object)
            name = getattr(quad.graph_name, "value", "")
            if not name:
                merged.add(triple)
            elif not name.endswith("/claims"):
                stated.add(triple)
    assert merged == stated and len(merged) > 15_000


BUILDER = """
import sys
from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.loaders.inputs import find_inputs
print("begun", flush=True)
build(GraphFolder(sys.argv[1]), find_inputs(sys.argv[2:]))
"""


@pytest.mark.slow
def test_a_build_killed_at_20_random_moments_leaves_the_old_graph(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    old = find_inputs(write(tmp_path / "in"))
    build(folder, old)
    before = hash_of(folder)
    begun = time.monotonic()
    build(GraphFolder(tmp_path / "whole"))
    span = time.monotonic() - begun
    after = hash_of(GraphFolder(tmp_path / "whole"))
    moments = random.Random(7)
    left_old = 0
    for _ in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(folder.path), str(BUNDLED)], stdout=subprocess.PIPE
        ) as builder:
            assert builder.stdout is not None and builder.stdout.readline() == b"begun\n"
            time.sleep(moments.uniform(0, span * 0.9))
            builder.send_signal(signal.SIGKILL)
        found = hash_of(folder)
        assert found in (before, after)
        left_old += found == before
        if found == after:  # it was quicker than the kill: put the old graph back
            build(folder, old)
    assert left_old >= 10
    build(folder)
    assert hash_of(folder) == after
    assert len(list((folder.path / "versions").iterdir())) == 1


FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
from convenor.cli import main
sys.exit(main(["build", "--store", sys.argv[1]]))
"""


def test_a_disk_that_is_full_leaves_the_old_graph_and_says_so(tmp_path: Path) -> None:
    """A limit on file size stands for the full disk: the engine's writes fail in the same way."""
    folder = GraphFolder(tmp_path / "graph")
    add(folder, *write(tmp_path / "in"))
    before = hash_of(folder)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "cannot write" in done.stderr and "Traceback" not in done.stderr
    assert hash_of(folder) == before


def test_a_folder_that_is_something_else_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoreError, match="cannot write"):
        build(GraphFolder(tmp_path / "file"))
