"""Passages: the words of texts and the rows of tables in which facts of a thing were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from pyoxigraph import NamedNode

from ..ontology.iris import Iris, expand
from ..ontology.schemes import flat_properties
from ..queries.catalogue import load_query
from .result import Term, short_iri
from .store import Store

__all__ = ["Passage", "Passages", "RowReader", "participations"]

_PARTICIPATION = expand("m8g:hasParticipation")
_CLAIMS = "/claims"
_FEW = 500  # rows or claims of a thing that are read together
_MARK = "char="  # begins the fragment of a passage of a text

RowReader = Callable[[str, Collection[str]], dict[str, dict[str, str]]]
_Key = tuple[str, Term, str]  # IRI of a property, other end, IRI of a claims graph
_Rows = list[dict[str, Term | None]]


@dataclass(frozen=True)
class Passage:
    """Where a fact was read: a row of a loaded file, with its cells by column, or words of a text.

    `file` is the file's name and `fragment` an RFC 7111 row, RFC 6901 pointer or RFC 5147 range of
    characters; for entries of authority files and rules they are the name of the file or set and
    of the entry, without cells. Of a text `quote` has the exact words, from character `start` to
    `end` (not included) of its snapshot; elsewhere it is empty.
    """

    iri: str
    file: str
    fragment: str
    cells: dict[str, str]
    quote: str = ""
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        return f"{self.file}#{self.fragment}"


def participations(
    store: Store, query: str, subject: NamedNode, **ends: Term
) -> Iterator[dict[str, Term]]:
    """Participations behind shortcuts to or from a thing, from one of the queries for them."""
    result = store.select(load_query("explain", query).text, {"subject": subject, **ends})
    for row in result.terms:
        yield {name: term for name, term in zip(result.columns, row, strict=True) if term}


class Passages:
    """The passages behind facts of one thing, read when they are asked for.

    At most `most` rows are shown where there are no words. With `is_hub` the participations that
    lead to the thing are read one by one, as there are very many.
    """

    def __init__(
        self,
        store: Store,
        iris: Iris,
        subject: NamedNode,
        most: int | None = None,
        *,
        is_hub: bool = False,
    ) -> None:
        self._store = store
        self._iris = iris
        self._subject = subject
        self._most = most
        self._is_hub = is_hub
        self._found: dict[str, Passage] = {}
        self._unread: dict[str, list[Passage]] = defaultdict(list)
        self._answers: dict[tuple[str, Term, str], dict[str, _Rows] | None] = {}
        self._roles: dict[tuple[str, Term | None], dict[_Key, list[str]]] = {}

    def of_fact(self, predicate: str, value: Term, source: str) -> tuple[Passage, ...]:
        """Where a source states a fact on the thing; a shortcut has the rows of its participation.

        A class has no words of its own; there the first that speak of the thing stand for all.
        """
        claims, rows = source + _CLAIMS, list[str]()
        if predicate == _PARTICIPATION or predicate in flat_properties().values():
            rows = self._behind("participations").get((predicate, value, claims), [])
        if not rows and predicate == _PARTICIPATION:
            rows = self._rows(value, claims)
        words = self._words("value", predicate, value, claims)
        return self._shown(words, rows or self._rows(self._subject, claims))

    def of_mention(self, predicate: str, other: Term, source: str) -> tuple[Passage, ...]:
        """Where a source states of another thing that it refers to this one."""
        claims, rows = source + _CLAIMS, list[str]()
        if predicate in flat_properties().values():
            if self._is_hub:
                found = self._behind("participations_of_one", other)
            else:
                found = self._behind("participations_by_body")
            rows = found.get((predicate, other, claims), [])
        words = self._words("other", predicate, other, claims)
        return self._shown(words, rows or self._rows(other, claims))

    def fill(self, read_rows: RowReader) -> None:
        """Read the cells of all rows among the passages, each file once."""
        for name, passages in self._unread.items():
            rows = read_rows(name, frozenset(passage.fragment for passage in passages))
            for passage in passages:
                passage.cells.update(rows.get(passage.fragment, {}))
        self._unread.clear()

    def _behind(self, query: str, other: Term | None = None) -> dict[_Key, list[str]]:
        """Rows of participations, and of the shortcuts that they stand behind."""
        if (query, other) not in self._roles:
            found: dict[_Key, set[str]] = defaultdict(set)
            ends = {"other": other} if other else {}
            for row in participations(self._store, query, self._subject, **ends):
                claims, place = _iri(row["claims"]), _iri(row["row"])
                found[_iri(row["predicate"]), row["other"], claims].add(place)
                found[_PARTICIPATION, row["participation"], claims].add(place)
            self._roles[query, other] = {key: sorted(rows) for key, rows in found.items()}
        return self._roles[query, other]

    def _rows(self, thing: Term, claims: str) -> list[str]:
        """The rows of a source that describe a thing."""
        if not isinstance(thing, NamedNode):
            return []
        found = sorted(_iri(row["row"]) for row in self._stated("rows", thing, claims))
        return found[: self._most]

    def _words(self, end: str, predicate: str, value: Term, claims: str) -> list[str]:
        """The places of the words of a source behind a fact on the thing, or one that leads to it.

        `end` is ``value`` or ``other``, which `value` then is.
        """
        return [
            _iri(row["place"])
            for row in self._stated("claims", self._subject, claims)
            if row.get(end) == value and _iri(row["predicate"]) == predicate
        ]

    def _stated(self, query: str, thing: NamedNode, claims: str) -> _Rows:
        """What one source says of a thing: of all read together, if they are not too many."""
        together = self._answer(query, thing, "")
        if together is None:
            together = self._answer(query, thing, claims) or {}
        return together.get(claims, [])

    def _answer(self, query: str, thing: NamedNode, claims: str) -> dict[str, _Rows] | None:
        """The answer to a query by claims graph; None for too many rows in all the graphs."""
        key = query, thing, claims
        if key not in self._answers:
            values: dict[str, Term] = {"subject": thing}
            if claims:
                values["claims"] = NamedNode(claims)
            text = load_query("explain", query).text
            result = self._store.select(text, values, most=None if claims else _FEW + 1)
            found: dict[str, _Rows] = defaultdict(list)
            for row in result.terms:
                named = dict(zip(result.columns, row, strict=True))
                found[_iri(named["claims"])].append(named)
            self._answers[key] = found if claims or len(result) <= _FEW else None
        return self._answers[key]

    def _shown(self, words: list[str] | None, rows: list[str]) -> tuple[Passage, ...]:
        """The passages of a fact: its words, else the rows of the thing that it is a fact on."""
        if words:
            return tuple(map(self._passage, sorted(words, key=_place)))
        found: list[Passage] = []
        for row in sorted(rows, key=_outer):
            if not (found and found[-1].quote):
                found.append(self._passage(row))
        return tuple(found)

    def _passage(self, iri: str) -> Passage:
        """The passage of a row; its cells come in `fill`, with those of its file's other rows."""
        if iri not in self._found:
            file, _, fragment = iri.partition("#")
            prefix = self._iris.file("")
            name = short_iri(file, self._iris.base)
            if file.startswith(prefix):
                name = unquote(file.removeprefix(prefix))
            found = Passage(iri, name, unquote(fragment), {})
            if fragment.startswith(_MARK):
                found = self._quoted(found)
            elif file.startswith(prefix):
                self._unread[name].append(found)
            self._found[iri] = found
        return self._found[iri]

    def _quoted(self, passage: Passage) -> Passage:
        """A passage of a text with its words; the text as a whole has none."""
        text = load_query("explain", "quotes").text
        for row in self._store.select(text, {"place": NamedNode(passage.iri)}).rows():
            start, end = int(str(row["start"])), int(str(row["end"]))
            return replace(passage, quote=str(row["exact"]), start=start, end=end)
        return passage


def _place(iri: str) -> tuple[bool, str, int, int]:
    """Rows first, by their IRIs, then the words of a text as they follow each other."""
    file, _, range_ = iri.partition(f"#{_MARK}")
    start, _, end = range_.partition(",")
    if start.isdecimal() and end.isdecimal():
        return True, file, int(start), int(end)
    return False, iri, 0, 0


def _outer(iri: str) -> tuple[bool, str, int, int]:
    """The same, the text as a whole before the words with which it begins."""
    is_text, file, start, end = _place(iri)
    return is_text, file, start, -end


def _iri(term: Term | None) -> str:
    assert isinstance(term, NamedNode), "nothing of ours is a blank node"
    return term.value
