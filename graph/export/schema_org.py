"""Markup for search engines: what is stated of a thing in the terms of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from ...ontology.iris import PREFIXES, expand, slug
from ..result import Term

if TYPE_CHECKING:  # a page that has markup needs none of a release
    from .content import Content
    from .output import Output

__all__ = ["markup", "write_schema_org"]

_TYPE = NamedNode(expand("rdf:type"))
_NAMES = frozenset(map(expand, ("skos:prefLabel", "rdfs:label")))
_SCHEMA = PREFIXES["schema"]
# What a search engine wants to be told of values, which the shapes of the vocabulary make sure of.
_CLASSES = {
    "contributor": "Organization",
    "location": "Place",
    "organizer": "Organization",
    "sponsor": "Organization",
    "superEvent": "Event",
}
_EDITION = NamedNode(expand("cvn:Edition"))


def write_schema_org(content: Content, out: Output) -> None:
    """A file for the page of each edition; what goes along with a release, no distribution."""
    shown = content.graph.provenance.shown
    editions = f"{content.graph.iris.base}id/edition/"
    for subject, triples in content.things():
        if Triple(subject, _TYPE, _EDITION) in triples:
            said = ((each.predicate.value, each.object, shown(each.object)) for each in triples)
            name = slug(subject.value.removeprefix(editions))
            path, media_type = f"schema-org/{name}.jsonld", "application/ld+json"
            with out.open(path, "", media_type) as file:
                # As in all of a release, nothing has to be fetched to read it.
                whole = markup(subject.value, said) | {"@context": {"@vocab": _SCHEMA}}
                text = json.dumps(whole, ensure_ascii=False, indent=1)
                file.write(f"{text}\n".encode())


def markup(subject: str, said: Iterable[tuple[str, Term, str]]) -> dict[str, Any]:
    """The JSON-LD of a thing; `said` has property, value and the words for the value."""
    found: dict[str, list[Any]] = {}
    for predicate, value, words in said:
        local = predicate.removeprefix(_SCHEMA)
        if predicate == _TYPE.value:
            if isinstance(value, NamedNode) and value.value.startswith(_SCHEMA):
                _add(found, "@type", value.value.removeprefix(_SCHEMA))
        elif predicate in _NAMES:
            _add(found, "name", words)
        elif local != predicate:
            _add(found, local, _plain(local, value, words))
    found.setdefault("@type", ["Thing"])
    single = {name: values[0] if len(values) == 1 else values for name, values in found.items()}
    return {"@context": "https://schema.org/", "@id": subject, **single}


def _add(found: dict[str, list[Any]], name: str, value: Any) -> None:
    if value not in found.setdefault(name, []):
        found[name].append(value)


def _plain(local: str, value: Term, words: str) -> Any:
    """A value of a property: a thing with its name, or a text as it is written."""
    if isinstance(value, NamedNode):
        class_ = {"@type": _CLASSES[local]} if local in _CLASSES else {}
        return {"@id": value.value, **class_, "name": words}
    return value.value if isinstance(value, Literal) else words
