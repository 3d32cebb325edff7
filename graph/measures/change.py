"""Change: what is different in a network from one year to the next.

The years of a network are those of which something is known. Two of them are consecutive if none is
known between them: after 2019 may come 2021.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ...ontology.errors import SettingError
from ..result import Result
from .rows import Cell, make_result, node_cells

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["DEFAULT", "moves", "partial_years", "stated_years", "turnover", "yearly", "years_of"]

DEFAULT = ""  # of what `moves` and `turnover` speak: bodies where there are any, else everything
_BODIES = "organization"
_CHANGES = ("joined", "returned", "left")


def years_of(attributes: Mapping[str, Any]) -> set[int]:
    """The years that a node or edge states in its attribute `years`.

    >>> sorted(years_of({"years": (2021, 2019)})), years_of({})
    ([2019, 2021], set())
    """
    return {int(year) for year in attributes.get("years") or ()}


def partial_years(graph: nx.Graph) -> set[int]:
    """Years whose lists are incomplete, by ``graph.graph["partial_years"]``.

    Who is missing there may have taken part all the same.

    >>> import networkx as nx
    >>> partial_years(nx.Graph(partial_years=[2020]))
    {2020}
    """
    return {int(year) for year in graph.graph.get("partial_years") or ()}


def stated_years(graph: nx.Graph) -> set[int]:
    """Years of which sources state something, by ``graph.graph["stated_years"]``.

    A part of a network (one kind of body, heavy ties) may be empty in such a year: then all left.

    >>> import networkx as nx
    >>> stated_years(nx.Graph(stated_years=[2020]))
    {2020}
    """
    return {int(year) for year in graph.graph.get("stated_years") or ()}


def yearly(graph: nx.Graph) -> dict[int, nx.Graph]:
    """The network of each year of which something is stated, in order: its nodes and edges.

    A node belongs to a year if its `years` say so or an edge at it does. The snapshots are the
    discrete time slices of P. Holme, J. Saramäki (2012), Temporal networks, Physics Reports 519.
    Attributes are those of the whole network.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_node("c", years=(2021,))
    >>> graph.add_edge("a", "b", years=(2019, 2021))
    >>> {year: sorted(own) for year, own in yearly(graph).items()}
    {2019: ['a', 'b'], 2021: ['a', 'b', 'c']}
    """
    found: dict[int, nx.Graph] = {}

    def of(year: int) -> nx.Graph:
        if year not in found:
            found[year] = graph.__class__()
            found[year].graph.update(graph.graph)
        return found[year]

    for year in stated_years(graph):
        of(year)
    for node, attributes in graph.nodes(data=True):
        for year in years_of(attributes):
            of(year).add_node(node, **attributes)
    for one, other, attributes in graph.edges(data=True):
        for year in years_of(attributes):
            own = of(year)
            own.add_nodes_from((node, graph.nodes[node]) for node in (one, other))
            own.add_edges_from([(one, other, attributes)])
    return dict(sorted(found.items()))


def turnover(graph: nx.Graph, *, of: str | None = DEFAULT) -> Result:
    """How many nodes and edges come, stay and go from each year to the next one known.

    Columns: previous_year, year, nodes_before, nodes_after, joined, returned (of those joined, who
    was there in an earlier year), stayed, left, node_jaccard, edges_kept, edges_added,
    edges_dropped, edge_turnover, edge_jaccard, partial.

    Jaccard is ``|A & B| / |A | B|`` of what was there before and after (P. Jaccard 1901, Étude
    comparative de la distribution florale, Bulletin de la Société vaudoise 37; for ties: T. A. B.
    Snijders, G. G. van de Bunt, C. E. G. Steglich 2010, Introduction to stochastic actor-based
    models, Social Networks 32). Edge turnover is ``(added + dropped) / |A | B|``, the rest to 1;
    both are not defined if neither year has edges. ``joined + stayed = nodes_after``.

    `of` is the `type` of the nodes that are counted, with the edges between them: bodies if there
    are any, else all (default); None: all. `partial` says that the list of one of both years is
    incomplete, so that who seems to join or leave may have been there. Raises SettingError for a
    type that no node has.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_edge("a", "b", years=(2019,))
    >>> graph.add_edge("b", "c", years=(2019, 2021))
    >>> row = turnover(graph).rows()[0]
    >>> row["left"], row["stayed"], row["edge_turnover"], row["previous_year"], row["year"]
    (1, 2, 0.5, 2019, 2021)
    """
    partial = partial_years(graph)
    rows = []
    for year, old, next_year, new, earlier in _steps(graph, of):
        before, after = set(old), set(new)
        cells = _node_changes(before, after, earlier) + _edge_changes(_edges(old), _edges(new))
        rows.append((year, next_year, *cells, bool({year, next_year} & partial)))
    columns = (
        "previous_year year nodes_before nodes_after joined returned stayed left node_jaccard"
        " edges_kept edges_added edges_dropped edge_turnover edge_jaccard partial"
    )
    return make_result(columns.split(), rows)


def moves(graph: nx.Graph, *, of: str | None = DEFAULT, language: str = "en") -> Result:
    """Who joined, returned and left, from each year to the next one known.

    One row per node and change: node, nodeLabel, change, previous_year, year, partial.
    "joined": there in `year` and in no earlier one; "returned": there in an earlier year, but not
    in the previous one; "left": there in the previous year and not in `year`. Nobody joins in the
    first year: of what was before it nothing is known. `partial` says that the list of the year in
    which the node is missing is incomplete: its absence then means nothing. `of` is that of
    `turnover`. Rows are sorted by year, change and label. The changes of composition of a panel of
    networks: M. Huisman, T. A. B. Snijders (2003), Statistical analysis of longitudinal network
    data with changing composition, Sociological Methods & Research 32.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_node("a", years=(2018, 2020))
    >>> graph.add_node("b", years=(2019, 2020))
    >>> [(row["node"], row["change"], row["year"]) for row in moves(graph)]
    [('b', 'joined', 2019), ('a', 'left', 2019), ('a', 'returned', 2020)]
    """
    partial = partial_years(graph)
    rows = []
    for year, old, next_year, new, earlier in _steps(graph, of):
        for node in set(old) ^ set(new):
            change = "left" if node in old else "returned" if node in earlier else "joined"
            missing = next_year if change == "left" else year
            cells = node_cells(graph, node, language)
            key = next_year, _CHANGES.index(change), cells[1], str(node)
            rows.append((key, (*cells, change, year, next_year, missing in partial)))
    rows.sort(key=lambda row: row[0])
    columns = ("node", "nodeLabel", "change", "previous_year", "year", "partial")
    return make_result(columns, (cells for _, cells in rows))


def _steps(
    graph: nx.Graph, of: str | None
) -> Iterator[tuple[int, nx.Graph, int, nx.Graph, set[Hashable]]]:
    """Each year and the next with their networks, and the nodes of this year and all before it."""
    wanted = _wanted(graph, of)
    years = [(year, own.subgraph(wanted & set(own))) for year, own in yearly(graph).items()]
    earlier: set[Hashable] = set()
    # An edition of which no body is known does not say that all bodies left.
    stated = stated_years(graph)
    known = ((year, own) for year, own in years if own or year in stated)
    for (year, old), (next_year, new) in pairwise(known):
        earlier |= set(old)
        yield year, old, next_year, new, earlier


def _wanted(graph: nx.Graph, of: str | None) -> set[Hashable]:
    types = {node: own for node, own in graph.nodes(data="type") if own}
    if of == DEFAULT:
        of = _BODIES if _BODIES in types.values() else None
    if of is None:
        return set(graph)
    if len(graph) and of not in types.values():
        known = ", ".join(sorted(set(map(str, types.values())))) or "none"
        raise SettingError(f"no node of the network has the type {of!r}", f"Types: {known}.")
    return {node for node, own in types.items() if own == of}


def _edges(graph: nx.Graph) -> set[Hashable]:
    pairs = graph.edges() if graph.is_directed() else map(frozenset, graph.edges())
    return set(pairs)


def _node_changes(
    before: set[Hashable], after: set[Hashable], earlier: set[Hashable]
) -> tuple[Cell, ...]:
    joined, stayed = after - before, after & before
    return (
        len(before),
        len(after),
        len(joined),
        len(joined & earlier),
        len(stayed),
        len(before - after),
        len(stayed) / len(before | after),
    )


def _edge_changes(before: set[Hashable], after: set[Hashable]) -> tuple[Cell, ...]:
    kept, added, dropped = len(before & after), len(after - before), len(before - after)
    union = kept + added + dropped
    turned, same = ((added + dropped) / union, kept / union) if union else (None, None)
    return kept, added, dropped, turned, same
