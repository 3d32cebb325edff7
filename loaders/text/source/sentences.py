"""Sentences of a view: English and Chinese, quotations kept whole, none too long for a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .lines import paragraphs
from .view import View, is_chinese

__all__ = ["LONGEST", "Sentence", "sentences"]

LONGEST = 2000  # characters of a sentence, so that rules run in linear time
_QUOTED = 200  # characters of a quotation up to which it is kept whole
_HEADING = {False: 140, True: 50}  # characters of a heading; True for Chinese


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of a view's text.

    `paragraph` counts from 0. `heading` tells that it is a paragraph by itself, short and without
    a sentence mark: a headline, a caption, an item of a list.
    """

    start: int
    end: int
    paragraph: int
    heading: bool


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# No sentence ends after these.
_TITLES = _words(
    "mr mrs ms mx dr prof st gen col lt capt sgt sen rep gov hon rev fr messrs adm amb pres "
    "vs v approx ca cf e.g i.e incl al viz fig figs vol ed eds dept min max mt ft tel ext attn"
)
# None before a digit: No. 5, Sept. 25, p. 3.
_BEFORE_DIGITS = _words(
    "no nos art sec ch para p pp jan feb mar apr jun jul aug sep sept oct nov dec rm bldg us rs est"
)
# One may end after these, if the next word is one that opens sentences.
_NAMES = _words(
    "co ltd inc corp llc plc bros jr sr ave blvd rd sq univ assn intl dist natl mfg bhd pte pty "
    "u.s u.k u.n e.u u.a.e p.r d.c a.m p.m ph.d m.d b.a m.a etc s.a n.v b.v s.p.a l.p u.s.a"
)
_OPENERS = _words(
    "the a an in on at it its this that these those he she they we our their his her there here as "
    "for with during after before since by to from but and or more over about some among according "
    "however meanwhile also when while although if until under both each every all many most "
    "several such other another now today yesterday one two organizers visitors exhibitors"
)
_MARK = re.compile(r"""[.!?。;]+["”’)》]*|[“‘《"(]""")
_CLOSERS = {"“": "”", "‘": "’", "《": "》", '"': '"', "(": ")"}
_TOKEN = re.compile(r"[A-Za-z][A-Za-z.]*$")
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]")
_NEXT = re.compile(r"""[\s"“‘(\[]*([A-Za-z]+|.)?""")
_CLAUSE = re.compile(r"[,;:、。]|\s")
_SENTENCE_MARKS = frozenset(".!?。;")
_BEFORE_OPENING = frozenset(" (“‘[:,-—/")


def sentences(view: View) -> list[Sentence]:
    """Split a view into sentences, in the order of the text; only space is between them."""
    text = view.text
    found: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        pieces = list(_split(text, start, end))
        heading = len(pieces) == 1 and _is_heading(text, start, end)
        found += [Sentence(*piece, number, heading) for piece in pieces]
    return found


def _is_heading(text: str, start: int, end: int) -> bool:
    if end - start > _HEADING[False]:
        return False
    line = text[start:end]
    last = line.rstrip('"”’)》')[-1:]
    return last not in _SENTENCE_MARKS and end - start <= _HEADING[is_chinese(line)]


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin, stop in _whole(text, start, end):
        while stop - begin > LONGEST:
            cut = _cut(text, begin)
            yield _stripped(text, begin, cut)
            begin = cut
            while begin < stop and text[begin].isspace():
                begin += 1
        if begin < stop:
            yield begin, stop


def _cut(text: str, begin: int) -> int:
    """Where to cut a piece that is too long: after a clause or a word, near the limit."""
    window = text[begin + LONGEST * 4 // 5 : begin + LONGEST]
    last = max((match.end() for match in _CLAUSE.finditer(window)), default=len(window))
    return begin + LONGEST * 4 // 5 + last


def _whole(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one paragraph, however long."""
    begin, place = start, start
    while match := _MARK.search(text, place, end):
        place = match.end()
        if match[0] in _CLOSERS:
            place = stop = _closed(text, match.start(), end)
            if not _quotation_ends(text, stop, end):
                continue
        elif not _ends(text, match.start(), match.end(), begin, end):
            continue
        yield _stripped(text, begin, place)
        begin = place
        while begin < end and text[begin].isspace():
            begin += 1
        place = max(place, begin)
    if begin < end:
        yield begin, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _closed(text: str, opening: int, end: int) -> int:
    """Where a quotation that opens here is over; the next character if it is none or is long."""
    mark = text[opening]
    if mark == '"' and opening and text[opening - 1] not in _BEFORE_OPENING:
        before = text[opening - 1]
        if not before.isspace() and not is_chinese(before):
            return opening + 1
    closing = text.find(_CLOSERS[mark], opening + 1, min(opening + 1 + _QUOTED, end))
    return closing + 1 if closing > 0 else opening + 1


def _quotation_ends(text: str, stop: int, end: int) -> bool:
    """Whether a quotation that closes before `stop` ends the sentence with its own mark."""
    closer, mark = text[stop - 1], text[stop - 2 : stop - 1]
    if closer not in '”’"' or mark not in (".", "!", "?", "。"):
        return False
    if stop >= end:
        return True
    following = text[stop]
    if mark == "。":
        return following not in ",、的;:)"
    if not following.isspace():
        return False
    word = _next_word(text, stop, end)
    return not word[:1].islower()


def _ends(text: str, mark: int, stop: int, begin: int, end: int) -> bool:
    """Whether the mark (with closing quotes up to `stop`) ends the sentence from `begin`."""
    if stop >= end:
        return True
    sign, before, following = text[mark], text[mark - 1 : mark], text[stop]
    if sign == "。":
        return True
    if sign == ";":
        return bool(before) and (is_chinese(before) or is_chinese(following))
    if is_chinese(before):
        return sign != "." or following.isspace() or is_chinese(following)
    if is_chinese(following):
        return sign != "." or (not before.isdigit() and _full_stop(text, mark, begin, ""))
    if not following.isspace():
        return False
    word = _next_word(text, stop, end)
    if word[:1].islower():
        return False
    return sign != "." or _full_stop(text, mark, begin, word)


def _full_stop(text: str, mark: int, begin: int, word: str) -> bool:
    token = _TOKEN.search(text[max(begin, mark - 24) : mark])
    if token is None:  # 1. at the beginning counts an item
        return not (mark - begin <= 2 and text[begin:mark].isdigit())
    name = token[0].lower()
    if name in _TITLES:
        return False
    if word[:1].isdigit() and name in _BEFORE_DIGITS:
        return False
    if name in _NAMES or _INITIALS.fullmatch(name):
        return word.lower() in _OPENERS
    return True


def _next_word(text: str, place: int, end: int) -> str:
    match = _NEXT.match(text, place, min(end, place + 64))
    return (match[1] or "") if match else ""
