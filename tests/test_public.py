"""What is public: names that exist, examples that hold, and imports that cost nothing."""

from __future__ import annotations

import doctest
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import convenor

ROOT = Path(__file__).parent.parent
ROOMS = ("ontology", "loaders", "queries", "graph", "web")
HEAVY = {
    "charset_normalizer",
    "graphviz",
    "jinja2",
    "limits",
    "matplotlib",
    "networkx",
    "numpy",
    "openpyxl",
    "pandas",
    "polars",
    "prometheus_client",
    "pyarrow",
    "pyoxigraph",
    "pyvis",
    "rdflib",
    "rich",
    "rustworkx",
    "shifty",
    "shtab",
    "starlette",
    "uvicorn",
    "yaml",
}


def modules() -> list[str]:
    """Every module of the package, the root among them."""
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    paths += [path for path in ROOT.glob("*.py") if path.stem != "__init__"]
    parts = [path.relative_to(ROOT).with_suffix("").parts for path in sorted(paths)]
    return [
        ".".join(("convenor", *(part for part in each if part != "__init__"))) for each in parts
    ]


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after some code."""
    script = f"import sys, json\n{code}\nsys.stderr.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("name", modules())
def test_public_names_exist_and_say_what_they_are(name: str) -> None:
    module = importlib.import_module(name)
    public = getattr(module, "__all__", ())
    assert (
        public
        or not [key for key in vars(module) if key[0] != "_" and key.islower()]
        or (module.__file__ or "").endswith("__init__.py")
    )
    assert len(set(public)) == len(public)
    for key in public:
        found = getattr(module, key)
        if callable(found) and getattr(found, "__module__", "") == name:
            assert found.__doc__, f"{name}.{key} has no docstring"


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_root_has_what_it_lists() -> None:
    assert sorted(convenor.__all__) == dir(convenor)
    for name in convenor.__all__:
        assert getattr(convenor, name) is not None
    assert convenor.open.__name__ == "open_graph"
    assert convenor.__version__.count(".") == 2
    with pytest.raises(AttributeError, match="no attribute 'close'"):
        convenor.close  # noqa: B018


def test_importing_convenor_imports_nothing_of_weight() -> None:
    loaded = loaded_after("import convenor")
    assert not {name.partition(".")[0] for name in loaded} & HEAVY
    assert not {name for name in loaded if name.startswith("convenor.")}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["build", "--help"], ["query", "--help"], []]
)
def test_help_imports_nothing_of_weight(arguments: list[str]) -> None:
    loaded = loaded_after(
        "from convenor.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass"
    )
    assert not {name.partition(".")[0] for name in loaded} & HEAVY
    ours = {name for name in loaded if name.startswith("convenor.")}
    assert ours <= {
        "convenor.arguments",
        "convenor.authority_arguments",
        "convenor.change_arguments",
        "convenor.cli",
        "convenor.commands",
        "convenor.graph",
        "convenor.graph.export",
        "convenor.graph.export.formats",
        "convenor.harvest_arguments",
        "convenor.network_arguments",
        "convenor.ontology",  # settings of the server have their error there
        "convenor.ontology.errors",
        "convenor.ontology.evidence",
        "convenor.release_arguments",
        "convenor.serve_arguments",
        "convenor.web",
        "convenor.web.settings",
    }


def test_asking_imports_nothing_of_loading(bundled: Path) -> None:
    loaded = loaded_after(
        "from convenor.cli import main\n"
        f"main(['query', 'bodies_by_edition', '--edition', 'wmc-2023', '--store', {str(bundled)!r},"
        " '--format', 'csv'])"
    )
    heavy = {name.partition(".")[0] for name in loaded} & HEAVY
    assert heavy <= {"pyoxigraph", "yaml"}
