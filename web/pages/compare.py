"""The page that holds two editions or two bodies side by side."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ...graph.knowledge import KnowledgeGraph
from ...ontology.errors import SettingError
from ...queries.catalogue import load_query
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from .lookup import Looked, look_up, well_known
from .naming import short_of
from .sheets import (
    NOT_STATED,
    ROWS,
    TOPICS,
    Differing,
    Sheet,
    body_sheet,
    edition_sheet,
    editions_of,
)
from .stated import Entry
from .telling import Telling, tellings
from .template import render, words
from .tools import tools_of

__all__ = ["compare_page"]

_CLASSES = ("edition", "organization", "series", "agreement", "exhibit", "place")  # to be named
_FORMATS = ("csv", "json")
_MOST = 200  # items of a list on the page
_OTHERS = 8  # bodies that are proposed
_HEADER = (
    *("topic", "item", "item_iri", "side", "state", "value", "source", "publisher", "published"),
    *("words", "place"),
)


@dataclass(frozen=True)
class Shared:
    """What stands beside what: a thing or a row, with the entries of both sides."""

    label: str
    iri: str
    year: str
    sides: tuple[Sequence[Entry], Sequence[Entry]]


@dataclass(frozen=True)
class Topic:
    """Items of one topic, how far each side is stated, and on what the sources of each differ."""

    name: str
    items: Sequence[Shared]
    states: tuple[str, str]
    differ: tuple[Sequence[Differing], Sequence[Differing]]

    def only(self, side: int) -> list[Shared]:
        """What only one side has."""
        return [each for each in self.items if not each.sides[1 - side]]

    @property
    def both(self) -> list[Shared]:
        """What both sides have."""
        return [each for each in self.items if each.sides[0] and each.sides[1]]


@dataclass(frozen=True)
class Chooser:
    """The editions of a series, to go to another: each as it is written, its label, if it is it."""

    field: str
    series: str
    editions: Sequence[tuple[str, str, bool]]
    before: str
    after: str


def compare_page(graph: KnowledgeGraph, asked: Asked, format_: str) -> str:
    """Two editions or two bodies side by side; fields of the address are a, b, from and to."""
    one, other = (look_up(graph, asked.get(name), asked.language, _CLASSES) for name in "ab")
    state = _state(asked, one, other)
    choosers = [_chooser(graph, asked.language, *each) for each in (("a", one), ("b", other))]
    sheets = [] if state else _sheets(graph, asked, (one, other), choosers)
    topics = _topics(one.type, *sheets) if sheets else []
    addresses = Addresses(graph.iris.base, asked.root)
    if format_ != "html":
        if not topics:
            raise SettingError("there is nothing to compare", "Name two editions or two bodies.")
        rows = _csv if format_ == "csv" else _json
        return rows(topics, addresses, (one, other))
    _, title, sparql = words(asked.language), "", ""
    if one.thing and other.thing and not state:
        title = _("{one} and {other} compared").format(one=one.label, other=other.label)
        sparql = fill(load_query("explorer", "compare"), {"a": one.thing, "b": other.thing})
    formats = _FORMATS if topics else ()
    return render(
        "compare.html",
        asked,
        title=title or _("Compare"),
        sides=(one, other),
        state=state,
        topics=[each for each in topics if each.items],
        silent=[each for each in topics if not each.items],
        cut=[sheet.cut for sheet in sheets],
        rows=ROWS,
        most=_MOST,
        choosers=choosers,
        examples=_examples(graph, asked.language, one),
        told=lambda entry: tellings(entry.statements, addresses),
        address=addresses,
        tools=tools_of(graph, asked, title or _("Compare"), formats, sparql),
    )


def _state(asked: Asked, one: Looked, other: Looked) -> str:
    """Why two things cannot be compared: empty, same, kinds or years; nothing if they can."""
    if one.thing is None or other.thing is None:
        return "empty"
    if one.thing == other.thing:
        return "same"
    if one.type != other.type or one.type not in ("edition", "organization"):
        return "kinds"
    first, last = asked.years
    return "years" if first and last and first > last else ""


def _chooser(graph: KnowledgeGraph, language: str, field: str, side: Looked) -> Chooser | None:
    """The editions beside one of them, None for what is no edition."""
    if side.thing is None or side.type != "edition":
        return None
    series, editions = editions_of(graph, side.thing)
    place = editions.index(side.thing.value)
    labels = graph.provenance.labels_of(editions, language)
    shorts = [short_of(graph, iri) for iri in editions]
    named = [
        (short, labels.get(iri, short), iri == side.thing.value)
        for iri, short in zip(editions, shorts, strict=True)
    ]
    before = shorts[place - 1] if place else ""
    return Chooser(field, series, named, before, "".join(shorts[place + 1 : place + 2]))


def _sheets(
    graph: KnowledgeGraph,
    asked: Asked,
    sides: tuple[Looked, Looked],
    choosers: Sequence[Chooser | None],
) -> list[Sheet]:
    language, sheets = asked.language, []
    for side, chooser in zip(sides, choosers, strict=True):
        assert side.thing is not None
        if chooser:
            sheets.append(edition_sheet(graph, side.thing, chooser.series, language))
        else:
            sheets.append(body_sheet(graph, side.thing, language, asked.years))
    return sheets


def _topics(type_: str, one: Sheet, other: Sheet) -> list[Topic]:
    topics = []
    for name in TOPICS[type_]:
        items = {**other.topics.get(name, {}), **one.topics.get(name, {})}
        shared = [
            Shared(
                item.label,
                item.iri,
                item.year,
                (_entries(one, name, key), _entries(other, name, key)),
            )
            for key, item in sorted(items.items(), key=lambda pair: (pair[1].rank, pair[0]))
        ]
        states = one.states.get(name, NOT_STATED), other.states.get(name, NOT_STATED)
        differ = one.differ.get(name, []), other.differ.get(name, [])
        topics.append(Topic(name, shared, states, differ))
    return topics


def _entries(sheet: Sheet, topic: str, key: str) -> Sequence[Entry]:
    item = sheet.topics.get(topic, {}).get(key)
    return item.entries if item else ()


def _examples(graph: KnowledgeGraph, language: str, one: Looked) -> list[tuple[str, str]]:
    """What a body can be compared with: those with which it organized most, else the well-known."""
    if one.thing is None or one.type != "organization":
        return well_known(graph, language)
    rows = graph.query("co_organizers", body=one.thing).rows()
    editions: Counter[str] = Counter()
    for row in rows:
        editions[str(row["co_organizer"])] += int(str(row["editions"]))
    found = [iri for iri, _ in editions.most_common(_OTHERS)]
    labels = graph.provenance.labels_of(found, language)
    named = [(short_of(graph, iri), labels.get(iri, iri)) for iri in found]
    return named or [each for each in well_known(graph, language) if each[0] != one.short]


def _json(topics: Sequence[Topic], addresses: Addresses, sides: tuple[Looked, Looked]) -> str:
    def plain(entry: Entry) -> dict[str, Any]:
        stated = [asdict(each) for each in tellings(entry.statements, addresses)]
        return {"value": entry.text, "iri": entry.iri, "stated": stated}

    told = {
        **{
            name: {"iri": side.thing and side.thing.value, "label": side.label}
            for name, side in zip("ab", sides, strict=True)
        },
        "topics": [
            {
                "topic": topic.name,
                "states": dict(zip("ab", topic.states, strict=True)),
                "items": [
                    {"label": item.label, "iri": item.iri}
                    | {
                        name: list(map(plain, entries))
                        for name, entries in zip("ab", item.sides, strict=True)
                    }
                    for item in topic.items
                ],
                "differ": dict(
                    zip(
                        "ab",
                        ([asdict(each) for _, each in own] for own in topic.differ),
                        strict=True,
                    )
                ),
            }
            for topic in topics
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def _csv(topics: Sequence[Topic], addresses: Addresses, sides: tuple[Looked, Looked]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(_HEADER)
    table.writerows(_rows(topics, addresses, sides))
    return written.getvalue()


def _rows(
    topics: Sequence[Topic], addresses: Addresses, sides: tuple[Looked, Looked]
) -> Iterator[tuple[str, ...]]:
    """One row for each source of each value, and one for each side of which there is none."""
    for topic in topics:
        for number, side in enumerate(sides):
            state, empty = topic.states[number], True
            for item in topic.items:
                for entry in item.sides[number]:
                    empty = False
                    about = topic.name, item.label, item.iri, side.label, state, entry.text
                    for each in tellings(entry.statements, addresses) or [Telling(*[""] * 6)]:
                        yield *about, each.source, each.who, each.published, each.words, each.place
            if empty:
                yield topic.name, "", "", side.label, state, *[""] * 6
