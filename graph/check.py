"""Checks of a whole graph: SHACL shapes, rules as queries, and reports of what to look at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox

from ..queries.catalogue import load_folder, load_query
from .characters import fit_for_xml
from .store import Store

__all__ = [
    "Finding",
    "check",
    "conforms",
    "run_rules",
    "run_shapes",
    "to_json",
    "to_junit",
    "to_sarif",
]

_SHAPES = Path(__file__).parent.parent / "ontology" / "shapes.ttl"
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing a check found. `focus` is the IRI of the thing, `sources` who says so.

    `label` is its name, empty if it has none; `value` what is wrong with it, in words.
    """

    severity: str
    rule: str
    focus: str
    message: str
    label: str = ""
    value: str = ""
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        about = self.label or self.focus
        value = f" ({self.value})" if self.value else ""
        return f"{self.severity}: {about}: {self.message}{value} [{self.rule}]"


def check(store: Store) -> list[Finding]:
    """All findings of shapes and rules, violations first."""
    order = list(_LEVELS)
    found = [_named(finding, store) for finding in (*run_shapes(store), *run_rules(store))]
    return sorted(found, key=lambda finding: (order.index(finding.severity), finding))


def _named(finding: Finding, store: Store) -> Finding:
    if finding.label or "://" not in finding.focus:
        return finding
    text = load_query("explain", "label").text
    names = store.select(text, {"subject": ox.NamedNode(finding.focus)}).column("label")
    return replace(finding, label=str(names[0])) if names else finding


def conforms(findings: Iterable[Finding]) -> bool:
    """True if nothing of severity violation was found."""
    return all(finding.severity != "violation" for finding in findings)


def run_rules(store: Store, severities: Collection[str] = tuple(_LEVELS)) -> list[Finding]:
    """Findings of the rules in ``queries/checks`` that are of one of `severities`.

    Such a query has a `severity` in its header and selects ?focus, and as it likes ?label, ?value
    and ?sources (IRIs separated by spaces); its summary is the message. Several values are
    separated by ``" | "``, after a name and a colon.
    """
    found = []
    rules = [rule for rule in load_folder("checks") if rule.severity in severities]
    for rule in rules:
        for row in store.select(rule.text).rows():
            # SPARQL joins in any order; equal graphs are to give equal reports.
            sources = sorted(str(row.get("sources") or "").split())
            name, colon, values = str(row.get("value") or "").rpartition(": ")
            found.append(
                Finding(
                    severity=rule.severity,
                    rule=rule.name,
                    focus=str(row["focus"]),
                    message=rule.summary,
                    label=str(row.get("label") or ""),
                    value=name + colon + " | ".join(sorted(values.split(" | "))),
                    sources=tuple(sources),
                )
            )
    return found


def run_shapes(store: Store) -> list[Finding]:
    """Findings of the SHACL shapes in the merged default graph and in the claims on texts.

    The engine is shifty, a library in Rust: five times quicker than pyshacl on our data.
    """
    import shifty
    from rdflib import SH

    data = BytesIO()
    store.dump(data, ox.RdfFormat.N_TRIPLES)
    for graph in store.select(load_query("explain", "claim_graphs").text).column("claims"):
        triples = (quad.triple for quad in store.quads(str(graph)))
        ox.serialize(triples, data, ox.RdfFormat.N_TRIPLES)
    _, report, _ = shifty.validate(data.getvalue(), _SHAPES, graph_mode="data")
    found = []
    for result in report.objects(None, SH.result):
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower()
        path, component = (
            report.value(result, SH.resultPath),
            report.value(result, SH.sourceConstraintComponent),
        )
        value = report.value(result, SH.value)
        found.append(
            Finding(
                severity=severity,
                rule=f"shape {_tail(component)} of {_tail(path) or 'thing'}",
                focus=str(report.value(result, SH.focusNode)),
                message=str(report.value(result, SH.resultMessage)),
                value="" if value is None else str(value),
            )
        )
    return found


def _tail(iri: object) -> str:
    return "" if iri is None else str(iri).rpartition("#")[2].rpartition("/")[2]


def to_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON object with `conforms` and the list `findings`."""
    listed = [asdict(finding) for finding in findings]
    return json.dumps(
        {"conforms": conforms(findings), "findings": listed}, ensure_ascii=False, indent=1
    )


def to_sarif(findings: Sequence[Finding]) -> str:
    """The findings as SARIF 2.1.0, the form in which tools of continuous integration take them."""
    results = [
        {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": str(finding)},
            "locations": [{"logicalLocations": [{"fullyQualifiedName": finding.focus}]}],
        }
        for finding in findings
    ]
    rules = [{"id": rule} for rule in sorted({finding.rule for finding in findings})]
    run = {"tool": {"driver": {"name": "convenor check", "rules": rules}}, "results": results}
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        },
        ensure_ascii=False,
        indent=1,
    )


def to_junit(findings: Sequence[Finding]) -> str:
    """The findings as JUnit XML: one test case a rule, failed where it found a violation."""
    suite = ElementTree.Element("testsuite", name="convenor check")
    broken = [finding for finding in findings if finding.severity == "violation"]
    names = ["shapes and rules", *sorted({finding.rule for finding in findings})]
    for name in names:
        case = ElementTree.SubElement(suite, "testcase", classname="convenor.check", name=name)
        own = [str(finding) for finding in broken if finding.rule == name]
        if own:
            failure = ElementTree.SubElement(case, "failure", message=f"{len(own)} violations")
            failure.text = fit_for_xml("\n".join(own))
    suite.set("tests", str(len(names)))
    suite.set("failures", str(len({finding.rule for finding in broken})))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)
