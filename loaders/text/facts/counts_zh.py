"""What a Chinese number counts: the noun near its measure word, and the part that it is of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..rules import lexicon
from ..values.gazetteer import places
from ..values.number import Number
from .context import Context, Piece

__all__ = ["Reading", "clause_of", "counted", "is_number_of_something", "region"]

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A number with what it counts and the words that say so."""

    number: Number
    what: str
    unit: str
    where: Range
    qualifier: str | None = None


def clause_of(text: str, number: Number) -> str:
    """The clause in which a number stands."""
    first = max(0, number.start - _FAR)
    start = max((m.end() for m in _BORDER.finditer(text, first, number.start)), default=first)
    found = _BORDER.search(text, number.end, number.end + _FAR)
    return text[start : found.start() if found else number.end + _FAR]


_BORDER = re.compile(r"[,;。、(:]")
_FAR = 200  # characters: no clause is longer


_SOMETHING = re.compile(r"[强届年月日号G流带时分版期五路线分馆楼层岁部厘环世方A-Za-z]")
_PREFIXED = re.compile(r"(?:第|“十|一带|前|[A-Za-z-]|N|No\.?|东|西|十四)$")
_WORDS_COUNT = re.compile(r"[余多]?[个名位家项件场款国届种台人]")


def is_number_of_something(text: str, number: Number) -> bool:
    """Ordinals, years, models: 第20届, 500强, 2024年, 5G, 十四五, 一批."""
    digits, after = text[number.digits : number.stop], text[number.end : number.end + 2]
    if text[number.start - 1 : number.start] in ("数", "几") and digits[:1] in "十百千":
        return True
    if after[:1] == "国" and text[: number.start].endswith(
        ("东盟", "金砖", "中东欧", "上合", "欧盟")
    ):
        return True
    if _PREFIXED.search(text[max(0, number.start - 3) : number.start]):
        return True
    if _SOMETHING.match(after) or text[number.end : number.end + 1] in ("大", "首", "类", "”"):
        return True
    if text[max(0, number.start - 1) : number.start] in ("“", '"'):
        return True
    if not digits[0].isdigit() and not _WORDS_COUNT.match(after) and "千" not in digits[:1]:
        return digits[0] not in "百千万" or not after
    plain_year = re.fullmatch(r"20[0-4]\d", digits) and number.bound == "exact"
    return bool(plain_year) and not re.match(r"[个名位家项件场余多款台种人]", after)


@lru_cache(maxsize=1)
def _heads() -> tuple[re.Pattern[str], dict[str, str]]:
    measure = {noun: what for what, nouns in lexicon("zh", "counted").items() for noun in nouns}
    nouns = "|".join(re.escape(noun) for noun in sorted(measure, key=len, reverse=True))
    return re.compile(
        rf"(?:{nouns})(?<!国家(?=[馆级展队重标]))(?<!展品(?=牌))(?<!代表(?=[团处作性队]))"
    ), measure


_MEASURE_WORD = re.compile(
    r"^(?:人次|万?场次|届次|[个名位家项件场款台国套种类批人余多组支](?![才工形民])|(?:左右)?)"
)
_STOP_AFTER = re.compile(r"[,;。、:!?()]|\d(?!\d{0,3}强)")
_MOST_BEHIND, _MOST_BEFORE = 26, 22


def counted(context: Context, piece: Piece, place: int) -> Reading | None:
    """What the number at `place` among those of a piece counts, None if nothing of an edition."""
    text, number = piece.text, piece.numbers[place]
    _, measure = _heads()
    before = _limit_before(text, piece.numbers, place)
    found = _head(text, number, before)
    if found is None:
        return _part_of_last(context, piece, number, before)
    noun, where = found
    what = measure[noun]
    if noun in ("单位", "机构") and re.match(r"(?:和机构)?参展|参加展", text[where[1] :]):
        what = "exhibitors"
    again = context.counted and context.counted[0] == what and "其中" in text
    if what == "none" or not (again or _is_counted(piece, what, noun, number, where)):
        behind = where[0] == number.start or len(noun) > 1
        return None if behind else _part_of_last(context, piece, number, before)
    context.counted = (what, text[number.end : number.end + 1])
    return Reading(number, what, "count", where, _qualifier(piece, number, where, noun))


def _limit_before(text: str, numbers: list[Number], place: int) -> int:
    """End of the number before, names such as 500强 not counted."""
    for other in reversed(numbers[:place]):
        if text[other.end : other.end + 1] != "强":
            return other.end
    return 0


def _head(text: str, number: Number, before: int) -> tuple[str, Range] | None:
    heads, _ = _heads()
    unit = _MEASURE_WORD.match(text[number.end :])
    start = number.end + (unit.end() if unit else 0)
    word = unit[0] if unit else ""
    # 41个国家和地区的宾客: the noun right behind the measure word comes first.
    stop = _STOP_AFTER.search(text, start)
    end = min(stop.start() if stop else len(text), start + _MOST_BEHIND)
    found = heads.search(text, start, end)
    while found and _heads()[1][found[0]] == "none":
        later = heads.search(text, found.end(), end)
        if not later or re.search(r"[的和与及、]", text[found.end() : later.start()]):
            break
        found = later  # 家机器人企业, 场品牌活动: the last noun of a compound counts
    if found and not _belongs_to_verb(text, start, found):
        return found[0], (number.start, found.end())
    # 企业共641家, 展品多达2605件: the noun stands before.
    left = max(before, number.start - _MOST_BEFORE)
    comma = max(text.rfind(",", 0, number.start), text.rfind(";", 0, number.start))
    if number.start - comma > 5:
        left = max(left, comma + 1)
    candidates = list(heads.finditer(text, left, number.start))
    while len(candidates) > 1 and candidates[-1][0] in ("机构", "单位", "组织"):
        if text[candidates[-1].start() - 1] not in "和及、与":
            break
        candidates.pop()
    if candidates and (word or len(text[candidates[-1].end() : number.start]) < 8):
        return candidates[-1][0], (candidates[-1].start(), start)
    return ("人次", (number.start, start)) if word == "人次" else None


def _belongs_to_verb(text: str, start: int, found: re.Match[str]) -> bool:
    """观众50万人参加了活动: a noun behind another verb is not what is counted."""
    between = text[start : found.start()]
    return bool(
        re.search(r"(?:参加|出席|参与|围绕|观看|走进|到访|通过|体验|举行|举办)了?", between)
    )


_ONLINE = re.compile(
    r"(?<!线下)线上(?!线下)|在线|浏览|点击|播放|直播|话题|阅读|云上|网络|曝光|注册用户|收看"
)
_NO_PROJECT = re.compile(
    r"(?:参展|展示|展出|参赛|路演|征集|申报|推介|对接|储备|发布|科研|体验|互动|比赛|"
    r"竞赛)[^,。]{0,4}$"
)


def _is_counted(piece: Piece, what: str, noun: str, number: Number, where: Range) -> bool:
    text = piece.text
    if what in ("visitors", "guests") and _ONLINE.search(clause_of(text, number)):
        return False
    if noun == "项目" and where[0] == number.start:
        between = text[number.end : where[1] - 2]
        if _NO_PROJECT.search(between) and "签" not in text:
            return False
    if what == "exhibitors" and re.search("[与同]$", text[: number.start]):
        return False
    if what == "exhibitors" and re.search(
        r"(?:采购商|观众|客商|买家)[^,。]{0,6}来自$", text[: number.start]
    ):
        return False
    needs = lexicon("zh", "needs").get(what)
    return (
        not needs or noun in lexicon("zh", "sure")["nouns"] or any(word in text for word in needs)
    )


_PART_EDGE = " ,;。、的有为佔占达其中了共则是:属"


def _part_of_last(context: Context, piece: Piece, number: Number, before: int) -> Reading | None:
    """A count without its noun is one of those counted last: 其中制造业679个."""
    text = piece.text
    unit = text[number.end : number.end + 1]
    rest = text[number.end + 1 : number.end + 2].strip(",;。、(的")
    last = context.counted
    if rest or not unit or unit not in "个家名项件场款位种":
        return None
    heads, measure = _heads()
    topic = [m for m in heads.finditer(text, 0, number.start) if measure[m[0]] != "none"]
    if topic and re.search("其中|中,", text[topic[-1].end() : number.start]):
        last = (measure[topic[-1][0]], unit)
    if not last or unit != last[1]:
        return None
    start = max(before, number.start - 16)
    part = re.split(r"[,;。]", text[start : number.start].rstrip(_PART_EDGE))[-1].strip(_PART_EDGE)
    threshold = re.search(r"[^,;。]{0,6}$", text[:before])
    if text[before : number.start].startswith("以上") and threshold:
        part = (threshold[0] + "以上").strip(_PART_EDGE)
    return Reading(number, last[0], "count", (start, number.end + 1), part or "part")


_PART = re.compile(
    r"境外|海外|外国|国外|国际|国内|境内|专业|线上|线下|世界500强|中国500强|500强|行业龙头|"
    r"龙头|重点|央企|民营|外资|"
    r"首发|首展|首秀|首次|全球|中小|独角兽|专精特新|省外|市外|外宾|投资推介|配套|专项"
)


def _qualifier(piece: Piece, number: Number, where: Range, noun: str) -> str | None:
    """The part of the whole that a count is said of."""
    text = piece.text
    if place := region(piece):
        return place
    if where[0] >= number.start:
        between = text[number.end : where[1]].removesuffix(noun)
        between = re.sub(
            r"^[余多]?(?:场次|人次|[个名位家项件场款台套种类批人])?[余多]?", "", between
        )
    else:
        lead = re.search(r"[^,。;、:]{0,16}$", text[: where[0]])
        between = lead[0] if lead else ""
        if re.search(r"其中[^,。;]{0,2}$", text[: number.start]) and where[0] < number.start - 4:
            rest = re.match(
                r"[个名位家项件场款台种]?[为系是属于]*([^,。;]{2,10})", text[number.end :]
            )
            between = rest[1] if rest else ""
    if not _PART.search(between) and not re.search(r"其中[^,。;]{0,12}$", text[: number.start]):
        return None
    return _NO_PART.sub("", between).strip("的 ") or None


_NO_PART = re.compile(
    r"^.*(?:来自|参展|注册|邀请|吸引|入场|到场|举办|累计|其中|展出|展示|发布|覆盖|包括|迎来|"
    r"地区|国家)的?|"
    r"^(?:有|的|是|为|属于|近|约|共|了)+"
)


_PLACED = re.compile(
    r"^(?:市|省|区)?(?:共|占|代表团|交易团|展团|企业|组团|市内|的|签约|达成|有|收获|斩获|参展)"
)


def region(piece: Piece) -> str | None:
    """A town or province whose share of the edition a sentence tells."""
    start = re.match(
        r"(?:其中|会期内|期间|本次大会|此次|会上|大会期间|会展期间|展会期间|,)*", piece.text
    )
    at = start.end() if start else 0
    for size in (2, 3, 4):
        name = piece.text[at : at + size]
        if name in places() and _PLACED.match(piece.text[at + size :]):
            return None if _is_home(piece, name) else name
    return None


def _is_home(piece: Piece, name: str) -> bool:
    """Whether the edition is held in a town or province."""
    facts = piece.target.facts if piece.target else ()
    return any(fact.value == name for fact in facts if fact.relation in ("city", "province"))
