"""The tour of networks runs as it stands, from an open graph to its figures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOUR = Path(__file__).parent.parent / "docs" / "tour.py"


@pytest.mark.slow
def test_the_tour_runs_from_the_graph_to_figures(bundled: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(TOUR)],
        cwd=tmp_path,
        env=os.environ
        | {"CONVENOR_STORE": str(bundled), "TOUR_FOLDER": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Ministry of Industry and Information Technology and" in done.stdout
    assert "→" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {
        "years.svg",
        "lanes.svg",
        "together.html",
    }
    assert b"<svg" in (tmp_path / "years.svg").read_bytes()
