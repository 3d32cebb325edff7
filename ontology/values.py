"""Values: what records are made of beside plain ones."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Amount", "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A wording with the language it is in (lower-case BCP 47 tag), if that is known."""

    value: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure. `value` is in single units (7351 yi yuan is 735100000000 CNY).

    `bound` is a concept of the scheme bound: exact, at least, more than, about, nearly, up to.
    """

    value: int | str
    unit: str
    bound: str
