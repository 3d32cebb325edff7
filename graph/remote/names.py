"""Names of the graphs that convenor keeps for itself in a store, beside those of the sources."""

from __future__ import annotations

__all__ = ["MARKER", "MERGED", "PREFIX", "STAGE"]

PREFIX = "urn:x-convenor:"
MARKER = f"{PREFIX}graph"  # what was built here: its manifest and the hash of it
MERGED = f"{PREFIX}merged"  # the merged triples, where the store's default graph is something else
STAGE = f"{PREFIX}stage"  # what is told of a change that waits; its triples are in graphs below it
