"""What is left to judge, and judgements that come back in a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode

from ...ontology.errors import InputError, RowError
from ...ontology.iris import Iris
from ...queries.catalogue import load_query
from ..store import Store
from .candidates import Candidate, Named
from .judgements import DIFFERENT, SAME, Judgements
from .resolver import BODY, SERIES

__all__ = ["COLUMNS", "Decision", "cells", "open_pairs", "read_decisions", "with_words"]

COLUMNS = (
    *("name", "candidate", "score", "reasons", "judgement", "other_names", "candidate_names"),
    *("kind", "candidate_kind", "place", "words", "thing", "id", "candidate_id"),
)
_VERDICTS = {"same": SAME, "s": SAME, "different": DIFFERENT, "d": DIFFERENT}
_LATER = {"", "later", "l"}


def open_pairs(queue: Sequence[Candidate], judgements: Judgements) -> list[Candidate]:
    """The pairs of a queue that no judgement has settled yet, in their order.

    A pair is settled by a judgement on itself, or if judgements make both sides one thing or two
    known ones.
    """
    known = {side.id for each in queue for side in (each.one, each.other) if side.known}
    holding = judgements.holding()
    clusters = {thing: judgements.clusters(thing, known) for thing in (BODY, SERIES)}

    def is_open(pair: Candidate) -> bool:
        one, other = pair.one.id, pair.other.id
        ends = {clusters[pair.thing].canonical(each) for each in (one, other)}
        judged = (pair.thing, (min(one, other), max(one, other))) in holding
        return not judged and len(ends) == 2 and not ends <= known

    return [pair for pair in queue if is_open(pair)]


def with_words(queue: Sequence[Candidate], store: Store, iris: Iris) -> list[Candidate]:
    """The same pairs; a side that comes without the words around its name gets those of a claim."""
    text = load_query("conflicts", "evidence").text

    def told(thing: str, side: Named) -> Named:
        if side.words or side.known:
            return side
        subject = NamedNode(iris.thing(thing, side.id))
        found = store.select(text, {"subject": subject}).rows()
        words = min((str(row["words"]) for row in found if row["words"]), key=len, default="")
        return replace(side, words=words)

    return [
        replace(pair, one=told(pair.thing, pair.one), other=told(pair.thing, pair.other))
        for pair in queue
    ]


def cells(pair: Candidate) -> tuple[str, ...]:
    """A pair as a row under `COLUMNS`; the judgement is left to the reader."""
    one, other = pair.one, pair.other
    return (
        *(one.name, other.name, f"{pair.score:.2f}", "; ".join(pair.reasons), ""),
        *(" | ".join(one.names), " | ".join(other.names), one.kind or "", other.kind or ""),
        *(one.place or "", one.words, pair.thing, one.id, other.id),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """A judgement that a row of a table makes on a pair."""

    pair: Candidate
    verdict: str


def read_decisions(path: Path, queue: Sequence[Candidate]) -> tuple[list[Decision], list[RowError]]:
    """The judgements in a table as `cells` writes it, and the rows that make none, with reasons.

    Rows left empty or marked ``later`` judge nothing. Raises InputError where the file cannot be
    read or has not the columns.
    """
    by_ids = {(pair.one.id, pair.other.id): pair for pair in queue}
    by_names: dict[tuple[str, str], list[Candidate]] = {}
    for pair in queue:
        by_names.setdefault((pair.one.name, pair.other.name), []).append(pair)
    decisions: dict[tuple[str, str], Decision] = {}
    rejected = []
    for number, row in _rows(path):
        word = (row.get("judgement") or "").strip()
        if word.casefold() in _LATER:
            continue
        ids = row.get("id") or "", row.get("candidate_id") or ""
        names = row.get("name") or "", row.get("candidate") or ""
        found = [by_ids[ids]] if ids in by_ids else by_names.get(names, [])
        fault = _fault(word, found, decisions)
        if fault:
            column, message, rule = fault
            value = word if column == "judgement" else " / ".join(names)
            place = {"file": path.name, "row": str(number), "column": column, "value": value}
            rejected.append(RowError(message, rule=rule, **place))
        else:
            pair = found[0]
            decisions[pair.one.id, pair.other.id] = Decision(pair, _VERDICTS[word.casefold()])
    return list(decisions.values()), rejected


def _fault(
    word: str, found: Sequence[Candidate], decisions: dict[tuple[str, str], Decision]
) -> tuple[str, str, str] | None:
    """Column, reason and rule where a row makes no judgement."""
    verdict = _VERDICTS.get(word.casefold())
    if verdict is None:
        return "judgement", f"{word!r} is not same, different or later", "unknown-judgement"
    if len(found) != 1:
        why = "no pair" if not found else f"{len(found)} pairs"
        return "name", f"{why} of the queue has these names", "unknown-pair"
    before = decisions.get((found[0].one.id, found[0].other.id))
    if before and before.verdict != verdict:
        return "judgement", f"a row above says {before.verdict} of the pair", "contradiction"
    return None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Rows of a table with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            # Spreadsheets of some countries write semicolons.
            delimiter = max(",;\t", key=header.count)
            file.seek(0)
            reader = csv.DictReader(file, delimiter=delimiter)
            columns = set(reader.fieldnames or ())
            if "judgement" not in columns or not (
                {"id", "candidate_id"} <= columns or {"name", "candidate"} <= columns
            ):
                raise InputError(
                    f"{path} has not the columns name, candidate and judgement",
                    "Fill in what this writes: convenor review --format csv",
                )
            yield from enumerate(reader, 2)  # the header is row 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"cannot read the judgements in {path}: {error}", "Save it as CSV in UTF-8."
        ) from error
