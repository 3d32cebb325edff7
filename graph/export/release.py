"""A release: a folder that is there as a whole or not at all."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from ...ontology.errors import BusyError, MissingExtraError, SettingError, StoreError
from ..change import Progress, Silent
from ..knowledge import KnowledgeGraph
from ..statistics import Statistics
from .about import read_about
from .content import Content
from .description import write_description
from .formats import FORMATS, STANDARD
from .output import File, Output
from .readable import check_readable
from .selection import Selection

__all__ = ["Release", "ReleaseSettings", "export"]


_SITE = re.compile(r"https?://[^\s<>\"{}|\\^`?#/]+(/[^\s<>\"{}|\\^`?#]*)?\Z")


@dataclass(frozen=True)
class ReleaseSettings:
    """How to make a release.

    `formats` are names of FORMATS; `compression` is ``gz``, ``zst`` or empty; `about` is a file
    that says of the data what the graph does not know (title, license, ...), `site` the address at
    which the release is published. With `is_checked` every RDF file is read again with rdflib.
    With `replace` it takes the place of a release that is there.
    """

    formats: Sequence[str] = STANDARD
    compression: str = ""
    selection: Selection = field(default_factory=Selection)
    about: Path | None = None
    site: str = ""
    is_checked: bool = False
    replace: bool = False
    progress: Progress = field(default_factory=Silent)


@dataclass(frozen=True)
class Release:
    """A finished release: where it is, its files, what it holds, and what its makers may amend."""

    folder: Path
    files: tuple[File, ...]
    statistics: Statistics
    warnings: tuple[str, ...]


def export(graph: KnowledgeGraph, folder: Path, settings: ReleaseSettings | None = None) -> Release:
    """Write a release of a graph to `folder`, which must not be there or be empty.

    It is made beside it and put in place at the end. Raises SettingError, InputError, StoreError,
    BusyError, CheckError and MissingExtraError; then nothing was changed.
    """
    chosen = settings or ReleaseSettings()
    _check(chosen)
    about = read_about(chosen.about, graph)
    with _placed(folder, replace=chosen.replace) as draft:
        out = Output(draft, chosen.compression)
        with tempfile.TemporaryDirectory(dir=draft, prefix=".scratch-") as scratch:
            content = Content(
                graph, Path(scratch), chosen.selection, chosen.progress, about.license
            )
            for name in chosen.formats:
                content.title = f"writing {FORMATS[name].title}"
                FORMATS[name].write(content, out)
            content.title = "describing"
            warnings = write_description(content, out, about, chosen.site)
        if chosen.is_checked:
            check_readable(draft, out.files, chosen.progress)
    return Release(folder, tuple(out.files), content.statistics, tuple(warnings))


def _check(chosen: ReleaseSettings) -> None:
    """Refuse what cannot be made, before any work is done."""
    if chosen.site and not _SITE.match(chosen.site):
        raise SettingError(
            f"{chosen.site!r} is no address of a site",
            "Write one such as https://data.example.org/fairs/",
        )
    formats = [FORMATS[name] for name in chosen.formats]
    for each in formats:
        if chosen.is_checked and not each.is_rdf11:
            raise SettingError(
                f"{each.title} is RDF 1.2, which rdflib cannot read",
                "Leave it out, or hand it on without --rdf11.",
            )
    needed = ["jinja2", *(each.needs for each in formats)]
    needed += ["zstandard"] if chosen.compression == "zst" else []
    for name in filter(None, needed):
        if find_spec(name) is None:
            raise MissingExtraError(
                f"a release needs {name}, which is not installed",
                "Install it: pip install 'convenor[release]'",
            )


@contextmanager
def _placed(folder: Path, *, replace: bool) -> Iterator[Path]:
    """A folder to write to, beside `folder`, that takes its place when all went well."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise SettingError(f"{folder} is not a folder", "Name a new folder for the release.")
    if folder.is_dir() and any(folder.iterdir()):
        if not replace:
            raise SettingError(
                f"{folder} is not empty",
                "Name a new folder, or put the release in its place with --replace.",
            )
        if not (folder / "SHA256SUMS").exists():
            raise SettingError(
                f"{folder} holds something else than a release, which --replace would remove",
                "Name a new folder, or empty it yourself.",
            )
    folder = folder.absolute()  # the folder that one is in has no other name
    draft, old = (folder.parent / f".{folder.name}.{what}" for what in ("draft", "old"))
    try:
        with _locked(draft):
            if old.exists() and not folder.exists():  # killed between the two renames
                old.rename(folder)
            shutil.rmtree(old, ignore_errors=True)
            yield draft
            if folder.exists():
                folder.rename(old)
            draft.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise StoreError(
            f"cannot write the release {folder}: {error.strerror or error}",
            "Free some room or choose another folder; what was there is as it was.",
        ) from error
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _locked(draft: Path) -> Iterator[None]:
    """An empty folder that nobody else writes to; what is left in it in the end is removed."""
    draft.mkdir(parents=True, exist_ok=True)
    lock = os.open(draft, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"another export writes to {draft}",
                "Wait until it is done, or name another folder.",
            ) from error
        try:
            for left in draft.iterdir():  # of one that was killed
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    finally:
        os.close(lock)
