"""A change of a graph: how it is asked for, what it did, and who is told how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..loaders.records.report import Report
from .check import Finding

__all__ = ["Progress", "Settings", "Silent", "Summary"]


class Progress(Protocol):
    """Who is told how far the work is."""

    def phase(self, name: str, total: int | None = None, unit: str = "rows") -> None:
        """A new phase begins; `total` is its expected number of `unit`, if that is known."""

    def advance(self, rows: int) -> None:
        """So many more rows (or what the unit of the phase is) were read."""


class Silent:
    """Progress that nobody is told."""

    def phase(self, name: str, total: int | None = None, unit: str = "rows") -> None:
        """Say nothing."""

    def advance(self, rows: int) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Settings:
    """How to change a graph.

    `mapping` is a mapping file (none: the bundled one), `base` the base IRI of a new graph,
    `encoding` that of the inputs where it is known. `contacts` asks for what may be personal in
    texts. With `dry_run` everything is done and
    nothing kept.
    """

    mapping: Path | None = None
    base: str | None = None
    encoding: str | None = None
    contacts: bool = False
    report: Report = field(default_factory=Report)
    progress: Progress = field(default_factory=Silent)
    dry_run: bool = False


@dataclass(frozen=True)
class Summary:
    """What a change did. `quads` counts the whole graph, `seconds` is wall time.

    `to_judge` is the number of pairs of names that wait for a judgement, `problems` are judgements
    that contradict each other.
    """

    version: str
    inputs: tuple[str, ...]
    replaced: tuple[str, ...]
    sources: int
    quads: int
    seconds: float
    warnings: tuple[Finding, ...]
    dry_run: bool
    to_judge: int = 0
    problems: tuple[str, ...] = ()
