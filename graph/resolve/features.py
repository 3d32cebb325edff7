"""Features of two names: what speaks for and against their being one, each a number or a word."""

from __future__ import annotations

import re
from functools import lru_cache

from ...ontology import authority
from .fold import fold, is_abbreviation, is_chinese, simplified, spelled

__all__ = [
    "abbreviates",
    "character_overlap",
    "numbers_in",
    "places_in",
    "shared_part",
    "word_similarity",
]

_MOST_WORDS = 15  # a longer name is a sentence
_SMALL_WORDS = {"a", "an", "and", "for", "in", "of", "on", "the", "to"}
_COMMON_WORDS = _SMALL_WORDS | {
    *(
        "academy",
        "administration",
        "general",
        "association",
        "bureau",
        "center",
        "china",
        "chinese",
        "commission",
        "conference",
        "council",
    ),
    *("convention", "department", "expo", "fair", "federation", "government", "industry"),
    *("international", "ministry", "municipal", "national", "office", "provincial", "state"),
    *("world", "co", "ltd", "corp", "group", "inc"),
}
# Where nothing but this is added, the shorter name is the longer one in short.
_FORMS = {"china", "chinese", "co", "corp", "group", "inc", "limited", "ltd", "technologies"}
_FORMS_ZH = re.compile("^中国|(?:股份|集团|有限|公司|科技)+$")


def word_similarity(one: str, other: str) -> float:
    """How alike two names in Latin script are, in any order of words, from 0 to 1.

    Half of it is how alike they are without the words that many bodies share.

    >>> round(word_similarity("Lake Robotics Association", "Association of Lake Robotics"), 2)
    0.99
    >>> round(word_similarity("Ministry of Lakes", "Ministry of Roads"), 2)
    0.61
    >>> word_similarity("湖泊协会", "Lake Robotics Association"), word_similarity("WIC", "WAIC")
    (0.0, 0.0)
    """
    if any(is_chinese(name) or is_abbreviation(name) for name in (one, other)):
        return 0.0
    words = [fold(name).split() for name in (one, other)]
    rare = [[word for word in own if word not in _COMMON_WORDS] for own in words]
    whole = _alike(*words)
    return (whole + _alike(*rare)) / 2 if all(rare) else whole


def _alike(one: list[str], other: list[str]) -> float:
    from rapidfuzz import fuzz

    first, second = " ".join(one), " ".join(other)
    # The set ratio alone takes a name for all that contain its words.
    alike = fuzz.token_set_ratio(first, second) + fuzz.token_sort_ratio(first, second)
    return max(alike / 200, fuzz.ratio(first, second) / 100)


def character_overlap(one: str, other: str) -> float:
    """How alike two Chinese names are: shared pairs of neighbours, from 0 to 1 (Dice).

    >>> character_overlap("湖泊机器人协会", "中国湖泊机器人协会")
    0.8571428571428571
    """
    if not (is_chinese(one) and is_chinese(other)):
        return 0.0
    first, second = (_pairs(fold(name)) for name in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def abbreviates(short: str, long: str) -> bool:
    """Whether `short` may be `long` in short: initials, or some of its Chinese characters.

    >>> abbreviates("MOST", "Ministry of Science and Technology"), abbreviates("SASAC",
    ... "State-owned Assets Supervision and Administration Commission")
    (True, True)
    >>> abbreviates("工信部", "工业和信息化部"), abbreviates("工商部", "工业和信息化部")
    (True, False)
    """
    if is_abbreviation(short):
        letters = [char for char in spelled(short) if char.isalnum()]
        words = spelled(long).split()
        few = 2 <= len(words) <= _MOST_WORDS and not is_chinese(long)
        return few and words[0][0] == letters[0] and _initials_match(letters, words)
    if not (is_chinese(short) and is_chinese(long)):
        return False
    first, second = simplified(short), simplified(long)
    if not 3 <= len(first) <= 6 or len(first) >= len(second):
        return False
    rest = iter(second)
    return all(char in rest for char in first) and first[-1] == second[-1]


def _initials_match(letters: list[str], words: list[str], spare: int = 1) -> bool:
    """Letters are the initials of the words; small words may be left out, and `spare` others."""
    if not words:
        return not letters
    if letters and words[0][0] == letters[0] and _initials_match(letters[1:], words[1:], spare):
        return True
    if words[0] in _SMALL_WORDS:
        return _initials_match(letters, words[1:], spare)
    return spare > 0 and _initials_match(letters, words[1:], spare - 1)


def shared_part(one: str, other: str) -> bool:
    """Whether one name is the other without form of law, group or country.

    >>> shared_part("Airuite", "Airuite Co., Ltd."), shared_part("爱瑞特", "爱瑞特集团")
    (True, True)
    >>> shared_part("Lake", "Lake Robotics Association")
    False
    """
    first, second = fold(one), fold(other)
    if is_chinese(first) and is_chinese(second):
        core = {_FORMS_ZH.sub("", _FORMS_ZH.sub("", text)) for text in (first, second)}
        return len(core) == 1 and bool(core - {""})
    cores = {
        " ".join(word for word in text.split() if word not in _FORMS) for text in (first, second)
    }
    return len(cores) == 1 and bool(cores - {""})


@lru_cache(maxsize=65536)
def places_in(name: str) -> frozenset[str]:
    """Places of the authority file that a name names, China and what contains others left out.

    >>> sorted(places_in("安徽省商务厅")), sorted(places_in("Hefei Municipal Bureau of Lakes"))
    (['anhui'], ['hefei'])
    """
    return frozenset(
        place for label in _place_pattern().findall(spelled(name)) for place in _places()[label]
    )


@lru_cache(maxsize=1)
def _places() -> dict[str, frozenset[str]]:
    return {
        spelled(label): places
        for label, places in authority.names("places").items()
        if "china" not in places
    }


@lru_cache(maxsize=1)
def _place_pattern() -> re.Pattern[str]:
    labels = sorted(_places(), key=len, reverse=True)
    return re.compile(
        "|".join(
            re.escape(label) if is_chinese(label) else rf"\b{re.escape(label)}\b"
            for label in labels
        )
    )


def numbers_in(name: str) -> frozenset[str]:
    """Numbers in a name: bodies and series that differ in one are others.

    >>> sorted(numbers_in("Lake Fund 2 of 2031"))
    ['2', '2031']
    """
    return frozenset(re.findall(r"\d+", spelled(name)))
