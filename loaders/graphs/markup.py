"""Markup: what the JSON-LD, microdata and RDFa of a web page say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...ontology.errors import InputError
from ..encodings import decoded, html_charset
from .microdata import read_microdata, resolved
from .nodes import Quad
from .objects import parse_json, read_objects
from .rdfa import read_rdfa

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["LARGEST", "address_of", "read_markup", "read_tree"]

LARGEST = 20 << 20  # bytes of one page
_MOST = 100_000  # statements of one page
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Problem = Callable[[str, str], None]  # is told of a place in a page and what is wrong there


def read_tree(name: str, data: bytes, encoding: str | None, problem: Problem) -> _Element | None:
    """The elements of a page; None for one without any. Raises InputError.

    What is nested more than 256 levels deep ends the page, as the parser has it; `problem` is told.
    """
    from lxml import etree

    if len(data) > LARGEST:
        raise InputError(f"{name} is larger than {LARGEST >> 20} MiB, the most a page may be")
    declared = html_charset(data) if data.lstrip()[:1] == b"<" else None
    text = _CONTROLS.sub(" ", decoded(name, data, encoding, declared))
    parser = etree.HTMLParser(encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing of it is markup
        return None
    for error in parser.error_log.filter_from_fatals():
        problem("/", f"the rest of the page is not read: {error.message} (line {error.line})")
    return root


def address_of(root: _Element, given: str | None = None) -> str:
    """The address of a page: where it was found, else what it calls its own; or empty."""
    found = [given or ""]
    for link in root.iter("link", "meta"):
        if "canonical" in (link.get("rel") or "").lower().split():
            found.append(link.get("href") or "")
        elif (link.get("property") or "").lower() == "og:url":
            found.append(link.get("content") or "")
    addresses = (each.strip() for each in found if each)
    return next((each for each in addresses if _is_address(each)), "")


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def read_markup(
    root: _Element, page: str, base: str, place: tuple[str | int, ...], problem: Problem
) -> Iterator[Quad]:
    """The quads of a page; one broken script or one syntax too deep leaves the others as they are.

    `page` is what the quads are said by, `base` its address. The places of nodes begin with
    `place`: then follow json-ld, microdata or rdfa and the number of the script or item.
    """
    chosen = next((each.get("href") for each in root.iter("base") if each.get("href")), None)
    base = resolved(chosen, base) if chosen else base
    found = _all(root, page, base, place, problem)
    yield from islice(found, _MOST)
    if next(found, None):
        problem(_shown(place), f"the page states more than {_MOST:,} things; the rest is left out")


def _all(
    root: _Element, page: str, base: str, place: tuple[str | int, ...], problem: Problem
) -> Iterator[Quad]:
    scripts = (
        each for each in root.iter("script") if "ld+json" in (each.get("type") or "").lower()
    )
    for number, script in enumerate(scripts):
        where = (*place, "json-ld", number)
        try:
            document = parse_json("".join(map(str, script.itertext())))
            yield from read_objects(document, page, base, where)
        except InputError as error:
            problem(_shown(where), error.message)
    yield from read_microdata(root, page, base, (*place, "microdata"))
    yield from read_rdfa(root, page, base, (*place, "rdfa"))


def _shown(place: tuple[str | int, ...]) -> str:
    return "".join(f"/{part}" for part in place) or "/"
