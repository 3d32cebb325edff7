"""Dumps of web data: quads of a million and less, in flat memory, beside the engine's parser alone.

    python benchmarks/web_data.py                   0.1 and 1 million quads: memory, speed, ratio
    python benchmarks/web_data.py --quads 100000    another size
    python benchmarks/web_data.py build             the same with a whole build of a graph
    python benchmarks/web_data.py write FILE        only the dump, for other uses (.nq)

The dump has the shape of the Event subset of Web Data Commons: one graph a page, several events a
page, blank nodes, http beside https, offers and reviews, dates in all forms, broken lines, names in
many scripts. It is made by numbers alone, so that it is the same on every machine.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from convenor.graph.build import build
from convenor.graph.change import Settings
from convenor.graph.folder import GraphFolder
from convenor.graph.resolve.bulk import Bulk
from convenor.graph.resolve.resolver import NameResolver
from convenor.loaders.graphs.reading import read_graph
from convenor.loaders.inputs import Input
from convenor.loaders.records.report import Report
from convenor.loaders.text.output.known import KnownThings
from convenor.ontology.iris import Iris
from convenor.ontology.rdf import Writer

ROUNDS = 3
SIZES = (100_000, 1_000_000)
SEED = 20_260_501
_RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_TYPES = ("Event", "Event", "BusinessEvent", "ExhibitionEvent", "MusicEvent", "EducationEvent")
_WORDS = (
    "Lake",
    "Hill",
    "River",
    "Öresund",
    "Robotics",
    "Textile",
    "世界",
    "机器人",
    "Книга",
    "موسيقى",
)
_KINDS = ("Fair", "Expo", "Night", "Forum", "大会", "Festival")
_TOWNS = ("Hefei", "Lyon", "Malmö", "上海", "Berlin")
_DATES = ("{y}-{m:02}-{d:02}", "{y}-{m:02}-{d:02}T09:00:00+02:00", "{y}-{m:02}-{d:02}T19:30")
_WRONG = ("{d}.{m}.{y}", "{y}-13-{d:02}", "next week")


def lines(quads: int) -> Iterator[str]:
    """The lines of a dump of about so many quads."""
    chance, written, page = random.Random(SEED), 0, 0
    while written < quads:
        block = list(_page(chance, page))
        written += len(block)
        yield from block
        page += 1


def _page(chance: random.Random, number: int) -> Iterator[str]:
    """What one page says; now and then a line is broken."""
    page = f"https://site{number % 997}.example.org/event/{number}"
    schema = f"{chance.choice(('http', 'https'))}://schema.org/"

    def quad(subject: str, name: str, value: str) -> str:
        broken = chance.random() < 0.002
        predicate = name if name[0] == "<" else f"<{schema}{name}>"
        return f"{subject} {predicate} {value}{'' if broken else f' <{page}> .'}\n"

    for place in range(chance.choice((1, 1, 1, 2, 3, 5))):
        yield from _event(chance, f"_:n{number}x{place}", schema, quad)


def _event(
    chance: random.Random, this: str, schema: str, quad: Callable[[str, str, str], str]
) -> Iterator[str]:
    year, month, day = chance.randint(2015, 2031), chance.randint(1, 12), chance.randint(1, 27)
    name = f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {chance.choice(_KINDS)} {year}"
    forms = _WRONG if chance.random() < 0.05 else _DATES
    start = chance.choice(forms).format(y=year, m=month, d=day)
    yield quad(this, _RDF, f"<{schema}{chance.choice(_TYPES)}>")
    yield quad(this, "name", f'"{name}"@{chance.choice(("en", "en-US", "de", "zh-CN"))}')
    yield quad(this, "startDate", f'"{start}"^^<{schema}DateTime>')
    yield quad(this, "endDate", f'"{year}-{month:02}-{day + 1:02}"')
    yield quad(this, "description", f'"What there is to see: {name} \\u00e0 la carte\\n"')
    yield quad(this, "url", f'"https://tickets.example.com/{this[2:]}"')
    yield quad(this, "location", f"{this}p")
    yield quad(f"{this}p", _RDF, f"<{schema}Place>")
    yield quad(f"{this}p", "name", f'"Hall {chance.randint(1, 400)}"')
    yield quad(f"{this}p", "address", f"{this}a")
    yield quad(f"{this}a", _RDF, f"<{schema}PostalAddress>")
    yield quad(f"{this}a", "addressLocality", f'"{chance.choice(_TOWNS)}"')
    yield quad(f"{this}a", "streetAddress", '"1 Lake Road"')
    for role in chance.sample(("organizer", "sponsor", "performer"), chance.randint(0, 2)):
        body = f"{this}{role[0]}"
        kind = chance.choice(("Organization", "Organization", "Person"))
        yield quad(this, role, body)
        yield quad(body, _RDF, f"<{schema}{kind}>")
        yield quad(body, "name", f'"{chance.choice(_WORDS)} {kind} {chance.randint(1, 5000)}"')
        yield quad(body, "sameAs", f'"https://social.example.com/{body[2:]}"')
    for offer in range(chance.randint(0, 3)):
        yield quad(this, "offers", f"{this}o{offer}")
        yield quad(f"{this}o{offer}", _RDF, f"<{schema}Offer>")
        yield quad(f"{this}o{offer}", "price", f'"{chance.randint(1, 99)}"')


def write(path: Path, quads: int) -> None:
    """Write a dump."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(quads))


def ours(path: Path) -> None:
    """Records of the dump, written as quads that nobody keeps."""
    writer, resolver = Writer(Iris()), Bulk(NameResolver())
    for record in read_graph(Input(path.name, path), resolver, KnownThings(), Report()):
        for _ in writer.quads(record):
            pass


def floor(path: Path) -> None:
    """The engine's parser alone, on the lines that are not broken."""
    with path.open("rb") as file, tempfile.TemporaryFile() as good:
        good.writelines(line for line in file if line.endswith(b"> .\n"))
        good.seek(0)
        for _ in ox.parse(good, ox.RdfFormat.N_QUADS):
            pass


def whole(path: Path) -> None:
    """A build of a graph of the dump."""
    with tempfile.TemporaryDirectory() as folder:
        build(GraphFolder(Path(folder) / "graph"), [Input(path.name, path)], Settings())


SIDES = {"ours": ours, "floor": floor, "build": whole}


def peak(side: str, path: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of one side in a process of its own."""
    command = [sys.executable, __file__, "one", side, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took, memory = done.stdout.split()[-2:]
    return float(took), float(memory)


def one(side: str, path: Path) -> None:
    """One side alone: print seconds and peak memory."""
    begun = time.process_time()
    SIDES[side](path)
    took = time.process_time() - begun
    # Not getrusage: its peak begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text("ascii")
    print(took, int(status.split("VmHWM:")[1].split()[0]) / 1024)


def compare(sizes: tuple[int, ...], side: str) -> None:
    """Measure a side and the floor in turn, size by size."""
    for quads in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dump.nq"
            write(path, quads)
            pairs = [(peak(side, path), peak("floor", path)) for _ in range(ROUNDS)]
        ratio = statistics.median(mine[0] / theirs[0] for mine, theirs in pairs)
        rate = quads / statistics.median(mine[0] for mine, _ in pairs)
        memory = [
            statistics.median(each[1] for each in sides) for sides in zip(*pairs, strict=True)
        ]
        print(
            f"{quads:,} quads: {rate:,.0f} quads/s, {ratio:.1f} times as long as parsing alone; "
            f"peak {memory[0]:.0f} MB (parsing {memory[1]:.0f} MB)",
            flush=True,
        )


def main() -> None:
    """Run as the docstring says."""
    options = argparse.ArgumentParser(description=__doc__)
    choices = ("ours", "build", "write", "one")
    options.add_argument("mode", nargs="?", choices=choices, default="ours")
    options.add_argument("names", nargs="*", help="the file to write")
    options.add_argument("--quads", type=int)
    chosen = options.parse_args()
    if chosen.mode == "one":
        one(chosen.names[0], Path(chosen.names[1]))
    elif chosen.mode == "write":
        write(Path(chosen.names[0]), chosen.quads or SIZES[1])
    else:
        compare((chosen.quads,) if chosen.quads else SIZES, chosen.mode)


if __name__ == "__main__":
    main()
