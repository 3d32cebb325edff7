"""Globs: what a pattern of paths matches, and which of it lies outside the folder it names."""

from __future__ import annotations

import glob
from pathlib import Path

__all__ = ["is_glob", "matches"]


def is_glob(path: str) -> bool:
    """True for a path with ``*``, ``?`` or ``[]``."""
    return glob.has_magic(path)


def matches(pattern: str) -> list[tuple[str, Path, bool]]:
    """Each match, sorted, as its name after the fixed part of the pattern and its path.

    The third part is True for what a link leads to outside of that fixed part.
    """
    parts = []
    for part in Path(pattern).parts:
        if glob.has_magic(part):
            break
        parts.append(part)
    fixed = Path(*parts)
    folder = fixed.resolve()
    # Path.glob needs a pattern relative to a folder.
    found = [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207
    return [
        (path.relative_to(fixed).as_posix(), path, not path.resolve().is_relative_to(folder))
        for path in found
    ]
