"""Indexing: what of a graph can be found by words, the things first and then the sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .result import short_iri
from .store import Store

__all__ = ["SENTENCE", "Entry", "Facet", "entries"]

SENTENCE = "sentence"
_CLAIM = expand("cvn:Claim")
_CLAIMS = "/claims"
_HASHED = re.compile(r"[0-9a-f]{10}")
_SPAN = re.compile(r"(.*#\w+=)(\d+),(\d+)\Z", re.DOTALL)
# People look for the first of these more often: they stay where too much is found.
_ORDER = ("series", "organization", "edition", "place", "theme", "industry", "area", "exhibit")
_RANKS = {type_: rank for rank, type_ in enumerate(_ORDER)}

Facet = tuple[str, str, str]  # what it is (type, year, kind, place, source), its value, its IRI


@dataclass(frozen=True, slots=True)
class Entry:
    """What is found: a thing by `names`, or a passage by its words and what is around them.

    `names` of a passage are what stands before, its words and what stands behind; `about` is the
    thing that it tells something of.
    """

    iri: str
    type: str
    names: tuple[str, ...]
    facets: tuple[Facet, ...]
    about: str = ""


def entries(store: Store, iris: Iris) -> Iterator[Entry]:
    """All that can be found, in an order that only the content decides."""
    facets = _facets(store, iris)
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for thing, name in sorted(_rows(store, "names", "thing", "name")):
        names[thing][name] = None
    things: dict[str, tuple[str, str]] = {}
    own = {iris.vocabulary, iris.derived}
    for thing, type_, class_, source in _rows(store, "things", "thing", "type", "class", "source"):
        things[thing] = (type_, class_)
        if source not in own:
            facets[thing].add(_source(source, iris))
    for thing, (type_, class_) in sorted(
        things.items(), key=lambda item: (_RANKS.get(item[1][0], len(_ORDER)), item[0])
    ):
        known = names[thing]
        identifier = thing.rpartition("/")[2]
        if type_ != "concept" and not _HASHED.search(identifier):
            known[identifier] = None
        if known:
            found = (("type", type_, class_), *sorted(facets[thing]))
            yield Entry(thing, type_, tuple(known), found)
    yield from _sentences(store, iris, facets)


def _facets(store: Store, iris: Iris) -> defaultdict[str, set[Facet]]:
    """Years, kinds and places of things."""
    found: defaultdict[str, set[Facet]] = defaultdict(set)
    for thing, year in _rows(store, "years", "thing", "year"):
        if year.isdecimal():
            found[thing].add(("year", year, ""))
    for group in ("kind", "place"):
        for thing, iri in _rows(store, f"{group}s", "thing", group):
            found[thing].add((group, iri.rpartition("/")[2], iri))
    return found


def _source(iri: str, iris: Iris) -> Facet:
    return "source", short_iri(iri, iris.base).removeprefix("source/"), iri


def _sentences(store: Store, iris: Iris, facets: defaultdict[str, set[Facet]]) -> Iterator[Entry]:
    """The passages of texts without those that others hold, so that nothing is found twice."""
    columns = ("passage", "prefix", "exact", "suffix", "about", "graph")
    found = {row[0]: row[1:] for row in sorted(_rows(store, "quotes", *columns))}
    for passage in _outermost(found):
        *texts, about, graph = found[passage]
        source = graph.removesuffix(_CLAIMS)
        years = (facet for facet in sorted(facets[source]) if facet[0] == "year")
        more = (("type", SENTENCE, _CLAIM), *years, _source(source, iris))
        yield Entry(passage, SENTENCE, tuple(texts), more, about)


def _outermost(passages: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Passages by file and place, without those that stand in another with what is around it."""
    spans = sorted(
        (match[1], int(match[2]) - len(before), -int(match[3]) - len(behind), passage)
        for passage, (before, _, behind, *_) in passages.items()
        if (match := _SPAN.match(passage))
    )
    for _, inside in groupby(spans, lambda span: span[0]):
        reached = -1
        for _, _, end, passage in inside:
            if -end > reached:
                reached = -end
                yield passage


def _rows(store: Store, query: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """The answer to a query as plain texts; a cell without a value is empty."""
    found = store.columns(load_query("search", query).text)
    cells = []
    for name in columns:
        column = found[name]
        texts = [*column.texts(), ""]  # the last one, -1, is that of a cell without a value
        cells.append([texts[code] for code in column.codes.tolist()])
    return zip(*cells, strict=True)
