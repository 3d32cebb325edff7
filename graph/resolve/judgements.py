"""Judgements of people: which names mean one thing, kept as an append-only file of JSON lines.

Nothing in the file is ever changed: a later line on a pair, or a line that undoes another, wins.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ...ontology.errors import InputError, SettingError, StoreError

__all__ = ["DIFFERENT", "FILE", "SAME", "UNDO", "Clusters", "Judgement", "Judgements", "replay"]

FILE = "judgements.jsonl"  # in the folder of a graph
SAME, DIFFERENT, UNDO = "same", "different", "undo"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line: what was judged of two things, or (verdict undo) which line no longer holds.

    `id` is its number in the file, `thing` the class of both things (organization, series), `ids`
    and `names` tell them, `who` judged on `date` (ISO, empty if not told).
    """

    id: int
    verdict: str
    thing: str = ""
    ids: Pair = ("", "")
    names: Pair = ("", "")
    date: str = ""
    who: str = ""
    undoes: int = 0

    @property
    def pair(self) -> Pair:
        """Both identifiers in the order of the alphabet."""
        return min(self.ids), max(self.ids)


def replay(lines: Sequence[Judgement]) -> dict[tuple[str, Pair], Judgement]:
    """The judgement that holds of each (class, pair): the last one that is not undone.

    An undone undo gives back what it took.

    >>> said = Judgement(1, SAME, "series", ("a", "b"))
    >>> undone = Judgement(2, UNDO, undoes=1)
    >>> [len(replay(lines)) for lines in ([said], [said, undone])]
    [1, 0]
    >>> len(replay([said, undone, Judgement(3, UNDO, undoes=2)]))
    1
    """
    return {(line.thing, line.pair): line for line in _standing(lines) if line.verdict != UNDO}


def _standing(lines: Sequence[Judgement]) -> list[Judgement]:
    """The lines that no later line undoes."""
    undone: set[int] = set()
    standing = []
    for line in reversed(lines):
        if line.id not in undone:
            standing.append(line)
            if line.verdict == UNDO:
                undone.add(line.undoes)
    return standing[::-1]


class Judgements:
    """The judgements of one graph; a file that is not there holds none.

    Raises InputError for a line that cannot be read. Only the last one may be broken, as a killed
    program leaves it: it is left out, and `problems` says so.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.problems: list[str] = []
        self.lines = self._read()

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.lines)

    def holding(self) -> dict[tuple[str, Pair], Judgement]:
        """The judgement that holds of each (class, pair of identifiers)."""
        return replay(self.lines)

    def standing(self) -> list[Judgement]:
        """All lines that are not undone, in their order."""
        return _standing(self.lines)

    def judge(self, verdict: str, thing: str, ids: Pair, names: Pair, who: str = "") -> Judgement:
        """Add ``same`` or ``different`` of two things. Raises StoreError if it cannot be kept."""
        if verdict not in (SAME, DIFFERENT) or ids[0] == ids[1]:
            raise SettingError(f"{verdict!r} is no judgement of {ids[0]} and {ids[1]}")
        return self._append(Judgement(0, verdict, thing, ids, names, who=who))

    def undo(self, number: int, who: str = "") -> Judgement:
        """Take a judgement back by its number. Raises SettingError where none of it stands."""
        if all(line.id != number for line in self.standing()):
            raise SettingError(
                f"there is no judgement {number} that stands",
                "convenor review --list shows them with their numbers.",
            )
        return self._append(Judgement(0, UNDO, who=who, undoes=number))

    def clusters(self, thing: str, known: Collection[str]) -> Clusters:
        """What the judgements of one class of things come to; `known` are never renamed."""
        return Clusters(
            (line for (of, _), line in self.holding().items() if of == thing), frozenset(known)
        )

    def _read(self) -> list[Judgement]:
        try:
            text = self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):  # the graph itself says so
            return []
        except OSError as error:
            raise StoreError(f"cannot read the judgements in {self.path}: {error}") from error
        *whole, rest = text.split(b"\n")
        if rest:
            self.problems.append(
                f"{self.path}: line {len(whole) + 1} is broken off and does not count"
            )
        return [self._parsed(number, line) for number, line in enumerate(whole, 1)]

    def _parsed(self, number: int, line: bytes) -> Judgement:
        try:
            cells = json.loads(line)
            for name in ("ids", "names"):
                one, other = map(str, cells.get(name, ("", "")))
                cells[name] = (one, other)
            found = Judgement(**cells)
            if found.verdict not in (SAME, DIFFERENT, UNDO) or not isinstance(found.id, int):
                raise ValueError(f"{found.verdict!r} is no verdict")
        except (ValueError, TypeError, AttributeError) as error:
            raise InputError(
                f"{self.path}, line {number}, is no judgement: {error}",
                "Correct or remove the line; the others are not touched by it.",
            ) from error
        return found

    def _append(self, judgement: Judgement) -> Judgement:
        """Write one line to its end and to the disk, under the next number."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self.problems.clear()
                self.lines = self._read()  # another program may have written meanwhile
                if self.problems:
                    file.seek(0)
                    file.truncate(_whole(file.read()))
                number = max((line.id for line in self.lines), default=0) + 1
                now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
                cells = asdict(judgement) | {"id": number, "date": now}
                written = {
                    key: value for key, value in cells.items() if value not in ("", 0, ("", ""))
                }
                file.write(
                    json.dumps(written, ensure_ascii=False).encode("utf-8", "backslashreplace")
                    + b"\n"
                )
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"cannot keep a judgement in {self.path}: {error}") from error
        self.lines.append(Judgement(**cells))
        return self.lines[-1]


def _whole(text: bytes) -> int:
    """Length of the whole lines in it."""
    return text.rfind(b"\n") + 1


class Clusters:
    """Things that are one by judgement, each under one identifier.

    A cluster that holds two known things, or two that were judged different, contradicts itself:
    it merges nothing, and `problems` says so.

    >>> same = [Judgement(1, SAME, "organization", ("a-1", "miit"))]
    >>> Clusters(same, frozenset({"miit"})).canonical("a-1")
    'miit'
    """

    def __init__(self, holding: Iterable[Judgement], known: frozenset[str]) -> None:
        self.problems: list[str] = []
        self._canonical: dict[str, str] = {}
        held = sorted(holding, key=lambda line: line.id)
        self.different = {line.pair for line in held if line.verdict == DIFFERENT}
        same = [line for line in held if line.verdict == SAME]
        for cluster in _components(line.ids for line in same):
            self._settle(
                cluster, known & cluster, [line for line in same if line.ids[0] in cluster]
            )

    def _settle(self, cluster: set[str], known: frozenset[str], lines: list[Judgement]) -> None:
        apart = [pair for pair in sorted(self.different) if cluster.issuperset(pair)]
        if len(known) > 1 or apart:
            one, other = apart[0] if apart else sorted(known)[:2]
            numbers = ", ".join(str(line.id) for line in lines)
            self.problems.append(
                f"the judgements {numbers} make {one} and {other} one, which they are not: "
                f"nothing of it is merged (convenor review --undo NUMBER takes one back)"
            )
            return
        canonical = min(known or cluster)
        self._canonical.update(dict.fromkeys(cluster, canonical))

    def canonical(self, identifier: str) -> str:
        """The identifier of the cluster that a thing is in, its own if it is in none."""
        return self._canonical.get(identifier, identifier)


def _components(edges: Iterable[Pair]) -> list[set[str]]:
    """What hangs together by edges.

    >>> _components([("a", "b"), ("c", "d"), ("b", "e")]) == [{"a", "b", "e"}, {"c", "d"}]
    True
    """
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in edges:
        neighbours[one].add(other)
        neighbours[other].add(one)
    found, seen = [], set[str]()
    for start in sorted(neighbours):
        if start in seen:
            continue
        component, pending = {start}, [start]
        while pending:
            fresh = neighbours[pending.pop()] - component
            component |= fresh
            pending += fresh
        seen |= component
        found.append(component)
    return found
