"""Vocabulary: what the terms of other vocabularies mean to us, read from the files beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["Vocabulary", "vocabulary"]

_FOLDER = Path(__file__).with_name("vocabularies")
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


@dataclass
class Vocabulary:
    """All vocabularies in one table, by the names of their terms (``schema:Event``).

    `classes` has what the things of a class are (event, series, body, ...), `fields` the terms of
    each field, `roles` the role that a property stands for, `status` what a value says of an event,
    `left_out` why a property is not read. `read` are the properties that are, `titles` the names of
    the vocabularies.
    """

    prefixes: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)

    def add(self, table: dict[str, Any]) -> None:
        """Add what one file says."""
        self.titles.append(table["title"])
        self.prefixes |= {bare.casefold(): name for name, bare in table["prefixes"].items()}
        for name, terms in table.get("fields", {}).items():
            self.fields[name] = (*self.fields.get(name, ()), *terms)
            self.read.update(terms)
        for kinds, found in (
            (self.classes, table.get("classes", {})),
            (self.roles, table.get("roles", {})),
            (self.status, table.get("status", {})),
            (self.left_out, table.get("left_out", {})),
        ):
            kinds |= {term: name for name, terms in found.items() for term in terms}
        self.read |= self.roles.keys()
        bare = {name: start for start, name in self.prefixes.items()}
        for term in (*self.read, *self.classes, *self.status, *self.left_out):
            prefix, _, name = term.partition(":")
            self._known[bare[prefix] + name] = term
            self._known.setdefault(bare[prefix] + name.casefold(), term)

    def term(self, iri: str) -> str:
        """The name of the term that an IRI means, whatever its scheme and the case of its letters.

        Terms of the vocabularies that are not in their files keep their own name, all others
        their IRI. What follows a class, as in ``schema.org/Event/name``, is its property.
        """
        bare = _SCHEME.sub("", iri, count=1)
        folded = bare.casefold()
        # As it is written first: locn:Address is a class, locn:address a property.
        if found := self._known.get(bare) or self._known.get(folded):
            return found
        for start, prefix in self.prefixes.items():
            if folded.startswith(start):
                head, _, name = bare[len(start) :].rpartition("/")
                if head and start + head.casefold() in self._known:
                    return self.term(f"http://{start}{name}")
                return f"{prefix}:{bare[len(start) :]}"
        return iri

    def kinds(self, types: Iterable[str]) -> set[str]:
        """What a thing of these classes is."""
        return {self.classes[each] for each in types if each in self.classes}

    def of(self, name: str) -> tuple[str, ...]:
        """The terms of a field."""
        return self.fields.get(name, ())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The bundled vocabularies.

    >>> vocabulary().term("HTTP://www.Schema.org/startdate")
    'schema:startDate'
    """
    found = Vocabulary()
    for path in sorted(_FOLDER.glob("*.toml"), reverse=True):
        found.add(tomllib.loads(path.read_text("utf-8")))
    return found
