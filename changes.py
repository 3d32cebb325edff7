"""The commands that tell what changed of a graph, and how they write it for people."""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any

from .graph.canonical import in_blocks
from .graph.changed import ChangedThing, Changes, Wording
from .graph.changelog import ChangeLog, Revision
from .graph.folder import GraphFolder
from .graph.manifest import revision_of
from .graph.patches import differences, merged, patch_rows
from .graph.result import short_iri
from .graph.states import State, open_state
from .listing import Listing
from .ontology.errors import SettingError
from .tables import visible, write_table

__all__ = ["show_changes", "show_differences"]

_LISTED = 2  # inputs of a revision that are named


def show_differences(options: argparse.Namespace, folder: GraphFolder, stream: IO[str]) -> None:
    """Write what tells two states apart; a number is a revision of the graph in `folder`."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        old, new = (
            open_state(text, folder, Path(tempfile.mkdtemp(dir=scratch)), stack)
            for text in (options.old, options.new)
        )
        if options.format == "patch":
            pairs = differences(old.lines(), new.lines())
            _write(in_blocks(patch_rows(pairs, new.sha256, old.sha256)), stream)
        elif options.format == "json":
            ends = {
                name: {"name": state.name, "sha256": state.sha256}
                for name, state in (("old", old), ("new", new))
            }
            _write_json(ends, partial(_compare, old, new), stream)
        else:
            listing = Listing(stream, options.language, new.base)
            stream.write(f"{visible(old.name)} -> {visible(new.name)}\n")
            found = _compare(old, new, listing.thing)
            listing.end(found.added, found.removed)


def _compare(old: State, new: State, tell: Callable[[ChangedThing], object]) -> Changes:
    """Tell what changed, thing by thing; the counts."""
    if old.sha256 == new.sha256:
        return Changes((), Wording(), tell)
    changes = Changes((new.base, old.base), Wording(new.names, old.names), tell)
    for _ in changes.watch(merged(old.lines(), new.lines())):
        pass
    return changes


def show_changes(options: argparse.Namespace, folder: GraphFolder, stream: IO[str]) -> None:
    """List the revisions of a graph, or write what changed since one of them."""
    with folder.reading() as (version, _):
        log = ChangeLog(folder.changes, revision_of(version.manifest()))
    chosen = log.revisions() if options.since is None else _since(log, options.since)
    if options.format == "patch":
        for revision in chosen:
            if revision.previous_sha256:
                with gzip.open(revision.patch) as file:
                    _write(in_blocks(file), stream)
    elif options.format == "json":
        _write_revisions(chosen, stream, with_things=options.since is not None)
    elif options.since is None:
        _write_table(chosen, stream)
    else:
        for revision in chosen:
            _write_revision(revision, options.language, stream)
        if not chosen:
            stream.write(f"Nothing has changed since {visible(options.since)}.\n")


def _since(log: ChangeLog, text: str) -> list[Revision]:
    """The revisions after one, or from a day or time (of UTC) on."""
    if text.isdecimal():
        return log.since(int(text))
    try:
        start = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingError(
            f"{text!r} is neither the number of a revision nor a date",
            "Give one such as 3 or 2026-11-01; convenor changes lists the revisions.",
        ) from error
    start = start if start.tzinfo else start.replace(tzinfo=datetime.UTC)
    return [each for each in log.revisions() if datetime.datetime.fromisoformat(each.time) >= start]


def _write(blocks: Iterable[bytes], stream: IO[str]) -> None:
    stream.writelines(block.decode() for block in blocks)


def _write_table(revisions: Sequence[Revision], stream: IO[str]) -> None:
    rows = [
        (
            str(each.number),
            _day(each),
            f"{each.things:,}" if each.number > 1 else "",
            f"{each.added:,}",
            f"{each.removed:,}",
            _inputs(each),
        )
        for each in revisions
    ]
    write_table(("revision", "time (UTC)", "things", "added", "removed", "inputs"), rows, stream)
    stream.write(
        "\nThings are those that changed; added and removed count quads.\n"
        "convenor changes --since 1 shows what changed, convenor diff 1 2 compares two.\n"
    )


def _write_revision(revision: Revision, language: str, stream: IO[str]) -> None:
    listing = Listing(stream, language, revision.base)
    inputs = _inputs(revision)
    listing.line(
        f"Revision {revision.number}, {_day(revision)}" + (f": {inputs}" if inputs else "")
    )
    if revision.previous_sha256:
        for thing in revision.all_changed():
            listing.thing(thing)
        listing.end(revision.added, revision.removed)
    else:
        listing.line(f"The first build: {revision.added:,} quads.")
    listing.line("")


def _day(revision: Revision) -> str:
    return revision.time[:16].replace("T", " ")


def _inputs(revision: Revision) -> str:
    """The inputs that were added, removed and changed, and the sources that were taken out."""
    out = [short_iri(iri, revision.base) for iri in revision.excluded]
    groups = zip(("+", "-", "~", "without"), (*revision.inputs, out), strict=True)
    return "; ".join(f"{mark} {_listed(names)}" for mark, names in groups if names)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _write_json(
    head: dict[str, Any],
    compare: Callable[[Callable[[ChangedThing], object]], Changes],
    stream: IO[str],
) -> None:
    """One object, written as its things are found."""
    things = _Array(stream, json.dumps(head, ensure_ascii=False)[:-1] + ', "things": [')
    found = compare(lambda thing: things.add(thing.to_json()))
    counts = {"changed": found.things, "added": found.added, "removed": found.removed}
    stream.write("\n], " + json.dumps(counts)[1:] + "\n")


def _write_revisions(revisions: Iterable[Revision], stream: IO[str], *, with_things: bool) -> None:
    """An array of revisions, and of the things that each changed."""
    array = _Array(stream, "[")
    for each in revisions:
        inputs = dict(zip(("added", "removed", "changed"), each.inputs, strict=True))
        text = json.dumps(each.plain() | {"inputs": inputs}, ensure_ascii=False)
        if not with_things:
            array.add(text)
            continue
        array.add(text[:-1])
        things = _Array(stream, ', "changed": [')
        for thing in each.all_changed():
            things.add(thing.to_json())
        stream.write("\n]}")
    stream.write("\n]\n")


class _Array:
    """An array of JSON that is written item by item."""

    def __init__(self, stream: IO[str], start: str) -> None:
        stream.write(start)
        self._stream, self._comma = stream, ""

    def add(self, item: str) -> None:
        self._stream.write(f"{self._comma}\n{item}")
        self._comma = ","
