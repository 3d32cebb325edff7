"""The folder beside a remote store: what convenor keeps of a graph that is no triple.

::

    <data folder>/endpoints/<host>-<hash>/   a `GraphFolder` without quads of its own

A change is made and checked here, in an embedded store, as for any other graph. What it changes is
then brought to the endpoint and put in use there, with its manifest; then here. The endpoint says
which version is in use. Where that was written on another machine, or this folder is gone, all but
the bytes of the inputs is made anew from the endpoint.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from ...ontology.errors import BusyError, StoreError
from ...ontology.iris import Iris
from ..canonical import Canonical, in_blocks, write_canonical
from ..embedded import EmbeddedStore
from ..folder import MANIFEST, Draft, GraphFolder, Version
from ..patches import ADD, DELETE, differences
from ..places import data_folder
from ..search import FILE as INDEX, write_index
from ..store import Store
from .address import address_of
from .names import MARKER, PREFIX
from .staging import Staging
from .store import RemoteStore

__all__ = ["RemoteFolder"]

_OWNER = "owner"  # file with the name under which this folder writes
_MARK = ox.NamedNode(MARKER)
_TOLD = 1000  # quads between two steps of the progress
_LARGE = 1_000_000  # quads


class RemoteFolder(GraphFolder):
    """The graph at the URL of a SPARQL endpoint (see `address_of` for how to log in)."""

    def __init__(self, url: str, companion: Path | None = None) -> None:
        self.address = address_of(url)
        super().__init__(companion or _companion(self.address.url))
        self.place = self.address.url
        self._store = RemoteStore(self.address)

    def current(self) -> Version | None:
        """The version in use at the endpoint, or None where none was built there yet."""
        published = self._published()
        if not published:
            return None
        version = super().current()
        if version is None or _hash(version) != published:
            version = self._fetch(published)
        return version

    def _published(self) -> str:
        """The hash of the manifest that is in use at the endpoint; "" if there is none."""
        rows = self._store.rows("version")
        return next((str(row[0].value) for row in rows if isinstance(row[0], ox.Literal)), "")

    def open_store(self, version: Version) -> Store:
        """The endpoint, for reading. Raises StoreError while a change was put in use by half."""
        if not self._store.client.dialect.is_atomic and Staging(*self._staging()).is_half():
            raise StoreError(
                f"the graph at {self.place} is being changed",
                "Try again in a moment. If the change was stopped, the next convenor load or "
                "build finishes it.",
            )
        return RemoteStore(self.address)

    @contextmanager
    def writing(self) -> Iterator[Draft]:
        """Make a new version here, bring it to the endpoint and put it in use. As the base class.

        What a change left there that was stopped is finished or thrown away first.
        """
        self._refuse_strangers()
        Staging(*self._staging()).recover()
        self.current()
        with super().writing() as draft:
            yield draft

    def _staging(self) -> tuple[Any, ...]:
        return self._store.client, self._store.rows, self._owner()

    def _owner(self) -> str:
        path = self.path / _OWNER
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_hex(8), "utf-8")
        return path.read_text("utf-8")

    def _refuse_strangers(self) -> None:
        """Raise StoreError for an endpoint that holds what is not ours."""
        if self._published():
            return
        strangers = self._store.graphs()
        if strangers or len(self._store):
            named = f", such as <{strangers[0]}>" if strangers else ""
            raise StoreError(
                f"{self.place} holds triples that convenor did not write{named}",
                "Give it a data set or repository of its own; nothing was changed.",
            )

    def publish(self, draft: Draft) -> None:
        """Bring to the endpoint what a draft changes, and put it in use there."""
        expected = _hash(draft.old) if draft.old else ""
        if self._published() != expected:
            raise BusyError(
                f"another program has changed the graph at {self.place} meanwhile", "Try again."
            )
        staging = Staging(*self._staging())
        text = (draft.path / MANIFEST).read_text("utf-8")
        self.progress.phase(f"writing to {self.place}", unit="quads")
        try:
            staging.bring(
                self._counted(chain(self._store.quads(MARKER), _changes(draft, DELETE))),
                self._counted(chain(_marker(text), _changes(draft, ADD))),
            )
            self.progress.phase("putting it in use there")
            staging.swap()
        except StoreError as error:
            if draft.manifest["quads"] > _LARGE:
                hint = self._store.client.dialect.hint
                error.next_step += f" Such a large graph is loaded more quickly by: {hint}"
            raise
        shutil.rmtree(draft.path / "quads")

    def _counted(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        for number, quad in enumerate(quads, 1):
            if not number % _TOLD:
                self.progress.advance(_TOLD)
            yield quad

    def _fetch(self, published: str) -> Version:
        """Make the version in use at the endpoint here, from what is there."""
        facts = {fact.predicate.value: fact.object for fact in self._store.quads(MARKER)}
        found = facts.get(f"{PREFIX}manifest")
        text = found.value if isinstance(found, ox.Literal) else ""
        if _sha256(text) != published:
            raise StoreError(f"the manifest of the graph at {self.place} is damaged")
        self.progress.phase(f"reading from {self.place}")
        with self._write_lock():
            path = self._versions / f"{self._newest() + 1:06}"
            path.mkdir()
            (path / MANIFEST).write_text(text, "utf-8")
            version = Version(path)
            base = version.manifest()["base"]
            quads = write_canonical(self._store, path, base)
            copy = EmbeddedStore(path / "quads")
            try:
                for block in in_blocks(quads.lines()):
                    copy.add_all(ox.parse(block, ox.RdfFormat.N_QUADS))
                write_index(copy, Iris(base), path / INDEX)
            finally:
                copy.close()
                shutil.rmtree(path / "quads")
            self.put_in_use(path)
        return version


def _companion(url: str) -> Path:
    """The folder for an endpoint; readable, and another one for every address."""
    host = re.sub(r"[^A-Za-z0-9.-]+", "-", urlsplit(url).netloc)
    return data_folder() / "endpoints" / f"{host}-{_sha256(url)[:12]}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _hash(version: Version) -> str:
    return _sha256((version.path / MANIFEST).read_text("utf-8"))


def _marker(text: str) -> list[ox.Quad]:
    told = {"version": _sha256(text), "manifest": text}
    return [
        ox.Quad(_MARK, ox.NamedNode(PREFIX + name), ox.Literal(value), _MARK)
        for name, value in told.items()
    ]


def _changes(draft: Draft, mark: bytes) -> Iterator[ox.Quad]:
    """The quads that a draft adds to the version before, or takes out of it."""
    old = Canonical(draft.old.path).lines() if draft.old else iter(())
    changed = differences(old, Canonical(draft.path).lines())
    for block in in_blocks(line for each, line in changed if each == mark):
        yield from ox.parse(block, ox.RdfFormat.N_QUADS)
