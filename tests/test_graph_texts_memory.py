"""Memory: reading many texts takes no more of it than reading a few."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

OWN = Path(__file__).parent / "texts"
SCRIPT = """
import resource, sys
from convenor.graph.texts import Job, extractions
from convenor.loaders.inputs import SUFFIXES, find_inputs
if __name__ == "__main__":
    jobs = [Job(entry) for entry in find_inputs([sys.argv[1]], suffixes=SUFFIXES.keys())]
    facts = 0
    for found in extractions(jobs[: int(sys.argv[2])], workers=int(sys.argv[3])):
        facts += sum(len(edition.facts) for edition in found.editions)
    print(facts, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
          resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 texts, no two alike, and the script that reads them."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "in").mkdir()
    texts = [path.read_text("utf-8") for path in sorted(OWN.glob("0*.txt"))]
    for number in range(400):
        text = texts[number % len(texts)].replace("1846", f"{number + 1000}")
        text = text.replace("World Harbour", f"World Harbour {chr(65 + number % 26)}eta")
        (folder / "in" / f"{number:03}.txt").write_text(f"{text}\n{number}\n", "utf-8")
    (folder / "read.py").write_text(SCRIPT, "utf-8")
    return folder


def peaks(folder: Path, count: int, workers: int) -> tuple[int, int, int]:
    """Facts of `count` texts, and the most memory that the process and its workers took."""
    command = [sys.executable, str(folder / "read.py"), str(folder / "in"), str(count)]
    done = subprocess.run([*command, str(workers)], capture_output=True, text=True, check=True)
    facts, own, children = map(int, done.stdout.split())
    return facts, own, children


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_memory_is_flat_over_many_texts(workers: int, many: Path) -> None:
    facts, few, few_of_workers = peaks(many, 100, workers)
    more_facts, more, more_of_workers = peaks(many, 400, workers)
    assert more_facts > 3 * facts > 1000
    assert more <= 1.3 * few
    assert more_of_workers <= 1.3 * few_of_workers
