"""The commands that change a graph: build, load, unload, with their progress and what they tell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from .graph.build import build, load, unload
from .graph.change import Progress, Settings, Summary
from .graph.folder import GraphFolder
from .loaders.fetching.addresses import is_address
from .loaders.fetching.cache import Cache, default_cache
from .loaders.fetching.fetcher import Fetcher
from .loaders.fetching.inputs import fetch_input
from .loaders.fetching.limits import Limits
from .loaders.inputs import SUFFIXES, Input, Inputs, find_inputs
from .loaders.records.report import Report
from .ontology.errors import SettingError
from .progress import progress
from .terminal import render_report, render_summary

__all__ = ["change", "read_limits", "take_out"]

_REJECTED = 3  # exit code: done, but some rows or texts were rejected


def change(options: argparse.Namespace, folder: GraphFolder) -> int:
    """Build a graph or load into it; the exit code."""
    report = Report(Path(options.report) if options.report else None, strict=options.strict)
    with progress(options.quiet) as shown:
        folder.progress = shown
        inputs = _find(options, shown) if options.paths else None
        settings = Settings(
            mapping=Path(options.mapping) if options.mapping else None,
            base=getattr(options, "base", None),
            encoding=options.encoding,
            contacts=options.contacts,
            report=report,
            progress=shown,
            dry_run=options.dry_run,
        )
        asked: Callable[..., Summary] = build if options.command == "build" else load
        summary = asked(folder, inputs, settings)
    skipped = getattr(inputs, "skipped", ())
    sys.stderr.writelines(f"Not read: {name}: {reason}\n" for name, reason in skipped)
    render_report(report, sys.stderr)
    render_summary(summary, sys.stdout)
    return _REJECTED if report.rows_rejected or report.faults else 0


def _find(options: argparse.Namespace, shown: Progress) -> Inputs:
    """The inputs that are named; what is on the web is fetched."""
    addresses = [path for path in options.paths if is_address(path)]
    if not addresses:
        return find_inputs(options.paths, options.name, SUFFIXES.keys())
    shown.phase("fetching", len(addresses), unit="addresses")
    with Fetcher(read_limits(options), Cache(default_cache())) as fetcher:

        def fetch(address: str) -> Input:
            found = fetch_input(fetcher, address, SUFFIXES.keys())
            shown.advance(1)
            return found

        return find_inputs(options.paths, options.name, SUFFIXES.keys(), fetch)


def read_limits(options: argparse.Namespace) -> Limits:
    """The limits of a fetch that the command line sets. Raises SettingError."""
    for option in ("timeout", "largest"):
        if not getattr(options, option) > 0:
            raise SettingError(f"--{option} is not more than nothing", "Give a larger number.")
    return Limits(
        total=options.timeout,
        largest=int(options.largest * (1 << 20)),
        private=options.allow_private,
    )


def take_out(options: argparse.Namespace, folder: GraphFolder) -> None:
    """Unload inputs or sources."""
    with progress(options.quiet) as shown:
        folder.progress = shown
        summary = unload(folder, options.names, Settings(progress=shown))
    render_summary(summary, sys.stdout)
