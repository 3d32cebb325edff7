"""Microdata: items and their properties, by the rules of the HTML standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from .nodes import BLANK, LONGEST, TYPE, Quad, Value, pointer

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["language_of", "plain_value", "read_microdata", "resolved"]

_LINKS = {
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_microdata(
    root: _Element, page: str, base: str, place: tuple[str | int, ...]
) -> Iterator[Quad]:
    """The quads of the items of a page. The vocabulary of a property is that of its item's type."""
    items = [each for each in root.iter() if each.get("itemscope") is not None]
    places = {each: (*place, number) for number, each in enumerate(items)}
    known: dict[str | None, _Element] = {}
    for each in root.iter():
        known.setdefault(each.get("id"), each)
    for item in items:
        types = (item.get("itemtype") or "").split()
        key, where = _key(item, places, base), pointer(*places[item])
        vocab = _vocabulary(types[0]) if types else ""
        for kind in types:
            yield Quad(page, key, TYPE, Value(kind, is_ref=True), where)
        for element in _properties(item, known):
            if element in places:
                value = Value(_key(element, places, base), is_ref=True)
            else:
                value = plain_value(element, base)
            for name in (element.get("itemprop") or "").split():
                predicate = name if ":" in name else vocab + name
                yield Quad(page, key, predicate, value, where)


def plain_value(element: _Element, base: str) -> Value:
    """What an element says that is no item: its address, machine-readable value or text."""
    tag = str(element.tag).lower()
    if tag == "meta":
        return Value(element.get("content") or "", language_of(element))
    if tag in _LINKS and (link := element.get(_LINKS[tag])) is not None:
        return Value(resolved(link, base), is_ref=True)
    for name, tags in (("datetime", ("time",)), ("value", ("data", "meter"))):
        if tag in tags and (found := element.get(name)) is not None:
            return Value(found)
    # Pages use content on any element, as the standard does not.
    if (found := element.get("content")) is not None:
        return Value(found, language_of(element))
    return Value(_text(element), language_of(element))


def _text(element: _Element) -> str:
    """The text in an element, as much of it as can be read."""
    parts, length = [], 0
    for part in element.itertext():
        parts.append(str(part))
        length += len(part)
        if length > LONGEST:
            break
    return "".join(parts)


def language_of(element: _Element) -> str | None:
    """The language that an element or one around it is in."""
    at: _Element | None = element
    while at is not None:
        if tag := at.get("lang") or at.get(_XML_LANG):
            return tag
        at = at.getparent()
    return None


def resolved(link: str, base: str) -> str:
    """A link as an address, without the blanks around it."""
    try:
        return urljoin(base, link.strip())
    except ValueError:  # brackets that are no IPv6 address
        return link


def _key(item: _Element, places: dict[_Element, tuple[str | int, ...]], base: str) -> str:
    own = item.get("itemid")
    return resolved(own, base) if own else BLANK + pointer(*places[item])


def _vocabulary(kind: str) -> str:
    return kind[: max(kind.rfind("/"), kind.rfind("#")) + 1]


def _properties(item: _Element, known: dict[str | None, _Element]) -> Iterator[_Element]:
    """The elements that are properties of an item, also those that `itemref` points at."""
    waiting = [*(known[name] for name in (item.get("itemref") or "").split() if name in known)]
    waiting = [*item, *waiting]
    seen = {item}
    waiting.reverse()
    while waiting:
        element = waiting.pop()
        if element in seen or not isinstance(element.tag, str):
            continue
        seen.add(element)
        if element.get("itemprop"):
            yield element
        if element.get("itemscope") is None:
            waiting += reversed(element)
