"""The command that writes a release, and what it tells of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from .graph.export.formats import STANDARD
from .graph.export.output import File
from .graph.export.release import ReleaseSettings, export
from .graph.export.selection import Selection
from .graph.knowledge import KnowledgeGraph
from .progress import progress
from .tables import write_table
from .years import read_years

__all__ = ["make_release"]


def make_release(graph: KnowledgeGraph, options: argparse.Namespace, stream: IO[str]) -> None:
    """Write the release that was asked for, and tell which files it has."""
    with progress(options.quiet) as shown:
        made = export(
            graph,
            Path(options.folder),
            ReleaseSettings(
                formats=tuple(
                    dict.fromkeys([*(options.format or STANDARD), *(options.also or ())])
                ),
                compression=options.compress,
                selection=_selection(options),
                about=Path(options.about) if options.about else None,
                site=options.site,
                is_checked=options.rdf11,
                replace=options.replace,
                progress=shown,
            ),
        )
    sys.stderr.writelines(f"{warning}\n" for warning in made.warnings)
    write_table(("files", "number", "bytes"), _rows(made.files), stream)
    figures = made.statistics
    stream.write(
        f"\n{made.folder}: {figures.quads:,} quads, {figures.triples:,} different triples.\n"
        f"Canonical hash {figures.sha256}\n"
        f"Read {made.folder / 'index.html'} first; {made.folder / 'SHA256SUMS'} has all sums.\n"
    )


def _rows(files: Sequence[File]) -> list[tuple[str, str, str]]:
    """The files of a release, those of a folder together."""
    sizes: dict[str, list[int]] = {}
    for file in files:
        folder, slash, _ = file.path.partition("/")
        sizes.setdefault(folder + slash, []).append(file.size)
    return [(name, f"{len(found):,}", f"{sum(found):,}") for name, found in sizes.items()]


def _selection(options: argparse.Namespace) -> Selection:
    return Selection(
        series=tuple(options.series or ()),
        years=read_years(options.years) or (None, None),
        sources=tuple(options.source or ()),
        licenses=tuple(options.license or ()),
        classes=tuple(options.classes or ()),
        claims=not options.no_claims,
    )
