"""The build backend (PEP 517): setuptools, with the explorer's bundle made before it."""

from __future__ import annotations

from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

from .bundle import make, needs

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

_Settings = dict[str, Any] | None


def get_requires_for_build_wheel(config_settings: _Settings = None) -> list[str]:
    """What a build of the wheel needs beside setuptools: Node, where there is none."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *needs()]


def get_requires_for_build_sdist(config_settings: _Settings = None) -> list[str]:
    """Likewise for the source distribution, which carries the bundle."""
    return [*build_meta.get_requires_for_build_sdist(config_settings), *needs()]


def build_wheel(
    wheel_directory: str,
    config_settings: _Settings = None,
    metadata_directory: str | None = None,
) -> str:
    """Make the bundle, then the wheel; returns the name of its file."""
    make()
    name: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    return name


def build_sdist(sdist_directory: str, config_settings: _Settings = None) -> str:
    """Make the bundle, then the source distribution; returns the name of its file."""
    make()
    name: str = build_meta.build_sdist(sdist_directory, config_settings)
    return name
