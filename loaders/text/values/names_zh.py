"""Names of bodies in Chinese lists: items between 、 and 和, without the words around them."""

from __future__ import annotations

import re

from .names import SHORTEST, Known, Range

__all__ = ["chinese_items"]

_BODY_END = (
    "部|委|局|厅|院|会|署|行|社|府|司|集团|大学|学院|学校|中心|联盟|馆|所|组织|办|办公室|台|站|"
    "处|室|省|市|区|"
    "国|盟|网|报|协|联|工商联|理事会|基金|企业|股份|银行|学会|商会|协会|总会|联合会|委员会|管委会"
)

_ENDS_ZH = re.compile(rf"(?:{_BODY_END})(?:\([^)]*\))?$")

_SPLIT_ZH = re.compile(r"[、,;]|以及|和|与|及|暨")

_ITEM_END = re.compile(
    r"等(?:\d+|[一二三四五六七八九十多几]+)?(?:家|个|多家)?(?:单位|部门|机构|部委|国家|"
    r"企业)?(?:共同|联合)?$"
)

_LEAD_ZH = re.compile(
    r"^(?:由|经|是|为|有|包括|分别为|分别是|:|还有|另有|也有|及|以及|和|与|共同|联合(?!国)|"
    r"其中|除了?)+"
)

_TAIL_ZH = re.compile(
    r"(?:共同|联合|负责|分别|一起|等|携手|主要|牵头|正式|批准|协同|作为|担任|之?外|分别作为|具体)+$"
)


def chinese_items(text: str, start: int, end: int, known: Known) -> list[Range]:
    """Names of a list that fills `start` to `end`."""
    items, left = [], start
    for found in _SPLIT_ZH.finditer(text, start, end):
        if (
            known.covering(found.start())
            or known.covering(found.end())
            or _in_brackets(text, left, found.start())
        ):
            continue
        if found[0] in ("和", "与", "及", "暨") and not _ENDS_ZH.search(text[left : found.start()]):
            continue
        items.append((left, found.start()))
        left = found.end()
    items.append((left, end))
    trimmed = (_trimmed_zh(text, *item) for item in items)
    return [item for item in trimmed if item[1] - item[0] >= SHORTEST]


def _in_brackets(text: str, start: int, place: int) -> bool:
    part = text[start:place]
    return part.count("(") > part.count(")")


def _trimmed_zh(text: str, start: int, end: int) -> Range:
    lead = _LEAD_ZH.match(text[start:end])
    start += lead.end() if lead else 0
    part = text[start:end].strip(" “”\n:")
    start = text.index(part, start) if part else start
    part = _ITEM_END.sub("", part)
    part = _TAIL_ZH.sub("", part)
    return start, start + len(part)
