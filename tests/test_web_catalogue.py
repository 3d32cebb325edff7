"""The catalogue as an API: each query at an address, in all formats, with a form."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from convenor.graph.knowledge import KnowledgeGraph
from convenor.queries import catalogue

from .server import Server

QUERY = "/api/queries/bodies_by_edition"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server(bundled: Path, serve: Callable[..., Server]) -> Server:
    return serve(bundled)


def test_rows_are_those_of_the_query(server: Server, bundled_graph: KnowledgeGraph) -> None:
    rows = bundled_graph.query("bodies_by_edition", edition="wmc-2023").rows()
    expected = [row["body"] for row in rows]
    answer = server.get(f"{QUERY}?edition=wmc-2023").json()
    assert [row["body"]["value"] for row in answer["results"]["bindings"]] == expected
    text = server.get(f"{QUERY}?edition=wmc-2023&format=csv").text
    assert [row["body"] for row in csv.DictReader(io.StringIO(text))] == expected
    by_name = server.get(QUERY, params={"edition": "世界制造业大会 2023", "role": "organizer"})
    assert len(by_name.json()["results"]["bindings"]) == len(expected)


@pytest.mark.parametrize("name", catalogue.names())
def test_every_query_answers_with_its_example(server: Server, name: str) -> None:
    query = catalogue.get(name)
    values = {each.name: each.example for each in query.parameters if each.required}
    address = f"/api/queries/{name}"
    rows = server.get(address, params=values).json()["results"]["bindings"]
    assert rows or query.not_stated
    page = server.get(address, params=values, headers={"Accept": BROWSER})
    assert page.status_code == 200
    assert query.summary in page.text.replace("&#39;", "'")
    assert "As SPARQL" in page.text
    form = server.get(address, headers={"Accept": BROWSER})
    assert form.status_code == 200
    assert form.text.count("<label") == len(query.parameters)


def test_as_sparql_leads_to_the_same_rows(server: Server) -> None:
    page = server.get(f"{QUERY}?edition=wmc-2023", headers={"Accept": BROWSER}).text
    (link,) = [each for each in page.split('"') if each.startswith("/sparql?query=")]
    found = server.get(f"{link}&format=csv").text
    assert found == server.get(f"{QUERY}?edition=wmc-2023&format=csv").text


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        (QUERY, 400, "needs the parameter 'edition'"),
        (f"{QUERY}?edition=", 400, "needs the parameter 'edition'"),
        (f"{QUERY}?edition=nothing-such", 400, "is called 'nothing-such'"),
        (f"{QUERY}?edition=wmc-2023&edition=wmc-2022", 400, "given twice"),
        (f"{QUERY}?edition=wmc-2023&day=1", 400, "has no parameter 'day'"),
        (f"{QUERY}?edition=wmc-2023&format=pdf", 406, "format=csv"),
        ("/api/queries/bodies_by_editon", 404, "bodies_by_edition"),
        ("/api/queries/editions_by_year?from_year=soon", 400, "not a whole number"),
    ],
)
def test_mistakes_are_told(server: Server, asked: str, status: int, words: str) -> None:
    answer = server.get(asked)
    assert answer.status_code == status, answer.text
    assert words in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    page = server.get(asked, headers={"Accept": BROWSER})
    assert page.status_code in (status, 200)  # a form is there to be filled in


def test_a_mistake_is_told_on_the_form(server: Server) -> None:
    page = server.get(f"{QUERY}?edition=nothing-such", headers={"Accept": BROWSER})
    assert page.status_code == 400
    assert 'role="alert"' in page.text and "is called &#39;nothing-such&#39;" in page.text
    assert 'value="nothing-such"' in page.text and "Answer" not in page.text


def test_the_list(server: Server) -> None:
    listed = server.get("/api/queries").json()
    assert [each["name"] for each in listed] == list(catalogue.names())
    page = server.get("/api/queries", headers={"Accept": BROWSER}).text
    assert page.count('href="/api/queries/') == len(listed)


HOOKS = """
import schemathesis

@schemathesis.serializer("application/sparql-query")
def serialize(context, value):
    return str(value).encode()
"""


@pytest.mark.slow
def test_no_request_made_from_the_description_fails_the_server(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "hooks.py").write_text(HOOKS, "utf-8")
    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "schemathesis"), "run", "--no-color"),
            f"{server.url}/api/openapi.json",
            *("--checks", "not_a_server_error,status_code_conformance,content_type_conformance"),
            *("--max-examples", "3", "--seed", "1"),
        ],
        cwd=tmp_path,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "hooks"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_page_leads_to_all_of_what_it_shows_the_first(server: Server) -> None:
    page = server.get("/doc/concept/role/organizer", headers={"Accept": BROWSER}).text
    found = re.search(r'of ([0-9,]+): <a href="(/sparql\?query=[^"]+)">all of them', page)
    assert found
    rows = list(csv.DictReader(io.StringIO(server.get(f"{found[2]}&format=csv").text)))
    # A thing of which several sources say so is one value, in a row for each of them.
    assert len({row["value"] for row in rows}) <= int(found[1].replace(",", "")) <= len(rows)
    assert len(rows) > 100
