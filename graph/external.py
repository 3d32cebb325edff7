"""External identifiers: what things are in other data sets, and whether it is called the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..loaders.labels import Label
from ..ontology.errors import InputError
from ..ontology.registries import canonical, registry_of
from ..queries.catalogue import load_query
from .resolve.candidates import Named, score
from .resolve.fold import is_abbreviation
from .store import Store

__all__ = ["AGREES", "DIFFERS", "INVALID", "OLD", "UNKNOWN", "Checked", "External", "check", "find"]

AGREES = "agrees"
DIFFERS = "differs"
UNKNOWN = "no label"
INVALID = "not an identifier"
OLD = "checked too long ago"

# The same but for the form of law counts, another department of the same ministry does not.
_LEAST = 0.88


@dataclass(frozen=True, slots=True)
class External:
    """An identifier (IRI) that sources give a thing; `names` are ours, the first one first."""

    identifier: str
    thing: str
    names: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the check of one identifier; `label` is what its registry calls it."""

    external: External
    verdict: str
    reason: str
    label: str = ""
    checked: str = ""


def find(store: Store) -> list[External]:
    """All external identifiers of a graph, authority files among its sources."""
    names: dict[tuple[str, str], dict[str, None]] = {}
    sources: dict[tuple[str, str], dict[str, None]] = {}
    for row in store.select(load_query("names", "external").text).rows():
        pair = str(row["identifier"]), str(row["thing"])
        named = names.setdefault(pair, {})
        if row["name"] is not None:
            named[str(row["name"])] = None
        sources.setdefault(pair, {})[str(row["source"])] = None
    return [External(*pair, tuple(found), tuple(sources[pair])) for pair, found in names.items()]


def check(
    external: External,
    labels: Sequence[Label],
    *,
    today: date,
    days: int,
    trouble: Mapping[str, str] | None = None,
) -> Checked:
    """Compare an identifier with the labels that are known of it, as the resolver compares names.

    Labels that were checked more than `days` before `today` no longer prove anything; `trouble`
    says by identifier why it could not be asked for.

    >>> lake = External("http://www.wikidata.org/entity/Q7", "lake", ("Lake Office",), ())
    >>> found = [Label(lake.identifier, "railway station", "en", "2031-05-01")]
    >>> check(lake, found, today=date(2031, 5, 2), days=365).reason
    'Q7 is railway station (en), 26 % alike in letters and words'
    """
    if wrong := _wrong(external.identifier):
        return Checked(external, INVALID, wrong)
    if not labels:
        reason = (trouble or {}).get(external.identifier, "nothing says what it is called")
        return Checked(external, UNKNOWN, reason)
    first = labels[0]
    checked = max(label.checked for label in labels)
    verdict, reason = _compared(external, labels)
    if verdict == AGREES and checked and date.fromisoformat(checked) < today - timedelta(days):
        verdict, reason = OLD, f"last checked on {checked}; {reason}"
    return Checked(external, verdict, reason, _told(first), checked)


def _wrong(identifier: str) -> str:
    """What is wrong with the IRI itself; empty if nothing is."""
    try:
        right = canonical(identifier)
    except InputError as error:
        return error.message
    return "" if right == identifier else f"the registry writes it {right}"


def _compared(external: External, labels: Sequence[Label]) -> tuple[str, str]:
    if not external.names:
        return DIFFERS, f"{_short(external.identifier)} is {_told(labels[0])}; ours has no name"
    ours = _named(external.thing, external.names)
    theirs = _named(external.identifier, [label.label for label in labels])
    likeness, reasons = score(ours, theirs)
    if likeness >= _LEAST:
        return AGREES, "; ".join(reasons)
    return DIFFERS, f"{_short(external.identifier)} is {', '.join((_told(labels[0]), *reasons))}"


def _named(identifier: str, names: Iterable[str]) -> Named:
    """Names without the letters that many bodies share, unless there is nothing else."""
    found = list(names)
    first, *others = [name for name in found if not is_abbreviation(name)] or found
    return Named(identifier, first, tuple(others))


def _told(label: Label) -> str:
    return f"{label.label} ({label.language})" if label.language else label.label


def _short(identifier: str) -> str:
    registry = registry_of(identifier)
    return registry.local(identifier) if registry else identifier
