"""The page of paths: how two things are connected, each step a sentence with who says so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise, starmap
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from ...graph.drawing.labels import label_of
from ...graph.knowledge import KnowledgeGraph
from ...graph.result import short_iri
from ...graph.views.evidence import Evidence, Proof, add_evidence
from ...graph.views.formats import WRITERS
from ...graph.views.nodes import CLASSES
from ...graph.views.paths import FARTHEST, VIA, connect
from ...graph.views.slices import make_slice
from ...graph.views.walks import MOST_STEPS
from ...ontology.errors import SettingError
from ...ontology.iris import PREFIXES
from ...queries.catalogue import load_query
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from .lookup import Looked, look_up, well_known
from .pathdrawing import draw
from .telling import Telling, tellings
from .template import render, words
from .tools import tools_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["path_page"]

_FORMATS = ("csv", "json", "gexf", "graphml", "turtle", "svg")
_HEADER = (
    *("path", "step", "from", "to", "subject", "relation", "object", "subject_iri", "property"),
    *("object_iri", "source", "publisher", "published", "words", "place"),
)


@dataclass(frozen=True)
class End:
    """A thing on a path: its name, where its page is, and its years if the name has none."""

    label: str
    link: str
    years: str


@dataclass(frozen=True)
class Said:
    """A fact of a step: `relation` is the name of a role or a property (``schema:location``)."""

    relation: str
    subject: End
    object: End
    proof: Proof
    tellings: Sequence[Telling]


@dataclass(frozen=True)
class Step:
    """From one thing to the next, with the facts that lead there."""

    start: End
    end: End
    facts: Sequence[Said]


def path_page(graph: KnowledgeGraph, asked: Asked, format_: str) -> str | bytes:
    """The paths between two things; fields of the address are a, b, via, order, from and to."""
    one, other = (look_up(graph, asked.get(name), asked.language, CLASSES) for name in "ab")
    via = _via(asked)
    network, state = _connected(graph, asked, one, other, via)
    if format_ != "html":
        return _export(graph, asked, network, format_)
    title = _title(asked, one, other)
    drawn = paths = None
    if network is not None:
        paths = _steps(graph, asked, network)
        drawn = draw(network, asked.language, Addresses(graph.iris.base, asked.root))
    return render(
        "path.html",
        asked,
        title=title,
        one=one,
        other=other,
        state=state,
        paths=paths,
        number=network.graph["number"] if network is not None else 0,
        drawing=drawn,
        paper=False,
        classes=_choices(asked, via),
        everything=asked.to(via=",".join(CLASSES)),
        examples=well_known(graph, asked.language),
        farthest=FARTHEST,
        most=MOST_STEPS,
        tools=tools_of(
            graph, asked, title, _FORMATS if paths else (), _sparql(network, one, other)
        ),
    )


def _title(asked: Asked, one: Looked, other: Looked) -> str:
    _ = words(asked.language)
    if not (one.thing and other.thing):
        return _("Paths between two things")
    return _("How {one} and {other} are connected").format(one=one.label, other=other.label)


def _via(asked: Asked) -> tuple[str, ...]:
    """The classes that a path may lead through: those asked for that there are, or the usual."""
    wanted = asked.get("via").replace(",", " ").split()
    return tuple(name for name in CLASSES if name in wanted) or VIA


def _choices(asked: Asked, via: Sequence[str]) -> list[tuple[str, bool, str]]:
    """Each class, if paths may lead through it, and the address where that is the other way."""
    choices = []
    for name in CLASSES:
        changed = [each for each in CLASSES if (each in via) != (each == name)]
        usual = set(changed) == set(VIA)
        choices.append((name, name in via, asked.to(via=None if usual else ",".join(changed))))
    return choices


def _connected(
    graph: KnowledgeGraph, asked: Asked, one: Looked, other: Looked, via: Sequence[str]
) -> tuple[nx.Graph | None, str]:
    """The network of the paths, or why there is none: empty, same, years, far or none."""
    if one.thing is None or other.thing is None:
        return None, "empty"
    if one.thing == other.thing:
        return None, "same"
    try:
        limits = make_slice(graph.names.resolve, years=asked.years if any(asked.years) else None)
    except SettingError:
        return None, "years"
    ends = one.thing, other.thing
    in_order = asked.get("order") == "time"
    try:
        found = connect(graph.store, graph.iris, ends, limits, via, in_order=in_order)
    except SettingError:
        return None, "far"
    return found, "" if found is not None else "none"


def _steps(graph: KnowledgeGraph, asked: Asked, network: nx.Graph) -> list[list[Step]]:
    evidence = Evidence(network, graph.provenance)
    addresses = Addresses(graph.iris.base, asked.root)
    ends = {node: _end(network, node, asked.language, addresses) for node in network}

    @cache  # paths share steps
    def step(one: str, other: str) -> Step:
        facts = [
            Said(
                proof.role or short_iri(proof.predicate, graph.iris.base),
                ends[proof.subject],
                ends[proof.object],
                proof,
                tellings(proof.statements, addresses),
            )
            for proof in evidence.of(one, other)
        ]
        return Step(ends[one], ends[other], facts)

    return [list(starmap(step, pairwise(path))) for path in network.graph["paths"]]


def _end(network: nx.Graph, node: str, language: str, addresses: Addresses) -> End:
    data = network.nodes[node]
    label = label_of(node, data, language)
    years = [str(year) for year in data["years"] if str(year) not in label]
    return End(label, addresses.link(node), ", ".join(years))


def _sparql(network: nx.Graph | None, one: Looked, other: Looked) -> str:
    """The query for what is between the two, where that is one thing."""
    if network is None or one.thing is None or other.thing is None:
        return ""
    if len(network.graph["paths"][0]) != 3:
        return ""
    return fill(load_query("explorer", "between"), {"a": one.thing, "b": other.thing})


def _export(graph: KnowledgeGraph, asked: Asked, network: nx.Graph | None, format_: str) -> str:
    if network is None:
        raise SettingError(
            "there is no path that could be written", "The page itself tells why: see it as HTML."
        )
    if format_ in ("gexf", "graphml"):
        add_evidence(network, graph.provenance)
        return WRITERS[format_](network)
    if format_ == "svg":
        drawing = draw(network, asked.language, Addresses(graph.iris.base, asked.root), full=asked)
        return render("path.svg", asked, drawing=drawing, paper=True, title=_of(network, asked))
    if format_ == "turtle":
        return _turtle(network)
    paths = _steps(graph, asked, network)
    return _json(network, paths) if format_ == "json" else _csv(paths)


def _of(network: nx.Graph, asked: Asked) -> str:
    return str(network.graph["title_zh" if asked.language == "zh" else "title"])


def _turtle(network: nx.Graph) -> str:
    facts = sorted({fact for *_, facts in network.edges(data="facts") for fact in facts})
    triples = (Triple(*map(NamedNode, fact)) for fact in facts)
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def _json(network: nx.Graph, paths: Sequence[Sequence[Step]]) -> str:
    told = {
        "title": network.graph["title"],
        "number": network.graph["number"],
        "paths": [
            {"things": things, "steps": [list(map(_plain, step.facts)) for step in path]}
            for things, path in zip(network.graph["paths"], paths, strict=True)
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _plain(said: Said) -> dict[str, Any]:
    proof = said.proof
    return {
        "subject": {"iri": proof.subject, "label": said.subject.label},
        "property": proof.predicate,
        "relation": said.relation,
        "object": {"iri": proof.object, "label": said.object.label},
        "stated": list(map(asdict, said.tellings)),
    }


def _csv(paths: Sequence[Sequence[Step]]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(_HEADER)
    table.writerows(_rows(paths))
    return written.getvalue()


def _rows(paths: Sequence[Sequence[Step]]) -> Iterator[tuple[Any, ...]]:
    """One row for each source of each fact of each step."""
    for number, path in enumerate(paths, 1):
        for place, step in enumerate(path, 1):
            for said in step.facts:
                proof = said.proof
                fact = said.subject.label, said.relation, said.object.label
                iris = proof.subject, proof.predicate, proof.object
                for each in said.tellings:
                    source = each.source, each.who, each.published, each.words, each.place
                    yield number, place, step.start.label, step.end.label, *fact, *iris, *source
