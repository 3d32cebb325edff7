"""Provenance: from a fact to the sources that state it and the rows or words that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .result import Term, short_iri, value_of
from .store import Store

__all__ = ["Explanation", "Fact", "Passage", "Provenance", "Statement"]

_PARTICIPATION = expand("m8g:hasParticipation")
_CLAIMS = "/claims"

_Places = dict[tuple[str, str, str], list[str]]
RowReader = Callable[[str, Collection[str]], dict[str, dict[str, str]]]


@dataclass(frozen=True)
class Passage:
    """Where a fact was read: a row of a loaded file, with its cells by column, or words of a text.

    `file` is the file's name and `fragment` an RFC 7111 row, RFC 6901 pointer or RFC 5147 range of
    characters; for entries of authority files and rules they are the name of the file or set and
    of the entry, without cells. Of a text `quote` has the exact words, from character `start` to
    `end` (not included) of its snapshot; elsewhere it is empty.
    """

    iri: str
    file: str
    fragment: str
    cells: dict[str, str]
    quote: str = ""
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        return f"{self.file}#{self.fragment}"


@dataclass(frozen=True)
class Statement:
    """One source that states a fact, and the passages that say so.

    `title` is what the source is about, or its identifier; the others are empty if not stated.
    """

    source: str
    title: str
    publisher: str
    published: str
    url: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Fact:
    """One fact on the subject: predicate and value with labels, and who states it.

    Facts that a participation states (organizer, exhibitor, ...) lead to the participation's rows.

    In `Explanation.mentions` the value is the other thing, which says so of the subject.
    """

    predicate: str
    predicate_label: str
    value: Term
    value_label: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Explanation:
    """All that is stated of a thing, and what refers to it."""

    subject: str
    label: str
    facts: tuple[Fact, ...]
    mentions: tuple[Fact, ...]


class Provenance:
    """Explains things of one store; `read_rows` gives cells by row fragment of a loaded file."""

    def __init__(self, store: Store, iris: Iris, read_rows: RowReader) -> None:
        self._store = store
        self._iris = iris
        self._read_rows = read_rows
        self._passages: dict[str, Passage] = {}
        self._unread: dict[str, list[str]] = defaultdict(list)

    def explain(self, subject: NamedNode, language: str = "en") -> Explanation:
        """Everything stated of `subject`, each fact with its sources and passages."""
        labels = self._labels(subject, language)
        facts = self.facts(subject, labels)
        shortcuts, referred = self._shortcuts(subject), self._claimed(subject)[1]

        def mentioned(predicate: str, other: Term, source: str) -> tuple[Passage, ...]:
            claims = source + _CLAIMS
            key = (predicate, str(other), claims)
            rows = shortcuts.get(key) or self._rows(other).get(claims)
            return self._shown_passages(referred.get(key), rows or [])

        mentions = self._facts("mentions", "other", subject, labels, mentioned)
        self._fill()
        return Explanation(subject.value, labels.get(subject.value, ""), facts, mentions)

    def facts(
        self, subject: NamedNode, labels: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[Fact, ...]:
        """What is stated of `subject`, with its sources and passages; names as in `labels`."""
        shortcuts, own = self._shortcuts(subject), self._rows(subject)
        claimed = self._claimed(subject)[0]

        def stated(predicate: str, value: Term, source: str) -> tuple[Passage, ...]:
            claims = source + _CLAIMS
            key = (predicate, str(value), claims)
            rows = shortcuts.get(key)
            if rows is None and predicate == _PARTICIPATION:
                rows = self._rows(value).get(claims)
            return self._shown_passages(claimed.get(key), rows or own.get(claims, []))

        facts = self._facts("facts", "value", subject, labels, stated)
        self._fill()
        return facts

    def _facts(
        self,
        query: str,
        column: str,
        subject: NamedNode,
        labels: Mapping[str, str],
        passages: Callable[[str, Term, str], tuple[Passage, ...]],
    ) -> tuple[Fact, ...]:
        found: dict[tuple[str, Term], list[Statement]] = defaultdict(list)
        result = self._store.select(load_query("explain", query).text, {"subject": subject})
        predicate_at, value_at, source_at = map(
            result.columns.index, ("predicate", column, "source")
        )
        for row in result.terms:
            predicate, value, source = row[predicate_at], row[value_at], row[source_at]
            if isinstance(predicate, NamedNode) and isinstance(source, NamedNode) and value:
                found[predicate.value, value].append(
                    self._statement(source.value, passages(predicate.value, value, source.value))
                )
        return tuple(
            Fact(
                predicate,
                labels.get(predicate) or short_iri(predicate, self._iris.base),
                value,
                self._shown(value, labels),
                tuple(statements),
            )
            for (predicate, value), statements in found.items()
        )

    def _statement(self, source: str, passages: tuple[Passage, ...]) -> Statement:
        about = self._sources.get(source, {})
        return Statement(
            source,
            about.get("title") or short_iri(source, self._iris.base),
            about.get("publisher", ""),
            about.get("published", ""),
            about.get("url", ""),
            passages,
        )

    @cached_property
    def _sources(self) -> dict[str, dict[str, str]]:
        rows = self._store.select(load_query("explain", "sources").text).rows()
        return {
            str(row["source"]): {key: str(value) for key, value in row.items() if value is not None}
            for row in rows
        }

    def _labels(self, subject: NamedNode, language: str) -> dict[str, str]:
        """One label for each thing next to the subject: in `language`, else English, else any."""
        result = self._store.select(load_query("explain", "labels").text, {"subject": subject})
        node_at, label_at = map(result.columns.index, ("node", "label"))
        best: dict[str, tuple[int, str]] = {}
        for row in result.terms:
            node, label = row[node_at], row[label_at]
            if isinstance(node, NamedNode) and isinstance(label, Literal):
                wanted = [language, "en", None]
                rank = wanted.index(label.language) if label.language in wanted else len(wanted)
                best[node.value] = min(best.get(node.value, (9, "")), (rank, label.value))
        return {iri: label for iri, (_, label) in best.items()}

    def _rows(self, subject: Term) -> dict[str, list[str]]:
        """Rows that describe a thing, by claims graph."""
        if not isinstance(subject, NamedNode):
            return {}
        found: dict[str, list[str]] = defaultdict(list)
        text = load_query("explain", "rows").text
        for row in self._store.select(text, {"subject": subject}).rows():
            found[str(row["claims"])].append(str(row["row"]))
        return found

    def _shortcuts(self, subject: NamedNode) -> dict[tuple[str, str, str], list[str]]:
        """Rows behind derived shortcuts, by (predicate, value, claims graph)."""
        found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in self._participations(subject):
            other = str(NamedNode(row["other"]))
            found[row["predicate"], other, row["claims"]].append(row["row"])
        return found

    def roles(self, subject: NamedNode) -> dict[tuple[str, str, str], set[str]]:
        """The roles (IRIs) behind derived shortcuts, by IRIs of predicate, value and source."""
        found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row in self._participations(subject):
            source = row["claims"].removesuffix(_CLAIMS)
            found[row["predicate"], row["other"], source].add(row["role"])
        return found

    def _participations(self, subject: NamedNode) -> Iterator[dict[str, str]]:
        text = load_query("explain", "participations").text
        for row in self._store.select(text, {"subject": subject}).rows():
            yield {name: str(value) for name, value in row.items()}

    def _claimed(self, subject: NamedNode) -> tuple[_Places, _Places]:
        """Places of the words behind facts on a thing, and behind those that refer to it.

        Both by (predicate, value or other thing, claims graph).
        """
        facts: _Places = defaultdict(list)
        mentions: _Places = defaultdict(list)
        result = self._store.select(load_query("explain", "claims").text, {"subject": subject})
        for row in result.terms:
            found = dict(zip(result.columns, row, strict=True))
            predicate, claims, place = found["predicate"], found["claims"], found["place"]
            assert isinstance(predicate, NamedNode) and isinstance(claims, NamedNode)
            assert isinstance(place, NamedNode)
            places, end = (facts, found["value"]) if found["value"] else (mentions, found["other"])
            places[predicate.value, str(end), claims.value].append(place.value)
        return facts, mentions

    def _shown_passages(self, words: list[str] | None, rows: list[str]) -> tuple[Passage, ...]:
        """The passages of a fact: its words, else the rows of the thing that it is a fact on.

        A class has no words of its own; there the first that speak of the thing stand for all.
        """
        found = list(map(self._passage, words or rows))
        if words:
            return tuple(sorted(found, key=lambda passage: (passage.file, passage.start or 0)))
        quotes = [passage for passage in found if passage.quote]
        first = sorted(quotes, key=lambda passage: (passage.file, passage.start or 0))[:1]
        return (*(passage for passage in found if not passage.quote), *first)

    def _passage(self, iri: str) -> Passage:
        """The passage of a row; its cells come in `_fill`, with those of its file's other rows."""
        if iri not in self._passages:
            file, _, fragment = iri.partition("#")
            prefix = self._iris.file("")
            is_text = fragment.startswith("char=")
            name = short_iri(file, self._iris.base)
            if file.startswith(prefix):
                name = unquote(file.removeprefix(prefix))
                if not is_text:
                    self._unread[name].append(unquote(fragment))
            found = Passage(iri, name, unquote(fragment), {})
            self._passages[iri] = self._quoted(found) if is_text else found
        return self._passages[iri]

    def _quoted(self, passage: Passage) -> Passage:
        """A passage of a text with its words; the text as a whole has none."""
        text = load_query("explain", "quotes").text
        for row in self._store.select(text, {"place": NamedNode(passage.iri)}).rows():
            start, end = int(str(row["start"])), int(str(row["end"]))
            return replace(passage, quote=str(row["exact"]), start=start, end=end)
        return passage

    def _fill(self) -> None:
        for name, fragments in self._unread.items():
            rows = self._read_rows(name, frozenset(fragments))
            for passage in self._passages.values():
                if passage.file == name:
                    passage.cells.update(rows.get(passage.fragment, {}))
        self._unread.clear()

    def _shown(self, value: Term, labels: Mapping[str, str]) -> str:
        """A value as people read it; `Fact.value` has it as it is."""
        if isinstance(value, NamedNode):
            return labels.get(value.value) or short_iri(value.value, self._iris.base)
        plain = value_of(value)
        if isinstance(plain, bool):
            return "yes" if plain else "no"
        if isinstance(plain, int | Decimal) and not str(value).endswith("gYear>"):
            return f"{plain:,}"
        return str(plain)
