"""Columns of the tables of a release: found in the values that a property has."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

from pyoxigraph import Literal, NamedNode, Triple

from ...ontology.iris import PREFIXES, expand

__all__ = ["Column", "Key", "Tally", "Values", "columns_of", "values_of"]

# A property (its IRI, or a name of ours for what no property says), and what its values are:
# "iri", "@" and a language, "" for other literals, "^" and a class for things of which the
# property is said with this one as its value.
Key = tuple[str, str]
Values = dict[Key, list[NamedNode | Literal]]

_XSD = PREFIXES["xsd"]
_STRING = expand("xsd:string")
_PRIVATE = range(0xE000, 0xF900)  # characters that no text should have
_FIRST = ("prefLabel", "label", "title")


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _written(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


# The form that a datatype has in tables, and whether a text is written in it.
_FORMS: dict[str, tuple[str, Callable[[str], object]]] = {
    _XSD + "boolean": ("boolean", _written("true|false")),
    _XSD + "date": ("date", lru_cache(4096)(_is_date)),
    _XSD + "decimal": ("decimal", _written(r"-?[0-9]{1,19}(?:\.[0-9]{1,19})?")),
    _XSD + "gYear": ("year", _written("[0-9]{4}")),
    _XSD + "integer": ("integer", _written("-?[0-9]{1,18}")),
}
_NUMBERS = {_XSD + "decimal", _XSD + "integer"}


@dataclass(frozen=True)
class Column:
    """A column: the values of one property, in one language if they have one.

    `form` is that of every value: ``iri``, ``text``, ``boolean``, ``date``, ``year``, ``integer``
    or ``decimal`` with at most `scale` digits after the point. Where a thing has several values,
    `separator` stands between them: a character that is in none of them. `is_exact` is false where
    the terms cannot be told from a cell alone. An `inverse` column names things of which the
    property is said, and the thing of the row is its value.
    """

    name: str
    property: str = ""
    form: str = "text"
    language: str = ""
    separator: str = ""
    scale: int = 0
    is_exact: bool = False
    inverse: bool = False


class Tally:
    """What the values of a key have been so far."""

    def __init__(self) -> None:
        self._most = 0
        self._scale = 0
        self._fits = True  # each is written in the form of its datatype
        self._is_ascii = True
        self._datatypes: set[str] = set()
        self._characters: set[str] = set()

    def add(self, values: Sequence[NamedNode | Literal]) -> None:
        """Count the values that one thing has."""
        self._most = max(self._most, len(values))
        for value in values:
            text = value.value
            if isinstance(value, NamedNode):
                self._is_ascii = self._is_ascii and text.isascii()
            else:
                self._add(text, value.datatype.value)

    def _add(self, text: str, datatype: str) -> None:
        self._datatypes.add(datatype)
        self._characters.update(text)
        if datatype in _FORMS:
            self._fits = self._fits and bool(_FORMS[datatype][1](text))
            self._scale = max(self._scale, len(text.partition(".")[2]))

    def column(self, name: str, key: Key) -> Column:
        """The column for these values."""
        kind = key[1]
        several = self._most > 1
        property_ = key[0] if ":" in key[0] else ""
        if kind == "iri" or kind.startswith("^"):
            # In CSVW a list makes no IRIs, and a template escapes what is not ASCII.
            exact = bool(property_) and self._is_ascii and not several
            separator = " " * several
            inverse = kind != "iri"
            return Column(name, property_, "iri", "", separator, 0, exact, inverse)
        form = self._form()
        plain = form != "text" or bool(kind) or self._datatypes == {_STRING}
        exact = bool(property_) and plain and len(self._datatypes) == 1
        unused = (each for each in chain("|;¦", map(chr, _PRIVATE)) if each not in self._characters)
        separator = next(unused) if several else ""
        scale = self._scale if form == "decimal" else 0
        return Column(name, property_, form, kind[1:], separator, scale, exact)

    def _form(self) -> str:
        if not self._fits:
            return "text"
        if self._datatypes == _NUMBERS:
            return "decimal"
        forms = {_FORMS[each][0] if each in _FORMS else "text" for each in self._datatypes}
        return forms.pop() if len(forms) == 1 else "text"


def values_of(triples: Iterable[Triple]) -> Values:
    """The values of each property of one thing, those in one language together."""
    found: Values = defaultdict(list)
    for triple in triples:
        value = triple.object
        if isinstance(value, NamedNode):
            found[triple.predicate.value, "iri"].append(value)
        elif isinstance(value, Literal):
            language = value.language
            found[triple.predicate.value, f"@{language}" if language else ""].append(value)
    return found


def columns_of(tallies: dict[Key, Tally], taken: Iterable[str] = ()) -> dict[Key, Column]:
    """A column for each key under a name of its own, in order: labels come first."""
    used = {name.lower() for name in taken}
    things = {property_ for property_, kind in tallies if kind == "iri"}
    made: dict[Key, Column] = {}
    for name, key in sorted((_name(key, things), key) for key in tallies):
        others = (f"{name}_{number}" for number in count(2))
        free = next(each for each in chain([name], others) if each.lower() not in used)
        used.add(free.lower())
        made[key] = tallies[key].column(free, key)
    return dict(sorted(made.items(), key=lambda pair: pair[1].name.split("_")[0] not in _FIRST))


def _name(key: Key, things: set[str]) -> str:
    """The end of the IRI of the property; texts of one that leads to things too are set apart."""
    property_, kind = key
    if kind.startswith("^"):
        return kind[1:]
    name = re.sub(r"\W", "_", re.split(r"[/#:]", property_.rstrip("/#"))[-1], flags=re.ASCII)
    name = name if name[:1].isalpha() else f"property_{name}"
    if kind.startswith("@"):
        return f"{name}_{kind[1:].replace('-', '_')}"
    return f"{name}_text" if not kind and property_ in things else name
