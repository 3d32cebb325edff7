"""The resolver of a build: exact matches and judgements merge, everything else goes to a queue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field

from ...loaders.text.output.resolver import Resolved
from ...ontology.iris import slug
from ...ontology.model import Organization, Record, Series, Text
from .candidates import Candidate, Named, propose
from .fold import fold, fold_series, is_abbreviation
from .judgements import Clusters, Judgements
from .kinds import is_description, kind_of
from .register import Register, known_bodies, known_series

__all__ = ["BODY", "SERIES", "NameResolver", "make_resolver"]

BODY, SERIES = "organization", "series"  # classes of things as IRIs have them
# "Ministry of Lakes (MOL)": the letters in brackets are a name of their own.
_IN_BRACKETS = re.compile(r"^(.+\S)\s*[(（]([^()（）]+)[)）]$")
_COUNTRY = re.compile(r"^(?:china|chinese|中国) ?(?=..)")


@dataclass(slots=True)
class _Unknown:
    """A thing that nothing known has the name of, as texts have told of it so far."""

    names: list[str] = field(default_factory=list)
    kind: str | None = None
    place: str | None = None
    words: str = ""


class NameResolver:
    """Finds what names mean, and collects those that a person should look at.

    Only an exact match (see `fold`) with exactly one known thing, or a judgement, merges. A new
    thing gets an identifier made of its folded name, the same on every machine and in any order.
    """

    def __init__(
        self,
        bodies: Register | None = None,
        series: Register | None = None,
        judgements: Judgements | None = None,
    ) -> None:
        self._known = {BODY: bodies or known_bodies(), SERIES: series or known_series()}
        empty = Clusters((), frozenset())
        self._clusters = {
            thing: judgements.clusters(thing, register.names) if judgements else empty
            for thing, register in self._known.items()
        }
        self._unknown: dict[str, dict[str, _Unknown]] = {BODY: {}, SERIES: {}}
        self._ambiguous: dict[str, dict[str, set[str]]] = {
            BODY: defaultdict(set),
            SERIES: defaultdict(set),
        }
        self._without_country = _without_country(self._known[SERIES])
        self._words = ""

    def renewed(self) -> NameResolver:
        """A resolver that knows the same, and has noted nothing."""
        found = copy(self)
        found._unknown = {BODY: {}, SERIES: {}}
        found._ambiguous = {BODY: defaultdict(set), SERIES: defaultdict(set)}
        return found

    @property
    def problems(self) -> tuple[str, ...]:
        """Judgements that contradict each other, in words."""
        return tuple(
            problem for clusters in self._clusters.values() for problem in clusters.problems
        )

    def read_in(self, words: str) -> None:
        """Say what stands around the names that are asked for next; the queue shows it.

        Of several passages with one name it shows the first in the order of the alphabet, so that
        no order of texts matters.
        """
        self._words = words

    def body(self, name: Text, aliases: Sequence[Text] = (), place: str | None = None) -> Resolved:
        """The body of that name; see `convenor.loaders.text.output.resolver.Resolver`."""
        names = _spread([name.value, *(alias.value for alias in aliases)])
        found = self._exact(BODY, names)
        kind = next(filter(None, map(kind_of, names)), None)
        if len(found) != 1:
            return self._new(BODY, names, found, fold, kind, place)
        identifier = next(iter(found))
        return Resolved(identifier, True, self._known[BODY].kinds.get(identifier) or kind)

    def series(self, names: Sequence[Text]) -> Resolved:
        """The series that has these names; see `convenor.loaders.text.output.resolver.Resolver`."""
        asked = _spread([name.value for name in names])
        found = self._exact(SERIES, asked) or self._regardless_of_country(asked)
        if len(found) != 1:
            return self._new(SERIES, asked, found, fold_series)
        return Resolved(next(iter(found)), True)

    def _exact(self, thing: str, names: Sequence[str]) -> frozenset[str]:
        """Known things that have one of the names exactly.

        The name itself counts before other names. Letters that a text defines for itself may stand
        for another body elsewhere, so they count only where there is no whole name.
        """
        register = self._known[thing]
        whole = [name for name in names if not is_abbreviation(name)]
        for name in whole or names:
            if found := register.find(name):
                return found
        return frozenset()

    def _regardless_of_country(self, names: Sequence[str]) -> frozenset[str]:
        """The only series whose name differs in nothing but a China before it."""
        found = {
            identifier
            for name in names
            if not is_abbreviation(name)
            for identifier in self._without_country.get(_stripped(name), ())
        }
        return frozenset(found) if len(found) == 1 else frozenset()

    def _new(
        self,
        thing: str,
        names: Sequence[str],
        found: frozenset[str],
        folded: Callable[[str], str],
        kind: str | None = None,
        place: str | None = None,
    ) -> Resolved:
        """A thing of its own, or the one that judgements make of it."""
        head = next((name for name in names if not is_abbreviation(name)), names[0])
        # The sign has the slug add a hash: no identifier of a table is met by chance.
        where = f" @ {fold(place)}" if place and is_description(head) else ""
        identifier = slug(f"={folded(head)}{where}")
        canonical = self._clusters[thing].canonical(identifier)
        if canonical in self._known[thing]:
            return Resolved(canonical, True, self._known[thing].kinds.get(canonical) or kind)
        entry = self._unknown[thing].setdefault(identifier, _Unknown())
        entry.names += [name for name in names if name not in entry.names]
        entry.kind = min(filter(None, (entry.kind, kind)), default=None)
        entry.place = min(filter(None, (entry.place, place)), default=None)
        if any(name in self._words for name in names):
            entry.words = min(filter(None, (entry.words, self._words)))
        self._ambiguous[thing][identifier] |= found
        letters = {
            other
            for name in names
            if is_abbreviation(name)
            for other in self._known[thing].find(name)
        }
        self._ambiguous[thing][identifier] |= letters
        return Resolved(canonical, False, kind)

    def candidates(self) -> list[Candidate]:
        """The pairs to look at, the likeliest first: those already judged are left out."""
        found = []
        for thing, unknown in self._unknown.items():
            clusters = self._clusters[thing]
            proposed = propose(
                thing,
                [_shown(identifier, entry) for identifier, entry in unknown.items()],
                self._all_known(thing),
                self._ambiguous[thing],
            )
            for candidate in proposed:
                ids = candidate.one.id, candidate.other.id
                judged = (min(ids), max(ids)) in clusters.different
                if not judged and len({clusters.canonical(each) for each in ids}) == 2:
                    found.append(candidate)
        return sorted(
            found, key=lambda each: (-each.score, each.thing, each.one.name, each.other.id)
        )

    def _all_known(self, thing: str) -> list[Named]:
        register = self._known[thing]
        return [
            Named(identifier, own[0], tuple(own[1:]), register.kinds.get(identifier), known=True)
            for identifier, own in register.names.items()
            if own
        ]


def make_resolver(judgements: Judgements, described: Iterable[Record] = ()) -> NameResolver:
    """The resolver of a build, with the judgements made on the graph.

    `described` are records of the tables that are loaded with the texts: their bodies and series
    are known. Afterwards, `write_queue(version / QUEUE, resolver.candidates())` keeps what is to
    be judged.
    """
    bodies, series = known_bodies(), known_series()
    for record in described:
        if isinstance(record, Organization):
            bodies.add_body(record)
        elif isinstance(record, Series):
            series.add_series(record)
    return NameResolver(bodies, series, judgements)


def _spread(names: Sequence[str]) -> list[str]:
    """All names, and those that stand in the brackets of others, each once.

    >>> _spread(["Ministry of Lakes (MOL)", "MOL"])
    ['Ministry of Lakes', 'MOL']
    """
    found: list[str] = []
    for name in names:
        parts = _IN_BRACKETS.match(name)
        found += [parts[1], parts[2]] if parts and is_abbreviation(parts[2]) else [name]
    return list(dict.fromkeys(found))


def _stripped(name: str) -> str:
    return _COUNTRY.sub("", fold_series(name))


def _without_country(register: Register) -> dict[str, set[str]]:
    """Series by their names without China before them."""
    found: dict[str, set[str]] = defaultdict(set)
    for identifier, names in register.names.items():
        for name in names:
            if not is_abbreviation(name):
                found[_stripped(name)].add(identifier)
    return found


def _shown(identifier: str, entry: _Unknown) -> Named:
    first, *others = sorted(entry.names, key=lambda name: (is_abbreviation(name), -len(name), name))
    return Named(identifier, first, tuple(others), entry.kind, entry.place, entry.words)
