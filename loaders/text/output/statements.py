"""Statements: for each relation of an edition, the records that carry a fact of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ....ontology import model
from ....ontology.errors import InputError
from ....ontology.model import Amount, Evidence, Record, Statistic
from ....ontology.terms import link
from ..extraction import Activity, Area, Contact, Deal, Exhibit, Fact, Figure, Party, Title
from .about import About, NotLoadableError, amount, concept, day

__all__ = ["HANDLERS"]

Handler = Callable[[About, Fact, Evidence], Iterator[Record]]
_LABEL = 120


def _field(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    """A field of the edition that is called as the relation is."""
    value = day(fact.value) if isinstance(fact.value, str) else fact.value
    derived = (fact.relation,) if fact.derived else ()
    stated: dict[str, Any] = {fact.relation: value, "derived": derived}
    yield replace(about.stated(where), **stated)


def _series(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    yield replace(about.stated(where), series=about.series.id)
    yield from _name(about, fact, where)


def _name(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    yield from about.meanings.series(about.series, fact, where)


def _postponed(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    start, _, end = str(fact.value).partition("/")
    given_up = replace(about.stated(where), start=day(start), end=day(end) if end else None)
    yield replace(given_up, status="postponed")


def _planned(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    yield replace(about.stated(where), status="planned")


def _theme(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    yield replace(about.stated(where), themes=(about.quoter.wording(str(fact.value)),))


def _participation(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    party = fact.value
    assert isinstance(party, Party)
    role = concept("role", party.role)
    body, described = about.meanings.body(about, party.name, where, role)
    yield from described
    yield model.Participation(
        *(where, body, role, about.edition, None, party.as_stated, party.partial or None),
    )


def _contact(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    contact = fact.value
    assert isinstance(contact, Contact)
    if not contact.body:
        raise NotLoadableError("missing-value", "the text does not say whose mailbox this is")
    role = "press contact"
    body, described = about.meanings.body(about, contact.body, where, role)
    yield from described
    yield model.Participation(where, body, role, about.edition, email=contact.email)


def _area(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    area = fact.value
    assert isinstance(area, Area)
    yield model.Area(
        where,
        about.edition,
        about.quoter.wording(area.name),
        area.square_metres,
        area.outdoor or None,
        area.debut or None,
        about.wording(area.place),
    )


def _exhibit(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    exhibit = fact.value
    assert isinstance(exhibit, Exhibit)
    this, wording, by = about.identifier(exhibit.name), about.quoter.wording, None
    figures = [
        Statistic(
            where, concept("measure", measure), amount(value, unit, bound), "item", exhibit=this
        )
        for measure, value, unit, bound in exhibit.measures
    ]
    if exhibit.exhibitor:
        by, described = about.meanings.body(about, exhibit.exhibitor, where, "exhibitor")
        yield from described
    area = about.wording(exhibit.area)
    name, debut = wording(exhibit.name), exhibit.debut or None
    yield model.Exhibit(this, where, about.edition, name, by, debut, area)
    yield from figures


def _activity(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    activity = fact.value
    assert isinstance(activity, Activity)
    name = about.quoter.wording(activity.name)
    yield model.Activity(where, about.edition, name, activity.mode)


def _release(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    title, wording = fact.value, about.quoter.wording
    assert isinstance(title, Title)
    yield model.Release(
        about.identifier(title.title),
        where,
        about.edition,
        wording(title.title),
        concept("release", title.kind) if title.kind else None,
        about.wording(title.occasion),
    )


def _agreement(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    deal, wording = fact.value, about.quoter.wording
    assert isinstance(deal, Deal)
    # A deal without a title is called by the words that tell of it.
    title = deal.title or about.quoter.words(fact.span)[:_LABEL]
    this = about.identifier(title)
    worth = amount(*deal.amount) if deal.amount else None
    kind = concept("agreement", deal.kind) if deal.kind else None
    yield model.Agreement(
        *(this, where, about.edition, wording(title), kind, None, worth),
        title_is_name=bool(deal.title) and deal.is_name,
        occasion=about.wording(deal.occasion),
        counterparties=deal.counterparties,
    )
    for party in deal.parties:
        body, described = about.meanings.body(about, party, where, "signatory")
        yield from described
        yield model.Participation(where, body, "signatory", agreement=this)


def _industry(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    yield model.Industry(where, about.edition, about.quoter.wording(str(fact.value)))


def _statistic(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    figure = fact.value
    assert isinstance(figure, Figure)
    scope, total = concept("scope", figure.scope), figure.scope == "cumulative"
    # A total without a date stands as of its publication.
    as_of = figure.as_of or ((about.quoter.heading.published or "")[:4] if total else None)
    yield Statistic(
        *(where, concept("measure", figure.what), amount(figure.value, figure.unit, figure.bound)),
        scope,
        edition=None if total else about.edition,
        series=about.series.id if total else None,
        as_of=day(as_of) if as_of else None,
        qualifier=figure.qualifier or None,
        stage="planned" if figure.planned else "result",
        converted_from=concept("unit", figure.converted_from) if figure.converted_from else None,
        as_stated=about.quoter.words(fact.span),
    )


def _first_year(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    assert isinstance(fact.value, int)
    yield model.Series(about.series.id, where, first_year=fact.value)


def _years_running(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    assert isinstance(fact.value, int)
    year = str(about.year or (about.quoter.heading.published or "")[:4])
    yield Statistic(
        *(where, "years running", Amount(fact.value, "years", "exact"), "cumulative"),
        series=about.series.id,
        as_of=year or None,
        stage="result",
        as_stated=about.quoter.words(fact.span),
    )


def _website(about: About, fact: Fact, where: Evidence) -> Iterator[Record]:
    address = str(fact.value)
    if "://" not in address:
        address = f"https://{address}"
    try:
        link(address)
        if not urlsplit(address).hostname:
            raise ValueError("it names no host")
    except (InputError, ValueError) as error:
        message = f"{address!r} is not the address of a website"
        raise NotLoadableError("bad-url", message) from error
    yield model.Series(about.series.id, where, website=address)


# Relation -> what carries it. Those of places are read together (`places`).
HANDLERS: dict[str, Handler] = {
    "activity": _activity,
    "agreement": _agreement,
    "alias": _name,
    "area": _area,
    "contact": _contact,
    "duration_days": _field,
    "end": _field,
    "exhibit": _exhibit,
    "first_year": _first_year,
    "industry": _industry,
    "ordinal": _field,
    "participation": _participation,
    "planned": _planned,
    "postponed_from": _postponed,
    "release": _release,
    "series": _series,
    "start": _field,
    "statistic": _statistic,
    "theme": _theme,
    "website": _website,
    "year": _field,
    "years_running": _years_running,
}
