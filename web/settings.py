"""Settings of the server, read once from flags and environment and handed down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """What the server serves and what a query may take.

    `workers` queries are answered at a time, each in at most `seconds`, with at most `memory`
    megabytes of memory and an answer of at most `bytes`.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    seconds: float = 10.0
    memory: int = 2048
    bytes: int = 64 << 20
