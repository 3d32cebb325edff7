"""Reading a release again with rdflib, as partners do: what cannot be read is not handed on."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast
from warnings import catch_warnings, simplefilter

from ...ontology.errors import CheckError
from ..change import Progress
from .output import File

__all__ = ["check_readable"]

_FORMATS = {  # as rdflib names them, and whether there are graphs in it
    "application/ld+json": "json-ld",
    "application/n-quads": "nquads",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/trig": "trig",
    "text/turtle": "turtle",
}


def check_readable(folder: Path, files: Sequence[File], progress: Progress) -> None:
    """Read every RDF file with rdflib, which holds one at a time in memory.

    Raises CheckError for the first that it does not understand.
    """
    import rdflib

    for file in files:
        name = _FORMATS.get(file.media_type)
        if name is None:
            continue
        progress.phase(f"reading {file.path}")
        data, path = rdflib.Dataset(), (folder / file.path).resolve()
        try:
            with _opened(path, file.compression) as opened, catch_warnings():
                simplefilter("ignore", DeprecationWarning)  # of what it does itself
                data.parse(opened, format=name, publicID=path.as_uri())
        except Exception as error:
            raise CheckError(
                f"{file.path}: rdflib cannot read it: {error}",
                "Leave this format out with --format, or hand it on without --rdf11.",
            ) from error


def _opened(path: Path, compression: str) -> IO[bytes]:
    if compression == "gz":
        return cast(IO[bytes], gzip.open(path))
    if compression == "zst":
        import zstandard

        return cast(IO[bytes], zstandard.open(path))
    return path.open("rb")
