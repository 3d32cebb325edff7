"""Pages: an endpoint is asked page after page, for less where it is slow, until it has no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import NamedNode

from ...ontology.iris import digest
from ..fetching.limits import FetchError
from .answers import quad_lines, row_lines
from .endpoint import Endpoint
from .journal import Journal

__all__ = ["Plan", "harvest"]

_STEADY = 5  # pages without trouble after which larger ones are tried again
_TRIES = 3  # for a page that cannot be made smaller
_ORDER = "Look whether it heeds OFFSET; if not, write a query for --keys."
_KEYS = "Look at the query of --keys: FILTER(STR(?thing) > ?after), ORDER BY STR(?thing)."


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked. `form` is SELECT or CONSTRUCT, `size` how much of it comes at once.

    With `keys`, which makes the query for so many things after one, `about` makes the queries for
    what is known of a page of things; without, `portion` makes the query for so many answers from
    a number on.
    """

    form: str
    size: int
    keys: Callable[[str, int], str] | None = None
    about: Callable[[Sequence[NamedNode]], Sequence[str]] | None = None
    portion: Callable[[int, int], str] | None = None


def harvest(
    plan: Plan, endpoint: Endpoint, journal: Journal, advance: Callable[[int], None]
) -> None:
    """Go on from where the journal is to the end. Raises FetchError; the journal then stays."""
    advance(journal.progress.things)
    journal.progress.size = min(journal.progress.size, plan.size)
    steady = tries = 0
    while not journal.progress.complete:
        progress = journal.progress
        try:
            more = _page(plan, endpoint, journal)
        except FetchError as error:
            tries += progress.size <= 1
            if not error.slow or tries >= _TRIES:
                place = f" after {progress.last or progress.start}" if progress.things else ""
                error.message = f"{error.message}{place}"
                error.next_step += " Run the same command again: it goes on from here."
                raise
            progress.size, steady = max(1, progress.size // 2), 0
            journal.save()
            continue
        steady, tries = steady + 1, 0
        if steady % _STEADY == 0:
            progress.size = min(plan.size, progress.size * 2)
        advance(more)
        if not more:
            break
    journal.finish()


def _page(plan: Plan, endpoint: Endpoint, journal: Journal) -> int:
    """Fetch a page and write it down; how much it had, 0 at the end."""
    progress = journal.progress
    if plan.keys and plan.about:
        things = _things(plan.keys(progress.last, progress.size), endpoint, progress.last)
        if not things:
            return 0
        lines = _lines(plan, endpoint, plan.about(things))
        progress.last = things[-1].value
        step = len(things)
    else:
        assert plan.portion
        asked = progress.size
        lines, found = _portion(plan, endpoint, plan.portion(progress.start, asked))
        if not found:
            return 0
        if (mark := digest(*lines)) == progress.mark:
            raise FetchError(f"{endpoint.url} gives the same again and does not go on", _ORDER)
        progress.mark = mark
        # Of a SELECT it is known how many came, where a server gives fewer than were asked for.
        step = found if plan.form == "SELECT" else asked
        progress.start += step
    progress.things += step
    journal.add(lines)
    return step


def _things(query: str, endpoint: Endpoint, last: str) -> list[NamedNode]:
    """The things of a page; a server that gives fewer than were asked for is asked for the rest."""
    terms = [row.get("thing") for row in endpoint.rows(query)]
    things = list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))
    if any(thing.value == last for thing in things) or (terms and not things):
        raise FetchError(f"{endpoint.url} does not go on after {last or 'the beginning'}", _KEYS)
    return things


def _lines(plan: Plan, endpoint: Endpoint, queries: Sequence[str]) -> list[str]:
    if plan.form == "SELECT":
        return row_lines(chain.from_iterable(map(endpoint.rows, queries)))
    found = (quad_lines(endpoint.triples(query), endpoint.url) for query in queries)
    return sorted(set(chain.from_iterable(found)))


def _portion(plan: Plan, endpoint: Endpoint, query: str) -> tuple[list[str], int]:
    if plan.form == "SELECT":
        rows = endpoint.rows(query)
        return row_lines(rows), len(rows)
    triples = endpoint.triples(query)
    return quad_lines(triples, endpoint.url), len(triples)
