"""Open the explorer on a graph, until Ctrl-C; where nobody watches, see that it answers and end.

``python docs/demo.py FOLDER``
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request

PAGES = ("", "doc/id/edition/wmc-2023")


def main(store: str) -> int:
    """Serve the graph; returns the exit code."""
    command = [sys.executable, "-m", "convenor.cli", "serve", "--open", "--no-log"]
    command += ["--store", store]
    if sys.stdout.isatty():
        os.execv(command[0], command)  # so that Ctrl-C ends it and nothing else
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout
        try:
            told = server.stdout.readline()
            address = told.split()[-1] if told else ""
            sys.stdout.write(told)
            return _try(address) if address.startswith("http") else 1
        finally:
            server.terminate()


def _try(address: str) -> int:
    """Whether pages of the explorer come; says so."""
    for page in PAGES:
        request = urllib.request.Request(address + page, headers={"Accept": "text/html"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            sys.stdout.write(f"{answer.status} {answer.url}\n")
    sys.stdout.write("It answers. Nobody watches, so it ends; in a terminal it stays open.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
