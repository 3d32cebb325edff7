"""Cells to values: one conversion per kind of field, each giving the value or what is wrong."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from pyoxigraph import NamedNode

from ...ontology.errors import InputError
from ...ontology.model import Text
from ...ontology.schemes import concepts, schemes
from ...ontology.terms import match
from .dates import to_date
from .fields import Field
from .languages import is_language, script_language
from .references import Known
from .rules import Cell, Fault

__all__ = ["LONGEST_CELL", "Converter", "converter"]

LONGEST_CELL = 1 << 20
LONGEST_IDENTIFIER = 200
LONGEST_URL = 8192
# The store keeps integers in 64 bits and decimals with 18 digits after the point.
MOST = 2**63
MOST_DECIMALS = 18

_MOST_CACHED = 65536
_CACHED_LENGTH = 128

# White space around a cell, control characters not among it, which str.strip would take.
_BLANKS = " \t\r\n\u00a0\u2002\u2003\u2009\u202f\u3000\ufeff"
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
_IDENTIFIER = re.compile(r"\S+\Z")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+\.[^\s@.]+\Z")
_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?\Z", re.ASCII)
_BOOLEANS = {
    **dict.fromkeys(("yes", "true", "1", "是"), True),
    **dict.fromkeys(("no", "false", "0", "否"), False),
}


class Converter(dict[Cell, object]):
    """Leads from a cell to its value (None: empty, `Fault`: wrong); remembers short cells.

    `odd` holds something after a cell without a value was looked up, so that the many good rows
    need no test of every cell; the caller empties it.
    """

    def __init__(self, convert: Callable[[Cell], object]) -> None:
        super().__init__()
        self._convert = convert
        self._odd: dict[Cell, object] = {}
        self.odd: list[Cell] = []

    def __missing__(self, cell: Cell) -> object:
        value = self._odd.get(cell, self)
        if value is self:
            value = self._convert(cell)
            known = self._odd if value is None or isinstance(value, Fault) else self
            if isinstance(cell, str) and len(cell) < _CACHED_LENGTH and len(known) < _MOST_CACHED:
                known[cell] = value
        if value is None or isinstance(value, Fault):
            self.odd.append(cell)
        return value


def converter(
    field: Field,
    known: Known,
    *,
    language: str | None = None,
    split: str | None = None,
    words: Mapping[str, str] | None = None,
) -> Converter:
    """Converter for one column of a table.

    `language` is the language of a text, ``script``, or the registry of an external identifier,
    `split` what stands between several values of a cell, `words` the column's own words with ours
    for them ("" for *not stated*).
    """
    one = _KINDS[field.kind](field, language, known)
    own = words or {}

    def single(cell: Cell) -> object:
        if isinstance(cell, str):
            text = _clean(cell)
            if isinstance(text, Fault):
                return text
            text = own.get(text, text)
            return one(text) if text else None
        return cell if isinstance(cell, Fault) else _nested("a list")

    def several(cell: Cell) -> object:
        if isinstance(cell, Fault):
            return cell
        if isinstance(cell, str):
            cell = tuple(cell.split(split)) if split else (cell,)
        values = [value for part in cell if (value := single(part)) is not None]
        faults = [value for value in values if isinstance(value, Fault)]
        return faults[0] if faults else tuple(dict.fromkeys(values)) or None

    return Converter(several if field.many else single)


def _nested(what: str) -> Fault:
    return Fault("nested-value", f"{what} where one value is expected")


def _clean(cell: str) -> str | Fault:
    """Text in NFC without outer blanks and with plain line ends, or why it is no text."""
    text = cell.strip(_BLANKS)
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_CELL:
        return text
    if len(text) > LONGEST_CELL:
        return Fault("too-long", f"{len(text)} characters, more than {LONGEST_CELL}", lossy=True)
    text = text.replace("\r\n", "\n")
    if found := _UNWANTED.search(text):
        return _unwanted(found[0], found.start())
    return unicodedata.normalize("NFC", text)


def _unwanted(char: str, position: int) -> Fault:
    place = f"U+{ord(char):04X} at character {position + 1}"
    if char == "\0":
        return Fault("nul-byte", f"a NUL byte at character {position + 1}")
    if char >= "\ud800":
        return Fault("bad-encoding", f"{place}: a character was lost before; restore it")
    return Fault("control-character", f"the control character {place}; remove it")


# -- one function per kind of field, all with the same arguments


def _text(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    def convert(text: str) -> object:
        return Text(text, script_language(text) if language == "script" else language)

    return convert


def _string(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    return str


def _reference(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    return partial(known.resolve, field.of)


def _identifier(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    return _to_identifier


def _to_identifier(text: str) -> str | Fault:
    if len(text) > LONGEST_IDENTIFIER:
        return Fault("bad-identifier", f"{len(text)} characters, more than {LONGEST_IDENTIFIER}")
    if not _IDENTIFIER.match(text):
        return Fault("bad-identifier", "an identifier has no white space; write - instead")
    return text


def _concept(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    labels, names = schemes()[field.of], concepts(field.of)

    def convert(text: str) -> object:
        folded = unicodedata.normalize("NFC", text).casefold()
        return labels.get(folded) or _unknown(text, field.of, names, labels)

    return convert


def _choice(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    names = tuple(field.of.split())

    def convert(text: str) -> object:
        folded = text.casefold()
        return folded if folded in names else _unknown(text, "choice", names, {})

    return convert


def _unknown(text: str, scheme: str, names: tuple[str, ...], labels: Mapping[str, str]) -> Fault:
    near = difflib.get_close_matches(text[:100].casefold(), [*labels, *names], 3)
    found = tuple(dict.fromkeys(labels.get(name, name) for name in near))
    hint = f"did you mean {' or '.join(found)}?" if found else f"it may be {', '.join(names)}"
    return Fault("unknown-value", f"{text[:100]!r} is no {scheme}; {hint}")


def _number(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    return _to_number


def _to_number(text: str) -> int | str | Fault:
    """Integer, or decimal as canonical text."""
    if len(text) < 19 and text.isascii() and text.isdigit():
        return int(text)
    found = _NUMBER.match(text)
    if not found or (found[2].startswith("0") and "," in found[2]):
        return Fault("not-a-number", f"{text[:100]!r} is not a number in plain digits")
    decimals = (found[3] or "").rstrip("0")
    digits = (found[1].replace("+", "") + found[2].replace(",", "")).lstrip()
    if len(digits) > 20 or abs(int(digits)) >= MOST or len(decimals) > MOST_DECIMALS:
        return Fault("not-a-number", f"{text[:100]!r} has more digits than the store keeps")
    return format(Decimal(f"{digits}.{decimals}"), "f") if decimals else int(digits)


def _integer(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    least = int(field.of)
    most = 9999 if least == 1000 else MOST - 1  # a year has four digits

    def convert(text: str) -> object:
        number = _to_number(text)
        if isinstance(number, Fault):
            return number
        if isinstance(number, str) or not least <= number <= most:
            return Fault("not-a-number", f"{text} is not a whole number from {least} to {most}")
        return number

    return convert


def _boolean(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    def convert(text: str) -> object:
        value = _BOOLEANS.get(text.casefold())
        if value is None:
            return Fault("not-a-boolean", f"{text[:100]!r} is neither yes nor no")
        return value

    return convert


def _date(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    return partial(to_date, allowed=tuple(field.of.split()))


def _url(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    def convert(text: str) -> object:
        if not _WEB.match(text) or len(text) > LONGEST_URL:
            return Fault("bad-url", f"{text[:100]!r} is not an http or https address")
        try:
            NamedNode(text)
        except ValueError as error:  # includes lone surrogates, which are no Unicode
            return Fault("bad-url", f"{text[:100]!r} is not a valid IRI: {error}")
        return text

    return convert


def _language(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    def convert(text: str) -> object:
        tag = text.lower()
        if not is_language(tag):
            return Fault("bad-language", f"{text[:100]!r} is not a language tag such as zh-hant")
        return tag

    return convert


def _external(field: Field, registry: str | None, known: Known) -> Callable[[str], object]:
    def convert(text: str) -> object:
        try:
            return match(text, registry or "").value
        except InputError as error:
            return Fault("bad-external", f"{error.message}. {error.next_step}".rstrip(". "))

    return convert


def _email(field: Field, language: str | None, known: Known) -> Callable[[str], object]:
    def convert(text: str) -> object:
        address = text.removeprefix("mailto:")
        if _EMAIL.match(address) and len(address) <= 254:
            return address
        return Fault("bad-email", f"{text[:100]!r} is not an e-mail address")

    return convert


_KINDS: dict[str, Callable[[Field, str | None, Known], Callable[[str], object]]] = {
    "boolean": _boolean,
    "choice": _choice,
    "concept": _concept,
    "date": _date,
    "email": _email,
    "external": _external,
    "identifier": _identifier,
    "integer": _integer,
    "language": _language,
    "number": _number,
    "reference": _reference,
    "string": _string,
    "text": _text,
    "url": _url,
}
