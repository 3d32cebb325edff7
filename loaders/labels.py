"""Labels: what registries of other data sets call the things that they identify, and since when."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..ontology.errors import InputError
from ..ontology.iris import expand
from ..ontology.registries import canonical, registry_of
from .inputs import TABLE_SUFFIXES, Input
from .records.reading import read_cells

__all__ = ["Fetch", "Label", "fetch_labels", "read_labels", "save_labels"]

Fetch = Callable[[str], bytes]

_ADDRESSES = {
    "wikidata": "https://www.wikidata.org/wiki/Special:EntityData/{}.json",
    "ror": "https://api.ror.org/v2/organizations/{}",
}
_LANGUAGES = ("en", "zh", "mul")  # mul: the one label that Wikidata has for many languages
# The preferred ones first: the first label of an identifier is what it is told to be.
_PREDICATES = (
    *map(expand, ("skos:prefLabel", "rdfs:label", "schema:name", "skos:altLabel")),
    "http://schema.org/name",
)


@dataclass(frozen=True, slots=True)
class Label:
    """A name that a registry has for an identifier (its canonical IRI).

    `checked` is the day on which the registry was asked, empty where that is not stated.
    """

    identifier: str
    label: str
    language: str = ""
    checked: str = ""


_COLUMNS = tuple(field.name for field in fields(Label))


def read_labels(path: str) -> list[Label]:
    """Labels of a table (columns identifier, label, language, checked) or of an RDF file.

    Raises InputError with the row of an identifier or a day that is none.
    """
    place = Path(path)
    if place.suffix.lower() in TABLE_SUFFIXES:
        return list(_of_table(Input(place.name, place)))
    format = RdfFormat.from_extension(place.suffix.lower().removeprefix("."))
    if format is None:
        raise InputError(
            f"{place.name} is neither a table nor an RDF file",
            f"Give one that ends in {', '.join(sorted(TABLE_SUFFIXES))}, .ttl, .nt or .rdf.",
        )
    try:
        return sorted(_of_graph(place, format), key=lambda label: label.identifier)
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError(f"{place.name} cannot be read: {error}") from error


def _of_table(source: Input) -> Iterator[Label]:
    for fragment, cells in read_cells(source):
        row = {name.strip().casefold(): value.strip() for name, value in cells.items()}
        if lacking := {"identifier", "label"} - row.keys():
            raise InputError(
                f"{source.name} has no column {' and '.join(sorted(lacking))}",
                f"A table of labels has the columns {', '.join(_COLUMNS)}.",
            )
        if not row["label"]:
            continue
        try:
            if row.get("checked"):
                date.fromisoformat(row["checked"])
            identifier = canonical(row["identifier"])
        except (InputError, ValueError) as error:
            raise InputError(f"{source.name}#{fragment}: {error}") from error
        yield Label(identifier, row["label"], row.get("language", ""), row.get("checked", ""))


def _of_graph(path: Path, format: RdfFormat) -> Iterator[Label]:
    found = []
    for quad in parse(path=path, format=format):
        subject, name = quad.subject, quad.object
        if quad.predicate.value not in _PREDICATES:
            continue
        if isinstance(subject, NamedNode) and isinstance(name, Literal):
            rank = _PREDICATES.index(quad.predicate.value)
            found.append((rank, Label(subject.value, name.value, name.language or "")))
    return (label for _, label in sorted(found, key=lambda pair: pair[0]))


def fetch_labels(iri: str, fetch: Fetch, today: date) -> list[Label]:
    """Ask the registry of an identifier what it is called, in English and Chinese.

    `fetch` gives the bytes behind an address or raises InputError, as this does where the answer
    is not that of the registry. Registries that have no such answer give nothing.
    """
    registry = registry_of(iri)
    if registry is None or registry.name not in _ADDRESSES:
        return []
    address = _ADDRESSES[registry.name].format(registry.local(iri))
    try:
        answer = json.loads(fetch(address))
        names = dict.fromkeys(_READERS[registry.name](answer))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{address} is not what {registry.title} answers: {error!r}") from error
    return [Label(iri, name, language, today.isoformat()) for name, language in names]


def _of_wikidata(answer: Any) -> Iterator[tuple[str, str]]:
    # An item that was merged into another comes under the identifier of that one.
    for entity in answer["entities"].values():
        for language, label in (entity.get("labels") or {}).items():
            if language.partition("-")[0] in _LANGUAGES:
                yield label["value"], language
        for language, aliases in (entity.get("aliases") or {}).items():
            if language.partition("-")[0] in _LANGUAGES:
                yield from ((alias["value"], language) for alias in aliases)


def _of_ror(answer: Any) -> Iterator[tuple[str, str]]:
    names = sorted(answer["names"], key=lambda name: "ror_display" not in name["types"])
    yield from ((name["value"], name.get("lang") or "") for name in names)


_READERS: dict[str, Callable[[Any], Iterator[tuple[str, str]]]] = {
    "ror": _of_ror,
    "wikidata": _of_wikidata,
}


def save_labels(labels: Iterable[Label], path: str) -> None:
    """Write labels as a CSV table that `read_labels` reads."""
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(map(astuple, labels))
