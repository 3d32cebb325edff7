"""Web archives: the pages in WARC files, each with its address and the day it was retrieved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...ontology.errors import InputError, MissingExtraError
from ..inputs import Input
from .markup import LARGEST

__all__ = ["Capture", "captures"]

_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Capture:
    """One page of an archive; `number` counts its records from 0. `fault` says why it is not read.

    `retrieved` is an ISO day, if the record has one.
    """

    number: int
    url: str
    retrieved: str | None
    data: bytes
    fault: str = ""


def captures(source: Input) -> Iterator[Capture]:
    """The HTML responses of an archive; other records are passed over.

    Raises InputError where it cannot be read (any more), MissingExtraError without warcio.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise MissingExtraError(
            "reading WARC files needs warcio", "Install it: pip install 'convenor[web]'"
        ) from error
    with source.open() as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream)):
                if record.rec_type in ("response", "resource") and _is_page(record):
                    yield _capture(number, record)
        except ArchiveLoadFailed as error:
            raise InputError(f"{source.name} is not a WARC file: {error}") from error


def _is_page(record: Any) -> bool:
    headers = record.http_headers or record.rec_headers
    kind = (headers.get_header("Content-Type") or "").lower()
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    return status.startswith("2") and kind.partition(";")[0].strip() in _PAGES


def _capture(number: int, record: Any) -> Capture:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    day = (record.rec_headers.get_header("WARC-Date") or "")[:10]
    try:
        data = record.content_stream().read(LARGEST + 1)
    except Exception as error:  # what decompressors raise, each its own
        return Capture(number, url, day or None, b"", f"its content is damaged: {error}")
    return Capture(number, url, day or None, data)
