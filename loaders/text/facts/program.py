"""The programme: ceremonies, forums and other parts, found by the noun that names them."""

from __future__ import annotations

import re

from ..extraction import Activity
from .context import Context, Piece
from .program_zh import read_program_zh

__all__ = ["read_program"]

_HEAD_EN = (
    r"(?:opening|closing|signing|award|awards|awarding|launch|launching|inauguration|"
    r"contract[- ]signing|flag-raising) ceremon(?:y|ies)|"
    r"(?:sub-?|side )?forums?|seminars?|symposi(?:um|ums|a)|workshops?|matchmaking (?:events?|"
    r"sessions?|meetings?|activities|conferences?)|"
    r"(?:partnering|promotion|promotional|exchange|networking|matchmaking|themed|supporting|"
    r"side) (?:activities|events|sessions)|"
    r"contests?|competitions?|roadshows?|round-?tables?|(?:project|deal|contract|"
    r"agreement) signings?|business negotiations?|"
    r"investment promotion(?: (?:activities|events))?|press conferences?|gala(?: dinner)?|"
    r"keynote speech(?:es)?|keynotes|hackathons?|"
    r"(?:specialized|panel|themed|keynote) (?:discussions?|sessions?|conferences?)|dialogues?|"
    r"welcome (?:banquet|dinner|reception)|guided tours?|"
    r"project matchmaking|matchmaking|procurement (?:fair|meeting|event)s?|trade talks|"
    r"b2b meetings?|conferences|masterclass(?:es)?"
)
_WORD = r"[\w'&/-]+"
_STOP_EN = (
    "a an the and or of in on at to for with by from as is are was were be been being will would "
    "has have had its their this that "
    "these those which who whom where when while during after before include includes included "
    "including such more than over about "
    "some many several various also both each all other another further apart besides featuring "
    "features feature featured plus "
    "held hold holds holding hosted host hosts staged stage boasts comprises comprise offers offer "
    "ranging range between into "
    "two three four five six seven eight nine ten eleven twelve hundred thousand dozens hundreds "
    "not only but there it he she they "
    "we through under within alongside along like via addition organized organised organize "
    "attended attend attending join joined "
    "at's first second third fourth fifth sixth seventh eighth ninth tenth last next one no any so "
    "well lively dynamic important major "
    "saw see seen took take place takes opened opens open marked mark marks following previous "
    "main including numerous simultaneous "
    "industry-wide planned plan scheduled series string range number then finally later parallel"
).split()
_ACTIVITY_EN = re.compile(rf"\b(?P<name>(?:{_HEAD_EN}))\b", re.IGNORECASE)
# Without one of these stems there is no such noun: a quick look before the pattern.
_STEMS_EN = (
    "ceremon", "forum", "semina", "sympos", "workshop", "match", "events", "activities", "session",
    "contest", "competition", "roadshow", "round", "signing", "negotiation", "conference", "gala",
    "keynote", "hackathon", "discussion", "dialogue", "banquet", "dinner", "reception", "tour",
    "procurement", "talks", "b2b", "master",
)  # fmt: skip
_MOST_WORDS = 5


def read_program(context: Context, piece: Piece) -> None:
    """Add the parts of the programme that a sentence names."""
    if piece.chinese:
        read_program_zh(context, piece)
    else:
        _english(context, piece)


def _english(context: Context, piece: Piece) -> None:
    text = piece.text
    if not any(stem in piece.folded for stem in _STEMS_EN):
        return
    for found in _ACTIVITY_EN.finditer(text):
        start = _name_start(text, found.start(), found[0])
        end = found.end()
        if piece.names_at(start, end):
            continue
        name = context.original(piece, start, end)
        if start == found.start():  # Opening Ceremony in a heading is the opening ceremony
            name = name.lower()
        if not _is_part(piece, name, start, end):
            continue
        context.add(piece, "activity", Activity(name), (start, end), "en:program")


def _name_start(text: str, head: int, name: str) -> int:
    """Where the words that describe an activity begin, going back from its noun."""
    start = head
    for _ in range(_MOST_WORDS):
        found = re.search(rf"({_WORD})\s$", text[max(0, start - 40) : start])
        if not found:
            break
        word = found[1]
        if (
            word.lower() in _STOP_EN
            or word[0].isdigit()
            or word.endswith(("'s", "ly", "ed"))
            or (
                word.endswith("ing")
                and word.islower()
                and word
                not in (
                    "manufacturing",
                    "matchmaking",
                    "signing",
                    "opening",
                    "closing",
                    "partnering",
                    "engineering",
                    "networking",
                    "marketing",
                    "financing",
                )
            )
        ):
            break
        start -= len(found[0])
    return start


_BARE = {
    "side events",
    "supporting events",
    "conference",
    "conferences",
    "forum",
    "dialogue",
    "dialogues",
    "competition",
    "press conference",
    "press conferences",
    "keynotes",
    "keynote",
    "contest",
    "seminar",
    "workshop",
    "symposium",
    "gala",
    "matchmaking",
}


def _is_part(piece: Piece, name: str, start: int, end: int) -> bool:
    folded = name.lower()
    if "press conference" in folded or "news conference" in folded:
        return False
    if folded in _BARE and not re.search(
        r"\b(?:include|feature|programme|program|make up|activities|held|there|lineup|line-up|"
        r"alongside|besides)",
        piece.folded,
    ):
        return False
    return not re.search(r"\b(?:last|previous) (?:year|edition|session)", piece.folded)
