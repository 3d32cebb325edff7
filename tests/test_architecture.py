"""The house: imports point one way, modules stay small, every package is shipped."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS: dict[str, set[str]] = {
    "ontology": set(),
    "loaders": {"ontology"},
    "queries": {"ontology"},
    "graph": {"ontology", "loaders", "queries"},
    "web": {"ontology", "queries", "graph"},
    "tables": set(),
    "review": {"graph", "tables"},
    "contrast": {"ontology", "graph", "terminal", "tables"},
    "explanations": {"ontology", "graph", "tables"},
    "extracts": {"graph", "loaders", "progress", "tables"},
    "terminal": {"ontology", "graph", "queries", "loaders", "tables"},
    "progress": {"tables", "graph"},
    "networks": {"ontology", "graph", "progress", "tables", "terminal", "years"},
    "searching": {"graph", "tables"},
    "network_arguments": set(),
    "serve_arguments": {"web"},
    "release_arguments": {"graph"},
    "change_arguments": set(),
    "years": {"ontology"},
    "releases": {"graph", "progress", "tables", "years"},
    "changes": {"ontology", "graph", "listing", "tables"},
    "listing": {"ontology", "graph", "tables"},
    "loading": {"ontology", "graph", "loaders", "progress", "terminal"},
    "harvesting": {"ontology", "graph", "loaders", "loading", "progress", "queries"},
    "harvest_arguments": set(),
    "authority_arguments": set(),
    "authority_lint": {"ontology", "graph", "loaders", "terminal"},
    "arguments": {
        "queries",
        "change_arguments",
        "authority_arguments",
        "harvest_arguments",
        "network_arguments",
        "release_arguments",
        "serve_arguments",
    },
    "cli": {"arguments", "commands"},
    "commands": {
        "ontology",
        "queries",
        "graph",
        "tables",
        "terminal",
        "progress",
        "arguments",
        "review",
        "contrast",
        "explanations",
        "extracts",
        "networks",
        "searching",
        "authority_lint",
        "harvesting",
        "loading",
        "releases",
        "changes",
        "web",
    },
}
ROOMS["bundling"] = set()  # makes the wheel, is not in it
ROOMS["__init__"] = {"ontology", "graph"}
LONGEST = 300
HEAVY = {
    "graphviz",
    "icalendar",
    "jinja2",
    "lxml",
    "matplotlib",
    "networkx",
    "numpy",
    "opencc",
    "openpyxl",
    "pandas",
    "polars",
    "pyarrow",
    "pyvis",
    "rdflib",
    "rich",
    "rustworkx",
    "shifty",
    "warcio",
    "yaml",
    "zstandard",
}


def modules() -> list[Path]:
    skipped = {"tests", "benchmarks", "docs", "build"}
    return [
        path
        for path in sorted(ROOT.rglob("*.py"))
        if not {part for part in path.relative_to(ROOT).parts if part[0] == "."}
        and path.relative_to(ROOT).parts[0] not in skipped
    ]


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(path: Path, source: str) -> set[str]:
    """Rooms that a module imports, at any depth, so that hiding one in a function does not help."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            parts = (*base, *(node.module or "").split("."))
            names = [alias.name for alias in node.names] if not any(parts) else [parts[0]]
            rooms.update(names)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            rooms.update(name.split(".")[1] for name in names if name.startswith("convenor."))
    return rooms - {room_of(path)}


def violations(path: Path, source: str) -> set[str]:
    allowed = ROOMS[room_of(path)]
    return {room for room in imported_rooms(path, source) if room in ROOMS and room not in allowed}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    assert not violations(path, path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("place", "planted", "caught"),
    [
        ("ontology/iris.py", "from ..graph.store import Store", {"graph"}),
        ("ontology/iris.py", "def f():\n    from .. import graph", {"graph"}),
        ("loaders/records/report.py", "from ...queries import catalogue", {"queries"}),
        ("queries/catalogue.py", "import convenor.loaders.inputs", {"loaders"}),
        ("graph/store.py", "from convenor.cli import main", {"cli"}),
        ("graph/store.py", "from ..ontology.iris import Iris\nfrom .result import Result", set()),
    ],
)
def test_planted_violation_is_caught(place: str, planted: str, caught: set[str]) -> None:
    assert violations(ROOT / place, planted) == caught


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_small_and_says_what_it_is(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(source)), "a module opens with one line on what it is"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:  # the top level only; `if TYPE_CHECKING:` is a level below
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & HEAVY
        if isinstance(node, ast.ImportFrom) and not node.level:
            assert (node.module or "").split(".")[0] not in HEAVY


def test_every_package_is_shipped() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found = {
        ".".join(("convenor", *path.parent.relative_to(ROOT).parts))
        for path in modules()
        if path.name == "__init__.py" and room_of(path) != "bundling"
    }
    assert set(settings["tool"]["setuptools"]["packages"]) == found


def test_every_package_with_modules_has_an_init() -> None:
    assert all((path.parent / "__init__.py").exists() for path in modules())


def test_version_is_in_the_changelog_and_the_citation() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
