"""Inputs: the files, archive members and streams that a loader reads, and how paths name them."""

from __future__ import annotations

import difflib
import os
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from ..ontology.errors import InputError
from .archives import expanded, zip_members
from .fetching.addresses import is_address
from .globs import is_glob, matches
from .streams import sniff, spool
from .suffixes import (
    RDF_SUFFIXES,
    SUFFIXES,
    TABLE_SUFFIXES,
    TEXT_SUFFIXES,
    UPDATE_SUFFIXES,
)

__all__ = [
    "RDF_SUFFIXES",
    "SUFFIXES",
    "TABLE_SUFFIXES",
    "TEXT_SUFFIXES",
    "UPDATE_SUFFIXES",
    "Input",
    "Inputs",
    "find_inputs",
]


@dataclass(frozen=True)
class Input:
    """One file's worth of bytes under the name by which the graph knows it.

    `name` identifies the file within what was loaded (``facts/editions.csv``,
    ``archive.zip/editions.csv``); an ending ``.gz`` or ``.zst`` is not part of it. `path` is where
    the bytes are, `member` the entry if that is a zip archive. An input that is already known to
    be unusable (a broken archive) carries the reason as `fault`, so that the others can be read.
    What came from the web has its address as `url` and the day on which it was `retrieved`.
    """

    name: str
    path: Path
    member: str | None = None
    gzipped: bool = False
    zstd: bool = False
    fault: InputError | None = field(default=None, compare=False)
    keep: object = field(default=None, compare=False, repr=False)
    url: str | None = None
    retrieved: str | None = None

    @property
    def suffix(self) -> str:
        """Ending of the name in lower case, with its dot: ``.csv``."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def media_type(self) -> str:
        """Media type that goes with the suffix."""
        return SUFFIXES.get(self.suffix, "application/octet-stream")

    @property
    def stem(self) -> str:
        """Last part of the name without its suffix: ``editions``."""
        return PurePosixPath(self.name).stem

    def open(self) -> BinaryIO:
        """Open the decompressed bytes from the start; may be called again.

        Raises InputError, also while reading, where the bytes are damaged or expand without end.
        """
        if self.fault:
            raise self.fault
        try:
            if self.member is None and not (self.gzipped or self.zstd):
                return cast(BinaryIO, self.path.open("rb"))
            return expanded(self.name, self.path, self.member, self.gzipped, self.zstd)
        except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
            raise InputError(f"{self.name} cannot be opened: {error}") from error


class Inputs(list[Input]):
    """The inputs found, and in `skipped` each (name, reason) of a file that is not one."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped: list[tuple[str, str]] = []


def find_inputs(
    paths: Sequence[str],
    stdin_name: str | None = None,
    suffixes: Collection[str] = TABLE_SUFFIXES.keys(),
    fetch: Callable[[str], Input] | None = None,
) -> Inputs:
    """Find what `paths` name: files, folders, globs, ``-`` for standard input, .gz, .zst and .zip.

    Folders are walked in sorted order without hidden files; links out of them and files with
    other `suffixes` (of tables unless told otherwise) are listed in the result's `skipped`. A
    file is named by its last part, a folder's file by the folder's name and its path in it, a
    glob's by what follows the fixed part. `stdin_name` names standard input and so says what it
    holds; without it the bytes decide, among the kinds of `suffixes`. Addresses of the web are
    handed to `fetch`, which gives an input in any case; without it they are refused.
    Raises InputError for a path that does not exist, a named file of another kind, two inputs of
    one name, or where nothing is left to read.
    """
    found = Inputs()
    for path in paths:
        try:
            for candidate, named in _candidates(path, stdin_name, suffixes, fetch, found):
                for entry in _unpacked(candidate):
                    _take(entry, named, suffixes, found)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error}") from error
    _refuse_doubles(found)
    if not found:
        held = f" ({len(found.skipped)} files of other kinds)" if found.skipped else ""
        raise InputError(
            f"nothing to load in {', '.join(paths) or 'no paths'}{held}",
            f"Readable are {', '.join(sorted(suffixes))}, each also as .gz, .zst or in a .zip.",
        )
    return found


def _candidates(
    path: str,
    stdin_name: str | None,
    suffixes: Collection[str],
    fetch: Callable[[str], Input] | None,
    found: Inputs,
) -> Iterator[tuple[Input, bool]]:
    """Inputs before unpacking, each with whether the user named this very file."""
    place = Path(path)
    if is_address(path):
        if fetch is None:
            raise InputError(f"{path} is on the web", "Load it: convenor load ADDRESS")
        yield fetch(path), True
    elif path == "-":
        yield _spooled(sys.stdin.buffer, stdin_name or "stdin", suffixes), True
    elif place.is_dir():
        folder = place.resolve()
        yield from ((entry, False) for entry in _folder(folder, folder.name, found))
    elif place.is_file():
        yield Input(_clean(place.name), place), True
    elif place.exists():
        with place.open("rb") as stream:  # a pipe, such as the shell's <(command)
            yield _spooled(stream, place.name, suffixes), True
    elif is_glob(path) and (matched := matches(path)):
        yield from ((entry, False) for entry in _globbed(path, matched, found))
    else:
        raise _missing(place)


def _globbed(
    pattern: str, matched: Iterable[tuple[str, Path, bool]], found: Inputs
) -> Iterator[Input]:
    for name, match, leaves in matched:
        if leaves:
            found.skipped.append((_clean(name), "a link that leaves the folder"))
        elif not match.is_dir():
            yield Input(_clean(name), match)
        elif "**" not in pattern:  # with ** the folder's files are matches themselves
            yield from _folder(match.resolve(), name, found)


def _missing(path: Path) -> InputError:
    parent = path.parent
    near = _near(path)
    step = f"Did you mean {', '.join(str(parent / name) for name in near)}?" if near else ""
    if not step and not parent.is_dir():
        step = f"There is no folder {parent} either."
    return InputError(f"{path} does not exist", step)


def _near(path: Path) -> list[str]:
    if not path.parent.is_dir():
        return []
    names = [entry.name for entry in path.parent.iterdir()]
    return difflib.get_close_matches(path.name, names, 3)


def _raise(error: OSError) -> None:
    raise error  # os.walk would leave out in silence what it may not read


def _folder(folder: Path, prefix: str, found: Inputs) -> Iterator[Input]:
    for base, names, files in os.walk(folder, onerror=_raise):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in [*names, *sorted(files)]:
            path = Path(base, name)
            shown = _clean(PurePosixPath(prefix, path.relative_to(folder).as_posix()).as_posix())
            if name.startswith("."):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(folder):
                found.skipped.append((shown, "a link that leaves the folder"))
            elif path.is_symlink() and path.is_dir():
                found.skipped.append((shown, "a link to a folder"))
            elif path.is_file():
                yield Input(shown, path)
            elif name in files:
                found.skipped.append((shown, "not a regular file"))


def _take(entry: Input, named: bool, suffixes: Collection[str], found: Inputs) -> None:
    if entry.fault or entry.suffix in suffixes:
        found.append(entry)
        return
    reason = f"files of kind {entry.suffix or '(no ending)'} are not read"
    if entry.suffix == ".xls":
        reason = "the old .xls format is not read; save it as .xlsx"
    elif entry.suffix == ".zip":
        reason = "an archive inside another one; unpack it first"
    if named and entry.member is None:
        raise InputError(
            f"{entry.name}: {reason}",
            f"Readable are {', '.join(sorted(suffixes))}, each also as .gz, .zst or in a .zip.",
        )
    found.skipped.append((entry.name, reason))


def _refuse_doubles(found: Inputs) -> None:
    names: dict[str, Input] = {}
    places: dict[tuple[Path, str | None], Input] = {}
    for entry in found:
        if (other := names.setdefault(entry.name, entry)) is not entry:
            raise InputError(
                f"{other.path} and {entry.path} would both be known as {entry.name}",
                "Load the folder that holds both, or rename one.",
            )
        key = (entry.path.resolve(), entry.member)
        if (other := places.setdefault(key, entry)) is not entry:
            raise InputError(
                f"{entry.path} is named twice, as {other.name} and as {entry.name}",
                "Name each file once.",
            )


def _unpacked(entry: Input) -> Iterator[Input]:
    """The input itself without its .gz or .zst, or the members of its archive."""
    if entry.fault:
        yield entry
    elif entry.suffix == ".gz":
        yield replace(entry, name=entry.name[: -len(".gz")], gzipped=True)
    elif entry.suffix == ".zst":
        yield replace(entry, name=entry.name[: -len(".zst")], zstd=True)
    elif entry.suffix == ".zip":
        try:
            for name, member in zip_members(entry.name, entry.path):
                inner = replace(entry, name=f"{entry.name}/{_clean(name)}", member=member)
                yield from _unpacked(inner) if inner.suffix == ".gz" else [inner]
        except InputError as error:
            yield Input(entry.name, entry.path, fault=error)
    else:
        yield entry


def _clean(name: str) -> str:
    """The same name on every machine: NFC, and what is no Unicode made visible."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text)


def _spooled(stream: BinaryIO, name: str, suffixes: Collection[str]) -> Input:
    """A stream that can be read once, as an input that keeps its bytes while it lives."""
    path, keep = spool(stream)
    gzipped, suffix = sniff(path, suffixes)
    name = _clean(name).removesuffix(".gz")
    if PurePosixPath(name).suffix.lower() not in {*SUFFIXES, ".zip"}:
        name += suffix
    return Input(name + (".gz" if gzipped else ""), path, keep=keep)
