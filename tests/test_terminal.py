"""What people see: tables that fit, explanations, findings, and hostile text that stays text."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given, strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from rich.cells import cell_len

from convenor.explanations import render_explanation
from convenor.graph.check import Finding
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.knowledge import KnowledgeGraph
from convenor.graph.provenance import Provenance
from convenor.graph.result import Result
from convenor.ontology.iris import Iris, expand
from convenor.tables import visible, write_markdown, write_table
from convenor.terminal import render, render_answer, render_findings

# Names that want to be markup, control a terminal, run in a browser or break a table.
HOSTILE = {
    "ansi": "Red \x1b[31mFair\x1b[0m \x07\x9b2J",
    "script": "</td></script><script>alert(1)</script> & Fair",
    "markup": "[red]Fair[/red] [link=https://example.org]x[/link] :smile:",
    "lines": "Two\nLines\r\nand\ta | pipe ` \\ *star* ![i](x)",
    "long": "Fair" * 2_500,
    "bidi": "Fair \u202eriaF\u202c עברית العربية",
    "wide": "世界制造业大会（合肥）\u3000机器人",
}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def result(*cells: str) -> Result:
    return Result(("name", "next"), tuple((Literal(cell), Literal("after")) for cell in cells))


def shown(found: Result, format: str = "table") -> str:
    stream = io.StringIO()
    render(found, format, stream)
    return stream.getvalue()


def on_terminal(width: int, header: list[str], rows: list[list[str]]) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("LINES", "25")  # a dumb terminal counts only with both
        patch.setenv("NO_COLOR", "1")
        patch.setenv("TERM", "dumb")
        stream = Terminal()
        write_table(header, rows, stream)
    return stream.getvalue().split("\n")[:-1]


def harmless(text: str) -> bool:
    return all(char == "\n" or unicodedata.category(char) != "Cc" for char in text) and not (
        set(text) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2028\u2029")
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_line_of_a_table(name: str) -> None:
    text = shown(result(HOSTILE[name], "plain"))
    lines = text.split("\n")[:-1]
    assert harmless(text) and len(lines) == 4
    assert lines[2].endswith("after") and lines[3].startswith("plain ")
    assert all(line == line.rstrip() for line in lines)


def test_markup_and_names_of_emoji_are_shown_as_they_are() -> None:
    assert "[red]Fair[/red] [link=https://example.org]x[/link] :smile:" in shown(
        result(HOSTILE["markup"])
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_cell_of_markdown(name: str) -> None:
    lines = shown(result(HOSTILE[name]), "md").split("\n")[:-1]
    assert len(lines) == 3 and harmless("".join(lines))
    bare = lines[2].replace("\\\\", "").replace("\\|", "").replace("\\<", "")
    assert bare.count("|") == 3 and "<" not in bare


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(("format", "mark"), [("csv", ","), ("tsv", "\t")])
def test_a_hostile_name_comes_back_from_csv_and_tsv(name: str, format: str, mark: str) -> None:
    text = shown(result(HOSTILE[name]), format)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    assert rows == [["name", "next"], [HOSTILE[name], "after"]]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_json_and_is_harmless_elsewhere(text: str) -> None:
    assert json.loads(shown(result(text), "json"))[0]["name"] == text
    assert harmless(visible(text)) and "\n" not in visible(text)


def test_words_keep_their_joiners_and_spaces() -> None:
    assert visible("می\u200cخواهم 👩\u200d🔬 a\u3000b\xa0c") == "می\u200cخواهم 👩\u200d🔬 a b c"


def test_json_has_numbers_and_no_nan() -> None:
    def typed(text: str, kind: str) -> Literal:
        return Literal(text, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))

    row = (typed("12.5", "decimal"), typed("NaN", "double"), typed("2023-09-20", "date"), None)
    found = Result(("a", "b", "c", "d"), (row,))
    assert json.loads(shown(found, "json")) == [
        {"a": 12.5, "b": "nan", "c": "2023-09-20", "d": None}
    ]
    long = "0.1234567890123456789012345"
    assert json.loads(shown(Result(("a",), ((typed(long, "decimal"),),)), "json"))[0]["a"] == long


ROWS = [
    ["Ministry of Industry and Information Technology", "organizer", "chizhou-20230921-wmc"],
    ["世界制造业大会组织委员会世界制造业大会组织委员会", "organizer", "prn-20230925-wmc"],
]


def test_a_table_in_a_pipe_is_never_folded() -> None:
    stream = io.StringIO()
    write_table(["body", "role", "source"], [["x" * 500, "y", "z"]], stream)
    assert "x" * 500 in stream.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_fits_the_terminal_and_loses_nothing(width: int) -> None:
    lines = on_terminal(width, ["body", "role", "source"], ROWS)
    assert max(map(cell_len, lines)) <= width
    text = "".join(lines).replace(" ", "")
    for row in ROWS:
        for cell in row:
            assert all(word in text for word in cell.split() if word.isascii())
    assert text.count("会") == 4


def test_columns_stay_in_line_beside_chinese() -> None:
    lines = on_terminal(120, ["body", "role", "source"], ROWS)
    places = {cell_len(line[: line.index("organizer")]) for line in lines[2:]}
    assert len(places) == 1


def test_what_does_not_fit_beside_each_other_goes_below() -> None:
    names = [f"column{number}" for number in range(12)]
    rows = [["a-long-identifier"] * 11 + [""], ["b"] * 12]
    lines = on_terminal(80, names, rows)
    assert lines[0].split() == ["column0", "a-long-identifier"]
    assert lines[11] == "" and lines[12].split() == ["column0", "b"]  # the empty cell is left out
    assert max(map(cell_len, lines)) <= 80


def test_a_table_without_rows_has_its_header() -> None:
    lines = on_terminal(80, ["body", "source"], [])
    assert lines[0].split() == ["body", "source"]
    stream = io.StringIO()
    write_markdown(["body", "source"], [], stream)
    assert stream.getvalue() == "| body | source |\n| --- | --- |\n"


def test_answers_to_ask_and_construct() -> None:
    stream = io.StringIO()
    render_answer(True, "table", stream)
    render_answer(False, "table", stream)
    assert stream.getvalue() == "yes\nno\n"


def explained(graph: KnowledgeGraph, name: str, format: str = "table") -> str:
    stream = io.StringIO()
    render_explanation(graph.explain(name), format, stream)
    return stream.getvalue()


def test_marks_lead_from_a_fact_to_the_row_and_the_address(bundled_graph: KnowledgeGraph) -> None:
    lines = explained(bundled_graph, "wmc-2023").split("\n")
    (fact,) = [line for line in lines if "Ministry of Industry and Information Tech" in line]
    marks = [mark.strip("[]") for mark in fact.split()[-3:]]
    rows = [line for mark in marks for line in lines if line.startswith(f"    {mark} ")]
    assert len(rows) == 3
    assert all("participations.csv, row " in row and "body_id: miit" in row for row in rows)
    sources = [f"[{mark.partition('.')[0]}] " for mark in marks]
    assert all(sum(line.startswith(start) for line in lines) == 1 for start in sources)
    assert all(line == line.rstrip() for line in lines)


def test_an_explanation_in_json_is_complete(bundled_graph: KnowledgeGraph) -> None:
    found = json.loads(explained(bundled_graph, "wmc-2023", "json"))
    assert found["subject"].endswith("/edition/wmc-2023") and found["mentions"]
    ends = [fact for fact in found["facts"] if fact["predicate"] == "https://schema.org/endDate"]
    assert {fact["value"]["value"] for fact in ends} == {"2023-09-23", "2023-09-24"}
    assert ends[0]["value"]["datatype"].endswith("#date")
    passage = ends[0]["statements"][0]["passages"][0]
    assert passage["cells"]["edition_id"] == "wmc-2023" and passage["fragment"].startswith("row=")
    name = next(fact for fact in found["facts"] if fact["predicate"].endswith("prefLabel"))
    assert name["value"]["xml:lang"] in ("en", "zh")
    organizer = next(fact for fact in found["facts"] if fact["predicate"].endswith("/organizer"))
    assert organizer["value"]["type"] == "uri"


def test_facts_that_read_alike_share_a_line(bundled_graph: KnowledgeGraph) -> None:
    lines = explained(bundled_graph, "ciie-2025-zpmc").split("\n")
    assert sum(line.split()[:2] == ["class", "agreement"] for line in lines) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_does_not_break_an_explanation(name: str) -> None:
    store, iris = EmbeddedStore(), Iris()
    subject, source = NamedNode(iris.thing("series", "fair")), NamedNode(iris.source("news"))
    label = Literal(HOSTILE[name], language="en")
    row = NamedNode(f"{iris.file('series.csv')}#row=2")
    store.extend(
        [
            Quad(subject, NamedNode(expand("skos:prefLabel")), label, source),
            Quad(
                subject,
                NamedNode(expand("prov:wasDerivedFrom")),
                row,
                NamedNode(iris.claims(source.value)),
            ),
        ]
    )
    cells = {"row=2": {"name_en": HOSTILE[name]}}
    found = Provenance(store, iris, lambda file, rows: cells).explain(subject)
    stream = io.StringIO()
    render_explanation(found, "table", stream)
    lines = stream.getvalue().split("\n")[:-1]
    assert harmless(stream.getvalue()) and len(lines) == 7
    assert lines[0] == visible(HOSTILE[name]).strip() and lines[1] == subject.value
    assert lines[5] == "[1] news" and lines[6].startswith("    1.1 series.csv, row 2: name_en: ")
    assert len(lines[6]) < 400


def test_findings_say_what_and_the_verdict() -> None:
    stream = io.StringIO()
    findings = [
        Finding("violation", "r", "urn:x", "is wrong", "Fair\x1b[1m"),
        Finding("info", "r", "urn:y", "is known", sources=("https://w3id.org/convenor/source/a",)),
    ]
    render_findings(findings, stream)
    assert harmless(stream.getvalue())
    assert stream.getvalue().endswith(
        "\nThe graph does not conform: 1 violation, 0 warnings, 1 note.\n"
    )
    clean = io.StringIO()
    render_findings([], clean)
    assert clean.getvalue() == "The graph conforms: 0 violations, 0 warnings, 0 notes.\n"
