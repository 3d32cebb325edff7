"""Mentions of editions in Chinese: names with their year and number, short names and brands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..rules import lexicon
from .quantities_zh import chinese_number
from .series import Mention, known_series

__all__ = ["branded_zh", "mentions_zh"]

_STRONG_ZH = (
    r"博览会|交易会|展览会|展销会|洽谈会|展示会|工博会|进博会|消博会|服贸会|广交会|西博会|东博会|文博会|"
    r"双年展|数博会|智博会|高交会|投洽会|中博会|绿博会|世博会|(?:车展|书展|航展|"
    r"商品展)(?![览会商区台厅位馆])|糖酒会|嘉年华|(?:美食|科技|旅游|教育|婚纱|家居|"
    r"升学)博览(?![会馆中城园])|"
)
_STRONG_ZH += r"[\u4e00-\u9fff](?:博会|交会|洽会|贸会)|"
_STRONG_ZH += (
    r"[\u4e00-\u9fff](?<![发进拓扩施伸开参布办设特画会招观新])展"
    r"(?![区馆览品示位台厅商出会团开现望板项演卖销期陈])"
)

_WEAK_ZH = r"大会|论坛|峰会|年会|电影节|艺术节|时装周|设计周|活动周|产业周|科技周|博览周|投资年会"

_CHINESE = re.compile(
    r"(?:(?P<year1>20[0-4]\d)(?:年度|年)?)?[“\"]?"
    r"(?:第?(?P<ord>[\d〇一二三四五六七八九十百]+)届|(?P<first>首届))?"
    r"(?:[(\"]?(?P<year2>20[0-4]\d)[)\"]?年?)?[“\"]?"
    rf"(?P<name>(?![-·+])(?:(?!第[\d〇一二三四五六七八九十百]+届|首届|"
    rf"20[0-4]\d|(?<!华)为|(?<!数)据|"
    rf"[在由是的于将和与及对从到了把被让向以其])[\u4e00-\u9fffA-Za-z0-9·+-]|"
    rf"\([\u4e00-\u9fff]{{2,8}}\)|"
    rf"“[\u4e00-\u9fff]{{2,6}}”){{0,22}}?"
    rf"(?:(?P<strong>{_STRONG_ZH})|(?P<weak>{_WEAK_ZH})))"
    r"(?:[ (]?(?P<year3>20[0-4]\d)\)?(?=[年)”\s,。:在于将]|$))?"
    r"[”\"]?(?:[,]?\(?(?:以下|下)?(?:简称|又称|"
    r"下称)(?:为)?:?[“\"]?(?P<short>[^”\"(),。]{2,12})[”\"]?\)?|"
    r"\([“\"](?P<short2>[^”\"()]{2,12})[”\"]\)|"
    r"\((?P<short3>[A-Z][A-Za-z+&-]{1,14}|"
    r"[\u4e00-\u9fff]{1,4}会)(?: ?20\d\d)?\))?"
)

_SHORT_ZH = re.compile(r"^[\u4e00-\u9fff](?<![本展年此次])(?:博|交|洽|贸)会$")

_UNNUMBERED_ZH = re.compile(
    r"^[\u4e00-\u9fffA-Za-z()·-]{0,12}(?:国际|世界|中国|全国|全球|亚洲|工业|"
    r"进出口|消费|商品)[\u4e00-\u9fff()]{0,10}(?:博览会|交易会|展览会|洽谈会|"
    r"[^发进拓扩参]展)$"
    r"|^[\u4e00-\u9fff]{2,8}(?:工博会|车展|航展|书展|艺术展|珠宝展|电脑展|电子展|"
    r"家具展|机床展|游戏展|玩具展|美食展|礼品展|自行车展|博览会)$"
)

_HELD_ZH = (
    r"[”\")]*(?:\([^)]{1,12}\))?(?:今天|今日|昨天|昨日|\d{1,2}月|"
    r"\d{1,2}日|将|于|在|正在|上午|盛大|隆重|正式){0,3}[^,。;、]{0,14}(?:开幕|"
    r"举行|举办|闭幕|落幕|召开|启幕|收官|拉开|开展|揭幕|开锣|登场|落下|亮相)"
)

_LEAD_ZH = re.compile(
    r"^(?:.*(?:举办|举行|召开|参加|出席|迎来|聚焦|走进|亮相|参展|主办|承办|开幕|期间|今年|"
    r"去年|明年|本届|上届|下届|历届|"
    r"此次|这次|这届|该|各|每届|一届|年度|届时|作为|关于|全国性|记者|获悉|筹备|举办了|的|举行的|"
    r"搭乘|相约|探馆|直击|逛|赴|借助))"
)

_EMPTY_ZH = re.compile(
    rf"^(?:全体|本次|这个|本届|一场|首场|开幕|开闭幕|新闻发布|成果发布|发布|表彰|动员|推介|总结|"
    rf"颁奖|党代|代表|人民代表|党员|股东|职工|运动|誓师|采购商|对接|推进|签约|平行|主|分|主旨|专题|"
    rf"高峰|高端|高层|系列|产业|同期|行业|主题|技术|国际|全球|开幕式|各类|圆桌|专业|闭门|"
    rf"子)?(?:{_WEAK_ZH}|{_STRONG_ZH})$"
)


# Without one of these characters there is no name: a quick look before the pattern.
_HEADS = re.compile("[会展节周坛览华]")


def mentions_zh(text: str) -> Iterator[Mention]:
    """Mentions in a Chinese sentence whose names a pattern sees."""
    for found in _CHINESE.finditer(text) if _HEADS.search(text) else ():
        begin, end = found.span("name")
        lead = _LEAD_ZH.match(found["name"])
        if lead:
            begin += lead.end()
        name = text[begin:end]
        years = (found["year1"], found["year2"], found["year3"])
        numbered = not lead and (any(years) or found["ord"] or found["first"])
        short = found["short"] or found["short2"] or found["short3"]
        known = known_series().get(name.casefold())
        joint = text[found.start() - 1 : found.start()] == "暨" and len(name) > 5
        named = known or short or joint or name in lexicon("zh", "short_names")
        plain = _UNNUMBERED_ZH.match(name) and re.match(_HELD_ZH, text[end:])
        abbreviated = name in lexicon("zh", "short_names") or _SHORT_ZH.match(name)
        if not abbreviated and (len(name) < 3 or _EMPTY_ZH.match(name)):
            continue
        if not (numbered or named or plain):
            continue
        year = found["year3"] or (None if lead else next(filter(None, years), None))
        ordinal = 1 if found["first"] else None
        if found["ord"]:
            digits = found["ord"]
            ordinal = int(digits) if digits.isdigit() else chinese_number(digits)
        yield Mention(
            begin if lead else found.start(),
            found.end(),
            begin,
            end,
            name,
            int(year) if year else None,
            None if lead else ordinal,
            short,
            known,
            bool(found["strong"]),
        )


_BRANDED_ZH = re.compile(
    r"(?:(?P<year1>20[0-4]\d)年?的?(?:美国|德国|西班牙|英国|日本)?)?(?<![A-Za-z-])"
    r"(?P<name>(?P<latin>[A-Z][A-Za-z]{2,14}(?: (?:China|Asia|Shanghai|Messe|Europe))?|gamescom|"
    r"drupa|bauma))"
    r"(?: ?(?P<year2>20[0-4]\d|[23]\d(?=[^\d年月日%.]))(?!\d))?(?![A-Za-z-])"
)


def branded_zh(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Fairs that Chinese texts call by a Latin name: CES 2031, 2031年MWC."""
    if not re.search("[A-Za-z]{3}", text):
        return
    brands = lexicon("zh", "brands")["names"]
    for match in _BRANDED_ZH.finditer(text):
        if any(item.start < match.end() and match.start() < item.end for item in found):
            continue
        year = match["year1"] or match["year2"]
        if match["latin"] not in brands and not (
            match["year2"] and match["latin"].isupper() and len(match["year2"]) > 2
        ):
            continue
        begin, end = match.span("name")
        number = int(year) if year else None
        adjoining = next((item for item in found if item.end == match.start()), None)
        if adjoining and not adjoining.year and number:
            found.remove(adjoining)
            yield replace(adjoining, end=match.end(), year=_full(number), short=match["name"])
            continue
        yield Mention(
            match.start(),
            match.end(),
            begin,
            end,
            match["name"],
            _full(number) if number else None,
            strong=match["latin"] in brands,
        )


def _full(year: int) -> int:
    return year + 2000 if year < 100 else year
