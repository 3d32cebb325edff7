"""The matrix of a series: roles, values and gaps of its editions, each with its words."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.result import Result
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import ConvenorError, QueryError
from convenor.ontology.schemes import flat_properties
from convenor.web.asked import Asked
from convenor.web.pages.columns import NOT_HELD, POSTPONED, UNKNOWN, years_of
from convenor.web.pages.matrix import choices_of, matrix_page
from convenor.web.pages.stated import RANKS

from .conftest import SMALL, write_tables
from .server import Server

HOSTILE = "</td><script>alert(1)</script>&'\""


def page(graph: KnowledgeGraph, **fields: str) -> str:
    found = matrix_page(graph, Asked("/matrix", {"show": "all", **fields}), "html")
    assert isinstance(found, str)
    return found


def rows_of(graph: KnowledgeGraph, **fields: str) -> list[dict[str, str]]:
    text = matrix_page(graph, Asked("/matrix", fields), "csv")
    return list(csv.DictReader(io.StringIO(text)))


def matrix_of(graph: KnowledgeGraph, **fields: str) -> dict[str, Any]:
    found = json.loads(matrix_page(graph, Asked("/matrix", fields), "json"))
    assert isinstance(found, dict)
    return found


def cells(graph: KnowledgeGraph, group: str, row: str, **fields: str) -> dict[int, Any]:
    """The cells of a row by their years."""
    told = matrix_of(graph, **fields)
    line = next(line for line in told["groups"][group] if line["row"] == row)
    years = [column["year"] for column in told["columns"]]
    return dict(zip(years, line["cells"], strict=True))


def lake(tmp_path: Path, **tables: str) -> KnowledgeGraph:
    """A small graph of our own, with other tables."""
    folder = GraphFolder(tmp_path / "graph")
    build(folder, find_inputs(write_tables(tmp_path / "in", SMALL | tables)))
    return open_graph(tmp_path / "graph")


# -- what the catalogue says as well


def test_the_list_has_all_series_the_largest_first(bundled_graph: KnowledgeGraph) -> None:
    choices = choices_of(bundled_graph, "en")
    counted = bundled_graph.query("editions_by_series").rows()
    numbers = [int(str(each["editions"])) for each in choices]
    assert numbers == sorted(numbers, reverse=True)
    assert sum(numbers) == len({str(row["edition"]) for row in counted})
    assert choices[0]["name"] == "series/canton-fair"
    shown = page(bundled_graph)
    assert all(f"series={each['name'].replace('/', '%2F')}" in shown for each in choices)


@pytest.mark.parametrize("year", [2019, 2022, 2023, 2025])
def test_organizers_are_those_of_the_catalogue(bundled_graph: KnowledgeGraph, year: int) -> None:
    expected = {
        (str(row["body"]), source)
        for row in bundled_graph.query("bodies_by_edition", edition=f"wmc-{year}").rows()
        for source in str(row["sources"]).split()
    }
    found = {
        (row["row_iri"], row["source"])
        for row in rows_of(bundled_graph, series="wmc")
        if row["year"] == str(year) and row["value"] == "organizer"
    }
    assert found == expected and found


def test_ministries_are_those_of_the_catalogue(bundled_graph: KnowledgeGraph) -> None:
    told = matrix_of(bundled_graph, series="wmc")["groups"]
    expected = bundled_graph.query("ministries_by_series", series="wmc").rows()
    assert {line["about"] for line in told["ministries"]} == {str(row["body"]) for row in expected}
    others = {line["about"] for line in told["organizers"]}
    assert others and not others & {str(row["body"]) for row in expected}
    years = {
        str(year)
        for year, cell in cells(
            bundled_graph, "ministries", "Ministry of Commerce", series="wmc"
        ).items()
        if "values" in cell
    }
    (commerce,) = [row for row in expected if row["bodyLabel"] == "Ministry of Commerce"]
    assert years == set(str(commerce["years"]).split(", "))


@pytest.mark.parametrize("series", ["wmc", "ciie", "canton-fair", "caexpo"])
def test_the_query_says_the_same(bundled_graph: KnowledgeGraph, series: str) -> None:
    found = re.search(r'/sparql\?query=([^"]+)"', page(bundled_graph, series=series))
    assert found
    answer = bundled_graph.sparql(unquote(unescape(found[1])))
    assert isinstance(answer, Result)
    asked = {
        (str(row["edition"]), str(row["role"] or row["value"]), str(row["source"]))
        for row in answer.rows()
        if str(row["value"]).startswith("http")
    }
    shown = {
        (row["edition"], row["value_iri"], row["source"])
        for row in rows_of(bundled_graph, series=series)
        if row["value_iri"]
    }
    assert shown == asked and len(shown) > 20


def test_figures_and_the_rest_are_those_of_the_catalogue(bundled_graph: KnowledgeGraph) -> None:
    rows = [row for row in rows_of(bundled_graph, series="wmc") if row["year"] == "2023"]
    for group, query, column in [
        ("exhibits", "exhibits_by_edition", "exhibit"),
        ("agreements", "agreements_by_edition", "agreement"),
        ("areas", "areas_by_edition", "area"),
        ("releases", "releases_by_edition", "release"),
    ]:
        expected = bundled_graph.query(query, edition="wmc-2023").rows()
        found = {row["value_iri"] for row in rows if row["group"] == group and row["value"]}
        assert found == {str(row[column]) for row in expected}, group
    figures = bundled_graph.query("statistics_by_edition", edition="wmc-2023").rows()
    found = {row["value_iri"] for row in rows if row["group"] == "figures" and row["value"]}
    assert len(found) == len(figures) and any(row["row"] == "guests" for row in rows)


# -- evidence and differences


def test_every_fact_leads_to_its_words(
    bundled_graph: KnowledgeGraph, bundled_server: Server
) -> None:
    shown = bundled_server.get(
        "/matrix?series=wmc&lang=en&show=all", headers={"Accept": "text/html"}
    ).text
    links = [unescape(link) for link in re.findall(r'href="(/text/[^"]+)"', shown)]
    assert len(links) > 200 and all("?at=" in link and link.endswith("#here") for link in links)
    for link in links[::60]:
        answer = bundled_server.get(link, headers={"Accept": "text/html"})
        assert answer.status_code == 200 and 'class="row asked"' in answer.text, link
    told = rows_of(bundled_graph, series="wmc")
    assert all(row["place"] and row["quote"] for row in told if row["value"])
    assert not any(row["value"] for row in told if row["state"])


def test_sources_that_differ_stand_side_by_side(bundled_graph: KnowledgeGraph) -> None:
    guests = cells(bundled_graph, "figures", "guests", series="wmc")[2023]
    assert {each["value"] for each in guests["values"]} >= {"more than 1,200", "16,000"}
    assert "contradiction" in guests["differ"]
    end = cells(bundled_graph, "facts", "end", series="wmc")[2023]
    said = {
        each["value"]: {said["publisher"] for said in each["sources"]} for each in end["values"]
    }
    assert said.keys() == {"2023-09-23", "2023-09-24"}
    assert "Chizhou Daily (池州日报)" in said["2023-09-23"]
    shown = page(bundled_graph, series="wmc", show="facts", **{"from": "2023", "to": "2023"})
    differing = re.findall(r'<td class="differ">(.*?)</td>', shown, re.DOTALL)
    assert any(
        "2023-09-23" in cell and "2023-09-24" in cell and "Chizhou Daily" in cell
        for cell in differing
    )
    assert all("sources differ" in cell for cell in differing)


def test_what_is_planned_does_not_contradict(bundled_graph: KnowledgeGraph) -> None:
    projects = cells(bundled_graph, "figures", "signed projects", series="wmc")[2021]
    assert projects["differ"] == ["planned then held"] and len(projects["values"]) == 2


# -- the three states of an empty cell


def test_not_stated_is_not_none(bundled_graph: KnowledgeGraph) -> None:
    row = cells(bundled_graph, "ministries", "Ministry of Commerce", series="wmc")
    assert row[2018] == {"state": "none"} and row[2024] == {"state": "not stated"}
    assert not bundled_graph.query("bodies_by_edition", edition="wmc-2024").rows()
    assert bundled_graph.query("bodies_by_edition", edition="wmc-2018").rows()
    shown = page(bundled_graph, series="wmc", show="ministries")
    none, unstated = ('class="state s-none"', 'class="state s-not-stated"')
    assert none in shown and unstated in shown
    signs = dict(re.findall(r'state s-(\S+)"><span aria-hidden="true">(.)</span>', shown))
    assert len(set(signs.values())) == len(signs) >= 2


def test_an_open_list_says_nothing_of_who_is_missing(tmp_path: Path) -> None:
    head = "edition_id,body_id,role,source_id,partial\nlake-fair-2031,lake-office,organizer,news,"
    tables = {
        "editions": (
            "edition_id,series_id,year,source_ids\n"
            "lake-fair-2031,lake-fair,2031,news\nlake-fair-2032,lake-fair,2032,news\n"
        )
    }
    for partial, state in [("yes", "list goes on"), ("", "none")]:
        lines = f"{head}{partial}\nlake-fair-2032,hill-office,organizer,news,{partial}\n"
        with lake(tmp_path / state, participations=lines, **tables) as graph:
            row = cells(graph, "organizers", "Lake Office", series="lake-fair")
            assert "values" in row[2031] and row[2032] == {"state": state}


def test_no_one_lists_all_exhibitors(bundled_graph: KnowledgeGraph) -> None:
    told = matrix_of(bundled_graph, series="wmc")["groups"]["exhibitors"]
    states = {cell.get("state", "") for line in told for cell in line["cells"]}
    assert states == {"", "not stated", "list goes on"}


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("cneae", {2014: NOT_HELD, 2016: NOT_HELD, 2018: NOT_HELD, 2020: NOT_HELD}),
        ("wrc", {2018: UNKNOWN, 2020: UNKNOWN, 2022: UNKNOWN, 2024: UNKNOWN}),
        ("caexpo", {2011: UNKNOWN, 2012: UNKNOWN, 2014: UNKNOWN, 2020: UNKNOWN}),
        ("wmc", {}),
    ],
)
def test_not_held_is_what_numbers_say(
    bundled_graph: KnowledgeGraph, series: str, expected: dict[int, str]
) -> None:
    iri = bundled_graph.names.resolve("series", series)
    columns = years_of(bundled_graph, iri, (None, None)).columns
    assert {column.year: column.state for column in columns if column.state} == expected
    for column in columns:
        assert bool(column.between) == (column.state == NOT_HELD)


def test_the_legend_tells_why_a_year_is_empty(bundled_graph: KnowledgeGraph) -> None:
    shown = page(bundled_graph, series="cneae")
    assert "numbered one after the other" in shown and "no. 9" in shown and "no. 10" in shown
    assert shown.count('class="s-not-held"') == 4 + 1  # headings of years, and the legend
    where = re.search(r'<a href="(/text/[^"]+)"[^>]*>[^<]*2013</a>: no\. 9', shown)
    assert where and "%23" in where[1]


@pytest.mark.parametrize(
    ("numbers", "state"),
    [
        (("4", "5"), NOT_HELD),
        (("4", "6"), UNKNOWN),
        (("4", ""), UNKNOWN),
        (("", ""), UNKNOWN),
        (("5", "4"), UNKNOWN),
    ],
)
def test_numbers_that_do_not_follow_prove_nothing(
    tmp_path: Path, numbers: tuple[str, str], state: str
) -> None:
    lines = "edition_id,series_id,year,ordinal,source_ids\n"
    lines += f"a,lake-fair,2031,{numbers[0]},news\nb,lake-fair,2033,{numbers[1]},news\n"
    with lake(
        tmp_path, editions=lines, participations="edition_id,body_id,role,source_id\n"
    ) as graph:
        iri = graph.names.resolve("series", "lake-fair")
        columns = years_of(graph, iri, (None, None)).columns
        assert [column.state for column in columns] == ["", state, ""]


def test_two_numbers_for_an_edition_prove_nothing(tmp_path: Path) -> None:
    lines = "edition_id,series_id,year,ordinal,status,source_ids\n"
    lines += "a,lake-fair,2031,4,held,news\na,lake-fair,2031,3,held,paper\n"
    lines += "b,lake-fair,2033,5,postponed,news\n"
    with lake(
        tmp_path, editions=lines, participations="edition_id,body_id,role,source_id\n"
    ) as graph:
        iri = graph.names.resolve("series", "lake-fair")
        columns = years_of(graph, iri, (None, None)).columns
        assert [column.state for column in columns] == ["", UNKNOWN, POSTPONED]
        assert "postponed" in page(graph, series="lake-fair")


# -- years, groups, names


def test_years_are_columns_within_the_range(bundled_graph: KnowledgeGraph) -> None:
    every = [column["year"] for column in matrix_of(bundled_graph, series="wrc")["columns"]]
    assert every == list(range(2015, 2026))
    limits = {"from": "2017", "to": "2020"}
    some = [
        column["year"] for column in matrix_of(bundled_graph, series="wrc", **limits)["columns"]
    ]
    assert some == [2017, 2018, 2019, 2020]
    fair = [column["year"] for column in matrix_of(bundled_graph, series="canton-fair")["columns"]]
    assert fair.count(2023) == 2 and fair == sorted(fair)
    assert "no. 133" in page(bundled_graph, series="canton-fair")
    outside = page(bundled_graph, series="wmc", **{"from": "2090"})
    assert "No edition of this series is known in these years" in outside


def test_groups_are_chosen_in_the_address(bundled_graph: KnowledgeGraph) -> None:
    def headings(**fields: str) -> list[str]:
        shown = matrix_page(bundled_graph, Asked("/matrix", {"series": "wmc", **fields}), "html")
        return re.findall(r'scope="rowgroup"[^>]*><span>([^<]+)<', shown)

    assert headings()[:2] == [
        "Ministries, in any role",
        "Organizers and co-hosts, other than ministries",
    ]
    assert headings(show="figures") == ["Figures"]
    assert len(headings(show="all")) == 12
    assert headings(show="nonsense") == ["Ministries, in any role"]
    shown = matrix_page(bundled_graph, Asked("/matrix", {"series": "wmc"}), "html")
    assert "show=organizers%2Cundertakers%2Cfacts" in shown  # without the ministries
    assert "show=ministries%2Corganizers%2Cundertakers%2Cfacts%2Cagreements" in shown


def test_names_that_fit_nothing_or_several(tmp_path: Path, bundled_graph: KnowledgeGraph) -> None:
    shown = page(bundled_graph, series=HOSTILE)
    assert "No series of this graph is called" in shown and "<script>alert" not in shown
    assert "/matrix?show=all&amp;series=series%2Fwmc" in shown  # the list is there all the same
    for format_ in ("csv", "json"):
        with pytest.raises(ConvenorError):
            matrix_page(bundled_graph, Asked("/matrix", {"series": HOSTILE}), format_)
        with pytest.raises(QueryError, match="that of a series"):
            matrix_page(bundled_graph, Asked("/matrix"), format_)
    twins = "series_id,name_en,source_id\na,Twin Fair,news\nb,Twin Fair,news\n"
    with lake(
        tmp_path,
        series=twins,
        editions="edition_id,series_id,year,source_ids\na1,a,2031,news\n",
        participations="edition_id,body_id,role,source_id\n",
    ) as graph:
        shown = page(graph, series="Twin Fair")
        assert "Several series are called" in shown
        assert "series=series%2Fa" in shown and "series=series%2Fb" in shown


def test_a_series_without_years_and_a_graph_without_series(tmp_path: Path) -> None:
    none = "edition_id,body_id,role,source_id\n"
    bare = "edition_id,series_id,year,source_ids\n"
    with lake(tmp_path / "bare", editions=bare, participations=none) as graph:
        assert "No edition of this series is known" in page(graph, series="lake-fair")
        assert matrix_of(graph, series="lake-fair")["columns"] == []


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(["series", "show"]), st.text(min_size=1, max_size=30)))
def test_odd_fields_make_a_page(bundled_graph: KnowledgeGraph, fields: dict[str, str]) -> None:
    assert "<main" in page(bundled_graph, **fields)


def test_hostile_labels_are_only_words(tmp_path: Path) -> None:
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    with lake(
        tmp_path,
        bodies=f"body_id,name_en,kind,source_id\nlake-office,{cell},ministry,news\n",
        series=f"series_id,name_en,source_id\nlake-fair,{cell},news\n",
        sources=f"source_id,url,publisher,published\nnews,https://example.org/news,{cell},2031-05-01\npaper,https://example.org/paper,{cell},2031-06\n",
    ) as graph:
        shown = page(graph, series="lake-fair")
        assert "<script>" not in shown and "&lt;/td&gt;&lt;script&gt;" in shown
        assert shown.count("<td") == shown.count("</td>")


def test_both_languages(bundled_graph: KnowledgeGraph) -> None:
    chinese = matrix_page(bundled_graph, Asked("/matrix", {"series": "wmc"}, "zh"), "html")
    assert "世界制造业大会" in chinese and "工业和信息化部" in chinese and "主办" in chinese


def test_every_role_has_its_place() -> None:
    assert set(flat_properties()) - {"signatory"} <= set(RANKS)
