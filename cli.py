"""The door: one command for each thing that people do with a graph.

Exit codes: 0 done; 1 the check found violations; 2 the command line is wrong; 3 done, but some
rows were rejected; 4 an error, told on the error stream; 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .arguments import make_parser, make_query_parser

if TYPE_CHECKING:
    from .graph.folder import GraphFolder
    from .graph.knowledge import KnowledgeGraph

__all__ = ["main"]

_VIOLATIONS, _USAGE, _REJECTED, _ERROR, _INTERRUPTED = 1, 2, 3, 4, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not know Chinese
    parser = make_parser()
    parser.set_defaults(parser=parser)
    options, rest = parser.parse_known_args(given)
    if rest and options.command != "query":
        options.parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if options.command is None:
        parser.print_help(sys.stderr)
        return _USAGE
    options.rest = rest
    try:
        code = _COMMANDS[options.command](options)
        sys.stdout.flush()
        return int(code or 0)
    except BrokenPipeError:
        # The reader has enough (as `head` has): no message, and none from the interpreter either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("convenor: interrupted; the graph in use is as it was\n")
        return _INTERRUPTED
    except Exception as error:
        if options.debug:
            raise
        _tell(error)
        return _ERROR


def _tell(error: Exception) -> None:
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
    from .graph.folder import GraphFolder
    from .graph.knowledge import default_folder

    return GraphFolder(options.store or default_folder())


def _open(options: argparse.Namespace) -> KnowledgeGraph:
    from .graph.knowledge import KnowledgeGraph

    return KnowledgeGraph(_folder(options))


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

    return _REJECTED if show_extracts(options, sys.stdout, _tell) else 0


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

    serve(read_settings(_folder(options).path, vars(options), os.environ), opening=options.open)


def _info(options: argparse.Namespace) -> None:
    from .terminal import render_info

    with _open(options) as graph:
        hash_ = graph.statistics().sha256 if options.hash else ""
        render_info(graph.folder.path, graph.manifest, graph.classes(), hash_, sys.stdout)


def _completion(options: argparse.Namespace) -> None:
    import shtab

    sys.stdout.write(shtab.complete(make_parser(), options.shell) + "\n")


_COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "build": _build,
    "changes": _changes,
    "check": _check,
    "completion": _completion,
    "conflicts": _conflicts,
    "diff": _diff,
    "explain": _explain,
    "export": _export,
    "extract": _extract,
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


if __name__ == "__main__":
    raise SystemExit(main())
