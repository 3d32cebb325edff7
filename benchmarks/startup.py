"""Start-up of `convenor --help`, as a ratio to `python -c pass`.

    python benchmarks/startup.py

Both are run in turn, 10 times after a warm-up; the ratio is that of the medians.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 10


def wall(command: list[str]) -> float:
    """Seconds of one run of a command."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Print both medians and their ratio."""
    ours = [str(Path(sys.executable).with_name("convenor")), "--help"]
    floor = [sys.executable, "-c", "pass"]
    times: dict[str, list[float]] = {"ours": [], "floor": []}
    for _ in range(RUNS + 1):
        times["ours"].append(wall(ours))
        times["floor"].append(wall(floor))
    mine, least = (statistics.median(times[side][1:]) for side in ("ours", "floor"))
    print(
        f"convenor --help {mine * 1000:.0f} ms, python -c pass {least * 1000:.0f} ms, "
        f"ratio {mine / least:.2f}"
    )


if __name__ == "__main__":
    main()
