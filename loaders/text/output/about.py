"""About: the edition that facts are about, and what the names in its text mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ....ontology.authority import place_id
from ....ontology.errors import InputError
from ....ontology.iris import identifier
from ....ontology.model import Amount, Edition, Evidence, Organization, Record, Series, Text
from ....ontology.schemes import schemes
from ....ontology.terms import date
from ...records.rules import Fault
from ..extraction import Fact, FoundEdition
from .known import KnownThings
from .quoting import Quoter
from .resolver import Resolved, Resolver

__all__ = ["About", "Meanings", "NotLoadableError", "amount", "concept", "day"]

_YEARLESS = re.compile(r"--\d\d-\d\d\Z")
_GUEST = "guest of honour"


class NotLoadableError(Exception):
    """A fact that cannot be written as records; `fault` says why."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(rule, message)


class Meanings:
    """What the names in one text mean. A new thing is called by its first name in a language."""

    def __init__(self, quoter: Quoter, resolver: Resolver, known: KnownThings) -> None:
        self._quoter, self._resolver, self._known = quoter, resolver, known
        self._first: dict[tuple[str, str | None], str] = {}

    def about(self, found: FoundEdition, number: int) -> About:
        """The edition whose facts these are; `number` is its place in the text, from 0.

        Raises NotLoadableError where the text does not name its series.
        """
        facts = [*found.values("series"), *found.values("alias")]
        if not facts:
            raise NotLoadableError("missing-value", "the text does not name the series")
        series = self._resolver.series([self._quoter.wording(str(fact.value)) for fact in facts])
        year, ordinal = (_number(found.first(name)) for name in ("year", "ordinal"))
        year = year or _year_of(found)
        edition = self._known.edition(series.id, year, ordinal) or (
            f"{series.id}-{year or ordinal or self._unnumbered(number)}"
        )
        place = found.first("city") or found.first("province")
        return About(edition, series, year, str(place) if place else None, self._quoter, self)

    def _unnumbered(self, number: int) -> str:
        mark = f"undated-{self._quoter.sha256[:8]}"
        return f"{mark}-{number + 1}" if number else mark

    def body(self, about: About, name: str, where: Evidence, role: str) -> tuple[str, list[Record]]:
        """Identifier of the body of that name, with the record that describes it if it is new."""
        text = self._quoter.wording(name)
        found = self._resolver.body(text, place=about.place)
        if found.known:
            return found.id, []
        # A country or a town that takes part in its own name is a body of no other kind.
        kind = found.kind or ("other" if role == _GUEST or place_id(name) else None)
        if self._is_first(found.id, text):
            return found.id, [Organization(found.id, where, (text,), kind=kind)]
        return found.id, [Organization(found.id, where, aliases=(text,), kind=kind)]

    def series(self, found: Resolved, fact: Fact, where: Evidence) -> list[Record]:
        """The record of a name of a series; none if tables give it that name.

        The graph need not describe what the resolver knows, so tables decide what is new.
        """
        text, names = self._quoter.wording(str(fact.value)), self._known.names.get(found.id)
        if names and text.value in names:
            return []
        if names is None and fact.relation == "series" and self._is_first(found.id, text):
            return [Series(found.id, where, (text,))]
        return [Series(found.id, where, aliases=(text,))]

    def _is_first(self, thing: str, text: Text) -> bool:
        return self._first.setdefault((thing, text.language), text.value) == text.value


@dataclass(frozen=True)
class About:
    """An edition in a text; `year` and `place` as the text gives them, None if it does not."""

    edition: str
    series: Resolved
    year: int | None
    place: str | None
    quoter: Quoter
    meanings: Meanings

    def stated(self, where: Evidence) -> Edition:
        """A record of the edition on which nothing is stated yet."""
        return Edition(self.edition, where, None)

    def identifier(self, name: str) -> str:
        """Identifier of a thing that belongs to the edition and has no other."""
        return identifier(self.edition, name)

    def wording(self, value: str | None) -> Text | None:
        """A value as printed, with its language; None for none."""
        return self.quoter.wording(value) if value else None


def concept(scheme: str, name: str) -> str:
    """Name of the concept that any of its labels means. Raises NotLoadableError."""
    if found := schemes()[scheme].get(name.casefold()):
        return found
    raise NotLoadableError("unknown-value", f"{name!r} is not a {scheme}")


def amount(value: int | str, unit: str, bound: str) -> Amount:
    """An amount with known unit and bound. Raises NotLoadableError."""
    return Amount(value, concept("unit", unit), concept("bound", bound))


def day(value: str) -> str:
    """An ISO day, month or year. Raises NotLoadableError, for a day without year as well."""
    if _YEARLESS.match(value):
        message = f"the text does not tell the year of {value.removeprefix('--')}"
        raise NotLoadableError("year-less-date", message)
    try:
        date(value)
    except InputError as error:
        raise NotLoadableError("impossible-date", error.message) from error
    return value


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _year_of(found: FoundEdition) -> int | None:
    """The year of a date that is printed whole."""
    for relation in ("start", "end"):
        value = str(found.first(relation) or "")
        if re.match(r"\d{4}(-|\Z)", value):
            return int(value[:4])
    return None
