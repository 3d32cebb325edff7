"""Where in Chinese: the venue, the town and the province of an edition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..values.gazetteer import chinese_towns, countries, places
from .context import Context, Piece

__all__ = ["country", "is_held_elsewhere", "province", "towns", "venue", "weight"]

Range = tuple[int, int]

_STRONG = (
    r"国际会展中心|会展中心|国家会议中心|会议中心|国际博览中心|博览中心|展览中心|展览馆|博览馆|会展馆|"
    r"国际展览城|会展城|展馆|"
    r"奥体中心|会议展览中心|博览城|琶洲展馆|国博中心|会议展览馆|世贸中心|科技馆|展览城|展览会馆|展览广场"
)
_WEAK = (
    r"园区|公园|岛|体育馆|体育中心|体育场|大会堂|文化中心|艺术中心|美术馆|博物馆|大剧院|图书馆|产业园|"
    r"酒店|宾馆|广场|古镇|"
    r"会议厅|国宾馆|会堂|会馆|中心|小镇|国际会议酒店|世博园|馆"
)
_VENUE = re.compile(
    rf"(?P<venue>[\u4e00-\u9fff·]{{2,16}}?(?:{_STRONG})(?:\([\u4e00-\u9fff]{{2,6}}\))?)"
    rf"|(?:在|于|地点为|设在|移师|地点:|"
    rf"会场为)"
    rf"(?P<venue2>[\u4e00-\u9fffA-Za-z0-9·]{{2,18}}?(?:{_WEAK}))"
    r"(?=(?:盛大|隆重|正式|如期|如约|同时|顺利|全面|成功|线上线下)*(?:举办|举行|召开|开幕|"
    r"拉开|启幕|开展|揭幕|亮相|登场|落幕|闭幕)|[,。]|$)"
)
_VENUE_LEAD = re.compile(
    r"^.*(?:在|于|位于|设在|地点为|走进|来到|为|是|的|首府|省会|古都|市举行的|移师|上午|下午|"
    r"今天|今日|日|届|会场)"
)
_REGION_LEAD = re.compile(
    r"(?:[\u4e00-\u9fff]{2}省)?(?:安徽|四川|广西|海南|福建|江西|山东|浙江|江苏|"
    r"湖南|湖北|河南|河北|贵州|云南|陕西|广东)?"
    r"(?:省|壮族自治区|自治区)?(?:[\u4e00-\u9fff]{2,3}市)"
)
_NO_VENUE = re.compile(
    r"^(?:主|各|本|该|新|两|三|[一二三四五六七八九十\d]+[个大座]|所有|多个|整个|国家|国际|"
    r"线上|线下|东|西|南|北|[A-Z\d]+号?)?"
    r"(?:展馆|展览馆|会展中心|会议中心|展览中心|博览中心|园区|公园|馆|中心|科技馆)$|宣传|推广|"
    r"交流中心|研究|发展中心|管理|有限|服务中心|新闻中心|媒体|数据中心|保障|交易中心|指挥"
)
_OF_BODY = re.compile(
    r"(?:管理|运营|集团|公司|有限|负责|董事|总经理|主任|副|副总|地铁|站|,记者|片区)"
)


def venue(piece: Piece) -> Range | None:
    """Where a sentence names the building or park of the edition."""
    for found in _VENUE.finditer(piece.text):
        group = "venue" if found["venue"] else "venue2"
        start, end = found.span(group)
        lead = _VENUE_LEAD.match(found[group])
        start += lead.end() if lead else 0
        start = _after_region(piece.text, start, end)
        if group == "venue2" and _is_town(piece.text[start : start + 2]) and end - start > 5:
            start += 2
        name = piece.text[start:end]
        if end - start < 3 or _NO_VENUE.search(name) or _OF_BODY.match(piece.text, end):
            continue
        if any(m.start - piece.start < end and start < m.end - piece.start for m in piece.mentions):
            continue
        before = piece.text[:start]
        if re.search(r"[一二两三四五六七八九十\d][个大座]", name) or before[-1:] == "、":
            continue
        if re.search(r"分会场[^,。;]{0,10}$|往届|曾", before[-16:]):
            continue
        if group == "venue2" and re.search(r"展区|分会场|论坛|仪式|专场|发布会|晚宴|专区", before):
            continue
        return start, end
    return None


def _after_region(text: str, start: int, end: int) -> int:
    lead = _REGION_LEAD.match(text, start, end)
    if lead:
        return lead.end() if end - lead.end() > 3 else start
    # 安徽合肥滨湖…: a province before its town, then the town before a name that stands without it
    for size in (3, 2):
        place = places().get(text[start : start + size])
        if place and place.kind == "province" and end - start > size + 3:
            return start + size
    return start


_NO_TOWN = re.compile(
    r"(?:市|省)?(?:人民政府|政府|市政府|市委|委|商务局|商务|经信|市长|高新|经济|海关|企业|大学|"
    r"日报|晚报|都市报|商报|卫视|台|籍|"
    r"馆|展区|展团|代表团|交易团|造|新闻|[^,。、在于]{0,6}(?:公司|局|委员会|协会|集团|研究院|"
    r"商会|联盟))"
)
_AT = re.compile(
    r"(?:在|于|聚首|相聚|齐聚|走进|来到|相约|落户|落地|移师|汇聚|云集|"
    r"共聚)(?:[\u4e00-\u9fff]{2,4}(?:省|"
    r"自治区))?(?:[\u4e00-\u9fff]{2,3})?$"
)
_HELD = re.compile(
    r"市?(?:盛大|隆重|正式|如期|成功)*(?:举行|举办|召开|开幕|拉开|启幕|闭幕|落幕|揭幕|收官|"
    r"落下|登场|开锣|"
    r"[^,。]{0,14}(?:会展中心|会议中心|博览中心|展览中心|展览馆|园区|公园)(?!管理|集团))"
)
_HOST = re.compile(r"[^。;]{0,16}(?:主场|东道主|举办地|举办城市|会客厅|盛会|聚光灯)")


def towns(piece: Piece) -> Iterator[Range]:
    """Names of towns in a sentence."""
    for last, length in chinese_towns().iter(piece.text):
        yield last - length + 1, last + 1


def weight(piece: Piece, start: int, end: int, speaks: bool) -> int:
    """How plainly a town is said to be the place of the edition: 0 not at all."""
    before, after = piece.text[max(0, start - 60) : start], piece.text[end : end + 30]
    if _NO_TOWN.match(after) and not re.match(r"[^,。]{0,12}(?:举行|举办|召开|开幕|闭幕)", after):
        return 0
    if any(m.start - piece.start <= start < m.end - piece.start for m in piece.mentions):
        return 0
    if speaks and (_AT.search(before) or _HELD.match(after)):
        return 3
    if re.search(r"[网社报]$", before) and re.match(r"\d", after):
        return 2
    return 1 if _HOST.match(after) or (piece.heading and speaks) else 0


_ELSEWHERE = re.compile(
    r"在(?P<place>[\u4e00-\u9fff]{2,4}?)(?:省|自治区|国际|会展|"
    r"[\u4e00-\u9fff]{0,10}(?:中心|馆|园区))[^,。;]{0,14}(?:举办|举行|"
    r"召开|开幕)|在(?P<place2>[\u4e00-\u9fff]{2,3})(?:举办|举行|召开|开幕)"
)


def is_held_elsewhere(context: Context) -> bool:
    """Whether an edition is said to be held where the dateline is not: briefings are in Peking."""
    home = context.heading.place
    for piece in context.pieces:
        if piece.target is not context.main:
            continue
        for found in _ELSEWHERE.finditer(piece.text):
            name = found["place"] or found["place2"]
            if name in places() and name != home:
                return True
    return False


_OFFICE = re.compile(
    r"(?:省|市|自治区)?(?:人民政府|政府|经|商务|外办|委|副|长|书记|主席|馆|展|代表|企业|"
    r"[^,。市在举]{0,8}(?:厅|局|办|公司|集团|大学))"
)


def province(piece: Piece, name: str) -> Range | None:
    """Where a province is named as the place: before its town, or as where it is held."""
    for found in re.finditer(re.escape(name), piece.text):
        rest = piece.text[found.end() : found.end() + 16]
        if any(
            m.start - piece.start <= found.start() < m.end - piece.start for m in piece.mentions
        ):
            continue
        lead = re.match(r"(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)?", rest)
        after = rest[lead.end() :] if lead else rest
        town = next((n for n in (3, 2, 4, 5) if _is_town(after[:n])), 0)
        if town and not _NO_TOWN.match(after[town:]):
            return found.span()
        before = piece.text[: found.start()]
        if _OFFICE.match(rest):
            continue
        if re.search(r"(?:在|于)$", before) and re.match(
            r"(?:盛大|隆重)?(?:举|召|开|拉|启)", after
        ):
            return found.span()
    return None


def country(piece: Piece, code: str) -> Range | None:
    """A country named right before a town in it: 美国拉斯维加斯."""
    for name, value in countries().items():
        if value != code or name.isascii() or name not in piece.text:
            continue
        for found in re.finditer(re.escape(name), piece.text):
            after = piece.text[found.end() : found.end() + 6]
            if any(_is_town(after[:size]) for size in (2, 3, 4, 5, 6)):
                return found.span()
    return None


def _is_town(name: str) -> bool:
    place = places().get(name)
    return place is not None and place.kind == "city"
