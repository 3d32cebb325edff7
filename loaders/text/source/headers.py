"""Lines of a header: the date of publication and the source that they name."""

from __future__ import annotations

import re

from .stamps import Stamp, find_stamps
from .view import is_chinese
from .wires import LABELLED, is_paper

__all__ = ["SOURCES", "header_date", "labelled_source", "named_papers"]

_LABEL = re.compile(
    r"(?:last )?(?:updated|published|posted|released|issued|publication date|publish(?:ing)? time|"
    r"release (?:date|time)|date|time)(?: on| at)?\s?[:|]?\s?"
    r"|(?:发布|发表|更新|发稿|上传|添加|创建|文章|稿件)?(?:时间|日期)\s?:?\s?|"
    r"发布于\s?:?\s?|更新于\s?:?\s?",
    re.IGNORECASE,
)
_FIRST_LABELS = ("publish", "post", "release", "issue", "发", "时间", "日期", "date")
_CLOCK = re.compile(
    r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s?\(?(?:(?:GMT|UTC|"
    r"[ECMPBHJI][SDE]?[SK]?T)\b[+\d:]*"
    r"|(?:Eastern|Central|Pacific|Beijing|local)(?: (?:Standard|Daylight))? Time)\)?)?",
    re.IGNORECASE,
)
_DAYS = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?|星期[一二三四五六日天]", re.I)
_CREDITS = re.compile(
    r"(?:(?:责任|网络|本文|执行|值班)?(?:编辑|责编|作者|记者|校对|审核)"
    r"|(?:Web )?Editor|Author|Writer)\s?:.*"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s?:?\s?\d*.*|字号.*|"
    r"\bPrint\b.*|\bShare\b.*|分享到.*|打印.*"
)
_SEPARATORS = re.compile(r"[|·,;()\[\]【】]|\s{2,}|--")
SOURCES = [re.compile(form) for form, *_ in LABELLED]


def header_date(text: str, start: int, end: int) -> tuple[int, Stamp] | None:
    """The date of publication that a line states, with how well that is known (0 is best).

    It stands after a label, or with a clock time, or the line holds little else. Two different
    dates without a label are an event's.
    """
    stamps = [stamp for stamp in find_stamps(text, start, end) if stamp.year]
    rank = _rank(text, start, end, stamps) if stamps else None
    return None if rank is None else (rank, stamps[0])


def _rank(text: str, start: int, end: int, stamps: list[Stamp]) -> int | None:
    before = text[start : stamps[0].start]
    labels = [match[0] for match in _LABEL.finditer(before) if match.end() == len(before)]
    left = _without(text, start, end, stamps)
    small = len(left) <= 14 if is_chinese(left) else left.count(" ") < 5
    if labels and (small or not labels[-1].lower().startswith(("date", "time"))):
        return 0 if labels[-1].lower().startswith(_FIRST_LABELS) else 1
    if len({stamp.iso() for stamp in stamps}) > 1:
        return None
    clock = _CLOCK.search(text, start, end) is not None
    opens = stamps[0].start - start < 2
    return 2 if (clock and (small or opens)) or (small and len(left) < 40) else None


def _without(text: str, start: int, end: int, stamps: list[Stamp]) -> str:
    """A line without dates, clock times, labels and credits."""
    line = text[start:end]
    for stamp in reversed(stamps):
        line = f"{line[: stamp.start - start]} | {line[stamp.end - start :]}"
    for form in (_CLOCK, _CREDITS, _DAYS, _LABEL):
        line = form.sub("|", line)
    return " ".join(re.sub(r"[|:/\s]+", " ", line).split())


def labelled_source(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a line names its source after a label: ``Source: Northport Gazette``."""
    line = text[start:end]
    for form in SOURCES:
        if match := form.search(line):
            return start + match.start("name"), start + match.end("name")
    return None


def named_papers(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Papers and wires that stand by themselves in a line: ``10:00 | Northport Post``."""
    line = list(text[start:end])
    for stamp in find_stamps(text, start, end):
        line[stamp.start - start : stamp.end - start] = "|" * (stamp.end - stamp.start)
    blank = "".join(line)
    for form in (_CLOCK, _CREDITS, _DAYS, _LABEL):
        blank = form.sub(lambda match: "|" * len(match[0]), blank)
    found, place = [], 0
    for part in _SEPARATORS.split(blank):
        name = part.strip(" |:/")
        if len(name) > 1 and is_paper(name):
            at = start + blank.index(name, place)
            found.append((at, at + len(name)))
            place = at - start + len(name)
    return found
