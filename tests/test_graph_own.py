"""RDF in our own terms: a release loaded again is the same graph; the gate is that of updates."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from convenor.cli import main
from convenor.graph.build import build, load, unload
from convenor.graph.canonical import Canonical
from convenor.graph.change import Settings, Summary
from convenor.graph.export.release import ReleaseSettings, export
from convenor.graph.export.selection import Selection
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.own import Files, is_ours, read_statements
from convenor.graph.statistics import Statistics
from convenor.loaders.inputs import SUFFIXES, Input, find_inputs
from convenor.loaders.records.report import Report
from convenor.ontology.errors import CheckError, ConvenorError, InputError
from convenor.ontology.iris import Iris

from .conftest import SMALL, write_tables

BASE = "https://w3id.org/convenor/"
EDITION = f"<{BASE}id/edition/lake-fair-2031>"
PAPER = f"<{BASE}source/paper>"
CLAIMS = f"<{BASE}source/paper/claims>"
LINK = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
END = (
    f'{EDITION} <https://schema.org/endDate> "2031-05-06"^^<http://www.w3.org/2001/XMLSchema#date>'
)
PROOF = f"{EDITION} {LINK} <{BASE}source/file/letter.csv#row=2> {CLAIMS} .\n"
FILE = f"<{BASE}source/file/editions.csv>"
GRAPHS = {"nquads": "graph.nq", "trig": "graph.trig", "jsonld": "graph.jsonld"}


def statistics(folder: Path) -> Statistics:
    with GraphFolder(folder).reading() as (version, _):
        return Canonical(version.path).statistics()


def stated(graph: KnowledgeGraph) -> list[tuple[str, str, list[str]]]:
    """What is stated of an edition, and by whom."""
    return [
        (fact.predicate, str(fact.value), [each.source for each in fact.statements])
        for fact in graph.explain("wmc-2023").facts
    ]


def unread(folder: Path, name: str, text: str | bytes) -> str:
    """Why a file cannot be read."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "scratch").mkdir()
    files: Files = {FILE[1:-1]: ()}
    with pytest.raises(InputError) as caught:
        read_statements(Input(name, folder / name), Iris(), files, (), folder / "scratch")
    assert caught.value.next_step
    return str(caught.value)


@dataclass
class Small:
    """A small graph of its own, and files beside it."""

    path: Path

    @property
    def folder(self) -> GraphFolder:
        return GraphFolder(self.path / "graph")

    def load(
        self,
        text: str | bytes,
        name: str = "partner.nq",
        run: Callable[..., Summary] = load,
        settings: Settings | None = None,
    ) -> Summary:
        path = self.path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run(self.folder, find_inputs([str(path)], None, SUFFIXES), settings)

    def refused(self, text: str | bytes, name: str = "partner.nq") -> str:
        """Why a file is not loaded; the graph stays as it was."""
        before = statistics(self.path / "graph")
        with pytest.raises(ConvenorError) as caught:
            self.load(text, name)
        assert statistics(self.path / "graph") == before
        assert caught.value.next_step or "\n" in caught.value.message
        return str(caught.value)

    def rows(self) -> dict[str, dict[str, int]]:
        with self.folder.reading() as (version, _):
            return {entry["name"]: entry["rows"] for entry in version.manifest()["inputs"]}


@pytest.fixture
def graph(tmp_path: Path, small: Path) -> Small:
    shutil.copytree(small, tmp_path / "graph", symlinks=True)
    return Small(tmp_path)


@pytest.fixture(scope="module")
def release(bundled_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the bundled graph in all formats of RDF, packed."""
    folder = tmp_path_factory.mktemp("release") / "release"
    formats = (*GRAPHS, "turtle", "rdfxml", "reifiers", "nanopublications", "labels")
    export(bundled_graph, folder, ReleaseSettings(formats, compression="gz"))
    return folder


@pytest.fixture(scope="module")
def reloaded(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The graph that each of the formats gives."""
    folder = tmp_path_factory.mktemp("reloaded")
    for name, file in GRAPHS.items():
        build(
            GraphFolder(folder / name), find_inputs([str(release / f"{file}.gz")], None, SUFFIXES)
        )
    return {name: folder / name for name in GRAPHS}


@pytest.fixture(scope="module")
def small_quads(small: Path) -> str:
    with GraphFolder(small).reading() as (version, _):
        return b"".join(Canonical(version.path).lines()).decode()


@pytest.mark.parametrize("name", GRAPHS)
def test_a_release_loaded_again_is_the_same_graph(
    name: str, reloaded: Mapping[str, Path], bundled: Path
) -> None:
    before, after = statistics(bundled), statistics(reloaded[name])
    assert after.graphs == before.graphs  # triples and canonical hash of each named graph
    assert after == before  # and of the whole


def test_rows_are_quads_of_sources_and_claims(
    reloaded: Mapping[str, Path], bundled_graph: KnowledgeGraph
) -> None:
    with GraphFolder(reloaded["nquads"]).reading() as (version, _):
        (entry,) = version.manifest()["inputs"]
    made = ("", f"{BASE}ontology", f"{BASE}source/authority/", f"{BASE}source/derived/")
    graphs = statistics(reloaded["nquads"]).graphs
    rows = sum(
        graphs[iri].triples
        for iri in graphs
        if iri not in made[:2] and not iri.startswith(made[2:])
    )
    assert entry["name"] == "graph.nq"
    assert entry["rows"] == {"read": rows, "loaded": rows, "rejected": 0}
    assert f"{BASE}source/prn-20230925-wmc" in entry["sources"]
    assert f"{BASE}source/file/graph.nq" not in entry["sources"]


def test_what_explains_a_fact_without_the_file_is_the_address_of_its_row(
    reloaded: Mapping[str, Path], bundled_graph: KnowledgeGraph
) -> None:
    def passages(graph: KnowledgeGraph) -> list[tuple[str, str]]:
        found = graph.explain("wmc-2023")
        return [
            (passage.file, passage.fragment)
            for fact in found.facts
            for statement in fact.statements
            for passage in statement.passages
        ]

    with open_graph(reloaded["jsonld"]) as graph:
        again = passages(graph)
    assert again and again == passages(bundled_graph)


def test_a_release_beside_the_tables_it_was_made_of_changes_nothing(
    graph: Small, small_quads: str
) -> None:
    before = statistics(graph.path / "graph")
    graph.load(small_quads)
    assert statistics(graph.path / "graph") == before


def test_the_tables_of_a_release_can_be_taken_out_and_it_stays(
    graph: Small, small_quads: str
) -> None:
    before = statistics(graph.path / "graph")
    graph.load(small_quads)
    unload(graph.folder, [f"{name}.csv" for name in SMALL])
    assert statistics(graph.path / "graph") == before
    assert list(graph.rows()) == ["partner.nq"]


def test_a_file_of_the_same_name_takes_the_place_of_the_first(graph: Small) -> None:
    before = statistics(graph.path / "graph").sha256
    graph.load(f"{END} {PAPER} .\n{PROOF}")
    first = statistics(graph.path / "graph").sha256
    summary = graph.load(f"{END.replace('-06', '-07')} {PAPER} .\n{PROOF}")
    assert summary.replaced == ("partner.nq",)
    assert len({before, first, statistics(graph.path / "graph").sha256}) == 3
    unload(graph.folder, ["partner.nq"])
    assert statistics(graph.path / "graph").sha256 == before


def test_a_broken_file_does_not_take_the_place_of_one_that_is_there(graph: Small) -> None:
    graph.load(f"{END} {PAPER} .\n{PROOF}")
    assert "partner.nq, line 2" in graph.refused(f"{END} {PAPER} .\n<broken")


def test_a_source_of_a_file_stays_out_until_it_is_loaded_again(graph: Small) -> None:
    graph.load(f"{END} {PAPER} .\n{PROOF}")
    unload(graph.folder, ["paper"])
    assert f"{BASE}source/paper" not in statistics(graph.path / "graph").graphs


def test_a_quad_that_stands_twice_is_one_row(graph: Small) -> None:
    graph.load(f"{END} {PAPER} .\n{PROOF}{END} {PAPER} .\n")
    assert graph.rows()["partner.nq"] == {"read": 2, "loaded": 2, "rejected": 0}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{END.replace('-06', '-09')} .\n", "default graph, which is made of what sources state"),
        (f"{END} <{BASE}id/x> .\n", "no graph of a source or its claims"),
        (f"{END} <https://example.org/source/paper> .\n", "build a graph with --base"),
        (f"_:b {TYPE} {EDITION} {PAPER} .\n", "a blank node"),
        (f"{EDITION} {TYPE} _:b {PAPER} .\n", "a blank node"),
        (f"{END} _:graph .\n", "no graph of a source"),
        (f"{EDITION} {TYPE} <<( {END} )>> {PAPER} .\n", "a triple term"),
        (f'{FILE} <{BASE}ontology#byteSize> "1" {FILE} .\n', "which is a loaded file"),
    ],
)
def test_what_no_update_may_write_no_file_may(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in unread(tmp_path, "a.nq", f"{END} {PAPER} .\n{END} .\n{PROOF}{text}")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{END} {PAPER} .\n", "states facts without evidence"),
        (f"{END} {PAPER} .\n{PROOF}".replace("2031>", "2099>"), "what nothing describes"),
    ],
)
def test_facts_need_evidence_and_a_class(graph: Small, text: str, reason: str) -> None:
    assert reason in graph.refused(text)


def test_a_fact_may_hang_on_what_its_source_describes(graph: Small) -> None:
    part = f"<{BASE}id/participation/lake-fair-2031~hill-office~supporter>"
    body, role = f"<{BASE}id/organization/hill-office>", f"<{BASE}concept/role/supporter>"
    m8g, source = "http://data.europa.eu/m8g/", f"<{BASE}source/letter>"
    claims = f"<{BASE}source/letter/claims>"
    row = f"<{BASE}source/file/letter.csv#row=2>"
    lines = [
        f"<{BASE}source/letter> {TYPE} <{BASE}ontology#Source> {source} .",
        f"<{BASE}source/letter> {LINK} {row} {claims} .",
        f"{EDITION} <{m8g}hasParticipation> {part} {source} .",
        f"{EDITION} <https://schema.org/sponsor> {body} {source} .",
        f"{part} {TYPE} <{m8g}Participation> {source} .",
        f"{part} <{m8g}hasParticipant> {body} {source} .",
        f"{part} <{m8g}role> {role} {source} .",
        f"{part} {LINK} {row} {claims} .",
    ]
    assert graph.load("\n".join(lines) + "\n").quads
    # The participation says sponsor, so nothing says organizer.
    wrong = "\n".join(lines).replace("org/sponsor>", "org/organizer>")
    assert "without evidence" in graph.refused(wrong + "\n")


def test_what_another_version_wrote_to_graphs_of_builds_is_rejected_and_told(
    graph: Small,
) -> None:
    report = Report()
    old = f"<{BASE}concept/role/old> {TYPE} {EDITION} <{BASE}ontology> .\n"
    graph.load(f"{END} {PAPER} .\n{PROOF}{old}", settings=Settings(report=report))
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (3, 2, 1)
    assert "concept/role/old" in str(report.errors[0]) and "[made-by-builds]" in str(
        report.errors[0]
    )


def test_a_part_of_a_graph_can_be_loaded(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    chosen = Selection(series=("wmc",))
    export(bundled_graph, tmp_path / "part", ReleaseSettings(("nquads",), selection=chosen))
    inputs = find_inputs([str(tmp_path / "part" / "graph.nq")], None, SUFFIXES)
    build(GraphFolder(tmp_path / "graph"), inputs)
    with open_graph(tmp_path / "graph") as graph:
        assert stated(graph) == stated(bundled_graph)


@pytest.mark.parametrize("name", ["graph.ttl", "graph.rdf", "graph-reifiers.ttl", "labels.nt"])
def test_formats_without_graphs_are_told_of_those_that_have_them(
    release: Path, name: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"has no named graph(.|\n)*graph\.nq, graph\.trig"):
        build(GraphFolder(tmp_path / "g"), find_inputs([f"{release / name}.gz"], None, SUFFIXES))


def test_the_things_of_a_class_and_nanopublications_are_no_graph(
    release: Path, tmp_path: Path
) -> None:
    for name, reason in (
        ("jsonld/edition.jsonld", "no named graph of a source"),
        ("nanopublications.trig", "-head>, which is no graph"),
    ):
        with pytest.raises(InputError, match=reason):
            build(
                GraphFolder(tmp_path / "g"), find_inputs([f"{release / name}.gz"], None, SUFFIXES)
            )


HEAD = '{"@context": {"cvn": "https://w3id.org/convenor/ontology#"}, '
RDFXML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.jsonld", '{"@context": ["https://w3id.org/convenor/ontology"]}', "nothing is fetched"),
        ("a.jsonld", HEAD + '"a:b": ' + '{"a:b":' * 5000 + "1" + "}" * 5001, "200 levels deep"),
        ("a.jsonld", HEAD + '"a:b": ' + "[" * 900 + "]" * 900 + "}", "200 levels deep"),
        ("a.jsonld", HEAD + '"a:b": "', "line 1"),
        ("a.nq", f"{END} {PAPER} .\n{END} <{BASE}source/a b> .\n", "a.nq, line 2"),
        ("a.nq", f"{END} {PAPER} .\n{END} {PAPER}\n", "a.nq, line 3"),
        (
            "a.nq",
            f"{END} {PAPER} .\n{EDITION} {TYPE} {'<<( <a:a> <a:b> ' * 5000}",
            "200 levels deep",
        ),
        ("a.nq", f"{END} {PAPER} .\n".encode() + b'<a:a> <a:b> "\xff" .\n', "a.nq, line 2"),
        ("a.trig", f"{PAPER} {{ {END} ", "a.trig"),
        ("a.nq", f'{EDITION} {TYPE} "{"x" * (1 << 20)}" {PAPER} .\n', "more than 1,048,576"),
    ],
)
def test_what_is_hostile_or_broken_is_refused(
    tmp_path: Path, name: str, text: str | bytes, reason: str
) -> None:
    said = unread(tmp_path, name, text)
    assert reason in said and name in said


def test_braces_in_strings_are_no_depth(graph: Small) -> None:
    label = "{[" * 500 + '\\" \\\\'
    node = {
        "@id": f"{BASE}id/edition/lake-fair-2031",
        "http://www.w3.org/2004/02/skos/core#altLabel": label,
    }
    proof = {
        "@id": f"{BASE}id/edition/lake-fair-2031",
        LINK[1:-1]: {"@id": f"{BASE}source/file/letter.csv#row=2"},
    }
    text = json.dumps(
        [
            {"@id": f"{BASE}source/paper", "@graph": [node]},
            {"@id": f"{BASE}source/paper/claims", "@graph": [proof]},
        ]
    )
    graph.load(text, "letter.jsonld")
    with open_graph(graph.path / "graph") as opened:
        assert any(
            label == getattr(f.value, "value", "") for f in opened.explain("lake-fair-2031").facts
        )


def test_relative_iris_are_those_of_the_graph(graph: Small) -> None:
    text = """
        @prefix prov: <http://www.w3.org/ns/prov#> . @prefix schema: <https://schema.org/> .
        @prefix cvn: <https://w3id.org/convenor/ontology#> .
        <source/paper> { <id/edition/lake-fair-2031> schema:duration "P4D" }
        <source/paper/claims> {
          <id/edition/lake-fair-2031> prov:wasDerivedFrom <source/file/letter.csv#row=2>
        }"""
    graph.load(text, "letter.trig")
    assert graph.rows()["letter.trig"]["loaded"] == 2


def test_a_release_of_another_base_is_a_graph_of_that_base(tmp_path: Path) -> None:
    paths = write_tables(tmp_path / "in", SMALL)
    base = "https://data.example.org/fairs/"
    build(GraphFolder(tmp_path / "first"), find_inputs(paths), Settings(base=base))
    with open_graph(tmp_path / "first") as graph:
        export(graph, tmp_path / "release", ReleaseSettings(("jsonld",)))
    inputs = find_inputs([str(tmp_path / "release" / "graph.jsonld")], None, SUFFIXES)
    with pytest.raises(InputError, match="--base"):
        build(GraphFolder(tmp_path / "second"), inputs)
    build(GraphFolder(tmp_path / "second"), inputs, Settings(base=base))
    assert statistics(tmp_path / "second") == statistics(tmp_path / "first")


def test_rows_that_lose_their_file_are_not_lost_in_silence(graph: Small) -> None:
    file = f"<{BASE}source/file/more.csv>"
    graph.load(
        f'{file} <{BASE}ontology#byteSize> "1" {file} .\n'
        f"{file} {TYPE} <{BASE}ontology#InputFile> {file} .\n"
    )
    paths = write_tables(graph.path / "in", {"more": "source_id,url,publisher,published\n"})
    with pytest.raises(CheckError, match=r"partner\.nq would lose 2 of its rows"):
        load(graph.folder, find_inputs(paths))


@pytest.mark.parametrize(
    ("name", "text", "ours"),
    [
        ("a.nq", f"{END} {PAPER} .\n", True),
        ("a.ttl", "@prefix cvn: <https://w3id.org/convenor/ontology#> .", True),
        (
            "a.jsonld",
            '{"@id": "https:\\/\\/w3id.org\\/convenor\\/source\\/paper", "@graph": []}',
            True,
        ),
        ("a.nq", '<a:a> <https://schema.org/name> "x" <https://example.org/page> .\n', False),
        (
            "a.jsonld",
            '{"@context": "https://schema.org/", "@id": "https://w3id.org/convenor/id/edition/x"}',
            False,
        ),
    ],
)
def test_the_head_of_a_file_tells_whose_terms_it_is_in(
    tmp_path: Path, name: str, text: str, ours: bool
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert is_ours(Input(name, tmp_path / name), Iris()) is ours


def test_a_release_is_loaded_and_told_on_the_command_line(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(tmp_path / "graph")
    assert main(["build", "--store", store, "--quiet", str(release / "graph.nq.gz")]) == 0
    assert "rejected 0" in capsys.readouterr().err
    assert main(["info", "--store", store]) == 0
    assert "graph.nq" in capsys.readouterr().out
