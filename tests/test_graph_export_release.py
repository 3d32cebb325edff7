"""A release: whole or not at all, the same each time, and readable by others."""

from __future__ import annotations

import csv
import fcntl
import gzip
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import zstandard
from rdflib import DCAT, DCTERMS, RDF, VOID
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from convenor.cli import main
from convenor.graph.build import build
from convenor.graph.export.formats import FORMATS
from convenor.graph.export.release import Release, ReleaseSettings, export
from convenor.graph.export.selection import Selection
from convenor.graph.export.statements import second
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import (
    BusyError,
    InputError,
    MissingExtraError,
    SettingError,
    StoreError,
)

from .conftest import SMALL, write_tables
from .server import Server

SHARED = Path(__file__).parents[2] / "shared" / "conformance" / "dataset_check.py"
ALL = ReleaseSettings(formats=tuple(FORMATS))
QUADS = ("graph.nq", "graph.trig", "graph.jsonld")
TRIPLES = ("graph.ttl", "graph.rdf")
NAMES = {
    "graph.nq": "nquads",
    "graph.trig": "trig",
    "graph.jsonld": "json-ld",
    "graph.ttl": "turtle",
    "graph.rdf": "xml",
    "dataset.ttl": "turtle",
    "shapes.ttl": "turtle",
    "vocabulary.ttl": "turtle",
}


@pytest.fixture(scope="module")
def released(bundled_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the bundled graph in all formats."""
    return export(bundled_graph, tmp_path_factory.mktemp("release") / "all", ALL)


@pytest.fixture
def graph(small: Path) -> Iterator[KnowledgeGraph]:
    """The small graph, open."""
    with open_graph(small) as opened:
        yield opened


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def parsed(path: Path) -> list[ox.Quad]:
    format_ = ox.RdfFormat.from_extension(path.suffix[1:])
    assert format_ is not None
    return list(ox.parse(path=path, format=format_))


def canonical(quads: list[ox.Quad]) -> str:
    """RDFC-1.0 as the engine has it."""
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n".encode() for quad in found)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def by_rdflib(path: Path, name: str) -> list[ox.Quad]:
    """What rdflib reads, as the engine writes it."""
    data = rdflib.Dataset()
    data.parse(path, format=name)
    found = []
    for graph in data.graphs():
        own = graph.identifier == DATASET_DEFAULT_GRAPH_ID
        here = ox.DefaultGraph() if own else ox.NamedNode(str(graph.identifier))
        triples = ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
        found += [ox.Quad(t.subject, t.predicate, t.object, here) for t in triples]
    return found


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own parsers
@pytest.mark.parametrize("name", NAMES)
def test_rdflib_and_pyoxigraph_read_the_same_of_every_file(released: Release, name: str) -> None:
    ours = parsed(released.folder / name)
    assert canonical(by_rdflib(released.folder / name, NAMES[name])) == canonical(ours)
    if name in QUADS:
        assert canonical(ours) == released.statistics.sha256
    if name in TRIPLES:
        assert canonical(ours) == released.statistics.graphs[""].sha256


def test_sums_and_hashes_are_those_of_the_files(released: Release) -> None:
    sums = (released.folder / "SHA256SUMS").read_text("utf-8")
    told = {name: sum_ for sum_, name in (line.split("  ") for line in sums.splitlines())}
    found = contents(released.folder)
    found.pop("SHA256SUMS")
    assert told == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    with (released.folder / "hashes.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["graph"]: row for row in csv.DictReader(file)}
    quads = parsed(released.folder / "graph.nq")
    for name in list(rows)[:: len(rows) // 8]:
        here = ox.NamedNode(name) if name else ox.DefaultGraph()
        triples = [quad.triple for quad in quads if quad.graph_name == here]
        digest = canonical([ox.Quad(t.subject, t.predicate, t.object) for t in triples])
        assert (rows[name]["sha256"], int(rows[name]["triples"])) == (digest, len(triples))


def test_two_runs_are_byte_identical(
    released: Release, bundled_graph: KnowledgeGraph, tmp_path: Path
) -> None:
    again = export(bundled_graph, tmp_path / "again", ALL)
    assert contents(again.folder) == contents(released.folder)


def test_another_day_changes_nothing_but_the_date(tmp_path: Path) -> None:
    inputs = find_inputs(write_tables(tmp_path / "in", SMALL))
    undated = ReleaseSettings(formats=[name for name in FORMATS if name != "nanopublications"])
    made = []
    for name in ("one", "two"):
        build(GraphFolder(tmp_path / name), inputs)
        with open_graph(tmp_path / name) as graph:
            manifest = graph.manifest
            made.append(contents(export(graph, tmp_path / f"{name}-out", undated).folder))
        for date in (second(manifest["started"]), second(manifest["ended"])):
            found = made[-1]["dataset.ttl"]
            made[-1]["dataset.ttl"] = found.replace(date.encode(), b"THEN")
    differing = {name for name in made[0] if made[0][name] != made[1][name]}
    assert made[0].keys() == made[1].keys()
    assert differing <= {"index.html", "SHA256SUMS"}
    pages = [re.sub(rb"<time .*?</time>|<code.*?</code>", b"", m["index.html"]) for m in made]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("compression", ["gz", "zst"])
def test_packed_files_hold_the_same(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compression: str
) -> None:
    plain = export(graph, tmp_path / "plain")
    settings = ReleaseSettings(compression=compression, is_checked=True)
    monkeypatch.chdir(tmp_path)
    packed = export(graph, Path("packed"), settings)
    for name in (*QUADS, *TRIPLES):
        data = unpacked(packed.folder / f"{name}.{compression}")
        assert data == (plain.folder / name).read_bytes()
    described = rdflib.Graph().parse(packed.folder / "dataset.ttl")
    packings = set(described.objects(None, DCAT.compressFormat))
    assert len(packings) == 1 and compression[:2] in str(packings)


def unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    with zstandard.open(path) as file:
        data: bytes = file.read()
    return data


def test_the_description_agrees_with_the_graph(
    released: Release, bundled_graph: KnowledgeGraph
) -> None:
    described = rdflib.Graph().parse(released.folder / "dataset.ttl")
    (dataset,) = described.objects(None, DCAT.dataset)
    assert (dataset, RDF.type, VOID.Dataset) in described
    triples = bundled_graph.store.select(
        "SELECT (COUNT(*) AS ?n) WHERE { { SELECT DISTINCT ?s ?p ?o WHERE "
        "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } } }"
    )
    (row,) = triples.rows()
    assert described.value(dataset, VOID.triples) == rdflib.Literal(int(str(row["n"])))
    for name, bytes_ in contents(released.folder).items():
        url = rdflib.URIRef(f"https://w3id.org/convenor/release/{name}")
        for distribution in described.subjects(DCAT.downloadURL, url):
            assert str(described.value(distribution, DCAT.byteSize)) == str(len(bytes_))
            checksum = described.value(
                distribution, rdflib.URIRef("http://spdx.org/rdf/terms#checksum")
            )
            value = described.value(
                checksum, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue")
            )
            assert str(value) == hashlib.sha256(bytes_).hexdigest()


@pytest.mark.skipif(not SHARED.exists(), reason="the conformance checks are not here")
def test_the_checks_of_data_sets_pass(released: Release) -> None:
    done = subprocess.run(
        [sys.executable, SHARED, "dataset.ttl", "--dump", "graph.nq"],
        cwd=released.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    failed = re.findall(r"^FAIL \w+ +(.*?):", done.stdout, re.MULTILINE)
    assert failed == ["every own resource has a label"]  # figures and participations have none


def test_the_page_tells_what_the_release_holds(released: Release) -> None:
    page = (released.folder / "index.html").read_text("utf-8")
    links = set(re.findall(r'href="([^":]+)"', page))
    assert links <= {
        path.relative_to(released.folder).as_posix() for path in released.folder.rglob("*")
    }
    assert {"graph.nq", "dataset.ttl", "SHA256SUMS"} <= links
    assert released.statistics.sha256 in page and "<script" not in page
    assert f"{released.statistics.quads:,} quads" in page


def test_a_part_is_described_as_a_part(graph: KnowledgeGraph, tmp_path: Path) -> None:
    part = export(graph, tmp_path / "part", ReleaseSettings(selection=Selection(claims=False)))
    described = rdflib.Graph().parse(part.folder / "dataset.ttl")
    whole = rdflib.URIRef("https://w3id.org/convenor/.well-known/void#dataset")
    (dataset,) = described.subjects(DCTERMS.isPartOf, whole)
    assert "without claims" in str(described.value(dataset, DCTERMS.title))
    assert part.statistics.quads == len(parsed(part.folder / "graph.nq"))


def test_a_later_release_names_the_version_before(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path / "graph")
    tables = {name: SMALL[name] for name in ("sources", "series", "editions")}
    build(folder, find_inputs(write_tables(tmp_path / "in", tables)))
    build(folder, find_inputs(write_tables(tmp_path / "in", SMALL)))
    with open_graph(folder.path) as graph:
        made = export(graph, tmp_path / "out", ReleaseSettings(formats=("turtle",)))
    described = rdflib.Graph().parse(made.folder / "dataset.ttl")
    dcat = rdflib.Namespace(str(DCAT))  # rdflib's own is that of DCAT 2
    dataset = rdflib.URIRef("https://w3id.org/convenor/.well-known/void#dataset")
    assert str(described.value(dataset, dcat.version)) == "2"
    before = described.value(dataset, dcat.previousVersion)
    assert before == dataset + "-version-1"
    assert str(described.value(before, dcat.version)) == "1"


def test_what_is_not_said_is_not_stated(graph: KnowledgeGraph, tmp_path: Path) -> None:
    made = export(graph, tmp_path / "bare")
    assert [warning.split(":")[0] for warning in made.warnings] == [
        f"The release states no {name}" for name in ("license", "publisher", "contact")
    ]
    described = rdflib.Graph().parse(made.folder / "dataset.ttl")
    assert not set(described.objects(None, DCTERMS.license))
    page = (made.folder / "index.html").read_text("utf-8")
    assert page.count("not stated") >= 3


ABOUT = """
license = "https://creativecommons.org/publicdomain/zero/1.0/"
[title]
en = "Lakes <b>and</b> fairs"
[publisher]
iri = "https://example.org/us"
name = "Us"
[contact]
name = "Desk"
email = "desk@example.org"
"""


def test_what_is_said_of_the_data_is_in_the_release(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "about.toml").write_text(ABOUT, "utf-8")
    settings = ReleaseSettings(about=tmp_path / "about.toml", site="https://data.example.org/x")
    made = export(graph, tmp_path / "said", settings)
    assert made.warnings == ()
    described = rdflib.Graph().parse(made.folder / "dataset.ttl")
    (dataset,) = described.objects(None, DCAT.dataset)
    assert str(described.value(dataset, DCTERMS.publisher)) == "https://example.org/us"
    dumps = {str(each) for each in described.objects(dataset, VOID.dataDump)}
    assert "https://data.example.org/x/graph.nq" in dumps
    page = (made.folder / "index.html").read_text("utf-8")
    assert "Lakes &lt;b&gt;and&lt;/b&gt; fairs" in page and "mailto:desk@example.org" in page


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("licence = 'https://a.example/'", "licence is not known"),
        ("license = 'free'", "license is 'free', not an IRI"),
        ("themes = 'https://a.example/'", "themes is no list"),
        ("title = 'x'", "title is no table"),
        ("[title]\nEnglish = 'x'", "title.English"),
        ("[publisher]\nname = 'x'", "publisher has no iri"),
        ("[contact]\nphone = '1'", "contact.phone"),
        ("[keywords]\nen = 'x'", "keywords.en"),
        ("title = ", "cannot read"),
    ],
)
def test_a_wrong_entry_is_named(
    graph: KnowledgeGraph, tmp_path: Path, text: str, what: str
) -> None:
    (tmp_path / "about.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as told:
        export(graph, tmp_path / "out", ReleaseSettings(about=tmp_path / "about.toml"))
    assert what in str(told.value) and "about.toml" in str(told.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_in_use_is_not_written_to(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("x", "utf-8")
    for settings in (ReleaseSettings(), ReleaseSettings(replace=True)):
        with pytest.raises(SettingError, match=r"is not empty|something else"):
            export(graph, tmp_path / "mine", settings)
    with pytest.raises(SettingError, match="is not a folder"):
        export(graph, tmp_path / "mine" / "letter")
    assert contents(tmp_path / "mine") == {"letter": b"x"}


def test_a_release_takes_the_place_of_an_old_one(graph: KnowledgeGraph, tmp_path: Path) -> None:
    export(graph, tmp_path / "out", ReleaseSettings(formats=("csv",)))
    again = ReleaseSettings(formats=("nquads",), replace=True)
    with pytest.raises(SettingError, match="is not empty"):
        export(graph, tmp_path / "out", replace(again, replace=False))
    export(graph, tmp_path / "out", again)
    assert not (tmp_path / "out" / "csv").exists() and (tmp_path / "out" / "graph.nq").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("site", ["data.example.org", "https://a b/", "https://a.example/?q=1"])
def test_an_address_that_is_none_is_refused(
    graph: KnowledgeGraph, tmp_path: Path, site: str
) -> None:
    with pytest.raises(SettingError, match="no address of a site"):
        export(graph, tmp_path / "out", ReleaseSettings(site=site))


@pytest.mark.parametrize("name", ["jinja2", "pyarrow", "zstandard"])
def test_what_is_not_installed_is_named_before_the_work(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=rf"{name}(.|\n)*convenor\[release\]"):
        export(graph, tmp_path / "out", ReleaseSettings(compression="zst"))
    assert not list(tmp_path.iterdir())


def test_what_rdflib_cannot_read_is_refused_before_the_work(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=r"RDF 1\.2"):
        export(graph, tmp_path / "out", ReleaseSettings(formats=("reifiers",), is_checked=True))
    assert not list(tmp_path.iterdir())


FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
from convenor.cli import main
sys.exit(main(["export", *sys.argv[1:], "--quiet"]))
"""


def test_a_full_disk_leaves_the_old_release_and_says_so(bundled: Path, tmp_path: Path) -> None:
    """A limit on file size stands for the full disk: writes fail in the same way."""
    out = tmp_path / "out"
    command = [sys.executable, "-c", FULL_DISK, str(out), "--store", str(bundled)]
    for before in (False, True):
        if before:
            out.mkdir()
            (out / "SHA256SUMS").write_text("old", "utf-8")
        done = subprocess.run(
            [*command, "--format", "nquads", "--replace"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 4, done.stderr
        assert "cannot write the release" in done.stderr and "Traceback" not in done.stderr
        assert [path.name for path in tmp_path.iterdir()] == (["out"] if before else [])
    assert contents(out) == {"SHA256SUMS": b"old"}


def test_a_kill_leaves_no_half_release(bundled: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    exporting = "import sys; from convenor.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", exporting, "export", str(out), "--store", str(bundled)]
    for wait in (0.3, 0.6, 0.9, 1.2, 1.5):
        with subprocess.Popen([*command, "--quiet"], stdout=subprocess.DEVNULL) as exporter:
            deadline = time.monotonic() + 60
            while not list(tmp_path.glob(".out.draft/*")) and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(wait)
            exporter.send_signal(signal.SIGKILL)
        if out.exists():  # it was quicker than the kill
            assert (out / "SHA256SUMS").exists()
            shutil.rmtree(out)
    assert main(["export", str(out), "--store", str(bundled), "--quiet", "--format", "nquads"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_kill_between_the_renames_loses_nothing(graph: KnowledgeGraph, tmp_path: Path) -> None:
    export(graph, tmp_path / ".out.old", ReleaseSettings(formats=("nquads",)))
    with pytest.raises(SettingError):
        export(graph, tmp_path / "out", ReleaseSettings(selection=Selection(years=(1900, 1901))))
    assert (tmp_path / "out" / "SHA256SUMS").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_exports_to_one_folder_do_not_meet(graph: KnowledgeGraph, tmp_path: Path) -> None:
    draft = tmp_path / ".out.draft"
    draft.mkdir()
    with pytest.raises(BusyError, match="another export"):
        lock = os.open(draft, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            export(graph, tmp_path / "out", ReleaseSettings(formats=("labels",)))
        finally:
            os.close(lock)
    export(graph, tmp_path / "out", ReleaseSettings(formats=("labels",)))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_folder_one_is_in_is_written_to(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    export(graph, Path(), ReleaseSettings(formats=("labels",)))
    assert (tmp_path / "here" / "labels.nt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_folder_that_cannot_be_made_is_told(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoreError, match="cannot write the release"):
        export(graph, tmp_path / "file" / "out")


def sample(graph: KnowledgeGraph) -> list[str]:
    """Some things of each class."""
    subjects = {quad.subject for quad in graph.store.quads()}
    iris = sorted(node.value for node in subjects if isinstance(node, ox.NamedNode))
    by_class: dict[str, list[str]] = {}
    for iri in iris:
        if class_ := graph.iris.class_of(iri):
            by_class.setdefault(class_, []).append(iri)
    return [iri for found in by_class.values() for iri in found[:: max(1, len(found) // 3)]]


def stated(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """What sources state: pages name in the default graph what has no name."""
    return [quad for quad in quads if quad.graph_name != ox.DefaultGraph()]


def about(quads: list[ox.Quad], iri: str) -> str:
    """The hash of what is said of a thing itself, graph by graph."""
    return canonical([quad for quad in quads if quad.subject == ox.NamedNode(iri)])


def test_release_endpoint_and_pages_agree(
    released: Release,
    bundled: Path,
    bundled_graph: KnowledgeGraph,
    serve: Callable[..., Server],
) -> None:
    """Counts, and the hash of what each says of some things of each class."""
    server = serve(bundled, "--release", str(released.folder))
    handed_on = parsed(released.folder / "graph.nq")
    count = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    answer = server.get("/sparql", params={"query": count}, headers={"Accept": "text/csv"})
    named = stated(handed_on)
    assert int(answer.text.split()[1]) == len(named)
    void = rdflib.Graph().parse(data=server.get("/.well-known/void").text, format="turtle")
    described = rdflib.Graph().parse(released.folder / "dataset.ttl")
    (dataset,) = described.objects(None, DCAT.dataset)
    for name in ("triples", "entities", "distinctSubjects", "properties", "classes"):
        assert void.value(dataset, VOID[name]) == described.value(dataset, VOID[name]), name
    for iri in sample(bundled_graph):
        page = server.get("/doc/" + iri.removeprefix(bundled_graph.iris.base) + ".trig")
        told = stated(ox.parse(page.content, format=ox.RdfFormat.TRIG))
        query = f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ <{iri}> ?p ?o }}"
        found = server.get("/sparql", params={"query": query}, headers={"Accept": "text/turtle"})
        asked = list(ox.parse(found.content, format=ox.RdfFormat.TURTLE))
        default = [quad for quad in handed_on if quad.graph_name == ox.DefaultGraph()]
        assert about(asked, iri) == about(default, iri)
        assert about(told, iri) == about(named, iri)


def test_a_server_publishes_the_release(
    released: Release, bundled: Path, serve: Callable[..., Server]
) -> None:
    server = serve(bundled, "--release", str(released.folder))
    page = server.get("/release/")
    assert page.headers["content-type"].startswith("text/html") and "graph.nq" in page.text
    whole = (released.folder / "graph.nq").read_bytes()
    part = server.get("/release/graph.nq", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert 'href="/release/"' in server.get("/data").text
    void = rdflib.Graph().parse(data=server.get("/.well-known/void").text, format="turtle")
    dumps = {str(each) for each in void.objects(None, VOID.dataDump)}
    assert dumps == {f"{server.url}/release/{name}" for name in (*QUADS, *TRIPLES)}
    for name in ("../conftest.py", "%2e%2e/SHA256SUMS"):
        assert server.get(f"/release/{name}").status_code == 404
