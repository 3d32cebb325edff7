"""The arguments of the command line: every command with its options, help and an example."""

from __future__ import annotations

import argparse
import shlex
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .authority_arguments import add_authority
from .change_arguments import add_changes
from .harvest_arguments import add_harvest, add_limits
from .network_arguments import add_network
from .release_arguments import add_export
from .serve_arguments import add_serve

if TYPE_CHECKING:
    from .queries.catalogue import Query

__all__ = ["make_parser", "make_query_parser"]

_WIDTH = 80
_PATHS = "texts, tables, folders, globs, addresses of the web, - for stdin"
_CONTACTS = "read mailboxes that may be a person's as well"
_FORMATS = ("table", "csv", "tsv", "json", "md")
_DESCRIPTION = "A knowledge graph of conventions and trade fairs: every fact shows its words."
_EPILOG = """\
examples:
  convenor build                                       the bundled graph
  convenor query bodies_by_edition --edition wmc-2023  who organized it
  convenor explain wmc-2023                            every fact with its source
  convenor extract press-release.txt --format text     what a text states, marked in it

exit codes: 0 done; 1 check found violations; 2 wrong usage; 3 done, some rows or
texts rejected; 4 error; 130 interrupted. The graph is in --store, else CONVENOR_STORE, else
~/.local/share/convenor. NO_COLOR turns colors off. COMMAND --help has more.
"""


def make_parser() -> argparse.ArgumentParser:
    """The parser of the command line, from which help, completion and the reference are made."""
    parser = argparse.ArgumentParser(
        prog="convenor",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action=_Version)
    _add_shared(parser)
    parser.set_defaults(command=None, store=None, debug=False)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")

    def command(name: str, text: str, example: str, **more: Any) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:\n  {example}",
            formatter_class=_Formatter,
            **more,
        )
        _add_shared(added)
        added.set_defaults(command=name, parser=added)
        return added

    _add_writing(command)
    _add_asking(command)
    return parser


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as it is written, with room for the names and no line for the word COMMAND."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)

    def _format_action(self, action: argparse.Action) -> str:
        text = super()._format_action(action)
        return text.partition("\n")[2] if action.nargs == argparse.PARSER else text


def _add_shared(parser: argparse.ArgumentParser) -> None:
    """What every command takes, before its name as well as behind it."""
    parser.add_argument(
        "--store", metavar="PATH", default=argparse.SUPPRESS, help="folder of the graph"
    )
    parser.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="show tracebacks of errors",
    )


def _add_writing(command: Callable[..., argparse.ArgumentParser]) -> None:
    build = command(
        "build",
        "make a new graph, of the bundled facts if no files are named",
        "convenor build",
    )
    build.add_argument("paths", nargs="*", metavar="FILE", help=_PATHS)
    build.add_argument("--base", metavar="IRI", help="where the things of the graph live")
    load = command(
        "load",
        "add texts and tables to the graph",
        "convenor load press-release.txt fairs.csv --report rejected.csv",
    )
    load.add_argument("paths", nargs="+", metavar="FILE", help=_PATHS)
    for added in (build, load):
        added.add_argument("--mapping", metavar="TOML", help="which column is what")
        added.add_argument("--encoding", help="encoding of the files, where it is known")
        added.add_argument("--name", help="name of what is read from standard input")
        added.add_argument("--contacts", action="store_true", help=_CONTACTS)
        added.add_argument("--report", metavar="CSV", help="write rejected rows here, to correct")
        added.add_argument(
            "--strict", action="store_true", help="stop at the first rejected row or fact"
        )
        added.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        add_limits(added, timeout=300, largest=512)
        added.add_argument("--quiet", action="store_true", help="no progress")
    add_harvest(command)
    unload = command(
        "unload",
        "take inputs or sources out of the graph",
        "convenor unload prn-20230925-wmc",
    )
    unload.add_argument(
        "names", nargs="+", metavar="NAME", help="input or source, see info, sources"
    )
    unload.add_argument("--quiet", action="store_true", help="no progress")


def _add_format(added: argparse.ArgumentParser, *formats: str) -> None:
    added.add_argument("--format", choices=formats, default=formats[0], help="how to write it")


def _add_asking(command: Callable[..., argparse.ArgumentParser]) -> None:
    example = "convenor query bodies_by_edition --edition wmc-2023"
    query = command(
        "query",
        "answer a query of the catalogue",
        example,
        add_help=False,
        allow_abbrev=False,
    )
    query.add_argument("name", nargs="?", help="name of the query; its --help shows its parameters")
    query.add_argument("-h", "--help", action="store_true", help="show this help, or the query's")
    _add_format(query, *_FORMATS)
    queries = command(
        "queries", "list the queries of the catalogue", "convenor queries --tag bodies"
    )
    queries.add_argument("--tag", help="only queries with this tag")
    _add_format(queries, *_FORMATS)
    extract = command(
        "extract",
        "show what texts state, with the words, and keep nothing",
        "convenor extract press-release.txt --format text",
    )
    extract.add_argument(
        "paths", nargs="+", metavar="FILE", help="texts: files, folders, globs, - for stdin"
    )
    extract.add_argument(
        "--format",
        choices=("json", "text", "quads"),
        default="json",
        help="JSON (a line for each of several texts), the text with its facts marked, N-Quads",
    )
    extract.add_argument(
        "--unused",
        action="store_true",
        help="show instead the sentences with figures or names that no rule took",
    )
    extract.add_argument("--contacts", action="store_true", help=_CONTACTS)
    extract.add_argument("--encoding", help="encoding of the texts, where it is known")
    extract.add_argument("--name", help="name of what is read from standard input")
    extract.add_argument("--quiet", action="store_true", help="no progress")
    sparql = command("sparql", "answer any SPARQL 1.1 query", "convenor sparql 'ASK { ?s ?p ?o }'")
    text = sparql.add_mutually_exclusive_group(required=True)
    text.add_argument("text", nargs="?", help="the query")
    text.add_argument("-f", "--file", metavar="FILE", help="read the query from a file, - is stdin")
    _add_format(sparql, *_FORMATS)
    explain = command(
        "explain", "show all facts on a thing with their sources", "convenor explain MIIT"
    )
    explain.add_argument("subject", help="name, identifier or IRI: 工信部, wmc-2023")
    explain.add_argument("--language", default="en", help="language of the labels (en, zh)")
    _add_format(explain, "table", "json")
    _add_search(command)
    _add_format(command("sources", "list the sources", "convenor sources"), *_FORMATS)
    check = command("check", "check the graph against shapes and rules", "convenor check")
    _add_format(check, "table", "json", "sarif", "junit")
    add_authority(command)
    _add_review(command)
    add_network(command)
    add_serve(command)
    add_export(command)
    add_changes(command)
    conflicts = command(
        "conflicts",
        "show where sources contradict each other, side by side",
        "convenor conflicts wmc-2023",
    )
    conflicts.add_argument(
        "subject", nargs="?", metavar="THING", help="only of this series, edition or other thing"
    )
    conflicts.add_argument(
        "--all", action="store_true", help="with growth, translations and other differences"
    )
    _add_format(conflicts, "table", "json", "csv", "md")
    info = command("info", "say what the graph holds", "convenor info")
    info.add_argument("--hash", action="store_true", help="with the canonical hash")
    shell = command("completion", "print a completion script", "convenor completion bash")
    shell.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def _add_search(command: Callable[..., argparse.ArgumentParser]) -> None:
    search = command(
        "search",
        "find things by their names, and sentences by their words",
        "convenor search 'manufacturing conv' --type edition --from 2018",
    )
    search.add_argument("text", help="words, in any order: 世界制造业大会 2023, hefei expo")
    search.add_argument("--type", help="only such things: edition, organization, sentence, ...")
    search.add_argument("--kind", help="only bodies of a kind: ministry, company, ...")
    search.add_argument("--from", dest="first", metavar="YEAR", type=int, help="from this year on")
    search.add_argument("--to", dest="last", metavar="YEAR", type=int, help="up to this year")
    search.add_argument("--place", help="only in this place (identifier): anhui")
    search.add_argument("--source", help="only of this source (identifier)")
    search.add_argument("--most", metavar="NUMBER", type=int, default=20, help="hits to show")
    search.add_argument("--language", default="en", help="language of the labels (en, zh)")
    _add_format(search, "table", "json")


def _add_review(command: Callable[..., argparse.ArgumentParser]) -> None:
    review = command(
        "review",
        "judge which names of texts mean one thing: same, different or later",
        "convenor review --who Ann",
    )
    review.add_argument("--format", choices=("csv", "json"), help="write the pairs, ask nothing")
    review.add_argument("--load", metavar="CSV", help="read the judgements filled into such a CSV")
    review.add_argument("--list", action="store_true", help="list the judgements made so far")
    review.add_argument("--undo", metavar="NUMBER", type=int, help="take a judgement back")
    review.add_argument("--who", metavar="NAME", default="", help="write down who judges")


class _Version(argparse.Action):
    """Print the version; it is looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print it and leave."""
        from importlib.metadata import version

        sys.stdout.write(f"convenor {version('convenor')}\n")
        parser.exit()


def make_query_parser(query: Query) -> argparse.ArgumentParser:
    """The parser of the parameters of one query, made from its header."""
    example = " ".join(
        f"--{parameter.name} {shlex.quote(parameter.example)}"
        for parameter in query.parameters
        if parameter.required
    )
    parser = argparse.ArgumentParser(
        prog=f"convenor query {query.name}",
        description=textwrap.fill(f"{query.summary}. {query.description}".strip(), _WIDTH),
        epilog=f"example:\n  convenor query {query.name} {example}".rstrip(),
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    for parameter in query.parameters:
        text = f"{parameter.description} (such as {parameter.example})".strip()
        parser.add_argument(
            *dict.fromkeys((f"--{parameter.name}", f"--{parameter.name.replace('_', '-')}")),
            metavar=parameter.type.upper(),
            required=parameter.required,
            help=text.replace("%", "%%"),
        )
    # Read already, with the command: here for the help.
    _add_format(parser, *_FORMATS)
    _add_shared(parser)
    return parser
