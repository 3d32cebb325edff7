"""States of a graph: a release, a file, a graph folder or a revision, read as canonical quads."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice, pairwise, starmap
from operator import lt
from pathlib import Path
from typing import IO, Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from ..loaders.zstd import unpacked
from ..ontology.errors import InputError, SettingError
from ..ontology.iris import DEFAULT_BASE, expand
from .canonical import canonical, in_blocks, is_default, sorted_lines
from .changelog import ChangeLog
from .embedded import EmbeddedStore
from .folder import GraphFolder
from .manifest import revision_of
from .patches import apply_patch, inverse
from .store import Store

__all__ = ["State", "open_state"]

_RELEASE = ("graph.nq", "graph.nq.gz", "graph.nq.zst")
_BUFFER = 1 << 20
_SOME = 4096  # lines that are looked at together
_OURS = re.compile(rb"<([^>]+/)id/[^>]*> .* <\1source/[^>]*> \.\n")
_ODD = (
    b"\\u",
    b"\\U",
    b" _:",
    b"\t",
    b"\r",
    b"  ",
    b"^^<http://www.w3.org/2001/XMLSchema#string>",
)  # hardly canonical
_NAMING = {  # what `Labels` and the names of sources are made of
    f"<{expand(name)}>".encode()
    for name in (
        *("skos:prefLabel", "rdfs:label", "dcterms:publisher", "schema:datePublished"),
        *("m8g:role", "m8g:hasParticipant", "m8g:hasParticipation", "schema:variableMeasured"),
        *("schema:value", "schema:minValue", "schema:maxValue"),
        *("cvn:bound", "cvn:unit", "cvn:qualifier"),
    )
}


@dataclass(frozen=True)
class State:
    """A graph as it is or was: its canonical quads with their hash, and the base IRI of its things.

    `lines` and `names` start anew at each call; the latter is a store that knows what things are
    called.
    """

    name: str
    base: str
    sha256: str
    lines: Callable[[], Iterator[bytes]]
    names: Callable[[], Store]


def open_state(text: str, graph: GraphFolder, scratch: Path, stack: ExitStack) -> State:
    """The state that a text names; it can be read until `stack` is closed.

    A number is a revision of `graph`; else it is the path of a release, a graph folder or a file of
    N-Quads. `scratch` is an empty folder for what has to be sorted. Raises SettingError,
    UnresolvedNameError, InputError and StoreError.
    """
    path = Path(text)
    if text.isdecimal():
        return _open_graph(graph, int(text), scratch, stack)
    if path.is_dir() and GraphFolder(path).current():
        return _open_graph(GraphFolder(path), None, scratch, stack)
    return _open_file(_file_of(path), scratch, stack)


def _file_of(path: Path) -> Path:
    found = [path / name for name in _RELEASE] if path.is_dir() else [path]
    for each in found:
        if each.is_file():
            return each
    what = "holds neither a graph nor a release" if path.is_dir() else "is not there"
    raise SettingError(
        f"{path} {what}",
        "Name a release, a graph folder, a file of N-Quads (.nq, .nq.gz, .nq.zst) or the number "
        "of a revision, see convenor changes.",
    )


def _open_graph(folder: GraphFolder, number: int | None, scratch: Path, stack: ExitStack) -> State:
    """The version in use of a graph folder, or a revision before it: patches are undone."""
    version, store = stack.enter_context(folder.reading())
    manifest = version.manifest()
    newest = revision_of(manifest)
    kept = stack.enter_context(canonical(version.path, store, manifest["base"]))
    if number is None or number == newest:
        sha256 = kept.statistics().sha256
        return State(folder.place, manifest["base"], sha256, kept.lines, lambda: store)
    log = ChangeLog(folder.changes, newest)
    then, undone = log.revision(number), log.since(number)[::-1]

    def lines() -> Iterator[bytes]:
        found = kept.lines()
        for revision in undone:
            found = apply_patch(found, inverse(revision.changes()))
        return found

    name = f"revision {number} of {folder.place}"
    return State(name, then.base, then.sha256, lines, partial(_naming, lines, scratch, stack))


def _open_file(path: Path, scratch: Path, stack: ExitStack) -> State:
    """A file of N-Quads: as it is if it is canonical, else a sorted copy."""
    lines = partial(_read, path)
    sha256 = _canonical_hash(lines())
    if not sha256:
        copy = scratch / "sorted.nq"
        with copy.open("wb") as file:
            once = (line for line, _ in groupby(sorted_lines(partial(_rewrite, path), scratch)))
            file.writelines(in_blocks(once))
        lines = partial(_read, copy)
        sha256 = _canonical_hash(lines(), is_sure=True)
    ours = next(filter(None, map(_OURS.match, lines())), None)
    base = ours[1].decode() if ours else DEFAULT_BASE
    return State(str(path), base, sha256, lines, partial(_naming, lines, scratch, stack))


def _canonical_hash(lines: Iterable[bytes], *, is_sure: bool = False) -> str:
    """The SHA-256 of canonical quads; empty for lines that are not, or in another order."""
    digest, last = hashlib.sha256(), b""
    pending = iter(lines)
    while some := list(islice(pending, _SOME)):
        block = b"".join(some)
        if not is_sure and not (_is_plain(block, len(some)) and _is_ordered((last, *some))):
            return ""
        digest.update(block)
        last = some[-1]
    return digest.hexdigest()


def _is_ordered(lines: Iterable[bytes]) -> bool:
    return all(starmap(lt, pairwise(lines)))


def _is_plain(block: bytes, number: int) -> bool:
    """True for lines that are written as canonical ones are; it may be False for some that are."""
    whole = block.count(b" .\n") == block.count(b"\n<") + 1 == number and block[:1] == b"<"
    return whole and not any(odd in block for odd in _ODD)


def _rewrite(path: Path, target: IO[bytes]) -> None:
    with _opened(path) as file:
        try:
            serialize(_named(path, parse(file, RdfFormat.N_QUADS)), target, RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise InputError(f"{path} is not N-Quads: {error}") from error


def _named(path: Path, quads: Iterable[Quad]) -> Iterator[Quad]:
    for quad in quads:
        if not (
            isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
        ):
            raise InputError(
                f"{path} has a blank node or a quoted triple: {quad}",
                "Only graphs of IRIs and literals can be compared.",
            )
        yield quad


def _read(path: Path) -> Iterator[bytes]:
    with _opened(path) as file:
        yield from file


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A file, unpacked by its suffix. Raises InputError where it cannot be read to its end."""
    unpack, faults = _packing(path)
    try:
        with path.open("rb") as raw, io.BufferedReader(unpack(raw), _BUFFER) as file:
            yield file
    except faults as error:
        raise InputError(f"cannot read {path}: {error}") from error


def _packing(path: Path) -> tuple[Callable[[Any], Any], tuple[type[Exception], ...]]:
    """What unpacks a file, and the exceptions by which it says that this cannot be done."""
    if path.suffix == ".gz":
        return gzip.open, (OSError, EOFError, zlib.error)
    if path.suffix != ".zst":
        return lambda raw: raw.raw, (OSError,)
    return lambda raw: unpacked(str(path), raw), (OSError, EOFError)


def _naming(lines: Callable[[], Iterable[bytes]], scratch: Path, stack: ExitStack) -> Store:
    """A store on disk of what things are called by."""
    store = EmbeddedStore(scratch / "names")
    stack.callback(store.close)
    naming = (line for line in lines() if line.split(b" ", 2)[1] in _NAMING and is_default(line))
    store.extend(quad for block in in_blocks(naming) for quad in parse(block, RdfFormat.N_QUADS))
    return store
