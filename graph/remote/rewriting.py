"""Rewriting: the same query in words that Virtuoso 7 understands as the specification does.

Some habits of its 7.2.5 are met here, each found by comparing its answers with those of the
embedded store:

- an expression over aggregates, ``COALESCE(MIN(?a), MAX(?b))``, is an error of its compiler; in a
  select inside another one the aggregates move further in (`ordering` does it for the outermost);
- an order without a cut, in a select inside another one, can be an error, and means nothing;
- ``GRAPH ?g`` finds the merged graph and those of the server itself; they are left out. ``GRAPH
  <g>`` finds nothing where the data set names a default graph only;
- a condition in BIND is the number 1 or 0; it becomes the boolean that it stands for;
- a comparison with what is not bound is false in COALESCE, which then goes no further;
- a branch of a UNION with VALUES and nothing else empties the other branches;
- a path with ``+`` wants to know one of its ends;
- GROUP_CONCAT wants a separator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .clauses import (
    AGGREGATES,
    FIXED,
    Select,
    Token,
    Tokens,
    calls,
    closing,
    named,
    split,
    tokens_of,
    written,
)

__all__ = ["has_dataset", "rewritten"]

_CONDITIONS = frozenset(
    "BOUND REGEX CONTAINS STRSTARTS STRENDS ISIRI ISURI ISLITERAL ISBLANK ISNUMERIC LANGMATCHES "
    "SAMETERM EXISTS NOT ! TRUE FALSE".split()
)
_COMPARING = frozenset(("=", "!=", "<", ">", "<=", ">=", "&&", "||", "IN"))
_TOLERANT = frozenset("BOUND COALESCE IF EXISTS && ||".split())
_TRUTHS = frozenset(("TRUE", "FALSE"))
_BOOLEAN = "<http://www.w3.org/2001/XMLSchema#boolean>"


def has_dataset(text: str) -> bool:
    """True if the query names the graphs that it asks (FROM)."""
    return any(token.word == "FROM" for token in tokens_of(text))


def rewritten(text: str, hidden: Sequence[str]) -> str:
    """The query for Virtuoso 7; ``GRAPH ?g`` does not find the graphs `hidden` (IRIs)."""
    return written(_rewrite(tokens_of(text), hidden))


def _rewrite(tokens: Tokens, hidden: Sequence[str]) -> Iterator[Token]:
    """A piece of a query with the groups and selects in it."""
    place = 0
    while place < len(tokens):
        token, end = tokens[place], place + 1
        following = tokens[end].text if end < len(tokens) else ""
        if token.word == "SELECT":
            end = _end_of_group(tokens, place)
            yield from _select(Select.read(tokens[place + 1 : end]), hidden)
        elif token.word == "GRAPH" and tokens[place + 2].text == "{":
            end = place + 3
            yield _graph(following, hidden, place)
        elif token.word in ("BIND", "COALESCE") and following == "(":
            end = closing(tokens, place + 1) + 1
            inner = list(_rewrite(tokens[place + 2 : end - 1], hidden))
            if token.word == "COALESCE":
                yield from _coalesce(inner)
            else:
                yield Token(f"BIND({written(_as_boolean(inner))}) ")
        elif token.word == "GROUP_CONCAT":
            end = closing(tokens, place + 1) + 1
            yield from _group_concat(tokens[place:end])
        elif token.text == "{" and following.upper() == "VALUES" and _is_list(tokens, place):
            end = closing(tokens, place)
            yield from [*tokens[place:end], Token(" FILTER(1 = 1) ")]
        elif token.text == "{" and (step := _transitive(tokens[place : closing(tokens, place)])):
            yield Token(f"{{ {{ SELECT DISTINCT {following} WHERE {{ {step} }} }} ")
        else:
            yield token
        place = end


def _graph(name: str, hidden: Sequence[str], place: int) -> Token:
    """The beginning of ``GRAPH`` as far as its opening brace."""
    if name[0] not in "?$":
        graph = f"?{FIXED}{place}"
        return Token(f"GRAPH {graph} {{ FILTER({graph} = {name}) ")
    if not hidden:
        return Token(f"GRAPH {name} {{ ")
    # One by one, or all by NOT IN: in either way alone some of its plans are slow or wrong.
    shown = f"{name} != <{hidden[0]}>"
    if others := ", ".join(f"<{iri}>" for iri in hidden[1:]):
        shown += f" && {name} NOT IN ({others})"
    return Token(f"GRAPH {name} {{ FILTER({shown}) ")


def _is_list(tokens: Tokens, place: int) -> bool:
    """True for a group that only lists values: what Virtuoso cannot do in a UNION."""
    start = next(at for at in range(place + 1, len(tokens)) if tokens[at].text == "{")
    return closing(tokens, start) + 1 == closing(tokens, place)


def _transitive(group: Tokens) -> str:
    """One step of a path with ``+`` that is all of a group, so that neither end is known."""
    path = group[2:-2] if group[-1].text == "." else group[2:-1]
    ends = group[1:2] and group[1].is_variable and len(path) > 1 and path[-1].text == "+"
    if not ends or (path[0].text != "(" and len(path) > 2) or closing(path, 0) < len(path) - 2:
        return ""
    return f"{group[1].text} {written(path[:-1])} ?step"


def _group_concat(call: Tokens) -> Iterator[Token]:
    yield from call[:-1]
    if not any(token.word == "SEPARATOR" for token in call):
        yield Token('; SEPARATOR=" "')
    yield call[-1]


def _coalesce(inner: Tokens) -> list[Token]:
    """COALESCE; a comparison with what is not bound has no value, and is not false."""
    *first, last = split(inner, ",")
    text = written(last)
    for part in reversed(first):
        bound = _bound(part) if _is_condition(part) else ""
        told = written(part)
        text = f"IF({bound}, {told}, {text})" if bound else f"COALESCE({told}, {text})"
    return tokens_of(f"{text} ")


def _bound(expression: Tokens) -> str:
    """That all variables of an expression are bound; empty where it does without."""
    if not _TOLERANT.isdisjoint(token.word for token in expression):
        return ""
    names = sorted({token.text for token in expression if token.is_variable})
    return " && ".join(f"BOUND({name})" for name in names)


def _end_of_group(tokens: Tokens, start: int) -> int:
    """Where the group around a place closes, or the end."""
    place = start
    while place < len(tokens) and tokens[place].text != "}":
        place = closing(tokens, place) + 1
    return place


def _select(select: Select, hidden: Sequence[str]) -> Iterator[Token]:
    """A SELECT with its aggregates alone; what is made of them is in a select around it."""
    if not {"LIMIT", "OFFSET"} & select.clauses.keys():
        select.clauses.pop("ORDER", None)
    select.pattern = list(_rewrite(select.pattern, hidden))
    select.items = [list(_rewrite(item, hidden)) for item in select.items]
    lifted: list[Tokens] = []
    shown = [_outer(item, lifted) for item in select.items]
    if not lifted:
        select.items = [_as_boolean_item(item) for item in select.items]
        yield Token(str(select))
        return
    inner = [item for item in select.items if _is_plain(item)]
    known = {named(item) for item in select.items}
    free = {
        token.text: [token]
        for item in shown
        if len(item) > 1
        for token in item
        if token.is_variable and token.text not in known
    }
    made = {named(item) for item in lifted}
    free = {name: item for name, item in free.items() if name not in made}
    select.items = [*inner, *free.values(), *lifted]
    listed = " ".join(written(item) for item in shown)
    yield Token(f"SELECT {listed} WHERE {{ {{ {select} }} }}")


def _is_plain(item: Tokens) -> bool:
    """True for a variable, an expression without aggregates, or an aggregate alone."""
    found = list(calls(item, AGGREGATES))
    return not found or found == [(1, len(item) - 4)]


def _outer(item: Tokens, lifted: list[Tokens]) -> Tokens:
    """What a select around lists for an item; the aggregates in it are added to `lifted`."""
    if _is_plain(item):
        return [Token(named(item))]
    found: list[Token] = []
    place = 0
    for start, end in calls(item, AGGREGATES):
        name = Token(f"?lifted_{len(lifted)}")
        lifted.append([Token("("), *item[start : end + 1], Token(" AS "), name, Token(")")])
        found += [*item[place:start], name]
        place = end + 1
    return _as_boolean_item([*found, *item[place:]])


def _as_boolean_item(item: Tokens) -> Tokens:
    return [item[0], *_as_boolean(item[1:-1]), item[-1]] if len(item) > 1 else item


def _as_boolean(tokens: Tokens) -> Tokens:
    """``expression AS ?name`` with a boolean where the expression is a condition."""
    if len(tokens) < 3 or tokens[-2].word.strip() != "AS":
        return tokens
    return [*_boolean(tokens[:-2]), *tokens[-2:]]


def _boolean(tokens: Tokens) -> Tokens:
    if tokens[0].word == "IF" and closing(tokens, 1) == len(tokens) - 1:
        test, *branches = split(tokens[2:-1], ",")
        told = [written(_boolean(branch)) for branch in branches]
        return [Token(f"IF({written(test)}, {', '.join(told)})")]
    if not _is_condition(tokens):
        return tokens
    if len(tokens) == 1:
        return [Token(f'STRDT("{tokens[0].word.lower()}", {_BOOLEAN})')]
    return [Token(f'IF({written(tokens)}, STRDT("true", {_BOOLEAN}), STRDT("false", {_BOOLEAN}))')]


def _is_condition(tokens: Tokens) -> bool:
    if tokens[0].word in _CONDITIONS and (len(tokens) > 1 or tokens[0].word in _TRUTHS):
        return True
    return any(tokens[at].word in _COMPARING for at in _top(tokens))


def _top(tokens: Tokens) -> Iterator[int]:
    place = 0
    while place < len(tokens):
        yield place
        place = closing(tokens, place) + 1
