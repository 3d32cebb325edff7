"""Naming: what an address is called as an input, its suffix by the media type of what came."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ..suffixes import SUFFIXES
from .limits import Fetched, FetchError

__all__ = ["ACCEPT", "name_of"]

# Suffixes by media type, also by names that are not registered but used.
_SUFFIXES = {media: suffix for suffix, media in SUFFIXES.items()} | {
    "application/jsonl": ".jsonl",
    "application/x-yaml": ".yaml",
    "application/zip": ".zip",
    "text/yaml": ".yaml",
}
# What servers say of files that they know nothing of: then the address tells more.
_VAGUE = {
    "application/gzip",
    "application/json",
    "application/octet-stream",
    "application/x-gzip",
    "application/zstd",
    "application/xml",
    "binary/octet-stream",
    "text/plain",
    "text/xml",
}
_COMPRESSED = (".gz", ".zst")
_STEPS = {
    "application/pdf": "Save its text as a file and load that.",
    "application/msword": "Save the document as text or HTML and load that.",
    "application/vnd.ms-excel": "Save the workbook as .xlsx and load that.",
}
ACCEPT = (
    "text/html, application/xhtml+xml, application/ld+json, text/turtle, application/n-quads,"
    " application/rdf+xml, text/calendar, text/csv, application/json, */*;q=0.5"
)


def name_of(address: str, fetched: Fetched, suffixes: Collection[str]) -> str:
    """Host and path of an address with the suffix by which it is read, among `suffixes`.

    What follows a ``?`` becomes a mark, so that two pages of one script have two names. Raises
    FetchError for what is of no kind that is read.
    """
    parts = urlsplit(address)
    steps = [unquote(step).replace("/", "-") for step in parts.path.split("/")]
    path = PurePosixPath(parts.netloc, *(step for step in steps if step not in ("", ".", "..")))
    if not steps[-1] or len(path.parts) == 1:
        path /= "index"
    own = _ending(path)
    suffix = _SUFFIXES.get(fetched.media_type, "")
    if fetched.media_type in _VAGUE and _is_read(own, suffixes):
        suffix = own
    if not _is_read(suffix, suffixes):
        raise FetchError(
            f"{address} gives {fetched.media_type}, which is not read",
            _STEPS.get(fetched.media_type, f"Readable are {', '.join(sorted(suffixes))}."),
        )
    stem = str(path).removesuffix(own) if own in (suffix, *_same(suffix)) else str(path)
    mark = f"-{sha256(parts.query.encode()).hexdigest()[:8]}" if parts.query else ""
    return f"{stem}{mark}{suffix}"


def _ending(path: PurePosixPath) -> str:
    """The last suffix, with the one before that of a compressed file."""
    own = path.suffix.lower()
    return path.with_suffix("").suffix.lower() + own if own in _COMPRESSED else own


def _same(suffix: str) -> list[str]:
    """Other suffixes of the same media type, as .htm for .html."""
    return [each for each, media in SUFFIXES.items() if media == SUFFIXES.get(suffix)]


def _is_read(suffix: str, suffixes: Collection[str]) -> bool:
    bare = suffix
    for ending in _COMPRESSED:
        bare = bare.removesuffix(ending)
    return bare in suffixes or suffix == ".zip"
