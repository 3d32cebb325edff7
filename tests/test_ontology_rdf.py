"""Records become quads: one example of every record type, and the rules that are not plain."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
import shifty
from hypothesis import given, strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize
from rdflib import OWL, RDF, RDFS

from convenor.ontology import authority, fields, iris, model, rdf, schemes, terms
from convenor.ontology.errors import InputError

HOME = iris.Iris()
PROV = iris.PREFIXES["prov"]
WHERE = model.Evidence("rows.csv", "row=2", "prn")
EN, ZH = model.Text("Fair", "en"), model.Text("博览会", "zh")
EXAMPLES: list[model.Record] = [
    model.Source(
        *("prn", WHERE, "https://example.org/a?b=1", "Agency", "2023-09-25", EN, "en"),
        *("2026-11-22", "0" * 64, 3120, "https://example.org/terms"),
    ),
    model.Organization("miit", WHERE, (EN, ZH), (model.Text("F", "en"),), "ministry", "state", EN),
    model.Organization("miit", WHERE, same_as=("wikidata:Q42",)),
    model.Organization("state", WHERE, (EN,), kind="other"),
    model.Organization("maker", WHERE, (EN,), kind="company"),
    model.Series("wmc", WHERE, (EN, ZH), "WMC", 2018, "https://example.org/", (EN,)),
    model.Series("wmc", WHERE, same_as=("wikidata:Q43",)),
    model.Edition(
        *("wmc-2023", WHERE, "wmc", 2023, 5, (EN,), "2023-09-20", "2023-09-24"),
        *(model.Text("Hefei", "en"), model.Text("Anhui", "en"), model.Text("Great Hall", "en")),
        *((EN, ZH), "held", ("end",)),
        country=model.Text("China", "en"),
        duration_days=5,
    ),
    model.Edition(
        "wmc-2020", WHERE, "wmc", start="2020-09", end="2020-10", status="postponed", city=EN
    ),
    model.Edition("wmc-2024", WHERE, "wmc", venue=EN, town=model.Text("Hefei", "en")),
    model.Edition("wmc-2025", WHERE, "wmc", same_as=("https://data.example.org/wmc/2025",)),
    model.Edition("night", WHERE, None, event_types=tuple(fields.EVENT_TYPES)),
    model.Agreement(
        *("a-1", WHERE, "wmc-2023", EN, "memorandum", "2023-09-20"),
        *(model.Amount(5, "CNY", "more than"), True, model.Text("signing", "en"), 14),
    ),
    model.Area(WHERE, "wmc-2023", EN, "12.50", True, True, model.Text("River Park", "en")),
    model.Exhibit("x-1", WHERE, "wmc-2023", EN, "maker", True, model.Text("Hall", "en")),
    model.Participation(
        WHERE, "miit", "organizer", "wmc-2023", None, "主办", True, "a@example.org"
    ),
    model.Participation(WHERE, "miit", "signatory", agreement="a-1"),
    *(model.Participation(WHERE, "miit", role, "wmc-2023") for role in schemes.concepts("role")),
    model.Release("r-1", WHERE, "wmc-2023", ZH, "report", model.Text("launch", "en")),
    model.Activity(WHERE, "wmc-2023", EN, "online"),
    model.Industry(WHERE, "wmc-2023", EN),
    model.Statistic(
        *(WHERE, "investment", model.Amount(7, "USD", "up to"), "cumulative", None, "wmc"),
        *(None, "2023", "overseas", "result", "CNY", "up to US$7"),
    ),
    model.Statistic(WHERE, "guests", model.Amount(7, "count", "exact"), "edition", "wmc-2023"),
    model.Statistic(
        WHERE, "maximum speed", model.Amount(600, "km/h", "exact"), "item", exhibit="x-1"
    ),
]
PAGE = "The fair opens in Hefei. 博览会在合肥开幕😀。It lasts five days."
WORDS = model.Evidence(
    *("news.txt", "char=4,8", "prn", model.Passage.cut(PAGE, 4, 8), "open-fair"),
)
CLAIMED: list[model.Record] = [
    dataclasses.replace(record, evidence=WORDS)
    for record in EXAMPLES
    if not isinstance(record, model.Source)
]
FILE = model.InputFile("rows.csv", "0" * 64, 17, "text/csv")


def write(*records: model.Record) -> list[Quad]:
    writer = rdf.Writer(HOME)
    return [quad for record in records for quad in writer.quads(record)]


def stated(*records: model.Record) -> set[Triple]:
    """What ends up in the merged default graph."""
    return {
        Triple(quad.subject, quad.predicate, quad.object)
        for quad in write(*records)
        if not str(quad.graph_name).endswith("/claims>")
    }


def everything() -> list[Quad]:
    return [*write(*EXAMPLES, *CLAIMED), *rdf.Writer(HOME).file_quads(FILE)]


def values(triples: Iterable[Triple], thing: str, predicate: str) -> set[str]:
    """The values of one property, shortened to what follows the last / or to the lexical form."""
    return {
        str(triple.object.value).rpartition("/")[2]
        for triple in triples
        if triple.subject == NamedNode(f"{HOME.base}id/{thing}")
        and triple.predicate.value == iris.expand(predicate)
        and isinstance(triple.object, NamedNode | Literal)
    }


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(Path(iris.__file__).with_name("vocabulary.ttl"))


def test_examples_cover_every_record_type_and_field() -> None:
    assert {type(record) for record in EXAMPLES} == set(model.RECORD_TYPES.values())
    for kind in model.RECORD_TYPES.values():
        for field in dataclasses.fields(kind):
            assert any(getattr(record, field.name) for record in EXAMPLES if type(record) is kind)
    assert all(getattr(WORDS, field.name) for field in dataclasses.fields(model.Evidence))


def test_table_of_fields_fits_the_record_types() -> None:
    kinds = {**model.RECORD_TYPES, "file": model.InputFile}
    assert set(fields.FIELDS) == set(kinds)
    for name, table in fields.FIELDS.items():
        assert set(table) <= {field.name for field in dataclasses.fields(kinds[name])}
    assert set(fields.KIND_TYPES) <= set(schemes.concepts("kind"))
    assert set(fields.RELEASE_TYPES) == set(schemes.concepts("release"))
    assert set(fields.VALUE_PROPERTY) <= set(schemes.concepts("bound"))


def test_every_term_that_is_written_has_a_name_in_both_languages() -> None:
    known = vocabulary()
    for quad in everything():
        written = [quad.predicate]
        if quad.predicate.value == iris.expand("rdf:type"):
            assert isinstance(quad.object, NamedNode)
            written.append(quad.object)
        for term in written:
            labels = known.objects(rdflib.URIRef(term.value), RDFS.label)
            found = [label.language for label in labels if isinstance(label, rdflib.Literal)]
            assert sorted(map(str, found)) == ["en", "zh"], term


def test_every_own_property_is_written_by_some_record() -> None:
    known = vocabulary()
    own = set(known.subjects(RDF.type, OWL.ObjectProperty))
    own |= set(known.subjects(RDF.type, OWL.DatatypeProperty))
    # Those of a run are written in the manifest of a graph.
    own -= {term for term, of in known.subject_objects(RDFS.domain) if str(of).startswith(PROV)}
    assert own <= {rdflib.URIRef(quad.predicate.value) for quad in everything()}


def test_statements_go_to_the_source_and_evidence_to_its_claims() -> None:
    source, graphs = HOME.source("prn"), {str(quad.graph_name) for quad in write(*EXAMPLES)}
    row = NamedNode(f"{HOME.file('rows.csv')}#row=2")
    evidence = [
        quad for quad in write(*EXAMPLES) if quad.graph_name == NamedNode(f"{source}/claims")
    ]
    assert graphs == {f"<{source}>", f"<{source}/claims>"}
    backed = {quad.subject for quad in evidence if quad.object == row}
    described = {
        triple.subject
        for triple in stated(*EXAMPLES)
        if triple.predicate.value == iris.expand("rdf:type")
    }
    assert described <= backed
    extra = {quad.predicate.value for quad in evidence} - {iris.expand("prov:wasDerivedFrom")}
    assert extra == {iris.expand("cvn:derivedField")}


def claims_of(quads: Iterable[Quad]) -> dict[str, dict[str, set[str]]]:
    """What is written about each claim: values by predicate, as N-Triples."""
    found: dict[str, dict[str, set[str]]] = {}
    for quad in quads:
        assert isinstance(quad.subject, NamedNode)
        if quad.subject.value.startswith(f"{HOME.base}claim/"):
            assert quad.graph_name == NamedNode(HOME.claims(HOME.source("prn")))
            about = found.setdefault(quad.subject.value, {})
            about.setdefault(quad.predicate.value, set()).add(str(quad.object))
    return found


def test_words_give_one_claim_for_each_triple_except_its_class() -> None:
    expected = {
        (str(triple.subject), str(triple.predicate), str(triple.object))
        for triple in stated(*CLAIMED)
        if triple.predicate.value != iris.expand("rdf:type")
    }
    claims = claims_of(write(*CLAIMED))
    parts = [iris.expand(f"rdf:{part}") for part in ("subject", "predicate", "object")]
    found = {tuple(next(iter(about[part])) for part in parts) for about in claims.values()}

    assert found == expected
    assert len(claims) == len(expected)
    place = f"<{HOME.file('news.txt')}#char=4,8>"
    for about in claims.values():
        assert about[iris.expand("prov:wasDerivedFrom")] == {place}
        assert about[iris.expand("prov:wasQuotedFrom")] == {f"<{HOME.source('prn')}>"}
        assert about[iris.expand("cvn:rule")] == {'"open-fair"'}


def test_words_state_what_a_row_states_and_link_as_it_does() -> None:
    rows = [record for record in EXAMPLES if not isinstance(record, model.Source)]
    assert stated(*rows) == stated(*CLAIMED)
    linked = {
        quad.subject
        for quad in write(*CLAIMED)
        if quad.predicate.value == iris.expand("prov:wasDerivedFrom")
    }
    described = {
        t.subject for t in stated(*CLAIMED) if t.predicate.value == iris.expand("rdf:type")
    }
    assert described <= linked


@given(st.text(), st.data())
def test_a_passage_is_found_again_by_its_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    passage = model.Passage.cut(text, start, end)
    assert passage.exact == text[passage.start : passage.end]
    assert text.startswith(passage.prefix + passage.exact + passage.suffix, max(0, start - 32))
    assert passage.fragment == f"char={start},{end}"


def test_a_claim_keeps_its_name_as_long_as_all_its_parts_stay() -> None:
    base = model.Edition("e", WORDS, None, 2023)
    passage = model.Passage.cut(PAGE, 25, 30)
    changes: list[model.Record] = [
        base,
        dataclasses.replace(base, year=2024),
        dataclasses.replace(base, id="f"),
        dataclasses.replace(base, evidence=dataclasses.replace(WORDS, rule="other")),
        dataclasses.replace(base, evidence=dataclasses.replace(WORDS, passage=passage)),
        dataclasses.replace(base, evidence=dataclasses.replace(WORDS, file="other.txt")),
    ]
    names = [tuple(claims_of(write(record))) for record in changes]
    assert all(len(name) == 1 for name in names) and len(set(names)) == len(changes)
    assert names[0] == tuple(claims_of(write(base, base)))


def test_rdflib_reads_claims_and_their_words_without_blank_nodes() -> None:
    data = serialize(write(*CLAIMED), format=RdfFormat.N_QUADS)
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format="nquads")
    graph = dataset.graph(rdflib.URIRef(HOME.claims(HOME.source("prn"))))
    oa = rdflib.Namespace(iris.PREFIXES["oa"])
    claims = set(graph.subjects(RDF.type, rdflib.URIRef(iris.expand("cvn:Claim"))))
    assert claims and not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
    for claim in claims:
        place = graph.value(claim, rdflib.URIRef(iris.expand("prov:wasDerivedFrom")))
        words = {
            str(exact)
            for selector in graph.objects(place, oa.hasSelector)
            for exact in graph.objects(selector, oa.exact)
        }
        assert words == {PAGE[4:8]}


def test_claims_pass_the_shapes() -> None:
    shapes = Path(iris.__file__).with_name("shapes.ttl")
    written = {Triple(q.subject, q.predicate, q.object) for q in write(*CLAIMED)}
    places = {Triple(q.subject, q.predicate, q.object) for q in authority.quads("places", HOME)}
    _, _, report = shifty.validate(graph_of(written | places), shapes, graph_mode="data")
    assert "Conforms: True" in report, report


def test_what_is_written_passes_the_shapes() -> None:
    shapes = Path(iris.__file__).with_name("shapes.ttl")
    places = authority.quads("places", HOME)
    known = {Triple(quad.subject, quad.predicate, quad.object) for quad in places}
    data = graph_of(stated(*EXAMPLES) | known)
    _, _, report = shifty.validate(data, shapes, graph_mode="data")
    assert "Conforms: True" in report, report


def test_a_record_without_a_source_is_stated_by_its_file() -> None:
    where = model.Evidence("my bodies.csv", "/a b/0")
    quads = write(model.Organization("x", where, (EN,)))
    file = f"{HOME.base}source/file/my%20bodies.csv"
    assert {str(quad.graph_name) for quad in quads} == {f"<{file}>", f"<{file}/claims>"}
    assert quads[-1].object == NamedNode(f"{file}#/a%20b/0")


def test_every_literal_survives_a_store() -> None:
    store = Store()
    store.extend(everything())
    assert set(store) == set(everything())


def test_a_postponed_edition_keeps_its_dates_apart() -> None:
    triples = stated(*EXAMPLES)
    assert values(triples, "edition/wmc-2020", "schema:startDate") == set()
    assert values(triples, "edition/wmc-2020", "schema:previousStartDate") == {"2020-09"}
    assert values(triples, "edition/wmc-2020", "cvn:previousEndDate") == {"2020-10"}
    assert values(triples, "edition/wmc-2023", "schema:startDate") == {"2023-09-20"}


@pytest.mark.parametrize(
    ("city", "province", "place", "within"),
    [
        ("Hefei", "Anhui", "hefei", {"anhui"}),
        ("合肥市", "安徽", "hefei", {"anhui"}),
        ("Beijing", "Beijing", "beijing", set()),
        (None, "Hunan", "hunan", set()),
        ("Chengdu", None, "chengdu", set()),
    ],
)
def test_places_of_the_authority_file_are_found_by_any_name(
    city: str | None, province: str | None, place: str, within: set[str]
) -> None:
    edition = model.Edition(
        *("e", WHERE, "s"),
        city=model.Text(city) if city else None,
        province=model.Text(province) if province else None,
    )
    triples = stated(edition)
    assert values(triples, "edition/e", "schema:location") == {place}
    assert values(triples, f"place/{place}", "schema:containedInPlace") == within
    assert values(triples, f"place/{place}", "skos:prefLabel") == set()


def test_a_venue_is_named_together_with_its_town() -> None:
    hall = model.Text("Expo Hall", "en")
    venues = [
        values(
            stated(model.Edition("e", WHERE, "s", city=town, venue=hall)), "edition/e", "cvn:venue"
        )
        for town in (model.Text("Hefei"), model.Text("合肥"), model.Text("Wuxi"), None)
    ]
    assert venues[0] == venues[1]
    assert len({next(iter(venue)) for venue in venues}) == 3
    park = model.Edition("e", WHERE, "s", venue=model.Text("骆岗公园", "zh"))
    assert values(stated(park), "edition/e", "cvn:venue") == {"luogang-park"}


def test_a_park_of_an_area_is_that_of_the_authority_file_or_of_its_edition() -> None:
    def parks(edition: str, name: str) -> set[str]:
        area = model.Area(WHERE, edition, EN, place=model.Text(name))
        triples = stated(area)
        subject = NamedNode(HOME.thing("area", edition, EN.value)).value.rpartition("/")[2]
        return values(triples, f"area/{subject}", "schema:containedInPlace")

    assert parks("e", "Luogang Park") == parks("f", "骆岗公园") == {"luogang-park"}
    assert len(parks("e", "River Park") | parks("f", "River Park")) == 2
    lawn = model.Area(WHERE, "e", EN, place=model.Text("Lawn", "en"))
    names = {t.object for t in stated(lawn) if t.predicate.value == iris.expand("skos:prefLabel")}
    assert names == {terms.text(EN), Literal("Lawn", language="en")}


@pytest.mark.parametrize(
    "record",
    [
        model.Agreement("a", WHERE, "e", EN, occasion=ZH),
        model.Release("r", WHERE, "e", EN, occasion=ZH),
    ],
)
def test_an_occasion_is_that_activity_of_the_edition(
    record: model.Agreement | model.Release,
) -> None:
    activity = set(write(model.Activity(WHERE, "e", ZH)))
    assert activity < set(write(record))
    (occasion,) = [t.object for t in stated(record) if "#occasion" in t.predicate.value]
    assert {quad.subject for quad in activity} == {occasion}
    without = dataclasses.replace(record, occasion=None)
    assert not activity & set(write(without))


def test_one_row_that_words_a_theme_in_two_languages_joins_the_wordings() -> None:
    one = model.Edition("e", WHERE, "s", themes=(EN, ZH))
    same = [t for t in stated(one) if t.predicate.value == iris.expand("skos:exactMatch")]
    assert len(same) == 2
    two = model.Edition("e", WHERE, "s", themes=(EN, model.Text("Other", "en")))
    assert not [t for t in stated(two) if t.predicate.value == iris.expand("skos:exactMatch")]


@pytest.mark.parametrize(
    ("bound", "predicate"),
    [
        ("exact", "schema:value"),
        ("about", "schema:value"),
        ("nearly", "schema:value"),
        ("at least", "schema:minValue"),
        ("more than", "schema:minValue"),
        ("up to", "schema:maxValue"),
    ],
)
def test_a_limit_is_not_written_as_a_value(bound: str, predicate: str) -> None:
    figure = model.Statistic(WHERE, "guests", model.Amount("007", "count", bound), "edition", "e")
    numbers = {t.predicate.value: t.object for t in stated(figure) if "alue" in t.predicate.value}
    assert numbers == {iris.expand(predicate): terms.number(7)}


def test_equal_figures_of_two_sources_are_one_thing_and_others_are_not() -> None:
    base = model.Statistic(WHERE, "guests", model.Amount(7, "count", "exact"), "edition", "e")
    changes: list[dict[str, object]] = [
        {"evidence": model.Evidence("f", "row=9", "other")},
        {"amount": model.Amount("7.0", "count", "exact")},
        {"amount": model.Amount(8, "count", "exact")},
        {"amount": model.Amount(7, "count", "about")},
        {"measure": "visitors"},
        {"scope": "cumulative"},
        {"as_of": "2023"},
        {"qualifier": "2023"},
        {"stage": "planned"},
        {"edition": None, "series": "e"},
    ]
    nodes = [
        write(dataclasses.replace(base, **change))[0].subject  # type: ignore[arg-type]
        for change in changes
    ]
    assert nodes[0] == nodes[1] == write(base)[0].subject
    assert len(set(nodes)) == len(changes) - 1


def test_roles_give_a_participation_and_a_shortcut() -> None:
    triples = stated(model.Participation(WHERE, "henan", "guest of honour", "e"))
    node = "participation/e~henan~guest-of-honour"
    assert values(triples, node, "m8g:role") == {"guest-of-honour"}
    assert values(triples, node, "m8g:hasParticipant") == {"henan"}
    assert values(triples, "edition/e", "cvn:guestOfHonour") == {"henan"}


def test_not_partial_is_not_written() -> None:
    quads = stated(model.Participation(WHERE, "b", "organizer", "e", partial=False))
    assert not [t for t in quads if t.predicate.value == iris.expand("cvn:partialList")]


@pytest.mark.parametrize(
    "record",
    [
        model.Source("s", WHERE, url="example.org"),
        model.Source("s", WHERE, published="25 September"),
        model.Source("s", WHERE, published="2023-02-30"),
        model.Area(WHERE, "e", EN, "large"),
        model.Area(WHERE, "e", EN, "Infinity"),
        model.Participation(WHERE, "b", "organizer"),
        model.Statistic(WHERE, "guests", model.Amount(1, "count", "exact"), "edition"),
        model.Activity(WHERE, "e", EN, "by post"),
        model.Edition("e", WHERE, "s", names=(model.Text("x", "not a tag"),)),
    ],
)
def test_values_that_cannot_be_written_are_input_errors(record: model.Record) -> None:
    with pytest.raises(InputError):
        write(record)


@given(st.decimals(places=3, max_value=10**12, min_value=-(10**12)))
def test_numbers_are_canonical(value: Decimal) -> None:
    literal = terms.number(str(value))
    assert Decimal(literal.value) == value
    store = Store()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), literal))
    assert next(iter(store)).object == literal


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_integers_are_canonical(value: int) -> None:
    assert terms.number(value) == terms.number(f"{value}.00") == Literal(value)


@given(st.text())
def test_every_fragment_makes_a_valid_iri(place: str) -> None:
    assert NamedNode(f"https://example.org/f#{terms.fragment(place)}")
