"""Provenance: from a fact to the sources that state it and the rows or words that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial

from pyoxigraph import Literal, NamedNode

from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .labels import Labels
from .passages import Passage, Passages, RowReader, participations
from .result import Term, short_iri, value_of
from .store import Store

__all__ = ["SHORTCUTS", "Explanation", "Fact", "Passage", "Provenance", "RowReader", "Statement"]

_PARTICIPANT = expand("m8g:hasParticipant")
_PARTICIPATION = expand("m8g:hasParticipation")
_NAMELESS = {"participation", "statistic"}  # classes of things that are told in words
_SOURCE = expand("cvn:Source")
_DESCRIBED = tuple(
    map(expand, ("skos:prefLabel", "dcterms:publisher", "schema:datePublished", "schema:url"))
)
_CLAIMS = "/claims"
_KEPT = 4096  # sources whose description is kept in memory
_FEW = 500  # participations of a body that are read at once

# They lead to participations; the shortcuts (organizer, sponsor, ...) say the same in words.
SHORTCUTS = frozenset({_PARTICIPANT, _PARTICIPATION})


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
    """All that is stated of a thing, and what refers to it.

    Where not all was read, `more_facts` and `more_mentions` have the properties (IRIs) concerned,
    each with the number of values in all; of these, values or some of their sources are left out.
    """

    subject: str
    label: str
    facts: tuple[Fact, ...]
    mentions: tuple[Fact, ...]
    more_facts: Mapping[str, int] = field(default_factory=dict)
    more_mentions: Mapping[str, int] = field(default_factory=dict)


class Provenance:
    """Explains things of one store; `read_rows` gives cells by row fragment of a loaded file.

    What it has read of names and sources it keeps, so use one for many things.
    """

    def __init__(self, store: Store, iris: Iris, read_rows: RowReader) -> None:
        self._store = store
        self._iris = iris
        self._read_rows = read_rows
        self._labels = Labels(store)
        self._source: Callable[[str], tuple[str, ...]] = lru_cache(_KEPT)(self._read_source)

    def explain(
        self,
        subject: NamedNode,
        language: str = "en",
        most: int | None = None,
        omit: Collection[str] = (),
    ) -> Explanation:
        """Everything stated of `subject`, each fact with its sources and passages.

        Of a thing with very many facts, such as a ministry, at most `most` statements (a value as
        one source states it) are read of each property, the same ones each time. Properties to
        `omit`, such as `SHORTCUTS` has, are not read.
        """
        counts = self._counts("facts_by_property", subject)
        others = self._counts("mentions_by_property", subject)
        is_hub = others.get(_PARTICIPANT, 0) > _FEW
        for told in omit:
            counts.pop(told, None)
            others.pop(told, None)
        passages = Passages(self._store, self._iris, subject, most, is_hub=is_hub)
        read = partial(self._read, subject=subject, language=language, most=most)
        facts, more_facts = read("facts", counts, passages.of_fact)
        mentions, more_mentions = read("mentions", others, passages.of_mention)
        passages.fill(self._read_rows)
        label = self.label(subject, language)
        return Explanation(subject.value, label, facts, mentions, more_facts, more_mentions)

    def facts(self, subject: NamedNode) -> tuple[Fact, ...]:
        """What is stated of `subject`, with its sources and passages, but without labels."""
        passages = Passages(self._store, self._iris, subject)
        counts = self._counts("facts_by_property", subject)
        facts, _ = self._read("facts", counts, passages.of_fact, subject)
        passages.fill(self._read_rows)
        return facts

    def roles(self, subject: NamedNode) -> dict[tuple[str, str, str], set[str]]:
        """The roles (IRIs) behind shortcuts from `subject`, by IRIs of predicate, value, source."""
        found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row in participations(self._store, "participations", subject):
            iris = {name: str(value_of(term)) for name, term in row.items()}
            source = iris["claims"].removesuffix(_CLAIMS)
            found[iris["predicate"], iris["other"], source].add(iris["role"])
        return found

    def label(self, subject: NamedNode, language: str = "en") -> str:
        """What a thing is called, in `language` if it can be; figures and roles are told in words.

        Empty for a thing without a name.
        """
        return self._labels.label(subject.value, language)

    def labels_of(self, iris: Iterable[str], language: str = "en") -> dict[str, str]:
        """The names of things (by IRI) that have one, in `language` if it can be."""
        names = ((iri, self._labels.name(iri, language)) for iri in iris)
        return {iri: name for iri, name in names if name}

    def _counts(self, query: str, subject: NamedNode) -> dict[str, int]:
        """The properties of a thing, in order, each with the number of its values."""
        result = self._store.select(load_query("explain", query).text, {"subject": subject})
        return {
            str(row["predicate"]): int(str(row["number"]))
            for row in sorted(result.rows(), key=lambda row: str(row["predicate"]))
        }

    def _read(
        self,
        query: str,
        counts: Mapping[str, int],
        passages: Callable[[str, Term, str], tuple[Passage, ...]],
        subject: NamedNode,
        language: str | None = None,
        most: int | None = None,
    ) -> tuple[tuple[Fact, ...], dict[str, int]]:
        """Facts property by property, and the properties with more values than were read."""
        text, facts, more = load_query("explain", query).text, [], {}
        for predicate, number in counts.items():
            values = {"subject": subject, "predicate": NamedNode(predicate)}
            result = self._store.select(text, values, most=None if most is None else most + 1)
            rows = result.terms
            if most is not None and len(rows) > most:
                rows, more[predicate] = rows[:most], number
            found: dict[Term, list[str]] = defaultdict(list)
            value_at, source_at = map(result.columns.index, ("value", "source"))
            for row in rows:
                value, source = row[value_at], row[source_at]
                if value and isinstance(source, NamedNode):
                    found[value].append(source.value)
            facts += [
                Fact(
                    predicate,
                    self._name(predicate, language),
                    value,
                    self.shown(value, language),
                    tuple(
                        self._statement(source, passages(predicate, value, source))
                        for source in sorted(found[value])
                    ),
                )
                for value in sorted(found, key=_order)
            ]
        return tuple(facts), more

    def _statement(self, source: str, passages: tuple[Passage, ...]) -> Statement:
        title, publisher, published, url = self._source(source)
        title = title or short_iri(source, self._iris.base)
        return Statement(source, title, publisher, published, url, passages)

    def _read_source(self, source: str) -> tuple[str, ...]:
        """How a source is described; a file that is its own source is not."""
        text = load_query("explain", "source").text
        rows = self._store.select(text, {"source": NamedNode(source)}).rows()
        said = {str(row["predicate"]): str(row["value"]) for row in rows}
        is_source = any(row["value"] == _SOURCE for row in rows)
        return tuple(said.get(name, "") if is_source else "" for name in _DESCRIBED)

    def _name(self, iri: str, language: str | None, *, in_words: bool = False) -> str:
        label = self._labels.label if in_words else self._labels.name
        return (language and label(iri, language)) or short_iri(iri, self._iris.base)

    def shown(self, value: Term, language: str | None = "en") -> str:
        """A value as people read it, things by their names; without a language by identifier."""
        if isinstance(value, NamedNode):
            in_words = self._iris.class_of(value.value) in _NAMELESS
            return self._name(value.value, language, in_words=in_words)
        plain = value_of(value)
        if isinstance(plain, bool):
            return "yes" if plain else "no"
        if isinstance(plain, int | Decimal) and not str(value).endswith("gYear>"):
            return f"{plain:,}"
        return str(plain)


def _order(value: Term) -> tuple[bool, str, str]:
    """Things before plain values, each by what they are written as."""
    is_literal = isinstance(value, Literal)
    return is_literal, str(getattr(value, "value", value)), str(value)
