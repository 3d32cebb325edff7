"""Testimony: all that one source states, and the words or rows in which each fact was read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad

from ..ontology.iris import Iris, expand
from .passages import Passage
from .result import Term, short_iri
from .rows import Rows
from .store import Store

__all__ = ["Sentence", "Stated", "Testimony", "sentences_of"]

_WORDS = "#char="  # in the IRI of a passage of a text
_NUMBER = re.compile(r"([0-9]+)")

_READ = (_SUBJECT, _PREDICATE, _OBJECT, _DERIVED, _RULE, _SELECTOR, _EXACT, _START, _END) = tuple(
    map(
        expand,
        (
            *("rdf:subject", "rdf:predicate", "rdf:object", "prov:wasDerivedFrom", "cvn:rule"),
            *("oa:hasSelector", "oa:exact", "oa:start", "oa:end"),
        ),
    )
)

_Triple = tuple[object, object, object]
_Told = defaultdict[Term, defaultdict[str, list[Term]]]
Sentence = tuple[int, int, int]  # first character, end (not included), number of the paragraph


@dataclass(frozen=True)
class Stated:
    """A fact that a source states, from whatever places.

    `places` are numbers of `Testimony.passages`, from 1; `claims` are the IRIs of the claims to it
    and `rules` the names of the rules that read it, of which facts from tables have none.
    """

    subject: NamedNode
    predicate: NamedNode
    value: Term
    places: tuple[int, ...]
    claims: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass
class _Claimed:
    places: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)


class Testimony:
    """What a source states.

    `passages` are the places in which it was read, file by file, the words of texts before rows of
    tables. `facts` is what they say, in the order of the first place of each, and `unplaced` what
    has no place of its own: what the source says of itself, and classes, which are our reading.
    """

    def __init__(self, store: Store, iris: Iris, rows: Rows, source: NamedNode) -> None:
        self._iris, self._rows = iris, rows
        told = _read(store, iris.claims(source.value))
        claimed, quoted, described = _claimed(told), self._quoted(told), _described(told)
        stated = [
            (quad, said, said.places & quoted.keys() or described.get(quad.subject, set()))
            for quad in store.quads(source.value)
            for said in [claimed.get((quad.subject, quad.predicate, quad.object), _Claimed())]
        ]
        found = {place for _, _, places in stated for place in places}
        passages = sorted((quoted.get(each) or self._row(each) for each in found), key=_order)
        numbers = {passage.iri: number for number, passage in enumerate(passages, 1)}
        facts = [
            _stated(quad, said, [numbers[each] for each in places]) for quad, said, places in stated
        ]
        facts.sort(
            key=lambda it: (it.places[:1], it.subject.value, it.predicate.value, str(it.value))
        )
        self.passages = tuple(passages)
        self.facts = tuple(fact for fact in facts if fact.places)
        self.unplaced = tuple(fact for fact in facts if not fact.places)

    def text(self, file: str) -> str | None:
        """The characters of a text as it was read, None if they are not kept any more."""
        return self._rows.text(file)

    def with_cells(self, passages: Iterable[Passage]) -> list[Passage]:
        """Passages of tables with the cells of their rows by column, where they are still there."""
        chosen, cells = list(passages), {}
        for file in {each.file for each in chosen}:
            fragments = {each.fragment for each in chosen if each.file == file}
            cells[file] = self._rows.read(file, fragments)
        return [replace(each, cells=cells[each.file].get(each.fragment, {})) for each in chosen]

    def _quoted(self, told: _Told) -> dict[str, Passage]:
        """Passages of texts by IRI."""
        quoted = {}
        for place, said in list(told.items()):
            parts = [told[each] for each in said[_SELECTOR]]
            exact, start, end = (
                next((_text(part[name][0]) for part in parts if part[name]), "")
                for name in (_EXACT, _START, _END)
            )
            if exact and start and end:
                passage = self._row(_text(place))
                quoted[passage.iri] = replace(passage, quote=exact, start=int(start), end=int(end))
        return quoted

    def _row(self, iri: str) -> Passage:
        file, _, fragment = iri.partition("#")
        prefix = self._iris.file("")
        is_file = file.startswith(prefix)
        name = unquote(file.removeprefix(prefix)) if is_file else short_iri(file, self._iris.base)
        return Passage(iri, name, unquote(fragment), {})


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text, as its rules read it."""
    # Imported where it is used: the rules of scripts take a moment.
    from ..loaders.text.source.sentences import sentences
    from ..loaders.text.source.view import View

    view, found = View(text), []
    for sentence in sentences(view):
        span = view.span(sentence.start, sentence.end)
        found.append((span.start, span.end, sentence.paragraph))
    return found


def _read(store: Store, graph: str) -> _Told:
    """What a graph of claims says, by subject and by those properties that tell of evidence.

    It is read as a whole: a join of as many claims takes many times as long.
    """
    told: _Told = defaultdict(lambda: defaultdict(list))
    for quad in store.quads(graph):
        if quad.predicate.value in _READ:
            told[quad.subject][quad.predicate.value].append(quad.object)
    return told


def _claimed(told: _Told) -> dict[_Triple, _Claimed]:
    """Claims by the fact that they are on."""
    claimed: dict[_Triple, _Claimed] = defaultdict(_Claimed)
    for claim, said in told.items():
        for triple in zip(said[_SUBJECT], said[_PREDICATE], said[_OBJECT], strict=False):
            fact = claimed[triple]
            fact.claims.add(_text(claim))
            fact.places.update(map(_text, said[_DERIVED]))
            fact.rules.update(map(_text, said[_RULE]))
    return claimed


def _described(told: _Told) -> dict[object, set[str]]:
    """The rows of tables that describe a thing."""
    described: dict[object, set[str]] = {}
    for thing, said in told.items():
        rows = {row for row in map(_text, said[_DERIVED]) if _WORDS not in row}
        if rows and not said[_SUBJECT]:
            described[thing] = rows
    return described


def _stated(quad: Quad, said: _Claimed, places: list[int]) -> Stated:
    assert isinstance(quad.subject, NamedNode), "nothing of ours is a blank node"
    found = tuple(sorted(places)), tuple(sorted(said.claims)), tuple(sorted(said.rules))
    return Stated(quad.subject, quad.predicate, quad.object, *found)


def _order(passage: Passage) -> tuple[bool, str, int, int, list[int | str]]:
    """Words by their characters, then rows by their numbers."""
    if passage.start is not None and passage.end is not None:
        return False, passage.file, passage.start, passage.end, []
    parts = _NUMBER.split(passage.fragment)  # text and number by turns
    return (
        True,
        passage.file,
        0,
        0,
        [int(each) if at % 2 else each for at, each in enumerate(parts)],
    )


def _text(term: Term) -> str:
    assert isinstance(term, NamedNode | Literal), "nothing of ours is a blank node"
    return term.value
