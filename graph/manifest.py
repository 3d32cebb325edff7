"""The manifest of a version: which inputs, with which bytes and mapping, gave which graph.

It is a PROV activity in JSON-LD; our own code reads the same file as plain JSON.
"""

from __future__ import annotations

import datetime
import importlib.metadata
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..loaders.inputs import RDF_SUFFIXES, TEXT_SUFFIXES, UPDATE_SUFFIXES
from ..ontology.errors import SettingError
from ..ontology.iris import DEFAULT_BASE, PREFIXES, VOCABULARY, Iris
from ..ontology.model import InputFile

__all__ = ["Entry", "base_of", "entries_of", "manifest", "revision_of"]

_CONTEXT: dict[str, Any] = {
    "prov": PREFIXES["prov"],
    "cvn": VOCABULARY,
    "schema": PREFIXES["schema"],
    "xsd": PREFIXES["xsd"],
    "base": {"@id": "cvn:baseIri", "@type": "@id"},
    "started": {"@id": "prov:startedAtTime", "@type": "xsd:dateTime"},
    "ended": {"@id": "prov:endedAtTime", "@type": "xsd:dateTime"},
    "software": "prov:wasAssociatedWith",
    "inputs": {"@id": "prov:used", "@container": "@set"},
    "name": "cvn:name",
    "version": "cvn:version",
    "url": {"@id": "schema:url", "@type": "@id"},
    "retrieved": {"@id": "cvn:retrieved", "@type": "xsd:date"},
    "sha256": "cvn:sha256",
    "size": "cvn:byteSize",
    "media_type": "cvn:mediaType",
    "mapping": "cvn:mapping",
    "encoding": "cvn:encoding",
    "contacts": "cvn:contacts",
    "text": "cvn:textSha256",
    "rows": "cvn:rows",
    "read": "cvn:rowsRead",
    "loaded": "cvn:rowsLoaded",
    "rejected": "cvn:rowsRejected",
    "sources": {"@id": "cvn:states", "@type": "@id", "@container": "@set"},
    "excluded": {"@id": "cvn:excluded", "@type": "@id", "@container": "@set"},
    "quads": "cvn:quads",
    "revision": "cvn:revision",
}


@dataclass
class Entry:
    """One input: its name and bytes, how it was mapped, and what came of it.

    `mapping` is the hash of the mapping file's snapshot, None for the bundled mapping; `encoding`
    what the user said of the file, None where its bytes decide. `rows` holds read, loaded and
    rejected (of a text its facts, of an update its operations, of RDF in our own terms its quads);
    `sources` the graphs (IRIs) it put quads into. `text` is the hash of a text's characters, into
    which its passages point, where those are not its bytes; `contacts` tells that personal data of
    the text were asked for. What came from the web has its address as `url` and the day on which
    it was `retrieved`.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    mapping: str | None
    encoding: str | None
    rows: dict[str, int] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    text: str | None = None
    contacts: bool = False
    url: str | None = None
    retrieved: str | None = None

    @property
    def file(self) -> InputFile:
        """The file, as the graph describes it."""
        return InputFile(self.name, self.sha256, self.size, self.media_type)

    @property
    def is_text(self) -> bool:
        """True for a text, False for RDF, an update, a table or a document of records."""
        return Path(self.name).suffix.lower() in TEXT_SUFFIXES

    @property
    def is_rdf(self) -> bool:
        """True for RDF, in our own terms or in others."""
        return Path(self.name).suffix.lower() in RDF_SUFFIXES

    @property
    def is_update(self) -> bool:
        """True for a SPARQL update."""
        return Path(self.name).suffix.lower() in UPDATE_SUFFIXES


def entries_of(manifest: dict[str, Any]) -> dict[str, Entry]:
    """The inputs of a manifest by name; none for an empty one."""
    return {
        entry["name"]: Entry(**{key: value for key, value in entry.items() if key[0] != "@"})
        for entry in manifest.get("inputs", [])
    }


def manifest(
    iris: Iris,
    entries: dict[str, Entry],
    excluded: set[str],
    quads: int,
    started: datetime.datetime,
) -> dict[str, Any]:
    """Describe a finished run; inputs in the order of their names."""
    return {
        "@context": _CONTEXT,
        "@type": "prov:Activity",
        "base": iris.base,
        "started": started.isoformat(timespec="milliseconds"),
        "ended": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        "software": [
            {
                "@type": "prov:SoftwareAgent",
                "name": name,
                "version": importlib.metadata.version(name),
            }
            for name in ("convenor", "pyoxigraph")
        ],
        "inputs": [
            {"@id": iris.file(name), "@type": "prov:Entity", **asdict(entries[name])}
            for name in sorted(entries)
        ],
        "excluded": sorted(excluded),
        "quads": quads,
    }


def base_of(manifest: dict[str, Any], asked: str | None) -> str:
    """The base IRI of a graph: chosen once, when it is built. Raises SettingError for another."""
    kept = manifest.get("base")
    if kept and asked and kept != asked:
        raise SettingError(
            f"this graph was built with the base IRI {kept}, not {asked}",
            "Build it anew with the other one: convenor build --base IRI",
        )
    return str(kept or asked or DEFAULT_BASE)


def revision_of(manifest: dict[str, Any]) -> int:
    """The number of the change of content that led to a graph; 1 for one built without."""
    return int(manifest.get("revision", 1))
