"""Numbers as Chinese prints them, with its magnitudes, bound words and measure units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .number import Number

__all__ = ["chinese_number", "numbers_zh"]

_HAN = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_HAN |= {"零": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "廿": 20, "卅": 30}


_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}

_HAN_MAGNITUDES = {"万": 10**4, "亿": 10**8}

_BOUNDS_ZH = {
    "不少于": "at least",
    "不低于": "at least",
    "至少": "at least",
    "超过": "more than",
    "超出": "more than",
    "突破": "more than",
    "超": "more than",
    "逾": "more than",
    "高于": "more than",
    "大于": "more than",
    "将近": "nearly",
    "接近": "nearly",
    "近": "nearly",
    "大约": "about",
    "约": "about",
    "大概": "about",
    "预计": "",
    "上": "more than",
    "多达": "",
    "最多": "up to",
    "至多": "up to",
}

_BOUND_ZH = "|".join(sorted(_BOUNDS_ZH, key=len, reverse=True))

_UNITS_ZH = {
    "元人民币": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "港元": "HKD",
    "日元": "JPY",
    "元": "CNY",
    "平方米": "m2",
    "平米": "m2",
    "平方公尺": "m2",
    "m2": "m2",
    "公顷": "hectare",
    "%": "percent",
    "个百分点": "percent",
    "吨": "t",
    "公里/小时": "km/h",
    "km/h": "km/h",
    "公里": "km",
    "天": "days",
    "周年": "years",
    "年": "years",
    "岁": "years",
    "倍": "times",
    "小时": "hours",
    "米": "m",
}

_UNIT_ZH = "|".join(sorted(_UNITS_ZH, key=len, reverse=True))

_CHINESE = re.compile(
    rf"(?P<bound>(?!(?<=[签条合契邀])约|(?<=[最附临])近|上(?![百千万亿]))(?:{_BOUND_ZH}))?"
    r"(?P<sign>US\$|\$|¥)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    r"[〇零一二三四五六七八九两十百千廿卅]+|(?<=[超逾近过约上破])(?=万亿?[元余多名家人种件个场])|"
    r"(?<=[超逾近过约破])(?=亿元))"
    r"(?P<plus>[余多几])?"
    r"(?P<magnitude>(?:百|千|十)?(?:万亿|[万亿])|[百千](?![分]))?"
    r"(?P<rest>(?<=万)\d{4}(?!\d))?"
    r"(?P<plus2>[余多几+])?"
    rf"(?P<unit>{_UNIT_ZH})?"
)


def chinese_number(text: str) -> int | None:
    """Value of a Chinese numeral, None if it is none.

    >>> [chinese_number(text) for text in ("二十", "三百一十", "一百零八", "二〇二三", "廿五")]
    [20, 310, 108, 2023, 25]
    """
    if not text:
        return None
    if not any(char in _HAN_UNITS or char in "廿卅" for char in text):
        return int("".join(str(_HAN[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _HAN_UNITS:
            total += (digit or 1) * _HAN_UNITS[char]
            digit = 0
        elif char in "廿卅":
            total += _HAN[char]
        else:
            digit = _HAN[char]
    return total + digit


def numbers_zh(text: str) -> Iterator[Number]:
    """All numbers of a Chinese sentence, left to right."""
    for found in _CHINESE.finditer(text):
        value = _chinese_value(found["digits"], found["magnitude"])
        if value is not None and found["rest"]:  # 4万2000
            value += int(found["rest"])
        if value is None:
            continue
        bound = _BOUNDS_ZH.get(found["bound"] or "") or "exact"
        if found["plus"] or found["plus2"]:
            bound = "more than"
        unit = _UNITS_ZH.get(found["unit"] or "", "")
        if found["sign"]:
            unit = "CNY" if found["sign"] == "¥" else "USD"
        stop = max(
            found.end("digits"), found.end("plus"), found.end("magnitude"), found.end("rest")
        )
        stop = max(stop, found.end("plus2"))
        yield Number(found.start(), found.start("digits"), stop, found.end(), value, bound, unit)


def _chinese_value(digits: str, magnitude: str | None) -> int | None:
    if not digits:  # 超万亿元
        return _chinese_value("1", magnitude) if magnitude else None
    value = Decimal(digits.replace(",", "")) if digits[0].isdigit() else chinese_number(digits)
    if value is None:
        return None
    for char in magnitude or "":
        value *= _HAN_UNITS.get(char) or _HAN_MAGNITUDES[char]
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() and exact < 10**18 else None
