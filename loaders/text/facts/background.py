"""Background: since when a series is held and how often, its website, its office."""

from __future__ import annotations

import re

from ..extraction import Contact
from ..values.quantities_zh import chinese_number
from .context import Context, Piece

__all__ = ["OFFICE", "read_background"]

_SINCE_EN = re.compile(
    r"\b(?:since|first held in|debuted in|launched in|began in|founded in|established in|"
    r"inaugurated in)"
    r"(?: its| the)?(?: first| inaugural)?(?: (?:launch|debut|inception|founding|establishment|"
    r"edition))?(?: was)?(?: held)?(?: in)? (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_HELD_EN = re.compile(
    r"\b(?:held|staged|launch|inception|debut|founded|established|convention|expo|fair|conference|"
    r"congress|exhibition|show|event|edition)\b",
    re.IGNORECASE,
)
_SINCE_ZH = re.compile(
    r"(?:自|始于|创办于|首次举办于|创立于|首届于|诞生于)(?P<year>(?:19|"
    r"20)\d\d)年(?:首次|首届|创办|创立|举办|开始|在[^,。]{1,6})*"
    r"|(?P<year2>(?:19|20)\d\d)年(?:首次举办|创办|首届|创立|始创)"
)
_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_RUNNING_EN = re.compile(
    r"\b(?P<count>\d{1,2}|"
    + "|".join(_WORDS)
    + r")[ ](?:(?:consecutive|successive|straight)[ ](?:years?|times?|editions?|sessions?)"
    r"|(?:years |times )?in a row\b)"
    r"|\bfor the (?P<ordinal>\d{1,2}|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth)(?:th|rd|nd)? (?:consecutive|successive|straight) (?:year|time)",
    re.IGNORECASE,
)
_RUNNING_WORDS = ("row", "consecutive", "successive", "straight")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()
_RUNNING_ZH = re.compile(
    r"(?:已|已经|迄今)?(?:连续)(?:成功)?(?:举办|办|"
    r"举行)?(?:了)?(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:年|届)|"
    r"第(?P<ordinal>\d{1,2}|[一二三四五六七八九十]{1,3})年连续"
)
_SITE = re.compile(
    r"(?:(?:web "
    r"?site|official site|visit|on the web|官网|网址|网站|homepage|"
    r"Web)[^.\n]{0,40}?[::]?\s?|visit )"
    r"(?P<site>(?:https?://|www\.)[^\s<>()\"”,;,。]+[\w/])",
    re.IGNORECASE,
)
_OFFICE_LINE = re.compile(
    r"(?:Company(?: Name)?|Organi[sz]ation|Office|Issued by|SOURCE|Source|Media contact|"
    r"Press office|"
    r"单位|主办单位|联系单位|公司名称|单位名称)(?:\s?[:：]\s?|\s+)(?P<office>[^\n:：]{4,80})"
)
_OFFICE = re.compile(
    r"Committee|Office|Bureau|Secretariat|Cent(?:er|re)|Company|Co\b|Ltd|Inc|Group|Association|"
    r"Department|Organi[sz]|Messe|"
    r"委员会|组委会|执委会|办公室|秘书处|公司|中心|局|协会"
)
_MAIL = re.compile(r"\b(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
# Mailboxes that belong to an office and not to a person.
OFFICE = re.compile(
    r"^(?:info|media|press|contact|news|office|hello|mail|service|services|pr|secretariat|expo|"
    r"fair|convention|enquir(?:y|ies)|inquiry|"
    r"marketing|visitor|visitors|exhibitor|exhibitors|exhibit|sales|support|admin|communications?|"
    r"registration|organi[sz]er|team|wmc|general)\d*\b|(?:office|media|press|info|expo|fair|news)@",
    re.IGNORECASE,
)


def read_background(context: Context, piece: Piece, contacts: bool) -> None:
    """Add what a sentence says of the series as such.

    Mailboxes that may be a person's are left out unless `contacts` asks for them.
    """
    if piece.target is not context.main:
        return
    _since(context, piece)
    _running(context, piece)
    linked = "www." in piece.folded or "://" in piece.folded
    site = _SITE.search(piece.text) if linked else None
    if site and context.main and not context.main.has("website"):
        address = context.view.original(
            piece.start + site.start("site"), piece.start + site.end("site")
        )
        if not re.search(r"businesswire|prnewswire|xinhua|people\.cn|globenewswire", address):
            address = address if "://" in address else f"https://{address}"
            context.add(piece, "website", address, site.span("site"), f"{piece.language}:website")
    for mail in _MAIL.finditer(piece.text) if "@" in piece.text else ():
        if contacts or OFFICE.search(mail["mail"]):
            contact = Contact(_office(context, piece), mail["mail"])
            context.add(piece, "contact", contact, mail.span(), f"{piece.language}:contact")


def _since(context: Context, piece: Piece) -> None:
    main = context.main
    if main is None or main.has("first_year") or not _YEAR.search(piece.text):
        return
    found = (_SINCE_ZH if piece.chinese else _SINCE_EN).search(piece.text)
    if not found:
        return
    if not piece.chinese and not (piece.mentions or _HELD_EN.search(piece.text)):
        return
    year = int(found["year"] or found["year2"]) if piece.chinese else int(found["year"])
    if main.year is None or year <= main.year:
        context.add(piece, "first_year", year, found.span(), f"{piece.language}:since")


def _running(context: Context, piece: Piece) -> None:
    if not piece.chinese and not any(word in piece.folded for word in _RUNNING_WORDS):
        return
    found = (_RUNNING_ZH if piece.chinese else _RUNNING_EN).search(piece.text)
    if not found or context.main is None or context.main.has("years_running"):
        return
    printed = found["count"] or found["ordinal"]
    if printed.isdigit():
        count: int | None = int(printed)
    elif piece.chinese:
        count = chinese_number(printed)
    else:
        words = _WORDS if found["count"] else _ORDINALS
        count = words.index(printed.lower()) + 2
    if count and 1 < count < 200:
        context.add(piece, "years_running", count, found.span(), f"{piece.language}:running")


def _office(context: Context, piece: Piece) -> str | None:
    """The office that the lines around a mailbox name."""
    place = context.pieces.index(piece)
    for near in [piece, *reversed(context.pieces[max(0, place - 6) : place])]:
        for found in _OFFICE_LINE.finditer(near.text):
            if _OFFICE.search(found["office"]):
                return context.original(near, *found.span("office"))
    return None
