"""The commands diff and changes: what they compare, what people read, what programs get."""

from __future__ import annotations

import gzip
import json
import random
from io import BytesIO
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import RdfFormat, parse, serialize

from convenor.cli import main
from convenor.graph.canonical import FILE, Canonical
from convenor.graph.patches import apply_patch, read_patch

from .conftest import SMALL, write_tables

Capture = pytest.CaptureFixture[str]
HELD = SMALL["editions"].replace("2031-05-05", "2031-05-06")
PARTS = SMALL["participations"] + "lake-fair-2031,hill-office,undertaker,news\n"
TWO = (
    "\nedition\n"
    "    ~ Lake Robotics Fair 2031\n"
    "        end: 2031-05-05 -> 2031-05-06 [Paper, 2031-06]\n"
    "\nThings: 0 new, 1 changed, 0 gone. Quads, with evidence: "
)


class Kept:
    """A graph of four revisions, and the first and last of them as files and as a release."""

    def __init__(self, path: Path) -> None:
        self.path, self.graph = path, path / "graph"
        tables = write_tables(path / "in", SMALL)
        store = ["--quiet", "--store", str(self.graph)]
        assert main(["build", *store, *tables]) == 0
        self.first = self.lines()
        (path / "first.nq").write_bytes(b"".join(self.first))
        for changed in ({"editions": HELD}, {"participations": PARTS}):
            assert main(["load", *store, *write_tables(path / "in", changed)]) == 0
        assert main(["unload", *store, "paper"]) == 0
        self.last = self.lines()
        for name in ("plain", "gz", "zst"):
            (path / name).mkdir()
        whole = b"".join(self.last)
        (path / "plain" / "graph.nq").write_bytes(whole)
        (path / "gz" / "graph.nq.gz").write_bytes(gzip.compress(whole))
        packed = b"".join(map(zstandard.compress, (whole[:999], whole[999:])))  # in two frames
        (path / "zst" / "graph.nq.zst").write_bytes(packed)
        random.Random(1).shuffle(mixed := [*self.last, *self.last])
        (path / "mixed.nq").write_bytes(b"".join(mixed))

    def lines(self) -> list[bytes]:
        packed = (self.graph / "current" / FILE).read_bytes()
        return gzip.decompress(packed).splitlines(keepends=True)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("changes"))


def run(kept: Kept, capsys: Capture, *arguments: str) -> str:
    capsys.readouterr()
    given = [str(kept.path / each) if (kept.path / each).exists() else each for each in arguments]
    assert main([given[0], "--store", str(kept.graph), *given[1:]]) == 0
    return capsys.readouterr().out


def refused(kept: Kept, capsys: Capture, *arguments: str) -> str:
    capsys.readouterr()
    assert main([arguments[0], "--store", str(kept.graph), *arguments[1:]]) == 4
    return capsys.readouterr().err


def test_the_revisions_are_listed(kept: Kept, capsys: Capture) -> None:
    lines = run(kept, capsys, "changes").splitlines()
    assert lines[0].split() == "revision time (UTC) things added removed inputs".split()
    rows = [line.split() for line in lines[2:6]]
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert rows[1][3:] == ["1", "4", "4", "~", "editions.csv"]
    assert rows[3][-2:] == ["without", "paper"]


def test_what_changed_since_a_revision_reads_as_a_list(kept: Kept, capsys: Capture) -> None:
    shown = run(kept, capsys, "changes", "--since", "1")
    head, second, third, fourth = shown.split("Revision ")
    assert not head and second.startswith("2, 20") and TWO in second
    assert "        + undertaker: Hill Office [Lake News, 2031-05-01]\n" in third
    assert "    + undertaker: Hill Office, Lake Robotics Fair 2031 [Lake News, 2031-05-01]" in third
    assert "    - organizer: Lake Office, Lake Robotics Fair 2031 [Paper, 2031-06]\n" in fourth
    assert "[no longer by Paper, 2031-06]\n" in fourth
    assert "://" not in shown


def test_what_changed_reads_in_chinese(kept: Kept, capsys: Capture) -> None:
    shown = run(kept, capsys, "changes", "--since", "2", "--language", "zh")
    assert "        + 承办方: 山办 [Lake News, 2031-05-01]\n" in shown


def test_a_date_chooses_revisions(kept: Kept, capsys: Capture) -> None:
    everything = run(kept, capsys, "changes", "--since", "2026-01-01")
    quads = len(kept.first)
    assert "Revision 1, 20" in everything and f"\nThe first build: {quads:,} quads." in everything
    assert everything.endswith(run(kept, capsys, "changes", "--since", "1"))
    times = [each["time"] for each in json.loads(run(kept, capsys, "changes", "--format", "json"))]
    some = json.loads(run(kept, capsys, "changes", "--since", times[2], "--format", "json"))
    assert [each["number"] for each in some] == [3, 4]
    none = run(kept, capsys, "changes", "--since", "9999-01-01")
    assert none == "Nothing has changed since 9999-01-01.\n"


def test_patches_since_a_revision_follow_each_other(kept: Kept, capsys: Capture) -> None:
    text = run(kept, capsys, "changes", "--since", "1", "--format", "patch").encode()
    lines = iter(kept.first)
    for part in text.split(b"TC .\n")[:-1]:
        lines = apply_patch(lines, list(read_patch(BytesIO(part))))
    assert list(lines) == kept.last


def test_changes_as_json(kept: Kept, capsys: Capture) -> None:
    found = json.loads(run(kept, capsys, "changes", "--since", "1", "--format", "json"))
    assert [each["number"] for each in found] == [2, 3, 4]
    assert found[0]["inputs"] == {"added": [], "removed": [], "changed": ["editions.csv"]}
    assert [each["kind"] for each in found[0]["changed"]] == ["updated"]
    listed = json.loads(run(kept, capsys, "changes", "--format", "json"))
    assert listed[1:] == [
        {name: value for name, value in each.items() if name != "changed"} for each in found
    ]


@pytest.mark.parametrize("new", ["graph", "plain", "gz", "zst", "mixed.nq", "4"])
def test_states_are_compared_whatever_they_are(kept: Kept, capsys: Capture, new: str) -> None:
    for old in ("first.nq", "1"):
        patch = run(kept, capsys, "diff", old, new, "--format", "patch").encode()
        assert list(apply_patch(kept.first, read_patch(BytesIO(patch)))) == kept.last
        sha256 = Canonical(kept.graph / "current").statistics().sha256
        assert patch.startswith(f"H id <urn:sha256:{sha256}> .\n".encode())
    shown = run(kept, capsys, "diff", "first.nq", new)
    assert shown.partition("\n")[2] == run(kept, capsys, "diff", "1", "4").partition("\n")[2]
    assert run(kept, capsys, "diff", "4", new).endswith("\nNo differences.\n")


def test_a_difference_reads_as_a_list(kept: Kept, capsys: Capture) -> None:
    shown = run(kept, capsys, "diff", "1", "2")
    assert TWO in shown
    there, back = (run(kept, capsys, "diff", *ends) for ends in (("1", "3"), ("3", "1")))
    assert "    + undertaker: Hill Office, Lake Robotics Fair 2031 [Lake News, 20" in there
    assert "    - undertaker: Hill Office, Lake Robotics Fair 2031 [Lake News, 20" in back
    assert "end: 2031-05-06 -> 2031-05-05 [Paper, 2031-06]" in back


def test_a_difference_as_json(kept: Kept, capsys: Capture) -> None:
    found = json.loads(run(kept, capsys, "diff", "1", "2", "--format", "json"))
    log = json.loads(run(kept, capsys, "changes", "--since", "1", "--format", "json"))[0]
    assert found["new"]["sha256"] == log["sha256"] and found["old"]["sha256"] != log["sha256"]
    assert found["things"] == log["changed"]
    assert [found[key] for key in ("changed", "added", "removed")] == [1, 4, 4]
    same = json.loads(run(kept, capsys, "diff", "2", "2", "--format", "json"))
    assert (same["things"], same["changed"]) == ([], 0)


def test_another_spelling_is_no_difference(kept: Kept, capsys: Capture, tmp_path: Path) -> None:
    """Escapes, spaces, comments and the datatype of plain texts may be written in other ways."""
    text = b"# a copy\n" + b"".join(kept.last)
    text = text.replace(b" <https://schema.org/", b"\t<https://schema.org/")
    text = text.replace(b'"Lake ', b'"\\u004Cake  '.replace(b"  ", b" "))
    (tmp_path / "copy.nq").write_bytes(text)
    assert run(kept, capsys, "diff", "4", str(tmp_path / "copy.nq")).endswith("No differences.\n")


def test_things_under_another_base_are_told(kept: Kept, capsys: Capture, tmp_path: Path) -> None:
    for name, lines in (("old", kept.first), ("new", kept.last)):
        moved = b"".join(lines).replace(b"w3id.org/convenor/id/", b"example.org/fairs/id/")
        moved = moved.replace(b"w3id.org/convenor/source/", b"example.org/fairs/source/")
        quads = parse(moved, RdfFormat.N_QUADS)
        serialize(quads, tmp_path / f"{name}.nq", RdfFormat.N_QUADS)
    shown = run(kept, capsys, "diff", str(tmp_path / "old.nq"), str(tmp_path / "new.nq"))
    assert shown.partition("\n")[2] == run(kept, capsys, "diff", "1", "4").partition("\n")[2]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<a:s> <a:p> _:b .\n", "has a blank node"),
        (b"_:b <a:p> <a:o> .\n", "has a blank node"),
        (b"<a:s> <a:p> <a:o> <a:g> .\n<a:s> <a:p", "is not N-Quads"),
    ],
)
def test_what_cannot_be_compared_is_told(
    kept: Kept, capsys: Capture, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "odd.nq").write_bytes(content)
    assert told in refused(kept, capsys, "diff", "1", str(tmp_path / "odd.nq"))


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_broken_archive_is_told(kept: Kept, capsys: Capture, tmp_path: Path, suffix: str) -> None:
    whole = (kept.path / suffix / f"graph.nq.{suffix}").read_bytes()
    for broken in (whole[:-9], whole[:20] + whole[300:]):
        (tmp_path / f"half.nq.{suffix}").write_bytes(broken)
        told = refused(kept, capsys, "diff", "1", str(tmp_path / f"half.nq.{suffix}"))
        assert "cannot read" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["diff", "1", "9"], "There are revisions 1 to 4"),
        (["diff", "nowhere", "1"], "nowhere is not there\n  Name a release"),
        (["diff", "1", "."], ". holds neither a graph nor a release"),
        (["changes", "--since", "9"], "the graph has no revision 9\n  There are revisions 1 to 4"),
        (["changes", "--since", "May"], "'May' is neither the number of a revision nor a date"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    kept: Kept, capsys: Capture, arguments: list[str], told: str
) -> None:
    assert told in refused(kept, capsys, *arguments)
