"""Editions: which one a text is about, and which sentence speaks of which."""

from __future__ import annotations

import re
from collections import defaultdict

from ..rules import lexicon
from ..values.mentions import mentions
from ..values.series import Mention, is_whole, known_series
from .context import Context, Piece, Target
from .targets import NOW_EN, NOW_ZH, target_of

__all__ = ["find_editions", "series_key", "short_names"]

_LEAST_SIGNS = 2
_TREATY = re.compile(
    r"\b(?:signator|ratif|treat(?:y|ies)|UN Convention|Geneva Convention|Convention (?:on|against|"
    r"relating|for the)|Party Congress|National Congress|"
    r"U\.S\. Congress|Democratic|Republican|refugee|Continental Congress|parliament)\b"
)
# Fairs of schools, firms and villages are called so too.
_PRIVATE = re.compile(
    r"\b(?:schools?|pupils?|students?|campus|gym|canteen|staff|employees?|famil(?:y|ies)|suppliers?|"
    r"headquarters|[Tt]he company|its (?:plant|factory|yard)|county|village|parish|church|"
    r"kindergarten|parents|picnic|pony|(?:job|career) fair)\b|"
    r"学校|员工|职工|校园|学生|小学|中学|幼儿园|社区|村|公司总部",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:Visitors|Exhibitors|Attendance|Turnover|Deals)\b.{0,20}\b(?:numbered|totall?ed|reached|"
    r"came to|stood at)\b|^(?:It|That (?:event|fair|expo|edition))\b|\b(?:for|in|at|to) it\b"
)


def find_editions(context: Context) -> bool:
    """Find the edition a text is about and those it mentions; False if it is about none.

    Each sentence gets the edition that it speaks of.
    """
    for piece in context.pieces:
        piece.mentions = list(mentions(piece.text, piece.start, piece.chinese))
    own = _own_names(context)
    for piece in context.pieces:
        if any(name in piece.folded for name in own):
            piece.mentions = list(mentions(piece.text, piece.start, piece.chinese, own))
    groups = _groups(context)
    if not groups:
        return False
    key = max(groups, key=lambda key: _score(context, groups[key]))
    if not _is_convention(context, groups[key]):
        return False
    context.main = _main(context, key, groups[key])
    owners = {mention: key for key, group in groups.items() for mention in group}
    before = None
    for piece in context.pieces:
        piece.target = target_of(context, piece, owners)
        if piece.target is None and before and before.paragraph == piece.paragraph:
            piece.target = before.target if _goes_on(piece, before) else None
        piece.target = piece.target or context.main
        before = piece
    return True


def _own_names(context: Context) -> dict[str, str]:
    """Abbreviations and brands that the text introduces itself: CES 2018, then the 51st CES."""
    own = {}
    for piece in context.pieces:
        for mention in piece.mentions:
            if mention.short:
                own[mention.short.casefold()] = mention.known or _plain(mention.name)
            elif (
                mention.known is None
                and mention.year
                and not mention.strong
                and len(mention.name.split()) < 3
            ):
                own[mention.name.casefold()] = _plain(mention.name)
    return own


def _goes_on(piece: Piece, before: Piece) -> bool:
    """Whether a sentence that names no edition goes on about the one of the sentence before."""
    if piece.mentions or (NOW_ZH if piece.chinese else NOW_EN).search(piece.text):
        return False
    return bool(before.mentions or _GOES_ON.search(piece.text))


def _groups(context: Context) -> dict[str, list[Mention]]:
    """Mentions of the same series: known by identifier, by abbreviation or by name."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    alias = short_names(context)
    for piece in context.pieces:
        for mention in piece.mentions:
            key = series_key(mention, alias)
            groups[key].append(mention)
    return groups


def short_names(context: Context) -> dict[str, str]:
    """Keys of series by short names: those the text gives and those that newsrooms use."""
    known = known_series()
    alias = {
        short: known.get(name, name)
        for short, name in lexicon("zh", "short_names").items()
        if context.heading.language == "zh"
    }
    for piece in context.pieces:
        for mention in piece.mentions:
            if mention.short:
                alias[_plain(mention.short)] = mention.known or _plain(mention.name)
    return alias


def series_key(mention: Mention, alias: dict[str, str]) -> str:
    """What tells the series of a mention from others in the same text."""
    plain = _plain(mention.name)
    return mention.known or alias.get(plain) or plain


def _plain(name: str) -> str:
    return re.sub(r"^(?:the|annual)\s", "", name.casefold())


def _score(context: Context, group: list[Mention]) -> float:
    first = group[0].start / max(1, len(context.view.text))
    numbered = sum(1 for mention in group if mention.year or mention.ordinal)
    known = 2 if any(mention.known for mention in group) else 0
    return len(group) + 2 * min(numbered, 2) + known + 3 * (1 - first) + group[0].strong


_WIDE = re.compile(
    r"世界|全球|国际|中国|亚洲|全国|(?:[A-Z]\w+ )?(?:World|Global|International|China|Asia)\b"
)


def _is_convention(context: Context, group: list[Mention]) -> bool:
    """Whether a series that nobody knows is one of fairs: signs of that in the text around it."""
    text = context.view.folded
    signs = sum(1 for word in lexicon(context.heading.language, "signs")["words"] if word in text)
    numbered = any(mention.year or mention.ordinal for mention in group)
    short = lexicon("zh", "short_names")
    if any(m.known or m.name in short or m.name in short.values() for m in group):
        return signs >= (1 if numbered else _LEAST_SIGNS)
    strong = any(mention.strong for mention in group)
    if not strong and _TREATY.search(context.view.text):
        return False
    plain = context.heading.language == "zh" and signs >= _LEAST_SIGNS
    many = len(group) > 1 or plain or signs > 2 * _LEAST_SIGNS
    if not numbered and not (strong and many):
        return False
    wide = any(_WIDE.match(mention.name) for mention in group)
    if strong and numbered:
        return signs > _LEAST_SIGNS + 1 or (signs > 0 and not _PRIVATE.search(context.view.text))
    return signs >= (_LEAST_SIGNS if strong else _LEAST_SIGNS + (1 if wide else 2))


def _main(context: Context, key: str, group: list[Mention]) -> Target:
    """The main edition: the fullest name, with the year and number that the text is about."""
    full = [mention for mention in group if len(mention.name) > 6 or mention.short] or group
    base = max(full, key=lambda m: (is_whole(m), bool(m.year or m.ordinal), -m.start))
    year = _leading_year(context, group)
    ordinals = [m.ordinal for m in group if m.ordinal and m.year in (None, year)]
    return Target(key, base, year, ordinals[0] if ordinals else None)


def _leading_year(context: Context, group: list[Mention]) -> int | None:
    """The year of the report if an edition of it is named, else the year named most and first."""
    years = [mention.year for mention in group if mention.year]
    if not years:
        return None
    published = context.heading.published
    if published and int(published[:4]) in years:
        return int(published[:4])
    return max(dict.fromkeys(years), key=years.count)


# -- which sentence speaks of which edition


# -- what names an edition
