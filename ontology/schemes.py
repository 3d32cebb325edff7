"""The bundled concept schemes (roles, kinds, measures, ...) as plain tables.

A concept's name in records and tables is its English preferred label (``guest of honour``,
``co-organizer``, ``km/h``). A value of a table is understood in any of its labels: ``主办``.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from .iris import CONCEPTS, expand

__all__ = ["concepts", "flat_properties", "in_chinese", "quads", "schemes"]

_FILE = Path(__file__).with_name("schemes.ttl")
_PREFERRED = expand("skos:prefLabel")
_LABELS = {_PREFERRED, expand("skos:altLabel")}


@lru_cache(maxsize=1)
def quads() -> tuple[Quad, ...]:
    """All quads of the bundled schemes, in no named graph."""
    return tuple(parse(path=_FILE, format=RdfFormat.TURTLE))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Name of each concept by its IRI, in the order of the file."""
    return {
        quad.subject.value: quad.object.value
        for quad in quads()
        if quad.predicate.value == _PREFERRED
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and quad.object.language == "en"
        and "/" in quad.subject.value.removeprefix(CONCEPTS)
    }


@lru_cache(maxsize=1)
def schemes() -> dict[str, dict[str, str]]:
    """For each scheme a table from every label, case folded, to the name of its concept.

    >>> schemes()["role"]["主办"]
    'organizer'
    >>> schemes()["role"]["guest of honor"]
    'guest of honour'
    """
    names = _names()
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads():
        if quad.predicate.value not in _LABELS or not isinstance(quad.object, Literal):
            continue
        assert isinstance(quad.subject, NamedNode)
        if name := names.get(quad.subject.value):
            scheme = quad.subject.value.removeprefix(CONCEPTS).partition("/")[0]
            tables[scheme][quad.object.value.casefold()] = name
    return dict(tables)


def concepts(scheme: str) -> tuple[str, ...]:
    """The names of the concepts of a scheme, sorted.

    >>> concepts("scope")
    ('cumulative', 'edition', 'item')
    """
    return tuple(sorted(set(schemes()[scheme].values())))


@lru_cache(maxsize=8)
def in_chinese(*schemes: str) -> dict[str, str]:
    """The Chinese preferred label of each concept of some schemes, by its name.

    >>> in_chinese("kind")["ministry"], in_chinese("kind", "role")["organizer"]
    ('部委', '主办')
    """
    names = _names()
    places = tuple(f"{CONCEPTS}{scheme}/" for scheme in schemes)
    return {
        names[quad.subject.value]: quad.object.value
        for quad in quads()
        if quad.predicate.value == _PREFERRED
        and isinstance(quad.object, Literal)
        and quad.object.language == "zh"
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(places)
    }


@lru_cache(maxsize=1)
def flat_properties() -> dict[str, str]:
    """For each role with a `cvn:flatProperty` the IRI of that shortcut.

    >>> flat_properties()["organizer"]
    'https://schema.org/organizer'
    """
    names, flat = _names(), expand("cvn:flatProperty")
    return {
        names[quad.subject.value]: quad.object.value
        for quad in quads()
        if quad.predicate.value == flat
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
    }
