"""Roles in Chinese: where the list of bodies stands that a verb or a heading speaks of."""

from __future__ import annotations

import re

from ..values.gazetteer import countries, places
from .context import Context, Piece

__all__ = ["guests", "is_footer", "names_before", "names_below"]

Range = tuple[int, int]

_BORDER = re.compile(
    r"[。;!?:】\n]|(?:主办|承办|协办|指导|支持|举办|批准|执行承办)(?:单位|下|"
    r"的)?[,、;]?(?:并|且)?|(?<!自)由(?!贸)|"
    r"(?:经|在)(?=[^,。]{2,30}(?:指导|支持))"
)
_ADVERBS = re.compile(
    r"(?:共同|联合|牵头|携手|合作|一起|一同|具体|负责|分别|倾力|主要|特别|倾情|全程|首次|"
    r"等(?:单位|部门|机构|部委|\d+家\S{0,4}|多家\S{0,4})?)*$"
)
_JOINT = re.compile(r"共同|联合|携手|牵头")


def names_before(piece: Piece, cue: int, sure: bool) -> Range | None:
    """Where the list before a verb of organising begins and ends; None where there is none.

    Without 由 or another such verb before it, a list counts if it is said to act jointly or if the
    verb alone is `sure` enough.
    """
    text = piece.text
    border = None
    for found in _BORDER.finditer(text, 0, cue):
        if not piece.known.covering(found.start() + 1) and found.end() <= cue:
            border = found
    start = border.end() if border else 0
    adverbs = _ADVERBS.search(text, start, cue)
    end = adverbs.start() if adverbs else cue
    led = border is not None and border[0][0] not in "。;!?:】\n"
    if not led:
        if not sure and not _JOINT.search(text, start, cue):
            return None
        start = _last_clause(text, start, end)
    if (bracket := re.match(r"[^()]*\)", text[start:end])) is not None:  # (记者 李明)香港贸发局
        start += bracket.end()
    while start < end and text[start] in ",、 并":
        start += 1
    return (start, end) if end - start > 1 else None


def _last_clause(text: str, start: int, end: int) -> int:
    """Where the clause begins that holds a list; a list with commas is not known from a clause."""
    marks = [found.end() for found in re.finditer(r"[,\s]", text[start:end])]
    return start + marks[-1] if marks else start


_FOOTER = re.compile(
    r"ICP备|版权所有|技术支持|网站标识|公网安备|责任编辑|Copyright|联系我们|备案号"
)


def is_footer(piece: Piece) -> bool:
    """Whether a line is the foot of a web page, which names the organizer of the page."""
    return bool(_FOOTER.search(piece.text))


def names_below(context: Context, piece: Piece) -> list[Piece]:
    """The lines under a heading of a role (主办单位:), one body each, up to the next heading."""
    place = context.pieces.index(piece)
    below = []
    for line in context.pieces[place + 1 : place + 40]:
        if not line.heading or re.search(r"单位|机构|:|主办|承办|协办", line.text):
            break
        below.append(line)
    return below


_HONOUR = (
    r"(?:主宾(?:国|省市?|市|城市|州|区|国家|单位)?(?:\([省市国]\))?(?:[、和与及]主宾[国省市])?|"
    r"主题[国省]|特邀合作伙伴|特邀贵宾国|主题贵宾国|荣誉嘉宾国)"
)
_PLACES = r"[^,。;!?:“”()的]{2,60}?"
_GUESTS = tuple(
    re.compile(pattern)
    for pattern in (
        # 担任主宾国的韩国设立… / 作为主宾国的法国
        rf"(?:担任|作为|出任|身为)(?:本届|此次|今年|大会|展会|博览会|"
        rf"的)*{_HONOUR}的(?P<n>[^,。;!?:]{{2,8}})",
        # 主宾国由匈牙利担任 / 首次设立主宾国,由匈牙利担任
        rf"{_HONOUR}(?:(?:则|分别)?由|,由|,邀请|"
        rf"邀请)(?P<n>{_PLACES})(?:首次|共同|分别)*(?:担任|出任|担纲)",
        # 主宾国为老挝和匈牙利 / 主宾省市则为上海、江苏及浙江
        rf"{_HONOUR}(?:则|分别|今年|本届|也|仍)*(?:为|是|有|:|包括|-|的是|确定为|"
        rf"定为)+(?P<n>[^,。;!?:的]{{2,40}})",
        # 英国为主宾国 / 马来西亚担任本届主宾国 / 邀请法国作为主宾国
        rf"(?:^|[,;。:、\s]|邀请|由|设|请到|请来|确定|以|"
        rf",其中)(?P<n>{_PLACES})(?:首次|首度|首|分别|共同|将|受邀|应邀|获邀|再次|此次|这次|"
        rf"同时|则|今年|还|\d国|[两三四五六]国|[两三四五六\d]省|[两三四五六\d]地|等)*"
        rf"(?:担任|作为|出任|成为|任|为|是|担纲)(?:了)?(?:本届|此次|今年|这届|大会|"
        rf"博览会|展会|论坛|[\u4e00-\u9fff]{{1,6}}会|第[^,。]{{1,4}}届|的|"
        rf"首个|唯一)*{_HONOUR}",
        rf"(?P<n>[\u4e00-\u9fff]{{2,10}}?)(?:首次|共同|将|受邀|应邀|"
        rf"再次)*(?:担任|出任|作为)(?:本届|此次|今年|大会|博览会|展会|的)*{_HONOUR}",
        # 前者为…,后者为…
        r"[前后]者(?:则|分别)?(?:为|是|有)(?P<n>[^,。;!?]{2,30})",
        # 主宾国法国展区
        rf"{_HONOUR}(?P<n>[\u4e00-\u9fff]{{2,6}})",
    )
)
_NAMED = re.compile(r"^(?:它们|他们)?(?:分别|依次|即|就)(?:是|为)?(?P<n>[^,。;!?]{2,60})")


def guests(piece: Piece, before: Piece | None) -> list[Range]:
    """Countries and regions that a sentence calls guests of honour."""
    found: list[Range] = []
    if "主宾" in piece.text or re.search("主题[国省]|特邀|贵宾国|[前后]者", piece.text):
        for pattern in _GUESTS:
            for match in pattern.finditer(piece.text):
                found += _regions(piece.text, *match.span("n"))
    elif before and re.search(r"主宾[国省]", before.text) and (named := _NAMED.match(piece.text)):
        found += _regions(piece.text, *named.span("n"))
    return sorted(set(found))


def _regions(text: str, start: int, end: int) -> list[Range]:
    """Places in a list; each item has to begin with one, and little may follow it."""
    found, left = [], start
    for mark in [*re.finditer(r"[、,]|以及|[和与及]", text[start:end]), None]:
        right = start + mark.start() if mark else end
        if item := _region(text, left, right):
            found.append(item)
        left = start + mark.end() if mark else end
    return found


_LEAD = re.compile(r"^(?:.*(?:由|邀请|请|以|其中|,|为|还有|来自))?(?=..)")
_REST = re.compile(
    r"(?:省|市|自治区|壮族自治区|特别行政区|共和国|王国)?(?:[\d两三四五六]?(?:国|省|"
    r"地))?(?:首次|担任|设|展|馆|带|搭|建|举|组|将|和|等|的|也|则|携|,|$).*"
)


def _region(text: str, start: int, end: int) -> Range | None:
    while start < end and text[start] in " “”\n":
        start += 1
    lead = _LEAD.match(text[start:end])
    for first in dict.fromkeys((start, start + (lead.end() if lead else 0))):
        for size in range(min(12, end - first), 1, -1):
            name = text[first : first + size]
            known = name in countries() or (name in places())
            if known and _REST.fullmatch(text[first + size : end]):
                return first, first + size
    for first in range(start, end - 1):  # ...的桥头堡坦桑尼亚
        if text[first:end] in countries():
            return first, end
    return None
