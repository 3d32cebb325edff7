"""Streams that can be read once: kept in a temporary file, their format told by the bytes."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import weakref
import zlib
from pathlib import Path
from typing import BinaryIO

__all__ = ["sniff", "spool"]

_HEAD = 65536


class _Holder:
    """Keeps a temporary file alive while something refers to it."""


def spool(stream: BinaryIO) -> tuple[Path, object]:
    """Copy a stream into a temporary file, which is deleted with the object that comes with it."""
    handle, name = tempfile.mkstemp(prefix="convenor-")
    path, holder = Path(name), _Holder()
    weakref.finalize(holder, path.unlink, True)
    with os.fdopen(handle, "wb") as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
    return path, holder


def sniff(path: Path) -> tuple[bool, str]:
    """Whether a file is gzipped, and the suffix of the format that its first bytes show.

    Bytes that show nothing are taken for delimited text.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    gzipped = head.startswith(b"\x1f\x8b")
    if gzipped:
        try:
            with gzip.open(path) as unzipped:
                head = unzipped.read(_HEAD)
        except (OSError, EOFError, zlib.error):
            head = b""  # reading the input will say what is wrong
    return gzipped, _suffix(head)


def _suffix(head: bytes) -> str:
    if head.startswith(b"PK\x03\x04"):
        return ".xlsx" if b"[Content_Types].xml" in head or b"xl/" in head else ".zip"
    if head.startswith(b"PAR1"):
        return ".parquet"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        lines = text.splitlines()
        return ".jsonl" if lines[0].rstrip().endswith(b"}") and len(lines) > 1 else ".json"
    return ".json" if text.startswith(b"[") else ".csv"
