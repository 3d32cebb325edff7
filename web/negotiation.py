"""Which form of an answer a request asks for: format, language, compression, unchanged or not.

A header is read up to 8192 characters and 100 elements and the rest counts as not sent, so the work
is bounded; below that it grows with the length. Header lines of one name come joined by commas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from ..ontology.errors import ConvenorError

__all__ = [
    "ATOM",
    "BOOLEAN_FORMATS",
    "GRAPH_FORMATS",
    "HTML",
    "PAGE_FORMATS",
    "PLAIN",
    "RDF_PATCH",
    "RESULT_FORMATS",
    "Format",
    "NotAcceptable",
    "accepts_gzip",
    "choose",
    "choose_language",
    "matches",
]


class NotAcceptable(ConvenorError):  # noqa: N818 - the words of the status line
    """No format on offer is one that the request accepts; the next step names those on offer."""


@dataclass(frozen=True)
class Format:
    """A way to write an answer.

    `name` is what ``format=`` calls it, `media_type` the Content-Type that is sent, `media_types`
    all that select it, in lower case and without parameters, the one that is sent first; `suffix`
    is that of its files, without the dot.
    """

    name: str
    media_type: str
    media_types: tuple[str, ...]
    suffix: str


def _format(name: str, suffix: str, media_type: str, *others: str) -> Format:
    return Format(name, media_type, (media_type.partition(";")[0], *others), suffix)


# Media types of text/ have a charset parameter; the others here are UTF-8 by definition or say so
# themselves (XML), but R reads results in XML as Latin-1 without it. Second names are those that
# clients are known to send.
HTML = _format("html", "html", "text/html; charset=utf-8", "application/xhtml+xml")
PLAIN = _format("text", "txt", "text/plain; charset=utf-8")
_JSON = _format("json", "json", "application/sparql-results+json", "application/json")
_XML = _format(
    "xml", "xml", "application/sparql-results+xml; charset=utf-8", "application/xml", "text/xml"
)
_CSV = _format("csv", "csv", "text/csv; charset=utf-8")
_TSV = _format("tsv", "tsv", "text/tab-separated-values; charset=utf-8")
_N3 = ("text/n3", "text/rdf+n3")  # all Turtle is N3
_TURTLE = _format("turtle", "ttl", "text/turtle; charset=utf-8", "application/x-turtle", *_N3)
_TRIPLES = _format("nt", "nt", "application/n-triples", "text/plain")
_RDFXML = _format("rdfxml", "rdf", "application/rdf+xml", "application/xml", "text/xml")
_JSONLD = _format("jsonld", "jsonld", "application/ld+json", "application/json")
_TRIG = _format("trig", "trig", "application/trig", "application/x-trig")
ATOM = _format("atom", "atom", "application/atom+xml; charset=utf-8")
RDF_PATCH = _format("patch", "rdfp", "application/rdf-patch")

RESULT_FORMATS = (_JSON, _XML, _CSV, _TSV)
# The specification of CSV and TSV results has no form for the answer to ASK.
BOOLEAN_FORMATS = (_JSON, _XML)
GRAPH_FORMATS = (_TURTLE, _TRIPLES, _RDFXML, _JSONLD, _TRIG)
PAGE_FORMATS = (HTML, *GRAPH_FORMATS)

_LONGEST = 8192  # characters of a header that are read
_MOST = 100  # elements of a header that are read
_SHOWN = 80  # characters of a header that a message repeats

# Possessive (++, *+) throughout: what cannot go back cannot take more than linear time.
_QUOTED = r'"(?:[^"\\]++|\\.)*+"?+'
_ELEMENT = re.compile(rf'(?:[^,"]++|{_QUOTED})++', re.DOTALL)
_PART = re.compile(rf'(?:[^;"]++|{_QUOTED})++', re.DOTALL)
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_PARAMETER = re.compile(
    rf'(?P<name>{_WORD})=(?:(?P<token>{_WORD})|"(?P<quoted>(?:[^"\\]++|\\.)*+)")', re.DOTALL
)
# More is read than RFC 9110 allows, any number of digits and no zero before the point: the Accept
# header that Java sends by itself has q=.2 for */*.
_WEIGHT = re.compile(r"0(?:\.[0-9]*)?|\.[0-9]+|1(?:\.0*)?")
_NAME = r"[!#$&^_.+0-9a-z-]+"
_RANGE = re.compile(rf"\*/\*|{_NAME}/(?:\*|{_NAME})")
_LANGUAGE = re.compile(r"\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*")
_ETAG = re.compile(r'(?:W/)?("[!#-~\x80-\xff]*")')

_NAMED, _SECOND, _TYPE, _ANY = 3, 2, 1, 0  # how closely a media range fits a format


@dataclass(frozen=True)
class _Element:
    """One element of a header; all in lower case."""

    value: str
    parameters: Mapping[str, str]
    weight: float


def _elements(header: str | None, form: re.Pattern[str]) -> list[_Element]:
    """The elements of a header whose value has that form; what is malformed is left out."""
    text = header or ""
    if len(text) > _LONGEST:
        # What the cut goes through would be read as something else: it goes as a whole.
        text = text[:_LONGEST].rpartition(",")[0]
    pieces = (found[0] for found in islice(_ELEMENT.finditer(text), _MOST))
    read = (_read(piece.lower()) for piece in pieces)
    return [element for element in read if element and form.fullmatch(element.value)]


def _read(piece: str) -> _Element | None:
    """Value, parameters and weight (1 where none is given) of an element, None if malformed.

    What follows the weight is left unread: RFC 9110 has taken the extensions away that stood there.
    """
    value, _, rest = piece.partition(";")
    parameters: dict[str, str] = {}
    for part in filter(None, (part.strip(" \t") for part in _PART.findall(rest))):
        found = _PARAMETER.fullmatch(part)
        if not found:
            return None
        if found["name"] == "q":
            if not _WEIGHT.fullmatch(found["token"] or ""):
                return None
            return _Element(value.strip(" \t"), parameters, float(found["token"]))
        quoted = re.sub(r"\\(.)", r"\1", found["quoted"] or "", flags=re.DOTALL)
        parameters[found["name"]] = found["token"] or quoted
    return _Element(value.strip(" \t"), parameters, 1.0)


def choose(accept: str | None, formats: Sequence[Format], wanted: str | None = None) -> Format:
    """The format of at least one on offer that an Accept header prefers (RFC 9110, 12.5.1).

    The highest weight wins; among equals a format that is named wins over one that only a wildcard
    lets in, then the order of `formats`. Without an Accept header, or with none of it readable, it
    is the first. `wanted`, what ``format=`` says, comes before Accept: a name, a media type or the
    part of it after the slash, or a suffix; blank counts as not given.

    Raises NotAcceptable where no format fits.

    >>> choose("text/turtle;q=0.2, application/ld+json;q=0.9", GRAPH_FORMATS).name
    'jsonld'
    >>> choose("text/*", RESULT_FORMATS).name, choose("*/*", RESULT_FORMATS, "xml").name
    ('csv', 'xml')
    """
    if wanted and wanted.strip():
        return _wanted(wanted, formats)
    ranges = _elements(accept, _RANGE)
    if not ranges:
        return formats[0]
    rated = [(_rating(form, ranges), form) for form in formats]
    (weight, _), best = max(rated, key=lambda pair: pair[0])  # the first of equals
    if not weight:
        raise _refusal(f"no format on offer fits Accept: {_clipped(accept or '')}", formats)
    return best


def _wanted(wanted: str, formats: Sequence[Format]) -> Format:
    """The format that a ``format=`` means; raises NotAcceptable."""
    # A plus that stands unescaped in an address arrives as a space.
    key = "+".join(wanted[:_LONGEST].partition(";")[0].split()).lower().replace("-", "")
    for form in formats:
        # Clients send one word whatever they ask: json and xml are JSON-LD and RDF/XML for a graph.
        parts = (media_type.partition("/")[2] for media_type in form.media_types)
        names = (form.name, form.suffix, *form.media_types, *parts)
        if key in {name.replace("-", "") for name in names}:
            return form
    raise _refusal(f"there is no format {_clipped(wanted)} here", formats)


def _clipped(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def _refusal(message: str, formats: Sequence[Format]) -> NotAcceptable:
    offered = ", ".join(f"{form.media_types[0]} (format={form.name})" for form in formats)
    return NotAcceptable(message, f"Ask for one of: {offered}.")


def _rating(form: Format, ranges: Sequence[_Element]) -> tuple[float, int]:
    """Weight of a format, 0 where it is not accepted, and how closely the range fits that gave it.

    The most specific range that fits gives the weight, whatever less specific ones say.
    """
    fits = [(fit, element.weight) for element in ranges if (fit := _fit(element, form))]
    if not fits:
        return 0.0, _ANY
    (closeness, *_), weight = max(fits)
    return weight, closeness


def _fit(element: _Element, form: Format) -> tuple[int, bool, int] | None:
    """How closely a media range fits a format, for comparison; None if it does not.

    A parameter that the format has with another value rules it out. One that the format does not
    have is a wish (the profile of JSON-LD, the version of RDF 1.2): such a range counts after those
    that fit as a whole, and refuses nothing, for it speaks of something else.
    """
    kinds, held = _sent(form)
    asked = element.parameters
    if element.value not in kinds or any(held.get(key, asked[key]) != asked[key] for key in asked):
        return None
    met = len(held.keys() & asked.keys())
    if met < len(asked) and not element.weight:
        return None
    return kinds[element.value], met == len(asked), met


@lru_cache(maxsize=64)
def _sent(form: Format) -> tuple[dict[str, int], dict[str, str]]:
    """The media ranges that fit a format, with how closely, and the parameters that it has."""
    sent = _read(form.media_type.lower())
    assert sent, form.media_type
    kinds = {"*/*": _ANY, f"{sent.value.partition('/')[0]}/*": _TYPE}
    kinds |= dict.fromkeys(form.media_types, _SECOND) | {sent.value: _NAMED}
    return kinds, {"charset": "utf-8", **sent.parameters}  # all that is sent is UTF-8, said or not


def choose_language(accept_language: str | None, known: Sequence[str]) -> str:
    """The known language that an Accept-Language header prefers (lookup of RFC 4647, 3.4).

    Ranges are tried by weight, each cut from its end until a known tag is left: ``zh-Hans-CN``
    finds ``zh``. ``*`` is the first known language that no other range finds. Without a fit it is
    the first of `known` that is not refused by q=0, and where all are, the first: a page in another
    language helps more than none. `known` has at least one tag.

    >>> choose_language("fr, zh-CN;q=0.8, en;q=0.5", ("en", "zh"))
    'zh'
    """
    found = _elements(accept_language, _LANGUAGE)
    refused = [element.value for element in found if not element.weight]
    left = [tag for tag in known if not any(_leads(tag.lower(), value) for value in refused)]
    ranges = [element for element in found if element.weight]
    for element in sorted(ranges, key=lambda one: -one.weight):
        if element.value == "*":
            named = [tag for tag in left if any(_leads(one.value, tag.lower()) for one in ranges)]
            fits = [tag for tag in left if tag not in named][:1]
        else:
            fits = [tag for tag in left if _leads(element.value, tag.lower())]
        if fits:
            return max(fits, key=len)
    return (left or known)[0]


def _leads(longer: str, shorter: str) -> bool:
    """Whether cutting subtags from the end of one tag gives the other."""
    return longer == shorter or longer.startswith(f"{shorter}-")


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether an answer may and should be sent with gzip (RFC 9110, 12.5.3).

    It should not where ``identity`` is named with a higher weight, nor without the header: that
    allows any coding, but is how clients ask that know of none.

    >>> accepts_gzip("br, gzip;q=0.5"), accepts_gzip("gzip;q=0, *")
    (True, False)
    """
    weights: dict[str, float] = {}
    for element in _elements(accept_encoding, re.compile(_WORD)):
        weights[element.value] = max(weights.get(element.value, 0.0), element.weight)
    named = [weights[name] for name in ("gzip", "x-gzip") if name in weights]
    weight = max(named, default=weights.get("*", 0.0))
    return weight > 0 and weight >= weights.get("identity", 0.0)


def matches(etag: str, if_none_match: str | None) -> bool:
    """Whether If-None-Match names an ETag (with its quotes) or is ``*``: 304 is the answer.

    The comparison is the weak one of RFC 9110, 8.8.3.2: ``W/"1"`` is ``"1"``.

    >>> matches('"b"', 'W/"a", W/"b"')
    True
    """
    text = (if_none_match or "")[:_LONGEST]
    if text.strip(" \t") == "*":
        return True
    listed = (found[1] for found in islice(_ETAG.finditer(text), _MOST))
    return etag.removeprefix("W/") in listed
