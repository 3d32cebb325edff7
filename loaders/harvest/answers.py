"""Answers as lines: N-Quads of triples, each in the graph of what it describes; JSON of rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from ...ontology.iris import digest
from ..fetching.limits import FetchError
from .endpoint import Row

__all__ = ["quad_lines", "row_lines"]

_DEEPEST = 100  # blank nodes below one another, as the items of a list are


def quad_lines(triples: Iterable[Triple], endpoint: str) -> list[str]:
    """N-Quads of triples, sorted. The graph of each is its subject, the page that says it.

    A blank node is in the graph of what leads to it, under a name made of what is said of it: a
    thing has the same lines whatever else was asked for with it. One that nothing leads to is in
    the graph of the endpoint. Raises FetchError for blank nodes that lead in a circle.
    """
    named: list[Triple] = []
    blanks = _Blanks(endpoint)
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            named.append(triple)
        elif isinstance(triple.subject, BlankNode):
            blanks.said[triple.subject].append(triple)
    lines = {
        line
        for triple in named
        if isinstance(triple.subject, NamedNode)
        for line in blanks.lines(triple.subject, triple.subject, triple)
    }
    led_to = {each.object for found in blanks.said.values() for each in found}
    for node, found in blanks.said.items():
        if node not in led_to and node not in blanks.reached:
            graph = NamedNode(endpoint)
            for triple in found:
                lines.update(blanks.lines(graph, blanks.node(graph, node), triple))
    return sorted(lines)


class _Blanks:
    """The blank nodes of an answer: what is `said` of each, and which were `reached`."""

    def __init__(self, endpoint: str) -> None:
        self.said: defaultdict[BlankNode, list[Triple]] = defaultdict(list)
        self.reached: set[BlankNode] = set()
        self._endpoint = endpoint
        self._contents: dict[BlankNode, str] = {}

    def lines(
        self, graph: NamedNode, subject: NamedNode | BlankNode, triple: Triple
    ) -> Iterator[str]:
        """A triple of a graph, and what is said of the blank node at its end."""
        end = triple.object
        if isinstance(end, BlankNode):
            self.reached.add(end)
            name = self.node(graph, end)
            for each in self.said.get(end, ()):
                yield from self.lines(graph, name, each)
            end = name
        yield f"{Quad(subject, triple.predicate, end, graph)} .\n"

    def node(self, graph: NamedNode, node: BlankNode) -> BlankNode:
        """The name of a node in a graph."""
        return BlankNode(f"b{digest(graph.value, self._content(node, 0), length=16)}")

    def _content(self, node: BlankNode, depth: int) -> str:
        """What tells nodes apart: all that is said of them."""
        if depth > _DEEPEST:
            raise FetchError(
                f"{self._endpoint} gave blank nodes that lead to each other without end",
                "Leave out of the query what links them.",
            )
        if node not in self._contents:
            said = [
                (
                    str(each.predicate),
                    self._content(each.object, depth + 1)
                    if isinstance(each.object, BlankNode)
                    else str(each.object),
                )
                for each in self.said.get(node, ())
            ]
            self._contents[node] = digest(*(part for pair in sorted(said) for part in pair))
        return self._contents[node]


def row_lines(rows: Iterable[Row]) -> list[str]:
    """JSON objects of rows: IRIs and the words of literals by variable."""
    return sorted(
        {
            json.dumps(
                {name: getattr(term, "value", str(term)) for name, term in row.items()},
                ensure_ascii=False,
            )
            + "\n"
            for row in rows
        }
    )
