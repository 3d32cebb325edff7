"""Texts: what many of them state, read by as many workers as there are cores, in their order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache

from ..loaders.inputs import Input
from ..loaders.text.extraction import Extraction
from ..ontology.errors import ConvenorError, InputError

__all__ = ["Job", "extractions"]

_FEW = 8  # texts that are read sooner than workers are started
_CHUNK = 16
_AHEAD = 4  # chunks that each worker may be ahead of the writing


@dataclass(frozen=True)
class Job:
    """A text to read; without `encoding` its bytes decide.

    What may be personal, such as the mailbox of a person, is read only with `contacts`, and what no
    rule took is looked for only with `unused`.
    """

    source: Input
    encoding: str | None = None
    contacts: bool = False
    unused: bool = False


Result = Extraction | ConvenorError


def extractions(jobs: Sequence[Job], workers: int | None = None) -> Iterator[Result]:
    """What each text states, or why it cannot be read, in the order of `jobs`.

    `workers` is the number of processes (none: one per core); few texts are read in this one.
    """
    count = min(workers or os.cpu_count() or 1, -(-len(jobs) // _CHUNK))
    if len(jobs) < _FEW or count < 2:
        yield from map(_extraction, jobs)
        return
    done = 0
    try:
        for result in _by_workers(jobs, count):
            yield result
            done += 1
    except BrokenProcessPool:
        # A worker was killed, or could not start: a script without `if __name__ == "__main__"`.
        yield from map(_extraction, jobs[done:])


def _by_workers(jobs: Sequence[Job], count: int) -> Iterator[Result]:
    chunks = [jobs[start : start + _CHUNK] for start in range(0, len(jobs), _CHUNK)]
    # A forked worker would keep the lock of a killed writer, so they are started afresh.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=_watch_parent) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_chunk, chunk))
                if len(waiting) >= count * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _chunk(jobs: Sequence[Job]) -> list[Result]:
    results = [_extraction(job) for job in jobs]
    _settle()
    return results


def _extraction(job: Job) -> Result:
    """What one text states. An error of any kind is that text's alone."""
    # Imported where it is used: the rules take a moment, and tables do without them.
    from ..loaders.text.extract import extract
    from ..loaders.text.source.documents import read_document

    try:
        return extract(read_document(job.source, job.encoding), job.contacts, job.unused)
    except ConvenorError as error:
        return error
    except Exception as error:
        return InputError(
            f"{job.source.name} cannot be read: unexpected {type(error).__name__}: {error}",
            "This is a fault of convenor; the other texts are not affected.",
        )


@lru_cache(maxsize=1)
def _settle() -> None:
    """Keep what the first texts loaded: rules stay as long as a worker and need no collector."""
    gc.collect()
    gc.freeze()


def _watch_parent() -> None:
    """End this worker when the process that started it is gone, even if that was killed."""

    def watch() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
