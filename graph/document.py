"""What is told of one thing as linked data: its facts, what refers to it, and the evidence.

A concise bounded description (W3C Member Submission CBD, 2005) without blank nodes, with the
participations of the thing, its claims and passages, and the names of what it refers to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from pyoxigraph import NamedNode, Quad

from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .result import Term
from .store import Store

__all__ = ["Documents"]

_TYPE, _ENTITY = NamedNode(expand("rdf:type")), NamedNode(expand("prov:Entity"))
_PARTS = ("about", "participations", "claims")
_KEPT = 16384  # things whose names are kept in memory


class Documents:
    """Describes things of one store. It keeps the names it has read, so use one for many things."""

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._names: Callable[[NamedNode], list[Quad]] = lru_cache(_KEPT)(self._read_names)

    def of(self, subject: NamedNode, most: int = 1000) -> list[Quad]:
        """The quads on `subject`, each in the graph that says so, in a fixed order.

        Of what refers to the subject the first `most` are given, in the order of the store. Of the
        vocabulary it is all terms and schemes.
        """
        if subject.value == self._iris.vocabulary:
            return list(self._quads("graph", {"graph": subject}))
        quads = [quad for part in _PARTS for quad in self._quads(part, {"subject": subject})]
        ends = {quad.object for quad in quads if quad.subject == subject}
        nodes = sorted((end for end in ends if isinstance(end, NamedNode)), key=str)
        quads += [name for node in nodes for name in self._names(node)]
        quads += islice(self._quads("links", {"subject": subject}, most), most)
        if not quads:  # the name of a graph of ours: what rules derive, or an authority file
            quads = [Quad(subject, _TYPE, _ENTITY, subject)]
        return list(dict.fromkeys(quads))

    def _read_names(self, node: NamedNode) -> list[Quad]:
        return list(self._quads("names", {"subject": node}))

    def _quads(
        self, name: str, values: Mapping[str, Term], most: int | None = None
    ) -> Iterator[Quad]:
        """The quads that a query finds; the value stands for a column that it does not have."""
        (given,) = values.values()
        result = self._store.select(load_query("describe", name).text, values, most=most)
        for row in result.terms:
            found = dict(zip(result.columns, row, strict=True))
            node, graph = found.get("node", given), found.get("graph", given)
            predicate, object_ = found["predicate"], found.get("object", given)
            if isinstance(node, NamedNode) and isinstance(graph, NamedNode):
                assert isinstance(predicate, NamedNode) and object_ is not None
                yield Quad(node, predicate, object_, graph)
