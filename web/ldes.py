"""The changes as linked data: an event stream (LDES) in pages (TREE), from the newest back.

The view leads to the page of the newest revision and each page to older ones, one way to each. A
page never changes, so who follows the stream reads back to the first page that is known.

https://semiceu.github.io/LinkedDataEventStreams/, https://w3id.org/tree/specification
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ..graph.changelog import Revision
from ..graph.knowledge import KnowledgeGraph
from ..graph.void import dataset_iri
from ..ontology.iris import PREFIXES, expand
from .asked import Asked
from .negotiation import RDF_PATCH
from .pages.changed import log_of, summary_of
from .pages.changes import A_PAGE, last_page, title_of

__all__ = ["write_stream", "write_stream_page"]

_PREFIXES = {
    **PREFIXES,
    "as": "https://www.w3.org/ns/activitystreams#",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
_LANGUAGES = ("en", "zh")
_SAFE = "/!$&'()*+,;=:@~._-%"  # what fragments have as it is
_KINDS = {"created": "as:Create", "updated": "as:Update", "deleted": "as:Delete"}
_TITLE = "Changes of a graph of conventions and fairs"
_ABOUT = (
    "A member is a thing that a revision made, changed or removed, and for each revision the data "
    "set. The patches have the changes of all statements, also of those on evidence and sources."
)
_SHAPE = {  # of a member: properties that it has once, with the kind of their values
    "object": ("as:object", ("sh:nodeKind", "sh:IRI")),
    "thing": ("dcterms:isVersionOf", ("sh:nodeKind", "sh:IRI")),
    "patch": ("as:attachment", ("sh:nodeKind", "sh:IRI")),
    "state": ("as:context", ("sh:nodeKind", "sh:IRI")),
    "published": ("as:published", ("sh:datatype", "xsd:dateTime")),
}

_Value = str | NamedNode | Literal  # a term with its prefix, an IRI or a literal
_Said = Mapping[str, _Value | Iterable[_Value]]  # by property


def write_stream(graph: KnowledgeGraph, asked: Asked, license: str, media_type: str) -> bytes:
    """The stream and its view: what it is, and the way to its newest page."""
    return _written(_Stream(graph, asked).view(license), media_type)


def write_stream_page(
    graph: KnowledgeGraph, asked: Asked, revision: Revision, page: int, media_type: str
) -> bytes:
    """A page of a revision: its members, the way to older ones, the hash and the patch."""
    return _written(_Stream(graph, asked).page(revision, page), media_type)


def _written(triples: Iterator[Triple], media_type: str) -> bytes:
    out = BytesIO()
    serialize(triples, out, RdfFormat.from_media_type(media_type), prefixes=_PREFIXES)
    return out.getvalue()


def _term(value: _Value) -> NamedNode | Literal:
    if not isinstance(value, str):
        return value
    prefix, _, name = value.partition(":")
    return NamedNode(_PREFIXES[prefix] + name)


def _of(subject: NamedNode, said: _Said) -> Iterator[Triple]:
    for name, values in said.items():
        for value in (values,) if isinstance(values, str | NamedNode | Literal) else values:
            yield Triple(subject, NamedNode(_term(name).value), _term(value))


def _time(revision: Revision) -> Literal:
    return Literal(revision.time, datatype=NamedNode(expand("xsd:dateTime")))


class _Stream:
    """Makes the triples; what lasts has IRIs of the graph, pages those of the server asked."""

    def __init__(self, graph: KnowledgeGraph, asked: Asked) -> None:
        self._log, self._base = log_of(graph), graph.iris.base
        self._pages = f"{asked.site}changes"
        self._stream = NamedNode(f"{self._base}changes#stream")
        self._view = NamedNode(self._pages)
        self._dataset = NamedNode(dataset_iri(self._base))

    def view(self, license: str) -> Iterator[Triple]:
        """The root of all pages."""
        shape = NamedNode(f"{self._base}changes#shape")
        said: _Said = {
            "dcterms:title": Literal(_TITLE, language="en"),
            "dcterms:description": Literal(_ABOUT, language="en"),
            "dcterms:source": self._dataset,
            "dcterms:license": [NamedNode(license)] if license else [],
            "ldes:timestampPath": "as:published",
            "ldes:versionOfPath": "dcterms:isVersionOf",
            "ldes:versionCreateObject": "as:Create",
            "ldes:versionUpdateObject": "as:Update",
            "ldes:versionDeleteObject": "as:Delete",
            "tree:shape": shape,
        }
        yield from self._start()
        yield from _of(self._stream, said)
        yield from _of(self._view, {"rdf:type": ["ldes:EventSource", "tree:Node"]})
        for newest in self._log.revisions()[-1:]:
            to = self._page(newest.number)
            yield from self._relation(self._view, "newest", "LessThanOrEqualTo", to, newest)
        yield from _shape(shape)

    def page(self, revision: Revision, number: int) -> Iterator[Triple]:
        """A page of a revision."""
        node, state = self._page(revision.number, number), self._state(revision.number)
        said: _Said = {
            "rdf:type": "tree:Node",
            "ldes:immutable": Literal(True),
            "foaf:primaryTopic": state,
        }
        yield from self._start()
        yield from _of(node, said)
        if number < last_page(revision):
            to = self._page(revision.number, number + 1)
            yield from self._relation(node, "from", "GreaterThanOrEqualTo", to, revision)
            yield from self._relation(node, "to", "LessThanOrEqualTo", to, revision)
        if number == 1 and revision.previous_sha256:
            to = self._page(revision.number - 1)
            yield from self._relation(node, "older", "LessThanOrEqualTo", to, revision)
        yield from self._led_to(revision, state)
        yield from self._members(revision, number)

    def _start(self) -> Iterator[Triple]:
        return _of(self._stream, {"rdf:type": "ldes:EventStream", "tree:view": self._view})

    def _page(self, revision: int, number: int = 1) -> NamedNode:
        return NamedNode(f"{self._pages}/{revision}{f'/{number}' if number > 1 else ''}")

    def _state(self, number: int) -> NamedNode:
        """The data set as it was after a revision; releases name it so as well."""
        return NamedNode(f"{self._dataset.value}-version-{number}")

    def _patch(self, revision: Revision) -> NamedNode:
        return NamedNode(f"{self._pages}/{revision.number}.{RDF_PATCH.suffix}")

    def _relation(
        self, node: NamedNode, name: str, kind: str, to: NamedNode, revision: Revision
    ) -> Iterator[Triple]:
        relation = NamedNode(f"{node.value}#{name}")
        said: _Said = {
            "rdf:type": f"tree:{kind}Relation",
            "tree:node": to,
            "tree:path": "as:published",
            "tree:value": _time(revision),
        }
        yield from _of(node, {"tree:relation": relation})
        yield from _of(relation, said)

    def _led_to(self, revision: Revision, state: NamedNode) -> Iterator[Triple]:
        """What a revision led to, and from where."""
        said: _Said = {
            "rdf:type": "dcat:Dataset",
            "dcterms:isVersionOf": self._dataset,
            "dcat:version": Literal(str(revision.number)),
            "dcterms:issued": _time(revision),
            "dcterms:identifier": Literal(f"sha256:{revision.sha256}"),
        }
        yield from _of(state, said)
        if revision.previous_sha256:
            before, patch = self._state(revision.number - 1), self._patch(revision)
            derived: _Said = {
                "dcat:previousVersion": before,
                "prov:wasDerivedFrom": [before, patch],
            }
            identifier = Literal(f"sha256:{revision.previous_sha256}")
            media_type = Literal(RDF_PATCH.media_types[0])
            yield from _of(state, derived)
            yield from _of(before, {"dcterms:identifier": identifier})
            yield from _of(patch, {"rdf:type": "as:Document", "as:mediaType": media_type})

    def _members(self, revision: Revision, number: int) -> Iterator[Triple]:
        """The data set, whose member every revision has, and the things on a page."""
        if number == 1 and revision.previous_sha256:
            titles = [Literal(title_of(revision, tag), language=tag) for tag in _LANGUAGES]
            yield from self._member(revision, "data", "updated", self._dataset, titles)
        for thing in revision.changed((number - 1) * A_PAGE, A_PAGE):
            name = quote(thing.iri.partition("/id/")[2], safe=_SAFE)
            told = [Literal(summary_of(thing, self._base, tag), language=tag) for tag in _LANGUAGES]
            yield from self._member(revision, name, thing.kind, NamedNode(thing.iri), told)

    def _member(
        self, revision: Revision, name: str, kind: str, about: NamedNode, told: list[Literal]
    ) -> Iterator[Triple]:
        member = NamedNode(f"{self._base}changes/{revision.number}#{name}")
        said: _Said = {
            "rdf:type": _KINDS[kind],
            "as:object": about,
            "dcterms:isVersionOf": about,
            "as:published": _time(revision),
            "as:summary": told,
            "as:attachment": self._patch(revision),
            "as:context": self._state(revision.number),
        }
        yield from _of(self._stream, {"tree:member": member})
        yield from _of(member, said)


def _shape(shape: NamedNode) -> Iterator[Triple]:
    """The shape of members."""
    yield from _of(shape, {"rdf:type": "sh:NodeShape", "sh:nodeKind": "sh:IRI"})
    for name, (path, (kind, value)) in _SHAPE.items():
        rule = NamedNode(f"{shape.value}-{name}")
        said: _Said = {
            "rdf:type": "sh:PropertyShape",
            "sh:path": path,
            kind: value,
            "sh:minCount": Literal(1),
            "sh:maxCount": Literal(1),
        }
        yield from _of(shape, {"sh:property": rule})
        yield from _of(rule, said)
