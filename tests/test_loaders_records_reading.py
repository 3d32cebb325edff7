import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from convenor.loaders.inputs import Input, find_inputs
from convenor.loaders.records.mapping import Mapping, parse_mapping, read_mapping
from convenor.loaders.records.reading import Reading, read_cells, read_records
from convenor.loaders.records.references import Known
from convenor.loaders.records.report import OWN_COLUMNS, Report
from convenor.loaders.records.rules import RULES
from convenor.ontology.authority import names
from convenor.ontology.errors import InputError, MappingError, RowError
from convenor.ontology.model import (
    RECORD_TYPES,
    Agreement,
    Amount,
    Area,
    Edition,
    Evidence,
    Organization,
    Participation,
    Record,
    Release,
    Series,
    Source,
    Statistic,
    Text,
)

ROOT = Path(__file__).parent.parent
FACTS = ROOT.parent / "shared" / "facts"
BUNDLED = ROOT / "loaders" / "bundled"

SOURCES = "source_id,url\ns1,https://example.org/1\ns2,https://example.org/2\n"
SERIES = "series_id,name_en,source_id\nwmc,World Manufacturing Convention,s1\n"
EDITIONS = "edition_id,series_id,year,source_ids\nwmc-2023,wmc,2023,s1\nwmc-2024,wmc,2024,s1\n"
BODIES = (
    "body_id,name_en,aliases\nmiit,Ministry of Industry,工信部|MIIT\nmost,Ministry of Science,\n"
)
BASE = {"sources": SOURCES, "series": SERIES, "editions": EDITIONS, "bodies": BODIES}


def put(folder: Path, **tables: str) -> list[Input]:
    inputs = []
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8", newline="")
        inputs.append(Input(path.name, path))
    return inputs


def load(
    inputs: Iterable[Input],
    report: Report | None = None,
    known: Known | None = None,
    mapping: Mapping | None = None,
) -> tuple[list[Record], Report]:
    report = report or Report()
    chosen = mapping or read_mapping()
    readings = [Reading(source, chosen) for source in inputs]
    found = read_records(readings, known=known or Known(), report=report)
    records = list(found)
    for counts in report.counts.values():
        assert counts.rows_read == counts.rows_loaded + counts.rows_rejected
    assert {error.rule for error in report.errors} <= RULES.keys()
    return records, report


def load_with(folder: Path, **tables: str) -> tuple[list[Record], Report]:
    """Load tables besides a few sources, series, editions and bodies."""
    records, report = load(put(folder, **(BASE | tables)))
    files = {f"{name}.csv" for name in tables}
    return [record for record in records if record.evidence.file in files], report


def rejected(report: Report) -> list[tuple[str, str, str]]:
    return [(error.row, error.column, error.rule) for error in report.errors]


@pytest.mark.skipif(not FACTS.exists(), reason="the collected facts are not here")
def test_all_collected_facts_load() -> None:
    records, report = load(find_inputs([str(path) for path in sorted(FACTS.glob("*.csv"))]))
    assert (report.rows_rejected, report.faults, report.unused) == (0, [], {})
    assert report.rows_read == report.rows_loaded > 2000
    counts = Counter(type(record).__name__ for record in records)
    assert counts["Participation"] == sum(
        len((FACTS / f"{name}.csv").read_text(encoding="utf-8").splitlines()) - 1
        for name in ("participations", "agreement_parties")
    )
    ranks = [list(RECORD_TYPES.values()).index(type(record)) for record in records]
    assert ranks == sorted(ranks)


@pytest.mark.skipif(not any(BUNDLED.glob("*.csv")), reason="the bundled facts are not here")
def test_all_bundled_facts_load() -> None:
    bodies = names("bodies")
    identifiers = {name for found in bodies.values() for name in found}
    known = Known({"organization": identifiers}, {"organization": bodies})
    records, report = load(find_inputs([str(BUNDLED)]), known=known)
    assert (report.errors, report.faults, report.unused) == ([], [], {})
    assert len(records) >= report.rows_loaded > 2000


def test_rows_become_records_with_evidence(tmp_path: Path) -> None:
    tables = {
        "sources": "source_id,url,published,title_gist,language,retrieved\n"
        "s1,https://example.org/1,2023-09,opening day,ZH,2024-01-02\ns2,,,,,\n",
        "editions": "edition_id,series_id,year,start,end,city,theme_en,theme_zh,status,"
        "source_ids,derived\n"
        "wmc-2023,wmc,2023,2023-09-20,2023-09-24,合肥,Smart,智造世界,held,s1;s2,year|end\n",
        "participations": "edition_id,body_id,role,source_id,role_as_stated,partial,email\n"
        "wmc-2023,miit,主办,s1,hosted,是,press@example.org\n",
        "agreements": "agreement_id,edition_id,title,occasion,value,currency,bound,source_id\n"
        'a1,wmc-2023,合作备忘录,开幕式,"1,250.50",人民币,at least,s2\n',
        "agreement_parties": "agreement_id,body_id,source_id\na1,most,s2\n",
        "areas": "edition_id,name,debut,place,source_id\nwmc-2023,Hall,yes,骆岗公园,s1\n",
        "releases": "release_id,edition_id,title,occasion,source_id\nr1,wmc-2023,Index,forum,s1\n",
        "statistics": "series_id,measure,value,unit,bound,scope,as_of,source_id\n"
        "wmc,visitors,200000,count,about,cumulative,2023,s1\n",
    }
    records, report = load(put(tmp_path, **(BASE | tables)))
    assert report.rows_rejected == 0, report.errors
    kinds = (Source, Edition, Participation, Agreement, Area, Release, Statistic)
    assert [record for record in records if isinstance(record, kinds)] == [
        Source(
            "s1",
            Evidence("sources.csv", "row=2", "s1"),
            url="https://example.org/1",
            published="2023-09",
            gist=Text("opening day", "en"),
            language="zh",
            retrieved="2024-01-02",
        ),
        Source("s2", Evidence("sources.csv", "row=3", "s2")),
        *(
            Edition(
                "wmc-2023",
                Evidence("editions.csv", "row=2", source),
                "wmc",
                2023,
                start="2023-09-20",
                end="2023-09-24",
                city=Text("合肥", "zh"),
                themes=(Text("Smart", "en"), Text("智造世界", "zh")),
                status="held",
                derived=("year", "end"),
            )
            for source in ("s1", "s2")
        ),
        Agreement(
            "a1",
            Evidence("agreements.csv", "row=2", "s2"),
            "wmc-2023",
            Text("合作备忘录", "zh"),
            amount=Amount("1250.5", "CNY", "at least"),
            occasion=Text("开幕式", "zh"),
        ),
        Area(
            Evidence("areas.csv", "row=2", "s1"),
            "wmc-2023",
            Text("Hall", "en"),
            debut=True,
            place=Text("骆岗公园", "zh"),
        ),
        Participation(
            Evidence("participations.csv", "row=2", "s1"),
            "miit",
            "organizer",
            "wmc-2023",
            as_stated="hosted",
            partial=True,
            email="press@example.org",
        ),
        Participation(
            Evidence("agreement_parties.csv", "row=2", "s2"), "most", "signatory", agreement="a1"
        ),
        Release(
            "r1",
            Evidence("releases.csv", "row=2", "s1"),
            "wmc-2023",
            Text("Index", "en"),
            occasion=Text("forum", "en"),
        ),
        Statistic(
            Evidence("statistics.csv", "row=2", "s1"),
            "visitors",
            Amount(200000, "count", "about"),
            "cumulative",
            series="wmc",
            as_of="2023",
        ),
    ]


def test_a_table_without_a_source_column_is_its_own_source(tmp_path: Path) -> None:
    records, _ = load(put(tmp_path, bodies=BODIES))
    assert [record.evidence for record in records] == [
        Evidence("bodies.csv", "row=2", None),
        Evidence("bodies.csv", "row=3", None),
    ]


STATISTICS = "edition_id,series_id,measure,value,unit,bound,scope,as_of,source_id"
AGREEMENTS = "agreement_id,edition_id,title,signed,value,currency,bound,source_id"
EDITION = "edition_id,series_id,year,start,end,status,source_ids,derived"


@pytest.mark.parametrize(
    ("table", "header", "row", "column", "rule"),
    [
        ("areas", "edition_id,name,source_id", "wmc-2023,Hall", "", "ragged-row"),
        ("areas", "edition_id,name,source_id", "wmc-2023,Hall,s1,,x", "", "ragged-row"),
        ("areas", "edition_id,name,source_id", ",Hall,s1", "edition_id", "missing-value"),
        ("areas", "edition_id,name,source_id", "wmc-2023,  ,s1", "name", "missing-value"),
        ("areas", "edition_id,name,source_id", "wmc-2023,Hall,", "source_id", "missing-value"),
        ("areas", "edition_id,name,source_id", "wmc-2033,A,s1", "edition_id", "dangling-reference"),
        ("areas", "edition_id,name,source_id", "wmc-2023,A,s9", "source_id", "dangling-reference"),
        ("areas", "edition_id,name,source_id", "wmc-2023,A\0,s1", "name", "nul-byte"),
        ("areas", "edition_id,name,source_id", "wmc-2023,A\x1b[1m,s1", "name", "control-character"),
        ("areas", "edition_id,name,source_id", "wmc-2023,Mün\ufffdchen,s1", "name", "bad-encoding"),
        ("areas", "edition_id,name,source_id", 'wmc-2023,"A" b,s1', "", "stray-quote"),
        ("areas", "edition_id,name,source_id", 'wmc-2023,"A,s1', "", "stray-quote"),
        ("areas", "edition_id,name,outdoor,source_id", "wmc-2023,A,maybe,s1", "outdoor",
         "not-a-boolean"),
        ("areas", "edition_id,name,area_m2,source_id", "wmc-2023,A,12 000,s1", "area_m2",
         "not-a-number"),
        ("areas", "edition_id,name,area_m2,source_id", 'wmc-2023,A,"1,20",s1', "area_m2",
         "not-a-number"),
        ("areas", "edition_id,name,area_m2,source_id", "wmc-2023,A,1e5,s1", "area_m2",
         "not-a-number"),
        ("areas", "edition_id,name,area_m2,source_id", f"wmc-2023,A,{9**30},s1", "area_m2",
         "not-a-number"),
        ("editions", EDITION, "e,wmc,2023,2023-02-30,,held,s1,", "start", "impossible-date"),
        ("editions", EDITION, "e,wmc,2023,2023/9/20,,held,s1,", "start", "impossible-date"),
        ("editions", EDITION, "e,wmc,2023,2023,,held,s1,", "start", "impossible-date"),
        ("editions", EDITION, "e,wmc,2023,2023-09-24,2023-09-20,held,s1,", "start",
         "start-after-end"),
        ("editions", EDITION, "e,wmc,2023,2022-09-24,,held,s1,", "start", "year-mismatch"),
        ("editions", EDITION, "e,wmc,23,,,held,s1,", "year", "not-a-number"),
        ("editions", EDITION, "e,wmc,2023,,,hold,s1,", "status", "unknown-value"),
        ("editions", EDITION, "e f,wmc,2023,,,held,s1,", "edition_id", "bad-identifier"),
        ("editions", EDITION, f"{'e' * 201},wmc,2023,,,held,s1,", "edition_id", "bad-identifier"),
        ("editions", EDITION, "e,wmc,2023,,,held,s1,start", "derived", "missing-value"),
        ("editions", EDITION, "e,wmc,2023,,,held,s1,venue", "derived", "unknown-value"),
        ("statistics", STATISTICS, "wmc-2023,wmc,visitors,5,count,exact,edition,,s1", "edition_id",
         "subject-count"),
        ("statistics", STATISTICS, ",,visitors,5,count,exact,edition,,s1", "edition_id",
         "subject-count"),
        ("statistics", STATISTICS, "wmc-2023,,visitors,,count,exact,edition,,s1", "value",
         "missing-value"),
        ("agreements", AGREEMENTS, "a,wmc-2023,T,,5,,exact,s1", "currency", "incomplete-amount"),
        ("agreements", AGREEMENTS, "a,wmc-2023,T,,,CNY,,s1", "value", "incomplete-amount"),
        ("sources", "source_id,url", "s1,ftp://example.org", "url", "bad-url"),
        ("sources", "source_id,url", "s1,https://example.org/a b", "url", "bad-url"),
        ("sources", "source_id,language", "s1,zh_CN", "language", "bad-language"),
        ("participations", "edition_id,body_id,role,email", "wmc-2023,miit,organizer,desk", "email",
         "bad-email"),
        ("participations", "edition_id,body_id,role,source_id", "wmc-2023,miit,organizr,s1",
         "role", "unknown-value"),
        ("bodies", "body_id,parent_body_id", "a,nowhere", "parent_body_id", "dangling-reference"),
        ("bodies", "body_id,parent_body_id", "a,a", "parent_body_id", "cyclic-reference"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_rejected(
    tmp_path: Path, table: str, header: str, row: str, column: str, rule: str
) -> None:
    records, report = load_with(tmp_path, **{table: f"{header}\n{row}\n"})
    mine = [error for error in report.errors if error.file == f"{table}.csv"]
    assert [(error.row, error.column, error.rule) for error in mine] == [("2", column, rule)]
    assert not records
    assert mine[0].message


def test_what_looks_odd_and_is_right_is_loaded(tmp_path: Path) -> None:
    rows = [
        "e1,wmc,2020,2019-09-20,,postponed,s1,",  # keeps its year
        "e2,wmc,2023,2023-12-30,2024-01-02,held,s1,",
        "e3,wmc,2023,2023-09,2023-09-20,HELD,s1,",
        " e4 ,wmc,2023,,,,s1; s2,,,",
    ]
    records, report = load_with(tmp_path, editions="\n".join([EDITION, *rows, "", ",,,"]))
    assert not report.errors
    assert [record.id for record in records if isinstance(record, Edition)] == [
        "e1", "e2", "e3", "e4", "e4",
    ]  # fmt: skip
    assert report.counts["editions.csv"].rows_read == 4


def test_all_that_is_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    report = Report(tmp_path / "rejected.csv")
    row = "wmc-2023,,visitors,many,count,exact,edition,2023-13,s9"
    load(put(tmp_path, **BASE, statistics=f"{STATISTICS}\n{row}\n"), report)
    assert rejected(report) == [
        ("2", "value", "not-a-number"),
        ("2", "as_of", "impossible-date"),
        ("2", "source_id", "dangling-reference"),
    ]
    assert report.rows_rejected == 1
    with (tmp_path / "rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        (line,) = csv.DictReader(stream)
    assert line["_rule"] == "not-a-number; impossible-date; dangling-reference"
    assert (line["_table"], line["_row"], line["value"]) == ("statistics", "2", "many")


def test_duplicate_keys_are_found_in_one_file(tmp_path: Path) -> None:
    area = "edition_id,name,area_m2,source_id\nwmc-2023,Hall,1,s1\n"
    records, report = load_with(tmp_path, areas=area + "wmc-2023,Hall ,2,s1\n")
    assert len([record for record in records if isinstance(record, Area)]) == 1
    assert rejected(report) == [("3", "edition_id", "duplicate-key")]
    assert report.errors[0].message == "areas.csv row 2 has the same key"


def test_two_files_may_say_the_same(tmp_path: Path) -> None:
    """Which of them came first must not matter: each is one more piece of evidence."""
    area = "edition_id,name,area_m2,source_id\nwmc-2023,Hall,1,s1\n"
    records, report = load(put(tmp_path, **BASE, areas=area, more=area))
    found = [record.evidence.file for record in records if isinstance(record, Area)]
    assert found == ["areas.csv", "more.csv"] and not report.rows_rejected


def test_a_rejected_row_does_not_take_the_key(tmp_path: Path) -> None:
    rows = "wmc-2023,Hall,many,s1\nwmc-2023,Hall,2,s1\n"
    records, report = load_with(tmp_path, areas=f"edition_id,name,area_m2,source_id\n{rows}")
    assert len(records) == 1
    assert rejected(report) == [("2", "area_m2", "not-a-number")]


def test_references_by_name(tmp_path: Path) -> None:
    rows = "wmc-2023,工信部,organizer,s1\nwmc-2023,ministry of science,organizer,s1\n"
    rows += "wmc-2023,Min. of Trade,organizer,s1\nwmc-2023,Ministry,organizer,s1\n"
    known = Known(
        {"organization": {"mofcom", "other", "third"}},
        {
            "organization": {
                "min. of trade": ["mofcom"],
                "ministry": ["other", "third"],
                "miit": ["miit"],
            }
        },
    )
    tables = BASE | {"participations": f"edition_id,body_id,role,source_id\n{rows}"}
    records, report = load(put(tmp_path, **tables), known=known)
    bodies = [record.body for record in records if isinstance(record, Participation)]
    assert bodies == ["miit", "most", "mofcom"]
    assert rejected(report) == [("5", "body_id", "ambiguous-name")]
    assert "other, third" in report.errors[0].message


def test_a_reference_to_a_rejected_row_says_so(tmp_path: Path) -> None:
    editions = EDITIONS + "wmc-2025,wmc,25,s1\n"
    areas = "edition_id,name,source_id\nwmc-2025,Hall,s1\n"
    _, report = load_with(tmp_path, editions=editions, areas=areas)
    assert [error.rule for error in report.errors] == ["not-a-number", "dangling-reference"]
    assert report.errors[1].message == "edition 'wmc-2025' was rejected: editions.csv row 4"


def test_a_parent_may_come_later(tmp_path: Path) -> None:
    bodies = "body_id,name_en,parent_body_id\na,A,B\nb,B,c\nc,C,\nd,D,known\n"
    known = Known({"organization": {"known"}})
    records, report = load(put(tmp_path, bodies=bodies), known=known)
    assert not report.errors
    parents = {record.id: record.parent for record in records if isinstance(record, Organization)}
    assert parents == {"a": "b", "b": "c", "c": None, "d": "known"}


def test_what_hangs_on_a_rejected_parent_is_rejected(tmp_path: Path) -> None:
    bodies = "body_id,name_en,parent_body_id\na,A,b\nb,B,gone\nc,C,d\nd,D,c\n"
    records, report = load(put(tmp_path, bodies=bodies))
    assert not records
    assert {error.row: error.rule for error in report.errors} == {
        "2": "dangling-reference",
        "3": "dangling-reference",
        "4": "cyclic-reference",
        "5": "cyclic-reference",
    }
    assert "organization 'b' was rejected: bodies.csv row 3" in [e.message for e in report.errors]


def test_columns_that_nobody_reads_are_reported(tmp_path: Path) -> None:
    areas = "edition_id,name,source_id,comment,empty\nwmc-2023,Hall,s1,,\nwmc-2023,B,s1,x,\n"
    _, report = load_with(tmp_path, areas=areas)
    assert report.unused == {"areas.csv": ["comment"]}


def test_own_words_constants_and_ignored_columns(tmp_path: Path) -> None:
    mapping = parse_mapping(
        """
        [tables.messen]
        record = "edition"
        ignore = ["notiz"]
        [tables.messen.columns]
        nummer = "id"
        stand = "status"
        ort = "city@de"
        motto = { field = "themes@script", split = "/" }
        [tables.messen.values.stand]
        stattgefunden = "held"
        unbekannt = ""
        [tables.messen.constants]
        series = "wmc"
        """
    )
    text = "Nummer,Stand,Ort,Motto,Notiz\n1,stattgefunden,Hefei,Smart/智造,x\n2,unbekannt,,,\n"
    inputs = put(tmp_path, messen=text)
    records, report = load(inputs, known=Known({"series": {"wmc"}}), mapping=mapping)
    assert (report.errors, report.unused) == ([], {})
    assert records == [
        Edition(
            "1",
            Evidence("messen.csv", "row=2"),
            "wmc",
            city=Text("Hefei", "de"),
            themes=(Text("Smart", "en"), Text("智造", "zh")),
            status="held",
        ),
        Edition("2", Evidence("messen.csv", "row=3"), "wmc"),
    ]
    with pytest.raises(MappingError, match=r"constants\.series"):
        load(inputs, mapping=mapping)


def test_a_constant_unit_says_nothing_without_an_amount(tmp_path: Path) -> None:
    mapping = parse_mapping(
        """
        [tables.deals]
        record = "agreement"
        columns = { id = "id", edition = "edition", title = "title@en", yuan = "value" }
        constants = { unit = "CNY", bound = "exact" }
        """
    )
    inputs = put(tmp_path, deals="id,edition,title,yuan\n1,e,One,5\n2,e,Two,\n")
    records, _ = load(inputs, known=Known({"edition": {"e"}}), mapping=mapping)
    amounts = [record.amount for record in records if isinstance(record, Agreement)]
    assert amounts == [Amount(5, "CNY", "exact"), None]


def test_strict_raises_the_first_error(tmp_path: Path) -> None:
    areas = "edition_id,name,source_id\nwmc-2023,A,s1\nwmc-2033,B,s1\n"
    report = Report(tmp_path / "rejected.csv", strict=True)
    with pytest.raises(RowError, match=r"areas\.csv, row 3, column edition_id") as caught:
        load(put(tmp_path, **BASE, areas=areas), report)
    assert caught.value.rule == "dangling-reference"
    assert "wmc-2033" in (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(InputError, match="no table of the mapping"):
        load(put(tmp_path, nonsense="x,y\n1,2\n"), Report(strict=True))


def test_errors_are_capped_for_printing_and_counted(tmp_path: Path) -> None:
    rows = "".join(f"gone-{number},A,s1\n" for number in range(30))
    report = Report(keep=3)
    load(put(tmp_path, **BASE, areas=f"edition_id,name,source_id\n{rows}"), report)
    assert len(report.errors) == 3
    assert report.totals == {"dangling-reference": 30}


def test_silent_inputs_are_counted_only(tmp_path: Path) -> None:
    report = Report(tmp_path / "rejected.csv", strict=True)
    report.silent = {"areas.csv"}
    load(put(tmp_path, **BASE, areas="edition_id,name,source_id,x\ngone,A,s1,y\n"), report)
    assert report.counts["areas.csv"].rows_rejected == 1
    assert (report.errors, report.totals, report.unused) == ([], {}, {})
    assert "gone" in str(report.unsaid["areas.csv"])


def test_rows_are_announced_as_they_are_read(tmp_path: Path) -> None:
    rows = "".join(f"s{number}\n" for number in range(2500))
    seen: list[int] = []
    inputs = put(
        tmp_path, sources=f"source_id,url\n{rows}".replace("\n", ",\n").replace("url,", "url")
    )
    readings = [Reading(source, read_mapping()) for source in inputs]
    list(read_records(readings, known=Known(), report=Report(), on_rows=seen.append))
    assert seen == [1000, 1000, 500]


def broken_rows() -> list[str]:
    """Ten kinds of broken statistics."""
    good = "wmc-2023,,visitors,{n},count,exact,edition,2023,s1"
    return [
        good + ",surplus,more",
        "wmc-2023,,visitors",
        good.replace("{n}", "about {n}"),
        good.replace("2023,s1", "2023-02-30,s1"),
        good.replace("wmc-2023", "wmc-1923"),
        good.replace("visitors", "visiters"),
        good.replace(",,visitors", ",wmc,visitors"),
        good.replace("exact", ""),
        good.replace("s1", "no such source"),
        "wmc-2023,,visitors,1,count,exact,edition,2023,s1",  # the key of the first good row
    ]


def thousand_rows(folder: Path) -> list[Input]:
    kinds = broken_rows()
    lines = [STATISTICS + ",qualifier"]
    for number in range(1000):
        if number % 20 == 7:
            lines.append(kinds[number // 20 % 10].format(n=number) + ",")
        else:
            row = f"wmc-2023,,visitors,{number + 1},count,exact,edition,2023,s1"
            lines.append(f"{row},{number or ''}")
    return put(folder, **BASE, statistics="\n".join(lines) + "\n")


def test_of_a_thousand_rows_fifty_are_rejected_and_can_be_corrected(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    inputs = thousand_rows(tmp_path)
    report = Report(path)
    records, _ = load(inputs, report)
    first = [record for record in records if isinstance(record, Statistic)]
    assert (len(first), report.rows_rejected) == (950, 50)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert len(lines) == 50
    for line in lines:
        assert line["_file"] == "statistics.csv"
        assert int(line["_row"]) % 20 == 9  # header, and rows are counted from 1
        assert line["_rule"] and line["_message"] and line["_table"] == "statistics"
        assert line["_column"] or line["_rule"] == "ragged-row"
    assert len({(line["_rule"], line["_column"]) for line in lines}) >= 9

    for number, line in enumerate(lines):
        line.update(dict.fromkeys(line, ""))
        line.update(
            _table="statistics", edition_id="wmc-2023", measure="visitors", value=str(number),
            unit="count", bound="exact", scope="edition", source_id="s2",
            qualifier=f"corrected {number}",
        )  # fmt: skip
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    corrected = Input("rejected.csv", path)
    records, report = load([*inputs, corrected])
    second = [record for record in records if isinstance(record, Statistic)]
    assert report.counts["rejected.csv"].rows_loaded == 50
    assert len(second) == 1000
    assert second[-1].evidence == Evidence("rejected.csv", "row=51", "s2")
    assert report.unused == {}


def test_a_report_that_nobody_corrected_is_rejected_again(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    inputs = thousand_rows(tmp_path)
    load(inputs, Report(path))
    before = path.read_bytes()
    _, report = load([*inputs, Input("rejected.csv", path)], Report(path))
    assert report.counts["rejected.csv"].rows_rejected == 50
    assert path.read_bytes() != before  # the report may replace the file that it was read from
    assert report.rows_rejected == 100


def test_a_corrected_report_serves_several_tables(tmp_path: Path) -> None:
    corrected = (
        "_table,_file,_row,_column,_value,_rule,_message,_surplus,edition_id,series_id,name,source_id\n"
        "areas,x,1,,,,,,e1,,Hall,\n"
        "editions,x,1,,,,,,e1,wmc,,\n"
        "aeras,x,1,,,,,,e1,,Hall,\n"
        "areas,x,1,,,,,one more,e1,,Hall 2,\n"
        "series,x,1,,,,,,,wmc,,s1\n"
    )
    inputs = put(tmp_path, sources=SOURCES, fixed=corrected)
    mapping = parse_mapping(
        (ROOT / "loaders/records/default.toml")
        .read_text(encoding="utf-8")
        .replace('place = "place@script"\nsource_id = "source"\n', "")
        .replace('"edition_id", "name", "source_id"]\n[tables.areas', '"name"]\n[tables.areas')
    )
    records, report = load(inputs, mapping=mapping)
    fixed = [record for record in records if record.evidence.file == "fixed.csv"]
    assert [type(record) for record in fixed] == [Series, Edition, Area]
    assert sorted(rejected(report)) == [
        ("4", "_table", "unknown-table"),
        ("5", "_surplus", "ragged-row"),
    ]


def test_the_report_adds_nothing_that_a_spreadsheet_runs(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    areas = 'edition_id,name,source_id\n"=cmd|1",A,s1\n@x,A,s1\n'
    load(put(tmp_path, **BASE, areas=areas), Report(path))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf_table,")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line in csv.DictReader(stream):
            own = {name: value for name, value in line.items() if name in OWN_COLUMNS}
            assert not [value for value in own.values() if re.match(r"[=+@-]", value)]
            assert line["edition_id"] == line["_value"].removeprefix("'")


def test_a_report_without_rejected_rows_has_a_header_only(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    path.write_text("old", encoding="utf-8")
    load(put(tmp_path, **BASE), Report(path))
    assert path.read_text(encoding="utf-8-sig") == ",".join(OWN_COLUMNS) + "\n"
    records, report = load([Input("rejected.csv", path)])
    assert (records, report.faults, report.rows_read) == ([], [], 0)


def test_an_unusable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    inputs = put(tmp_path, **BASE, areas="", nonsense="x,y\n1,2\n", twice="series_id,Series_ID\n")
    fault = InputError("archive.zip is encrypted")
    records, report = load([*inputs, Input("archive.zip", tmp_path / "a.zip", fault=fault)])
    assert len(records) == 7
    assert [name for name, _ in report.faults] == [
        "areas.csv", "nonsense.csv", "twice.csv", "archive.zip",
    ]  # fmt: skip
    assert "is empty" in report.faults[0][1].message


def test_guard_collects_what_cannot_be_read(tmp_path: Path) -> None:
    report = Report()
    missing = Input("gone.csv", tmp_path / "gone.csv")
    assert report.guard("gone.csv", missing.open) is None
    assert report.guard("fine", lambda: 5) == 5
    assert [name for name, _ in report.faults] == ["gone.csv"]


def test_the_cells_of_a_row_can_be_read_again(tmp_path: Path) -> None:
    (source,) = put(tmp_path, areas="edition_id,name,note\nwmc-2023,Hall,\nwmc-2024,馆,x\n")
    assert dict(read_cells(source)) == {
        "row=2": {"edition_id": "wmc-2023", "name": "Hall"},
        "row=3": {"edition_id": "wmc-2024", "name": "馆", "note": "x"},
    }
