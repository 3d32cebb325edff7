"""Differences: what the sources of a graph state of one thing in several ways, with their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations
from urllib.parse import unquote

from pyoxigraph import NamedNode

from ..ontology.iris import Iris, expand
from ..queries.catalogue import load_query
from .conflicts import CLASSES, GROWTH, Conflict, Proof, Said, Stated, classify
from .provenance import RowReader
from .result import Term, Value, short_iri, value_of
from .store import Store

__all__ = ["find_conflicts"]

_FOLDER = "conflicts"
_CLAIMS = "/claims"
_ABOUT = ("subject", "edition", "series")  # a conflict is asked for by one of these
_FACTS = {
    expand("schema:about"): "wording",
    expand("schema:location"): "place",
    expand("m8g:role"): "role",
    expand("schema:startDate"): "date",
    expand("schema:endDate"): "date",
    expand("cvn:signedOn"): "date",
}
_Said = tuple[Term | None, Term | None]  # predicate and value that words state
_BARE = ("count", "")  # units that nobody writes out


@dataclass(frozen=True, slots=True)
class _Row:
    """A value as one source states it; `holder` is the thing whose triple says so.

    Rows of one `group` speak of the same; `cells` are those of the query.
    """

    fact: str
    group: str
    label: str
    value: Term
    holder: NamedNode
    predicate: NamedNode
    source: str
    cells: dict[str, Value]

    def cell(self, name: str) -> str:
        """A cell as text, empty where the query has none."""
        value = self.cells.get(name)
        return "" if value is None else str(value)

    @property
    def details(self) -> tuple[str, ...]:
        """What makes it another statement beside its value."""
        return tuple(map(self.cell, ("language", "bound", "scope", "as_of", "stage")))


def find_conflicts(
    store: Store, iris: Iris, read_rows: RowReader, about: NamedNode | None = None
) -> tuple[Conflict, ...]:
    """The conflicts of a graph, or of a thing, an edition or a series; contradictions first."""
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in _rows(store, iris):
        if about is None or about.value in map(row.cell, _ABOUT):
            groups[row.group].append(row)
    several = [rows for rows in groups.values() if len({row.value for row in rows}) > 1]
    proofs = _Proofs(store, iris, read_rows, (row for rows in several for row in rows))
    linked = _links(store)
    found = [conflict for rows in several for conflict in _compare(rows, linked, proofs)]
    return tuple(sorted(found, key=_order))


def _order(conflict: Conflict) -> tuple[int, str, str, str, str]:
    kind = CLASSES.index(conflict.kind)
    about = conflict.label, conflict.property, conflict.qualifier
    return kind, *about, f"{conflict.one.label} {conflict.other.label}"


def _rows(store: Store, iris: Iris) -> Iterator[_Row]:
    for name in ("values", "identifiers", "figures", "roles"):
        result = store.select(load_query(_FOLDER, name).text)
        for terms in result.terms:
            yield _row(dict(zip(result.columns, terms, strict=True)), iris)


def _row(terms: dict[str, Term | None], iris: Iris) -> _Row:
    cells = {name: value_of(term) for name, term in terms.items()}
    value, holder, predicate = terms["value"], terms["holder"], terms["predicate"]
    assert value is not None
    assert isinstance(holder, NamedNode) and isinstance(predicate, NamedNode)
    figure = "key" in terms
    return _Row(
        fact="figure" if figure else _FACTS.get(predicate.value, "value"),
        group=str(cells.get("key") or f"{cells['subject']} {cells['property']}"),
        label=str(cells.get("valueLabel") or _in_words(value, cells, iris)),
        value=value,
        holder=holder,
        predicate=predicate,
        source=str(cells["source"]),
        cells=cells,
    )


def _in_words(value: Term, cells: dict[str, Value], iris: Iris) -> str:
    """A value as people read it: ``more than 1,200``, ``2031-05-02``, ``yes``."""
    plain = value_of(value)
    if isinstance(value, NamedNode):
        return short_iri(value.value, iris.base)
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    bound, unit = cells.get("bound") or "exact", cells.get("unit") or ""
    if "key" in cells and isinstance(plain, int | Decimal):
        words = ("" if bound == "exact" else bound, f"{plain:,}", "" if unit in _BARE else unit)
        return " ".join(str(word) for word in words if word)
    return str(plain)


def _links(store: Store) -> set[frozenset[str]]:
    """Pairs of wordings of one theme, and of places one of which lies in the other."""
    together: dict[str, set[str]] = defaultdict(set)
    for row in store.select(load_query(_FOLDER, "renderings").text).rows():
        for one, other in permutations((str(row["one"]), str(row["other"]))):
            together[one].add(other)
    pairs = {
        frozenset(pair)
        for one, others in together.items()
        for pair in combinations(sorted({one, *others}), 2)
    }
    inside = store.select(load_query(_FOLDER, "containers").text).rows()
    return pairs | {frozenset((str(row["one"]), str(row["other"]))) for row in inside}


def _compare(rows: list[_Row], linked: set[frozenset[str]], proofs: _Proofs) -> Iterator[Conflict]:
    """All pairs of different values of one group, the smaller or earlier one first."""
    said: dict[tuple[str, tuple[str, ...]], list[_Row]] = defaultdict(list)
    for row in rows:
        said[row.label, row.details].append(row)
    stated = [(own[0], _stated(own, proofs)) for own in said.values()]
    stated.sort(key=lambda pair: _rank(pair[1]))
    seen = set()
    for (first, one), (second, other) in combinations(stated, 2):
        if first.value == second.value:
            continue
        link = frozenset((str(value_of(first.value)), str(value_of(second.value)))) in linked
        kind, reason = classify(first.fact, one, other, linked=link)
        # "3,021 as of 2023" and "3,021 as of 2023-09-05" grow to the same: told once.
        pair = kind, one.label, other.label, one.stage, other.stage
        if kind == GROWTH and pair in seen:
            continue
        seen.add(pair)
        about = first.cell("subject"), first.cell("subjectLabel") or first.cell("subject")
        what = first.cell("property")
        yield Conflict(kind, reason, *about, what, one, other, first.cell("qualifier"))


def _rank(stated: Stated) -> tuple[Decimal, str, str]:
    value = stated.value
    number = Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
    return number, stated.label, stated.as_of


def _stated(rows: list[_Row], proofs: _Proofs) -> Stated:
    first = rows[0]
    by_source: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    said = [proofs.said(source, own) for source, own in by_source.items()]
    said.sort(key=lambda each: (each.published or "9", each.source))
    language, bound, scope, as_of, stage = first.details
    value = value_of(first.value)
    return Stated(value, first.label, tuple(said), language, bound, scope, as_of, stage)


class _Proofs:
    """Who says so and where: sources with their rows and words, read for all rows at once."""

    def __init__(
        self, store: Store, iris: Iris, read_rows: RowReader, rows: Iterable[_Row]
    ) -> None:
        text = load_query("explain", "sources").text
        self._sources = {str(row["source"]): row for row in store.select(text).rows()}
        self._found: dict[tuple[NamedNode, str], list[tuple[str, str, _Said]]] = {}
        self._iris = iris
        self._cells: dict[str, dict[str, dict[str, str]]] = {}
        for holder in sorted({row.holder for row in rows}, key=str):
            self._ask(store, holder)
        self._read(read_rows)

    def said(self, source: str, rows: list[_Row]) -> Said:
        """A source with the places at which it states what the rows say."""
        about = self._sources.get(source, {})
        told = {name: str(about.get(name) or "") for name in ("publisher", "published", "url")}
        status = {row.cell("status") for row in rows}
        return Said(
            source,
            **told,
            language=str(about.get("language") or ""),
            # One source, two tables: if it speaks of the edition as held anywhere, it was held.
            status="" if status == {""} else "planned" if status == {"planned"} else "held",
            proofs=tuple(dict.fromkeys(proof for row in rows for proof in self._proofs(row))),
        )

    def _proofs(self, row: _Row) -> Iterator[Proof]:
        """Words that state exactly this, else the rows that describe the thing."""
        found = self._found.get((row.holder, row.source + _CLAIMS), [])
        said = row.predicate, row.value
        exact = [(place, words) for place, words, triple in found if words and triple == said]
        for place, words in exact or [(place, "") for place, words, _ in found if not words]:
            file, _, fragment = place.partition("#")
            name = self._name(file)
            cells = self._cells.get(name, {}).get(unquote(fragment), {})
            yield Proof(f"{name}#{unquote(fragment)}", words, tuple(cells.items()))

    def _ask(self, store: Store, holder: NamedNode) -> None:
        result = store.select(load_query(_FOLDER, "evidence").text, {"subject": holder})
        for terms in result.terms:
            row = dict(zip(result.columns, terms, strict=True))
            claims, place = (str(value_of(row[name])) for name in ("claims", "place"))
            words = str(value_of(row["words"]) or "")
            said = row["predicate"], row["value"]
            self._found.setdefault((holder, claims), []).append((place, words, said))

    def _read(self, read_rows: RowReader) -> None:
        """The cells of all rows, each file read once."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for found in self._found.values():
            for place, words, _ in found:
                if not words:
                    file, _, fragment = place.partition("#")
                    wanted[self._name(file)].add(unquote(fragment))
        for name, fragments in wanted.items():
            self._cells[name] = read_rows(name, frozenset(fragments))

    def _name(self, file: str) -> str:
        """Name of a loaded file, or the short IRI of an authority file."""
        prefix = self._iris.file("")
        if file.startswith(prefix):
            return unquote(file.removeprefix(prefix))
        return short_iri(file, self._iris.base)
