"""The days of an edition in English: which side a day is on, and what else it may be of."""

from __future__ import annotations

import re

from ..values.days import Date
from . import schedule_zh
from .context import Context, Piece

__all__ = ["ahead_text", "is_past", "side_of"]

_OPEN_EN = re.compile(
    r"\b(?:open(?:s|ed|ing)?|beg(?:i|a|u)n(?:s|ning)?|start(?:s|ed|ing)?|commenc(?:e|es|ed|ing)|"
    r"kick(?:s|ed|ing)? off|got under ?way|under ?way|inaugurat\w+|"
    r"rais(?:e|es|ed) (?:its|the) curtain|curtain (?:rose|rises|went up)|declared open|first day|"
    r"doors open(?:ed)?|launch(?:es|ed)?|"
    r"held on|(?:took|takes|take) place on|going on since|set for|slated for|scheduled for|"
    r"held in .{3,40} on|be held (?:here )?on|place in .{3,40} on)\b",
    re.IGNORECASE,
)

_CLOSE_EN = re.compile(
    r"\b(?:clos(?:e|es|ed|ing)|shut (?:its|the) (?:gates|doors)|conclud(?:e|es|ed|ing)|end(?:s|ed|"
    r"ing)?|wrap(?:s|ped|ping)? up|curtain (?:fell|falls|came down)|curtain on|"
    r"drew to a close|came to (?:a close|an end)|come to (?:a close|an end)|last(?:s|ed|"
    r"ing)? (?:until|till|through)|"
    r"(?:run(?:s|ning)?|ran|continu(?:e|es|ed|ing)|stays?|goes on|go on|"
    r"open)(?: \w+){0,3} (?:until|till|through|to)|until|till|through|last day|final day)\b",
    re.IGNORECASE,
)

_NOT_EN = re.compile(
    r"\b(?:sign(?:ed|ing)|press conference|news conference|briefing|told|said|announc\w+|"
    r"publish\w+|released? on|interview|registration|deadline|"
    r"established|founded|founding|as of|by the end of|updated|posted|approved|postponed from|"
    r"originally|initially)\b",
    re.IGNORECASE,
)

_PAST_EN = re.compile(
    r"\b(?:opened|began|started|kicked off|commenced|closed|concluded|ended|wrapped up|"
    r"came to (?:an end|a close))\b[^.;,]{0,50}(?:,[^.;,]{0,30}){0,2}(?:on )?$"
)


def is_past(piece: Piece, date: Date) -> bool:
    """Whether the verb right before a day tells of what has happened."""
    clause = re.split(r"[;:]|\b(?:and|but|while) ", piece.text[: date.start])[-1]
    return not piece.chinese and bool(_PAST_EN.search(clause))


def ahead_text(context: Context, piece: Piece) -> bool:
    """Whether an English sentence says until when something goes on."""
    return bool(re.search(r"\b(?:until|till|through|lasts)\b", piece.text)) and not piece.chinese


def side_of(piece: Piece, date: Date) -> str | None:
    """Whether a day is the first or the last of the edition, by the verb next to it."""
    if piece.chinese:
        return schedule_zh.side(piece, date)
    before = piece.text[max(0, date.start - 70) : date.start]
    after = piece.text[date.end : date.end + 60]
    clause = re.split(r"[;:.]|, (?:and|while|but|after|where he|where she)\b", before)[-1]
    after = re.split(r"[;:.,]|\band\b", after)[0]
    if re.search(
        r"\b(?:going on|under ?way|running|been open|ha(?:s|ve) run|have been (?:meeting|"
        r"gathering))\b[^.;]{0,40}\bsince $",
        clause,
        re.IGNORECASE,
    ):
        return "start"
    if re.search(r"\b(?:since|as of|by|before|after)\s+(?:the )?$", clause, re.IGNORECASE):
        return None
    if (
        _NOT_EN.search(clause)
        and not _OPEN_EN.search(clause[-30:])
        and not _CLOSE_EN.search(clause[-30:])
    ):
        return None
    marks = [(m.end(), "start") for m in _OPEN_EN.finditer(clause)] + [
        (m.end(), "end") for m in _CLOSE_EN.finditer(clause)
    ]
    if marks:
        return max(marks)[1]
    if _OPEN_EN.search(after):
        return "start"
    if _CLOSE_EN.search(after):
        return "end"
    return _side_of_all(piece, date)


_FINITE = re.compile(
    r"\b(?P<start>(?:was|were|is) (?:officially |formally )?(?:opened|inaugurated|launched|"
    r"under ?way)"
    r"|cut the ribbon|raised the curtain|opened|opens|kicked off|kicks off|began|begins|started|"
    r"got under ?way|commenced)\b|"
    r"\b(?P<end>closed|concluded|ended|wrapped up|came to (?:an end|a close))\b"
)


def _side_of_all(piece: Piece, date: Date) -> str | None:
    """The verb of a sentence with one day and a named edition, wherever they stand."""
    if len(piece.dates) != 1 or piece.ranges or not piece.mentions or piece.chinese:
        return None
    found = _FINITE.search(piece.text, min(m.start - piece.start for m in piece.mentions))
    return found.lastgroup if found and not _NOT_EN.search(piece.text[: date.start]) else None
