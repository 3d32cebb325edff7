"""The commands: what each of them does with its options; imports wait until one is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from .arguments import make_parser, make_query_parser

if TYPE_CHECKING:
    from .graph.folder import GraphFolder
    from .graph.knowledge import KnowledgeGraph

__all__ = ["COMMANDS", "tell"]

_VIOLATIONS, _USAGE, _REJECTED = 1, 2, 3


def tell(error: Exception) -> None:
    """Say what went wrong; only an error of ours knows the next step."""
    # Imported here and not above: --help needs nothing at all.
    from .ontology.errors import ConvenorError
    from .tables import visible

    text = str(error)
    if not isinstance(error, ConvenorError):
        name = "" if isinstance(error, OSError) else f"unexpected {type(error).__name__}: "
        text = f"{name}{text}\n  Run it again with --debug to see where."
    lines = text.split("\n")
    sys.stderr.write("convenor: " + "".join(f"{visible(line)}\n" for line in lines))


def _folder(options: argparse.Namespace) -> GraphFolder:
    from .graph.places import folder_at

    return folder_at(options.store)


def _open(options: argparse.Namespace) -> KnowledgeGraph:
    from .graph.knowledge import KnowledgeGraph
    from .progress import progress

    folder = _folder(options)
    # A graph elsewhere may have to be fetched first; one on this machine is there.
    with progress(quiet=folder.place == str(folder.path)) as folder.progress:
        return KnowledgeGraph(folder)


def _authority(options: argparse.Namespace) -> int:
    from .authority_lint import lint_authority

    with _open(options) as graph:
        return _VIOLATIONS if lint_authority(graph, options, sys.stdout) else 0


def _build(options: argparse.Namespace) -> int:
    from .loading import change

    code = change(options, _folder(options))
    if not options.paths and not options.dry_run:
        sys.stdout.write("Ask it: convenor info, convenor queries, convenor explain wmc-2023\n")
    return code


def _load(options: argparse.Namespace) -> int:
    from .loading import change

    return change(options, _folder(options))


def _extract(options: argparse.Namespace) -> int:
    from .extracts import show_extracts

    return _REJECTED if show_extracts(options, sys.stdout, tell) else 0


def _unload(options: argparse.Namespace) -> None:
    from .loading import take_out

    take_out(options, _folder(options))


def _export(options: argparse.Namespace) -> None:
    from .releases import make_release

    with _open(options) as graph:
        make_release(graph, options, sys.stdout)


def _diff(options: argparse.Namespace) -> None:
    from .changes import show_differences

    show_differences(options, _folder(options), sys.stdout)


def _changes(options: argparse.Namespace) -> None:
    from .changes import show_changes

    show_changes(options, _folder(options), sys.stdout)


def _query(options: argparse.Namespace) -> int | None:
    if not options.name and options.help:
        options.parser.print_help()
        return None
    from .queries import catalogue
    from .terminal import render

    if not options.name:
        _queries(options)
        sys.stderr.write("Name one of these queries; convenor query NAME --help shows more.\n")
        return _USAGE
    query = catalogue.get(options.name)
    parser = make_query_parser(query)
    given = vars(parser.parse_args(["--help"] if options.help else options.rest))
    with _open(options) as graph:
        values = {each.name: given[each.name] for each in query.parameters}
        result = graph.query(query.name, **values)
    render(result, options.format, sys.stdout)
    if not result and options.format in ("table", "md"):
        sys.stderr.write("Not stated: no source in this graph says so.\n")
    return None


def _queries(options: argparse.Namespace) -> None:
    from .queries import catalogue
    from .terminal import render_queries

    tag, found = getattr(options, "tag", None), map(catalogue.get, catalogue.names())
    shown = [query for query in found if not tag or tag in query.tags]
    render_queries(shown, options.format, sys.stdout)


def _sparql(options: argparse.Namespace) -> int | None:
    from .terminal import render_answer

    with _open(options) as graph:
        text = options.text if options.file is None else _read(options.file)
        render_answer(graph.sparql(text), options.format, sys.stdout)
    return None


def _read(path: str) -> str:
    from .ontology.errors import InputError

    try:
        with open(0 if path == "-" else path, encoding="utf-8") as file:  # noqa: PTH123 - 0 is stdin
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the query in {path}: {error}") from error


def _explain(options: argparse.Namespace) -> None:
    from .explanations import render_explanation

    with _open(options) as graph:
        found = graph.explain(options.subject, options.language)
    render_explanation(found, options.format, sys.stdout)


def _search(options: argparse.Namespace) -> None:
    from .searching import show_search

    with _open(options) as graph:
        show_search(graph, options, sys.stdout)


def _sources(options: argparse.Namespace) -> None:
    from .terminal import render

    with _open(options) as graph:
        render(graph.sources(), options.format, sys.stdout)


def _check(options: argparse.Namespace) -> int:
    from .graph.check import check, conforms, to_json, to_junit, to_sarif
    from .terminal import render_findings

    with _open(options) as graph:
        findings = check(graph.store)
    writers = {"json": to_json, "sarif": to_sarif, "junit": to_junit}
    if options.format in writers:
        sys.stdout.write(writers[options.format](findings) + "\n")
    else:
        render_findings(findings, sys.stdout)
    return 0 if conforms(findings) else _VIOLATIONS


def _review(options: argparse.Namespace) -> int:
    from .review import review

    with _open(options) as graph:
        rejected = review(graph, options, sys.stdin, sys.stdout)
    sys.stderr.writelines(f"{reason}\n" for reason in rejected)
    return _REJECTED if rejected else 0


def _conflicts(options: argparse.Namespace) -> None:
    from .contrast import render_conflicts

    with _open(options) as graph:
        found = graph.conflicts(options.subject)
    render_conflicts(found, options.format, sys.stdout, everything=options.all)


def _network(options: argparse.Namespace) -> None:
    from .networks import list_networks, show_network

    if options.view is None:
        if options.measure or options.output:
            options.parser.error("name a network; convenor network lists them all")
        return list_networks(sys.stdout)
    with _open(options) as graph:
        return show_network(graph, options, sys.stdout)


def _serve(options: argparse.Namespace) -> None:
    from .web.settings import read_settings
    from .web.start import serve

    serve(read_settings(_folder(options).place, vars(options), os.environ), opening=options.open)


def _harvest(options: argparse.Namespace) -> int:
    from .harvesting import harvest

    return harvest(options, _folder(options))


def _info(options: argparse.Namespace) -> None:
    from .terminal import render_info

    with _open(options) as graph:
        hash_ = graph.statistics().sha256 if options.hash else ""
        render_info(graph.folder.place, graph.manifest, graph.classes(), hash_, sys.stdout)


def _completion(options: argparse.Namespace) -> None:
    import shtab

    sys.stdout.write(shtab.complete(make_parser(), options.shell) + "\n")


COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "authority": _authority,
    "build": _build,
    "changes": _changes,
    "check": _check,
    "completion": _completion,
    "conflicts": _conflicts,
    "diff": _diff,
    "explain": _explain,
    "export": _export,
    "extract": _extract,
    "harvest": _harvest,
    "info": _info,
    "load": _load,
    "network": _network,
    "queries": _queries,
    "query": _query,
    "review": _review,
    "search": _search,
    "serve": _serve,
    "sources": _sources,
    "sparql": _sparql,
    "unload": _unload,
}
