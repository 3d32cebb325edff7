"""What handing on costs: a release in N-Quads beside the engine's own dump, and each format.

    python benchmarks/export.py                     0.1, 1 and 5 million quads, memory flat or not
    python benchmarks/export.py --quads 100000      another size
    python benchmarks/export.py formats --quads N   every format: seconds, memory

A graph keeps its canonical quads beside its store since it was built; what that costs the build is
told as well. A release is the file with its sums, description and page, put in place at the end.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from convenor.benchmarks.pages import build
from convenor.graph.canonical import write_canonical
from convenor.graph.export.formats import FORMATS
from convenor.graph.export.release import ReleaseSettings, export
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph

ROUNDS = 3
SIZES = (100_000, 1_000_000, 5_000_000)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def dump(graph: KnowledgeGraph, path: Path) -> None:
    """The floor: what the engine writes by itself, in the order of its index."""
    with path.open("wb") as file:
        graph.store.dump(file)


def peak(store: Path, name: str, target: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of one format in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "one",
        name,
        "--store",
        str(store),
        "--target",
        str(target),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took, memory = done.stdout.split()
    return float(took), float(memory)


def one(store: Path, name: str, target: Path) -> None:
    """A release in one format: print seconds and peak memory."""
    with open_graph(store) as graph:
        took = seconds(lambda: export(graph, target, ReleaseSettings(formats=(name,))))
    status = Path("/proc/self/status").read_text("ascii")
    print(took, int(status.split("VmHWM:")[1].split()[0]) / 1024)


def made(folder: Path, quads: int) -> float:
    """Make the graph; the seconds that its canonical quads took."""
    build(GraphFolder(folder), quads)
    with open_graph(folder) as graph:
        path, base = graph.version.path, graph.iris.base
        return seconds(lambda: write_canonical(graph.store, path, base))


def compare(quads: int) -> None:
    """N-Quads beside the dump, in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        canonical = made(folder / "graph", quads)
        pairs = []
        with open_graph(folder / "graph") as graph:
            count = len(graph.store)
            for turn in range(ROUNDS):
                floor = seconds(lambda: dump(graph, folder / "dump.nq"))
                target, settings = folder / f"release{turn}", ReleaseSettings(formats=("nquads",))
                ours = seconds(lambda t=target, s=settings: export(graph, t, s))  # type: ignore[misc]
                pairs.append((floor, ours))
                print(f"  dump {floor:.2f} s, release {ours:.2f} s: {floor / ours:.2f}", flush=True)
        _, memory = peak(folder / "graph", "nquads", folder / "alone")
    speed = statistics.median(floor / ours for floor, ours in pairs)
    first = statistics.median(floor / (ours + canonical) for floor, ours in pairs)
    print(
        f"{count:,} quads: {speed:.2f} times as fast as the dump, {first:.2f} times with what the "
        f"build did ahead ({canonical:.1f} s); peak {memory:.0f} MB",
        flush=True,
    )


def formats(quads: int) -> None:
    """Every format alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made(folder / "graph", quads)
        print("| format | s a million quads | peak MB |\n| --- | --- | --- |")
        for each in FORMATS:
            took, memory = peak(folder / "graph", each, folder / each)
            print(f"| {each} | {took * 1_000_000 / quads:.1f} | {memory:.0f} |", flush=True)


def main() -> None:
    """Run as the docstring says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "mode", nargs="?", choices=("compare", "formats", "one"), default="compare"
    )
    options.add_argument("name", nargs="?", help=argparse.SUPPRESS)
    options.add_argument("--quads", type=int)
    for hidden in ("--store", "--target"):
        options.add_argument(hidden, type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.mode == "one":
        one(chosen.store, chosen.name, chosen.target)
    elif chosen.mode == "formats":
        formats(chosen.quads or SIZES[1])
    else:
        for quads in [chosen.quads] if chosen.quads else SIZES:
            compare(quads)


if __name__ == "__main__":
    main()
