"""Streams that can be read once: kept in a temporary file, their format told by the bytes."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import tempfile
import weakref
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

__all__ = ["new_file", "sniff", "spool"]

_HEAD = 65536
_PAGE = re.compile(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I)
_MAIL = re.compile(rb"(?:From |[A-Za-z][A-Za-z-]{1,40}: )")
_MAIL_KEY = re.compile(rb"^(From|Date|Subject|Message-ID|Received|MIME-Version): ", re.I | re.M)
_BETWEEN_CELLS = re.compile(r"[,;\t|]")
_ENDS = re.compile(r"[a-z][.!?][\"”’]?(?:\s+[A-Z“\"]|\s*$)|[。！？]")


class _Holder:
    """Keeps a temporary file alive while something refers to it."""


def new_file() -> tuple[Path, object]:
    """An empty temporary file, which is deleted with the object that comes with it."""
    handle, name = tempfile.mkstemp(prefix="convenor-")
    os.close(handle)
    path, holder = Path(name), _Holder()
    weakref.finalize(holder, path.unlink, True)
    return path, holder


def spool(stream: BinaryIO) -> tuple[Path, object]:
    """Copy a stream into such a file."""
    path, holder = new_file()
    with path.open("wb") as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
    return path, holder


def sniff(path: Path, suffixes: Collection[str]) -> tuple[bool, str]:
    """Whether a file is gzipped, and the suffix of the format that its first bytes show.

    A page, mail or prose is only seen where `suffixes`, the kinds that can be read, has them.
    Bytes that show nothing are taken for delimited text, or for prose where that alone is read.
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
    return gzipped, _suffix(head, suffixes)


def _suffix(head: bytes, suffixes: Collection[str]) -> str:
    if head.startswith(b"PK\x03\x04"):
        return ".xlsx" if b"[Content_Types].xml" in head or b"xl/" in head else ".zip"
    if head.startswith(b"PAR1"):
        return ".parquet"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if (kind := _kind_of_text(text)) in suffixes:
        return kind
    if ".csv" not in suffixes:
        return ".txt"
    if text.startswith(b"{"):
        lines = text.splitlines()
        return ".jsonl" if lines[0].rstrip().endswith(b"}") and len(lines) > 1 else ".json"
    return ".json" if text.startswith(b"[") else ".csv"


def _kind_of_text(head: bytes) -> str:
    """Suffix of a page, a mail or clear prose; empty for what may be a table or document."""
    if _PAGE.match(head):
        return ".html"
    if _MAIL.match(head) and len(set(_MAIL_KEY.findall(head[:4096]))) > 1:
        return ".eml"
    text = head[:4096].decode("utf-8", "ignore")
    first = text.partition("\n")[0]
    if first.strip() == "---":  # front matter, which ends with another such line, or YAML
        return ".md" if "\n---" in text[4:] else ""
    if first.startswith("URL:"):
        return ".txt"
    cells = _BETWEEN_CELLS.split(first)
    a_header = len(cells) > 1 and max(map(len, cells)) <= 40
    return "" if a_header or text[:1] in "[{" or len(_ENDS.findall(text)) < 2 else ".txt"
