"""Rows: tables of terms made from Python values, with the nodes of a network and their labels."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ...ontology.errors import SettingError
from ..result import Result, Term, short_iri

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Cell", "label_of", "make_result", "node_cells", "order", "ranked", "term"]

Cell = Term | str | bool | int | float | None

_LABELS = {"en": ("label", "label_zh"), "zh": ("label_zh", "label")}
_IRI = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|urn:)[^\s<>\"{}|\\^`]+")
_DIGITS = 12  # sums of floats differ after these with the order in which they are added
_EQUAL = 9  # digits after which power iteration is noise, so that labels decide there


def term(value: Cell) -> Term | None:
    """The term of a cell: integers, floats of 12 digits, booleans, texts; None if not defined.

    A number that is infinite or not a number is not defined either.

    >>> term(3), term(0.1 + 0.2), term(float("nan")) is None
    (<Literal value=3 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>, \
<Literal value=0.3 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#double>>, True)
    """
    if value is None or isinstance(value, NamedNode | BlankNode | Literal | Triple):
        return value
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, Integral):
        return Literal(int(value))
    if isinstance(value, Real):
        number = float(value)
        return Literal(float(f"{number:.{_DIGITS}g}")) if math.isfinite(number) else None
    # Half a surrogate pair is no character, and terms refuse it.
    return Literal(str(value).encode("utf-8", "replace").decode())


def make_result(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Result:
    """A result of Python values (see `term`), its rows in the order given.

    >>> make_result(("figure", "value"), [("nodes", 2), ("density", None)]).rows()
    [{'figure': 'nodes', 'value': 2}, {'figure': 'density', 'value': None}]
    """
    return Result(tuple(columns), tuple(tuple(map(term, row)) for row in rows))


def label_of(graph: nx.Graph, node: Hashable, language: str = "en") -> str:
    """The label of a node in English ("en") or Chinese ("zh"), else in the other one, else its key.

    Raises SettingError if the language is neither.
    """
    if language not in _LABELS:
        raise SettingError(
            f"there are no labels in {language!r}", f"Languages: {', '.join(_LABELS)}."
        )
    attributes = graph.nodes[node]
    found = (attributes.get(name) for name in _LABELS[language])
    return next((str(label) for label in found if label), short_iri(str(node)))


def node_cells(graph: nx.Graph, node: Hashable, language: str = "en") -> tuple[Cell, Cell]:
    """Cells of the columns `node` and `nodeLabel`: an IRI if the key is one, else its value."""
    text = str(node)
    key: Cell = text
    if isinstance(node, int | float):
        key = node
    elif _IRI.fullmatch(text):
        key = _named(text)
    return key, label_of(graph, node, language)


def _named(text: str) -> Cell:
    try:
        return NamedNode(text)
    except ValueError:  # it looks like an IRI and is none
        return text


def order(value: float | None) -> tuple[bool, float]:
    """Sort key: large values first, not defined last, equal up to 9 digits is equal.

    >>> sorted([None, 1, 0.3, 0.1 + 0.2, 2], key=order)
    [2, 1, 0.3, 0.30000000000000004, None]
    """
    return value is None, -float(f"{value or 0:.{_EQUAL}g}")


def ranked(
    graph: nx.Graph,
    columns: Sequence[str],
    values: Mapping[Any, Sequence[float | None]],
    language: str = "en",
) -> Result:
    """One row a node: `node`, `nodeLabel` and its values, which `columns` name.

    Rows are sorted by the first value, the largest first, then by label and key.
    """
    rows = [
        (order(own[0]), label_of(graph, node, language), str(node), node, own)
        for node, own in values.items()
    ]
    rows.sort(key=lambda row: row[:3])
    return make_result(
        ("node", "nodeLabel", *columns),
        [(*node_cells(graph, node, language), *own) for *_, node, own in rows],
    )
