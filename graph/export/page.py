"""The page of a release, for people: what it is, which files it has, how to use and check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..labels import Labels
from ..result import short_iri
from .dcat import DESCRIPTION, Description
from .formats import FORMATS
from .output import File

__all__ = ["page_of"]

_TEMPLATE = Path(__file__).parent / "page.html"
_MOST = 12  # classes and properties that are shown at once; the rest folds away


def page_of(told: Description, files: Sequence[File]) -> bytes:
    """The page as HTML, without scripts and with nothing from elsewhere."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    figures, graph = told.content.statistics, told.content.graph
    labels = Labels(graph.store)

    def named(iri: str) -> str:
        return labels.name(iri) or short_iri(iri, graph.iris.base)

    page = environment.from_string(_TEMPLATE.read_text("utf-8")).render(
        told=told,
        about=told.about,
        figures=figures,
        selected=told.content.selection.described(),
        places=told.place_labels(),
        formats=[
            (FORMATS[name], [file for file in files if file.distribution == name])
            for name in FORMATS
            if any(file.distribution == name for file in files)
        ],
        beside=[(file, _BESIDE[file.path]) for file in files if file.path in _BESIDE],
        markup=sum(1 for file in files if file.path.startswith("schema-org/")),
        classes=_counts(figures.classes, named),
        properties=_counts(figures.properties, named),
        sources=sum(1 for iri in figures.graphs if iri and not iri.endswith("/claims")),
        most=_MOST,
        description=DESCRIPTION,
        size=_size,
    )
    return page.encode()


_BESIDE = {
    DESCRIPTION: "What this page says, for programs: DCAT 3, VoID, DQV",
    "vocabulary.ttl": "Classes and properties with their labels, and the concept schemes",
    "shapes.ttl": "What data of this kind have to look like (SHACL)",
    "context.jsonld": "The JSON-LD context",
    "hashes.csv": "The canonical hash (RDFC-1.0, SHA-256) of each named graph",
}


def _counts(counts: Mapping[str, int], named: Callable[[str], str]) -> list[tuple[str, str, int]]:
    """IRI, name and number, the most first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(iri, named(iri), count) for iri, count in ordered]


def _size(size: int) -> str:
    """A size for people, in units of 1000: ``1.2 MB``."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 10 else f"{amount:.1f} {unit}"
