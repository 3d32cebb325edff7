"""The page that compares two editions or two bodies: what only one has, both, and who differs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from convenor.graph.build import build
from convenor.graph.conflicts import CONTRADICTION
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import SettingError
from convenor.web.asked import Asked
from convenor.web.pages.compare import compare_page

from .conftest import SMALL, write_tables
from .test_web_path import HOSTILE, Page

OLD, NEW = "edition/wmc-2019", "edition/wmc-2023"
MIIT, CAE = "organization/miit", "organization/cae"


def page_of(graph: KnowledgeGraph, language: str = "en", **fields: str) -> Page:
    named = {name.rstrip("_"): value for name, value in fields.items()}
    return Page(compare_page(graph, Asked("/compare", named, language), "html"))


def told_of(graph: KnowledgeGraph, **fields: str) -> dict[str, Any]:
    """The topics of two things by name."""
    named = {name.rstrip("_"): value for name, value in fields.items()}
    told = json.loads(compare_page(graph, Asked("/compare", named), "json"))
    return {topic["topic"]: topic for topic in told["topics"]}


def only(topic: dict[str, Any], side: str) -> set[str]:
    other = "b" if side == "a" else "a"
    return {item["iri"].rpartition("/")[2] for item in topic["items"] if not item[other]}


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    """Two editions: of one a list goes on, of the other nothing is said of undertakers."""
    path = tmp_path_factory.mktemp("lakes")
    tables = SMALL | {
        "editions": SMALL["editions"] + "lake-fair-2032,lake-fair,2032,2032-05-02,,Hefei,news\n",
        "participations": (
            "edition_id,body_id,role,source_id,partial\n"
            "lake-fair-2031,lake-office,organizer,paper,no\n"
            "lake-fair-2031,hill-office,undertaker,paper,no\n"
            "lake-fair-2032,lake-office,co-host,news,yes\n"
        ),
        "exhibits": (
            "exhibit_id,edition_id,name,source_id\n"
            "x1,lake-fair-2031,Lake Robot,news\nx2,lake-fair-2032,lake robot,paper\n"
        ),
    }
    build(GraphFolder(path / "graph"), find_inputs(write_tables(path / "in", tables)))
    with open_graph(path / "graph") as graph:
        yield graph


def bodies_of(graph: KnowledgeGraph, edition: str) -> set[str]:
    rows = graph.query("bodies_by_edition", edition=edition).rows()
    return {str(row["body"]).rpartition("/")[2] for row in rows}


def test_what_changed_among_the_organizers(bundled_graph: KnowledgeGraph) -> None:
    topic = told_of(bundled_graph, a=OLD, b=NEW)["organizers"]
    before, after = bodies_of(bundled_graph, "wmc-2019"), bodies_of(bundled_graph, "wmc-2023")
    assert only(topic, "a") == before - after == {"unido"}
    assert only(topic, "b") == after - before
    both = {item["iri"].rpartition("/")[2] for item in topic["items"] if item["a"] and item["b"]}
    assert both == before & after


def test_sources_that_differ_stand_side_by_side(bundled_graph: KnowledgeGraph) -> None:
    topics = told_of(bundled_graph, a=OLD, b=NEW)
    end = next(item for item in topics["days"]["items"] if item["label"] == "end")
    assert {each["value"] for each in end["b"]} == {"2023-09-23", "2023-09-24"}
    assert all(each["stated"][0]["who"] and each["stated"][0]["link"] for each in end["b"])
    differ = {
        (each["property"], each["one"]["label"], each["other"]["label"])
        for topic in topics.values()
        for each in topic["differ"]["b"]
        if each["kind"] == CONTRADICTION
    }
    assert differ == {
        (each.property, each.one.label, each.other.label)
        for each in bundled_graph.conflicts("wmc-2023")
        if each.kind == CONTRADICTION
    }
    page = page_of(bundled_graph, a=OLD, b=NEW)
    assert "≠ sources differ World Manufacturing Convention 2023, end: 2023-09-23" in page.words
    assert page.words.count("≠ sources differ") == len(differ)


def test_every_value_leads_to_its_words(bundled_graph: KnowledgeGraph) -> None:
    for pair in ({"a": OLD, "b": NEW}, {"a": MIIT, "b": CAE}):
        shown = set(page_of(bundled_graph, **pair).links)
        for topic in told_of(bundled_graph, **pair).values():
            for item in topic["items"]:
                for entry in (*item["a"], *item["b"]):
                    assert entry["stated"] or topic["topic"] == "series"
                    assert all(each["link"] in shown for each in entry["stated"])


def test_not_stated_is_not_none(lakes: KnowledgeGraph) -> None:
    topics = told_of(lakes, a="lake-fair-2031", b="lake-fair-2032")
    assert topics["organizers"]["states"] == {"a": "stated", "b": "list goes on"}
    assert topics["undertakers"]["states"] == {"a": "stated", "b": "not stated"}
    assert topics["supporters"]["states"] == {"a": "not stated", "b": "not stated"}
    page = page_of(lakes, a="lake-fair-2031", b="lake-fair-2032")
    assert "? not stated of either: Themes, Co-organizers, Supporters" in page.words
    assert "Only Lake Robotics Fair 2032… the list may go on" in page.words.replace(" …", "…")
    # One body in two roles is in both; what only shares a name is said to be matched by it.
    (organizer,) = topics["organizers"]["items"]
    assert [organizer[side][0]["value"] for side in "ab"] == ["organizer", "co-host"]
    (exhibit,) = topics["exhibits"]["items"]
    assert exhibit["a"] and exhibit["b"] and "matched by their names" in page.words
    (start,) = (item for item in topics["days"]["items"] if item["label"] == "end")
    assert not start["b"]


def test_editions_of_a_series_can_be_chosen(bundled_graph: KnowledgeGraph) -> None:
    page = page_of(bundled_graph, a=OLD, b=NEW)
    editions = bundled_graph.query("editions_by_series", series="wmc").rows()
    names = [str(row["edition"]).rpartition("/id/")[2] for row in editions]
    assert page.tags["option"] >= 2 * len(names)
    place = names.index(NEW)
    before = f"/compare?a={OLD}&b={names[place - 1]}".replace("edition/", "edition%2F")
    assert before in page.links
    alone = page_of(bundled_graph, a=NEW)
    links = [link for link in alone.links if link.startswith("/compare?a=") and "b=" in link]
    assert len(set(links)) == len(names) - 1


def test_bodies_in_common_and_alone(bundled_graph: KnowledgeGraph) -> None:
    topics = told_of(bundled_graph, a=MIIT, b=CAE)
    rows = bundled_graph.query("co_organizers", body="miit").rows()
    common = sum(
        int(str(row["editions"])) for row in rows if str(row["co_organizer"]).endswith("/cae")
    )
    items = topics["organized"]["items"]
    assert sum(bool(item["a"] and item["b"]) for item in items) == common
    all_of = [
        {str(row["edition"]) for row in bundled_graph.query("editions_by_body", body=body).rows()}
        for body in ("miit", "cae")
    ]
    assert {item["iri"] for item in items if item["a"]} == all_of[0]
    assert {item["iri"] for item in items if item["b"]} == all_of[1]
    assert [item["label"] for item in topics["kinds"]["items"]] == ["academy", "ministry"]
    years = [int(item["label"][-4:]) for item in items if item["label"][-4:].isdecimal()]
    assert years == sorted(years)


def test_years_limit_what_bodies_did(bundled_graph: KnowledgeGraph) -> None:
    topics = told_of(bundled_graph, a=MIIT, b=CAE, from_="2019", to="2019")
    assert {item["label"][-4:] for item in topics["organized"]["items"]} == {"2019"}
    none = told_of(bundled_graph, a=MIIT, b=CAE, from_="1901", to="1902")
    assert none["organized"]["states"] == dict.fromkeys("ab", "none in these years")
    assert none["undertook"]["states"] == dict.fromkeys("ab", "not stated")


def test_what_cannot_be_compared_is_said(bundled_graph: KnowledgeGraph) -> None:
    page = page_of(bundled_graph, a=NEW, b=MIIT)
    assert "Only two editions or two bodies" in page.words
    assert "/path?a=edition%2Fwmc-2023&b=organization%2Fmiit" in page.links
    assert "one and the same thing" in page_of(bundled_graph, a="MIIT", b=MIIT).words
    assert "run backwards" in page_of(bundled_graph, a=MIIT, b=CAE, from_="9", to="8").words
    page = page_of(bundled_graph, a="Ministry of Comerce", b=MIIT)
    assert "/compare?a=organization%2Fmofcom&b=organization%2Fmiit" in page.links
    assert "/compare?a=organization%2Fmiit&b=organization%2Fmofcom" in page_of(bundled_graph).links
    with pytest.raises(SettingError, match="nothing to compare"):
        compare_page(bundled_graph, Asked("/compare", {"a": NEW, "b": MIIT}), "csv")


def test_the_table_has_all_of_it(bundled_graph: KnowledgeGraph) -> None:
    asked = Asked("/compare", {"a": OLD, "b": NEW})
    rows = list(csv.DictReader(io.StringIO(compare_page(bundled_graph, asked, "csv"))))
    topics = told_of(bundled_graph, a=OLD, b=NEW)
    told = [
        entry
        for topic in topics.values()
        for item in topic["items"]
        for entry in (*item["a"], *item["b"])
    ]
    assert sum(bool(row["source"]) for row in rows) == sum(len(each["stated"]) for each in told)
    silent = {(row["topic"], row["side"][-4:]) for row in rows if row["state"] == "not stated"}
    assert {("guests of honour", "2023"), ("supporters", "2019")} <= silent


def test_the_query_tells_what_the_page_tells(bundled_graph: KnowledgeGraph) -> None:
    page = page_of(bundled_graph, a=OLD, b=NEW)
    link = next(link for link in page.links if link.startswith("/sparql?query="))
    found = bundled_graph.sparql(parse_qs(urlsplit(link).query)["query"][0])
    rows = found.rows()  # type: ignore[union-attr]
    organized = {
        str(row["value"]).rpartition("/")[2]
        for row in rows
        if str(row["property"]).endswith("/organizer") and row["said_of"] == "a"
    }
    assert organized == bodies_of(bundled_graph, "wmc-2019")


def test_hostile_names_are_only_names(tmp_path: Path) -> None:
    tables = dict(SMALL)
    tables["bodies"] = tables["bodies"].replace("Lake Office", f'"{HOSTILE}"')
    build(GraphFolder(tmp_path / "graph"), find_inputs(write_tables(tmp_path / "in", tables)))
    with open_graph(tmp_path / "graph") as graph:
        for language in ("en", "zh"):
            page = page_of(graph, language, a="lake-office", b="hill-office")
            assert "img" not in page.tags
        assert HOSTILE in page_of(graph, a="lake-office", b="hill-office").words
        assert "img" not in page_of(graph, a=HOSTILE, b="lake-office").tags
