"""Record -> quads: the one place that writes predicates.

What a source states goes into the graph named by the source; where it was read goes into the
source's claims graph, one `prov:wasDerivedFrom` link per described thing, and for words one claim
per triple (`claims`). The merged default graph is added by a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad

from . import model, terms
from .authority import place_id
from .claims import claimed
from .errors import InputError
from .fields import FIELDS, KIND_TYPES, RELEASE_TYPES, TYPES, VALUE_PROPERTY
from .iris import Iris, digest
from .schemes import flat_properties
from .terms import FORMS, Form, concept, node, text

__all__ = ["TYPES", "Writer"]

Pair = tuple[str, NamedNode | Literal | None]


class Writer:
    """Writes records as quads under the base IRI of `iris`.

    >>> writer = Writer(Iris())
    >>> where = model.Evidence("areas.csv", "row=2", "prn-2023")
    >>> area = model.Area(where, "wmc-2023", model.Text("hall", "en"), 20000)
    >>> quads = list(writer.quads(area))
    >>> len(quads), quads[-1].graph_name.value
    (5, 'https://w3id.org/convenor/source/prn-2023/claims')
    """

    def __init__(self, iris: Iris) -> None:
        self.iris = iris
        self._thing = lru_cache(maxsize=8192)(lambda *parts: NamedNode(iris.thing(*parts)))
        self._graph = lru_cache(maxsize=4096)(self._graph_of)
        self._claims = lru_cache(maxsize=4096)(lambda graph: NamedNode(iris.claims(graph.value)))
        self._types = {kind: [node(curie) for curie in TYPES[kind]] for kind in TYPES}
        self._fields = {
            kind: [
                (attrgetter(field), node(curie), self._form(form))
                for field, (curie, form) in FIELDS[kind].items()
            ]
            for kind in FIELDS
        }
        self._flat = {name: NamedNode(iri) for name, iri in flat_properties().items()}
        self._writers = cast(
            dict[type[model.Record], Callable[[model.Record, NamedNode], Iterator[Quad]]],
            {kind: getattr(self, f"_{name}") for name, kind in model.RECORD_TYPES.items()},
        )

    def quads(self, record: model.Record) -> Iterator[Quad]:
        """All quads of one record: what its source states, and the evidence for it.

        An `InputError` names the value that cannot be written as a term.
        """
        evidence = record.evidence
        graph = self._graph(evidence.file, evidence.source)
        quads = self._writers[type(record)](record, graph)
        file = self._graph(evidence.file, None)
        return claimed(quads, evidence, file, self.iris) if evidence.passage else quads

    def file_quads(self, file: model.InputFile) -> Iterator[Quad]:
        """Quads that describe a loaded file, in the graph named by it."""
        this = self._graph(file.name, None)
        return self._stated(this, "file", file, this)

    # -- parts shared by the record types

    def _form(self, form: str) -> Form:
        kind, _, name = form.partition(" ")
        if kind == "thing":
            return lambda value: self._thing(name, value)
        if kind == "concept":
            return lambda value: concept(name, value)
        return FORMS[form]

    def _graph_of(self, file: str, source: str | None) -> NamedNode:
        """A file that names no source is its own source, as an authority table is."""
        return NamedNode(self.iris.file(file) if source is None else self.iris.source(source))

    def _stated(
        self, this: NamedNode, kind: str, record: object, graph: NamedNode
    ) -> Iterator[Quad]:
        """The classes of a thing and what the plain fields of its record state."""
        for standard in self._types[kind][: 1 if getattr(record, "event_types", ()) else None]:
            yield Quad(this, node("rdf:type"), standard, graph)
        for field, predicate, form in self._fields[kind]:
            value = field(record)
            if isinstance(value, tuple):
                for part in value:
                    yield Quad(this, predicate, form(part), graph)
            elif value is not None:
                yield Quad(this, predicate, form(value), graph)

    def _evidence(self, this: NamedNode, evidence: model.Evidence, graph: NamedNode) -> Quad:
        file = self._graph(evidence.file, None).value
        row = NamedNode(f"{file}#{terms.fragment(evidence.fragment)}")
        return Quad(this, node("prov:wasDerivedFrom"), row, self._claims(graph))

    def _described(
        self, this: NamedNode, kind: str, record: model.Record, graph: NamedNode, *more: Pair
    ) -> Iterator[Quad]:
        """All about one thing: its fields, what else is stated, and the evidence for both."""
        yield from self._stated(this, kind, record, graph)
        yield from self._also(this, graph, *more)
        yield self._evidence(this, record.evidence, graph)

    @staticmethod
    def _also(this: NamedNode, graph: NamedNode, *pairs: Pair) -> Iterator[Quad]:
        for predicate, value in pairs:
            if value is not None:
                yield Quad(this, node(predicate), value, graph)

    def _named(
        self, this: NamedNode, kind: str, name: model.Text, where: model.Evidence, graph: NamedNode
    ) -> Iterator[Quad]:
        """A thing of which a record of something else gives only the name."""
        yield from self._also(this, graph, *(("rdf:type", each) for each in self._types[kind]))
        yield Quad(this, node("skos:prefLabel"), text(name), graph)
        yield self._evidence(this, where, graph)

    @staticmethod
    def _amount(amount: model.Amount | None) -> tuple[Pair, ...]:
        if amount is None:
            return ()
        return (
            (VALUE_PROPERTY.get(amount.bound, "schema:value"), terms.number(amount.value)),
            ("cvn:unit", concept("unit", amount.unit)),
            ("cvn:bound", concept("bound", amount.bound)),
        )

    def _wording(self, kind: str, name: model.Text) -> NamedNode:
        """A concept for one exact wording; that two wordings mean the same is for judgements."""
        return self._thing(kind, name.language or "und", name.value)

    # -- places

    def _site(self, name: model.Text, *of: str) -> NamedNode:
        """The place of that name; `of` keeps apart those that are not in the authority file."""
        known = place_id(name.value)
        return self._thing("place", known) if known else self._thing("place", *of, name.value)

    def _place(
        self,
        this: NamedNode,
        name: model.Text,
        within: NamedNode | None,
        where: model.Evidence,
        graph: NamedNode,
    ) -> Iterator[Quad]:
        """A place of the authority file has its names there, so only where it lies is stated."""
        inside = within if within != this else None
        yield from self._also(this, graph, ("schema:containedInPlace", inside))
        if not place_id(name.value):
            yield from self._named(this, "place", name, where, graph)
        elif inside:
            yield self._evidence(this, where, graph)

    def _location(self, this: NamedNode, record: model.Edition, graph: NamedNode) -> Iterator[Quad]:
        town = None
        for name in (record.country, record.province, record.city):
            if name:
                place = self._site(name)
                yield from self._place(place, name, town, record.evidence, graph)
                town = place
        yield from self._also(this, graph, ("schema:location", town))
        if record.venue:
            # Halls of different towns share names, so the town is part of what names a venue.
            within = town or (self._site(record.town) if record.town else None)
            of = within.value.rpartition("/")[2] if within else ""
            venue = self._site(record.venue, "venue", of)
            yield from self._place(venue, record.venue, town, record.evidence, graph)
            yield Quad(this, node("cvn:venue"), venue, graph)

    # -- one method per record type

    def _source(self, record: model.Source, _graph: NamedNode) -> Iterator[Quad]:
        this = self._graph("", record.id)
        return self._described(this, "source", record, this)

    def _series(self, record: model.Series, graph: NamedNode) -> Iterator[Quad]:
        return self._described(self._thing("series", record.id), "series", record, graph)

    def _edition(self, record: model.Edition, graph: NamedNode) -> Iterator[Quad]:
        this = self._thing("edition", record.id)
        given_up = record.status == "postponed"
        start = "schema:previousStartDate" if given_up else "schema:startDate"
        end = "cvn:previousEndDate" if given_up else "schema:endDate"
        dates: tuple[Pair, ...] = (
            (start, terms.date(record.start) if record.start else None),
            (end, terms.date(record.end) if record.end else None),
        )
        yield from self._described(this, "edition", record, graph, *dates)
        yield from self._location(this, record, graph)
        yield from self._themes(this, record, graph)
        derived = (("cvn:derivedField", Literal(field)) for field in record.derived)
        yield from self._also(this, self._claims(graph), *derived)

    def _themes(self, this: NamedNode, record: model.Edition, graph: NamedNode) -> Iterator[Quad]:
        for name in record.themes:
            theme = self._wording("theme", name)
            yield Quad(this, node("schema:about"), theme, graph)
            yield from self._named(theme, "theme", name, record.evidence, graph)
            # One row that words the theme in two languages says that they are one theme.
            for other in record.themes:
                if other.language != name.language:
                    same = self._wording("theme", other)
                    yield Quad(theme, node("skos:exactMatch"), same, graph)

    def _organization(self, record: model.Organization, graph: NamedNode) -> Iterator[Quad]:
        this = self._thing("organization", record.id)
        standard = KIND_TYPES.get(record.kind or "")
        more: Pair = ("rdf:type", node(standard) if standard else None)
        return self._described(this, "organization", record, graph, more)

    def _participation(self, record: model.Participation, graph: NamedNode) -> Iterator[Quad]:
        if not (name := record.edition or record.agreement):
            raise InputError(f"{record.body} is {record.role} of nothing that is named")
        kind = "edition" if record.edition else "agreement"
        context, parts = self._thing(kind, name), (name,) if record.edition else (kind, name)
        this = self._thing("participation", *parts, record.body, record.role.replace(" ", "-"))
        yield Quad(context, node("m8g:hasParticipation"), this, graph)
        if flat := self._flat.get(record.role):
            yield Quad(context, flat, self._thing("organization", record.body), graph)
        partial: Pair = ("cvn:partialList", terms.boolean(True) if record.partial else None)
        yield from self._described(this, "participation", record, graph, partial)

    def _area(self, record: model.Area, graph: NamedNode) -> Iterator[Quad]:
        this = self._thing("area", record.edition, record.name.value)
        yield from self._described(this, "area", record, graph)
        if record.place:
            # An area's row names no town, so its edition keeps apart parks that share a name.
            place = self._site(record.place, "edition", record.edition)
            yield from self._place(place, record.place, None, record.evidence, graph)
            yield Quad(this, node("schema:containedInPlace"), place, graph)

    def _exhibit(self, record: model.Exhibit, graph: NamedNode) -> Iterator[Quad]:
        this, where, edition = self._thing("exhibit", record.id), record.evidence, record.edition
        yield from self._described(this, "exhibit", record, graph)
        if record.area:
            area = self._thing("area", edition, record.area.value)
            yield Quad(this, node("cvn:shownIn"), area, graph)
            yield from self._area(model.Area(where, edition, record.area), graph)
        if record.exhibitor:
            shown = model.Participation(where, record.exhibitor, "exhibitor", edition)
            yield from self._participation(shown, graph)

    def _agreement(self, record: model.Agreement, graph: NamedNode) -> Iterator[Quad]:
        this, amount = self._thing("agreement", record.id), self._amount(record.amount)
        yield from self._described(this, "agreement", record, graph, *amount)
        yield from self._occasion(this, record, graph)

    def _release(self, record: model.Release, graph: NamedNode) -> Iterator[Quad]:
        standard = RELEASE_TYPES.get(record.kind or "")
        more: Pair = ("rdf:type", node(standard) if standard else None)
        this = self._thing("release", record.id)
        yield from self._described(this, "release", record, graph, more)
        yield from self._occasion(this, record, graph)

    def _occasion(
        self, this: NamedNode, record: model.Agreement | model.Release, graph: NamedNode
    ) -> Iterator[Quad]:
        if name := record.occasion:
            occasion = self._thing("activity", record.edition, name.value)
            yield Quad(this, node("cvn:occasion"), occasion, graph)
            yield from self._activity(model.Activity(record.evidence, record.edition, name), graph)

    def _activity(self, record: model.Activity, graph: NamedNode) -> Iterator[Quad]:
        this = self._thing("activity", record.edition, record.name.value)
        return self._described(this, "activity", record, graph)

    def _industry(self, record: model.Industry, graph: NamedNode) -> Iterator[Quad]:
        this = self._wording("industry", record.name)
        yield Quad(self._thing("edition", record.edition), node("cvn:industry"), this, graph)
        yield from self._described(this, "industry", record, graph)

    def _statistic(self, record: model.Statistic, graph: NamedNode) -> Iterator[Quad]:
        subject = record.edition or record.series or record.exhibit
        if not subject:
            raise InputError(f"a figure for {record.measure} is about nothing that is named")
        # The same figure from two sources is one thing; another value or key is another.
        kind = "edition" if record.edition else "series" if record.series else "exhibit"
        value, amount = terms.number(record.amount.value).value, record.amount
        key = digest(
            *(kind, record.measure, value, amount.unit, amount.bound, record.scope),
            *(record.as_of or "", record.qualifier or "", record.stage or ""),
            length=16,
        )
        this = self._thing("statistic", subject, key)
        return self._described(this, "statistic", record, graph, *self._amount(amount))
