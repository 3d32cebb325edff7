"""Search: names and sentences in any script, what is typed is never syntax, facets count right."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.search import FILE
from convenor.graph.words import folded, marked, phrases, words
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.ontology.errors import StoreError

from .conftest import SMALL, write_tables

TEXTS = Path(__file__).parent / "texts"
BASE = "https://w3id.org/convenor/"
EXTRA = {
    "bodies": (
        "body_id,name_en,name_zh,kind,aliases,source_id\n"
        "lake-office,Lake Office,湖办,other,LO|Twin,news\n"
        "hill-office,Hill Office,山办,ministry,HO|Twin|Société Générale de Café,news\n"
        'quoted,"Office ""of"" NEAR(the) AND hill*",,other,,news\n'
        "ministry-of-ponds,Ministry of Ponds,池塘部,ministry,ＰＯＮＤＳ,paper\n"
    ),
    "editions": (
        "edition_id,series_id,year,start,end,city,source_ids\n"
        "lake-fair-2031,lake-fair,2031,2031-05-02,2031-05-04,Hefei,news\n"
        "lake-fair-2029,lake-fair,2029,2029-05-02,2029-05-04,Shanghai,paper\n"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search")
    tables = write_tables(path / "in", SMALL | EXTRA)
    texts = [str(each) for each in sorted(TEXTS.glob("0*.txt"))]
    build(GraphFolder(path / "graph"), find_inputs([*tables, *texts], suffixes=SUFFIXES.keys()))
    return path / "graph"


@pytest.fixture(scope="module")
def graph(folder: Path) -> Iterator[KnowledgeGraph]:
    with open_graph(folder) as opened:
        yield opened


def found(graph: KnowledgeGraph, text: str, **limits: Any) -> list[str]:
    return [hit.iri.removeprefix(f"{BASE}id/") for hit in graph.search(text, **limits).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lake Robotics Fair", "series/lake-fair"),
        ("robotics LAKE", "series/lake-fair"),  # in any order and case
        ("robot fair lak", "edition/none"),  # only the last word may be a beginning
        ("fair robot", "series/lake-fair"),
        ("lake-fair-2031", "edition/lake-fair-2031"),  # an identifier
        ("2031 lake", "edition/lake-fair-2031"),
        ("societe generale de cafe", "organization/hill-office"),
        ("Société GÉNÉRALE", "organization/hill-office"),
        ("ponds", "organization/ministry-of-ponds"),  # in full width in the table
        ("ＬＯ", "organization/lake-office"),
        ("池塘部", "organization/ministry-of-ponds"),
        ("池塘", "organization/ministry-of-ponds"),
        ("塘部", "organization/ministry-of-ponds"),
        ("池部", "organization/none"),  # characters follow each other
        ("塘池", "organization/none"),
        ("2029年 lake", "edition/lake-fair-2029"),
        ("ponds池塘", "organization/ministry-of-ponds"),  # two scripts without a space
    ],
)
def test_names_are_found(graph: KnowledgeGraph, text: str, first: str) -> None:
    iris = found(graph, text)
    assert iris[:1] == ([] if first.endswith("/none") else [first])


def test_a_name_stands_before_longer_ones_and_these_before_sentences(
    graph: KnowledgeGraph,
) -> None:
    hits = graph.search("青岛", most=100).hits
    assert hits[0].matched == "青岛" and hits[0].type == "place"
    types = ["sentence" if hit.type == "sentence" else "thing" for hit in hits]
    assert types == sorted(types, reverse=True) and set(types) == {"thing", "sentence"}
    twins = graph.search("twin").hits
    assert {hit.label for hit in twins} == {"Lake Office", "Hill Office"}
    assert all(hit.snippet == (("Twin", True),) for hit in twins)


@pytest.mark.parametrize(("text", "word"), [("1,846 projects", "1,846"), ("绿色", "绿色")])
def test_sentences_show_the_words_and_where_they_stand(
    graph: KnowledgeGraph, text: str, word: str
) -> None:
    hits = [hit for hit in graph.search(text).hits if hit.type == "sentence"]
    assert hits
    for hit in hits:
        assert word in [piece for piece, is_marked in hit.snippet if is_marked]
        assert "#char=" in hit.iri and hit.sources and hit.about.startswith(BASE)
        assert hit.years in ((2031,), (2032,))


def test_no_sentence_is_found_twice(graph: KnowledgeGraph) -> None:
    hits = graph.search("博览会", types=["sentence"], most=1000).hits
    texts = {"".join(piece for piece, _ in hit.snippet).strip("… ") for hit in hits}
    assert len(texts) == len(hits) > 3
    assert not [one for one in texts for other in texts if one != other and one in other]


def test_labels_come_in_a_language(graph: KnowledgeGraph) -> None:
    (english,) = graph.search("池塘部").hits
    (chinese,) = graph.search("ponds", "zh").hits
    assert (english.label, chinese.label) == ("Ministry of Ponds", "池塘部")
    assert (english.kinds, chinese.kinds) == (("ministry",), ("部委",))


def test_choices_count_what_they_lead_to(graph: KnowledgeGraph) -> None:
    whole = graph.search("lake")
    assert {each.group for each in whole.choices} >= {"type", "decade", "place", "source", "kind"}
    for each in whole.choices:
        limits: dict[str, Any] = {"types": [each.value]}
        if each.group == "decade":
            limits = {"years": (int(each.value), int(each.value) + 9)}
        elif each.group == "kind":
            limits = {"kinds": [each.value]}
        elif each.group != "type":
            limits = {each.group: each.value}
        assert graph.search("lake", **limits).total == each.count > 0, each
        if each.iri and each.group in ("place", "source"):
            assert graph.search("lake", **{each.group: each.iri}).total == each.count


def test_limits_go_together(graph: KnowledgeGraph) -> None:
    assert found(graph, "lake", types=["edition"], years=(2030, None)) == ["edition/lake-fair-2031"]
    assert found(graph, "lake", types=["edition"], years=(None, 2030)) == ["edition/lake-fair-2029"]
    assert found(graph, "lake", types=["edition"], place="shanghai") == ["edition/lake-fair-2029"]
    assert set(found(graph, "office", kinds=["ministry"])) == {"organization/hill-office"}
    assert set(found(graph, "lake", types=["edition", "series"], years=(2029, 2029))) == {
        "edition/lake-fair-2029",
        "series/lake-fair",
    }
    assert not found(graph, "lake", place="nowhere")
    assert not found(graph, "lake", years=(2031, 2029))


def test_pages_follow_each_other(graph: KnowledgeGraph) -> None:
    whole = found(graph, "lake", most=100)
    parts = [found(graph, "lake", most=2, offset=at) for at in range(0, len(whole) + 2, 2)]
    assert [iri for part in parts for iri in part] == whole == found(graph, "lake", most=100)


def test_what_looks_alike_is_proposed(graph: KnowledgeGraph) -> None:
    assert "Lake Robotics Fair" in graph.search("Lake Robotcs Fair").near
    assert "Ministry of Ponds" in graph.search("Minstry of Ponds").near
    assert "池塘部" in graph.search("池溏部").near
    assert graph.search("lake").near == ()
    assert graph.search("zzzz qqqq").near == ()


HOSTILE = [
    '"',
    '""',
    "'",
    "*",
    "NEAR(",
    "lake NEAR/2 fair)",
    "lake AND",
    "OR NOT",
    "text : lake",
    "facets:1",
    "{text} : x",
    "^lake",
    "-lake",
    "lake\0fair",
    "\ud800",
    "🏭",
    "🏭 lake",
    "%_\\",
    "'; DROP TABLE entry; --",
    "a " * 5000,
    "湖" * 5000,
    "\u0301\u0301",
    "½ ㈱ ﷺ",
    "İ ß ǅ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_type_is_no_syntax(graph: KnowledgeGraph, text: str) -> None:
    hits = graph.search(text, most=100).hits
    for hit in hits:  # nothing but what has the words
        assert any(is_marked for _, is_marked in hit.snippet)
    assert graph.search("lake").total > 0


def test_signs_are_passed_over_and_not_obeyed(graph: KnowledgeGraph) -> None:
    assert found(graph, '"lake" NEAR') == []
    assert found(graph, 'office "of" near(the)') == ["organization/quoted"]
    assert found(graph, "lake\0office") == ["organization/lake-office"]
    assert found(graph, "hill*") == found(graph, "hill")


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_input_raises(graph: KnowledgeGraph, text: str, value: str) -> None:
    graph.search(text)
    graph.search(f"lake {text}", types=[value], place=value, source=value)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_words_stand_where_they_say_and_need_no_second_folding(text: str) -> None:
    for word in words(text):
        assert word.text in folded(text[word.start : word.end]).split()
        assert folded(word.text) == word.text and " " not in word.text
    assert "".join(piece for piece, _ in marked(text, phrases(text))) == text


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_a_text_is_found_by_itself(text: str) -> None:
    if phrases(text):
        assert any(is_marked for _, is_marked in marked(f"x {text} y", phrases(text)))


def test_the_index_is_the_same_for_the_same_graph(folder: Path, tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "in", SMALL | EXTRA)
    for name, order in (("one", tables), ("two", tables[::-1])):
        build(GraphFolder(tmp_path / name), find_inputs(order))
    bytes_ = [(tmp_path / name / "current" / FILE).read_bytes() for name in ("one", "two")]
    assert bytes_[0] == bytes_[1]


def test_a_graph_without_an_index_says_what_to_do(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    index = tmp_path / "graph" / "current" / FILE
    index.unlink()
    with open_graph(tmp_path / "graph") as old:
        with pytest.raises(StoreError, match="convenor build"):
            old.search("lake")
        index.write_bytes(b"no index" * 1000)
        with pytest.raises(StoreError, match="cannot read the index"):
            old.search("lake")
