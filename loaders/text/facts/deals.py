"""Agreements in English: who signed what with whom, and what it is worth."""

from __future__ import annotations

import re

from ..extraction import Deal
from ..rules import Rule
from ..values.names import english_items
from .context import Context, Piece
from .showing import list_before

__all__ = ["agreement"]

Found = re.Match[str]
_KINDS = (
    (re.compile(r"memorand|\bMoUs?\b", re.IGNORECASE), "memorandum"),
    (
        re.compile(r"strategic|cooperation|partnership", re.IGNORECASE),
        "strategic cooperation",
    ),
    (
        re.compile(
            r"contract|purchas|procure|order|sale|supply|deal",
            re.IGNORECASE,
        ),
        "contract",
    ),
    (re.compile(r"project|invest", re.IGNORECASE), "projects"),
)
_TITLE_EN = re.compile(
    r"“(?P<quote>[^”]{6,200}?),?”|\"(?P<quote2>[^\"]{6,200}?),?\"|"
    r"(?P<plain>(?<![A-Za-z])(?:[a-z]+(?:-[a-z]+)*\s){0,4}(?:agreements?|partnerships?|"
    r"memorandum of (?:understanding|cooperation)|memorandum|MoU|contracts?|deals?|orders|"
    r"letter of intent|project)"
    r"(?:\s(?:on|for|to|of|covering)\s(?:(?!with\b|between\b|worth\b|valued\b|changed\b|was\b|"
    r"were\b)[\w'-]+(?:,\d+)*\s?){1,10})?)",
)
_DROPPED = re.compile(
    r"^(?:(?:a|an|the|its|their|another|own|new|separate|close|closed|sign|signed|signing|and|to|"
    r"million|billion|big|it|used|entered|into|reached|concluded|inked|struck|placed|agreed|for|"
    r"major|single)\s+)+",
    re.IGNORECASE,
)
_LOT = re.compile(
    r"\b(?:agreements|contracts|deals|memorandums|memoranda|MoUs|projects)\b", re.IGNORECASE
)
_AGREEMENT = re.compile(
    r"agreement|partnership|memorandum|MoU\b|orders?\b|project\b|contract|"
    r"accord|deal|letter of intent",
    re.IGNORECASE,
)


def agreement(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """One agreement: the parties where the rule says, its title or description in the sentence."""
    parties = _parties(piece, rule, found)
    if len(parties) < int(rule.options.get("least", 2)):
        return
    names = tuple(context.original(piece, *item) for item in parties)
    title, span, is_name = _title(context, piece, rule, parties, "count" in found.re.groupindex)
    if title is None and len(names) < 2:
        return
    start = min(found.start(), *(item[0] for item in parties), span[0])
    end = max(found.end(), *(item[1] for item in parties), span[1])
    kind = _kind(title or piece.text[found.start() : found.end()])
    others = found["count"] if "count" in found.re.groupindex else None
    deal = Deal(title, kind, names, _worth(piece), _whole(others), is_name=is_name)
    context.add(piece, "agreement", deal, (start, end), rule.name)


def _parties(piece: Piece, rule: Rule, found: Found) -> list[tuple[int, int]]:
    groups = found.re.groupindex
    items = []
    if "cue" in groups:
        items = list_before(piece, found.start("cue"))
        if not items:
            return []
    if "after" in groups and found["after"] is not None:
        items += english_items(piece.text, found.end("after"), piece.known)
    return [
        item
        for item in items
        if not any(m.name in piece.text[slice(*item)] for m in piece.mentions)
    ]


def _title(
    context: Context, piece: Piece, rule: Rule, parties: list[tuple[int, int]], lots: bool
) -> tuple[str | None, tuple[int, int], bool]:
    best: tuple[str | None, tuple[int, int], bool] = (None, parties[0], False)
    for found in _TITLE_EN.finditer(piece.text):
        group = next(name for name in ("quote", "quote2", "plain") if found[name])
        start, end = found.span(group)
        if group == "plain":
            lead = _DROPPED.match(piece.text[start:end])
            start += lead.end() if lead else 0
            if any(a < end and start < b for a, b in parties):
                start = max([b for a, b in parties if a < end and start < b] + [start])
            while start < end and piece.text[start] in " ,":
                start += 1
        text = context.original(piece, start, end).rstrip(" ,.")
        if group == "plain" and _LOT.search(text) and not lots:
            continue
        if _AGREEMENT.search(text) and (best[0] is None or group != "plain"):
            best = (text, (start, end), group != "plain")
            if group != "plain":
                break
    return best


def _whole(printed: str | None) -> int | None:
    return int(printed.replace(",", "")) if printed and printed.replace(",", "").isdigit() else None


def _kind(text: str) -> str | None:
    return next((kind for pattern, kind in _KINDS if pattern.search(text)), None)


def _worth(piece: Piece) -> tuple[int, str, str] | None:
    money = [
        number
        for number in piece.numbers
        if number.unit in ("CNY", "USD", "EUR", "HKD", "JPY", "GBP")
    ]
    return (money[0].value, money[0].unit, money[0].bound) if len(money) == 1 else None
