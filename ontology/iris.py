"""IRIs: where things, sources and claims live, and how names become part of an IRI.

The vocabulary and its concept schemes have one fixed address, so that queries, shapes and mappings
mean the same in every installation. Things, sources and claims live under a base IRI that is a
setting.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

from .errors import SettingError

__all__ = [
    "CONCEPTS",
    "DEFAULT_BASE",
    "PREFIXES",
    "VOCABULARY",
    "Iris",
    "concept",
    "digest",
    "expand",
    "identifier",
    "slug",
]

DEFAULT_BASE = "https://w3id.org/convenor/"
VOCABULARY = "https://w3id.org/convenor/ontology#"
CONCEPTS = "https://w3id.org/convenor/concept/"

PREFIXES: dict[str, str] = {
    "cvn": VOCABULARY,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fibo-fnd-agr-agr": "https://spec.edmcouncil.org/fibo/ontology/FND/Agreements/Agreements/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "m8g": "http://data.europa.eu/m8g/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")
_LONGEST = 60


def digest(*parts: str, length: int = 10) -> str:
    """First `length` hex digits of the SHA-256 of `parts`, which no joining can confuse.

    >>> digest("a", "bc") == digest("ab", "c")
    False
    """
    joined = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def slug(text: str) -> str:
    """Turn any text into a short ASCII part of an IRI; different texts stay different.

    A text that is already plain (lower-case letters, digits, ``.``, ``_``, ``-``) is kept; any
    other keeps what can be read of it and gets a hash of the whole.

    >>> slug("wmc-2023")
    'wmc-2023'
    >>> slug("WMC 2023")
    'wmc-2023-b65830201f'
    >>> slug("合肥").isascii()
    True
    """
    if _PLAIN.match(text) and len(text) <= _LONGEST and not text.endswith("."):
        return text
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    readable = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:_LONGEST].strip("-")
    return f"{readable}-{digest(text)}" if readable else digest(text)


def identifier(*parts: str) -> str:
    """Identifier of a thing that has none of its own, made of what tells it apart.

    It is plain and short enough to stand in an IRI as it is.

    >>> identifier("wmc-2023", "maglev train")
    'wmc-2023-maglev-train-2a8a02a6b4'
    """
    made = slug("-".join(parts))
    if len(made) <= _LONGEST:
        return made
    readable, _, mark = made.rpartition("-")
    return f"{readable[: _LONGEST - len(mark) - 1].strip('-')}-{mark}"


def concept(scheme: str, name: str) -> str:
    """IRI of a concept of one of the bundled schemes: ``concept("role", "organizer")``.

    >>> concept("role", "guest of honour")
    'https://w3id.org/convenor/concept/role/guest-of-honour'
    >>> concept("unit", "km/h")
    'https://w3id.org/convenor/concept/unit/km-per-h'
    """
    return f"{CONCEPTS}{scheme}/{name.replace(' ', '-').replace('/', '-per-')}"


def expand(curie: str) -> str:
    """Expand a CURIE with the bundled prefixes.

    >>> expand("schema:organizer")
    'https://schema.org/organizer'
    """
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRIs of one installation under `base`, which ends in ``/``.

    A base with a ``#`` or ``?`` is refused: the place in a file needs the fragment for itself.

    >>> Iris().thing("edition", "wmc-2023")
    'https://w3id.org/convenor/id/edition/wmc-2023'
    >>> Iris().thing("participation", "wmc-2023", "miit", "organizer")
    'https://w3id.org/convenor/id/participation/wmc-2023~miit~organizer'
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not re.match(r"https?://[^\s<>\"{}|\\^`?#/][^\s<>\"{}|\\^`?#]*/\Z", self.base):
            raise SettingError(
                f"base IRI {self.base!r} is not an http(s) IRI without ? and # that ends in /",
                "Give one such as https://data.example.org/fairs/",
            )

    def thing(self, kind: str, *parts: str) -> str:
        """IRI of a thing of class `kind`; several parts are joined so that they stay apart."""
        return f"{self.base}id/{kind}/{'~'.join(map(slug, parts))}"

    def source(self, name: str) -> str:
        """IRI of a source, which is also the name of the graph of what it states."""
        return f"{self.base}source/{slug(name)}"

    def file(self, name: str) -> str:
        """IRI of a loaded file by its name within what was loaded (``facts/editions.csv``)."""
        return f"{self.base}source/file/{quote(name, safe='/!$()*+,;=:@~._-')}"

    def authority(self, name: str) -> str:
        """IRI of a bundled authority file (``bodies``, ``places``)."""
        return f"{self.base}source/authority/{name}"

    def claim(self, name: str) -> str:
        """IRI of a claim by the hash of its parts."""
        return f"{self.base}claim/{name}"

    def class_of(self, iri: str) -> str:
        """The class part of the IRI of a thing, empty for any other IRI.

        >>> Iris().class_of("https://w3id.org/convenor/id/edition/wmc-2023")
        'edition'
        """
        things = f"{self.base}id/"
        return iri.removeprefix(things).partition("/")[0] if iri.startswith(things) else ""

    @property
    def derived(self) -> str:
        """IRI of the graph of triples that rules of ours derive from the sources."""
        return f"{self.base}source/derived/rules"

    @property
    def vocabulary(self) -> str:
        """IRI of the graph that holds the vocabulary and its schemes in a store."""
        return VOCABULARY.rstrip("#")

    @staticmethod
    def claims(source: str) -> str:
        """IRI of the graph that holds the evidence for what `source` (an IRI) states."""
        return f"{source}/claims"
