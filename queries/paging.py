"""Paging: a query for one page of its answers, or for what is known of a page of things."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from ..ontology.errors import QueryError
from .catalogue import Query
from .filling import fill
from .lexer import pieces

__all__ = ["THING", "about", "after", "form", "portion"]

THING = "thing"  # the variable for what is harvested
_AFTER = "after"  # the variable for the last thing of the page before
_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


def form(query: Query) -> str:
    """What a query is: SELECT or CONSTRUCT. Raises QueryError for anything else."""
    found = next((word for word in _words(query) if word in _FORMS), "no query")
    if found not in ("SELECT", "CONSTRUCT"):
        raise QueryError(f"{query.name} is {found}", "Write a SELECT or a CONSTRUCT.")
    return found


def after(query: Query, last: str, most: int) -> str:
    """The query for at most so many things after the last one, by the order of their IRIs.

    Raises QueryError for one that does not list ?after and ?thing or has no order.
    """
    _ordered(query)
    filled = fill(query, {_AFTER: Literal(last)})
    if filled == fill(query, {}) or f"?{THING}" not in _words(query):
        raise QueryError(
            f"{query.name} cannot be paged: it does not list ?{_AFTER} and ?{THING}",
            f"Write SELECT DISTINCT ?{_AFTER} ?{THING}, FILTER(STR(?{THING}) > ?{_AFTER}) and"
            f" ORDER BY STR(?{THING}).",
        )
    return f"{filled}\nLIMIT {most:d}\n"


def portion(query: Query, start: int, most: int) -> str:
    """The query for at most so many of its answers from the one numbered `start`.

    Raises QueryError for one that has no order, or a limit of its own.
    """
    _ordered(query)
    return f"{fill(query, {})}\nLIMIT {most:d}\nOFFSET {start:d}\n"


def about(query: Query, things: Sequence[NamedNode]) -> str:
    """The query with these things in its ``VALUES ?thing { }``. Raises QueryError without one."""
    parts: list[str] = []
    last: list[str] = []
    found = False
    for kind, piece in pieces(fill(query, {})):
        parts.append(piece)
        if kind == "space":
            continue
        last = [*last[-2:], piece.upper()]
        if last == ["VALUES", f"?{THING}".upper(), "{"]:
            parts.append(" ".join(map(str, things)))
            found = True
    if not found:
        raise QueryError(
            f"{query.name} does not say where its things come in",
            f"Write VALUES ?{THING} {{ }} into its pattern.",
        )
    return "".join(parts)


def _ordered(query: Query) -> None:
    """Raise QueryError for a query whose pages could overlap."""
    words = _words(query)
    end = (
        [word.upper() for word in words[len(words) - words[::-1].index("}") :]]
        if "}" in words
        else []
    )
    if "ORDER" not in end:
        raise QueryError(
            f"{query.name} cannot be paged: it has no order", "Write an ORDER BY at its end."
        )
    if {"LIMIT", "OFFSET", "VALUES"} & set(end):
        raise QueryError(
            f"{query.name} cannot be paged: it has a LIMIT, OFFSET or VALUES at its end",
            "Leave it out; --page says how much comes at once.",
        )


def _words(query: Query) -> list[str]:
    """The tokens of a query; keywords in capitals, variables with ``?``."""
    return [
        f"?{piece[1:]}"
        if piece[0] in "?$" and len(piece) > 1
        else piece.upper()
        if kind == "name"
        else piece
        for kind, piece in pieces(query.text)
        if kind != "space"
    ]
