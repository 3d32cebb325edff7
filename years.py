"""Ranges of years as people write them."""

from __future__ import annotations

from .ontology.errors import SettingError

__all__ = ["read_years"]


def read_years(text: str | None) -> tuple[int | None, int | None] | None:
    """First and last year: ``2018-2025``, ``2018-``, ``-2025`` or one year."""
    if text is None:
        return None
    first, dash, last = text.replace("–", "-").partition("-")
    try:
        start, end = (int(part) if part.strip() else None for part in (first, last))
        if start is None and end is None:
            raise ValueError
    except ValueError as error:
        raise SettingError(
            f"{text!r} is no range of years", "Write one as 2018-2025, 2018- or 2023."
        ) from error
    return (start, end if dash else start)
