"""Names: from what people write (``MIIT``, 工信部, ``wmc-2023``) to the thing that is meant."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from functools import cached_property

from pyoxigraph import NamedNode

from ..ontology.errors import UnresolvedNameError
from ..ontology.iris import PREFIXES, Iris, concept
from ..ontology.schemes import concepts, schemes
from ..queries.catalogue import load_query
from .result import Value
from .store import Store

__all__ = ["Names"]

_SHOWN = 8
_NEAR = 4


class Names:
    """All names of a graph, read from its store when first needed."""

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris

    @cached_property
    def _rows(self) -> list[dict[str, Value]]:
        return self._store.select(load_query("names", "labels").text).rows()

    @cached_property
    def _things(self) -> dict[str, set[str]]:
        """IRIs of all things by kind."""
        things: dict[str, set[str]] = defaultdict(set)
        for row in self._rows:
            things[str(row["kind"])].add(str(row["thing"]))
        return things

    @cached_property
    def _written(self) -> dict[str, dict[str, tuple[str, set[str]]]]:
        """By kind and `_folded` name: a spelling of it and the IRIs that have it."""
        found: dict[str, dict[str, tuple[str, set[str]]]] = defaultdict(dict)
        for row in self._rows:
            if row["name"] is not None:
                entry = found[str(row["kind"])].setdefault(
                    _folded(str(row["name"])), (str(row["name"]), set())
                )
                entry[1].add(str(row["thing"]))
        return found

    def resolve(self, kind: str, text: str) -> NamedNode:
        """The thing of `kind` (or a concept of the scheme `kind`) that `text` names.

        Accepts an identifier (``wmc-2023`` or ``edition/wmc-2023``), an IRI or a CURIE, and any
        label or alias without regard to case, width and spaces. Raises UnresolvedNameError with
        the candidates where several or none fit.
        """
        if kind in schemes():
            return self._concept(kind, text)
        things = self._things[kind]
        asked = text.strip()
        own = asked.removeprefix(f"{kind}/")
        for iri in (asked, self._expanded(asked), self._iri(kind, own)):
            if iri in things:
                return NamedNode(iri)
        found = self._named([kind], asked)
        if len(found) == 1:
            return NamedNode(found[0])
        raise self._unresolved(kind, text, found)

    def find(self, text: str) -> NamedNode:
        """The thing of any kind that `text` names. Raises UnresolvedNameError."""
        things = self._things
        asked = text.strip()
        if node := self._stored(self._expanded(asked)):
            return node
        kind, _, own = asked.partition("/")
        asked_kinds, identifier = ([kind], own) if kind in things and own else (things, asked)
        minted = {kind: self._iri(kind, identifier) for kind in asked_kinds}
        found = [iri for kind, iri in minted.items() if iri in things[kind]]
        found = found or self._named(list(things), asked)
        if len(found) == 1:
            return NamedNode(found[0])
        raise self._unresolved("", text, found)

    def _stored(self, iri: str) -> NamedNode | None:
        """The node of an IRI that the graph speaks of."""
        try:
            node = NamedNode(iri) if "://" in iri else None
        except ValueError:
            return None  # looks like an IRI and is none: it may still be a name
        return node if node and self._store.contains(node) else None

    def _named(self, kinds: list[str], text: str) -> list[str]:
        """IRIs of the things that have this name, sorted."""
        found: set[str] = set()
        for kind in kinds:
            found |= self._written[kind].get(_folded(text), ("", set()))[1]
        return sorted(found)

    def _concept(self, scheme: str, text: str) -> NamedNode:
        name = schemes()[scheme].get(text.strip().casefold().replace("_", " "))
        if name is not None:
            return NamedNode(concept(scheme, name))
        raise UnresolvedNameError(
            f"{text!r} is not a {scheme}", f"Choose one of: {', '.join(concepts(scheme))}."
        )

    def _unresolved(self, kind: str, text: str, found: list[str]) -> UnresolvedNameError:
        what = {"organization": "body"}.get(kind, kind) or "thing"
        if found:
            candidates = tuple((self._short(iri), iri) for iri in found)
            listed = ", ".join(name for name, _ in candidates[:_SHOWN])
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            return UnresolvedNameError(
                f"{text!r} names {len(found)} things", f"Say which one: {listed}{more}.", candidates
            )
        near = self._near(kind, text)
        step = (
            f"Did you mean {', '.join(near)}?"
            if near
            else "Names, identifiers (wmc-2023) and IRIs are understood; "
            "the query editions_by_year lists all editions."
        )
        return UnresolvedNameError(f"no {what} of this graph is called {text!r}", step)

    def _near(self, kind: str, text: str) -> list[str]:
        """Names and identifiers that look like `text`, as they are written."""
        things = self._things
        kinds = [kind] if kind else list(things)
        known = {self._identifier(each, iri): iri for each in kinds for iri in things[each]}
        known = {_folded(identifier): identifier for identifier in known}
        for each in kinds:
            known |= {folded: name for folded, (name, _) in self._written[each].items()}
        wanted = _folded(text)
        near = difflib.get_close_matches(wanted, known, _NEAR, 0.6)
        near = near or sorted(name for name in known if wanted and wanted in name)[:_NEAR]
        return [known[name] for name in near]

    def _iri(self, kind: str, identifier: str) -> str:
        if kind == "source":
            return self._iris.source(identifier)
        return self._iris.thing(kind, identifier)

    def _identifier(self, kind: str, iri: str) -> str:
        place = "source/" if kind == "source" else f"id/{kind}/"
        return iri.removeprefix(self._iris.base + place)

    def _short(self, iri: str) -> str:
        return iri.removeprefix(self._iris.base).removeprefix("id/")

    def _expanded(self, text: str) -> str:
        prefix, colon, name = text.partition(":")
        return PREFIXES[prefix] + name if colon and prefix in PREFIXES else text


def _folded(text: str) -> str:
    """A name without regard to case, width (``（`` or ``(``) and spaces.

    >>> _folded(" ＭＩＩＴ  (China) ")
    'miit (china)'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
