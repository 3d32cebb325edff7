"""Mentions of editions: a series named with its year or number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .mentions_zh import branded_zh, mentions_zh
from .quantities_zh import chinese_number
from .series import Mention, known_series

__all__ = ["mentions", "ordinal_value"]


_STRONG_EN = (
    r"Expo|EXPO|Exposition|(?:Trade |Import |Industry |Book |Art |Auto |Motor |Air |Job )?Fair|"
    r"Exhibition|"
    r"Trade Show|Motor Show|Auto Show|Airshow|Air Show|Boat Show|Messe|MESSE|Biennale"
)
_WEAK_EN = (
    r"Convention|Conference|Congress|Forum|Summit|Show|Week|Symposium|Festival|Salon|Dialogue"
)
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        1,
    )
} | {"inaugural": 1, "twentieth": 20, "thirtieth": 30}
_TENTHS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ORD = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|(?:(?:"
    + "|".join(_TENTHS)
    + r")-)?(?:"
    + "|".join(_ORDINALS)
    + r"))"
)
_CAP = r"[A-Z][\w'&/+.-]*\w|[A-Z]|\d{2,3}(?=[ ][A-Z])"
_BRAND = r"[A-Z][A-Za-z]*[A-Z0-9][\w+-]*|gamescom|drupa|bauma|interpack"
_NAME_EN = (
    rf"(?:(?:{_CAP})[ -](?:(?:and|&|of|for|on|in|to|the)[ ]){{0,2}}){{0,8}}?"
    rf"(?:(?P<strong>{_STRONG_EN})|(?P<weak>{_WEAK_EN}))\b"
    r"(?! (?:AG|GmbH|SE|Ltd|Inc|Group|Bureau|Organi|Committee|(?:(?:and|&) \w+ )?(?:Cent(?:er|re)|"
    r"Complex|Ground|Hall|Area|Zone|Park)))"
    rf"(?:[ ](?:for|of|on)[ ](?:the[ ])?(?:{_CAP})(?:[ ](?:(?:and|&|in|of)[ ])?(?:{_CAP}))*)?"
)
_ENGLISH = re.compile(
    rf"(?:\b(?P<year1>20[0-4]\d|19[5-9]\d)(?:'s)?(?:[ ]edition of(?: the)?)?[ ])?"
    rf"(?:\b(?P<ord>(?i:{_ORD}))[ ](?:(?i:annual|edition|session|"
    rf"meeting)[ ])?(?:of[ ])?(?:the[ ])?)?"
    rf"(?:\b(?P<year2>20[0-4]\d)[ ])?"
    rf"\b(?P<name>{_NAME_EN})"
    r"(?:[ ](?P<year3>20[0-4]\d))?"
    r"(?:[ ]?\((?:[^()]{0,30}[ ,])?(?:the[ ])?[“\"]?(?P<short>[A-Z][\w&+ -]{1,20}?)"
    r"[”\"]?(?:[ ](?P<year4>20\d\d))?\))?"
    r"(?:,?[ ](?P<year5>20[0-4]\d)\b(?![ ]to))?"
)
# Without one of these nouns, or a year, there is no name: a quick look before the patterns.
_HEADS_EN = re.compile(
    "Expo|EXPO|Fair|Exhibition|Show|show|Messe|MESSE|Biennale|Convention|Conference|Congress|"
    "Forum|Summit|Week|Symposium|Festival|Salon|Dialogue"
)
_YEAR = re.compile(r"20[0-4]\d")
_BRANDED = re.compile(
    rf"\b(?P<name>(?:{_BRAND})(?:[ ](?:{_CAP})){{0,2}}?)[ ](?P<year1>20[0-4]\d)\b"
    rf"|\b(?P<year2>20[0-4]\d)[ ](?P<name2>(?:{_BRAND}))\b"
    rf"|\b(?P<name4>(?!(?:In|The|Since|By|Of|On|During|For|From|At|"
    rf"Until)\b)[A-Z][a-z]+(?:[ ][A-Z][\w-]+){{1,3}})(?<!January)(?<!February)(?<!March)(?<!April)"
    rf"(?<! May)(?<!June)(?<!July)(?<!August)(?<!September)(?<!October)(?<!November)(?<!December)"
    rf"[ ](?P<year4>20[0-4]\d)\b"
    r"|\b(?:conference|fair|show|expo|event)[ ](?P<name3>[a-z]\w{3,})[ ](?P<year3>20[0-4]\d)\b"
)
# World Port Report 2031 is no edition.
_PAPER = re.compile(
    r"\b(?:Report|Index|List|Plan|Initiative|Declaration|Book|Paper|Rankings?|Outlook|Forecast|"
    r"Agenda|Vision|Strategy|Survey|Standards?|Guidelines|Consensus|Awards?|Olympics|Games|Cup)$"
)
_LEAD_EN = re.compile(
    r"^(?:(?:The|This|That|In|At|On|For|During|After|Before|As|With|From|Since|Its|Their|Our|An?|"
    r"And|"
    r"About|Why|How|What|When|Where|Who|While|Today|Both|Each|Every|Annual|Attend|Attending|Visit|"
    r"Hosts?|Hosting|Opens?|Join|To|Of|Upcoming|Welcome|Second|First|Third|Fourth|Fifth|Monday|"
    r"Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Previous|Last|Next|Past|Successful|Grand)[ ])+"
)
_LAST_ORDINAL = re.compile(rf"\b({_ORD}) (?:Annual )?$", re.IGNORECASE)
_NUMBER_EN = re.compile(
    rf"\b({_ORD})(?: edition of(?: the)?| session of(?: the)?| annual)? $", re.IGNORECASE
)
_NUMBER_ZH = re.compile(r"(第[\d〇一二三四五六七八九十百]+届|首届)$")
_ONLY_HEAD = re.compile(rf"^(?:{_STRONG_EN}|{_WEAK_EN})$")


def ordinal_value(text: str) -> int | None:
    """Number of an English ordinal.

    >>> ordinal_value("135th"), ordinal_value("twenty-first"), ordinal_value("inaugural")
    (135, 21, 1)
    """
    folded = text.lower()
    if folded[:1].isdigit():
        return int(re.match(r"\d+", folded)[0])  # type: ignore[index]
    tens, _, rest = folded.partition("-")
    return _TENTHS[tens] + _ORDINALS[rest] if rest else _ORDINALS.get(folded)


def mentions(
    text: str, start: int, chinese: bool, own: Mapping[str, str] | None = None
) -> Iterator[Mention]:
    """Mentions in one sentence `text` that begins at `start` of the view.

    `own` are names that the text itself introduces (case folded) with the series they stand for.
    """
    found = list(mentions_zh(text) if chinese else _english(text))
    found += _named(text, chinese, found, {**known_series(), **(own or {})})
    if chinese:
        found += list(branded_zh(text, found))
    for item in sorted(found, key=lambda item: item.start):
        yield replace(
            item,
            start=start + item.start,
            end=start + item.end,
            name_start=start + item.name_start,
            name_end=start + item.name_end,
        )


def _english(text: str) -> Iterator[Mention]:
    taken = 0
    for found in _ENGLISH.finditer(text) if _HEADS_EN.search(text) else ():
        begin, end = found.span("name")
        name = found["name"]
        lead = _LEAD_EN.match(name)
        if lead and lead.end() < len(name):
            begin += lead.end()
            name = text[begin:end]
        if begin < taken or _ONLY_HEAD.match(name):
            continue
        taken = found.end()
        year = next((found[f"year{n}"] for n in (1, 2, 3, 4, 5) if found[f"year{n}"]), None)
        number = _LAST_ORDINAL.search(lead[0]) if lead else None
        ordinal = None
        if number or (found["ord"] and not lead):
            ordinal = ordinal_value(number[1] if number else found["ord"])
        yield Mention(
            begin if lead else found.start(),
            found.end(),
            begin,
            end,
            name,
            int(year) if year else None,
            ordinal,
            found["short"],
            known_series().get(name.casefold()),
            bool(found["strong"]),
        )
    for found in _BRANDED.finditer(text) if _YEAR.search(text) else ():
        group = next(name for name in ("name", "name2", "name3", "name4") if found[name])
        if _PAPER.search(found[group]):
            continue
        if found.start() >= taken or not taken:
            year = found["year1"] or found["year2"] or found["year3"] or found["year4"]
            begin, end = found.span(group)
            known = known_series().get(found[group].casefold())
            yield Mention(
                found.start(), found.end(), begin, end, found[group], int(year), known=known
            )


def _named(
    text: str, chinese: bool, found: list[Mention], names: Mapping[str, str]
) -> Iterator[Mention]:
    """Known series and abbreviations that no pattern saw."""
    folded = text.casefold()
    for name, series in names.items():
        if name not in folded or name.isascii() == chinese:
            continue
        pattern = re.escape(name) if chinese else rf"\b{re.escape(name)}\b"
        for match in re.finditer(pattern, folded):
            if any(item.start < match.end() and match.start() < item.end for item in found):
                continue
            begin, end = match.span()
            before = re.search(r"(20\d\d)年? ?$", text[:begin])
            after = re.match(r" (20\d\d)\b", text[end:])
            printed = text[begin:end]
            if not chinese and not printed[0].isupper():
                continue
            year = (before or after)[1] if before or after else None  # type: ignore[index]
            numbered = (_NUMBER_ZH if chinese else _NUMBER_EN).search(text[:begin])
            first = before.start() if before else numbered.start() if numbered else begin
            yield Mention(
                first,
                end + (after.end() if after else 0),
                begin,
                end,
                printed,
                int(year) if year else None,
                _ordinal(numbered[1], chinese) if numbered else None,
                known=series if name in known_series() else None,
                strong=name in known_series(),
            )


def _ordinal(printed: str, chinese: bool) -> int | None:
    if not chinese:
        return ordinal_value(printed)
    if printed == "首届":
        return 1
    digits = printed.strip("第届")
    return int(digits) if digits.isdigit() else chinese_number(digits)
