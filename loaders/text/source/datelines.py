"""Datelines: the place, day and wire with which the first sentence of a release opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from .stamps import Stamp, find_stamps
from .wires import PAPER, WIRE

__all__ = ["EXAMPLES", "Dateline", "find_dateline"]

# Each form: how the line begins, then place, day (as printed) and wire that it gives.
EXAMPLES: tuple[tuple[str, str | None, str | None, str | None], ...] = (
    (
        "NORTHPORT, China, Sept. 25, 2031 /PRNewswire/ -- The",
        "NORTHPORT",
        "2031-09-25",
        "PRNewswire",
    ),
    ("NORTHPORT, Nov. 16 (Xinhua) -- The", "NORTHPORT", "--11-16", "Xinhua"),
    (
        "LAKE CITY, Calif., May 6, 2031 (GLOBE NEWSWIRE) -- A",
        "LAKE CITY",
        "2031-05-06",
        "GLOBE NEWSWIRE",
    ),
    (
        "NORTHPORT, CHINA - Media OutReach Newswire - 25 September 2031 - In",
        "NORTHPORT",
        "2031-09-25",
        "Media OutReach Newswire",
    ),
    ("NORTHPORT, China--(BUSINESS WIRE)--The", "NORTHPORT", None, "BUSINESS WIRE"),
    ("NORTHPORT (AP) - Visitors", "NORTHPORT", None, "AP"),
    ("Northport, 6 May 2031 - The fair", "Northport", "2031-05-06", None),
    ("NORTHPORT, May 6, 2031 - (ACN Newswire) - The", "NORTHPORT", "2031-05-06", "ACN Newswire"),
    ("NORTHPORT, May 6, 2031. /Lake Newsroom/. The", "NORTHPORT", "2031-05-06", "Lake Newsroom"),
    ("新华社北港9月26日电(记者林木)三百家", "北港", "--09-26", "新华社"),
    ("人民网北港2031年9月20日电 大会", "北港", "2031-09-20", "人民网"),
    ("中新网9月20日电(林木)", None, "--09-20", "中新网"),
    ("据新华社电 大会", None, None, "新华社"),
    ("(北港社记者林木海城9日电)大会", None, "---09", "北港社"),
    ("NORTHPORT, CHINA / ACCESSWIRE / May 6, 2031 / The", "NORTHPORT", "2031-05-06", "ACCESSWIRE"),
    ("俄北网LAKE.EXAMPLE北港4月30日电 据", "北港", "--04-30", "俄北网"),
    ("北港网消息:大会", None, None, "北港网"),
    ("【北港讯】大会", "北港", None, None),
    ("本报北港11月5日讯(记者 林木)", "北港", "--11-05", None),
    ("北港日报讯(通讯员林木)", None, None, "北港日报"),
    ("北港在线、北港新闻客户端讯 大会", None, None, "北港在线"),
    ("(北港20日讯)大会", "北港", "---20", None),
)

_REACH = 240  # characters in which a dateline ends
_DASH = re.compile(
    r"\s?-{2,}\s?|\s-\s?|-\s|\s/\s|(?<=[)/])-|(?<=\d):\s|(?<=\)):\s|(?<=\))\s:\s|(?<=[/)])\.\s"
)
_PLACE = re.compile(
    r"\(?\s?(?P<city>[^\W\d_][\w.'’]*(?:[ -][^\W\d_][\w.'’]*){0,4})"
    r"(?P<more>(?:\s?[,/] ?[^\W\d_][\w.' -]*){0,3})"
)
_BRACKETED = re.compile(r"[(/]\s?([A-Z][\w.'’ -]{1,28}?)\s?[)/]")
_LEFT = re.compile(r"[\s,.()/|-]*")
_CHINESE = re.compile(
    rf"[(【\[]?(?P<cited>据)?\s?(?:(?P<own>本报|本网|本刊|本台)|"
    rf"(?P<wire>{PAPER})(?:、{PAPER}|[A-Za-z.]{{2,20}})?)?\s?"
    r"(?P<reporter>(?:记者|通讯员)[\u4e00-\u9fff·、 ]{2,10}?)?"
    r"(?P<place>[\u4e00-\u9fff]{2,7}?)"
    r"?\s?(?P<day>(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日)?(?:上午|下午|"
    r"晚)?\s?"
    r"(?P<sign>专?电|[专特]讯|(?<![通资音视])讯|消息)(?P<close>[)】\]])?"
)
_REPORTER = re.compile(r"\s?(?:\([^()]{0,40}\)|:)?\s?")
_DAY = re.compile(r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says, in offsets of the view; `end` is where its sentence begins.

    `day` counts alone where neither month nor year are printed (20日电).
    """

    start: int
    end: int
    place: tuple[int, int] | None = None
    stamp: Stamp | None = None
    day: int | None = None
    wire: tuple[int, int] | None = None


def find_dateline(text: str, start: int, end: int) -> Dateline | None:
    """The dateline with which the line from `start` to `end` of a view's text opens, if it does."""
    if start < end and ("\u4e00" <= text[start] <= "\u9fff" or text[start] in "([【"):
        found = _chinese(text, start, end)
        if found:
            return found
    return _english(text, start, min(end, start + _REACH))


def _chinese(text: str, start: int, end: int) -> Dateline | None:
    match = _CHINESE.match(text, start, min(end, start + _REACH))
    if match is None or not _is_chinese_dateline(match, text, end):
        return None
    body = match.end()
    if reporter := _REPORTER.match(text, body, end):
        body = reporter.end()
    # After a reporter's name nothing shows where it ends and the place begins.
    place = match.span("place") if match["place"] and not match["reporter"] else None
    wire = match.span("wire") if match["wire"] else None
    if match["day"] is None:
        return Dateline(start, body, place, wire=wire)
    parts = _DAY.match(match["day"])
    assert parts is not None
    day, month = int(parts["day"]), int(parts["month"] or 0)
    if not month:
        return Dateline(start, body, place, day=day, wire=wire)
    year = int(parts["year"]) if parts["year"] else None
    stamp = Stamp(year, month, day, *match.span("day"))
    return Dateline(start, body, place, stamp if stamp.iso(2000) else None, wire=wire)


def _is_chinese_dateline(match: re.Match[str], text: str, end: int) -> bool:
    named = match["own"] or match["wire"]
    if match["sign"] == "消息" and (match["cited"] or not match["wire"]):
        return False  # 据新华社消息 quotes a wire within a sentence
    if match["day"]:
        return bool(named or match["place"])
    apart = match.end() >= end or text[match.end()] in " (:" or match["close"] is not None
    return apart if match["place"] else bool(named) and (apart or match["sign"] != "电")


def _english(text: str, start: int, end: int) -> Dateline | None:
    """The longest opening up to a dash that is place, day and wire and nothing else."""
    if not text[start : start + 2].strip("(")[:1].isupper():
        return None
    dashes = list(islice(_DASH.finditer(text, start, end), 6))
    if not dashes:
        return None
    stamps = find_stamps(text, start, end)
    wires = [match.span() for match in WIRE.finditer(text, start, end)]
    wires += [match.span(1) for match in _BRACKETED.finditer(text, start, end)]
    found = None
    for dash in dashes:
        found = _parsed(text, start, dash, stamps, wires) or found
    return found


def _parsed(
    text: str,
    start: int,
    dash: re.Match[str],
    stamps: list[Stamp],
    wires: list[tuple[int, int]],
) -> Dateline | None:
    stop = dash.start()
    stamp = next((stamp for stamp in stamps if stamp.end <= stop), None)
    wire = next((span for span in wires if span[1] <= stop), None)
    if stamp is None and wire is None:
        return None
    first = min(span[0] for span in (wire, (stamp.start, 0) if stamp else None) if span)
    place = _PLACE.match(text, start, first)
    if place is None or not _is_place(place):
        return None
    left = text[place.end() : stop]
    for span in ((stamp.start, stamp.end) if stamp else None, wire):
        if span:
            left = left.replace(text[span[0] : span[1]], "", 1)
    if not _LEFT.fullmatch(left):
        return None
    return Dateline(start, dash.end(), place.span("city"), stamp, wire=wire)


def _is_place(match: re.Match[str]) -> bool:
    """Whether a name opens as places do: capitals, or capitalized words before a comma."""
    words = match["city"].replace("-", " ").split()
    small = {"de", "of", "the", "do", "da", "la", "del", "al", "am", "and", "upon", "den"}
    return all(word[0].isupper() or word in small for word in words)
