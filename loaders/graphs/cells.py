"""Cells: what the nodes of a file say by property, for people who ask where a fact was read."""

from __future__ import annotations

from collections.abc import Iterator

from ..inputs import Input
from .files import fill
from .nodes import BLANK, Node, Value
from .spool import Spool
from .vocabulary import Vocabulary, vocabulary

__all__ = ["read_cells"]

_LONGEST = 300  # characters of a value


def read_cells(
    source: Input, *, encoding: str | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each node of a class that is read, by the fragment of an `Evidence`: values by property.

    Properties that are not read and persons are left out; what refers to a node has its name.
    Raises InputError if the input cannot be read.
    """
    known = vocabulary()
    with Spool(known) as spool:
        fill(source, spool, lambda *_: None, encoding)
        spool.close()
        for node in spool.nodes():
            kinds = known.kinds(node.types)
            if kinds and "person" not in kinds:
                yield node.fragment, _cells(node, spool, known)


def _cells(node: Node, spool: Spool, known: Vocabulary) -> dict[str, str]:
    cells = {"type": "|".join(sorted(each.rpartition(":")[2] for each in node.types))}
    for term, values in node.values.items():
        if term in known.read:
            shown = [text for value in values if (text := _shown(node, value, spool, known))]
            if shown:
                cells[term.rpartition(":")[2]] = "|".join(shown)
    return cells


def _shown(node: Node, value: Value, spool: Spool, known: Vocabulary) -> str:
    """A value as people read it; nothing for a person or what has no name."""
    text = value.text
    if value.is_ref:
        target = spool.node(node.page, value.text)
        if target is None:
            return "" if value.text.startswith(BLANK) else text[:_LONGEST]
        if "person" in known.kinds(target.types):
            return ""
        names = (each.text for _, each in target.all(known.of("names")) if not each.is_ref)
        text = next(names, "" if target.is_blank else target.key)
    return " ".join(text[:_LONGEST].split())
