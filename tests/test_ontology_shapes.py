"""The shapes: what they let pass, and for each of them what it catches, in two engines."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
import shifty
from rdflib import OWL, RDF, RDFS, SH, URIRef

from convenor.ontology import fields, iris, schemes

FILE = Path(iris.__file__).with_name("shapes.ttl")
SHAPES = rdflib.Graph().parse(FILE)
SHAPE = "https://w3id.org/convenor/shape/"
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in iris.PREFIXES.items())
PREFIXES += "".join(
    f"@prefix {scheme}: <{iris.CONCEPTS}{scheme}/> .\n" for scheme in schemes.schemes()
)
PREFIXES += "@base <https://example.org/> .\n"
ENGINES = ("shifty", "pyshacl")

GOOD = """
<series> a cvn:Convention ; skos:prefLabel "Fair"@en ; cvn:abbreviation "F" ;
    skos:altLabel "The Fair"@en ; schema:startDate "2018"^^xsd:gYear ;
    foaf:homepage <https://example.org/home> .
<edition> a cvn:Edition ; skos:prefLabel "Fair 2023"@en, "another name"@en, "untagged" ;
    schema:superEvent <series> ; cvn:year "2023"^^xsd:gYear ; cvn:editionNumber 5, 6 ;
    schema:startDate "2023-09-20"^^xsd:date, "2023-09-21"^^xsd:date ;
    schema:endDate "2023-09-24"^^xsd:date ; cvn:status status:held, status:planned ;
    cvn:durationDays 5 ; schema:previousStartDate "2023-08"^^xsd:gYearMonth ;
    cvn:previousEndDate "2023"^^xsd:gYear ;
    schema:location <place> ; cvn:venue <hall> ; schema:about <theme> ; cvn:industry <industry> ;
    m8g:hasParticipation <p1> ; schema:organizer <body> ; cvn:pressContact <body> .
<p1> a cvn:Participation ; m8g:hasParticipant <body> ; m8g:role role:organizer ;
    cvn:roleAsStated "主办", "hosted" ; cvn:partialList true ; schema:email "press@example.org" .
<p2> a cvn:Participation ; m8g:hasParticipant <body> ; m8g:role role:signatory .
<body> a org:Organization ; skos:prefLabel "Body"@en ; skos:altLabel "B"@en ;
    cvn:kind kind:ministry, kind:other ; org:subOrganizationOf <parent> ; skos:note "n"@en ;
    skos:exactMatch <http://www.wikidata.org/entity/Q42>, <http://www.wikidata.org/entity/Q43> .
<parent> a org:Organization ; skos:prefLabel "Parent"@en .
<change> a org:ChangeEvent ; org:originalOrganization <body> ; org:resultingOrganization <parent> .
<place> a schema:Place ; skos:prefLabel "Town"@en ; schema:containedInPlace <land> .
<land> a schema:Place ; skos:prefLabel "Land"@en . <hall> a schema:Place ; skos:prefLabel "Hall" .
<theme> a cvn:Theme ; skos:prefLabel "Smart"@en ; skos:exactMatch <thema> .
<thema> a cvn:Theme ; skos:prefLabel "智"@zh .
<industry> a cvn:Industry ; skos:prefLabel "cars"@en .
<activity> a cvn:Activity ; skos:prefLabel "opening" ; schema:superEvent <edition> ;
    schema:eventAttendanceMode schema:OnlineEventAttendanceMode .
<area> a cvn:ExhibitionArea ; skos:prefLabel "outside"@en ; cvn:areaOf <edition> ;
    cvn:squareMetres 20000, 12.5 ; cvn:outdoor true ; cvn:debut true ;
    schema:containedInPlace <place> .
<exhibit> a cvn:Exhibit ; skos:prefLabel "train"@en ; cvn:shownAt <edition> ;
    cvn:exhibitedBy <body> ; cvn:shownIn <area> ; cvn:debut false .
<agreement> a cvn:Agreement ; skos:prefLabel "deal"@en ; cvn:signedAt <edition> ;
    cvn:agreementKind agreement:contract ; cvn:signedOn "2023-09-20"^^xsd:date ;
    cvn:titleIsName true ; cvn:unnamedParties 2 ; schema:value 5, 6 ; cvn:unit unit:CNY ;
    cvn:bound bound:exact ; m8g:hasParticipation <p2> ; cvn:signatory <body> ;
    cvn:occasion <activity> .
<release> a cvn:Release ; skos:prefLabel "list" ; cvn:releasedAt <edition> ;
    cvn:releaseKind release:list ; cvn:occasion <activity> .
<figure> a cvn:Statistic ; schema:observationAbout <edition> ;
    schema:variableMeasured measure:area ; schema:minValue 12.5 ; cvn:unit unit:m2 ;
    cvn:bound bound:more-than ; cvn:scope scope:edition ; cvn:qualifier "indoors" ;
    schema:observationDate "2023-09"^^xsd:gYearMonth ; cvn:stage stage:result ;
    cvn:asStated "over 12.5 m2" .
<source> a cvn:Source ; skos:prefLabel "opening"@en ; schema:url <https://example.org/a> ;
    dcterms:publisher "Agency" ; schema:datePublished "2023-09-20"^^xsd:date ;
    schema:inLanguage "zh-hant" ; cvn:retrieved "2026-11-22"^^xsd:date ;
    dcterms:license <https://example.org/terms> ;
    cvn:characterCount 0 ;
    cvn:textSha256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" .
<claim> a cvn:Claim, rdf:Statement ; rdf:subject <edition> ; rdf:predicate cvn:year ;
    rdf:object "2023"^^xsd:gYear ; prov:wasQuotedFrom <source> ; prov:wasDerivedFrom <passage> ;
    cvn:rule "year" .
<passage> a oa:SpecificResource ; oa:hasSource <file> ; oa:hasSelector <quote>, <position> .
<quote> a oa:TextQuoteSelector ; oa:exact "2023" ; oa:prefix "" ; oa:suffix " Fair" .
<position> a oa:TextPositionSelector ; oa:start 0 ; oa:end 4 .
<file> a cvn:InputFile ; skos:prefLabel "a.csv" ; cvn:byteSize 0 ; dcterms:format "text/csv" ;
    cvn:sha256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" .
<concept> a skos:Concept ; skos:prefLabel "one"@en, "一"@zh .
"""

# What each shape catches about a thing of its class that has only this; "" is nothing at all.
BAD: dict[str, tuple[str, ...]] = {
    "Activity-edition": ("", 'schema:superEvent "e"', "schema:superEvent <x>, <y>"),
    "Activity-edition-described": ("schema:superEvent <nothing>",),
    "Activity-mode": ("schema:eventAttendanceMode <post>",),
    "Activity-name": ("", 'skos:prefLabel ""', "skos:prefLabel 5"),
    "Agreement-bound": ("cvn:bound <exact>", 'cvn:bound "exact"', "cvn:bound unit:CNY"),
    "Agreement-day": ('cvn:signedOn "2023-09-20"', 'cvn:signedOn "soon"^^xsd:date'),
    "Agreement-edition": ("", 'cvn:signedAt "e"'),
    "Agreement-edition-described": ("cvn:signedAt <nothing>",),
    "Agreement-kind": ("cvn:agreementKind release:list",),
    "Agreement-name": ("",),
    "Agreement-occasion": ("cvn:occasion <nothing>", 'cvn:occasion "ceremony"'),
    "Agreement-participation": ("m8g:hasParticipation <nothing>", 'm8g:hasParticipation "p"'),
    "Agreement-signatory": ('cvn:signatory "b"',),
    "Agreement-signatory-described": ("cvn:signatory <nothing>",),
    "Agreement-title": ('cvn:titleIsName "yes"',),
    "Agreement-unit": ('cvn:unit "CNY"', "cvn:unit <CNY>"),
    "Agreement-unnamed": ("cvn:unnamedParties 0", 'cvn:unnamedParties "2"'),
    "Agreement-value": ('schema:value "5"', "schema:minValue 5.0e0", "schema:maxValue <five>"),
    "ChangeEvent-after": ("", 'org:resultingOrganization "b"'),
    "ChangeEvent-after-described": ("org:resultingOrganization <nothing>",),
    "ChangeEvent-before": ("", 'org:originalOrganization "b"'),
    "ChangeEvent-before-described": ("org:originalOrganization <nothing>",),
    "Claim-object": ("", "rdf:object 1, 2"),
    "Claim-passage": ("", "prov:wasDerivedFrom <nothing>", 'prov:wasDerivedFrom "words"'),
    "Claim-predicate": ("", 'rdf:predicate "year"'),
    "Claim-rule": ('cvn:rule ""', 'cvn:rule "a", "b"'),
    "Claim-source": ("", 'prov:wasQuotedFrom "Agency"', "prov:wasQuotedFrom <x>, <y>"),
    "Claim-subject": ("", 'rdf:subject "e"', "rdf:subject <x>, <y>"),
    "Concept-name": ("", 'skos:prefLabel "a"@en, "b"@en'),
    "Convention-abbreviation": ('cvn:abbreviation ""', 'cvn:abbreviation "F"@en'),
    "Convention-alias": ('skos:altLabel ""', "skos:altLabel <x>"),
    "Convention-homepage": ('foaf:homepage "https://example.org/"',),
    "Convention-name": ("", 'skos:prefLabel ""@en'),
    "Convention-start": ("schema:startDate 2018",),
    "Edition-body": ('schema:organizer "b"', 'cvn:approver "b"', 'schema:sponsor "b"'),
    "Edition-body-described": ("schema:organizer <nothing>", "cvn:exhibitor <nothing>"),
    "Edition-days": ("cvn:durationDays 0", 'cvn:durationDays "4"', "cvn:durationDays 1.5"),
    "Edition-end": ('schema:endDate "2023-09-20"', 'schema:endDate "2023-02-30"^^xsd:date'),
    "Edition-given-up-end": ("cvn:previousEndDate 2023",),
    "Edition-given-up-start": ("schema:previousStartDate 2023",),
    "Edition-industry": ("cvn:industry <nothing>", 'cvn:industry "cars"'),
    "Edition-name": ('skos:prefLabel ""', "skos:prefLabel <x>"),
    "Edition-number": ("cvn:editionNumber 0", 'cvn:editionNumber "5"', "cvn:editionNumber 1.5"),
    "Edition-order": (
        'schema:startDate "2023-09-21"^^xsd:date ; schema:endDate "2023-09-20"^^xsd:date',
    ),
    "Edition-participation": ("m8g:hasParticipation <nothing>", 'm8g:hasParticipation "p"'),
    "Edition-place": ('schema:location "Hefei"',),
    "Edition-place-described": ("schema:location <nothing>",),
    "Edition-series": ('schema:superEvent "wmc"',),
    "Edition-series-described": ("schema:superEvent <nothing>",),
    "Edition-start": ('schema:startDate "2023-09-20T10:00:00"^^xsd:dateTime',),
    "Edition-status": ('cvn:status "held"', "cvn:status stage:planned"),
    "Edition-theme": ("schema:about <nothing>", 'schema:about "Smart"'),
    "Edition-venue": ("cvn:venue <nothing>", 'cvn:venue "Hall"'),
    "Edition-year": ("cvn:year 2023", 'cvn:year "2023-09"^^xsd:gYearMonth'),
    "Exhibit-area": ("cvn:shownIn <nothing>", 'cvn:shownIn "hall"'),
    "Exhibit-body": ('cvn:exhibitedBy "b"',),
    "Exhibit-body-described": ("cvn:exhibitedBy <nothing>",),
    "Exhibit-debut": ('cvn:debut "yes"',),
    "Exhibit-edition": ("", 'cvn:shownAt "e"'),
    "Exhibit-edition-described": ("cvn:shownAt <nothing>",),
    "Exhibit-name": ("",),
    "ExhibitionArea-debut": ('cvn:debut "yes"',),
    "ExhibitionArea-edition": ("", 'cvn:areaOf "e"', "cvn:areaOf <x>, <y>"),
    "ExhibitionArea-edition-described": ("cvn:areaOf <nothing>",),
    "ExhibitionArea-name": ("",),
    "ExhibitionArea-outdoor": ('cvn:outdoor "true"',),
    "ExhibitionArea-place": ('schema:containedInPlace "park"',),
    "ExhibitionArea-place-described": ("schema:containedInPlace <nothing>",),
    "ExhibitionArea-size": ("cvn:squareMetres 0", 'cvn:squareMetres "20000"'),
    "Industry-name": ("", 'skos:prefLabel "a"@en, "b"@en'),
    "InputFile-format": ("", 'dcterms:format "text/csv", "text/plain"'),
    "InputFile-hash": ("", 'cvn:sha256 "E3B0"'),
    "InputFile-name": ("", 'skos:prefLabel "a", "b"'),
    "InputFile-size": ("", "cvn:byteSize -1", 'cvn:byteSize "5"'),
    "Organization-alias": ('skos:altLabel ""', "skos:altLabel <x>"),
    "Organization-kind": ('cvn:kind "ministry"', "cvn:kind role:organizer"),
    "Organization-name": ("",),
    "Organization-note": ('skos:note ""',),
    "Organization-parent": ('org:subOrganizationOf "p"',),
    "Organization-parent-described": ("org:subOrganizationOf <nothing>",),
    "Participation-body": ("", "m8g:hasParticipant <x>, <y>", 'm8g:hasParticipant "b"'),
    "Participation-body-described": ("m8g:hasParticipant <nothing>",),
    "Participation-context": ("", "^ m8g:hasParticipation <x>, <y>"),
    "Participation-email": ('schema:email "press"', 'schema:email "a@example.org"@en'),
    "Participation-partial": ('cvn:partialList "yes"',),
    "Participation-role": ("", "m8g:role <organizer>", "m8g:role role:organizer, role:partner"),
    "Participation-wording": ('cvn:roleAsStated ""',),
    "Passage-file": ("", 'oa:hasSource "a.txt"', "oa:hasSource <x>, <y>"),
    "Passage-position": ("", "oa:hasSelector <nothing>"),
    "Passage-quote": ("", "oa:hasSelector <nothing>"),
    "Place-name": ("",),
    "Place-within": ('schema:containedInPlace "Anhui"',),
    "Place-within-described": ("schema:containedInPlace <nothing>",),
    "Position-end": ("", "oa:end 0", 'oa:end "4"'),
    "Position-order": ("oa:start 4 ; oa:end 4", "oa:start 5 ; oa:end 4"),
    "Position-start": ("", "oa:start -1", "oa:start 1, 2"),
    "Quote-after": ("", 'oa:suffix "a", "b"'),
    "Quote-before": ("", 'oa:prefix "a"@en'),
    "Quote-words": ("", 'oa:exact ""', 'oa:exact "a", "b"'),
    "Release-edition": ("", 'cvn:releasedAt "e"'),
    "Release-edition-described": ("cvn:releasedAt <nothing>",),
    "Release-kind": ("cvn:releaseKind agreement:contract",),
    "Release-name": ("",),
    "Release-occasion": ("cvn:occasion <nothing>", 'cvn:occasion "ceremony"'),
    "Source-language": ('schema:inLanguage "Chinese"', 'schema:inLanguage "zh-CN"'),
    "Source-length": ("cvn:characterCount -1", "cvn:characterCount 1, 2"),
    "Source-name": ('skos:prefLabel ""@en',),
    "Source-published": ('schema:datePublished "2023-09-20"',),
    "Source-publisher": ('dcterms:publisher ""', "dcterms:publisher <agency>"),
    "Source-retrieved": ('cvn:retrieved "today"',),
    "Source-license": ('dcterms:license "free"',),
    "Source-text": ('cvn:textSha256 "E3B0"',),
    "Source-url": ('schema:url "https://example.org/a"',),
    "Statistic-as-of": (
        "schema:observationDate 2023",
        'schema:observationDate "2023"^^xsd:gYear, "2024"^^xsd:gYear',
    ),
    "Statistic-bound": ("", "cvn:bound <exact>", "cvn:bound bound:exact, bound:about"),
    "Statistic-converted": ("cvn:convertedFrom <CNY>",),
    "Statistic-measure": ("", "schema:variableMeasured <guests>"),
    "Statistic-qualifier": ('cvn:qualifier ""', 'cvn:qualifier "a", "b"'),
    "Statistic-scope": ("", "cvn:scope <edition>"),
    "Statistic-stage": ("cvn:stage status:planned", "cvn:stage stage:planned, stage:result"),
    "Statistic-subject": ("", "schema:observationAbout <x>, <y>"),
    "Statistic-subject-described": ("schema:observationAbout <nothing>",),
    "Statistic-unit": ("", "cvn:unit <m2>", "cvn:unit unit:m2, unit:t"),
    "Statistic-value": ("", 'schema:value "5"', "schema:value 5 ; schema:minValue 6"),
    "Statistic-wording": ('cvn:asStated ""', 'cvn:asStated "12"@en'),
    "Theme-name": ("", 'skos:prefLabel "a"@en, "b"@en'),
    "Theme-same": ("skos:exactMatch <nothing>",),
    **{
        f"{name}-same": ('skos:exactMatch "Q42"', "skos:exactMatch <urn:Q42>")
        for name in ("Convention", "Edition", "Organization", "Place")
    },
}
CASES = [(name, index) for name in BAD for index in range(len(BAD[name]))]


def load(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=PREFIXES + text, format="turtle")


def report(engine: str, data: rdflib.Graph) -> set[tuple[str, str]]:
    """Pairs of focus node and the name of the shape that it breaks."""
    if engine == "shifty":
        _, found, _ = shifty.validate(data, FILE, graph_mode="data")
    else:
        _, found, _ = pyshacl.validate(data, shacl_graph=SHAPES)
    return {
        (
            str(found.value(result, SH.focusNode)),
            str(found.value(result, SH.sourceShape)).removeprefix(SHAPE),
        )
        for result in found.objects(None, SH.result)
    }


def target(name: str) -> URIRef:
    (found,) = SHAPES.objects(URIRef(SHAPE + name.partition("-")[0]), SH.targetClass)
    assert isinstance(found, URIRef)
    return found


@pytest.fixture(scope="module")
def reports() -> dict[str, set[tuple[str, str]]]:
    """Every bad thing of the table in one graph, as each engine sees it."""
    lines = []
    for name, index in CASES:
        this, what = f"<{name}-{index}>", BAD[name][index]
        lines.append(f"{this} a <{target(name)}> .")
        if what.startswith("^ "):
            predicate, *others = what[2:].replace(",", "").split()
            lines += [f"{other} {predicate} {this} ." for other in others]
        elif what:
            lines.append(f"{this} {what} .")
    data = load("\n".join(lines))
    return {engine: report(engine, data) for engine in ENGINES}


@pytest.mark.parametrize("engine", ENGINES)
def test_good_things_pass(engine: str) -> None:
    assert report(engine, load(GOOD)) == set()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "index"), CASES)
def test_bad_thing_is_caught(
    reports: dict[str, set[tuple[str, str]]], engine: str, name: str, index: int
) -> None:
    assert (f"https://example.org/{name}-{index}", name) in reports[engine]


def test_engines_agree_on_every_bad_thing(reports: dict[str, set[tuple[str, str]]]) -> None:
    assert reports["shifty"] == reports["pyshacl"]


def test_every_property_shape_has_bad_things_and_says_what_is_wrong() -> None:
    shapes = set(SHAPES.subjects(RDF.type, SH.PropertyShape))
    assert {str(shape).removeprefix(SHAPE) for shape in shapes} == set(BAD)
    used = set(SHAPES.objects(None, SH.property))
    assert used == shapes
    for shape in shapes:
        (message,) = SHAPES.objects(shape, SH.message)
        assert isinstance(message, rdflib.Literal)
        assert message.language == "en"
        (severity,) = SHAPES.objects(shape, SH.severity)
        assert severity in (SH.Violation, SH.Warning)
        assert str(shape).endswith("-described") <= (severity == SH.Warning)


def test_every_kind_of_thing_has_one_shape_and_every_shape_a_known_class() -> None:
    targets = list(SHAPES.objects(None, SH.targetClass))
    assert len(targets) == len(set(targets))
    for classes in fields.TYPES.values():
        assert len({URIRef(iris.expand(curie)) for curie in classes} & set(targets)) == 1
    vocabulary = rdflib.Graph().parse(FILE.with_name("vocabulary.ttl"))
    own = set(vocabulary.subjects(RDF.type, OWL.Class))
    for shape_target in targets:
        assert shape_target in own or (
            not str(shape_target).startswith(iris.VOCABULARY)
            and (shape_target, RDFS.label, None) in vocabulary
        )


def test_patterns_name_schemes_that_exist() -> None:
    patterns = [str(found) for found in SHAPES.objects(None, SH.pattern)]
    named = {
        pattern.removeprefix(f"^{iris.CONCEPTS}").partition("/")[0]
        for pattern in patterns
        if iris.CONCEPTS in pattern
    }
    assert named == set(schemes.schemes())


@pytest.mark.parametrize("name", ["schemes.ttl", "authority/bodies.ttl", "authority/places.ttl"])
def test_bundled_files_pass(name: str) -> None:
    data = rdflib.Graph().parse(FILE.parent / name, publicID=iris.DEFAULT_BASE)
    assert report("shifty", data) == set()
