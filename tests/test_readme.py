"""The README and its tour: every command and the Python in it run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MAKE = {"make demo", "make test"}  # run by .ci/run on a clean clone
FAIRS = "series_id,name_en,source_id\nlake-fair,Lake Robotics Fair,lake-news\nbroken,,\n"
NEWS = "source_id,url,publisher\nlake-news,https://example.org/news,Lake News\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.S | re.M)


def commands() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]
    return [shlex.join(shlex.split(line, comments=True)) for line in lines]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    (folder / "my-fairs.csv").write_text(FAIRS, "utf-8")
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "example-release.txt", folder / "docs")
    return folder


def run(arguments: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CONVENOR_STORE": str(place / "graph")}
    return subprocess.run(
        arguments,
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_readme_names_the_two_commands_and_the_tour() -> None:
    assert set(commands()) >= MAKE
    assert len([line for line in commands() if line.startswith("convenor ")]) >= 9
    for target in MAKE:
        assert f"\n{target.split()[1]}:" in (ROOT / "Makefile").read_text("utf-8")


def test_the_tour_runs_as_it_stands(place: Path) -> None:
    answers = {}
    for line in commands():
        if line in MAKE:
            continue
        program, *arguments = shlex.split(line)
        assert program == "convenor", f"a command that no test runs: {line}"
        done = run([str(Path(sys.executable).with_name(program)), *arguments], place)
        expected = 3 if "my-fairs.csv" in line else 0  # the example has rows to correct
        assert done.returncode == expected, f"{line}\n{done.stdout}\n{done.stderr}"
        answers[line] = done.stdout
    assert answers["convenor query co_organizers --body MIIT"]
    same = "convenor query co_organizers --body " + shlex.quote("工信部")
    assert answers[same] == answers["convenor query co_organizers --body MIIT"]
    assert "⟦theme" in answers["convenor extract docs/example-release.txt --format text"]
    assert "900 umbrellas" in answers["convenor extract docs/example-release.txt --unused"]
    quoted = "“jointly organized by the Ministry of Industry and Information Technology”"
    assert quoted in answers["convenor explain 'World Lantern Expo 2031'"]
    assert "rejected" not in answers
    assert (place / "rejected.csv").exists()


def test_the_python_runs_as_it_stands(place: Path) -> None:
    (code,) = blocks("python")
    done = run([sys.executable, "-c", code], place)
    assert done.returncode == 0, done.stderr
    assert "shape: (10," in done.stdout


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()
