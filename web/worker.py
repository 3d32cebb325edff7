"""A process that answers queries, so that none can harm the server: it is killed when it is late.

It reads jobs from its standard input and writes frames to its standard output: a letter, the
length of what follows as four bytes, and that. ``h`` is the head (JSON), ``d`` data, ``e`` the end,
``x`` an error (JSON: what kind, and the message).
"""

from __future__ import annotations

import json
import struct
import sys
import threading
from typing import IO, Any, cast

from ..graph.knowledge import KnowledgeGraph
from ..graph.places import folder_at
from ..ontology.errors import ConvenorError, UnsupportedError
from .tasks import TASKS, MissingError

__all__ = ["main"]

_STACK = 256 << 20  # bytes; the engine goes one step deeper for each bracket
_PIECE = 64 << 10
_KINDS = {MissingError: "missing", UnsupportedError: "unsupported"}


class _TooLargeError(Exception):
    """An answer is longer than it may be."""


class _Frames:
    """Writes an answer as frames, in pieces, and stops a query whose answer is too long."""

    def __init__(self, out: IO[bytes], most: int) -> None:
        self._out = out
        self._left = most
        self._pending = bytearray()

    def write(self, piece: bytes) -> int:
        """Take a piece of the answer."""
        self._left -= len(piece)
        if self._left < 0:
            raise _TooLargeError
        self._pending += piece
        if len(self._pending) >= _PIECE:
            self.flush()
        return len(piece)

    def flush(self) -> None:
        """Send what is there."""
        if self._pending:
            send(self._out, b"d", bytes(self._pending))
            self._pending.clear()


def send(out: IO[bytes], kind: bytes, data: bytes) -> None:
    """Write one frame."""
    out.write(kind + struct.pack(">I", len(data)) + data)
    out.flush()


def _limit(memory: int) -> None:
    """No more memory than `memory` bytes, so that a query fails and not the machine."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main() -> None:
    """Open the graph at the place named first and answer jobs until the input ends."""
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_serve, args=(sys.argv[1], int(sys.argv[2])))
    thread.start()
    thread.join()


def _serve(place: str, memory: int) -> None:
    jobs, out = sys.stdin.buffer, sys.stdout.buffer
    try:
        graph = KnowledgeGraph(folder_at(place))
    except ConvenorError as error:
        send(out, b"x", json.dumps({"kind": "store", "message": str(error)}).encode())
        return
    _limit(memory)
    about = {"version": graph.version.name, "manifest": graph.manifest}
    send(out, b"h", json.dumps(about).encode())
    for line in jobs:
        _answer(graph, json.loads(line), out)


def _answer(graph: KnowledgeGraph, job: dict[str, Any], out: IO[bytes]) -> None:
    frames = _Frames(out, job["most"])
    try:
        made = TASKS[job["task"]](graph, **job["arguments"])
        send(out, b"h", json.dumps({"kind": made.kind}).encode())
        if made.kind in job["arguments"]["formats"] or not job["arguments"]["formats"]:
            made.write(cast(IO[bytes], frames))
        frames.flush()
        send(out, b"e", b"")
    except _TooLargeError:
        _fail(out, "large", f"the answer has more than {job['most']:,} bytes; ask for less (LIMIT)")
    except ConvenorError as error:
        _fail(out, _KINDS.get(type(error), "query"), str(error))
    except MemoryError:
        _fail(out, "memory", "the query needs more memory than it may have")
        raise
    except Exception as error:  # the engine has errors of many kinds; all end this query only
        _fail(out, "query", f"the query stopped: {error}")


def _fail(out: IO[bytes], kind: str, message: str) -> None:
    send(out, b"x", json.dumps({"kind": kind, "message": message}).encode())


if __name__ == "__main__":
    main()
