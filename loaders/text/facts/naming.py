"""Naming: what a text calls an edition: series, other names, number and year."""

from __future__ import annotations

import re
from bisect import bisect_right

from ..values.mentions import ordinal_value
from ..values.quantities_zh import chinese_number
from ..values.series import Mention
from .context import Context, Piece, Target
from .editions import series_key, short_names

__all__ = ["name_edition"]


def name_edition(context: Context, target: Target) -> None:
    """Add what names an edition: series, other names, year and number."""
    mention = target.mention
    at = bisect_right(context.pieces, mention.start, key=lambda piece: piece.start)
    piece = context.pieces[at - 1]
    where = (mention.start - piece.start, mention.end - piece.start)
    name = context.original(piece, mention.name_start - piece.start, mention.name_end - piece.start)
    if "”" in name and "“" not in name:  # “一带一路”科技交流大会
        name = "“" + name
    rule = f"{piece.language}:edition"
    main = context.main
    if main and target is not main and target.key == main.key:
        # The seventh CIIE: the series has its full name where the text names it first.
        name = next((str(f.value) for f in main.facts if f.relation == "series"), name)
    context.add(piece, "series", name, where, rule, target=target)
    if mention.short:
        context.add(piece, "alias", mention.short, where, rule, target=target)
    alias = short_names(context) if context.heading.language == "zh" else {}
    for other in context.pieces:
        for found in other.mentions:
            same = found.known == mention.known if mention.known else found.name == mention.name
            if same or (other.chinese and series_key(found, alias) == target.key):
                _add_numbers(context, target, other, found, rule)
    if target.year and not target.has("year"):
        _add_year(context, target)
    if not target.has("ordinal"):
        _add_ordinal(context, target)


_EDITION_NUMBER = re.compile(
    r"\b(?:the|its|this|this year's) (?P<number>\d{1,3}(?:st|nd|rd|th)|(?:twenty-|"
    r"thirty-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|"
    r"twelfth)) (?:annual )?(?:edition|session)(?: of (?:the|this))?\b(?! in \d{4})|\b(?:it|"
    r"this) is (?:already )?the (?P<number2>third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    r"eleventh|twelfth|\d{1,3}(?:rd|th)) (?:edition|fair|expo|show|congress|convention|conference|"
    r"time)\b",
    re.IGNORECASE,
)


def _add_ordinal(context: Context, target: Target) -> None:
    """The number of the edition apart from its name: the 43rd edition of the technology show."""
    for piece in context.pieces_of(target):
        first = re.search("首届", piece.text) if target.ordinal == 1 else None
        if first and piece.target is target:
            context.add(piece, "ordinal", 1, first.span(), "zh:edition", target=target)
            return
        if target is not context.main:
            _add_printed_ordinal(context, target, piece)
            continue
        found = _EDITION_NUMBER.search(piece.text) if piece.target is target else None
        number = ordinal_value(found["number"] or found["number2"]) if found else None
        if found and number and (number > 1 or "this" in found[0].lower()):
            context.add(piece, "ordinal", number, found.span(), f"{piece.language}:number")
            return


_PRINTED = re.compile(
    r"第(?P<zh>[一二三四五六七八九十百\d]{1,4})届|^The (?P<en>first|second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth|tenth|inaugural|\d+th)\b",
    re.IGNORECASE,
)


def _add_printed_ordinal(context: Context, target: Target, piece: Piece) -> None:
    """The number by which a sentence calls an earlier edition."""
    if target.ordinal is None or piece.target is not target or target.has("ordinal"):
        return
    for found in _PRINTED.finditer(piece.text):
        printed = found["zh"]
        if printed:
            number = int(printed) if printed.isdigit() else chinese_number(printed)
        else:
            number = ordinal_value(found["en"])
        if number == target.ordinal:
            rule = f"{piece.language}:number"
            context.add(piece, "ordinal", number, found.span(), rule, target=target)
            return


def _add_year(context: Context, target: Target) -> None:
    """The year that a sentence on an edition prints apart from its name."""
    for piece in context.pieces_of(target):
        printed = re.search(rf"(?<!\d){target.year}(?!\d)", piece.text)
        if piece.target is target and printed and target.year:
            context.add(
                piece, "year", target.year, printed.span(), f"{piece.language}:year", target=target
            )
            return
    for piece in context.pieces_of(target):
        printed = re.search("[去明]年|last year", piece.folded)
        if piece.target is target and printed and target.year:
            rule = f"{piece.language}:year"
            context.add(piece, "year", target.year, printed.span(), rule, True, target)
            return


def _add_numbers(context: Context, target: Target, piece: Piece, found: Mention, rule: str) -> None:
    where = (found.start - piece.start, found.end - piece.start)
    plain = {fact.value for fact in target.facts if fact.relation in ("series", "alias")}
    long = len(found.name) > (2 if piece.chinese else 4)
    if found.name not in plain and long and target.mention.name != found.name:
        context.add(piece, "alias", found.name, where, rule, target=target)
    for relation, value, wanted in (
        ("year", found.year, target.year),
        ("ordinal", found.ordinal, target.ordinal),
    ):
        if wanted and value == wanted and not target.has(relation):
            context.add(piece, relation, wanted, where, rule, target=target)
