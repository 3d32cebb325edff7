"""Networks as files that other programs read: GraphML, GEXF, node-link JSON, CSV and DOT."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ...ontology.errors import MissingExtraError
from ..characters import fit_for_xml

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["WRITERS", "to_csv", "to_dot", "to_gexf", "to_graphml", "to_node_link", "to_nodes_csv"]

_JOINT = "; "
_OF_GRAPH = ("view", "title", "through")


def to_graphml(graph: nx.Graph) -> str:
    """GraphML, with attributes under their names.

    Lists (years, editions, sources) are one text each, joined by ``; ``.
    """
    import networkx as nx

    return "\n".join(nx.generate_graphml(_flat(graph), named_key_ids=True)) + "\n"


def to_gexf(graph: nx.Graph) -> str:
    """GEXF 1.2 with a spell for each run of years, which Gephi's timeline plays.

    Years become days: a tie of 2019 and 2020 lasts from 2019-01-01 until 2020-12-31.
    """
    from xml.etree.ElementTree import SubElement

    from networkx.readwrite.gexf import GEXFWriter

    flat = _flat(graph)
    for data in [*flat.nodes.values(), *flat.edges.values()]:
        years = [int(year) for year in data.get("years", "").split(_JOINT) if year]
        if years:
            data["spells"] = [
                (f"{first:04}-01-01", f"{last:04}-12-31") for first, last in _runs(years)
            ]
    dated = any("spells" in data for data in [*flat.nodes.values(), *flat.edges.values()])
    flat.graph = {"name": flat.graph["title"], "mode": "dynamic" if dated else "static"}
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(flat)
    # The schema knows no name of a graph, and the day of writing would make each file another one.
    meta = writer.xml.find("meta")
    meta.attrib.pop("lastmodifieddate", None)
    SubElement(meta, "description").text = writer.graph_element.attrib.pop("name")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{writer}\n'


def _runs(years: Sequence[int]) -> list[tuple[int, int]]:
    """First and last year of each run without a gap.

    >>> _runs([2018, 2019, 2021])
    [(2018, 2019), (2021, 2021)]
    """
    ends = [one for one, other in pairwise(years) if other > one + 1]
    starts = [other for one, other in pairwise(years) if other > one + 1]
    return list(zip([years[0], *starts], [*ends, years[-1]], strict=True))


def to_node_link(graph: nx.Graph) -> str:
    """Node-link JSON as `networkx.node_link_graph` and D3 read it; lists stay lists."""
    import networkx as nx

    return json.dumps(nx.node_link_data(graph, edges="links"), ensure_ascii=False, indent=1) + "\n"


def to_csv(graph: nx.Graph) -> str:
    """One row an edge: IRIs and labels of both ends, then attributes; lists joined by ``; ``."""
    columns = _columns(data for *_, data in graph.edges(data=True))
    labels = ("label", "label_zh")
    rows = (
        [one, other]
        + [str(graph.nodes[end].get(name, "")) for name in labels for end in (one, other)]
        + [_joined(data.get(name, "")) for name in columns]
        for one, other, data in graph.edges(data=True)
    )
    named = [f"{end}_{name}" for name in labels for end in ("source", "target")]
    return _table(["source", "target", *named, *columns], rows)


def to_nodes_csv(graph: nx.Graph) -> str:
    """One row a node: IRI and attributes; lists joined by ``; ``."""
    columns = _columns(data for _, data in graph.nodes(data=True))
    rows = (
        [node, *(_joined(data.get(name, "")) for name in columns)]
        for node, data in graph.nodes(data=True)
    )
    return _table(["node", *columns], rows)


def to_dot(graph: nx.Graph) -> str:
    """DOT for Graphviz. Raises MissingExtraError where the library that quotes it is missing."""
    try:
        import graphviz
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "graphviz is not installed", "Install it: pip install 'convenor[drawing]'"
        ) from error
    kind = graphviz.Digraph if graph.is_directed() else graphviz.Graph
    dot = kind(comment=None, graph_attr={"label": _quoted(graph.graph.get("title", ""))})
    # Nodes go by number: what stands before a colon in a name would be a port.
    names = {node: f"n{number}" for number, node in enumerate(graph)}
    for node, data in graph.nodes(data=True):
        dot.node(names[node], _quoted(data.get("label", node)), URL=_quoted(str(node)))
    for one, other, data in graph.edges(data=True):
        attributes = {
            name: _quoted(_joined(data[name])) for name in ("weight", "years") if name in data
        }
        attributes["penwidth"] = str(min(1 + int(data.get("weight", 1)) // 2, 8))
        dot.edge(names[one], names[other], **attributes)
    return str(dot.source)


def _quoted(text: object) -> str:
    """A text that Graphviz takes as it stands: no escapes, no markup, no control characters."""
    import graphviz

    plain = " ".join(fit_for_xml(str(text)).split())
    # A kind of str of its own, which is written in quotes even if it looks like markup.
    return graphviz.escape(plain)  # type: ignore[no-any-return]


WRITERS: dict[str, Callable[[nx.Graph], str]] = {
    "graphml": to_graphml,
    "gexf": to_gexf,
    "node-link": to_node_link,
    "csv": to_csv,
    "nodes-csv": to_nodes_csv,
    "dot": to_dot,
}


def _flat(graph: nx.Graph) -> nx.Graph:
    """A copy with plain attributes only, and only characters that XML can hold."""
    flat = graph.__class__()
    for name in _OF_GRAPH:
        flat.graph[name] = fit_for_xml(str(graph.graph.get(name, "")))
    flat.add_nodes_from(
        (fit_for_xml(str(node)), _plain(data)) for node, data in graph.nodes(data=True)
    )
    flat.add_edges_from(
        (fit_for_xml(str(one)), fit_for_xml(str(other)), _plain(data))
        for one, other, data in graph.edges(data=True)
    )
    return flat


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, bool | int | float) else fit_for_xml(_joined(value))
        for name, value in data.items()
    }


def _joined(value: object) -> str:
    """A value on one line: lists joined by ``; ``, facts as their three IRIs."""
    if isinstance(value, tuple | list):
        return _JOINT.join(
            " ".join(each) if isinstance(each, tuple) else str(each) for each in value
        )
    return str(value)


def _columns(rows: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for data in rows for name in data))


def _table(header: list[str], rows: Iterable[list[str]]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")  # as RFC 4180 has it
    table.writerow(header)
    table.writerows(rows)
    return written.getvalue()
