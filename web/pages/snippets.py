"""Code that asks a query of the catalogue from a program, to be pasted as it is."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Snippet", "snippets"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code and the name of its language or program."""

    name: str
    code: str


def snippets(address: str, query: str, values: Mapping[str, str]) -> tuple[Snippet, ...]:
    """How curl, Python and R get the answer to a query at its address, as a table.

    Values stand in the code as people write them, so that they can be changed there.
    """
    asked = {**values, "format": "csv"}
    return (
        Snippet("curl", _curl(address, asked)),
        Snippet("Python", _python(address, query, asked)),
        Snippet("R", _r(address, query, asked)),
    )


def _curl(address: str, asked: Mapping[str, str]) -> str:
    pairs = [f"--data-urlencode {shlex.quote(f'{name}={asked[name]}')}" for name in asked]
    return " \\\n  ".join([f"curl --get {shlex.quote(address)}", *pairs]) + "\n"


def _python(address: str, query: str, asked: Mapping[str, str]) -> str:
    pairs = "".join(f"    {name!r}: {value!r},\n" for name, value in asked.items())
    return f"""\
from urllib.parse import urlencode

import pandas

address = {address!r}
values = {{
{pairs}}}
{query} = pandas.read_csv(f"{{address}}?{{urlencode(values)}}")
"""


def _r(address: str, query: str, asked: Mapping[str, str]) -> str:
    pairs = ",\n".join(f"  {_quoted(name)} = {_quoted(value)}" for name, value in asked.items())
    return f"""\
address <- {_quoted(address)}
values <- c(
{pairs}
)
encoded <- vapply(values, URLencode, "", reserved = TRUE, repeated = TRUE)
pairs <- paste0(names(values), "=", encoded)
{query} <- read.csv(paste0(address, "?", paste(pairs, collapse = "&")), encoding = "UTF-8")
"""


def _quoted(text: str) -> str:
    """A string of R, which knows all the escapes of JSON."""
    return json.dumps(text, ensure_ascii=False)
