import csv
import datetime
import gzip
import io
import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st

from convenor.loaders.inputs import Input, find_inputs
from convenor.loaders.records.mapping import read_mapping
from convenor.loaders.records.reading import Reading, read_cells, read_records
from convenor.loaders.records.references import Known
from convenor.loaders.records.report import Report
from convenor.ontology.errors import ConvenorError, MissingExtraError
from convenor.ontology.model import Area, Edition, Organization, Record, Source, Text

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

Rows = list[dict[str, str]]
COLUMNS = ["edition_id", "name", "area_m2", "source_id"]
ROWS: Rows = [
    {"edition_id": "wmc-2023", "name": "国际展区", "area_m2": "60000", "source_id": "s1"},
    {"edition_id": "wmc-2023", "name": 'a "quoted", hall', "area_m2": "12.50", "source_id": "s1"},
    {"edition_id": "wmc-2023", "name": "two\nlines 🎪", "area_m2": "", "source_id": "s2"},
    {"edition_id": "wmc-2024", "name": "展馆; | \t A", "area_m2": "0", "source_id": "s1"},
]


def known() -> Known:
    return Known(
        {
            "edition": {"wmc-2023", "wmc-2024"},
            "source": {"s1", "s2"},
            "series": {"wmc"},
            "organization": {"miit"},
        }
    )


def load(
    path: Path | Input, report: Report | None = None, encoding: str | None = None
) -> tuple[list[Record], Report]:
    source = path if isinstance(path, Input) else Input(path.name, path)
    report = report or Report()
    reading = Reading(source, read_mapping(), encoding)
    found = read_records([reading], known=known(), report=report)
    records = list(found)
    for counts in report.counts.values():
        assert counts.rows_read == counts.rows_loaded + counts.rows_rejected
    return records, report


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write_delimited(delimiter: str) -> Callable[[Path, Rows], None]:
    def write(path: Path, rows: Rows) -> None:
        path.write_text(as_csv(rows, delimiter), encoding="utf-8", newline="")

    return write


def write_json(path: Path, rows: Rows) -> None:
    path.write_text(json.dumps(rows), encoding="utf-8")


def write_keyed_json(path: Path, rows: Rows) -> None:
    path.write_text(json.dumps({"areas": rows}, ensure_ascii=False), encoding="utf-8")


def write_json_lines(path: Path, rows: Rows) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_yaml(path: Path, rows: Rows) -> None:
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")


def write_workbook(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = path.stem
    sheet.append(list(rows[0]))
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row.values(), 1):
            cell = sheet.cell(number, column)
            cell.value = value
            cell.data_type = "s"
    book.save(path)


def write_parquet(path: Path, rows: Rows) -> None:
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)


FORMATS: dict[str, tuple[str, Callable[[Path, Rows], None], str, int]] = {
    "csv": ("areas.csv", write_delimited(","), "row={}", 2),
    "semicolon": ("areas.csv", write_delimited(";"), "row={}", 2),
    "tsv": ("areas.tsv", write_delimited("\t"), "row={}", 2),
    "bar": ("areas.csv", write_delimited("|"), "row={}", 2),
    "json": ("areas.json", write_json, "/{}", 0),
    "keyed json": ("facts.json", write_keyed_json, "/areas/{}", 0),
    "json lines": ("areas.jsonl", write_json_lines, "/{}", 0),
    "yaml": ("areas.yaml", write_yaml, "/{}", 0),
    "xlsx": ("areas.xlsx", write_workbook, "row={}", 2),
    "parquet": ("areas.parquet", write_parquet, "row={}", 1),
}


def facts(records: list[Record]) -> list[tuple[object, ...]]:
    areas = [record for record in records if isinstance(record, Area)]
    return [(a.evidence.source, a.edition, a.name, a.square_metres, a.outdoor) for a in areas]


EXPECTED = [
    ("s1", "wmc-2023", Text("国际展区", "zh"), 60000, None),
    ("s1", "wmc-2023", Text('a "quoted", hall', "en"), "12.5", None),
    ("s2", "wmc-2023", Text("two\nlines 🎪", "en"), None, None),
    ("s1", "wmc-2024", Text("展馆; | \t A", "zh"), 0, None),
]


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_is_the_same_in_every_format(tmp_path: Path, name: str) -> None:
    file, write, fragment, first = FORMATS[name]
    write(tmp_path / file, ROWS)
    records, report = load(tmp_path / file)
    assert (report.errors, report.faults, report.unused) == ([], [], {})
    assert facts(records) == EXPECTED
    numbers = range(first, first + len(ROWS))
    assert [record.evidence.fragment for record in records] == [fragment.format(n) for n in numbers]
    place = "areas.xlsx/areas" if name == "xlsx" else file
    assert {record.evidence.file for record in records} == {place}
    sheet = "areas" if name == "xlsx" else None
    fragment = records[1].evidence.fragment
    cells = dict(read_cells(Input(file, tmp_path / file), sheet=sheet))
    assert cells[fragment]["name"] == 'a "quoted", hall'


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff\ufffe\uffff")
    | st.sampled_from(list("\",;|\t\n'\\#:-{}[]é")),
    max_size=20,
).filter(lambda text: not text.startswith("="))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cells=st.lists(texts, min_size=1, max_size=4), others=st.lists(texts, min_size=4, max_size=4)
)
def test_any_text_is_the_same_in_every_format(
    tmp_path: Path, cells: list[str], others: list[str]
) -> None:
    rows = [
        {"source_id": f"x{number}", "publisher": cell, "title_gist": others[number]}
        for number, cell in enumerate(cells)
    ]
    expected: list[tuple[object, ...]] | None = None
    for file, write, _, _ in FORMATS.values():
        path = tmp_path / file.replace("areas", "sources")
        if file == "facts.json":
            path.write_text(json.dumps({"sources": rows}), encoding="utf-8")
        else:
            write(path, rows)
        found, report = load(path)
        assert not report.faults
        sources = [record for record in found if isinstance(record, Source)]
        got: list[tuple[object, ...]] = [(s.id, s.publisher, s.gist) for s in sources]
        expected = expected or got
        assert len(got) == len(rows)
        assert got == expected


TEXT = as_csv([row | {"name": row["name"].replace(" 🎪", "")} for row in ROWS])
TRADITIONAL = as_csv(
    [{"edition_id": "wmc-2023", "name": "國際展區世界製造業大會", "source_id": "s1"}]
)


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (TEXT, "utf-8", "utf-8"),
        (TEXT, "utf-8-sig", "utf-8"),
        (TEXT, "utf-16", "utf-16-le"),
        (TEXT, "utf-16-le", "utf-16-le"),
        (TEXT, "utf-16-be", "utf-16-be"),
        (TEXT, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-16", "utf-16-le"),
        (TRADITIONAL, "utf-8", "utf-8"),
    ],
)
def test_each_encoding_is_found(tmp_path: Path, text: str, encoding: str, expected: str) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(text.encode(encoding))
    records, report = load(path)
    assert (report.errors, report.faults) == ([], [])
    assert report.counts["areas.csv"].encoding == expected
    names = [record.name.value for record in records if isinstance(record, Area)]
    assert names[0] in ("国际展区", "國際展區世界製造業大會")
    assert len(names) == text.count("wmc-")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8-sig"])
def test_documents_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    rows = [{"edition_id": "wmc-2023", "name": "世界大會中央", "source_id": "s1"}]
    for name, text in (
        ("areas.json", json.dumps(rows, ensure_ascii=False)),
        ("areas.jsonl", json.dumps(rows[0], ensure_ascii=False)),
        ("areas.yaml", "- edition_id: wmc-2023\n  name: 世界大會中央\n  source_id: s1\n"),
    ):
        (tmp_path / name).write_bytes(text.encode(encoding))
        records, report = load(tmp_path / name, encoding=None if "utf" in encoding else encoding)
        assert not report.faults and not report.errors, name
        assert [r.name.value for r in records if isinstance(r, Area)] == ["世界大會中央"]


BODIES = Path(__file__).parent.parent.parent / "shared" / "facts" / "bodies.csv"


@pytest.mark.skipif(not BODIES.exists(), reason="the collected facts are not here")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le"])
def test_a_real_table_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "bodies.csv"
    path.write_bytes(BODIES.read_text(encoding="utf-8").encode(encoding))
    records, report = load(path)
    expected, _ = load(BODIES)
    assert report.counts["bodies.csv"].encoding == encoding
    assert records == expected


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("세계 제조업 대회 산업통상자원부 주최 안후이성 인민정부 공동 개최 전시장 " * 3, "cp949"),
        ("世界製造業大会はどこで開催されますか、会場はどこですか、展示の内容", "shift_jis"),
        ("Müller Straße Österreich société générale é à ü ö ä ß Ä Ö Ü Übersee " * 3, "cp1252"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_an_error_and_can_be_given(
    tmp_path: Path, text: str, encoding: str
) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(f"edition_id,name,area_m2\nwmc-2023,{text},1\n".encode(encoding))
    _, report = load(path)
    assert "encoding of areas.csv cannot be told" in report.faults[0][1].message
    records, report = load(path, encoding=encoding)
    assert [r.name.value for r in records if isinstance(r, Area)] == [text.strip()]


def test_an_unknown_encoding_is_a_setting_error(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ConvenorError, match="no text encoding 'utf-9'"):
        load(path, encoding="utf-9")


@pytest.mark.parametrize(
    ("encoding", "bad"), [("utf-8", b"\xe5\x9b"), ("gb18030", b"\xff"), ("utf-16-le", b"\x00\xd8")]
)
def test_bytes_that_do_not_decode_reject_their_row(
    tmp_path: Path, encoding: str, bad: bytes
) -> None:
    path = tmp_path / "areas.csv"
    rows = [f"wmc-2023,展区中国大会{number},s1\n" for number in range(20)]
    data = ["edition_id,name,source_id\n".encode(encoding), *(row.encode(encoding) for row in rows)]
    place = len("wmc-2023,".encode(encoding))
    data[7] = data[7][:place] + bad + data[7][place:]
    path.write_bytes(b"".join(data))
    records, report = load(path)
    assert len(records) == 19
    assert [(error.row, error.rule) for error in report.errors] == [("8", "bad-encoding")]
    assert "10" in report.errors[0].message  # the tenth byte or character


def test_a_report_of_undecodable_rows_must_be_corrected(tmp_path: Path) -> None:
    path, rejected = tmp_path / "areas.csv", tmp_path / "rejected.csv"
    path.write_bytes(b"edition_id,name\nwmc-2023,M\xfcn\nwmc-2023," + "馆\n".encode() * 3)
    load(path, Report(rejected))
    _, report = load(rejected)
    assert report.rows_loaded == 0 and report.rows_rejected >= 1


def test_old_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(b"edition_id,name\rwmc-2023,A\rwmc-2024,B\r")
    assert len(load(path)[0]) == 2


def test_a_quote_that_is_never_closed_costs_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    rows = "".join(f"wmc-2023,H{number}\n" for number in range(50))
    path.write_text(f'edition_id,name\nwmc-2023,"open\n{rows}', encoding="utf-8")
    records, report = load(path)
    assert len(records) == 50
    assert [(error.row, error.rule) for error in report.errors] == [("2", "stray-quote")]
    assert records[0].evidence.fragment == "row=3"


def test_rows_are_counted_as_records_not_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text('edition_id,name\n\nwmc-2023,"a\n\nb"\n,\nwmc-2023,c\n', encoding="utf-8")
    records, _ = load(path)
    assert [record.evidence.fragment for record in records] == ["row=3", "row=5"]


@pytest.mark.parametrize("quoted", ["", '"', 'lines"'])
def test_a_field_of_100_megabytes_is_passed_over(tmp_path: Path, quoted: str) -> None:
    path = tmp_path / "areas.csv"
    quote, block = quoted[-1:], (b"x" * 1023 + (b"\n" if "lines" in quoted else b"x")) * 1024
    with path.open("wb") as stream:
        stream.write(b"edition_id,name\nwmc-2023,A\nwmc-2023," + quote.encode())
        for _ in range(100):
            stream.write(block)
        stream.write(quote.encode() + b"\nwmc-2023,B\n")
    tracemalloc.start()
    records, report = load(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20
    assert [r.name.value for r in records if isinstance(r, Area)] == ["A", "B"]
    assert [(error.row, error.rule) for error in report.errors] == [("3", "too-long")]


def test_an_open_quote_before_much_text_costs_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write('edition_id,name\nwmc-2023,"open\n')
        stream.writelines(f"wmc-2023,{'x' * 1000}{number}\n" for number in range(6000))
    records, report = load(path)
    assert (len(records), report.rows_rejected) == (6000, 1)
    assert [(error.row, error.rule) for error in report.errors] == [("2", "stray-quote")]


def test_long_lines_of_json_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "areas.jsonl"
    good = '{"edition_id": "wmc-2023", "name": "A"}\n'
    path.write_text(good + '{"name": "' + "x" * (5 << 20) + '"}\n\n' + "{bad}\n[]\n", "utf-8")
    records, report = load(path)
    assert len(records) == 1
    assert [(error.row, error.rule) for error in report.errors] == [
        ("/1", "too-long"), ("/2", "not-an-object"), ("/3", "not-an-object"),
    ]  # fmt: skip


def test_a_cell_above_the_limit_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(f"edition_id,name\nwmc-2023,{'x' * ((1 << 20) + 1)}\n", encoding="utf-8")
    rejected = tmp_path / "rejected.csv"
    _, report = load(path, Report(rejected))
    assert [error.rule for error in report.errors] == ["too-long"]
    assert len(report.errors[0].value) < 300


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "statistics.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("edition_id,measure,value,unit,bound,scope,qualifier\n")
        stream.writelines(
            f"wmc-2023,visitors,{n},count,exact,edition,{'q' * 200}{n}\n" for n in range(30000)
        )
    tracemalloc.start()
    reading = Reading(Input(path.name, path), read_mapping())
    found = read_records([reading], known=known(), report=Report())
    assert sum(1 for _ in found) == 30000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > 7 << 20
    assert peak < 5 << 20


def test_json_values_are_taken_as_written(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(
        '{"bodies": [{"body_id": 7, "name_en": "Seven", "aliases": ["7", "vii"]},'
        ' {"body_id": "n", "name_en": {"en": "N"}}, 5, null, {}],'
        ' "areas": [{"edition_id": "wmc-2023", "name": "A", "area_m2": 12.50, "outdoor": false}],'
        ' "more": 5}',
        encoding="utf-8",
    )
    records, report = load(path)
    assert next(record for record in records if isinstance(record, Organization)).aliases == (
        Text("7"),
        Text("vii", "en"),
    )
    assert facts(records) == [(None, "wmc-2023", Text("A", "en"), "12.5", False)]
    assert [(error.row, error.rule) for error in report.errors] == [
        ("/bodies/1", "nested-value"),
        ("/bodies/2", "not-an-object"),
        ("/bodies/3", "not-an-object"),
    ]
    assert report.unused == {"facts.json": ["more"]}


def test_keys_that_come_late_in_json_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "areas.jsonl"
    rows = [{"edition_id": "wmc-2023", "name": f"n{number}"} for number in range(200)]
    rows.append({"edition_id": "wmc-2023", "name": "late", "area_m2": "5", "comment": "x"})
    write_json_lines(path, rows)
    records, report = load(path)
    assert facts(records)[-1] == (None, "wmc-2023", Text("late", "en"), 5, None)
    assert report.unused == {"areas.jsonl": ["comment"]}


def test_yaml_guesses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(
        "sources:\n  - {source_id: 012, language: no, published: 2023-09-20, publisher: ~}\n",
        encoding="utf-8",
    )
    (record,) = load(path)[0]
    assert isinstance(record, Source)
    assert (record.id, record.language, record.published) == ("012", "no", "2023-09-20")
    assert record.publisher is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("areas.yaml", "- a: 1\n- b: [\n", "not YAML: .* in line 3"),
        ("areas.yaml", "- &a {x: 1}\n- *a\n", r"alias \*a"),
        ("areas.yaml", "- a: 1\n---\n- b: 1\n", "a second document"),
        ("areas.yaml", "a: \x07\n", r"U\+0007 in line 1"),
        ("areas.yaml", "- " * 200, "levels deep"),
        ("areas.yaml", "a: !!python/object/apply:os.system [ls]", "has no name|no table"),
        ("areas.json", "[{]", "not JSON: .* in line 1, column 3"),
        ("areas.json", "[" * 100000, "cannot be read as JSON"),
        ("areas.json", '{"a": 1}', "neither a list of objects"),
        ("areas.json", '[{"area_m2": NaN}]', "NaN is no JSON number"),
        ("areas.json", "", "is empty"),
        ("areas.csv", "\n\n", "is empty"),
        ("areas.csv", "1,2\n3,4\n", "has no column edition_id"),
        ("areas.csv", '"edition_id\n', "header .* never closed"),
        ("areas.xlsx", "not a zip", "not a readable workbook"),
        ("areas.parquet", "not parquet", "not a readable Parquet file"),
        ("areas.doc", "x", "of no kind that is read"),
    ],
)
def test_files_that_cannot_be_read_as_a_whole(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    records, report = load(path)
    assert not records
    assert len(report.faults) == 1
    with pytest.raises(ConvenorError, match=message):
        raise report.faults[0][1]


def test_documents_have_a_limit_that_names_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "areas.json"
    path.write_bytes(b" " * ((32 << 20) + 1))
    _, report = load(path)
    assert "larger than 32 MiB" in report.faults[0][1].message
    assert "JSON Lines" in report.faults[0][1].next_step


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_workbooks_have_a_table_on_every_sheet(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "facts.xlsx",
        areas=[["edition_id", "name", "area_m2"], ["wmc-2023", "A", 12.5], [], ["e", "B", 2.0]],
        editions=[
            ["edition_id", "series_id", "year", "start"],
            ["e", "wmc", 2023, datetime.date(2023, 9, 20)],
        ],
        Sheet3=[],
        Notes=[["Remember to call"]],
    )
    records, report = load(path)
    assert [name for name, _ in report.faults] == ["facts.xlsx/Notes"]
    edition, *areas = records
    assert isinstance(edition, Edition)
    assert (edition.start, edition.year) == ("2023-09-20", 2023)
    assert edition.evidence.file == "facts.xlsx/editions"
    assert [fact[3] for fact in facts(areas)] == ["12.5", 2]
    assert [record.evidence.fragment for record in areas] == ["row=2", "row=4"]


def test_formulas_and_errors_in_workbooks(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "areas.xlsx",
        areas=[
            ["edition_id", "name", "area_m2", "sum"],
            ["wmc-2023", "A", "=1+1", None],
            ["wmc-2023", "B", "#REF!", None],
            ["wmc-2023", "C", 5, "=SUM(C2:C3)"],
        ],
    )
    rejected = tmp_path / "rejected.csv"
    records, report = load(path, Report(rejected))
    assert [fact[2] for fact in facts(records)] == [Text("C", "en")]
    assert [(e.file, e.row, e.column, e.rule) for e in report.errors] == [
        ("areas.xlsx/areas", "2", "area_m2", "formula"),
        ("areas.xlsx/areas", "3", "area_m2", "error-cell"),
    ]
    assert "C2: =1+1" in report.errors[0].message and "paste values" in report.errors[0].message
    assert load(rejected)[1].rows_rejected == 2


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "areas.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))
    _, report = load(path)
    assert "password" in report.faults[0][1].message


def test_parquet_values(tmp_path: Path) -> None:
    path = tmp_path / "bodies.parquet"
    table = pyarrow.table(
        {
            "body_id": pyarrow.array([1, 2]),
            "name_en": ["One", "Two"],
            "aliases": pyarrow.array([["I", "uno"], []]),
            "note": pyarrow.array([float("nan"), 1.5]),
        }
    )
    parquet.write_table(table, path)
    records, report = load(path)
    assert not report.errors
    bodies = [record for record in records if isinstance(record, Organization)]
    assert [body.id for body in bodies] == ["1", "2"]
    assert [[text.value for text in body.aliases] for body in bodies] == [["I", "uno"], []]
    assert [body.note for body in bodies] == [None, Text("1.5", "en")]


def test_parquet_without_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_parquet(tmp_path / "areas.parquet", ROWS)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError) as caught:
        load(tmp_path / "areas.parquet")
    assert "pip install convenor[parquet]" in caught.value.next_step


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet", "json lines"])
def test_compressed_inputs_give_the_same(tmp_path: Path, name: str) -> None:
    file, write, _, _ = FORMATS[name]
    write(tmp_path / file, ROWS)
    packed = tmp_path / f"{file}.gz"
    packed.write_bytes(gzip.compress((tmp_path / file).read_bytes()))
    assert load(Input(file, packed, gzipped=True))[0] == load(tmp_path / file)[0]
    (source,) = find_inputs([str(packed)])
    assert load(source)[0] == load(tmp_path / file)[0]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.lists(
        st.sampled_from([b"wmc-2023", b",", b"\n", b'"', b"\r", b"\0", b"\xff", b"s1", b"A", b"9"])
        | st.binary(max_size=6),
        max_size=60,
    )
)
def test_rows_read_are_loaded_or_rejected_whatever_the_bytes(
    tmp_path: Path, body: list[bytes]
) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(b"edition_id,name,area_m2,source_id\n" + b"".join(body))
    report = Report(tmp_path / "rejected.csv")
    records, _ = load(path, report)
    assert len(records) == report.rows_loaded
    again, second = load(tmp_path / "rejected.csv")
    if not report.faults:
        assert second.rows_read == report.rows_rejected
    assert not again


@pytest.mark.parametrize("name", FORMATS)
def test_mutated_files_end_in_errors_of_ours(tmp_path: Path, name: str) -> None:
    file, write, _, _ = FORMATS[name]
    path = tmp_path / file
    write(path, ROWS * 5)
    whole = path.read_bytes()
    chance = random.Random(name)
    for _ in range(30):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(data))
            action = chance.randrange(3)
            if action == 0:
                data[place] = chance.randrange(256)
            elif action == 1:
                del data[place : place + chance.randint(1, 40)]
            else:
                data[place:place] = chance.randbytes(chance.randint(1, 5))
        path.write_bytes(data)
        records, report = load(path, Report(tmp_path / "rejected.csv"))
        assert len(records) == report.rows_loaded
