"""Exhibition areas in Chinese: lists of zones and halls, and single ones by their head word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..extraction import Area
from ..values.quantities_zh import chinese_number
from .context import Context, Piece

__all__ = ["read_areas_zh"]

Range = tuple[int, int]

_N = r"(?:[\d一二三四五六七八九十两]+)"
_KIND = r"(?:主题|专业|特色|重点|核心|专题|特装|功能|国际|品牌|综合|展览|展示|新兴|新)*"
_HEAD = (
    r"(?:展区|展馆|专区|专馆|展厅|展示馆|专题展|主题展|专业馆|主题馆|专业展|展示区|展团|"
    r"特色馆|体验区)"
)
_SOFT = r"(?:板块|版块|部分|场馆|主题|专题|片区|区域|单元|展示板块|馆|展|类)"
_CLOSER = (
    rf"(?P<closer>等?(?:共)?(?P<n>{_N})(?:个|大|类|座){_KIND}(?:{_HEAD}|{_SOFT})(?!化)|"
    rf"等{_KIND}{_HEAD}|等主题(?=展))"
)
_BACKWARD = re.compile(
    rf"(?:(?P<quotes>(?:“[^”]{{2,24}}”(?:展区|专区|馆|展)?(?:、|和|及|与|以及)?){{2,20}})|"
    rf"(?:^|"
    rf"[,。;:!?】])"
    rf"(?P<plain>[^,。;:!?、】]{{2,60}}(?:、[^,。;:!?、]{{2,30}}?)"
    rf"{{1,30}}?)){_CLOSER}"
)
_FORWARD = re.compile(
    rf"{_N}(?:个|大|座){_KIND}(?:{_HEAD}|板块|版块|部分|场馆|"
    rf"区域)(?:中)?(?:,|-)*(?:即|分别为|分别是|分别|包括|为|有|涵盖|包含|依次为|设有|"
    rf":)+(?P<list>[^。;!?:]{{4,200}})"
    r"|(?:展区|展览|展馆|展会|展示)(?:共|将|主要|"
    r"则)?由(?P<list2>[^。;!?:]{4,200}?)(?:等)?(?:\d?(?:个|"
    r"大)?(?:部分|展区))?(?:组成|构成)"
    r"|(?:展览|展示|展区|展馆|大会|博览会|展会)(?:展示)?(?:共|将|主要|则)?(?:分为|划分为|"
    r"划为|分成|分设|设|分)(?P<list3>[^。;!?:]{4,200}?)(?:等)?(?:几|多)个"
)
_SET_UP = re.compile(
    r"(?:设有|设置了?|设立了?|开设了?|分设|增设了?|新增了?|新设了?|开辟了?|打造了?|推出了?|"
    r"布设了?|规划了?|搭建了?|特设|引进了?|还有|设)(?P<list>[^。;!?:,]{3,160})"
)
_CUE = re.compile(
    r"^.*(?:设有|设置了?|设立了?|开设了?|分为|分设|增设了?|新增了?|新设了?|开辟了?|划分为|"
    r"划为|包括|涵盖|打造了?|推出了?|布设了?|规划了?|搭建了?|"
    r"特设|除|引进了?|形成了?|由|分成|聚焦|围绕|在|来自|设|分|为|有|是|:)(?=.{2}|$)"
)
_ENDS = re.compile(
    r"(?:展区|专区|专馆|展馆|馆|展厅|序厅|厅|专题展|展|体验区|展示区|活动区|板块|街区|区)$"
)
_WHOLE = re.compile(
    rf"^(?:{_N}[个大座])?(?:各大?|总|展览|全部|大会|室内外?|本届|所有|整个|等|主|分|"
    rf"主要|亮眼|精彩|各色|热门|上述|人气|两|三|多|其他|企业|参展|特装|该|这|每个?|同一?|不同|"
    rf"新|国内外|现场|专业|展示|特色|重点|线上线下)*"
    r"(?:展区|展馆|展厅|馆|专区|展|区|展台|主题展|专业展|场馆|板块|展览|会展)$"
)
_NO_AREA = re.compile(
    r"会展|博物馆|体育馆|图书馆|展览馆|领事馆|使馆|国博|开展|参展|发展|布展|观展|招展|进展|办展|自贸|"
    r"开发区|示范区|新区|高新区|经开区|园区|校区|景区|社区|城区|地区|山区|市区|保税|试验区|自治区|"
    r"合作区|"
    r"商会|协会|公司|集团|同比|增长|企业家|嘉宾|记者|观众|论坛|活动|对接|签约|发布会|搬[到进]|搭起|走进|来到|摆[在到]|\d{3,}|"
    r"大会$|博览会$|[^产]业协"
)
_NAMED = re.compile(
    r"(?P<name>(?:“[^”]{2,20}”|"
    r"[\u4e00-\u9fffA-Za-z0-9·+-]){1,22}?(?:展区|专区|专馆|主题馆|国家馆|"
    r"体验馆|体验区|展示馆|专题展|主题展|专业馆|展示区|形象馆|精品馆|成果展|特装馆|市场化展|综合展|"
    r"中国馆))(?![^,。]{0,2}工作)"
)
_BORDER = re.compile(
    r"^.*(?:举办|举行|开展|安排|设有|设置|设立|开设|增设|新增|新设|开辟|打造|推出|布设|规划|"
    r"搭建|特设|包括|还有|以及|走进|来到|亮相|位于|进入|探访|登陆|首次|今年|全新|专门|专设|升级|"
    r"优化|"
    r"期间|看到|其中|除|将|的|了|在|于|与|和|及|由|是|为|有|从|到|等|个|大|处|中(?!国|东|"
    r"医|小|部|外|欧|日|韩|非|亚|央)|内(?!蒙)|里|着|此|该|这|本|各|每|另|又|也|还|并|对|"
    r"设(?!备|计|施)|届|展会|大会|博览会|参观|逛|据悉|迎来|引进)(?=.)"
)


def read_areas_zh(context: Context, piece: Piece) -> None:
    """Add the areas that a Chinese sentence names."""
    seen: list[Range] = []
    for rule, spans in (
        ("zh:area-list", _listed(piece)),
        ("zh:area-name", _single(piece)),
    ):
        for start, end in spans:
            if any(a < end and start < b for a, b in seen) or piece.names_at(start, end):
                continue
            seen.append((start, end))
            name = re.sub('[“”「」『』"]', "", context.original(piece, start, end))
            if any(
                isinstance(f.value, Area) and f.value.name == name
                for f in (piece.target.facts if piece.target else ())
            ):
                continue
            outdoor = bool(re.search(r"室外|户外", piece.text[start:end]))
            context.add(piece, "area", Area(name, outdoor=outdoor), (start, end), rule)


def _listed(piece: Piece) -> Iterator[Range]:
    text = piece.text
    if not re.search(r"展|馆|板块|专区|版块", text):
        return
    for found in _BACKWARD.finditer(text):
        head = found["closer"]
        stated = found["n"]
        soft = not re.search(_HEAD, head)
        if soft and not re.search(r"展览|展区|展示|设|展馆|馆", text[: found.end()]):
            continue
        group = "plain" if found["plain"] else "quotes"
        if re.search(r"论坛|活动|领域|产业$|行业|议题", found[group][-8:] + head):
            continue
        start, end = found.span(group)
        yield from _items(text, start, end, _count(stated), first_cue=True)
    for found in _FORWARD.finditer(text):
        group = next(name for name in ("list", "list2", "list3") if found[name])
        start, end = found.span(group)
        stop = re.search(
            r",(?=[^、,]{0,14}(?:面积|总|在|将|为|集中|展示|吸引|其|并|此外|共|"
            r"新|每|各))|等(?=[,。]|$)",
            text[start:end],
        )
        end = start + stop.start() if stop else end
        yield from _items(text, start, end, None, first_cue=False)
    for found in _SET_UP.finditer(text):
        start, end = found.span("list")
        stop = re.search(r"等(?!级|离)", text[start:end])
        end = start + stop.start() if stop else end
        parts = list(_items(text, start, end, None, first_cue=False))
        if len(parts) > 1 and sum(
            bool(_ENDS.search(text[a:b].rstrip("”"))) for a, b in parts
        ) * 2 > len(parts):
            yield from parts


def _count(printed: str | None) -> int | None:
    if not printed:
        return None
    return int(printed) if printed.isdigit() else chinese_number(printed)


def _items(text: str, start: int, end: int, count: int | None, first_cue: bool) -> Iterator[Range]:
    """Names in a list; a conjunction parts the last two where the stated number asks for it."""
    if first_cue and (cue := _CUE.match(text[start : _first_end(text, start, end)])):
        start += cue.end()
    while end - start > 2 and text[end - 1] in "等共":
        end -= 1
    parts = _split(text, start, end)
    last = parts[-1]
    wanted = count is None or len(parts) < count
    joint = list(re.finditer(r"以及|[和及与]", text[last[0] : last[1]]))
    joint = [m for m in joint if m.start() > 1 and last[0] + m.end() < last[1] - 1]
    after_head = [m for m in joint if _ENDS.search(text[last[0] : last[0] + m.start()])]
    if joint and wanted:
        strong = [m for m in joint if m[0] in ("和", "以及")]
        mark = (after_head or strong or joint)[-1]
        if after_head or count is not None or mark[0] != "与":
            parts[-1:] = [(last[0], last[0] + mark.start()), (last[0] + mark.end(), last[1])]
    for a, b in parts:
        if item := _clean(text, a, b):
            yield item


def _first_end(text: str, start: int, end: int) -> int:
    mark = re.search(r"、|“", text[start:end])
    return start + mark.start() if mark else end


def _split(text: str, start: int, end: int) -> list[Range]:
    parts, left, depth = [], start, 0
    for at in range(start, end):
        depth += (text[at] in "“(") - (text[at] in "”)")
        if text[at] in "、," and depth == 0:
            parts.append((left, at))
            left = at + 1
        elif text[at] == "”" and text[at + 1 : at + 2] == "“":
            parts.append((left, at + 1))
            left = at + 1
    return [*parts, (left, end)]


def _clean(text: str, start: int, end: int) -> Range | None:
    lead = re.match(
        r"(?:还有|以及|并|和|与|及|既有|也有|又有|有|为|是|包括|外,|新增|新设|"
        r"[一二两三四五\d]个|、)+(?=.{2})",
        text[start:end],
    )
    start += lead.end() if lead else 0
    while end - start > 3 and text[end - 1] in "等外的":
        end -= 1
    inner = text[start:end]
    if inner.count("“") != inner.count("”"):
        return None
    if inner[:1] == "“" and inner[-1:] == "”":
        start, end = start + 1, end - 1
    name = text[start:end]
    if not 2 <= len(name) <= 26 or _WHOLE.match(name) or _NO_AREA.search(name):
        return None
    if re.search(r"[。;!?:的了]|平方米", name):
        return None
    return start, end


def _single(piece: Piece) -> Iterator[Range]:
    text = piece.text
    for found in _NAMED.finditer(text):
        start, end = found.span("name")
        head = end - 2
        quoted = text.rfind("”", start, end)
        border_end = text.rfind("“", start, end) if quoted > 0 else head
        border = _BORDER.match(text[start : border_end + 1])
        if border and start + border.end() <= border_end:
            start += border.end()
        while start < end and text[start] in "”":
            start += 1
        item = _clean(text, start, end)
        if item and re.search(rf"{_N}(?:个|大|座)$", text[: item[0]]):
            continue
        if (
            item is None
            or _WHOLE.match(text[slice(*item)])
            or (
                item[1] - item[0] < 4
                and text[item[0] : item[1]] not in ("国家馆", "中国馆", "综合展")
            )
        ):
            continue
        if text[item[0] : item[1]] in ("国家馆",) and re.match(r"展|,主宾", text[end:]):
            continue
        yield item
