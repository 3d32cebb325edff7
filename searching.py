"""Search on the command line: things by their names, then sentences by their words."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import IO, TYPE_CHECKING

from .tables import visible, write_table

if TYPE_CHECKING:
    from .graph.found import Found, Hit
    from .graph.knowledge import KnowledgeGraph

__all__ = ["show_search"]

_SENTENCE = "sentence"


def show_search(graph: KnowledgeGraph, options: argparse.Namespace, stream: IO[str]) -> None:
    """Write what has the words of `options`."""
    found = graph.search(
        options.text,
        options.language,
        types=[options.type] if options.type else (),
        kinds=[options.kind] if options.kind else (),
        years=(options.first, options.last) if options.first or options.last else None,
        place=options.place,
        source=options.source,
        most=max(options.most, 0),
    )
    if options.format == "json":
        json.dump(asdict(found), stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    else:
        _show(found, stream)


def _show(found: Found, stream: IO[str]) -> None:
    things = [hit for hit in found.hits if hit.type != _SENTENCE]
    if things:
        rows = [(hit.label, _matched(hit), hit.type_label, hit.shown_years) for hit in things]
        write_table(("name", "found as", "what", "years"), rows, stream)
    for hit in found.hits[len(things) :]:
        text = " ".join("".join(piece for piece, _ in hit.snippet).split())
        stream.write(f"\n“{visible(text)}”\n  {visible(hit.label)}: {visible(hit.about_label)}\n")
    if not found.total:
        stream.write("Nothing is called so or says so.\n")
    if found.near:
        stream.write(f"Did you mean {', '.join(map(visible, found.near))}?\n")
    if (rest := found.total - len(found.hits)) or found.more:
        more = " at least" if found.more else ""
        stream.write(
            f"\n... and{more} {rest:,} more: --most shows them, --type and others choose.\n"
        )


def _matched(hit: Hit) -> str:
    return "" if hit.matched == hit.label else hit.matched
