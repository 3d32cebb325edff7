"""The changes of a graph folder: what each new version changed, as a patch and thing by thing.

::

    FOLDER/changes/000002/change.json      when, how much, by which inputs, from which hash to which
    FOLDER/changes/000002/patch.rdfp.gz    RDF Patch: the version before -> this one
    FOLDER/changes/000002/things.jsonl.gz  the things that changed, one a line

Revisions count changes of content: a build that leaves all quads as they were is none. The first
has no patch, for nothing comes before it.
"""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from ..ontology.errors import StoreError, UnresolvedNameError
from .canonical import Canonical, canonical, in_blocks
from .changed import ChangedThing, Changes, Wording
from .folder import Draft, GraphFolder
from .manifest import entries_of, revision_of
from .patches import Marked, merged, patch_rows, read_patch
from .store import Store

__all__ = ["ChangeLog", "Revision", "record"]

_CHANGE, _PATCH, _THINGS = "change.json", "patch.rdfp.gz", "things.jsonl.gz"


@dataclass(frozen=True)
class Revision:
    """One change of a graph. The first adds all there is and lists nothing.

    `added` and `removed` count quads, `things` the things that changed; `sha256` and
    `previous_sha256` are the canonical hashes after and before. `inputs` are the names of inputs
    that were added, removed and changed, `excluded` the IRIs of sources that were taken out. `time`
    is the end of the build (ISO 8601, UTC).
    """

    number: int
    time: str
    added: int
    removed: int
    things: int
    sha256: str
    previous_sha256: str
    base: str
    inputs: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    excluded: tuple[str, ...]
    path: Path

    def plain(self) -> dict[str, Any]:
        """All of it but its path, as JSON has it."""
        return {name: value for name, value in asdict(self).items() if name != "path"}

    @property
    def patch(self) -> Path:
        """The file of the patch; the first revision has none."""
        return self.path / _PATCH

    def changes(self) -> Iterator[Marked]:
        """What the patch states, in the order of the lines."""
        if self.previous_sha256:
            with gzip.open(self.patch) as file:
                yield from read_patch(file)

    def all_changed(self) -> Iterator[ChangedThing]:
        """The things that changed, in the order of their IRIs."""
        if self.previous_sha256:
            with gzip.open(self.path / _THINGS, "rt", encoding="utf-8") as file:
                yield from map(ChangedThing.from_json, file)

    def changed(self, first: int, most: int) -> list[ChangedThing]:
        """At most `most` of the things that changed, from place `first` (0) on."""
        return list(islice(self.all_changed(), first, first + most))


class ChangeLog:
    """The revisions that led to a version: those in a folder up to the number of its own."""

    def __init__(self, folder: Path, revision: int) -> None:
        self._folder = folder
        self.newest = revision

    def revisions(self) -> list[Revision]:
        """All that are kept, oldest first."""
        return [self.revision(number) for number in self._numbers()]

    def revision(self, number: int) -> Revision:
        """One of them. Raises UnresolvedNameError where it is not kept."""
        path = self._folder / f"{number:06}"
        if not (0 < number <= self.newest and (path / _CHANGE).exists()):
            raise UnresolvedNameError(f"revision {number} of the graph is not kept", self._kept())
        plain: dict[str, Any] = json.loads((path / _CHANGE).read_text("utf-8"))
        for name in ("inputs", "excluded"):
            plain[name] = tuple(
                tuple(each) if isinstance(each, list) else each for each in plain[name]
            )
        return Revision(**plain, path=path)

    def since(self, number: int) -> list[Revision]:
        """What came after a revision, oldest first. Raises UnresolvedNameError."""
        if not 0 < number <= self.newest:
            raise UnresolvedNameError(f"the graph has no revision {number}", self._kept())
        return [self.revision(each) for each in range(number + 1, self.newest + 1)]

    def _numbers(self) -> list[int]:
        numbers = (int(path.parent.name) for path in self._folder.glob(f"[0-9]*/{_CHANGE}"))
        return sorted(number for number in numbers if number <= self.newest)

    def _kept(self) -> str:
        kept = self._numbers()
        if not kept:
            return "None is kept yet; the next build or load writes down the first ones."
        return f"There are revisions {kept[0]} to {kept[-1]}; convenor changes lists them."


def record(folder: GraphFolder, draft: Draft) -> int:
    """Write down what a finished draft changes of the version in use; its revision number.

    What a killed build left under that number is written anew. A graph whose old version cannot be
    read begins again with revision 1.
    """
    with canonical(draft.path, draft.store, draft.manifest["base"]) as new, ExitStack() as stack:
        try:
            version, store = stack.enter_context(folder.reading())
            before = version.manifest()
            old = stack.enter_context(canonical(version.path, store, before["base"]))
            number = revision_of(before)
            if not (folder.changes / f"{number:06}").exists():
                _begin(folder, number, before, old)
            if old.statistics().sha256 != new.statistics().sha256:
                number += 1
                _write(folder, number, (before, draft.manifest), (old, new), (store, draft.store))
        except (StoreError, EOFError, gzip.BadGzipFile, zlib.error):
            return _begin(folder, 1, draft.manifest, new)
        return number


def _begin(folder: GraphFolder, number: int, manifest: dict[str, Any], new: Canonical) -> int:
    """Write down a revision that nothing leads to; its number."""
    figures = new.statistics()
    with _placed(folder, number) as path:
        _save(
            Revision(
                number=number,
                time=manifest["ended"],
                added=figures.quads,
                removed=0,
                things=0,
                sha256=figures.sha256,
                previous_sha256="",
                base=manifest["base"],
                inputs=_inputs({}, manifest),
                excluded=(),
                path=path,
            )
        )
    return number


def _write(
    folder: GraphFolder,
    number: int,
    manifests: tuple[dict[str, Any], dict[str, Any]],
    quads: tuple[Canonical, Canonical],
    stores: tuple[Store, Store],
) -> None:
    """Write down what tells two versions apart; of each pair the old one comes first."""
    before, after = (each.statistics().sha256 for each in quads)
    out = [manifest.get("excluded", ()) for manifest in manifests]
    with _placed(folder, number) as path:
        with _packed(path / _PATCH) as patch, _packed(path / _THINGS) as things:
            changes = Changes(
                (manifest["base"] for manifest in manifests[::-1]),
                Wording(lambda: stores[1], lambda: stores[0]),
                lambda thing: things.write(f"{thing.to_json()}\n".encode()),
            )
            pairs = merged(*(each.lines() for each in quads))
            patch.writelines(in_blocks(patch_rows(changes.watch(pairs), after, before)))
        _save(
            Revision(
                number=number,
                time=manifests[1]["ended"],
                added=changes.added,
                removed=changes.removed,
                things=changes.things,
                sha256=after,
                previous_sha256=before,
                base=manifests[1]["base"],
                inputs=_inputs(*manifests),
                excluded=tuple(sorted(set(out[1]) - set(out[0]))),
                path=path,
            )
        )


def _inputs(
    before: dict[str, Any], after: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names of the inputs that were added, removed, and changed or read in another way."""
    old, new = (
        {
            name: (entry.sha256, entry.mapping, entry.encoding, entry.contacts)
            for name, entry in entries_of(each).items()
        }
        for each in (before, after)
    )
    changed = (name for name in old.keys() & new.keys() if old[name] != new[name])
    added, removed = new.keys() - old.keys(), old.keys() - new.keys()
    return tuple(sorted(added)), tuple(sorted(removed)), tuple(sorted(changed))


def _save(revision: Revision) -> None:
    text = json.dumps(revision.plain(), ensure_ascii=False, indent=1)
    (revision.path / _CHANGE).write_text(f"{text}\n", "utf-8")


@contextmanager
def _placed(folder: GraphFolder, number: int) -> Iterator[Path]:
    """A new folder that is put in its place as a whole."""
    draft, target = folder.changes / "draft", folder.changes / f"{number:06}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    yield draft
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


@contextmanager
def _packed(path: Path) -> Iterator[IO[bytes]]:
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as file,
    ):
        yield cast(IO[bytes], file)
