"""Exhibits and exhibitors in Chinese: what is shown, and by whom, in the ways newsrooms say it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..extraction import Exhibit, Party
from ..rules import Rule
from ..values.gazetteer import countries
from .context import Context, Piece
from .goods_zh import exhibitor, is_firm, is_maker, is_stub, thing, things, without_adverb

__all__ = ["exhibitors", "exhibits", "nations", "owned", "shown_by"]

Range = tuple[int, int]
Found = re.Match[str]

# -- frames


def _put(
    context: Context, piece: Piece, rule: Rule, items: Iterable[Range], owner: Range | None
) -> None:
    exhibitor = context.original(piece, *owner) if owner else None
    for start, end in items:
        if piece.names_at(start, end):
            continue
        where = (min(start, owner[0]), max(end, owner[1])) if owner else (start, end)
        value = Exhibit(context.original(piece, start, end), exhibitor)
        if _is_noted(context, piece, value.name):
            continue
        context.add(piece, "exhibit", value, where, rule.name)


def _put_exhibitor(context: Context, piece: Piece, rule: Rule, span: Range, stated: str) -> None:
    name = context.original(piece, *span)
    if any(m.name == name for m in piece.mentions):
        return
    owner = piece.target
    known = [f.value for f in owner.facts if isinstance(f.value, Party)] if owner else []
    if any(party.name == name and party.role == "exhibitor" for party in known):
        return
    context.add(piece, "participation", Party(name, "exhibitor", stated), span, rule.name)


def _is_noted(context: Context, piece: Piece, name: str) -> bool:
    """Whether another rule took a thing from this very sentence."""
    first = context.view.span(piece.start, piece.start + 1).start
    facts = piece.target.facts if piece.target else []
    return any(
        isinstance(fact.value, Exhibit) and fact.value.name == name and fact.span.start >= first
        for fact in facts
    )


_LISTED = re.compile(
    r"等(?:[\d一二三四五六七八九十百多余]*家)?\S{0,12}?(?:企业|公司|品牌|厂商|车企|巨头|"
    r"药企|单位|机构|展商|院校|高校|国家|国)$"
)


def shown_by(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """`who` shows `list`: 吉利汽车展出多款新能源汽车; also several bodies and what they bring."""
    start, end = found.span("who")
    if _is_footnote(piece, start):
        return
    owners = _bodies(piece, start, end)
    items = things(piece, *found.span("list"))
    if rule.options.get("firm") and not all(is_maker(piece.text[slice(*o)]) for o in owners):
        return
    if not owners and _SOMEBODY.search(piece.text[start:end]):
        _put(context, piece, rule, items if len(items) > 1 else (), None)
    if not owners or (not items and not _SHOWS.search(found[0])):
        return
    for owner in owners:
        _put_exhibitor(context, piece, rule, owner, "展出")
    _put(context, piece, rule, items, owners[0] if len(owners) == 1 else None)


_SHOWS = re.compile(r"展出|参展|亮相|设展|带来|展示|首发|首展")


_SOMEBODY = re.compile(
    r"(?:展商|企业|参展商|品牌|客商|国家|公司|机构|单位|院校|高校|展团)(?:们|现场|共|都|均)?$"
)


def _is_footnote(piece: Piece, start: int) -> bool:
    """Whether a sentence speaks of a place of work or a launch elsewhere."""
    return bool(re.search(r"图为|资料图|摄$", piece.text[:start]))


def _bodies(piece: Piece, start: int, end: int) -> list[Range]:
    """Exhibitors in a list, all of them or none."""
    text = piece.text
    end = without_adverb(text, start, end)
    listed = _LISTED.search(text, start, end)
    stop = listed.start() if listed else end
    if not listed and text[start:stop].endswith("等"):
        stop -= 1
    found: list[Range] = []
    left = start
    for mark in [*re.finditer(r"、|以及|[和与及](?=[\u4e00-\u9fffA-Z])", text[start:stop]), None]:
        right = start + mark.start() if mark else stop
        if mark and mark[0] != "、" and piece.known.covering(start + mark.start()):
            continue
        item = exhibitor(piece, left, right, loose=listed is not None)
        if mark and mark[0] != "、" and (item is None or is_stub(text[left:right])):
            continue  # 丹麦诺和诺德
        if item is None and (mark or found):
            return [] if len(found) < 2 else found
        if item:
            found.append(item)
        left = start + mark.end() if mark else stop
    if len(found) == 1 and not listed and not is_firm(piece, found[0]):
        return []
    return found


def exhibitors(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """A list of bodies said to take part: 德国西门子、丹麦诺和诺德等企业均将设展."""
    for owner in _bodies(piece, *found.span("who")):
        _put_exhibitor(context, piece, rule, owner, "参展")


def owned(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """A的X、B的Y、C的Z and a word that they are seen: each X is an exhibit of its A."""
    start, end = found.span("list")
    pairs = []
    for part in re.finditer(
        r"[^、,]+?(?=、|,|以及|和(?=[^、,的]{2,12}的)|$)(?:、|以及|和)?", piece.text[start:end]
    ):
        pair = re.match(
            r"(?:以及|和|及)?(?P<who>[^的]{2,18}?)的(?P<thing>[^的]{2,20})(?:、|以及|和)?$",
            part[0].rstrip("、,和"),
        )
        if not pair:
            continue
        offset = start + part.start()
        who = exhibitor(piece, offset + pair.start("who"), offset + pair.end("who"), loose=True)
        shown = thing(piece.text, offset + pair.start("thing"), offset + pair.end("thing"))
        if who and shown:
            pairs.append((who, shown))
    if len(pairs) < int(rule.options.get("least", 2)):
        return
    for who, shown in pairs:
        _put_exhibitor(context, piece, rule, who, "展品")
        _put(context, piece, rule, [shown], who)


_OF_FIRMS = re.compile(r"等[^、,]{0,10}(?:企业|公司|品牌(?!新)|展商|机构|厂商|车企|国家|巨头)")
_FIELDS = re.compile(r"等?(?:\S{0,6})(?:领域|方面|行业|产业(?!链)|板块|展区|环节|赛道)")


def exhibits(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """A list of things seen on show, without their makers."""
    groups = found.re.groupindex
    group = "list2" if "list2" in groups and found["list2"] else "list"
    start, end = found.span(group)
    if "who" in found.re.groupindex and found["who"]:
        owners = _bodies(piece, *found.span("who"))
        for owner in owners:
            _put_exhibitor(context, piece, rule, owner, "展出")
    if _OF_FIRMS.search(piece.text, start, min(len(piece.text), end + 12)):
        return
    if _FIELDS.search(piece.text, start, min(len(piece.text), end + 12)):
        return
    items = things(piece, start, end)
    if len(items) < int(rule.options.get("least", 1)):
        return
    if any(piece.known.at.get(a) == b for a, b in items) and len(items) > 1:
        return  # a list of firms
    for a, b in items:
        pair = re.search(r"(?:^|[,。;:!?、]|其中)(?P<who>[^,。;:!?、的]{2,16})的$", piece.text[:a])
        who = pair and exhibitor(piece, *pair.span("who"))
        if who and is_firm(piece, who):
            _put_exhibitor(context, piece, rule, who, "展品")
        _put(context, piece, rule, [(a, b)], who if who and is_firm(piece, who) else None)


def nations(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """A state with a stand, pavilion or delegation of exhibitors: the one named last before it."""
    start = max((m.end() for m in re.finditer(r"[。;!?]", piece.text[: found.start()])), default=0)
    named: list[Range] = []
    at = start
    while at < found.start() - 1:
        sizes = range(min(8, found.start() - at), 1, -1)
        size = next((n for n in sizes if piece.text[at : at + n] in countries()), 0)
        if size and named and piece.text[named[-1][1] : at] not in ("、", "和", "与", "及"):
            named = []
        if size:
            named.append((at, at + size))
        at += size or 1
    for span in named:
        if piece.text[slice(*span)] != "中国":
            _put_exhibitor(context, piece, rule, span, "设展")
