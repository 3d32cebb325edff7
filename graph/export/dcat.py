"""The description of a release: DCAT 3 as DCAT-AP 3 wants it, VoID for figures, DQV for quality.

https://www.w3.org/TR/vocab-dcat-3/, https://semiceu.github.io/DCAT-AP/releases/3.0.1/,
https://www.w3.org/TR/vocab-dqv/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, Triple

from ...ontology.iris import PREFIXES, digest
from ..manifest import revision_of
from ..void import dataset_iri, describe_figures
from .about import About
from .content import Content
from .coverage import Coverage
from .formats import COMPRESSIONS, FORMATS
from .output import File
from .statements import Said, label_of, said_of, second, term, texts, typed

__all__ = ["DESCRIPTION", "EU", "Description", "standard"]

DESCRIPTION = "dataset.ttl"  # in a release
EU = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = {"en": "ENG", "ja": "JPN", "ko": "KOR", "zh": "ZHO"}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = {
    "application/ld+json": "JSON_LD",
    "application/n-quads": "RDF_N_QUADS",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "RDF_TRIG",
    "application/xml": "XML",
    "text/csv": "CSV",
    "text/turtle": "RDF_TURTLE",
}
_RDF = frozenset(_FILE_TYPES) - {"application/xml", "text/csv"}
_FEATURES = {  # by the name of a format
    "nquads": "N-Quads",
    "trig": "TriG",
    "turtle": "Turtle",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
}


@dataclass(frozen=True)
class Description:
    """What is said of a release: of what, by whom, at which address (ending in ``/``)."""

    content: Content
    about: About
    site: str
    files: Sequence[File]
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def dataset(self) -> str:
        """IRI of the data set; a part of it has one of its own."""
        whole = dataset_iri(self.content.graph.iris.base)
        part = self.content.selection.described()
        return f"{whole}-part-{digest(part)}" if part else whole

    @property
    def revision(self) -> int:
        """The number of the version: how often what the graph holds has changed."""
        return revision_of(self.content.graph.manifest)

    @property
    def ended(self) -> str:
        """When the graph was built, as xsd:dateTime."""
        return second(self.content.graph.manifest["ended"])

    @property
    def title(self) -> dict[str, str]:
        """The title by language; of a part with what was selected."""
        part = self.content.selection.described()
        return {
            language: f"{text} ({part})" if part else text
            for language, text in self.about.title.items()
        }

    @property
    def page(self) -> str:
        """Address of what people read first."""
        return self.about.landing_page or f"{self.site}index.html"

    def triples(self) -> Iterator[Triple]:
        """The data set, its versions and its distributions."""
        yield from self._dataset()
        yield from describe_figures(
            self.dataset, self.content.statistics, self.content.graph.iris.base
        )
        yield from self._before()
        for file in self.files:
            if file.distribution in FORMATS:
                yield from self._distribution(file)

    @property
    def endpoint(self) -> str:
        """Where the data can be queried."""
        return self.about.endpoint or f"{self.content.graph.iris.base}sparql"

    def here(self, name: str) -> str:
        """IRI of something that only the description speaks of."""
        return f"{self.site}{DESCRIPTION}#{name}"

    def by(self) -> Said:
        """What is said alike of catalog, data set and service."""
        about = self.about
        return {
            "dcterms:description": texts(about.description),
            "dcterms:publisher": about.publisher.iri if about.publisher else "",
            "dcterms:license": about.license,
        }

    def topic(self) -> Said:
        """What is said alike of data set and service."""
        return {
            "dcat:contactPoint": self.here("contact") if self.about.contact else "",
            "dcat:keyword": [
                Literal(word, language=language)
                for language, words in self.about.keywords.items()
                for word in words
            ],
            "dcat:theme": self.about.themes,
            "dcat:landingPage": self.page,
            "dcterms:conformsTo": [PREFIXES["cvn"].rstrip("#"), f"{self.site}shapes.ttl"],
        }

    def languages(self) -> list[str]:
        """The languages of texts, as IRIs."""
        known = self.content.statistics.languages
        return [f"{EU}language/{_LANGUAGES[tag]}" for tag in known if tag in _LANGUAGES]

    def places(self) -> Sequence[str]:
        """The places that are covered, as IRIs."""
        return self.about.spatial or tuple(self.coverage.places)

    def place_labels(self) -> list[str]:
        """The places that are covered, as people read them."""
        stated = self.coverage.places
        if not self.about.spatial:
            return [names.get("en") or iri for iri, names in stated.items()]
        return [label_of(iri) or iri for iri in self.about.spatial]

    def _dataset(self) -> Iterator[Triple]:
        figures, base = self.content.statistics, self.content.graph.iris.base
        whole, notes = dataset_iri(base), f"Version {self.revision}: {figures.quads} quads."
        given = [file for file in self.files if file.distribution in FORMATS]
        said: Said = {
            "rdf:type": (term("void:Dataset"), term("dcat:Dataset")),
            "dcterms:title": texts(self.title),
            **self.by(),
            **self.topic(),
            "dcterms:identifier": Literal(f"sha256:{figures.sha256}"),
            "dcterms:issued": typed(self.ended, "dateTime"),
            "dcterms:modified": typed(self.ended, "dateTime"),
            "dcterms:accrualPeriodicity": self.about.frequency,
            "dcterms:language": self.languages(),
            "dcterms:spatial": self.places(),
            "dcterms:temporal": self.here("period") if figures.first else "",
            "dcterms:isPartOf": whole if self.dataset != whole else "",
            "dcat:version": Literal(str(self.revision)),
            "adms:versionNotes": Literal(notes, language="en"),
            "prov:wasGeneratedBy": self.here("build"),
            "dcat:distribution": [self.here(file.path) for file in given],
            "void:dataDump": [f"{self.site}{f.path}" for f in given if f.media_type in _RDF],
            "void:feature": [
                f"http://www.w3.org/ns/formats/{feature}"
                for name, feature in _FEATURES.items()
                if any(file.distribution == name for file in given)
            ],
            "void:sparqlEndpoint": self.endpoint,
            "void:exampleResource": self.coverage.examples,
        }
        yield from said_of(self.dataset, said)
        document: Said = {
            "rdf:type": (term("void:DatasetDescription"), term("foaf:Document")),
            "dcterms:title": Literal("Description of the data set", language="en"),
            "foaf:primaryTopic": self.dataset,
        }
        yield from said_of(f"{self.site}{DESCRIPTION}", document)

    def _distribution(self, file: File) -> Iterator[Triple]:
        format_, address = FORMATS[file.distribution], f"{self.site}{file.path}"
        iri, media = self.here(file.path), f"{_MEDIA}{file.media_type}"
        checksum, type_ = f"{iri}-sha256", _FILE_TYPES.get(file.media_type, "")
        packed = COMPRESSIONS.get(file.compression, "")
        said: Said = {
            "rdf:type": term("dcat:Distribution"),
            "dcterms:title": Literal(f"{format_.title}: {file.path}", language="en"),
            "dcterms:description": Literal(format_.description, language="en"),
            "dcterms:license": self.about.license,
            "dcterms:format": f"{EU}file-type/{type_}" if type_ else media,
            "dcterms:conformsTo": format_.specification,
            "dcterms:modified": typed(self.ended, "dateTime"),
            "dcatap:availability": f"{EU}planned-availability/AVAILABLE",
            "dcat:accessURL": address,
            "dcat:downloadURL": address,
            "dcat:mediaType": media,
            "dcat:compressFormat": f"{_MEDIA}{packed}" if packed else "",
            "dcat:byteSize": typed(str(file.size), "nonNegativeInteger"),
            "spdx:checksum": checksum,
        }
        yield from said_of(iri, said)
        sum_: Said = {
            "rdf:type": term("spdx:Checksum"),
            "spdx:algorithm": term("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": typed(file.sha256, "hexBinary"),
        }
        yield from said_of(checksum, sum_)
        yield from said_of(format_.specification, standard(format_.title))

    def _before(self) -> Iterator[Triple]:
        """The version before, where there was one."""
        if self.revision == 1:
            return
        before = f"{self.dataset}-version-{self.revision - 1}"
        yield from said_of(self.dataset, {"dcat:previousVersion": before})
        said: Said = {
            "rdf:type": term("dcat:Dataset"),
            "dcterms:title": texts(self.title),
            **self.by(),
            **self.topic(),
            "dcat:version": Literal(str(self.revision - 1)),
            "dcterms:isVersionOf": self.dataset,
        }
        yield from said_of(before, said)


def standard(title: str) -> Said:
    """What is said of what something conforms to."""
    return {
        "rdf:type": term("dcterms:Standard"),
        "dcterms:title": Literal(title, language="en"),
    }
