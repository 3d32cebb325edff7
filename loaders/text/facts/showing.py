"""Showing: who shows what, where a sentence says both."""

from __future__ import annotations

import re

from ..extraction import Exhibit, Party
from ..rules import Rule
from ..values.gazetteer import countries, places
from ..values.names import english_items
from ..values.phrases import english_phrases
from .context import Context, Piece

__all__ = ["add_exhibit", "is_shown", "list_before", "made_by", "shows", "without_appositions"]

Range = tuple[int, int]
_OWNER = re.compile(r"^(?P<owner>[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,3})(?:'s|s') (?P<thing>.+)$")
# The shield machine Jinghua: the name alone.
_NAMED = re.compile(r"^(?:[a-z][\w-]* ){1,4}(?P<name>[A-Z][\w-]*(?: [A-Z0-9][\w.-]*)*)$")
_CALLED = re.compile(r"^.+ (?:called|named|dubbed) “?(?P<name>[A-Z].+?)”?$")
_BY = re.compile(
    r"^,? "
    r"(?:(?:made|developed|built|designed|produced|shown|presented|displayed|brought|exhibited|"
    r"supplied|created) by|from|by|of) (?:the )?(?P<who>[A-Z][\w&'.-]*(?: (?:of |and |"
    r"& )?[A-Z][\w&'.-]*){0,5})"
)
_OFFICIAL = re.compile(
    r"\b(?:Ministry|Ministries|Government|Department|Committee|Commission|Province|Bureau|Office|"
    r"University of Foreign|Council|Congress|Xinhua|News|Daily|Party|Mr|Ms|Mrs|Dr|Minister|"
    r"President|Premier|Secretary|Governor|Mayor|Director)\b"
)
_VERB_WEAK = re.compile(
    r"present|brought|bring|sent|send|introduc|launch|unveil|roll|show(?!cas)|demonstrat|offer|"
    r"debut",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"exhibit|display|showcas|booth|stand\b|hall|pavilion|on show|crowd|zone|outside|indoors|"
    r"visitors|debut|demonstrat|highlight|area|tried|\beye",
    re.IGNORECASE,
)
_VERB_WEAKEST = re.compile(r"introduc|launch|roll|offer|bring", re.IGNORECASE)
_CONTEXT = re.compile(
    r"exhibit|display|showcas|booth|stand\b|stands\b|visitor|hall|pavilion|fair|expo|convention|"
    r"on show|crowd|model|robot|debut|premiere|prototype|zone|technolog|product",
    re.IGNORECASE,
)


def list_before(piece: Piece, cue: int) -> list[Range]:
    """Names of a list that ends where a verb begins, perhaps with words that describe the last."""
    text = piece.text
    border = (
        r"[,;:.“”]\s+|\b(?:and|as|by|where|that|with|while|when|The|the|of|had|has|have|saw|"
        r"invited|welcomed|named|chose|which|from|In|At|on)\s+|\d,?\s+|^[-*·•]\s+"
    )
    starts = [0, *(found.end() for found in re.finditer(border, text[:cue]))]
    for start in starts:
        items = english_items(text, start, piece.known)
        rest = text[items[-1][1] : cue] if items else "x"
        if items and (
            rest.strip(" ,")
            in ("", "both", "all", "jointly", "who", "which", "itself", "themselves", "each")
            or re.fullmatch(
                r",\s(?:an?|the|one of|China's|based)\s[^,]{3,70},",
                text[items[-1][1] : cue + 1].rstrip(),
            )
        ):
            return items
    return []


def shows(context: Context, piece: Piece, rule: Rule, found: re.Match[str]) -> None:
    """A named body, a verb of showing, and what is shown."""
    cue = found.span("cue")
    listed = list_before(piece, cue[0])
    if re.match(r"\s(?:has|is|was|shows|brings|displays|presents|exhibits)\b", found["cue"]):
        listed = listed[-1:]  # of the EC6, and Sungrow has brought: one subject
    names = [item for item in listed if _may_exhibit(piece, item, found["cue"])]
    if not names:
        return
    weak = _VERB_WEAK.search(found["cue"])
    if _VERB_WEAKEST.search(found["cue"]) and not _CONTEXT.search(piece.text):
        return
    things = [] if rule.options.get("nothing") else english_phrases(piece.text, found.end())
    things = without_appositions(piece, things)
    things = [item for item in things if is_shown(context.original(piece, *item))]
    if weak and not things:
        return
    for name in names:
        party = Party(context.original(piece, *name), "exhibitor", found["cue"].strip(" ,"))
        context.add(piece, "participation", party, (name[0], max(cue[1], name[1])), rule.name)
    owner = context.original(piece, *names[0]) if len(names) == 1 else None
    for item in things:
        add_exhibit(context, piece, item, (names[0][0], item[1]), rule, owner)


def made_by(context: Context, piece: Piece, rule: Rule, found: re.Match[str]) -> None:
    """Things *from* or *by* named bodies, in a sentence that speaks of showing."""
    if not _SHOWN.search(piece.text) or piece.target is not context.main:
        return
    names = [
        item
        for item in english_items(piece.text, found.end(), piece.known)
        if _may_exhibit(piece, item, "")
    ]
    thing = context.original(piece, *found.span("thing"))
    if not names or not is_shown(thing):
        return
    where = (found.start("thing"), names[-1][1])
    for name in names:
        party = Party(context.original(piece, *name), "exhibitor", "from")
        context.add(piece, "participation", party, where, rule.name)
    owner = context.original(piece, *names[0]) if len(names) == 1 else None
    context.add(piece, "exhibit", Exhibit(thing, owner), where, rule.name)


def _may_exhibit(piece: Piece, item: Range, cue: str) -> bool:
    name = piece.text[slice(*item)]
    if piece.names_at(*item) or any(m.name in name or m.short == name for m in piece.mentions):
        return False
    main = piece.target.mention if piece.target else None
    if main and (name == main.short or name in main.name):
        return False
    if re.search(
        r"\b(?:Exhibition|Zone|Area|Center|Centre|Hall|Pavilion|Forum|Ceremony|Conference|"
        r"Convention|Expo|Fair|Summit|Congress)s?$",
        name,
    ):
        return False
    folded = name.casefold()
    if folded in places() or folded in countries():
        return folded in countries() and bool(
            re.search(r"pavilion|booth|stand\b|show|display|exhibit|brought|brings", cue)
        )
    return not _OFFICIAL.search(name)


def without_appositions(piece: Piece, items: list[Range]) -> list[Range]:
    """The items of a list without those that only explain the one before: LongYun, a rocket."""
    kept: list[Range] = []
    for item in items:
        if kept:
            between = piece.text[kept[-1][1] : item[0]]
            if re.search(r"[A-Z]", piece.text[slice(*kept[-1])]) and re.fullmatch(
                r"[”\"]?,\s(?:an?|its|their|the)\s(?:[\w']+\s){0,3}", between
            ):
                continue
        kept.append(item)
    return kept


_ABSTRACT = re.compile(
    r"\b(?:strengths?|achievements?|charm|image|results?|progress|vitality|culture|commitment|"
    r"potential|opportunit\w+|capabilit\w+|developments?|power|advantages?|experiences?|"
    r"wares|confidence|resilience|openness|ideas?|views?|visions?|interest|importance|role|way|"
    r"ways|plans?|speech|reports?|rankings?|lists?|agreement|letter|award|prizes?|courage|"
    r"specialties|style|spirit|determination|support|future|world|history|heritage|trends?|demand|"
    r"growth|efforts?|cooperation|exchange|exchanges|trade|deal|deals|charts?|"
    r"products and services|latest|newest|best|own|most|new|finest|companies|delegation|"
    r"delegations|people|visitors?|exhibitors?|buyers?|guests?|firms?|makers?)$",
    re.IGNORECASE,
)


def is_shown(text: str) -> bool:
    """Whether a phrase names a thing that can stand in a hall."""
    return len(text) > 2 and not _ABSTRACT.search(text) and not re.fullmatch(r"\w+ed", text)


def add_exhibit(
    context: Context, piece: Piece, item: Range, where: Range, rule: Rule, owner: str | None = None
) -> None:
    """Add one exhibit; *X's Y* and *Y from X* name its exhibitor as well."""
    text = context.original(piece, *item)
    debut = bool(rule.options.get("debut"))
    named = _NAMED.match(text) or _CALLED.match(text)
    if named and not re.fullmatch(r"[A-Z]{2,4}s?", named["name"]):
        text = named["name"]
    owned = _OWNER.match(text)
    if owned and not _is_place(owned["owner"]):
        owner, text = owned["owner"], owned["thing"]
        _add_owner(context, piece, owner, where, rule)
    elif owner is None and (by := _BY.match(piece.text[item[1] :])):
        name = re.sub(r"\s(?:in|at|on|for|with|to)$", "", by["who"])
        if not _is_place(name) and not _OFFICIAL.search(name) and not name.endswith("'s"):
            owner = name
            _add_owner(context, piece, owner, (where[0], item[1] + by.end()), rule)
    measures = _measures(piece, item)
    context.add(piece, "exhibit", Exhibit(text, owner, debut, measures=measures), where, rule.name)


_SPEED = re.compile(r"\b(?:maximum|top|speeds?)\b", re.IGNORECASE)


def _measures(piece: Piece, item: Range) -> tuple[tuple[str, int, str, str], ...]:
    """Speed and tonnage that are said of an exhibit: in its name, or with it in the same item."""
    comma = piece.text.find(",", item[1])
    end = comma if comma >= 0 else len(piece.text)
    found = []
    for number in piece.numbers:
        if item[0] <= number.start < end:
            if number.unit == "km/h" and _SPEED.search(piece.text, item[0], number.start):
                found.append(("maximum speed", number.value, "km/h", number.bound))
            elif number.unit == "t" and re.search(r"\bpress\b", piece.text[item[0] : item[1]]):
                found.append(("press capacity", number.value, "t", number.bound))
    return tuple(found)


def _add_owner(context: Context, piece: Piece, owner: str, where: Range, rule: Rule) -> None:
    context.add(piece, "participation", Party(owner, "exhibitor", "exhibit"), where, rule.name)


def _is_place(name: str) -> bool:
    folded = name.casefold().removeprefix("the ")
    return folded in places() or folded in countries() or folded in ("world", "company", "visitors")
