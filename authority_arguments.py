"""The arguments of the command that checks identifiers of other data sets."""

from __future__ import annotations

import argparse
from collections.abc import Callable

__all__ = ["add_authority"]

_EXAMPLES = (
    "convenor authority lint --labels labels.csv",
    "convenor authority lint --fetch --save labels.csv",
)


def add_authority(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command that checks identifiers; `command` makes one (see `arguments`)."""
    added = command(
        "authority",
        "check what things are in other data sets against their names there",
        "\n  ".join(_EXAMPLES),
    )
    added.add_argument("action", choices=("lint",), help="compare our names with theirs")
    added.add_argument(
        "--labels",
        action="append",
        metavar="FILE",
        help="table (identifier, label, language, checked) or RDF file with labels; repeatable",
    )
    added.add_argument(
        "--fetch",
        action="store_true",
        help="ask Wikidata and ROR for the labels that are lacking or too old",
    )
    added.add_argument("--save", metavar="FILE", help="keep all labels in a CSV file")
    added.add_argument(
        "--days", type=int, default=365, help="how long a label proves something (default: 365)"
    )
    added.add_argument(
        "--format",
        choices=("table", "csv", "tsv", "json", "md"),
        default="table",
        help="form of the output",
    )
