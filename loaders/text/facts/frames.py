"""Frames: what becomes of the words that a rule's pattern found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..extraction import Party
from ..rules import Rule
from ..values.gazetteer import is_place
from ..values.names import english_items
from ..values.names_zh import chinese_items
from . import deals, deals_zh, roles_zh, shows_zh
from .context import Context, Piece
from .parts import PART_EN, PART_ZH
from .showing import list_before, made_by, shows
from .things import things
from .wordings import releases, theme

__all__ = ["FRAMES", "apply"]

Found = re.Match[str]
Range = tuple[int, int]


def apply(context: Context, piece: Piece, rule: Rule) -> None:
    """Read a piece with one rule: every place that its pattern finds goes to its frame."""
    frame = FRAMES[rule.frame]
    for found in rule.regex.finditer(piece.text):
        frame(context, piece, rule, found)


# -- bodies in roles


def _names_after(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    if rule.options["role"] != "approver" and _is_of_part(piece, found.start()):
        return
    items = english_items(piece.text, found.end(), piece.known)
    _parties(context, piece, rule, (found.start(), found.end()), items)


def _names_before(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    if _part_follows(piece, found.end()):
        return
    items = list_before(piece, found.start("cue"))
    if items:
        _parties(context, piece, rule, found.span("cue"), items)


_AFTER_HEAD = re.compile(
    r"\s*(?:\w+\s){0,3}?(forum|seminar|meeting|session|ceremony|contest|workshop|dinner|door|line|"
    r"award)\b",
    re.IGNORECASE,
)


def _part_follows(piece: Piece, end: int) -> bool:
    found = _AFTER_HEAD.match(piece.text, end)
    return bool(found)


def _names_within(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    group = next(
        (name for name in ("names", "names2") if name in found.re.groupindex and found[name]), None
    )
    if group is None or PART_ZH.search(piece.text[: found.start(group)]):
        return
    start, end = found.span(group)
    after = piece.text[found.end() : found.end() + 24]
    if _PART_AFTER_ZH.match(after):
        return
    if roles_zh.is_footer(piece):
        return
    items = chinese_items(piece.text, start, end, piece.known)
    if not rule.options.get("places"):
        items = [item for item in items if _is_body_zh(piece, item)]
    partial = piece.text[start:end].rstrip().endswith("等") or bool(
        re.search(
            r"等(?:单位|部门|机构|部委|\d+家|多家)?(?:共同|联合|负责|分别)*$", piece.text[start:end]
        )
    )
    _parties(context, piece, rule, found.span(), items, partial)


_PART_AFTER_ZH = re.compile(
    r"(?:的|,|了)?(?:第[^届]{1,4}届|首届|20\d\d年?)?(?:“[^”]{2,20}”|[\u4e00-\u9fff]{0,8})?"
    r"(?:分论坛|研讨会|座谈会|仪式|对接会|推介会|大赛|沙龙|讲座|发布会|晚宴)"
)
_BODY_ZH = re.compile(
    r"(?:部|委|局|厅|院|会|署|行|社|府|司|集团|大学|学院|学校|中心|联盟|馆|所|组织|办|台|站|"
    r"盟|网|协|联|公司|基金|企业|"
    r"中国区|办公室|科学院|处|室|区|报|管委会|政府|市|省|园)(?:\([^)]*\))?$"
)


def _is_body_zh(piece: Piece, item: Range) -> bool:
    start, end = item
    if piece.known.at.get(start, 0) == end:
        return True
    name = piece.text[start:end]
    return (
        3 <= len(name) <= 30
        and bool(_BODY_ZH.search(name))
        and not re.search(r"[,。;!?]|多家|有关|相关|单位$", name)
    )


def _is_of_part(piece: Piece, start: int) -> bool:
    """Whether the words before a cue speak of a forum, a ceremony or another part."""
    before = piece.text[:start]
    found = PART_EN.search(before)
    if not found or _is_own_head(piece, before[: found.start()], found[0]):
        return False
    return not any(found.start() <= m.end - piece.start <= start for m in piece.mentions)


def _is_own_head(piece: Piece, before: str, words: str) -> bool:
    """*The conference* is the edition itself where its series is called a conference."""
    head = piece.target.mention.name.split()[-1].lower() if piece.target else ""
    return words.lower().startswith(head) and bool(
        re.search(r"\b(?:the|this|this year's)\s$", before, re.IGNORECASE)
    )


def _parties(
    context: Context,
    piece: Piece,
    rule: Rule,
    cue: Range,
    items: Sequence[Range],
    partial: bool = False,
) -> None:
    role = str(rule.options["role"])
    stated = context.view.original(piece.start + cue[0], piece.start + cue[1]).strip(" ,:.")
    if rule.language == "zh":
        stated = str(rule.options.get("stated", stated[-6:]))
    for start, end in items:
        name = context.original(piece, start, end)
        if role == "guest of honour" and not _may_be_guest(piece.text[start:end]):
            continue
        if role != "guest of honour" and is_place(piece.text[start:end]):
            continue
        if any(m.name == piece.text[start:end] for m in piece.mentions):
            continue
        where = (min(cue[0], start), max(cue[1], end))
        context.add(piece, "participation", Party(name, role, stated, partial), where, rule.name)


_REGION = re.compile(
    r"\b(?:Province|City|Region|Municipality|Republic|Kingdom|"
    r"Emirates|Union|State|Islands?)\b|(?:省|市|自治区|国|州|区)$"
)


def _may_be_guest(name: str) -> bool:
    plain = re.sub(r"^the\s", "", name, flags=re.IGNORECASE)
    return (
        is_place(plain)
        or bool(_REGION.search(plain))
        or is_place(re.sub(r"\s(?:Province|City)$|[省市]$", "", plain))
    )


def _names_back_zh(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """The list before a verb of organising; none where the verb is said of a part."""
    span = roles_zh.names_before(piece, found.start(), bool(rule.options.get("sure")))
    after = piece.text[found.end() : found.end() + 24]
    if span is None or _PART_AFTER_ZH.match(after) or roles_zh.is_footer(piece):
        return
    if PART_ZH.search(re.sub(r"(?:将|首次|是|拟|,|均|已)*由?$", "", piece.text[: span[0]])):
        return
    items = chinese_items(piece.text, *span, piece.known)
    items = [item for item in items if _is_body_zh(piece, item)]
    partial = "等" in piece.text[span[1] : found.start()]
    _parties(context, piece, rule, found.span(), items, partial)


def _names_below_zh(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """Bodies in the lines under a heading that names their role."""
    for line in roles_zh.names_below(context, piece):
        items = chinese_items(line.text, 0, len(line.text), line.known)
        items = [item for item in items if _is_body_zh(line, item)]
        _parties(context, line, rule, (0, len(line.text)), items)


def _guests_zh(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    place = context.pieces.index(piece)
    items = roles_zh.guests(piece, context.pieces[place - 1] if place else None)
    _parties(context, piece, rule, (0, 0) if not items else items[0], items)


# -- exhibitors


def _exhibitors(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    if rule.language == "zh":
        shows_zh.exhibitors(context, piece, rule, found)
        return
    if "cue" in found.re.groupindex:
        _names_before(context, piece, rule, found)
        return
    items = english_items(piece.text, found.end(), piece.known)
    _parties(context, piece, rule, found.span(), items)


FRAMES: dict[str, Callable[[Context, Piece, Rule, Found], None]] = {
    "agreement": deals.agreement,
    "agreement-zh": deals_zh.agreement_zh,
    "project-zh": deals_zh.project_zh,
    "exhibitors": _exhibitors,
    "exhibits": shows_zh.exhibits,
    "guests": _guests_zh,
    "made-by": made_by,
    "names-after": _names_after,
    "names-back": _names_back_zh,
    "names-below": _names_below_zh,
    "names-before": _names_before,
    "names-within": _names_within,
    "shows": shows,
    "nations": shows_zh.nations,
    "owned": shows_zh.owned,
    "releases": releases,
    "signing-zh": deals_zh.signing_zh,
    "shown-by": shows_zh.shown_by,
    "theme": theme,
    "things": things,
}
