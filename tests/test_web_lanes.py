"""Lanes of bodies: bars, circles and arcs that lead to words, and the same as a table."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.build import build
from convenor.graph.drawing import spans
from convenor.graph.drawing.spans import spans_of
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.result import Result
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import UnresolvedNameError
from convenor.web.asked import Asked
from convenor.web.pages import lanes_picture
from convenor.web.pages.lanes import lanes_page

from .conftest import SMALL, write_tables
from .server import Server

HOSTILE = "</text></svg><script>alert(1)</script>&'\""
BODIES = "organization/bj-jxj"


def page(graph: KnowledgeGraph, **fields: str) -> str:
    found = lanes_page(graph, Asked("/lanes", fields), "html")
    assert isinstance(found, str)
    return found


def rows_of(graph: KnowledgeGraph, **fields: str) -> list[dict[str, str]]:
    text = lanes_page(graph, Asked("/lanes", fields), "csv")
    assert isinstance(text, str)
    return list(csv.DictReader(io.StringIO(text)))


def bodies(graph: KnowledgeGraph, **fields: str) -> list[str]:
    text = lanes_page(graph, Asked("/lanes", fields), "json")
    return [lane["body"].rpartition("/")[2] for lane in json.loads(text)["lanes"]]


def marks(shown: str) -> list[tuple[str, str]]:
    """The address and the words of each bar and circle."""
    shape = r"<a href=\"([^\"]+)\" aria-label=\"([^\"]+)\"><title>[^<]+</title><(?:rect|circle)"
    return [(unescape(link), unescape(words)) for link, words in re.findall(shape, shown)]


def picture(shown: str) -> str:
    return shown[shown.index("<svg") : shown.index("</svg>") + len("</svg>")]


def lake(tmp_path: Path, **tables: str) -> KnowledgeGraph:
    build(
        GraphFolder(tmp_path / "graph"), find_inputs(write_tables(tmp_path / "in", SMALL | tables))
    )
    return open_graph(tmp_path / "graph")


# -- what the catalogue says as well


@pytest.mark.parametrize("body", ["miit", "mofcom", "cae"])
def test_roles_are_those_of_the_catalogue(bundled_graph: KnowledgeGraph, body: str) -> None:
    expected = {
        (str(row["year"]), str(row["roleLabel"]), str(row["edition"]), source)
        for row in bundled_graph.query("editions_by_body", body=body).rows()
        for source in str(row["sources"]).split()
    }
    found = {
        (row["year"], row["role"], row["event_iri"], row["source"])
        for row in rows_of(bundled_graph, body=body)
        if row["role"] != "signatory"
    }
    assert found == expected and len(found) > 20


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "miit"},
        {"series": "wmc"},
        {"series": "wmc", "from": "2020", "to": "2022"},
        {"series": "wmc", "role": "organizer"},
        {"place": "Anhui", "from": "2021"},
        {"role": "signatory", "series": "wmc"},
    ],
)
def test_the_query_says_the_same(bundled_graph: KnowledgeGraph, fields: dict[str, str]) -> None:
    found = re.search(r'/sparql\?query=([^"]+)"', page(bundled_graph, **fields))
    assert found
    answer = bundled_graph.sparql(unquote(unescape(found[1])))
    assert isinstance(answer, Result)
    shown = {
        (row["body_iri"], row["event_iri"], row["source"])
        for row in rows_of(bundled_graph, **fields)
    }
    asked = {
        (str(row["body"]), str(row["event"]), str(row["source"]))
        for row in answer.rows()
        if str(row["body"]) in {body for body, *_ in shown}  # bodies that signed only have no lane
    }
    assert shown == asked and len(shown) > 5


def test_agreements_are_circles(bundled_graph: KnowledgeGraph) -> None:
    expected = {
        str(row["agreement"])
        for row in bundled_graph.query("agreements_by_party", body="miit").rows()
    }
    found = {
        row["event_iri"]
        for row in rows_of(bundled_graph, body="miit")
        if row["role"] == "signatory"
    }
    assert found == expected and found
    shown = page(bundled_graph, body="miit")
    circles = re.findall(r"<circle[^>]*/><text[^>]*>(\d+)</text>", shown)
    assert sum(map(int, circles)) == len(expected)
    assert "<circle" not in page(bundled_graph, body="miit", role="organizer")
    signing = rows_of(bundled_graph, role="signatory")
    assert {row["role"] for row in signing} == {"signatory"}
    assert len({row["body_iri"] for row in signing}) == len(bodies(bundled_graph, role="signatory"))


# -- marks lead to words


def test_every_mark_leads_to_words(bundled_graph: KnowledgeGraph, bundled_server: Server) -> None:
    shown = bundled_server.get("/lanes?series=wmc&lang=en", headers={"Accept": "text/html"}).text
    found = marks(shown)
    assert len(found) > 80
    (words,) = [
        link for link, told in found if told.startswith("Chinese Academy") and "2019" in told
    ]
    answer = bundled_server.get(words, headers={"Accept": "text/html"})
    assert answer.status_code == 200 and 'class="row asked"' in answer.text
    anchors = set(re.findall(r'id="(lane-\d+)"', shown))
    for link, told in found:
        assert re.search(r": .+, 20\d\d \(.+\)$", told)
        assert link.startswith("/text/") or link.removeprefix("#") in anchors
    assert len(anchors) == len(bodies(bundled_graph, series="wmc"))


def test_a_year_of_several_editions_leads_to_the_table(bundled_graph: KnowledgeGraph) -> None:
    found = {told: link for link, told in marks(page(bundled_graph, body="mofcom"))}
    several = [link for told, link in found.items() if told.count(", ") > 2]
    assert several and set(several) == {"#lane-1"}


def test_the_table_has_all_that_the_picture_has(bundled_graph: KnowledgeGraph) -> None:
    shown = page(bundled_graph, series="wmc")
    table = shown[shown.index('<table class="rows runs">') :]
    years = sum(
        len(range(int(first), int(last or first) + 1)) * (roles.count(",") + 1)
        for first, last, roles in re.findall(
            r'<td class="years">(\d+)(?:–(\d+))?</td>\s*<td>([^<]+)</td>', table
        )
    )
    assert years == len(marks(shown))
    places = {row["place"].partition("/source/")[2] for row in rows_of(bundled_graph, series="wmc")}
    linked = {
        unquote(link).rpartition("?at=")[2].removesuffix("#here")
        for link in re.findall(r'href="(/text/[^"]+)"', table)
    }
    assert places == linked and len(places) > 100


def test_runs_are_years_in_a_row(bundled_graph: KnowledgeGraph) -> None:
    told = json.loads(
        lanes_page(bundled_graph, Asked("/lanes", {"series": "wmc", "body": "mofcom"}), "json")
    )
    runs = [(run["first"], run["last"], run["roles"]) for run in told["lanes"][0]["runs"]]
    assert runs == [(2019, 2019, ["organizer"]), (2021, 2023, ["organizer"])]
    assert told["years"] == [2018, 2025]
    assert told["years_of_partial_lists"] == list(range(2018, 2026))


# -- limits


def test_without_limits_those_with_most_years(bundled_graph: KnowledgeGraph) -> None:
    network = bundled_graph.network("body-edition")
    expected = spans_of(network)
    shown = page(bundled_graph)
    assert f"60 of {expected.bodies} bodies, those with most years." in shown
    assert bodies(bundled_graph) == [lane.body.rpartition("/")[2] for lane in expected.lanes]
    assert "those with most years" not in page(bundled_graph, series="wmc")


def test_years_limit_bars_and_axis(bundled_graph: KnowledgeGraph) -> None:
    told = json.loads(
        lanes_page(
            bundled_graph, Asked("/lanes", {"series": "wmc", "from": "2020", "to": "2021"}), "json"
        )
    )
    assert told["years"] == [2020, 2021]
    years = {
        row["year"]
        for row in rows_of(bundled_graph, series="wmc", **{"from": "2020", "to": "2021"})
    }
    assert years == {"2020", "2021"}
    assert "No body has a role" in page(bundled_graph, **{"from": "3000"})


def test_several_bodies(bundled_graph: KnowledgeGraph) -> None:
    for text in (
        "miit, cae",
        "organization/miit;Chinese Academy of Engineering",
        "工信部、中国工程院",
    ):
        assert set(bodies(bundled_graph, body=text)) == {"miit", "cae"}


def test_a_body_that_only_signed_has_a_lane(bundled_graph: KnowledgeGraph) -> None:
    signed = {row["body_iri"] for row in rows_of(bundled_graph, role="signatory")}
    name = min(signed - set(bundled_graph.network("body-edition")))
    shown = page(bundled_graph, body=name)
    assert "<circle" in shown and len(bodies(bundled_graph, body=name)) == 1


def test_a_renamed_body_comes_with_the_former_one(bundled_graph: KnowledgeGraph) -> None:
    shown = page(bundled_graph, body=BODIES)
    assert set(bodies(bundled_graph, body=BODIES)) == {"bj-jxj", "bj-jxw"}
    assert "renaming of the Beijing economy and informatization authority" in shown
    assert picture(shown).count("stroke-dasharray") == 1
    assert "No date of it is stated" in shown
    assert "stroke-dasharray" not in page(bundled_graph, body="miit")


def test_gaps_are_told_apart(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    lines = "edition_id,series_id,year,source_ids\n" + "".join(
        f"e{year},lake-fair,{year},news\n" for year in (2031, 2032, 2033, 2035)
    )
    ties = (
        "edition_id,body_id,role,source_id,partial\ne2031,lake-office,organizer,news,\n"
        "e2032,hill-office,organizer,news,\ne2033,hill-office,organizer,news,yes\n"
        "e2035,hill-office,organizer,news,\n"
    )
    with lake(tmp_path, editions=lines, participations=ties) as graph:
        told = json.loads(lanes_page(graph, Asked("/lanes", {"role": "organizer"}), "json"))
        assert told["years_without_stated_bodies"] == [2034]
        assert told["years_of_partial_lists"] == [2033]
        alone = page(graph, role="organizer", body="lake-office")
        assert alone.count('fill-opacity="0.13"') == 1  # the others are named in 2032 and 2033
        assert alone.count('fill="url(#partial)"') == 1
        for words in ("Gray years", "Hatched years", "Elsewhere a gap"):
            assert words in alone


# -- names, formats


def test_unknown_names_are_told_in_the_form(bundled_graph: KnowledgeGraph, small: Path) -> None:
    for field in ("series", "body", "place", "role"):
        shown = page(bundled_graph, **{field: HOSTILE})
        assert 'role="alert"' in shown and "<form" in shown
        assert "<script>alert" not in shown
        for format_ in ("csv", "json", "svg", "png"):
            with pytest.raises(UnresolvedNameError):
                lanes_page(bundled_graph, Asked("/lanes", {field: HOSTILE}), format_)
    with open_graph(small) as graph:
        shown = page(graph, body="Twin")
        assert (
            "body=organization%2Flake-office" in shown
            and "body=organization%2Fhill-office" in shown
        )


def test_too_many_years_are_told(tmp_path: Path) -> None:
    lines = (
        "edition_id,series_id,year,source_ids\nold,lake-fair,1500,news\nnew,lake-fair,2031,news\n"
    )
    ties = "edition_id,body_id,role,source_id\nold,lake-office,organizer,news\n"
    ties += "new,lake-office,organizer,news\n"
    with lake(tmp_path, editions=lines, participations=ties) as graph:
        assert "do not fit in one figure" in page(graph)
        assert len(marks(page(graph, to="1600"))) == 1


def test_the_picture_is_a_file_of_its_own(bundled_graph: KnowledgeGraph) -> None:
    asked = Asked("/lanes", {"series": "wmc"}, site="https://fairs.example.org/")
    text = lanes_page(bundled_graph, asked, "svg")
    assert isinstance(text, str)
    tree = ET.fromstring(text)
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    links = [each.get("href", "") for each in tree.iter("{http://www.w3.org/2000/svg}a")]
    assert len(links) > 100
    assert all(link.startswith("https://fairs.example.org/") for link in links)
    assert "style=" not in text and "<style" not in text and "<script" not in text


def test_no_inline_style_on_the_page(bundled_graph: KnowledgeGraph) -> None:
    shown = page(bundled_graph, series="wmc")
    assert " style=" not in shown and "<style" not in shown
    ET.fromstring(picture(shown))


def test_roles_differ_by_more_than_color(bundled_graph: KnowledgeGraph) -> None:
    patterns = re.findall(r'<pattern id="role-\d+".*?</pattern>', page(bundled_graph))
    lines = [
        re.sub(r'(?:fill|stroke)="#\w+"', "", re.sub(r'id="[^"]+"', "", each)) for each in patterns
    ]
    assert len(set(lines)) == len(lines) >= 7
    assert set(lanes_picture._TEXTURES) >= {
        str(row["role"]) for row in rows_of(bundled_graph) if row["role"]
    }


def test_png_is_a_picture(bundled_graph: KnowledgeGraph) -> None:
    found = lanes_page(bundled_graph, Asked("/lanes", {"body": "miit,cae"}), "png")
    assert isinstance(found, bytes) and found.startswith(b"\x89PNG")


def test_formats_over_http(bundled_server: Server) -> None:
    for format_, type_ in [
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("svg", "image/svg+xml"),
    ]:
        answer = bundled_server.get(f"/lanes?series=wmc&format={format_}")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(type_)
    assert bundled_server.get("/lanes?body=nobody-at-all&format=csv").status_code == 400


def test_hostile_labels_are_only_words(tmp_path: Path) -> None:
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    with lake(
        tmp_path,
        bodies=f"body_id,name_en,kind,source_id\nlake-office,{cell},ministry,news\n",
        series=f"series_id,name_en,source_id\nlake-fair,{cell},news\n",
    ) as graph:
        shown = page(graph)
        assert "<script>" not in shown and shown.count("</svg>") == 1
        ET.fromstring(picture(shown))


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["series", "body", "place", "role"]), st.text(min_size=1, max_size=20)
    )
)
def test_odd_fields_make_a_page(bundled_graph: KnowledgeGraph, fields: dict[str, str]) -> None:
    assert "<main" in page(bundled_graph, **fields)


def test_chinese(bundled_graph: KnowledgeGraph) -> None:
    shown = lanes_page(bundled_graph, Asked("/lanes", {"series": "wmc"}, "zh"), "html")
    assert isinstance(shown, str) and "主办" in shown and "工业和信息化部" in shown


def test_examples_in_docstrings() -> None:
    for module in (spans, lanes_picture):
        assert doctest.testmod(module).failed == 0 < doctest.testmod(module).attempted
