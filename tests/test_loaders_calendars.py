"""Calendars: events become editions with their lines as evidence; what is broken is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from convenor.graph.resolve.resolver import NameResolver
from convenor.loaders.calendars.cells import read_cells
from convenor.loaders.calendars.lines import read_calendars
from convenor.loaders.calendars.reading import read_calendar
from convenor.loaders.inputs import Input
from convenor.loaders.records.report import Report
from convenor.loaders.records.rules import RULES
from convenor.loaders.text.output.known import KnownThings
from convenor.ontology.errors import InputError
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

HEAD = ("VERSION:2.0", "PRODID:-//Lake Events//EN", "X-WR-CALNAME:Lake fairs")
FAIR = ("UID:a", "SUMMARY:World Lake Fair 2031", "DTSTART;VALUE=DATE:20310501")


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def calendar(*events: str, head: Sequence[str] = HEAD) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", *head, *events, "END:VCALENDAR", ""))


class Loaded:
    """What became of a calendar."""

    def __init__(
        self,
        folder: Path,
        data: str | bytes,
        *,
        known: KnownThings | None = None,
        contacts: bool = False,
        encoding: str | None = None,
    ) -> None:
        path = folder / "fairs.ics"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.input, self.report = Input(path.name, path), Report()
        self.records: list[Record] = list(
            read_calendar(
                self.input,
                NameResolver(),
                known or KnownThings(),
                self.report,
                encoding=encoding,
                contacts=contacts,
            )
        )
        self.counts = self.report.counts["fairs.ics"]
        assert self.counts.rows_read == self.counts.rows_loaded + self.counts.rows_rejected
        assert {error.rule for error in self.report.errors} <= RULES.keys()
        for record in self.records:  # all of it can be written
            list(Writer(Iris()).quads(record))

    @property
    def edition(self) -> Edition:
        (found,) = self.editions
        return found

    @property
    def editions(self) -> list[Edition]:
        return [each for each in self.records if isinstance(each, Edition)]

    @property
    def why(self) -> list[tuple[str, str]]:
        """Column and rule of each rejected event."""
        return [(error.column, error.rule) for error in self.report.errors]

    def left_out(self) -> list[str]:
        return self.report.unused.get("fairs.ics", [])


def test_an_event_is_an_edition_of_the_series_that_its_title_names(tmp_path: Path) -> None:
    fair = (
        *("UID:a", "SUMMARY;LANGUAGE=en:The 6th World Lake", "  Fair 2031"),
        *("DTSTART;VALUE=DATE:20310501", "DTEND;VALUE=DATE:20310505"),
        "LOCATION:Lake Expo Center\\, Hefei\\, Anhui\\, China",
    )
    found = Loaded(tmp_path, calendar(event(*fair)))
    source, series, edition = found.records
    assert isinstance(source, Source) and isinstance(series, Series)
    assert source.gist == Text("Lake fairs", "en")
    assert series.names == (Text("World Lake Fair", "en"),)
    assert isinstance(edition, Edition)
    assert (edition.series, edition.id) == (series.id, f"{series.id}-2031")
    assert (edition.year, edition.ordinal) == (2031, 6)
    assert edition.names == (Text("The 6th World Lake Fair 2031", "en"),)
    assert (edition.start, edition.end, edition.derived) == ("2031-05-01", "2031-05-04", ("end",))
    assert edition.venue == Text("Lake Expo Center", "en")
    assert edition.city == Text("Hefei", "en")
    assert (edition.province, edition.country) == (Text("Anhui", "en"), Text("China", "en"))
    assert edition.evidence.source == source.id
    assert edition.evidence.fragment == "line=4,12"
    cells = dict(read_cells(found.input))[edition.evidence.fragment]
    assert cells["SUMMARY"] == "The 6th World Lake Fair 2031"
    assert cells["LOCATION"] == "Lake Expo Center, Hefei, Anhui, China"
    assert dict(read_cells(found.input))[source.evidence.fragment]["X-WR-CALNAME"] == "Lake fairs"


@pytest.mark.parametrize(
    ("lines", "start", "end", "derived"),
    [
        (("DTSTART;VALUE=DATE:20310501",), "2031-05-01", "2031-05-01", ("end",)),
        (("DTSTART:20310501", "DURATION:P3D"), "2031-05-01", "2031-05-03", ("end",)),
        (("DTSTART:20310501T090000",), "2031-05-01", "2031-05-01", ("end",)),
        (("DTSTART:20310501T090000", "DTEND:20310503T170000"), "2031-05-01", "2031-05-03", ()),
        (
            ("DTSTART;TZID=Asia/Shanghai:20310501T003000", "DTEND;TZID=Mars:20310503T000000"),
            "2031-05-01",
            "2031-05-02",
            ("end",),
        ),
        (
            ("DTSTART:20310430T180000Z", "DURATION:PT8H"),
            "2031-05-01",
            "2031-05-01",
            ("start", "end"),
        ),
    ],
)
def test_days_are_those_of_the_place(
    tmp_path: Path, lines: tuple[str, ...], start: str, end: str, derived: tuple[str, ...]
) -> None:
    head = (*HEAD, "X-WR-TIMEZONE:Asia/Shanghai")
    edition = Loaded(tmp_path, calendar(event(*FAIR[:2], *lines), head=head)).edition
    assert (edition.start, edition.end, edition.derived) == (start, end, derived)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 400))
def test_the_end_of_whole_days_is_the_day_before_it(first: date, days: int) -> None:
    from icalendar import Event

    from convenor.loaders.calendars.days import Days, read_days

    made = Event()
    made.add("DTSTART", first)
    made.add("DTEND", first + timedelta(days))
    found = read_days(made, None)
    assert isinstance(found, Days)
    last = first + timedelta(days - 1)
    assert (found.start, found.end) == (first.isoformat(), last.isoformat())


@pytest.mark.parametrize(
    ("lines", "column", "rule"),
    [
        (("SUMMARY:Lake Fair",), "DTSTART", "missing-value"),
        (("DTSTART:20310501",), "SUMMARY", "missing-value"),
        ((*FAIR[:2], "DTSTART:20310231"), "DTSTART", "impossible-date"),
        ((*FAIR[:2], "DTSTART:soon"), "DTSTART", "impossible-date"),
        ((*FAIR[:2], "DTSTART:120000"), "DTSTART", "missing-value"),
        ((*FAIR, "DTEND;VALUE=DATE:20310501"), "DTEND", "start-after-end"),
        ((*FAIR, "DTEND:20310502T090000"), "DTEND", "impossible-date"),
        ((*FAIR, "DURATION:-P2D"), "DURATION", "start-after-end"),
        ((*FAIR, "DURATION:long"), "DURATION", "broken-event"),
        ((*FAIR, "SUMMARY:Hill Fair"), "SUMMARY", "broken-event"),
        ((*FAIR, "a line that is none"), "VEVENT", "broken-event"),
        ((*FAIR, "BEGIN:VALARM"), "VEVENT", "broken-event"),
        ((*FAIR, "STATUS:CANCELLED"), "STATUS", "cancelled-event"),
        ((*FAIR, "RRULE:FREQ=DAILY;COUNT=4"), "RRULE", "recurring-event"),
        ((*FAIR, "RDATE:20320501"), "RDATE", "recurring-event"),
        ((*FAIR, "RELATED-TO:nothing"), "RELATED-TO", "dangling-reference"),
        ((*FAIR, "RELATED-TO:a"), "RELATED-TO", "cyclic-reference"),
    ],
)
def test_a_bad_event_is_rejected_with_its_lines_and_the_rest_is_read(
    tmp_path: Path, lines: tuple[str, ...], column: str, rule: str
) -> None:
    good = event("UID:good", "SUMMARY:Hill Fair 2031", "DTSTART:20310701")
    found = Loaded(tmp_path, calendar(event(*lines), good))
    assert found.edition.start == "2031-07-01"
    assert found.why == [(column, rule)]
    (error,) = found.report.errors
    assert f"fairs.ics, lines 5 to {6 + len(lines)}, {column}" in str(error)


@pytest.mark.parametrize("rest", ["", "BEGIN:VEVENT\r\nUID:b", "END:VCALENDAR\r\n"])
def test_an_event_that_does_not_end_spoils_no_other(tmp_path: Path, rest: str) -> None:
    whole = event(*FAIR)
    cut = "BEGIN:VEVENT\r\nUID:cut\r\nSUMMARY:Cut"
    found = Loaded(tmp_path, "\r\n".join(("BEGIN:VCALENDAR", whole, cut, rest)))
    assert found.edition.start == "2031-05-01"
    assert {rule for _, rule in found.why} == {"broken-event"}
    assert found.counts.rows_read == 2 + rest.count("VEVENT")


def test_an_event_begins_where_another_does_not_end(tmp_path: Path) -> None:
    found = Loaded(tmp_path, calendar("BEGIN:VEVENT", "UID:cut", event(*FAIR)))
    assert found.edition.evidence.fragment == "line=6,11"
    assert found.why == [("VEVENT", "broken-event")]


def test_parts_of_the_programme_are_activities(tmp_path: Path) -> None:
    events = (
        event("UID:tour", "SUMMARY:Tour", "DTSTART:20310502", "RELATED-TO:opening"),
        event("UID:opening", "SUMMARY:Opening", "DTSTART:20310501", "RELATED-TO:a"),
        event(*FAIR, "RELATED-TO;RELTYPE=CHILD:closing"),
        event("UID:closing", "SUMMARY:Closing", "DTSTART:20310504", "LOCATION:Hall 3"),
        event("UID:x", "SUMMARY:X", "DTSTART:20310504", "RELATED-TO:y"),
        event("UID:y", "SUMMARY:Y", "DTSTART:20310504", "RELATED-TO:x"),
    )
    found = Loaded(tmp_path, calendar(*events))
    parts = [each for each in found.records if isinstance(each, Activity)]
    assert {part.edition for part in parts} == {found.edition.id}
    assert [part.name.value for part in parts] == ["Tour", "Opening", "Closing"]
    assert found.why == [("RELATED-TO", "cyclic-reference")] * 2
    assert "DTSTART of a part (3)" in found.left_out()


def test_what_comes_every_year_is_a_series_without_editions(tmp_path: Path) -> None:
    found = Loaded(tmp_path, calendar(event(*FAIR, "RRULE:FREQ=YEARLY")))
    assert [type(each) for each in found.records] == [Source, Series]
    assert "RRULE (1)" in found.left_out()


def test_one_instance_of_what_recurs_is_an_edition(tmp_path: Path) -> None:
    events = (
        event(*FAIR, "RRULE:FREQ=YEARLY"),
        event("UID:a", "SUMMARY:World Lake Fair", "DTSTART:20320507", "RECURRENCE-ID:20320501"),
    )
    assert Loaded(tmp_path, calendar(*events)).edition.start == "2032-05-07"


def test_the_highest_sequence_counts(tmp_path: Path) -> None:
    events = (
        event(*FAIR, "SEQUENCE:1"),
        event(*FAIR[:2], "DTSTART:20310601", "SEQUENCE:2"),
        event(*FAIR[:2], "DTSTART:20310701"),
    )
    found = Loaded(tmp_path, calendar(*events))
    assert found.edition.start == "2031-06-01"
    assert found.why == [("UID", "duplicate-key")] * 2


def test_two_editions_of_one_year_are_told_apart_by_their_uid(tmp_path: Path) -> None:
    spring = event("UID:s", "SUMMARY:World Lake Fair 2031", "DTSTART:20310501")
    autumn = event("UID:t", "SUMMARY:World Lake Fair 2031", "DTSTART:20311001")
    nobody = event("SUMMARY:World Lake Fair 2031", "DTSTART:20311201")
    found = Loaded(tmp_path, calendar(spring, autumn, nobody))
    first, second = found.editions
    assert first.series == second.series and first.id != second.id
    assert found.why == [("UID", "missing-value")]
    again = Loaded(tmp_path, calendar(autumn, spring, nobody))
    assert {each.id for each in again.editions} == {first.id, second.id}
    assert Loaded(tmp_path, calendar(nobody)).edition.id == f"{first.series}-2031"


def test_an_edition_that_tables_describe_is_found_again(tmp_path: Path) -> None:
    first = Loaded(tmp_path, calendar(event(*FAIR))).edition
    described = Edition("lake-31", first.evidence, first.series, year=2031)
    known = KnownThings([Series(str(first.series), first.evidence), described])
    assert Loaded(tmp_path, calendar(event(*FAIR)), known=known).edition.id == "lake-31"


@pytest.mark.parametrize(
    ("organizer", "contacts", "body", "email"),
    [
        ('CN="Lake Office":mailto:info@example.org', False, "Lake Office", "info@example.org"),
        ("CN=MIIT:mailto:wang.wei@example.org", False, "miit", None),
        ("CN=MIIT:mailto:wang.wei@example.org", True, "miit", "wang.wei@example.org"),
        ("CN=Wang Wei:mailto:wang.wei@example.org", False, None, None),
        ("CN=Wang Wei:mailto:wang.wei@example.org", True, None, None),
        ("CN=Wang Wei:invalid:nomail", False, None, None),
    ],
)
def test_organizers_are_bodies_and_persons_stay_out(
    tmp_path: Path, organizer: str, contacts: bool, body: str | None, email: str | None
) -> None:
    text = calendar(event(*FAIR, f"ORGANIZER;{organizer}", "ATTENDEE:mailto:li@example.org"))
    found = Loaded(tmp_path, text, contacts=contacts)
    parts = [each for each in found.records if isinstance(each, Participation)]
    names = {
        each.id: each.names[0].value for each in found.records if isinstance(each, Organization)
    }
    assert [(names.get(part.body, part.body), part.role, part.email) for part in parts] == (
        [(body, "organizer", email)] if body else []
    )
    assert ("ORGANIZER (1)" in found.left_out()) == (body is None)
    assert "ATTENDEE (1)" in found.left_out()
    shown = str(dict(read_cells(found.input)))
    assert "@" not in shown
    assert ("Wang" in shown) is False


def test_what_is_not_read_is_counted(tmp_path: Path) -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT5M", "END:VALARM")
    zone = ("BEGIN:VTIMEZONE", "TZID:Mars", "BEGIN:STANDARD", "END:STANDARD", "END:VTIMEZONE")
    events = (event(*FAIR, "X-LAKE:1", *alarm), event("UID:b", *FAIR[1:], "x-lake;A=b:2"))
    found = Loaded(tmp_path, calendar(*zone, *events, "BEGIN:VTODO", "UID:t", "END:VTODO"))
    assert len(found.editions) == 2
    assert {"X-LAKE (2)", "VALARM (1)", "VTIMEZONE (1)", "VTODO (1)"} <= set(found.left_out())


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_line_ends_and_encodings(tmp_path: Path, ends: str, encoding: str) -> None:
    text = calendar(
        event(
            "UID:a",
            "SUMMARY:2031年世界湖泊大会",
            "DTSTART:20310501",
            "LOCATION:湖泊会展中心，合肥市",
        )
    )
    data = text.replace("\r\n", ends).encode(encoding)
    given = encoding if encoding == "gb18030" else None
    edition = Loaded(tmp_path, data, encoding=given).edition
    assert edition.names == (Text("2031年世界湖泊大会", "zh"),)
    assert edition.venue == Text("湖泊会展中心", "zh")
    assert edition.city == Text("合肥市", "zh")


def test_a_line_may_be_folded_within_a_character(tmp_path: Path) -> None:
    data = calendar(event("UID:a", "SUMMARY:湖泊大会", "DTSTART:20310501")).encode()
    cut = data.index("泊".encode()) + 1
    found = Loaded(tmp_path, data[:cut] + b"\r\n " + data[cut:])
    (series,) = (each for each in found.records if isinstance(each, Series))
    assert series.names == (Text("湖泊大会", "zh"),)
    assert found.edition.evidence.fragment == "line=4,10"


def test_characters_that_end_lines_elsewhere_are_part_of_a_title(tmp_path: Path) -> None:
    text = calendar(event("UID:a", "SUMMARY:Lake\u2028Fair\u0085 of\u000b2031", "DTSTART:20310501"))
    found = Loaded(tmp_path, text)
    assert found.edition.evidence.fragment == "line=4,9"


@pytest.mark.parametrize(
    "data", [b"", b"BEGIN:VEVENT\nEND:VEVENT\n", b"\xff\xfe\x00", b"a,b\n1,2\n"]
)
def test_what_is_no_calendar_is_told_as_a_whole(tmp_path: Path, data: bytes) -> None:
    found = Loaded(tmp_path, data)
    assert not found.records
    ((name, error),) = found.report.faults
    assert name == "fairs.ics" and isinstance(error, InputError)


def test_several_calendars_in_a_file_are_several_sources(tmp_path: Path) -> None:
    url = (*HEAD, "URL:https://example.org/fairs.ics")
    other = event("UID:b", "SUMMARY:Hill Fair", "DTSTART:20310501")
    text = calendar(event(*FAIR)) + calendar(other, head=url)
    found = Loaded(tmp_path, text)
    sources = [each for each in found.records if isinstance(each, Source)]
    assert [each.url for each in sources] == [None, "https://example.org/fairs.ics"]
    assert [each.evidence.source for each in found.editions] == [each.id for each in sources]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://meet.example.org/1", {}),
        ("Online", {}),
        ("Hall 3", {"venue": "Hall 3"}),
        ("Hefei", {"city": "Hefei"}),
    ],
)
def test_locations_state_what_they_name(
    tmp_path: Path, location: str, expected: dict[str, str]
) -> None:
    edition = Loaded(tmp_path, calendar(event(*FAIR, f"LOCATION:{location}"))).edition
    places = {n: getattr(edition, n) for n in ("venue", "city", "province", "country")}
    assert {name: text.value for name, text in places.items() if text} == expected


@given(st.lists(st.sampled_from([*FAIR, "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM",
    "BEGIN:VCALENDAR", "END:VCALENDAR", " folded", "END:", ":", ""]), max_size=20))  # fmt: skip
def test_any_lines_give_events_that_do_not_overlap(lines: list[str]) -> None:
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *lines))
    blocks = [each for found in read_calendars("a", text.encode()) for each in found.events]
    places = [(block.first, block.last) for block in blocks]
    assert all(first < last <= len(lines) + 2 for first, last in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert len(blocks) == lines.count("BEGIN:VEVENT") or "END:VCALENDAR" in lines
