"""What rows may refer to: things that exist already and those of the accepted rows."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Container, Iterable, Mapping

from .fields import REFERABLE
from .rules import Fault

__all__ = ["Known"]

# Near identifiers are looked for in at most so many, and for so many references.
_FEW = 5000
_MOST_HINTS = 50


class Known:
    """Identifiers and names by record type, and how a cell finds one of them.

    `ids` and `names` say what exists before the load; `names` leads from a case-folded name to
    the identifiers that carry it. Both are only read; what the load adds is kept apart.

    >>> known = Known({"organization": {"miit"}}, {"organization": {"工信部": {"miit"}}})
    >>> known.resolve("organization", "工信部")
    'miit'
    """

    def __init__(
        self,
        ids: Mapping[str, Container[str]] | None = None,
        names: Mapping[str, Mapping[str, Collection[str]]] | None = None,
    ) -> None:
        self._ids = ids or {}
        self._names = names or {}
        self._added: dict[str, set[str]] = {kind: set() for kind in REFERABLE}
        self._added_names: dict[str, dict[str, set[str]]] = {kind: {} for kind in REFERABLE}
        self._rejected: dict[str, dict[str, str]] = {kind: {} for kind in REFERABLE}
        self._hints = _MOST_HINTS

    def has(self, kind: str, identifier: str) -> bool:
        """Whether a thing of record type `kind` has exactly this identifier."""
        return identifier in self._added[kind] or identifier in self._ids.get(kind, ())

    def add(self, kind: str, identifier: str, names: Iterable[str] = ()) -> None:
        """Note a thing of an accepted row with its names."""
        self._added[kind].add(identifier)
        table = self._added_names[kind]
        for name in names:
            table.setdefault(_folded(name), set()).add(identifier)

    def reject(self, kind: str, identifier: str, place: str) -> None:
        """Note that the row at `place`, which would have described a thing, was rejected."""
        self._rejected[kind].setdefault(identifier, place)

    def resolve(self, kind: str, text: str) -> str | Fault:
        """Identifier of the thing that `text` names by identifier or by an unambiguous name."""
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if self.has(kind, text):
            return text
        folded = _folded(text)
        found: set[str] = {
            *self._names.get(kind, {}).get(folded, ()),
            *self._added_names[kind].get(folded, ()),
        }
        if len(found) == 1:
            return found.pop()
        if found:
            several = ", ".join(sorted(found))
            return Fault("ambiguous-name", f"{text!r} may be {several}; write the one you mean")
        if place := self._rejected[kind].get(text):
            return Fault("dangling-reference", f"{kind} {text!r} was rejected: {place}")
        hint = self._hint(kind, text)
        return Fault("dangling-reference", f"there is no {kind} {text[:200]!r}{hint}")

    def _hint(self, kind: str, text: str) -> str:
        pool: set[str] = set()
        for ids in (self._added[kind], self._ids.get(kind, ())):
            if isinstance(ids, Collection) and len(ids) <= _FEW:
                pool.update(ids)
        if not pool or not self._hints or len(text) > 100:
            return ""
        self._hints -= 1
        near = difflib.get_close_matches(text, sorted(pool), 3)
        return f"; did you mean {', '.join(near)}?" if near else ""


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
