"""Formats: which reader opens which kind of file, and the tables found in one input."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache, partial

from ...ontology.errors import InputError
from ..inputs import Input
from .columnar import columnar_tables
from .delimited import delimited_tables
from .documents import document_tables, json_lines_tables, parse_json
from .tables import Table
from .workbooks import workbook_tables
from .yamls import parse_yaml

__all__ = ["Opener", "opener"]

Opener = Callable[[Input, Collection[str], str | None], list[Table]]


def opener() -> Opener:
    """A function that gives the tables of an input: (input, known columns folded, encoding).

    It remembers the last document it parsed, so it is made for one load. It raises InputError for
    a file that cannot be read as a whole, MissingExtraError where a library is missing.
    """
    json_documents = partial(document_tables, parse=lru_cache(maxsize=1)(parse_json))
    yaml_documents = partial(document_tables, parse=lru_cache(maxsize=1)(parse_yaml))
    readers: dict[str, Opener] = {
        ".csv": delimited_tables,
        ".json": json_documents,
        ".jsonl": json_lines_tables,
        ".ndjson": json_lines_tables,
        ".parquet": columnar_tables,
        ".tsv": delimited_tables,
        ".xlsx": workbook_tables,
        ".yaml": yaml_documents,
        ".yml": yaml_documents,
    }

    def tables(source: Input, known: Collection[str], encoding: str | None) -> list[Table]:
        if source.fault:
            raise source.fault
        if source.suffix not in readers:
            kinds = ", ".join(readers)
            raise InputError(f"{source.name} is of no kind that is read", f"Readable are {kinds}.")
        return readers[source.suffix](source, known, encoding)

    return tables
