"""Convenor: a knowledge graph of conventions in which every fact shows where it came from.

>>> import convenor
>>> kg = convenor.open("path/to/graph")                    # doctest: +SKIP
>>> kg.query("bodies_by_edition", edition="wmc-2023")      # doctest: +SKIP

Importing this package does nothing; each name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .graph.knowledge import KnowledgeGraph, open_graph as open
    from .graph.result import Result
    from .ontology.errors import ConvenorError

__all__ = ["ConvenorError", "KnowledgeGraph", "Result", "__version__", "open"]

_HOMES = {
    "ConvenorError": ("ontology.errors", "ConvenorError"),
    "KnowledgeGraph": ("graph.knowledge", "KnowledgeGraph"),
    "Result": ("graph.result", "Result"),
    "open": ("graph.knowledge", "open_graph"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module, metadata

    if name == "__version__":
        return metadata.version("convenor")
    if name in _HOMES:
        module, attribute = _HOMES[name]
        return getattr(import_module(f".{module}", __name__), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
