"""The arguments of what reads from the web: addresses among files, and harvests of endpoints."""

from __future__ import annotations

import argparse
from collections.abc import Callable

__all__ = ["add_harvest", "add_limits"]

_EXAMPLES = (
    "convenor harvest https://example.org/sparql --mapping wikidata --into fairs.nq --load",
    "convenor harvest https://example.org/sparql --query fairs.rq --into fairs.jsonl",
    "convenor harvest https://example.org/sparql --keys things.rq --query names.rq --into names.nq",
)


def add_limits(parser: argparse.ArgumentParser, timeout: float, largest: float) -> None:
    """Add what bounds each answer of the web, with how much that is if nothing is said."""
    parser.add_argument(
        "--allow-private", action="store_true", help="ask addresses of the own network as well"
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=float,
        default=timeout,
        help=f"the longest that an answer of the web may take ({timeout:g})",
    )
    parser.add_argument(
        "--largest",
        metavar="MIB",
        type=float,
        default=largest,
        help=f"the most that an answer of the web may hold ({largest:g})",
    )


def add_harvest(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command that harvests an endpoint; `command` makes one (see `arguments`)."""
    harvest = command(
        "harvest",
        "fetch what a SPARQL endpoint knows into a file, page by page; an interrupted one goes on",
        "\n  ".join(_EXAMPLES),
    )
    harvest.add_argument("endpoint", metavar="ENDPOINT", help="address of a SPARQL endpoint")
    what = harvest.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--query",
        action="append",
        metavar="FILE",
        help="CONSTRUCT or SELECT query (several with --keys: repeat it)",
    )
    what.add_argument("--mapping", choices=("wikidata",), help="ready queries for this endpoint")
    harvest.add_argument(
        "--keys", metavar="FILE", help="SELECT query that lists what --query describes"
    )
    harvest.add_argument(
        "--into", metavar="FILE", required=True, help="new file: .nq of CONSTRUCT, .jsonl of SELECT"
    )
    harvest.add_argument("--load", action="store_true", help="load the file when it is complete")
    harvest.add_argument(
        "--page", metavar="N", type=int, default=200, help="things or rows a request (200)"
    )
    harvest.add_argument(
        "--delay", metavar="SECONDS", type=float, default=1.0, help="between two requests (1)"
    )
    add_limits(harvest, timeout=120, largest=64)
    harvest.add_argument("--quiet", action="store_true", help="no progress")
