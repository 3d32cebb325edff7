"""RDFa of web pages: RDFa Lite, and of RDFa Core what pages use: about, resource, rel, content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .microdata import plain_value, resolved
from .nodes import BLANK, TYPE, Quad, Value, pointer

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_rdfa"]

# https://www.w3.org/2011/rdfa-context/rdfa-1.1: those that vocabularies of ours are in
_PREFIXES = {
    "schema": "http://schema.org/",
    "dc": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
}


@dataclass(frozen=True)
class _Scope:
    """What holds within an element: its subject with the place, vocabulary and prefixes.

    `hanging` are properties whose value is the next subject below.
    """

    subject: str
    place: str
    vocab: str = ""
    prefixes: dict[str, str] = field(default_factory=lambda: _PREFIXES)
    hanging: tuple[str, ...] = ()

    def iri(self, name: str) -> str:
        """The IRI of a term, a CURIE or an IRI; empty where its vocabulary is not declared."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return self.vocab + name if self.vocab else ""
        if local.startswith("//"):
            return name
        known = self.prefixes.get(prefix.lower())
        return known + local if known else ""


def read_rdfa(root: _Element, page: str, base: str, place: tuple[str | int, ...]) -> Iterator[Quad]:
    """The quads of a page; its own subject is the page, which has the place of no node."""
    number = 0
    waiting: list[tuple[_Element, _Scope]] = [(root, _Scope(base or BLANK, pointer(*place)))]
    while waiting:
        element, above = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        above = scope = _declared(element, above)
        properties = [iri for name in _words(element, "property") if (iri := above.iri(name))]
        # A rel without a prefix says what a link is for, as in rel="nofollow".
        names = [name for name in _words(element, "rel") if ":" in name]
        relations = [iri for name in names if (iri := above.iri(name))]
        types = _words(element, "typeof")
        if types or element.get("about"):
            scope = _new(element, above, base, pointer(*place, number))
            number += 1
            yield from _typed(types, page, scope)
            if not element.get("about"):
                links = (*above.hanging, *properties, *relations)
                yield from _linked(links, page, above, scope.subject)
                properties, relations = [], []
        yield from _literals(element, page, base, scope, properties)
        if relations:
            if link := next(filter(None, map(element.get, ("resource", "href", "src"))), None):
                yield from _linked(relations, page, scope, resolved(link, base))
            else:
                scope = replace(scope, hanging=tuple(relations))
        waiting += [(child, scope) for child in reversed(element)]


def _new(element: _Element, above: _Scope, base: str, where: str) -> _Scope:
    """What holds within an element that has a subject of its own."""
    own = element.get("about") or element.get("resource") or element.get("href")
    key = own if own and own.startswith(BLANK) else resolved(own, base) if own else BLANK + where
    return replace(above, subject=key, place=where, hanging=())


def _typed(types: list[str], page: str, scope: _Scope) -> Iterator[Quad]:
    for kind in filter(None, map(scope.iri, types)):
        yield Quad(page, scope.subject, TYPE, Value(kind, is_ref=True), scope.place)


def _linked(predicates: Iterable[str], page: str, scope: _Scope, key: str) -> Iterator[Quad]:
    for predicate in predicates:
        yield Quad(page, scope.subject, predicate, Value(key, is_ref=True), scope.place)


def _literals(
    element: _Element, page: str, base: str, scope: _Scope, properties: list[str]
) -> Iterator[Quad]:
    if not properties:
        return
    content, link = element.get("content"), element.get("resource")
    value = plain_value(element, base)
    if content is not None:
        value = Value(content, value.language)
    elif link is not None:
        value = Value(resolved(link, base), is_ref=True)
    for predicate in properties:
        yield Quad(page, scope.subject, predicate, value, scope.place)


def _declared(element: _Element, scope: _Scope) -> _Scope:
    """The scope with the vocabulary and the prefixes that an element declares."""
    if (vocab := element.get("vocab")) is not None:
        scope = replace(scope, vocab=vocab.strip())
    if declared := _words(element, "prefix"):
        names = zip(declared[::2], declared[1::2], strict=False)
        own = {name.rstrip(":").lower(): iri for name, iri in names}
        scope = replace(scope, prefixes={**scope.prefixes, **own})
    return scope


def _words(element: _Element, name: str) -> list[str]:
    return (element.get(name) or "").split()
