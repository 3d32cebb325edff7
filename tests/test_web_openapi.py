"""The description of the API: valid, whole, and true of what is answered."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from convenor.graph.knowledge import KnowledgeGraph
from convenor.ontology.schemes import concepts
from convenor.queries.catalogue import Query, get, load_folder, names
from convenor.web.openapi import describe_api

QUERIES = load_folder("answers")
API = describe_api("https://example.org/fairs/", "1.2.3", QUERIES)


def operation(name: str) -> dict[str, Any]:
    found: dict[str, Any] = API["paths"][f"/api/queries/{name}"]["get"]
    return found


def parameters(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in described["parameters"]}


def schema(name: str) -> OAS31Validator:
    return OAS31Validator({"$ref": f"#/components/schemas/{name}", "components": API["components"]})


def test_it_is_valid() -> None:
    validate(API, cls=OpenAPIV31SpecValidator)
    assert json.loads(json.dumps(API)) == API


def test_it_says_where_and_which_version() -> None:
    assert API["servers"] == [{"url": "https://example.org/fairs"}]
    assert API["info"]["version"] == "1.2.3"


def test_every_query_has_its_path() -> None:
    written = {f"/api/queries/{name}" for name in names()}
    assert set(API["paths"]) == {"/api/queries", "/sparql", *written}
    assert describe_api("http://x/", "1", [])["paths"].keys() == {"/api/queries", "/sparql"}


@pytest.mark.parametrize("name", names())
def test_operation_is_the_header(name: str) -> None:
    query, described = get(name), operation(name)
    assert described["operationId"] == name
    assert described["summary"] == query.summary
    assert described.get("description", "") == query.description
    assert described["tags"] == list(query.tags)
    found = parameters(described)
    assert list(found) == [*(one.name for one in query.parameters), "format"]
    for one in query.parameters:
        assert found[one.name]["required"] == one.required
        assert str(found[one.name]["example"]) == one.example
        assert one.description in found[one.name]["description"]
    assert set(described["responses"]) == {"200", "400", "404", "406", "413", "429", "503"}


@pytest.mark.parametrize("name", names())
def test_examples_fit_their_schemas(name: str) -> None:
    for one in operation(name)["parameters"]:
        if "example" in one:
            OAS31Validator(one["schema"]).validate(one["example"])


def test_types() -> None:
    found = parameters(operation("editions_by_body"))
    assert found["from_year"]["schema"] == {"type": "integer"}
    assert found["role"]["schema"] == {"type": "string", "enum": list(concepts("role"))}
    assert found["body"]["schema"] == {"type": "string"}
    assert found["body"]["description"] == "organization, by name, identifier or IRI"
    assert found["format"]["schema"]["enum"] == ["json", "xml", "csv", "tsv", "html"]


def test_formats_and_errors() -> None:
    responses = operation("bodies_by_edition")["responses"]
    assert set(responses["200"]["content"]) == {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
        "text/html",
    }
    shared = API["components"]["responses"]
    assert all(
        response["$ref"].rpartition("/")[2] == status and "text/plain" in shared[status]["content"]
        for status, response in responses.items()
        if status != "200"
    )


def test_sparql_is_asked_in_three_ways() -> None:
    by_address, by_body = API["paths"]["/sparql"]["get"], API["paths"]["/sparql"]["post"]
    asked = ["query", "default-graph-uri", "named-graph-uri", "format"]
    assert list(parameters(by_address)) == asked
    form, direct = by_body["requestBody"]["content"].items()
    assert list(form[1]["schema"]["properties"]) == asked
    assert direct[0] == "application/sparql-query"
    assert "text/turtle" in by_address["responses"]["200"]["content"]


@pytest.mark.parametrize("name", ["bodies_by_edition", "themes_by_edition", "series_by_first_year"])
def test_results_fit_their_schema(bundled_graph: KnowledgeGraph, name: str) -> None:
    found, written = bundled_graph.store.open_query(get(name).text), BytesIO()
    found.serialize(written, "application/sparql-results+json")
    results = json.loads(written.getvalue())
    assert results["results"]["bindings"]
    schema("Results").validate(results)
    schema("Results").validate({"head": {}, "boolean": True})
    unknown = {"bindings": [{"x": {"type": "iri", "value": "http://x/"}}]}
    assert not schema("Results").is_valid({"head": {}, "results": unknown})
    assert not schema("Results").is_valid({"head": {}})


def test_a_query_without_description_has_none() -> None:
    made = Query("made", "SELECT * {}", "Made")
    described = describe_api("http://x/", "1", [made])
    validate(described, cls=OpenAPIV31SpecValidator)
    assert "description" not in described["paths"]["/api/queries/made"]["get"]
