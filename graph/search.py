"""Search: an index of words beside the store, in SQLite, written by the build and then only read.

Its file has an entry for each thing and each passage, things first. Facets (type, year, kind,
place, source) have numbers, which are words of an entry as well: so a choice among them is made by
the index itself. What is looked up are words that `convenor.graph.words` made: the tokenizer only
parts them at the spaces, and nothing that people type is ever read as the syntax of a query.
"""

from __future__ import annotations

import difflib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from ..ontology.errors import StoreError
from ..ontology.iris import Iris
from .found import Found, Labeler
from .indexing import SENTENCE, Entry, Facet, entries
from .provenance import Provenance
from .store import Store
from .words import Phrase, folded, phrases

__all__ = ["FILE", "search", "write_index"]

FILE = "search.sqlite"
_READ = 5_000  # entries that are ranked and counted
_LAST = {"source": 1, SENTENCE: 2}  # types that stand behind all others
_SAME = 200  # things of exactly the name asked for that are looked at
_NEAR = 4  # names that are proposed, and
_START = 2  # letters or so that they begin with as well, or they share a word

_SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, names TEXT NOT NULL,
  facets TEXT NOT NULL, about TEXT NOT NULL);
CREATE TABLE facet (id INTEGER PRIMARY KEY, "group" TEXT NOT NULL, value TEXT NOT NULL,
  iri TEXT NOT NULL);
CREATE TABLE name (folded TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (folded, entry))
  WITHOUT ROWID;
CREATE INDEX names_of ON name (entry);
CREATE VIRTUAL TABLE words USING fts5(text, facets, content='', tokenize='ascii');
"""
_WRITE = (
    "INSERT INTO entry VALUES (?, ?, ?, ?, ?)",
    "INSERT OR IGNORE INTO name VALUES (?, ?)",
    "INSERT INTO words (rowid, text, facets) VALUES (?, ?, ?)",
)
_WRITE_FACET = "INSERT INTO facet VALUES (?, ?, ?, ?)"
_FACETS = 'SELECT id, "group", value, iri FROM facet'
_SAME_NAME = """
SELECT rowid, bm25(words, 1.0, 0.0) FROM words
WHERE words MATCH :match AND rowid IN (SELECT entry FROM name WHERE folded = :name) LIMIT :most
"""
_MATCHING = """
SELECT rowid, bm25(words, 1.0, 0.0) FROM words WHERE words MATCH :match ORDER BY rowid LIMIT :most
"""
_NAMES_FROM = "SELECT folded, entry FROM name WHERE folded BETWEEN ? AND ? LIMIT ?"
_NAMES_WITH = """
SELECT folded, entry FROM (
  SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 1.0, 0.0), rowid LIMIT ?
) JOIN name ON entry = rowid
"""
_FACETS_OF = "SELECT facets FROM entry WHERE id = ?"
_ENTRY = "SELECT iri, names, about FROM entry WHERE id = ?"


def write_index(store: Store, iris: Iris, path: Path) -> int:
    """Write the index of a store to a file that is not there yet; returns its number of entries."""
    try:
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA journal_mode = OFF")
            file.executescript(_SCHEMA)
            numbers: dict[Facet, int] = {}
            number = 0
            for number, entry in enumerate(entries(store, iris), 1):
                _write(file, number, entry, numbers)
            file.executemany(_WRITE_FACET, ((id_, *facet) for facet, id_ in numbers.items()))
            file.commit()
            return number
    except sqlite3.Error as error:
        raise StoreError(
            f"cannot write the index of words {path}: {error}", "Is there room on the disk?"
        ) from error


def _write(file: sqlite3.Connection, number: int, entry: Entry, numbers: dict[Facet, int]) -> None:
    codes = " ".join(str(numbers.setdefault(facet, len(numbers) + 1)) for facet in entry.facets)
    names = json.dumps(entry.names, ensure_ascii=False)
    to_entry, to_name, to_words = _WRITE
    # A passage is one text, with what is around it; names do not follow each other.
    is_passage = entry.type == SENTENCE
    looked_up = [folded(text) for text in (["".join(entry.names)] if is_passage else entry.names)]
    file.execute(to_entry, (number, entry.iri, names, codes, entry.about))
    file.execute(to_words, (number, " / ".join(looked_up), codes))
    if not is_passage:
        file.executemany(to_name, ((name, number) for name in looked_up if name))


def search(
    path: Path,
    provenance: Provenance,
    text: str,
    *,
    types: Collection[str] = (),
    kinds: Collection[str] = (),
    years: tuple[int | None, int | None] | None = None,
    place: str | None = None,
    source: str | None = None,
    language: str = "en",
    most: int = 20,
    offset: int = 0,
) -> Found:
    """What the index in `path` has of `text`: things of exactly that name, others, passages.

    See `KnowledgeGraph.search`. Raises StoreError where there is no index.
    """
    asked = phrases(text)
    if not asked:
        return Found()
    with _reading(path) as file:
        facets: dict[int, Facet] = {row[0]: row[1:] for row in file.execute(_FACETS)}
        wanted = {
            "type": types,
            "kind": kinds,
            "place": [place] if place else (),
            "source": [source] if source else (),
        }
        limits = _limits(facets, wanted, years)
        if limits is None:
            return Found()
        ranked, codes, more = _ranked(file, asked, limits, text, facets)
        near = () if ranked else tuple(_near(file, asked, folded(text)))
        shown = [
            (codes[id_], *file.execute(_ENTRY, (id_,)).fetchone())
            for id_ in ranked[offset : offset + most]
        ]
    labeler = Labeler(facets, provenance, language)
    return Found(
        tuple(
            labeler.hit(iri, json.loads(names), own, about, asked)
            for own, iri, names, about in shown
        ),
        len(ranked),
        more,
        tuple(labeler.choices(codes.values())),
        near,
    )


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise StoreError(
            f"the graph has no index of words in {path}: an older release made it",
            "Build it again: convenor build, or convenor load and a file.",
        )
    try:
        address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as file:
            yield file
    except sqlite3.Error as error:
        raise StoreError(
            f"cannot read the index of words {path}: {error}", "Build the graph again."
        ) from error


def _limits(
    facets: Mapping[int, Facet],
    wanted: Mapping[str, Collection[str]],
    years: tuple[int | None, int | None] | None,
) -> list[list[int]] | None:
    """The numbers of facets of which a hit has one of each list; None where there is none."""
    limits = [
        [id_ for id_, (own, *names) in facets.items() if own == group and {*names} & {*values}]
        for group, values in wanted.items()
        if values
    ]
    if years:
        first, last = years[0] or 0, years[1] or 9999
        limits.append(
            [
                id_
                for id_, (group, value, _) in facets.items()
                if group == "year" and first <= int(value) <= last
            ]
        )
    return limits if all(limits) else None


def _match(asked: Iterable[Phrase], limits: Iterable[Iterable[int]]) -> str:
    """The query of the index: words have letters and digits only, so quotes hold them."""
    phrases = (f'"{" ".join(each.words)}"{" *" if each.is_open else ""}' for each in asked)
    one_of = (" OR ".join(f'"{number}"' for number in numbers) for numbers in limits)
    return " AND ".join(
        [f"text : ({' AND '.join(phrases)})", *(f"facets : ({each})" for each in one_of)]
    )


def _ranked(
    file: sqlite3.Connection,
    asked: tuple[Phrase, ...],
    limits: list[list[int]],
    text: str,
    facets: Mapping[int, Facet],
) -> tuple[list[int], dict[int, list[int]], bool]:
    """Entries, the best first, the numbers of their facets, and whether not all were read."""
    match = _match(asked, limits)
    given = {"match": match, "name": folded(text), "most": _SAME}
    same = dict(file.execute(_SAME_NAME, given))
    found = dict(file.execute(_MATCHING, {"match": match, "most": _READ + 1}))
    more = len(found) > _READ
    if more:
        found.popitem()
    found |= same
    codes = {
        id_: [int(code) for code in file.execute(_FACETS_OF, (id_,)).fetchone()[0].split()]
        for id_ in found
    }
    ranked = sorted(
        found,
        key=lambda id_: (id_ not in same, _LAST.get(facets[codes[id_][0]][1], 0), found[id_], id_),
    )
    return ranked, codes, more


def _near(file: sqlite3.Connection, asked: Iterable[Phrase], name: str) -> Iterator[str]:
    """Names that look like one that nothing has: those with some of its words or its beginning."""
    some = " OR ".join(f'"{word}"' for phrase in asked for word in phrase.words)
    start = name[:_START]
    known = dict(file.execute(_NAMES_FROM, (start, f"{start}\U0010ffff", _READ)))
    known |= dict(file.execute(_NAMES_WITH, (f"text : ({some})", _SAME)))
    for found in difflib.get_close_matches(name, sorted(known), _NEAR, 0.6):
        names = json.loads(file.execute(_ENTRY, (known[found],)).fetchone()[1])
        yield next(each for each in names if folded(each) == found)
