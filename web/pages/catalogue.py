"""The pages of the explorer that have an address of their own, by the names of their views."""

from __future__ import annotations

from collections.abc import Callable

from .compare import compare_page
from .data import data_page
from .graph import graph_page
from .lanes import lanes_page
from .matrix import matrix_page
from .path import path_page
from .results import results_page
from .schema import schema_page

__all__ = ["PAGES"]

Page = Callable[..., str | bytes]
"""Makes a page from a graph, what is asked, the name of a format (``html``, ``csv``) and settings.

The settings are those that the view names, as keyword arguments.
"""

PAGES: dict[str, Page] = {
    "compare": compare_page,
    "data": data_page,
    "graph": graph_page,
    "lanes": lanes_page,
    "matrix": matrix_page,
    "path": path_page,
    "schema": schema_page,
    "search": results_page,
}
