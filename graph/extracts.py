"""Extracts: what texts state, without a graph: as JSON, as marked text, as quads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from ..loaders.inputs import Input
from ..loaders.text.extraction import Extraction
from ..loaders.text.output.labels import as_json
from ..loaders.text.output.marking import marked
from ..ontology.errors import ConvenorError
from .texts import Job, extractions

if TYPE_CHECKING:
    from .change import Progress

__all__ = ["FORMATS", "extracts", "written"]

FORMATS = ("json", "text", "quads")


def extracts(
    inputs: Sequence[Input],
    progress: Progress,
    encoding: str | None = None,
    contacts: bool = False,
    unused: bool = False,
) -> Iterator[tuple[Input, Extraction | ConvenorError]]:
    """Each input with what it states, or with why it cannot be read, in their order."""
    progress.phase("reading texts", len(inputs), unit="texts")
    jobs = [Job(source, encoding, contacts, unused) for source in inputs]
    for source, found in zip(inputs, extractions(jobs), strict=True):
        yield source, found
        progress.advance(1)


def written(extraction: Extraction, form: str, alone: bool) -> str:
    """One extraction in a form of `FORMATS`, ending in a line end.

    JSON is indented if the text is `alone`, else on one line (JSON Lines). Quads are N-Quads with
    the names resolved against the authority files and bundled series.
    """
    if form == "json":
        indent = 1 if alone else None
        return json.dumps(as_json(extraction), ensure_ascii=False, indent=indent) + "\n"
    if form == "text":
        head = "" if alone else f"=== {extraction.name}\n"
        return f"{head}{marked(extraction).rstrip()}\n"
    return _quads(extraction)


def _quads(extraction: Extraction) -> str:
    # Imported where it is used: JSON and marked text do without a store and its rules.
    from pyoxigraph import RdfFormat, serialize

    from ..loaders.text.output.records import records
    from ..ontology.iris import Iris
    from ..ontology.rdf import Writer
    from .resolve.resolver import NameResolver

    writer = Writer(Iris())
    quads = [
        quad
        for record in records(extraction, NameResolver(), extraction.name)
        for quad in writer.quads(record)
    ]
    lines = BytesIO()
    serialize(dict.fromkeys(quads), lines, RdfFormat.N_QUADS)
    return lines.getvalue().decode("utf-8")
