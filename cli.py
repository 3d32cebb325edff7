"""The door: one command for each thing that people do with a graph.

Exit codes: 0 done; 1 the check found violations; 2 the command line is wrong; 3 done, but some
rows were rejected; 4 an error, told on the error stream; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from .arguments import make_parser
from .commands import COMMANDS, tell

__all__ = ["main"]

_USAGE, _ERROR, _INTERRUPTED = 2, 4, 130


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
        code = COMMANDS[options.command](options)
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
        tell(error)
        return _ERROR


if __name__ == "__main__":
    raise SystemExit(main())
