"""The series that are known, and a mention of one."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["Mention", "is_whole", "known_series"]

_SERIES = Path(__file__).parents[2] / "bundled" / "series.csv"


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of an edition or series between `start` and `end` of the view.

    `name` is the series as printed (`name_start` to `name_end`), `short` an abbreviation or second
    name given with it. `known` is the identifier of a series whose name this is.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    name: str
    year: int | None = None
    ordinal: int | None = None
    short: str | None = None
    known: str | None = None
    strong: bool = False


@lru_cache(maxsize=1)
def known_series() -> dict[str, str]:
    """Identifier of each series of the bundled facts by case-folded name and abbreviation."""
    found: dict[str, str] = {}
    shared: Counter[str] = Counter()
    with _SERIES.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("name_en", "name_zh", "abbreviation"):
                for name in filter(None, (part.strip() for part in row[column].split(" / "))):
                    folded = name.replace("—", "-").casefold()
                    if folded.endswith("exposition"):
                        found.setdefault(folded.removesuffix("sition"), row["series_id"])
                    shared[folded] += found.get(folded, row["series_id"]) != row["series_id"]
                    found[folded] = row["series_id"]
    return {name: series for name, series in found.items() if not shared[name]}


def is_whole(mention: Mention) -> bool:
    """Whether a mention has the whole name of its series and not letters or a short name."""
    return len(mention.name.split()) > 2 or (len(mention.name) > 5 and not mention.name.isascii())
