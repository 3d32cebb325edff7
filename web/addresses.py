"""Addresses: from the IRI of a thing to its place on this server, and back.

An IRI names a thing; ``/doc/`` and the same path is the document about it, in the format asked for,
and with a suffix in one format. The vocabulary and its concepts have one IRI in every installation
(`convenor.ontology.iris`) and are served beside the things of the graph's own base.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from ..ontology.iris import CONCEPTS, DEFAULT_BASE, VOCABULARY

__all__ = ["Addresses"]

_SHARED = tuple(iri.removeprefix(DEFAULT_BASE) for iri in (VOCABULARY.rstrip("#"), CONCEPTS))
_SAFE = "/!$()*+,;=:@~._-"  # what IRIs of files have as it is


@dataclass(frozen=True)
class Addresses:
    """The addresses of a graph with the base IRI `base`, served under the path `root` (or ``""``).

    >>> here = Addresses("https://data.example.org/", "/fairs")
    >>> here.iri("id/edition/wmc-2023")
    'https://data.example.org/id/edition/wmc-2023'
    >>> here.page("https://w3id.org/convenor/ontology#Edition")
    '/fairs/doc/ontology#Edition'
    """

    base: str
    root: str = ""

    def iri(self, path: str) -> str:
        """The IRI of the thing at a path, which has no ``/`` before it and no escapes."""
        base = DEFAULT_BASE if path.startswith(_SHARED) else self.base
        return base + quote(path, safe=_SAFE)

    def document(self, iri: str, suffix: str = "") -> str:
        """IRI of the document about a thing, in all formats or with the suffix of one."""
        return f"{self.base}doc/{self._path(iri)}{suffix and '.'}{suffix}"

    def page(self, iri: str, suffix: str = "") -> str:
        """Where the document about a thing is on this server; empty for things of others."""
        path, _, fragment = self._path(iri).partition("#")
        if not path:
            return ""
        return f"{self.root}/doc/{path}{suffix and '.'}{suffix}{fragment and '#'}{fragment}"

    def link(self, iri: str) -> str:
        """Where a person can read on: a page here, an address elsewhere, or empty."""
        return self.page(iri) or (iri if iri.startswith(("http://", "https://")) else "")

    def text(self, source: str, place: str = "") -> str:
        """Where the words of a source are shown on this server, perhaps those of one of its places.

        Empty for what is no source.
        """
        prefix = f"{self.base}source/"
        name = source.removeprefix(prefix)
        if name == source or "#" in name:
            return ""
        at = f"?at={quote(place.removeprefix(prefix), safe='/')}#here" if place else ""
        return f"{self.root}/text/{name}{at}"

    def _path(self, iri: str) -> str:
        """The path of an IRI of ours, empty for any other."""
        path = iri.removeprefix(DEFAULT_BASE)
        if path != iri and path.startswith(_SHARED):
            return path
        path = iri.removeprefix(self.base)
        return "" if path == iri else path
