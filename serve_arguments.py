"""The arguments of the command that serves the graph, made from the table of its settings."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from .web.settings import OPTIONS

__all__ = ["add_serve"]


def add_serve(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command that serves the graph; `command` makes one (see `arguments`)."""
    serve = command(
        "serve",
        "serve the graph: SPARQL endpoint, linked-data pages, catalogue as an API",
        "convenor serve --port 8000\n\na flag wins over its variable, named in brackets",
    )
    serve.add_argument(
        "--open",
        action="store_true",
        help="tell the address and open it in a browser; if the port is taken, on a free one",
    )
    for option in OPTIONS:
        text = f"{option.help.format(default=option.default)} [{option.variable}]"
        if option.metavar:
            serve.add_argument(option.flag, dest=option.name, metavar=option.metavar, help=text)
        else:
            serve.add_argument(
                option.flag, dest=option.name, action="store_const", const="no", help=text
            )
