"""The page of a thing: its facts by property, each with who says so and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..graph.knowledge import KnowledgeGraph
from ..graph.provenance import SHORTCUTS, Explanation, Fact
from ..graph.result import short_iri
from ..ontology.iris import PREFIXES, expand
from ..queries.catalogue import load_query
from .addresses import Addresses
from .negotiation import GRAPH_FORMATS
from .pages import render

__all__ = ["thing_page"]

_MOST = 100  # statements of one property that a page shows
_TYPE = expand("rdf:type")
_SCHEMA = PREFIXES["schema"]
_NAMES = frozenset(map(expand, ("skos:prefLabel", "rdfs:label")))


@dataclass(frozen=True)
class Value:
    """A value on a page: its words, their language, where they lead, and the fact behind them."""

    text: str
    language: str
    link: str
    fact: Fact


@dataclass(frozen=True)
class Group:
    """The values of one property, which has a page of its own.

    Where not all are shown, `more` is their number.
    """

    label: str
    predicate: str
    link: str
    values: tuple[Value, ...]
    more: int


def thing_page(
    graph: KnowledgeGraph, subject: NamedNode, language: str, addresses: Addresses, license: str
) -> str:
    """The page about a thing, with labels in a language where there are any."""
    found = graph.provenance.explain(subject, language, most=_MOST, omit=SHORTCUTS)
    return render(
        "thing.html",
        root=addresses.root,
        language=language,
        subject=subject.value,
        label=found.label or short_iri(subject.value, graph.iris.base),
        classes=[each.value_label for each in found.facts if each.predicate == _TYPE],
        facts=_groups(found.facts, found.more_facts, addresses),
        mentions=_groups(found.mentions, found.more_mentions, addresses),
        things=_things(graph, subject, addresses),
        terms=_terms(graph, subject),
        formats=[
            (each.media_types[0], each.name, addresses.page(subject.value, each.suffix))
            for each in GRAPH_FORMATS
        ],
        canonical=addresses.document(subject.value),
        license=license,
        markup=_markup(found),
        address=addresses,
    )


def _groups(facts: Sequence[Fact], more: Mapping[str, int], addresses: Addresses) -> list[Group]:
    """Facts by property in words, in the order of the words."""
    shown = sorted(facts, key=lambda fact: (fact.predicate_label, fact.predicate, fact.value_label))
    return [
        Group(
            label,
            predicate,
            addresses.link(predicate),
            tuple(_value(fact, addresses) for fact in group),
            more.get(predicate, 0),
        )
        for (label, predicate), group in groupby(
            shown, key=lambda fact: (fact.predicate_label, fact.predicate)
        )
    ]


def _value(fact: Fact, addresses: Addresses) -> Value:
    term = fact.value
    if isinstance(term, Literal):
        text = fact.value_label
        link = text if text.startswith(("http://", "https://")) else ""
        return Value(text, term.language or "", link, fact)
    link = addresses.link(term.value) if isinstance(term, NamedNode) else ""
    return Value(fact.value_label, "", link, fact)


def _things(
    graph: KnowledgeGraph, subject: NamedNode, addresses: Addresses
) -> list[tuple[str, str]]:
    """Of a source, the things that it speaks of, with their addresses."""
    text = load_query("describe", "subjects_of_source").text
    found = graph.store.select(text, {"source": subject}, most=_MOST)
    iris = sorted(str(iri) for iri in found.column("thing"))
    labels = graph.provenance.labels_of(iris)
    return [(labels.get(iri, ""), addresses.page(iri)) for iri in iris if labels.get(iri)]


def _terms(graph: KnowledgeGraph, subject: NamedNode) -> list[dict[str, Any]]:
    """Of the vocabulary, its classes and properties."""
    if subject.value != graph.iris.vocabulary:
        return []
    return graph.store.select(load_query("describe", "terms").text).rows()


def _markup(found: Explanation) -> dict[str, Any]:
    """What search engines read: the facts in terms of schema.org (JSON-LD)."""
    said: dict[str, list[Any]] = {}
    for fact in found.facts:
        if fact.predicate == _TYPE:
            _add(said, "@type", _local([fact]))
        elif fact.predicate in _NAMES:
            _add(said, "name", [fact.value_label])
        elif fact.predicate.startswith(_SCHEMA):
            _add(said, fact.predicate.removeprefix(_SCHEMA), [_plain(fact)])
    said.setdefault("@type", ["Thing"])
    single = {name: values[0] if len(values) == 1 else values for name, values in said.items()}
    return {"@context": "https://schema.org/", "@id": found.subject, **single}


def _add(said: dict[str, list[Any]], name: str, values: Iterable[Any]) -> None:
    for value in values:
        if value not in said.setdefault(name, []):
            said[name].append(value)


def _local(facts: Iterable[Fact]) -> list[str]:
    """The names of classes of schema.org."""
    iris = [fact.value.value for fact in facts if isinstance(fact.value, NamedNode)]
    return [iri.removeprefix(_SCHEMA) for iri in iris if iri.startswith(_SCHEMA)]


def _plain(fact: Fact) -> Any:
    """A value of a property: a thing with its name, or a text as it is written."""
    if isinstance(fact.value, NamedNode):
        return {"@id": fact.value.value, "name": fact.value_label}
    return fact.value.value if isinstance(fact.value, Literal) else fact.value_label
