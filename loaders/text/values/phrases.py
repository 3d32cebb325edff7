"""Phrases: the items of a list of things (exhibits, fields, areas, parts of a programme)."""

from __future__ import annotations

import re

__all__ = ["chinese_phrases", "english_phrases"]

Range = tuple[int, int]

_STOP_EN = re.compile(
    r"[.;:!?](?=\s|$)|\s-\s|,?\s(?:and|while|but)\s(?-i:[A-Z])[\w&]*(?:\s(?-i:[A-Z])\w*)*\s(?:is|"
    r"are|was|were|will|has|have|had|\w+ed|shows?|brings?|brought|took|gave|held)\s|,?\s(?:and|"
    r"or)\s(?:much\s|many\s)?more\b|,\s\w+ed\sby\b|,\s(?:both|each of|making|billed|which|who|"
    r"whose|where|while|giving|making|offering|drawing|attracting|"
    r"reflecting|showing|providing|covering|marking|all|each|to name|in all|in a bid|according|"
    r"as the|"
    r"with the aim|aimed|aiming|told|said|were|was|will|has|have|had|is|are|they|it|he|she|this|"
    r"these|"
    r"there|among others|the (?:organi[sz]ers|company|firm|exhibition|event|expo|fair|"
    r"convention)\b)\b"
    r"|\s(?:that|which|who|whose|where|are|is|were|was|will|has|have|had|can|could|would|should|"
    r"may|"
    r"told|took|take|takes|made|make|makes|gave|give|gives|attracted|drew|stood|stands|told|became|"
    r"become|said|says|when|while|because|so that|in order|according|among the)\s",
    re.IGNORECASE,
)
# A ferry that does 95 km per hour, a crane: what only describes an item, up to the next comma.
_RELATIVE_EN = re.compile(
    r"\s(?:that|which|who|whose|on which|in which)\s(?:(?!,|;|\.\s|\.$|\sand\s(?:an?|"
    r"the)\s).)+(?=,?\s(?:and\s)?(?:an?|the|its|\d|[a-z]+\s\w+(?:,|\sand))\b|$)",
)
_SPLIT_EN = re.compile(
    r"\s*(?:(?<!\d),|,(?!\d{3})|;)\s*(?:(?:and|or|as well as|along with|"
    r"plus|not to mention|last but not least|"
    r"even)\b,?\s*)?"
    r"|\s+(?:and|or|as well as|along with|together with|alongside|plus)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_LEAD_EN = re.compile(
    r"^(?:(?:more\sthan\s\d[\d,]*|(?:over|some|nearly|about)\s\d[\d,]*|\d[\d,]*(?!\s(?:[kcm]?m|km/h|k?g|[kMG]?W|tons?|tonnes?|hp|inch|square|"
    r"litres?|kilomet\w+|met(?:er|re)s?|degrees?|volts?)\b)|newest|latest|the|a|an|its|their|our|various|several|many|some|other|more|"
    r"all|new(?!\s(?:materials?|energy|displays?|home|generation|media|retail|quality|industrial|"
    r"productive|drugs?|infrastructure|type))|latest|such as|like|"
    r"including|namely|also|both|even|from|of|in|for|a range of|a variety of|an array of|"
    r"a series of|"
    r"a number of|a host of|a string of|types of|kinds of|displays? of|exhibitions? of|two|three|"
    r"four|five|"
    r"last but not least|"
    r"as|be it|everything|cutting-edge|advanced|innovative|so-called|country's|world's|first|"
    r"with|products|technologies)\s+)+",
    re.IGNORECASE,
)
_TAIL_EN = re.compile(
    r"\s(?:with|from|in|at|during|by|on|to|for (?:the|this|its|their|visitors|sale|more|people|"
    r"those|all|use|an?|\d)|used|developed|shown|displayed|presented|brought|exhibited|designed|"
    r"made|featuring|equipped|capable|"
    r"powered|produced|built|able|among|under|through|using|based|as|into|weighing|costing|over|"
    r"this|"
    r"here|there|alike|respectively|too|of domestic|of its|of the year|not|\(\d[^)]*\)|"
    r"side by side|etc\.?|"
    r"and (?:more|others|so on)|on (?:show|display))(?:\s.*)?$",
    re.IGNORECASE,
)
_EMPTY_EN = re.compile(
    r"^(?:well|more|others?|so on|so forth|much more|many more|etc\.?|things|items|products|"
    r"technologies|"
    r"fields|areas|sectors|industries|solutions|the like|services|innovations|applications|world|"
    r"china|abroad|home|beyond|participants|visitors|people|it|them|achievements|equipment|events?|"
    r"year|years|day|days|time|companies|enterprises|exhibitors|countries|regions|activities|one|"
    r"other|"
    r"those|these|that|which|what|results|experts|scholars|guests)$",
    re.IGNORECASE,
)
_PLACED_EN = re.compile(r"^(?:at|in|on|during|for|by|to|than)\s", re.IGNORECASE)
_LONGEST_EN = 9
_SPLIT_ZH = re.compile(r"[、,;/]|以及|和|与|及|暨|并")
_STOP_ZH = re.compile(
    r"[。!?;:]|,(?=[^、,]{0,12}(?:在|将|为|让|吸引|成为|引|带来|集中|一一|轮番|纷纷|同台|悉数|齐))"
)
_LEAD_ZH = re.compile(
    r"^(?:(?:包括|包含|涵盖|涉及|覆盖|囊括|有|如|例如|比如|像|即|分别为|分别是|分为|以|从|到|"
    r"还有|既有|也有|及|以及|"
    r"和|与|等|了|的|一批|一系列|各类|多款|多种|最新|全新|新型|其中|展示|展出|聚焦|围绕|对接|主要|"
    r"重点|设有|设置|"
    r"设立|设|开设|举办|开展|组织|安排|一(?:台|款|个|项|件|辆)|首(?:台|款|次)|由|在|于|就|"
    r"又有|再到))+"
)
_TAIL_ZH = re.compile(
    r"(?:等(?:.{0,14})?|在内(?:的.*)?|之类.*|一应俱全|同台.*|集中.*|悉数.*|"
    r"竞相.*|纷纷.*|齐.*|亮相.*|登场.*|"
    r"都在.*|也.*|均.*|一一.*|轮番.*|领域|行业|方面|两大|三大|四大|多个.*|的(?:.?|企业|"
    r"项目|产品|成果|发展|创新|应用|新品|技术|方向|前沿))$"
)
_SHORTEST, _LONGEST = 2, 24
_FIGURE_ZH = re.compile(r"\d(?:余|多)?[万亿]?(?:元|平方米|家|名|人|个百分点|%)|有待|不够")


# A, B from C and D, and E: commas part the items, and what stands between them is whole.
_SERIAL_EN = re.compile(r"\s*(?:(?<!\d),|;)\s*(?:and\s)?")


def english_phrases(
    text: str, start: int, end: int | None = None, whole: bool = False
) -> list[Range]:
    """Items of an English list that begins at `start`, up to where the clause ends.

    Items are cut before words that only describe them, unless the list is to be read `whole` and
    parts its items by commas, the last too.

    >>> text = "such as drones, humanoid robots and a maglev train with a speed of 600 km/h."
    >>> [text[a:b] for a, b in english_phrases(text, 0)]
    ['drones', 'humanoid robots', 'maglev train']
    """
    limit = len(text) if end is None else end
    if text.count(";", start, limit) > 1 and ":" in text[max(0, start - 2) : start + 2]:
        return _by_semicolon(text, start, limit)
    plain = text[:start] + _RELATIVE_EN.sub(lambda found: "\0" * len(found[0]), text[start:limit])
    stop = _STOP_EN.search(plain, start, limit)
    limit = stop.start() if stop else limit
    items, left = [], start
    if "from " in text[max(0, start - 6) : start + 6]:
        plain = re.sub(r"(?<=\w)\sto(?=\s)", ",  ", plain)  # from blades to magnetometers
    serial = whole and plain.count(", and ", start, limit) == 1 < plain.count(", ", start, limit)
    split = _SERIAL_EN if serial else _SPLIT_EN
    for found in [*split.finditer(plain, start, limit), None]:
        right = found.start() if found else limit
        item = _trimmed_en(plain, left, right, serial)
        if item:
            items.append(item)
        left = found.end() if found else limit
    return items


def _by_semicolon(text: str, start: int, limit: int) -> list[Range]:
    """Items that hold commas themselves: Automation, Motion & Drives; Logistics; ..."""
    items = []
    for found in re.finditer(r"[^;.]+", text[start:limit]):
        lead = re.match(r"\s*:?\s*(?:and\s)?(?:the\s)?", found[0])
        item = _trimmed_en(
            text, start + found.start() + (lead.end() if lead else 0), start + found.end()
        )
        items += [item] if item else []
    return items


def _trimmed_en(text: str, start: int, end: int, whole: bool = False) -> Range | None:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    lead = _LEAD_EN.match(part.lstrip())
    start += lead.end() if lead else 0
    part = text[start:end].partition("\0")[0]
    part = part if whole else _TAIL_EN.sub("", part)
    part = part.rstrip(" ,.-)”\"'")
    shift = len(part) - len(part.lstrip(" (“\"'-"))
    part, start = part[shift:], start + shift
    words = part.split()
    if not words or len(words) > _LONGEST_EN or _EMPTY_EN.match(part) or not part[0].isalnum():
        return None
    if _PLACED_EN.match(part):
        return None
    if (
        re.match(r"[\d.,]+(?:\s|$)", part)
        and len(words) < 3
        and not re.search(r"[A-Za-z]{3}", part)
    ):
        return None
    return start, start + len(part)


def chinese_phrases(text: str, start: int, end: int | None = None) -> list[Range]:
    """Items of a Chinese list in `start` to `end`.

    >>> text = "包括新材料、新能源汽车和人工智能等领域"
    >>> [text[a:b] for a, b in chinese_phrases(text, 0)]
    ['新材料', '新能源汽车', '人工智能']
    """
    limit = len(text) if end is None else end
    stop = _STOP_ZH.search(text, start, limit)
    limit = stop.start() if stop else limit
    items, left, depth_from = [], start, start
    for found in [*_SPLIT_ZH.finditer(text, start, limit), None]:
        right = found.start() if found else limit
        part = text[depth_from:right]
        if found and (part.count("(") > part.count(")") or part.count("“") > part.count("”")):
            continue
        item = _trimmed_zh(text, left, right)
        if item:
            items.append(item)
        left = depth_from = found.end() if found else limit
    return items


def _trimmed_zh(text: str, start: int, end: int) -> Range | None:
    part = text[start:end]
    lead = _LEAD_ZH.match(part)
    start += lead.end() if lead else 0
    part = _TAIL_ZH.sub("", text[start:end])
    if "的" in part and len(part) - part.rindex("的") > _SHORTEST:
        shift = part.rindex("的") + 1
        part, start = part[shift:], start + shift
    shift = len(part) - len(part.lstrip(' “"(《'))
    part, start = part[shift:].rstrip(' ”")》,、'), start + shift
    if not _SHORTEST <= len(part) <= _LONGEST or part.isdigit() or _FIGURE_ZH.search(part):
        return None
    return start, start + len(part)
