"""Filling: the text of a query with values in the place of its parameters, for any endpoint."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from .catalogue import Query
from .lexer import pieces

__all__ = ["fill", "filled"]

_HEADER = re.compile(r"^#\+.*\n", re.MULTILINE)
_ESCAPE = re.compile(r"\\\\(?P<after>[uU])|\\u(?P<number>.{4})|\\.")


def fill(query: Query, values: Mapping[str, NamedNode | Literal]) -> str:
    """The query as SPARQL 1.1 that stands alone, with a term for each parameter in `values`.

    Its rows are those of ``Store.select(query.text, values)``. A parameter that a sub-select does
    not list is another variable there and stays; one that the query itself gives a value (``AS``,
    ``VALUES``) cannot be filled. Layout and comments stay, of the header only the summary.
    """
    return f"# {query.summary}\n{filled(_HEADER.sub('', query.text), values)}"


def filled(text: str, values: Mapping[str, NamedNode | Literal]) -> str:
    """The text of any query with terms in the place of variables, as `fill` does it."""
    parts = list(pieces(text))
    selects = [_Select({name: _written(term) for name, term in values.items()})]
    found: list[str] = []
    tokens: list[int] = []  # places of all parts but spaces
    for place, (kind, piece) in enumerate(parts):
        found.append(piece)
        if kind == "space":
            continue
        if piece.upper() == "SELECT":
            selects.append(selects[-1].inner([part for _, part in parts[place:]]))
        elif piece == "}" and not selects[-1].braces:
            selects.pop()
        selects[-1].step(piece)
        if piece[0] in "?$" and piece[1:] in selects[-1].terms:
            if [parts[before][1].upper() for before in tokens[-2:]] == ["BOUND", "("]:
                found[tokens[-2]], found[place] = "", "true"  # BOUND(?x) is (true)
            else:
                found[place] = selects[-1].put(piece[1:])
        tokens.append(place)
    return "".join(found)


@dataclass(slots=True)
class _Select:
    """A SELECT on the way through its text: the terms for its variables, and where we are.

    `level` is 1 for the whole query and grows inward. `clause` is SELECT for the list of columns,
    ``{`` for the pattern, then GROUP or ORDER; `parens` and `braces` count those open.
    """

    terms: Mapping[str, str]
    level: int = 0
    clause: str = ""
    parens: int = 0
    braces: int = 0

    def inner(self, parts: Sequence[str]) -> _Select:
        """The SELECT that begins with these parts: it sees the variables that it lists."""
        listed: set[str] = set()
        parens = 0
        for part in parts:
            parens += (part == "(") - (part == ")")
            if part == "{" and not parens:
                break
            if not parens:
                listed |= self.terms.keys() if part == "*" else {part[1:]}
        terms = {name: self.terms[name] for name in self.terms.keys() & listed}
        return _Select(terms, self.level + 1)

    def step(self, piece: str) -> None:
        """Take notice of a token."""
        if piece in ("(", ")"):
            self.parens += 1 if piece == "(" else -1
        elif piece in ("{", "}"):
            self.braces += 1 if piece == "{" else -1
        word = piece.upper()
        if not self.parens and word in ("SELECT", "{", "GROUP", "ORDER"):
            self.clause = word

    def put(self, name: str) -> str:
        """What stands in the place of a variable here."""
        term = self.terms[name]
        if self.parens or self.clause == "{":
            return term
        if self.clause != "SELECT":
            return f"({term})"
        # A column that a sub-select gives may not be given again by the SELECT around it.
        return f"({term} AS ?{name}{'_' * (self.level - 1)})"


def _written(term: NamedNode | Literal) -> str:
    r"""A term as SPARQL that reads the same where ``\u0022`` is replaced before parsing.

    Section 19.2 of SPARQL 1.1 has it so, and some engines do it to the ``\\u0022`` of N-Triples as
    well, which is a backslash and ``u0022``. So the u after a backslash is written as its number.
    Eight digits, because rdflib 7.6 takes as many after ``\u`` where it finds them.

    >>> print(_written(Literal(r"\u0022")), _written(Literal('"\\', language="en")))
    "\\\U000000750022" "\"\\"@en
    """
    return _ESCAPE.sub(_safe, str(term))


def _safe(escape: re.Match[str]) -> str:
    if escape["after"]:
        return rf"\\\U{ord(escape['after']):08X}"
    return rf"\U0000{escape['number']}" if escape["number"] else escape[0]
