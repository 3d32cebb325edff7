"""RDF Patch: what tells two graphs apart, as text that other programs can apply.

The format is that of Apache Jena: rows of ``A`` (add) and ``D`` (delete) with a quad as N-Quads
has it, between ``TX`` and ``TC``, behind headers that name what a patch leads to and starts from.
All here works on canonical lines, sorted and each once (see `canonical`), one line at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from ..ontology.errors import InputError

__all__ = [
    "ADD",
    "DELETE",
    "KEEP",
    "Marked",
    "apply_patch",
    "differences",
    "inverse",
    "merged",
    "patch_rows",
    "read_patch",
]

ADD, DELETE, KEEP = b"A", b"D", b" "
Marked = tuple[bytes, bytes]
"""A mark (`ADD`, `DELETE` or `KEEP`) and a line."""

_OTHER = re.compile(rb"(?:(?:H|PA|PD) .+|T[XC]) *\.\s*\Z|#|\s*\Z")  # rows of no quad
_SHOWN = 200  # bytes of a line in a message


def merged(old: Iterable[bytes], new: Iterable[bytes]) -> Iterator[Marked]:
    """The lines of two sorted streams in order, each marked with what became of it.

    >>> list(merged([b"a", b"c"], [b"b", b"c"]))
    [(b'D', b'a'), (b'A', b'b'), (b' ', b'c')]
    """
    before, after = iter(old), iter(new)
    for one, other in zip_longest(before, after):
        while one != other:
            if other is None or (one is not None and one < other):
                yield DELETE, one
                one = next(before, None)
            else:
                yield ADD, other
                other = next(after, None)
        if one is not None:
            yield KEEP, one


def differences(old: Iterable[bytes], new: Iterable[bytes]) -> Iterator[Marked]:
    """What has to be deleted and added to turn one sorted stream of lines into another.

    >>> list(differences([b"a", b"c"], [b"b", b"c"]))
    [(b'D', b'a'), (b'A', b'b')]
    """
    return (pair for pair in merged(old, new) if pair[0] is not KEEP)


def inverse(patch: Iterable[Marked]) -> Iterator[Marked]:
    """The patch that leads back."""
    return ((DELETE if mark == ADD else ADD, line) for mark, line in patch)


def patch_rows(changes: Iterable[Marked], to: str, start: str) -> Iterator[bytes]:
    """An RDF Patch, row by row; `start` and `to` are the canonical hashes of what it leads from to.

    They are the headers ``prev`` and ``id``, so a patch fits behind another one if these agree.
    """
    yield f"H id <urn:sha256:{to}> .\nH prev <urn:sha256:{start}> .\nTX .\n".encode()
    for mark, line in changes:
        yield b"%b %b" % (mark, line)
    yield b"TC .\n"


def read_patch(file: Iterable[bytes]) -> Iterator[Marked]:
    """The changes that a patch states. Raises InputError for what is none."""
    for number, row in enumerate(file, 1):
        mark, line = row[:1], row[2:]
        if mark in (ADD, DELETE) and row[1:2] == b" " and line.endswith(b" .\n"):
            yield mark, line
        elif not _OTHER.match(row):
            raise InputError(
                f"line {number} of the patch is not a row of RDF Patch: {_shown(row)}",
                "Rows start with A, D, H, TX, TC, PA or PD and end with a dot.",
            )


def apply_patch(lines: Iterable[bytes], patch: Iterable[Marked]) -> Iterator[bytes]:
    """Sorted lines with a patch applied, sorted again.

    The rows of the patch are in the order of their lines, as `patch_rows` leaves them. Raises
    InputError where it does not fit: it deletes what is not there, or adds what is.
    """
    pending = iter(lines)
    here = next(pending, None)
    last = b""
    for mark, line in patch:
        if line <= last:
            raise InputError(f"the patch is not in the order of its lines: {_shown(line)}")
        last = line
        while here is not None and here < line:
            yield here
            here = next(pending, None)
        if (here == line) != (mark == DELETE):
            wrong = "adds what is there" if mark == ADD else "deletes what is not there"
            raise InputError(
                f"the patch does not fit, it {wrong}: {_shown(line)}",
                "Its header prev names the canonical hash of the graph that it is for.",
            )
        if mark == ADD:
            yield line
        else:
            here = next(pending, None)
    if here is not None:
        yield here
        yield from pending


def _shown(line: bytes) -> str:
    return line[:_SHOWN].decode("utf-8", "replace").strip()
