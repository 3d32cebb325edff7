"""The catalogue: headers are complete, queries portable, every question of the users covered."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from convenor.ontology.errors import QueryError
from convenor.ontology.iris import PREFIXES
from convenor.ontology.schemes import schemes
from convenor.queries import catalogue

NAMES = catalogue.names()
THINGS = {"series", "edition", "organization", "place", "source"}
VALUES = {"year", "integer", "text"}
# The questions that the graph has to answer: editions, bodies, agreements, exhibits, figures.
QUESTIONS = {
    f"{letter}{number}"
    for letter, last in {"E": 7, "B": 4, "A": 3, "X": 6, "S": 4}.items()
    for number in range(1, last + 1)
}
# Answers that are counts about the graph itself.
WITHOUT_SOURCES = {"coverage_by_series", "sources_by_language"}


def body_of(query: catalogue.Query) -> str:
    """The SPARQL of a query without comments, IRIs and strings."""
    lines = [line for line in query.text.splitlines() if not line.lstrip().startswith("#")]
    return re.sub(r'"[^"]*"|<[^>\s]*>', "", "\n".join(lines))


def columns_of(query: catalogue.Query) -> set[str]:
    answer = ox.Store().query(query.text)
    assert isinstance(answer, ox.QuerySolutions)
    return {variable.value for variable in answer.variables}


@pytest.mark.parametrize("name", NAMES)
def test_header_is_complete(name: str) -> None:
    query = catalogue.get(name)
    assert query.name == name
    assert query.summary
    assert not query.summary.endswith(".")
    assert query.tags
    assert not query.severity
    for parameter in query.parameters:
        assert parameter.type in THINGS | VALUES | set(schemes())
        assert parameter.example
        if parameter.type in ("year", "integer"):
            assert parameter.example.isdigit()
        if parameter.type in schemes():
            assert parameter.example in schemes()[parameter.type]


@pytest.mark.parametrize("name", NAMES)
def test_name_follows_the_pattern(name: str) -> None:
    assert name == "co_organizers" or re.fullmatch(r"[a-z_]+_(by|of|without)_[a-z_]+", name)


@pytest.mark.parametrize("name", NAMES)
def test_prefixes_are_those_used_and_ours(name: str) -> None:
    query = catalogue.get(name)
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <([^>]+)>$", query.text, re.MULTILINE))
    used = set(re.findall(r"(?<![\w?-])([a-z][\w-]*):(?=[A-Za-z])", body_of(query)))
    assert set(declared) == used
    for prefix, namespace in declared.items():
        if prefix in schemes():
            assert namespace == f"https://w3id.org/convenor/concept/{prefix}/"
        else:
            assert namespace == PREFIXES[prefix]


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_columns(name: str) -> None:
    query = catalogue.get(name)
    assert {parameter.name for parameter in query.parameters} <= columns_of(query)


@pytest.mark.parametrize("name", NAMES)
def test_facts_come_with_sources(name: str) -> None:
    columns = columns_of(catalogue.get(name))
    assert columns & {"source", "sources"} or name in WITHOUT_SOURCES


@pytest.mark.parametrize("name", NAMES)
def test_labels_of_things_are_looked_up(name: str) -> None:
    """A label column that is made of two variables has both of them in the pattern."""
    body = body_of(catalogue.get(name))
    made = re.findall(r"COALESCE\(MIN\(\?(\w+)\), MAX\(\?(\w+)\)", body)
    for variable in (variable for pair in made for variable in pair):
        assert re.search(rf"skos:prefLabel \?{variable}\b", body), variable


@pytest.mark.parametrize("name", NAMES)
def test_query_is_portable(name: str) -> None:
    """Another engine's parser reads it, and nothing in it depends on where it runs.

    BOUND of a parameter is refused as well: pyoxigraph answers it before it fills the value in.
    """
    from rdflib.plugins.sparql import prepareQuery

    query = catalogue.get(name)
    prepareQuery(query.text)
    words = set(re.findall(r"(?<![?\w])[A-Z]+\b(?!:)", body_of(query).upper()))
    assert not words & {"FROM", "SERVICE", "LATERAL", "ADJUST", "VERSION"}
    for parameter in query.parameters:
        assert f"BOUND(?{parameter.name})" not in query.text


@pytest.mark.parametrize("name", NAMES)
def test_lines_fit_a_page(name: str) -> None:
    assert max(map(len, catalogue.get(name).text.splitlines())) <= 100


def test_every_question_has_a_query() -> None:
    tags = {tag for query in catalogue.load_folder("answers") for tag in query.tags}
    assert {tag for tag in tags if re.fullmatch(r"[A-Z]\d", tag)} == QUESTIONS


def test_names_are_sorted_and_many() -> None:
    assert list(NAMES) == sorted(NAMES)
    assert len(NAMES) >= 34


def test_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(QueryError, match="bodies_by_editions") as caught:
        catalogue.get("bodies_by_editions")
    assert "bodies_by_edition" in caught.value.next_step


def test_unlike_name_gets_the_list_of_all() -> None:
    with pytest.raises(QueryError) as caught:
        catalogue.get("zzzz")
    assert "convenor queries" in caught.value.next_step


def test_unknown_internal_query_is_an_error() -> None:
    with pytest.raises(QueryError, match="checks/nothing"):
        catalogue.load_query("checks", "nothing")


def test_internal_folders_load() -> None:
    for folder in ("checks", "conflicts", "derive", "explain", "names"):
        assert catalogue.load_folder(folder)
    assert all(query.severity for query in catalogue.load_folder("checks"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT * {}", "has no header"),
        ("#+ summary: [", "not YAML"),
        ("#+ summary: x\n#+ colour: red\n", "does not fit"),
        ("#+ summary: x\n#+ parameters: {a: {type: year}}\n", "does not fit"),
        ("#+ description: without a summary\n", "does not fit"),
    ],
)
def test_broken_header_is_named(
    text: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "query.rq").write_text(text, "utf-8")
    monkeypatch.setattr(catalogue, "_FOLDER", folder.parent)
    catalogue.load_query.cache_clear()
    with pytest.raises(QueryError, match=reason):
        catalogue.load_query("broken", "query")
