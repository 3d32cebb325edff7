"""Places: town, province, country and venue of an event, of what describes its location."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ...ontology.model import Text
from ..calendars.places import read_places
from ..records.languages import script_language
from ..records.rules import Fault
from .nodes import Node, Value
from .vocabulary import Vocabulary
from .words import read_words

__all__ = ["Places"]

_FIELDS = ("city", "province", "country")
_DEEPEST = 8  # places that lie in each other

Find = Callable[[str, str], Node | None]


class Places:
    """Reads locations; `find` gives the node that a page refers to."""

    def __init__(self, vocabulary: Vocabulary, find: Find) -> None:
        self._vocabulary, self._find = vocabulary, find

    def read(self, value: Value, page: str) -> dict[str, Text]:
        """Fields of an edition by name, as far as the location says them."""
        if not value.is_ref:
            words = read_words(value)
            return {} if isinstance(words, Fault) else _split(words)
        found: dict[str, Text] = {}
        key, seen = value.text, set[str]()
        while key not in seen and len(seen) < _DEEPEST:
            seen.add(key)
            if (node := self._find(page, key)) is None:
                break
            for name, words in self._of(node).items():
                # Around a place lie a town, a province and a country, but no other venue.
                if name != "venue" or len(seen) == 1:
                    found.setdefault(name, words)
            within = next(node.all(self._vocabulary.of("within")), None)
            if within is None:
                break
            if not within[1].is_ref:
                found = {**_without_venue(self.read(within[1], node.page)), **found}
                break
            page, key = node.page, within[1].text
        return found

    def _of(self, node: Node) -> dict[str, Text]:
        """What a place or an address says of itself."""
        kinds = self._vocabulary.kinds(node.types)
        if "online" in kinds:
            return {}
        found: dict[str, Text] = {}
        for _, value in node.all(self._vocabulary.of("address")):
            if value.is_ref and value.text != node.key:
                inner = self._find(node.page, value.text)
                found |= self._parts(inner) if inner else {}
            elif not value.is_ref:
                found |= _without_venue(self.read(value, node.page))
        found |= self._parts(node)
        for _, value in node.all(self._vocabulary.of("names")):
            words = read_words(value)
            if not isinstance(words, Fault):
                own = _split(words)
                # The name of a hall in a known town is its venue, not a town of its own.
                for name in own.keys() - found.keys():
                    found[name] = own[name]
        return found

    def _parts(self, node: Node) -> dict[str, Text]:
        """The parts of an address that have a property of their own."""
        found = {}
        for name in _FIELDS:
            for _, value in node.all(self._vocabulary.of(name)):
                words = self._name(value, node.page)
                if words and name not in found:
                    found[name] = _country(words) if name == "country" else words
        return found

    def _name(self, value: Value, page: str) -> Text | None:
        if value.is_ref:
            node = self._find(page, value.text)
            named = next(node.all(self._vocabulary.of("names")), None) if node else None
            if named is None or named[1].is_ref:
                return None
            value = named[1]
        words = read_words(value)
        return None if isinstance(words, Fault) else words


@lru_cache(maxsize=4096)
def _split(words: Text) -> dict[str, Text]:
    parts = read_places(words.value)
    if parts == {"venue": words.value}:
        return {"venue": words}
    return {name: Text(text, script_language(text)) for name, text in parts.items()}


def _without_venue(found: dict[str, Text]) -> dict[str, Text]:
    """What of an address is no street."""
    return {name: words for name, words in found.items() if name != "venue"}


@lru_cache(maxsize=512)
def _country(words: Text) -> Text:
    """A country by its name; its ISO 3166 code stands for the English name of CLDR."""
    from babel import Locale

    code = words.value.upper()
    if len(code) == 2 and (name := Locale("en").territories.get(code)):
        return Text(name, "en")
    return words
