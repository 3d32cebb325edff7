import gzip
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from convenor.loaders import archives
from convenor.loaders.inputs import Input, find_inputs
from convenor.ontology.errors import InputError

ROW = b"a,b\n1,2\n"


def names(*paths: object) -> list[str]:
    return [entry.name for entry in find_inputs([str(path) for path in paths])]


def read(entry: Input) -> bytes:
    with entry.open() as stream:
        return stream.read()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_file_is_named_by_its_last_part_and_can_be_opened_twice(tmp_path: Path) -> None:
    path = tmp_path / "Editions.CSV"
    path.write_bytes(ROW)
    (entry,) = find_inputs([str(path)])
    assert (entry.name, entry.suffix, entry.stem) == ("Editions.CSV", ".csv", "Editions")
    assert entry.media_type == "text/csv"
    assert read(entry) == read(entry) == ROW
    assert read(Input("editions.csv", path)) == ROW


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    for name in ("b.csv", "a.csv", "deep/c.json", ".hidden.csv", ".git/d.csv", "note.docx"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(ROW)
    found = find_inputs([str(folder)])
    assert [entry.name for entry in found] == ["facts/a.csv", "facts/b.csv", "facts/deep/c.json"]
    assert [name for name, _ in found.skipped] == ["facts/note.docx"]


def test_a_folder_is_known_by_its_name_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "a.csv").write_bytes(ROW)
    monkeypatch.chdir(folder)
    assert names(".") == names(folder) == names("../facts/") == ["facts/a.csv"]


def test_links_may_not_leave_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    (tmp_path / "secret.csv").write_bytes(ROW)
    (folder / "a.csv").write_bytes(ROW)
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "up").symlink_to(tmp_path)
    found = find_inputs([str(folder)])
    assert [entry.name for entry in found] == ["facts/a.csv"]
    assert {name for name, _ in found.skipped} == {"facts/out.csv", "facts/up"}


def test_a_glob_names_files_by_what_follows_its_fixed_part(tmp_path: Path) -> None:
    for name in ("x/a.csv", "y/a.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(ROW)
    assert names(tmp_path / "*" / "a.csv") == ["x/a.csv", "y/a.csv"]
    assert names(tmp_path / "x" / "*.csv") == ["a.csv"]
    assert names(tmp_path / "**") == ["x/a.csv", "y/a.csv"]


def test_a_file_with_glob_characters_in_its_name_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "part[1].csv"
    path.write_bytes(ROW)
    assert names(path) == ["part[1].csv"]


@pytest.mark.parametrize("given", ["editons.csv", "nowhere/editions.csv"])
def test_a_missing_path_is_an_error_with_a_next_step(tmp_path: Path, given: str) -> None:
    (tmp_path / "editions.csv").write_bytes(ROW)
    with pytest.raises(InputError, match="does not exist") as caught:
        find_inputs([str(tmp_path / given)])
    assert "editions.csv" in caught.value.next_step or "no folder" in caught.value.next_step


def test_two_inputs_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_bytes(ROW)
    with pytest.raises(InputError, match=r"both be known as a\.csv"):
        names(tmp_path / "x" / "a.csv", tmp_path / "y" / "a.csv")
    with pytest.raises(InputError, match="named twice"):
        names(tmp_path / "x", tmp_path / "x" / "a.csv")


def test_a_named_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        names(tmp_path / "old.xls")
    with pytest.raises(InputError, match=r"nothing to load .*1 files of other kinds"):
        names(tmp_path)


def test_gzip_is_not_part_of_the_name(tmp_path: Path) -> None:
    path = tmp_path / "editions.csv.gz"
    path.write_bytes(gzip.compress(ROW))
    (entry,) = find_inputs([str(path)])
    assert (entry.name, entry.suffix, read(entry)) == ("editions.csv", ".csv", ROW)


@pytest.mark.parametrize("damage", [slice(None, -6), slice(None, 14), slice(3, None)])
def test_damaged_gzip_is_an_input_error(tmp_path: Path, damage: slice) -> None:
    path = tmp_path / "editions.csv.gz"
    path.write_bytes(gzip.compress(ROW * 100)[damage])
    (entry,) = find_inputs([str(path)])
    with pytest.raises(InputError, match=r"editions\.csv is damaged"):
        read(entry)


def test_members_of_an_archive_are_inputs(tmp_path: Path) -> None:
    members = {
        "b.csv": ROW,
        "deep/a.csv.gz": gzip.compress(ROW),
        "__MACOSX/b.csv": ROW,
        ".hidden.csv": ROW,
        "note.docx": ROW,
    }
    found = find_inputs([str(zipped(tmp_path / "archive.zip", members))])
    assert [entry.name for entry in found] == ["archive.zip/b.csv", "archive.zip/deep/a.csv"]
    assert [read(entry) for entry in found] == [ROW, ROW]
    assert [name for name, _ in found.skipped] == ["archive.zip/note.docx"]


def test_chinese_member_names_without_the_utf8_flag(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"xxxx.csv": ROW})
    path.write_bytes(path.read_bytes().replace(b"xxxx", "机构".encode("gb18030")))
    (entry,) = find_inputs([str(path)])
    assert (entry.name, read(entry)) == ("a.zip/机构.csv", ROW)


def evil_names(tmp_path: Path) -> Path:
    return zipped(tmp_path / "evil.zip", {"../up.csv": ROW})


def absolute(tmp_path: Path) -> Path:
    return zipped(tmp_path / "evil.zip", {"/etc/up.csv": ROW})


def encrypted(tmp_path: Path) -> Path:
    path = zipped(tmp_path / "evil.zip", {"a.csv": ROW})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def broken(tmp_path: Path) -> Path:
    path = tmp_path / "evil.zip"
    path.write_bytes(b"PK\x03\x04 no archive")
    return path


@pytest.mark.parametrize("make", [evil_names, absolute, encrypted, broken])
def test_an_unusable_archive_is_an_input_with_a_fault(tmp_path: Path, make: object) -> None:
    assert callable(make)
    (entry,) = find_inputs([str(make(tmp_path))])
    assert entry.name == "evil.zip"
    with pytest.raises(InputError, match=r"evil\.zip"):
        entry.open()


def test_archives_that_expand_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "EXPANSION_FLOOR", 1 << 20)
    bomb = b"0" * (2 << 20)
    (entry,) = find_inputs([str(zipped(tmp_path / "bomb.zip", {"a.csv": bomb}))])
    with pytest.raises(InputError, match="expands to more than 1 MiB"):
        entry.open()
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(bomb))
    (entry,) = find_inputs([str(path)])
    with pytest.raises(InputError, match="expands to more than 1 MiB"):
        read(entry)


@pytest.mark.parametrize(
    ("data", "given", "expected"),
    [
        (ROW, None, "stdin.csv"),
        (ROW, "editions.tsv", "editions.tsv"),
        (gzip.compress(ROW, mtime=0), "editions.csv.gz", "editions.csv"),
        (b'[{"a": 1}]', None, "stdin.json"),
        (b'{"a": 1}\n{"a": 2}\n', None, "stdin.jsonl"),
        (b"PAR1....", None, "stdin.parquet"),
    ],
)
def test_standard_input_is_kept_while_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, data: bytes, given: str | None, expected: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    (entry,) = find_inputs(["-"], stdin_name=given)
    assert entry.name == expected
    assert read(entry) == read(entry)
    path = entry.path
    assert path.exists()
    del entry
    assert not path.exists()


def test_a_pipe_is_read_like_standard_input() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as stream:
        stream.write(ROW)
    (entry,) = find_inputs([f"/dev/fd/{reading}"])
    os.close(reading)
    assert read(entry) == ROW
    assert entry.suffix == ".csv"
