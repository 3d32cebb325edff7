"""Formats for some: reifiers, nanopublications, markup for search engines, labels."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from convenor.graph.build import build
from convenor.graph.export.content import Content
from convenor.graph.export.labels import write_labels
from convenor.graph.export.nanopublications import write_nanopublications
from convenor.graph.export.output import Output
from convenor.graph.export.reifiers import write_reifiers
from convenor.graph.export.schema_org import markup, write_schema_org
from convenor.graph.export.selection import Selection
from convenor.graph.export.statements import second
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.ontology.iris import expand

from .conftest import SMALL, write_tables

# rdflib's own parser uses what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

WIRE = """\
Lake Robotics Fair opens

HEFEI, May 2, 2031 (Lake Wire) -- The 2031 Lake Robotics Fair opened in Hefei on May 2, \
2031. The event, themed "Machines that Care", is organized by the Ministry of \
Industry and Information Technology and the Lake Office.
"""
LICENSE = "https://example.org/free"
SOURCES = (
    "source_id,url,publisher,published,license\n"
    f"news,https://example.org/news,Lake News,2031-05-01,{LICENSE}\n"
    "paper,https://example.org/paper,Paper,2031-06,\n"
)
NP = "http://www.nanopub.org/nschema#"
WRITERS = (write_labels, write_nanopublications, write_reifiers, write_schema_org)
Writer = Callable[[Content, Output], None]


def term(name: str) -> NamedNode:
    return NamedNode(expand(name))


TYPE, STATEMENT, CLAIM = term("rdf:type"), term("rdf:Statement"), term("cvn:Claim")
DERIVED, QUOTED, EXACT = term("prov:wasDerivedFrom"), term("prov:wasQuotedFrom"), term("oa:exact")
REIFIES, LABEL = term("rdf:reifies"), term("skos:prefLabel")
SUBJECT, PREDICATE, OBJECT = term("rdf:subject"), term("rdf:predicate"), term("rdf:object")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    """Tables and a text; one source states its licence."""
    folder = tmp_path_factory.mktemp("extras")
    paths = write_tables(folder / "in", SMALL | {"sources": SOURCES})
    (folder / "in" / "wire.txt").write_text(WIRE, "utf-8")
    paths.append(str(folder / "in" / "wire.txt"))
    build(GraphFolder(folder / "graph"), find_inputs(paths, suffixes=SUFFIXES.keys()))
    with open_graph(folder / "graph") as opened:
        yield opened


def write(
    graph: KnowledgeGraph, writer: Writer, folder: Path, selection: Selection | None = None
) -> dict[str, Path]:
    """The files of a format by their paths."""
    scratch, target = folder / f"{writer.__name__}-scratch", folder / writer.__name__
    scratch.mkdir(parents=True)
    target.mkdir()
    out = Output(target)
    writer(Content(graph, scratch, selection), out)
    return {file.path: target / file.path for file in out.files}


def claimed(graph: KnowledgeGraph) -> dict[NamedNode, Triple]:
    """The triple of each claim that words make."""
    parts: dict[NamedNode, dict[NamedNode, Any]] = defaultdict(dict)
    for quad in graph.store.quads():
        if quad.predicate in (SUBJECT, PREDICATE, OBJECT) and isinstance(quad.subject, NamedNode):
            parts[quad.subject][quad.predicate] = quad.object
    return {
        claim: Triple(said[SUBJECT], said[PREDICATE], said[OBJECT]) for claim, said in parts.items()
    }


def in_rows(graph: KnowledgeGraph) -> set[tuple[str, Triple, str]]:
    """Source, triple and row of all that tables state."""
    rows = defaultdict(set)
    for quad in graph.store.quads():
        name = getattr(quad.graph_name, "value", "")
        if quad.predicate == DERIVED and name.endswith("/claims") and "#row=" in str(quad.object):
            rows[quad.subject, name.removesuffix("/claims")].add(str(quad.object)[1:-1])
    return {
        (name, quad.triple, row)
        for quad in graph.store.quads()
        for name in [getattr(quad.graph_name, "value", "")]
        for row in rows.get((quad.subject, name), ())
    }


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
def test_two_runs_give_the_same_bytes(
    writer: Writer, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    one, two = (write(graph, writer, tmp_path / name) for name in ("a", "b"))
    assert {name: path.read_bytes() for name, path in one.items()} == {
        name: path.read_bytes() for name, path in two.items()
    }
    assert one


@pytest.fixture(scope="module")
def reified(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> list[Triple]:
    files = write(graph, write_reifiers, tmp_path_factory.mktemp("reifiers"))
    return [
        quad.triple for quad in parse(path=files["graph-reifiers.ttl"], format=RdfFormat.TURTLE)
    ]


def test_reifiers_stand_beside_the_merged_triples(
    reified: list[Triple], graph: KnowledgeGraph
) -> None:
    merged = {quad.triple for quad in graph.store.quads("")}
    assert merged <= set(reified)
    assert len(reified) == len(set(reified))
    assert not any(t.predicate in (SUBJECT, PREDICATE, OBJECT) for t in set(reified) - merged)
    assert not any(t.object == STATEMENT for t in set(reified) - merged)


def test_each_claim_reifies_its_triple(reified: list[Triple], graph: KnowledgeGraph) -> None:
    claims = claimed(graph)
    found = {t.subject: t.object for t in reified if t.predicate == REIFIES and t.subject in claims}
    assert found == claims and claims
    words = {t.subject: t.object for t in reified if t.predicate in (QUOTED, DERIVED)}
    assert claims.keys() <= words.keys()
    quotes = {
        t.object.value for t in reified if t.predicate == EXACT and isinstance(t.object, Literal)
    }
    assert quotes and all(quote in WIRE for quote in quotes)


def test_what_rows_state_has_reifiers_too(reified: list[Triple], graph: KnowledgeGraph) -> None:
    places = defaultdict(set)
    for triple in reified:
        if triple.predicate == DERIVED:
            places[triple.subject].add(str(triple.object)[1:-1])
    found = {
        (source, triple.object, place)
        for triple in reified
        if triple.predicate == REIFIES
        for place in places[triple.subject]
        for source in places[triple.subject]
    }
    rows = in_rows(graph)
    assert rows and rows <= found


@pytest.fixture(scope="module")
def published(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = write(graph, write_nanopublications, tmp_path_factory.mktemp("nanopublications"))
    return files["nanopublications.trig"]


def graphs_of(path: Path) -> dict[str, set[Triple]]:
    graphs = defaultdict(set)
    for quad in parse(path=path, format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode), "all stands in graphs"
        graphs[quad.graph_name.value].add(quad.triple)
    return dict(graphs)


def nanopublications(graphs: dict[str, set[Triple]]) -> Iterator[tuple[NamedNode, dict[str, str]]]:
    """Each with the names of its graphs, by what they are."""
    for head, triples in graphs.items():
        for each in triples:
            if each.predicate == TYPE and each.object == NamedNode(f"{NP}Nanopublication"):
                assert isinstance(each.subject, NamedNode)
                parts = {
                    t.predicate.value.removeprefix(f"{NP}has"): str(t.object)[1:-1]
                    for t in triples
                    if t.subject == each.subject and t.predicate != TYPE
                }
                yield each.subject, {"Head": head, **parts}


def test_nanopublications_are_well_formed(published: Path, graph: KnowledgeGraph) -> None:
    """The rules of the guidelines, section "Well-formed nanopublications"."""
    graphs = graphs_of(published)
    used: list[str] = []
    for this, parts in nanopublications(graphs):
        assert parts.keys() == {"Head", "Assertion", "Provenance", "PublicationInfo"}
        assert len(set(parts.values())) == 4 and all(graphs[name] for name in parts.values())
        assert len(graphs[parts["Head"]]) == 4
        about = {triple.subject for triple in graphs[parts["Provenance"]]}
        assert NamedNode(parts["Assertion"]) in about
        assert this in {triple.subject for triple in graphs[parts["PublicationInfo"]]}
        used += parts.values()
    assert sorted(used) == sorted(graphs)


def test_assertions_are_what_sources_state(published: Path, graph: KnowledgeGraph) -> None:
    graphs = graphs_of(published)
    stated = defaultdict(set)
    for quad in graph.store.quads():
        stated[getattr(quad.graph_name, "value", "")].add(quad.triple)
    singles, rows = set(), set()
    for _, parts in nanopublications(graphs):
        provenance = graphs[parts["Provenance"]]
        from_ = {str(t.object)[1:-1] for t in provenance if t.predicate in (DERIVED, QUOTED)}
        (source,) = from_ & stated.keys()
        assert graphs[parts["Assertion"]] <= stated[source]
        rows |= {(source, t, place) for t in graphs[parts["Assertion"]] for place in from_}
        if any(t.predicate == QUOTED for t in provenance):
            (triple,) = graphs[parts["Assertion"]]
            singles.add(triple)
            (words,) = (t.object for t in provenance if t.predicate == EXACT)
            assert isinstance(words, Literal) and words.value in WIRE
    assert singles == set(claimed(graph).values())
    assert in_rows(graph) <= rows


def test_publication_tells_of_the_run_and_the_licence(
    published: Path, graph: KnowledgeGraph
) -> None:
    graphs = graphs_of(published)
    licensed = set()
    for this, parts in nanopublications(graphs):
        info = graphs[parts["PublicationInfo"]]
        (created,) = (t.object for t in info if t.predicate == term("dcterms:created"))
        assert created == Literal(second(graph.manifest["ended"]), datatype=term("xsd:dateTime"))
        (maker,) = (t.object for t in info if t.predicate == term("prov:wasAttributedTo"))
        assert Triple(maker, term("cvn:name"), Literal("convenor")) in info  # type: ignore[arg-type]
        for each in info:
            if each.predicate == term("dcterms:license"):
                assert each.object == NamedNode(LICENSE)
                licensed.add(each.subject)
        sources = {str(t.object) for t in graphs[parts["Provenance"]] if t.predicate == DERIVED}
        is_free = f"<{graph.iris.source('news')}>" in sources
        assert is_free == any(t.predicate == term("dcterms:license") for t in info), this
    assert licensed == {NamedNode(graph.iris.source("news"))}


def test_other_readers_read_nanopublications(published: Path) -> None:
    found = rdflib.Dataset().parse(published, format="trig")
    assert len(list(found.quads())) == sum(map(len, graphs_of(published).values()))


def test_without_claims_there_are_no_nanopublications(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    files = write(graph, write_nanopublications, tmp_path, Selection(claims=False))
    assert not graphs_of(files["nanopublications.trig"])


def test_each_edition_has_markup(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    files = write(bundled_graph, write_schema_org, tmp_path)
    editions = list(bundled_graph.query("editions_by_year").rows())
    assert len(files) == len({row["edition"] for row in editions})
    said = json.loads(files["schema-org/wmc-2024.jsonld"].read_text("utf-8"))
    assert said["@type"] == "ExhibitionEvent" and "World Manufacturing Convention" in str(said)
    assert said["@id"] == bundled_graph.iris.thing("edition", "wmc-2024")
    assert said["location"]["@type"] == "Place" and said["location"]["name"] == "Hefei"
    assert said["superEvent"]["name"] == "World Manufacturing Convention"
    quads = list(parse(path=files["schema-org/wmc-2024.jsonld"], format=RdfFormat.JSON_LD))
    assert term("schema:startDate") in {quad.predicate for quad in quads}


def test_markup_has_dates_as_stated_and_no_others(
    bundled_graph: KnowledgeGraph, tmp_path: Path
) -> None:
    files = write(bundled_graph, write_schema_org, tmp_path)
    for property_ in ("schema:startDate", "schema:endDate"):
        stated: dict[str, list[str]] = defaultdict(list)
        for quad in bundled_graph.store.quads(""):
            if quad.predicate == term(property_) and isinstance(quad.object, Literal):
                stated[str(quad.subject)[1:-1]].append(quad.object.value)
        for path in files.values():
            said = json.loads(path.read_text("utf-8"))
            found = said.get(property_.partition(":")[2], [])
            assert sorted([found] if isinstance(found, str) else found) == sorted(
                stated[said["@id"]]
            )


def test_markup_is_that_of_the_page(bundled_graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = write(bundled_graph, write_schema_org, tmp_path)["schema-org/wmc-2023.jsonld"]
    facts = bundled_graph.explain("wmc-2023").facts
    page = markup(
        bundled_graph.iris.thing("edition", "wmc-2023"),
        ((fact.predicate, fact.value, fact.value_label) for fact in facts),
    )
    said = json.loads(path.read_text("utf-8"))
    assert said.pop("@context") == {"@vocab": page.pop("@context")}
    assert sets(said) == sets(page)


def sets(said: dict[str, object]) -> dict[str, list[str]]:
    return {
        name: sorted(map(str, values if isinstance(values, list) else [values]))
        for name, values in said.items()
    }


def test_names_of_editions_cannot_leave_the_folder(tmp_path: Path) -> None:
    tables = SMALL | {"editions": SMALL["editions"].replace("lake-fair-2031", "../../../x")}
    del tables["participations"]
    build(GraphFolder(tmp_path / "graph"), find_inputs(write_tables(tmp_path / "in", tables)))
    with open_graph(tmp_path / "graph") as graph:
        (name,) = write(graph, write_schema_org, tmp_path / "out")
    assert name.startswith("schema-org/") and ".." not in name


def test_labels_are_those_of_all_things_with_their_classes(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    files = write(graph, write_labels, tmp_path)
    found = {quad.triple for quad in parse(path=files["labels.nt"], format=RdfFormat.N_TRIPLES)}
    names = {term(name) for name in ("rdfs:label", "skos:altLabel", "dcterms:title")} | {LABEL}
    merged = {quad.triple for quad in graph.store.quads("")}
    labels = {triple for triple in merged if triple.predicate in names}
    named = {triple.subject for triple in labels}
    assert found == labels | {t for t in merged if t.predicate == TYPE and t.subject in named}
    assert any(str(t.object) == '"湖办"@zh' for t in found)
