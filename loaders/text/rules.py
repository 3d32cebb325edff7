"""Rules: patterns with their own examples, kept as data in the folder ``rules``.

A rule says which words start it (`triggers`, one of them has to be in the sentence), what it looks
for (`pattern`) and which frame reads what was found. Its examples are run as tests and printed in
the documentation: `yes` maps a sentence to what must come out of it, `no` lists sentences of which
nothing may.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import ahocorasick

__all__ = ["Rule", "lexicon", "rules", "started"]

_FOLDER = Path(__file__).with_name("rules")


@dataclass(eq=False)
class Rule:
    """One rule. `options` is what its frame needs to know, such as the role of a list of bodies.

    In patterns ``{quote}`` stands for a quoted wording (group quote), ``{event}`` for a word that
    means the edition (the convention, 大会), ``{to_be}`` for is, was, will be, ...
    """

    name: str
    frame: str
    language: str
    pattern: str
    triggers: tuple[str, ...]
    yes: dict[str, list[str]] = field(default_factory=dict)
    no: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern; matched without regard to case unless an option says so."""
        text = self.pattern
        for name, part in _parts(self.language).items():
            text = text.replace("{" + name + "}", part)
        return re.compile(text, 0 if self.options.get("case") else re.IGNORECASE)


@lru_cache(maxsize=2)
def _parts(language: str) -> dict[str, str]:
    """Parts that patterns share, from the table ``parts`` of the language's ``parts.toml``."""
    parts: dict[str, str] = _table(language, "parts")["parts"]
    return parts


@lru_cache(maxsize=16)
def _table(language: str, name: str) -> dict[str, Any]:
    with (_FOLDER / language / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=64)
def lexicon(language: str, name: str) -> dict[str, Any]:
    """A table of words from ``lexicon.toml`` of a language."""
    words: dict[str, Any] = _table(language, "lexicon")[name]
    return words


@lru_cache(maxsize=2)
def _triggers(language: str) -> ahocorasick.Automaton:
    """Finds the words that start rules; each leads to the places of its rules."""
    places: dict[str, list[int]] = {}
    for place, rule in enumerate(rules(language)):
        for word in rule.triggers:
            places.setdefault(word, []).append(place)
    automaton = ahocorasick.Automaton()
    for word, found in places.items():
        automaton.add_word(word, found)
    automaton.make_automaton()
    return automaton


def started(language: str, folded: str) -> list[Rule]:
    """The rules whose words a case-folded sentence holds, in their order."""
    found: set[int] = set()
    for _, places in _triggers(language).iter(folded):
        found.update(places)
    every = rules(language)
    return [every[place] for place in sorted(found)]


@lru_cache(maxsize=2)
def rules(language: str) -> tuple[Rule, ...]:
    """All rules of a language (``en`` or ``zh``) in the order of their files and places."""
    found = []
    for path in sorted((_FOLDER / language).glob("*.toml")):
        for entry in _table(language, path.stem).get("rules", ()):
            own = {"name", "frame", "pattern", "triggers", "yes", "no"}
            found.append(
                Rule(
                    name=f"{language}:{entry['name']}",
                    frame=entry["frame"],
                    language=language,
                    pattern=entry["pattern"],
                    triggers=tuple(entry["triggers"]),
                    yes=entry.get("yes", {}),
                    no=tuple(entry.get("no", ())),
                    options={key: value for key, value in entry.items() if key not in own},
                )
            )
    return tuple(found)
