"""Conflicts as people read them: what one source says beside what another one says."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from .graph.conflicts import CLASSES, CONTRADICTION
from .ontology.evidence import place_in_words
from .tables import write_markdown, write_table

if TYPE_CHECKING:
    from .graph.conflicts import Conflict, Proof, Said, Stated

__all__ = ["render_conflicts"]

_SHOWN = 3  # sources beside a value
_PLACES = 2  # rows or passages of one source
_HEADER = ("thing", "what", "one says", "another says", "why")
_COLUMNS = (
    *("kind", "reason", "subject", "label", "property", "qualifier", "value", "bound", "as_of"),
    *("stage", "sources", "evidence", "other_value", "other_bound", "other_as_of", "other_stage"),
    *("other_sources", "other_evidence"),
)


def render_conflicts(
    conflicts: Sequence[Conflict], format: str, stream: IO[str], *, everything: bool = False
) -> None:
    """Write contradictions, or all differences, as a table for people, JSON, CSV or Markdown."""
    shown = [each for each in conflicts if everything or each.kind == CONTRADICTION]
    if format == "json":
        json.dump(list(map(_plain, shown)), stream, ensure_ascii=False, indent=1, default=str)
        stream.write("\n")
    elif format == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(map(_cells, shown))
    else:
        _write(shown, conflicts, format, stream)


def _write(
    shown: Sequence[Conflict], conflicts: Sequence[Conflict], format: str, stream: IO[str]
) -> None:
    write = write_markdown if format == "md" else write_table
    for kind in CLASSES:
        rows = [_row(each) for each in shown if each.kind == kind]
        if rows:
            stream.write(f"## {kind}\n\n" if format == "md" else f"{kind}\n\n")
            write(_HEADER, rows, stream)
            stream.write("\n")
    counts = Counter(each.kind for each in conflicts)
    listed = [f"{kind} {counts[kind]}" for kind in CLASSES]
    hidden = len(conflicts) - len(shown)
    more = f" (--all shows the other {hidden})" if hidden else ""
    stream.write(f"Differences: {', '.join(listed)}{more}.\n")


def _row(conflict: Conflict) -> tuple[str, ...]:
    what = conflict.property + (f" ({conflict.qualifier})" if conflict.qualifier else "")
    return conflict.label, what, _says(conflict.one), _says(conflict.other), conflict.reason


def _says(stated: Stated) -> str:
    """A value, and who says so."""
    notes = [stated.stage, f"as of {stated.as_of}" if stated.as_of else ""]
    told = ", ".join(filter(None, notes))
    more = len(stated.said) - _SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    sources = "; ".join(map(_source, stated.said[:_SHOWN])) + rest
    return f"{stated.label} ({told}): {sources}" if told else f"{stated.label}: {sources}"


def _source(said: Said) -> str:
    name = said.publisher or said.source.rpartition("/")[2]
    dated = f"{name}, {said.published}" if said.published else name
    proofs = ", ".join(map(_proof, said.proofs[:_PLACES]))
    return f"{dated} [{proofs}]" if proofs else dated


def _proof(proof: Proof) -> str:
    if proof.words:
        return f"“{proof.words}”"
    file, _, fragment = proof.place.partition("#")
    return f"{file} {place_in_words(fragment)}".rstrip()


def _plain(conflict: Conflict) -> dict[str, Any]:
    """A conflict as JSON has it; the cells of a row by their columns."""
    plain = asdict(conflict)
    for side in ("one", "other"):
        for said in plain[side]["said"]:
            for proof in said["proofs"]:
                proof["cells"] = dict(proof["cells"])
    return plain


def _cells(conflict: Conflict) -> tuple[object, ...]:
    about = conflict.subject, conflict.label, conflict.property, conflict.qualifier
    sides = [cell for side in (conflict.one, conflict.other) for cell in _side(side)]
    return conflict.kind, conflict.reason, *about, *sides


def _side(stated: Stated) -> tuple[object, ...]:
    sources = " ".join(said.source for said in stated.said)
    places = " | ".join(proof.words or proof.place for said in stated.said for proof in said.proofs)
    value = stated.label if not stated.bound else stated.value
    return value, stated.bound, stated.as_of, stated.stage, sources, places
