"""Skipped: what of a file is not loaded, by class and property, with its number and the reason."""

from __future__ import annotations

from collections import Counter

from .nodes import Node
from .vocabulary import Vocabulary

__all__ = ["Skipped"]

_MOST = 1000  # kinds of things that are counted on their own
_SHOWN = 40
_UNKNOWN = "not read"


class Skipped:
    """Counts what is left out."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._found: Counter[tuple[str, str]] = Counter()

    def value(self, node: Node, term: str, reason: str, number: int = 1) -> None:
        """Count values of a property of a node."""
        self._count(f"{_class_of(node)}.{term.rpartition(':')[2]}", reason, number)

    def rest(self, node: Node, read: frozenset[str]) -> None:
        """Count the values of a node that its kind does not `read`, by why they are not."""
        for term, values in node.values.items():
            if term not in read:
                reason = self._vocabulary.left_out.get(term, _UNKNOWN)
                self.value(node, term, reason, len(values))

    def node(self, node: Node, reason: str = _UNKNOWN) -> None:
        """Count a whole node."""
        self._count(_class_of(node), reason, 1)

    def lines(self) -> list[str]:
        """What was counted, the most first; what goes beyond the shown ones is one line."""
        ranked = sorted(self._found.items(), key=lambda each: (-each[1], each[0]))
        shown = [f"{what} ({number:,}): {why}" for (what, why), number in ranked[:_SHOWN]]
        if rest := ranked[_SHOWN:]:
            total = sum(number for _, number in rest)
            shown.append(f"{len(rest):,} other kinds of things ({total:,})")
        return shown

    def _count(self, what: str, reason: str, number: int) -> None:
        key = (what[:100], reason)
        if key not in self._found and len(self._found) >= _MOST:
            key = ("what else there is", _UNKNOWN)
        self._found[key] += number


def _class_of(node: Node) -> str:
    return min(node.types, default="(no class)").removeprefix("schema:")
