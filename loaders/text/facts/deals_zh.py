"""Agreements in Chinese: who signed what with whom, the subject maybe a clause before."""

from __future__ import annotations

import re

from ..extraction import Deal
from ..rules import Rule
from ..values.gazetteer import countries, places
from ..values.names_zh import chinese_items
from ..values.number import Number
from .context import Context, Piece

__all__ = ["agreement_zh", "project_zh", "signing_zh"]

Range = tuple[int, int]
Found = re.Match[str]

_MONEY = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP")
_KINDS = (
    (re.compile("备忘录"), "memorandum"),
    (re.compile("采购|购销|合同|订单|大单|供货|销售|订购|购买"), "contract"),
    (re.compile("战略|合作|框架|共建"), "strategic cooperation"),
    (re.compile("协议"), "contract"),
    (re.compile("项目|投资"), "projects"),
)
_TITLE = re.compile(
    r"(?:了|一份|一项|首份|首个|新的)*(?:(?:总)?(?:价值|金额|总额)?(?:约|超|近|逾|超过)?[\d.]+"
    r"(?:万|亿)*(?:美元|欧元|元人民币|元)的?)?(?:《(?P<quote>[^》]{4,80})》|"
    r"“(?P<quote2>[^”]{4,60}(?:协议|备忘录|合同))”|"
    r"(?P<plain>[^,。;、《》“”\d]{0,26}?(?:合作协议书|协议书|协议|谅解备忘录|备忘录|"
    r"合同|意向书|订单|大单|项目(?=[,。;]|$))))"
)
_LOT = re.compile(
    r"(?:协议|合同|备忘录|订单|意向书)(?:共|达|近|超|等)?\d|(?:\d|"
    r"[多数几一二两三四五六七八九十百])+余?(?:项|个|份|单|批)[^,。;]{0,10}(?:协议|合同|"
    r"备忘录|订单)|一批|一系列|系列协议|等(?:协议|合同)|参展协议|^.{0,2}入场"
)
_WITH = re.compile(r"[与同]|和|携手|跟")
_ADVERBS = re.compile(
    r"(?:分别|共同|现场|当场|正式|成功|同日|当天|当日|首次|集中|在[^,。;]{2,16}(?:上|"
    r"期间|现场|中)|就[^,。;]{2,24}|围绕[^,。;]{2,20}|代表|双方|联合|已|将|也|还|"
    r",)+$"
)
_NOBODY = re.compile(
    r"双方|各方|投资者|企业$(?<!公司)|客商|采购商$|展商$|多家|\d|[一二两三四五六七八九十]家|"
    r"代表|我国|中方|对方|有关|相关|国内外|单位$|部门$|^.{1,6}机构$|大会|博览会|展会|本届|期间|"
    r"[在的了将把被是]|成果|项目|签约|论坛|仪式"
)
_LIST_END = re.compile(
    r"等(?:\d+|[一二两三四五六七八九十多]+)?(?:家|个|方|"
    r"地)?(?:[^,。;]{0,6}(?:企业|单位|机构|公司))?$"
)


def agreement_zh(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """One agreement for one verb of signing, with a title or a kind behind it."""
    text = piece.text
    title = _TITLE.match(text, found.end())
    if title is None or _LOT.search(text, found.start(), title.end() + 6):
        return
    start = _clause_start(text, found.start())
    parties = _parties(context, piece, start, found.start())
    group = next(name for name in ("quote", "quote2", "plain") if title[name])
    if not parties and group == "plain":
        return
    if len(parties) < 2 and title[group].endswith("项目"):
        return
    alone = len(parties) < 2 and group == "plain" and not _carried(context, piece, start)
    if alone and not _is_sure(piece, parties[0]):
        return
    printed = context.original(piece, *title.span(group))
    names = [context.original(piece, *item) for item in parties]
    if len(names) < 2 and (subject := _carried(context, piece, start)) and subject not in names:
        names.insert(0, subject)
    where = (min([found.start(), *(a for a, _ in parties)]), title.end())
    kind = next((kind for pattern, kind in _KINDS if pattern.search(printed)), None)
    deal = Deal(printed, kind, tuple(names), _worth(piece, where), is_name=group != "plain")
    context.add(piece, "agreement", deal, where, rule.name)


def _clause_start(text: str, cue: int) -> int:
    """Where the clause with the parties begins; a comma before an adverb does not part them."""
    head = text[:cue]
    if adverb := _ADVERBS.search(head):
        head = head[: adverb.start()]
    return max((m.end() for m in re.finditer(r"[,。;!?:】]", head)), default=0)


def _parties(context: Context, piece: Piece, start: int, cue: int) -> list[Range]:
    """Bodies between the beginning of a clause and its verb."""
    text = piece.text
    adverb = _ADVERBS.search(text, start, cue)
    end = adverb.start() if adverb else cue
    lead = re.match(
        r"(?:在[^,]{2,20}?(?:上|中|期间|当天)|会上|会期内|期间|现场|当天|当日|同日|"
        r"其中|此外|另外|[\u4e00-\u9fff]{0,6}仪式上|大会上|展会上|\d+日|由|并)*",
        text[start:end],
    )
    start += lead.end() if lead else 0
    borders = [m for m in _WITH.finditer(text, start, end) if not _within(piece, m)]
    spans, left = [], start
    firm = [m for m in borders if m[0] in "与同" or m[0] in ("携手", "跟")]
    for mark in firm[:1] or borders[:1]:
        spans.append((left, mark.start()))
        left = mark.end()
    spans.append((left, end))
    spans = [(a, _before_adverb(text, a, b)) for a, b in spans]
    found: list[Range] = []
    for a, b in spans:
        tail = _LIST_END.search(text, a, b)
        for item in chinese_items(text, a, tail.start() if tail else b, piece.known):
            if _is_party(piece, item):
                found.append(item)
    return found


_TAIL = re.compile(
    r"(?<=.{3})(?:拟|则|将|也|还|先后|计划|有意)?(?:在[^,]{1,12}[上中间场])?(?:拟|将)?$"
)


def _before_adverb(text: str, start: int, end: int) -> int:
    """Where a name ends that words on the time or place of signing follow: 福州市拟在会上."""
    found = _TAIL.search(text[start:end])
    return start + found.start() if found else end


def _within(piece: Piece, mark: Found) -> bool:
    """Whether a conjunction belongs to a known name: 工业和信息化部."""
    return piece.known.covering(mark.start()) is not None or bool(
        re.match(
            r"[和与](?:信息化|改革|商务|文化|旅游|城乡|国际|产业|社会|技术|科技)",
            piece.text[mark.start() :],
        )
    )


def _is_party(piece: Piece, item: Range) -> bool:
    name = piece.text[slice(*item)]
    if piece.known.at.get(item[0]) == item[1] or name in places() or name in countries():
        return True
    if any(m.name in name for m in piece.mentions):
        return False
    return 2 <= len(name) <= 30 and not _NOBODY.search(name)


_SURE = re.compile(
    r"(?:公司|集团|政府|大学|学院|研究院|委员会|管委会|协会|商会|联盟|银行|中心|.[厅局]|管委会|.{6}机构)$"
)


def _is_sure(piece: Piece, item: Range) -> bool:
    """Whether a name is plainly that of a body."""
    return piece.known.at.get(item[0]) == item[1] or bool(_SURE.search(piece.text[slice(*item)]))


def signing_zh(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """Two plain bodies that sign with one another, without a word on what."""
    parties = _parties(context, piece, _clause_start(piece.text, found.start()), found.start())
    if len(parties) < 2 or not _is_sure(piece, parties[0]):
        return
    if any(not _is_sure(piece, (a, b)) and b - a > 8 for a, b in parties):
        return
    between = piece.text[parties[0][1] : parties[-1][0]]
    if not re.search("[与同]|携手|和", between):
        return
    names = tuple(context.original(piece, *item) for item in parties)
    where = (parties[0][0], found.end())
    deal = Deal(None, None, names, _worth(piece, where))
    context.add(piece, "agreement", deal, where, rule.name)


def _carried(context: Context, piece: Piece, start: int) -> str | None:
    """The first party of the agreement just before, for 与B签署… without its subject."""
    if not re.match(r"(?:还|又|并|此外|,)*(?:与|同|和)", piece.text[start:]):
        return None
    target = piece.target
    facts = [f for f in target.facts if isinstance(f.value, Deal)] if target else []
    if not facts:
        return None
    place = context.pieces.index(piece)
    earliest = context.pieces[max(0, place - 1)].start
    last = facts[-1]
    near = last.span.start >= context.view.span(earliest, earliest + 1).start
    deal = last.value
    return deal.parties[0] if near and isinstance(deal, Deal) and deal.parties else None


def project_zh(context: Context, piece: Piece, rule: Rule, found: Found) -> None:
    """The project of one named company that is signed: 某公司年产…项目签约."""
    items = chinese_items(piece.text, *found.span("names"), piece.known)
    items = [item for item in items if _is_party(piece, item)]
    if not items:
        return
    names = tuple(context.original(piece, *item) for item in items)
    title = context.original(piece, *found.span("title"))
    where = (items[0][0], found.end())
    deal = Deal(title, "projects", names, _worth(piece, where))
    context.add(piece, "agreement", deal, where, rule.name)


def _worth(piece: Piece, where: Range) -> tuple[int, str, str] | None:
    """The sum of the agreement, if its sentence tells just one close to it."""
    money: list[Number] = [
        number
        for number in piece.numbers
        if number.unit in _MONEY and where[0] - 30 <= number.start <= where[1] + 30
    ]
    return (money[0].value, money[0].unit, money[0].bound) if len(money) == 1 else None
