"""Rows: a result as the template of a table takes it."""

from __future__ import annotations

from typing import Any

from ...graph.result import Result
from ..addresses import Addresses

__all__ = ["MOST_ROWS", "table_of"]

MOST_ROWS = 1_000  # rows of a result on a page


def table_of(found: Result, addresses: Addresses) -> dict[str, Any]:
    """What the template of a table takes: header, rows of linked words, and if there are more."""
    header, rows = found.linked()
    shown = [
        [[(text, addresses.link(iri)) for text, iri in cell] for cell in row]
        for row in rows[:MOST_ROWS]
    ]
    return {"header": header, "rows": shown, "more": len(rows) > MOST_ROWS}
