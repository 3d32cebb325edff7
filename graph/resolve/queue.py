"""The queue of candidate pairs of one version of a graph, as a file of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from ...ontology.errors import StoreError
from .candidates import Candidate, Named

__all__ = ["QUEUE", "read_queue", "write_queue"]

QUEUE = "queue.jsonl"  # in the folder of a version


def write_queue(path: Path, candidates: Iterable[Candidate]) -> None:
    """Write a queue. Raises OSError."""
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        for candidate in candidates:
            file.write(json.dumps(asdict(candidate), ensure_ascii=False) + "\n")


def read_queue(path: Path) -> list[Candidate]:
    """The queue in a file; none if there is no file. Raises StoreError where it cannot be read."""
    try:
        lines = path.read_text("utf-8").split("\n") if path.exists() else []
        return [_candidate(json.loads(line)) for line in lines if line]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"cannot read the queue of candidates in {path}: {error}",
            "Build the graph again: convenor build",
        ) from error


def _candidate(cells: dict[str, object]) -> Candidate:
    sides = {name: _named(cells.pop(name)) for name in ("one", "other")}
    reasons = cells.pop("reasons")
    assert isinstance(reasons, list)
    return Candidate(**sides, reasons=tuple(reasons), **cells)  # type: ignore[arg-type]


def _named(cells: object) -> Named:
    assert isinstance(cells, dict)
    return Named(**cells | {"names": tuple(cells["names"])})
