"""Hostile texts: a clear message or an honest empty result, and time that grows with length."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from convenor.loaders.inputs import Input
from convenor.loaders.text.extract import extract
from convenor.loaders.text.extraction import Extraction
from convenor.loaders.text.output.labels import as_json
from convenor.loaders.text.source.documents import read_document
from convenor.ontology.errors import ConvenorError

OWN = Path(__file__).parent / "texts"
HEAD = (
    "HEFEI, May 2, 2031 (Lake Wire) -- The 2031 Lake Robotics Expo opened in Hefei on May 2. "
    "The expo is organized by the Ministry of Commerce. "
)
ZH = (
    "湖讯社合肥5月2日电 2031湖滨机器人博览会5月2日在合肥开幕。"
    "博览会由商务部主办,以“机器的温度”为主题。"
)


def read(path: Path, data: bytes, name: str = "text.txt") -> Extraction:
    file = path / name
    file.write_bytes(data)
    return extract(read_document(Input(name, file)))


def told(path: Path, data: bytes, name: str = "text.txt") -> Extraction | None:
    """What a text states, or nothing where it cannot be read, which is said with the next step."""
    try:
        extraction = read(path, data, name)
    except ConvenorError as error:
        message, _, step = str(error).partition("\n")
        assert name in message and step.strip(), str(error)
        return None
    for evidence in as_json(extraction)["evidence"]:
        assert extraction.text[evidence["start"] : evidence["end"]] == evidence["quote"]
    return extraction


# -- what is no text, or hardly one


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \r\n\t\n" * 900),
        ("zero.txt", bytes(5000)),
        ("every.txt", bytes(range(256)) * 40),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(400)),
        ("page.pdf.txt", b"%PDF-1.7\n" + b"stream\n" * 400),
        ("half.txt", b"\xff\xfe\x00\xd8 \x00\x00\xff\x81\x00" * 40),
        ("large.txt", b"a " * (11 << 20)),
    ],
)
def test_what_is_no_text_is_refused_with_the_next_step(
    name: str, data: bytes, tmp_path: Path
) -> None:
    assert told(tmp_path, data, name) is None


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes(seed: int, tmp_path: Path) -> None:
    found = told(tmp_path, random.Random(seed).randbytes(3000))
    assert found is None or not found.editions


@pytest.mark.parametrize("suffix", ["txt", "md", "html", "eml"])
def test_one_character(suffix: str, tmp_path: Path) -> None:
    for data in ("x", "。", "(", "“", "1", "\n.", "🤖", "\u200f"):
        found = told(tmp_path, data.encode("utf-8"), f"text.{suffix}")
        assert found is None or not found.editions


@pytest.mark.slow
@pytest.mark.parametrize(
    "sentence", ["and the lake was calm on that day ", "湖面平静没有风浪也没有船只来往"]
)
def test_ten_megabytes_on_one_line_without_a_sentence_mark(sentence: str, tmp_path: Path) -> None:
    data = (sentence * (10_000_000 // len(sentence.encode()))).encode("utf-8")
    found = told(tmp_path, data)
    assert found is not None and not found.editions


def test_a_page_nested_ten_thousand_deep(tmp_path: Path) -> None:
    body = "<div><b>" * 10_000 + HEAD + "</b></div>" * 10_000
    page = f"<!doctype html><html><head><title>Fair</title></head><body>{body}</body></html>"
    found = told(tmp_path, page.encode("utf-8"), "page.html")
    assert found is None or "Lake Robotics Expo" in found.text
    lists = "<ul><li>" * 10_000 + "x"
    assert told(tmp_path, f"<html><body>{lists}".encode(), "list.html") is not None


def test_front_matter_nested_deep(tmp_path: Path) -> None:
    text = f"---\ntitle: {'[' * 5000}\n---\n{HEAD}"
    assert told(tmp_path, text.encode("utf-8"), "text.md") is None


@pytest.mark.parametrize("head", [HEAD, ZH])
def test_blanks_and_rules_behind_them_do_not_hide_the_facts(head: str, tmp_path: Path) -> None:
    for flood in ("\n" * 30_000, " " * 30_000, "\n\n" + "-" * 30_000):
        found = told(tmp_path, (head + flood).encode("utf-8"))
        assert found is not None and found.editions
        assert found.editions[0].first("start") == "2031-05-02"


MARKS = ("“", "”", '"', "'", "(", ")", "[", "《", "》", "「", "（", "<")


@pytest.mark.parametrize("mark", MARKS)
def test_a_flood_of_marks(mark: str, tmp_path: Path) -> None:
    for text in (HEAD + mark * 30_000, mark * 30_000 + HEAD, HEAD + f"{mark}a " * 15_000):
        assert told(tmp_path, text.encode("utf-8")) is not None


# -- mutations


def mutated(text: str, chance: random.Random) -> str:
    """A text with some of its parts cut, doubled, swapped or replaced."""
    alphabet = "“”\"'()《》,、。.;:·-—–0123456789年月日%万亿 \n\r\t\u2028\u200f\ufeff🤖éａ"
    for _ in range(chance.randint(1, 12)):
        first, last = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        last = min(last, first + 60)
        part = text[first:last]
        new = chance.choice(
            ["", part * 2, part[::-1], part.swapcase(), chance.choice(alphabet) * 3, part[1:]]
        )
        text = text[:first] + new + text[last:]
    return text


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 1000, 250))
def test_mutated_texts(start: int, tmp_path: Path) -> None:
    texts = [path.read_text("utf-8") for path in sorted(OWN.glob("0*.txt"))]
    read_well = 0
    for seed in range(start, start + 250):
        chance = random.Random(seed)
        data = mutated(chance.choice(texts), chance).encode("utf-8")
        if chance.random() < 0.2:
            place = chance.randrange(len(data))
            data = data[:place] + chance.randbytes(4) + data[place + 3 :]
        found = told(tmp_path, data)
        read_well += found is not None and bool(found.editions)
    assert read_well > 150


# -- time grows with length

SHAPES: dict[str, Callable[[int], str]] = {
    "commas": lambda n: HEAD + "On show are " + "a drone, " * (n // 9),
    "listed bodies": lambda n: (
        HEAD + "It is organized by " + "the Lake Office, the Ministry of Commerce, " * (n // 44)
    ),
    "和、": lambda n: ZH + "博览会由" + "商务部、湖滨办公室、" * (n // 10) + "主办",
    "shown things、": lambda n: ZH + "现场展出" + "无人艇、消防无人机、" * (n // 10),
    "digits": lambda n: HEAD + "1" * n,
    "groups of digits": lambda n: HEAD + "1,000" + ",000" * (n // 4),
    "figures": lambda n: HEAD + "More than 3,000 guests and 41 firms " * (n // 36),
    "quotes": lambda n: HEAD + 'themed "Machines that Care" ' * (n // 28),
    "open quotes": lambda n: HEAD + "themed “Machines " * (n // 17),
    "《": lambda n: ZH + "会上发布" + "《机器人报告》、" * (n // 8),
    "open《": lambda n: ZH + "发布《机器人" * (n // 6),
    "parentheses": lambda n: HEAD + "(Lake) (2031) " * (n // 14),
    "open parentheses": lambda n: HEAD + "(a" * (n // 2),
    "addresses": lambda n: HEAD + "https://lake.example/a?b=c " * (n // 27),
    "one address": lambda n: HEAD + "https://lake.example/" + "a-b." * (n // 4),
    "mailboxes": lambda n: HEAD + "press@lake.example " * (n // 19),
    "one mailbox": lambda n: HEAD + "a.b-" * (n // 4) + "@lake.example",
    "other editions": lambda n: (
        HEAD
        + "".join(f"The {2000 + i % 30} Hill {i} Expo drew 300 guests. " for i in range(n // 40))
    ),
    "days": lambda n: HEAD + "from May 2 to 4, " * (n // 17),
    "日": lambda n: ZH + "5月2日至4日、" * (n // 8),
    "spaces": lambda n: HEAD + " " * n + "end",
    "lines": lambda n: HEAD + "\n" * n + "end",
    "dots": lambda n: HEAD + "." * n,
    "hyphens": lambda n: HEAD + "-" * n,
    "sentences": lambda n: HEAD + "It is on. " * (n // 10),
    "and": lambda n: HEAD + "signed by " + "Lake and Hill and " * (n // 18),
    "one word": lambda n: HEAD + "a" * n,
    "一字": lambda n: ZH + "展" * n,
    "emoji": lambda n: HEAD + "🤖" * n,
    "marks on letters": lambda n: HEAD + "e" + "\u0301" * n,
    "发布《》": lambda n: ZH + "发布《机器人报告》" * (n // 9),
    "第九届": lambda n: ZH + "第九届湖滨机器人博览会在合肥开幕。" * (n // 17),
    "names of fairs": lambda n: HEAD + "Lake of the Hill and Fair " * (n // 26),
    "the same fair": lambda n: HEAD + "The 2031 Lake Robotics Expo opened. " * (n // 36),
    "嘉宾": lambda n: ZH + "超过三千零二十名嘉宾参会" * (n // 12),
    "released": lambda n: HEAD + "released the “Lake Report” " * (n // 28),
} | {f"flood of {mark}": lambda n, mark=mark: HEAD + mark * n for mark in MARKS}


SHORT = 6_000  # characters


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_length(shape: str, tmp_path: Path) -> None:
    """Four times the text takes about four times as long; a quadratic one would take sixteen."""
    make = SHAPES[shape]

    def seconds(size: int) -> float:
        file = tmp_path / f"{size}.txt"
        file.write_text(make(size), "utf-8")
        document = read_document(Input(file.name, file))
        gc.collect()
        started = time.process_time()
        assert extract(document).editions  # so that every part of the reading is at work
        return time.process_time() - started

    seconds(500)
    small, large = min(seconds(SHORT) for _ in range(2)), seconds(4 * SHORT)
    if large > 8 * small + 0.05:  # once more, in case the machine was busy
        small, large = min(small, seconds(SHORT)), min(large, seconds(4 * SHORT))
    assert large <= 8 * small + 0.05, (
        f"{small:.3f} s for {SHORT:,}, {large:.3f} s for {4 * SHORT:,} characters"
    )
