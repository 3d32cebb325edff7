"""JSON-LD of a release: other readers find all quads again, and frames give the class files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings, strategies as st
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from convenor.graph.export.compact import Compact, bundled_context
from convenor.graph.export.content import Content
from convenor.graph.export.jsonld import CLASSES, frame, write_jsonld
from convenor.graph.export.output import Output
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.ontology.iris import expand

# rdflib's own parser and serializer use what rdflib deprecates.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{name} is deprecated:DeprecationWarning")
    for name in ("ConjunctiveGraph", "Dataset.contexts")
]

CONTEXT = bundled_context()
COMPACT = Compact(CONTEXT)
TYPE, LABEL = NamedNode(expand("rdf:type")), NamedNode(expand("skos:prefLabel"))
PARTS = NamedNode(expand("m8g:hasParticipation"))
URL, YEAR = NamedNode(expand("schema:url")), NamedNode(expand("cvn:year"))
RULE, DEBUT = NamedNode(expand("cvn:rule")), NamedNode(expand("cvn:debut"))
THING = NamedNode("https://example.org/thing")
HOSTILE: dict[str, list[tuple[NamedNode, NamedNode, NamedNode | Literal]]] = {
    "scheme like a prefix": [(THING, URL, NamedNode("org:a")), (THING, TYPE, NamedNode("cvn:B"))],
    "scheme like a word": [(THING, URL, NamedNode("about:blank"))],
    "scheme like a keyword": [(THING, URL, NamedNode("id:a")), (THING, URL, NamedNode("type:a"))],
    "property like a prefix": [(THING, NamedNode("schema:a"), Literal("x"))],
    "subject like a prefix": [(NamedNode("prov:a"), LABEL, Literal("x", language="en"))],
    "datatype like a prefix": [(THING, RULE, Literal("x", datatype=NamedNode("xsd:year")))],
    "a namespace": [(THING, TYPE, NamedNode(expand("skos:"))), (THING, URL, NamedNode("x:y//z"))],
    "local part with slashes": [(THING, NamedNode(expand("schema://a")), Literal("x"))],
    "texts like keywords": [(THING, RULE, Literal(text)) for text in ("@id", "@type", "@json", "")],
    "language and none": [
        *((THING, LABEL, Literal("a", language=tag)) for tag in ("en", "zh-hans")),
        *((THING, LABEL, Literal(text)) for text in ("a", "@none")),
        (THING, LABEL, Literal("b", language="en")),
    ],
    "label that is a date": [
        (THING, LABEL, Literal("2023-09", datatype=NamedNode(expand("xsd:gYearMonth"))))
    ],
    "label that is a thing": [(THING, LABEL, THING), (THING, LABEL, Literal("a"))],
    "thing that is a text": [(THING, URL, Literal("https://example.org/")), (THING, URL, THING)],
    "class that is a text": [(THING, TYPE, Literal("a")), (THING, TYPE, NamedNode("https://a.b/"))],
    "year that is a text": [(THING, YEAR, Literal("2023")), (THING, YEAR, THING)],
    "numbers as written": [
        (THING, RULE, Literal(text, datatype=NamedNode(expand(f"xsd:{name}"))))
        for text, name in (
            *(("7", "integer"), ("900000000000000001", "integer"), ("0.10", "decimal")),
            *(("1.0E0", "double"), ("true", "boolean"), ("2023", "gYear"), ("x", "integer")),
        )
    ],
    "truth as written": [
        (THING, DEBUT, Literal(text, datatype=NamedNode(expand("xsd:boolean"))))
        for text in ("true", "1")
    ],
    "JSON": [(THING, RULE, Literal('{"b":1,"a":[2.0]}', datatype=NamedNode(expand("rdf:JSON"))))],
    "characters": [(THING, RULE, Literal('a\n\t\\"\u2028\u0001\U0001f600')), (THING, LABEL, THING)],
}


def read_quads(text: str | bytes) -> list[str]:
    return sorted({str(quad) for quad in parse(text, format=RdfFormat.JSON_LD)})


def with_rdflib(text: str) -> list[str]:
    dataset = rdflib.Dataset().parse(data=text, format="json-ld")
    return nquads(dataset.serialize(format="nquads"))


def with_pyld(text: str) -> list[str]:
    return nquads(jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"} | OFFLINE))


def nquads(text: str) -> list[str]:
    return sorted({str(quad) for quad in parse(text, format=RdfFormat.N_QUADS)})


def refuse(address: str, options: object) -> None:
    raise AssertionError(f"{address} is not in the file")


OFFLINE = {"documentLoader": refuse}


def strings(quads: Iterable[Quad]) -> list[str]:
    return sorted(map(str, quads))


def document(triples: list[Triple]) -> str:
    node = COMPACT.node(str(triples[0].subject)[1:-1], triples)
    return json.dumps({"@context": CONTEXT, "@graph": [node]})


@pytest.fixture(scope="module")
def written(bundled_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(bundled_graph, tmp_path_factory.mktemp("jsonld"))


def write(graph: KnowledgeGraph, folder: Path) -> Path:
    scratch, target = folder / "scratch", folder / "out"
    scratch.mkdir()
    target.mkdir()
    write_jsonld(Content(graph, scratch), Output(target))
    return target


def nodes(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["@graph"]
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_node_is_the_same_for_every_reader(name: str) -> None:
    triples = [Triple(*each) for each in HOSTILE[name]]
    text = document(triples)
    expected = strings(Quad(t.subject, t.predicate, t.object) for t in triples)
    assert read_quads(text) == expected
    assert with_pyld(text) == expected
    if "as written" not in name and "datatype" not in name:  # rdflib writes numbers its own way
        assert with_rdflib(text) == expected


IRIS = st.builds(
    "{}:{}".format,
    st.sampled_from([*CONTEXT, "https", "urn", "x"]).filter(lambda name: name[0] != "@"),
    st.sampled_from(["a", "//a/b", "//a/b#c", "a:b", "/a", "a?b=c"]),
).filter(lambda iri: not iri.startswith("fibo") or "//" in iri)
TERMS = st.sampled_from(
    sorted(v["@id"] if isinstance(v, dict) else v for v in CONTEXT.values() if v != 1.1)
)
PREDICATES = st.one_of(
    IRIS, TERMS.filter(lambda curie: curie[0] != "@" and "//" not in curie).map(expand)
).map(NamedNode)
VALUES = st.one_of(
    IRIS.map(NamedNode),
    st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
    st.builds(
        lambda text, tag: Literal(text, language=tag),
        st.text("ab@", max_size=3),
        st.sampled_from(["en", "zh-hans", "none"]),
    ),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(expand(f"xsd:{name}"))),
        st.sampled_from(["1", "01", "1.0", "true", "2023", "x"]),
        st.sampled_from(["integer", "decimal", "double", "boolean", "gYear", "string"]),
    ),
)


@settings(deadline=None)
@given(subject=IRIS, said=st.lists(st.tuples(PREDICATES, VALUES), min_size=1, max_size=6))
def test_nothing_is_lost_of_any_node(subject: str, said: list[tuple[NamedNode, Any]]) -> None:
    quads = [Quad(NamedNode(subject), *each) for each in dict.fromkeys(said)]
    text = document([quad.triple for quad in quads])
    assert read_quads(text) == strings(quads)


def test_a_node_is_written_in_words_of_the_context() -> None:
    said = [
        Triple(THING, TYPE, NamedNode(expand("cvn:Edition"))),
        Triple(THING, NamedNode(expand("rdfs:comment")), Literal("x")),
        Triple(THING, LABEL, Literal("Fair", language="en")),
        Triple(THING, NamedNode(expand("cvn:debut")), Literal(True)),
        Triple(THING, NamedNode(expand("schema:location")), NamedNode("https://example.org/p")),
        Triple(
            THING,
            NamedNode(expand("schema:value")),
            Literal("7", datatype=NamedNode(expand("xsd:integer"))),
        ),
    ]
    assert COMPACT.node(THING.value, said) == {
        "id": THING.value,
        "type": "Edition",
        "rdfs:comment": "x",
        "prefLabel": {"en": "Fair"},
        "debut": "true",
        "location": "https://example.org/p",
        "value": {"@value": "7", "type": "xsd:integer"},
    }


def test_the_whole_data_set_comes_back(written: Path, bundled_graph: KnowledgeGraph) -> None:
    expected = strings(bundled_graph.store.quads())
    assert read_quads((written / "graph.jsonld").read_bytes()) == expected


def test_other_readers_find_the_same_without_a_network(small: Path, tmp_path: Path) -> None:
    with open_graph(small) as graph:
        expected = strings(graph.store.quads())
        text = (write(graph, tmp_path) / "graph.jsonld").read_text("utf-8")
    assert with_rdflib(text) == with_pyld(text) == expected


def test_two_runs_give_the_same_bytes(small: Path, tmp_path: Path) -> None:
    with open_graph(small) as graph:
        runs = []
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            out = write(graph, tmp_path / name)
            runs.append({str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*.jsonld")})
    assert runs[0] == runs[1]
    assert "jsonld/edition.frame.jsonld" in runs[0]


def test_class_files_hold_the_things_of_their_class(
    written: Path, bundled_graph: KnowledgeGraph
) -> None:
    merged = defaultdict(set)
    classes = defaultdict(set)
    for quad in bundled_graph.store.quads(""):
        merged[str(quad.subject)].add(quad.triple)
        if quad.predicate == TYPE:
            classes[quad.object].add(str(quad.subject))
    for kind, curie in CLASSES.items():
        things = classes[NamedNode(expand(curie))]
        path = written / "jsonld" / f"{kind}.jsonld"
        assert things == {f"<{node['id']}>" for node in nodes(path)}
        found = {quad.triple for quad in parse(path=path, format=RdfFormat.JSON_LD)}
        parts = {str(each.object) for each in found if each.predicate == PARTS}
        assert found == {triple for name in things | parts for triple in merged[name]}, kind


def test_a_class_without_things_has_no_file(small: Path, tmp_path: Path) -> None:
    with open_graph(small) as graph:
        out = write(graph, tmp_path)
    assert not (out / "jsonld" / "agreement.jsonld").exists()


@pytest.fixture(scope="module")
def expanded(written: Path) -> Any:
    """The bundled graph without its named graphs, of which a frame takes nothing."""
    whole = json.loads((written / "graph.jsonld").read_text("utf-8"))
    whole["@graph"] = [node for node in whole["@graph"] if "@graph" not in node]
    return jsonld.expand(whole, OFFLINE)


@pytest.mark.parametrize("kind", ["agreement", "edition"])
def test_framing_the_whole_gives_the_class_file(kind: str, written: Path, expanded: Any) -> None:
    shape = json.loads((written / "jsonld" / f"{kind}.frame.jsonld").read_text("utf-8"))
    framed = jsonld.frame(expanded, shape, {"omitGraph": False} | OFFLINE)
    assert sorted_nodes(framed["@graph"]) == sorted_nodes(
        nodes(written / "jsonld" / f"{kind}.jsonld")
    )
    assert any(isinstance(node.get("hasParticipation"), list) for node in framed["@graph"])


def test_frames_leave_named_graphs_out(small: Path, tmp_path: Path) -> None:
    with open_graph(small) as graph:
        out = write(graph, tmp_path)
    whole = json.loads((out / "graph.jsonld").read_text("utf-8"))
    framed = jsonld.frame(whole, frame("edition"), {"omitGraph": False} | OFFLINE)
    assert sorted_nodes(framed["@graph"]) == sorted_nodes(nodes(out / "jsonld" / "edition.jsonld"))


def sorted_nodes(value: Any) -> Any:
    """The same with the values of sets in one order."""
    if isinstance(value, dict):
        return {key: sorted_nodes(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted(map(sorted_nodes, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value
