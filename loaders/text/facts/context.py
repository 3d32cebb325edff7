"""Context: one text taken apart for the rules, and the facts they find in it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from ..extraction import Fact, Heading, Value
from ..source.sentences import Sentence
from ..source.view import View
from ..values.dates import dates, ranges
from ..values.days import Date, Range
from ..values.names import Known, known_bodies
from ..values.number import Number
from ..values.quantities import numbers
from ..values.series import Mention

__all__ = ["Context", "Piece", "Target"]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_QUOTES = "“”\"'‘’《》「」『』【】 \n\t,;:"
_OPENING = re.compile(r"(?:(?<=[\s(:\[-])|^)\"(?=\S)")
_CLOSING = re.compile(r"\"")
_ABOUT = re.compile(
    r"About (?:the )?[A-Z][\w&' -]{2,60}(?::|$|\n)|关于[\u4e00-\u9fff]{2,20}(?::|$)"
)
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


_RELATION = attrgetter("relation")


@dataclass(eq=False)
class Target:
    """An edition that facts are said of: how the text names it, and its facts so far.

    `key` tells series apart (identifier, or name); `year` and `ordinal` may be found later.
    """

    key: str
    mention: Mention
    year: int | None = None
    ordinal: int | None = None
    facts: list[Fact] = field(default_factory=list)

    def values(self, relation: str) -> list[Fact]:
        """Facts of one relation."""
        return [fact for fact in self.facts if fact.relation == relation]

    def has(self, relation: str) -> bool:
        """Whether a fact of this relation was found already."""
        return relation in map(_RELATION, self.facts)


@dataclass(eq=False)
class Piece:
    """One sentence: `start` is its place in the view, all other offsets are within `text`.

    `target` is the edition that it speaks of, `before` the sentence before it in the paragraph.
    """

    start: int
    text: str
    folded: str
    heading: bool
    paragraph: int
    mentions: list[Mention] = field(default_factory=list)
    target: Target | None = None
    before: Piece | None = None

    @cached_property
    def chinese(self) -> bool:
        """Whether it is read with the Chinese rules."""
        return len(_HAN.findall(self.text)) * 5 > len(self.text)

    @property
    def language(self) -> str:
        """``zh`` or ``en``."""
        return "zh" if self.chinese else "en"

    @cached_property
    def numbers(self) -> list[Number]:
        """Printed numbers that are no part of a date."""
        spans = [(item.start, item.end) for item in self.ranges]
        spans += [(item.start, item.end) for item in self.dates]
        return [
            number
            for number in numbers(self.text, self.chinese)
            if not any(a <= number.digits < b for a, b in spans)
        ]

    @cached_property
    def ranges(self) -> list[Range]:
        """Ranges of days."""
        return ranges(self.text, self.chinese)

    @cached_property
    def dates(self) -> list[Date]:
        """Single days."""
        return dates(self.text, self.chinese, self.ranges)

    @cached_property
    def known(self) -> Known:
        """Names of the authority file."""
        return Known(known_bodies(self.text, self.folded))

    def names_at(self, start: int, end: int) -> bool:
        """Whether an edition is named anywhere in `start` to `end`."""
        return any(
            m.start - self.start < end and start < m.end - self.start
            for m in self.mentions
            if m.year or m.ordinal or m.known
        )


def _directed(text: str) -> str:
    """Straight quotation marks as opening and closing ones, by what stands around them."""
    return _CLOSING.sub("”", _OPENING.sub("“", text)) if '"' in text else text


def _without_boilerplate(pieces: Iterable[Piece]) -> list[Piece]:
    """The sentences without the paragraphs in which a body tells about itself."""
    kept, left_out = [], -1
    for piece in pieces:
        if _ABOUT.match(piece.text):
            left_out = piece.paragraph
            if piece.heading:
                left_out += 1  # the paragraph below
                continue
        if piece.paragraph != left_out:
            kept.append(piece)
    return kept


class Context:
    """A text as the rules see it, and where they put what they find.

    `main` is the edition the text is about, `others` those it mentions besides; `used` are the
    parts of the view that some rule took, `counted` what the last Chinese figure counted and its
    measure word.
    """

    def __init__(self, view: View, heading: Heading, sentences: Iterable[Sentence]) -> None:
        self.view = view
        self.heading = heading
        self.pieces = _without_boilerplate(
            Piece(
                item.start,
                _directed(view.text[item.start : item.end]),
                view.folded[item.start : item.end],
                item.heading,
                item.paragraph,
            )
            for item in sentences
        )
        for first, second in zip(self.pieces, self.pieces[1:], strict=False):
            second.before = first if first.paragraph == second.paragraph else None
        self.main: Target | None = None
        self.others: list[Target] = []
        self._spoken: dict[int, list[Piece]] = {}
        self.used: list[tuple[int, int]] = []
        self.counted: tuple[str, str] | None = None

    @cached_property
    def report_day(self) -> datetime.date | None:
        """The day of the report."""
        published = self.heading.published
        return datetime.date.fromisoformat(published) if published else None

    @staticmethod
    def view_of(words: str) -> str:
        """Words of the snapshot as rules match them."""
        return View(words).text

    def original(self, piece: Piece, start: int, end: int) -> str:
        """The printed words at `start` to `end` of a piece, without quotes and articles around."""
        printed = self.view.original(piece.start + start, piece.start + end)
        printed = " ".join(printed.strip(_QUOTES).split())
        return _ARTICLE.sub("", printed, count=1) if _ARTICLE.match(printed) else printed

    def pieces_of(self, target: Target) -> list[Piece]:
        """Sentences that speak of an edition; to be asked when each has its edition."""
        if not self._spoken:
            for piece in self.pieces:
                self._spoken.setdefault(id(piece.target), []).append(piece)
        return self._spoken.get(id(target), [])

    def add(
        self,
        piece: Piece,
        relation: str,
        value: Value,
        where: tuple[int, int],
        rule: str,
        derived: bool = False,
        target: Target | None = None,
    ) -> None:
        """Note a fact whose words stand at `where` in a piece, of the edition it speaks of."""
        start, end = where
        words = piece.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        span = self.view.span(piece.start + start, piece.start + end)
        owner = target or piece.target
        assert owner
        owner.facts.append(Fact(relation, value, span, rule, derived))
        self.used.append((piece.start + start, piece.start + end))
