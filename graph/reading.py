"""Reading: records of tables, then of what may speak of the things that those describe; updates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from operator import attrgetter

from ..loaders.calendars.reading import read_calendar
from ..loaders.graphs.reading import read_graph
from ..loaders.inputs import Input
from ..loaders.records.mapping import Mapping, parse_mapping, read_mapping
from ..loaders.records.reading import Reading, read_records
from ..loaders.records.references import Known
from ..loaders.records.report import Report
from ..loaders.records.rules import Fault
from ..loaders.suffixes import is_calendar, is_graph
from ..loaders.text.extraction import Extraction
from ..loaders.text.output.known import KnownThings
from ..loaders.text.output.quoting import Quoter
from ..loaders.text.output.records import read_facts
from ..loaders.text.output.resolver import Resolver
from ..ontology import authority
from ..ontology.errors import InputError, RowError
from ..ontology.iris import Iris
from ..ontology.model import Organization, Record, Series
from .change import Progress
from .manifest import Entry
from .operations import Update, read_update
from .resolve.bulk import Bulk
from .resolve.judgements import Judgements
from .resolve.resolver import NameResolver, make_resolver
from .snapshots import Snapshots
from .texts import Job, extractions

__all__ = ["Reader"]


class Reader:
    """Reads inputs from their snapshots.

    `texts` gets the hash of each text whose characters are not the bytes of its input, `resolver`
    what the names in texts, calendars and graphs were found to mean; None if there were none.
    """

    def __init__(self, snapshots: Snapshots, progress: Progress, judgements: Judgements) -> None:
        self.texts: dict[str, str] = {}
        self.resolver: NameResolver | None = None
        self._judgements = judgements
        self._snapshots = snapshots
        self._progress = progress
        self._mapping = cache(self._read_mapping)

    def records(self, entries: Sequence[Entry], report: Report) -> Iterator[Record]:
        """Records of inputs; they may refer to each other and to the bodies we know.

        RDF in our own terms is not among them.
        """
        known = KnownThings()
        described: list[Organization | Series] = []
        tables = [entry for entry in entries if not (_is_told(entry) or entry.is_update)]
        for record in self._tables(tables, report):
            known.add(record)
            if isinstance(record, Organization | Series):
                described.append(record)
            yield record
        if any(map(_is_told, entries)):
            self.resolver = make_resolver(self._judgements, described)
            calendars = [entry for entry in entries if is_calendar(entry.name)]
            yield from self._calendars(calendars, self.resolver, known, report)
            graphs = [entry for entry in entries if is_graph(entry.name)]
            yield from self._graphs(graphs, Bulk(self.resolver), known, report)
            texts = [entry for entry in entries if entry.is_text]
            yield from self._texts(texts, self.resolver, known, report)

    def updates(self, entries: Iterable[Entry], iris: Iris, report: Report) -> Iterator[Update]:
        """The updates among inputs, in the order of their names; each operation is a row."""
        for entry in sorted(entries, key=attrgetter("name")):
            if entry.is_update:
                source = self._input(entry)
                update = report.guard(entry.name, partial(read_update, source, iris))
                if update is not None:
                    counts = report.counts[entry.name]
                    counts.rows_read = counts.rows_loaded = len(update.operations)
                    yield update

    def _tables(self, entries: Sequence[Entry], report: Report) -> Iterator[Record]:
        bodies = authority.names("bodies")
        identifiers = {identifier for found in bodies.values() for identifier in found}
        total = sum(entry.rows["read"] for entry in entries)
        if entries:
            self._progress.phase("reading and writing rows", total or None)
        return read_records(
            [
                Reading(
                    self._input(entry),
                    self._mapping(entry.mapping),
                    entry.encoding,
                )
                for entry in entries
            ],
            known=Known({"organization": identifiers}, {"organization": bodies}),
            report=report,
            on_rows=self._progress.advance,
        )

    def _calendars(
        self, entries: Sequence[Entry], resolver: Resolver, known: KnownThings, report: Report
    ) -> Iterator[Record]:
        for entry in self._told("reading calendars", entries):
            yield from read_calendar(
                self._input(entry),
                resolver,
                known,
                report,
                encoding=entry.encoding,
                contacts=entry.contacts,
            )

    def _graphs(
        self, entries: Sequence[Entry], resolver: Resolver, known: KnownThings, report: Report
    ) -> Iterator[Record]:
        """Records of the markup of pages, of dumps and of RDF in the terms of others."""
        for entry in self._told("reading markup and RDF", entries):
            source = self._input(entry)
            try:
                yield from read_graph(source, resolver, known, report, encoding=entry.encoding)
            except RowError:
                raise
            except InputError as error:
                if not entry.is_text:  # of a page the text tells, too, what is wrong with it
                    report.fault(entry.name, error)
        report.save()  # with what was left out; that of tables is written before

    def _told(self, phase: str, entries: Sequence[Entry]) -> Iterator[Entry]:
        """The entries, of which progress is told one by one."""
        if entries:
            self._progress.phase(phase, len(entries), unit="files")
        for entry in entries:
            yield entry
            self._progress.advance(1)

    def _texts(
        self, entries: Sequence[Entry], resolver: Resolver, known: KnownThings, report: Report
    ) -> Iterator[Record]:
        if entries:
            self._progress.phase("reading texts", len(entries), unit="texts")
        jobs = [Job(self._input(entry), entry.encoding, entry.contacts) for entry in entries]
        for entry, found in zip(entries, extractions(jobs), strict=True):
            report.counts[entry.name].is_text = True
            if isinstance(found, Extraction):
                self._keep(entry, found)
                yield from _of_text(found, resolver, entry, known, report)
            elif isinstance(found, InputError):
                if not report.counts[entry.name].rows_loaded:  # a page may have markup alone
                    report.fault(entry.name, found)
            else:
                raise found  # a wrong encoding, a missing library: it concerns all texts
            self._progress.advance(1)

    def _keep(self, entry: Entry, found: Extraction) -> None:
        """Keep what passages point into, if that is not the very bytes of the input."""
        data = found.text.encode("utf-8", "surrogatepass")
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            self.texts[entry.name] = self._snapshots.keep_text(found.text)

    def _input(self, entry: Entry) -> Input:
        """The kept bytes, with what is known of where they came from."""
        kept = self._snapshots.input(entry.name, entry.sha256)
        return replace(kept, url=entry.url, retrieved=entry.retrieved)

    def _read_mapping(self, chosen: str | None) -> Mapping:
        return parse_mapping(self._snapshots.text(chosen)) if chosen else read_mapping()


def _is_told(entry: Entry) -> bool:
    """True for what speaks of things by their names, as tables do not."""
    return entry.is_text or is_calendar(entry.name) or is_graph(entry.name)


def _of_text(
    found: Extraction, resolver: Resolver, entry: Entry, known: KnownThings, report: Report
) -> Iterator[Record]:
    """Records of one text; each fact is counted as loaded or rejected."""
    name = entry.name
    if entry.url and not found.heading.url:
        found = replace(found, heading=replace(found.heading, url=entry.url))
    counts, quoter = report.counts[name], Quoter(found, name)
    for source in quoter.sources():
        yield replace(source, retrieved=entry.retrieved) if source.snapshot else source
    for fact, outcome in read_facts(found, resolver, name, known):
        counts.rows_read += 1
        if isinstance(outcome, Fault):
            place, words = f"char={fact.span.start},{fact.span.end}", quoter.words(fact.span)
            report.reject_fact(name, place, fact.relation, words, outcome)
        else:
            counts.rows_loaded += 1
            yield from outcome
