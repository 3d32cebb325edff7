"""Clients that others wrote, against a running server: they find what the graph holds."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

from convenor.graph.knowledge import open_graph

from .server import Server

CLIENTS = Path(__file__).parent / "clients"
PREFIXES = """
PREFIX cvn: <https://w3id.org/convenor/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
PATTERN = """
{ ?edition a cvn:Edition ; schema:startDate ?start ; schema:organizer ?body .
  ?body skos:prefLabel ?name }
"""
SELECT = f"{PREFIXES} SELECT ?body ?start ?name {PATTERN} ORDER BY ?name"
ASK = f"{PREFIXES} ASK {PATTERN}"
TRIPLES = "?body skos:prefLabel ?name ; schema:startDate ?start"
CONSTRUCT = f"{PREFIXES} CONSTRUCT {{ {TRIPLES} }} WHERE {PATTERN}"
NAMES = ["Lake Office", "湖办"]


@pytest.fixture(scope="module")
def endpoint(serve: Callable[..., Server], small: Path) -> str:
    return f"{serve(small).url}/sparql"


def run(*command: str, folder: Path, given: str = "") -> str:
    """What a program prints; one that is missing fails the test."""
    assert shutil.which(command[0]), f"{command[0]} is missing: make packages installs it"
    done = subprocess.run(
        command,
        cwd=folder,
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_sparqlwrapper(endpoint: str) -> None:
    wrapper = SPARQLWrapper(endpoint, returnFormat=JSON)
    wrapper.setQuery(SELECT)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == NAMES


def test_rdflib(endpoint: str) -> None:
    found = rdflib.Graph(SPARQLStore(endpoint)).query(SELECT)
    assert [str(row[rdflib.Variable("name")]) for row in found.bindings] == NAMES


def test_curl(endpoint: str, tmp_path: Path) -> None:
    asked = ("--get", endpoint, "--data-urlencode", f"query={SELECT}")
    found = json.loads(run("curl", "-sS", *asked, folder=tmp_path))
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == NAMES


def test_javascript(endpoint: str, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clients"
    shutil.copytree(CLIENTS, folder)
    flags = ("--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
    run("npm", "ci", *flags, folder=folder)
    queries = json.dumps({"select": SELECT, "ask": ASK, "construct": CONSTRUCT})
    found = json.loads(run("node", "query.mjs", endpoint, folder=folder, given=queries))
    with open_graph(small) as graph:
        rows = [list(map(str, row)) for row in graph.store.select(SELECT).terms]
        triples = [list(map(str, triple)) for triple in graph.store.construct(CONSTRUCT)]
    assert len(rows) == len(NAMES)
    assert found["select"] == rows
    assert found["ask"] is True
    assert sorted(found["construct"]) == sorted(triples)


def test_r(endpoint: str, tmp_path: Path) -> None:
    printed = run("Rscript", str(CLIENTS / "query.R"), endpoint, SELECT, folder=tmp_path)
    half = len(NAMES) + 1
    for lines in (printed.splitlines()[:half], printed.splitlines()[half:]):
        rows = list(csv.DictReader(lines))
        assert [row["name"].partition("@")[0].strip('"') for row in rows] == NAMES
        assert {row["body"].strip("<>").rpartition("/")[2] for row in rows} == {"lake-office"}


def test_versions_of_javascript_are_fixed_without_a_host() -> None:
    text = (CLIENTS / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    assert all(
        "integrity" in package for name, package in json.loads(text)["packages"].items() if name
    )
