"""What a query may not contain: looked for in its text, before the engine parses it.

The engine recurses as deep as a query nests, plans joins in cubic time and calls out for every
SERVICE. Limits of time and memory around it stay the real bound; this check refuses early, and with
a reason. Two habits of pyoxigraph 0.5.13 matter, beside those that `convenor.queries.lexer` meets:

- Keywords need no space around them: ``SERVICESILENT:x{}`` and ``?a ?b trueSERVICE:x{}`` are a
  SERVICE. So a bare word is searched, not compared.
- A prefixed name whose IRI is invalid becomes its prefix (with ``PREFIX : <http://a:>``,
  ``:SERVICE`` is ``:`` and a keyword). So ``ex:service`` is refused too where what follows would
  make it a clause (`_hides_service`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ..queries.lexer import CLOSED_BY, CLOSING, RefusedQuery, tokens

__all__ = ["BOUNDS", "Bounds", "RefusedQuery", "RefusedService", "check_query"]

_STEP = "Write it shorter, or in several queries."
_PROLOGUE = frozenset("PREFIX BASE VERSION".split())
_UPDATES = frozenset("LOAD INSERT DELETE CLEAR DROP CREATE ADD MOVE COPY WITH".split())
_CLAUSES = re.compile("UNION|FILTER|MINUS|EXISTS|LATERAL|VALUES|AS$")
# After these words a new list or triple begins.
_RESTARTS = frozenset("PREFIX BASE SELECT ASK CONSTRUCT DESCRIBE FROM WHERE AS".split())
_OPERATORS = frozenset("|| && + - * / ! ~ = < >".split())


class RefusedService(RefusedQuery):
    """A query is well-formed, and asks for another endpoint to be asked."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a query may be; a bound itself is still allowed.

    `depth` counts ``{ ( [`` open at once; `clauses` UNION, FILTER, MINUS, EXISTS, LATERAL, VALUES
    and AS (it ends every BIND and computed column); `values` rows and terms in all VALUES together;
    `operators` ``|| && + - * / ! ~ = < >`` between two braces or clauses. `patterns` is an upper
    estimate of triple patterns, path steps and list items: one each for ``. ; ,`` outside
    parentheses, ``/ | ^ <<``, a VALUES, a group that no keyword opens, each item of a list but the
    first, and each term beyond the third in a row (``ORDER BY`` and DESCRIBE have long ones).
    """

    characters: int = 262_144
    depth: int = 200
    optionals: int = 50
    patterns: int = 200
    clauses: int = 400
    values: int = 10_000
    operators: int = 400


BOUNDS = Bounds()
_COUNTED = {
    "depth": "brackets open at once",
    "optionals": "OPTIONAL",
    "patterns": "triple patterns, path steps and list items",
    "clauses": "UNION, FILTER, BIND, MINUS, EXISTS, VALUES and computed columns",
    "values": "rows and terms in VALUES",
    "operators": "operators in one run",
}


def check_query(text: str, bounds: Bounds = BOUNDS) -> None:
    """Refuse a query that could crash or stall the engine, writes, or calls another endpoint.

    Raises RefusedQuery, whose message names what was counted and the bound. It does not say that
    the text is SPARQL: a text that is not passes when nothing in it is dangerous.
    """
    _bound("characters", len(text), bounds)
    first, tally = "", _Tally(bounds)
    for piece in tokens(text):
        if not first and piece[0].isalpha() and ":" not in piece:
            first = "" if piece.upper() in _PROLOGUE else piece.upper()
            if first in _UPDATES:
                reason = f"{first} changes data, and this endpoint only reads"
                raise RefusedQuery(reason, "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.")
        tally.add(piece)


def _is_term(piece: str) -> bool:
    """A variable, string, IRI, number, prefixed name, blank node, true or false."""
    return (
        (piece in ('""', "<>") or ":" in piece or piece[:1].isdecimal())
        or (len(piece) > 1 and piece[0] in "?$.")
        or piece.lower().endswith(("true", "false"))
    )


def _bound(name: str, count: int, bounds: Bounds) -> None:
    if count > (most := getattr(bounds, name)):
        seen = f"{count:,} characters" if name == "characters" else f"too many {_COUNTED[name]}"
        raise RefusedQuery(f"the query has {seen}; at most {most:,} are answered", _STEP)


@dataclass(slots=True)
class _Tally:
    """What has been counted of one query, token by token."""

    bounds: Bounds
    counts: Counter[str] = field(default_factory=Counter)
    # For each open bracket: itself, and the terms in a row since the last separator.
    opened: list[tuple[str, int]] = field(default_factory=lambda: [("", 0)])
    before: tuple[str, str, str] = ("", "", "")  # the last three tokens
    values: str = ""  # "head" after VALUES, "block" in its braces

    def add(self, piece: str) -> None:
        """Count one token. Raises RefusedQuery when it is one too many, or a SERVICE."""
        _refuse_service(piece, self.before)
        if piece[0].isalpha():
            self._word(piece.partition(":")[0].upper())
        if piece in CLOSING and len(self.opened) > 1:
            self.opened.pop()
        self._in_values(piece) if self.values else self._pattern(piece)
        if piece in CLOSED_BY:
            self.opened.append((piece, 0))
            _bound("depth", len(self.opened) - 1, self.bounds)
        self.before = (*self.before[1:], piece)

    def _count(self, name: str, number: int = 1) -> None:
        self.counts[name] += number
        _bound(name, self.counts[name], self.bounds)

    def _word(self, word: str) -> None:
        """Keywords, found within words because the engine needs no space between them."""
        self._count("optionals", word.count("OPTIONAL"))
        if found := len(_CLAUSES.findall(word)):
            self._count("clauses", found)
            self.counts["operators"] = 0
        if word.endswith("VALUES"):
            self._count("patterns")
            self.values = "head"

    def _in_values(self, piece: str) -> None:
        term = piece == "(" or _is_term(piece) or piece.upper() == "UNDEF"
        if self.values == "block" and term:
            self._count("values", self.before[-1] != "^^")  # a datatype is part of its term
        self.values = {"{": "block", "}": ""}.get(piece, self.values)

    def _pattern(self, piece: str) -> None:
        last, (bracket, row) = self.before[-1], self.opened[-1]
        if piece in _OPERATORS:
            self._count("operators")
        if piece in ("{", "}"):
            self.counts["operators"] = 0
        self._count("patterns", _separates(piece, last, bracket))
        if last != "^^" and (piece in (")", "]") or _is_term(piece)):
            self.opened[-1] = (bracket, row + 1)
            self._count("patterns", row >= (1 if bracket == "(" else 3))
        elif piece.upper() in _RESTARTS or not (piece[0].isalpha() or piece[0] in "@([^"):
            self.opened[-1] = (bracket, 0)


def _separates(piece: str, last: str, bracket: str) -> bool:
    """Whether a token begins another pattern or step of a path."""
    if piece == "{":
        return _is_term(last) or last in ("{", "}", ".", ")", ";", "]")
    if piece in (".", ";", ","):
        return bracket != "("  # in parentheses they part arguments
    return piece in ("/", "|", "^", "{|") or piece == last == "<"


def _refuse_service(piece: str, before: tuple[str, str, str]) -> None:
    bare = piece[0].isalpha() and ":" not in piece and "service" in piece.lower()
    if bare or (piece == "{" and _is_term(before[2]) and _hides_service(before)):
        raise RefusedService(
            "SERVICE asks another endpoint, and this one calls none",
            "Ask that endpoint yourself. If it is a name of yours, write its IRI in full.",
        )


def _hides_service(before: tuple[str, str, str]) -> bool:
    """Whether ``{`` makes a clause of ``service:x``, or of ``ex:service [SILENT]`` and a term."""
    # What follows GRAPH or FROM can be nothing but a name.
    words = [word.lower() if ":" in word else "" for word in before]
    if "service" in words[2] and before[1].upper() not in {"GRAPH", "FROM", "NAMED"}:
        return True
    return "service" in words[0 if before[1].upper() == "SILENT" else 1]
