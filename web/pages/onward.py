"""Onward: the views that show a thing from another side."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from ...graph.knowledge import KnowledgeGraph
from ...graph.provenance import Fact
from ...ontology.iris import expand
from ...queries.catalogue import load_query
from ..asked import Asked
from .template import words

__all__ = ["identifier_of", "ways_of"]

_SERIES = expand("schema:superEvent")
_NAMELESS = ("participation", "statistic")  # no one asks for them by name


def identifier_of(graph: KnowledgeGraph, iri: str) -> str:
    """What people write for a thing, such as ``edition/wmc-2023``; empty for all else."""
    prefix = f"{graph.iris.base}id/"
    identifier = iri.removeprefix(prefix)
    return "" if identifier == iri else identifier


def ways_of(
    graph: KnowledgeGraph, iri: str, facts: Iterable[Fact], asked: Asked
) -> list[tuple[str, str]]:
    """The addresses of the views that show a thing, with what they show."""
    _ = words(asked.language)
    identifier = identifier_of(graph, iri)
    kind = identifier.partition("/")[0]
    if not identifier or kind in _NAMELESS:
        return []
    ways = []
    if kind == "series":
        ways = [
            (asked.at("/matrix", series=identifier), _("Matrix of its editions")),
            (asked.at("/lanes", series=identifier), _("Lanes of its bodies")),
        ]
    elif kind == "edition":
        ways = _of_edition(graph, iri, facts, asked)
    elif kind == "organization":
        ways = [(asked.at("/lanes", body=identifier), _("Lanes of its roles"))]
    return [
        *ways,
        (asked.at("/graph", thing=identifier), _("Graph around it")),
        (asked.at("/path", a=identifier), _("How is it connected to …?")),
    ]


def _of_edition(
    graph: KnowledgeGraph, iri: str, facts: Iterable[Fact], asked: Asked
) -> list[tuple[str, str]]:
    """The matrix of the series of an edition, and what changed since the edition before."""
    _ = words(asked.language)
    ways = []
    for series in [fact.value for fact in facts if fact.predicate == _SERIES]:
        assert isinstance(series, NamedNode), "the shapes see to it"
        identifier = identifier_of(graph, series.value)
        ways.append((asked.at("/matrix", series=identifier), _("Matrix of its series")))
        if before := _before(graph, series, iri):
            fields = {"a": identifier_of(graph, before), "b": identifier_of(graph, iri)}
            ways.append((asked.at("/compare", **fields), _("Compare with the edition before")))
    return ways


def _before(graph: KnowledgeGraph, series: NamedNode, edition: str) -> str:
    """The edition of a series in the last year before that of another; empty if there is none."""
    query = load_query("explorer", "editions_of_series").text
    rows = graph.store.select(query, {"series": series}).rows()
    years = {str(row["edition"]): int(str(row["year"])) for row in rows if row["year"]}
    earlier = {year: each for each, year in years.items() if year < years.get(edition, 0)}
    return earlier[max(earlier)] if earlier else ""
