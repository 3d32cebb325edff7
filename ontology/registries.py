"""Registries of other data sets: how their identifiers look, and the one IRI of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from .errors import InputError

__all__ = ["REGISTRIES", "Registry", "canonical", "registry_of"]

_WEB = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+\.[^\s<>\"{}|\\^`]+\Z")
_LOCAL = re.compile(r"[^?#]*")  # what follows a local identifier speaks of a part or form of it
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def _digits(local: str) -> str:
    return re.sub(r"[\s-]", "", local).upper()


def _ror_sum(local: str) -> bool:
    """ISO/IEC 7064 MOD 97-10 over the six letters after the zero, read in base 32."""
    number = 0
    for letter in local[1:7]:
        number = number * 32 + _CROCKFORD.index(letter)
    return 98 - number * 100 % 97 == int(local[7:])


def _isni_sum(local: str) -> bool:
    """ISO/IEC 7064 MOD 11-2, of which X stands for ten."""
    total = 0
    for digit in local[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == local[-1]


@dataclass(frozen=True, slots=True)
class Registry:
    """One registry: `pattern` is that of its local identifiers, `addresses` what may precede them.

    `iri` is what stands before the local identifier in the IRI that its linked data uses, `after`
    what follows it; `clean` gives the local identifier as it is written there and `sums` tells
    whether its check digits fit.
    """

    name: str
    title: str
    example: str
    pattern: str
    addresses: str
    iri: str
    after: str = ""
    clean: Callable[[str], str] = str.strip
    sums: Callable[[str], bool] | None = None

    def identifier(self, local: str) -> str:
        """The IRI of a local identifier; an `InputError` tells what is wrong with it."""
        cleaned = self.clean(local)
        if not re.fullmatch(self.pattern, cleaned):
            raise InputError(
                f"{local[:100]!r} is no identifier of {self.title}",
                f"One looks like {self.example}",
            )
        if self.sums and not self.sums(cleaned):
            raise InputError(
                f"the check digits of {local!r} do not fit: it is no identifier of {self.title}",
                "Copy it again from the registry.",
            )
        return f"{self.iri}{cleaned}{self.after}"

    def local(self, iri: str) -> str:
        """The local identifier of a canonical IRI."""
        return iri.removeprefix(self.iri).removesuffix(self.after)


_KNOWN = (
    Registry(
        "wikidata",
        "Wikidata",
        "Q42",
        r"Q[1-9]\d{0,11}",
        r"https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/",
        "http://www.wikidata.org/entity/",
        clean=str.upper,
    ),
    Registry(
        "ror",
        "ROR",
        "https://ror.org/03yrm5c26",
        r"0[0-9a-hjkmnp-tv-z]{6}\d{2}",
        r"(?:https?://)?(?:www\.)?ror\.org/",
        "https://ror.org/",
        clean=str.lower,
        sums=_ror_sum,
    ),
    Registry(
        "isni",
        "ISNI",
        "0000 0001 2103 2683",
        r"\d{15}[\dX]",
        r"(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?",
        "https://isni.org/isni/",
        clean=_digits,
        sums=_isni_sum,
    ),
    Registry(
        "viaf",
        "VIAF",
        "https://viaf.org/viaf/75121530",
        r"[1-9]\d{0,21}",
        r"https?://(?:www\.)?viaf\.org/viaf/",
        "http://viaf.org/viaf/",
    ),
    Registry(
        "gnd",
        "GND",
        "https://d-nb.info/gnd/118540238",
        r"1[0-3]?\d{7}[\dX]|[47]\d{6}-\d|[1-9]\d{0,7}-[\dX]|3\d{7}[\dX]",
        r"https?://d-nb\.info/gnd/",
        "https://d-nb.info/gnd/",
        clean=str.upper,
    ),
    Registry(
        "loc",
        "Library of Congress names",
        "n79021164",
        r"n[a-z]?\d{8,10}",
        r"https?://id\.loc\.gov/(?:authorities/names|rwo/agents)/",
        "http://id.loc.gov/authorities/names/",
        clean=str.lower,
    ),
    Registry(
        "geonames",
        "GeoNames",
        "https://sws.geonames.org/1814991/",
        r"[1-9]\d{0,9}",
        r"https?://(?:www\.|sws\.)?geonames\.org/",
        "https://sws.geonames.org/",
        after="/",
    ),
    Registry(
        "dbpedia",
        "DBpedia",
        "http://dbpedia.org/resource/Hefei",
        r"[^\s<>\"{}|\\^`?#]+",
        r"https?://dbpedia\.org/(?:resource|page)/",
        "http://dbpedia.org/resource/",
    ),
)
REGISTRIES: dict[str, Registry] = {registry.name: registry for registry in _KNOWN}


def canonical(text: str, registry: str = "") -> str:
    """The one IRI of an external identifier: an address, ``registry:identifier``, or bare.

    A bare identifier needs the name of its `registry`, of which an address must then be too.
    Addresses of registries that are not in the table stay as they are. What is neither is an
    `InputError`.

    >>> canonical("https://www.wikidata.org/wiki/q42"), canonical("gnd:118540238")
    ('http://www.wikidata.org/entity/Q42', 'https://d-nb.info/gnd/118540238')
    >>> canonical("0000 0001 2103 2683", "isni")
    'https://isni.org/isni/0000000121032683'
    """
    text = text.strip()
    for known in _KNOWN:
        if found := re.match(f"{known.name}:|{known.addresses}", text, re.IGNORECASE):
            if registry and known.name != registry:
                raise _elsewhere(text, f"of {known.title}", registry)
            return known.identifier(_LOCAL.match(text, found.end())[0].rstrip("/"))  # type: ignore[index]
    if _WEB.match(text):
        if registry:
            raise _elsewhere(text, "an address of something else", registry)
        return text
    if registry:
        return REGISTRIES[registry].identifier(text)
    raise InputError(
        f"{text[:100]!r} is no identifier of another data set",
        f"Write its address, or one of {', '.join(REGISTRIES)} before it, as in wikidata:Q42",
    )


def registry_of(iri: str) -> Registry | None:
    """The registry of a canonical IRI, if it is one of the table."""
    for known in _KNOWN:
        if iri.startswith(known.iri):
            with suppress(InputError):
                return known if known.identifier(known.local(iri)) == iri else None
    return None


def _elsewhere(text: str, what: str, registry: str) -> InputError:
    title = REGISTRIES[registry].title
    return InputError(f"{text[:100]!r} is {what}, not of {title}", f"Write one of {title} here.")
