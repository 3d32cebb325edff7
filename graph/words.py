"""Words: how a text in any script comes apart into words to look up, and where they stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

__all__ = ["Phrase", "Piece", "Word", "folded", "holds", "marked", "phrases", "words"]

Piece = tuple[str, bool]  # a part of a text, and whether it is marked

_SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHARACTER = re.compile(f"[{_SPACELESS}]")
_WORD = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
_YEAR = re.compile("(?<=[0-9]{4})年")  # 2023年世界制造业大会 is asked for, ... 2023 is the name
_LONGEST = 200  # characters of what is asked that are read
_MOST = 24  # words of it
_SHORT = 2  # letters that the beginning of a word needs to stand for the whole


@dataclass(frozen=True, slots=True)
class Word:
    """A word without regard to case, width and accents, and its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other; of the last one perhaps the beginning only (`is_open`)."""

    words: tuple[str, ...]
    is_open: bool = False


def words(text: str) -> Iterator[Word]:
    """The words of a text; a Chinese character is a word, as nothing stands between them.

    >>> [word.text for word in words("Ａ第3届 Café")]
    ['a', '第', '3', '届', 'cafe']
    """
    for found in _WORD.finditer(text):
        for word in _WORD.findall(_fold(found[0])):  # ㍿ comes apart into four
            yield Word(word, found.start(), found.end())


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    for _ in range(2):  # what comes apart may have capitals
        word = unicodedata.normalize("NFKD", word.casefold())
    return "".join(filter(str.isalnum, word))  # without accents, which are letters no more


def folded(text: str) -> str:
    """A text as its words with spaces between: equal for names that read alike."""
    return " ".join(word.text for word in words(text))


def phrases(text: str) -> tuple[Phrase, ...]:
    """What is asked for: all of these, in any order. What people type has no other signs.

    >>> phrases('"wmc-2023" 制造 hef')[:2]
    (Phrase(words=('wmc', '2023'), is_open=False), Phrase(words=('制', '造'), is_open=False))
    """
    found: list[Phrase] = []
    left = _MOST
    for part in _YEAR.sub(" ", text[:_LONGEST]).split():
        for _, run in groupby(words(part), lambda word: bool(_CHARACTER.match(word.text))):
            taken = tuple(word.text for word in run)[:left]
            left -= len(taken)
            found += [Phrase(taken)] if taken else []
    if found and len(found[-1].words[-1]) >= _SHORT and not found[-1].words[-1].isdecimal():
        found[-1] = Phrase(found[-1].words, is_open=True)
    return tuple(dict.fromkeys(found))


def _places(text: str, asked: Sequence[Phrase]) -> Iterator[tuple[int, int, Phrase]]:
    """Where the phrases stand in a text."""
    there = list(words(text))
    for phrase in asked:
        size, last = len(phrase.words), phrase.words[-1]
        for place in range(len(there) - size + 1):
            run = there[place : place + size]
            ends = run[-1].text.startswith(last) if phrase.is_open else run[-1].text == last
            if ends and all(
                word.text == wanted for word, wanted in zip(run, phrase.words[:-1], strict=False)
            ):
                yield run[0].start, run[-1].end, phrase


def holds(text: str, asked: Sequence[Phrase]) -> int:
    """How many of the phrases a text holds."""
    return len({phrase for _, _, phrase in _places(text, asked)})


def marked(text: str, asked: Sequence[Phrase]) -> tuple[Piece, ...]:
    """A text in pieces, those that are asked for marked.

    >>> marked("Hefei, Anhui", phrases("anh"))
    (('Hefei, ', False), ('Anhui', True))
    """
    pieces: list[Piece] = []
    done = 0
    for start, end, _ in sorted(_places(text, asked), key=lambda place: place[:2]):
        if end <= done:
            continue
        start = max(start, done)
        pieces += [(text[done:start], False)] if start > done else []
        pieces.append((text[start:end], True))
        done = end
    return (*pieces, (text[done:], False)) if done < len(text) else tuple(pieces)
