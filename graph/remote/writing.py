"""Writing: quads as the text of updates that servers of any kind take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

__all__ = ["insertions", "uploads"]

_LONG = 10_000  # characters; Virtuoso refuses to be sent a literal of 64 KiB
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def insertions(quads: Iterable[ox.Quad], merged: str, batch: int) -> Iterator[str]:
    """Updates that insert quads, at most `batch` each; the default graph is called `merged`."""
    pending = iter(quads)
    while chunk := list(islice(pending, batch)):
        yield f"INSERT DATA {{\n{_blocks(chunk, merged)}}}"


def _blocks(quads: Iterable[ox.Quad], merged: str) -> str:
    graphs = defaultdict[str, list[str]](list)
    for quad in quads:
        name = quad.graph_name
        graphs[name.value if isinstance(name, ox.NamedNode) else merged].append(
            f"{quad.subject} {quad.predicate} {quad.object} .\n"
        )
    return "".join(
        f"GRAPH <{iri}> {{\n{''.join(lines)}}}\n" if iri else "".join(lines)
        for iri, lines in graphs.items()
    )


def uploads(quads: Iterable[ox.Quad], most: int) -> tuple[dict[str, bytes], list[ox.Quad]]:
    """Quads of named graphs as N-Triples by graph; and those that do not survive being uploaded.

    These have an integer above `most`, or are long.

    >>> node, graph = ox.NamedNode("x:a"), ox.NamedNode("x:g")
    >>> quads = [ox.Quad(node, node, ox.Literal(value), graph) for value in (7, 8)]
    >>> sent, left = uploads(quads, 7)
    >>> sent["x:g"].count(b"\\n"), [quad.object.value for quad in left]
    (1, ['8'])
    """
    graphs, left = defaultdict[str, list[str]](list), list[ox.Quad]()
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and not _survives(quad.object, most):
            left.append(quad)
        else:
            assert isinstance(quad.graph_name, ox.NamedNode)
            graphs[quad.graph_name.value].append(
                f"{quad.subject} {quad.predicate} {quad.object} .\n"
            )
    return {iri: "".join(lines).encode("utf-8") for iri, lines in graphs.items()}, left


def _survives(value: ox.Literal, most: int) -> bool:
    if value.datatype.value == _INTEGER:
        return abs(int(value.value)) <= most
    return len(value.value) < _LONG
