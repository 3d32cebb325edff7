"""What stands around a data set in its description: catalog, service, build, people, quality."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from ...ontology.iris import PREFIXES
from .dcat import EU, Description, standard
from .statements import Said, said_of, second, term, texts, typed

__all__ = ["around"]

_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}  # by the length of what is written


def around(told: Description) -> Iterator[Triple]:
    """All that is said of it besides the data set itself."""
    yield from _build(told)
    yield from _quality(told)
    if told.about.publisher:  # a catalog has one, or is none (DCAT-AP)
        yield from _catalog(told)
    yield from _service(told)
    yield from _people(told)
    yield from _covered(told)


def _build(told: Description) -> Iterator[Triple]:
    """The activity that gave the graph."""
    manifest, iris = told.content.graph.manifest, told.content.graph.iris
    said: Said = {
        "rdf:type": term("prov:Activity"),
        "rdfs:label": Literal("Build of the graph", language="en"),
        "prov:startedAtTime": typed(second(manifest["started"]), "dateTime"),
        "prov:endedAtTime": typed(told.ended, "dateTime"),
        "prov:used": [iris.file(entry["name"]) for entry in manifest["inputs"]],
    }
    yield from said_of(told.here("build"), said)


def _quality(told: Description) -> Iterator[Triple]:
    """Figures by which quality can be judged."""
    figures = told.content.statistics
    sources = sum(1 for iri in figures.graphs if iri and not iri.endswith("/claims"))
    measures = {
        "sources": ("trustworthiness", "Sources that state facts", sources),
        "links": ("interlinking", "Links to other data sets", sum(figures.links.values())),
        "languages": ("versatility", "Languages of texts", len(figures.languages)),
    }
    for name, (dimension, label, value) in measures.items():
        metric, measurement = told.here(f"metric-{name}"), told.here(f"measurement-{name}")
        yield from said_of(told.dataset, {"dqv:hasQualityMeasurement": measurement})
        said: Said = {
            "rdf:type": term("dqv:QualityMeasurement"),
            "dqv:computedOn": told.dataset,
            "dqv:isMeasurementOf": metric,
            "dqv:value": value,
        }
        yield from said_of(measurement, said)
        what: Said = {
            "rdf:type": term("dqv:Metric"),
            "rdfs:label": Literal(label, language="en"),
            "dqv:inDimension": term(f"ldqd:{dimension}"),
            "dqv:expectedDataType": term("xsd:integer"),
        }
        yield from said_of(metric, what)


def _catalog(told: Description) -> Iterator[Triple]:
    said: Said = {
        "rdf:type": term("dcat:Catalog"),
        "dcterms:title": texts(told.about.title),
        **told.by(),
        "dcterms:language": told.languages(),
        "dcterms:spatial": told.places(),
        "dcterms:issued": typed(told.ended, "dateTime"),
        "dcterms:modified": typed(told.ended, "dateTime"),
        "dcat:themeTaxonomy": f"{EU}data-theme",
        "foaf:homepage": told.page,
        "dcat:dataset": told.dataset,
        "dcat:service": told.here("service"),
    }
    yield from said_of(told.here("catalog"), said)
    page: Said = {"rdf:type": term("foaf:Document"), "dcterms:title": texts(told.title)}
    yield from said_of(told.page, page)


def _service(told: Description) -> Iterator[Triple]:
    protocol = "https://www.w3.org/TR/sparql11-protocol/"
    said: Said = {
        "rdf:type": term("dcat:DataService"),
        "dcterms:title": Literal("SPARQL endpoint", language="en"),
        **told.by(),
        **told.topic(),
        "dcat:endpointURL": told.endpoint,
        "dcat:endpointDescription": told.endpoint,
        "dcat:servesDataset": told.dataset,
    }
    yield from said_of(told.here("service"), said)
    yield from said_of(told.here("service"), {"dcterms:conformsTo": protocol})
    yield from said_of(protocol, standard("SPARQL 1.1 Protocol"))
    for iri, title in (
        (PREFIXES["cvn"].rstrip("#"), "Vocabulary of conventions and trade fairs"),
        (f"{told.site}shapes.ttl", "Shapes of conventions and trade fairs (SHACL)"),
    ):
        yield from said_of(iri, standard(title))


def _people(told: Description) -> Iterator[Triple]:
    """Publisher and contact."""
    if publisher := told.about.publisher:
        said: Said = {
            "rdf:type": term("foaf:Agent"),
            "foaf:name": Literal(publisher.name),
            "dcterms:type": publisher.type,
        }
        yield from said_of(publisher.iri, said)
    if contact := told.about.contact:
        said = {
            "rdf:type": term("vcard:Kind"),
            "vcard:fn": Literal(contact.name),
            "vcard:hasEmail": f"mailto:{contact.email}" if contact.email else "",
            "vcard:hasURL": contact.url,
        }
        yield from said_of(told.here("contact"), said)


def _covered(told: Description) -> Iterator[Triple]:
    """When and where."""
    figures = told.content.statistics
    if figures.first:
        said: Said = {
            "rdf:type": term("dcterms:PeriodOfTime"),
            "dcat:startDate": _day(figures.first),
            "dcat:endDate": _day(figures.last),
        }
        yield from said_of(told.here("period"), said)
    if not told.about.spatial:
        for iri, labels in told.coverage.places.items():
            yield from said_of(iri, {"rdf:type": term("dcterms:Location")})
            yield from said_of(iri, {"skos:prefLabel": texts(labels)})


def _day(text: str) -> Literal:
    """A day, a month or a year, as it is stated; of a time the day."""
    return typed(text[:10], _DATES[len(text[:10])])
