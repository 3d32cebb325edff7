"""Wordings: the theme of an edition, and the titles of what is made public."""

from __future__ import annotations

import re

from ..extraction import Title
from ..rules import Rule
from .context import Context, Piece
from .parts import PART_EN, PART_ZH

__all__ = ["quoted", "release_kind", "releases", "theme"]

Found = re.Match[str]
Range = tuple[int, int]


def quoted(found: Found) -> Range | None:
    """Where the quoted wording of a match stands: the first group quote... that took part."""
    groups = found.re.groupindex
    for name in groups:
        if name.startswith("quote") and found[name]:
            return found.span(name)
    return None


def theme(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """The theme of the edition, in quotation marks or (group plain) without."""
    span = quoted(found) or (found.span("plain") if "plain" in found.re.groupindex else None)
    if span is None or piece.target is None or piece.target.has("theme"):
        return
    of_event = re.match(r" of (?:the|this)\b", piece.text[found.end() :])
    if PART_EN.search(piece.text[: found.start()]) and not of_event:
        return
    wording = context.original(piece, *span).rstrip(".。,，")
    if rule.language == "zh" and _is_theme_of_part_zh(piece, found.start()):
        return
    if len(wording) > 2:
        where = (min(found.start(), span[0]), max(found.end(), span[1]))
        context.add(piece, "theme", wording, where, rule.name)


_PART_OF_SHOW_ZH = re.compile(
    r"(?:展团|交易团|代表团|[^场]馆|专区|展台|展区|展位|板块|平行活动|分会场|公园|晚会|"
    r"主场活动)[^,。;]{0,10}$"
)


def _is_theme_of_part_zh(piece: Piece, place: int) -> bool:
    before = piece.text[:place]
    if not (PART_ZH.search(before) or _PART_OF_SHOW_ZH.search(before)):
        return False
    end = max((m.end - piece.start for m in piece.mentions), default=-9)
    return not 0 <= place - end <= 3


_RELEASE_KINDS = (
    (re.compile(r"index|indices|指数", re.IGNORECASE), "index"),
    (re.compile(r"\blist\b|top \d+|\b500\b|ranking|榜|名单|目录|强", re.IGNORECASE), "list"),
    (
        re.compile(
            r"declaration|initiative|manifesto|consensus|proposal|宣言|倡议|共识|声明",
            re.IGNORECASE,
        ),
        "declaration",
    ),
    (
        re.compile(
            r"report|white paper|blue ?book|outlook|报告|白皮书|蓝皮书|案例|指南", re.IGNORECASE
        ),
        "report",
    ),
)

_KINDS_ZH = (
    r"(?:榜单|排行榜|指数|报告|白皮书|名单|蓝皮书|绿皮书|倡议书?|宣言|共识|声明|标准|目录|指南|"
    r"案例集|行动计划|百强|\d+强)"
)

_TITLE_ZH = re.compile(
    rf"《([^》]{{3,60}})》|“([^”]{{3,60}})”(?:系列|"
    rf"年度)?(?={_KINDS_ZH})|“([^”]{{2,60}}{_KINDS_ZH})”"
    r"|(?<=[了布、和及])((?:20\d\d年?度?)"
    r"?[\u4e00-\u9fffA-Za-z]{3,18}?(?:指数|白皮书|蓝皮书|排行榜|倡议|宣言|"
    r"发展报告|\d{2,3}强榜单|榜单))(?=[、,。;和及]|等|$)"
)

_NO_TITLE_ZH = re.compile(
    r"[的等了在将]|系列|多项|多份|一批|各类|共同|系统|平台|联合|协议$|备忘录$|合同$|^(?:最新|"
    r"年度|相关|行业|研究|重要|联合|大会)*(?:指数|白皮书|蓝皮书|榜单|倡议|宣言|报告)$"
)

_CITED_ZH = re.compile(r"(?:据|根据|按照)[^。;]{0,30}$|此前[^,。]{0,10}$")

_TITLE_EN = re.compile(
    r"“([^”]{4,140}?),?”|\"([^\"]{4,140}?),?\"|"
    r"(?<![\w“\"])((?:(?:the|The)\s)?(?:20\d\d\s)?(?:[A-Z][\w'&/-]*(?:\s\d+)?)(?:\s(?:(?:of|for|"
    r"and|on|in|the|&|to)\s){0,2}"
    r"(?:[A-Z][\w'&/-]*|\d{2,4})){1,12}(?:\s\(\d{4}\)|\s20\d\d)?)"
)

_TITLED = re.compile(
    r"\b(?:Reports?|Index|Indices|List|White Paper|Blue Book|Bluebook|Declaration|Initiative|"
    r"Manifesto|Outlook|"
    r"Top "
    r"(?:\d+|Ten)|\d+ (?:Enterprises|Companies|Brands)|Enterprises|Ranking|Consensus|Catalogue|"
    r"Guide|Guidelines|Action Plan|Standards?)\b"
)


def releases(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """Titles in the rest of the clause that a word of publishing opens (or ends)."""
    if "titles" in found.re.groupindex:
        start, end = found.span("titles")
    else:
        following = rule.regex.search(piece.text, found.end())
        start, end = found.end(), following.start() if following else len(piece.text)
    pattern = _TITLE_ZH if rule.language == "zh" else _TITLE_EN
    for title in pattern.finditer(piece.text, start, end):
        group = next(n for n in range(1, len(title.groups()) + 1) if title[n])
        text = context.original(piece, *title.span(group)).rstrip(",.，。 ")
        if rule.language == "en" and not _TITLED.search(text):
            continue
        if rule.language == "zh" and _is_no_release_zh(piece, title, group):
            continue
        text = re.sub(r"\s+list$", "", text)
        if rule.language == "en" and (parts := _titles(text)):
            for part in parts:
                where = (min(found.start(), title.start()), max(found.end(), title.end()))
                context.add(piece, "release", Title(part, release_kind(part)), where, rule.name)
            continue
        if any(m.name == text for m in piece.mentions):
            continue
        where = (min(found.start(), title.start()), max(found.end(), title.end()))
        context.add(piece, "release", Title(text, release_kind(text)), where, rule.name)


def _titles(text: str) -> list[str]:
    """Two titles that *and the* joins: a Plan for X and the Y Initiative."""
    left, mark, right = text.partition(" and the ")
    return [left, right] if mark and _TITLED.search(left) and _TITLED.search(right) else []


def _is_no_release_zh(piece: Piece, title: Found, group: int) -> bool:
    """Whether a Chinese title is an agreement, an unnamed report, or cited from elsewhere."""
    plain = group == len(title.groups())
    if _NO_TITLE_ZH.search(title[group]) and (
        plain or title[group][-2:] in ("协议", "合同", "忘录")
    ):
        return True
    cited = _CITED_ZH.search(piece.text[: title.start()])
    return bool(cited) and bool(
        re.match(r"》?(?:显示|指出|,|统计|介绍)", piece.text[title.end() :])
    )


def release_kind(title: str) -> str | None:
    """Kind of a release by its title: list, report, index or declaration."""
    return next((kind for pattern, kind in _RELEASE_KINDS if pattern.search(title)), None)
