"""Ordering: what of a SELECT is done here, with the rows that a server found.

Servers put texts in order by rules of their own, and compute expressions with errors of their own.
So the server is asked for what stands in the pattern, grouped; the expressions of the list, the
order and the cut are left to the engine of the embedded store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyoxigraph as ox

from ...ontology.iris import PREFIXES
from .clauses import AGGREGATES, FIXED, Select, Token, Tokens, calls, named, tokens_of, written

__all__ = ["Ordered", "ordered"]

_CUTS = ("ORDER", "OFFSET", "LIMIT")


@dataclass(frozen=True, slots=True)
class Ordered:
    """A query in two parts: the text to send, and what is done with the rows then."""

    sent: str
    prologue: str = ""
    head: str = ""  # "SELECT ..." to be done here; empty where there is nothing to do
    tail: str = ""

    def finish(self, found: ox.QuerySolutions) -> ox.QuerySolutions:
        """The rows of the whole query from those of `sent`."""
        if not self.head:
            return found
        columns = [str(variable) for variable in found.variables]
        shown = " ".join(name for name in columns if not name.startswith(f"?{FIXED}"))
        head = self.head.replace("*", shown) if self.head.endswith("*") else self.head
        rows = [tuple(row) for row in found]
        store = ox.Store()
        if any(isinstance(term, ox.BlankNode) for row in rows for term in row):
            pattern = _stored(store, columns, rows)
        else:
            values = "\n".join(f"({' '.join(map(_value, row))})" for row in rows)
            pattern = f"VALUES ({' '.join(columns)}) {{\n{values}\n}}"
        text = f"{self.prologue} {head} WHERE {{ {pattern} }} {self.tail}"
        answer = store.query(text, prefixes=PREFIXES)
        assert isinstance(answer, ox.QuerySolutions)
        return answer


def ordered(text: str) -> Ordered:
    """A query in two parts. Raises RefusedQuery."""
    tokens = tokens_of(text)
    start = next((at for at, token in enumerate(tokens) if token.word in _FORMS), len(tokens))
    if start == len(tokens) or tokens[start].word != "SELECT":
        return Ordered(text)
    prologue = written(tokens[:start])
    select = Select.read(tokens[start + 1 :])
    local = _Local(select)
    hides = len(select.items[0]) == 1 and select.items[0][0].text == "*" and _names_graph(tokens)
    if not (local.is_needed or hides):
        return Ordered(text)
    return local.parts(prologue)


_FORMS = frozenset(("SELECT", "CONSTRUCT", "DESCRIBE", "ASK"))


class _Local:
    """What of a SELECT is done here."""

    def __init__(self, select: Select) -> None:
        self.select = select
        self.order = select.clauses.get("ORDER", ())
        self._sent: dict[str, Tokens] = {}  # by name

    @property
    def is_needed(self) -> bool:
        """True where there is an order, or an expression that is more than an aggregate."""
        return bool(self.order) or not all(map(_is_sent, self.select.items))

    def parts(self, prologue: str) -> Ordered:
        """The query in two parts."""
        select = self.select
        for item in select.items:
            if _is_sent(item):
                self._sent[named(item)] = item
        given = {named(item) for item in select.items if len(item) > 1}
        shown = [
            named(item) if _is_sent(item) else written(self._lifted(item, given))
            for item in select.items
        ]
        tail = [written(self._lifted(self.order, given))]
        clauses = dict(select.clauses)
        for word in _CUTS:
            clause = clauses.pop(word, ())
            tail += [written(clause)] if word != "ORDER" else []
        if "*" in shown:
            self._sent = {"*": [Token("*")]}
        items = list(self._sent.values()) or [[Token("(1 AS ?row)")]]
        distinct = select.distinct if not _is_grouped(select) else ""
        sent = Select(distinct, items, select.dataset, select.pattern, clauses)
        head = f"SELECT {select.distinct} {' '.join(shown)}"
        return Ordered(prologue + str(sent), prologue, head, " ".join(tail))

    def _lifted(self, tokens: Tokens, given: set[str]) -> list[Token]:
        """An expression over columns of the server: variables, and one for each aggregate."""
        found: list[Token] = []
        place = 0
        for start, end in [*calls(tokens, AGGREGATES), (len(tokens), len(tokens))]:
            for token in tokens[place:start]:
                if token.is_variable and token.text not in given:
                    self._sent.setdefault(token.text, [token])
            found += tokens[place:start]
            if start < len(tokens):
                found.append(Token(self._column(tokens[start : end + 1])))
            place = end + 1
        return found

    def _column(self, aggregate: Tokens) -> str:
        """What stands for an aggregate here, which the server computes in a column of its own."""
        name = f"?sent_{len(self._sent)}"
        self._sent[name] = [Token("("), *aggregate, Token(" AS "), Token(name), Token(")")]
        if aggregate[0].word != "GROUP_CONCAT":
            return name
        # What joins nothing has no value here, and is an empty text on some servers.
        return f'IF({name} != "", {name}, ?{FIXED}none)'


def _names_graph(tokens: Tokens) -> bool:
    return any(
        token.word == "GRAPH" and not following.is_variable for token, following in pairwise(tokens)
    )


def _is_sent(item: Tokens) -> bool:
    """True for what the server computes: a variable, an aggregate alone, what has a pattern."""
    if len(item) == 1 or any(token.text == "{" for token in item):
        return True
    return item[1].word != "GROUP_CONCAT" and list(calls(item, AGGREGATES)) == [(1, len(item) - 4)]


def _is_grouped(select: Select) -> bool:
    return "GROUP" in select.clauses or any(
        True for item in select.items for _ in calls(item, AGGREGATES)
    )


def _value(term: object) -> str:
    return "UNDEF" if term is None else str(term)


def _stored(store: ox.Store, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Put rows into a store; returns the pattern that finds them, as VALUES has no blank nodes."""
    here = ox.NamedNode("urn:row")
    properties = [ox.NamedNode(f"urn:column:{number}") for number in range(len(columns))]
    for number, row in enumerate(rows):
        subject = ox.NamedNode(f"urn:row:{number}")
        store.add(ox.Quad(subject, here, here))
        for each, term in zip(properties, row, strict=True):
            if term is not None:
                store.add(ox.Quad(subject, each, term))
    parts = (
        f"OPTIONAL {{ ?{FIXED}row {each} {name} }}"
        for each, name in zip(properties, columns, strict=True)
    )
    return f"?{FIXED}row {here} {here} . {' '.join(parts)}"
