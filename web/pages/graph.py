"""The graph page: a network, or what is around a thing, as a picture and as tables that say it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode

from ...graph.drawing.places import LAYOUTS, columns
from ...graph.drawing.style import word_of
from ...graph.drawing.vector import to_svg
from ...graph.knowledge import KnowledgeGraph
from ...graph.views.catalogue import AT_EDITIONS, HIERARCHY, VIEWS
from ...graph.views.formats import WRITERS
from ...ontology.errors import SettingError, UnresolvedNameError
from ...ontology.schemes import flat_properties
from ...queries.catalogue import load_query
from ...queries.filling import fill
from ..addresses import Addresses
from ..asked import Asked
from .graph_panel import panel_of
from .graph_picture import (
    groups_of,
    heaviest,
    nodes_of,
    picture_of,
    ranked,
    spans,
    ties_of,
    title_of,
)
from .graph_state import MOST_OPENED, Shown, neighbors_of, placed, show
from .naming import short_of
from .template import render
from .tools import tools_of

__all__ = ["graph_page"]

_FORMATS = ("json", "csv", "gexf", "graphml", "svg")
_A_PAGE = 100  # rows of each table
_STILL = 150  # nodes of a picture that is part of the page


def graph_page(graph: KnowledgeGraph, asked: Asked, format_: str) -> str:
    """The page, or what it shows as data or as a picture.

    Fields of the address are `view` (a network) or `thing` with `open` (what is opened), `role`,
    `series`, `hide` and `off` (nodes and kinds left out), `layout`, `pin` (nodes with their
    places), `node` or `tie` (what is chosen), `page` of the tables, and `data`: with the picture.
    """
    drawn = bool(asked.get("data"))
    fields = {name: value for name, value in asked.fields.items() if name != "data"}
    asked = replace(asked, fields=fields)  # links lead to pages, not to parts of them
    mistake: SettingError | None = None
    shown = None
    try:
        shown = show(graph, asked)
    except SettingError as error:
        mistake = error
    if format_ != "html":
        if shown is None:
            raise mistake or SettingError(
                "no network is asked for", f"Give thing=, or view= with one of: {', '.join(VIEWS)}."
            )
        return _written(graph, asked, shown, format_)
    return render(
        "graph.html",
        asked,
        **_values(graph, asked, shown),
        picture=picture_of(graph, asked, shown) if shown and drawn else None,
        mistake=mistake,
        candidates=_candidates(graph, mistake),
        views={
            name: view.title_zh if asked.language == "zh" else view.title
            for name, view in VIEWS.items()
        },
        roles={role: word_of(role, asked.language) for role in _roles(asked.get("view"))},
        address=Addresses(graph.iris.base, asked.root),
    )


def _candidates(graph: KnowledgeGraph, mistake: SettingError | None) -> list[str]:
    if not isinstance(mistake, UnresolvedNameError):
        return []
    return [short_of(graph, iri) for _, iri in mistake.candidates]


def _roles(view: str) -> tuple[str, ...]:
    """The roles that can be chosen in a network."""
    if view not in VIEWS or view == HIERARCHY:
        return ()
    return ("signatory",) if VIEWS[view].agreements else AT_EDITIONS


def _written(graph: KnowledgeGraph, asked: Asked, shown: Shown, format_: str) -> str:
    if format_ == "json":
        return _told(graph, tuple(sorted(asked.fields.items())), asked.language)
    if format_ == "svg":
        return _drawn(graph, asked, shown, "#ffffff")
    return WRITERS[format_](shown.network)


@lru_cache(maxsize=4)
def _told(graph: KnowledgeGraph, fields: tuple[tuple[str, str], ...], language: str) -> str:
    """The picture as JSON, kept because that of a large network takes half a second."""
    asked = Asked("/graph", dict(fields), language)
    shown = show(graph, asked)
    return json.dumps(picture_of(graph, asked, shown) if shown else None, ensure_ascii=False)


def _drawn(graph: KnowledgeGraph, asked: Asked, shown: Shown, paper: str = "") -> str:
    places = placed(graph, asked, shown)
    years = columns(shown.drawn, places) if asked.get("layout") == "time" else []
    return to_svg(shown.drawn, places, asked.language, paper, years)


def _values(graph: KnowledgeGraph, asked: Asked, shown: Shown | None) -> dict[str, Any]:
    """What the template takes of the network that is shown."""
    if shown is None:
        return {"shown": None, "title": ""}
    network = shown.network
    nodes, ties = ranked(network), heaviest(network)
    first = (int(asked.get("page", "1")) - 1) * _A_PAGE
    rows = ties_of(graph, asked, network, ties[first : first + _A_PAGE])
    for row in rows:
        row["tie"] = " ".join(short_of(graph, end) for end in row["ends"])
        row["ends"] = nodes_of(graph, asked, network, row["ends"])
    title = title_of(network, asked.language)
    still = 0 < len(shown.drawn) <= _STILL
    return {
        "shown": shown,
        "title": title,
        "note": shown.notes[asked.language],
        "left": sum(shown.left.values()),
        "most": MOST_OPENED,
        "undated": _undated(asked, shown),
        "nodes": nodes_of(graph, asked, network, nodes[first : first + _A_PAGE]),
        "ties": rows,
        "sizes": {"nodes": len(nodes), "ties": len(ties)},
        "pages": {"first": first, "last": -(-max(len(nodes), len(ties)) // _A_PAGE)},
        "through": network.graph["through"],
        "groups": groups_of(asked, shown),
        "layouts": LAYOUTS,
        "panel": panel_of(graph, asked, shown),
        "extent": None if network.graph["view"] == HIERARCHY else neighbors_of(graph).extent,
        "svg": _drawn(graph, asked, shown) if still else "",
        "spans": spans,
        "tools": tools_of(graph, asked, title, _FORMATS, _query(shown)),
    }


def _undated(asked: Asked, shown: Shown) -> int:
    """How many ties a range of years leaves out because no source states their year."""
    about = shown.network.graph
    if shown.start or not any(asked.years) or about["view"] == HIERARCHY:
        return 0
    if about["through"] == "bodies":  # these ties have no year where the two have none in common
        return 0
    return sum(not years for *_, years in shown.whole.edges(data="years"))


def _query(shown: Shown) -> str:
    """The query behind the network: around a thing what is next to it, else the links of a role."""
    if shown.start:
        return fill(load_query("network", "neighbors"), {"thing": NamedNode(shown.start)})
    if shown.network.graph["view"] == HIERARCHY:
        return fill(load_query("network", "hierarchy"), {})
    property_ = NamedNode(flat_properties()[shown.network.graph["roles"][0]])
    return fill(load_query("network", "links_by_property"), {"property": property_})
