"""The catalogue: query files with a header, found by name.

A query is a file ``FOLDER/NAME.rq`` whose first lines, each starting with ``#+``, are YAML: what it
answers and its parameters. The rest is complete SPARQL 1.1 that runs on any endpoint as it stands.

- A parameter is a variable of that name in the SELECT list; a caller puts a term in its place. One
  that is not required and not given stays unbound, and then restricts nothing unless the
  description says otherwise.
- A thing comes as two columns, ``?body`` (IRI) and ``?bodyLabel`` (its English name if it has one).
- ``?sources`` are the IRIs of the sources that state the row's facts, separated by spaces.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..ontology.errors import QueryError

__all__ = ["Parameter", "Query", "get", "load_folder", "load_query", "names"]

_FOLDER = Path(__file__).parent
_ANSWERS = "answers"
_MARK = "#+"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query takes.

    `type` is a class of things (series, edition, organization, place, source, thing), a concept
    scheme (role, kind, measure, ...), or year, integer or text. `example` is a value as people
    write it.
    """

    name: str
    type: str
    example: str
    description: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its header; `text` is the whole file.

    `not_stated` says that an empty answer is an honest one: the sources may not state it.
    `severity` is that of the findings of a check, else empty.
    """

    name: str
    text: str
    summary: str
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    not_stated: bool = False
    severity: str = ""


def names() -> tuple[str, ...]:
    """Names of the queries that users can ask, sorted."""
    return _names(_ANSWERS)


def get(name: str) -> Query:
    """The query of that name. Raises QueryError with the nearest names if there is none."""
    if name in names():
        return load_query(_ANSWERS, name)
    near = difflib.get_close_matches(name, names(), 4, 0.5)
    near = near or [known for known in names() if name and name in known][:4]
    step = f"Did you mean {', '.join(near)}?" if near else "convenor queries lists all."
    raise QueryError(f"there is no query {name!r}", step)


def load_folder(folder: str) -> tuple[Query, ...]:
    """All queries of a folder of this package, by name."""
    return tuple(load_query(folder, name) for name in _names(folder))


@lru_cache(maxsize=256)
def load_query(folder: str, name: str) -> Query:
    """One query file of a folder of this package. Raises QueryError where it cannot be read."""
    path = _FOLDER / folder / f"{name}.rq"
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise QueryError(f"there is no query {folder}/{name}: {error.strerror}") from error
    header = _header(f"{folder}/{name}", text)
    parameters = header.pop("parameters", None) or {}
    try:
        return Query(
            name=name,
            text=text,
            tags=tuple(map(str, header.pop("tags", None) or ())),
            parameters=tuple(_parameter(key, value) for key, value in parameters.items()),
            **header,
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise QueryError(
            f"the header of the query {folder}/{name} does not fit: {error}",
            "It may have summary, description, tags, parameters, not_stated and severity.",
        ) from error


@lru_cache(maxsize=8)
def _names(folder: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (_FOLDER / folder).glob("*.rq")))


def _header(name: str, text: str) -> dict[str, Any]:
    import yaml

    lines = []
    for line in text.splitlines():
        if not line.startswith(_MARK):
            break
        lines.append(line.removeprefix(_MARK).removeprefix(" "))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is there in most builds
    try:
        header = yaml.load("\n".join(lines), Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise QueryError(f"the header of the query {name} is not YAML: {error}") from error
    if not isinstance(header, dict):
        raise QueryError(
            f"the query {name} has no header", "Its first lines are YAML after the mark '#+'."
        )
    return header


def _parameter(name: str, value: dict[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        type=value["type"],
        example=str(value["example"]),
        description=value.get("description", ""),
        required=not value.get("optional", False),
    )
