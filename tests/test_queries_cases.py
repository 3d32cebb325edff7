"""Every query of the catalogue on one small graph of invented fairs, on every store.

A case has parameters, the columns to look at and the rows in order. Things stand by the end of
their IRI. What a query joins in one cell is compared as a set, only years keep their order.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import NamedNode

from convenor.graph.knowledge import KnowledgeGraph
from convenor.graph.result import Term, value_of
from convenor.queries import catalogue

FOLDER = Path(__file__).parent / "queries"
CASES: dict[str, list[dict[str, Any]]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}


def short(iri: str) -> str:
    return re.sub(r"^https://w3id\.org/convenor/(source/|(id|concept)/[a-z]+/)", "", iri)


def parts(column: str, text: str) -> object:
    if column.endswith("sources"):
        return sorted(short(iri) for iri in text.split())
    return text if column == "years" else sorted(re.split(r" \| |; |, ", text))


def cell(column: str, term: Term | None) -> object:
    if isinstance(term, NamedNode):
        return parts(column, short(term.value))
    value = value_of(term)
    return parts(column, value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(name, case, id=f"{name}-{number}")
        for name, cases in CASES.items()
        for number, case in enumerate(cases)
    ],
)
def test_case(fairs: KnowledgeGraph, name: str, case: dict[str, Any]) -> None:
    columns: list[str] = case["columns"]
    result = fairs.query(name, **case["parameters"])
    places = [result.columns.index(column) for column in columns]
    found = [
        [cell(column, row[place]) for column, place in zip(columns, places, strict=True)]
        for row in result.terms
    ]
    expected = [
        [
            parts(column, value) if isinstance(value, str) else value
            for column, value in zip(columns, row, strict=True)
        ]
        for row in case["rows"]
    ]
    assert found == expected


def test_every_query_has_a_case() -> None:
    assert set(CASES) == set(catalogue.names())


@pytest.mark.parametrize("name", catalogue.names())
def test_every_parameter_is_in_a_case(name: str) -> None:
    used = {parameter for case in CASES[name] for parameter in case["parameters"]}
    assert used == {parameter.name for parameter in catalogue.get(name).parameters}


@pytest.mark.parametrize("name", catalogue.names())
def test_some_case_has_an_answer(name: str) -> None:
    assert any(case["rows"] for case in CASES[name])
