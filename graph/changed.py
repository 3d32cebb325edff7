"""What changed of things: differences of quads, grouped by thing, with names and sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache, partial
from typing import Any, Self

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .canonical import split_line
from .labels import Labels
from .patches import ADD, DELETE, KEEP, Marked
from .result import Term
from .store import Store

__all__ = ["Change", "ChangedThing", "Changes", "Wording", "term_of"]

_MOST = 20  # properties of a thing that are told, and values and sources of each
_KEPT = 16384  # things whose names are kept in memory
_LANGUAGES = ("en", "zh")
_NAME = f" <{expand('skos:prefLabel')}> ".encode()
_PUBLISHER, _PUBLISHED = expand("dcterms:publisher"), expand("schema:datePublished")

Labelled = dict[str, str]  # a name by its language tag


@dataclass(frozen=True)
class Change:
    """A property of a thing: its values that are gone and that are new, as N-Triples has them.

    Where both are the same, what is known is as it was, and only who says so has changed.
    `sources` are the sources concerned (IRIs); `withdrawn` are those of them that say less now and
    nothing else.
    """

    predicate: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    sources: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangedThing:
    """A thing that was ``created``, ``updated`` or ``deleted``, and what changed of it.

    `class_` is the word of its IRI, such as edition; `labels` are its names by language, of figures
    and participations, which have none, their words. `more` counts the values and properties that
    are left out. `names` has names of what `changes` speak of by IRI.
    """

    iri: str
    kind: str
    class_: str
    labels: Labelled
    changes: tuple[Change, ...]
    more: int = 0
    names: dict[str, Labelled] = field(default_factory=dict)

    def to_json(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        plain: dict[str, Any] = json.loads(text)
        changes = (
            Change(each.pop("predicate"), **{name: tuple(terms) for name, terms in each.items()})
            for each in plain.pop("changes")
        )
        return cls(**plain, changes=tuple(changes))


def term_of(text: str) -> Term:
    """The term that N-Triples writes so.

    >>> term_of('"a\\\\"b"@en')
    <Literal value=a"b language=en>
    """
    (triple,) = parse(f"<s:s> <p:p> {text} .", RdfFormat.N_TRIPLES)
    found: Term = triple.object
    return found


class Wording:
    """Names of things, properties and sources, from the first of several stores that has one.

    Each store is given as what makes or has it, and asked for when it is needed.
    """

    def __init__(self, *stores: Callable[[], Store]) -> None:
        self._stores = [cache(store) for store in stores]
        self._labels = [cache(partial(_labels_of, store)) for store in self._stores]
        self.of: Callable[[str], Labelled] = lru_cache(_KEPT)(self._read)
        self.of_source: Callable[[str], Labelled] = lru_cache(_KEPT)(self._read_source)

    def _read(self, iri: str) -> Labelled:
        for labels in self._labels:
            names = {language: labels().label(iri, language) for language in _LANGUAGES}
            if names["en"]:
                return names if names["en"] != names["zh"] else {"en": names["en"]}
        return {}

    def _read_source(self, iri: str) -> Labelled:
        """Publisher and date of a source, as people call it; one without them by its name."""
        text = load_query("explain", "source").text
        for store in self._stores:
            rows = store().select(text, {"source": NamedNode(iri)}).rows()
            said = {str(row["predicate"]): str(row["value"]) for row in rows}
            if publisher := said.get(_PUBLISHER):
                return {"en": ", ".join(filter(None, (publisher, said.get(_PUBLISHED))))}
        return self.of(iri)


def _labels_of(store: Callable[[], Store]) -> Labels:
    return Labels(store())


@dataclass
class _Facts:
    """What is said of one property of a thing."""

    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    restated: dict[str, None] = field(default_factory=dict)
    says: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    more: int = 0

    def add(self, mark: bytes, value: str, source: str) -> None:
        if not source:
            values = self.new if mark == ADD else self.old
            if len(values) < _MOST:
                values.append(value)
            else:
                self.more += 1
            return
        if len(self.restated) < _MOST:
            self.restated[value] = None
        sources = self.says if mark == ADD else self.said
        if len(sources) < _MOST:
            sources.add(source)

    def change(self, predicate: str) -> Change:
        alike = () if self.old or self.new else tuple(self.restated)
        return Change(
            predicate,
            alike or tuple(self.old),
            alike or tuple(self.new),
            tuple(sorted(self.says | self.said)),
            tuple(sorted(self.said - self.says)),
        )


class _Thing:
    """A thing that goes by: what is known of it, line by line."""

    def __init__(self, iri: str, class_: str) -> None:
        self.iri, self.class_ = iri, class_
        self.marks: set[bytes] = set()
        self.facts: dict[str, _Facts] = {}
        self.names: list[bytes] = []
        self.old_names: list[bytes] = []

    def add(self, mark: bytes, line: bytes) -> None:
        self.marks.add(mark)
        _, predicate, value, graph = split_line(line)
        if not graph.endswith(b"/claims>"):
            facts = self.facts.setdefault(predicate[1:-1].decode(), _Facts())
            facts.add(mark, value.decode(), graph[1:-1].decode())
            if _NAME in line:
                (self.names if mark == ADD else self.old_names).append(line)

    def told(self, wording: Wording) -> ChangedThing:
        kind = {frozenset((ADD,)): "created", frozenset((DELETE,)): "deleted"}
        found = [facts.change(name) for name, facts in sorted(self.facts.items())]
        changes = tuple(found[:_MOST])
        left = sum(facts.more for facts in self.facts.values()) + len(found) - len(changes)
        return ChangedThing(
            self.iri,
            kind.get(frozenset(self.marks), "updated"),
            self.class_,
            _labels(self.names or self.old_names) or wording.of(self.iri),
            changes,
            left,
            dict(_names(changes, wording)),
        )


def _labels(lines: list[bytes]) -> Labelled:
    """Names by language tag; of several of one language the first by its letters."""
    found: Labelled = {}
    parts = map(split_line, lines)
    terms = (term_of(each[2].decode()) for each in parts if each[1] == _NAME.strip())
    for term in sorted((each for each in terms if isinstance(each, Literal)), key=str):
        found.setdefault(term.language or "", term.value)
    return found


def _names(changes: Iterable[Change], wording: Wording) -> Iterator[tuple[str, Labelled]]:
    """The names of what changes speak of, as far as there are any."""
    for change in changes:
        values = (text[1:-1] for text in (*change.old, *change.new) if text[0] == "<")
        named = [(iri, wording.of(iri)) for iri in (change.predicate, *values)]
        named += [(iri, wording.of_source(iri)) for iri in change.sources]
        yield from ((iri, names) for iri, names in named if names)


class Changes:
    """Counts the differences of two graphs as they go by, and tells of each thing that changed.

    Things are what stands under the ``id/`` of a base IRI; changes of evidence alone are counted
    and not told. `tell` is called with each thing when all lines on it have gone by.
    """

    def __init__(
        self, bases: Iterable[str], wording: Wording, tell: Callable[[ChangedThing], object]
    ) -> None:
        self.added = self.removed = self.things = 0
        self._iris = [Iris(base) for base in dict.fromkeys(bases)]
        self._prefixes = tuple(f"<{iris.base}id/".encode() for iris in self._iris)
        self._wording = wording
        self._tell = tell

    def watch(self, lines: Iterable[Marked]) -> Iterator[Marked]:
        """The marked lines that are added or deleted, of all that go by (see `merged`)."""
        subject, thing = b"\0", None
        for pair in lines:
            mark, line = pair
            if not line.startswith(subject):
                self._finish(thing)
                subject = line[: line.index(b" ") + 1]
                thing = self._start(subject) if subject.startswith(self._prefixes) else None
            if mark is KEEP:
                if thing is not None:
                    thing.marks.add(mark)
                    if _NAME in line:
                        thing.names.append(line)
                continue
            self.added += mark == ADD
            self.removed += mark == DELETE
            if thing is not None:
                thing.add(mark, line)
            yield pair
        self._finish(thing)

    def _start(self, subject: bytes) -> _Thing:
        iri = subject[1:-2].decode()
        classes = (each.class_of(iri) for each in self._iris)
        return _Thing(iri, next(filter(None, classes), ""))

    def _finish(self, thing: _Thing | None) -> None:
        if thing is not None and thing.facts:
            self.things += 1
            self._tell(thing.told(self._wording))
