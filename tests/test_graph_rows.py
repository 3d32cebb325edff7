"""Rows: the cells behind facts, from the kept bytes of a file."""

from __future__ import annotations

from pathlib import Path

from convenor.graph.manifest import Entry
from convenor.graph.rows import Rows
from convenor.graph.snapshots import Snapshots
from convenor.loaders.inputs import Input


def rows_of(folder: Path, name: str, data: bytes, *, kept: bool = True) -> Rows:
    (folder / name).write_bytes(data)
    snapshots = Snapshots(folder / "kept")
    snapshots.folder.mkdir()
    file, _ = snapshots.keep(Input(name, folder / name))
    if not kept:
        for path in snapshots.folder.iterdir():
            path.unlink()
    return Rows(snapshots, {name: Entry(name, file.sha256, file.size, file.media_type, None, None)})


def test_rows_are_found_by_their_fragment(tmp_path: Path) -> None:
    lines = [f"fair-{number},厅 {number},\n" for number in range(9_000)]
    rows = rows_of(tmp_path, "areas.csv", "".join(["edition_id,name,note\n", *lines]).encode())
    found = rows.read("areas.csv", ["row=2", "row=4501", "row=9001", "row=9002", "char=1,2"])
    assert found == {
        f"row={number + 2}": {"edition_id": f"fair-{number}", "name": f"厅 {number}"}
        for number in (0, 4_499, 8_999)
    }
    assert rows.read("areas.csv", []) == {}
    assert rows.read("other.csv", ["row=2"]) == {}


def test_what_is_gone_has_no_cells(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "areas.csv", b"edition_id,name\nfair-1,Hall\n", kept=False)
    assert rows.read("areas.csv", ["row=2"]) == {}


def test_a_damaged_file_has_no_cells(tmp_path: Path) -> None:
    good = b"edition_id,name\n" + b"".join(b"fair-%d,Hall\n" % n for n in range(50_000))
    rows = rows_of(tmp_path, "areas.csv", good)
    (path,) = (tmp_path / "kept").iterdir()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert rows.read("areas.csv", ["row=2"]) == {}
