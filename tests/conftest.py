"""Fixtures that several tests share: the bundled graph, built once, and a small one of our own."""

from __future__ import annotations

import fcntl
import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs

from .server import Server, serving
from .stores import KINDS, Stores

SMALL = {
    "sources": (
        "source_id,url,publisher,published\n"
        "news,https://example.org/news,Lake News,2031-05-01\n"
        "paper,https://example.org/paper,Paper,2031-06\n"
    ),
    "bodies": (
        "body_id,name_en,name_zh,kind,aliases,source_id\n"
        "lake-office,Lake Office,湖办,other,LO|Twin,news\n"
        "hill-office,Hill Office,山办,other,HO|Twin,news\n"
    ),
    "series": "series_id,name_en,source_id\nlake-fair,Lake Robotics Fair,news\n",
    "editions": (
        "edition_id,series_id,year,start,end,city,source_ids\n"
        "lake-fair-2031,lake-fair,2031,2031-05-02,2031-05-04,Hefei,news\n"
        "lake-fair-2031,lake-fair,2031,2031-05-02,2031-05-05,Hefei,paper\n"
    ),
    "participations": (
        "edition_id,body_id,role,source_id\nlake-fair-2031,lake-office,organizer,paper\n"
    ),
}


def write_tables(folder: Path, tables: dict[str, str]) -> list[str]:
    """Write CSV tables; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [str(folder / f"{name}.csv") for name in tables]


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the bundled graph: read it only."""
    path = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # one worker builds it for all
        path = path.parent
    folder = GraphFolder(path / "bundled" / "graph")
    with (path / "bundled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.current() is None:
            build(folder)
    return folder.path


@pytest.fixture(scope="session")
def bundled_graph(bundled: Path) -> Iterator[KnowledgeGraph]:
    """The bundled graph, open."""
    with open_graph(bundled) as graph:
        yield graph


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small fictional graph: read it only."""
    path = tmp_path_factory.mktemp("small")
    build(GraphFolder(path / "graph"), find_inputs(write_tables(path / "in", SMALL)))
    return path / "graph"


@pytest.fixture(scope="session")
def bundled_server(bundled: Path) -> Iterator[Server]:
    """A server of the bundled graph, for tests that only read."""
    with serving(bundled, "--workers", "2", "--rate", "0") as server:
        yield server


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Other stores, as real servers; what is kept beside them is with the tests."""
    found = Stores(tmp_path_factory.mktemp("stores"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield found
    found.stop()


@pytest.fixture(scope="module", params=["disk", "memory", *KINDS])
def fairs(request: pytest.FixtureRequest, stores: Stores) -> Iterator[KnowledgeGraph]:
    """The graph of the invented fairs in ``queries/data``, on every store there is."""
    with stores.graph(request.param, [str(Path(__file__).parent / "queries" / "data")]) as graph:
        yield graph


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., Server]]:
    """Starts `convenor serve` for a store, with flags; what still runs in the end is stopped."""
    with ExitStack() as running:
        yield lambda store, *flags: running.enter_context(serving(store, *flags))


@pytest.fixture
def assert_linear() -> Callable[[Callable[[int], object], int], None]:
    """Checks that twice the size takes at most three times the time, on the best of its runs.

    These are two, and up to twenty where a busy machine spoils them: what is not linear fails in
    all.
    """

    def check(run: Callable[[int], object], size: int) -> None:
        def seconds(size: int) -> float:
            start = time.process_time()
            run(size)
            return time.process_time() - start

        run(size // 50)
        gc.collect()
        gc.disable()  # its rounds depend on what other tests left behind
        times: list[tuple[float, float]] = []
        try:
            for runs in range(20):
                times.append((seconds(size), seconds(2 * size)))
                once, twice = (min(column) for column in zip(*times, strict=True))
                if runs and twice <= 3 * once + 0.01:
                    return
        finally:
            gc.enable()
        raise AssertionError(f"{size} takes {once:.3f} s, twice as much {twice:.3f} s")

    return check
