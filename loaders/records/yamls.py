"""YAML documents as plain lists, objects and texts, without any of YAML's guessing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...ontology.errors import InputError
from ..inputs import Input
from .documents import LARGEST_DOCUMENT
from .rules import Fault
from .text import whole_text

if TYPE_CHECKING:
    import yaml

__all__ = ["parse_yaml"]

_NULL = {"", "~", "null", "Null", "NULL"}
_DEEPEST = 100
# Characters that YAML forbids, of which the parser speaks only as positions.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def parse_yaml(source: Input, encoding: str) -> object:
    """A YAML document whose scalars stay as written: ``no``, ``012`` and dates are texts.

    Tags mean nothing, and aliases are refused: a few of them can expand without end.
    """
    import yaml

    text = whole_text(source, encoding, LARGEST_DOCUMENT)
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(f"{source.name} holds U+{ord(found[0]):04X} in line {line}")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _document(yaml.parse(text, Loader=loader), source.name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(f"{source.name} is not YAML: {error.problem}{place}") from error
    except yaml.YAMLError as error:
        raise InputError(f"{source.name} is not YAML: {error}") from error


def _document(events: Iterator[yaml.Event], name: str) -> object:
    import yaml

    done: list[object] = []
    stack: list[list[object]] = [done]  # items of each open collection; an object's are its pairs
    kinds: list[type] = []
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            empty = event.style in (None, "") and event.value in _NULL
            stack[-1].append(None if empty else event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append([])
            kinds.append(dict if isinstance(event, yaml.MappingStartEvent) else list)
            if len(stack) > _DEEPEST:
                raise _at(name, event, f"nested more than {_DEEPEST} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            items = stack.pop()
            stack[-1].append(items if kinds.pop() is list else _object(items))
        elif isinstance(event, yaml.AliasEvent):
            raise _at(name, event, f"the alias *{event.anchor}; write out what it stands for")
        elif isinstance(event, yaml.DocumentStartEvent) and done:
            raise _at(name, event, "a second document; write each into its own file")
    if not done:
        raise InputError(f"{name} is empty")
    return done[0]


def _object(items: list[object]) -> object:
    found: dict[str, object] = {}
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, str):
            return Fault("nested-value", "the object has a key that is no text", lossy=True)
        if key in found:
            return Fault("nested-value", f"the object has two values for {key!r}", lossy=True)
        found[key] = value
    return found


def _at(name: str, event: yaml.Event, what: str) -> InputError:
    mark = event.start_mark
    return InputError(f"{name} has {what}" + (f" (line {mark.line + 1})" if mark else ""))
