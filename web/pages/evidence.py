"""The evidence page: the words and rows of a source beside the facts that were read in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Literal, NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...graph.passages import Passage
from ...graph.result import short_iri
from ...graph.testimony import Stated, Testimony, sentences_of
from ...ontology.iris import expand
from ...queries.catalogue import load_query
from ..addresses import Addresses
from ..asked import Asked
from .marking import Block, Piece, Range, excerpts, mark
from .template import render, words
from .tools import tools_of

__all__ = ["evidence_page"]

_MOST = 200  # passages and rows that a page shows, and facts that have neither
_TYPE = expand("rdf:type")
_DESCRIBED = ("dcterms:publisher", "schema:datePublished", "schema:url")

Numbered = tuple[int, Stated]  # facts have the same numbers on all pages of a source


@dataclass(frozen=True)
class Said:
    """A fact as people read it, without its subject: property and value, each with its link."""

    number: int
    property: str
    property_link: str
    value: str
    value_link: str
    fact: Stated


@dataclass(frozen=True)
class Note:
    """What stands beside a passage or row: its facts by their subjects, each with its link.

    Those `elsewhere`, by their numbers, stand at an earlier passage of the page that says so too.
    """

    subjects: list[tuple[str, str, list[Said]]]
    elsewhere: list[int]

    @property
    def rules(self) -> list[str]:
        """The rules that read the facts."""
        return sorted(
            {rule for *_, said in self.subjects for each in said for rule in each.fact.rules}
        )

    @property
    def first(self) -> int:
        """The number of the fact to which the words lead."""
        return self.subjects[0][2][0].number if self.subjects else self.elsewhere[0]


@dataclass(frozen=True)
class Section:
    """What a page shows of one file: of a text `blocks`, of a table `rows`, by their numbers.

    `excerpt` tells that not all of the text is shown, `missing` that it is not kept any more. From
    so many of its `sentences` nothing was read (`unread`).
    """

    name: str
    link: str
    blocks: list[Block]
    rows: list[tuple[int, Passage]]
    excerpt: bool = False
    missing: bool = False
    sentences: int = 0
    unread: int = 0


def evidence_page(
    graph: KnowledgeGraph,
    source: NamedNode,
    asked: Asked,
    context: int | None,
) -> str:
    """The page of what was read in a source.

    Of a text it shows the passages with `context` characters around each, or all of it (None). The
    place in the field `at` (its IRI after ``source/``) or that of a `claim` (by its hash) is
    highlighted, and decides which passages are shown, if they are too many for one page.
    """
    language, addresses = asked.language, Addresses(graph.iris.base, asked.root)
    at, claim = asked.get("at"), asked.get("claim")
    told = graph.testimony(source)
    chosen, fact = _chosen(graph, told, at, claim)
    begin = max(chosen - 1, 0) // _MOST * _MOST
    shown = range(begin + 1, min(begin + _MOST, len(told.passages)) + 1)
    said = _described(graph, source)
    pages = {
        name: _place(graph, told.passages[number - 1].iri)
        for name, number in (("prev", begin - _MOST + 1), ("next", begin + _MOST + 1))
        if 0 < number <= len(told.passages)
    }
    label = graph.provenance.label(source, language) or short_iri(source.value, graph.iris.base)
    return render(
        "evidence.html",
        asked,
        address=addresses,
        source=source.value,
        label=label,
        publisher=said[0],
        published=said[1],
        original=said[2] if said[2].startswith(("http://", "https://")) else "",
        sections=_sections(told, shown, addresses, context),
        notes=_notes(graph, told, shown, language, addresses),
        unplaced=_subjects(graph, enumerate(told.unplaced[:_MOST]), language, addresses),
        bare=len(told.unplaced),
        most=_MOST,
        classes=sum(each.predicate.value == _TYPE for each in told.unplaced),
        passages=len(told.passages),
        facts=len(told.facts),
        shown=shown,
        pages=pages,
        chosen=chosen,
        fact=fact,
        lost=bool(at or claim) and not chosen,
        context=context,
        tools=tools_of(
            graph, asked, words(language)("What was read in %(name)s") % {"name": label}
        ),
    )


def _chosen(graph: KnowledgeGraph, told: Testimony, at: str, claim: str) -> tuple[int, int]:
    """The numbers of the passage and of the fact that are asked for, 0 for none."""
    iri = graph.iris.claim(claim)
    for number, fact in enumerate(told.facts, 1):
        if claim and iri in fact.claims:
            return fact.places[0], number
    places = (_place(graph, passage.iri) for passage in told.passages)
    return next((number for number, each in enumerate(places, 1) if at and each == at), 0), 0


def _place(graph: KnowledgeGraph, iri: str) -> str:
    return iri.removeprefix(f"{graph.iris.base}source/")


def _described(graph: KnowledgeGraph, source: NamedNode) -> list[str]:
    """Who published the source, when and where; empty texts for what is not stated."""
    rows = graph.store.select(load_query("explain", "source").text, {"source": source})
    said = {str(row["predicate"]): str(row["value"]) for row in rows.rows()}
    return [said.get(expand(name), "") for name in _DESCRIBED]


def _sections(
    told: Testimony, shown: range, addresses: Addresses, context: int | None
) -> list[Section]:
    """What the page shows of each file, as far as it has passages among those shown."""
    chosen = told.passages[shown.start - 1 : shown.stop - 1]
    numbered = zip(shown, told.with_cells(chosen), strict=True)
    sections = []
    for file, group in groupby(numbered, key=lambda each: (each[1].file, bool(each[1].quote))):
        passages = list(group)
        name, link = file[0], addresses.page(passages[0][1].iri.partition("#")[0])
        if file[1]:
            sections.append(_text(told, passages, name, link, context))
        else:
            sections.append(Section(name, link, [], passages))
    return sections


def _text(
    told: Testimony,
    passages: list[tuple[int, Passage]],
    name: str,
    link: str,
    context: int | None,
) -> Section:
    text = told.text(name)
    ranges = {number: _range(each) for number, each in passages}
    if text is None or any(text[slice(*_range(each))] != each.quote for _, each in passages):
        blocks = [_quote(number, each.quote) for number, each in passages]
        return Section(name, link, blocks, [], excerpt=True, missing=True)
    every = [_range(each) for each in told.passages if each.file == name and each.quote]
    if context is None:
        whole = len(passages) == len(every)
        first, last = next(iter(ranges.values())), max(end for _, end in ranges.values())
        parts = [(0, len(text)) if whole else (first[0], last)]
    else:
        parts = excerpts(text, ranges.values(), context)
    sentences = sentences_of(text)
    starts = [
        each[0]
        for each, before in zip(sentences, [None, *sentences], strict=False)
        if before is None or before[2] != each[2]
    ]
    blocks = mark(text, starts, parts, ranges)
    unread = sum(1 for _ in _untouched([each[:2] for each in sentences], every))
    excerpt = parts != [(0, len(text))]
    return Section(name, link, blocks, [], excerpt, False, len(sentences), unread)


def _untouched(sentences: Sequence[Range], passages: Iterable[Range]) -> Iterable[Range]:
    """The sentences that no passage touches; both are in the order of their beginnings."""
    waiting, reach = list(reversed(list(passages))), 0
    for start, end in sentences:
        while waiting and waiting[-1][0] < end:
            reach = max(reach, waiting.pop()[1])
        if reach <= start:
            yield start, end


def _range(passage: Passage) -> Range:
    assert passage.start is not None and passage.end is not None, "words have their characters"
    return passage.start, passage.end


def _quote(number: int, words: str) -> Block:
    """A passage by itself, where its text is not there."""
    return Block([Piece(words, number, [(number, True)], 1, [number])], [number], gap=True)


def _notes(
    graph: KnowledgeGraph, told: Testimony, shown: range, language: str, addresses: Addresses
) -> dict[int, Note]:
    """What stands beside each of the passages shown."""
    here: dict[int, list[Numbered]] = defaultdict(list)
    elsewhere: dict[int, list[int]] = defaultdict(list)
    for number, fact in enumerate(told.facts, 1):
        home, *others = [each for each in fact.places if each in shown] or [0]
        here[home].append((number, fact))
        for place in others:
            elsewhere[place].append(number)
    return {
        place: Note(_subjects(graph, here[place], language, addresses), elsewhere[place])
        for place in shown
    }


def _subjects(
    graph: KnowledgeGraph, facts: Iterable[Numbered], language: str, addresses: Addresses
) -> list[tuple[str, str, list[Said]]]:
    """Facts by the things that they are on."""
    told = graph.provenance.shown
    found = []
    for subject, group in groupby(facts, key=lambda each: each[1].subject):
        said = [
            Said(
                number,
                told(fact.predicate, language),
                addresses.link(fact.predicate.value),
                told(fact.value, language),
                _link(fact, addresses),
                fact,
            )
            for number, fact in group
        ]
        found.append((told(subject, language), addresses.link(subject.value), said))
    return found


def _link(fact: Stated, addresses: Addresses) -> str:
    if isinstance(fact.value, NamedNode):
        return addresses.link(fact.value.value)
    text = fact.value.value if isinstance(fact.value, Literal) else ""
    return text if text.startswith(("http://", "https://")) else ""
