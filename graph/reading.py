"""Reading: records of tables, then of texts, which may speak of what those describe; updates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from operator import attrgetter

from ..loaders.records.mapping import Mapping, parse_mapping, read_mapping
from ..loaders.records.reading import Reading, read_records
from ..loaders.records.references import Known
from ..loaders.records.report import Report
from ..loaders.records.rules import Fault
from ..loaders.text.extraction import Extraction
from ..loaders.text.output.known import KnownThings
from ..loaders.text.output.quoting import Quoter
from ..loaders.text.output.records import read_facts
from ..loaders.text.output.resolver import Resolver
from ..ontology import authority
from ..ontology.errors import InputError
from ..ontology.iris import Iris
from ..ontology.model import Organization, Record, Series
from .change import Progress
from .manifest import Entry
from .operations import Update, read_update
from .resolve.judgements import Judgements
from .resolve.resolver import NameResolver, make_resolver
from .snapshots import Snapshots
from .texts import Job, extractions

__all__ = ["Reader"]


class Reader:
    """Reads inputs from their snapshots.

    `texts` gets the hash of each text whose characters are not the bytes of its input, `resolver`
    what the names in texts were found to mean; None if there were no texts.
    """

    def __init__(self, snapshots: Snapshots, progress: Progress, judgements: Judgements) -> None:
        self.texts: dict[str, str] = {}
        self.resolver: NameResolver | None = None
        self._judgements = judgements
        self._snapshots = snapshots
        self._progress = progress
        self._mapping = cache(self._read_mapping)

    def records(self, entries: Sequence[Entry], report: Report) -> Iterator[Record]:
        """Records of inputs; they may refer to each other and to the bodies we know."""
        known = KnownThings()
        described: list[Organization | Series] = []
        tables = [entry for entry in entries if not (entry.is_text or entry.is_update)]
        for record in self._tables(tables, report):
            known.add(record)
            if isinstance(record, Organization | Series):
                described.append(record)
            yield record
        texts = [entry for entry in entries if entry.is_text]
        if texts:
            self.resolver = make_resolver(self._judgements, described)
            yield from self._texts(texts, self.resolver, known, report)

    def updates(self, entries: Iterable[Entry], iris: Iris, report: Report) -> Iterator[Update]:
        """The updates among inputs, in the order of their names; each operation is a row."""
        for entry in sorted(entries, key=attrgetter("name")):
            if entry.is_update:
                source = self._snapshots.input(entry.name, entry.sha256)
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
                    self._snapshots.input(entry.name, entry.sha256),
                    self._mapping(entry.mapping),
                    entry.encoding,
                )
                for entry in entries
            ],
            known=Known({"organization": identifiers}, {"organization": bodies}),
            report=report,
            on_rows=self._progress.advance,
        )

    def _texts(
        self, entries: Sequence[Entry], resolver: Resolver, known: KnownThings, report: Report
    ) -> Iterator[Record]:
        self._progress.phase("reading texts", len(entries), unit="texts")
        jobs = [
            Job(self._snapshots.input(entry.name, entry.sha256), entry.encoding, entry.contacts)
            for entry in entries
        ]
        for entry, found in zip(entries, extractions(jobs), strict=True):
            report.counts[entry.name].is_text = True
            if isinstance(found, Extraction):
                self._keep(entry, found)
                yield from _of_text(found, resolver, entry.name, known, report)
            elif isinstance(found, InputError):
                report.fault(entry.name, found)
            else:
                raise found  # a wrong encoding, a missing library: it concerns all texts
            self._progress.advance(1)

    def _keep(self, entry: Entry, found: Extraction) -> None:
        """Keep what passages point into, if that is not the very bytes of the input."""
        data = found.text.encode("utf-8", "surrogatepass")
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            self.texts[entry.name] = self._snapshots.keep_text(found.text)

    def _read_mapping(self, chosen: str | None) -> Mapping:
        return parse_mapping(self._snapshots.text(chosen)) if chosen else read_mapping()


def _of_text(
    found: Extraction, resolver: Resolver, name: str, known: KnownThings, report: Report
) -> Iterator[Record]:
    """Records of one text; each fact is counted as loaded or rejected."""
    counts, quoter = report.counts[name], Quoter(found, name)
    yield from quoter.sources()
    for fact, outcome in read_facts(found, resolver, name, known):
        counts.rows_read += 1
        if isinstance(outcome, Fault):
            place, words = f"char={fact.span.start},{fact.span.end}", quoter.words(fact.span)
            report.reject_fact(name, place, fact.relation, words, outcome)
        else:
            counts.rows_loaded += 1
            yield from outcome
