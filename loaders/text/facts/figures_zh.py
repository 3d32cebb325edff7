"""Figures in Chinese: what a number counts, by the noun before or behind its measure word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..extraction import Deal, Figure
from ..rules import lexicon
from ..values.number import Number
from .areas import area_of
from .context import Context, Piece, Target
from .counts_zh import Reading, clause_of, counted, is_number_of_something, region
from .targets import edition_before

__all__ = ["read_figures_zh"]

Range = tuple[int, int]
_MONEY = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP")
_RULE = "zh:figure"


def read_figures_zh(context: Context, piece: Piece) -> None:
    """Add the statistics of one Chinese sentence."""
    planned = _is_planned(context, piece)
    for item in _readings(context, piece):
        scope, as_of = _scope(context, piece, item.number)
        target = None
        if scope == "edition" and _is_ignored(context, piece, item.number):
            target = _last_year(context, piece, item.number)
            if target is None:
                continue
        ahead = bool(re.search(r"预计|有望|预期|拟邀|拟请", clause_of(piece.text, item.number)))
        figure = Figure(
            item.what,
            item.number.value,
            item.unit,
            _bound(piece.text, item.number),
            scope,
            as_of,
            item.qualifier,
            (planned or ahead) and scope == "edition" and target is None,
            _converted(piece, item.number),
        )
        context.add(piece, "statistic", figure, item.where, _RULE, target=target)


def _readings(context: Context, piece: Piece) -> Iterator[Reading]:
    for place, number in enumerate(piece.numbers):
        if _is_change(piece.text, number):
            continue
        if number.unit in _MONEY:
            found = _money(context, piece, number)
        elif number.unit == "m2":
            found = _area(piece, number)
        elif number.unit or is_number_of_something(piece.text, number):
            found = None
        else:
            found = counted(context, piece, place)
        if found:
            yield found


# -- what is no figure of the edition

_CHANGE = re.compile(
    r"(?:增加|增长|扩大|提升|减少|下降|上升|提高|增幅|增至原来|多出|多了|增|涨|高出|净增|"
    r"新增面积)(?:了|约|近|超|逾|达|为)*$"
)


def _is_change(text: str, number: Number) -> bool:
    """A difference: 比上届增加2万平方米."""
    return bool(_CHANGE.search(text[max(0, number.digits - 8) : number.digits]))


_EARLIER = re.compile(
    r"去年|上届|上一届|往年|同比|较.{0,4}届|比.{0,4}届|首届(?=[^,。]{0,6}(?:的|时|只|仅))"
)
_YEAR = re.compile(
    r"(?<!\d)(20[012]\d)(?!\d)(?!年中国)(?!多|余|[个名家位项件场款台种人元万亿届套平米])"
)


def _is_ignored(context: Context, piece: Piece, number: Number) -> bool:
    """Whether a figure is said of an earlier edition."""
    clause = clause_of(piece.text, number)
    target = piece.target
    if target is context.main and _EARLIER.search(clause):
        return True
    if target is None or target.year is None:
        return False
    years = [int(year) for year in _YEAR.findall(clause)]
    return bool(years) and all(year < target.year for year in years)


_LAST_YEAR = re.compile(r"^(?:而)?(?:去年|上年)(?!同期|同比|底|末|以来|全年|年底|上半年|增)")


def _last_year(context: Context, piece: Piece, number: Number) -> Target | None:
    """The edition before, where a clause tells a figure of it: 去年大会签约项目35个."""
    if piece.target is not context.main or not _LAST_YEAR.match(clause_of(piece.text, number)):
        return None
    return edition_before(context)


# -- sums and areas

_NEAR_BEFORE, _NEAR_AFTER = 40, 24
_THRESHOLD = re.compile(
    r"(?:以上|以下|及以上|级)的?(?!$|[,。;])|(?:级)?的?(?:重大|大|签约|"
    r"以上)?项目(?:有|共|达|约|近|超)?\d"
)
_OF_ONE = re.compile(
    r"(?:一期|二期|首期|该项目|单个|单笔|每个|平均|每|注册资本|基金规模|单项目|起步价|售价|价值|"
    r"价格|售)[^,。;]{0,8}$"
)


def _money(context: Context, piece: Piece, number: Number) -> Reading | None:
    text, words = piece.text, lexicon("zh", "money")
    near = text[max(0, number.start - _NEAR_BEFORE) : number.end + _NEAR_AFTER]
    after = text[number.end : number.end + 10]
    if _THRESHOLD.match(after) or _OF_ONE.search(text[: number.start]):
        return None
    if any(word in near for word in words["none"]) or "预算" in text:
        return None
    where = (number.start, number.end)
    what = _nearest(text, number, words)
    of_projects = context.counted and context.counted[0] == "signed projects"
    if what is None and of_projects and re.search(r"[个项],[^,。]{0,4}$", text[: number.start]):
        what = "investment"
    if what is None or _is_worth(piece, number):
        return None
    return Reading(number, what, number.unit, where, region(piece) or _sum_of_part(text, number))


def _is_worth(piece: Piece, number: Number) -> bool:
    """Whether a sum was read as what one agreement of this sentence is worth."""
    facts = piece.target.facts if piece.target else []
    deals = [f.value for f in facts[-4:] if isinstance(f.value, Deal) and f.value.amount]
    return any(deal.amount and deal.amount[:2] == (number.value, number.unit) for deal in deals)


def _nearest(text: str, number: Number, words: dict[str, list[str]]) -> str | None:
    """deals or investment, by the nearest word of either in the sentence; deals win in a clause."""
    clause_start = max(text.rfind(mark, 0, number.start) for mark in ",;。:") + 1
    clause = text[clause_start : number.end + 12]
    if any(word in clause for word in words["deals"]):
        return "deals"
    if any(word in clause for word in words["investment"]):
        return "investment"
    best: tuple[int, str] | None = None
    for what in ("investment", "deals"):
        for word in words[what]:
            at = text.rfind(word, 0, number.start)
            if at < 0 and (at := text.find(word, number.end)) < 0:
                continue
            best = min(best or (10**6, what), (abs(at - number.start), what))
    return best[1] if best else None


def _sum_of_part(text: str, number: Number) -> str | None:
    found = re.search(
        r"其中,?([^,。;\d]{2,12}?)(?:投资|金额|总|成交|签约)[^,。;]{0,6}$", text[: number.start]
    )
    return found[1] if found else None


_NOT_SHOWN = re.compile(
    r"厂房|建筑面积|绿地|产业园|仓库|林地|农田|住宅|楼宇|规划用地|屏|用地|种植|水域"
)
_OF_HALL = re.compile(
    r"(?:(?<!展)馆|专区|(?<=[\u4e00-\u9fff]{4})展区)(?:的)?(?:展览|"
    r"总)?面积[^,。;]{0,6}(?:,?[^,。;]{0,8}(?:增|扩)[^,。;]{0,3})?$"
)
_SIDE = re.compile(
    r"(室内|室外|户外|国际|国内|境外|线下|企业展|国家展|专业展|市场化)[^,。;、]{0,8}$"
)


def _area(piece: Piece, number: Number) -> Reading | None:
    clause = clause_of(piece.text, number)
    if area_of(piece, number) or _NOT_SHOWN.search(clause):
        return None
    if _OF_HALL.search(piece.text[: number.start]) and not re.search("[展大]会|本届", clause):
        return None
    if number.value < 1000 and not re.search("总|大会|展览面积|展会|本届", clause):
        return None
    side = _SIDE.search(piece.text[max(0, number.start - 14) : number.start])
    where = (number.start, number.end)
    return Reading(number, "area", "m2", where, side[1] if side else None)


# -- bounds, scopes

_AT_LEAST = re.compile(r"^[个家名项场件人次种款台位多余]{0,3}(?:以上|之上|开外)")
_ABOUT = re.compile(r"^[个家名项场件人次种款台位]{0,3}(?:左右|上下)")


def _bound(text: str, number: Number) -> str:
    after = text[number.end : number.end + 6]
    if number.bound in ("exact", "up to") and _AT_LEAST.match(after):
        return "at least"
    return "about" if number.bound == "exact" and _ABOUT.match(after) else number.bound


_OVER_EDITIONS = re.compile(
    r"(?:前|过去|已(?:经|连续)?(?:成功)?(?:连续)?(?:举办|办|走过)了?|"
    r"连续(?:成功)?(?:举办|办)了?|此前|往届|近)"
    r"[\d一二三四五六七八九十两]+(?:届|年)|历届(?:大会|展会)?[^,。]{0,4}(?:累计|共|"
    r"总)|往届(?:累计|共)|(?<![第\d])[二两三四五六七八九十\d]+届(?:大会|"
    r"展会)?(?:以来)?,?(?:累计|共)|"
    r"(?<!今年)(?<!开幕)(?<!开放)(?<!筹备)(?<!启动)以来|"
    r"[\d一二三四五六七八九十]+年(?:来|间)|多年来|迄今(?:已|累计)|创办至今|至今已"
)
_NOW = re.compile(r"本届|今年的?(?:大会|展会|博览会)|此次")


def _scope(context: Context, piece: Piece, number: Number) -> tuple[str, str | None]:
    text = piece.text
    found = _OVER_EDITIONS.search(text)
    if not found or found.start() > number.end + 12 or _NOW.search(text, found.end(), number.start):
        return "edition", None
    if "累计" not in text and re.search(r"[。;]", text[found.end() : number.start]):
        return "edition", None
    years = [int(year) for year in re.findall(r"(?<!\d)(20[0-4]\d)(?=年)", text)]
    since = re.search(r"自?(20\d\d)年.{0,14}(?:以来|至今)", text)
    years = [year for year in years if not since or year != int(since[1])]
    published = context.heading.published
    return "cumulative", str(max(years)) if years else (published[:4] if published else None)


def _is_planned(context: Context, piece: Piece) -> bool:
    """Whether the edition had not begun on the day of the report."""
    assert piece.target
    published = context.heading.published
    start = next((f.value for f in piece.target.facts if f.relation == "start"), None)
    return bool(published) and isinstance(start, str) and start > str(published)


def _converted(piece: Piece, number: Number) -> str | None:
    """The unit of the figure before the brackets in which a figure is restated."""
    before = piece.text[: number.start]
    if number.unit not in _MONEY or before.count("(") <= before.count(")"):
        return None
    first = [other for other in piece.numbers if other.end <= number.start and other.unit in _MONEY]
    return first[-1].unit if first else None
