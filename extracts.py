"""The command that shows what texts state, each fact with its words, and what no rule took."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import IO

from .graph.extracts import extracts, written
from .loaders.inputs import TEXT_SUFFIXES, find_inputs
from .loaders.text.extraction import Extraction
from .progress import progress
from .tables import visible

__all__ = ["show_extracts"]

_FEW = 8  # texts that are read without progress


def show_extracts(
    options: argparse.Namespace, stream: IO[str], tell: Callable[[Exception], None]
) -> int:
    """Write what each text states; `tell` gets the error of each that cannot be read.

    Returns the number of those.
    """
    inputs = find_inputs(options.paths, options.name, TEXT_SUFFIXES.keys())
    failed, kept = 0, []
    with progress(options.quiet or len(inputs) < _FEW) as shown:
        for _, found in extracts(inputs, shown, options.encoding, options.contacts, options.unused):
            if not isinstance(found, Extraction):
                failed += 1
                tell(found)
            elif options.unused:
                kept.append(found)
            else:
                stream.write(written(found, options.format, alone=len(inputs) == 1))
                if not found.editions and len(inputs) < _FEW and not options.quiet:
                    sys.stderr.write(f"{visible(found.name)} speaks of no edition of a fair.\n")
    for name, reason in inputs.skipped:
        sys.stderr.write(f"Not read: {name}: {reason}\n")
    if options.unused:
        _show_unused(kept, stream)
    return failed


def _show_unused(extractions: Sequence[Extraction], stream: IO[str]) -> None:
    """Sentences with figures or names that no rule took: per text, and their number in all."""
    total = 0
    for extraction in extractions:
        total += len(extraction.unused)
        facts = _counted(sum(len(edition.facts) for edition in extraction.editions), "fact")
        sentences = _counted(len(extraction.unused), "sentence")
        stream.write(
            f"{visible(extraction.name)}: {facts}; "
            f"{sentences} with figures or names that no rule took\n"
        )
        for unused in extraction.unused:
            words = " ".join(extraction.text[unused.span.start : unused.span.end].split())
            parts = "; ".join(extraction.text[part.start : part.end] for part in unused.parts)
            stream.write(f"  {visible(words)}\n    not used: {visible(parts)}\n")
    texts = _counted(len(extractions), "text")
    stream.write(f"In all {_counted(total, 'sentence')} of {texts}.\n")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
