"""The terminal: tables, findings and reports as people read them."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from .tables import visible, write_markdown, write_table

if TYPE_CHECKING:
    from .graph.change import Summary
    from .graph.check import Finding
    from .graph.result import Result, Value
    from .loaders.records.report import Counts, Report
    from .queries.catalogue import Parameter, Query

__all__ = [
    "render",
    "render_answer",
    "render_findings",
    "render_info",
    "render_queries",
    "render_report",
    "render_summary",
]


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


def render_queries(queries: Iterable[Query], format: str, stream: IO[str]) -> None:
    """Write the catalogue: name, what is answered, parameters (those in brackets are optional)."""
    from .graph.result import Result, literal

    rows = tuple(
        tuple(map(literal, (query.name, query.summary, " ".join(map(_shown, query.parameters)))))
        for query in queries
    )
    render(Result(("name", "answers", "parameters"), rows), format, stream)


def _shown(parameter: Parameter) -> str:
    return parameter.name if parameter.required else f"[{parameter.name}]"


def render_info(
    place: str, manifest: dict[str, Any], classes: Result, hash_: str, stream: IO[str]
) -> None:
    """Write what a graph holds, when it was made, and of which inputs."""
    stream.write(f"Graph {place}, made {manifest['ended'][:19]} UTC, {manifest['quads']:,} quads\n")
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
    write_table(("input", "rows or facts", "loaded", "rejected"), rows, stream)


def _plain(value: Value) -> Value:
    """A value as JSON has it: a decimal as a number where that is exact, no NaN."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(str(number)) == value else str(value)
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


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
    for problem in summary.problems:
        stream.write(f"{visible(problem)}\n")
    if summary.to_judge:
        pairs = (
            "1 pair of names waits"
            if summary.to_judge == 1
            else f"{summary.to_judge:,} pairs of names wait"
        )
        stream.write(f"{pairs} for your judgement: convenor review\n")


def render_report(report: Report, stream: IO[str]) -> None:
    """Write what became of the rows: counts per input, errors by rule, columns nobody read."""
    stream.writelines(visible(line) + "\n" for line in _told(report))


def _sum(counts: Counts) -> str:
    return (
        f"{counts.rows_read:,} = loaded {counts.rows_loaded:,} + rejected {counts.rows_rejected:,}"
    )


def _told(report: Report) -> list[str]:
    rows, facts = report.sums(texts=False), report.sums(texts=True)
    texts, unreadable = report.texts()
    lines = []
    if rows.rows_read or not texts:
        lines.append(f"Rows read {_sum(rows)}.")
    if texts:
        lines.append(
            f"Texts read {texts:,} = loaded {texts - unreadable:,} + rejected {unreadable:,}; "
            f"facts read {_sum(facts)}."
        )
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
    for place, left in report.left_out.items():
        lines += [f"{place}: left out:", *(f"  {line}" for line in left)]
    if rows.rows_rejected and report.path:
        lines.append(
            f"Correct the rejected rows in {report.path}, then: convenor load {report.path}"
        )
    elif rows.rows_rejected:
        lines.append("With --report rejected.csv they are written to a file to correct and load.")
    return lines
