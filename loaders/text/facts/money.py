"""Money: what a sum is of, investment in projects or deals, and which restates another."""

from __future__ import annotations

import re
from functools import lru_cache

from ..rules import lexicon
from ..values.number import Number
from .context import Piece

__all__ = ["MONEY", "converted", "money"]

MONEY = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP")


def money(piece: Piece, number: Number) -> str | None:
    """What a sum measures: investment or deals; None if it is of something else."""
    words = lexicon("en", "money")
    near = piece.folded[max(0, number.start - 110) : number.end + 70]
    close = piece.folded[max(0, number.start - 45) : number.end + 70]
    if _money_nouns().search(close):
        return None
    if any(word in near for word in ("intended", "tentative", "turnover", "transaction")):
        return "deals"
    if "invest" in near or "project" in near:
        return "investment"
    for what in ("deals", "investment"):
        if any(word in near for word in words[what]):
            return what
    return None


@lru_cache(maxsize=1)
def _money_nouns() -> re.Pattern[str]:
    """Words beside a sum that is of something else."""
    words = lexicon("en", "money")["none"]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")(?![a-z])")


def converted(piece: Piece, number: Number) -> str | None:
    """The unit of the figure before the brackets in which a figure is restated."""
    if number.unit not in MONEY:
        return None
    before = piece.text[: number.start]
    if before.count("(") <= before.count(")"):
        return None
    first = [other for other in piece.numbers if other.end <= number.start and other.unit in MONEY]
    return first[-1].unit if first else None
