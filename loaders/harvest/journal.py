"""Journal: how far a harvest is, so that it goes on after any interruption.

Beside the file that is made lie ``FILE.part`` with the lines so far, each page of them sorted, and
``FILE.journal``. A page counts once the journal says so, and the journal only speaks of bytes that
are on the disk: what a killed harvest wrote beyond is cut off. At the end the pages are merged, so
the file depends neither on where they ended nor on how often the harvest was interrupted. The
journal stays with the file and says where it is from.
"""

from __future__ import annotations

import fcntl
import heapq
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

from ...ontology.errors import BusyError, InputError

__all__ = ["Journal", "Progress", "open_journal"]

_BLOCK = 1 << 14  # bytes of each page in memory while pages are merged


@dataclass
class Progress:
    """How far a harvest is: what it is of, where its pages end in the file, what comes next.

    `last` is the last thing that is done, `start` the number of the first answer that is not and
    `mark` tells the last page of answers; `size` is what the endpoint can bear at once.
    """

    endpoint: str
    query: str
    size: int
    last: str = ""
    start: int = 0
    mark: str = ""
    things: int = 0
    lines: int = 0
    ends: list[int] = field(default_factory=lambda: [0])
    complete: bool = False


class Journal:
    """A harvest into `path`, held by one process."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self.path = path
        self.progress = progress
        self._note = _beside(path, "journal")
        self._part = _beside(path, "part")

    def add(self, lines: Sequence[str]) -> None:
        """Write a page of sorted lines, then that it is done, with what `progress` says by now."""
        with self._part.open("r+b") as file:
            file.seek(self.progress.ends[-1])
            file.writelines(line.encode() for line in lines)
            file.flush()
            os.fsync(file.fileno())
            end = file.tell()
        if lines:
            self.progress.ends.append(end)
        self.save()

    def save(self) -> None:
        """Write down how far it is."""
        _write(self._note, json.dumps(asdict(self.progress)).encode())

    def finish(self) -> None:
        """Merge the pages into the file."""
        self.progress.complete = True
        draft = _beside(self.path, "new")
        with self._part.open("rb") as part, draft.open("wb") as file:
            pages = [_lines(part.fileno(), *ends) for ends in pairwise(self.progress.ends)]
            self.progress.lines = 0
            for line, _ in groupby(heapq.merge(*pages)):
                file.write(line)
                self.progress.lines += 1
            file.flush()
            os.fsync(file.fileno())
        self.save()
        draft.replace(self.path)
        _sync(self.path.parent)
        self._part.unlink()

    @property
    def is_done(self) -> bool:
        """True where the file is complete and in place."""
        return self.progress.complete and self.path.exists()


@contextmanager
def open_journal(path: Path, endpoint: str, query: str, size: int) -> Iterator[Journal]:
    """Begin a harvest into `path`, or go on with it. `query` identifies what is asked for.

    Raises InputError where the file is there already or a harvest of something else was begun,
    BusyError where another process is at it.
    """
    note, part = _beside(path, "journal"), _beside(path, "part")
    begun = _read(note, endpoint, query, path) if note.exists() else None
    if path.exists() and not (begun and begun.complete):
        raise InputError(
            f"{path} is there already",
            f"Load it: convenor load {path}; or remove it to harvest anew.",
        )
    if begun and begun.complete and not path.exists() and not part.exists():
        begun = None  # its file was taken away: it is to be made again
    number = os.open(part, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(number, path)
        journal = Journal(path, begun or Progress(endpoint, query, size))
        if journal.is_done:
            part.unlink(missing_ok=True)
        else:
            os.ftruncate(number, journal.progress.ends[-1])
            journal.save()
        yield journal
    finally:
        os.close(number)


def _lock(number: int, path: Path) -> None:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BusyError(
            f"another program is harvesting into {path}", "Try again when it has finished."
        ) from error


def _read(note: Path, endpoint: str, query: str, path: Path) -> Progress:
    try:
        begun = Progress(**json.loads(note.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"{note} cannot be read: {error}",
            f"Remove it and {_beside(path, 'part')} to begin again.",
        ) from error
    for what, old, new in (("endpoint", begun.endpoint, endpoint), ("query", begun.query, query)):
        if old != new:
            shown = f": {old}" if what == "endpoint" else ""
            raise InputError(
                f"a harvest into {path} was begun with another {what}{shown}",
                f"Name another file, or remove {note} to begin again.",
            )
    return begun


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _lines(number: int, start: int, end: int) -> Iterator[bytes]:
    """The lines of a file between two places."""
    rest = b""
    while start < end:
        block = os.pread(number, min(_BLOCK, end - start), start)
        start += len(block)
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        yield from (line + b"\n" for line in lines)
