"""Bulk: the names of dumps, which are far too many for a person to look at."""

from __future__ import annotations

from collections.abc import Sequence

from ...loaders.text.output.resolver import Resolved
from ...ontology.model import Text
from .resolver import NameResolver

__all__ = ["Bulk"]

_MOST = 2000  # unknown names that are kept, so that memory stays flat


class Bulk:
    """A resolver of dumps: what is known is found as ever, and names lead to the same identifiers.

    Only the first names that are not known are noted in `resolver`, which proposes them for
    judging; `passed_over` counts the others.
    """

    def __init__(self, resolver: NameResolver) -> None:
        self.passed_over = 0
        self._resolver = resolver
        self._noted = 0

    def series(self, names: Sequence[Text]) -> Resolved:
        """The series that has these names; see `convenor.loaders.text.output.resolver.Resolver`."""
        return self._count(self._resolver.series(names))

    def body(self, name: Text, aliases: Sequence[Text] = (), place: str | None = None) -> Resolved:
        """The body of that name; see `convenor.loaders.text.output.resolver.Resolver`."""
        return self._count(self._resolver.body(name, aliases, place))

    def _count(self, found: Resolved) -> Resolved:
        if found.known:
            return found
        self._noted += 1
        if self._noted > _MOST:
            self.passed_over += 1
        if self._noted % _MOST == 0:
            self._resolver = self._resolver.renewed()
        return found
