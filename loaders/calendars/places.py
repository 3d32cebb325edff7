"""Places: what of a location is venue, town, province and country, as far as names are known."""

from __future__ import annotations

import re

from ..text.values.gazetteer import countries, places

__all__ = ["read_places"]

_BETWEEN = re.compile(r"\s*[,，;；、\n|]\s*")
_UNITS = re.compile(r"(?<=.)(?:省|市|自治区| province| city)$", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|\S+@\S+|www\.", re.IGNORECASE)
_NOWHERE = {"online", "virtual", "tba", "tbc", "tbd", "线上", "待定"}


def read_places(location: str) -> dict[str, str]:
    """Fields of an edition by name; of what is no place of the world (a link, "online") none.

    Parts at the end that name a country, a province or a town are those; what stands before them
    is the venue as printed.

    >>> read_places("Lake Expo Center, 1 Lake Road, Hefei, Anhui, China") == {"country": "China",
    ... "province": "Anhui", "city": "Hefei", "venue": "Lake Expo Center, 1 Lake Road"}
    True
    >>> read_places("合肥市"), read_places("https://example.org/room")
    ({'city': '合肥市'}, {})
    """
    text = location.strip()
    if _ADDRESS.match(text) or text.casefold() in _NOWHERE:
        return {}
    found: dict[str, str] = {}
    while text:
        *_, last = [None, *_BETWEEN.finditer(text)]
        part = text[last.end() :] if last else text
        level = _level(part) if part else ""
        if (part and not level) or level in found:
            break
        if level:
            found[level] = part
        text = text[: last.start()] if last else ""
    return {**found, "venue": text} if text else found


def _level(name: str) -> str:
    folded = name.strip().casefold()
    if folded in countries():
        return "country"
    place = places().get(folded) or places().get(_UNITS.sub("", folded))
    return place.kind if place else ""
