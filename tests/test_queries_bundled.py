"""The catalogue on the bundled facts: examples have answers, and the answers are right."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest

from convenor.graph.knowledge import KnowledgeGraph
from convenor.queries import catalogue

PRN, BW = "prn-20230925-wmc", "bw-20240920-wmc"
ORGANIZERS_OF_2023 = {
    "All-China Federation of Industry and Commerce": "federation",
    "China Association of Small and Medium Enterprises": "association",
    "Chinese Academy of Engineering": "academy",
    "Chinese People's Association for Friendship with Foreign Countries": "association",
    "Global Alliance of SMEs": "international organization",
    "Ministry of Commerce": "ministry",
    "Ministry of Industry and Information Technology": "ministry",
    "Ministry of Science and Technology": "ministry",
    "People's Government of Anhui Province": "provincial government",
    "State-owned Assets Supervision and Administration Commission of the State Council": (
        "commission"
    ),
}
Row = dict[str, Any]


@pytest.fixture
def graph(bundled_graph: KnowledgeGraph) -> KnowledgeGraph:
    return bundled_graph


def by_source(rows: list[Row], source: str) -> list[Row]:
    """Rows that a source states, alone or with others."""
    return [
        row for row in rows if source in {iri.rpartition("/")[2] for iri in row["sources"].split()}
    ]


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("given", ["required", "all"])
def test_example_has_an_answer(graph: KnowledgeGraph, name: str, given: str) -> None:
    query = catalogue.get(name)
    values = {
        parameter.name: parameter.example
        for parameter in query.parameters
        if parameter.required or given == "all"
    }
    started = time.monotonic()
    result = graph.query(name, **values)
    # Each takes less than 0.1 s; this finds accidental products, not a busy machine.
    assert time.monotonic() - started < 5
    assert len(result) or query.not_stated
    if name not in ("runs_by_body", "years_running_by_series") and "years" in result.columns:
        for years in result.column("years"):
            assert str(years).split(", ") == sorted(set(str(years).split(", ")))


def test_organizers_of_2023(graph: KnowledgeGraph) -> None:
    rows = graph.query("bodies_by_edition", edition="wmc-2023").rows()
    assert {row["bodyLabel"]: row["kindLabel"] for row in rows} == ORGANIZERS_OF_2023
    assert len(by_source(rows, PRN)) == len(rows) == 10


def test_organizers_of_2024_are_not_stated(graph: KnowledgeGraph) -> None:
    assert len(graph.query("bodies_by_edition", edition="wmc-2024")) == 0
    rows = graph.query("editions_without_organizers", series="wmc").rows()
    assert [row["editionLabel"] for row in rows] == ["World Manufacturing Convention 2024"]


def test_ministries_of_2023(graph: KnowledgeGraph) -> None:
    rows = graph.query("bodies_by_kind", kind="ministry", edition="wmc-2023").rows()
    expected = {name for name, kind in ORGANIZERS_OF_2023.items() if kind == "ministry"}
    assert {row["bodyLabel"] for row in rows} == expected
    assert len(rows) == 3


def test_pairs_of_2023(graph: KnowledgeGraph) -> None:
    result = graph.query("pairs_of_co_organizers", series="wmc", from_year=2023, to_year=2023)
    assert len(result) == 45
    assert set(result.column("years")) == {"2023"}


def test_co_organizers_of_a_ministry(graph: KnowledgeGraph) -> None:
    rows = graph.query("co_organizers", body="工信部", series="wmc").rows()
    years = {row["co_organizerLabel"]: row["years"] for row in rows}
    assert years["Ministry of Commerce"] == "2019, 2021, 2022, 2023"
    assert years["Development Research Center of the State Council"] == "2022"
    assert "Ministry of Industry and Information Technology" not in years


def test_dates_of_2023_and_2024(graph: KnowledgeGraph) -> None:
    def dates(edition: str, source: str) -> list[tuple[datetime.date, datetime.date]]:
        rows = by_source(graph.query("dates_by_edition", edition=edition).rows(), source)
        return [(row["start"], row["end"]) for row in rows]

    day = datetime.date
    assert dates("wmc-2023", PRN) == [(day(2023, 9, 20), day(2023, 9, 24))]
    assert dates("wmc-2024", BW) == [(day(2024, 9, 20), day(2024, 9, 23))]


def test_places_of_2023(graph: KnowledgeGraph) -> None:
    rows = by_source(graph.query("places_by_edition", edition="wmc-2023").rows(), PRN)
    assert [(row["placeLabel"], row["what"]) for row in rows] == [("Hefei", "town")]
    assert set(rows[0]["within"].split(", ")) == {"Anhui", "China"}


@pytest.mark.parametrize(
    ("edition", "source", "theme"),
    [
        ("wmc-2023", PRN, "Intelligent Manufacturing for a Better Future"),
        ("wmc-2024", BW, "Smart Manufacturing for a Better Future"),
    ],
)
def test_themes(graph: KnowledgeGraph, edition: str, source: str, theme: str) -> None:
    rows = by_source(graph.query("themes_by_edition", edition=edition).rows(), source)
    assert [row["themeLabel"] for row in rows] == [theme]


def test_series_and_its_years(graph: KnowledgeGraph) -> None:
    rows = graph.query("series_by_first_year", series="wmc").rows()
    assert [(row["seriesLabel"], row["first_year"], row["website"]) for row in rows] == [
        ("World Manufacturing Convention", 2018, "https://www.wmconvention.com")
    ]
    assert by_source(rows, PRN)
    assert by_source(rows, BW)
    running = graph.query("years_running_by_series", series="wmc").rows()
    assert [(row["as_of"], row["years"]) for row in running] == [(2023, 5), (2024, 6)]


def test_approver_and_contact_of_2024(graph: KnowledgeGraph) -> None:
    approvers = graph.query("approvers_by_edition", edition="wmc-2024")
    assert approvers.column("bodyLabel") == ["State Council"]
    row = graph.query("contacts_by_edition", edition="wmc-2024").rows()[0]
    assert row["bodyLabel"] == "World Manufacturing Convention Executive Committee"
    assert row["email"] == "media@wmconvention.com"
    assert row["website"] == "https://www.wmconvention.com"


def test_organizers_that_sign(graph: KnowledgeGraph) -> None:
    rows = graph.query(
        "organizers_by_other_role", edition="wmc-2023", other_role="signatory"
    ).rows()
    assert {row["bodyLabel"] for row in rows} == {
        "Ministry of Industry and Information Technology",
        "People's Government of Anhui Province",
    }


def test_agreement_release_and_activities(graph: KnowledgeGraph) -> None:
    agreements = by_source(graph.query("agreements_by_edition", edition="wmc-2023").rows(), PRN)
    shown = ("agreementLabel", "parties", "occasionLabel")
    assert [tuple(row[name] for name in shown) for row in agreements] == [
        (
            "Memorandum of Cooperation to Further Promote the High-Quality Development of China"
            " Speech Valley",
            "Ministry of Industry and Information Technology; "
            "People's Government of Anhui Province",
            "opening ceremony",
        )
    ]
    signed = by_source(graph.query("agreements_by_party", body="MIIT").rows(), PRN)
    assert [row["occasionLabel"] for row in signed] == ["opening ceremony"]
    releases = by_source(graph.query("releases_by_edition", edition="wmc-2023").rows(), PRN)
    assert [(row["releaseLabel"], row["occasionLabel"]) for row in releases] == [
        ("2023 China Top 500 Manufacturing Enterprises", "opening ceremony")
    ]
    activities = graph.query("activities_by_edition", edition="wmc-2023")
    assert activities.column("activityLabel") == [
        "central keynote forum",
        "exhibitions",
        "opening ceremony",
        "specialized discussions",
    ]
    rows = graph.query("activities_by_edition", edition="wmc-2024").rows()
    assert {row["activityLabel"]: row["mode"] for row in rows} == dict.fromkeys(
        ["exhibitions", "matchmaking events", "opening ceremony", "releases"], "mixed"
    )


def test_exhibits_of_2023(graph: KnowledgeGraph) -> None:
    rows = by_source(graph.query("exhibits_by_edition", edition="wmc-2023").rows(), PRN)
    measures = {row["exhibitLabel"]: row["measures"] or "" for row in rows}
    assert measures == {
        "quantum computers": "",
        "propulsion rockets": "",
        "maglev train": "maximum speed 600 km/h",
        "superconducting cyclotron proton therapy system": "",
        "model forging press": "press capacity 80000 t",
        "homegrown heavy-duty gas turbine blades": "",
        "quantum spin magnetometers": "",
        "Oryx 3.0 industrial Internet platform": "",
    }
    debuts = graph.query("exhibits_by_debut", edition="wmc-2023")
    assert set(debuts.column("exhibitLabel")) == {
        "homegrown heavy-duty gas turbine blades",
        "quantum spin magnetometers",
        "Oryx 3.0 industrial Internet platform",
    }


def test_areas_of_2024(graph: KnowledgeGraph) -> None:
    rows = graph.query("exhibits_by_area", edition="wmc-2024").rows()
    assert {row["exhibitLabel"] for row in rows if row["outdoor"]} == {
        "new energy intelligent vehicles",
        "drones",
        "humanoid robots",
    }
    areas = by_source(graph.query("areas_by_edition", edition="wmc-2024").rows(), BW)
    assert len(areas) == 7
    shown = ("areaLabel", "outdoor", "debut", "placeLabel")
    stated = [tuple(row[name] for name in shown) for row in areas if any(map(row.get, shown[1:]))]
    assert stated == [("outdoor exhibition area in Luogang Park", True, True, "Luogang Park")]
    assert {(row["area_debut"], row["placeLabel"]) for row in rows if row["outdoor"]} == {
        (True, "Luogang Park")
    }


def test_size_of_the_exhibitions(graph: KnowledgeGraph) -> None:
    rows = graph.query("square_metres_by_edition", series="wmc").rows()
    assert {(row["year"], row["part"], row["square_metres"]) for row in by_source(rows, PRN)} == {
        (2023, "hall", 20000),
        (2023, "market-centric showcase", 60000),
    }
    assert {(row["year"], row["part"], row["square_metres"]) for row in by_source(rows, BW)} == {
        (2024, None, 20000)
    }


def test_industries_of_2024(graph: KnowledgeGraph) -> None:
    assert graph.query("industries_by_edition", edition="wmc-2024").column("industryLabel") == [
        "high-end manufacturing equipment",
        "new energy vehicles",
        "next-generation information technology",
    ]


def test_running_totals(graph: KnowledgeGraph) -> None:
    def totals(measure: str, source: str) -> set[tuple[object, ...]]:
        rows = graph.query("statistics_by_series", series="wmc", measure=measure).rows()
        names = ("boundLabel", "value", "unitLabel", "qualifier", "converted_fromLabel")
        return {tuple(row[name] for name in names) for row in by_source(rows, source)}

    assert totals("signed projects", PRN) == {("exact", 3021, "count", None, None)}
    assert totals("signed projects", BW) == {("more than", 3600, "count", None, None)}
    assert totals("investment", PRN) == {
        ("more than", 10**12, "CNY", "deployed", None),
        ("about", 150 * 10**9, "USD", "deployed", "CNY"),
    }
    assert totals("investment", BW) == {("more than", 15 * 10**11, "CNY", None, None)}
    assert totals("guests", BW) == {("more than", 30000, "count", None, None)}


def test_conversion(graph: KnowledgeGraph) -> None:
    rows = graph.query("statistics_by_conversion", series="wmc").rows()
    assert [(row["value"], row["unitLabel"]) for row in rows] == [(10**12, "CNY")]
    assert [(row["converted"], row["converted_unitLabel"]) for row in rows] == [
        (150 * 10**9, "USD")
    ]


def test_sources_that_differ(graph: KnowledgeGraph) -> None:
    days = graph.query("days_by_edition", series="wmc").rows()
    assert [row["days"] for row in by_source(days, PRN)] == [5]
    assert [row["days"] for row in by_source(days, BW)] == [4]
    rows = graph.query("conflicts_by_edition", edition="wmc-2023").rows()
    themes = [(row["value"], row["other_value"]) for row in rows if row["property"] == "theme"]
    assert themes == [
        (
            "Intelligent Manufacturing for a Better Future",
            "Smart Manufacturing for a Better World",
        )
    ]


def test_changes_between_editions(graph: KnowledgeGraph) -> None:
    rows = graph.query(
        "organizers_by_change", from_edition="wmc-2022", to_edition="wmc-2023"
    ).rows()
    left = [row["bodyLabel"] for row in rows if row["change"] == "left"]
    assert left == ["Development Research Center of the State Council"]
    assert sum(row["change"] == "stayed" for row in rows) == 10


def test_series_cover_all_editions(graph: KnowledgeGraph) -> None:
    rows: list[Row] = graph.query("coverage_by_series").rows()
    assert len(rows) == 29
    assert sum(row["editions"] for row in rows) == 156
    assert sum(row["with_organizers"] for row in rows) == 82
