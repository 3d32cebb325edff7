"""The review: candidate pairs in the terminal, one by one, and what people said of them."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .graph.resolve.candidates import Candidate, Named
from .graph.resolve.judgements import DIFFERENT, FILE, SAME, UNDO, Judgements
from .graph.resolve.queue import QUEUE, read_queue
from .graph.resolve.review import COLUMNS, cells, open_pairs, read_decisions, with_words
from .tables import visible, write_table

if TYPE_CHECKING:
    from .graph.knowledge import KnowledgeGraph

__all__ = ["review"]

_QUESTION = "same (s), different (d), later (l), undo the last (u), quit (q)? "
_EFFECT = "Judgements take effect with the next convenor load or convenor build.\n"
_SHOWN_NAMES = 8
_WORDS = {"organization": "body"}


def review(
    graph: KnowledgeGraph, options: argparse.Namespace, answers: IO[str], stream: IO[str]
) -> list[str]:
    """Do what the options of the command say; returns the rows of a table that were rejected."""
    queue = read_queue(graph.version.path / QUEUE)
    judgements = Judgements(graph.folder.path / FILE)
    stream.writelines(f"{visible(problem)}\n" for problem in judgements.problems)
    if options.load:
        return _load(Path(options.load), queue, judgements, stream, options.who)
    if options.undo is not None:
        _undo(judgements, options.undo, stream, options.who)
        stream.write(_EFFECT)
    elif options.list:
        _list(judgements, options.format, stream)
    elif options.format:
        pairs = with_words(open_pairs(queue, judgements), graph.store, graph.iris)
        _write(pairs, options.format, stream)
    else:
        queue = with_words(queue, graph.store, graph.iris)
        _Walk(queue, judgements, answers, stream, options.who).run()
    return []


class _Walk:
    """One walk through the queue; `history` holds the pairs that were judged in it."""

    def __init__(
        self,
        queue: Sequence[Candidate],
        judgements: Judgements,
        answers: IO[str],
        stream: IO[str],
        who: str,
    ) -> None:
        self.queue = queue
        self.judgements = judgements
        self.answers = answers
        self.stream = stream
        self.who = who
        self.later: list[Candidate] = []
        self.history: list[int] = []

    def run(self) -> None:
        while pending := self._pending():
            self._show(pending[0], len(pending))
            answer = self._ask()
            if answer == "q":
                break
            if answer == "u":
                self._undo()
            elif answer == "l":
                self.later.append(pending[0])
            else:
                self._judge(pending[0], SAME if answer == "s" else DIFFERENT)
        left = len(open_pairs(self.queue, self.judgements))
        if not self.queue:
            self.stream.write("There is nothing to review: every name is known or like no other.\n")
            return
        self.stream.write(f"{len(self.history)} judged, {left} left.\n")
        if self.history:
            self.stream.write(_EFFECT)

    def _pending(self) -> list[Candidate]:
        return [pair for pair in open_pairs(self.queue, self.judgements) if pair not in self.later]

    def _ask(self) -> str:
        """The next answer that is one of the keys; the end of the answers is quit."""
        while True:
            self.stream.write(_QUESTION)
            self.stream.flush()
            line = self.answers.readline()
            if not self.answers.isatty():
                self.stream.write("\n")
            if not line:
                return "q"
            answer = line.strip().casefold()
            for key in ("same", "different", "later", "undo", "quit"):
                if answer and key.startswith(answer):
                    return key[0]
            self.stream.write(f"{visible(line.strip())!r} is none of the keys.\n")

    def _judge(self, pair: Candidate, verdict: str) -> None:
        line = _keep(self.judgements, pair, verdict, self.who)
        self.history.append(line)

    def _undo(self) -> None:
        """Take back the last judgement, of this walk or of an earlier one."""
        made = [line.id for line in self.judgements.standing() if line.verdict != UNDO]
        number = self.history.pop() if self.history else max(made, default=0)
        if not number:
            self.stream.write("There is nothing to undo.\n")
            return
        _undo(self.judgements, number, self.stream, self.who)

    def _show(self, pair: Candidate, left: int) -> None:
        what = _WORDS.get(pair.thing, pair.thing)
        lines = [
            "",
            f"{what}, score {pair.score:.2f}, {left} left: {'; '.join(pair.reasons)}",
            *_lines("one  ", pair.one),
            *_lines("other", pair.other),
        ]
        self.stream.writelines(f"{visible(line)}\n" for line in lines)


def _lines(word: str, side: Named) -> list[str]:
    told = [side.kind, f"at {side.place}" if side.place else None, side.id if side.known else "new"]
    lines = [f"  {word}  {side.name}  ({', '.join(filter(None, told))})"]
    if side.names:
        more = len(side.names) - _SHOWN_NAMES
        rest = f" and {more} more" if more > 0 else ""
        lines.append(f"         other names: {' | '.join(side.names[:_SHOWN_NAMES])}{rest}")
    if side.words:
        lines.append(f"         read in: {side.words}")
    return lines


def _keep(judgements: Judgements, pair: Candidate, verdict: str, who: str) -> int:
    ids, names = (pair.one.id, pair.other.id), (pair.one.name, pair.other.name)
    return judgements.judge(verdict, pair.thing, ids, names, who).id


def _undo(judgements: Judgements, number: int, stream: IO[str], who: str) -> None:
    """Take a judgement back and say which. Raises SettingError where there is none."""
    taken = judgements.undo(number, who)
    line = next(line for line in judgements if line.id == taken.undoes)
    stream.write(visible(f"Undone: {number} {line.verdict}: {' / '.join(line.names)}") + "\n")


def _write(pairs: Sequence[Candidate], format: str, stream: IO[str]) -> None:
    """Write pairs as CSV, to be judged in a spreadsheet, or as JSON."""
    if format == "json":
        json.dump([asdict(pair) for pair in pairs], stream, ensure_ascii=False, indent=1)
        stream.write("\n")
        return
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(cells, pairs))


def _load(
    path: Path, queue: Sequence[Candidate], judgements: Judgements, stream: IO[str], who: str
) -> list[str]:
    """Keep what a table decides; returns the rows that decide nothing, each with its reason."""
    decisions, rejected = read_decisions(path, queue)
    holding = {key: line.verdict for key, line in judgements.holding().items()}
    kept = 0
    for decision in decisions:
        pair = decision.pair
        ids = min(pair.one.id, pair.other.id), max(pair.one.id, pair.other.id)
        if holding.get((pair.thing, ids)) != decision.verdict:
            _keep(judgements, pair, decision.verdict, who)
            kept += 1
    stream.write(
        f"Judgements read {len(decisions) + len(rejected):,} = kept {kept:,} "
        f"+ held already {len(decisions) - kept:,} + rejected {len(rejected):,}.\n"
    )
    if kept:
        stream.write(_EFFECT)
    return [str(error) for error in rejected]


def _list(judgements: Judgements, format: str | None, stream: IO[str]) -> None:
    """Write all judgements with their numbers, and which of them hold."""
    if format == "json":
        json.dump([asdict(line) for line in judgements], stream, ensure_ascii=False, indent=1)
        stream.write("\n")
        return
    holding = {line.id for line in judgements.holding().values()}
    header = ("number", "judgement", "name", "candidate", "date", "who", "holds")
    rows = [
        (
            str(line.id),
            line.verdict if line.verdict != UNDO else f"undo {line.undoes}",
            *(line.names if any(line.names) else line.ids),
            line.date[:10],
            line.who,
            "yes" if line.id in holding else "" if line.verdict == UNDO else "no",
        )
        for line in judgements
    ]
    if format == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    elif rows:
        write_table(header, rows, stream)
    else:
        stream.write("There are no judgements yet: convenor review asks for them.\n")
