"""The bundle: what runs in a browser, made when the wheel is built. Pages work without it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["bundled"]

_BUNDLE = Path(__file__).parent / "static/bundle"


def bundled(name: str) -> bool:
    """True if a file of the bundle is there, so that a page may use it."""
    return (_BUNDLE / name).is_file()
