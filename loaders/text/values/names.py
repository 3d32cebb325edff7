"""Names of bodies in a sentence: those the authority knows, and those that look like one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import ahocorasick

from ....ontology import authority
from .gazetteer import countries

__all__ = ["Known", "english_items", "known_bodies", "split_english"]

Range = tuple[int, int]
_WORD = re.compile(r"\w")
SHORTEST = 2
_LETTERS = 6  # a name so short may be an abbreviation
_SHORT_WORD = 4


class Known:
    """Positions of known names in one sentence, by the place where they start."""

    def __init__(self, found: Iterable[Range]) -> None:
        self.at: dict[int, int] = {}
        for start, end in found:
            self.at[start] = max(end, self.at.get(start, 0))

    def covering(self, place: int) -> Range | None:
        """The name that runs over `place`, if any."""
        for start, end in self.at.items():
            if start < place < end:
                return start, end
        return None


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in authority.names("bodies"):
        if len(name) >= SHORTEST:
            automaton.add_word(name, len(name))
    automaton.make_automaton()
    return automaton


def known_bodies(text: str, folded: str) -> list[Range]:
    """Names of the authority file in a sentence and its case-folded form, longest at each place.

    Letters that are a name (MIIT, WHO) have to be capitals.

    >>> text = "MIIT and most others, who came from the Ministry of Commerce"
    >>> [text[a:b] for a, b in known_bodies(text, text.casefold())]
    ['MIIT', 'Ministry of Commerce']
    """
    found = []
    for last, length in _automaton().iter(folded):
        start, end = last - length + 1, last + 1
        if folded[start].isascii() and not _is_whole(text, folded, start, end):
            continue
        found.append((start, end))
    found.sort(key=lambda item: (item[0], -item[1]))
    kept: list[Range] = []
    for item in found:
        if not kept or item[0] >= kept[-1][1]:
            kept.append(item)
    return kept


def _is_whole(text: str, folded: str, start: int, end: int) -> bool:
    """Whether a Latin name is a word of its own, in the capitals it has to have."""
    if end - start <= _LETTERS and not text[start:end].isupper():
        return " " in text[start:end] or (text[start].isupper() and end - start > _SHORT_WORD)
    before = start and folded[start - 1].isascii() and _WORD.match(folded[start - 1])
    after = end < len(folded) and folded[end].isascii() and _WORD.match(folded[end])
    return not (before or after)


# -- English

_CAP = r"(?:[A-Z][\w'&./-]*\w(?:(?<=s)'(?=\s[A-Z]))?|[A-Z]|\b[ei][A-Z]\w+)"
_LINK = r"(?:of|for|and|&|with|on|to|de|des|du|der|für|und|in|the|at)"
_NAME = re.compile(
    rf"{_CAP}(?:\s(?:{_LINK}\s){{0,3}}{_CAP}|,\s(?:Ltd|Inc|LLC|Co)\b\.?|"
    rf"\s\(Group\))*(?:\s\d[\w.]*)?"
    r"(?:(?:\s(?:provincial|municipal|city|people's|regional|autonomous|region|"
    r"district))+\s(?:government|authorities|administration)\b)?"
)
_DESCRIBED = re.compile(
    r"(?:(?:the\s)?(?:local|provincial|municipal|city|county|national|federal|regional|central|"
    r"host city's)"
    r"\s(?:people's\s)?(?:governments?|authorities))\b(?:\sof\s[A-Z]\w+)?",
    re.IGNORECASE,
)
_DESCRIPTOR = re.compile(
    r"(?:[A-Z]\w*(?:an|ese|ish|ch|ss|-based) )?(?:[a-z][\w-]* ){0,3}"
    r"(?:maker|giants?|company|firms?|carmaker|automaker|group|startup|"
    r"start-up|manufacturers?|operator|"
    r"producer|developer|provider|retailer|brand|supplier|city of|province of|companies|brands|"
    r"makers) (?=[A-Z])|(?!(?:People|Women|Men|Children|Workers?)'s)[A-Z]\w+'s (?=[A-Z])"
)
_SEPARATOR = re.compile(
    r"\s*(?:\([^)]{1,60}\)\s*)?(?:[,;]\s*)?(?:(?:and|&|as well as|together with|along with|"
    r"alongside|"
    r"plus|in (?:cooperation|collaboration|partnership|conjunction|association) with|with)\s+)?"
    r"(?:also\s+|by\s+)?(?:both\s+)?(?:the\s+|a\s+|an\s+|its\s+|other\s+)?",
    re.IGNORECASE,
)
_LEADING = re.compile(r"\s*:?\s*(?:both\s+|either\s+)?(?:the\s+|a\s+|an\s+)?", re.IGNORECASE)
_NEW_BODY = (
    r"(?:the\s+)?(?:Ministry|Ministries|People's Government|State|National|China|Chinese|All-China|"
    r"World|International|Global|Department|Bureau|Association|Federation|Academy|Council|"
    r"Commission|Government|University|Administration|Office|Institute|United|European|Asian|"
    r"Asia|Chamber|Committee|Center|Centre|Alliance|Shanghai|Beijing|Guangdong|Anhui|Zhejiang|"
    r"Jiangsu|Sichuan|Hainan|Hunan|Tianjin|Chongqing|Guangxi|Fujian|Hong Kong|Embassy)\b"
)
_STARTS_BODY = re.compile(_NEW_BODY)
_ENDS_BODY = re.compile(
    r"(?:Ltd|Inc|Co|Corp|Corporation|Company|Group|GmbH|AG|SE|University|Association|Committee|"
    r"Council|Alliance|Government|Province|City|Municipality|Academy|Commission|Center|Centre|"
    r"Federation|Bureau|Chamber|Union|Organization|Organisation|Institute|Bank|Ministry|Affairs|"
    r"Commerce|Authority|Agency|Board|Services?|Office|Society|Foundation|Administration|"
    r"Agency)\.?$"
)
# Electronics and Information Industry Association is one body, Northlight and Delta Services two.
_FIELD = re.compile(
    r"(?:Industry|Commerce|Science|Sciences|Technology|Econom(?:y|ics?)|Electronics?|Cultur(?:e|"
    r"al)|Trade|Information|"
    r"Education|Agricultur(?:e|al)|Water|Electricity|Import|Export|Health|Convention|Exhibition|"
    r"Research|"
    r"Development|Mechanical|Machinery|Finance|Energy|Tourism|Transport|Investment|Culture|Food|"
    r"Drug|"
    r"Standards?|Radio|Television|Press|Small|Automobile|Foreign|Safety|Sports?|Youth|Planning|"
    r"Housing)$"
)
_OF_BODY = re.compile(
    r"^(?:Ministry|Department|Bureau|Commission|Office|Administration|Federation|Association|"
    r"Council|Chamber|Committee|Institute|Society|Academy|Center|Centre)\s(?:of|for)\b"
)
# The commas of Ministry of Economy, Trade and Industry are its own.
_MINISTRY = re.compile(
    r"(?:Ministry|Department|Bureau|Commission|Committee|Office) (?:of|"
    r"for) [A-Z]\w+(?:, (?:Economy|Trade|Industry|Culture|Tourism|Sports?|Science|"
    r"Technology|Energy|Labou?r|Youth|Commerce|Information|Innovation|Communications?|Environment|"
    r"Agriculture|"
    r"Health|Education|Infrastructure|Transport|Food|Forestry|Fisheries|Employment|"
    r"Investment))+,? and [A-Z]\w+"
)
_TRAILING = re.compile(r"\s(?:in|on|at|to|with|the|for|of)$")
# A place or a day after a name is not part of it, but Chamber of Commerce in Shanghai is a name.
_PLACE_TAIL = re.compile(r"\s(?:in|at|on|to|with)\s(?!Shanghai\b|China\b|Beijing\b).*$")


def english_items(text: str, start: int, known: Known) -> list[Range]:
    """Names of a list that begins at `start`, up to where it stops being one."""
    items: list[Range] = []
    lead = _LEADING.match(text, start)
    place = lead.end() if lead else start
    while place < len(text):
        item = _english_item(text, place, known)
        if item is None:
            break
        items += item
        end = item[-1][1]
        gap = _SEPARATOR.match(text, end)
        if gap is None or gap.end() == end or not gap[0].strip():
            break
        place = gap.end()
    return items


_NO_NAME = re.compile(
    r"(?:It|They|He|She|We|I|You|This|These|Those|That|There|Some|Many|Most|Both|All|Each|Few|"
    r"Several|Others?|"
    r"Ten|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Eleven|Twelve|Dozens|Hundreds|Thousands|"
    r"More|Over|About|"
    r"Visitors|Exhibitors|Companies|Organi[sz]ers|Enterprises|Participants|Guests|Attendees|"
    r"Experts|Delegates|"
    r"Firms|Buyers|Leaders|Officials|Representatives|What|Who|Which|When|Where|Here|In|On|At|As|"
    r"For|With|From|"
    r"During|After|Before|While|Since|Its|Their|His|Her|Our|Other|Another|Such|To|Of|By|If|But|So|"
    r"Also|Among)(?![\w-])"
)


def _english_item(text: str, place: int, known: Known) -> list[Range] | None:
    if _NO_NAME.match(text, place):
        return None
    if described := _DESCRIPTOR.match(text, place):
        place = described.end()
    if end := known.at.get(place):
        longer = _NAME.match(text, place)
        if longer and longer.end() > end and text[end : end + 1] not in ",;.":
            rest = split_english(text, place, longer.end(), known)
            return rest if rest[0][1] > end or len(rest) > 1 else [(place, end)]
        return [(place, end)]
    if found := _MINISTRY.match(text, place):
        return [found.span()]
    if found := _DESCRIBED.match(text, place):
        return [found.span()]
    found = _NAME.match(text, place)
    if not found:
        return None
    return split_english(text, place, found.end(), known)


def split_english(text: str, start: int, end: int, known: Known) -> list[Range]:
    """A run of capitalised words as one name, or as several where an *and* stands between bodies.

    >>> text = "Ministry of Science and Technology and State Council"
    >>> [text[a:b] for a, b in split_english(text, 0, len(text), Known(()))]
    ['Ministry of Science and Technology', 'State Council']
    """
    items, left = [], start
    for found in re.finditer(r"\s(?:and|&)\s(?:the\s)?", text[start:end]):
        first, second = start + found.start(), start + found.end()
        if known.covering(first) or first <= left:
            continue
        right_known = second in known.at or found[0].rstrip().endswith("the")
        if _is_border(text[left:first], text[second:end], right_known):
            items.append((left, first))
            left = second
    items.append((left, end))
    return [_trimmed(text, *item) for item in items]


def _is_border(left: str, right: str, right_known: bool) -> bool:
    if right_known or _STARTS_BODY.match(right) or _ENDS_BODY.search(left):
        return True
    if " " not in left and not _FIELD.search(left):
        return True
    return not (
        _OF_BODY.match(left) or re.search(r"\b(?:for|of)\b", left) or _ENDS_BODY.search(right)
    )


def _trimmed(text: str, start: int, end: int) -> Range:
    name = text[start:end]
    owner = re.match(r"([A-Z]\w+)'s (?=[A-Z])", name)
    if owner and owner[1].casefold() in countries():
        start, name = start + owner.end(), name[owner.end() :]
    cut = _TRAILING.sub("", _PLACE_TAIL.sub("", name))
    cut = cut.rstrip(" ,.-") if not re.search(r"\b(?:Ltd|Inc|Co|Corp)\.$", cut) else cut
    return start, start + len(cut)


# -- Chinese
