"""What a query may not contain: looked for in its text, before the engine parses it.

The engine recurses as deep as a query nests, plans joins in cubic time and calls out for every
SERVICE. Limits of time and memory around it stay the real bound; this check refuses early, and with
a reason. The lexer follows the terminals of SPARQL 1.2. Three habits of pyoxigraph 0.5.13 matter:

- Keywords need no space around them: ``SERVICESILENT:x{}`` and ``?a ?b trueSERVICE:x{}`` are a
  SERVICE. So a bare word is searched, not compared.
- Where a token fails it tries a shorter one: ``'''a'`` becomes ``''`` and ``'a'``, and a prefixed
  name whose IRI is invalid becomes its prefix (with ``PREFIX : <http://a:>``, ``:SERVICE`` is ``:``
  and a keyword). So a string that is not well-formed is refused, and ``ex:service`` too where what
  follows would make it a clause (`_hides_service`).
- ``?a<?b#>`` is a comparison and a comment in a filter, an IRI in a list. What could hide text by
  being read in two ways is refused (`_iri_end`).

Section 19.2 of SPARQL 1.1 has ``\\u0053`` replaced before parsing; pyoxigraph calls it a syntax
error outside strings and IRIs. It is refused there, in comments too, because an engine that follows
the specification would find a keyword or the end of the comment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..ontology.errors import QueryError

__all__ = ["BOUNDS", "Bounds", "RefusedQuery", "check_query", "tokens"]

_STEP = "Write it shorter, or in several queries."
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_VARNAME = f"[{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_CHARS = f"[-{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_LOCAL = rf"(?:{_CHARS}|:|%[0-9A-Fa-f]{{2}}|\\[-_~.!$&'()*+,;=/?\#@%])"
_EXPONENT = "[eE][+-]?[0-9]+"
# Surrogates are no characters: the engine refuses their escapes, and reads the string otherwise.
_PLANE = "(?![dD][89abAB])[0-9A-Fa-f]{4}"
_UCHAR = rf"\\(?:u{_PLANE}|U0000{_PLANE}|U00(?:0[1-9A-Fa-f]|10)[0-9A-Fa-f]{{4}})"
_ESCAPE = rf"\\[tbnrf\"'\\]|{_UCHAR}"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]++|\#[^\r\n]*+)
    |(?P<string>\"\"\"(?:\"{{0,2}}+(?:[^\"\\]|{_ESCAPE}))*+\"\"\"
        |'''(?:'{{0,2}}+(?:[^'\\]|{_ESCAPE}))*+'''
        |\"(?!\"\")(?:[^\"\\\r\n]|{_ESCAPE})*+\"
        |'(?!'')(?:[^'\\\r\n]|{_ESCAPE})*+')
    |(?P<iri><(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*+>)
    |(?P<blank>_:[{_BASE}_0-9](?:\.*+{_CHARS})*+)
    |(?P<name>(?:[{_BASE}](?:\.*+{_CHARS})*+)?+:(?:(?!-){_LOCAL}(?:\.*+{_LOCAL})*+)?+
        |[{_BASE}](?:\.*+{_CHARS})*+)
    |(?P<plain>[?$]{_VARNAME}++|@[A-Za-z]++(?:--?[A-Za-z0-9]++)*+
        |(?:[0-9]++(?:\.[0-9]++|\.(?={_EXPONENT}))?+|\.[0-9]++)(?:{_EXPONENT})?+
        |&&|\|\||\^\^|\{{\||\|\}}|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_CLOSED_BY = {"(": ")", "[": "]", "{": "}", "{|": "|}"}
_CLOSING = frozenset(_CLOSED_BY.values())
_BEFORE_IRI = frozenset("( , ; = ! & && | || ^ ^^ / + - * DISTINCT".split())
_PROLOGUE = frozenset("PREFIX BASE VERSION".split())
_UPDATES = frozenset("LOAD INSERT DELETE CLEAR DROP CREATE ADD MOVE COPY WITH".split())
_CLAUSES = re.compile("UNION|FILTER|MINUS|EXISTS|LATERAL|VALUES|AS$")
# After these words a new list or triple begins.
_RESTARTS = frozenset("PREFIX BASE SELECT ASK CONSTRUCT DESCRIBE FROM WHERE AS".split())
_OPERATORS = frozenset("|| && + - * / ! ~ = < >".split())


class RefusedQuery(QueryError):  # noqa: N818 - it names what happened to the query
    """A query is not run: it asks for what is not served, or for more than a bound allows."""


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


def tokens(text: str) -> Iterator[str]:
    r"""The tokens of a SPARQL text, without spaces and comments, in linear time.

    A string is ``""`` and an IRI ``<>``, whatever they contain; names, variables, numbers, language
    tags (``@en``), blank nodes and punctuation come as written, a character that fits nothing as
    itself. Raises RefusedQuery for a string that is not well-formed, a codepoint escape outside
    strings and IRIs, and a ``<`` that can be read as IRI and as operator to different ends.

    >>> list(tokens("ASK { ?a ex:b <http://x/#y>, 'it\\'s'@en } # and so on"))
    ['ASK', '{', '?a', 'ex:b', '<>', ',', '""', '@en', '}']
    """
    position, previous = 0, ""
    opened: list[str] = []
    while match := _TOKEN.match(text, position):
        kind, start = match.lastgroup, position
        position, piece = match.end(), match.group()
        if kind == "space":
            _refuse_escape(text, start, position)
            continue
        if kind == "iri" and (position := _iri_end(match, previous, opened)) == start + 1:
            kind, piece = "plain", "<"
        for previous in _written(kind, piece, text, start):
            if previous in _CLOSED_BY:
                opened.append(previous)
            elif previous in _CLOSING:
                del opened[-1:]
            yield previous


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


def _written(kind: str | None, piece: str, text: str, start: int) -> list[str]:
    """What one match yields: a bare word takes its dots as separators."""
    if kind in ("string", "iri"):
        return ['""' if kind == "string" else "<>"]
    if kind == "name" and ":" not in piece:
        return re.findall(r"[^.]+|\.", piece)
    if piece in ('"', "'"):
        raise RefusedQuery(
            f"{_place(text, start)}: a string is not closed or has an unknown escape",
            r"Close it; in it, write \ as \\ and the quote with a \ before it.",
        )
    if piece == "\\":
        _refuse_escape(text, start, start + 10)
    return [piece]


def _iri_end(match: re.Match[str], previous: str, opened: list[str]) -> int:
    """Where what looks like an IRI ends: after its ``>``, or after its ``<`` if that may compare.

    A comparison stands in parentheses, after an operand; ``<<`` may begin a triple term.
    What has ``//`` before any quote or comment is no expression, so it is an IRI. Otherwise both
    ways are open, and reading on after ``<`` is right for both if nothing opens or closes there.
    """
    start, body = match.start(), match.group()
    adjacent = start > 0 and match.string[start - 1] == "<"
    compares = opened[-1:] == ["("] and previous.upper() not in _BEFORE_IRI
    if not (adjacent or compares) or "//" in re.split("[#']", body, maxsplit=1)[0]:
        return match.end()
    if re.search(r"[#'()\[\]\\]", body):
        raise RefusedQuery(
            f"{_place(match.string, start)}: {body[:60]} may be an IRI or a comparison",
            "Write IRIs in full, and a space after a < that compares.",
        )
    return start + 1


def _refuse_escape(text: str, start: int, end: int) -> None:
    if found := _ESCAPED.search(text, start, end):
        raise RefusedQuery(
            f"{_place(text, found.start())}: {found.group()} stands outside a string or an IRI",
            "Write the character itself.",
        )


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"line {line}, column {position - text.rfind(chr(10), 0, position)}"


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
        if piece in _CLOSING and len(self.opened) > 1:
            self.opened.pop()
        self._in_values(piece) if self.values else self._pattern(piece)
        if piece in _CLOSED_BY:
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
        raise RefusedQuery(
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
