"""What is remembered while a release is written: on disk, so that memory stays flat."""

from __future__ import annotations

import sqlite3
from types import TracebackType
from typing import Self

__all__ = ["Lookup"]

_BATCH = 10_000


class Lookup:
    """Texts by key, several for one key, in a scratch file that goes with it.

    >>> with Lookup() as lookup:
    ...     lookup.add("a", "2")
    ...     lookup.add("a", "1")
    ...     lookup.get("a"), "b" in lookup
    (['1', '2'], False)
    """

    def __init__(self) -> None:
        self._file = sqlite3.connect("")
        self._file.execute(
            "CREATE TABLE fact (key TEXT, value TEXT, PRIMARY KEY (key, value)) WITHOUT ROWID"
        )
        self._pending: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, key: str, value: str = "") -> None:
        """Remember a text for a key, once."""
        self._pending.append((key, value))
        if len(self._pending) >= _BATCH:
            self._flush()

    def get(self, key: str) -> list[str]:
        """The texts for a key, in order."""
        if self._pending:
            self._flush()
        found = self._file.execute("SELECT value FROM fact WHERE key = ? ORDER BY value", (key,))
        return [value for (value,) in found]

    def __contains__(self, key: str) -> bool:
        return bool(self.get(key))

    def _flush(self) -> None:
        self._file.executemany("INSERT OR IGNORE INTO fact VALUES (?, ?)", self._pending)
        self._pending.clear()
