"""Records -> store of about a million quads, beside the floor: the engine's own bulk load.

    python benchmarks/build.py [quads ...]        (default: 100000 1000000)

Both sides run in one process, in turn. Ours makes quads from records and writes them with the
merged default graph; the floor is pyoxigraph's `bulk_load` of the finished N-Quads from a file.
Peak memory is that of a process of its own per size, ours and the floor's.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from convenor.graph.embedded import EmbeddedStore
from convenor.ontology.iris import Iris
from convenor.ontology.model import Amount, Evidence, Participation, Record, Statistic
from convenor.ontology.rdf import Writer

ROUNDS = 3
QUADS_PER_PAIR = 30  # of one participation and one statistic, default graph included


def records(quads: int) -> Iterator[Record]:
    """Participations and statistics of 3,000 sources, as many of the one as of the other."""
    for number in range(quads // QUADS_PER_PAIR):
        source = f"source-{number % 3000}"
        edition = f"fair-{number % 500}-{2000 + number % 25}"
        where = Evidence("rows.csv", f"row={number + 2}", source)
        yield Participation(where, f"body-{number}", "organizer", edition, as_stated="主办")
        amount = Amount(number * 17 + 1, "count", "more than")
        yield Statistic(where, "exhibitors", amount, "edition", edition, stage="result")


def ours(quads: int, folder: Path) -> None:
    """Write the records to a new store."""
    writer = Writer(Iris())
    store = EmbeddedStore(folder)
    store.extend(quad for record in records(quads) for quad in writer.quads(record))
    store.optimize()
    store.close()


def floor(file: Path, folder: Path) -> None:
    """Let the engine load the finished file."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store


def seconds(work: Callable[[], None]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak(*arguments: str) -> float:
    """Peak memory in MB of this script run as `arguments` say."""
    code = subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True)
    return float(code.stdout)


def child(side: str, quads: int, file: Path) -> None:
    """One side alone, to measure its memory."""
    with tempfile.TemporaryDirectory() as folder:
        if side == "ours":
            ours(quads, Path(folder) / "store")
        else:
            floor(file, Path(folder) / "store")
    # Not getrusage: its peak begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text("ascii")
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def compare(quads: int) -> None:
    """Measure both sides in turn and print the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours(quads, folder / "made")
        made = EmbeddedStore(folder / "made", read_only=True)
        count, file = len(made), folder / "finished.nq"
        with file.open("wb") as target:
            made.dump(target)
        pairs = []
        for turn in range(ROUNDS):
            mine = seconds(lambda turn=turn: ours(quads, folder / f"ours{turn}"))  # type: ignore[misc]
            theirs = seconds(lambda turn=turn: floor(file, folder / f"floor{turn}"))  # type: ignore[misc]
            pairs.append((mine, theirs))
            print(f"  ours {mine:.2f} s, floor {theirs:.2f} s, ratio {mine / theirs:.2f}")
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        rate = count / statistics.median(mine for mine, _ in pairs)
        memory = [peak(side, str(quads), str(file)) for side in ("ours", "floor")]
    print(
        f"{count:,} quads: median ratio {ratio:.2f}, {rate:,.0f} quads/s, "
        f"peak {memory[0]:.0f} MB (floor {memory[1]:.0f} MB)"
    )


def main() -> None:
    """Run as the docstring says, or as one side of a memory measurement."""
    if sys.argv[1:2] in (["ours"], ["floor"]):
        child(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
        return
    for quads in map(int, sys.argv[1:] or ["100000", "1000000"]):
        compare(quads)


if __name__ == "__main__":
    main()
