"""When in Chinese: which day opens or closes an edition, and how long it is."""

from __future__ import annotations

import re

from ..values.days import Date
from .context import Context, Piece

__all__ = [
    "DURATION",
    "closing_reference",
    "day_before",
    "is_about_edition",
    "side",
]

Range = tuple[int, int]

_OPEN = re.compile(
    r"开幕|揭幕|启幕|举办|举行|召开|拉开(?:了)?(?:大|帷|序)?幕|拉开帷幕|揭开(?:序幕|帷幕|"
    r"面纱)|开启|开始|启动|登场|"
    r"开展(?!了|各|系)|亮相|如约而至|开馆|迎客|开锣|鸣锣|启程|举办地|开门迎|起(?:在|于|至|一连)"
)
_CLOSE = re.compile(
    r"闭幕|落幕|落下帷幕|落下了帷幕|结束|收官|谢幕|圆满|收幕|收槌|画上句号|拉下帷幕|降下帷幕"
)
_UNTIL = re.compile(
    r"(?:会期|展期|持续|延续|进行|将|一直|展出|开放|举行|举办|为期\S{1,4}),?(?:到|至)$|至$|到$"
)
_NOT_BEFORE = re.compile(
    r"签约|签署|新闻发布会|发布会|消息|记者|讯|电$|获悉|印发|报名|成果新闻|布展|截至|截止|成立|批准|"
    r"原定|原计划|推迟|"
    r"发表于|发布时间|更新|早在|进馆|报道|此前|从$(?<!拟从)"
)
_AFTER = re.compile(
    r"(?:电|讯|消息|,?记者|从|召开新闻|(?:上午|下午|晚)?,?(?:记者|商务部|国新办|据悉|"
    r"获悉)|以来|前|起报名)"
)
# What else opens on a day: not the edition.
_OTHER = re.compile(
    r"新闻(?:发布|通气|吹风)|发布会|通气会|吹风会|推介会|启动仪式|签约仪式|签约|倒计时|座谈会|动员|"
    r"预备会|筹备|"
    r"路演|研讨会|对接会|分论坛|平行论坛|主旨论坛|颁奖|展区(?:在|正式)|首批展品|晚宴|招商|说明会|"
    r"大赛|比赛|专场"
)
_PUBLIC = re.compile(
    r"(?:为|是|设为|作为|定为|系|,|\()*(?:社会)?(?:公众|专业观众|专业客商|市民|大众|媒体|"
    r"布展|撤展|普通观众|专业)(?:开放日?|参观日?|日|观展日?|期|时间)"
    r"|(?:面向|向|对)(?:公众|市民|社会|普通观众|专业观众|专业)"
)
_PERIOD_BEFORE = re.compile(
    r"(?:开放日|观众日|布展|撤展|报名|公众|第[一二三123]期|申报|征集|预约|售票|一期|二期|"
    r"三期)(?:时间)?(?:为|是|:|在|于|从|,)*$"
)

DURATION = re.compile(
    r"(?:为期|会期|展期|历时|持续|一连(?:举行|举办)?|连续|共|用时)(?:为|共|整整|"
    r"将为)?(?P<a>\d+|[一二两三四五六七八九十]+)(?:天|日)(?!内|时间里)|"
    r"(?P<b>\d+|[一二两三四五六七八九十]+)天(?:的)?(?:会期|展期|展会|大会|会议|时间|来|"
    r"里|盛会|博览会|,)"
)


def is_about_edition(piece: Piece, start: int, end: int) -> bool:
    """Whether a day or range is one of the edition, not of a signing, a briefing or an open day."""
    before, after = _clause_before(piece.text, start), piece.text[end : end + 16]
    if _NOT_BEFORE.search(before) or _PERIOD_BEFORE.search(before):
        return False
    if _PUBLIC.match(after) or re.match(r"[)](?:开幕|闭幕)", after):
        return False
    found = _OPEN.search(piece.text, end, end + _REACH)
    between = piece.text[end : found.start()] if found else after
    return not _OTHER.search(between) or bool(_names_edition(piece, end, found))


def _clause_before(text: str, place: int) -> str:
    return re.split(r"[,。;:】)]", text[max(0, place - 14) : place])[-1]


def _names_edition(piece: Piece, end: int, found: re.Match[str] | None) -> bool:
    """Whether the edition itself is what stands right before the verb."""
    return found is not None and any(
        end <= m.start - piece.start and m.end - piece.start == found.start()
        for m in piece.mentions
    )


_REACH = 130


def _until_next_day(piece: Piece, date: Date) -> str:
    """What follows a day, up to the next one."""
    starts = [other.start for other in piece.dates] + [item.start for item in piece.ranges]
    days = [start for start in starts if start >= date.end]
    return piece.text[date.end : min([date.end + _REACH, *days])]


def side(piece: Piece, date: Date) -> str | None:
    """Whether a day is the first or the last of an edition, by the verb next to it."""
    before = piece.text[max(0, date.start - 70) : date.start]
    if _NOT_BEFORE.search(_clause_before(piece.text, date.start)) or _AFTER.match(
        piece.text, date.end
    ):
        return None
    if _UNTIL.search(before):
        return "end"
    after = re.split(r"[。;]", _until_next_day(piece, date))[0]
    opening, closing = _OPEN.search(after), _CLOSE.search(after)
    if closing and (not opening or closing.start() < opening.start()):
        return None if _OTHER.search(after[: closing.start()]) else "end"
    if opening:
        return "start"
    clause = re.split(r"[,。;:]", before)[-1]
    if re.search(r"(?:闭幕|落幕)(?:时间|日期)?(?:为|是|定于|定在|于|在)?$", before):
        return "end"
    if re.search(
        r"(?:开幕|举办|举行|召开|开幕式)(?:时间|日期)?(?:为|是|定于|定在|于|在|:)$", before
    ):
        return "start"
    return "start" if re.search(r"(?:将于|定于|拟于|定在|于)$", clause) and opening else None


def closing_reference(piece: Piece) -> tuple[str, Range] | None:
    """Where *that day* stands with the verb of opening or closing: 大会当日落幕."""
    found = re.search(
        r"(?:大会|会|展|盛会)(?:于|已于|在)?(?:当日|当天)(?:[^,。;]{0,12})|"
        r"^当[日天],[^。;]{0,90}会[^。;,]{0,12}(?:开|闭|落)幕",
        piece.text,
    )
    if not found:
        return None
    if _CLOSE.search(found[0]):
        return "end", found.span()
    return ("start", found.span()) if re.search(r"开幕|启幕|揭幕", found[0]) else None


_HOLDS = re.compile(r"拉开(?:了)?(?:大|帷|序)?幕|开幕|启幕|揭幕|开展$|盛大举行|如约而至|开馆")


def day_before(context: Context, place: int) -> Date | None:
    """The day that the sentence before gives for an opening that is told without a day."""
    piece = context.pieces[place]
    found = _HOLDS.search(piece.text)
    if not place or not found or not piece.mentions:
        return None
    starts = [date.start for date in piece.dates] + [item.start for item in piece.ranges]
    if any(start < found.start() for start in starts):
        return None
    if re.search(r"将|即将|明年|前", piece.text[: found.start()]):
        return None
    former = context.pieces[place - 1]
    if former.paragraph != piece.paragraph:
        return None
    days = [date for date in former.dates if date.start < 4]
    return days[0] if days else None
