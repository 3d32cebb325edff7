"""Areas: named zones, halls and pavilions, with the size that is given for one of them alone."""

from __future__ import annotations

import re

from ..extraction import Area
from ..values.number import Number
from .areas_zh import read_areas_zh
from .context import Context, Piece

__all__ = ["area_of", "read_areas"]

_HEAD_EN = r"(?:hall|zone|pavilion|showcase|section|area|district|street|park|stage)"
_NAME_EN = (
    rf"(?P<name>(?:(?!(?:the|a|an|of|in|and|with|to|exhibition|total|display|another|this|an?|"
    rf"whole|indoor|entire|overall|its|floor|show)\b)[\w'&-]+ ){{0,5}}?(?:exhibition |display |"
    rf"experience )?{_HEAD_EN})"
)
_BEFORE_EN = re.compile(
    rf"\b(?:the|a|an|its) {_NAME_EN}(?: \([^)]*\))?,? (?:which |that )?(?:of|covers?|covering|"
    rf"covered|spans?|spanning|spanned|adds?|takes? up|took up|occupies|occupied|measures|measured|"
    rf"measuring|with|stretches over)(?: another| an additional| a further| an area of| a total of|"
    rf" some)* ?$",
    re.IGNORECASE,
)
_AFTER_EN = re.compile(
    rf"^(?:,? "
    rf"(?:dedicated|devoted|given over|set aside|reserved) (?:to|for) (?:a|an|the) | (?:for|"
    rf"of) (?:a|an|the) |[ -])(?:new |outdoor |large |substantial |"
    rf"special(?:ly set up)? )*{_NAME_EN}\b",
    re.IGNORECASE,
)
_WHOLE_EN = re.compile(
    r"^(?:exhibition|display|total|exhibiting|show|overall|indoor|main|floor|the|large|"
    r"entire)? ?(?:exhibition )?(?:area|space|hall area|venue)$|^exhibition (?:hall|section)$",
    re.IGNORECASE,
)
_NAMED_EN = re.compile(
    r"\b(?P<name>(?:[A-Z][\w'&-]*(?: (?:and|&|of|for) | ))+(?:Exhibition )?(?:Zone|Pavilion|Area|"
    r"Section|Avenue|Showcase|Gallery|Lane|Lab|Village|Corner|Clearing|Hall(?: \d+)?|"
    r"(?<=[a-z] )Exhibition(?! (?:Cent|of|for|and|Hall|\d))))\b"
    r"|\b(?:[Aa]n?|[Tt]he) (?P<plain>(?:(?!(?:the|a|an|of|in|and|with|to|only|physical|"
    r"exhibition|total|large|new(?! energy| materials?)|whole|special|separate)\b)"
    r"[a-z][\w'-]* ){1,4}(?:(?:exhibition|interactive|"
    r"experience|display) )?(?:zone|pavilion|area|street))\b(?! of (?:\d|over|more|the)| (?:code|"
    r"of))"
)
_NO_NAME = re.compile(
    r"\b(?:free "
    r"trade|development|high-tech|economic|time|residential|rural|urban|coastal|mountain|"
    r"administrative|cooperation|bay|surrounding|total|metropolitan|parking|"
    r"new(?! energy| materials?)|same|"
    r"exhibition "
    r"space|green|first|second|last|next|this|that|which|each|every|demonstration|pilot|is|was|are|"
    r"will|has)\b",
    re.IGNORECASE,
)
_NATIONAL_EN = re.compile(
    r"\b(?:the|an?|its) (?P<name>(?:[A-Z]\w+(?:an|ese|ish|ch|i|sh)|national|"
    r"country) (?:national )?pavilion)\b",
    re.IGNORECASE,
)
_QUOTED_EN = re.compile(r"\b(?:named|called|dubbed|known as) “(?P<name>[^”]{3,40}?),?”")
_HEAD_ZH = r"(?:展区|专区|展厅|展馆|馆|展台|序厅|市场化展|专题展|主题展|产品展)"
_BEFORE_ZH = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z0-9“”]{{0,12}}?{_HEAD_ZH})"
    rf"(?:系|是)?(?:今年|首次|头一回|专门|新|特别|设立|开辟|增设|的|了|,|"
    rf":)*(?:展览)?(?:总)?(?:占地)?(?:面积)?(?:约|达|为|共|有|超|近)*$"
)
_AFTER_ZH = re.compile(rf"^的?(?P<name>[\u4e00-\u9fffA-Za-z0-9“”]{{0,10}}?{_HEAD_ZH})")
_LEAD_ZH = re.compile(
    r"^.*(?:设立|设置|设有|设|开设|增设|新增|引进了|引进|其中|打造|推出|了|的|在|为|和|及|个|"
    r"大|由|将|还有|有)(?=.{2})"
)
_WHOLE_ZH = re.compile(
    r"^(?:[\d一二三四五六七八九十两]+[个大])?(?:各|总|展览|全部|大会|室内|本届|所有|整个|"
    r"等)?(?:展区|展馆|展厅|馆)$"
)


def area_of(piece: Piece, number: Number) -> tuple[int, int] | None:
    """Where the name of the area stands of which a figure in square metres is said, if of one."""
    text = piece.text
    if piece.chinese:
        found = _AFTER_ZH.match(text[number.end :])
        if found and not _WHOLE_ZH.match(found["name"]):
            return _lead_zh(text, number.end + found.start("name"), number.end + found.end("name"))
        found = _BEFORE_ZH.search(text[: number.start])
        if found:
            span = _lead_zh(text, *found.span("name"))
            return (
                None if _WHOLE_ZH.match(text[slice(*span)]) or _is_many_zh(text, span[0]) else span
            )
        return None
    found = _AFTER_EN.match(text[number.end :])
    if found and not _WHOLE_EN.match(found["name"]):
        return number.end + found.start("name"), number.end + found.end("name")
    found = _BEFORE_EN.search(text, max(0, number.start - 120), number.start)
    if (
        found
        and not _WHOLE_EN.match(found["name"])
        and not re.search(r"\bplus $", text[: found.start()])
    ):
        return found.span("name")
    return None


def _lead_zh(text: str, start: int, end: int) -> tuple[int, int]:
    lead = _LEAD_ZH.match(text[start:end])
    return (start + lead.end() if lead else start), end


def _is_many_zh(text: str, start: int) -> bool:
    return bool(re.search(r"[\d一二三四五六七八九十两]+[个大]$", text[:start]))


def read_areas(context: Context, piece: Piece) -> None:
    """Add the areas that a sentence names, those with a size of their own among them."""
    for number in piece.numbers:
        if number.unit == "m2" and (span := area_of(piece, number)):
            name = context.original(piece, *span)
            if len(name) < 3 and name.isascii():
                continue
            where = (min(number.start, span[0]), max(number.end, span[1]))
            outdoor = bool(re.search(r"outdoor|室外|户外", name, re.IGNORECASE))
            context.add(
                piece,
                "area",
                Area(name, number.value, outdoor),
                where,
                f"{piece.language}:area-size",
            )
    if piece.chinese:
        read_areas_zh(context, piece)
    else:
        _outdoor(context, piece)
        _named(context, piece)


_OUTDOOR_EN = re.compile(
    r"\b(?:an?|the) (?:large |new |vast |special |dedicated )*(?P<name>outdoor (?:exhibition |"
    r"display |experience )?(?:area|zone|space))\b"
)
_IN_PARK = re.compile(
    r"\b(?:in|at) (?:the )?(?P<place>[A-Z][\w'-]*(?: [A-Z][\w'-]*)* (?:Park|Square|Plaza|Garden|"
    r"Stadium|Campus))\b"
)
_FIRST_EN = re.compile(r"\b[Ff]or the first time\b|\bnewly added\b|\bwill be added\b")


def _outdoor(context: Context, piece: Piece) -> None:
    """The open-air part of an exhibition, the park it lies in, and whether it is new."""
    found = _OUTDOOR_EN.search(piece.text)
    if not found or any(number.unit == "m2" and area_of(piece, number) for number in piece.numbers):
        return
    park = _IN_PARK.search(piece.text)
    area = Area(
        context.original(piece, *found.span("name")),
        outdoor=True,
        debut=bool(_FIRST_EN.search(piece.text)),
        place=context.original(piece, *park.span("place")) if park else None,
    )
    end = park.end() if park and park.start() > found.start() else found.end()
    context.add(piece, "area", area, (found.start(), end), "en:outdoor-area")


# Without one of these nouns no area is named: a quick look before the patterns.
_NOUNS_EN = (
    "zone", "pavilion", "area", "section", "avenue", "showcase", "gallery", "lane", "lab",
    "village", "corner", "clearing", "hall", "exhibition", "street",
)  # fmt: skip


def _named(context: Context, piece: Piece) -> None:
    if not any(noun in piece.folded for noun in _NOUNS_EN):
        return
    for pattern in (_NAMED_EN, _NATIONAL_EN, _QUOTED_EN):
        for found in pattern.finditer(piece.text):
            group = next(name for name in found.re.groupindex if found[name])
            name = context.original(piece, *found.span(group))
            if _NO_NAME.search(name) or (
                pattern is _QUOTED_EN
                and not re.search(r"zone|area|street|hall|avenue|pavilion", piece.folded)
            ):
                continue
            if piece.names_at(*found.span()):
                continue
            outdoor = "outdoor" in name.lower()
            context.add(
                piece, "area", Area(name, outdoor=outdoor), found.span(group), "en:area-name"
            )
