"""Suffixes: the kinds of files that can be read, by how their names end, with their media types."""

from __future__ import annotations

from pathlib import PurePosixPath

__all__ = [
    "CALENDAR_SUFFIXES",
    "PAGE_SUFFIXES",
    "RDF_SUFFIXES",
    "SUFFIXES",
    "TABLE_SUFFIXES",
    "TEXT_SUFFIXES",
    "UPDATE_SUFFIXES",
    "WARC_SUFFIXES",
    "is_calendar",
    "is_graph",
]

TABLE_SUFFIXES: dict[str, str] = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
PAGE_SUFFIXES: dict[str, str] = {
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "application/xhtml+xml",
}
TEXT_SUFFIXES: dict[str, str] = {
    **PAGE_SUFFIXES,
    ".eml": "message/rfc822",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".text": "text/plain",
    ".txt": "text/plain",
}
CALENDAR_SUFFIXES: dict[str, str] = {".ics": "text/calendar"}
RDF_SUFFIXES: dict[str, str] = {
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
}
WARC_SUFFIXES: dict[str, str] = {".warc": "application/warc"}
UPDATE_SUFFIXES: dict[str, str] = {".ru": "application/sparql-update"}
SUFFIXES = {
    **TABLE_SUFFIXES,
    **TEXT_SUFFIXES,
    **CALENDAR_SUFFIXES,
    **RDF_SUFFIXES,
    **WARC_SUFFIXES,
    **UPDATE_SUFFIXES,
}


def is_calendar(name: str) -> bool:
    """True for the name of a calendar."""
    return PurePosixPath(name).suffix.lower() in CALENDAR_SUFFIXES


def is_graph(name: str) -> bool:
    """True for the name of RDF, of a web archive, or of a page, which may have markup in it."""
    return PurePosixPath(name).suffix.lower() in RDF_SUFFIXES | WARC_SUFFIXES | PAGE_SUFFIXES
