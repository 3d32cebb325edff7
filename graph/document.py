"""What is told of one thing as linked data: its facts, what refers to it, and the evidence.

A concise bounded description (W3C Member Submission CBD, 2005) without blank nodes, with the
participations of the thing, its claims and passages, and the names of what it refers to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from pyoxigraph import NamedNode, Quad

from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .result import Term
from .store import Store

__all__ = ["describe"]

_TYPE, _ENTITY = NamedNode(expand("rdf:type")), NamedNode(expand("prov:Entity"))
_PARTS = ("about", "participations", "claims", "names")


def describe(store: Store, iris: Iris, subject: NamedNode, most: int = 1000) -> list[Quad]:
    """The quads on `subject`, each in the graph that says so, in a fixed order.

    Of what refers to the subject the first `most` are given, in the order of the store. Of the
    vocabulary it is all terms and schemes.
    """
    if subject.value == iris.vocabulary:
        return list(_quads(store, "graph", {"graph": subject}))
    quads = [quad for part in _PARTS for quad in _quads(store, part, {"subject": subject})]
    quads += islice(_quads(store, "links", {"subject": subject}, most), most)
    if not quads:  # the name of a graph of ours: what rules derive, or an authority file
        quads = [Quad(subject, _TYPE, _ENTITY, subject)]
    return list(dict.fromkeys(quads))


def _quads(
    store: Store, name: str, values: Mapping[str, Term], most: int | None = None
) -> Iterator[Quad]:
    """The quads that a query finds; the value stands for a column that it does not have."""
    (given,) = values.values()
    result = store.select(load_query("describe", name).text, values, most=most)
    for row in result.terms:
        found = dict(zip(result.columns, row, strict=True))
        node, graph = found.get("node", given), found.get("graph", given)
        predicate, object_ = found["predicate"], found.get("object", given)
        if isinstance(node, NamedNode) and isinstance(graph, NamedNode):
            assert isinstance(predicate, NamedNode) and object_ is not None
            yield Quad(node, predicate, object_, graph)
