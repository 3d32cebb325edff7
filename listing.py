"""Changed things as a list to read: names, values before and after, and who says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from pyoxigraph import Literal, NamedNode

from .graph.changed import Change, ChangedThing, term_of
from .graph.provenance import SHORTCUTS
from .graph.result import short_iri
from .ontology.iris import expand
from .tables import console, visible, write_rich

__all__ = ["Listing"]

_MARKS = {"created": "+", "updated": "~", "deleted": "-"}
_KINDS = {"created": "new", "updated": "changed", "deleted": "gone"}
_SOURCES = 3  # that are named behind a change
_STEP = 4  # spaces that what belongs to something stands behind it
_NAME = expand("skos:prefLabel")
_HIDDEN = {expand("rdf:type"), *SHORTCUTS}  # of things that came or went
_IN_WORDS = _HIDDEN | set(  # of figures and participations: their words say it
    map(
        expand,
        (
            *("m8g:role", "schema:variableMeasured", "cvn:bound", "cvn:unit", "cvn:qualifier"),
            *("schema:value", "schema:minValue", "schema:maxValue"),
        ),
    )
)


class Listing:
    """Writes changed things under the words of their classes, one after the other."""

    def __init__(self, stream: IO[str], language: str, base: str) -> None:
        self._stream, self._language, self._base = stream, language, base
        self._out = console(stream)
        self._class = ""
        self._kinds: Counter[str] = Counter()

    def line(self, text: str, depth: int = 0) -> None:
        """Write a line, folded where the terminal ends."""
        from rich.cells import cell_len
        from rich.padding import Padding
        from rich.text import Text

        shown, left = visible(text), depth * _STEP
        if left + cell_len(shown) <= self._out.width:
            self._stream.write(f"{' ' * left}{shown}\n")
        else:
            write_rich(Padding(Text(shown), (0, 0, 0, left)), self._out, self._stream)

    def thing(self, thing: ChangedThing) -> None:
        """Write what changed of a thing."""
        if thing.class_ != self._class:
            self._class = thing.class_
            self.line("")
            self.line(thing.class_)
        self._kinds[thing.kind] += 1
        head = f"{_MARKS[thing.kind]} {self._label(thing)}"
        if thing.kind == "updated":
            self._updated(thing, head)
        else:
            self._whole(thing, head)
        if thing.more:
            self.line(f"... and {thing.more:,} more", 2)

    def end(self, added: int, removed: int) -> None:
        """Write the totals."""
        if not added and not removed:
            self.line("No differences.")
            return
        kinds = ", ".join(f"{self._kinds[kind]:,} {word}" for kind, word in _KINDS.items())
        self.line("")
        self.line(f"Things: {kinds}. Quads, with evidence: {added:,} added, {removed:,} removed.")

    def _updated(self, thing: ChangedThing, head: str) -> None:
        """A thing that stays: what is new or gone, then who says as well or no longer what was."""
        lines, restated = [], defaultdict[str, list[str]](list)
        for change in thing.changes:
            if change.old == change.new:
                names = restated[self._sources(thing, change)]
                if change.predicate not in _IN_WORDS:
                    names.append(self._name(thing, change.predicate))
            elif change.predicate not in SHORTCUTS:
                sources = self._sources(thing, change)
                lines += [text + sources for text in self._changed(thing, change)]
        bare = (sources for sources, names in restated.items() if not names)
        self.line(head + next(bare, ""), 1)
        for text in lines:
            self.line(text, 2)
        for sources, names in restated.items():
            if names:
                self.line(f"{', '.join(names)}{sources}", 2)

    def _whole(self, thing: ChangedThing, head: str) -> None:
        """A thing that came or went: with its facts, on one line if words tell most of them."""
        in_words = bool(thing.labels) and all(each.predicate != _NAME for each in thing.changes)
        sources = {self._sources(thing, each) for each in thing.changes}
        common = sources.pop() if len(sources) == 1 else ""
        facts = []
        for change in thing.changes:
            if change.predicate not in (_IN_WORDS if in_words else _HIDDEN):
                values = self._values(thing, change.predicate, change.new or change.old)
                if values:
                    own = "" if common else self._sources(thing, change)
                    facts.append(f"{self._name(thing, change.predicate)}: {values}{own}")
        if in_words and facts:
            self.line(f"{head} ({'; '.join(facts)}){common}", 1)
            return
        self.line(f"{head}{common}", 1)
        for fact in facts:
            self.line(fact, 2)

    def _changed(self, thing: ChangedThing, change: Change) -> Iterator[str]:
        """A property of a thing that stays, before and after."""
        name = self._name(thing, change.predicate)
        old, new = (self._values(thing, "", values) for values in (change.old, change.new))
        if len(change.old) == len(change.new) == 1:
            yield f"{name}: {old} -> {new}"
        else:
            sides = {"-": old, "+": new}
            yield from (f"{mark} {name}: {values}" for mark, values in sides.items() if values)

    def _values(self, thing: ChangedThing, predicate: str, values: tuple[str, ...]) -> str:
        """Values as people read them; the name that stands above them already is left out."""
        shown = (self._value(thing, value) for value in values)
        above = self._label(thing) if predicate == _NAME else ""
        return "; ".join(text for text in shown if not above or text.rpartition(" (")[0] != above)

    def _value(self, thing: ChangedThing, value: str) -> str:
        term = term_of(value)
        if isinstance(term, Literal):
            return f"{term.value} ({term.language})" if term.language else term.value
        return self._name(thing, term.value) if isinstance(term, NamedNode) else value

    def _sources(self, thing: ChangedThing, change: Change) -> str:
        """Who says so, in brackets; where a value stays, who says so as well or no longer."""
        if not change.new:
            told = [self._listed(thing, change.sources)]
        else:
            says = [iri for iri in change.sources if iri not in change.withdrawn]
            also = "also by " if change.old == change.new else ""
            told = [f"{also}{self._listed(thing, says)}"] if says else []
            if change.withdrawn:
                told.append(f"no longer by {self._listed(thing, change.withdrawn)}")
        return f" [{'; '.join(told)}]" if any(told) else ""

    def _listed(self, thing: ChangedThing, sources: Sequence[str]) -> str:
        more = len(sources) - _SOURCES
        names = "; ".join(self._name(thing, iri) for iri in sources[:_SOURCES])
        return f"{names} and {more:,} more" if more > 0 else names

    def _label(self, thing: ChangedThing) -> str:
        return self._best(thing.labels) or short_iri(thing.iri, self._base)

    def _name(self, thing: ChangedThing, iri: str) -> str:
        return self._best(thing.names.get(iri, {})) or short_iri(iri, self._base)

    def _best(self, names: Mapping[str, str]) -> str:
        """The name in the language asked for, else in English, else any."""
        known = (names.get(self._language), names.get("en"), *names.values())
        return next(filter(None, known), "")
