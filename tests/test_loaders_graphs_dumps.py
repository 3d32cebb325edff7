"""Dumps: quads of many pages in any order, with broken lines, and pages in web archives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from convenor.benchmarks.web_data import lines
from convenor.loaders.graphs.cells import read_cells
from convenor.loaders.inputs import Input
from convenor.ontology.model import Edition, Organization, Participation, Record, Series, Source

from .test_loaders_graphs import Read, event, page, read

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PAGE = "https://site.example.org/a"


def quad(subject: str, name: str, value: str, graph: str = PAGE) -> str:
    """A line."""
    predicate = TYPE if name == "a" else f"<http://schema.org/{name}>"
    return f"{subject} {predicate} {value} <{graph}> .\n"


def night(graph: str = PAGE, start: str = "2031-05-02", subject: str = "_:n") -> list[str]:
    """The lines of an event with its organizer."""
    return [
        quad(subject, "a", "<https://schema.org/Event>", graph),
        quad(subject, "name", '"Lake Night"@en', graph),
        quad(subject, "startDate", f'"{start}"^^<http://schema.org/Date>', graph),
        quad(subject, "organizer", f"{subject}o", graph),
        quad(f"{subject}o", "a", "<http://schema.org/Organization>", graph),
        quad(f"{subject}o", "name", '"Lake Office"', graph),
    ]


def facts(found: Read) -> set[str]:
    """What was read, without the lines where."""
    return {str(_stated(each)) for each in found.records}


def _stated(record: Record) -> dict[str, object]:
    values = {name: getattr(record, name) for name in record.__slots__ if name != "evidence"}
    return {**values, "": type(record).__name__, "source": record.evidence.source}


def test_each_page_is_a_source_and_lines_lead_to_its_nodes(tmp_path: Path) -> None:
    text = "# a dump\n\n" + "".join([*night(), *night("https://other.example.org/b")])
    found = read(tmp_path, "dump.nq", text)
    assert [each.url for each in found.of(Source)] == ["https://other.example.org/b", PAGE]
    other, own = found.of(Edition)
    assert other.id != own.id, "a label belongs to its page"
    assert (own.evidence.fragment, other.evidence.fragment) == ("line=2,6", "line=8,12")
    assert found.cells["line=2,6"]["organizer"] == "Lake Office"
    assert found.of(Organization)[-1].evidence.fragment == "line=6,8"


def test_quads_of_a_page_may_come_apart(tmp_path: Path) -> None:
    pages = [night(f"https://site{number}.example.org/x") for number in range(20)]
    together = [line for each in pages for line in each]
    apart = list(together)
    random.Random(5).shuffle(apart)
    one, two = (
        read(tmp_path, f"{name}.nq", "".join(text))
        for name, text in (("a", together), ("b", apart))
    )
    assert facts(one) == facts(two) and len(one.of(Edition)) == 20


def test_a_broken_line_is_told_by_its_number(tmp_path: Path) -> None:
    text = night()
    broken = [
        "no quad at all\n",
        '_:n <http://schema.org/name> "not closed <https://site.example.org/a> .\n',
        '_:n <http://schema.org/name> "x"@not_a_tag .\n',
        "_:n <http://schema.org/url> <http://a b> .\n",
        '_:n <http://schema.org/name> "a" . _:n <http://schema.org/name> "b" .\n',
    ]
    data = "".join([*text[:2], *broken, *text[2:]]).encode() + b'_:n <http://x/y> "\xff" .'
    found = read(tmp_path, "dump.nq", data)
    places = [place for place, rule in found.wrong() if rule == "broken-markup"]
    assert places == [f"line={number},{number + 1}" for number in (2, 3, 4, 5, 6, 11)]
    assert all(error.message for error in found.report.errors)
    assert found.of(Edition)[0].start == "2031-05-02" and len(found.of(Participation)) == 1


def test_lines_without_end_are_passed_over(tmp_path: Path) -> None:
    long = '_:n <http://schema.org/name> "' + "x" * (5 << 20) + '" .\n'
    found = read(tmp_path, "dump.nq", "".join([*night(), long, *night("https://b.example.org/")]))
    assert len(found.of(Edition)) == 2
    assert [error.row for error in found.report.errors] == ["line=6,7"]


def test_terms_of_old_dumps_are_understood(tmp_path: Path) -> None:
    text = quad("_:n", "a", "<http://schema.org/Event>") + quad("_:n", "Event/name", '"Lake Night"')
    (edition,) = read(tmp_path, "dump.nq", text).of(Edition)
    assert edition.names[0].value == "Lake Night"


def test_pages_of_entities_refer_to_each_other(tmp_path: Path) -> None:
    base = "http://www.wikidata.org/entity/"
    fair, series, body = (f"<{base}Q{number}>" for number in (11, 12, 13))
    text = [
        quad(fair, "a", "<https://schema.org/Event>", f"{base}Q11"),
        quad(fair, "name", '"Lake Fair 2031"@en', f"{base}Q11"),
        quad(fair, "superEvent", series, f"{base}Q11"),
        quad(fair, "organizer", body, f"{base}Q11"),
        quad(fair, "sameAs", fair, f"{base}Q11"),
        quad(series, "a", "<https://schema.org/EventSeries>", f"{base}Q12"),
        quad(series, "name", '"Lake Fair"@en', f"{base}Q12"),
        quad(body, "a", "<https://schema.org/Organization>", f"{base}Q13"),
        quad(body, "name", '"Lake Office"@en', f"{base}Q13"),
        quad(body, "sameAs", body, f"{base}Q13"),
    ]
    found = read(tmp_path, "wikidata.nq", "".join(text))
    (edition,) = found.of(Edition)
    assert edition.same_as == (f"{base}Q11",)
    assert edition.series == found.of(Series)[0].id
    assert {each.evidence.source for each in found.of(Series)} == {
        each.id for each in found.of(Source) if each.url == f"{base}Q12"
    }
    (part,) = found.of(Participation)
    assert {each.id for each in found.of(Organization)} == {part.body}
    assert {each.same_as for each in found.of(Organization)} == {(f"{base}Q13",)}


def test_a_generated_dump_is_read_whole(tmp_path: Path) -> None:
    text = "".join(lines(4000))
    assert text == "".join(lines(4000)), "the same on every machine"
    found = read(tmp_path, "dump.nq", text)
    rules = {rule for _, rule in found.wrong()}
    assert rules == {"broken-markup", "impossible-date"} | (rules & {"missing-value"})
    assert len(found.of(Edition)) > 150
    assert any("offers" in line and "prices" in line for line in found.left_out())


def test_what_is_left_out_is_capped(tmp_path: Path) -> None:
    more = [quad("_:n", f"unknown{number}", '"x"') for number in range(3000)]
    found = read(tmp_path, "dump.nq", "".join([*night(), *more]))
    assert len(found.left_out()) == 41
    assert found.left_out()[-1].startswith("961 other kinds of things")


def warc(*records: tuple[str, str, bytes]) -> bytes:
    """A web archive of (address, day, page)."""
    parts = [b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"]
    for url, day, body in records:
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Date: {day}T01:02:03Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        parts += [head.encode(), answer, b"\r\n\r\n"]
    return b"".join(parts)


def test_pages_in_an_archive_have_the_day_of_their_retrieval(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    text = page(event(), url="")
    archive = warc(
        (PAGE, "2031-04-01", text.encode()),
        ("https://b.example.org/", "2031-04-02", page(event(name="B"), "{,}", url="").encode()),
        (PAGE, "2031-04-09", page(event(name="Later"), url="").encode()),
    )
    found = read(tmp_path, "pages.warc", archive)
    assert {(each.url, each.retrieved) for each in found.of(Source)} == {
        (PAGE, "2031-04-01"),
        ("https://b.example.org/", "2031-04-02"),
    }
    named = {each.names[0].value: each for each in found.of(Edition)}
    assert named["B"].evidence.fragment == "/2/json-ld/0"
    assert found.wrong() == [("/2/json-ld/1", "broken-markup")]
    assert named["Lake Night"].id != named["Later"].id, "another copy, another label"
    alone = read(tmp_path, "a.html", page(event(), url=PAGE))
    assert alone.of(Edition)[0].id == named["Lake Night"].id


def test_cells_of_a_dump_are_those_of_its_nodes(tmp_path: Path) -> None:
    path = tmp_path / "dump.nq"
    path.write_text("".join(night()), "utf-8")
    assert dict(read_cells(Input("dump.nq", path))) == {
        "line=0,4": {
            "type": "Event",
            "name": "Lake Night",
            "startDate": "2031-05-02",
            "organizer": "Lake Office",
        },
        "line=4,6": {"type": "Organization", "name": "Lake Office"},
    }
