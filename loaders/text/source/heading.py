"""Where a text comes from: dateline, lines above it, markup and address, and where its body is."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..extraction import Heading, Span
from .datelines import Dateline, find_dateline
from .documents import Document, front_matter_end
from .headers import SOURCES, header_date, labelled_source, named_papers
from .stamps import Stamp, address_date, find_stamps
from .view import View, is_chinese
from .wires import WIRE, is_paper

__all__ = ["read_heading"]

_REACH = 6000  # characters in which a heading ends
_MOST = 30  # lines likewise
_LONGEST_HEADER = 160
_AFTER_BODY = 8  # lines after the first sentence, mostly captions, in which a dateline may come
_LINE = re.compile(r"[^\n]+")
_URL = re.compile(r"URL:\s?https?://", re.IGNORECASE)
_PREFIX = re.compile(r"date (?=\d{4}-\d\d-\d\d\s)")
_TRAIL = re.compile(
    r"[^>|]{1,40}>[^>]|首页|当前位置|您的位置|返回|(?:Home|Text|Print|Share)\b", re.IGNORECASE
)
_VERSION = re.compile(r"View (?:the )?(?:original|source version)[^:\n]{0,40}? on (\w+\.com)")
_BYLINE = re.compile(rf"[Bb]y ({WIRE.pattern}) (?:writer|reporter|correspondent|staff)")
_SENTENCE = re.compile('[.!?。;]["”’)》]*$')
_BODY = {False: 140, True: 50}  # characters above which a line is no headline; True for Chinese


@dataclass(slots=True)
class _Found:
    """What the lines above the body said, in offsets of the view."""

    title: tuple[int, int] | None = None
    body: int | None = None
    dateline: Dateline | None = None
    stamps: list[tuple[int, Stamp]] = field(default_factory=list)
    sources: list[tuple[int, int]] = field(default_factory=list)
    dated: bool = False  # the line before gave a date
    weak_source: tuple[int, int] | None = None
    settled: bool = False  # the body's first line is a sentence, so that no header follows


def read_heading(document: Document, view: View) -> tuple[Heading, int]:
    """Where a document comes from, and the offset of the view at which its body begins.

    The day of publication is that of the dateline, else of the lines above, else of the markup,
    else in the address. A year, or month, that a dateline leaves out is that of the other dates
    that is nearest; without one it says nothing. The publisher is the wire of the dateline, else
    a source that the text names, else what the markup says.
    """
    found = _lines_above(document, view.text)
    published, published_at = _published(document, found)
    publisher = _publisher(view, found)
    line = found.dateline
    place = line.place if line else None
    title = document.title
    if title is None and found.title:
        title = view.original(*found.title)
    heading = Heading(
        published=published,
        publisher=view.original(*publisher) if publisher else document.publisher,
        url=document.url,
        title=title,
        language=_language(view.text),
        published_span=view.span(*published_at) if published_at else None,
        publisher_span=view.span(*publisher) if publisher else None,
        place=_cased(view.original(*place)) if place else None,
        place_span=view.span(*place) if place else None,
        dateline_span=_dateline_span(view, line) if line else None,
    )
    return heading, found.body or 0


def _dateline_span(view: View, line: Dateline) -> Span:
    end = line.end
    while end > line.start and view.text[end - 1].isspace():
        end -= 1
    return view.span(line.start, end)


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text, start, start + _REACH):
        first, end = match.span()
        while first < end and (text[first].isspace() or text[first] == "#"):
            first += 1
        while end > first and text[end - 1].isspace():
            end -= 1
        if first < end:
            yield first, end


def _lines_above(document: Document, text: str) -> _Found:
    found, after = _Found(), 0
    for count, (first, end) in enumerate(_lines(text, front_matter_end(document))):
        if count >= _MOST or after > _AFTER_BODY:
            break
        start = _after_prefix(text, first, end, found)
        if dateline := find_dateline(text, start, end):
            found.dateline, found.body = dateline, dateline.end
            break
        after += found.settled
        if start < end and not found.settled:
            if _is_header(text, start, end, found):
                found.body = None
            else:
                _title_or_body(text, start, end, found)
    return found


def _after_prefix(text: str, start: int, end: int, found: _Found) -> int:
    """Where a line goes on after a date or source that it opens with."""
    if prefix := _PREFIX.match(text, start, end):
        stamps = find_stamps(text, prefix.end(), prefix.end() + 10)
        if stamps:
            found.stamps.append((0, stamps[0]))
            return min(stamps[0].end + 1, end)
    if end - start > _LONGEST_HEADER and (source := SOURCES[0].match(text, start, end)):
        found.sources.append(source.span("name"))
        start = source.end()
        while start < end and text[start] in " 】》”)]|,":
            start += 1
    return start


def _title_or_body(text: str, start: int, end: int, found: _Found) -> None:
    """The first line that can be a headline is it; what follows it is the body."""
    line = text[start:end]
    han = is_chinese(line)
    limit, ends = _BODY[han], _SENTENCE.search(line) is not None
    asks = line[-1] in "?!" and end - start <= limit // 2
    if found.title is None and (asks or not ends) and end - start < 2 * limit:
        enough = end - start >= 6 if han else line.count(" ") >= 2
        if enough and not is_paper(line) and not _TRAIL.match(line):
            found.title = (start, end)
        return
    found.body = start if found.body is None else found.body
    found.settled = end - start > limit or (ends and end - start > limit // 3)


def _is_header(text: str, start: int, end: int, found: _Found) -> bool:
    """Take the dates and sources of a header's line; whether it is one."""
    line = text[start:end]
    if _URL.match(line):
        return True
    if end - start > _LONGEST_HEADER:
        return False
    source = labelled_source(text, start, end)
    if source:
        found.sources.append(source)
    dated_before, found.dated = found.dated, False
    if dated := header_date(text, start, end):
        found.stamps.append(dated)
        found.dated = True
        found.sources += [] if source else named_papers(text, start, end)
        return True
    if source and source[1] - source[0] > (end - start) // 3:
        return True
    if dated_before and is_paper(line):
        found.sources.append((start, end))
        return True
    if byline := _BYLINE.match(line):
        found.weak_source = (start + byline.start(1), start + byline.end(1))
        return True
    if WIRE.fullmatch(line) or ("|" in line and line[:3] in ("By ", "by ")):
        found.weak_source = next(iter(named_papers(text, start, end)), found.weak_source)
        return True
    return False


def _publisher(view: View, found: _Found) -> tuple[int, int] | None:
    if found.dateline and found.dateline.wire:
        return found.dateline.wire
    if found.sources:
        return found.sources[0]
    if version := _VERSION.search(view.text):
        return _spelled_out(view.text, version)
    return found.weak_source


def _spelled_out(text: str, version: re.Match[str]) -> tuple[int, int]:
    """The name of the wire at whose site a release has its source version, or the site."""
    for match in WIRE.finditer(text, 0, version.start()):
        if match[0].replace(" ", "").lower() == version[1].partition(".")[0]:
            return match.span()
    return version.span(1)


def _published(document: Document, found: _Found) -> tuple[str | None, tuple[int, int] | None]:
    above = min(found.stamps, key=lambda ranked: ranked[0], default=(0, None))[1]
    in_address = address_date(document.url or "")
    others = [above.iso() if above else None, document.published, in_address]
    known = [datetime.date.fromisoformat(day) for day in others if day]
    line = found.dateline
    if line and line.stamp and (day := _whole(line.stamp, known)):
        return day, (line.stamp.start, line.stamp.end)
    if line and line.day and (day := _of_month(line.day, known)):
        return day, None
    if above:
        return above.iso(), (above.start, above.end)
    return document.published or in_address, None


def _whole(stamp: Stamp, known: list[datetime.date]) -> str | None:
    """ISO date of a dateline's stamp; a missing year is the one that brings it near a known day."""
    if stamp.year or not known:
        return stamp.iso()
    years = (known[0].year, known[0].year - 1, known[0].year + 1)
    days = [datetime.date.fromisoformat(iso) for year in years if (iso := stamp.iso(year))]
    near = min(days, key=lambda day: abs((day - known[0]).days), default=None)
    return near.isoformat() if near else None


def _of_month(number: int, known: list[datetime.date]) -> str | None:
    """ISO date of a day whose month is missing, at most a week before a known day or one after."""
    for back in (0, 1, -1, 2, 3, 4, 5, 6, 7):
        day = known[0] - datetime.timedelta(back) if known else None
        if day and day.day == number:
            return day.isoformat()
    return None


def _language(text: str) -> str:
    """``zh`` where Han characters make up a quarter of the letters, ``en`` otherwise."""
    if text.isascii():
        return "en"
    sample = text[:20000]
    han = len(re.sub("[^\u4e00-\u9fff]+", "", sample))
    latin = len(re.sub("[^a-z]+", "", sample))
    return "zh" if han * 3 > latin else "en"


def _cased(name: str) -> str:
    """A place in capitals as it is written within a sentence: LAS VEGAS, XI'AN."""
    if not name.isupper() or len(name) < 4:
        return name
    return re.sub(r"[^\W\d_][^\s-]*", lambda word: word[0][0] + word[0][1:].lower(), name)
