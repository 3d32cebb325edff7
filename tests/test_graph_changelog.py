"""The changes of a graph folder: patches that lead from build to build, and things that changed."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from convenor.graph.build import build, load, unload
from convenor.graph.canonical import FILE, Canonical
from convenor.graph.change import Settings
from convenor.graph.changed import Change, ChangedThing
from convenor.graph.changelog import ChangeLog, Revision
from convenor.graph.folder import GraphFolder, Version
from convenor.graph.patches import apply_patch, inverse
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import StoreError, UnresolvedNameError
from convenor.ontology.iris import Iris, expand

from .conftest import SMALL, write_tables

IRIS = Iris()
EDITION = IRIS.thing("edition", "lake-fair-2031")
NEWS, PAPER = IRIS.source("news"), IRIS.source("paper")
HILL = (
    "edition_id,body_id,role,source_id\nlake-fair-2031,lake-office,organizer,paper\n"
    "lake-fair-2031,hill-office,organizer,news\n"
)
ODD = SMALL["bodies"].replace("LO|Twin", 'LO|Tw\\in ""x"" 雙').replace("other,LO", 'other,"LO')
ODD = ODD.replace("雙,news", '雙",news')
STEPS: list[dict[str, str]] = [
    {"editions": SMALL["editions"].replace("2031-05-05", "2031-05-06")},
    {"participations": HILL},
    {"bodies": ODD},
    {"editions": SMALL["editions"]},
]


def version_of(folder: GraphFolder) -> Version:
    found = folder.current()
    assert found
    return found


def number_of(folder: GraphFolder) -> int:
    return int(version_of(folder).manifest()["revision"])


def log_of(folder: GraphFolder) -> ChangeLog:
    return ChangeLog(folder.changes, number_of(folder))


def lines_of(folder: GraphFolder) -> list[bytes]:
    return gzip.decompress((version_of(folder).path / FILE).read_bytes()).splitlines(keepends=True)


def step(folder: GraphFolder, tables: dict[str, str]) -> int:
    """Load tables; the revision after it."""
    load(folder, find_inputs(write_tables(folder.path.parent / "in", tables)))
    return number_of(folder)


@pytest.fixture
def folder(tmp_path: Path, small: Path) -> GraphFolder:
    return GraphFolder(shutil.copytree(small, tmp_path / "graph", symlinks=True))


class History:
    """A graph that was built, loaded four times, unloaded and built again, with all its states."""

    def __init__(self, path: Path) -> None:
        self.folder = GraphFolder(path / "graph")
        tables = write_tables(path / "in", SMALL)
        build(self.folder, find_inputs(tables))
        self.states = [lines_of(self.folder)]
        for tables_changed in STEPS:
            step(self.folder, tables_changed)
            self.states.append(lines_of(self.folder))
        unload(self.folder, ["participations.csv"])
        self.states.append(lines_of(self.folder))
        build(self.folder, find_inputs(tables[:2]))
        self.states.append(lines_of(self.folder))
        self.log = log_of(self.folder)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(tmp_path_factory.mktemp("history"))


def test_all_patches_lead_from_the_first_graph_to_the_last(history: History) -> None:
    lines: Iterator[bytes] = iter(history.states[0])
    for revision in history.log.since(1):
        lines = apply_patch(lines, revision.changes())
    found = hashlib.sha256(b"".join(lines)).hexdigest()
    assert found == Canonical(version_of(history.folder).path).statistics().sha256


def test_each_patch_leads_to_the_next_graph_and_back(history: History) -> None:
    assert [each.number for each in history.log.revisions()] == list(range(1, 8))
    for revision in history.log.since(1):
        old, new = history.states[revision.number - 2], history.states[revision.number - 1]
        patch = list(revision.changes())
        assert list(apply_patch(old, patch)) == new
        assert list(apply_patch(new, inverse(patch))) == old
        assert revision.sha256 == hashlib.sha256(b"".join(new)).hexdigest()
        assert revision.previous_sha256 == hashlib.sha256(b"".join(old)).hexdigest()
        assert revision.added == len(set(new) - set(old))
        assert revision.removed == len(set(old) - set(new))


def test_a_patch_names_the_states_that_it_is_between(history: History) -> None:
    for revision in history.log.since(1):
        rows = gzip.decompress(revision.patch.read_bytes()).splitlines()
        assert rows[0] == f"H id <urn:sha256:{revision.sha256}> .".encode()
        assert rows[1] == f"H prev <urn:sha256:{revision.previous_sha256}> .".encode()
        assert revision.previous_sha256 == history.log.revision(revision.number - 1).sha256


def test_a_revision_tells_its_inputs_and_time(history: History) -> None:
    inputs = [each.inputs for each in history.log.revisions()]
    assert inputs[0] == (tuple(sorted(f"{name}.csv" for name in SMALL)), (), ())
    assert inputs[1] == ((), (), ("editions.csv",))
    assert inputs[5] == ((), ("participations.csv",), ())
    times = [each.time for each in history.log.revisions()]
    assert times == sorted(times)
    assert times[-1] == version_of(history.folder).manifest()["ended"]
    assert history.log.revision(1).added == len(history.states[0])


def test_the_same_patch_comes_of_the_same_change(history: History, folder: GraphFolder) -> None:
    step(folder, STEPS[0])
    for name in ("patch.rdfp.gz", "things.jsonl.gz"):
        one, other = (log.revision(2).path / name for log in (history.log, log_of(folder)))
        assert one.read_bytes() == other.read_bytes()


def changed(revision: Revision) -> dict[str, ChangedThing]:
    things = revision.changed(0, 1000)
    assert len(things) == revision.things
    return {each.iri.removeprefix(f"{IRIS.base}id/"): each for each in things}


def test_a_new_value_stands_beside_the_old_one(history: History) -> None:
    (thing,) = changed(history.log.revision(2)).values()
    assert (thing.iri, thing.kind, thing.class_, thing.more) == (EDITION, "updated", "edition", 0)
    assert thing.labels == {"en": "Lake Robotics Fair 2031"}
    day = '"2031-05-0{}"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert thing.changes == (
        Change(expand("schema:endDate"), (day.format(5),), (day.format(6),), (PAPER,)),
    )
    assert thing.names[PAPER] == {"en": "Paper, 2031-06"}
    assert thing.names[expand("schema:endDate")]["en"] == "end"


def test_what_is_new_is_told_with_its_words(history: History) -> None:
    things = changed(history.log.revision(3))
    name = "participation/lake-fair-2031~hill-office~organizer"
    assert set(things) == {"edition/lake-fair-2031", name}
    assert things[name].kind == "created" and things[name].class_ == "participation"
    assert things[name].labels["en"] == "organizer: Hill Office, Lake Robotics Fair 2031"
    organizers = [
        each
        for each in things["edition/lake-fair-2031"].changes
        if each.predicate == expand("schema:organizer")
    ]
    hill = IRIS.thing("organization", "hill-office")
    assert organizers == [Change(expand("schema:organizer"), (), (f"<{hill}>",), (NEWS,))]
    assert things[name].names[hill] == {"en": "Hill Office", "zh": "山办"}


def test_what_is_gone_keeps_its_words(history: History) -> None:
    things = changed(history.log.revision(6))
    name = "participation/lake-fair-2031~lake-office~organizer"
    assert things[name].kind == "deleted"
    assert things[name].labels["en"] == "organizer: Lake Office, Lake Robotics Fair 2031"
    assert all(not each.new and each.withdrawn == (PAPER,) for each in things[name].changes)


def test_things_are_read_page_by_page(history: History) -> None:
    revision = history.log.revision(6)
    everything = revision.changed(0, 1000)
    assert len(everything) == revision.things >= 3
    assert [*revision.changed(0, 2), *revision.changed(2, 1)] == everything[:3]
    assert revision.changed(len(everything), 2) == []


def test_a_source_that_says_the_same_changes_no_value(folder: GraphFolder) -> None:
    part = SMALL["participations"] + "lake-fair-2031,lake-office,organizer,news\n"
    step(folder, {"participations": part})
    things = changed(log_of(folder).revision(2))
    told = {each.predicate: each for each in things["edition/lake-fair-2031"].changes}
    office = (f"<{IRIS.thing('organization', 'lake-office')}>",)
    organizer = expand("schema:organizer")
    assert told[organizer] == Change(organizer, office, office, (NEWS,))
    step(folder, {"participations": SMALL["participations"]})
    things = changed(log_of(folder).revision(3))
    told = {each.predicate: each for each in things["edition/lake-fair-2031"].changes}
    assert told[organizer] == Change(organizer, office, office, (NEWS,), (NEWS,))


def test_rows_that_move_change_no_thing(folder: GraphFolder) -> None:
    header, first, second = SMALL["bodies"].splitlines(keepends=True)
    assert step(folder, {"bodies": header + second + first}) == 2
    revision = log_of(folder).revision(2)
    assert revision.added and revision.removed and not revision.things
    assert revision.changed(0, 9) == []


def test_of_many_values_some_are_told(folder: GraphFolder) -> None:
    names = "|".join(f"Name {number:02}" for number in range(50))
    step(folder, {"bodies": SMALL["bodies"].replace("LO|Twin", names)})
    thing = changed(log_of(folder).revision(2))["organization/lake-office"]
    (change,) = (each for each in thing.changes if each.predicate == expand("skos:altLabel"))
    assert len(change.new) == 20 and len(change.old) == 2 and thing.more == 30


def test_a_build_that_changes_nothing_is_no_revision(folder: GraphFolder) -> None:
    assert step(folder, SMALL) == 1
    build(folder, find_inputs(write_tables(folder.path.parent / "in", SMALL)))
    assert number_of(folder) == 1
    assert [path.name for path in folder.changes.iterdir()] == ["000001"]


def test_a_rehearsal_leaves_nothing(folder: GraphFolder) -> None:
    tables = write_tables(folder.path.parent / "in", STEPS[0])
    load(folder, find_inputs(tables), Settings(dry_run=True))
    assert [path.name for path in folder.changes.iterdir()] == ["000001"]
    assert number_of(folder) == 1


def test_what_a_killed_build_left_is_written_anew(folder: GraphFolder) -> None:
    for name in ("draft", "000002"):
        (folder.changes / name).mkdir()
        (folder.changes / name / "change.json").write_text("{", "utf-8")
        (folder.changes / name / "left.txt").touch()
    assert [each.number for each in log_of(folder).revisions()] == [1]
    assert step(folder, STEPS[0]) == 2
    assert sorted(path.name for path in folder.changes.iterdir()) == ["000001", "000002"]
    assert not (folder.changes / "000002" / "left.txt").exists()
    assert list(apply_patch(lines_of(folder), inverse(log_of(folder).revision(2).changes())))


def test_the_old_graph_stays_where_changes_cannot_be_written(folder: GraphFolder) -> None:
    before = version_of(folder)
    shutil.rmtree(folder.changes)
    folder.changes.write_text("in the way", "utf-8")
    with pytest.raises(StoreError, match=r"cannot write to .*\n.*The graph in use is as it was"):
        step(folder, STEPS[0])
    assert version_of(folder) == before and number_of(folder) == 1


def test_a_graph_without_revisions_gets_its_first_two(folder: GraphFolder) -> None:
    path = version_of(folder).path / "manifest.jsonld"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["revision"]
    path.write_text(json.dumps(manifest), "utf-8")
    shutil.rmtree(folder.changes)
    (version_of(folder).path / FILE).unlink()
    with pytest.raises(UnresolvedNameError, match="None is kept yet"):
        ChangeLog(folder.changes, 1).revision(1)
    assert step(folder, STEPS[0]) == 2
    first, second = log_of(folder).revisions()
    assert first.time == manifest["ended"] and first.sha256 == second.previous_sha256
    assert second.things == 1


@pytest.mark.parametrize("broken", ["manifest.jsonld", FILE])
def test_a_damaged_graph_begins_again(folder: GraphFolder, broken: str) -> None:
    step(folder, STEPS[0])
    path = version_of(folder).path / broken
    path.write_bytes(path.read_bytes()[:100])
    build(folder, find_inputs(write_tables(folder.path.parent / "in", SMALL)))
    assert number_of(folder) == 1
    assert step(folder, STEPS[0]) == 2
    assert log_of(folder).revision(2).things == 1


def test_what_is_not_kept_is_told_with_what_is(folder: GraphFolder) -> None:
    step(folder, STEPS[0])
    for number in (0, 3):
        with pytest.raises(UnresolvedNameError, match=f"revision {number} .*\n.*1 to 2"):
            log_of(folder).revision(number)
        with pytest.raises(UnresolvedNameError, match=f"no revision {number}\n.*1 to 2"):
            log_of(folder).since(number)


def test_another_base_makes_all_things_new(folder: GraphFolder) -> None:
    inputs = find_inputs(write_tables(folder.path.parent / "in", SMALL))
    build(folder, inputs, Settings(base="https://example.org/fairs/"))
    revision = log_of(folder).revision(2)
    kinds = {(each.kind, each.class_) for each in revision.changed(0, 99_999)}
    assert revision.base == "https://example.org/fairs/"
    assert {("created", "edition"), ("deleted", "edition")} <= kinds
    assert not {kind for kind, _ in kinds} - {"created", "deleted"}


def test_a_changed_thing_survives_its_file() -> None:
    thing = ChangedThing(
        EDITION,
        "updated",
        "edition",
        {"zh": '湖"办\n'},
        (Change("p:p", ('"a\\n"@en',), ("<b:b>",), (NEWS,), (NEWS,)),),
        3,
        {NEWS: {"en": "News"}},
    )
    assert ChangedThing.from_json(thing.to_json()) == thing
    assert "\n" not in thing.to_json()
