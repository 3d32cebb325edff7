"""The commands that change a graph: build, load, unload, with their progress and what they tell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from .graph.build import build, load, unload
from .graph.change import Settings, Summary
from .graph.folder import GraphFolder
from .loaders.inputs import SUFFIXES, find_inputs
from .loaders.records.report import Report
from .progress import progress
from .terminal import render_report, render_summary

__all__ = ["change", "take_out"]

_REJECTED = 3  # exit code: done, but some rows or texts were rejected


def change(options: argparse.Namespace, folder: GraphFolder) -> int:
    """Build a graph or load into it; the exit code."""
    inputs = find_inputs(options.paths, options.name, SUFFIXES.keys()) if options.paths else None
    report = Report(Path(options.report) if options.report else None, strict=options.strict)
    with progress(options.quiet) as shown:
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


def take_out(options: argparse.Namespace, folder: GraphFolder) -> None:
    """Unload inputs or sources."""
    with progress(options.quiet) as shown:
        summary = unload(folder, options.names, Settings(progress=shown))
    render_summary(summary, sys.stdout)
