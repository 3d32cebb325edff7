"""Changed things as people read them: their names, what was said before and after, and by whom.

All names are those that a revision wrote down: what has changed since does not change them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ...graph.changed import Change, ChangedThing, term_of
from ...graph.changelog import ChangeLog
from ...graph.knowledge import KnowledgeGraph
from ...graph.manifest import revision_of
from ...graph.provenance import SHORTCUTS
from ...graph.result import short_iri
from ...ontology.iris import expand
from ..addresses import Addresses
from ..asked import Asked
from .template import words

__all__ = ["Changed", "Line", "Telling", "log_of", "summary_of"]

_VALUES = 5  # of a property before and after that are shown
_NAME = expand("skos:prefLabel")
_TYPE = expand("rdf:type")
_IN_WORDS = set(map(expand, ("cvn:bound", "cvn:unit", "m8g:role")))  # of what has words for a name

Text = tuple[str, str]
"""What is written, and the address that it leads to (or ``""``)."""


@dataclass(frozen=True)
class Line:
    """A property with its values before and after; where these agree, only who says so is new.

    `says` are the sources that say so now, `unsays` those that no longer do; `more` counts values
    that are left out.
    """

    name: str
    old: Sequence[Text]
    new: Sequence[Text]
    says: Sequence[Text] = ()
    unsays: Sequence[Text] = ()
    more: int = 0


@dataclass(frozen=True)
class Changed:
    """A changed thing; `kind` is created, updated or deleted, `more` counts what is left out.

    `sources` are those of all lines, which then have none of their own.
    """

    kind: str
    name: Text
    lines: Sequence[Line]
    sources: Sequence[Text]
    more: int


def log_of(graph: KnowledgeGraph) -> ChangeLog:
    """The revisions that led to a graph."""
    return ChangeLog(graph.folder.changes, revision_of(graph.manifest))


def summary_of(thing: ChangedThing, base: str, language: str) -> str:
    """One sentence on a changed thing."""
    _ = words(language)
    said = {
        "created": _("New: {label}"),
        "updated": _("Changed: {label} ({properties})"),
        "deleted": _("No longer in the graph: {label}"),
    }[thing.kind]
    names = [
        _best(thing.names.get(each.predicate, {}), language) or short_iri(each.predicate, base)
        for each in _shown(thing)
    ]
    properties = _(", ").join(names) + (_(" and more") if thing.more else "")
    label = _best(thing.labels, language) or short_iri(thing.iri, base)
    return said.format(label=label, properties=properties)


def _shown(thing: ChangedThing) -> Sequence[Change]:
    """What changed, told once: what a participation says is said of its parties as well."""
    return [each for each in thing.changes if each.predicate not in SHORTCUTS] or thing.changes


def _best(names: Mapping[str, str], language: str) -> str:
    """The name in a language, else in English, else any."""
    return next(filter(None, (names.get(language), names.get("en"), *names.values())), "")


class Telling:
    """Puts changed things into words, with links to what the graph still has."""

    def __init__(self, graph: KnowledgeGraph, asked: Asked) -> None:
        self._graph = graph
        self._language = asked.language
        self._addresses = Addresses(graph.iris.base, asked.root)

    def thing(self, thing: ChangedThing) -> Changed:
        """A changed thing."""
        label = _best(thing.labels, self._language) or short_iri(thing.iri, self._graph.iris.base)
        changes = _shown(thing)
        common = {each.sources for each in changes}
        sources: Sequence[str] = ()
        if thing.kind != "updated" and len(common) == 1:
            (sources,) = common
        lines = [
            self._line(thing, change, with_sources=not sources)
            for change in changes
            if self._adds(thing, change, label)
        ]
        name = label, self._page(thing.iri)
        return Changed(thing.kind, name, lines, self._listed(thing, sources), thing.more)

    def _adds(self, thing: ChangedThing, change: Change, label: str) -> bool:
        """Whether a change says more than the name of the thing and its other changes do."""
        if change.predicate == _TYPE:
            return len(thing.changes) == 1
        if thing.kind == "updated":
            return True
        told = [shown for shown, _ in self._values(thing, change.new or change.old)]
        if any(each.predicate == _NAME for each in thing.changes):
            return told != [label]
        return change.predicate not in _IN_WORDS and not all(text in label for text in told)

    def _line(self, thing: ChangedThing, change: Change, *, with_sources: bool) -> Line:
        unsays = change.withdrawn if change.new else ()
        says = [iri for iri in change.sources if iri not in unsays]
        return Line(
            self._word(thing, change.predicate),
            list(self._values(thing, change.old[:_VALUES])),
            list(self._values(thing, change.new[:_VALUES])),
            self._listed(thing, says if with_sources else ()),
            self._listed(thing, unsays if with_sources else ()),
            sum(max(0, len(terms) - _VALUES) for terms in {change.old, change.new}),
        )

    def _word(self, thing: ChangedThing, iri: str) -> str:
        return _best(thing.names.get(iri, {}), self._language) or short_iri(
            iri, self._graph.iris.base
        )

    def _values(self, thing: ChangedThing, values: Sequence[str]) -> Iterator[Text]:
        for term in map(term_of, values):
            if isinstance(term, NamedNode):
                yield self._word(thing, term.value), self._page(term.value)
            else:
                yield self._graph.provenance.shown(term), ""

    def _listed(self, thing: ChangedThing, sources: Sequence[str]) -> list[Text]:
        """Sources, each leading to its words unless they have gone."""
        return [
            (
                self._word(thing, iri),
                self._addresses.text(iri) if self._graph.store.has_graph(iri) else "",
            )
            for iri in sources
        ]

    def _page(self, iri: str) -> str:
        """Where the document about a thing is, if it is still there."""
        page = self._addresses.page(iri)
        return page if page and self._graph.store.contains(NamedNode(iri)) else ""
