"""Ties: who belongs to which shared thing, and the networks made of them.

A tie joins a member (a body, a series) to a shared thing (an edition, an agreement, a body). Two
members that share things are joined in the projection; members and things in the bipartite network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...ontology.errors import SettingError

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

__all__ = ["Ties", "bipartite", "make_ties", "projection"]

_MOST_PAIRS = 30_000_000  # about 12 GB of edges: more than a picture or a measure can use


@dataclass(frozen=True)
class Sets:
    """A sorted tuple for each tie: `values` are the different ones, `codes` their numbers."""

    values: list[tuple[Any, ...]]
    codes: Codes

    def listed(self) -> list[tuple[Any, ...]]:
        """The tuple of each tie."""
        return [self.values[code] for code in self.codes.tolist()]


@dataclass(frozen=True)
class Ties:
    """Ties in the order of their shared things, one entry a tie.

    `shared` and `member` are numbers of `names` (IRIs); of each tie the `editions` are the editions
    or agreements behind it, with their `years`, the `roles` in them and the `sources` that say so.
    """

    names: tuple[str, ...]
    shared: Codes
    member: Codes
    editions: Sets
    years: Sets
    roles: Sets
    sources: Sets

    def __len__(self) -> int:
        return len(self.shared)


def make_ties(
    names: tuple[str, ...],
    shared: Codes,
    member: Codes,
    *,
    events: Codes,
    roles: tuple[Sequence[str], Codes],
    sources: Codes,
    years: Callable[[tuple[str, ...]], tuple[int, ...]],
) -> Ties:
    """The ties of rows: those of one shared thing and member become one.

    All arrays have one number a row: of `names`, but for `roles`, which come with names of their
    own. `years` gives the years of a tuple of editions.
    """
    import numpy as np

    order, starts = _groups(shared * len(names) + member)
    editions = _gather(events[order], starts, names)
    held = set(np.unique(editions.codes).tolist())
    years_of = [
        years(value) if number in held else () for number, value in enumerate(editions.values)
    ]
    return Ties(
        names,
        shared[order][starts],
        member[order][starts],
        editions,
        Sets(years_of, editions.codes),
        _gather(roles[1][order], starts, roles[0]),
        _gather(sources[order], starts, names),
    )


def _groups(key: Codes) -> tuple[Codes, Codes]:
    """The order that sorts `key`, and where each run of equal keys starts in that order."""
    import numpy as np

    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.ones(len(key), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(first)


def _gather(codes: Codes, starts: Codes, names: Sequence[str]) -> Sets:
    """For each run of `codes` the different names in it, sorted."""
    import numpy as np

    values = [(name,) for name in names]
    found, ends = codes[starts], np.r_[starts[1:], len(codes)]
    known: dict[frozenset[int], int] = {}
    for run in np.flatnonzero(ends - starts > 1).tolist():
        numbers = frozenset(codes[starts[run] : ends[run]].tolist())
        if len(numbers) > 1 and numbers not in known:
            known[numbers] = len(values)
            values.append(tuple(sorted(names[number] for number in numbers)))
        found[run] = known.get(numbers, min(numbers))
    return Sets(values, found)


def bipartite(ties: Ties, through: str) -> nx.Graph:
    """Members and shared things, an edge for each tie with its roles, years and sources.

    The edge attribute `through` holds the editions (or agreements) behind the edge, their number
    is its `weight`. Members have the node attribute ``bipartite=0``, shared things 1.
    """
    import networkx as nx

    graph: nx.Graph = nx.Graph()
    names = ties.names
    members, shared = ties.member.tolist(), ties.shared.tolist()
    graph.add_nodes_from((names[number] for number in sorted(set(members))), bipartite=0)
    graph.add_nodes_from((names[number] for number in sorted(set(shared))), bipartite=1)
    graph.add_edges_from(
        (
            names[member],
            names[thing],
            {"weight": len(held), through: held, "roles": roles, "years": years, "sources": said},
        )
        for member, thing, held, roles, years, said in zip(
            members,
            shared,
            ties.editions.listed(),
            ties.roles.listed(),
            ties.years.listed(),
            ties.sources.listed(),
            strict=True,
        )
    )
    _add_years(graph, ties, ties.shared)
    _add_years(graph, ties, ties.member)
    return graph


def projection(ties: Ties, through: str) -> nx.Graph:
    """Members joined where they share things, each edge with what they share and its weights.

    `weight` is the number of shared things, which the attribute `through` lists; `collaboration`
    the sum of 1/(n - 1) over them, n the number of members of each: a body that organizes with one
    other is tied to it more closely than one of ten (Newman, Scientific collaboration networks II,
    Physical Review E 64, 016132, 2001). `years` are those in which both are
    tied to one shared thing. Members that share nothing are nodes without edges.

    Raises SettingError where there would be more than thirty million pairs.
    """
    import networkx as nx

    graph: nx.Graph = nx.Graph()
    names, members = ties.names, ties.member
    graph.add_nodes_from(names[number] for number in sorted(set(members.tolist())))
    first, second, share = _pairs(ties)
    order, starts = _groups(members[first] * len(names) + members[second])
    first, second = first[order], second[order]
    graph.add_edges_from(
        zip(
            [names[number] for number in members[first[starts]].tolist()],
            [names[number] for number in members[second[starts]].tolist()],
            _shared_facts(ties, through, (first, second), share[order], starts),
            strict=True,
        )
    )
    _add_years(graph, ties, ties.member)
    return graph


def _pairs(ties: Ties) -> tuple[Codes, Codes, Floats]:
    """The ties of each two members of a shared thing, and what that thing adds to their tie.

    All things of one size at a time: the pairs are the upper triangle of a table of their ties.
    """
    import numpy as np

    starts = np.flatnonzero(np.r_[True, ties.shared[1:] != ties.shared[:-1]][: len(ties)])
    sizes = np.diff(np.r_[starts, len(ties)])
    pairs = int((sizes * (sizes - 1) // 2).sum())
    if pairs > _MOST_PAIRS:
        raise SettingError(
            f"this network would have {pairs:,} pairs",
            "Take a part of it, by years, series, role, kind or place.",
        )
    empty = np.empty(0, np.int64)
    firsts, seconds, shares = [empty], [empty], [np.empty(0)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        table = starts[sizes == size][:, None] + np.arange(size)
        rows, columns = np.triu_indices(size, 1)
        firsts.append(table[:, rows].ravel())
        seconds.append(table[:, columns].ravel())
        shares.append(np.full(len(firsts[-1]), 1 / (size - 1)))
    return np.concatenate(firsts), np.concatenate(seconds), np.concatenate(shares)


def _shared_facts(
    ties: Ties, through: str, pairs: tuple[Codes, Codes], share: Floats, starts: Codes
) -> list[dict[str, Any]]:
    """The attributes of each edge: `pairs` are the numbers of its ties on either side."""
    import numpy as np

    # Most edges are of one shared thing, so all are made as if they were, a column at a time.
    names = ties.names
    one, other = pairs[0][starts], pairs[1][starts]
    collaboration = np.add.reduceat(share, starts).tolist() if len(starts) else []
    found: list[dict[str, Any]] = [
        {
            "weight": 1,
            "collaboration": sum_,
            through: (names[shared],),
            "years": years,
            "sources": said,
        }
        for sum_, shared, years, said in zip(
            collaboration,
            ties.shared[one].tolist(),
            _combined(ties.years, one, other, set.intersection),
            _combined(ties.sources, one, other, set.union),
            strict=True,
        )
    ]
    if through == "bodies":  # what series share are bodies: in which editions?
        for data, editions in zip(
            found, _combined(ties.editions, one, other, set.union), strict=True
        ):
            data["editions"] = editions
    _add_further(found, ties, through, pairs, starts)
    return found


def _add_further(
    found: list[dict[str, Any]],
    ties: Ties,
    through: str,
    pairs: tuple[Codes, Codes],
    starts: Codes,
) -> None:
    """Complete the attributes of the edges of several shared things."""
    import numpy as np

    ends = np.r_[starts[1:], len(pairs[0])]
    several = np.flatnonzero(ends - starts > 1)
    runs = zip(*(part[several].tolist() for part in (starts, ends)), strict=True)
    left, right, shared = (part.tolist() for part in (*pairs, ties.shared))
    sets = {"sources": ties.sources.listed()}
    if through == "bodies":
        sets["editions"] = ties.editions.listed()
    years = ties.years.listed()
    for edge, (start, end) in zip(several.tolist(), runs, strict=True):
        data, run = found[edge], range(start, end)
        both = left[start:end] + right[start:end]
        data["weight"] = end - start
        data[through] = tuple(sorted(ties.names[shared[left[pair]]] for pair in run))
        common = (set(years[left[pair]]).intersection(years[right[pair]]) for pair in run)
        data["years"] = tuple(sorted(set().union(*common)))
        for name, parts in sets.items():
            data[name] = tuple(sorted({each for tie in both for each in parts[tie]}))


def _combined(
    sets: Sets, one: Codes, other: Codes, how: Callable[..., set[Any]]
) -> list[tuple[Any, ...]]:
    """Union or intersection of two tuples each: those of the ties `one` and `other`, sorted."""
    import numpy as np

    size, values = len(sets.values), sets.values
    keys, places = np.unique(sets.codes[one] * size + sets.codes[other], return_inverse=True)
    made = [
        values[first] if first == second else tuple(sorted(how(set(values[first]), values[second])))
        for first, second in (divmod(key, size) for key in keys.tolist())
    ]
    return [made[place] for place in places.tolist()]


def _add_years(graph: nx.Graph, ties: Ties, nodes: Codes) -> None:
    """The node attribute `years`: all years of the ties of a node, sorted."""
    found: dict[int, set[int]] = {}
    for node, years in zip(nodes.tolist(), ties.years.listed(), strict=True):
        found.setdefault(node, set()).update(years)
    for node, years_of in found.items():
        graph.nodes[ties.names[node]]["years"] = tuple(sorted(years_of))
