"""Conflicts: contradictions stand side by side; growth, plans, limits and translations do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, strategies as st

from convenor.graph.build import build
from convenor.graph.conflicts import (
    CLASSES,
    COMPATIBLE,
    CONTRADICTION,
    GROWTH,
    PLANNED,
    TRANSLATION,
    Conflict,
    Said,
    Stated,
    classify,
)
from convenor.graph.differences import find_conflicts
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import UnresolvedNameError
from convenor.ontology.iris import Iris, expand

TABLES = {
    "sources": (
        "source_id,url,publisher,published,language\n"
        "early,https://example.org/e,Lake News,2031-01-10,en\n"
        "mid,https://example.org/m,Hill Paper,2031-05-06,en\n"
        "zh,https://example.org/z,湖报,2031-05-06,zh\n"
        "late,https://example.org/l,Late Paper,2032-05-01,en\n"
    ),
    "bodies": "body_id,name_en,kind,source_id\nlake-office,Lake Office,other,mid\n",
    "series": "series_id,name_en,source_id\nlf,Lake Fair,mid\n",
    "editions": (
        "edition_id,series_id,year,start,end,city,theme_en,theme_zh,status,source_ids\n"
        "lf-2031,lf,2031,2031-05-01,2031-05-04,Hefei,Lakes for All,,planned,early\n"
        "lf-2031,lf,2031,2031-05-02,2031-05-04,Hefei,Waters for Everyone,,held,mid\n"
        "lf-2031,lf,2031,2031-05-02,2031-05-05,,Lakes for All!,湖泊属于大家,held,late\n"
        "lf-2031,lf,2031,2031-05-02,,,,湖泊属于大家,held,zh\n"
    ),
    "participations": (
        "edition_id,body_id,role,source_id\n"
        "lf-2031,lake-office,organizer,mid\nlf-2031,lake-office,undertaker,zh\n"
    ),
    "statistics": (
        "edition_id,series_id,measure,value,unit,bound,scope,as_of,source_id,qualifier,stage\n"
        "lf-2031,,guests,500,count,exact,edition,,early,,planned\n"
        "lf-2031,,guests,640,count,exact,edition,,mid,,result\n"
        "lf-2031,,guests,600,count,more than,edition,,late,,result\n"
        "lf-2031,,exhibitors,80,count,exact,edition,,mid,,result\n"
        "lf-2031,,exhibitors,95,count,exact,edition,,late,,result\n"
        "lf-2031,,exhibitors,70,count,exact,edition,,late,foreign,result\n"
        ",lf,signed projects,300,count,exact,cumulative,2031,mid,,result\n"
        ",lf,signed projects,420,count,more than,cumulative,2032,late,,result\n"
    ),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    path = tmp_path_factory.mktemp("conflicts")
    for name, text in TABLES.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    build(GraphFolder(path / "graph"), find_inputs([str(path / f"{name}.csv") for name in TABLES]))
    with open_graph(path / "graph") as opened:
        yield opened


def told(conflict: Conflict) -> tuple[str, str, str, str]:
    return conflict.kind, conflict.property, conflict.one.label, conflict.other.label


def test_a_graph_of_every_class(graph: KnowledgeGraph) -> None:
    assert {told(each) for each in graph.conflicts()} == {
        (PLANNED, "start", "2031-05-01", "2031-05-02"),
        (CONTRADICTION, "end", "2031-05-04", "2031-05-05"),
        (CONTRADICTION, "theme", "Lakes for All", "Waters for Everyone"),
        (COMPATIBLE, "theme", "Lakes for All", "Lakes for All!"),
        (CONTRADICTION, "theme", "Lakes for All!", "Waters for Everyone"),
        (TRANSLATION, "theme", "Lakes for All", "湖泊属于大家"),
        (TRANSLATION, "theme", "Lakes for All!", "湖泊属于大家"),
        (TRANSLATION, "theme", "Waters for Everyone", "湖泊属于大家"),
        (TRANSLATION, "role of Lake Office", "organizer", "undertaker"),
        (PLANNED, "guests", "500", "640"),
        (PLANNED, "guests", "500", "more than 600"),
        (COMPATIBLE, "guests", "more than 600", "640"),
        (CONTRADICTION, "exhibitors", "80", "95"),
        (GROWTH, "signed projects", "300", "more than 420"),
    }


def test_both_sides_show_who_says_so_and_where(graph: KnowledgeGraph) -> None:
    (found,) = [each for each in graph.conflicts() if each.property == "exhibitors"]
    (one,), (other,) = found.one.said, found.other.said
    assert (one.publisher, one.published) == ("Hill Paper", "2031-05-06")
    assert other.url == "https://example.org/l" and other.source.endswith("/source/late")
    assert one.proofs[0].place == "statistics.csv#row=5"
    assert ("value", "80") in one.proofs[0].cells and ("value", "95") in other.proofs[0].cells
    assert found.reason == "80 and 95 exclude each other"


def test_words_of_a_text_stand_for_what_they_state() -> None:
    """Claims as texts give them: each with the triple that its words state."""
    store, iris = EmbeddedStore(), Iris()
    edition = ox.NamedNode(iris.thing("edition", "lf-2031"))
    start, quads = ox.NamedNode(expand("schema:startDate")), []
    schema = ox.NamedNode(iris.vocabulary)
    label = ox.NamedNode(expand("rdfs:label"))
    flag = ox.NamedNode(expand("cvn:conflictsWhenDifferent"))
    quads.append(ox.Quad(start, label, ox.Literal("start", language="en"), schema))
    quads.append(ox.Quad(start, flag, ox.Literal(True), schema))
    for name, day, words in (("a", "2031-05-01", "on May 1"), ("b", "2031-05-02", "5月2日")):
        graph = ox.NamedNode(iris.source(name))
        claims = ox.NamedNode(iris.claims(graph.value))
        value = ox.Literal(day, datatype=ox.NamedNode(expand("xsd:date")))
        claim, place, selector = (
            ox.NamedNode(f"{iris.file(f'{name}.txt')}#{part}")
            for part in ("c", "char=4,9", "quote")
        )
        quads.append(ox.Quad(edition, start, value, graph))
        pairs: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
            (claim, "rdf:subject", edition),
            (claim, "rdf:predicate", start),
            (claim, "rdf:object", value),
            (claim, "prov:wasDerivedFrom", place),
            (place, "oa:hasSelector", selector),
            (selector, "oa:exact", ox.Literal(words)),
        ]
        quads += [ox.Quad(one, ox.NamedNode(expand(curie)), to, claims) for one, curie, to in pairs]
    store.extend(quads)
    (found,) = find_conflicts(store, iris, lambda _file, _rows: {})
    proofs = [side.said[0].proofs for side in (found.one, found.other)]
    assert [[(proof.place, proof.words) for proof in own] for own in proofs] == [
        [("a.txt#char=4,9", "on May 1")],
        [("b.txt#char=4,9", "5月2日")],
    ]
    assert found.kind == CONTRADICTION and found.reason == "1 day apart"


def test_conflicts_of_one_thing(graph: KnowledgeGraph) -> None:
    of_series, of_edition = graph.conflicts("Lake Fair"), graph.conflicts("lf-2031")
    assert len(of_series) == len(graph.conflicts()) == len(of_edition) + 1
    assert {each.property for each in of_series} - {each.property for each in of_edition} == {
        "signed projects"
    }
    with pytest.raises(UnresolvedNameError):
        graph.conflicts("no such fair")


def test_contradictions_come_first(graph: KnowledgeGraph) -> None:
    kinds = [each.kind for each in graph.conflicts()]
    assert kinds == sorted(kinds, key=CLASSES.index)


# -- classes, one by one


def figure(value: int, bound: str = "exact", **more: str) -> Stated:
    said = (Said("s", published=more.pop("published", "")),)
    label = f"{value:,}" if bound == "exact" else f"{bound} {value:,}"
    return Stated(value, label, said, bound=bound, **more)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (figure(4000, "more than"), figure(4925), COMPATIBLE),
        (figure(1200, "more than"), figure(16000), CONTRADICTION),
        (figure(50, "more than"), figure(60, "more than"), COMPATIBLE),
        (figure(60, "up to"), figure(80), CONTRADICTION),
        (figure(391), figure(400, "up to"), COMPATIBLE),
        (figure(25000, "about"), figure(25900), COMPATIBLE),
        (figure(25000, "about"), figure(29000), CONTRADICTION),
        (figure(38), figure(40, "nearly"), COMPATIBLE),
        (figure(40, "nearly"), figure(43), CONTRADICTION),
        (figure(447000), figure(447100), COMPATIBLE),
        (figure(270000), figure(300000), CONTRADICTION),
        (figure(80), figure(95), CONTRADICTION),
        (figure(10**30), figure(10**31 + 1), CONTRADICTION),
        (figure(90, stage="planned"), figure(95, stage="result"), PLANNED),
        (figure(90, stage="result"), figure(95, stage="planned"), PLANNED),
        (figure(90, stage="planned"), figure(95, stage="planned"), CONTRADICTION),
        (figure(90, as_of="2031"), figure(95, as_of="2032"), GROWTH),
        (figure(90, as_of="2032"), figure(95, as_of="2031"), CONTRADICTION),
        (figure(90, "more than", as_of="2032"), figure(95, as_of="2031"), COMPATIBLE),
        (figure(90, as_of="2031"), figure(95, as_of="2031-09"), CONTRADICTION),
        (
            figure(90, scope="cumulative", published="2031"),
            figure(95, scope="cumulative", published="2032-01"),
            GROWTH,
        ),
        (
            figure(90, scope="edition", published="2031"),
            figure(95, scope="edition", published="2032-01"),
            CONTRADICTION,
        ),
        (
            figure(90, scope="cumulative", published="2032"),
            figure(95, scope="cumulative", published="2031"),
            CONTRADICTION,
        ),
    ],
)
def test_classes_of_figures(one: Stated, other: Stated, kind: str) -> None:
    found, reason = classify("figure", one, other)
    assert found == kind and reason and "\n" not in reason


def stated(value: str, status: str = "", published: str = "", **more: str) -> Stated:
    said = Said("s", published=published, status=status, language=more.pop("of", ""))
    day = date.fromisoformat(value) if len(value) == 10 and value[:2].isdigit() else value
    return Stated(day, value, (said,), **more)


@pytest.mark.parametrize(
    ("fact", "one", "other", "linked", "kind"),
    [
        ("date", stated("2031-05"), stated("2031-05-02"), False, COMPATIBLE),
        ("date", stated("2031-05-01", "planned"), stated("2031-05-02", "held"), False, PLANNED),
        (
            "date",
            stated("2031-05-01", "planned"),
            stated("2031-05-02", "planned"),
            False,
            CONTRADICTION,
        ),
        ("date", stated("2031-05-01", "held"), stated("2031-05-02", "held"), False, CONTRADICTION),
        (
            "date",
            stated("2031-05-01", "", "2031-01"),
            stated("2031-05-02", "", "2031-06"),
            False,
            PLANNED,
        ),
        ("date", stated("2031-05-01"), stated("2031-05-02"), False, CONTRADICTION),
        ("place", stated("Hefei"), stated("Anhui"), True, COMPATIBLE),
        ("place", stated("Hefei", "planned"), stated("Wuhu", "held"), False, PLANNED),
        ("place", stated("Hefei"), stated("Wuhu"), False, CONTRADICTION),
        (
            "wording",
            stated("Lakes", language="en"),
            stated("湖", language="zh"),
            False,
            TRANSLATION,
        ),
        (
            "wording",
            stated("Lakes", language="en"),
            stated("The LAKES!", language="en"),
            False,
            COMPATIBLE,
        ),
        (
            "wording",
            stated("Lakes", language="en"),
            stated("Lakes: for all", language="en"),
            False,
            COMPATIBLE,
        ),
        (
            "wording",
            stated("Lakes", language="en"),
            stated("Waters", language="en"),
            False,
            CONTRADICTION,
        ),
        (
            "wording",
            stated("Lakes", language="en"),
            stated("Waters", language="en"),
            True,
            TRANSLATION,
        ),
        (
            "role",
            stated("organizer", of="en"),
            stated("undertaker", of="zh-hans"),
            False,
            TRANSLATION,
        ),
        ("role", stated("organizer", of="en"), stated("undertaker", of="en"), False, CONTRADICTION),
        ("value", stated("yes"), stated("no"), False, CONTRADICTION),
        ("value", Stated(20100, "20100"), Stated(20030, "20030"), False, CONTRADICTION),
        ("value", Stated(20100, "20100"), Stated(20060, "20060"), False, COMPATIBLE),
        ("value", Stated(True, "yes"), Stated(100, "100"), False, CONTRADICTION),
    ],
)
def test_classes_of_other_facts(
    fact: str, one: Stated, other: Stated, linked: bool, kind: str
) -> None:
    for pair in ((one, other), (other, one)):
        found, reason = classify(fact, *pair, linked=linked)
        assert found == kind and reason


BOUNDS = st.sampled_from(["exact", "at least", "more than", "about", "nearly", "up to"])
FIGURES = st.builds(figure, st.integers(0, 10**13), BOUNDS)


@given(FIGURES, FIGURES)
def test_an_exact_figure_never_leaves_room_for_what_it_excludes(one: Stated, other: Stated) -> None:
    low, high = sorted((one, other), key=lambda each: int(str(each.value)))
    kind, _ = classify("figure", low, high)
    assert kind in (COMPATIBLE, CONTRADICTION)
    if high.bound in ("at least", "more than") and low.bound in ("exact", "nearly", "up to"):
        assert kind == CONTRADICTION or low.value == high.value


# -- the bundled graph


def test_the_bundled_graph_has_what_the_catalogue_lists(bundled_graph: KnowledgeGraph) -> None:
    """Every pair that the two queries of the catalogue list has a class."""
    found = bundled_graph.conflicts()
    pairs = {
        (
            each.subject,
            frozenset((each.one.label.rpartition(" ")[2], each.other.label.rpartition(" ")[2])),
        )
        for each in found
        if each.property in ("start", "end")
    }
    listed = [
        row
        for row in bundled_graph.query("conflicts_by_edition").rows()
        if row["property"] in ("first day", "last day")
    ]
    assert len(listed) > 10
    for row in listed:
        values = frozenset((str(row["value"]), str(row["other_value"])))
        assert (row["edition"], values) in pairs
    figures = {(each.subject, each.one.value, each.other.value) for each in found}
    statistics = bundled_graph.query("conflicts_of_statistics").rows()
    assert len(statistics) > 20
    for row in statistics:
        assert (row["subject"], row["value"], row["other_value"]) in figures


def test_the_bundled_graph_is_told_apart(bundled_graph: KnowledgeGraph) -> None:
    found = bundled_graph.conflicts("wmc")
    counts = Counter(each.kind for each in found)
    assert set(counts) == set(CLASSES) and counts[CONTRADICTION] < len(found) / 3
    grown = {told(each)[1:] for each in found if each.kind == GROWTH}
    assert ("signed projects", "3,021", "more than 3,600") in grown
    assert len(grown) == counts[GROWTH]
    assert all(
        side.said and side.said[0].proofs for each in found for side in (each.one, each.other)
    )
    assert (CONTRADICTION, "end", "2023-09-23", "2023-09-24") in map(told, found)


def test_reading_again_gives_the_same(bundled: Path) -> None:
    with open_graph(bundled) as first, open_graph(bundled) as second:
        assert first.conflicts() == second.conflicts()
