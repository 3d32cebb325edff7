"""Quantities: numbers as running text prints them, with value, bound and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from .number import Number
from .quantities_zh import numbers_zh

__all__ = ["numbers"]


# -- English

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * (place + 2)
    for place, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_MAGNITUDES = {
    "hundred": 100,
    "thousand": 1000,
    "k": 1000,
    "million": 10**6,
    "mln": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bln": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
_BOUNDS_EN = {
    "more than": "more than",
    "over": "more than",
    "exceeding": "more than",
    "exceeds": "more than",
    "exceeded": "more than",
    "exceed": "more than",
    "in excess of": "more than",
    "above": "more than",
    "beyond": "more than",
    "surpassing": "more than",
    "surpassed": "more than",
    "surpasses": "more than",
    "topping": "more than",
    "topped": "more than",
    "upwards of": "more than",
    "well over": "more than",
    "no fewer than": "at least",
    "no less than": "at least",
    "not less than": "at least",
    "at least": "at least",
    "a minimum of": "at least",
    "nearly": "nearly",
    "almost": "nearly",
    "close to": "nearly",
    "just under": "nearly",
    "approaching": "nearly",
    "about": "about",
    "around": "about",
    "approximately": "about",
    "approx.": "about",
    "approx": "about",
    "some": "about",
    "roughly": "about",
    "circa": "about",
    "an estimated": "about",
    "estimated": "about",
    "up to": "up to",
    "as many as": "up to",
    "a maximum of": "up to",
}
_BOUND_EN = "|".join(re.escape(word) for word in sorted(_BOUNDS_EN, key=len, reverse=True))
_WORDS = "|".join([*_SMALL, *_TENS])
_CURRENCIES_EN = {
    "yuan": "CNY",
    "rmb": "CNY",
    "renminbi": "CNY",
    "cny": "CNY",
    "rmb yuan": "CNY",
    "yuan rmb": "CNY",
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "american dollars": "USD",
    "usd": "USD",
    "dollars": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "eur": "EUR",
    "hong kong dollars": "HKD",
    "yen": "JPY",
    "pounds": "GBP",
}
_UNITS_EN = {
    **dict(_CURRENCIES_EN.items()),
    "square meters": "m2",
    "square metres": "m2",
    "square meter": "m2",
    "square metre": "m2",
    "sq meters": "m2",
    "sq metres": "m2",
    "sq. meters": "m2",
    "sq. m": "m2",
    "sq m": "m2",
    "sqm": "m2",
    "m2": "m2",
    "square feet": "sqft",
    "net square feet": "sqft",
    "gross square feet": "sqft",
    "net square meters": "m2",
    "net square metres": "m2",
    "square foot": "sqft",
    "sq ft": "sqft",
    "sq. ft.": "sqft",
    "hectares": "hectare",
    "percent": "percent",
    "per cent": "percent",
    "percentage points": "percent",
    "%": "percent",
    "tons": "t",
    "ton": "t",
    "tonnes": "t",
    "tonne": "t",
    "metric tons": "t",
    "km per hour": "km/h",
    "kilometers per hour": "km/h",
    "kilometres per hour": "km/h",
    "km/h": "km/h",
    "kph": "km/h",
    "days": "days",
    "day": "days",
}
_UNIT_EN = "|".join(
    re.escape(name).replace(r"\ ", "[ -]") for name in sorted(_UNITS_EN, key=len, reverse=True)
)
_SIGN = r"US\$|U\.S\.\$|U\$|USD ?|RMB ?|CNY ?|HK\$|\$|¥|€|£|EUR ?"
_SIGNS = {
    "us$": "USD",
    "u.s.$": "USD",
    "u$": "USD",
    "usd": "USD",
    "$": "USD",
    "rmb": "CNY",
    "cny": "CNY",
    "¥": "CNY",
    "hk$": "HKD",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
}
_ENGLISH = re.compile(
    rf"(?<![\w$])(?:(?P<bound>{_BOUND_EN})[ ](?:of[ ]|a[ ](?:total|record)[ ]of[ ]|"
    r"an?[ ](?:significant|staggering|remarkable|record|whopping|impressive|massive)[ ])?)?"
    rf"(?P<sign>{_SIGN})?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_SMALL)})\b|(?:{_WORDS})\b"
    r"|an?(?=[ ](?:hundred|thousand|million|billion|trillion)\b))"
    r"(?:(?P<plus>\+|-odd\b|[ ]odd\b)|(?P<suffix>(?:st|nd|rd|th)\b))?"
    r"(?:[ -]?(?P<magnitude>hundred|thousand|million|mln|billion|bln|bn|trillion|tn|"
    r"[kKmMbB](?=\b))\b"
    r"(?P<again>[ ]and[ ](?:fifty|a half))?)?"
    r"(?P<plus2>\+|-odd\b|[ ]or more\b|-plus\b| plus\b)?"
    rf"(?:[ -]*(?P<unit>{_UNIT_EN})(?![\w]))?",
    re.IGNORECASE,
)
_AFTER_EN = re.compile(r"[ ](?:or more|or so|plus|and more|at least)\b")

# -- Chinese


def numbers(text: str, chinese: bool) -> list[Number]:
    """All numbers of a sentence, left to right.

    >>> found = numbers("over 1.5 trillion yuan by 4,500 guests", False)
    >>> [(n.value, n.bound, n.unit) for n in found]
    [(1500000000000, 'more than', 'CNY'), (4500, 'exact', '')]
    >>> [(n.value, n.bound, n.unit) for n in numbers("面积5.9万平方米,3000余家,近千亿元", True)]
    [(59000, 'exact', 'm2'), (3000, 'more than', ''), (100000000000, 'nearly', 'CNY')]
    """
    return list(numbers_zh(text) if chinese else _english(text))


# Without a digit or one of these words there is no number: a quick look before the pattern.
_NUMBER_WORDS = frozenset(
    [*_SMALL, *_TENS, "hundred", "thousand", "million", "billion", "trillion"]
)
_DIGIT = re.compile(r"\d")


def _english(text: str) -> Iterator[Number]:
    if not _DIGIT.search(text) and _NUMBER_WORDS.isdisjoint(re.split(r"\W", text.lower())):
        return
    for found in _ENGLISH.finditer(text):
        if found["suffix"]:
            continue
        value = _english_value(found["digits"], found["magnitude"])
        if value is None:
            continue
        bound = _BOUNDS_EN.get((found["bound"] or "").lower(), "exact")
        if found["plus"] or found["plus2"] or _AFTER_EN.match(text, found.end()):
            bound = "more than"
        unit = _UNITS_EN.get((found["unit"] or "").lower().replace("-", " "), "")
        if found["sign"]:
            unit = _SIGNS[found["sign"].strip().lower()]
        start = found.start("sign") if found["sign"] else found.start("digits")
        stop = max(found.end("digits"), found.end("magnitude"), found.end("plus2"))
        yield Number(found.start(), start, stop, found.end(), value, bound, unit)


def _english_value(digits: str, magnitude: str | None) -> int | None:
    factor = _MAGNITUDES[magnitude.lower()] if magnitude else 1
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        value = Decimal(_in_words(digits.lower()))
    exact = value * factor
    return int(exact) if exact == exact.to_integral_value() and exact < 10**18 else None


def _in_words(text: str) -> int:
    if text in ("a", "an"):
        return 1
    return sum(_TENS.get(word, _SMALL.get(word, 0)) for word in re.split(r"[ -]", text))
