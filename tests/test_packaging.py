"""The wheel: what it holds, and that it works on its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from convenor.bundling import bundle

ROOT = Path(__file__).parent.parent
SHIPPED = {".py", ".rq", ".ru", ".ttl", ".json", ".jsonld", ".csv", ".toml", ".md", ".typed"}
SHIPPED |= {".html", ".css", ".js", ".po", ".svg"}
NOT_SHIPPED = {"tests", "benchmarks", "docs", "build", "demo", "bundling"}
MADE = {f"web/static/bundle/{name}" for name in ("graph.js", "sparql.js", "sparql.css")}
MADE |= {"web/static/bundle/licenses.md"}
UNREACHABLE = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"}
NODE = {"node", "nodejs", "npm", "npx"}


def copied(folder: Path) -> Path:
    """A copy of what is in the repository: a build would leave folders in the checkout."""
    left_out = (NOT_SHIPPED - {"bundling"}) | {"node_modules", "bundle", "*.egg-info"}
    ignore = shutil.ignore_patterns(".venv", ".git", ".types", ".*cache", "__pycache__", *left_out)
    shutil.copytree(ROOT, folder, ignore=ignore)
    return folder


def built(project: Path, into: Path, **environment: str) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(into)]
    subprocess.run([*command, str(project)], env=os.environ | environment, check=True)
    (found,) = into.glob("convenor-*.whl")
    return found


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.startswith("convenor/")}
    return {name.removeprefix("convenor/") for name in names}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return built(copied(folder / "project"), folder)


def expected() -> set[str]:
    files = {path.name for path in ROOT.glob("*.py")} | {"py.typed"}
    for path in ROOT.glob("*/**/*"):
        parts = path.relative_to(ROOT).parts
        own = not any(part.startswith(".") or part.endswith(".egg-info") for part in parts)
        own = own and parts[0] not in NOT_SHIPPED and not {"frontend", "bundle"} & {*parts}
        if own and path.is_file() and path.suffix in SHIPPED:
            files.add("/".join(parts))
    return files


@pytest.mark.slow
def test_the_wheel_holds_the_rooms_with_their_data_and_nothing_else(wheel: Path) -> None:
    names = names_in(wheel)
    bundle = {name for name in names if name.startswith("web/static/bundle/")}
    assert names - bundle == expected() and bundle >= MADE
    assert {Path(name).suffix for name in bundle} == {".js", ".css", ".md"}  # no source maps


@pytest.mark.slow
def test_the_wheel_holds_the_licenses_of_all_that_is_bundled(wheel: Path) -> None:
    lock = json.loads((ROOT / "web/frontend/package-lock.json").read_text("utf-8"))
    bundled = {
        f"{folder.rpartition('node_modules/')[2]} {package['version']}"
        for folder, package in lock["packages"].items()
        if folder and not package.get("dev") and not package.get("optional")
    }
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("convenor/web/static/bundle/licenses.md").decode()
    heads = re.findall(r"^## (\S+ \S+) \(", text, re.MULTILINE)
    assert bundled and bundled <= {*heads}
    texts = dict(re.findall(r"^## (\S+) (.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert "Alexis Jacomy" in texts["sigma"]
    yasqe = texts["@zazuko/yasqe"]  # its package has no file of its license
    assert "Zazuko" in yasqe and "Permission is hereby granted" in yasqe


@pytest.mark.slow
def test_a_wheel_is_made_on_a_machine_without_node(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "bin"
    place.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for program in Path(folder).iterdir() if Path(folder).is_dir() else ():
            if program.name not in NODE and not (place / program.name).exists():
                (place / program.name).symlink_to(program)
    found = built(copied(tmp_path / "project"), tmp_path, PATH=str(place))
    assert names_in(found) == names_in(wheel)


@pytest.mark.slow
def test_a_wheel_is_made_without_the_bundle_where_that_is_asked_for(tmp_path: Path) -> None:
    found = built(copied(tmp_path / "project"), tmp_path, **{bundle.SKIP: "1"})
    assert names_in(found) == expected()
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from starlette.testclient import TestClient\n"
        "from convenor.web.app import make_app\n"
        "from convenor.web.settings import Settings\n"
        "client = TestClient(make_app(Settings(sys.argv[1])))\n"
        "page = client.get('/sparql', headers={'Accept': 'text/html'}).text\n"
        "assert '<textarea' in page and '<script' not in page, page\n"
    )
    with zipfile.ZipFile(found) as archive:
        archive.extractall(tmp_path / "site")
    command = [sys.executable, "-c", code, str(tmp_path / "site")]
    subprocess.run(command, cwd=tmp_path, check=True)


@pytest.mark.slow
def test_a_source_distribution_brings_the_bundle(wheel: Path, tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    with zipfile.ZipFile(wheel) as archive:  # it is fresh, and need not be made again
        made = [name for name in archive.namelist() if "static/bundle/" in name]
        (project / "web/static/bundle").mkdir()
        for name in made:
            (project / name.removeprefix("convenor/")).write_bytes(archive.read(name))
    tools = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tmp_path / "tools")]
    subprocess.run([*tools, "setuptools>=77"], check=True)
    code = "import sys; from bundling.backend import build_sdist; build_sdist(sys.argv[1])"
    command = [sys.executable, "-c", code, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "tools")}
    subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
    (archive_file,) = tmp_path.glob("convenor-*.tar.gz")
    assert names_in(built(archive_file, tmp_path, **UNREACHABLE)) == names_in(wheel)


def test_a_bundle_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    command = [sys.executable, "-m", "bundling.bundle"]
    environment = os.environ | UNREACHABLE | {"npm_config_cache": str(tmp_path / "cache")}
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"set {bundle.SKIP}=1 to do without" in done.stderr
    subprocess.run(command, cwd=project, env=environment | {bundle.SKIP: "1"}, check=True)


@pytest.mark.slow
def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import convenor, convenor.cli; assert sys.argv[1] in convenor.__file__\n"
        "store = sys.argv[2]\n"
        "assert convenor.cli.main(['build', '--quiet', '--store', store]) == 0\n"
        "with convenor.open(store) as kg:\n"
        "    assert len(kg.query('bodies_by_edition', edition='wmc-2023')) == 10\n"
        "from starlette.testclient import TestClient\n"
        "from convenor.web.app import make_app\n"
        "from convenor.web.settings import Settings\n"
        "client = TestClient(make_app(Settings(store)))\n"
        "for name in sys.argv[3:]:\n"
        "    assert client.get(name).status_code == 200, name\n"
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    files = [name.removeprefix("web") for name in MADE]
    arguments = [str(tmp_path / "site"), str(tmp_path / "graph"), *files]
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, check=True)
