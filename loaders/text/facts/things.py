"""Things: lists of exhibits, fields, areas and parts of the programme."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..extraction import Activity, Area, Exhibit, Value
from ..rules import Rule
from ..values.gazetteer import is_place
from ..values.phrases import chinese_phrases, english_phrases
from .context import Context, Piece
from .showing import add_exhibit, is_shown, without_appositions

__all__ = ["is_thing", "things"]

Found = re.Match[str]
Range = tuple[int, int]


_MADE_BY = re.compile(r"^[^,]* (?:from|by) (?:the )?[A-Z]")
_LIST_LEAD = re.compile(r"\b(?:there|where|including|such as) ")


def things(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """The items of a list, each as a value of the rule's relation."""
    relation = str(rule.options["relation"])
    items = _items(piece, rule, found, relation)
    if len(items) < int(rule.options.get("least", 1)):
        return
    if rule.language == "zh" and relation == "industry" and _ECONOMY_ZH.search(piece.text):
        return
    for item in items:
        text = context.original(piece, *item)
        if text and is_thing(text, relation):
            where = (min(found.start(), item[0]), max(found.end(), item[1]))
            if relation == "exhibit" and rule.language == "en":
                if is_shown(text):
                    add_exhibit(context, piece, item, where, rule)
                continue
            context.add(piece, relation, _VALUES[relation](text, rule), where, rule.name)


def _items(piece: Piece, rule: Rule, found: Found, relation: str) -> list[Range]:
    """Where the items stand: in the group `list`, or behind what the pattern found."""
    if "list" in found.re.groupindex:
        start, end = found.span("list")
        leads = [m.end() for m in _LIST_LEAD.finditer(piece.text, start, end)]
        start = leads[-1] if leads else start
    else:
        start, end = found.end(), len(piece.text)
    if rule.language == "zh":
        return chinese_phrases(piece.text, start, end)
    items = english_phrases(piece.text, start, end, whole=relation == "area")
    if relation != "exhibit":
        return items
    if "list" in found.re.groupindex and _MADE_BY.match(piece.text[start:end]):
        return []  # robots from Unitree and others: read with their makers
    return without_appositions(piece, items)


_PART_OF_FAIR = re.compile(
    r"\b(?:Zone|Area|Pavilion|Showcase|Hall|Forum|Summit|Park|Center|Centre)s?$"
)

_ECONOMY_ZH = re.compile(
    r"增加值|总产值|GDP|生产总值|规上|规模以上|全[省市区]的?(?:形成|拥有|工业|经济)|营业收入"
)

_NOT_THING = re.compile(
    r"^(?:\d[\d,.]*\s?\w*|.*\b(?:countries|regions|visitors|guests|companies|enterprises|"
    r"exhibitors|participants|people|"
    r"experts|leaders|officials|officials|representatives|executives|buyers|purchasers|"
    r"entrepreneurs|organizations|governments?|"
    r"percent|yuan|dollars|square met\w+|provinces|cities|"
    r"institutions|firms|municipalities)|"
    r"[一二三四五六七八九十\d多各]+[大个]?|.*(?:建设|集聚|打造|推动|推进|加强|定位).*|"
    r".*(?:国家|地区|嘉宾|企业|观众|代表|客商|采购商|展商|平方米|万元|亿元|参展商|媒体|专家|学者|"
    r"机构|部门|城市|省区市))$",
    re.IGNORECASE,
)


def is_thing(text: str, relation: str) -> bool:
    """Whether a phrase may be an exhibit, a field or an area, and not people or a figure."""
    if relation == "activity":
        return bool(_ACTIVITY.search(text)) and not re.search(r"\d|\bthan\b", text)
    if relation == "area" and re.search(r"\w (?:from|by|of|in) ", text):
        return True  # exhibitions from guest provinces and cities
    if relation == "exhibit" and _PART_OF_FAIR.search(text):
        return False
    return not _NOT_THING.match(text) and (relation == "area" or not is_place(text))


_ACTIVITY = re.compile(
    r"\b(?:ceremon(?:y|ies)|forums?|seminars?|exhibitions?|discussions?|contests?|conferences?|"
    r"releases|tours?|negotiations?|"
    r"matchmaking|signings?|talks|dialogues?|meetings?|gala|summits?|sessions?|promotions?|"
    r"competitions?|workshops?|"
    r"roadshows?|roundtables?|hackathons?|symposi\w+|launch(?:es)?|displays?|awards?|speeches|"
    r"salons?|weeks?|shows?|festival|congress|parade|party|night|live|fairs?|visits?|launch(?:es)?|"
    r"programmes?|programs?|awards?)\b"
    r"|式|论坛|活动|会$|赛$|对接|签约|发布|展$|巡馆",
    re.IGNORECASE,
)


def _area(text: str, rule: Rule) -> Area:
    return Area(text, outdoor=bool(re.search(r"outdoor|户外|室外", text, re.IGNORECASE)))


_VALUES: dict[str, Callable[[str, Rule], Value]] = {
    "exhibit": lambda text, rule: Exhibit(text, debut=bool(rule.options.get("debut"))),
    "industry": lambda text, rule: text,
    "area": _area,
    "activity": lambda text, rule: Activity(text, rule.options.get("mode")),
}
