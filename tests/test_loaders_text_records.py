"""Facts of texts become records: each with its words, nothing guessed, nothing lost in silence."""

from __future__ import annotations

import dataclasses
import doctest
import hashlib
import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pytest
import shifty
from hypothesis import given, strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

import convenor.loaders.text as package
from convenor.graph.check import check, conforms
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.reference import add_reference, derive
from convenor.graph.store import Store
from convenor.loaders.records.rules import RULES, Fault
from convenor.loaders.text.extraction import (
    RELATIONS,
    Activity,
    Area,
    Contact,
    Deal,
    Exhibit,
    Extraction,
    Fact,
    Figure,
    FoundEdition,
    Heading,
    Party,
    Span,
    Title,
    Value,
)
from convenor.loaders.text.output.known import KnownThings
from convenor.loaders.text.output.records import read_facts, records
from convenor.loaders.text.output.resolver import Resolved
from convenor.ontology import authority, model
from convenor.ontology.iris import Iris, expand, slug
from convenor.ontology.model import Edition, Record, Text
from convenor.ontology.rdf import Writer

TEXT = """\
Lake City, May 2, 2031 (Lake Wire) -- Lake Robotics Fair opens with 400 guests

The eighth Lake Robotics Fair (LRF), themed "Machines that Care", opened on Friday in Lake City, \
Hill Province, and lasts three days at the Lake Expo Hall. Approved by the State Council, it is \
jointly organized by the Ministry of Industry and Information Technology and the Lake Office, and \
supported by Lake Robotics Co., Ltd. Norland is guest of honour. It was first held in 2024 and is \
held for the eighth year running.

An outdoor area of 1,200 square metres in Reed Park shows drones; Airquill shows a maglev tractor \
of 90 km/h for the first time. The opening ceremony was streamed online. At it the Lake Office and \
Airquill signed a memorandum worth over 5 million yuan, and the 2031 Robot Index was published. \
Robots and sensors are in focus. More than 3,000 projects, worth about 2 billion yuan (US$280 \
million), were signed so far. Contact: Press Office, press@fair.example.org, fair.example.org.
"""
ZH = "第八屆湖泊機器人博覽會將於五月二日在湖城開幕，由湖泊協會主辦，以「機器關愛」為主題。"
SOURCE = f"lake-wire-20310502-{hashlib.sha256(TEXT.encode()).hexdigest()[:8]}"


Kind = TypeVar("Kind")


class Plain:
    """Knows MIIT and the State Council; every other name is a thing of its own."""

    def series(self, names: Sequence[Text]) -> Resolved:
        return Resolved(slug(names[0].value.lower().replace(" ", "-")), False)

    def body(self, name: Text, aliases: Sequence[Text] = (), place: str | None = None) -> Resolved:
        if len(found := authority.names("bodies").get(name.value.casefold(), frozenset())) == 1:
            return Resolved(next(iter(found)), True, "ministry")
        kind = "company" if name.value.endswith("Ltd.") else None
        return Resolved(slug(name.value.casefold().replace(" ", "-")), False, kind)


def fact(relation: str, value: Value, words: str, text: str = TEXT, derived: bool = False) -> Fact:
    start = text.index(words)
    return Fact(relation, value, Span(start, start + len(words)), f"rule-{relation}", derived)


FACTS = [
    fact("series", "Lake Robotics Fair", "Lake Robotics Fair (LRF)"),
    fact("alias", "LRF", "(LRF)"),
    fact("year", 2031, "May 2, 2031", derived=True),
    fact("ordinal", 8, "eighth"),
    fact("start", "2031-05-02", "on Friday", derived=True),
    fact("end", "2031-05-04", "lasts three days", derived=True),
    fact("duration_days", 3, "three days"),
    fact("city", "Lake City", "in Lake City"),
    fact("province", "Hill Province", "Hill Province"),
    fact("venue", "Lake Expo Hall", "Lake Expo Hall"),
    fact("theme", "Machines that Care", 'themed "Machines that Care"'),
    fact("participation", Party("State Council", "approver", "approved"), "State Council"),
    fact(
        "participation",
        Party("Ministry of Industry and Information Technology", "organizer", "jointly organized"),
        "jointly organized by the Ministry of Industry and Information Technology",
    ),
    fact("participation", Party("Lake Office", "host"), "and the Lake Office"),
    fact("participation", Party("Lake Robotics Co., Ltd.", "supporter"), "Co., Ltd."),
    fact("participation", Party("Norland", "guest of honour"), "Norland is guest of honour"),
    fact("first_year", 2024, "first held in 2024"),
    fact("years_running", 8, "eighth year running"),
    fact(
        "area",
        Area("outdoor area", 1200, outdoor=True, place="Reed Park"),
        "An outdoor area of 1,200 square metres in Reed Park",
    ),
    fact("exhibit", Exhibit("drones", area="outdoor area"), "shows drones"),
    fact(
        "exhibit",
        Exhibit(
            "maglev tractor", "Airquill", True, None, (("maximum speed", 90, "km/h", "exact"),)
        ),
        "Airquill shows a maglev tractor of 90 km/h for the first time",
    ),
    fact("activity", Activity("opening ceremony", "online"), "The opening ceremony was streamed"),
    fact(
        "agreement",
        Deal(None, "memorandum", ("Lake Office", "Airquill"), (5_000_000, "CNY", "more than"), 2),
        "the Lake Office and Airquill signed a memorandum worth over 5 million yuan",
    ),
    fact("release", Title("2031 Robot Index", "index", "opening ceremony"), "2031 Robot Index"),
    fact("industry", "sensors", "sensors"),
    fact(
        "statistic",
        Figure("signed projects", 3000, "count", "more than", "cumulative"),
        "More than 3,000 projects",
    ),
    fact("statistic", Figure("guests", 400, "count", "exact", planned=True), "400 guests"),
    fact(
        "statistic",
        Figure("investment", 280_000_000, "USD", "about", "cumulative", converted_from="CNY"),
        "about 2 billion yuan (US$280 million)",
    ),
    fact("contact", Contact("Press Office", "press@fair.example.org"), "Press Office, press@"),
    fact("website", "fair.example.org", "fair.example.org."),
    fact("postponed_from", "2031-03-01/2031-03-03", "May 2"),
    fact("planned", 1, "opens"),
    fact("country", "Norland", "Norland"),
]
HEADING = Heading(
    "2031-05-02",
    "Lake Wire",
    "https://example.org/a",
    "Lake Robotics Fair opens with 400 guests",
    "en",
    fact("year", 2031, "May 2, 2031").span,
    fact("year", 2031, "Lake Wire").span,
)


def extraction(*facts: Fact, text: str = TEXT, heading: Heading = HEADING) -> Extraction:
    return Extraction("lake.txt", text, heading, (FoundEdition(list(facts)),))


def made(*facts: Fact, known: KnownThings | None = None, text: str = TEXT) -> list[Record]:
    return list(records(extraction(FACTS[0], *facts, text=text), Plain(), "lake.txt", known))


def of(kind: type[Kind], found: Sequence[Record]) -> list[Kind]:
    return [record for record in found if isinstance(record, kind)]


def stated(found: Sequence[Record]) -> dict[str, set[object]]:
    """All that is said of editions, by field."""
    values: dict[str, set[object]] = {}
    for record in of(Edition, found):
        for each in dataclasses.fields(Edition):
            value = getattr(record, each.name)
            if value not in (None, ()) and each.name != "evidence":
                values.setdefault(each.name, set()).add(value)
    return values


def quads(*found: Record) -> list[Quad]:
    writer = Writer(Iris())
    return [quad for record in found for quad in writer.quads(record)]


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(package.__path__)])
def test_examples(name: str) -> None:
    module = importlib.import_module(f"convenor.loaders.text.{name}")
    assert doctest.testmod(module).failed == 0


def test_the_example_has_a_fact_of_every_relation() -> None:
    assert {each.relation for each in FACTS} == set(RELATIONS)


def test_every_fact_becomes_records_and_every_record_has_its_words() -> None:
    outcomes = list(read_facts(extraction(*FACTS), Plain(), "lake.txt"))
    assert sorted(map(id, FACTS)) == sorted(id(each) for each, _ in outcomes)
    assert not [found for _, found in outcomes if isinstance(found, Fault)]
    for record in records(extraction(*FACTS), Plain(), "lake.txt"):
        where = record.evidence
        if where.passage is None:
            assert isinstance(record, model.Source) and where.fragment == f"char=0,{len(TEXT)}"
            continue
        passage = where.passage
        assert passage.exact == TEXT[passage.start : passage.end]
        assert where.fragment == f"char={passage.start},{passage.end}"
        assert where.rule and where.source == (None if isinstance(record, model.Source) else SOURCE)


def test_what_the_records_say_passes_the_shapes_and_has_no_loose_ends() -> None:
    written = quads(*records(extraction(*FACTS), Plain(), "lake.txt"))
    own = {Triple(quad.subject, quad.predicate, quad.object) for quad in written}
    known = {
        Triple(quad.subject, quad.predicate, quad.object)
        for name in authority.AUTHORITIES
        for quad in authority.quads(name, Iris())
    }
    shapes = Path(authority.__file__).with_name("shapes.ttl")
    data = serialize(own | known, format=RdfFormat.N_TRIPLES)
    assert data
    _, _, report = shifty.validate(data, shapes, graph_mode="data")
    assert "Conforms: True" in report, report
    typed = {t.subject for t in own | known if t.predicate == NamedNode(expand("rdf:type"))}
    things = {t.object for t in own if str(t.object).startswith(f"<{Iris().base}id/")}
    assert things <= typed


def stored(written: Sequence[Quad]) -> Store:
    store = EmbeddedStore()
    add_reference(store, Iris())
    store.extend(written)
    derive(store, Iris())
    return store


def test_a_graph_of_the_example_conforms_as_long_as_no_claim_is_missing() -> None:
    written = quads(*records(extraction(*FACTS), Plain(), "lake.txt"))
    findings = check(stored(written))
    assert conforms(findings), findings
    about = next(
        quad.subject
        for quad in written
        if quad.predicate == NamedNode(expand("rdf:predicate"))
        and quad.object == NamedNode(expand("schema:about"))
    )
    fewer = [quad for quad in written if quad.subject != about]
    rules = {finding.rule for finding in check(stored(fewer))}
    assert "words_without_claim" in rules


def test_an_edition_with_a_long_name_is_called_by_its_year() -> None:
    name = "International Exposition of Machines that Care for Lakes, Hills, Rivers and Woods"
    facts = [fact("series", name, "Lake Robotics Fair (LRF)"), FACTS[2]]
    store = stored(quads(*records(extraction(*facts), Plain(), "lake.txt")))
    labels = {
        quad.object.value  # type: ignore[union-attr]
        for quad in store.quads(Iris().derived)
    }
    assert labels == {f"{name} 2031"}


def test_what_the_edition_is() -> None:
    found = stated(list(records(extraction(*FACTS), Plain(), "lake.txt")))
    assert found == {
        "id": {"lake-robotics-fair-2031"},
        "series": {"lake-robotics-fair"},
        "year": {2031},
        "ordinal": {8},
        "start": {"2031-05-02", "2031-03-01"},
        "end": {"2031-05-04", "2031-03-03"},
        "duration_days": {3},
        "city": {Text("Lake City", "en")},
        "province": {Text("Hill Province", "en")},
        "venue": {Text("Lake Expo Hall", "en")},
        "country": {Text("Norland", "en")},
        "themes": {(Text("Machines that Care", "en"),)},
        "status": {"postponed", "planned"},
        "derived": {("year",), ("start",), ("end",)},
    }


def test_the_source_is_named_by_publisher_day_and_text() -> None:
    (whole, publisher, published) = of(model.Source, made())
    assert {whole.id, publisher.id, published.id} == {SOURCE}
    assert whole.snapshot == hashlib.sha256(TEXT.encode()).hexdigest()
    assert whole.characters == len(TEXT) and whole.url == "https://example.org/a"
    assert whole.gist == Text("Lake Robotics Fair opens with 400 guests", "en")
    assert (whole.publisher, publisher.publisher) == (None, "Lake Wire")
    assert published.evidence.passage and published.evidence.passage.exact == "May 2, 2031"
    bare = list(records(Extraction("x.txt", ZH, Heading(language="zh")), Plain(), "x.txt"))
    (source,) = of(model.Source, bare)
    assert source.id == f"text-undated-{hashlib.sha256(ZH.encode()).hexdigest()[:8]}"
    assert source.language == "zh-hant" and len(bare) == 1


def test_bodies_are_described_once_they_are_new() -> None:
    found = list(records(extraction(*FACTS), Plain(), "lake.txt"))
    kinds = {record.id: record.kind for record in of(model.Organization, found)}
    assert kinds == {
        "airquill": None,
        "lake-office": None,
        slug("lake-robotics-co.,-ltd."): "company",
        "norland": "other",
        "press-office": None,
    }
    roles = {(each.body, each.role) for each in of(model.Participation, found) if each.edition}
    assert roles == {
        ("state-council", "approver"),
        ("miit", "organizer"),
        ("lake-office", "organizer"),
        (slug("lake-robotics-co.,-ltd."), "supporter"),
        ("norland", "guest of honour"),
        ("press-office", "press contact"),
    }


def test_another_spelling_of_a_new_body_is_another_name() -> None:
    parties = [
        fact("participation", Party(name, "organizer"), "Lake Office")
        for name in ("Lake Office", "LAKE OFFICE", "Lake Office")
    ]
    names = [(each.names, each.aliases) for each in of(model.Organization, made(*parties))]
    first, other = (Text("Lake Office", "en"),), (Text("LAKE OFFICE", "en"),)
    assert names == [(first, ()), ((), other), (first, ())]


def test_a_deal_without_a_title_is_called_by_its_words() -> None:
    (deal,) = of(model.Agreement, made(*(each for each in FACTS if each.relation == "agreement")))
    assert deal.title.value.startswith("the Lake Office and Airquill signed a memorandum")
    assert (deal.title_is_name, deal.counterparties) == (False, 2)
    assert deal.amount == model.Amount(5_000_000, "CNY", "more than")
    named = fact("agreement", Deal("Lake Accord", None, is_name=True), "memorandum")
    (accord,) = of(model.Agreement, made(named))
    assert (accord.title.value, accord.title_is_name) == ("Lake Accord", True)


def test_totals_are_of_the_series_and_stand_as_of_their_publication() -> None:
    found = list(records(extraction(*FACTS), Plain(), "lake.txt"))
    figures = {(each.measure, each.amount.unit): each for each in of(model.Statistic, found)}
    total = figures["signed projects", "count"]
    assert (total.series, total.edition, total.as_of) == ("lake-robotics-fair", None, "2031")
    assert (total.stage, total.as_stated) == ("result", "More than 3,000 projects")
    assert figures["guests", "count"].stage == "planned"
    assert figures["investment", "USD"].converted_from == "CNY"
    running = figures["years running", "years"]
    assert (running.series, running.amount.value, running.as_of) == (total.series, 8, "2031")
    speed = figures["maximum speed", "km/h"]
    (exhibit,) = [each for each in of(model.Exhibit, found) if each.exhibitor]
    assert (speed.exhibit, speed.scope, speed.edition) == (exhibit.id, "item", None)


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (fact("start", "--05-02", "Friday"), "year-less-date"),
        (fact("end", "2031-02-30", "Friday"), "impossible-date"),
        (fact("postponed_from", "--05-02", "Friday"), "year-less-date"),
        (fact("participation", Party("Lake Office", "lender"), "Lake Office"), "unknown-value"),
        (fact("statistic", Figure("hats", 4, "count", "exact"), "400"), "unknown-value"),
        (fact("statistic", Figure("guests", 4, "ells", "exact"), "400"), "unknown-value"),
        (fact("release", Title("Index", "song"), "Index"), "unknown-value"),
        (fact("contact", Contact(None, "press@fair.example.org"), "press@"), "missing-value"),
        (fact("website", "https://", "fair.example.org"), "bad-url"),
    ],
)
def test_what_cannot_be_loaded_is_told_and_stops_nothing(bad: Fact, rule: str) -> None:
    outcomes = {
        each.relation: found
        for each, found in read_facts(extraction(FACTS[0], bad, FACTS[3]), Plain(), "lake.txt")
    }
    found = outcomes.pop(bad.relation)
    assert isinstance(found, Fault) and found.rule == rule and rule in RULES
    assert set(outcomes) == {"series", "ordinal"}
    assert not any(isinstance(other, Fault) for other in outcomes.values())


def test_facts_on_an_edition_of_nothing_are_told() -> None:
    found = list(read_facts(extraction(*FACTS[2:5]), Plain(), "lake.txt"))
    assert [outcome.rule for _, outcome in found if isinstance(outcome, Fault)] == [
        "missing-value"
    ] * 3


@pytest.mark.parametrize(
    ("facts", "edition"),
    [
        ([FACTS[2], FACTS[3]], "lake-robotics-fair-2031"),
        ([FACTS[3]], "lake-robotics-fair-8"),
        ([FACTS[4]], "lake-robotics-fair-2031"),
        ([], f"lake-robotics-fair-undated-{SOURCE[-8:]}"),
        ([fact("start", "--05-02", "May 2")], f"lake-robotics-fair-undated-{SOURCE[-8:]}"),
    ],
)
def test_an_edition_is_named_by_year_or_number_and_never_by_a_guess(
    facts: list[Fact], edition: str
) -> None:
    assert stated(made(*facts))["id"] == {edition}


def test_editions_that_nothing_tells_apart_are_kept_apart() -> None:
    found = Extraction(
        *("lake.txt", TEXT, HEADING, (FoundEdition([FACTS[0]]), FoundEdition([FACTS[0]]))),
    )
    assert len(stated(list(records(found, Plain(), "lake.txt")))["id"]) == 2


def test_editions_and_names_that_tables_know_are_found_again() -> None:
    where = model.Evidence("t.csv", "row=2")
    series = model.Series("lake-robotics-fair", where, (Text("Lake Robotics Fair", "en"),))
    spring = Edition("lrf-8", where, "lake-robotics-fair", 2031, 8)
    autumn = Edition("lrf-9", where, "lake-robotics-fair", 2031, 9)
    known = KnownThings([series, spring])
    assert stated(made(FACTS[2], known=known))["id"] == {"lrf-8"}
    both = KnownThings([series, spring, autumn])
    assert stated(made(FACTS[2], FACTS[3], known=both))["id"] == {"lrf-8"}
    assert stated(made(FACTS[2], known=both))["id"] == {"lake-robotics-fair-2031"}
    other = fact("year", 2030, "May 2, 2031")
    assert stated(made(other, FACTS[3], known=both))["id"] == {"lake-robotics-fair-2030"}
    assert not of(model.Series, made(known=known))
    assert [each.aliases for each in of(model.Series, made(FACTS[1], known=known))] == [
        (Text("LRF", "en"),)
    ]


def test_words_that_stand_together_are_quoted_together() -> None:
    city, province, venue = FACTS[7:10]
    (place, hall) = [
        record for record in of(Edition, made(city, province, venue)) if record.city or record.venue
    ]
    assert place.evidence.passage and place.evidence.passage.exact == "in Lake City, Hill Province"
    assert (place.city, place.province) == (Text("Lake City", "en"), Text("Hill Province", "en"))
    assert hall.evidence.passage and hall.evidence.passage.exact.endswith("at the Lake Expo Hall")
    far = dataclasses.replace(province, span=Span(len(TEXT) - 5, len(TEXT)))
    split = [record for record in of(Edition, made(city, far)) if record.city]
    assert [record.evidence.passage and record.evidence.passage.exact for record in split] == [
        "in Lake City",
        TEXT[-5:],
    ]
    assert {record.province for record in split} == {Text("Hill Province", "en")}


def test_a_venue_far_from_its_town_has_the_address_of_one_beside_it() -> None:
    city, _, venue = FACTS[7:10]
    far = dataclasses.replace(venue, span=Span(len(TEXT) - 5, len(TEXT)))
    halls = {
        quad.object
        for found in (venue, far)
        for quad in quads(*made(city, found))
        if quad.predicate.value == expand("cvn:venue")
    }
    assert len(halls) == 1
    (record,) = [each for each in of(Edition, made(city, far)) if each.venue]
    assert (record.city, record.town) == (None, Text("Lake City", "en"))


def test_a_second_town_is_stated_by_itself() -> None:
    other = fact("city", "Norland", "Norland")
    cities = [record.city for record in of(Edition, made(FACTS[7], other)) if record.city]
    assert cities == [Text("Lake City", "en"), Text("Norland", "en")]


def test_traditional_script_has_its_own_tag() -> None:
    heading = Heading(language="zh")
    facts = [
        fact("series", "湖泊機器人博覽會", "湖泊機器人博覽會", ZH),
        fact("theme", "機器關愛", "「機器關愛」", ZH),
        fact("theme", "Machines that Care", "「機器關愛」", ZH),
    ]
    found = list(records(extraction(*facts, text=ZH, heading=heading), Plain(), "zh.txt"))
    assert {text.language for record in of(model.Series, found) for text in record.names} == {
        "zh-hant"
    }
    assert stated(found)["themes"] == {
        (Text("機器關愛", "zh-hant"),),
        (Text("Machines that Care", "en"),),
    }


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    st.data(),
)
def test_the_words_of_any_text_come_back_from_its_quads(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = Fact("series", "Fair", Span(start, end), "rule")
    written = quads(*records(extraction(found, text=text), Plain(), "any.txt"))
    exact = {
        quad.object.value  # type: ignore[union-attr]
        for quad in written
        if quad.predicate.value == expand("oa:exact")
    }
    assert text[start:end] in exact
