"""The arguments of the commands that tell what changed: diff, changes."""

from __future__ import annotations

import argparse
from collections.abc import Callable

__all__ = ["add_changes"]

_DIFF = (
    "convenor diff release-2026-10 release-2026-11",
    "convenor diff 3 5",
    "convenor diff old/graph.nq.gz ~/.local/share/convenor --format patch > changes.rdfp",
)
_CHANGES = (
    "convenor changes",
    "convenor changes --since 3",
    "convenor changes --since 2026-11-01 --language zh",
    "convenor changes --since 3 --format patch > changes.rdfp",
)


def add_changes(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that tell what changed; `command` makes one (see `arguments`)."""
    diff = command(
        "diff",
        "show what tells two states of a graph apart",
        "\n  ".join(_DIFF),
    )
    what = "release, graph folder, file of N-Quads (.nq, .gz, .zst), or revision of the graph"
    diff.add_argument("old", metavar="OLD", help=what)
    diff.add_argument("new", metavar="NEW", help="the same")
    changes = command(
        "changes",
        "list the revisions of the graph, or show what changed since one",
        "\n  ".join(_CHANGES),
    )
    changes.add_argument(
        "--since", metavar="VERSION", help="number of a revision, or a date: 2026-11-01"
    )
    for added in (diff, changes):
        added.add_argument(
            "--format",
            choices=("text", "patch", "json"),
            default="text",
            help="a list to read, RDF Patch, or JSON",
        )
        added.add_argument("--language", default="en", help="language of the labels (en, zh)")
