"""Lines of N-Quads and N-Triples: a broken one is told by its number, and the rest is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import pyoxigraph as ox

from ..inputs import Input
from .nodes import BLANK, Quad, Value

__all__ = ["quad_of", "read_lines"]

_FORMATS = {".nq": ox.RdfFormat.N_QUADS, ".nt": ox.RdfFormat.N_TRIPLES}
_BLOCK = 2000  # lines that are parsed together
_LONGEST = 1 << 22  # bytes of a line

_Line = tuple[int, bytes]  # its number, counted from 0, and its bytes


def read_lines(source: Input, broken: Callable[[int, bytes, str], None]) -> Iterator[Quad]:
    """The quads of a file; `broken` is told of each line that is none: number, bytes, reason.

    Raises InputError where the file cannot be read.
    """
    format_ = _FORMATS[source.suffix]
    with source.open() as stream:
        lines = _lines(stream.readline, broken)
        while block := list(islice(lines, _BLOCK)):
            yield from _parsed(block, format_, broken)


def _lines(
    read: Callable[[int], bytes], broken: Callable[[int, bytes, str], None]
) -> Iterator[_Line]:
    """Lines that are neither empty nor a comment."""
    number = 0
    while line := read(_LONGEST):
        line = line if number else line.removeprefix(b"\xef\xbb\xbf")
        if len(line) == _LONGEST and not line.endswith(b"\n"):
            broken(number, line[:200], f"the line is longer than {_LONGEST >> 20} MiB")
            while (rest := read(_LONGEST)) and not rest.endswith(b"\n"):
                pass
        elif (start := line.lstrip(b" \t\r\n")[:1]) and start != b"#":
            yield number, line
        number += 1


def _parsed(
    block: list[_Line], format_: ox.RdfFormat, broken: Callable[[int, bytes, str], None]
) -> Iterator[Quad]:
    while block:
        found: list[ox.Quad] = []
        error, good = None, len(block)
        try:
            found.extend(ox.parse(b"".join(line for _, line in block), format_))
        except SyntaxError as raised:
            # A missing end is told on the next line, a second quad on a line after the first.
            error, good = raised, min(len(found), (raised.lineno or len(block)) - 1)
        parsed = zip(block[:good], found, strict=False)
        yield from (quad_of(number, quad) for (number, _), quad in parsed)
        if error:
            number, line = block[good]
            broken(number, line, str(error.msg).partition(": ")[2].partition(" (line ")[0])
        block = block[good + 1 :]


def quad_of(place: int | str, quad: ox.Quad) -> Quad:
    """A parsed quad that stands at a place; the page is the name of its graph."""
    graph, value = quad.graph_name, quad.object
    if isinstance(value, ox.Literal):
        stated = Value(value.value, value.language)
    else:
        stated = Value(_key(value), is_ref=not isinstance(value, ox.Triple))
    page = graph.value if isinstance(graph, ox.NamedNode) else ""
    return Quad(page, _key(quad.subject), quad.predicate.value, stated, place)


def _key(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return BLANK + term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)
