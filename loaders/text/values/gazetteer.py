"""The gazetteer: names of places that a text may mention, with the unit they lie in.

It is for telling a town from a person or a body, not for filling in what a text does not say.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ahocorasick

__all__ = [
    "Place",
    "chinese_towns",
    "countries",
    "is_place",
    "names_of_country",
    "names_of_province",
    "places",
]

_FILE = Path(__file__).with_name("places.csv")
# Names that newsrooms use and the locale data do not.
_COUNTRIES_EN = {
    "the united states": "US",
    "united states": "US",
    "usa": "US",
    "u.s.": "US",
    "us": "US",
    "uk": "GB",
    "u.k.": "GB",
    "britain": "GB",
    "republic of korea": "KR",
    "korea": "KR",
    "czech republic": "CZ",
    "turkey": "TR",
    "uae": "AE",
    "p.r. china": "CN",
    "pr china": "CN",
    "people's republic of china": "CN",
    "the netherlands": "NL",
    "russian federation": "RU",
    "viet nam": "VN",
    "lao pdr": "LA",
    "ivory coast": "CI",
    "england": "GB",
    "scotland": "GB",
}
_COUNTRIES_ZH = {
    "阿联酋": "AE",
    "波黑": "BA",
    "中国大陆": "CN",
    "沙特": "SA",
    "刚果(布)": "CG",
    "老挝": "LA",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `kind` is city or province, `within` the name of its province, or an ISO code."""

    english: str
    kind: str
    within: str


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """Cities and provinces by case-folded English name and by simplified Chinese name."""
    found: dict[str, Place] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["name_en"].casefold()] = Place(row["name_en"], row["kind"], row["within"])
            found[row["name_zh"]] = Place(row["name_en"], row["kind"], row["within"])
    return found


@lru_cache(maxsize=1)
def chinese_towns() -> ahocorasick.Automaton:
    """What finds the Chinese names of towns in a text, each with its length."""
    automaton = ahocorasick.Automaton()
    for name, place in places().items():
        if place.kind == "city" and not name.isascii():
            automaton.add_word(name, len(name))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=512)
def names_of_country(code: str) -> tuple[str, ...]:
    """Names of more than two letters of a country, the longest first."""
    found = (name for name, value in countries().items() if value == code and len(name) > 2)
    return tuple(sorted(found, key=len, reverse=True))


@lru_cache(maxsize=64)
def names_of_province(english: str) -> tuple[str, ...]:
    """Names of a province by its English name."""
    return tuple(
        name
        for name, place in places().items()
        if place.kind == "province" and place.english == english
    )


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """ISO 3166 code by case-folded English name and by simplified Chinese name (from CLDR)."""
    from babel import Locale

    found: dict[str, str] = {}
    for language in ("en", "zh"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[name.casefold()] = code
    return found | _COUNTRIES_EN | _COUNTRIES_ZH


def is_place(name: str) -> bool:
    """Whether a name is that of a place and nothing else."""
    folded = name.casefold()
    return folded in places() or folded in countries()
