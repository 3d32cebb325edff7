"""What stands beside the data of a release: description, hashes, shapes, vocabulary, page, sums."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ...ontology import iris
from .about import About
from .catalog import around
from .content import Content
from .coverage import covered
from .dcat import DESCRIPTION, Description
from .output import Output
from .page import page_of
from .statements import turtle

__all__ = ["SUMS", "write_description"]

SUMS = "SHA256SUMS"
_ONTOLOGY = Path(iris.__file__).parent
_MODEL = {
    "vocabulary.ttl": (("vocabulary.ttl", "schemes.ttl"), "text/turtle"),
    "shapes.ttl": (("shapes.ttl",), "text/turtle"),
    "context.jsonld": (("context.jsonld",), "application/ld+json"),
}
_WANTED = {
    "license": "nobody may use the data without one",
    "publisher": "who stands behind the data",
    "contact": "whom partners ask",
}


def write_description(content: Content, out: Output, about: About, site: str) -> Sequence[str]:
    """Write it, after all data; returns what the makers of the release had better say as well.

    `site` is the address that the release is published at; empty for ``release/`` under the base
    IRI of the graph, where `convenor serve` publishes it.
    """
    for name, (parts, media_type) in _MODEL.items():
        _write(out, name, media_type, b"".join((_ONTOLOGY / p).read_bytes() for p in parts))
    _write(out, "hashes.csv", "text/csv", _hashes(content))
    address = f"{(site or content.graph.iris.base + 'release').rstrip('/')}/"
    described = Description(content, about, address, tuple(out.files), covered(content))
    triples = [*described.triples(), *around(described)]
    _write(out, DESCRIPTION, "text/turtle", turtle(triples))
    _write(out, "style.css", "text/css", (Path(__file__).parent / "page.css").read_bytes())
    _write(out, "index.html", "text/html", page_of(described, tuple(out.files)))
    sums = "".join(f"{file.sha256}  {file.path}\n" for file in sorted(out.files, key=_path))
    _write(out, SUMS, "text/plain", sums.encode())
    return [
        f"The release states no {name}: {why}. Say it in a file for --about."
        for name, why in _WANTED.items()
        if not getattr(about, name)
    ]


def _path(file: object) -> str:
    return str(getattr(file, "path", ""))


def _write(out: Output, name: str, media_type: str, data: bytes) -> None:
    with out.open(name, "", media_type) as file:
        file.write(data)


def _hashes(content: Content) -> bytes:
    """The canonical hash (RDFC-1.0) of each graph, the default graph as an empty name."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("graph", "triples", "sha256"))
    for iri, figures in content.statistics.graphs.items():
        writer.writerow((iri, figures.triples, figures.sha256))
    return text.getvalue().encode()
