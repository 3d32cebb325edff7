"""Objects: JSON-LD as pages have it, read by the rules of JSON-LD that they keep to.

No context is fetched. One that has an address stands for the vocabulary there: an address of
schema.org for schema.org, whatever it ends in. A context written out may give terms, prefixes,
``@vocab``, ``@language`` and ``@reverse``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from ...ontology.errors import InputError
from .nodes import BLANK, TYPE, Quad, Value, pointer

__all__ = ["parse_json", "read_objects"]

_SCHEMA = "http://schema.org/"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WRAPPING = re.compile(r"\A\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)?\s*")
_WRAPPED = re.compile(r"\s*(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)?[\s;]*\Z")
_DEEPEST = 200  # levels; as deep as other RDF may be nested


@dataclass(frozen=True)
class _Context:
    """What the names in an object mean."""

    vocab: str = _SCHEMA
    language: str | None = None
    terms: dict[str, str] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    backward: frozenset[str] = frozenset()
    by_language: frozenset[str] = frozenset()

    def iri(self, name: str) -> str:
        """The IRI of a name."""
        if name in self.terms:
            return self.terms[name]
        prefix, colon, local = name.partition(":")
        if colon and not local.startswith("//"):
            if prefix in self.terms:
                return self.terms[prefix] + local
            if prefix == "schema":
                return _SCHEMA + local
        return name if _IRI.match(name) else self.vocab + name


def parse_json(text: str) -> Any:
    """JSON, also within the comments and CDATA marks of old pages. Raises InputError."""
    bare = _WRAPPED.sub("", _WRAPPING.sub("", text.removeprefix("\ufeff"), count=1), count=1)
    try:
        return json.loads(bare, strict=False)
    except RecursionError as error:
        raise InputError(f"its objects are nested more than {_DEEPEST} levels deep") from error
    except ValueError as error:
        raise InputError(f"it is not JSON: {error}") from error


def read_objects(document: Any, page: str, base: str, place: tuple[str | int, ...]) -> list[Quad]:
    """The quads of a parsed document; places of nodes begin with `place`.

    Relative IRIs are relative to `base`. Raises InputError for what is nested too deep.
    """
    return list(_Walk(page, base).any(document, _Context(), place, 0))


class _Walk:
    """A walk through one document."""

    def __init__(self, page: str, base: str) -> None:
        self._page, self._base = page, base

    def any(
        self, value: Any, context: _Context, place: tuple[str | int, ...], depth: int
    ) -> Iterator[Quad]:
        """The quads of an object or of those in a list."""
        if depth > _DEEPEST:
            raise InputError(f"its objects are nested more than {_DEEPEST} levels deep")
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self.any(each, context, (*place, number), depth + 1)
        elif isinstance(value, dict):
            yield from self._object(value, context, place, depth)

    def _object(
        self, value: dict[str, Any], context: _Context, place: tuple[str | int, ...], depth: int
    ) -> Iterator[Quad]:
        context = _within(context, value.get("@context"))
        key, where = self._key(value, context, place), pointer(*place)
        for name, found in value.items():
            if name == "@graph":
                yield from self.any(found, context, (*place, name), depth + 1)
            elif name in ("@type", "type") or context.terms.get(name) == "@type":
                for each in found if isinstance(found, list) else [found]:
                    if isinstance(each, str):
                        kind = Value(context.iri(each), is_ref=True)
                        yield Quad(self._page, key, TYPE, kind, where)
            elif name == "@reverse" and isinstance(found, dict):
                for inner, values in found.items():
                    yield from self._back(inner, values, key, context, (*place, name), depth)
            elif name in context.backward:
                yield from self._back(name, found, key, context, place, depth)
            elif not name.startswith("@"):
                yield from self._stated(name, found, key, context, place, depth)

    def _stated(
        self,
        name: str,
        found: Any,
        key: str,
        context: _Context,
        place: tuple[str | int, ...],
        depth: int,
    ) -> Iterator[Quad]:
        """What a property has; objects among its values are nodes of their own."""
        if name in context.by_language and isinstance(found, dict):
            found = [{"@value": words, "@language": tag} for tag, words in found.items()]
        predicate, where = context.iri(name), pointer(*place)
        for inner, value in _each(found, (*place, name)):
            if isinstance(value, dict) and "@value" not in value:
                kept = Value(self._key(value, context, inner), is_ref=True)
                yield from self.any(value, context, inner, depth + 1)
            elif (literal := self._literal(name, value, context)) is not None:
                kept = literal
            else:
                continue
            yield Quad(self._page, key, predicate, kept, where)

    def _back(
        self,
        name: str,
        found: Any,
        key: str,
        context: _Context,
        place: tuple[str | int, ...],
        depth: int,
    ) -> Iterator[Quad]:
        """What refers to a thing by a property that is written the other way round."""
        for inner, value in _each(found, (*place, name)):
            if isinstance(value, dict):
                other = self._key(value, context, inner)
                yield from self.any(value, context, inner, depth + 1)
                ref = Value(key, is_ref=True)
                yield Quad(self._page, other, context.iri(name), ref, pointer(*inner))

    def _literal(self, name: str, value: Any, context: _Context) -> Value | None:
        language = context.language
        if isinstance(value, dict):
            tag = value.get("@language")
            language = tag if isinstance(tag, str) and tag.isascii() else None
            value = value["@value"]
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return Value(str(value).lower()) if isinstance(value, bool) else None
        if isinstance(value, str) and name in context.links:
            return Value(self._resolved(value, context), is_ref=True)
        return Value(str(value), language if isinstance(value, str) else None)

    def _key(self, value: dict[str, Any], context: _Context, place: tuple[str | int, ...]) -> str:
        own = value.get("@id", value.get("id"))
        if not isinstance(own, str) or not own.strip():
            return BLANK + pointer(*place)
        return own if own.startswith(BLANK) else self._resolved(own, context)

    def _resolved(self, iri: str, context: _Context) -> str:
        named = context.iri(iri) if ":" in iri else iri
        try:
            return urljoin(self._base, named.strip())
        except ValueError:  # brackets that are no IPv6 address
            return named


def _each(found: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Each value of a property, with its place."""
    if isinstance(found, dict) and (kept := found.keys() & {"@list", "@set"}):
        name = min(kept)
        found, place = found[name], (*place, name)
    if isinstance(found, list):
        for number, value in enumerate(found):
            if not isinstance(value, list):
                yield (*place, number), value
    else:
        yield place, found


def _within(context: _Context, stated: Any) -> _Context:
    """A context with what an object adds to it."""
    for each in stated if isinstance(stated, list) else [stated]:
        if isinstance(each, str):
            is_schema = "schema.org" in each.casefold()
            context = replace(context, vocab=_SCHEMA if is_schema else each)
        elif isinstance(each, dict):
            context = _defined(context, each)
    return context


def _defined(context: _Context, stated: dict[str, Any]) -> _Context:
    vocab, language = stated.get("@vocab"), stated.get("@language", context.language)
    terms = dict(context.terms)
    sets: dict[str, set[str]] = {name: set(getattr(context, name)) for name in _SETS}
    for name, meaning in stated.items():
        if isinstance(meaning, str) and not name.startswith("@"):
            terms[name] = meaning
        elif isinstance(meaning, dict):
            iri = meaning.get("@reverse", meaning.get("@id"))
            if isinstance(iri, str):
                terms[name] = iri
            for chosen, is_so in (
                ("links", meaning.get("@type") in ("@id", "@vocab")),
                ("backward", "@reverse" in meaning),
                ("by_language", meaning.get("@container") == "@language"),
            ):
                if is_so:
                    sets[chosen].add(name)
    found = replace(
        context,
        vocab=vocab if isinstance(vocab, str) else context.vocab,
        language=language if isinstance(language, str) else None,
        links=frozenset(sets["links"]),
        backward=frozenset(sets["backward"]),
        by_language=frozenset(sets["by_language"]),
    )
    # Terms may be written with prefixes of the same context.
    own = {name: iri for name, iri in terms.items() if iri.startswith("@")}
    given = replace(found, terms=terms)
    full = {n: i if n in own else _expanded(given, n, i) for n, i in terms.items()}
    return replace(found, terms=full)


_SETS = ("links", "backward", "by_language")


def _expanded(context: _Context, name: str, iri: str) -> str:
    prefix, colon, local = iri.partition(":")
    if colon and prefix != name and prefix in context.terms and not local.startswith("//"):
        return context.terms[prefix] + local
    return iri if _IRI.match(iri) else context.vocab + iri
