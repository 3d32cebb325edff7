"""Lanes: which body had which role in which years, drawn and as a table, each with its words."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from ...graph.drawing.labels import clean
from ...graph.drawing.spans import MOST_LANES, Lane, Spans, role_word, spans_of
from ...graph.knowledge import KnowledgeGraph
from ...graph.result import short_iri
from ...graph.views.catalogue import AT_EDITIONS
from ...ontology.errors import SettingError, UnresolvedNameError
from ...ontology.iris import concept
from ...queries.catalogue import load_query
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from .happenings import SIGNATORY, Change, Happening, changes_of, happenings_of, runs_with
from .lanes_picture import picture_of
from .matrix import choices_of
from .template import render, words
from .tools import tools_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["lanes_page"]

_BETWEEN = re.compile(r"[;；,，、]")  # bodies in one field
_HEADER = ("body", "body_iri", "year", "role", "event", "event_iri", "source", "place")
_LIMITS = ("series", "place", "role")
_OFFERED = 200  # series in the form


@dataclass(frozen=True)
class _Found:
    """What there is within the limits that are asked for."""

    network: nx.Graph
    bodies: tuple[str, ...]
    spans: Spans
    happenings: list[Happening]
    changes: list[Change]


def lanes_page(graph: KnowledgeGraph, asked: Asked, format_: str) -> str | bytes:
    """The lanes of bodies; fields of the address are series, place, body, role, from and to.

    Several bodies stand in one field, with commas between them. Without a body those with most
    years have a lane. Where a name is unknown the page is the form with a message.
    """
    try:
        found = _find(graph, asked)
    except (UnresolvedNameError, SettingError) as mistake:
        if format_ != "html":
            raise
        return _page(graph, asked, None, mistake)
    if format_ == "csv":
        return _csv(found.happenings, found.spans)
    if format_ == "json":
        return _json(found)
    if format_ == "png":
        from ...graph.drawing.lanes import lanes_figure
        from ...graph.drawing.sheet import save

        return save(lanes_figure(found.network, asked.language, found.bodies), "png")
    return _picture(graph, asked, found) if format_ == "svg" else _page(graph, asked, found)


def _find(graph: KnowledgeGraph, asked: Asked) -> _Found:
    """Raises UnresolvedNameError and SettingError."""
    limits: dict[str, Any] = {name: asked.get(name) for name in _LIMITS if asked.get(name)}
    if asked.years != (None, None):
        limits["years"] = asked.years
    role = graph.names.resolve("role", limits["role"]).value if "role" in limits else ""
    signing = role == concept("role", SIGNATORY)
    network = graph.network("body-agreement" if signing else "body-edition", **limits)
    bodies = _bodies(graph, asked.get("body"))
    changes = changes_of(graph, bodies or list(network), asked.language)
    wanted = dict.fromkeys(bodies)
    if bodies:
        wanted |= dict.fromkeys(end for each in changes for end in (each.before, each.after))
    spans = spans_of(network, asked.language, tuple(wanted))
    happenings = happenings_of(graph, network, [lane.body for lane in spans.lanes], asked.language)
    if not role:
        signed = graph.network("body-agreement", **limits)
        spans = _with_lanes(graph, spans, tuple(wanted), signed, asked.language)
        shown = [lane.body for lane in spans.lanes]
        happenings += happenings_of(graph, signed, shown, asked.language)
    return _Found(network, tuple(wanted), spans, happenings, changes)


def _bodies(graph: KnowledgeGraph, text: str) -> list[str]:
    """The bodies that a field names; a name may have a comma in it."""
    if not text:
        return []
    try:
        return [graph.names.resolve("organization", text).value]
    except UnresolvedNameError:
        if len(names := [each.strip() for each in _BETWEEN.split(text) if each.strip()]) < 2:
            raise
    return [graph.names.resolve("organization", each).value for each in names]


def _with_lanes(
    graph: KnowledgeGraph, spans: Spans, bodies: Sequence[str], signed: nx.Graph, language: str
) -> Spans:
    """Bodies that are asked for have a lane, and the years of agreements room, without a role."""
    known = {lane.body for lane in spans.lanes}
    more = [
        Lane(body, clean(graph.provenance.label(NamedNode(body), language)), {})
        for body in bodies
        if body not in known and body in signed
    ]
    shown = [*spans.lanes, *more]
    years = {
        *spans.years,
        *(
            year
            for lane in shown
            if lane.body in signed
            for *_, own in signed.edges(lane.body, data="years")
            for year in own
        ),
    }
    span = range(min(years), max(years) + 1) if years else range(0)
    return replace(spans, lanes=shown, bodies=spans.bodies + len(more), years=span)


# -- the page and the picture on it


def _drawn(graph: KnowledgeGraph, asked: Asked, found: _Found) -> dict[str, object]:
    """What the template of the picture takes."""
    spans = found.spans
    return {
        "picture": picture_of(spans, found.happenings, found.changes),
        "spans": spans,
        "role_word": lambda role: role_word(role, asked.language),
        "address": Addresses(graph.iris.base, asked.root),
    }


def _picture(graph: KnowledgeGraph, asked: Asked, found: _Found) -> str:
    title = words(asked.language)("Roles of bodies by year")
    outside = replace(asked, root=asked.absolute("/").rstrip("/"))
    return render("lanes.svg", outside, alone=True, title=title, **_drawn(graph, outside, found))


def _page(
    graph: KnowledgeGraph,
    asked: Asked,
    found: _Found | None,
    mistake: UnresolvedNameError | SettingError | None = None,
) -> str:
    language = asked.language
    title = words(language)("Roles of bodies by year")
    more: dict[str, Any] = {}
    if found:
        formats = ("csv", "json", "svg", *(["png"] if find_spec("matplotlib") else []))
        more = {
            **_drawn(graph, asked, found),
            "tables": [(lane, runs_with(lane, found.happenings)) for lane in found.spans.lanes],
            "changes": found.changes,
            "labels": _labels(graph, found, language),
            "tools": tools_of(graph, asked, title, formats, _sparql(graph, asked, found)),
        }
    return render(
        "lanes.html",
        asked,
        alone=False,
        title=title,
        found=found is not None,
        mistake=mistake,
        candidates=getattr(mistake, "candidates", ()),
        series=[each["label"] for each in choices_of(graph, language)[:_OFFERED]],
        roles=[(name, role_word(name, language)) for name in (*AT_EDITIONS, SIGNATORY)],
        most=MOST_LANES,
        **more,
    )


def _labels(graph: KnowledgeGraph, found: _Found, language: str) -> dict[str, str]:
    """The names of the bodies that changed."""
    ends = {end for each in found.changes for end in (each.before, each.after)}
    return {
        end: graph.provenance.label(NamedNode(end), language) or short_iri(end, graph.iris.base)
        for end in ends
    }


def _sparql(graph: KnowledgeGraph, asked: Asked, found: _Found) -> str:
    """The query for what the page shows; of several bodies it has all."""
    values: dict[str, NamedNode | Literal] = {
        name: graph.names.resolve(name, asked.get(name)) for name in _LIMITS if asked.get(name)
    }
    if len(found.bodies) == 1:
        values["body"] = NamedNode(found.bodies[0])
    for name, year in zip(("first_year", "last_year"), asked.years, strict=True):
        if year is not None:
            values[name] = Literal(year)
    return fill(load_query("explorer", "roles_of_body"), values)


# -- exports


def _csv(happenings: Sequence[Happening], spans: Spans) -> str:
    """One line for each source that states a role or an agreement of one of the bodies shown."""
    labels = {lane.body: lane.label for lane in spans.lanes}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for each in happenings:
        told = labels[each.body], each.body, each.year, each.role, each.label, each.event
        writer.writerows((*told, *said) for said in each.words or [("", "")])
    return out.getvalue()


def _json(found: _Found) -> str:
    spans = found.spans
    told = {
        "bodies": spans.bodies,
        "years": [spans.years.start, spans.years.stop - 1] if spans.years else [],
        "years_without_stated_bodies": sorted(set(spans.years) - spans.stated),
        "years_of_partial_lists": sorted(spans.partial),
        "lanes": [
            {
                "body": lane.body,
                "label": lane.label,
                "runs": [asdict(run) for run in runs_with(lane, found.happenings)],
            }
            for lane in spans.lanes
        ],
        "changes": [asdict(change) for change in found.changes],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
