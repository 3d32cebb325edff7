"""Evidence: where a record was read, down to the row or the words that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Evidence", "Passage", "place_in_words"]

_ROW = re.compile(r"row=(\d+)")
_LINES = re.compile(r"line=(\d+),(\d+)")


@dataclass(frozen=True, slots=True)
class Passage:
    """The words that say so: characters `start` to `end` (not included) of a text's snapshot.

    `exact` is that substring; `prefix` and `suffix` are what stands before and after it, so that
    the words can be found again in another copy of the text.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def cut(cls, text: str, start: int, end: int, context: int = 32) -> Passage:
        """The passage of `text` with up to `context` characters on either side.

        >>> Passage.cut("The fair opens on Monday.", 4, 8, context=4)
        Passage(start=4, end=8, exact='fair', prefix='The ', suffix=' ope')
        """
        before, after = text[max(0, start - context) : start], text[end : end + context]
        return cls(start, end, text[start:end], before, after)

    @property
    def fragment(self) -> str:
        """The passage as an RFC 5147 fragment: ``char=120,180``."""
        return f"char={self.start},{self.end}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a record was read: the source that states it, and the row or words that say so.

    `source` is the identifier of a `Source`, or None where the file itself is the source (an
    authority table). `fragment` is an RFC 7111 row (``row=12``, header counted, first row is 1) of
    a table, an RFC 6901 pointer (``/editions/3``) into a document, an RFC 5147 range of lines
    (``line=3,9``, counted from 0) of a calendar, or one of characters (``char=120,180``) of a text;
    then `passage` has the words, and `rule` names the rule that read them.
    """

    file: str
    fragment: str
    source: str | None = None
    passage: Passage | None = None
    rule: str | None = None


def place_in_words(fragment: str) -> str:
    """Where a fragment leads to, as people count: RFC 5147 counts lines from 0, between them.

    >>> place_in_words("row=12"), place_in_words("line=3,4"), place_in_words("line=3,9")
    ('row 12', 'line 4', 'lines 4 to 9')
    """
    if row := _ROW.fullmatch(fragment):
        return f"row {row[1]}"
    if lines := _LINES.fullmatch(fragment):
        first, last = int(lines[1]) + 1, int(lines[2])
        return f"line {last}" if first == last else f"lines {first} to {last}"
    return fragment
