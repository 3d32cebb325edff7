"""The command that checks identifiers of other data sets against what they are called there."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from .graph import external
from .graph.result import Result, literal
from .loaders.labels import Fetch, Label, fetch_labels, read_labels, save_labels
from .ontology.errors import InputError, SettingError
from .terminal import render

if TYPE_CHECKING:
    from .graph.knowledge import KnowledgeGraph

__all__ = ["lint_authority"]

_COLUMNS = ("verdict", "identifier", "thing", "names", "label", "reason", "checked", "sources")
_LARGEST = 32 << 20
_ORDER = (external.INVALID, external.DIFFERS, external.OLD, external.UNKNOWN, external.AGREES)


def lint_authority(
    graph: KnowledgeGraph,
    options: argparse.Namespace,
    stream: IO[str],
    *,
    fetch: Fetch | None = None,
    today: date | None = None,
) -> bool:
    """Write the verdict on every external identifier; returns whether any is wrong.

    `fetch` gives the bytes behind an address; without it ``--fetch`` asks the web.
    """
    if options.days < 0:
        raise SettingError(f"--days {options.days} is less than none", "Give a number from 0 on.")
    today = today or datetime.now(UTC).date()
    found = external.find(graph.store)
    labels = _grouped(label for path in options.labels or () for label in read_labels(path))
    trouble: dict[str, str] = {}
    if options.fetch:
        wanted = _wanted(found, labels, today - timedelta(options.days))
        if fetch:
            trouble = _fetched(wanted, fetch, labels, today)
        elif wanted:
            with _web() as ask:
                trouble = _fetched(wanted, ask, labels, today)
    if options.save:
        save_labels((label for each in sorted(labels) for label in labels[each]), options.save)
    checked = [
        external.check(
            each, labels.get(each.identifier, ()), today=today, days=options.days, trouble=trouble
        )
        for each in found
    ]
    checked.sort(key=lambda each: _ORDER.index(each.verdict))
    render(_table(checked, graph.iris.base), options.format, stream)
    return _summed(checked, trouble)


def _grouped(labels: Iterable[Label]) -> dict[str, list[Label]]:
    groups: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        groups[label.identifier].append(label)
    return dict(groups)


def _wanted(
    found: Sequence[external.External], labels: dict[str, list[Label]], oldest: date
) -> list[str]:
    """Identifiers whose labels are lacking or were checked before `oldest`."""
    return sorted(
        identifier
        for identifier in {each.identifier for each in found}
        if max((label.checked for label in labels.get(identifier, ())), default="")
        < oldest.isoformat()
    )


def _fetched(
    wanted: Sequence[str], fetch: Fetch, labels: dict[str, list[Label]], today: date
) -> dict[str, str]:
    """Put what registries answer in the place of older labels; returns why some did not."""
    trouble = {}
    for identifier in wanted:
        try:
            if answer := fetch_labels(identifier, fetch, today):
                labels[identifier] = answer
            else:
                trouble[identifier] = "its registry is not one that is asked, or has no label"
        except InputError as error:
            trouble[identifier] = error.message
    return trouble


@contextmanager
def _web() -> Iterator[Fetch]:
    from .loaders.fetching.fetcher import Fetcher
    from .loaders.fetching.limits import Limits, Request

    with TemporaryDirectory() as folder, Fetcher(Limits(largest=_LARGEST)) as fetcher:
        place = Path(folder, "answer")

        def fetch(address: str) -> bytes:
            request = Request(address, accept="application/json")
            return fetcher.fetch(request, place).path.read_bytes()

        yield fetch


def _table(checked: Sequence[external.Checked], base: str) -> Result:
    rows = (
        (
            each.verdict,
            each.external.identifier,
            each.external.thing,
            " | ".join(each.external.names),
            each.label,
            each.reason,
            each.checked,
            " ".join(each.external.sources),
        )
        for each in checked
    )
    return Result(_COLUMNS, tuple(tuple(map(literal, row)) for row in rows), base=base)


def _summed(checked: Sequence[external.Checked], trouble: dict[str, str]) -> bool:
    """Tell the sums on the error stream; whether any identifier is wrong."""
    counts = Counter(each.verdict for each in checked)
    sums = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in _ORDER if counts[verdict])
    sys.stderr.write(f"External identifiers: {len(checked):,}{': ' if sums else ''}{sums}.\n")
    if counts[external.UNKNOWN] and not trouble:
        sys.stderr.write("Give labels with --labels FILE, or get them with --fetch.\n")
    return bool(counts[external.DIFFERS] or counts[external.INVALID])
