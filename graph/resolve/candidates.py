"""Candidates: known things that a name may mean, each with a score and reasons for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .features import (
    abbreviates,
    character_overlap,
    numbers_in,
    places_in,
    shared_part,
    word_similarity,
)
from .fold import fold, is_chinese, spelled

__all__ = ["Candidate", "Named", "propose", "score"]

_LEAST = 0.6  # below it people see noise
_MOST = 5  # candidates for one name
_COMMON = 100  # a word in more names than that leads nowhere
_COMPARED = 20  # of the names that share most words


@dataclass(frozen=True, slots=True)
class Named:
    """A thing as the queue shows it: its first name, its other names, and what is known of it.

    `place` is the town of the edition at which a text names it, `words` what stands around the
    name there; both empty for what tables and authority files describe.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    kind: str | None = None
    place: str | None = None
    words: str = ""
    known: bool = False

    @property
    def all_names(self) -> tuple[str, ...]:
        """All names, the first one first."""
        return (self.name, *self.names)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of things that may be one. `score` is from 0 to 1; it only orders the queue."""

    thing: str
    one: Named
    other: Named
    score: float
    reasons: tuple[str, ...] = ()


def score(one: Named, other: Named) -> tuple[float, tuple[str, ...]]:
    """How likely two things are one, from 0 to 1, and why; a proposal, never a decision.

    >>> value, reasons = score(Named("a", "Lake Robotics Assoc."), Named("b",
    ... "Lake Robotics Association"))
    >>> value > 0.8, reasons
    (True, ('88 % alike in letters and words',))
    >>> score(Named("a", "安徽省商务厅"), Named("b", "河南省商务厅"))[0] < 0.6
    True
    """
    value, reasons = max(
        (_likeness(first, second) for first in one.all_names for second in other.all_names),
        key=lambda found: found[0],
    )
    for factor, reason in _doubts(one, other):
        value *= factor
        reasons = (*reasons, reason)
    return round(value, 2), reasons


def _likeness(one: str, other: str) -> tuple[float, tuple[str, ...]]:
    """What speaks for two names being one."""
    if fold(one) == fold(other):
        return 1.0, (f"both are called {other}",)
    for short, long in ((one, other), (other, one)):
        if abbreviates(short, long):
            return 0.85, (f"{short} may stand for {long}",)
    if shared_part(one, other):
        return 0.9, ("the same but for the form of law, the group or the country",)
    words, characters = word_similarity(one, other), character_overlap(one, other)
    if characters > words:
        return characters, (f"{characters:.0%} of the characters shared".replace("%", " %"),)
    return words, (f"{words:.0%} alike in letters and words".replace("%", " %"),)


def _doubts(one: Named, other: Named) -> Iterable[tuple[float, str]]:
    """What speaks against it: a factor of the score and the reason."""
    if one.kind and other.kind and one.kind != other.kind:
        yield 0.8, f"kinds differ: {one.kind}, {other.kind}"
    first, second = (
        frozenset(place for name in side.all_names for place in places_in(name))
        for side in (one, other)
    )
    if first and second and not first & second:
        yield 0.5, f"places differ: {', '.join(sorted(first))}; {', '.join(sorted(second))}"
    elif bool(first) != bool(second):
        yield 0.9, f"only one names a place: {', '.join(sorted(first | second))}"
    if fold(one.name) == fold(other.name) and one.place and other.place:
        yield 0.5, f"read at {one.place} and {other.place}"
    if numbers_in(one.name) != numbers_in(other.name):
        yield 0.7, "numbers in the names differ"


def propose(
    thing: str, names: Sequence[Named], known: Sequence[Named], ambiguous: dict[str, set[str]]
) -> list[Candidate]:
    """Candidates for `names` among `known` and among themselves, the best ones first.

    `ambiguous` has, by identifier, the known things that have exactly the name: they are
    candidates whatever else speaks for or against them. Each pair is given once, and the result
    does not depend on the order of `names` and `known`.
    """
    sides = {side.id: side for side in (*known, *names)}
    index = _index(sides.values())
    found: dict[tuple[str, str], Candidate] = {}
    for one in sorted(names, key=lambda side: side.id):
        exact = ambiguous.get(one.id, set())
        near = []
        for identifier in _near(one, index) | exact:
            other = sides[identifier]
            if identifier == one.id or (min(one.id, identifier), max(one.id, identifier)) in found:
                continue
            value, reasons = score(one, other)
            if value >= _LEAST or identifier in exact:
                near.append(Candidate(thing, one, other, value, reasons))
        near.sort(key=lambda candidate: (-candidate.score, candidate.other.id))
        for candidate in near[: max(_MOST, len(exact))]:
            found[min(one.id, candidate.other.id), max(one.id, candidate.other.id)] = candidate
    return sorted(found.values(), key=lambda each: (-each.score, each.one.name, each.other.id))


def _index(sides: Iterable[Named]) -> dict[str, set[str]]:
    """Things by what their names are made of: so that not all are compared with all."""
    index: dict[str, set[str]] = defaultdict(set)
    for side in sides:
        for part in _parts(side, whole=True):
            index[part].add(side.id)
    return index


def _parts(side: Named, whole: bool) -> set[str]:
    """Words, pairs of Chinese characters, and initials; `whole`: what abbreviations may keep."""
    parts: set[str] = set()
    for name in side.all_names:
        text = fold(name)
        if is_chinese(text):
            parts |= {text[place : place + 2] for place in range(len(text) - 1)}
            # 工…部: an abbreviation keeps its first and last character of the whole name.
            parts |= {f"{char}…{text[-1]}" for char in (text[:-1] if whole else text[0])}
        else:
            words = spelled(name).split()
            parts |= {word for word in words if len(word) > 2}
            # MIIT meets what begins with m and i, whichever small words it leaves out.
            initials = [word[0] for word in words] if len(words) > 1 else list(words[0])
            parts |= {f"{initials[0]}.{initial}" for initial in initials[1:3]}
    return parts


def _near(one: Named, index: dict[str, set[str]]) -> set[str]:
    shared: dict[str, float] = defaultdict(float)
    for part in _parts(one, whole=False):
        found = index[part]
        if len(found) <= _COMMON:
            for identifier in found:
                shared[identifier] += 1 / len(found)  # a rare word tells more than a common one
    best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return {identifier for identifier, _ in best[:_COMPARED]}
