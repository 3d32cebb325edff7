"""Uses: which classes and properties of the vocabulary a graph uses, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...graph.result import Term
from ...ontology.iris import expand
from ...queries.catalogue import load_query

__all__ = ["ADDRESS", "Kind", "Use", "uses_of"]

_MOST = 30_000  # statements that are counted: the page of a very large graph has to come as well
ADDRESS = ""  # the range of IRIs of which the graph does not say what they are
_TYPE = expand("rdf:type")
_CLAIM = expand("cvn:Claim")


@dataclass(frozen=True)
class Use:
    """A property that things of a class have, with the numbers of statements by their range.

    A range is the IRI of a class or of a datatype, or `ADDRESS`.
    """

    iri: str
    ranges: Mapping[str, int]

    @property
    def count(self) -> int:
        """The number of statements."""
        return sum(self.ranges.values())


@dataclass(frozen=True)
class Kind:
    """A class with the number of its things and what is stated of them.

    Unless it `is_whole` only the first statements were counted: there may be more. `example` is one
    of its things.
    """

    iri: str
    count: int
    uses: tuple[Use, ...]
    is_whole: bool
    example: str


@lru_cache(maxsize=1)
def uses_of(graph: KnowledgeGraph, most: int = _MOST) -> tuple[tuple[Kind, ...], int]:
    """The classes that have things, those with most first, and the number of claims on facts.

    At most `most` statements are read in all. Counted once for a version of the graph.
    """
    others = graph.store.select(load_query("explorer", "classes").text)
    rows = [*graph.classes().rows(), *others.rows()]
    counts = {str(row["class"]): int(str(row["count"])) for row in rows}
    claims = counts.pop(_CLAIM, 0)
    known = sorted((count, iri) for iri, count in counts.items())
    kinds: list[Kind] = []
    left = most
    for number, (count, iri) in enumerate(known):  # what small ones leave the large ones have
        kind, read = _kind(graph, iri, count, counts, left // (len(known) - number))
        kinds.append(kind)
        left -= read
    return tuple(reversed(kinds)), claims


def _kind(
    graph: KnowledgeGraph, iri: str, count: int, known: Container[str], most: int
) -> tuple[Kind, int]:
    """A class with its properties, those with most statements first, and how much was read."""
    query, values = load_query("explorer", "statements"), {"class": NamedNode(iri)}
    result = graph.store.select(query.text, values, most=most)
    ranges: dict[tuple[str, str, Term | None], str] = {}  # a statement has a row for each kind
    for _, thing, property_, value, datatype, class_ in result.terms:
        assert isinstance(thing, NamedNode) and isinstance(property_, NamedNode)
        statement = (thing.value, property_.value, value)
        if isinstance(class_, NamedNode) and class_.value in known:
            ranges[statement] = class_.value
        else:
            ranges.setdefault(statement, _value_of(datatype))
    counted: dict[str, Counter[str]] = {}
    for (_, name, _), range_ in ranges.items():
        counted.setdefault(name, Counter())[range_] += 1
    counted.pop(_TYPE, None)
    uses = (Use(name, dict(found.most_common())) for name, found in counted.items())
    kind = Kind(
        iri,
        count,
        tuple(sorted(uses, key=lambda use: (-use.count, use.iri))),
        is_whole=len(result.terms) < most,
        example=next((thing for thing, _, _ in ranges), ""),
    )
    return kind, len(result.terms)


def _value_of(datatype: Term | None) -> str:
    return datatype.value if isinstance(datatype, NamedNode) else ADDRESS
