"""Compressed files: what a zip archive holds, and decompressed bytes with a limit."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from ..ontology.errors import InputError
from .zstd import unpacked

__all__ = ["expanded", "most_expanded", "zip_members"]

# What compressed data may expand to: this much in any case, beyond it this many times their size.
EXPANSION_FLOOR = 256 * 1024 * 1024
EXPANSION_RATIO = 100
MOST_MEMBERS = 100_000


def most_expanded(size: int) -> int:
    """How many bytes a compressed file of `size` bytes may expand to."""
    return max(EXPANSION_FLOOR, size * EXPANSION_RATIO)


def expanded(
    name: str, path: Path, member: str | None, gzipped: bool, zstd: bool = False
) -> BinaryIO:
    """Decompressed bytes of a .gz or .zst file or of one (perhaps gzipped) member of an archive.

    Opening and reading raise InputError where the bytes are damaged, or expand beyond the limit.
    """
    most = most_expanded(path.stat().st_size)
    if member is None:
        stream = cast(BinaryIO, path.open("rb"))
    else:
        with zipfile.ZipFile(path) as archive:  # the member keeps the file open by itself
            stream = cast(BinaryIO, archive.open(member))
    inner = stream
    if gzipped:
        inner = cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    elif zstd:
        inner = unpacked(name, stream)
    return cast(BinaryIO, io.BufferedReader(_Expanded(name, stream, inner, most), 1 << 18))


class _Expanded(io.RawIOBase):
    """Decompressed bytes whose damage and size are reported as errors of the input."""

    def __init__(self, name: str, outer: BinaryIO, inner: BinaryIO, most: int) -> None:
        super().__init__()
        self._name, self._outer, self._stream = name, outer, inner
        self._left = self._most = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._stream.read(len(view))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise InputError(
                f"{self._name} is damaged: {error}", "Get the file again; nothing of it is usable."
            ) from error
        self._left -= len(data)
        if self._left < 0:
            raise _bomb(self._name, self._most)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        self._outer.close()
        super().close()


def _bomb(name: str, most: int) -> InputError:
    return InputError(
        f"{name} expands to more than {most >> 20} MiB, over {EXPANSION_RATIO} times its size",
        "If you trust it, unpack it and load the files.",
    )


def zip_members(name: str, path: Path) -> Iterator[tuple[str, str]]:
    """Each file of an archive as (its path in it, the name to open it by), sorted.

    Hidden files, links and what macOS adds are left out. Raises InputError for an archive that is
    broken, encrypted, expands beyond the limit or holds a path that leads out of it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{name} is not a readable zip archive: {error}") from error
    most = most_expanded(path.stat().st_size)
    if sum(info.file_size for info in infos) > most:
        raise _bomb(name, most)
    if len(infos) > MOST_MEMBERS:
        raise InputError(f"{name} holds {len(infos)} files, more than {MOST_MEMBERS}")
    members = ((_shown(info), info) for info in infos)
    yield from sorted(
        (shown, info.filename) for shown, info in members if _is_file(name, shown, info)
    )


def _is_file(archive: str, shown: str, info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(shown).parts
    if shown.startswith("/") or ".." in parts or ":" in shown.partition("/")[0]:
        raise InputError(
            f"{archive} holds {shown!r}, a path that leads out of the archive",
            "Do not trust it; if you know where it is from, unpack it and load the files.",
        )
    if info.flag_bits & 1:
        raise InputError(
            f"{archive} is encrypted", "Unpack it with its password and load the files."
        )
    hidden = not parts or parts[0] == "__MACOSX" or any(part[0] == "." for part in parts)
    return not (hidden or info.is_dir() or stat.S_ISLNK(info.external_attr >> 16))


def _shown(info: zipfile.ZipInfo) -> str:
    """Path of an entry; without the UTF-8 flag many programs write the local Chinese encoding."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
