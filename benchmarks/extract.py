"""What texts cost: speed beside spaCy's names alone, memory, time against length, cold start.

    python benchmarks/extract.py [speed | memory | lengths | start ...]      (default: all four)

speed    texts of 2 kB made from templates (releases.py), English and Chinese, read by one process:
         `extract` (all facts with their words) and, in turn, spaCy's blank pipeline with an
         EntityRuler over every name of the bodies in the authority file (names only)
memory   10,000 texts of 0.5 kB through `graph.texts.extractions`, all workers counted
lengths  one line of hostile shapes at 10 kB, 100 kB and 1 MB; each in a process that is killed
         after 5 minutes
start    `convenor extract FILE` less `python -c pass`, 10 runs each in turn after a warm-up
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from convenor.benchmarks.releases import LANGUAGES, body_names, release
from convenor.graph.texts import Job, extractions
from convenor.loaders.inputs import Input
from convenor.loaders.text.extract import extract
from convenor.loaders.text.extraction import Extraction
from convenor.loaders.text.source.documents import read_document

ROUNDS, TEXTS = 5, 100
FILES, EARLY = 10_000, 2_000
LENGTHS = (10_000, 100_000, 1_000_000)
LONGEST = 300  # seconds
RUNS = 10
EXAMPLE = Path(__file__).parent.parent / "docs" / "example-release.txt"
# An edition comes first, so that everything behind it is read and not passed over.
FIRST = "HEFEI, May 3, 2031 -- The 2031 World Harbour Expo opened in Hefei and shows "
FIRST_ZH = "2031世界港口博览会5月3日在合肥开幕。会上"
SHAPES = {
    "enumeration": "robots, drones and 20 cranes, ",
    "enumeration, zh": "机器人、无人机、20台起重机、",
    "names": "the Ministry of Commerce and Harbour Bank, ",
    "names, zh": "商务部、工业和信息化部和",
    "quotes": '"Harbour" “Light” ‘Port’ ',
    "quotes never closed": "“",
    "digits": "7",
    "figures": "1,200 exhibitors 20 May 3 ",
    "capitals": "Harbour ",
    "spaces": " ",
    "no sentence marks": "organized by themed released signed opened from ",
    "no sentence marks, zh": "主办以为主题发布签署展出于举行",
}


def write(folder: Path, number: int, language: str, size: int) -> Input:
    """One made text as a file."""
    path = folder / f"{number:05}-{language}.txt"
    path.write_text(release(number, language, size), "utf-8")
    return Input(path.name, path)


def spacy_pipeline(language: str) -> Callable[[str], Any]:
    """The blank pipeline of a language that finds the names of the bodies."""
    import spacy

    pipeline = spacy.blank(language)
    ruler: Any = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": name} for name, _ in body_names()])
    find: Callable[[str], Any] = pipeline
    return find


def seconds(work: Callable[[], None]) -> float:
    """Processor time of one call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def speed() -> None:
    """Both sides in turn on the same texts; the ratio is the median of those of the rounds."""
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as name:
            inputs = [write(Path(name), number, language, 2000) for number in range(TEXTS)]
            documents = [read_document(each) for each in inputs]
            theirs = spacy_pipeline(language)
            facts = names = 0

            def ours(inputs: list[Input] = inputs) -> None:
                nonlocal facts
                found = [extract(read_document(each)) for each in inputs]
                facts = sum(len(each.facts) for one in found for each in one.editions)

            def floor(documents: Any = documents, theirs: Any = theirs) -> None:
                nonlocal names
                names = sum(len(theirs(each.text).ents) for each in documents)

            ours()
            floor()
            gc.freeze()  # as the workers of `convenor load` do
            pairs = [(seconds(ours), seconds(floor)) for _ in range(ROUNDS)]
        rates = [TEXTS / statistics.median(side) for side in zip(*pairs, strict=True)]
        ratio = statistics.median(mine / least for mine, least in pairs)
        print(
            f"{language}: extract {rates[0]:.0f} texts/s ({facts / TEXTS:.0f} facts a text), "
            f"spaCy {rates[1]:.0f} texts/s ({names / TEXTS:.0f} names a text), "
            f"time ratio {ratio:.1f}"
        )


def resident() -> float:
    """Memory of this process and its workers in MB."""
    pids = [os.getpid(), *(each.pid for each in multiprocessing.active_children() if each.pid)]
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in pids) / 1e6


def memory() -> None:
    """Resident memory after the first texts and after all."""
    with tempfile.TemporaryDirectory() as name:
        jobs = [
            Job(write(Path(name), number, LANGUAGES[number % 2], 500)) for number in range(FILES)
        ]
        taken, facts = {}, 0
        for done, found in enumerate(extractions(jobs), 1):
            assert isinstance(found, Extraction)
            facts += sum(len(edition.facts) for edition in found.editions)
            if done in (EARLY, FILES):
                taken[done] = resident()
    early, late = taken.values()
    print(
        f"memory: {early:.0f} MB after {EARLY:,} texts, {late:.0f} MB after {FILES:,}, "
        f"ratio {late / early:.2f} ({facts:,} facts)"
    )


def shape(name: str, length: int) -> None:
    """One shape alone: print the seconds that it takes."""
    unit = SHAPES[name]
    first = FIRST_ZH if name.endswith("zh") else FIRST
    text = (first + unit * (length // len(unit) + 1))[:length]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.txt"
        path.write_text(text, "utf-8")
        document = read_document(Input(path.name, path))
        print(seconds(lambda: void(extract(document))))


def void(_: object) -> None:
    """Drop what was made."""


def lengths() -> None:
    """A table of microseconds a character: flat where time grows with length and no faster."""
    print("| one line of | " + " | ".join(f"{length // 1000:,} kB" for length in LENGTHS) + " |")
    print("| --- |" + " ---: |" * len(LENGTHS))
    for name in SHAPES:
        cells = []
        for length in LENGTHS:
            command = [sys.executable, __file__, "shape", name, str(length)]
            try:
                done = subprocess.run(
                    command, check=True, capture_output=True, text=True, timeout=LONGEST
                )
                cells.append(f"{float(done.stdout) / length * 1e6:.1f}")
            except subprocess.TimeoutExpired:
                cells.append(f"more than {LONGEST / length * 1e6:.0f}")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def start() -> None:
    """Wall time of one text from nothing, less that of the interpreter."""
    sides = {
        "ours": [str(Path(sys.executable).with_name("convenor")), "extract", str(EXAMPLE)],
        "floor": [sys.executable, "-c", "pass"],
    }
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(RUNS + 1):
        for side, command in sides.items():
            begun = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times[side].append(time.perf_counter() - begun)
    mine, least = (statistics.median(times[side][1:]) for side in sides)
    print(
        f"cold start: extract {mine:.2f} s, python -c pass {least:.3f} s, "
        f"{mine - least:.2f} s more, ratio {mine / least:.1f}"
    )


def main() -> None:
    """Run the parts that are named, or one shape alone."""
    if sys.argv[1:2] == ["shape"]:
        shape(sys.argv[2], int(sys.argv[3]))
        return
    parts = {"speed": speed, "memory": memory, "lengths": lengths, "start": start}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()
