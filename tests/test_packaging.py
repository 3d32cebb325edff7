"""The wheel: what it holds, and that it works on its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = {".py", ".rq", ".ttl", ".json", ".jsonld", ".csv", ".toml", ".md", ".typed"}
SHIPPED |= {".html", ".css", ".js", ".svg"}
NOT_SHIPPED = {"tests", "benchmarks", "docs", "build", "demo"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Built from a copy: setuptools would leave a folder in the checkout and read it next time.
    left_out = shutil.ignore_patterns(".*", "*.egg-info", "__pycache__", *NOT_SHIPPED)
    shutil.copytree(ROOT, folder / "copy", ignore=left_out)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), "."]
    subprocess.run(command, cwd=folder / "copy", check=True)
    (found,) = folder.glob("convenor-*.whl")
    return found


def expected() -> set[str]:
    files = {path.name for path in ROOT.glob("*.py")} | {"py.typed"}
    for path in ROOT.glob("*/**/*"):
        parts = path.relative_to(ROOT).parts
        own = not any(part.startswith(".") or part.endswith(".egg-info") for part in parts)
        if own and path.is_file() and path.suffix in SHIPPED and parts[0] not in NOT_SHIPPED:
            files.add("/".join(parts))
    return files


@pytest.mark.slow
def test_the_wheel_holds_the_rooms_with_their_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.startswith("convenor/")}
    assert {name.removeprefix("convenor/") for name in names} == expected()


@pytest.mark.slow
def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import convenor, convenor.cli; assert sys.argv[1] in convenor.__file__\n"
        "store = sys.argv[2]\n"
        "assert convenor.cli.main(['build', '--quiet', '--store', store]) == 0\n"
        "with convenor.open(store) as kg:\n"
        "    assert len(kg.query('bodies_by_edition', edition='wmc-2023')) == 10\n"
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    arguments = [str(tmp_path / "site"), str(tmp_path / "graph")]
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, check=True)
