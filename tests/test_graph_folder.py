"""The folder of versions: swap at the end, readers undisturbed, leftovers cleared."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from convenor.graph.folder import GraphFolder
from convenor.ontology.errors import BusyError, StoreError

GRAPH = NamedNode("http://example.org/g")
MANIFEST: dict[str, object] = {"inputs": [], "base": "http://example.org/"}


def put(folder: GraphFolder, value: str) -> None:
    with folder.writing() as draft:
        draft.store.extend([Quad(GRAPH, GRAPH, Literal(value), GRAPH)])
        draft.manifest = dict(MANIFEST)


def values(folder: GraphFolder) -> list[str]:
    with folder.reading() as (_, store):
        return sorted(str(quad.object.value) for quad in store.quads(""))  # type: ignore[union-attr]


def test_a_version_replaces_the_old_one(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    put(folder, "one")
    with folder.writing() as draft:
        assert draft.old == folder.current()
        draft.store.extend([Quad(GRAPH, GRAPH, Literal("two"), GRAPH)])
        draft.manifest = dict(MANIFEST)
    assert values(folder) == ["two"]


def test_a_failure_leaves_the_old_version(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    put(folder, "one")
    with pytest.raises(ZeroDivisionError), folder.writing() as draft:
        draft.store.extend([Quad(GRAPH, GRAPH, Literal("half"), GRAPH)])
        raise ZeroDivisionError
    assert values(folder) == ["one"]
    assert len(list((tmp_path / "versions").iterdir())) == 1


def test_a_draft_that_is_not_wanted_is_thrown_away(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    with folder.writing() as draft:
        draft.put_in_use = False
    assert folder.current() is None
    assert not list((tmp_path / "versions").iterdir())


def test_a_reader_keeps_its_version_while_writers_go_on(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    put(folder, "one")
    with folder.reading() as (version, store):
        for value in ("two", "three", "four"):
            put(folder, value)
        assert len(list(store.quads(""))) == 1
        assert version.path.exists()
    assert values(folder) == ["four"]
    put(folder, "five")
    assert [path.name for path in (tmp_path / "versions").iterdir()] == ["000005"]


def test_a_second_writer_is_told_that_the_folder_is_busy(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    with folder.writing() as draft:
        draft.manifest = dict(MANIFEST)
        with pytest.raises(BusyError, match="another program"), folder.writing():
            pass
    assert folder.current() is not None


def test_an_empty_folder_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="convenor build"), GraphFolder(tmp_path).reading():
        pass


def test_a_damaged_manifest_can_be_built_over(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    for damage in ("{", "[]", "{}"):
        put(folder, "one")
        version = folder.current()
        assert version is not None
        (version.path / "manifest.jsonld").write_text(damage, "utf-8")
        (folder.snapshots / "kept.gz").touch()
        with pytest.raises(StoreError, match="convenor build"):
            version.manifest()
        with folder.writing() as draft:
            assert (folder.snapshots / "kept.gz").exists()  # who needs it cannot be known
            draft.manifest = dict(MANIFEST)
        assert values(folder) == []
        assert not list(folder.snapshots.iterdir())


def test_a_version_that_was_removed_by_hand_can_be_built_over(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    put(folder, "one")
    version = folder.current()
    assert version is not None
    shutil.rmtree(version.path)
    with pytest.raises(StoreError, match="convenor build"), folder.reading():
        pass
    put(folder, "two")
    assert values(folder) == ["two"]


def test_a_stray_file_among_the_versions_does_no_harm(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    put(folder, "one")
    (tmp_path / "versions" / ".DS_Store").touch()
    put(folder, "two")
    assert values(folder) == ["two"]


def test_a_version_is_removed_under_a_lock_that_readers_wait_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a reader that comes between the look at the lock and the removal loses its files."""
    folder = GraphFolder(tmp_path)
    put(folder, "one")
    free = []

    def remove(path: Path, ignore_errors: bool) -> None:
        reader = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(reader, fcntl.LOCK_SH | fcntl.LOCK_NB)
            free.append(path)
        except BlockingIOError:
            pass
        finally:
            os.close(reader)

    monkeypatch.setattr("convenor.graph.folder.shutil.rmtree", remove)
    put(folder, "two")
    assert len(list((tmp_path / "versions").iterdir())) == 2 and not free


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc").exists(), reason="needs /proc")
def test_a_folder_that_cannot_be_written_is_a_store_error() -> None:
    with (
        pytest.raises(StoreError, match="cannot write"),
        GraphFolder("/proc/x").writing(),
    ):
        pass


WRITER = """
import sys
from convenor.graph.folder import GraphFolder
from pyoxigraph import Literal, NamedNode, Quad
g = NamedNode("http://example.org/g")
with GraphFolder(sys.argv[1]).writing() as draft:
    print("begun", flush=True)
    for n in range(200):
        draft.store.extend([Quad(g, g, Literal(f"{n} {i}"), g) for i in range(500)])
    draft.manifest = {"inputs": [], "base": "http://example.org/"}
print("done", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.2, 0.5])
def test_a_killed_writer_leaves_the_old_version_and_the_next_one_clears_up(
    tmp_path: Path, delay: float
) -> None:
    folder = GraphFolder(tmp_path)
    put(folder, "one")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"begun\n"
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert values(folder) == ["one"]
    put(folder, "two")
    assert values(folder) == ["two"]
    assert len(list((tmp_path / "versions").iterdir())) == 1
