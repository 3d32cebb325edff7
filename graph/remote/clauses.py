"""The clauses of a SELECT: its text by its list, pattern and modifiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ...queries.lexer import pieces

__all__ = [
    "AGGREGATES",
    "FIXED",
    "Select",
    "Token",
    "Tokens",
    "calls",
    "closing",
    "named",
    "split",
    "tokens_of",
    "written",
]

AGGREGATES = frozenset("COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT".split())
FIXED = "fixed_"  # begins the names of variables for graphs that a query names by their IRIs
_CLAUSES = frozenset("GROUP HAVING ORDER LIMIT OFFSET VALUES".split())
_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")


@dataclass(frozen=True, slots=True)
class Token:
    """A token with the space that follows it; `word` is it in upper case."""

    text: str
    gap: str = " "

    @property
    def word(self) -> str:
        """What it is as a keyword."""
        return self.text.upper()

    @property
    def is_variable(self) -> bool:
        """True for ``?x`` and ``$x``."""
        return len(self.text) > 1 and self.text[0] in "?$"


Tokens = Sequence[Token]


def tokens_of(text: str) -> list[Token]:
    """The tokens of a SPARQL text without its comments. Raises RefusedQuery."""
    found: list[Token] = []
    for kind, piece in pieces(text):
        if kind != "space":
            found.append(Token(piece, ""))
        elif found:
            found[-1] = Token(found[-1].text)
    return found


def written(tokens: Iterable[Token]) -> str:
    """The text of tokens."""
    return "".join(token.text + token.gap for token in tokens)


def closing(tokens: Tokens, start: int) -> int:
    """Place of the bracket that closes the one at `start`, or the end."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += (tokens[place].text in _OPENING) - (tokens[place].text in _CLOSING)
        if depth <= 0:
            return place
    return len(tokens)


def split(tokens: Tokens, mark: str) -> list[Tokens]:
    """The parts between marks that stand in no bracket: the arguments of a call, say."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.text == mark and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return list(parts)


def calls(tokens: Tokens, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where calls of these functions begin and end, the outermost of them."""
    place = 0
    while place + 1 < len(tokens):
        if tokens[place].word in names and tokens[place + 1].text == "(":
            end = closing(tokens, place + 1)
            yield place, end
            place = end
        place += 1


def named(item: Tokens) -> str:
    """The name that an item of a list gives: that of a variable, or the one after AS."""
    return item[-2].text if len(item) > 1 else item[0].text


@dataclass(slots=True)
class Select:
    """A SELECT; `items` are the columns, each a variable, ``*`` or ``(expression AS ?name)``.

    `clauses` is what follows the pattern, by its first word.
    """

    distinct: str
    items: list[Tokens]
    dataset: Tokens
    pattern: Tokens
    clauses: dict[str, Tokens] = field(default_factory=dict)

    @classmethod
    def read(cls, tokens: Tokens) -> Select:
        """The parts of the tokens that follow the word SELECT."""
        opening = next((at for at in _outside(tokens) if tokens[at].text == "{"), len(tokens))
        end = closing(tokens, opening) + 1
        head = [token for token in tokens[:opening] if token.word != "WHERE"]
        distinct = head.pop(0).word if head and head[0].word in ("DISTINCT", "REDUCED") else ""
        source = next((at for at, token in enumerate(head) if token.word == "FROM"), len(head))
        starts = [at for at in _outside(tokens[end:]) if tokens[end + at].word in _CLAUSES]
        clauses: dict[str, Tokens] = {}
        for start, stop in pairwise([*starts, len(tokens) - end]):
            clauses[tokens[end + start].word] = tokens[end + start : end + stop]
        pattern = tokens[opening:end]
        return cls(distinct, list(_items(head[:source])), head[source:], pattern, clauses)

    def __str__(self) -> str:
        listed = " ".join(written(item) for item in self.items)
        rest = " ".join(written(clause) for clause in self.clauses.values())
        return (
            f"SELECT {self.distinct} {listed} {written(self.dataset)}"
            f"WHERE {written(self.pattern)} {rest}"
        )


def _outside(tokens: Tokens) -> Iterator[int]:
    """Places of the tokens that stand in no bracket, and of the brackets that open there."""
    place = 0
    while place < len(tokens):
        yield place
        place = closing(tokens, place) + 1


def _items(tokens: Tokens) -> Iterator[Tokens]:
    place = 0
    while place < len(tokens):
        end = closing(tokens, place)
        yield tokens[place : end + 1]
        place = end + 1
