"""Documents: JSON, JSON Lines and YAML, whose objects are rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from ...ontology.errors import InputError
from ..inputs import Input
from .rules import Fault
from .tables import Table, document_table, pointer_part
from .text import LongLine, find_encoding, lines, whole_text

__all__ = ["LARGEST_DOCUMENT", "document_tables", "json_lines_tables", "parse_json"]

LARGEST_DOCUMENT = 32 << 20
_SAMPLED_LINES = 100
Parse = Callable[[Input, str], object]


def document_tables(
    source: Input, known: Collection[str], encoding: str | None, parse: Parse
) -> list[Table]:
    """The tables of a document that is a list of objects, or an object of such lists by name.

    `parse` gives the document and may remember the last one, as it is asked again for the rows.
    """
    encoding = find_encoding(source, encoding, known)
    document = parse(source, encoding)
    if isinstance(document, list):
        members = {"": document}
    elif isinstance(document, dict) and any(isinstance(v, list) for v in document.values()):
        members = {key: value for key, value in document.items() if isinstance(value, list)}
    else:
        raise InputError(
            f"{source.name} is neither a list of objects nor an object of such lists",
            'Write it as [{...}, {...}] or as {"editions": [{...}]}.',
        )
    tables = []
    for key, entries in members.items():
        found = (name for entry in entries if isinstance(entry, dict) for name in entry)
        rows = partial(_entries, source, encoding, key, parse)
        pointer = f"/{pointer_part(key)}" if isinstance(document, dict) else ""
        table = document_table(key or source.stem, source.name, pointer, rows, found)
        table.encoding = encoding
        tables.append(table)
    if isinstance(document, dict) and (rest := [key for key in document if key not in members]):
        tables[0].unread.extend(rest)
    return tables


def _entries(source: Input, encoding: str, key: str, parse: Parse) -> Iterable[object]:
    document = parse(source, encoding)
    entries = document[key] if isinstance(document, dict) else document
    assert isinstance(entries, list)
    return entries


def parse_json(source: Input, encoding: str) -> object:
    """A JSON document with numbers as the text they are written in."""
    text = whole_text(source, encoding, LARGEST_DOCUMENT)
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{source.name} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{source.name} cannot be read as JSON: {error}") from error


def _object(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        return Fault("nested-value", f"the object has two values for {double!r}", lossy=True)
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


_decode = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_no_constant
).decode


def _loads(text: str) -> object:
    return _decode(text)


def json_lines_tables(source: Input, known: Collection[str], encoding: str | None) -> list[Table]:
    """The one table of a JSON Lines file, read line by line."""
    encoding = find_encoding(source, encoding, known)
    found: dict[str, None] = {}
    for number, entry in enumerate(_line_entries(source, encoding)):
        if isinstance(entry, dict):
            found.update(dict.fromkeys(entry))
        if number == _SAMPLED_LINES:
            break
    rows = partial(_line_entries, source, encoding)
    table = document_table(source.stem, source.name, "", rows, found)
    table.encoding = encoding
    return [table]


def _line_entries(source: Input, encoding: str) -> Iterator[object]:
    codec, found = lines(source, encoding)
    for line in found:
        if isinstance(line, LongLine):
            yield Fault("too-long", f"the line has {line.size} bytes", lossy=True)
        elif line.strip():
            yield _line_entry(line, codec)


def _line_entry(line: bytes, codec: str) -> object:
    try:
        return _loads(line.decode(codec))
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} of the line is not {codec}"
        return Fault("bad-encoding", message, lossy=True)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at character {error.colno}"
        return Fault("not-an-object", message, line[:200].decode(codec, "replace"), lossy=True)
    except (ValueError, RecursionError) as error:
        return Fault("not-an-object", f"not JSON: {error}", lossy=True)
