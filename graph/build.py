"""Build: inputs -> records -> quads -> a new version of the graph, checked and put in use.

A graph is a function of its inputs: loading the same inputs in another order, twice, or one after
the other gives the same quads. So every change, a load as well, reads all inputs again from their
snapshots: a new row may be what an old one refers to, or make a name in it mean something else.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Quad

from ..loaders.inputs import Input, find_inputs
from ..loaders.records.mapping import read_mapping
from ..loaders.records.report import Report
from ..ontology.errors import CheckError, InputError, UnresolvedNameError
from ..ontology.iris import Iris
from ..ontology.model import Record, Source
from ..ontology.rdf import Writer
from . import changelog
from .canonical import write_canonical
from .change import Settings, Summary
from .check import Finding, run_rules
from .folder import GraphFolder
from .manifest import Entry, base_of, entries_of, manifest
from .own import Own
from .reading import Reader
from .reference import add_reference, derive
from .resolve.judgements import FILE as JUDGEMENTS, Judgements
from .resolve.queue import QUEUE, write_queue
from .search import FILE as INDEX, write_index
from .snapshots import Snapshots
from .store import Store
from .updates import apply_update

__all__ = ["BUNDLED", "build", "load", "unload"]

_SHOWN = 10
BUNDLED = Path(__file__).parent.parent / "loaders" / "bundled"


def build(
    folder: GraphFolder,
    inputs: Sequence[Input] | None = None,
    settings: Settings | None = None,
) -> Summary:
    """Make a graph from `inputs` alone (none: the bundled facts) and put it in use.

    Raises StoreError, CheckError or (with a strict report) RowError; the old graph then stays.
    """
    chosen = find_inputs([str(BUNDLED)]) if inputs is None else inputs
    return _Job(folder, settings or Settings()).run(list(chosen), fresh=True)


def load(folder: GraphFolder, inputs: Sequence[Input], settings: Settings | None = None) -> Summary:
    """Add `inputs` to the graph; one of a name that is there already takes its place.

    Raises as `build`, and CheckError where rows of other inputs would be lost by it.
    """
    return _Job(folder, settings or Settings()).run(list(inputs), fresh=False)


def unload(folder: GraphFolder, names: Sequence[str], settings: Settings | None = None) -> Summary:
    """Take inputs (by name) or sources (by identifier) and all that only they say out of the graph.

    A source stays out until an input that states it is loaded again. Raises UnresolvedNameError
    for a name that was not loaded, CheckError where what stays refers to what goes.
    """
    return _Job(folder, settings or Settings()).run([], fresh=False, remove=names)


class _Job:
    """One change of a graph folder, from inputs to the swap."""

    def __init__(self, folder: GraphFolder, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.report = settings.report
        self.progress = settings.progress
        self.snapshots = Snapshots(folder.snapshots)
        self.started = datetime.datetime.now(datetime.UTC)
        self.changed: dict[str, set[str]] = {}  # what each update changes something about
        self.reader = Reader(self.snapshots, self.progress, Judgements(folder.path / JUDGEMENTS))

    def run(self, inputs: list[Input], *, fresh: bool, remove: Sequence[str] = ()) -> Summary:
        with (
            self.folder.writing() as draft,
            TemporaryDirectory(dir=draft.path, prefix="scratch-") as scratch,
        ):
            before = draft.old.manifest() if draft.old and not fresh else {}
            self.iris = Iris(base_of(before, self.settings.base))
            self.writer = Writer(self.iris)
            self.own = Own(self.iris, self.snapshots, Path(scratch), self.progress)
            old = entries_of(before)
            excluded = set(before.get("excluded", [])) | self._excluded(remove, old)
            new = self._keep(inputs)
            self._drop_unreadable(new, old)
            self.progress.phase("vocabulary and authority files")
            add_reference(draft.store, self.iris)
            kept = {name: entry for name, entry in old.items() if name not in {*remove, *new}}
            entries, stated = self._write(draft.store, kept, new)
            if inputs and not new:
                raise self._nothing_read()
            self._refuse_losses(kept, entries)
            candidates = self._candidates(draft.path)
            excluded -= stated
            for iri in sorted(excluded):
                draft.store.remove_source(iri)
            self.progress.phase("deriving labels")
            derive(draft.store, self.iris)
            draft.store.optimize()
            with ThreadPoolExecutor(1) as aside:  # the engine lets other threads run meanwhile
                sorting = aside.submit(write_canonical, draft.store, draft.path, self.iris.base)
                self.progress.phase("indexing words")
                write_index(draft.store, self.iris, draft.path / INDEX)
                warnings = self._check(draft.store)
                self.progress.phase("sorting quads")
                sorting.result()
            draft.manifest = manifest(self.iris, entries, excluded, len(draft.store), self.started)
            draft.put_in_use = not self.settings.dry_run
            if draft.put_in_use:
                self.progress.phase("recording changes")
                draft.manifest["revision"] = changelog.record(self.folder, draft)
            return Summary(
                version=draft.path.name,
                inputs=tuple(new),
                replaced=tuple(sorted(set(new) & set(old))),
                sources=len({iri for entry in entries.values() for iri in entry.sources}),
                quads=len(draft.store),
                seconds=(datetime.datetime.now(datetime.UTC) - self.started).total_seconds(),
                warnings=warnings,
                dry_run=self.settings.dry_run,
                to_judge=candidates,
                problems=self.reader.resolver.problems if self.reader.resolver else (),
            )

    def _candidates(self, version: Path) -> int:
        """Keep the pairs of names that a person should look at; their number."""
        if self.reader.resolver is None:
            return 0
        self.progress.phase("comparing names")
        candidates = self.reader.resolver.candidates()
        write_queue(version / QUEUE, candidates)
        return len(candidates)

    def _keep(self, inputs: list[Input]) -> dict[str, Entry]:
        self.progress.phase("copying inputs")
        chosen, mapping = None, self.settings.mapping
        if mapping is not None:
            read_mapping(mapping)
            chosen = self.snapshots.keep(Input(mapping.name, mapping))[0].sha256
        entries = {}
        for entry in inputs:
            if kept := self.report.guard(entry.name, partial(self.snapshots.keep, entry)):
                file, lines = kept
                # For the progress only: as many rows as lines, until the rows have been counted.
                entries[file.name] = Entry(
                    **asdict(file),
                    mapping=chosen,
                    encoding=self.settings.encoding,
                    contacts=self.settings.contacts,
                    url=entry.url,
                    retrieved=entry.retrieved,
                    rows={"read": lines},
                )
        return entries

    def _excluded(self, names: Sequence[str], old: dict[str, Entry]) -> set[str]:
        """IRIs of the sources among the names of what is to be taken out."""
        known = {iri for entry in old.values() for iri in entry.sources}
        found = {name: self.iris.source(name) for name in names if name not in old}
        for name, iri in found.items():
            if iri not in known:
                raise UnresolvedNameError(
                    f"nothing called {name!r} was loaded",
                    "convenor info lists the inputs, convenor sources the sources.",
                )
        return set(found.values())

    def _drop_unreadable(self, new: dict[str, Entry], old: dict[str, Entry]) -> None:
        """Leave out new inputs that cannot be read where one of their name is there to stay."""
        replacing = [entry for name, entry in new.items() if name in old]
        if not replacing:
            return
        self.progress.phase("reading ahead")
        ahead, own = Report(), self.own.of(replacing)
        self.own.read(own.values(), {}, ahead)
        for _ in self.reader.records([e for e in replacing if e.name not in own], ahead):
            pass
        for _ in self.reader.updates(replacing, self.iris, ahead):
            pass
        for name, error in _unreadable(ahead, new).items():
            del new[name]
            self.report.fault(name, error)

    def _nothing_read(self) -> InputError:
        reasons = [str(error) for _, error in self.report.faults]
        return InputError("\n  ".join(["nothing of what was named can be read:", *reasons]))

    def _write(
        self, store: Store, kept: dict[str, Entry], new: dict[str, Entry]
    ) -> tuple[dict[str, Entry], set[str]]:
        """Write all inputs; what became of each, and the graphs that the new ones speak of.

        Those that cannot be read are taken out of `new`.
        """
        entries = kept | new
        self.report.silent = set(kept)
        own = self.own.of(entries.values())
        others = [entry for name, entry in entries.items() if name not in own]
        found = {name: set() if name in own else {self.iris.file(name)} for name in entries}
        store.extend(self._quads(self.reader.records(others, self.report), found))
        updates = list(self.reader.updates(entries.values(), self.iris, self.report))
        # A file in our own terms is no evidence by itself, so the graph does not describe it.
        files = {entry.name: list(self.writer.file_quads(entry.file)) for entry in others}
        statements = self.own.read(own.values(), files, self.report)
        for name in _unreadable(self.report, new):
            del new[name], entries[name]
        store.extend(quad for name in files.keys() & entries.keys() for quad in files[name])
        found |= self.own.write(store, statements)
        for update in updates:
            self.progress.phase(f"applying {update.name}")
            change = apply_update(store, update, self.iris)
            found[update.name] |= change.sources
            self.changed[update.name] = change.subjects
        done = {}
        for name, entry in entries.items():
            counts = self.report.counts[name]
            rows = {
                "read": counts.rows_read,
                "loaded": counts.rows_loaded,
                "rejected": counts.rows_rejected,
            }
            text = self.reader.texts.get(name)
            done[name] = replace(entry, rows=rows, sources=sorted(found[name]), text=text)
        return done, {iri for name in new for iri in found[name]}

    def _quads(self, records: Iterator[Record], found: dict[str, set[str]]) -> Iterator[Quad]:
        for record in records:
            name = record.evidence.file
            found[name if name in found else name.rpartition("/")[0]].add(self._graph(record))
            yield from self.writer.quads(record)

    def _graph(self, record: Record) -> str:
        """IRI of the graph that a record is written to."""
        if isinstance(record, Source):
            return self.iris.source(record.id)
        source = record.evidence.source
        return self.iris.source(source) if source else self.iris.file(record.evidence.file)

    def _refuse_losses(self, kept: dict[str, Entry], entries: dict[str, Entry]) -> None:
        """Raise CheckError if a change takes rows out of inputs that it does not name."""
        lost = {
            name: entry.rows["loaded"] - entries[name].rows["loaded"]
            for name, entry in kept.items()
        }
        shown = [
            f"  {name} would lose {rows:,} of its rows: {self.report.unsaid[name]}"
            for name, rows in lost.items()
            if rows > 0
        ]
        if shown:
            raise CheckError(
                "rows of other inputs would be lost, so nothing was changed:\n"
                + "\n".join(shown[:_SHOWN]),
                "Load or unload the inputs that belong together in one call.",
            )

    def _check(self, store: Store) -> tuple[Finding, ...]:
        """Warnings of the whole-graph rules. Raises CheckError on a violation."""
        self.progress.phase("checking")
        findings = run_rules(store, ("violation", "warning"))
        violations = [finding for finding in findings if finding.severity == "violation"]
        if violations:
            shown = "\n".join(f"  {finding}{self._by(finding)}" for finding in violations[:_SHOWN])
            raise CheckError(
                f"the new graph breaks {len(violations)} rules and was not put in use:\n{shown}",
                "Load the inputs that belong together in one call, or correct these rows.",
            )
        return tuple(finding for finding in findings if finding.severity == "warning")

    def _by(self, finding: Finding) -> str:
        """The updates that changed something about what a rule found, in words."""
        names = [name for name, subjects in self.changed.items() if finding.focus in subjects]
        return f", changed by {', '.join(names)}" if names else ""


def _unreadable(report: Report, entries: dict[str, Entry]) -> dict[str, InputError]:
    """Inputs that could not be read as a whole, and why."""
    faults = {name: error for name, error in report.faults if name in entries}
    return {name: error for name, error in faults.items() if not report.counts[name].rows_read}
