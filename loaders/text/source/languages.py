"""Languages of what a text states: by its script, else that of the text around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ...records.languages import script_language

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = ["language_of", "traditional_share"]

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    import opencc

    return opencc.OpenCC("t2s")


def traditional_share(text: str) -> float:
    """Share of the Chinese characters of a text that simplified script writes otherwise.

    >>> traditional_share("世界製造業大會"), traditional_share("世界制造业大会")
    (0.42857142857142855, 0.0)
    """
    found = "".join(_HAN.findall(text))
    if not found:
        return 0.0
    # Only whole words can change in length, and hardly ever do.
    pairs = zip(found, str(_converter().convert(found)), strict=False)
    return sum(one != other for one, other in pairs) / len(found)


def language_of(value: str, around: str) -> str:
    """Language tag of a wording in a text whose language is `around` (``en``, ``zh-hant``, ...).

    >>> language_of("世界制造业大会", "en"), language_of("Smart Expo", "zh-hant")
    ('zh', 'en')
    """
    script = script_language(value)
    if script == "zh" and not around.startswith("zh"):
        return "zh-hant" if traditional_share(value) else "zh"
    if script in ("ja", "ko"):
        return script
    # Latin letters in a Chinese text: names and mottos that go by their English form.
    return "en" if around.startswith("zh") and script != "zh" else around
