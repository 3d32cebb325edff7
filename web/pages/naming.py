"""Naming: the short identifier that stands for a thing in an address."""

from __future__ import annotations

from ...graph.knowledge import KnowledgeGraph

__all__ = ["short_of"]


def short_of(graph: KnowledgeGraph, iri: str) -> str:
    """What a field of an address has for a thing: ``edition/wmc-2023``."""
    return iri.removeprefix(graph.iris.base).removeprefix("id/")
