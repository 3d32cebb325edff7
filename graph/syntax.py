"""Syntax errors of SPARQL in words: the line, the place in it and what is probably wrong."""

from __future__ import annotations

import re

from ..ontology.errors import QueryError
from ..ontology.iris import PREFIXES

__all__ = ["located"]

_PLACE = re.compile(r"error at (\d+):(\d+):")
_UPDATE = re.compile(
    r"\s*(?:(?:#.*\n|PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)\s*)*"
    r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b",
    re.IGNORECASE,
)
_OPAQUE = re.compile(r"<[^<>\s]*>|\"[^\"\n]*\"|'[^'\n]*'|#.*")
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![\w?$:.-])([A-Za-z][\w.-]*):(?=[\w%\\])")
_WIDTH = 70  # characters of the line that are shown around the place


def located(error: QueryError, text: str) -> QueryError:
    """The error of the engine on the query `text` for people, or `error` if it names no place."""
    if not text.strip():
        return QueryError("the query is empty", "Such as: ASK { ?edition a cvn:Edition }")
    if _UPDATE.match(text):
        return QueryError(
            "this is an update, and a graph is only asked here",
            "convenor load and convenor unload change it.",
        )
    if undeclared := _undeclared(text):
        name, start = undeclared
        before = text[:start].split("\n")
        hint = f"Put before the query: PREFIX {name}: <https://...>"
        reason = f"the prefix {name}: is not declared"
        return _at(text, len(before), len(before[-1]) + 1, reason, hint)
    found = _PLACE.search(error.message)
    if not found:
        return error
    # The engine lists all that could stand there, which helps nobody.
    reason = "something here, or before it, is missing or wrong"
    return _at(text, int(found[1]), int(found[2]), reason, "")


def _undeclared(text: str) -> tuple[str, int] | None:
    """The first prefix that is neither declared nor one of ours, and where it stands."""
    bare = _OPAQUE.sub(lambda match: " " * len(match[0]), text)
    declared = set(_DECLARED.findall(bare))
    for match in _PREFIXED.finditer(bare):
        if match[1] not in declared and match[1] not in PREFIXES:
            return match[1], match.start()
    return None


def _at(text: str, line: int, column: int, reason: str, hint: str) -> QueryError:
    """An error with the line and a mark below the place, cut to what fits a terminal."""
    lines = text.split("\n")
    full = lines[line - 1] if line <= len(lines) else ""
    start = max(0, column - 1 - _WIDTH // 2)
    shown = "".join(char if char.isprintable() else " " for char in full[start : start + _WIDTH])
    mark = f"{shown}\n  {' ' * (column - 1 - start)}^" if shown.strip() else ""
    message = f"the query cannot be read: line {line}, column {column}: {reason}"
    return QueryError(message, "\n  ".join(filter(None, (mark, hint))))
