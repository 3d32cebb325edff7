"""The description of the API in the form of OpenAPI 3.1, made from the headers of the queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ontology.schemes import concepts, schemes
from ..queries.catalogue import Parameter, Query
from .negotiation import GRAPH_FORMATS, HTML, PLAIN, RESULT_FORMATS, Format

__all__ = ["describe_api"]

_FORM = "application/x-www-form-urlencoded"
_ERRORS = {
    "400": "A parameter is missing or wrong, or a name fits no thing of the graph, or several.",
    "403": "The request is an update, and this endpoint only reads.",
    "404": "There is no such query.",
    "406": "None of the formats on offer is accepted.",
    "413": "The request or its answer is too long.",
    "414": "The address is too long for a query; send it with POST.",
    "415": "A body of this type is not read.",
    "429": "The client has sent too many requests; Retry-After says when to go on.",
    "503": "The query took too long or too much memory, or all workers are busy.",
}
_STRING = {"type": "string"}
_STRINGS = {"type": "array", "items": _STRING}
_URI = {"type": "string", "format": "uri"}
_SCHEMAS: dict[str, Any] = {
    "Query": {
        "type": "object",
        "required": ["name", "summary", "description", "tags", "parameters"],
        "properties": {
            "name": _STRING,
            "summary": _STRING,
            "description": _STRING,
            "tags": _STRINGS,
            "parameters": {"type": "array", "items": {"$ref": "#/components/schemas/Parameter"}},
        },
    },
    "Parameter": {
        "type": "object",
        "required": ["name", "type", "example", "description", "required"],
        "properties": {
            "name": _STRING,
            "type": _STRING,
            "example": _STRING,
            "description": _STRING,
            "required": {"type": "boolean"},
        },
    },
    "Results": {
        "description": "SPARQL 1.1 Query Results JSON Format",
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {"type": "object", "properties": {"vars": _STRINGS, "link": _STRINGS}},
            "boolean": {"type": "boolean"},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": {"$ref": "#/components/schemas/Term"},
                        },
                    }
                },
            },
        },
        "oneOf": [{"required": ["results"]}, {"required": ["boolean"]}],
    },
    "Term": {
        "type": "object",
        "required": ["type", "value"],
        "properties": {
            "type": {"enum": ["uri", "literal", "bnode"]},
            "value": _STRING,
            "xml:lang": _STRING,
            "datatype": _URI,
        },
    },
}


def describe_api(site: str, version: str, queries: Sequence[Query]) -> dict[str, Any]:
    """What the server at an address (ending in ``/``) answers, as an OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "convenor",
            "summary": "Questions to a knowledge graph of conventions and trade fairs",
            "version": version,
        },
        "servers": [{"url": site.rstrip("/")}],
        "paths": {
            "/api/queries": {"get": _list()},
            **{f"/api/queries/{query.name}": {"get": _query(query)} for query in queries},
            "/sparql": {"get": _sparql_by_address(), "post": _sparql_by_body()},
        },
        "components": {
            "schemas": _SCHEMAS,
            "responses": {status: _error(text) for status, text in _ERRORS.items()},
        },
    }


def _list() -> dict[str, Any]:
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Query"}}
    content = {"application/json": {"schema": listed}, **_content([HTML])}
    return {
        "operationId": "queries",
        "summary": "The queries with their parameters",
        "parameters": [_format("json", "html")],
        "responses": _responses("The queries by name", content, "406 429"),
    }


def _query(query: Query) -> dict[str, Any]:
    formats = [*RESULT_FORMATS, HTML]
    described = {"description": query.description} if query.description else {}
    return {
        "operationId": query.name,
        "summary": query.summary,
        **described,
        "tags": list(query.tags),
        "parameters": [
            *map(_parameter, query.parameters),
            _format(*(format_.name for format_ in formats)),
        ],
        "responses": _responses(
            "The rows of the answer; a page has a form as well",
            _content(formats),
            "400 404 406 413 429 503",
        ),
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    kind = parameter.type
    number = kind in ("year", "integer")
    schema: dict[str, Any] = {"type": "integer" if number else "string"}
    if kind in schemes():
        schema["enum"] = list(concepts(kind))
    thing = not number and kind != "text" and kind not in schemes()
    meant = f"{kind}, by name, identifier or IRI" if thing else kind
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description or meant,
        "schema": schema,
        "example": int(parameter.example) if number else parameter.example,
    }


def _format(*names: str) -> dict[str, Any]:
    return {
        "name": "format",
        "in": "query",
        "description": "Format of the answer, in place of the Accept header",
        "schema": {"type": "string", "enum": list(names)},
    }


def _sparql_by_address() -> dict[str, Any]:
    graphs = "IRIs of graphs that are the {} of the query, in place of its FROM"
    return {
        "operationId": "sparql",
        "summary": "The answer to a SPARQL query; without one the description of the service",
        "parameters": [
            {"name": "query", "in": "query", "description": "SPARQL 1.1", "schema": _STRING},
            *(
                {
                    "name": f"{kind}-graph-uri",
                    "in": "query",
                    "description": graphs.format(f"{kind} graph"),
                    "schema": {"type": "array", "items": _URI},
                }
                for kind in ("default", "named")
            ),
            _format(*_names()),
        ],
        "responses": _sparql_responses("400 403 406 413 414 429 503"),
    }


def _sparql_by_body() -> dict[str, Any]:
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {
            "query": _STRING,
            "default-graph-uri": {"type": "array", "items": _URI},
            "named-graph-uri": {"type": "array", "items": _URI},
            "format": {"type": "string", "enum": _names()},
        },
    }
    direct = {"schema": _STRING, "example": "ASK { ?edition a cvn:Edition }"}
    return {
        "operationId": "sparqlByPost",
        "summary": "The answer to a SPARQL query, which may be a long one",
        "requestBody": {
            "required": True,
            "content": {_FORM: {"schema": form}, "application/sparql-query": direct},
        },
        "responses": _sparql_responses("400 403 406 413 414 415 429 503"),
    }


def _names() -> list[str]:
    return [format_.name for format_ in (*RESULT_FORMATS, *GRAPH_FORMATS, HTML)]


def _sparql_responses(errors: str) -> dict[str, Any]:
    content = _content([*RESULT_FORMATS, *GRAPH_FORMATS, HTML])
    return _responses("Rows, yes or no, or a graph, by the kind of query", content, errors)


def _content(formats: Sequence[Format]) -> dict[str, Any]:
    """The media types of formats, and the schema of results in JSON."""
    results = {"schema": {"$ref": "#/components/schemas/Results"}}
    return {
        format_.media_types[0]: results if format_ is RESULT_FORMATS[0] else {"schema": _STRING}
        for format_ in formats
    }


def _responses(described: str, content: dict[str, Any], errors: str) -> dict[str, Any]:
    shared = {status: {"$ref": f"#/components/responses/{status}"} for status in errors.split()}
    return {"200": {"description": described, "content": content}, **shared}


def _error(described: str) -> dict[str, Any]:
    return {"description": described, "content": _content([PLAIN, HTML])}
