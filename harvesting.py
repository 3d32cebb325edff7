"""The command that harvests an endpoint: its queries, its file, and the mapping of its columns."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from .graph.folder import GraphFolder
from .loaders.fetching.addresses import read_address
from .loaders.fetching.fetcher import Fetcher
from .loaders.fetching.limits import Limits
from .loaders.harvest.endpoint import Endpoint
from .loaders.harvest.journal import open_journal
from .loaders.harvest.mapping import record_of, write_mapping
from .loaders.harvest.pages import Plan, harvest as run
from .loading import change, read_limits
from .ontology.errors import QueryError, SettingError
from .progress import progress
from .queries.catalogue import Query, load_query
from .queries.paging import about, after, form, portion

__all__ = ["harvest"]

# The ready queries for an endpoint: what lists the things, and what is asked of them.
_READY = {
    "wikidata": (
        "wikidata_things",
        ("kinds", "names", "dates", "series", "bodies", "places", "sites"),
    ),
}
_SUFFIXES = {"CONSTRUCT": ".nq", "SELECT": ".jsonl"}


def harvest(options: argparse.Namespace, folder: GraphFolder) -> int:
    """Harvest an endpoint into a file, and load it if that is asked for; the exit code."""
    keys, queries = _queries(options)
    plan = _plan(keys, queries, options.page)
    into = _into(Path(options.into), plan.form)
    url = read_address(options.endpoint)
    asked = [keys.text if keys else "", *(query.text for query in queries)]
    mark = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
    with (
        open_journal(into, url, mark, plan.size) as journal,
        tempfile.TemporaryDirectory(prefix="convenor-") as draft,
        Fetcher(_limits(options)) as fetcher,
        progress(options.quiet) as shown,
    ):
        if not journal.is_done:
            shown.phase("harvesting", unit="things" if keys else "answers")
            run(plan, Endpoint(fetcher, url, Path(draft, "answer")), journal, shown.advance)
        things, lines = journal.progress.things, journal.progress.lines
    record = record_of(queries[0].text) if plan.form == "SELECT" else None
    mapping = write_mapping(into, record) if record else None
    sys.stdout.write(f"{into}: {things:,} {'things' if keys else 'answers'}, {lines:,} lines\n")
    if not options.load:
        given = f" --mapping {mapping}" if mapping else ""
        sys.stdout.write(f"Load it: convenor load {into}{given}\n")
        return 0
    return change(_to_load(options, into, mapping), folder)


def _limits(options: argparse.Namespace) -> Limits:
    """An endpoint may think before it says anything, as long as the whole answer may take."""
    if not options.delay >= 0:
        raise SettingError("--delay is less than nothing", "Give seconds.")
    return replace(read_limits(options), read=options.timeout, delay=options.delay)


def _queries(options: argparse.Namespace) -> tuple[Query | None, list[Query]]:
    """The query that lists the things, if there is one, and those of what is known of them."""
    if options.mapping:
        if options.keys:
            raise SettingError("--mapping has its own --keys", "Leave one of them out.")
        keys, names = _READY[options.mapping]
        parts = [load_query("harvest", f"{options.mapping}_{name}") for name in names]
        return load_query("harvest", keys), parts
    queries = [_read(path) for path in options.query]
    if options.keys:
        return _read(options.keys), queries
    if len(queries) > 1:
        raise SettingError("several queries need --keys", "Name the query that lists their things.")
    return None, queries


def _read(path: str) -> Query:
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"cannot read the query in {path}: {error}") from error
    return Query(name=path, text=text, summary=Path(path).name)


def _plan(keys: Query | None, queries: list[Query], size: int) -> Plan:
    """How the queries are paged; they are tried out, so that errors come before anything is."""
    if size < 1:
        raise SettingError(f"--page {size} is no number of things", "Give 1 or more.")
    kind = form(queries[0])
    if any(form(query) != kind for query in queries):
        raise QueryError("the queries are of both forms", "Write either CONSTRUCTs or SELECTs.")
    if keys is None:
        portion(queries[0], 0, 1)
        return Plan(kind, size, portion=partial(portion, queries[0]))
    if form(keys) != "SELECT":
        raise QueryError(f"{keys.name} is no SELECT", "Write a SELECT of ?thing.")
    after(keys, "", 1)
    for query in queries:
        about(query, [])
    return Plan(
        kind,
        size,
        keys=partial(after, keys),
        about=lambda things: [about(query, things) for query in queries],
    )


def _into(path: Path, form: str) -> Path:
    suffix = _SUFFIXES[form]
    if path.suffix != suffix:
        raise SettingError(f"{path} is no name for what a {form} gives", f"It ends in {suffix}.")
    if not path.parent.is_dir():
        raise SettingError(f"there is no folder {path.parent}", "Make it first.")
    return path


def _to_load(options: argparse.Namespace, into: Path, mapping: Path | None) -> argparse.Namespace:
    """The command line of a load of the file."""
    chosen = {
        "command": "load",
        "paths": [str(into)],
        "mapping": str(mapping) if mapping else None,
        "name": None,
        "encoding": None,
        "contacts": False,
        "report": None,
        "strict": False,
        "dry_run": False,
    }
    return argparse.Namespace(**{**vars(options), **chosen})
