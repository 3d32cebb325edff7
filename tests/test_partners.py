"""A release is asked by partners who have one library each, and no convenor."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

from convenor.graph.export.release import Release, ReleaseSettings, export
from convenor.graph.knowledge import KnowledgeGraph

SCRIPTS = Path(__file__).parent.parent / "docs" / "partners"
LIBRARIES = ("duckdb", "networkx", "rdflib")


@pytest.fixture(scope="module")
def release(bundled_graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """What the scripts read of a release."""
    settings = ReleaseSettings(formats=("turtle", "parquet", "graphml"))
    return export(bundled_graph, tmp_path_factory.mktemp("release") / "out", settings)


def alone(library: str, folder: Path) -> Path:
    """A folder in which only a library can be imported from, with what it cannot do without."""
    folder.mkdir()
    pending, done = [library], set()
    while pending:
        name = pending.pop()
        done.add(name)
        found = importlib.metadata.distribution(name)
        for path in {Path(file.parts[0]) for file in found.files or ()} - {Path("..")}:
            (folder / path).symlink_to(Path(str(found.locate_file(path))))
        needed = [
            re.split(r"[^\w.-]", each)[0] for each in found.requires or () if "extra" not in each
        ]
        pending += [each for each in needed if installed(each) and each not in done]
    return folder


def installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


@pytest.mark.parametrize("library", LIBRARIES)
def test_one_library_tells_who_organized_together(
    library: str, release: Release, bundled_graph: KnowledgeGraph, tmp_path: Path
) -> None:
    only = alone(library, tmp_path / "only")
    script = SCRIPTS / f"with_{library}.py"
    code = f"import sys; sys.path.insert(0, {str(only)!r}); sys.argv = sys.argv[1:]\n"
    code += "import runpy; runpy.run_path(sys.argv[0])"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(script), str(release.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = set()
    for row in bundled_graph.query("pairs_of_co_organizers").rows():
        for year in str(row["years"]).split(", "):
            told.add((year, str(row["bodyLabel"]), str(row["otherLabel"])))
    assert {tuple(line.split("\t")) for line in done.stdout.splitlines()} == told
    assert len(told) > 500


def test_nothing_else_can_be_imported(tmp_path: Path) -> None:
    only = alone("networkx", tmp_path / "only")
    code = f"import sys; sys.path.insert(0, {str(only)!r}); import networkx; import {{}}"
    for other in ("rdflib", "pyoxigraph", "convenor"):
        command = [sys.executable, "-I", "-S", "-c", code.format(other)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert f"No module named '{other}'" in done.stderr
