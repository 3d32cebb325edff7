"""Pages and graphs: what their markup and triples say becomes records, each with its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from convenor.graph.resolve.resolver import NameResolver
from convenor.loaders.graphs.cells import read_cells
from convenor.loaders.graphs.reading import read_graph
from convenor.loaders.graphs.vocabulary import vocabulary
from convenor.loaders.inputs import Input
from convenor.loaders.records.report import Report
from convenor.loaders.text.output.known import KnownThings
from convenor.ontology.errors import InputError
from convenor.ontology.fields import EVENT_TYPES
from convenor.ontology.iris import Iris
from convenor.ontology.model import (
    Activity,
    Edition,
    Organization,
    Participation,
    Record,
    Series,
    Source,
    Text,
)
from convenor.ontology.rdf import Writer

SCHEMA = "https://schema.org/"
Kind = TypeVar("Kind", bound=Record)


@dataclass
class Read:
    """What was read of one file."""

    records: list[Record]
    report: Report
    cells: dict[str, dict[str, str]]

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The records of a type."""
        return [each for each in self.records if isinstance(each, kind)]

    def wrong(self) -> list[tuple[str, str]]:
        """Place and rule of what was rejected."""
        return [(error.row, error.rule) for error in self.report.errors]

    def left_out(self) -> list[str]:
        """What is left out."""
        return next(iter(self.report.left_out.values()), [])


def read(folder: Path, name: str, text: str | bytes) -> Read:
    """Read a file; all its records can be written, and its counts add up."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    report, writer = Report(), Writer(Iris())
    found = list(read_graph(Input(name, path), NameResolver(), KnownThings(), report))
    cells = dict(read_cells(Input(name, path)))
    for record in found:
        assert list(writer.quads(record))
        assert record.evidence.fragment in cells, "evidence leads to cells"
    counts = report.counts[name]
    assert counts.rows_read == counts.rows_loaded + counts.rows_rejected
    return Read(found, report, cells)


def page(*documents: object, body: str = "", url: str = "https://fairs.example.org/lake") -> str:
    """A page with JSON-LD; a text is a script as it is."""
    scripts = (
        f'<script type="application/ld+json">'
        f"{each if isinstance(each, str) else json.dumps(each)}</script>"
        for each in documents
    )
    link = f'<link rel="canonical" href="{url}">' if url else ""
    return f"<html><head>{link}{''.join(scripts)}</head><body>{body}</body></html>"


def event(**more: object) -> dict[str, object]:
    """An event in JSON-LD."""
    return {"@context": "https://schema.org", "@type": "Event", "name": "Lake Night", **more}


def test_json_ld_of_a_page_becomes_an_edition_with_its_place(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "fair.html",
        page(
            event(
                **{"@type": "ExhibitionEvent"},
                name="World Manufacturing Convention 2023",
                startDate="2023-09-20T09:00:00+08:00",
                endDate="2023-09-24",
                location={
                    "@type": "Place",
                    "name": "Lake Hall",
                    "address": {
                        "@type": "PostalAddress",
                        "addressLocality": "Hefei",
                        "addressCountry": "CN",
                        "streetAddress": "1 Lake Road",
                    },
                },
                organizer=[
                    {"@type": "Organization", "name": "MIIT"},
                    {"@type": "Person", "name": "Li Lei"},
                ],
                offers={"@type": "Offer", "price": "3"},
            )
        ),
    )
    (edition,) = found.of(Edition)
    assert (edition.id, edition.series, edition.year) == ("wmc-2023", "wmc", 2023)
    assert (edition.start, edition.end, edition.derived) == ("2023-09-20", "2023-09-24", ())
    assert (edition.city, edition.venue) == (Text("Hefei", "en"), Text("Lake Hall", "en"))
    assert (edition.country, edition.event_types) == (Text("China", "en"), ("ExhibitionEvent",))
    (source,) = found.of(Source)
    assert (source.url, source.publisher) == ("https://fairs.example.org/lake", "fairs.example.org")
    assert edition.evidence.source == source.id
    assert [each.body for each in found.of(Participation)] == ["miit"]
    cells = found.cells[edition.evidence.fragment]
    assert (cells["name"], cells["organizer"]) == ("World Manufacturing Convention 2023", "MIIT")
    assert "Li Lei" not in str(found.cells)
    assert found.left_out() == [
        "ExhibitionEvent.offers (1): prices and tickets",
        "ExhibitionEvent.organizer (1): a person, or what may be one",
        "Offer (1): not read",
    ]


def test_a_plain_event_is_called_no_exhibition(tmp_path: Path) -> None:
    (edition,) = read(tmp_path, "a.html", page(event(startDate="2031-05-02"))).of(Edition)
    assert (edition.series, edition.event_types) == (None, ("Event",))
    classes = {
        quad.object.value
        for quad in Writer(Iris()).quads(edition)
        if quad.predicate.value.endswith("#type") and hasattr(quad.object, "value")
    }
    assert SCHEMA + "Event" in classes and SCHEMA + "ExhibitionEvent" not in classes


def test_every_kind_of_event_has_a_class() -> None:
    events = {name for name, kind in vocabulary().classes.items() if kind == "event"}
    known = {name.partition(":")[2] for name in events if name.split(":")[0] in ("schema", "m8g")}
    assert known == EVENT_TYPES.keys()


def test_one_broken_script_loses_nothing_else(tmp_path: Path) -> None:
    broken = '{"@type": "Event", "name": "Lost",,}'
    found = read(tmp_path, "a.html", page(event(), broken, event(name="Hill Night")))
    assert [each.names[0].value for each in found.of(Edition)] == ["Lake Night", "Hill Night"]
    assert found.wrong() == [("/json-ld/1", "broken-markup")]
    (error,) = found.report.errors
    assert error.file == "a.html" and "not JSON" in error.message


@pytest.mark.parametrize(
    "script",
    [
        "<!-- {} -->",
        "/* <![CDATA[ */ {} /* ]]> */",
        "//<![CDATA[\n{}\n//]]>",
        "\ufeff{};",
    ],
)
def test_json_in_the_comments_of_old_pages_is_read(tmp_path: Path, script: str) -> None:
    found = read(tmp_path, "a.html", page(script.replace("{}", json.dumps(event()))))
    assert len(found.of(Edition)) == 1


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"@context": "http://SCHEMA.org/", "@type": "event", "Name": "A"}, "A"),
        ({"@context": {"@vocab": "http://schema.org/"}, "@type": "Event", "name": "A"}, "A"),
        ({"@context": {"s": "https://schema.org/"}, "@type": "s:Event", "s:name": "A"}, "A"),
        ({"@context": {"title": "http://schema.org/name"}, "@type": "Event", "title": "A"}, "A"),
        ({"@type": "https://www.schema.org/Event", "name": {"@value": "A"}}, "A"),
        ({"@graph": [{"@type": ["Thing", "Event"], "name": ["A"]}]}, "A"),
        ([[{"@type": "Event", "schema:name": "A"}]], "A"),
    ],
)
def test_terms_are_understood_in_any_spelling(tmp_path: Path, document: object, name: str) -> None:
    (edition,) = read(tmp_path, "a.html", page(document)).of(Edition)
    assert edition.names[0].value == name


def test_languages_and_identifiers_of_registries_are_kept(tmp_path: Path) -> None:
    context = {
        "@vocab": "https://schema.org/",
        "@language": "en",
        "names": {"@id": "https://schema.org/name", "@container": "@language"},
    }
    found = read(
        tmp_path,
        "a.html",
        page(
            event(
                **{"@context": context},
                names={"zh-CN": "湖夜", "en": "Lake Night"},
                sameAs=["https://www.wikidata.org/wiki/Q42", "https://social.example.com/lake"],
            )
        ),
    )
    (edition,) = found.of(Edition)
    assert Text("湖夜", "zh-cn") in edition.names and Text("Lake Night", "en") in edition.names
    assert edition.same_as == ("http://www.wikidata.org/entity/Q42",)
    assert "Event.sameAs (1): profiles and pages that are in no registry" in found.left_out()


MICRODATA = """
<div itemscope itemtype="https://schema.org/BusinessEvent" itemref="when">
 <h1 itemprop="name" lang="en">Lake Night</h1>
 <a itemprop="url" href="/lake">more</a>
 <div itemprop="location" itemscope itemtype="http://schema.org/Place">
  <span itemprop="name">Lake Hall</span>
  <p itemprop="address" itemscope itemtype="http://schema.org/PostalAddress">
   <span itemprop="addressLocality">Hefei</span></p></div>
 <div itemprop="organizer sponsor" itemscope itemtype="http://schema.org/Organization">
  <b itemprop="name">Lake Office Ltd</b></div>
</div>
<p id="when"><time itemprop="startDate" datetime="2031-05-02">2 May</time>
<meta itemprop="endDate" content="2031-05-04"></p>
"""
RDFA = """
<div vocab="http://schema.org/" typeof="BusinessEvent" resource="#lake">
 <h1 property="name" lang="en">Lake Night</h1>
 <span property="startDate" content="2031-05-02T10:00">2 May</span>
 <time property="endDate" datetime="2031-05-04">4 May</time>
 <div property="location" typeof="Place"><span property="name">Lake Hall</span>
  <p property="address" typeof="PostalAddress">
   <span property="addressLocality">Hefei</span></p></div>
 <div property="organizer sponsor" typeof="Organization">
  <b property="name">Lake Office Ltd</b></div>
</div>
<meta property="og:title" content="no vocabulary of ours">
"""


@pytest.mark.parametrize(("body", "place"), [(MICRODATA, "/microdata/0"), (RDFA, "/rdfa/0")])
def test_microdata_and_rdfa_say_the_same(tmp_path: Path, body: str, place: str) -> None:
    found = read(tmp_path, "a.html", page(body=body))
    (edition,) = found.of(Edition)
    assert edition.evidence.fragment == place
    assert (edition.start, edition.end) == ("2031-05-02", "2031-05-04")
    assert (edition.names, edition.event_types) == ((Text("Lake Night", "en"),), ("BusinessEvent",))
    assert (edition.city, edition.venue) == (Text("Hefei", "en"), Text("Lake Hall", "en"))
    roles = {(each.role, each.as_stated) for each in found.of(Participation)}
    assert roles == {("organizer", "organizer"), ("supporter", "sponsor")}
    assert {each.names[0].value for each in found.of(Organization)} == {"Lake Office Ltd"}
    assert not found.wrong()


@pytest.mark.parametrize(
    ("stated", "start", "derived"),
    [
        ("2031", "2031", ()),
        ("2031-05", "2031-05", ()),
        ("20310502", "2031-05-02", ()),
        ("2031-05-02 19:30", "2031-05-02", ()),
        ("2031-05-02T22:00:00.000-05:00", "2031-05-02", ()),
        ("2031-05-02T22:00Z", "2031-05-02", ("start",)),
        ("2031-05-02T22:00+00:00", "2031-05-02", ("start",)),
    ],
)
def test_dates_are_read_as_printed(
    tmp_path: Path, stated: str, start: str, derived: Sequence[str]
) -> None:
    (edition,) = read(tmp_path, "a.html", page(event(startDate=stated))).of(Edition)
    assert (edition.start, edition.derived) == (start, ("year", *derived))


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ({"startDate": "2 May 2031"}, "impossible-date"),
        ({"startDate": "02/05/2031"}, "impossible-date"),
        ({"startDate": "2031-02-30"}, "impossible-date"),
        ({"startDate": "2031-13-01"}, "impossible-date"),
        ({"startDate": "2031-5-2"}, "impossible-date"),
        ({"startDate": "--05-02"}, "impossible-date"),
        ({"startDate": "0000-00-00"}, "impossible-date"),
        ({"startDate": ""}, "impossible-date"),
        ({"endDate": "2031-05-02"}, "missing-value"),
        ({"startDate": "2031", "endDate": "2031-05-02"}, "impossible-date"),
    ],
)
def test_a_wrong_date_is_left_out_with_its_reason(
    tmp_path: Path, stated: dict[str, str], rule: str
) -> None:
    found = read(tmp_path, "a.html", page(event(**stated)))
    (edition,) = found.of(Edition)
    assert edition.end is None
    assert found.wrong() == [("/json-ld/0", rule)]


def test_an_end_before_the_start_leaves_out_both(tmp_path: Path) -> None:
    found = read(tmp_path, "a.html", page(event(startDate="2031-05-04", endDate="2031-05-02")))
    (edition,) = found.of(Edition)
    assert (edition.start, edition.end, edition.year) == (None, None, None)
    assert found.wrong() == [("/json-ld/0", "start-after-end")] * 2


def test_what_the_status_says_is_kept(tmp_path: Path) -> None:
    rescheduled = event(
        name="A",
        eventStatus="https://schema.org/EventRescheduled",
        previousStartDate="2031-03-01",
        startDate="2031-05-02",
    )
    postponed = event(name="B", eventStatus="EventPostponed", startDate="2031-05-02")
    cancelled = event(name="C", eventStatus="http://schema.org/EventCancelled")
    online = event(name="D", eventAttendanceMode="OnlineEventAttendanceMode")
    found = read(tmp_path, "a.html", page(rescheduled, postponed, cancelled, online))
    told = [
        (each.names and each.names[0].value, each.status, each.start) for each in found.of(Edition)
    ]
    assert told == [
        ("A", None, "2031-05-02"),
        ((), "postponed", "2031-03-01"),
        ("B", "postponed", "2031-05-02"),
        ("D", "online", None),
    ]
    assert found.wrong() == [("/json-ld/2", "cancelled-event")]


def test_series_and_parts_are_told_apart(tmp_path: Path) -> None:
    series = {
        "@type": "EventSeries",
        "name": "Lake Robotics Fair",
        "url": "https://lake.example.org",
    }
    fair = event(
        name="Lake Robotics Fair 2031",
        superEvent=series,
        subEvent=[{"@type": "Event", "name": "Opening", "startDate": "2031-05-02"}],
    )
    found = read(tmp_path, "a.html", page(fair))
    (edition,), (named,) = found.of(Edition), {each.id: each for each in found.of(Series)}.values()
    assert (edition.series, edition.year) == (named.id, 2031)
    assert (named.names, named.website) == (
        (Text("Lake Robotics Fair", "en"),),
        "https://lake.example.org",
    )
    (part,) = found.of(Activity)
    assert (part.name.value, part.edition) == ("Opening", edition.id)
    assert "Event.startDate (1): not read" in found.left_out()


def test_events_that_are_part_of_each_other_are_rejected(tmp_path: Path) -> None:
    one = event(**{"@id": "#one"}, name="One", superEvent={"@id": "#two"})
    two = event(**{"@id": "#two"}, name="Two", superEvent={"@id": "#one"})
    alone = event(**{"@id": "#own"}, name="Own", superEvent={"@id": "#own"})
    found = read(tmp_path, "a.html", page(one, two, alone))
    assert not found.of(Edition) and not found.of(Activity)
    assert {rule for _, rule in found.wrong()} == {"cyclic-reference"}


def test_deep_nesting_ends_a_script_or_page_and_nothing_else(tmp_path: Path) -> None:
    deep = json.dumps(event())[:-1] + ', "subEvent": '
    inner = "null"
    for _ in range(3000):
        inner = f'{{"@type": "Event", "subEvent": {inner}}}'
    lists = "[" * 100_000 + "]" * 100_000
    items = '<div itemscope itemtype="https://schema.org/Event" itemprop="subEvent">' * 3000
    found = read(
        tmp_path, "a.html", page(event(), f"{deep}{inner}}}", lists, event(name="B"), body=items)
    )
    assert [each.names[0].value for each in found.of(Edition)] == ["Lake Night", "B"]
    places = [place for place, rule in found.wrong() if rule == "broken-markup"]
    assert places == ["/", "/json-ld/1", "/json-ld/2"]


HOSTILE = [
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "\u202egnal\u202c \u2066x\u2069 \x00\x07 name",
    "a\ud800b",
    "ليلة البحيرة",
    "{{ 7*7 }} ${x} '; DROP TABLE quads; --",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_names_are_only_names(tmp_path: Path, label: str) -> None:
    body = {"@type": "Organization", "name": label}
    found = read(tmp_path, "a.jsonld", json.dumps(event(name=label, organizer=body)))
    (edition,) = found.of(Edition)
    assert edition.names[0].value and "\x00" not in edition.names[0].value
    assert len(found.of(Participation)) == 1


def test_a_name_of_a_megabyte_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "a.html", page(event(name=["x" * (1 << 20), "Lake Night"])))
    assert found.of(Edition)[0].names == (Text("Lake Night", "en"),)
    assert found.wrong() == [("/json-ld/0", "too-long")]
    assert len(found.report.errors[0].value) < 300


def test_a_page_without_markup_says_nothing(tmp_path: Path) -> None:
    for text in ("", " ", "no markup", "<html><p>words</p></html>", "<!-- x -->"):
        found = read(tmp_path, "a.html", text)
        assert not found.records and not found.report.errors


def test_labels_of_a_page_are_the_same_everywhere(tmp_path: Path) -> None:
    text = page(event(), event(name="B", organizer={"@type": "NGO", "name": "Lake Office"}))
    one, two = (read(tmp_path, name, text) for name in ("a.html", "b.xhtml"))
    assert [each.id for each in one.of(Edition)] == [each.id for each in two.of(Edition)]
    assert one.of(Source)[0].id == two.of(Source)[0].id


CPEV = """
@prefix m8g: <http://data.europa.eu/m8g/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix locn: <http://www.w3.org/ns/locn#> . @prefix time: <http://www.w3.org/2006/time#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://data.example.org/fair> a m8g:PublicEvent ; dct:title "Seemesse"@de ;
  m8g:eventNumber "4th"@en ; locn:address [ a locn:Address ; locn:postName "Lyon"@fr ] ;
  time:hasTime [ a time:TemporalEntity ;
    time:hasBeginning [ a time:Instant ; time:inXSDDate "2031-05-02"^^xsd:date ] ;
    time:hasEnd [ a time:Instant ; time:inXSDDate "2031-05-04"^^xsd:date ] ] ;
  m8g:hasParticipation <#p>, <#q> .
<#p> a m8g:Participation ; m8g:role <https://w3id.org/convenor/concept/role/co-organizer> ;
  m8g:hasParticipant [ a org:Organization ; foaf:name "Lake Office" ] ,
    [ a foaf:Person ; foaf:name "Li Lei" ] .
<#q> a m8g:Participation ; m8g:role "illustrator" ; m8g:hasParticipant <#p> .
"""


def test_core_public_events_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, "cpev.ttl", CPEV)
    (edition,) = found.of(Edition)
    assert (edition.start, edition.end) == ("2031-05-02", "2031-05-04")
    assert (edition.names, edition.event_types) == ((Text("Seemesse", "de"),), ("PublicEvent",))
    assert edition.city == Text("Lyon", "fr") and edition.evidence.source is None
    assert edition.evidence.fragment == "/https:~1~1data.example.org~1fair"
    (part,) = found.of(Participation)
    assert (part.role, part.as_stated) == ("co-organizer", "co-organizer")
    assert [rule for _, rule in found.wrong()] == ["unknown-value"]


def test_conferences_of_scholarlydata_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "conf.rdf",
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:c="https://w3id.org/scholarlydata/ontology/conference-ontology.owl#">
<c:Conference rdf:about="https://data.example.org/lake2031"><c:name>Lake Conference 2031</c:name>
<c:startDate>2031-05-02T00:00:00</c:startDate><c:location>Lyon</c:location>
<c:isEditionOf><c:ConferenceSeries><c:name>Lake Conference</c:name><c:acronym>LC</c:acronym>
</c:ConferenceSeries></c:isEditionOf></c:Conference></rdf:RDF>""",
    )
    (edition,) = found.of(Edition)
    assert (edition.start, edition.event_types) == ("2031-05-02", ("Event",))
    series = found.of(Series)[0]
    assert (edition.series, series.abbreviation) == (series.id, "LC")


def test_rdf_without_events_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no event and no series"):
        read(tmp_path, "a.ttl", '<http://a.example/x> <http://a.example/p> "y" .')
