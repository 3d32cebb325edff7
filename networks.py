"""Networks on the command line: as tables, files for other programs, and pictures."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .graph.measures.catalogue import MEASURES, measure
from .graph.views.asking import titles
from .graph.views.formats import WRITERS
from .ontology.errors import SettingError
from .progress import progress
from .tables import write_table
from .terminal import render
from .years import read_years

if TYPE_CHECKING:
    import networkx as nx

    from .graph.knowledge import KnowledgeGraph
    from .graph.result import Result

__all__ = ["list_networks", "show_network"]

_TABLES = ("table", "md", "json")
_PICTURES = ("html", "svg", "png", "pdf")
_SHOWN = 30  # ties that people are shown of a network that they only look at
_SUFFIXES = {"json": "node-link", "gv": "dot", "md": "md", "txt": "table"} | {
    name: name for name in (*WRITERS, *_PICTURES)
}


def list_networks(stream: IO[str]) -> None:
    """Write the networks and measures that can be asked for."""
    write_table(("network", "what it is"), list(titles().items()), stream)
    stream.write("\n")
    write_table(
        ("measure", "what it gives"),
        [(name, text) for name, (_, text) in MEASURES.items()],
        stream,
    )


def show_network(graph: KnowledgeGraph, options: argparse.Namespace, stream: IO[str]) -> None:
    """Write a network as `options` say. Raises SettingError for options that do not go together."""
    format_ = _format(options)
    _check(options, format_)
    with progress(options.quiet) as shown:
        shown.phase("Reading the network")
        network = graph.network(
            options.view, *options.things, evidence=options.evidence, **_limits(options)
        )
        size, result = "strength", None
        if options.measure:
            shown.phase(f"Measuring: {options.measure}")
            result = replace(_measured(network, options), base=graph.iris.base)
        if format_ in _TABLES or (result is not None and format_ == "csv"):
            table = io.StringIO()
            if result is not None:
                render(result, format_, table if options.output else stream)
            else:
                _render_ties(graph, network, options, format_, table if options.output else stream)
            if options.output:
                _write(table.getvalue().encode(), options.output, stream)
            return
        if result is not None:
            added = _add_measure(network, result, options.measure)
            size = size if added == "community" else added  # its number is no size
        if format_ in WRITERS:
            _write(WRITERS[format_](network).encode(), options.output, stream)
        else:
            shown.phase("Drawing")
            data = _pictures(graph, network, options, size)[format_]()
            _write(data, options.output, stream)


def _check(options: argparse.Namespace, format_: str) -> None:
    """Refuse options that would do nothing."""
    drawn = format_ in _PICTURES and format_ != "html"
    idle = {
        "--picture": options.picture is not None and not drawn,
        "--evidence": options.evidence and format_ not in WRITERS,
        "--weight": options.weight is not None and not options.measure,
        "--seed": options.seed is not None and not options.measure,
        "--backend": options.backend is not None and not options.measure,
    }
    steps = {
        "--picture": "It is for svg, png and pdf.",
        "--evidence": f"It is for {', '.join(WRITERS)}.",
    }
    for option in (option for option, given in idle.items() if given):
        step = steps.get(option, "It goes with --measure.")
        raise SettingError(f"{option} does nothing here, in the format {format_}", step)


def _format(options: argparse.Namespace) -> str:
    """The format asked for, or that of the file to write."""
    suffix = Path(options.output).suffix.removeprefix(".").lower() if options.output else ""
    chosen = options.format or _SUFFIXES.get(suffix, "")
    if options.output and not chosen:
        raise SettingError(
            f"the name {options.output} does not tell a format",
            f"Add --format, or one of the suffixes .{', .'.join(_SUFFIXES)}.",
        )
    if chosen in _PICTURES and not options.output and sys.stdout.isatty():
        raise SettingError(
            f"{chosen} is not for reading in a terminal",
            f"Write it to a file: --output network.{chosen}",
        )
    return chosen or "table"


def _limits(options: argparse.Namespace) -> dict[str, object]:
    return {
        "years": read_years(options.years),
        "series": options.series,
        "role": options.role,
        "kind": options.kind,
        "place": options.place,
        "min_weight": options.min_weight,
        "around_thing": options.around,
        "radius": options.radius,
        "via": [each.strip() for each in options.via.split(",")] if options.via else None,
    }


def _measured(network: nx.Graph, options: argparse.Namespace) -> Result:
    given = {"weight": options.weight, "seed": options.seed, "backend": options.backend}
    return measure(options.measure, network, language=options.language, **given)


def _add_measure(network: nx.Graph, result: Result, name: str) -> str:
    """Give each node its values as attributes; returns the name of the first of them."""
    values = [column for column in result.columns if column not in ("node", "nodeLabel")]
    if result.columns[:1] != ("node",) or len(result) != len(network):
        raise SettingError(
            f"{name} is a table and no figure of each node", "Write it as --format table or csv."
        )
    for row in result.rows():
        found = {column: row[column] for column in values if row[column] is not None}
        network.nodes[str(row["node"])].update(found)
    return values[0]


def _render_ties(
    graph: KnowledgeGraph,
    network: nx.Graph,
    options: argparse.Namespace,
    format_: str,
    stream: IO[str],
) -> None:
    from .graph.views.evidence import Evidence
    from .graph.views.tables import steps_of_paths, ties

    language = options.language
    if "paths" in network.graph:
        result = steps_of_paths(network, Evidence(network, graph.provenance).of, language)
    else:
        result = replace(ties(network, language), base=graph.iris.base)
    if format_ != "table":
        render(result, format_, stream)
        return
    title = network.graph["title_zh" if language == "zh" else "title"]
    nodes, edges = len(network), network.number_of_edges()
    stream.write(
        f"{title}: {nodes:,} {'node' if nodes == 1 else 'nodes'}, "
        f"{edges:,} {'tie' if edges == 1 else 'ties'}\n\n"
    )
    if not result:
        stream.write("No ties within these limits.\n")
        return
    most = len(result) if "paths" in network.graph or options.output else _SHOWN
    shown = replace(result, terms=result.terms[:most], hidden=frozenset({"sources"}))
    render(shown, format_, stream)
    if len(result) > most:
        rest = len(result) - most
        stream.write(f"... and {rest:,} more: --format csv has all of them, with their sources.\n")


def _pictures(
    graph: KnowledgeGraph, network: nx.Graph, options: argparse.Namespace, size: str
) -> dict[str, Callable[[], bytes]]:
    """How to make each kind of picture."""
    from .graph.drawing.figures import network_figure, years_figure
    from .graph.drawing.lanes import lanes_figure
    from .graph.drawing.page import draw
    from .graph.drawing.sheet import save
    from .graph.views.evidence import Evidence

    figures = {"network": network_figure, "years": years_figure, "lanes": lanes_figure}
    figure = figures[options.picture or "network"]

    def page() -> bytes:
        proofs = Evidence(network, graph.provenance).of
        return draw(network, proofs, options.language, size).encode()

    def still(format_: str) -> Callable[[], bytes]:
        return lambda: save(figure(network, options.language), format_)

    return {"html": page} | {name: still(name) for name in _PICTURES[1:]}


def _write(data: bytes, output: str | None, stream: IO[str]) -> None:
    """Write to a file, which is there as a whole or not at all, or to the output stream."""
    if output is None:
        stream.flush()
        stream.buffer.write(data)  # type: ignore[attr-defined]  # text streams have one
        return
    path = Path(output)
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise SettingError(
            f"cannot write {output}: {error.strerror}", "Is the folder there, with room in it?"
        ) from error
    sys.stderr.write(f"Wrote {output}, {len(data):,} bytes.\n")
