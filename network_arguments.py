"""The arguments of the command that shows networks, with its formats and examples."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

__all__ = ["EXAMPLES", "FORMATS", "add_network"]

FORMATS = (
    *("table", "md", "json", "csv", "nodes-csv"),
    *("graphml", "gexf", "node-link", "dot", "html", "svg", "png", "pdf"),
)
EXAMPLES = (
    "convenor network co-organization --years 2018-2025",
    "convenor network co-organization --years 2018-2025 --format gexf > x.gexf",
    "convenor network body-series --kind ministry --measure degree",
    "convenor network body-edition --series wmc --role organizer --measure moves",
    "convenor network path MIIT 'Chinese Academy of Engineering' --years 2023",
    "convenor network ego MIIT --format html > miit.html",
    "convenor network body-edition --series wmc --picture lanes -o lanes.svg",
    "convenor network co-organization --picture years --format pdf > years.pdf",
    "convenor network co-organization --around MIIT --format png > miit.png",
    "convenor network co-organization --place Anhui --format graphml > anhui.graphml",
    "convenor network agreement-parties --evidence --format csv > ties.csv",
    "convenor network agreement-parties --format nodes-csv > parties.csv",
    "convenor network series-series --format node-link > series.json",
    "convenor network body-hierarchy --format dot > bodies.dot",
    "convenor network co-organization --measure betweenness --format json",
    "convenor network co-organization --series wmc --measure turnover --format md",
)


def add_network(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command that shows networks; `command` makes one (see `arguments`)."""
    network = command(
        "network",
        "show, measure, draw or write a network of bodies, editions, series or agreements",
        "\n  ".join(EXAMPLES),
    )
    network.add_argument("view", nargs="?", metavar="NETWORK", help="which; none lists them all")
    network.add_argument("things", nargs="*", metavar="THING", help="one for ego, two for path")
    network.add_argument("--years", metavar="YEARS", help="such as 2018-2025, 2018- or 2023")
    several: dict[str, Any] = {"action": "append", "default": []}
    network.add_argument("--series", help="of this series (several: repeat it)", **several)
    network.add_argument("--role", help="of bodies in this role", **several)
    network.add_argument("--kind", help="of bodies of this kind, such as ministry", **several)
    network.add_argument("--place", help="of editions held there or in a part of it", **several)
    network.add_argument(
        "--min-weight", metavar="N", type=float, default=0, help="ties of N or more"
    )
    network.add_argument("--around", metavar="THING", help="only what is near this node")
    network.add_argument("--radius", metavar="N", type=int, help="steps that are near (1)")
    network.add_argument("--via", metavar="CLASSES", help="what a path may lead through besides")
    network.add_argument(
        "--evidence", action="store_true", help="write the words or rows behind each tie as well"
    )
    network.add_argument(
        "--measure", metavar="NAME", help="measure it; without NETWORK all are listed"
    )
    network.add_argument("--weight", metavar="NAME", help="weigh ties by weight or collaboration")
    network.add_argument("--seed", metavar="N", type=int, help="start of what is random")
    network.add_argument("--backend", metavar="NAME", help="networkx backend to compute with")
    network.add_argument("--language", default="en", choices=("en", "zh"), help="of labels")
    network.add_argument("--format", choices=FORMATS, metavar="FORMAT", help=", ".join(FORMATS))
    network.add_argument(
        "--picture",
        choices=("network", "years", "lanes"),
        help="of a still picture: the network, one panel a year, or a lane a body",
    )
    network.add_argument(
        "-o", "--output", metavar="FILE", help="write here; its suffix is a format"
    )
    network.add_argument("--quiet", action="store_true", help="no progress")
