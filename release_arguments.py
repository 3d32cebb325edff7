"""The arguments of the commands that hand a graph on: export, diff, changes."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from .graph.export.formats import COMPRESSIONS, FORMATS, STANDARD

__all__ = ["add_export"]

_EXAMPLES = (
    "convenor export release",
    "convenor export wmc --series wmc --years 2018-2023 --format csv --format turtle",
    "convenor export release --compress gz --about about.toml --site https://example.org/data/",
    "convenor export release --also nanopublications --also schema-org --replace",
)


def add_export(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command that writes a release; `command` makes one (see `arguments`)."""
    export = command(
        "export",
        "write a release: the graph as files for partners, described, with checksums",
        "\n  ".join(_EXAMPLES),
    )
    more = [name for name in FORMATS if name not in STANDARD]
    export.add_argument("folder", metavar="FOLDER", help="new folder of the release")
    export.add_argument(
        "--format",
        action="append",
        choices=tuple(FORMATS),
        help=f"only this format, again for several (without: {', '.join(STANDARD)})",
    )
    export.add_argument(
        "--also", action="append", choices=more, help="this format as well as the usual ones"
    )
    export.add_argument(
        "--compress", choices=tuple(COMPRESSIONS), default="", help="pack RDF and GraphML"
    )
    export.add_argument("--series", action="append", metavar="NAME", help="only this series")
    export.add_argument("--years", metavar="YEARS", help="such as 2018-2025, 2018- or 2023")
    export.add_argument("--source", action="append", metavar="NAME", help="only this source")
    export.add_argument(
        "--license", action="append", metavar="IRI", help="only sources that state this license"
    )
    export.add_argument(
        "--class", action="append", dest="classes", metavar="CLASS",
        help="only things of this class: edition, organization, statistic, ...",
    )  # fmt: skip
    export.add_argument("--no-claims", action="store_true", help="without the evidence")
    export.add_argument(
        "--rdf11", action="store_true", help="read every file again with rdflib before it counts"
    )
    export.add_argument(
        "--about", metavar="TOML", help="title, license, publisher, contact of the data"
    )
    export.add_argument("--site", metavar="URL", default="", help="address it is published at")
    export.add_argument("--replace", action="store_true", help="put it in the place of an old one")
    export.add_argument("--quiet", action="store_true", help="no progress")
