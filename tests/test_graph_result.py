"""Results: values, data frames, and what people see of them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from convenor.graph.knowledge import KnowledgeGraph
from convenor.graph.result import Result, Term, Value, literal, short_iri, value_of
from convenor.ontology.errors import QueryError

UTC = datetime.UTC
XSD = "http://www.w3.org/2001/XMLSchema#"
EDITION = NamedNode("https://w3id.org/convenor/id/edition/wmc-2023")


def typed(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + kind))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (EDITION, EDITION.value),
        (BlankNode("b"), "_:b"),
        (Literal("工信部", language="zh"), "工信部"),
        (Literal(12), 12),
        (typed("12.50", "decimal"), Decimal("12.50")),
        (typed("1e3", "double"), 1000.0),
        (Literal(True), True),
        (typed("2023", "gYear"), 2023),
        (typed("2023-09", "gYearMonth"), "2023-09"),
        (typed("2023-09-20", "date"), datetime.date(2023, 9, 20)),
        (typed("2023-09-20T10:00:00Z", "dateTime"), datetime.datetime(2023, 9, 20, 10, tzinfo=UTC)),
        (typed("2023-02-30", "date"), "2023-02-30"),
        (typed("many", "integer"), "many"),
        (typed("x", "decimal"), "x"),
    ],
)  # fmt: skip
def test_a_term_becomes_a_python_value(term: Term | None, value: Value) -> None:
    assert value_of(term) == value and type(value_of(term)) is type(value)


ORGANIZER = NamedNode("https://schema.org/organizer")
BOTH = "https://w3id.org/convenor/source/a https://w3id.org/convenor/source/b"
RESULT = Result(
    ("edition", "editionLabel", "first_year", "inRole", "held", "sources"),
    (
        (EDITION, Literal("WMC"), typed("2018", "gYear"), None, Literal(True), literal(BOTH)),
        (EDITION, None, None, ORGANIZER, Literal(False), literal("")),
    ),
)


def test_people_see_labels_words_and_short_sources() -> None:
    header, rows = RESULT.shown()
    assert header == ["edition", "first year", "in role", "held", "sources"]
    assert rows == [
        ["WMC", "2018", "", "yes", "a, b"],
        ["", "", "schema:organizer", "no", ""],
    ]


def test_hidden_columns_are_left_out_for_people_only() -> None:
    result = Result(("body", "name"), ((EDITION, Literal("x")),), frozenset({"body"}))
    assert result.shown()[0] == ["name"]
    assert result.rows() == [{"body": EDITION.value, "name": "x"}]


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://data.example.org/id/edition/x~y", "x~y"),
        ("https://data.example.org/source/file/in/a%20b.csv", "file/in/a b.csv"),
        ("https://w3id.org/convenor/concept/role/organizer", "organizer"),
        ("https://w3id.org/convenor/ontology#Edition", "cvn:Edition"),
        ("https://w3id.org/convenor/ontology", "vocabulary"),
        ("http://www.w3.org/2002/07/owl#Class", "owl:Class"),
        ("https://news.example.com/id/source/story.html", None),
        ("https://w3id.org/convenor/id/edition/of-another-base", None),
        ("https://schema.org/a/b", None),
    ],
)
def test_only_iris_of_ours_and_of_known_prefixes_are_shortened(iri: str, short: str | None) -> None:
    assert short_iri(iri, "https://data.example.org/") == (short or iri)


def test_rows_columns_and_length() -> None:
    assert len(RESULT) == 2 and [row["held"] for row in RESULT] == [True, False]
    assert RESULT.column("first_year") == [2018, None]
    with pytest.raises(QueryError, match="no column 'year'"):
        RESULT.column("year")
    assert repr(RESULT).startswith("<Result: 2 rows of edition, ")


def test_data_frames(bundled_graph: KnowledgeGraph) -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    result = bundled_graph.query("bodies_by_edition", edition="wmc-2023")
    polars, pandas = result.to_polars(), result.to_pandas()
    assert polars.shape == pandas.shape == (10, len(result.columns))
    assert list(polars.columns) == list(pandas.columns) == list(result.columns)
    assert polars["bodyLabel"].to_list() == result.column("bodyLabel")
    assert Result(("a",), ()).to_polars().shape == Result(("a",), ()).to_pandas().shape == (0, 1)
    mixed = Result(("a",), ((Literal(1),), (Literal("x"),), (None,)))
    assert mixed.to_polars().height == len(mixed.to_pandas()) == 3


class Tags(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_becomes_markup_in_a_notebook(text: str) -> None:
    page = Tags()
    page.feed(Result(("name",), ((Literal(f"<{text}</td></script><b>"),),))._repr_html_())
    assert page.tags == ["table", "thead", "tr", "th", "tbody", "tr", "td"]


def test_a_notebook_shows_the_first_rows_and_says_so() -> None:
    many = Result(("name",), tuple((Literal(str(number)),) for number in range(60)))
    page = Tags()
    page.feed(many._repr_html_())
    assert page.tags.count("td") == 50 and "10 more rows: see .rows()" in page.text
    assert "No rows." in Result(("name",), ())._repr_html_()
