"""The page of a thing: its facts by property, each with who says so and in which words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from pyoxigraph import Literal, NamedNode

from ...graph.export.schema_org import markup
from ...graph.knowledge import KnowledgeGraph
from ...graph.provenance import SHORTCUTS, Explanation, Fact
from ...graph.result import short_iri
from ...ontology.iris import expand
from ...queries.catalogue import load_query
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from ..negotiation import GRAPH_FORMATS
from .onward import ways_of
from .template import render, words
from .tools import tools_of

__all__ = ["thing_page"]

_MOST = 100  # statements of one property that a page shows
_TYPE = expand("rdf:type")
_OMITTED = SHORTCUTS | {expand("skos:topConceptOf")}  # each says what another property does
_PARTICIPATION = NamedNode(expand("cvn:Participation"))
_SAID = ("predicate", "value", "value_label")  # of a fact, for search engines
_EXACT = NamedNode(expand("oa:exact"))
_QUOTED = expand("prov:wasQuotedFrom")
_CLAIM = ("rdf:subject", "rdf:predicate", "rdf:object")
# What people look for comes first, then the rest by its words, then the classes.
_FIRST = (
    *_CLAIM,
    "skos:prefLabel",
    "skos:altLabel",
    "skos:definition",
    "schema:superEvent",
    "schema:startDate",
    "schema:endDate",
    "schema:location",
    "cvn:venue",
    "m8g:role",
    "m8g:hasParticipant",
    "schema:organizer",
    "cvn:undertaker",
    "cvn:coOrganizer",
    "schema:sponsor",
    "schema:about",
    "schema:observationAbout",
    "schema:variableMeasured",
    "schema:value",
    "schema:minValue",
    "schema:maxValue",
    "dcterms:publisher",
    "schema:datePublished",
    "schema:url",
)
_RANKS = {expand(name): rank for rank, name in enumerate(_FIRST)} | {_TYPE: len(_FIRST) + 1}
_YEAR = re.compile(r"[12][0-9]{3}$")


@dataclass(frozen=True)
class Value:
    """A value on a page: its words, where they lead, and the fact behind them."""

    text: str
    link: str
    fact: Fact


@dataclass(frozen=True)
class Group:
    """The values of one property, which has a page of its own.

    Where not all are shown, `more` is their number. The values `differ` where a thing has one.
    """

    label: str
    predicate: str
    link: str
    values: tuple[Value, ...]
    more: int
    differ: bool


def thing_page(graph: KnowledgeGraph, subject: NamedNode, asked: Asked, license: str) -> str:
    """The page about a thing, with labels in the language asked for where there are any."""
    language, addresses = asked.language, Addresses(graph.iris.base, asked.root)
    found = graph.provenance.explain(subject, language, most=_MOST, omit=_OMITTED)
    if any(fact.value == _PARTICIPATION for fact in found.facts):  # it is these that tell of it
        found = graph.provenance.explain(subject, language, most=_MOST)
    quotes: list[str] = []
    if not (found.facts or found.mentions):
        found, quotes = _evidence(graph, subject, language)
    terms = _terms(graph, subject, addresses)
    name = words(language)("Vocabulary") if terms else short_iri(subject.value, graph.iris.base)
    label = found.label or name
    sparql = fill(load_query("explain", "facts"), {"subject": subject})
    return render(
        "thing.html",
        asked,
        subject=subject.value,
        label=label,
        classes=[each.value_label for each in found.facts if each.predicate == _TYPE],
        quotes=quotes,
        text=_text_of(graph, found, addresses),
        facts=_groups(found.facts, found.more_facts, addresses, _single_valued(graph)),
        mentions=_groups(found.mentions, found.more_mentions, addresses),
        things=_things(graph, subject, language, addresses),
        terms=terms,
        formats=[
            (each.media_types[0], each.name, addresses.page(subject.value, each.suffix))
            for each in GRAPH_FORMATS
        ],
        canonical=addresses.document(subject.value),
        license=license,
        markup=markup(subject.value, map(attrgetter(*_SAID), found.facts)),
        ways=ways_of(graph, subject.value, found.facts, asked),
        tools=tools_of(graph, asked, label, sparql=sparql),
        address=addresses,
        all_of=partial(_all_of, subject),
    )


def _all_of(subject: NamedNode, query: str, predicate: str) -> str:
    """The query for all statements of one property, where a page shows the first only."""
    values = {"subject": subject, "predicate": NamedNode(predicate)}
    return fill(load_query("explain", query), values)


def _evidence(
    graph: KnowledgeGraph, subject: NamedNode, language: str
) -> tuple[Explanation, list[str]]:
    """What is told of a claim or a passage, which no source states: it shows that one does.

    With it come the words that were read.
    """

    def named(iri: str) -> str:
        label = graph.provenance.label(NamedNode(iri), language)
        return label or short_iri(iri, graph.iris.base)

    quads = graph.documents.of(subject)
    facts = [
        Fact(
            quad.predicate.value,
            named(quad.predicate.value),
            quad.object,
            named(quad.object.value) if isinstance(quad.object, NamedNode) else _text(quad.object),
            (),
        )
        for quad in quads
        if quad.subject == subject
    ]
    said = {fact.predicate: fact.value_label for fact in facts}
    label = ": ".join(said[iri] for iri in map(expand, _CLAIM) if iri in said)
    quotes = [_text(quad.object) for quad in quads if quad.predicate == _EXACT]
    return Explanation(subject.value, label, tuple(facts), ()), quotes


def _text_of(graph: KnowledgeGraph, found: Explanation, addresses: Addresses) -> str:
    """Where the words of a source, or of a claim, are shown; empty for other things."""
    for fact in found.facts:
        if fact.predicate == _QUOTED and isinstance(fact.value, NamedNode):
            hash_ = found.subject.removeprefix(graph.iris.claim(""))
            return f"{addresses.text(fact.value.value)}?claim={hash_}#here"
    return addresses.text(found.subject) if graph.store.has_graph(found.subject) else ""


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else str(term)


def _single_valued(graph: KnowledgeGraph) -> frozenset[str]:
    """The properties of which a thing has one value."""
    found = graph.store.select(load_query("describe", "single_valued").text)
    return frozenset(map(str, found.column("predicate")))


def _groups(
    facts: Sequence[Fact],
    more: Mapping[str, int],
    addresses: Addresses,
    single: frozenset[str] = frozenset(),
) -> list[Group]:
    """Facts by property, those first that people look for, the rest in the order of their words."""
    groups = []
    for predicate, group in groupby(sorted(facts, key=_order), key=lambda fact: fact.predicate):
        values = tuple(_value(fact, addresses) for fact in group)
        label = values[0].fact.predicate_label
        differ = predicate in single and len(values) > 1
        number = more.get(predicate, 0)
        groups.append(Group(label, predicate, addresses.link(predicate), values, number, differ))
    return groups


def _order(fact: Fact) -> tuple[int, str, str, str, str]:
    """By property, then the editions by their years, and the rest by words."""
    rank = _RANKS.get(fact.predicate, len(_FIRST))
    year = _YEAR.search(fact.value_label) if isinstance(fact.value, NamedNode) else None
    words = fact.value_label
    return rank, fact.predicate_label, fact.predicate, year[0] if year else "", words


def _value(fact: Fact, addresses: Addresses) -> Value:
    text = fact.value_label
    if isinstance(fact.value, NamedNode):
        return Value(text, addresses.link(fact.value.value), fact)
    return Value(text, text if text.startswith(("http://", "https://")) else "", fact)


def _things(
    graph: KnowledgeGraph, subject: NamedNode, language: str, addresses: Addresses
) -> list[tuple[str, str]]:
    """Of a source, the first things that it speaks of, with their addresses."""
    text = load_query("describe", "subjects_of_source").text
    found = graph.store.select(text, {"source": subject}, most=_MOST)
    labels = graph.provenance.labels_of(map(str, found.column("thing")), language)
    return sorted((label, addresses.page(iri)) for iri, label in labels.items())


def _terms(
    graph: KnowledgeGraph, subject: NamedNode, addresses: Addresses
) -> dict[str, list[dict[str, Any]]]:
    """Of the vocabulary, its terms by kind; each may specialize others, which have links."""
    if subject.value != graph.iris.vocabulary:
        return {}
    terms: dict[str, list[dict[str, Any]]] = {}
    for row in graph.store.select(load_query("describe", "terms").text):
        iri = str(row["term"])
        above = str(row["broader"] or "").split()
        broader = [(short_iri(each), addresses.link(each)) for each in above]
        anchor = iri.removeprefix(f"{subject.value}#")
        term = {**row, "broader": broader, "anchor": "" if anchor == iri else anchor}
        terms.setdefault(str(row["kind"]), []).append(term)
    return terms
