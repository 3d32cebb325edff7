"""HTML: the main text of a page, and what its markup says of where it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from .blocks import Blocks, main_text
from .stamps import stated_date

__all__ = ["Page", "read_page"]

# Names of meta elements, the one to be believed first.
_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "articletitle"),
    "url": ("og:url",),
    "published": (
        "article:published_time",
        "datepublished",
        "og:published_time",
        "og:release_date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "publication_date",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.created",
        "dc.date",
        "dcterms.date",
        "sailthru.date",
        "parsely-pub-date",
        "citation_publication_date",
        "date",
        "weibo:article:create_at",
    ),
    "publisher": (
        "publisher",
        "dc.publisher",
        "dcterms.publisher",
        "contentsource",
        "source",
        "article:publisher",
        "og:site_name",
        "application-name",
    ),
    "language": ("og:locale", "dc.language", "dcterms.language", "content-language"),
}
_ARTICLES = {
    *("NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "PressRelease"),
    *("BackgroundNewsArticle", "BlogPosting", "Report", "WebPage"),
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TITLE_ONLY = "Event"  # an event's own dates and organizers are no publication's
_LONGEST = 1 << 20  # characters of one JSON-LD block
_BEFORE_TEXT = 1500  # characters of text after which a time is no longer that of publication


@dataclass(slots=True)
class Page:
    """Main text of a page; `published` is an ISO date, `language` a primary tag (``zh``)."""

    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(slots=True)
class _Target:
    """Receives the parser's events; lxml builds no tree, so that depth costs nothing."""

    blocks: Blocks = field(default_factory=Blocks)
    metas: dict[str, str] = field(default_factory=dict)
    canonical: str | None = None
    language: str | None = None
    time: str | None = None
    scripts: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    seen: int = 0
    _into: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._into = None
        if tag == "meta":
            self._meta(attributes)
        elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self.canonical = self.canonical or attributes.get("href")
        elif tag == "html":
            self.language = attributes.get("lang") or attributes.get("xml:lang")
        elif tag == "time":
            self._time(attributes)
        elif tag == "title" and not self.title:
            self._into = self.title
        elif tag == "script" and "ld+json" in attributes.get("type", "").lower():
            self._into = []
        self.blocks.start(tag, attributes)

    def end(self, tag: str) -> None:
        if tag == "script" and self._into:
            self.scripts.append("".join(self._into))
        self._into = None
        self.blocks.end(tag)

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)
        self.seen += len(text)
        self.blocks.data(text)

    def comment(self, text: str) -> None:
        """Comments are not part of a text."""

    def close(self) -> _Target:
        self.blocks.close()
        return self

    def _meta(self, attributes: Mapping[str, str]) -> None:
        content = attributes.get("content", "").strip()
        for kind in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := attributes.get(kind, "").lower()):
                self.metas.setdefault(name, content)

    def _time(self, attributes: Mapping[str, str]) -> None:
        stated = attributes.get("itemprop", "").lower() == "datepublished"
        early = self.time is None and self.blocks.running < _BEFORE_TEXT
        if stated or "pubdate" in attributes or early:
            self.time = stated_date(attributes.get("datetime", "")) or self.time


def read_page(markup: str) -> Page:
    """Read a page; any markup gives a page, perhaps with an empty text."""
    from lxml import etree

    target = _Target()
    # The stubs' protocol allows bytes, which lxml never passes.
    parser = etree.HTMLParser(target=cast(Any, target), huge_tree=True, encoding="utf-8")
    data = _CONTROLS.sub(" ", markup).encode("utf-8", "replace")
    if data.strip():
        parser.feed(data)
        parser.close()
    return _page(target)


def _page(target: _Target) -> Page:
    metas, linked = target.metas, _linked_data(target.scripts)

    def meta(name: str) -> list[str]:
        return [metas[key] for key in _META[name] if key in metas]

    dates = [linked.get("published"), *meta("published"), target.time]
    publishers = [linked.get("publisher"), *meta("publisher")]
    urls = [target.canonical, *meta("url"), linked.get("url")]
    titles = [*meta("title"), linked.get("title"), "".join(target.title)]
    languages = [target.language, *meta("language"), linked.get("language")]
    return Page(
        text=main_text(target.blocks),
        title=_first(titles),
        url=next((url.strip() for url in urls if url and _is_address(url)), None),
        published=next((iso for date in dates if date and (iso := stated_date(date))), None),
        publisher=_first([name for name in publishers if name and not _is_address(name)]),
        language=_language(_first(languages)),
    )


def _first(values: list[str | None]) -> str | None:
    cleaned = (" ".join(value.split()) for value in values if value)
    return next((value[:500] for value in cleaned if value), None)


def _is_address(value: str) -> bool:
    return value.strip().lower().startswith(("http://", "https://"))


def _language(tag: str | None) -> str | None:
    primary = re.match("[A-Za-z]{2,3}(?![A-Za-z])", tag or "")
    return primary[0].lower() if primary else None


def _linked_data(scripts: list[str]) -> dict[str, str]:
    """What the JSON-LD of a page says of its article."""
    found: dict[str, str] = {}
    for script in scripts:
        try:
            document = json.loads(script[:_LONGEST], strict=False)
        except (ValueError, RecursionError):
            continue  # a page's broken JSON-LD is common and says nothing of its text
        for node in _nodes(document):
            kinds = node.get("@type")
            names = {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind}
            if any(isinstance(kind, str) and kind in _ARTICLES for kind in names):
                _take(node, found, ("title", "url", "published", "publisher", "language"))
            elif any(isinstance(kind, str) and kind.endswith(_TITLE_ONLY) for kind in names):
                _take(node, found, ("title", "url"))
    return found


def _nodes(document: object) -> Iterator[dict[str, object]]:
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)


_KEYS = {
    "title": ("headline", "name"),
    "url": ("url", "mainEntityOfPage"),
    "published": ("datePublished", "dateCreated"),
    "publisher": ("publisher", "sourceOrganization"),
    "language": ("inLanguage",),
}


def _take(node: dict[str, object], found: dict[str, str], names: tuple[str, ...]) -> None:
    for name in names:
        for key in _KEYS[name]:
            value = node.get(key)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, dict):
                value = value.get("name") or value.get("@id")
            if isinstance(value, str) and value.strip():
                found.setdefault(name, value)
