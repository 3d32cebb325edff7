"""Languages of texts: tags, and what the script of a text suggests."""

from __future__ import annotations

import re

__all__ = ["is_language", "script_language"]

_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*\Z")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa\uff66-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7af\u1100-\u11ff\u3130-\u318f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def script_language(text: str) -> str | None:
    """Language that the script of a text suggests: zh, ja, ko, en or None.

    >>> [script_language(text) for text in ("世界制造业大会", "ロボット大会", "2023", "Hefei")]
    ['zh', 'ja', None, 'en']
    """
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if _HAN.search(text):
        return "zh"
    letters = [char for char in text if char.isalpha()]
    return "en" if letters and all(map(_LATIN.match, letters)) else None


def is_language(tag: str) -> bool:
    """Whether `tag` is a lower-case BCP 47 tag."""
    return bool(_LANGUAGE.match(tag))
