"""Who says which body or series a name in a text means; the graph has the one that knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ....ontology.model import Text

__all__ = ["Resolved", "Resolver"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The identifier that a name leads to.

    `known` tells that authority files, tables or a judgement know the thing; otherwise the
    identifier is made of the name. `kind` is a concept of the scheme kind, if it is known or the
    name says it; always None for a series.
    """

    id: str
    known: bool
    kind: str | None = None


class Resolver(Protocol):
    """Finds what names mean."""

    def series(self, names: Sequence[Text]) -> Resolved:
        """The series that has these names."""

    def body(self, name: Text, aliases: Sequence[Text] = (), place: str | None = None) -> Resolved:
        """The body of that name; `aliases` are its other names in the text.

        `place` is where its edition is held: a hint for people, never a reason to merge. What only
        describes a body ("the organizing committee") is another one at another place.
        """
