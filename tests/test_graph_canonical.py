"""Canonical quads: one order, one hash and right figures, whatever wrote the store."""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad

from convenor.graph import canonical as module
from convenor.graph.canonical import (
    canonical,
    canonical_hash,
    sorted_lines,
    split_line,
    write_canonical,
)
from convenor.graph.embedded import EmbeddedStore
from convenor.graph.knowledge import KnowledgeGraph
from convenor.graph.statistics import Statistics
from convenor.ontology.iris import Iris, concept, expand

EX = "https://example.org/"
RDF_TYPE = expand("rdf:type")
DATES = {expand("schema:startDate"), expand("schema:endDate")}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LITERALS = st.builds(Literal, TEXTS) | st.builds(
    Literal, TEXTS, language=st.sampled_from(["en", "zh-hans"])
)
NODES = st.sampled_from("abc").map(lambda name: NamedNode(EX + name))
GRAPHS = st.sampled_from(["g", "h"]).map(lambda name: NamedNode(EX + name))
QUADS = st.builds(Quad, NODES, NODES, NODES | LITERALS, GRAPHS)


@settings(max_examples=50, deadline=None)
@given(st.lists(QUADS, max_size=12))
def test_the_hash_is_that_of_rdfc_1(quads: list[Quad]) -> None:
    store = EmbeddedStore()
    store.extend(quads)
    data = Dataset(store.quads())
    data.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{_line(quad)}\n".encode() for quad in data)
    assert canonical_hash(store) == hashlib.sha256(b"".join(lines)).hexdigest()


def _line(quad: Quad) -> str:
    """A quad as canonical N-Quads has it (RDF 1.1 N-Quads canonical form, RDFC-1.0 appendix)."""

    def term(node: object) -> str:
        if not isinstance(node, Literal):
            return str(node)
        named = {8: r"\b", 9: r"\t", 10: r"\n", 12: r"\f", 13: r"\r", 34: r"\"", 92: r"\\"}
        text = "".join(
            named.get(
                ord(char), f"\\u{ord(char):04X}" if ord(char) < 32 or ord(char) == 127 else char
            )
            for char in node.value
        )
        return f'"{text}"@{node.language}' if node.language else f'"{text}"'

    graph = f" {quad.graph_name}" if isinstance(quad.graph_name, NamedNode) else ""
    return f"{quad.subject} {quad.predicate} {term(quad.object)}{graph} ."


@settings(max_examples=100, deadline=None)
@given(QUADS, st.booleans())
def test_a_line_is_split_into_its_terms(quad: Quad, default: bool) -> None:
    line = f"{_line(Quad(quad.subject, quad.predicate, quad.object) if default else quad)}\n"
    subject, predicate, _, graph = split_line(line.encode())
    assert (subject.decode(), predicate.decode()) == (str(quad.subject), str(quad.predicate))
    assert graph.decode() == ("" if default else str(quad.graph_name))


def test_runs_on_disk_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RUN", 1000)
    lines = [b"%d\n" % number for number in range(5000)]
    shuffled = random.Random(7).sample(lines, len(lines))

    def fill(file: object) -> None:
        text = b"".join(shuffled)
        for start in range(0, len(text), 37):  # blocks end in the middle of lines
            file.write(text[start : start + 37])  # type: ignore[attr-defined]

    assert list(sorted_lines(fill, tmp_path)) == sorted(lines)
    assert not list(tmp_path.iterdir()), "scratch files stay"


def test_figures_are_those_of_the_quads(bundled_graph: KnowledgeGraph) -> None:
    figures = bundled_graph.statistics()
    quads = list(bundled_graph.store.quads())
    triples = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    assert figures.quads == len(quads)
    assert figures.triples == len(triples)
    assert figures.subjects == len({subject for subject, _, _ in triples})
    properties = Counter(predicate.value for _, predicate, _ in triples)
    assert figures.properties == dict(properties)
    classes = Counter(object_ for _, predicate, object_ in triples if predicate.value == RDF_TYPE)
    assert figures.classes == {str(class_)[1:-1]: count for class_, count in classes.items()}
    base = bundled_graph.iris.base
    assert figures.entities == len({s for s, _, _ in triples if str(s).startswith(f"<{base}id/")})
    tags = Counter(o.language for _, _, o in triples if isinstance(o, Literal) and o.language)
    assert figures.languages == dict(tags)
    dates = {o.value for _, p, o in triples if p.value in DATES and isinstance(o, Literal)}
    assert (figures.first, figures.last) == (min(dates), max(dates))
    graphs = Counter(getattr(quad.graph_name, "value", "") for quad in quads)
    assert {iri: each.triples for iri, each in figures.graphs.items()} == dict(graphs)
    assert figures.sha256 == canonical_hash(bundled_graph.store)
    assert Statistics.from_json(figures.to_json()) == figures


def test_the_hash_of_a_graph_is_that_of_its_triples_alone(bundled_graph: KnowledgeGraph) -> None:
    store, graphs = bundled_graph.store, bundled_graph.statistics().graphs
    for name in ("", *store.graphs()[:5]):
        alone = Dataset(Quad(*quad.triple) for quad in store.quads(name))
        lines = sorted(f"{quad} .\n".encode() for quad in alone)
        assert graphs[name].sha256 == hashlib.sha256(b"".join(lines)).hexdigest()


def test_a_version_without_them_gets_them_for_a_while(
    bundled_graph: KnowledgeGraph, tmp_path: Path
) -> None:
    base = bundled_graph.iris.base
    with canonical(bundled_graph.version.path, bundled_graph.store, base) as kept:
        expected = list(kept.lines())
    with canonical(tmp_path, bundled_graph.store, base) as made:
        assert list(made.lines()) == expected
    assert not list(tmp_path.iterdir())
    assert write_canonical(bundled_graph.store, tmp_path, base).statistics().quads == len(expected)


def test_links_lead_to_other_data_sets() -> None:
    store, iris = EmbeddedStore(), Iris("https://data.example.org/")
    graph = NamedNode(iris.source("news"))
    ends = {
        "https://www.wikidata.org/entity/Q1": "https://www.wikidata.org/entity/",
        "https://www.wikidata.org/entity/Q2": "https://www.wikidata.org/entity/",
        "http://example.com/terms#one": "http://example.com/terms#",
        "https://ror.example/1": "https://ror.example/",
        iris.thing("series", "other"): None,
        concept("unit", "m2"): None,
    }
    same = NamedNode(expand("skos:exactMatch"))
    thing = NamedNode(iris.thing("series", "fair"))
    store.extend(Quad(thing, same, NamedNode(end), graph) for end in ends)
    with tempfile.TemporaryDirectory() as folder:
        links = write_canonical(store, Path(folder), iris.base).statistics().links
    spaces = Counter(space for space in ends.values() if space)
    assert links == {(same.value, space): count for space, count in spaces.items()}
