"""The programme in Chinese: parts named by their head word, and lists of what is held."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..extraction import Activity
from .context import Context, Piece

__all__ = ["read_program_zh"]

Range = tuple[int, int]

_HEAD = re.compile(
    r"开幕式|闭幕式|开幕大会|闭幕大会|开幕晚会|开幕晚宴|欢迎晚宴|招待晚宴|欢迎会|欢迎酒会|招待会|答谢会|"
    r"巡馆巡展|巡馆|巡展|主旨论坛|平行论坛|高峰论坛|高端论坛|高层论坛|分论坛|专题论坛|主论坛|"
    r"论坛(?!会议)|"
    r"峰会(?!议)"
    r"|研讨会|推介会|对接会|交流会|洽谈会|说明会|发布会|座谈会|恳谈会|对话会|见面会|宣讲会|签约仪式|"
    r"颁奖仪式|颁奖典礼|启动仪式|揭牌仪式|专场签约|项目签约(?!仪式)|协议签约(?!仪式)|"
    r"集中签约(?!仪式|项目|活动|\d|了|金额)|采购商大会|圆桌会议|圆桌会|圆桌对话|"
    r"圆桌|闭门会议|闭门会|沙龙|大赛(?!道)|挑战赛|邀请赛|锦标赛|创新赛|竞赛|路演|项目对接|"
    r"供需对接(?!项目)"
    r"|产销对接|专题活动|配套活动|同期活动|主题活动|专项活动|推介活动|发布活动|对接活动|交流活动|"
    r"贸易促进活动|促进活动|体验活动|"
    r"主宾国活动|主宾省活动|权威发布|线上展会|"
    r"(?<!的)(?<![\u4e00-\u9fff]会)展览展示(?!量|面积|亮点|精彩|的|内容|规模|"
    r"方面)|项目推介|首发首秀活动|新品发布|成果发布(?!会|方面|环节)|主旨演讲|主题演讲|之夜|开放日|"
    r"专场(?!推介|签约|对接|发布|活动|论坛|推广|[\u4e00-\u9fff]{0,4}会)|音乐会|"
    r"灯光秀|无人机表演|招聘会|展演|工作坊|训练营"
)
_BORDER = re.compile(
    r".*(?:"
    r"举办|举行|开展|召开|组织|安排|设置|包括|还有|以及|期间|并|和|与|及|有(?!色|机|限)|了|"
    r"的|场次|(?<!市)场|将|在|于|等(?!级)|同时|同期举行|之外|届|名为|参加|出席|其中|"
    r"(?<!华)为|共(?!和|享|建|同)|推出|涵盖|包含|如|含|上(?!海|虞|饶|市)|暨|项(?!目)|"
    r"[,。;、:!?(){}<>《》【】 \n\d]|中(?!国|医|东|小|部|央|外|欧|日|韩|非|亚|华|心)|进行|"
    r"迎来|为期|重头戏|另|首次|一系列|系列|各类|多场|次|该|(?<!日)本(?!土)|就(?!业)|是|"
    r"(?<!自)由|对(?!外|话|接|口)|从|到|即|此|当天|当日|当晚|上午|下午|外|还|又|,"
    r")"
)
_NOT = re.compile(
    r"^(?:新闻发布会|成果发布会|成果新闻发布会|记者发布会|论坛|峰会|座谈会|发布会|大赛|比赛|沙龙|"
    r"对接会|交流会|洽谈会|说明会|活动|路演|竞赛|专场|之夜|音乐会|招聘会|见面会|圆桌|推介会|研讨会|"
    r"专业论坛|大会论坛|本次论坛|举行的论坛|多场论坛|场论坛|系列论坛)$"
)
_MOST = 18
_COUNTED_BEFORE = re.compile(
    r"(?:\d+|[数多几十百]|一系列|系列|各类|多)(?:余|多)?(?:场次?|项|个|次)?(?:重点|"
    r"重要|重大|各类|各种)*$"
)
_COUNTED_AFTER = re.compile(r"^(?:合计|共计?|总计|达|近|超|约)*\d+(?:余|多)?(?:场|项|个|次)|^\d")


def read_program_zh(context: Context, piece: Piece) -> None:
    """Add the parts of the programme that a Chinese sentence names."""
    taken: list[Range] = []
    if re.search(r"新闻发布会|通气会|吹风会", piece.text) and len(piece.text) < 30:
        return
    listed = list(_listed(piece))
    for start, end in (*listed, *_merged(piece, list(_headed(piece)))):
        name = context.original(piece, start, end)
        name = re.sub('[“”「」『』"]', "", name)
        if any(a < end and start < b for a, b in taken) or (
            piece.names_at(start, end)
            and ((start, end) not in listed or _names_main(context, piece, start, end))
        ):
            continue
        taken.append((start, end))
        context.add(piece, "activity", Activity(name), (start, end), "zh:program")


def _names_main(context: Context, piece: Piece, start: int, end: int) -> bool:
    """Whether the series that a text is about is named between `start` and `end`."""
    main = context.main
    inside = [m for m in piece.mentions if start <= m.start - piece.start < end]
    return main is not None and any(m.name == main.mention.name for m in inside)


def _headed(piece: Piece) -> Iterator[Range]:
    """Parts named by their last word, with what describes them."""
    text, taken = piece.text, 0
    for found in _HEAD.finditer(text):
        start, end = max(taken, found.start() - _MOST), found.end()
        border = _BORDER.match(text[start : found.start()])
        start += border.end() if border else 0
        while start < end and text[start] in '“”"':
            start += 1
        start = max(
            [
                start,
                *(
                    m.end - piece.start
                    for m in piece.mentions
                    if m.end - piece.start <= found.start()
                ),
            ]
        )
        if lead := re.match(r"[个项场家次](?:重大|重点)?(?=..)", text[start:end]):
            start += lead.end() if text[start - 1 : start].isdigit() else 0
        if re.match(r"(?:本次|本届)?大会(?=开幕|闭幕)", text[start:end]):
            start = found.start()
        name = text[start:end].replace("”", "").replace("“", "")
        if _NOT.match(name) or "新闻发布" in text[max(0, start - 6) : end]:
            continue
        if re.search(r"(?<![与较比])(?:往届|去年|上届)(?!相比)", text[:start]) or re.match(
            r"(?:负责人|组委会|主席|上获悉)", text[end:]
        ):
            continue
        counted = _COUNTED_BEFORE.search(text[max(0, start - 8) : start]) or _COUNTED_AFTER.match(
            text[end:]
        )
        if name.endswith(("活动", "签约")) and counted:
            continue
        taken = end
        yield start, end


_CEREMONY = re.compile(r"开幕|闭幕|主旨论坛|欢迎")


def _merged(piece: Piece, found: list[Range]) -> list[Range]:
    """A说明会暨B签约仪式 is one part; an opening that is at the same time a forum is two."""
    merged: list[Range] = []
    for start, end in found:
        if (
            merged
            and piece.text[merged[-1][1] : start] == "暨"
            and not _CEREMONY.search(piece.text[slice(*merged[-1])])
        ):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


_LISTS = (
    re.compile(
        r"(?:活动|议程|日程|内容)(?:共|主要|将)?(?:分为?|划分为|包括|涵盖|"
        r"包含)(?:[\d一二三四五六七八九十]+(?:大)?(?:类|项|个|部分|板块|"
        r"场)?)?[,:]?(?P<list>[^。;!?:]{4,200})"
    ),
    re.compile(
        r"(?:举办|举行|开展|组织|安排|推出|策划|将有|设有|设置|包括|涵盖|聚焦)(?:了|"
        r"有)?(?P<list>[^。;!?:,]{4,160})等(?:形式多样|丰富多彩|多种|内容丰富|"
        r"一系列)?的?(?:系列|线上|线下|云上|网上|多场|多项|配套|各类|重点|重要|主题|"
        r"[\d一二三四五六七八九十百多余]+(?:场|项|个)(?:次)?)*(?:活动|赛事|会议|环节|"
        r"日程)"
    ),
    re.compile(
        r"(?:活动|"
        r"会期)[^。;!?:]{0,12},(?P<list>[^。;!?:,]{4,120})"
        r"等?(?:位列其中|名列其中|轮番举行|陆续举行|先后举行|依次举行|轮番登场|陆续登场)"
    ),
    re.compile(
        r"除(?:了)"
        r"?[^。;!?:,]{2,40}外,(?:还有|还将举办|还举办了?|另有|还设有|还将有|还安排了?|"
        r"还)(?P<list>[^。;!?:,]{2,80})"
    ),
    re.compile(r"为(?:社会)?(?P<list>公众开放日|专业观众日|市民开放日|公众日)"),
)
_PARTING = re.compile(r"、|以及|[和及](?=[^、,]{2,})")
_NO_PART = re.compile(
    r"\d|家$|名$|企业$|嘉宾|观众|采购商$|代表|展区|专区|领域|产业$|行业$|国家|地区|等$|的|"
    r"[了将在]|平方米|组织$|机构$|部门$|展馆|主题馆|博览会$|展览会$|交易会$|[部委局院府]$|"
    r"技术$|产品$|展品"
)


def _listed(piece: Piece) -> Iterator[Range]:
    """Parts in a list that is said to be one of activities, whatever their last word."""
    for pattern in _LISTS:
        for found in pattern.finditer(piece.text):
            start, end = found.span("list")
            items = list(_items(piece.text, start, end))
            yield from items


def _items(text: str, start: int, end: int) -> Iterator[Range]:
    left = start
    for mark in [*_PARTING.finditer(text, start, end), None]:
        right = mark.start() if mark else end
        a, b = left, right
        left = mark.end() if mark else end
        lead = re.match(
            r"(?:还有|以及|并|和|与|及|有|一系列|系列|各类|举办|了|多场|:|,)+(?=..)", text[a:b]
        )
        a += lead.end() if lead else 0
        if (tail := re.search(r"等(?:[^、]{0,6})$", text[a:b])) and tail.start() > 1:
            b = a + tail.start()
        while a < b and text[a] in '“”" ':
            a += 1
        while a < b and text[b - 1] in '”" ':
            b -= 1
        name = text[a:b].replace("”", "").replace("“", "")
        if 2 <= len(name) <= 20 and not _NO_PART.search(name) and not _NOT.match(name):
            yield a, b
