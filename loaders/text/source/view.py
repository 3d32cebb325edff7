"""A normalised view of a text for matching, with a way back to the snapshot's characters."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from ..extraction import Span

if TYPE_CHECKING:
    import opencc

__all__ = ["View", "is_chinese"]

# What stands for what, where compatibility forms (NFKC) say nothing or the wrong thing.
_OWN: dict[str, str] = {
    "“„‟「﹁〝": "“",
    "”」﹂〞〟": "”",
    "‘‚‛『﹃": "‘",
    "’』﹄": "’",
    "＇ʼ": "'",
    "‐‑‒–—―−⸺⸻﹘﹣－": "-",
    "・･‧•∙⋅": "·",
    "〜～": "~",
    "､﹑": "、",
    "｡": "。",
    "⁄∕": "/",
    "⋯": "…",
    "\v\f\r\x85\u2028\u2029": "\n",
    "\u2800\u3164\uffa0": " ",
}
_FORMS = {ord(char): form for chars, form in _OWN.items() for char in chars}
# Compatibility forms that read as something else once they are plain characters: ① beside 2024
# is not 12024, Oryx™ is not OryxTM, … is not three ends of a sentence.
_KEPT_KINDS = ("<circle>", "<super>", "<sub>")
_KEPT = frozenset("…‥″‴")
_POWERS = {"²": "2", "³": "3"}
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_ACCENTS = "\u0300-\u036f"
_APOSTROPHE = re.compile(r"(?<=[A-Za-z0-9\u00c0-\u024f])’(?=[A-Za-z\u00c0-\u024f])")


class _Forms(dict[int, str]):
    """Normal form of each character, worked out when it is first seen.

    `special` are the characters seen whose form is not one character long or depends on what
    stands before them.
    """

    def __init__(self) -> None:
        super().__init__(_FORMS)
        self.special: set[str] = {"\r"}
        self._script: opencc.OpenCC | None = None

    def __missing__(self, code: int) -> str:
        char = chr(code)
        form = self._form(char)
        if len(form) != 1 or char in _POWERS or "\u0300" <= char <= "\u036f":
            self.special.add(char)
        self[code] = form
        return form

    def _form(self, char: str) -> str:
        kind = unicodedata.category(char)
        if kind == "Cf" or "\ufe00" <= char <= "\ufe0f":  # no width, soft hyphens, direction
            return ""
        if kind == "Zs":
            return " "
        if kind == "Cc":
            return char if char == "\n" else " "
        if char in _POWERS:
            return _POWERS[char]
        if char in _KEPT or unicodedata.decomposition(char).startswith(_KEPT_KINDS):
            return char
        form = unicodedata.normalize("NFKC", char)
        if form.startswith(" "):  # an accent that stands by itself
            return char
        if len(form) == 1 and "\u2e80" <= form <= "\U000323af":
            form = self._simplified(form)
        return form.translate(_FORMS)

    def _simplified(self, char: str) -> str:
        if self._script is None:
            import opencc

            self._script = opencc.OpenCC("t2s")
        form: str = self._script.convert(char)
        return form


_FORM_OF = _Forms()


class View:
    """The text as rules match it; every place in it leads back to the snapshot.

    ========================================  =====================================
    in the snapshot                           in `text`
    ========================================  =====================================
    full-width ASCII (Ａ １ ％ ， ！ ？ ； ：)     ASCII (A 1 % , ! ? ; :)
    。 ｡   、 ､   《》 〈〉 【】                  。   、   《》 〈〉 【】
    “ „ 「 〝   ” 」 〞                         “   ”
    ‘ 『   ’ 』   ’ within a Latin word        ‘   ’   '
    straight quotes                           as they are
    – — ― − ‐ －                               -
    ・ ‧ • ·   ～ 〜   … ⋯                      ·   ~   …
    ㎡ ℃ ﬁ Ⅳ ½ 3½                             m2 °C fi IV 1/2 3 1/2
    m² 10²                                    m2 10² (no number gets another digit)
    ① ™ º ″                                   as they are
    traditional characters                    simplified, each by itself
    tab, NBSP, wide and thin spaces           one plain space each
    zero-width, soft hyphen, direction marks  nothing
    letter and combining accents              the accented letter, where there is one
    CR LF, CR, NEL, VT, FF, U+2028, U+2029    LF
    ========================================  =====================================

    >>> view = View("第２屆「製造」大會 佔地３㎡")
    >>> view.text
    '第2届“制造”大会 占地3m2'
    >>> view.span(3, 7), view.original(3, 7)
    (Span(start=3, end=7), '「製造」')
    """

    def __init__(self, text: str) -> None:
        self.snapshot = text
        # Pieces in which view and snapshot run in step: where each begins in both. A piece that
        # stands for other characters has their number in `_wide`, else 0 is there.
        self._at, self._from, self._wide = array("I", [0]), array("I", [0]), array("I", [0])
        formed = text.translate(_FORM_OF)
        special = _FORM_OF.special.intersection(text)
        if special and (special != {"\r"} or "\r\n" in text):
            formed = self._pieced(_pattern(special))
        self.text = _APOSTROPHE.sub("'", formed) if "’" in formed else formed

    def _pieced(self, pattern: re.Pattern[str]) -> str:
        text, at, done = self.snapshot, 0, 0
        parts: list[str] = []
        for match in pattern.finditer(text):
            start, end = match.span()
            run = text[done:start].translate(_FORM_OF)
            form = _form_of(match)
            parts += run, form
            at += len(run)
            if form:
                self._add(at, start, end - start)
                at += len(form)
            self._add(at, end, 0)
            done = end
        parts.append(text[done:].translate(_FORM_OF))
        return "".join(parts)

    def _add(self, at: int, start: int, wide: int) -> None:
        if self._at[-1] == at:  # the piece before it is empty
            self._from[-1], self._wide[-1] = start, wide
        else:
            self._at.append(at)
            self._from.append(start)
            self._wide.append(wide)

    @cached_property
    def folded(self) -> str:
        """`text` in lower case, with the same length."""
        return self.text.replace("İ", "i").lower()

    def span(self, start: int, end: int) -> Span:
        """Where the characters `start` to `end` of `text` stand in the snapshot.

        Characters that the view leaves out at the edges are not part of it. Raises IndexError for
        offsets outside the view.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"{start}:{end} is not within a text of {len(self.text)} characters")
        if start == end:
            place = self._place(start)[0]
            return Span(place, place)
        return Span(self._place(start)[0], self._place(end - 1)[1])

    def original(self, start: int, end: int) -> str:
        """The snapshot's characters for `start` to `end` of `text`."""
        span = self.span(start, end)
        return self.snapshot[span.start : span.end]

    def _place(self, offset: int) -> tuple[int, int]:
        """Start and end in the snapshot of what the character at `offset` stands for."""
        piece = bisect_right(self._at, offset) - 1
        first, wide = self._from[piece], self._wide[piece]
        if wide:
            return first, first + wide
        first += offset - self._at[piece]
        return first, first + 1


def is_chinese(text: str) -> bool:
    """Whether more than a third of the characters are Han."""
    if text.isascii():
        return False
    return len(_NO_HAN.sub("", text)) * 3 > len(text)


_NO_HAN = re.compile("[^\u4e00-\u9fff]+")


def _pattern(special: set[str]) -> re.Pattern[str]:
    """What has to be replaced by itself in a text with these special characters."""
    parts = [
        "\r\n",
        f"(?<=[0-9０-９])[²³{_FRACTIONS}]",
        f"[^\\W\\d_][{_ACCENTS}]+",
    ]
    forms = {char: _FORM_OF[ord(char)] for char in sorted(special)}
    dropped = "".join(re.escape(char) for char, form in forms.items() if not form)
    longer = "".join(re.escape(char) for char, form in forms.items() if len(form) > 1)
    parts += [f"[{dropped}]+"] if dropped else []
    parts += [f"[{longer}]"] if longer else []
    return re.compile("|".join(parts))


def _form_of(match: re.Match[str]) -> str:
    found, before = match[0], match.string[match.start() - 1 : match.start()]
    if found == "\r\n":
        return "\n"
    if found in _POWERS:
        return found
    form = unicodedata.normalize("NFC", found).translate(_FORM_OF)
    return " " + form if found in _FRACTIONS and before.isdecimal() else form
