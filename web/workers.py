"""The pool of worker processes: a job, a deadline, an answer in pieces."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..ontology.errors import ConvenorError

__all__ = ["Answer", "Job", "JobError", "Pool"]

_HEADER = 5
_STARTING = 60.0  # seconds that a worker may take to open the graph
_HARMLESS = {"query", "unsupported", "missing", "large"}
_STDERR = asyncio.subprocess.DEVNULL


class JobError(ConvenorError):
    """A job did not end well.

    `kind` is query, unsupported, missing (no such thing), large, time, memory, busy, store or
    crash; after the first four the worker goes on.
    """

    def __init__(self, kind: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.kind = kind


@dataclass(frozen=True)
class Job:
    """A task of `convenor.web.tasks` by name, with its arguments.

    `seconds` is its deadline, `most` the greatest length of the answer in bytes.
    """

    task: str
    arguments: Mapping[str, Any]
    seconds: float
    most: int


@dataclass(frozen=True)
class Answer:
    """The kind of an answer (select, ask, construct, page, ...) and the answer in pieces."""

    kind: str
    version: str
    pieces: AsyncIterator[bytes]


class _Worker:
    """One process with the version of the graph that it has open."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.version = ""

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame. Raises JobError where the process has ended."""
        assert self.process.stdout
        try:
            header = await self.process.stdout.readexactly(_HEADER)
            (length,) = struct.unpack(">I", header[1:])
            return header[:1], await self.process.stdout.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise JobError(
                "crash",
                "the query ended the process that answered it; perhaps it needs too much memory",
                "Ask for less, or write it simpler.",
            ) from error

    async def head(self) -> dict[str, Any]:
        """The head of an answer. Raises JobError for an error in its place."""
        kind, data = await self.frame()
        found: dict[str, Any] = json.loads(data)
        if kind == b"x":
            raise JobError(found["kind"], found["message"])
        return found

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


class Pool:
    """Workers for the graph at a place: as many queries at a time, each killed at its deadline.

    A worker that was killed or whose graph is no longer the current one is replaced.
    """

    def __init__(self, place: str, size: int, memory: int) -> None:
        self._place = place
        self._size = size
        self._memory = memory
        self._idle: asyncio.Queue[_Worker] = asyncio.LifoQueue()  # one that has read is quick
        self._turn = asyncio.Lock()  # who waits for a worker is served in turn; the queue is unfair
        self._all: set[_Worker] = set()
        self._busy: set[_Worker] = set()
        self._surplus = 0  # workers started for others that were still at work
        self.killed = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.version = ""
        self.manifest: dict[str, Any] = {}

    async def start(self) -> None:
        """Start all workers. Raises JobError where the graph cannot be opened."""
        await asyncio.gather(*(self._add() for _ in range(self._size)))

    async def _add(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "convenor.web.worker", self._place, str(self._memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=_STDERR,
        )
        worker = _Worker(process)
        self._all.add(worker)
        try:
            about = await asyncio.wait_for(worker.head(), _STARTING)
        except BaseException:
            self._drop(worker)
            raise
        worker.version = self.version = about["version"]
        self.manifest = about["manifest"]
        self._idle.put_nowait(worker)

    @property
    def alive(self) -> int:
        """Number of workers that can answer or do."""
        return sum(1 for worker in self._all if worker.version)

    @property
    def busy(self) -> int:
        """Number of workers that answer a query."""
        return len(self._busy)

    def _drop(self, worker: _Worker) -> None:
        self._all.discard(worker)
        worker.kill()

    def _replace(self, worker: _Worker) -> None:
        """End a worker and start another one meanwhile, if none was started for it before."""
        self._drop(worker)
        if self._surplus:
            self._surplus -= 1
            return
        task = asyncio.create_task(self._add_later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add_later(self) -> None:
        while True:
            try:
                return await self._add()
            except (JobError, OSError, TimeoutError):
                await asyncio.sleep(1)

    @contextlib.asynccontextmanager
    async def answer(self, job: Job) -> AsyncIterator[Answer]:
        """The answer to a job, within its deadline; the worker is killed if it is not read whole.

        Raises JobError, also while the pieces are read.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + job.seconds
        worker = await self._take(job.seconds)
        done = False

        async def pieces() -> AsyncIterator[bytes]:
            nonlocal done
            while True:
                kind, data = await self._by(deadline, job, worker.frame())
                if kind == b"d":
                    yield data
                elif kind == b"e":
                    done = True
                    return
                else:
                    done = True
                    found = json.loads(data)
                    raise JobError(found["kind"], found["message"])

        try:
            assert worker.process.stdin
            line = json.dumps({"task": job.task, "arguments": job.arguments, "most": job.most})
            worker.process.stdin.write(line.encode() + b"\n")
            try:
                head = await self._by(deadline, job, worker.head())
            except JobError as failure:
                done = failure.kind in _HARMLESS
                raise
            yield Answer(head["kind"], worker.version, pieces())
        finally:
            self._busy.discard(worker)
            if done and worker.version == self.version:
                self._idle.put_nowait(worker)
            else:
                self.killed += not done
                self._replace(worker)

    async def _by(self, deadline: float, job: Job, work: Any) -> Any:
        try:
            async with asyncio.timeout_at(deadline):
                return await work
        except TimeoutError as error:
            raise JobError(
                "time",
                f"the query took more than {job.seconds:g} seconds and was stopped",
                "Ask for less, or take the dumps.",
            ) from error

    async def _take(self, seconds: float) -> _Worker:
        try:
            async with asyncio.timeout(seconds):
                while True:
                    async with self._turn:
                        worker = await self._idle.get()
                    if worker.process.returncode is None:
                        self._busy.add(worker)
                        return worker
                    self._replace(worker)  # something ended it while it waited
        except TimeoutError as error:
            raise JobError(
                "busy", "all workers of this server are busy", "Try again in a while."
            ) from error

    async def follow(self, current: str) -> None:
        """Replace the waiting workers whose graph is not the version `current`, one at a time.

        Those at work are replaced when they are done.
        """
        stale = [each for each in self._all - self._busy if each.version not in ("", current)]
        for worker in stale:
            with contextlib.suppress(JobError, OSError, TimeoutError):  # tried again next time
                await self._add()
                self._surplus += 1
                if self._waits(worker):
                    self._surplus -= 1
                    self._drop(worker)

    def _waits(self, worker: _Worker) -> bool:
        """Take a worker out of those that wait; False if it is at work or gone by now."""
        waiting = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for each in waiting:
            if each is not worker:
                self._idle.put_nowait(each)
        return worker in waiting

    async def stop(self) -> None:
        """End all workers."""
        for task in self._tasks:
            task.cancel()
        for worker in list(self._all):
            self._drop(worker)
            await worker.process.wait()
