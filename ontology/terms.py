"""Values of records as RDF terms, in the forms that a store keeps as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as day
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from . import model
from .errors import InputError
from .fields import EVENT_TYPES, MODES
from .iris import concept as concept_iri, expand
from .registries import canonical

__all__ = [
    "FORMS",
    "Form",
    "boolean",
    "concept",
    "date",
    "fragment",
    "link",
    "match",
    "mode",
    "node",
    "number",
    "text",
    "year",
]

Form = Callable[[Any], NamedNode | Literal]

# RFC 3987 leaves these out of IRIs, and pyoxigraph refuses them.
_FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]")
_FRAGMENT = re.compile(r"[A-Za-z0-9/=~._-]*\Z")
_DATATYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


@lru_cache(maxsize=4096)
def node(curie: str) -> NamedNode:
    """The term of a CURIE with one of the bundled prefixes."""
    return NamedNode(expand(curie))


@lru_cache(maxsize=4096)
def concept(scheme: str, name: str) -> NamedNode:
    """The term of a concept by its name in a bundled scheme."""
    return NamedNode(concept_iri(scheme, name))


def link(address: str) -> NamedNode:
    """The IRI of a web address; characters that an IRI may not have are percent-encoded.

    >>> link("https://example.org/a b").value
    'https://example.org/a%20b'
    """
    try:
        return NamedNode(_FORBIDDEN.sub(lambda found: quote(found[0]), address))
    except ValueError as error:
        raise InputError(
            f"{address!r} is not a whole web address: {error}",
            "Write it with its scheme, as in https://example.org/page",
        ) from error


def match(identifier: str, registry: str = "") -> NamedNode:
    """The IRI of a thing in another data set, in the form that its `registry` uses.

    >>> match("https://www.wikidata.org/wiki/Q42").value
    'http://www.wikidata.org/entity/Q42'
    """
    return link(canonical(identifier, registry))


def fragment(place: str) -> str:
    """A row or a JSON pointer as it stands after the ``#`` of an IRI (RFC 6901, section 6).

    >>> fragment("row=2"), fragment("/a b/0")
    ('row=2', '/a%20b/0')
    """
    return place if _FRAGMENT.match(place) else quote(place, safe="/=~!$&'()*+,;:@?")


@lru_cache(maxsize=4096)
def date(value: str) -> Literal:
    """Literal of a year, month or day in ISO form; any other text is an `InputError`.

    >>> date("2023-09").datatype == node("xsd:gYearMonth")
    True
    """
    try:
        # What is missing of a whole date is added for the check only.
        day.fromisoformat(value + "0001-01-01"[len(value) :])
        return Literal(value, datatype=node(_DATATYPES[len(value)]))
    except (KeyError, ValueError) as error:
        raise InputError(f"{value!r} is not a year, month or day in ISO form") from error


def year(value: int) -> Literal:
    """Literal of a year."""
    return date(f"{value:04}")


def text(value: model.Text) -> Literal:
    """Literal of a wording, with its language if that is known."""
    if not value.language:
        return Literal(value.value)
    try:
        return Literal(value.value, language=value.language)
    except ValueError as error:
        raise InputError(f"{value.language!r} is not a language tag: {error}") from error


def number(value: int | str) -> Literal:
    """Integer, or decimal where there is a fraction, in canonical form.

    >>> [number(value).value for value in (7, "007", "12.50", "12.0")]
    ['7', '7', '12.5', '12']
    >>> number("12.50").datatype == node("xsd:decimal")
    True
    """
    written = str(value)
    if not (written.isascii() and written.isdigit()) or written[0] == "0":
        written = _canonical(written)
    return Literal(written, datatype=node("xsd:decimal" if "." in written else "xsd:integer"))


def _canonical(written: str) -> str:
    try:
        value = Decimal(written)
    except InvalidOperation as error:
        raise InputError(f"{written!r} is not a number") from error
    if not value.is_finite():
        raise InputError(f"{written!r} is not a number that ends")
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0")
    if not part:
        return str(int(whole))
    return f"{whole}.{part}"


def boolean(value: bool) -> Literal:
    """Literal ``true`` or ``false``."""
    return Literal("true" if value else "false", datatype=node("xsd:boolean"))


def mode(name: str) -> NamedNode:
    """The way of attending an activity: offline, online or mixed."""
    if name not in MODES:
        raise InputError(f"{name!r} is not a way of attending", f"Use one of {', '.join(MODES)}.")
    return node(MODES[name])


# By the names that `fields` gives them.
FORMS: dict[str, Form] = {
    "boolean": boolean,
    "date": date,
    "event": lambda name: node(EVENT_TYPES[name]),
    "link": link,
    "match": match,
    "mode": mode,
    "number": number,
    "plain": Literal,
    "text": text,
    "year": year,
}
