"""Known things: the series and editions that tables describe, which texts may speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ....ontology.model import Edition, Record, Series

__all__ = ["KnownThings"]


class KnownThings:
    """What records of tables say of series and editions, for finding them again.

    >>> known = KnownThings()
    >>> known.edition("canton-fair", 2024, 135) is None
    True
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.names: dict[str, set[str]] = defaultdict(set)
        self._editions: dict[str, dict[str, tuple[set[int], set[int]]]] = defaultdict(dict)
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Note a series with its names, or an edition with its years and numbers."""
        if isinstance(record, Series):
            names = {text.value for text in (*record.names, *record.aliases)}
            self.names[record.id] |= names | {record.abbreviation or record.id}
        elif isinstance(record, Edition) and record.series:
            own = self._editions[record.series].setdefault(record.id, (set(), set()))
            for values, value in zip(own, (record.year, record.ordinal), strict=True):
                if value is not None:
                    values.add(value)

    def edition(self, series: str, year: int | None, ordinal: int | None) -> str | None:
        """The one edition of a series that has this number, or else this year.

        None where no edition or several fit, or where year and number contradict each other. A
        fair that is held twice a year has two editions in it, so the number comes first.
        """
        found = []
        for identifier, (years, ordinals) in self._editions[series].items():
            same_year = None if year is None or not years else year in years
            same_number = None if ordinal is None or not ordinals else ordinal in ordinals
            if False not in (same_year, same_number) and True in (same_year, same_number):
                found.append((same_number is not True, identifier))
        best = [identifier for rank, identifier in sorted(found) if rank == min(found)[0]]
        return best[0] if len(best) == 1 else None
