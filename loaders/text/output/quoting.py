"""Quoting: the source that a text is, and the evidence and wordings of what it states."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from ....ontology.errors import InputError
from ....ontology.model import Evidence, Passage, Source, Text
from ....ontology.terms import link
from ..extraction import Extraction, Span
from ..source.languages import language_of, traditional_share

__all__ = ["Quoter"]

# A simplified text may quote traditional names; one in traditional script has far more of it.
_TRADITIONAL = 0.05
_LONGEST = 36
_ALONE = (":contact", ":website")  # rules whose words are quoted without those around them
_LINE_ENDS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")


class Quoter:
    """Quotes one text, which the graph knows by the name `file`.

    `source` is the identifier of the source that it is: who published it, when, and the first
    digits of the hash of its characters.
    """

    def __init__(self, extraction: Extraction, file: str) -> None:
        self.text = extraction.text
        self.heading = extraction.heading
        self.file = file
        data = self.text.encode("utf-8", "surrogatepass")
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.source = self._source()
        self.language = self.heading.language
        if self.language == "zh" and traditional_share(self.text) > _TRADITIONAL:
            self.language = "zh-hant"

    def evidence(self, span: Span, rule: str) -> Evidence:
        """Evidence for what `rule` read in the words of `span`."""
        passage = self._passage(span, rule)
        return Evidence(self.file, passage.fragment, self.source, passage, rule)

    def wording(self, value: str) -> Text:
        """A value as printed, with its language."""
        return Text(value, language_of(value, self.language))

    def words(self, span: Span) -> str:
        """The words of `span` on one line."""
        return " ".join(self.text[span.start : span.end].split())

    def sources(self) -> Iterator[Source]:
        """What the text says of itself: as a whole, and what it says in words."""
        heading = self.heading
        whole = Evidence(self.file, f"char=0,{len(self.text)}")
        yield Source(
            self.source,
            whole,
            url=_address(heading.url),
            publisher=None if heading.publisher_span else heading.publisher,
            published=None if heading.published_span else heading.published,
            gist=self.wording(heading.title) if heading.title else None,
            language=self.language,
            snapshot=self.sha256,
            characters=len(self.text),
        )
        if heading.publisher and heading.publisher_span:
            where = self._own(heading.publisher_span, "publisher")
            yield Source(self.source, where, publisher=heading.publisher)
        if heading.published and heading.published_span:
            where = self._own(heading.published_span, "published")
            yield Source(self.source, where, published=heading.published)

    def _own(self, span: Span, rule: str) -> Evidence:
        passage = self._passage(span, rule)
        return Evidence(self.file, passage.fragment, None, passage, rule)

    def _passage(self, span: Span, rule: str) -> Passage:
        """The words of `span` and those around them on their lines.

        Beside a mailbox and on the lines after a text stand a person's name and telephone number.
        """
        if rule.endswith(_ALONE):
            return Passage.cut(self.text, span.start, span.end, 0)
        found = Passage.cut(self.text, span.start, span.end)
        before, after = _LINE_ENDS.split(found.prefix)[-1], _LINE_ENDS.split(found.suffix)[0]
        return replace(found, prefix=before, suffix=after)

    def _source(self) -> str:
        publisher = re.sub(r"[^a-z0-9]+", "-", (self.heading.publisher or "").lower())
        date = re.sub(r"[^0-9]", "", self.heading.published or "")
        who = publisher[:_LONGEST].strip("-") or "text"
        return f"{who}-{date or 'undated'}-{self.sha256[:8]}"


def _address(url: str | None) -> str | None:
    """What a page gives as its own address, if it is one that leads back to it."""
    if not url or not url.startswith(("http://", "https://")):
        return None
    try:
        link(url)
    except InputError:
        return None
    return url
