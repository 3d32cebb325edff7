"""The terminal: tables, explanations, findings and reports as people read them."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from .tables import console, visible, write_markdown, write_rich, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from .graph.change import Summary
    from .graph.check import Finding
    from .graph.provenance import Explanation, Fact, Passage, Statement
    from .graph.result import Result, Value
    from .loaders.records.report import Report

__all__ = [
    "render",
    "render_answer",
    "render_explanation",
    "render_findings",
    "render_info",
    "render_report",
    "render_summary",
]

_CELL_LENGTH = 300
_GAP = 2  # spaces between columns


def render(result: Result, format: str, stream: IO[str]) -> None:
    """Write a result: people's tables with labels, or every column for programs."""
    if format in ("csv", "tsv"):
        writer = csv.writer(stream, delimiter="," if format == "csv" else "\t", lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(
            ["" if value is None else value for value in row.values()] for row in result.rows()
        )
    elif format == "json":
        plain = [{name: _plain(value) for name, value in row.items()} for row in result.rows()]
        json.dump(plain, stream, ensure_ascii=False, indent=1, default=str)
        stream.write("\n")
    else:
        header, rows = result.shown()
        (write_markdown if format == "md" else write_table)(header, rows, stream)


def render_answer(answer: Result | bool | list[Any], format: str, stream: IO[str]) -> None:
    """Write what `KnowledgeGraph.sparql` gives: a table, yes or no, or triples as N-Triples."""
    if isinstance(answer, bool):
        stream.write("yes\n" if answer else "no\n")
    elif isinstance(answer, list):
        stream.writelines(f"{triple} .\n" for triple in answer)
    else:
        render(answer, format, stream)


def render_info(
    path: Path, manifest: dict[str, Any], classes: Result, hash_: str, stream: IO[str]
) -> None:
    """Write what a graph holds, when it was made, and of which inputs."""
    stream.write(f"Graph {path}, made {manifest['ended'][:19]} UTC, {manifest['quads']:,} quads\n")
    stream.write(f"Base IRI {manifest['base']}\n")
    if hash_:
        stream.write(f"Canonical hash (SHA-256 of the canonical N-Quads) {hash_}\n")
    if manifest["excluded"]:
        stream.write(f"Unloaded sources: {', '.join(manifest['excluded'])}\n")
    stream.write("\n")
    render(classes, "table", stream)
    rows = [
        (entry["name"], *(f"{entry['rows'][key]:,}" for key in ("read", "loaded", "rejected")))
        for entry in manifest["inputs"]
    ]
    stream.write("\n")
    write_table(("input", "rows read", "loaded", "rejected"), rows, stream)


def _plain(value: Value) -> Value:
    """A value as JSON has it: a decimal as a number where that is exact, no NaN."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(str(number)) == value else str(value)
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def render_explanation(explanation: Explanation, format: str, stream: IO[str]) -> None:
    """Write the facts on a thing with numbered sources below, or all of it as JSON."""
    if format == "json":
        json.dump(asdict(explanation), stream, ensure_ascii=False, indent=1, default=_term)
        stream.write("\n")
        return
    _Page(stream).write(explanation)


class _Page:
    """An explanation as a page: facts with marks such as [2.1], and the sources they lead to."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.out = console(stream)
        self.sources: dict[str, Statement] = {}
        self.passages: dict[str, dict[str, Passage]] = {}

    def write(self, explanation: Explanation) -> None:
        self._say(explanation.label or explanation.subject, "bold")
        self._say(explanation.subject, "dim")
        write_rich(self._facts(explanation.facts), self.out, self.stream)
        if explanation.mentions:
            self._say("\nReferred to by", "bold")
            write_rich(self._facts(explanation.mentions), self.out, self.stream)
        if self.sources:
            self._say("\nSources", "bold")
        for number, (source, statement) in enumerate(self.sources.items(), 1):
            parts = (statement.publisher or statement.title, statement.published, statement.url)
            self.stream.write(f"[{number}] {visible(', '.join(filter(None, parts)))}\n")
            for place, passage in enumerate(self.passages[source].values(), 1):
                self.stream.write(f"    {number}.{place} {_passage(passage)}\n")

    def _say(self, text: str, style: str) -> None:
        from rich.text import Text

        if text.startswith("\n"):
            self.stream.write("\n")
        write_rich(Text(visible(text.strip()), style=style), self.out, self.stream)

    def _facts(self, facts: Sequence[Fact]) -> RenderableType:
        """Lines of predicate, value and marks; facts that read alike share a line."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
        for _ in range(3):
            table.add_column(overflow="fold")
        lines: dict[tuple[str, str], list[tuple[int, ...]]] = {}
        shown = [fact for fact in facts if fact.predicate not in _TOLD_BY_SHORTCUTS]
        for fact in sorted(shown, key=lambda fact: (fact.predicate_label, fact.value_label)):
            lines.setdefault((fact.predicate_label, fact.value_label), []).extend(self._marks(fact))
        previous = ""
        for (predicate, value), found in lines.items():
            name = "" if predicate == previous else predicate
            previous = predicate
            marks = " ".join(f"[{'.'.join(map(str, mark))}]" for mark in sorted(set(found)))
            marked = Text().append(marks, style="dim")  # so that the padding stays plain
            table.add_row(Text(visible(name)), Text(visible(value)), marked)
        return table

    def _marks(self, fact: Fact) -> Iterator[tuple[int, ...]]:
        """The number of each source on the page, with that of its passage there."""
        for statement in fact.statements:
            self.sources.setdefault(statement.source, statement)
            own = self.passages.setdefault(statement.source, {})
            number = list(self.sources).index(statement.source) + 1
            for passage in statement.passages:
                own.setdefault(passage.iri, passage)
                yield number, list(own).index(passage.iri) + 1
            if not statement.passages:
                yield (number,)


# The shortcuts (organizer, sponsor, ...) say the same in words, with the same evidence.
_TOLD_BY_SHORTCUTS = {
    "http://data.europa.eu/m8g/hasParticipation",
    "http://data.europa.eu/m8g/hasParticipant",
}


def _passage(passage: Passage) -> str:
    cells = " · ".join(
        f"{column}: {value if len(value) <= _CELL_LENGTH else value[:_CELL_LENGTH] + '…'}"
        for column, value in passage.cells.items()
        if value
    )
    place = passage.fragment.replace("row=", "row ")
    return visible(f"{passage.file}, {place}" + (f": {cells}" if cells else ""))


def _term(value: Any) -> dict[str, str]:
    """A term in the form of the SPARQL 1.1 Query Results JSON Format."""
    if not hasattr(value, "datatype"):
        return {"type": "uri", "value": value.value}
    found = {"type": "literal", "value": value.value}
    if value.language:
        return found | {"xml:lang": value.language}
    return found | {"datatype": value.datatype.value}


def render_findings(findings: Sequence[Finding], stream: IO[str]) -> None:
    """Write findings as a table, violations first, and the verdict."""
    rows = [
        (
            _SEVERITIES[finding.severity],
            finding.label or finding.focus,
            finding.message,
            finding.value,
            ", ".join(source.rpartition("/source/")[2] for source in finding.sources),
        )
        for finding in findings
    ]
    if rows:
        write_table(("severity", "thing", "what", "value", "sources"), rows, stream)
        stream.write("\n")
    counts = {name: sum(finding.severity == name for finding in findings) for name in _SEVERITIES}
    listed = ", ".join(
        f"{count} {_SEVERITIES[name]}{'' if count == 1 else 's'}" for name, count in counts.items()
    )
    verdict = "does not conform" if counts["violation"] else "conforms"
    stream.write(f"The graph {verdict}: {listed}.\n")


_SEVERITIES = {"violation": "violation", "warning": "warning", "info": "note"}


def render_summary(summary: Summary, stream: IO[str]) -> None:
    """Write what a build or load did."""
    done = "Would hold" if summary.dry_run else "The graph holds"
    stream.write(
        f"{done} {summary.quads:,} quads from {summary.sources:,} sources "
        f"(version {summary.version}, {summary.seconds:.1f} s).\n"
    )
    if summary.replaced:
        stream.write(f"Replaced: {', '.join(summary.replaced)}.\n")
    for finding in summary.warnings:
        stream.write(f"{visible(str(finding))}\n")


def render_report(report: Report, stream: IO[str]) -> None:
    """Write what became of the rows: counts per input, errors by rule, columns nobody read."""
    stream.writelines(visible(line) + "\n" for line in _told(report))


def _told(report: Report) -> list[str]:
    lines = [
        f"Rows read {report.rows_read:,} = loaded {report.rows_loaded:,} "
        f"+ rejected {report.rows_rejected:,}."
    ]
    lines += [str(error) for error in report.errors]
    for rule, total in sorted(report.totals.items()):
        shown = sum(error.rule == rule for error in report.errors)
        if shown < total:
            lines.append(f"... and {total - shown:,} more of [{rule}]")
    lines += [f"Not read: {error}" for _, error in report.faults]
    lines += [
        f"{place}: columns that the mapping does not name: {', '.join(columns)}"
        for place, columns in report.unused.items()
    ]
    if report.rows_rejected and report.path:
        lines.append(
            f"Correct the rejected rows in {report.path}, then: convenor load {report.path}"
        )
    elif report.rows_rejected:
        lines.append("With --report rejected.csv they are written to a file to correct and load.")
    return lines
