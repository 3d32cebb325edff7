"""Which class a thing has and which predicate a field of its record becomes, as data."""

from __future__ import annotations

__all__ = [
    "EVENT_TYPES",
    "FIELDS",
    "KIND_TYPES",
    "MODES",
    "RELEASE_TYPES",
    "TYPES",
    "VALUE_PROPERTY",
]

# Every thing carries our class and, where there is one, the standard class consumers look for.
TYPES: dict[str, tuple[str, ...]] = {
    "activity": ("cvn:Activity", "schema:Event"),
    "agreement": ("cvn:Agreement", "fibo-fnd-agr-agr:Agreement"),
    "area": ("cvn:ExhibitionArea",),
    "edition": ("cvn:Edition", "schema:ExhibitionEvent"),
    "exhibit": ("cvn:Exhibit",),
    "file": ("cvn:InputFile", "dcat:Resource"),
    "industry": ("cvn:Industry",),
    "organization": ("org:Organization",),
    "participation": ("cvn:Participation",),
    "place": ("schema:Place",),
    "release": ("cvn:Release",),
    "series": ("cvn:Convention", "schema:EventSeries"),
    "source": ("cvn:Source", "schema:CreativeWork"),
    "statistic": ("cvn:Statistic",),
    "theme": ("cvn:Theme",),
}

# What a source calls an event; its class takes the place of the standard one of an edition.
EVENT_TYPES: dict[str, str] = {
    "BusinessEvent": "schema:BusinessEvent",
    "ChildrensEvent": "schema:ChildrensEvent",
    "ComedyEvent": "schema:ComedyEvent",
    "ConferenceEvent": "schema:ConferenceEvent",
    "CourseInstance": "schema:CourseInstance",
    "DanceEvent": "schema:DanceEvent",
    "EducationEvent": "schema:EducationEvent",
    "Event": "schema:Event",
    "ExhibitionEvent": "schema:ExhibitionEvent",
    "Festival": "schema:Festival",
    "FoodEvent": "schema:FoodEvent",
    "Hackathon": "schema:Hackathon",
    "LiteraryEvent": "schema:LiteraryEvent",
    "MusicEvent": "schema:MusicEvent",
    "PerformingArtsEvent": "schema:PerformingArtsEvent",
    "PublicEvent": "m8g:PublicEvent",
    "SaleEvent": "schema:SaleEvent",
    "ScreeningEvent": "schema:ScreeningEvent",
    "SocialEvent": "schema:SocialEvent",
    "SportsEvent": "schema:SportsEvent",
    "TheaterEvent": "schema:TheaterEvent",
    "VisualArtsEvent": "schema:VisualArtsEvent",
}

# Field -> (predicate, form). A form is a name in `terms.FORMS` ("plain" is a literal without a
# language), or "thing" or "concept" with the class or scheme that the field names. What depends on
# more than one field is in `rdf`.
FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "activity": {
        "name": ("skos:prefLabel", "text"),
        "edition": ("schema:superEvent", "thing edition"),
        "mode": ("schema:eventAttendanceMode", "mode"),
    },
    "agreement": {
        "title": ("skos:prefLabel", "text"),
        "edition": ("cvn:signedAt", "thing edition"),
        "kind": ("cvn:agreementKind", "concept agreement"),
        "signed": ("cvn:signedOn", "date"),
        "title_is_name": ("cvn:titleIsName", "boolean"),
        "counterparties": ("cvn:unnamedParties", "number"),
    },
    "area": {
        "name": ("skos:prefLabel", "text"),
        "edition": ("cvn:areaOf", "thing edition"),
        "square_metres": ("cvn:squareMetres", "number"),
        "outdoor": ("cvn:outdoor", "boolean"),
        "debut": ("cvn:debut", "boolean"),
    },
    "edition": {
        "names": ("skos:prefLabel", "text"),
        "series": ("schema:superEvent", "thing series"),
        "year": ("cvn:year", "year"),
        "ordinal": ("cvn:editionNumber", "number"),
        "status": ("cvn:status", "concept status"),
        "duration_days": ("cvn:durationDays", "number"),
        "same_as": ("skos:exactMatch", "match"),
        "event_types": ("rdf:type", "event"),
    },
    "exhibit": {
        "name": ("skos:prefLabel", "text"),
        "edition": ("cvn:shownAt", "thing edition"),
        "exhibitor": ("cvn:exhibitedBy", "thing organization"),
        "debut": ("cvn:debut", "boolean"),
    },
    "file": {
        "name": ("skos:prefLabel", "plain"),
        "sha256": ("cvn:sha256", "plain"),
        "size": ("cvn:byteSize", "number"),
        "media_type": ("dcterms:format", "plain"),
    },
    "industry": {"name": ("skos:prefLabel", "text")},
    "organization": {
        "names": ("skos:prefLabel", "text"),
        "aliases": ("skos:altLabel", "text"),
        "kind": ("cvn:kind", "concept kind"),
        "parent": ("org:subOrganizationOf", "thing organization"),
        "note": ("skos:note", "text"),
        "same_as": ("skos:exactMatch", "match"),
    },
    "participation": {
        "body": ("m8g:hasParticipant", "thing organization"),
        "role": ("m8g:role", "concept role"),
        "as_stated": ("cvn:roleAsStated", "plain"),
        "email": ("schema:email", "plain"),
    },
    "release": {
        "title": ("skos:prefLabel", "text"),
        "edition": ("cvn:releasedAt", "thing edition"),
        "kind": ("cvn:releaseKind", "concept release"),
    },
    "series": {
        "names": ("skos:prefLabel", "text"),
        "abbreviation": ("cvn:abbreviation", "plain"),
        "first_year": ("schema:startDate", "year"),
        "website": ("foaf:homepage", "link"),
        "aliases": ("skos:altLabel", "text"),
        "same_as": ("skos:exactMatch", "match"),
    },
    "source": {
        "gist": ("skos:prefLabel", "text"),
        "url": ("schema:url", "link"),
        "publisher": ("dcterms:publisher", "plain"),
        "published": ("schema:datePublished", "date"),
        "language": ("schema:inLanguage", "plain"),
        "retrieved": ("cvn:retrieved", "date"),
        "license": ("dcterms:license", "link"),
        "snapshot": ("cvn:textSha256", "plain"),
        "characters": ("cvn:characterCount", "number"),
    },
    "statistic": {
        "edition": ("schema:observationAbout", "thing edition"),
        "series": ("schema:observationAbout", "thing series"),
        "exhibit": ("schema:observationAbout", "thing exhibit"),
        "measure": ("schema:variableMeasured", "concept measure"),
        "scope": ("cvn:scope", "concept scope"),
        "as_of": ("schema:observationDate", "date"),
        "qualifier": ("cvn:qualifier", "plain"),
        "stage": ("cvn:stage", "concept stage"),
        "converted_from": ("cvn:convertedFrom", "concept unit"),
        "as_stated": ("cvn:asStated", "plain"),
    },
}

# Body kinds that are organs of a state carry schema:GovernmentOrganization as well.
KIND_TYPES = {
    "administration": "schema:GovernmentOrganization",
    "commission": "schema:GovernmentOrganization",
    "company": "schema:Corporation",
    "ministry": "schema:GovernmentOrganization",
    "municipal government": "schema:GovernmentOrganization",
    "provincial government": "schema:GovernmentOrganization",
}
MODES = {
    "mixed": "schema:MixedEventAttendanceMode",
    "offline": "schema:OfflineEventAttendanceMode",
    "online": "schema:OnlineEventAttendanceMode",
}
RELEASE_TYPES = {
    "declaration": "schema:CreativeWork",
    "index": "schema:Report",
    "list": "schema:ItemList",
    "report": "schema:Report",
}
# A lower or upper limit is not a value: a sum over schema:value must not count it as one.
VALUE_PROPERTY = {
    "at least": "schema:minValue",
    "more than": "schema:minValue",
    "up to": "schema:maxValue",
}
