"""The tokens of a SPARQL text, by the terminals of SPARQL 1.2.

Two habits of pyoxigraph 0.5.13 matter to who reads a text before the engine does:

- Where a token fails it tries a shorter one: ``'''a'`` becomes ``''`` and ``'a'``. So a string that
  is not well-formed is refused.
- ``?a<?b#>`` is a comparison and a comment in a filter, an IRI in a list. What could hide text by
  being read in two ways is refused (`_iri_end`).

Section 19.2 of SPARQL 1.1 has ``\\u0053`` replaced before parsing; pyoxigraph calls it a syntax
error outside strings and IRIs. It is refused there, because an engine that follows the
specification would find a keyword; in a comment it is refused if it could end the comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..ontology.errors import QueryError

__all__ = ["CLOSED_BY", "CLOSING", "RefusedQuery", "pieces", "tokens"]

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
_LINE_END = re.compile(r"\\(?:u|U0000)000[AaDd]")
CLOSED_BY = {"(": ")", "[": "]", "{": "}", "{|": "|}"}
CLOSING = frozenset(CLOSED_BY.values())
_BEFORE_IRI = frozenset("( , ; = ! & && | || ^ ^^ / + - * DISTINCT".split())
_EMPTY = {"string": '""', "iri": "<>"}


class RefusedQuery(QueryError):  # noqa: N818 - it names what happened to the query
    """A query is not run: it can be read in two ways, asks for what is not served, or too much."""


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """All pieces of a SPARQL text with their kinds, in linear time: joined they are the text.

    Kinds are space (a comment too), string, iri, blank, name (a keyword or prefixed name) and
    plain (variables, numbers, language tags, punctuation, a character that fits nothing). Raises
    RefusedQuery for a string that is not well-formed, a codepoint escape outside strings and IRIs,
    and a ``<`` that can be read as IRI and as operator to different ends.
    """
    position, previous = 0, ""
    opened: list[str] = []
    while match := _TOKEN.match(text, position):
        kind, start = str(match.lastgroup), position
        position, piece = match.end(), match.group()
        if kind == "iri" and (position := _iri_end(match, previous, opened)) == start + 1:
            kind, piece = "plain", "<"
        _refuse_broken(kind, piece, text, start)
        if kind == "space":
            yield kind, piece
            continue
        bare = kind == "name" and ":" not in piece
        for previous in re.findall(r"[^.]+|\.", piece) if bare else [piece]:
            if previous in CLOSED_BY:
                opened.append(previous)
            elif previous in CLOSING:
                del opened[-1:]
            yield kind, previous


def tokens(text: str) -> Iterator[str]:
    r"""The tokens of a SPARQL text, without spaces and comments.

    A string is ``""`` and an IRI ``<>``, whatever they contain; all else comes as written. Raises
    RefusedQuery as `pieces` does.

    >>> list(tokens("ASK { ?a ex:b <http://x/#y>, 'it\\'s'@en } # and so on"))
    ['ASK', '{', '?a', 'ex:b', '<>', ',', '""', '@en', '}']
    """
    return (_EMPTY.get(kind, piece) for kind, piece in pieces(text) if kind != "space")


def _refuse_broken(kind: str, piece: str, text: str, start: int) -> None:
    if kind == "space":
        _refuse_escape(text, start, start + len(piece), _LINE_END)
    elif piece in ('"', "'"):
        raise RefusedQuery(
            f"{_place(text, start)}: a string is not closed or has an unknown escape",
            r"Close it; in it, write \ as \\ and the quote with a \ before it.",
        )
    elif piece == "\\":
        _refuse_escape(text, start, start + 10)


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


def _refuse_escape(text: str, start: int, end: int, escape: re.Pattern[str] = _ESCAPED) -> None:
    if found := escape.search(text, start, end):
        raise RefusedQuery(
            f"{_place(text, found.start())}: {found.group()} stands outside a string or an IRI",
            "Write the character itself.",
        )


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"line {line}, column {position - text.rfind(chr(10), 0, position)}"
