"""What a search finds: hits with the words that matched, and what to choose among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from .indexing import SENTENCE, Facet
from .provenance import Provenance
from .words import Phrase, Piece, holds, marked

__all__ = ["Choice", "Found", "Hit", "Labeler"]

_SHOWN = 12  # choices of a group
_BEFORE = 120  # characters of a passage before the first mark
_AROUND = 320  # characters of a passage that are shown


@dataclass(frozen=True)
class Choice:
    """A value that hits have, to choose: `value` is what `search` takes, `count` of how many hits.

    `group` is type, decade, kind, place or source; a decade has no IRI.
    """

    group: str
    value: str
    iri: str
    label: str
    count: int


@dataclass(frozen=True)
class Hit:
    """A thing that was found by `matched`, one of its names, or a passage by its words.

    `label` is the name of the thing, or that of the source of the passage; `snippet` is what
    matched in pieces, each marked or not. `about` is the thing that a passage tells of.
    """

    iri: str
    type: str
    type_label: str
    label: str
    matched: str
    snippet: tuple[Piece, ...]
    years: tuple[int, ...]
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    sources: tuple[str, ...]
    about: str
    about_label: str

    @property
    def shown_years(self) -> str:
        """The first and last year: ``2018–2025``; empty without any."""
        first, last = (self.years[0], self.years[-1]) if self.years else ("", "")
        return f"{first}" if first == last else f"{first}–{last}"


@dataclass(frozen=True)
class Found:
    """Some of the hits, how many there are in all, and what to choose among them.

    With `more` there are still others, and hits are counted and ranked among the first `total`.
    Where nothing was found, `near` are names that look alike.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False
    choices: tuple[Choice, ...] = ()
    near: tuple[str, ...] = ()


class Labeler:
    """Makes hits and choices of what the index has, with labels in a language.

    `facets` are those of the index by their numbers.
    """

    def __init__(self, facets: Mapping[int, Facet], provenance: Provenance, language: str) -> None:
        self._facets = facets
        self._provenance = provenance
        self._language = language

    def hit(
        self,
        iri: str,
        names: Sequence[str],
        codes: Sequence[int],
        about: str,
        asked: Sequence[Phrase],
    ) -> Hit:
        """An entry of the index as a hit for what is asked."""
        values: dict[str, list[int]] = defaultdict(list)
        for code in codes:
            values[self._facets[code][0]].append(code)
        type_ = values["type"][0]
        kind = self._facets[type_][1]
        if is_passage := kind == SENTENCE:
            before, matched, behind = names
            snippet = _cut(marked(before + matched + behind, asked))
        else:
            # An identifier is shown where no name holds the words.
            own = iri.rpartition("/")[2] if kind != "concept" else ""
            matched = max(names, key=lambda name: (holds(name, asked), name != own, -len(name)))
            snippet = marked(matched, asked)
        return Hit(
            iri=iri,
            type=kind,
            type_label=self._label(type_),
            label=self._label(values["source"][0]) if is_passage else self._name(iri),
            matched=matched,
            snippet=snippet,
            years=tuple(sorted(int(self._facets[code][1]) for code in values["year"])),
            kinds=tuple(map(self._label, values["kind"])),
            places=tuple(map(self._label, values["place"])),
            sources=tuple(self._facets[code][2] for code in values["source"]),
            about=about,
            about_label=self._name(about) if about else "",
        )

    def choices(self, found: Collection[Sequence[int]]) -> Iterator[Choice]:
        """What hits have, by group: the frequent first, decades in their order."""
        counts = Counter(code for codes in found for code in codes)
        decades = Counter(
            decade
            for codes in found
            for decade in {self._facets[code][1][:-1] for code in codes if self._is_year(code)}
        )
        for decade in sorted(decades):
            yield Choice("decade", f"{decade}0", "", f"{decade}0s", decades[decade])
        groups: dict[str, list[int]] = defaultdict(list)
        for code in sorted(counts, key=lambda code: (-counts[code], self._facets[code])):
            groups[self._facets[code][0]].append(code)
        groups.pop("year", None)
        for group in sorted(groups):
            for code in groups[group][:_SHOWN]:
                _, value, iri = self._facets[code]
                yield Choice(group, value, iri, self._label(code), counts[code])

    def _is_year(self, code: int) -> bool:
        return self._facets[code][0] == "year"

    def _label(self, code: int) -> str:
        """The name of a facet, else its value."""
        _, value, iri = self._facets[code]
        if value == SENTENCE:
            return "句子" if self._language == "zh" else value
        return self._provenance.label(NamedNode(iri), self._language) or value

    def _name(self, iri: str) -> str:
        """The name of a thing, else the last part of its IRI."""
        name = self._provenance.label(NamedNode(iri), self._language)
        return name or iri.rstrip("/").rpartition("/")[2]


def _cut(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A long passage around its first mark."""
    text = "".join(piece for piece, _ in pieces)
    first = 0
    for piece, is_marked in pieces:
        if is_marked:
            break
        first += len(piece)
    start = max(0, first - _BEFORE) if len(text) > _AROUND and first < len(text) else 0
    shown: list[Piece] = [("… ", False)] if start else []
    place = 0
    for piece, is_marked in pieces:
        part = piece[max(0, start - place) : max(0, start + _AROUND - place)]
        shown += [(part, is_marked)] if part else []
        place += len(piece)
    return (*shown, (" …", False)) if start + _AROUND < len(text) else tuple(shown)
