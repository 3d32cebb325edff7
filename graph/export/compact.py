"""Compact JSON-LD: what is said of a thing, in the words of a context.

Literals keep the form in which they are written: numbers and truth values are strings with their
datatype, as those of JSON would be read in another form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from ...ontology import iris

__all__ = ["Compact", "bundled_context"]

_TYPE = iris.expand("rdf:type")
_STRING = iris.expand("xsd:string")
_NODE = "@id"  # the type of a word whose values are things
_ENDS = ("#", "/")  # of an IRI that can be a prefix


def bundled_context() -> dict[str, Any]:
    """The context of our vocabulary (``@context`` of its file)."""
    text = Path(iris.__file__).with_name("context.jsonld").read_text("utf-8")
    context: dict[str, Any] = json.loads(text)["@context"]
    return context


@dataclass(frozen=True)
class _Word:
    """How a property is written: its word, and without one, as `plain`.

    A string under the word has the datatype `type` (``@id``: it is a thing); with `by_language`
    values stand there by their language.
    """

    name: str
    plain: str
    type: str = _STRING
    by_language: bool = False


class Compact:
    """Writes nodes in the words of a context; ``{}`` writes all IRIs in full.

    IRIs of things are never shortened. A node with an IRI that could be taken for a word of the
    context (``org:a`` as it stands) is written without the context.
    """

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._context = context
        self._prefixes = {
            name: iri
            for name, iri in context.items()
            if isinstance(iri, str) and iri.endswith(_ENDS)
        }
        self._keywords = {iri: name for name, iri in context.items() if _is_keyword(name, iri)}
        self._id = self._keywords.get("@id", "@id")
        self._type = self._keywords.get("@type", "@type")
        self._defined = {
            self._full(value["@id"] if isinstance(value, dict) else value): name
            for name, value in context.items()
            if name[0] != "@" and name not in self._prefixes and not _is_keyword(name, value)
        }
        self._words: dict[str, _Word] = {}
        self.short = lru_cache(maxsize=4096)(self._short)

    def node(self, subject: str, triples: Sequence[Triple]) -> dict[str, Any]:
        """The node object of a thing: its IRI, its classes, the rest in the order given."""
        if any(map(self._is_confused, _iris(subject, triples))):
            return {"@context": None, **_NO_WORDS.node(subject, triples)}
        node: dict[str, Any] = {self._id: subject, self._type: None}
        for triple in triples:
            self._add(node, triple.predicate.value, triple.object)
        if node[self._type] is None:
            del node[self._type]
        return node

    def _add(self, node: dict[str, Any], predicate: str, value: object) -> None:
        assert isinstance(value, NamedNode | Literal), "nothing here is a blank node"
        if predicate == _TYPE and isinstance(value, NamedNode):
            _append(node, self._type, self.short(value.value))
            return
        word = self._words.get(predicate) or self._word(predicate)
        if isinstance(value, NamedNode):
            written: Any = value.value if word.type == _NODE else {self._id: value.value}
        elif word.by_language and (value.language or value.datatype.value == _STRING):
            _append(node.setdefault(word.name, {}), value.language or "@none", value.value)
            return
        else:
            written = self._literal(value, word.type)
        # Where values stand by their language, one that has none needs another key.
        _append(node, word.plain if word.by_language else word.name, written)

    def _literal(self, value: Literal, type_: str) -> Any:
        if value.language:
            return {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        if datatype == type_:
            return value.value
        more = {} if datatype == _STRING else {self._type: self.short(datatype)}
        return {"@value": value.value, **more}

    def _word(self, predicate: str) -> _Word:
        """The word of a property, found once."""
        plain, name = self._curie(predicate), self._defined.get(predicate)
        word = _Word(plain, plain)
        if name:
            value = self._context[name]
            defined = value if isinstance(value, dict) else {}
            type_ = self._full(defined["@type"]) if "@type" in defined else _STRING
            word = _Word(name, plain, type_, defined.get("@container") == "@language")
        self._words[predicate] = word
        return word

    def _full(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return self._prefixes[prefix] + local if prefix in self._prefixes else name

    def _short(self, iri: str) -> str:
        """A class or datatype by its word."""
        return self._defined.get(iri) or self._curie(iri)

    def _curie(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            local = iri.removeprefix(namespace)
            if local and local != iri and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def _is_confused(self, iri: str) -> bool:
        return iri.partition(":")[0] in self._context


_NO_WORDS = Compact({})


def _is_keyword(name: str, value: object) -> bool:
    return name[0] != "@" and isinstance(value, str) and value[0] == "@"


def _iris(subject: str, triples: Iterable[Triple]) -> Iterator[str]:
    yield subject
    for triple in triples:
        yield triple.predicate.value
        if isinstance(triple.object, NamedNode):
            yield triple.object.value
        elif isinstance(triple.object, Literal):
            yield triple.object.datatype.value


def _append(values: dict[str, Any], key: str, value: Any) -> None:
    """Add a value to those of a key: one stands alone, several in a list."""
    there = values.get(key)
    if there is None:
        values[key] = value
    elif isinstance(there, list):
        there.append(value)
    else:
        values[key] = [there, value]
