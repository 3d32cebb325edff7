"""Words: names of things on the web as wordings with their language, or why they are none."""

from __future__ import annotations

import re
from functools import lru_cache

from ...ontology.model import Text
from ..records.languages import is_language, script_language
from ..records.rules import Fault
from ..text.values.mentions import mentions
from .nodes import LONGEST, Value

__all__ = ["number_in", "read_words", "series_in", "year_in"]

_BLANKS = re.compile(r"\s+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th|\.)?\Z")
_NAME = 500  # characters of a name


@lru_cache(maxsize=8192)
def read_words(value: Value) -> Text | Fault:
    """A wording on one line, without control characters.

    >>> read_words(Value(" Lake\\n Fair ", "EN-us"))
    Text(value='Lake Fair', language='en-us')
    """
    if len(value.text) > LONGEST:
        return Fault("too-long", f"longer than {LONGEST:,} characters")
    text = _BLANKS.sub(" ", _CONTROLS.sub(" ", value.text)).strip()
    if not text:
        return Fault("missing-value", "the text is empty")
    if len(text) > _NAME:
        return Fault("too-long", f"longer than {_NAME} characters, the most a name may have")
    language = (value.language or "").lower().replace("_", "-")
    return Text(text, language if is_language(language) else script_language(text))


def year_in(name: str) -> int | None:
    """The one year that a name prints.

    >>> year_in("Lake Fair 2031"), year_in("2030/2031")
    (2031, None)
    """
    found = set(_YEAR.findall(name))
    return int(found.pop()) if len(found) == 1 else None


def series_in(name: Text) -> Text:
    """The name of the series in that of an edition.

    >>> series_in(Text("The 5th Lake Fair 2031", "en")).value
    'Lake Fair'
    """
    found = list(mentions(name.value, 0, script_language(name.value) == "zh"))
    if len(found) != 1:
        return name
    return Text(name.value[found[0].name_start : found[0].name_end], name.language)


def number_in(name: str) -> int | None:
    """The number of an edition that its name prints, or that is all of a text.

    >>> number_in("The 5th Lake Fair"), number_in("第五届湖博会"), number_in("12th"), number_in("x")
    (5, 5, 12, None)
    """
    if found := _NUMBER.match(name.strip()):
        return int(found[1]) or None
    found_numbers = {each.ordinal for each in mentions(name, 0, script_language(name) == "zh")}
    return found_numbers.pop() if len(found_numbers) == 1 else None
