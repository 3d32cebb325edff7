"""Ties: how long they last."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from ..result import Result
from .change import partial_years, stated_years, years_of
from .rows import Cell, label_of, make_result, node_cells

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["active_years", "decay", "persistence"]

_Ties = dict[tuple[Hashable, Hashable], set[int]]


def active_years(graph: nx.Graph) -> list[int]:
    """The years of which there is anything in a network, in order.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_edge("a", "b", years=(2019, 2022))
    >>> active_years(graph)
    [2019, 2022]
    """
    stated = [attributes for _, attributes in graph.nodes(data=True)]
    stated += [attributes for _, _, attributes in graph.edges(data=True)]
    years = {year for attributes in stated for year in years_of(attributes)}
    return sorted(years | stated_years(graph))


def persistence(graph: nx.Graph, *, language: str = "en") -> Result:
    """How long each tie lasts: in how many years it is there, and in what share of those it could.

    Active years are those of which there is anything in the network; between 2019 and 2021 is none,
    if nothing is known of 2020. ``persistence = t / n``: n counts the active years after the first
    of the tie, t those of them in which it is there. That is the rate at which a tie survives the
    chance to decay of R. S. Burt (2000), Decay functions, Social Networks 22, over all later years
    instead of the next one only. The first year does not count, as every tie is there in its first;
    a tie of the last year alone has none.

    A tie that is missing in a year whose list is incomplete (``graph.graph["partial_years"]``) may
    have been there: such later years are counted as unknown_years, u. The persistence is then a
    lower bound, and ``(t + u) / n`` the upper one; the longest run is what is known, too.

    One row per two nodes: node, nodeLabel, other, otherLabel (from, to in a directed graph),
    first_year, last_year, years_tied, longest_run (of active years one after the other),
    later_years (n), unknown_years (u), persistence. Rows are sorted by years_tied, longest_run and
    labels. Ask it of ties between bodies: one between a body and an edition is of one year by
    nature.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_edge("a", "b", years=(2018, 2019, 2022))
    >>> graph.add_edge("b", "c", years=(2021,))
    >>> for row in persistence(graph):
    ...     print(row["node"], row["other"], row["years_tied"], row["longest_run"],
    ...           row["later_years"], row["unknown_years"], row["persistence"])
    a b 3 2 3 0 0.666666666667
    b c 1 1 1 0 0.0
    """
    active, partial = active_years(graph), partial_years(graph)
    rows = []
    for (one, other), tied in _ties(graph, language).items():
        cells = (*node_cells(graph, one, language), *node_cells(graph, other, language))
        figures = _figures(tied, active, partial)
        key = -len(tied), -_run(tied, active), cells[1], cells[3], str(one), str(other)
        rows.append((key, (*cells, *figures)))
    rows.sort(key=lambda row: row[0])
    columns = (
        "node nodeLabel other otherLabel first_year last_year years_tied longest_run later_years"
        " unknown_years persistence"
    )
    return make_result(columns.split(), (cells for _, cells in rows))


def decay(graph: nx.Graph) -> Result:
    """How ties decay: the share of those of a year that are there so many active years later.

    ``S(k) = sum_t |E_t & E_t+k| / sum_t |E_t|``: E_t are the ties of the t-th active year (see
    `persistence`), t runs over all years that have a k-th after them. A tie counts for each of its
    years, and one that ended and came back is there. R. S. Burt (2000), Decay functions, Social
    Networks 22, for k = 1; 1 - S(1) is his rate of decay.

    One row per lag from 1: lag, ties, remaining, unknown, share (not defined without ties).
    `unknown` counts ties that are missing in a later year whose list is incomplete
    (``graph.graph["partial_years"]``): they may be there. The share is then a lower bound, and
    ``(remaining + unknown) / ties`` the upper one.

    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_edge("a", "b", years=(2018, 2019, 2022))
    >>> graph.add_edge("b", "c", years=(2018,))
    >>> for row in decay(graph):
    ...     print(*row.values())
    1 3 2 0 0.666666666667
    2 2 1 0 0.5
    """
    active, partial = active_years(graph), partial_years(graph)
    every = list(_ties(graph, "en").values())
    rows: list[tuple[Cell, ...]] = []
    for lag in range(1, len(active)):
        pairs = list(zip(active, active[lag:], strict=False))
        later = [(to in tied, to in partial) for at, to in pairs for tied in every if at in tied]
        ties, remaining = len(later), sum(there for there, _ in later)
        unknown = sum(is_partial and not there for there, is_partial in later)
        rows.append((lag, ties, remaining, unknown, remaining / ties if ties else None))
    return make_result(("lag", "ties", "remaining", "unknown", "share"), rows)


def _ties(graph: nx.Graph, language: str) -> _Ties:
    """Years by pair of nodes; without directions the one whose label comes first is first."""

    def key(node: Hashable) -> tuple[str, str]:
        return label_of(graph, node, language), str(node)

    found: _Ties = {}
    for one, other, attributes in graph.edges(data=True):
        if one == other:
            continue
        swap = not graph.is_directed() and key(other) < key(one)
        pair = (other, one) if swap else (one, other)
        found.setdefault(pair, set()).update(years_of(attributes))
    return found


def _figures(tied: set[int], active: list[int], partial: set[int]) -> tuple[Cell, ...]:
    if not tied:
        return None, None, 0, 0, None, None, None
    first = min(tied)
    later = {year for year in active if year > first}
    share = len(later & tied) / len(later) if later else None
    unknown = len((later & partial) - tied)
    return first, max(tied), len(tied), _run(tied, active), len(later), unknown, share


def _run(tied: set[int], active: list[int]) -> int:
    """The longest run of active years in which it is there.

    >>> _run({2018, 2019, 2021}, [2018, 2019, 2020, 2021])
    2
    >>> _run({2018, 2019, 2021}, [2018, 2019, 2021])
    3
    """
    longest = run = 0
    for year in active:
        run = run + 1 if year in tied else 0
        longest = max(longest, run)
    return longest
