"""Updates: SPARQL operations are an input that is replayed, checked and taken out as a table is."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import sys
from pathlib import Path

import pytest

from convenor.cli import main
from convenor.graph.build import build, load, unload
from convenor.graph.canonical import canonical_hash
from convenor.graph.change import Settings, Summary
from convenor.graph.check import check, conforms
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import open_graph
from convenor.graph.operations import read_update
from convenor.loaders.inputs import SUFFIXES, Input, Inputs, find_inputs
from convenor.loaders.records.report import Report
from convenor.ontology.errors import CheckError, InputError
from convenor.ontology.iris import Iris

from .conftest import SMALL, write_tables

ROOT = Path(__file__).parent.parent
BLOCKS = re.findall(
    r"^```sparql\n# (\S+\.ru): (.*?)^```",
    (ROOT / "docs" / "updates.md").read_text("utf-8"),
    re.S | re.M,
)
EXAMPLES = {name: f"# {text}" for name, text in BLOCKS}
EDITION = "<id/edition/lake-fair-2031>"
END = f'{EDITION} schema:endDate "2031-05-05"^^xsd:date'
FIX = EXAMPLES["fix.ru"]


def stated(triple: str, source: str = "paper") -> str:
    return f"INSERT DATA {{ GRAPH <source/{source}> {{ {triple} }} }}"


def proved(triple: str) -> str:
    """The triple in the paper, with a link from its subject to the update."""
    link = f"{triple.split()[0]} prov:wasDerivedFrom <source/file/fix.ru>"
    return f"{stated(triple)[:-2]} GRAPH <source/paper/claims> {{ {link} }} }}"


class Graph:
    """A small graph, and a folder for updates of it."""

    def __init__(self, path: Path) -> None:
        self.path, self.folder = path, GraphFolder(path / "graph")

    def found(self, **texts: str) -> Inputs:
        for name, text in texts.items():
            (self.path / f"{name}.ru").write_text(text, "utf-8")
        return find_inputs([str(self.path / f"{name}.ru") for name in texts], None, SUFFIXES)

    def load(self, **texts: str) -> Summary:
        return load(self.folder, self.found(**texts))

    def hash(self) -> str:
        with self.folder.reading() as (_, store):
            return canonical_hash(store)

    def values(self, predicate: str, graph: str = "") -> list[str]:
        pattern = f"{{ ?s {predicate} ?o }}"
        base = "https://w3id.org/convenor/"
        text = (
            f"SELECT ?o {{ GRAPH <{base}{graph}> {pattern} }}" if graph else f"SELECT ?o {pattern}"
        )
        with self.folder.reading() as (_, store):
            return sorted(str(value) for value in store.select(text).column("o"))

    def ends(self) -> list[str]:
        return self.values("schema:endDate")


def rejected(folder: Path, text: str) -> str:
    """Why an update is refused when it is read."""
    path = folder / "fix.ru"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"^fix\.ru: ") as caught:
        read_update(Input(path.name, path), Iris())
    return str(caught.value)


@pytest.fixture
def graph(tmp_path: Path, small: Path) -> Graph:
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    return Graph(tmp_path)


def test_a_correction_reaches_its_source_and_the_merged_graph(graph: Graph) -> None:
    before = graph.ends()
    summary = graph.load(fix=FIX)
    assert before == ["2031-05-04", "2031-05-05"]
    assert graph.ends() == ["2031-05-04", "2031-05-06"]
    assert graph.values("schema:endDate", "source/paper") == ["2031-05-06"]
    assert summary.inputs == ("fix.ru",)


def test_a_value_that_another_source_states_as_well_stays_in_the_merged_graph(graph: Graph) -> None:
    start = f'{EDITION} schema:startDate "2031-05-02"^^xsd:date'
    graph.load(fix=f"DELETE DATA {{ GRAPH <source/paper> {{ {start} }} }}")
    assert graph.values("schema:startDate") == ["2031-05-02"]
    assert graph.values("schema:startDate", "source/paper") == []
    graph.load(more=f"DELETE DATA {{ GRAPH <source/news> {{ {start} }} }}")
    assert graph.values("schema:startDate") == []


def test_a_correction_outlives_a_new_load_of_the_table(graph: Graph) -> None:
    graph.load(fix=FIX)
    paths = write_tables(graph.path / "in", SMALL)
    load(graph.folder, find_inputs(paths))
    assert graph.ends() == ["2031-05-04", "2031-05-06"]


def test_unloading_is_the_reverse_of_loading(graph: Graph) -> None:
    before = graph.hash()
    graph.load(fix=FIX)
    assert graph.hash() != before
    unload(graph.folder, ["fix.ru"])
    assert graph.hash() == before


def test_one_of_the_same_name_replaces_it(graph: Graph) -> None:
    graph.load(fix=FIX)
    assert graph.load(fix=FIX.replace("05-06", "05-07")).replaced == ("fix.ru",)
    assert graph.ends() == ["2031-05-04", "2031-05-07"]


def test_updates_go_by_their_names_and_not_by_when_they_came(graph: Graph) -> None:
    again = FIX.replace("05-06", "05-07").replace("05-05", "05-06")
    graph.load(b=again)
    assert graph.ends() == ["2031-05-04", "2031-05-05", "2031-05-07"]
    graph.load(a=FIX)
    assert graph.ends() == ["2031-05-04", "2031-05-07"]
    loaded = graph.hash()
    paths = write_tables(graph.path / "in", SMALL)
    build(
        graph.folder,
        find_inputs([*paths, *(str(graph.path / f"{x}.ru") for x in "ba")], None, SUFFIXES),
    )
    assert graph.hash() == loaded


def test_each_operation_sees_in_the_merged_graph_what_those_before_did(graph: Graph) -> None:
    moved = (
        'INSERT { GRAPH <source/paper> { ?e schema:endDate "2031-05-08"^^xsd:date }\n'
        "  GRAPH <source/paper/claims> { ?e prov:wasDerivedFrom <source/file/fix.ru#second> } }\n"
        'WHERE { ?e schema:endDate "2031-05-06"^^xsd:date }'
    )
    graph.load(fix=f"{FIX} ;\n{moved}")
    assert graph.ends() == ["2031-05-04", "2031-05-06", "2031-05-08"]


def test_an_update_finds_what_it_changes(graph: Graph) -> None:
    graph.load(
        fix="WITH <source/paper> DELETE { ?e schema:endDate ?day } WHERE { ?e schema:endDate ?day }"
    )
    assert graph.ends() == ["2031-05-04"]
    graph.load(gone="DELETE WHERE { GRAPH <source/news> { ?e schema:endDate ?day } }")
    assert graph.ends() == []


def test_prefixes_of_the_file_hold_for_all_its_operations(graph: Graph) -> None:
    more = proved(f"{EDITION} cvn:durationDays 4")
    fix = f"{FIX} ;\n{more} ; # done".replace("<source/paper>", "s:paper")
    graph.load(fix=f"PREFIX s: <source/> # ours ;\n{fix}")
    assert graph.ends() == ["2031-05-04", "2031-05-06"]
    assert graph.values("cvn:durationDays") == ["4"]


def test_the_manifest_counts_operations_and_names_what_was_stated(graph: Graph) -> None:
    report = Report()
    load(graph.folder, graph.found(fix=FIX), Settings(report=report))
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (2, 2, 0)
    version = graph.folder.current()
    assert version is not None
    (entry,) = (each for each in version.manifest()["inputs"] if each["name"] == "fix.ru")
    assert entry["media_type"] == "application/sparql-update"
    assert entry["rows"] == {"read": 2, "loaded": 2, "rejected": 0}
    base = "https://w3id.org/convenor/source/"
    assert entry["sources"] == [f"{base}file/fix.ru", f"{base}paper"]


def test_a_new_source_with_a_new_thing(graph: Graph) -> None:
    text = """INSERT DATA {
      GRAPH <source/flyer> {
        <source/flyer> a cvn:Source .
        <id/series/hill-fair> a cvn:Convention ; skos:prefLabel "Hill Fair"@en
      }
      GRAPH <source/flyer/claims> {
        <source/flyer> prov:wasDerivedFrom <source/file/fix.ru> .
        <id/series/hill-fair> prov:wasDerivedFrom <source/file/fix.ru>
      }
    }"""
    graph.load(fix=text)
    assert "Hill Fair" in graph.values("skos:prefLabel")
    unload(graph.folder, ["flyer"])
    assert "Hill Fair" not in graph.values("skos:prefLabel")
    graph.load(fix=text)  # what is loaded again is wanted again
    assert "Hill Fair" in graph.values("skos:prefLabel")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("LOAD <http://127.0.0.1:9/x> INTO GRAPH <source/news>", "LOAD is none of the operations"),
        ("LoaD SILENT<http://127.0.0.1:9/x>", "LOAD is none"),
        ("CLEAR GRAPH <source/news>", "CLEAR is none"),
        ("DROP ALL", "DROP is none"),
        ("CREATE GRAPH <source/news>", "CREATE is none"),
        ("ADD <source/news> TO <source/paper>", "ADD is none"),
        ("MOVE <source/news> TO <source/paper>", "MOVE is none"),
        ("COPY DEFAULT TO <source/paper>", "COPY is none"),
        (f"{FIX} ; # then\nCLEAR ALL", "CLEAR is none"),
        ("DELETEWHERE { ?s ?p ?o }", "DELETEWHERE is none"),
        (
            "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }",
            "SERVICE: no other endpoint",
        ),
        (
            "INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p trueSERVICE:x{} } }",
            "trueSERVICE:x: no other endpoint",
        ),
        (f"INSERT DATA {{ {END} }}", "writes to the default graph"),
        (f"DELETE DATA {{ {END} }}", "writes to the default graph"),
        (stated(END).replace("source/paper", "ontology"), "no graph of a source"),
        (stated(END).replace("source/paper", "source/authority/bodies"), "no graph of a source"),
        (
            stated(END).replace("source/paper", "source/derived/rules/claims"),
            "no graph of a source",
        ),
        (stated(END).replace("source/paper", "https://other.example/source/paper"), "no graph of"),
        (stated(END).replace("source/paper", "source/claims"), "no graph of a source"),
        (stated("<source/file/a.csv> cvn:byteSize 1", "file/a.csv"), "which is a loaded file"),
        (stated("_:x schema:name 'x'"), "writes a blank node"),
        (stated(f"{EDITION} schema:location [ schema:name 'x' ]"), "writes a blank node"),
        (stated(f"{EDITION} schema:about <<( {END} )>>"), "a triple term"),
        ("SELECT * { ?s ?p ?o }", "SELECT is none"),
        ("", "holds no operation"),
        ("# nothing\n", "holds no operation"),
    ],
)
def test_what_no_update_may_do_is_refused_with_the_file_and_the_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    assert reason in rejected(tmp_path, text)


def test_words_of_operations_may_stand_in_comments_strings_and_iris(graph: Graph) -> None:
    name = proved(f"{EDITION} skos:altLabel 'DROP ALL ; LOAD'@en")
    about = proved(f"{EDITION} schema:url <http://x.example/SERVICE#CLEAR>")
    graph.load(fix=f"# CLEAR ALL ; SERVICE\n{name} ; {about}")
    assert graph.values("skos:altLabel", "source/paper") == ["DROP ALL ; LOAD"]


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ("INSERT DATA {\n  GRAPH <source/paper> { <a> <b> }\n}", "line 2, column 34"),
        (f"{FIX} ;\nDELETE WHERE {{ GRAPH <source/paper> {{ ?a ?b ", "line 10, column 45"),
        (
            'INSERT DATA {\n GRAPH <a> { <b> <c> "open } }',
            "line 2, column 22: a string is not closed",
        ),
        (f"{FIX};\nPREFIX s: <source/> {stated(END)}", "line 10, column 7"),
        ("INSERT DATA { GRAPH <source/paper> { unknown:a unknown:b 1 } }", "line 1, column 47"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(
    tmp_path: Path, broken: str, place: str
) -> None:
    assert rejected(tmp_path, broken).startswith(f"fix.ru: {place}")


def test_what_is_not_utf_8_is_refused(graph: Graph) -> None:
    (graph.path / "fix.ru").write_bytes(FIX.encode("utf-16"))
    with pytest.raises(InputError, match=r"fix\.ru is not UTF-8"):
        load(graph.folder, find_inputs([str(graph.path / "fix.ru")], None, SUFFIXES))
    (graph.path / "fix.ru").write_bytes(FIX.encode("utf-8-sig"))
    load(graph.folder, find_inputs([str(graph.path / "fix.ru")], None, SUFFIXES))
    assert "2031-05-06" in graph.ends()


def test_one_refused_operation_rejects_its_file_and_no_other(graph: Graph) -> None:
    report = Report()
    found = graph.found(bad=f"{proved(f'{EDITION} cvn:durationDays 4')} ; CLEAR ALL", fix=FIX)
    load(graph.folder, found, Settings(report=report))
    assert [name for name, _ in report.faults] == ["bad.ru"]
    assert graph.ends() == ["2031-05-04", "2031-05-06"]
    assert graph.values("cvn:durationDays") == []
    with pytest.raises(InputError, match=r"bad\.ru: CLEAR"):
        load(graph.folder, found, Settings(report=Report(strict=True)))


def test_a_refused_file_does_not_replace_the_one_of_its_name(graph: Graph) -> None:
    graph.load(fix=FIX)
    before = graph.hash()
    with pytest.raises(InputError, match=r"fix\.ru: CLEAR is none"):
        graph.load(fix="CLEAR ALL")
    assert graph.hash() == before
    report = Report()
    found = graph.found(fix="CLEAR ALL", more=proved(f"{EDITION} cvn:durationDays 4"))
    load(graph.folder, found, Settings(report=report))
    assert [name for name, _ in report.faults] == ["fix.ru"]
    assert "2031-05-06" in graph.ends()
    unload(graph.folder, ["more.ru"])
    assert graph.hash() == before


def test_a_where_clause_leads_to_no_other_graph(graph: Graph) -> None:
    before = graph.hash()
    everywhere = "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    for text in (
        everywhere,
        everywhere.replace("GRAPH ?g { ?s ?p ?o }", "?s ?p ?o"),
        "DELETE WHERE { ?e schema:endDate ?day }",
        "INSERT { GRAPH <source/paper> { ?e schema:name [] } } WHERE { ?e schema:endDate ?day }",
    ):
        with pytest.raises(CheckError, match=r"fix\.ru: it writes .*nothing was changed"):
            graph.load(fix=text)
    assert graph.hash() == before


@pytest.mark.parametrize(
    "text",
    [
        stated(f"{EDITION} cvn:durationDays 4"),
        # A link in the claims of another source is no evidence for this one.
        proved(f"{EDITION} cvn:durationDays 4").replace("paper/claims", "news/claims"),
        "INSERT { GRAPH <source/paper> { ?e cvn:durationDays 4 } } WHERE { ?e a cvn:Edition }",
        stated("<id/series/lake-fair> skos:altLabel 'Lakeside'@en"),
    ],
)
def test_a_fact_without_evidence_is_refused(graph: Graph, text: str) -> None:
    before = graph.hash()
    with pytest.raises(
        CheckError, match=r"fix\.ru states facts without evidence.*\n.*(durationD|altL)"
    ):
        graph.load(fix=text)
    assert graph.hash() == before


@pytest.mark.parametrize(
    ("thing", "rule"),
    [
        ("<id/series/new-fair> a cvn:Convention", "things_without_label"),
        ("<id/edition/lake-fair-2031> cvn:venue <id/place/nowhere>", "dangling_references"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_the_name_of_the_update(
    graph: Graph, thing: str, rule: str
) -> None:
    with pytest.raises(CheckError, match=rf"\[{rule}\], changed by fix\.ru"):
        graph.load(fix=proved(thing))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (proved("<id/edition/lake-fair-2013> cvn:durationDays 4"), "id/edition/lake-fair-2013"),
        (proved(f"{EDITION} cvn:durationDays 4").replace("paper", "papers"), "source/papers"),
        (stated("<source/file/news.csv> a cvn:Source", "file/new.csv"), "source/file/new.csv"),
        ("DELETE WHERE { GRAPH <source/news> { <id/series/lake-fair> a ?class } }", "series/lake"),
    ],
)
def test_facts_on_what_nothing_describes_are_refused(graph: Graph, text: str, missing: str) -> None:
    with pytest.raises(CheckError, match=rf"fix\.ru speaks of what nothing des[^<]*{missing}"):
        graph.load(fix=text)


def test_evidence_cannot_be_taken_from_a_thing(graph: Graph) -> None:
    text = "DELETE WHERE { GRAPH <source/paper/claims> { <id/edition/lake-fair-2031> ?p ?row } }"
    with pytest.raises(CheckError, match=r"facts_without_evidence\], changed by fix\.ru"):
        graph.load(fix=text)


def test_what_an_update_speaks_of_is_not_unloaded_from_under_it(graph: Graph) -> None:
    graph.load(fix=proved(f"{EDITION} cvn:durationDays 4"))
    before = graph.hash()
    with pytest.raises(CheckError, match=r"fix\.ru speaks of what nothing describes"):
        unload(graph.folder, ["editions.csv", "participations.csv"])
    assert graph.hash() == before
    unload(graph.folder, ["editions.csv", "participations.csv", "fix.ru"])
    assert graph.ends() == []


# -- the page of the docs, and the door


@pytest.fixture
def texts(graph: Graph) -> Graph:
    load(graph.folder, find_inputs([str(ROOT / "docs" / "example-release.txt")], None, SUFFIXES))
    return graph


def test_the_examples_of_the_docs_load_and_keep_every_rule(texts: Graph) -> None:
    assert set(EXAMPLES) == {"a-name.ru", "fix.ru", "guests.ru"}
    before = texts.hash()
    assert "18 countries" in texts.values("cvn:asStated")
    texts.load(**{name.removesuffix(".ru"): text for name, text in EXAMPLES.items()})
    assert "18 countries" not in texts.values("cvn:asStated")
    with open_graph(texts.path / "graph") as opened:
        assert conforms(check(opened.store))
        found = opened.explain(
            "https://w3id.org/convenor/id/edition/world-lantern-expo-8ab62335c2-2031"
        )
        (fact,) = (
            fact
            for fact in found.facts
            if fact.value_label == "2031 World Lantern Expo" and fact.predicate.endswith("altLabel")
        )
        (passage,) = fact.statements[0].passages
    text = (ROOT / "docs" / "example-release.txt").read_text("utf-8")
    assert text[passage.start : passage.end] == passage.quote == "The 2031 World Lantern Expo"
    unload(texts.folder, [*EXAMPLES])
    assert texts.hash() == before


def test_a_fact_of_a_text_does_not_go_without_its_claims(texts: Graph) -> None:
    only = re.sub(
        r"GRAPH \?claims \{ \?claim \?part \?of \} \}", "}", EXAMPLES["guests.ru"], count=1
    )
    assert only != EXAMPLES["guests.ru"]
    with pytest.raises(CheckError, match=r"guests\.ru removes facts and leaves their claims"):
        texts.load(guests=only)


def test_a_claim_without_its_words_is_refused(texts: Graph) -> None:
    short = EXAMPLES["a-name.ru"].replace("oa:end 75", "oa:end 74")
    with pytest.raises(CheckError, match="claims_without_quote"):
        texts.load(name=short)


def test_explaining_a_fact_of_an_update_names_the_update(graph: Graph) -> None:
    graph.load(fix=FIX)
    with open_graph(graph.path / "graph") as opened:
        found = opened.explain("lake-fair-2031")
    (day,) = (fact for fact in found.facts if fact.value_label == "2031-05-06")
    files = {passage.file for statement in day.statements for passage in statement.passages}
    assert "fix.ru" in files


def run(graph: Graph, *arguments: str) -> int:
    return main([*arguments, "--store", str(graph.path / "graph")])


def test_the_commands(graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    graph.found(fix=FIX, bad="CLEAR ALL")
    fix, bad = str(graph.path / "fix.ru"), str(graph.path / "bad.ru")
    assert run(graph, "load", fix, bad, "--quiet") == 3
    assert "Not read: bad.ru: CLEAR is none of the operations" in capsys.readouterr().err
    assert run(graph, "load", bad, "--quiet") == 4
    assert "bad.ru: CLEAR is none of the operations" in capsys.readouterr().err
    assert run(graph, "load", fix, "--quiet") == 0
    assert "Rows read 2 = loaded 2 + rejected 0." in capsys.readouterr().err
    assert run(graph, "info") == 0
    listed = capsys.readouterr().out
    assert re.search(r"fix\.ru +2 +2 +0", listed) and "bad.ru" not in listed
    assert run(graph, "unload", "fix.ru", "--quiet") == 0
    assert graph.ends() == ["2031-05-04", "2031-05-05"]


def test_an_update_comes_from_standard_input_and_archives(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (graph.path / "stream").open("wb") as stream:
        stream.write(FIX.encode())
    with (graph.path / "stream").open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        assert run(graph, "load", "-", "--name", "fix.ru", "--quiet") == 0
    assert "2031-05-06" in graph.ends()
    zipped = graph.path / "more.ru.gz"
    zipped.write_bytes(gzip.compress(proved(f"{EDITION} cvn:durationDays 4").encode()))
    assert run(graph, "load", str(zipped), "--quiet") == 0
    assert graph.values("cvn:durationDays") == ["4"]
