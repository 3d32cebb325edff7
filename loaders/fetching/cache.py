"""Cache: what was fetched before, asked for again only if it changed."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .limits import Fetched, Request

__all__ = ["Cache", "Kept", "default_cache"]

_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


def default_cache() -> Path:
    """The user's folder for what can be fetched again."""
    chosen = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) / "convenor" / "web"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of before, and under which conditions it would be sent anew."""

    fetched: Fetched
    conditions: dict[str, str]

    def copy(self, into: Path) -> Fetched:
        """Put it where a new answer would be; it was found unchanged today."""
        shutil.copyfile(self.fetched.path, into)
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        old = self.fetched
        return Fetched(old.url, into, old.size, old.media_type, today, old.headers)


class Cache:
    """A folder with two files for each request: the bytes, and what is known of them.

    Each is put in place whole, and bytes that do not have the noted hash are not used: two
    processes or one that was killed may leave an entry that is fetched anew, never a wrong one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, request: Request) -> Kept | None:
        """What a request gave before; None if it was not kept or is broken."""
        note, bytes_ = self._places(request)
        try:
            known = json.loads(note.read_text("utf-8"))
            if request.body is not None or known["sha256"] != _sha256(bytes_):
                return None
            headers = dict(known["headers"])
            fetched = Fetched(known["url"], bytes_, known["size"], known["media_type"], "", headers)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        found = {_VALIDATORS[name]: headers[name] for name in _VALIDATORS if name in headers}
        return Kept(fetched, found) if found else None

    def keep(self, request: Request, fetched: Fetched) -> None:
        """Keep an answer that can be asked for conditionally; a full disk only costs time."""
        kept = "no-store" not in fetched.headers.get("cache-control", "")
        if request.body is not None or not kept or not fetched.headers.keys() & _VALIDATORS.keys():
            return
        note, bytes_ = self._places(request)
        known = {
            "address": request.url,
            "url": fetched.url,
            "size": fetched.size,
            "media_type": fetched.media_type,
            "headers": dict(fetched.headers),
            "sha256": _sha256(fetched.path),
        }
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with _replacing(bytes_) as draft:
                shutil.copyfile(fetched.path, draft)
            with _replacing(note) as draft:
                draft.write_text(json.dumps(known), "utf-8")

    def _places(self, request: Request) -> tuple[Path, Path]:
        key = hashlib.sha256(f"{request.url}\n{request.accept}".encode()).hexdigest()
        return self._folder / f"{key}.json", self._folder / f"{key}.bytes"


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place once it is written."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
    os.close(number)
    draft = Path(name)
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
