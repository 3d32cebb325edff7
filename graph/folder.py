"""The folder of a graph on disk: versions side by side, one in use, readers never disturbed.

::

    FOLDER/
      current -> versions/000007      the version in use: a link, replaced in one step
      versions/000007/quads/          the store
      versions/000007/manifest.jsonld what it was made from
      changes/000003/                 what the third revision changed (see `changelog`)
      snapshots/<sha256>.gz           the bytes of every input, once
      write.lock                      held by the one writer

A writer makes a new version beside the one in use and swaps at the end. Killed at any moment it
leaves the old version in use; the next writer clears what was left. A version is removed only when
nobody reads it any more.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..ontology.errors import BusyError, StoreError
from .change import Progress, Silent
from .embedded import EmbeddedStore
from .store import Store

__all__ = ["MANIFEST", "Draft", "GraphFolder", "Version"]

MANIFEST = "manifest.jsonld"  # in the folder of a version


@dataclass(frozen=True)
class Version:
    """One version of the graph on disk; `path` is its own folder."""

    path: Path

    @property
    def name(self) -> str:
        """Running number of the version, as text."""
        return self.path.name

    def manifest(self) -> dict[str, Any]:
        """What the version was made from: a PROV activity as JSON-LD, readable as plain JSON."""
        try:
            found: dict[str, Any] = json.loads((self.path / MANIFEST).read_text("utf-8"))
            if not isinstance(found, dict) or not {"inputs", "base"} <= found.keys():
                raise ValueError("this is something else")
        except (OSError, ValueError) as error:
            raise StoreError(
                f"cannot read the manifest of the graph in {self.path}: {error}",
                "Build the graph again: convenor build",
            ) from error
        return found


@dataclass
class Draft:
    """A version being made: write to `store`, set `manifest`; it is put in use on leaving.

    `old` is the version it takes the place of. Set `put_in_use` to False to throw it away instead.
    """

    path: Path
    store: EmbeddedStore
    old: Version | None
    manifest: dict[str, Any] = field(default_factory=dict)
    put_in_use: bool = True


class GraphFolder:
    """A folder that holds a graph in versions, or that may come to hold one."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.place = str(self.path)  # as its users know it
        self.progress: Progress = Silent()
        self.snapshots = self.path / "snapshots"
        self.changes = self.path / "changes"
        self._versions = self.path / "versions"
        self._current = self.path / "current"

    def current(self) -> Version | None:
        """The version in use, or None where no graph was built yet."""
        try:
            target = self._current.readlink()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self.path} is not a graph folder: {error}") from error
        return Version(self.path / target)

    @contextmanager
    def reading(self) -> Iterator[tuple[Version, Store]]:
        """The version in use and its store, read-only; it stays whole while it is being read."""
        version, lock = self._lock_current()
        try:
            store = self.open_store(version)
            try:
                yield version, store
            finally:
                store.close()
        finally:
            os.close(lock)

    def open_store(self, version: Version) -> Store:
        """The quads of a version, for reading."""
        return EmbeddedStore(version.path / "quads", read_only=True)

    def _lock_current(self) -> tuple[Version, int]:
        """The version in use, and a shared lock on it, which keeps writers from removing it.

        Between reading the link and taking the lock a writer may swap and clear: then look again.
        """
        for _ in range(100):
            version = self.current()
            if version is None:
                raise StoreError(
                    f"there is no graph in {self.place}",
                    "Build one first: convenor build (or name its place with --store).",
                )
            try:
                lock = os.open(version.path, os.O_RDONLY | os.O_DIRECTORY)
            except FileNotFoundError:
                continue
            fcntl.flock(lock, fcntl.LOCK_SH)
            if (version.path / MANIFEST).exists():
                return version, lock
            os.close(lock)
        raise StoreError(
            f"the version in use of the graph in {self.path} is gone or has no manifest",
            "Build the graph again: convenor build",
        )

    @contextmanager
    def writing(self) -> Iterator[Draft]:
        """Make a new version, empty at first, and put it in use.

        If the body raises, the new version is removed and the old one stays in use. Raises
        BusyError while another process writes.
        """
        with self._write_lock():
            self._clear()
            old = self.current()
            draft_path = self._versions / f"{self._newest() + 1:06}"
            draft = None
            try:
                draft_path.mkdir()
                draft = Draft(draft_path, EmbeddedStore(draft_path / "quads"), old)
                yield draft
                if draft.put_in_use:
                    self._finish(draft)
            except OSError as error:
                raise StoreError(
                    f"cannot write to {self.path}: {error.strerror or error}",
                    "The graph in use is as it was. Free some room or choose another --store.",
                ) from error
            finally:
                if not self._is_in_use(draft_path):
                    if draft is not None:
                        draft.store.close()
                    shutil.rmtree(draft_path, ignore_errors=True)
            self._clear()

    def _is_in_use(self, version: Path) -> bool:
        return self._current.is_symlink() and self.path / self._current.readlink() == version

    @contextmanager
    def _write_lock(self) -> Iterator[None]:
        try:
            self._versions.mkdir(parents=True, exist_ok=True)
            self.snapshots.mkdir(exist_ok=True)
            lock = os.open(self.path / "write.lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(
                f"cannot write to {self.path}: {error.strerror}",
                "Choose a folder you may write, with --store or CONVENOR_STORE.",
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise BusyError(
                f"another program is writing the graph in {self.path}",
                "Try again when it has finished.",
            ) from error
        try:
            yield
        finally:
            os.close(lock)

    def _finish(self, draft: Draft) -> None:
        draft.store.close()
        text = json.dumps(draft.manifest, ensure_ascii=False, indent=1)
        with (draft.path / MANIFEST).open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.publish(draft)
        self.put_in_use(draft.path)

    def publish(self, draft: Draft) -> None:
        """Do what else is to be done before a finished draft is in use."""

    def put_in_use(self, version: Path) -> None:
        """Make a version the current one, in one step."""
        link = self.path / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(version.relative_to(self.path))
        link.replace(self._current)

    def _newest(self) -> int:
        names = (path.name for path in self._versions.iterdir())
        return max((int(name) for name in names if name.isdecimal()), default=0)

    def _clear(self) -> None:
        """Remove versions that are neither in use nor being read, and snapshots nobody needs."""
        for path in self._versions.iterdir():
            if path.is_dir() and not self._is_in_use(path):
                _remove_unread(path)
        try:
            needed = set().union(
                *(
                    _snapshots_of(Version(path))
                    for path in self._versions.iterdir()
                    if path.is_dir()
                )
            )
        except StoreError:
            return  # which snapshots a damaged version needs is not known
        for snapshot in self.snapshots.iterdir():
            if snapshot.name.split(".")[0] not in needed:
                snapshot.unlink(missing_ok=True)


def _remove_unread(path: Path) -> None:
    """Remove a version that nobody reads; who comes meanwhile waits, and then finds it gone."""
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(lock)


def _snapshots_of(version: Version) -> set[str]:
    manifest = version.manifest()
    keys = ("sha256", "mapping", "text")
    return {entry[key] for entry in manifest["inputs"] for key in keys if entry.get(key)}
