"""Texts as they come in: plain, Markdown, HTML or mail, as one snapshot with its origin."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass

from ....ontology.errors import InputError
from ...encodings import decoded, html_charset
from ...inputs import TEXT_SUFFIXES, Input
from .mails import read_mail
from .pages import Page, read_page
from .stamps import stated_date

__all__ = ["LARGEST", "Document", "front_matter_end", "read_document"]

LARGEST = 20 << 20  # bytes of one text

_PAGES = frozenset(["text/html", "application/xhtml+xml"])
# https://www.iana.org/assignments/media-types: what files begin with that are no texts
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image, sound or film",
    b"\x1f\x8b": "gzipped",
    b"{\\rtf": "rich text (RTF)",
}
_MARKUP = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.I | re.S)
_ADDRESS_LINE = re.compile(r"\s*URL:[ \t]*(https?://\S{1,2000})[ \t]*(?:\r\n|\r|\n|\Z)", re.I)
_FRONT = re.compile(
    r"---[ \t]*\r?\n(.{0,65536}?)(?:\r?\n|\A)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its origin. Every offset of a fact points into `text`, the snapshot.

    `text` is the file's own text, line ends and all, for plain text and Markdown (without a byte
    order mark); the main text for HTML; subject and body for mail. `sha256` is of its UTF-8. What
    follows is what markup, front matter or header say: `published` an ISO date, `language` a
    primary tag (``zh``).
    """

    name: str
    text: str
    sha256: str
    media_type: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None


def read_document(source: Input, encoding: str | None = None) -> Document:
    """Read one text. `encoding` overrides what marks and declarations say.

    Raises InputError for what is no text (an image, a PDF, NUL bytes), bytes that do not fit the
    encoding, a text above `LARGEST` or without any content; SettingError for an unknown encoding.
    """
    data = _bytes(source)
    media_type = TEXT_SUFFIXES.get(source.suffix, "text/plain")
    if media_type == "message/rfc822":
        page = read_mail(source.name, data, encoding)
    else:
        declared = html_charset(data) if data.lstrip()[:1] == b"<" else None
        text = decoded(source.name, data, encoding, declared)
        if media_type == "text/plain" and _MARKUP.match(text):
            media_type = "text/html"
        page = _page(source.name, text, media_type)
    return _document(source.name, page, media_type)


def _bytes(source: Input) -> bytes:
    try:
        with source.open() as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{source.name} cannot be read: {error}") from error
    if len(data) > LARGEST:
        raise InputError(
            f"{source.name} is larger than {LARGEST >> 20} MiB, the most that one text may be",
            "Cut it into the texts that it is made of.",
        )
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind:
        raise InputError(
            f"{source.name} is not a text: it is {kind}",
            "Save the document as text, HTML or Markdown.",
        )
    return data


def _page(name: str, text: str, media_type: str) -> Page:
    if media_type in _PAGES:
        return read_page(text)
    if media_type == "text/markdown":
        return _with_front_matter(name, text)
    address = _ADDRESS_LINE.match(text)
    return Page(text, url=address[1] if address else None)


def _document(name: str, page: Page, media_type: str) -> Document:
    text = page.text
    if not text.strip("\ufeff\u200b \t\r\n\u3000\xa0"):
        raise InputError(f"{name} holds no text", "Look whether it is the file you mean.")
    if len(_CONTROLS.findall(text[:65536])) * 20 > min(len(text), 65536):
        raise InputError(
            f"{name} is not a text: it is full of control characters",
            "Save the document as text, HTML or Markdown.",
        )
    return Document(
        name,
        text,
        hashlib.sha256(text.encode("utf-8")).hexdigest(),
        media_type,
        page.title,
        page.url,
        page.published,
        page.publisher,
        page.language,
    )


def front_matter_end(document: Document) -> int:
    """Where the text of a Markdown file begins after its front matter; 0 for all other texts."""
    front = _FRONT.match(document.text) if document.media_type == "text/markdown" else None
    return front.end() if front else 0


def _with_front_matter(name: str, text: str) -> Page:
    """A Markdown file with what the YAML between its first two lines of hyphens says."""
    front = _FRONT.match(text)
    if front is None:
        return Page(text)
    import yaml

    try:
        values = yaml.safe_load(front[1])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        line = f" (line {place.line + 2})" if place else ""
        raise InputError(
            f"{name}: the front matter is not YAML{line}",
            "Correct it, or put an empty line before its first hyphens.",
        ) from error
    if not isinstance(values, dict):
        return Page(text)
    return Page(
        text,
        title=_value(values, "title", "headline"),
        url=_value(values, "url", "canonical", "canonical_url", "link"),
        published=stated_date(_value(values, "date", "published", "pubdate") or ""),
        publisher=_value(values, "publisher", "source"),
        language=_value(values, "lang", "language"),
    )


def _value(values: dict[object, object], *keys: str) -> str | None:
    for key in keys:
        value = values.get(key)
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, str | int) and str(value).strip():
            return " ".join(str(value).split())[:2000]
    return None
