"""The files of a release: each is written once, with its size and SHA-256 on the way."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

__all__ = ["File", "Output"]

_BUFFER = 1 << 18


@dataclass(frozen=True)
class File:
    """A file of a release: a part of a distribution.

    `path` is relative to the release, with its suffix of compression; `distribution` names what it
    belongs to (a format of a release, or what goes with it); `media_type` is that of the content.
    """

    path: str
    distribution: str
    media_type: str
    compression: str
    size: int
    sha256: str


class _Measured(io.RawIOBase):
    """A binary file that counts and hashes what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = 0
        self.sha256 = hashlib.sha256()

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]  # any buffer is one
        """Write all of it."""
        self._file.write(block)
        self.size += len(block)
        self.sha256.update(block)
        return len(block)


class Output:
    """The folder that a release is written to. `files` are those that are finished."""

    def __init__(self, folder: Path, compression: str = "") -> None:
        self.folder = folder
        self.files: list[File] = []
        self._compression = compression

    @contextmanager
    def open(
        self, path: str, distribution: str, media_type: str, *, compress: bool = False
    ) -> Iterator[IO[bytes]]:
        """A new file of a distribution; `compress` allows what the user asked for.

        `path` is relative, with ``/``; the suffix of the compression is added to it.
        """
        compression = self._compression if compress else ""
        name = f"{path}.{compression}" if compression else path
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as raw:
            measured = _Measured(raw)
            with _compressed(cast(IO[bytes], measured), compression) as file:
                yield file
        digest = measured.sha256.hexdigest()
        self.files.append(File(name, distribution, media_type, compression, measured.size, digest))


@contextmanager
def _compressed(file: IO[bytes], compression: str) -> Iterator[IO[bytes]]:
    if compression == "gz":
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            yield cast(IO[bytes], packed)
    elif compression == "zst":
        import zstandard

        with (
            zstandard.ZstdCompressor(level=10).stream_writer(file, closefd=False) as writer,
            io.BufferedWriter(
                cast(io.RawIOBase, _Measured(writer)), _BUFFER
            ) as buffered,  # it takes no lines itself
        ):
            yield cast(IO[bytes], buffered)
    else:
        with io.BufferedWriter(cast(io.RawIOBase, file), _BUFFER) as buffered:
            yield cast(IO[bytes], buffered)
