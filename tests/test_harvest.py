"""Harvests of a real endpoint that holds an extract in the shape of Wikidata's."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from convenor.cli import main
from convenor.graph.knowledge import open_graph
from convenor.graph.resolve.judgements import Judgements
from convenor.graph.resolve.resolver import make_resolver
from convenor.loaders.graphs.reading import read_graph
from convenor.loaders.harvest.answers import quad_lines
from convenor.loaders.harvest.journal import open_journal
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.loaders.records.report import Report
from convenor.loaders.text.output.known import KnownThings
from convenor.ontology.errors import BusyError, InputError
from convenor.ontology.model import Edition, Organization, Participation, Series, Source
from convenor.queries.catalogue import load_folder

from .pretenders import Handler, sends, serving

EXTRACT = Path(__file__).with_name("wikidata.ttl")
ENTITY = "http://www.wikidata.org/entity/"
SCHEMA = "https://schema.org/"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An oxigraph server in a process of its own with the extract in it."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    program = Path(sys.executable).with_name("oxigraph")
    server = subprocess.Popen(
        [program, "serve", "--bind", place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        send = urllib.request.Request(
            f"http://{place}/store?default",
            EXTRACT.read_bytes(),
            {"Content-Type": "text/turtle"},
            method="POST",
        )
        for _ in range(100):
            try:
                urllib.request.urlopen(send).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://{place}/query"
    finally:
        server.kill()
        server.wait()


def command(endpoint: str, into: Path, *more: str) -> list[str]:
    what = () if "--query" in more else ("--mapping", "wikidata")
    options = ("--allow-private", "--quiet", "--delay", "0", "--timeout", "20")
    return ["harvest", endpoint, *what, "--into", str(into), *options, *more]


def facts(file: Path) -> set[tuple[str, str, str]]:
    """What a file says, without the names of vocabularies; each in the graph of its subject."""
    found = set()
    for quad in parse(path=file, format=RdfFormat.N_QUADS):
        assert quad.graph_name == quad.subject
        subject = str(quad.subject.value).removeprefix(ENTITY)
        value = getattr(quad.object, "value", "").removeprefix(ENTITY)
        found.add((subject, quad.predicate.value.rpartition("/")[2], value))
    return found


@pytest.fixture(scope="module")
def whole(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("harvest") / "fairs.nq"
    assert main(command(endpoint, file)) == 0
    return file


def test_wikidata_comes_in_terms_of_schema_org(whole: Path) -> None:
    said = facts(whole)
    series = {thing for thing, name, value in said if value == f"{SCHEMA}EventSeries"}
    editions = {thing for thing, name, value in said if value == f"{SCHEMA}Event"}
    assert series == {"Q900001", "Q900002"}
    assert editions == {"Q900003", "Q900011", "Q900012", "Q900013", "Q900021", "Q900022"}
    fair = {(name, value) for thing, name, value in said if thing == "Q900011"}
    assert fair >= {
        ("superEvent", "Q900001"),
        ("eventNumber", "1"),
        ("organizer", "Q900101"),
        ("organizer", "Q900102"),
        ("sponsor", "Q900103"),
        ("location", "Q900201"),
        ("sameAs", "Q900011"),
        ("name", "2031年湖畔机器人展"),
    }
    assert ("Q900101", "parentOrganization", "Q900104") in said
    bodies = {thing for thing, _, value in said if value == f"{SCHEMA}Organization"}
    assert bodies == {"Q900101", "Q900102", "Q900103"}
    assert ("Q900012", "organizer", "Q900302") in said  # who may be a person has no class
    assert ("Q900201", "containedInPlace", "Q900202") in said
    assert ("Q900202", "containedInPlace", "Q900203") in said
    assert ("Q900203", "containedInPlace", "Q900203") not in said
    assert ("Q900021", "attendee", "Q900103") in said
    assert not {value for _, _, value in said} & {"Seerobotermesse", "Paintings of Lakes"}
    assert not [value for thing, name, value in said if (thing, name) == ("Q900022", "organizer")]


def test_dates_are_as_precise_as_they_are_stated(whole: Path) -> None:
    dates = {
        (quad.subject.value.removeprefix(ENTITY), quad.predicate.value.removeprefix(SCHEMA)): (
            quad.object.value,
            quad.object.datatype.value.rpartition("#")[2],
        )
        for quad in parse(path=whole, format=RdfFormat.N_QUADS)
        if isinstance(quad.object, Literal) and quad.predicate.value.endswith("Date")
        if isinstance(quad.subject, NamedNode)
    }
    assert dates == {
        ("Q900011", "startDate"): ("2031-05-02", "date"),
        ("Q900011", "endDate"): ("2031-05-05", "date"),
        ("Q900012", "startDate"): ("2032-05", "gYearMonth"),
        ("Q900013", "startDate"): ("2033", "gYear"),
        ("Q900021", "startDate"): ("2031", "gYear"),
        ("Q900022", "startDate"): ("2032-09-10", "date"),
    }


def test_editions_organizers_and_places_are_read_with_evidence(whole: Path, tmp_path: Path) -> None:
    report = Report()
    resolver = make_resolver(Judgements(tmp_path / "judgements"), [])
    (source,) = find_inputs([str(whole)], suffixes=SUFFIXES.keys())
    records = list(read_graph(source, resolver, KnownThings(), report))
    pages = {record.id: record.url for record in records if isinstance(record, Source)}
    for record in records:
        assert (pages[record.evidence.source or ""] or "").startswith(f"{ENTITY}Q900")
        assert record.evidence.fragment.startswith("line=")
    editions = {
        (pages[record.evidence.source or ""] or "").removeprefix(ENTITY): record
        for record in records
        if isinstance(record, Edition)
    }
    assert len(editions) == 6
    fair = editions["Q900011"]
    assert (fair.year, fair.ordinal, fair.start, fair.end) == (2031, 1, "2031-05-02", "2031-05-05")
    assert fair.venue and fair.venue.value in ("Lake Hall", "湖畔展馆")
    assert [editions[each].start for each in ("Q900012", "Q900013")] == ["2032-05", "2033"]
    series = {record.id: record for record in records if isinstance(record, Series)}
    assert "Lake Robotics Fair" in {name.value for name in series[fair.series or ""].names}
    bodies = {record.id: record for record in records if isinstance(record, Organization)}
    parts = {
        (record.edition, bodies[record.body].names[0].value, record.as_stated)
        for record in records
        if isinstance(record, Participation)
    }
    assert {(name, role) for edition, name, role in parts if edition == fair.id} == {
        ("Lake Office", "organizer"),
        ("Hill Society", "organizer"),
        ("Valley Works", "sponsor"),
    }
    assert not [name for _, name, _ in parts if name == "Somebody"]


def test_a_harvest_that_is_complete_is_loaded_by_the_same_command(
    endpoint: str, whole: Path, tmp_path: Path
) -> None:
    before = whole.read_bytes()
    store = str(tmp_path / "graph")
    assert main(command(endpoint, whole, "--load", "--store", store)) == 0
    assert whole.read_bytes() == before
    with open_graph(store) as graph:
        facts = graph.explain("Lake Robotics Fair 2031").facts
    organizers = {fact.value_label: fact for fact in facts if fact.predicate_label == "organizer"}
    assert organizers.keys() == {"Lake Office", "Hill Society"}
    assert {fact.value_label for fact in facts if fact.predicate_label == "start"} == {"2031-05-02"}
    (statement,) = organizers["Lake Office"].statements
    assert statement.url == f"{ENTITY}Q900011" and statement.passages


def test_pages_of_any_size_give_the_same_bytes(endpoint: str, whole: Path, tmp_path: Path) -> None:
    for size in ("1", "3"):
        file = tmp_path / f"{size}.nq"
        assert main(command(endpoint, file, "--page", size)) == 0
        assert file.read_bytes() == whole.read_bytes()
        assert not (tmp_path / f"{size}.nq.part").exists()


def test_a_harvest_that_is_killed_goes_on(endpoint: str, whole: Path, tmp_path: Path) -> None:
    file = tmp_path / "fairs.nq"
    note = tmp_path / "fairs.nq.journal"
    done = 0
    for _ in range(2):
        begun = subprocess.Popen(
            [
                *(sys.executable, "-m", "convenor.cli"),
                *command(endpoint, file, "--page", "1", "--delay", "0.03"),
            ]
        )
        while begun.poll() is None and (
            not note.exists() or json.loads(note.read_text())["things"] <= done
        ):
            time.sleep(0.005)
        assert begun.poll() is None, "it ended before it could be killed"
        os.kill(begun.pid, signal.SIGKILL)
        begun.wait()
        done = json.loads(note.read_text())["things"]
        assert 0 < done < 8 and not file.exists()
    assert main(command(endpoint, file)) == 0
    assert file.read_bytes() == whole.read_bytes()


def test_what_a_killed_harvest_wrote_too_much_is_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    with open_journal(file, "here", "query", 10) as journal:
        journal.progress.last = "a"
        journal.add(["a\n", "c\n"])
        with pytest.raises(BusyError), open_journal(file, "here", "query", 10):
            pass
    with (tmp_path / "x.nq.part").open("ab") as part:
        part.write(b"half a li")
    (tmp_path / "x.nq.journal.new").write_text('{"endpo')
    with open_journal(file, "here", "query", 10) as journal:
        assert journal.progress.last == "a"
        journal.add(["b\n", "c\n"])
        journal.progress.complete = True
        journal.save()  # and killed before the pages are merged
    with open_journal(file, "here", "query", 10) as journal:
        assert journal.progress.complete and not journal.is_done
        journal.finish()
    assert file.read_text() == "a\nb\nc\n"
    with open_journal(file, "here", "query", 10) as journal:
        assert journal.is_done and journal.progress.lines == 3


def test_another_harvest_into_the_same_file_is_refused(
    endpoint: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "x.nq"
    with open_journal(file, "http://127.0.0.1:1/query", "other", 10) as journal:
        journal.add(["a\n"])
    assert main(command(endpoint, file)) == 4
    assert "begun with another endpoint: http://127.0.0.1:1/query" in capsys.readouterr().err
    with (
        pytest.raises(InputError, match="another query"),
        open_journal(file, "http://127.0.0.1:1/query", "new", 10),
    ):
        pass
    (tmp_path / "x.nq.journal").write_text("{")
    assert main(command(endpoint, file)) == 4
    assert "cannot be read" in capsys.readouterr().err
    mine = tmp_path / "mine.nq"
    mine.write_text("")
    assert main(command(endpoint, mine)) == 4
    assert "is there already" in capsys.readouterr().err


def forwarded(handler: Handler, endpoint: str) -> tuple[bytes, str]:
    """The answer of the real endpoint to a request, and its media type."""
    wanted = {name: handler.headers[name] for name in ("Accept", "Content-Type")}
    with urllib.request.urlopen(urllib.request.Request(endpoint, handler.body, wanted)) as answer:
        return answer.read(), answer.headers["Content-Type"]


def test_an_endpoint_that_is_slow_is_asked_for_less(
    endpoint: str, whole: Path, tmp_path: Path, capsys: Capture
) -> None:
    sizes = []

    def slow(handler: Handler) -> None:
        things = parse_qs(handler.body.decode())["query"][0].count(f"<{ENTITY}Q9")
        body, kind = forwarded(handler, endpoint)
        sizes.append(things)
        if things > 5:
            sends(b"TimeoutException", 500)(handler)
        elif things > 3:  # what had begun well breaks off
            sends(body[: len(body) // 2] + b"\njava.lang.Exception", Content_Type=kind)(handler)
        elif things > 2:
            sends(body, Content_Type=kind, X_SPARQL_MaxRows="1")(handler)
        else:
            sends(body, Content_Type=kind)(handler)

    with serving({"/sparql": slow}) as (base, _):
        assert main(command(f"{base}/sparql", tmp_path / "x.nq", "--page", "8")) == 0
    assert (tmp_path / "x.nq").read_bytes() == whole.read_bytes()
    assert {8, 4, 2} <= set(sizes)


def test_an_endpoint_that_never_answers_is_given_up(tmp_path: Path, capsys: Capture) -> None:
    answers = {
        "/broken": sends(b"no", 500),
        "/page": sends(b"<html>", Content_Type="text/html"),
        "/wrong": sends(b"syntax error", 400),
    }
    with serving(answers) as (base, handler):
        for path in answers:
            file = tmp_path / f"{path[1:]}.nq"
            assert main(command(base + path, file, "--page", "4")) == 4
            assert "goes on from here" in capsys.readouterr().err
            assert not file.exists()
        counts = [[path for path, *_ in handler.asked].count(path) for path in answers]
        assert counts == [5, 1, 1]  # of 4, 2 and, three times, 1 thing


def test_rows_that_a_server_caps_are_all_fetched(endpoint: str, tmp_path: Path) -> None:
    query = tmp_path / "labels.rq"
    query.write_text(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?thing ?names_en WHERE {\n"
        '  ?thing rdfs:label ?names_en FILTER(LANG(?names_en) = "en")\n'
        "}\nORDER BY ?thing"
    )

    def capped(handler: Handler) -> None:
        body, kind = forwarded(handler, endpoint)
        rows = json.loads(body)
        rows["results"]["bindings"] = rows["results"]["bindings"][:2]
        sends(json.dumps(rows).encode(), Content_Type=kind)(handler)

    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert main(command(endpoint, one, "--query", str(query))) == 0
    with serving({"/sparql": capped}) as (base, _):
        assert main(command(f"{base}/sparql", two, "--query", str(query), "--page", "5")) == 0
    assert one.read_bytes() == two.read_bytes()
    rows = [json.loads(line) for line in one.read_text("utf-8").splitlines()]
    assert {"thing": f"{ENTITY}Q900101", "names_en": "Lake Office"} in rows
    assert len(rows) == 17


def test_an_endpoint_that_does_not_go_on_is_given_up(
    endpoint: str, tmp_path: Path, capsys: Capture
) -> None:
    answers = {
        "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s": "gives the same again",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o": "gives the same again",
    }

    def stuck(handler: Handler) -> None:
        handler.body = re.sub(rb"OFFSET(?:\+|%20)\d+", b"OFFSET+0", handler.body)
        body, kind = forwarded(handler, endpoint)
        sends(body, Content_Type=kind)(handler)

    for number, (text, reason) in enumerate(answers.items()):
        (tmp_path / "q.rq").write_text(text)
        file = tmp_path / f"{number}.{'jsonl' if text[0] == 'S' else 'nq'}"
        with serving({"/sparql": stuck}) as (base, handler):
            more = ("--query", str(tmp_path / "q.rq"), "--page", "3")
            assert main(command(f"{base}/sparql", file, *more)) == 4
            assert reason in capsys.readouterr().err and len(handler.asked) == 2


def test_rows_are_loaded_by_the_mapping_that_comes_with_them(endpoint: str, tmp_path: Path) -> None:
    keys, query = tmp_path / "keys.rq", tmp_path / "bodies.rq"
    keys.write_text(
        "PREFIX wdt: <http://www.wikidata.org/prop/direct/>\n"
        "SELECT DISTINCT ?after ?thing WHERE {\n"
        "  ?event wdt:P664|wdt:P859 ?thing FILTER(STR(?thing) > ?after)\n"
        "}\nORDER BY STR(?thing)"
    )
    query.write_text(
        "#+ record: organization\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?id ?names_en ?names_zh ?unused WHERE {\n"
        '  VALUES ?thing { } ?thing rdfs:label ?names_en FILTER(LANG(?names_en) = "en")\n'
        '  OPTIONAL { ?thing rdfs:label ?names_zh FILTER(LANG(?names_zh) = "zh") }\n'
        '  BIND(LCASE(REPLACE(STR(?thing), "^.*/", "")) AS ?id) BIND(1 AS ?unused)\n'
        "}"
    )
    file = tmp_path / "bodies.jsonl"
    store = str(tmp_path / "graph")
    more = ("--query", str(query), "--keys", str(keys), "--load", "--store", store, "--page", "2")
    assert main(command(endpoint, file, *more)) == 0
    with open_graph(store) as graph:
        found = graph.explain("Lake Office")
        names = {fact.value.value for fact in found.facts if isinstance(fact.value, Literal)}
        assert names == {"Lake Office", "湖办"}


@pytest.mark.parametrize(
    ("query", "keys", "reason"),
    [
        ("ASK { ?s ?p ?o }", None, "is ASK"),
        ("DELETE WHERE { ?s ?p ?o }", None, "is no query"),
        ("SELECT ?s WHERE { ?s ?p ?o }", None, "has no order"),
        ("SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 5", None, "has a LIMIT"),
        ("SELECT ?s WHERE { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", None, "has no order"),
        ("SELECT ?s WHERE { ?s ?p ?o }", "SELECT ?thing { ?thing ?p ?o } ORDER BY ?thing", "list"),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }",
            "SELECT ?after ?thing { ?thing ?p ?o FILTER(STR(?thing) > ?after) } ORDER BY ?thing",
            "where its things come in",
        ),
    ],
)
def test_queries_that_cannot_be_paged_are_refused(
    query: str, keys: str | None, reason: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "q.rq").write_text(query)
    more = ["--query", str(tmp_path / "q.rq")]
    if keys:
        (tmp_path / "k.rq").write_text(keys)
        more += ["--keys", str(tmp_path / "k.rq")]
    assert main(command("http://127.0.0.1:1/", tmp_path / "x.jsonl", *more)) == 4
    assert reason in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) in (["q.rq"], ["k.rq", "q.rq"])


def test_the_queries_that_come_along_name_only_ids_that_were_verified() -> None:
    known = "Q57305 Q625994 Q2020153 Q15900647 Q47258130 Q15275719 Q27968055".split()
    known += "P31 P279 P179 P393 P580 P582 P585 P276 P131 P17 P664 P859 P710 P749".split()
    known += "P159 P355 P856 P1448 P1813 P1545".split()
    queries = load_folder("harvest")
    used = {found for query in queries for found in re.findall(r":([PQ]\d+)\b", query.text)}
    assert used == set(known)


def test_blank_nodes_have_names_made_of_what_is_said_of_them() -> None:
    page, says, name = NamedNode("http://x/1"), NamedNode("http://x/says"), NamedNode("http://x/n")

    def answer(*labels: str) -> list[str]:
        one, two, loose = map(BlankNode, labels)
        triples = [
            Triple(page, says, one),
            Triple(one, says, two),
            Triple(two, name, Literal("deep\nline")),
            Triple(loose, name, Literal("loose")),
        ]
        return quad_lines(triples, "http://endpoint/")

    assert answer("a", "b", "c") == answer("z", "y", "x")
    assert len(answer("a", "b", "c")) == 4
    assert [
        line for line in answer("a", "b", "c") if "<http://endpoint/>" in line and "loose" in line
    ]
    circle = [
        Triple(page, says, BlankNode("a")),
        Triple(BlankNode("a"), says, BlankNode("b")),
        Triple(BlankNode("b"), says, BlankNode("a")),
    ]
    with pytest.raises(InputError, match="without end"):
        quad_lines(circle, "http://endpoint/")
