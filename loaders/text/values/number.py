"""A printed number: its place, value, bound and unit."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Number"]


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number from `start` (of its bound word) to `end` (of its unit) in a sentence.

    `value` is in single units (1.5 trillion is 1500000000000), None for a fraction that is no
    whole number. `bound` is exact, at least, more than, about, nearly or up to. `unit` is CNY, USD,
    another ISO 4217 code, m2, sqft, t, km/h, percent, days or ``""`` for a count. `digits` is where
    the
    figure itself begins and `stop` where it ends, before its unit.
    """

    start: int
    digits: int
    stop: int
    end: int
    value: int
    bound: str
    unit: str
