"""What the makers of a release say of the data: title, license, publisher, contact, coverage.

It stands in a TOML file. What is not said there is not stated in the release either.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NoReturn

from ...ontology.errors import InputError
from ..build import BUNDLED
from ..knowledge import KnowledgeGraph

__all__ = ["About", "read_about"]

Texts = Mapping[str, str]  # by language

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*\Z")
_TITLE = {"en": "A graph of conventions and trade fairs", "zh": "会展知识图谱"}
_DESCRIPTION = {
    "en": "Series, editions, organizers, exhibits, agreements and figures of conventions and trade"
    " fairs, each fact with the source that states it.",
    "zh": "会展的系列、届次、主办机构、展品、协议与数据，每条事实均注明出处。",
}


@dataclass(frozen=True)
class Agent:
    """A publisher: IRI, name, and IRI of its kind (ADMS publisher type)."""

    iri: str
    name: str
    type: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom to ask: a name, with a mail address or a page."""

    name: str
    email: str = ""
    url: str = ""


@dataclass(frozen=True)
class About:
    """What is said of the data; texts by language, everything else as IRIs.

    `endpoint` is where the data can be queried; `frequency` how often they are published,
    `themes` their fields, `spatial` the places they cover.
    """

    title: Texts = field(default_factory=lambda: dict(_TITLE))
    description: Texts = field(default_factory=lambda: dict(_DESCRIPTION))
    license: str = ""
    publisher: Agent | None = None
    contact: Contact | None = None
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    spatial: tuple[str, ...] = ()
    frequency: str = ""
    landing_page: str = ""
    endpoint: str = ""


def read_about(path: Path | None, graph: KnowledgeGraph) -> About:
    """What a file says; without one, what is known of the bundled facts if the graph is of them.

    Raises InputError for a file that cannot be read, or an entry that is none.
    """
    if path is None:
        names = {entry["name"] for entry in graph.manifest["inputs"]}
        bundled = {f"{BUNDLED.name}/{each.name}" for each in BUNDLED.glob("*.csv")}
        if not names or not names <= bundled:
            return About()
        path = BUNDLED / "dataset.toml"
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: cannot read what is said of the data: {error}",
            "It is a TOML file; docs/releases.md has one to start from.",
        ) from error
    return _Reading(path).about(told)


class _Reading:
    """Reads the entries of a file, and says where one is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def about(self, told: dict[str, Any]) -> About:
        """All entries."""
        readers = {
            "title": self._texts,
            "description": self._texts,
            "keywords": self._keywords,
            "publisher": lambda name, value: Agent(**self._parts(name, value, Agent)),
            "contact": lambda name, value: Contact(**self._parts(name, value, Contact)),
            "themes": self._iris,
            "spatial": self._iris,
        }
        known = [each.name for each in fields(About)]
        for name in told:
            if name not in known:
                self._wrong(name, "is not known", f"Known are: {', '.join(known)}.")
        read: dict[str, Any] = {
            name: readers.get(name, self._iri)(name, value) for name, value in told.items()
        }
        return About(**read)

    def _wrong(self, name: str, what: str, hint: str) -> NoReturn:
        raise InputError(f"{self._path}: {name} {what}", hint)

    def _iri(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not _IRI.match(value):
            self._wrong(name, f"is {value!r}, not an IRI", "Write one such as https://...")
        return value

    def _iris(self, name: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._wrong(name, "is no list", f'Write {name} = ["https://...", ...].')
        return tuple(self._iri(name, each) for each in value)

    def _table(self, name: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._wrong(name, "is no table", f"Write it as a table: [{name}]")
        return value

    def _texts(self, name: str, value: object) -> dict[str, str]:
        texts = self._table(name, value)
        for language, text in texts.items():
            if not _LANGUAGE.match(language) or not isinstance(text, str) or not text.strip():
                self._wrong(f"{name}.{language}", "is no text in a language", 'Such as en = "..."')
        return texts

    def _keywords(self, name: str, value: object) -> dict[str, tuple[str, ...]]:
        words = self._table(name, value)
        for language, each in words.items():
            if not _LANGUAGE.match(language) or not isinstance(each, list):
                self._wrong(f"{name}.{language}", "is no list of words", 'Such as en = ["fair"]')
        return {language: tuple(map(str, each)) for language, each in words.items()}

    def _parts(self, name: str, value: object, kind: type) -> dict[str, str]:
        parts = self._table(name, value)
        known = {each.name for each in fields(kind)}
        for part, text in parts.items():
            if part not in known or not isinstance(text, str):
                self._wrong(f"{name}.{part}", "is not known", f"{name} has {', '.join(known)}.")
            if part in ("iri", "type", "url"):
                self._iri(f"{name}.{part}", text)
        for part in ("name", "iri") if kind is Agent else ("name",):
            if part not in parts:
                self._wrong(name, f"has no {part}", f'Write {part} = "..." under [{name}].')
        return parts
