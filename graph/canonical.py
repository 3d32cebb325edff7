"""The canonical quads of a version: sorted N-Quads, each line once, kept beside the store.

Without blank nodes RDFC-1.0 comes down to lines in the order of their code points, which is the
order of their bytes in UTF-8. Lines are sorted in runs on disk and merged, so memory stays flat.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from ..ontology.errors import InputError
from .statistics import Counting, Statistics
from .store import Store

__all__ = [
    "FILE",
    "Canonical",
    "canonical",
    "canonical_hash",
    "counted",
    "in_blocks",
    "is_default",
    "sorted_lines",
    "split_line",
    "write_canonical",
]

FILE = "quads.nq.gz"  # in the folder of a version
_STATISTICS = "statistics.json"
_RUN = 64 << 20  # bytes that are sorted at once
_BLOCK = 4096  # lines that are written at once
_COPIED = 1 << 20  # bytes that are read at once
_SHOWN = 200  # bytes of a line in a message
_LINE = re.compile(
    rb"(?P<subject>\S+) (?P<predicate>\S+) "
    rb'(?P<object><[^>]*>|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@\S+)?) (?:(?P<graph>\S+) )?\.\n'
)


def split_line(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Subject, predicate, object and graph of a line as they are written; no graph is ``b""``.

    >>> split_line(b'<a:s> <a:p> "x <y> z"@en <a:g> .\\n')
    (b'<a:s>', b'<a:p>', b'"x <y> z"@en', b'<a:g>')
    """
    found = _LINE.fullmatch(line)
    if not found:
        shown = line[:_SHOWN].decode("utf-8", "replace").strip()
        raise InputError(f"this is not a line of N-Quads as they are sorted here: {shown}")
    subject, predicate, object_, graph = found.groups(b"")
    return subject, predicate, object_, graph


def is_default(line: bytes) -> bool:
    """True for a line of the default graph; quicker than `split_line`.

    >>> is_default(b'<a:s> <a:p> "x <y> z" .\\n'), is_default(b"<a:s> <a:p> <a:o> <a:g> .\\n")
    (True, False)
    """
    quote = line.rfind(b'"')
    return line.count(b" <") == 2 if quote < 0 else line.rfind(b" <") < quote


class _Runs:
    """A binary file for lines: what is written to it is sorted run by run in a folder."""

    def __init__(self, folder: Path, key: Callable[[bytes], Any] | None) -> None:
        self._folder = folder
        self._key = key
        self._left = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._files: list[Path] = []

    def write(self, block: bytes) -> int:
        """Take the next bytes, which may end in the middle of a line."""
        lines = (self._left + block).splitlines(keepends=True)
        self._left = b"" if block.endswith(b"\n") else lines.pop()
        self._lines += lines
        self._size += len(block)
        if self._size > _RUN:
            self._spill()
        return len(block)

    def flush(self) -> None:
        """Do nothing: a run is written when it is full."""

    def _sorted(self) -> list[bytes]:
        lines, self._lines, self._size = self._lines, [], 0
        lines.sort(key=self._key)
        return lines

    def _spill(self) -> None:
        path = self._folder / f"run-{len(self._files)}"
        with path.open("wb") as file:
            file.writelines(self._sorted())
        self._files.append(path)

    def merged(self) -> Iterator[bytes]:
        """All lines in their order."""
        runs: list[Iterable[bytes]] = [self._sorted()]
        with ExitStack() as stack:
            runs += [stack.enter_context(path.open("rb", 1 << 18)) for path in self._files]
            yield from heapq.merge(*runs, key=self._key) if self._files else runs[0]


def sorted_lines(
    fill: Callable[[IO[bytes]], object],
    folder: Path,
    key: Callable[[bytes], Any] | None = None,
) -> Iterator[bytes]:
    """The lines that `fill` writes to a binary file, in order; scratch files stand in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="sorting-") as scratch:
        runs = _Runs(Path(scratch), key)
        fill(cast(IO[bytes], runs))
        yield from runs.merged()


def in_blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines joined to blocks that are worth a write."""
    pending = iter(lines)
    while block := b"".join(islice(pending, _BLOCK)):
        yield block


@dataclass(frozen=True)
class Canonical:
    """The canonical quads that stand in a folder."""

    folder: Path

    def lines(self) -> Iterator[bytes]:
        """The lines in their order."""
        with gzip.open(self.folder / FILE) as packed, io.BufferedReader(packed, _COPIED) as file:
            yield from file

    def copy(self, target: IO[bytes]) -> None:
        """Write them to a file."""
        with gzip.open(self.folder / FILE) as file:
            shutil.copyfileobj(file, target, _COPIED)

    def statistics(self) -> Statistics:
        """Their figures."""
        return Statistics.from_json((self.folder / _STATISTICS).read_text("utf-8"))


def write_canonical(store: Store, folder: Path, base: str) -> Canonical:
    """Write the canonical quads of a store and their statistics to a folder."""
    counting = Counting(base)
    with (
        (folder / FILE).open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=raw, mtime=0) as file,
    ):
        file.writelines(in_blocks(counted(sorted_lines(store.dump, folder), counting)))
    (folder / _STATISTICS).write_text(counting.finish().to_json(), "utf-8")
    return Canonical(folder)


def counted(lines: Iterable[bytes], counting: Counting) -> Iterator[bytes]:
    """The lines as they are, each counted on its way."""
    for line in lines:
        counting.add(line, split_line(line))
        yield line


@contextmanager
def canonical(version: Path, store: Store, base: str) -> Iterator[Canonical]:
    """The canonical quads of a version; of one built without them they are made for now."""
    if (version / FILE).exists():
        yield Canonical(version)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            yield write_canonical(store, Path(scratch), base)


def canonical_hash(store: Store) -> str:
    """SHA-256 of the canonical quads: equal for equal graphs, whatever the order of loading."""
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory() as scratch:
        for block in in_blocks(sorted_lines(store.dump, Path(scratch))):
            digest.update(block)
    return digest.hexdigest()
