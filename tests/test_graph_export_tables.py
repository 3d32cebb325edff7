"""Tables of a release: all that the graph says, valid by CSVW, and enough without RDF."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from csvw import TableGroup
from pyoxigraph import Literal, NamedNode, Quad
from uritemplate import expand as fill

from convenor.graph.build import build
from convenor.graph.export.columns import Tally, columns_of
from convenor.graph.export.content import Content
from convenor.graph.export.formats import FORMATS
from convenor.graph.export.output import Output
from convenor.graph.export.selection import Selection
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.ontology.iris import expand

TEXT = Path(__file__).parent / "texts" / "01-harbour2031-opens.txt"
SUBJECT = NamedNode(expand("rdf:subject"))
THING = "https://w3id.org/convenor/id/"
HOSTILE = (
    'say "fair", |;¦ and\r\nmore\n',
    "\u0000\u0001\ufffe\U0010ffff",
    "  spaces  ",
    "=cmd()",
    "]]> <b>&amp;",
    "a|b",
    "NULL",
)
Row = dict[str, list[str]]
TOGETHER = """
    WITH organizer AS (
        SELECT p.edition, e.year, p.hasParticipant AS body, o.prefLabel_en AS name
        FROM {participation} p
        JOIN {edition} e ON e.iri = p.edition
        JOIN {organization} o ON o.iri = p.hasParticipant
        JOIN {concept} c ON c.iri = p.role AND c.prefLabel_en IN ('organizer', 'co-host')
    )
    SELECT DISTINCT one.body, other.body, one.name, other.name, one.edition, one.year
    FROM organizer one JOIN organizer other ON one.edition = other.edition AND one.body < other.body
"""


def written(
    graph: KnowledgeGraph, folder: Path, name: str, selection: Selection | None = None
) -> Path:
    """The folder of a format of a release."""
    (folder / "content").mkdir(parents=True)
    out = Output(folder / "release")
    out.folder.mkdir()
    FORMATS[name].write(Content(graph, folder / "content", selection), out)
    files = {str(path.relative_to(out.folder)) for path in out.folder.rglob("*") if path.is_file()}
    assert files == {file.path for file in out.files}
    return out.folder / name


@dataclass(frozen=True)
class Table:
    """A table as CSVW reads it: its schema, and in each row the values of each column as texts."""

    schema: dict[str, Any]
    rows: list[Row]

    @property
    def columns(self) -> list[dict[str, Any]]:
        columns: list[dict[str, Any]] = self.schema["columns"]
        return columns


def tables_of(folder: Path) -> dict[str, Table]:
    """The tables by their word; there is nothing that the reader warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        group = TableGroup.from_file(folder / "metadata.json")
        group.validate_schema(strict=True)
        metadata = json.loads((folder / "metadata.json").read_text("utf-8"))
        return {
            told["url"].removesuffix(".csv"): Table(
                told["tableSchema"], [texts_of(row, table) for row in table.iterdicts(strict=True)]
            )
            for told, table in zip(metadata["tables"], group.tables, strict=True)
        }


def texts_of(row: dict[str, Any], table: Any) -> Row:
    return {
        column.name: [
            column.inherit("datatype").formatted(value)
            for value in (row[column.name] if column.separator else [row[column.name]])
            if value is not None
        ]
        for column in table.tableSchema.columns
    }


def merged(graph: KnowledgeGraph) -> Counter[tuple[str, str, str]]:
    """The triples of the default graph as texts."""
    return Counter(
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in graph.store.quads("")
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
    )


@pytest.fixture(scope="module")
def csv_folder(bundled_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(bundled_graph, tmp_path_factory.mktemp("csv"), "csv")


@pytest.fixture(scope="module")
def tables(csv_folder: Path) -> dict[str, Table]:
    return tables_of(csv_folder)


@pytest.fixture(scope="module")
def parquet_folder(bundled_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(bundled_graph, tmp_path_factory.mktemp("parquet"), "parquet")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    """A graph of things whose texts are hard to write, one text and all of them."""
    folder = GraphFolder(tmp_path_factory.mktemp("hostile"))
    source = NamedNode("https://w3id.org/convenor/source/news")
    quads = []
    for number, text in enumerate((*HOSTILE, "")):
        thing = NamedNode(f"{THING}theme/{number}")
        values = [Literal(text, language="en")] if text else [Literal(each) for each in HOSTILE]
        name = "skos:prefLabel" if text else "skos:altLabel"
        quads += [Quad(thing, NamedNode(expand(name)), value, source) for value in values]
        quads.append(Quad(thing, NamedNode(expand("schema:about")), thing, source))
    with folder.writing() as draft:
        draft.store.extend(quads)
        draft.manifest = {"base": "https://w3id.org/convenor/", "inputs": [], "quads": len(quads)}
    with open_graph(folder.path) as graph:
        yield graph


def test_cells_say_all_that_the_graph_says(
    tables: dict[str, Table], bundled_graph: KnowledgeGraph
) -> None:
    said = Counter(
        (iri, column["propertyUrl"], value)
        for word, table in tables.items()
        for column in table.columns
        for row in table.rows
        for iri in row["iri"]
        for value in row[column["name"]]
        if word != "evidence" and "propertyUrl" in column and "aboutUrl" not in column
    )
    assert said == merged(bundled_graph)


def test_csvw_as_rdf_says_nothing_else(
    tables: dict[str, Table], bundled_graph: KnowledgeGraph
) -> None:
    known = {(quad.subject, quad.predicate, quad.object) for quad in bundled_graph.store.quads()}
    said = {
        triple
        for table in tables.values()
        for column in table.columns
        for row in table.rows
        if not column.get("suppressOutput")
        for triple in triples_of(column, row, table.schema["aboutUrl"])
    }
    assert said <= known
    assert len(said) > len(merged(bundled_graph)) / 2


def triples_of(
    column: dict[str, Any], row: Row, about: str
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """The triples that CSVW makes of a cell."""
    names: dict[str, Any] = {name: values[0] for name, values in row.items() if values}
    for text in row[column["name"]]:
        subject = NamedNode(fill(column.get("aboutUrl", about), names))
        predicate = NamedNode(column["propertyUrl"])
        if "valueUrl" in column:
            yield subject, predicate, NamedNode(fill(column["valueUrl"], names))
        elif "lang" in column:
            yield subject, predicate, Literal(text, language=column["lang"])
        else:
            datatype = NamedNode(expand(f"xsd:{column['datatype']}"))
            yield subject, predicate, Literal(text, datatype=datatype)


def test_foreign_keys_hold_in_every_row(tables: dict[str, Table]) -> None:
    keys = {
        (word, key["columnReference"], key["reference"]["resource"].removesuffix(".csv"))
        for word, table in tables.items()
        for key in table.schema["foreignKeys"]
    }
    assert keys >= {
        ("participation", "hasParticipant", "organization"),
        ("participation", "role", "concept"),
        ("edition", "superEvent", "series"),
        ("statistic", "unit", "concept"),
    }
    for word, name, other in keys:
        known = [row["iri"] for row in tables[other].rows]
        assert all(row[name] in known for row in tables[word].rows)
    # Bodies take part in agreements too, and figures are told of series as well as of editions.
    assert not {("participation", "edition"), ("statistic", "observationAbout")} & {
        key[:2] for key in keys
    }


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_duckdb_tells_who_organized_together(
    name: str, csv_folder: Path, parquet_folder: Path, bundled_graph: KnowledgeGraph
) -> None:
    folder = {"csv": csv_folder, "parquet": parquet_folder}[name]
    words = ("participation", "edition", "organization", "concept")
    files = {word: f"'{folder / word}.{name}'" for word in words}
    found = duckdb.connect().sql(TOGETHER.format(**files)).fetchall()
    assert len(found) > 100
    years: dict[tuple[str, str], list[int]] = {}
    for one, other, *_, year in found:
        years.setdefault((one, other), []).append(int(year))
    told: dict[tuple[str, str], list[int]] = {}
    for row in bundled_graph.query("pairs_of_co_organizers").rows():
        pair = (str(row["body"]), str(row["other"]))
        told.setdefault(pair, []).extend(map(int, str(row["years"]).split(", ")))
    assert {pair: sorted(set(each)) for pair, each in years.items()} == {
        pair: sorted(set(each)) for pair, each in told.items()
    }
    names = {name for row in found for name in row[2:4]}
    assert "Ministry of Industry and Information Technology" in names


def test_columns_of_parquet_have_their_types(parquet_folder: Path) -> None:
    edition = pq.read_schema(parquet_folder / "edition.parquet")
    types = {field.name: str(field.type) for field in edition}
    assert types["year"] == "int32"
    assert types["editionNumber"] == "int64"
    assert types["endDate"] == "list<element: date32[day]>"
    assert types["prefLabel_zh"] == "string"
    assert types["organizer"] == "list<element: string>"
    told = edition.field("prefLabel_zh").metadata
    assert told[b"property"] == expand("skos:prefLabel").encode() and told[b"language"] == b"zh"
    agreement = pq.read_schema(parquet_folder / "agreement.parquet")
    assert str(agreement.field("titleIsName").type) == "bool"
    assert str(agreement.field("signedOn").type) == "date32[day]"


def test_parquet_says_what_csv_says(tables: dict[str, Table], parquet_folder: Path) -> None:
    assert {path.stem for path in parquet_folder.iterdir()} == tables.keys()
    for word, table in tables.items():
        rows = pq.read_table(parquet_folder / f"{word}.parquet").to_pylist()
        assert list(rows[0]) == [column["name"] for column in table.columns]
        assert [{name: plain(each) for name, each in row.items()} for row in rows] == table.rows


def plain(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [
        str(each).lower() if isinstance(each, bool) else str(each)
        for each in values
        if each is not None
    ]


def test_rows_are_in_order_and_told_by_their_keys(tables: dict[str, Table]) -> None:
    for word, table in tables.items():
        keys = [[row[name] for name in table.schema["primaryKey"]] for row in table.rows]
        assert all(one != other for one, other in pairwise(sorted(keys)))
        order = [f"<{row['iri'][0]}>" for row in table.rows]
        assert order == sorted(order)
        if word != "evidence":
            assert len({row["id"][0] for row in table.rows}) == len(table.rows)


def test_evidence_names_who_says_so_and_the_row(tables: dict[str, Table]) -> None:
    rows = [row for row in tables["evidence"].rows if row["id"] == ["edition/wmc-2023"]]
    told = {row["statedBy"][0].rpartition("/")[2]: row["wasDerivedFrom"][0] for row in rows}
    assert told.keys() >= {"prn-20230925-wmc"}
    assert "bundled/editions.csv#row=" in told["prn-20230925-wmc"]


def test_without_claims_there_is_no_evidence(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    folder = written(bundled_graph, tmp_path, "csv", Selection(claims=False))
    words = {path.stem for path in folder.glob("*.csv")}
    assert "edition" in words and "evidence" not in words


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_two_runs_give_the_same_bytes(
    name: str, bundled_graph: KnowledgeGraph, csv_folder: Path, parquet_folder: Path, tmp_path: Path
) -> None:
    first = {"csv": csv_folder, "parquet": parquet_folder}[name]
    second = written(bundled_graph, tmp_path, name)
    assert bytes_of(first) == bytes_of(second)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_hostile_texts_survive(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    rows = tables_of(written(hostile, tmp_path / "csv", "csv"))["theme"].rows
    assert [row["prefLabel_en"] for row in rows[:-1]] == [[text] for text in HOSTILE]
    assert sorted(rows[-1]["altLabel"]) == sorted(HOSTILE)
    path = written(hostile, tmp_path / "parquet", "parquet") / "theme.parquet"
    read = pq.read_table(path).to_pylist()
    assert [row["prefLabel_en"] for row in read[:-1]] == list(HOSTILE)
    assert sorted(read[-1]["altLabel"]) == sorted(HOSTILE)
    found = duckdb.connect().sql(f"SELECT prefLabel_en FROM '{path}' ORDER BY iri").fetchall()
    assert [text for (text,) in found[:-1]] == list(HOSTILE)


def test_claims_stand_with_their_words(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    build(folder, find_inputs([str(TEXT)], suffixes=SUFFIXES.keys()))
    with open_graph(folder.path) as graph:
        rows = tables_of(written(graph, tmp_path / "release", "csv"))["claim"].rows
        claims = {quad.subject for quad in graph.store.quads() if quad.predicate == SUBJECT}
    assert len(rows) == len(claims) > 10
    text = TEXT.read_bytes().decode()
    for row in rows:
        assert text[int(row["start"][0]) : int(row["end"][0])] == row["quote"][0]
        assert row["wasQuotedFrom"] and row["rule"] and "#char=" in row["wasDerivedFrom"][0]
        assert len(row["object"]) + len(row["value"]) == 1
        assert len(row["value"]) == len(row["datatype"])
    names = [row for row in rows if row["predicate"] == [expand("skos:prefLabel")]]
    assert names and all(row["language"] == ["en"] for row in names)


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["1^^integer", "-20^^integer"], "integer"),
        (["1^^integer", "2.25^^decimal"], "decimal"),
        (["1^^integer", "1^^string"], "text"),
        ([f"{10**20}^^integer"], "text"),
        (["2024-02-29^^date"], "date"),
        (["2023-02-29^^date", "2023-03-01^^date"], "text"),
        (["2023^^gYear"], "year"),
        (["2023^^gYear", "2023-05^^gYearMonth"], "text"),
        (["true^^boolean"], "boolean"),
        (["1^^boolean"], "text"),
    ],
)
def test_columns_have_the_form_of_all_their_values(values: list[str], form: str) -> None:
    tally = Tally()
    for value in values:
        text, _, datatype = value.partition("^^")
        tally.add([Literal(text, datatype=NamedNode(expand(f"xsd:{datatype}")))])
    column = tally.column("value", (expand("schema:value"), ""))
    assert column.form == form
    # What is not in the form of its datatype, or not of one datatype, is no triple of CSVW.
    assert column.is_exact == (form not in ("text", "decimal"))
    assert column.scale == (2 if form == "decimal" else 0)


def test_names_of_columns_differ_in_more_than_case() -> None:
    keys = [
        ("a:b#Name", ""),
        ("a:c/name", ""),
        ("a:name", "@zh-hant"),
        ("a:name", "iri"),
        ("a:1", ""),
    ]
    columns = columns_of({key: Tally() for key in keys}, ["IRI", "name_zh_hant"])
    assert {key: column.name for key, column in columns.items()} == {
        ("a:b#Name", ""): "Name",
        ("a:c/name", ""): "name_2",
        ("a:name", "iri"): "name_3",
        ("a:name", "@zh-hant"): "name_zh_hant_2",
        ("a:1", ""): "property_1",
    }
