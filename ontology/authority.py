"""The bundled authority files: bodies and places with all their names.

They are Turtle with relative IRIs: their things follow the base IRI of an installation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from .iris import DEFAULT_BASE, Iris, expand

__all__ = ["AUTHORITIES", "names", "place_id", "quads"]

AUTHORITIES = {"bodies": "organization", "places": "place"}
_FOLDER = Path(__file__).with_name("authority")
_NAMES = {expand("skos:prefLabel"), expand("skos:altLabel"), expand("skos:hiddenLabel")}


def quads(name: str, iris: Iris) -> Iterator[Quad]:
    """Quads of one authority file, in its graph, with an evidence link per described thing."""
    graph = NamedNode(iris.authority(name))
    claims = NamedNode(iris.claims(graph.value))
    derived = NamedNode(expand("prov:wasDerivedFrom"))
    seen = set()
    for triple in parse(path=_FOLDER / f"{name}.ttl", format=RdfFormat.TURTLE, base_iri=iris.base):
        subject = triple.subject
        assert isinstance(subject, NamedNode)
        yield Quad(subject, triple.predicate, triple.object, graph)
        if subject not in seen:
            seen.add(subject)
            entry = NamedNode(f"{graph.value}#{subject.value.rpartition('/')[2]}")
            yield Quad(subject, derived, entry, claims)


@lru_cache(maxsize=4)
def names(name: str) -> dict[str, frozenset[str]]:
    """Every label of one authority file, case folded, with the identifiers that carry it.

    >>> sorted(names("bodies")["miit"])
    ['miit']
    """
    prefix = f"{DEFAULT_BASE}id/{AUTHORITIES[name]}/"
    table: dict[str, set[str]] = defaultdict(set)
    for quad in quads(name, Iris()):
        if quad.predicate.value in _NAMES and isinstance(quad.object, Literal):
            assert isinstance(quad.subject, NamedNode)
            if quad.subject.value.startswith(prefix):
                table[quad.object.value.casefold()].add(quad.subject.value.removeprefix(prefix))
    return {label: frozenset(found) for label, found in table.items()}


def place_id(name: str) -> str | None:
    """Identifier of the place of that name, if exactly one place of the authority file has it."""
    found = names("places").get(name.casefold(), frozenset())
    return next(iter(found)) if len(found) == 1 else None
