"""A release as GraphML: a property graph of things, for Gephi, networkx and their like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Literal, NamedNode

from ...ontology.iris import CONCEPTS, expand
from ..canonical import in_blocks
from ..characters import fit_for_xml
from .columns import Column, Key, Tally, Values, columns_of, values_of
from .content import Content
from .lookup import Lookup
from .output import Output
from .tables import HOLDS, short_id

__all__ = ["write_graphml"]

_Link = tuple[str, str]  # a property and the thing that it leads to

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
)
_OWN = {
    "node": [Column(name) for name in ("label", "label_zh", "class", "id")],
    "edge": [Column(name) for name in ("label", "property", "participation")],
}
_TYPES = {"boolean": "boolean", "year": "int", "integer": "long", "decimal": "double"}
_TIE = "participation"  # the class whose things are edges
_BODY = expand("m8g:hasParticipant")
_ROLE = expand("m8g:role")
_NAME = expand("skos:prefLabel")
_TYPE = expand("rdf:type")
_KEPT = 65536


def write_graphml(content: Content, out: Output) -> None:
    """Things as nodes, properties that lead from thing to thing as edges.

    A participation is an edge from a body to what it took part in, with its `role`; texts, numbers
    and concepts are attributes. Links to things that nothing describes are left out.
    """
    with (
        Lookup() as known,
        Lookup() as holders,
        out.open("graph.graphml", "graphml", "application/xml", compress=True) as file,
    ):
        for block in in_blocks(_Graph(content, known, holders).lines()):
            file.write(block)


@dataclass
class _Thing:
    """A thing: its links to others, and its attributes."""

    iri: str
    links: list[_Link] = field(default_factory=list)
    values: Values = field(default_factory=lambda: defaultdict(list))


class _Graph:
    """Reads what is handed on three times: for the attributes, for nodes, for edges."""

    def __init__(self, content: Content, known: Lookup, holders: Lookup) -> None:
        self._content = content
        self._iris = content.graph.iris
        self._known = known
        self._holders = holders
        self._is_known = lru_cache(_KEPT)(known.__contains__)
        self._columns = self._read()

    def _things(self) -> Iterator[_Thing]:
        for subject, triples in self._content.things():
            if self._iris.class_of(subject.value):
                thing = _Thing(subject.value)
                for key, values in values_of(triples).items():
                    self._sort(key, values, thing)
                yield thing

    def _sort(self, key: Key, values: Sequence[NamedNode | Literal], thing: _Thing) -> None:
        """Tell links from attributes; a concept is an attribute by its name."""
        property_, _ = key
        for value in values:
            text = value.value
            if isinstance(value, Literal):
                thing.values[key].append(value)
            elif self._iris.class_of(text):
                thing.links.append((property_, text))
            elif property_ != _TYPE:
                is_concept = text.startswith(CONCEPTS)
                name = text.removeprefix(CONCEPTS).partition("/")[2] if is_concept else text
                thing.values[property_, ""].append(Literal(name))

    def _read(self) -> dict[str, dict[Key, Column]]:
        """The attributes of nodes and of edges."""
        tallies: dict[str, dict[Key, Tally]] = {
            "node": defaultdict(Tally),
            "edge": defaultdict(Tally),
        }
        for thing in self._things():
            self._known.add(thing.iri)
            for property_, held in thing.links:
                if property_ == HOLDS[0]:
                    self._holders.add(held, thing.iri)
            for key, values in thing.values.items():
                tallies[self._domain(thing)][key].add(values)
        return {
            domain: columns_of(found, [column.name for column in _OWN[domain]])
            for domain, found in tallies.items()
        }

    def _domain(self, thing: _Thing) -> str:
        return "edge" if self._iris.class_of(thing.iri) == _TIE else "node"

    def lines(self) -> Iterator[bytes]:
        """The file, element by element."""
        elements = chain(
            [_HEAD],
            self._keys(),
            ['<graph edgedefault="directed">\n'],
            self._nodes(),
            self._edges(),
            ["</graph>\n</graphml>\n"],
        )
        return (element.encode() for element in elements)

    def _keys(self) -> Iterator[str]:
        for domain, columns in self._columns.items():
            for column in chain(_OWN[domain], columns.values()):
                type_ = "string" if column.separator else _TYPES.get(column.form, "string")
                yield (
                    f'<key id="{domain}.{column.name}" for="{domain}" '
                    f'attr.name="{column.name}" attr.type="{type_}"/>\n'
                )

    def _nodes(self) -> Iterator[str]:
        for thing in self._things():
            if self._domain(thing) == "node":
                names = _names(thing.values)
                own = {
                    "label": names.get("en") or names.get("zh") or next(iter(names.values()), ""),
                    "label_zh": names.get("zh", ""),
                    "class": self._iris.class_of(thing.iri),
                    "id": short_id(thing.iri, self._iris),
                }
                own["label"] = own["label"] or own["id"]
                told = self._told("node", own, thing.values)
                yield f"<node id={quoteattr(thing.iri)}>{told}</node>\n"

    def _edges(self) -> Iterator[str]:
        for thing in self._things():
            if self._domain(thing) == "edge":
                yield from self._participations(thing)
            else:
                for property_, target in thing.links:
                    if self._is_known(target) and property_ != HOLDS[0]:
                        label = re.split("[/#]", property_)[-1]
                        own = {"label": label, "property": property_}
                        yield _edge(thing.iri, target, self._told("edge", own, {}))

    def _participations(self, thing: _Thing) -> Iterator[str]:
        roles = thing.values.get((_ROLE, ""), [])
        own = {"label": ", ".join(role.value for role in roles) or _TIE, "participation": thing.iri}
        told = self._told("edge", own, thing.values)
        for property_, body in thing.links:
            if property_ == _BODY and self._is_known(body):
                for holder in self._holders.get(thing.iri):
                    yield _edge(body, holder, told)

    def _told(self, domain: str, own: dict[str, str], values: Values) -> str:
        """The attributes of an element."""
        columns = self._columns[domain]
        told = {name: text for name, text in own.items() if text}
        for key, each in values.items():
            column = columns[key]
            told[column.name] = column.separator.join(value.value for value in each)
        return "".join(_data(f"{domain}.{name}", text) for name, text in told.items())


def _names(values: Values) -> dict[str, str]:
    """The names of a thing by language."""
    return {
        kind[1:]: each[0].value for (property_, kind), each in values.items() if property_ == _NAME
    }


def _edge(source: str, target: str, told: str) -> str:
    return f"<edge source={quoteattr(source)} target={quoteattr(target)}>{told}</edge>\n"


def _data(key: str, text: str) -> str:
    # A parser reads a bare carriage return as a line feed.
    return f'<data key="{key}">{escape(fit_for_xml(text), {chr(13): "&#13;"})}</data>'
