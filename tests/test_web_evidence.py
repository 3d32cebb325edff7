"""The evidence page: words marked in their text, facts beside them, links in both directions."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st
from pyoxigraph import NamedNode

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs
from convenor.web.asked import Asked
from convenor.web.pages.evidence import evidence_page
from convenor.web.pages.marking import excerpts, mark

from .conftest import SMALL, write_tables
from .server import Server

BASE = "https://w3id.org/convenor/"
URL = "https://example.org/expo?a=1&b=2"
HOSTILE = "</script><img src=x onerror=alert(1)>&'"
ENGLISH = (
    f"URL: {URL}\r\n\r\n"
    "HEFEI, China, May 6, 2031 (Lake Wire) -- \U0001f3ee The 2031 World Lake Expo opened in Hefei "
    "on May 5. \U0001f6a2\r\n\r\n"
    "It rained, and nobody minded. The 2031 World Lake Expo was organized by the Ministry of "
    "Commerce \U0001f6a2 and the \u202eHill\u202c people.\r\n"
    "More than 3,000 guests attended \U0001f3ee\U0001f3ee the 2031 World Lake Expo. "
    f'The theme is "{HOSTILE}".\r\n'
)
CHINESE = (
    "新华社合肥5月6日电 \U0001f3ee2031世界湖泊博览会5月5日在合肥开幕。\r\n"
    "\U0001f6a2博览会由商务部主办，安徽省人民政府承办。共有3000名嘉宾参加。\r\n"
)
RELEASE = Path(__file__).parent.parent / "docs" / "example-release.txt"
QUOTES = """
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT DISTINCT ?exact ?start ?end { GRAPH ?g {
  ?claim prov:wasQuotedFrom <SOURCE> ; prov:wasDerivedFrom ?place .
  ?place oa:hasSelector ?words , ?range . ?words oa:exact ?exact .
  ?range oa:start ?start ; oa:end ?end } } ORDER BY ?start ?end
"""


class Page(HTMLParser):
    """What a page has: its links, anchors, tags, words, and its marks without their numbers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.marks: dict[int, str] = defaultdict(str)
        self.asked: set[int] = set()
        self.shown: list[str] = []  # the paragraphs of texts
        self.languages: list[str | None] = []  # of these
        self.leads: dict[str, set[str]] = defaultdict(set)  # from an anchor to the links in it
        self._open: list[tuple[str, str, int]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if (anchor := found.get("id") or "") and anchor not in self.ids:
            self.ids.append(anchor)
        elif anchor:
            raise AssertionError(f"{anchor} is there twice")
        number = int(found.get("data-words") or 0)
        if tag == "mark" and found.get("class") == "asked":
            self.asked.add(number)
        if tag == "p" and found.get("class") == "words":
            self.shown.append("")
            self.languages.append(found.get("lang"))
            number = -1
        if tag not in ("meta", "link", "input", "br"):
            self._open.append((tag, anchor, number))
        if tag == "a" and (link := found.get("href")):
            self.links.append(link)
            for _, outer, _ in self._open:
                self.leads[outer].add(link)

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _, _ in self._open]:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.words += data
        if "sup" in [tag for tag, _, _ in self._open]:
            return
        for _, _, number in self._open:
            if number > 0:
                self.marks[number] += data
            elif number < 0:
                self.shown[-1] += data

    def check(self) -> None:
        """Both directions: every mark leads to facts that are there, every fact to words."""
        within = {link[1:] for link in self.links if link.startswith("#")}
        assert within <= set(self.ids)
        facts = [anchor for anchor in self.ids if anchor.startswith("fact-")]
        assert facts
        for fact in facts:
            assert any(link.startswith("#words-") for link in self.leads[fact]), fact
        for words in (anchor for anchor in self.ids if anchor.startswith("words-")):
            assert any(link.startswith("#fact-") for link in self.leads[words]), words


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a graph of small tables and three texts: read it only."""
    path = tmp_path_factory.mktemp("texts")
    files = write_tables(path, SMALL)
    for name, text in {"english.txt": ENGLISH, "chinese.txt": CHINESE}.items():
        (path / name).write_bytes(text.encode())
        files.append(str(path / name))
    build(
        GraphFolder(path / "graph"), find_inputs([*files, str(RELEASE)], suffixes=(".txt", ".csv"))
    )
    return path / "graph"


@pytest.fixture(scope="module")
def graph(texts: Path) -> Iterator[KnowledgeGraph]:
    with open_graph(texts) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(texts: Path, serve: Callable[..., Server]) -> Server:
    return serve(texts)


def source_of(graph: KnowledgeGraph, file: str) -> str:
    """The identifier of the source that a text is."""
    (entry,) = (entry for entry in graph.manifest["inputs"] if entry["name"] == file)
    (source,) = (iri for iri in entry["sources"] if "/file/" not in iri)
    return str(source).removeprefix(f"{BASE}source/")


def page(
    graph: KnowledgeGraph, source: str, context: int | None = 200, at: str = "", claim: str = ""
) -> Page:
    subject = NamedNode(f"{BASE}source/{source}")
    return Page(evidence_page(graph, subject, Asked(fields={"at": at, "claim": claim}), context))


def get(server: Server, path: str) -> Page:
    answer = server.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("english.txt", ENGLISH),
        ("chinese.txt", CHINESE),
        ("example-release.txt", RELEASE.read_text("utf-8")),
    ],
)
def test_what_is_marked_are_the_words_that_were_quoted(
    server: Server, graph: KnowledgeGraph, file: str, text: str
) -> None:
    source = source_of(graph, file)
    found = get(server, f"/text/{source}")
    answer = server.ask(QUOTES.replace("SOURCE", f"{BASE}source/{source}")).json()
    quotes = [
        tuple(row[name]["value"] for name in ("exact", "start", "end"))
        for row in answer["results"]["bindings"]
    ]
    assert len(quotes) > 5
    assert list(found.marks.items()) and found.marks == {
        number: exact for number, (exact, _, _) in enumerate(quotes, 1)
    }
    assert [text[int(start) : int(end)] for _, start, end in quotes] == [
        found.marks[number] for number in range(1, len(quotes) + 1)
    ]
    found.check()


def test_a_fact_stands_beside_its_words_and_leads_to_its_things(graph: KnowledgeGraph) -> None:
    found = page(graph, source_of(graph, "english.txt"))
    (words,) = (
        number
        for number, text in found.marks.items()
        if text == "organized by the Ministry of Commerce"
    )
    (fact,) = (
        anchor
        for anchor, links in found.leads.items()
        if anchor.startswith("fact-")
        and {"https://schema.org/organizer", f"#words-{words}"} <= links
    )
    assert "/doc/id/organization/mofcom" in found.leads[fact]
    assert found.leads[f"words-{words}"] & {
        f"#{anchor}" for anchor, links in found.leads.items() if f"#words-{words}" in links
    }
    assert re.search(r"organizer\s+Ministry of Commerce\s+\d", found.words)
    assert URL in found.links


def test_chinese_text_is_told_to_be_chinese(graph: KnowledgeGraph) -> None:
    assert page(graph, source_of(graph, "chinese.txt"), None).languages == ["zh", "zh"]
    assert set(page(graph, source_of(graph, "english.txt"), None).languages) == {None}


def test_a_claim_or_a_place_can_be_asked_for(server: Server, graph: KnowledgeGraph) -> None:
    thing = get(server, "/doc/id/organization/mofcom")
    links = [link for link in thing.links if link.startswith("/text/") and "%23char" in link]
    assert len(links) >= 2
    for link in links:
        found = get(server, link.partition("#")[0])
        assert "here" in found.ids
        assert any(found.marks[number] for number in found.asked)
    asked = "SELECT ?claim { GRAPH ?g { ?claim rdf:predicate schema:organizer } }"
    for row in server.ask(asked).json()["results"]["bindings"]:
        claim = get(server, row["claim"]["value"].replace(BASE, "/"))
        (link,) = (link for link in claim.links if link.startswith("/text/"))
        assert link.endswith("#here") and "?claim=" in link
        found = get(server, link.partition("#")[0])
        (number,) = found.asked
        assert found.marks[number] in claim.words
    lost = page(graph, source_of(graph, "english.txt"), at="file/english.txt#char=0,1")
    assert "is not among those" in lost.words and not lost.asked


def test_the_page_of_a_source_leads_to_its_text(server: Server, graph: KnowledgeGraph) -> None:
    source = source_of(graph, "english.txt")
    assert f"/text/{source}" in get(server, f"/source/{source}").links
    assert f"/doc/source/{source}" in get(server, f"/text/{source}").links


@pytest.mark.parametrize("context", [0, 1, 7, 40])
def test_no_more_than_the_context_is_shown(graph: KnowledgeGraph, context: int) -> None:
    found = page(graph, source_of(graph, "english.txt"), context)
    assert "This is an excerpt" in found.words
    ranges = [
        (passage.start or 0, passage.end or 0)
        for passage in graph.testimony(
            NamedNode(f"{BASE}source/{source_of(graph, 'english.txt')}")
        ).passages
    ]
    near = {place for low, high in ranges for place in range(max(0, low - context), high + context)}
    parts = [part.strip("… ") for block in found.shown for part in block.split("…")]
    assert sum(map(len, parts)) <= len(near)
    assert "nobody minded" not in found.words.partition("Facts")[0] or context > 20
    found.check()


def test_all_of_a_text_is_shown_where_that_is_set(
    texts: Path, graph: KnowledgeGraph, serve: Callable[..., Server]
) -> None:
    found = get(serve(texts, "--context", "all"), f"/text/{source_of(graph, 'english.txt')}")
    assert "".join(found.shown).strip() == ENGLISH.strip()
    assert "an excerpt" not in found.words
    assert re.search(r"From \d of its \d+ sentences nothing was read", found.words)


def test_the_setting_and_the_prefix_hold_on_the_server(
    texts: Path, graph: KnowledgeGraph, serve: Callable[..., Server]
) -> None:
    server = serve(texts, "--context", "3", "--prefix", "/fairs")
    found = get(server, f"/text/{source_of(graph, 'english.txt')}")
    assert "nobody minded" not in found.words
    own = [link for link in found.links if link.startswith("/")]
    assert own and all(link.startswith("/fairs/") for link in own)


def test_sentences_and_facts_without_each_other_are_told(graph: KnowledgeGraph) -> None:
    found = page(graph, source_of(graph, "example-release.txt"))
    assert "From 2 of its 10 sentences nothing was read" in found.words
    bare = found.words.partition("Facts without words")[2]
    assert "are classes, which are our reading" in bare
    assert "language" in bare and "class" in bare


def test_of_a_table_the_rows_stand_beside_their_facts(server: Server) -> None:
    found = get(server, "/text/news")
    found.check()
    assert "Lake Robotics Fair" in found.words and "lake-fair-2031" in found.words
    assert re.search(r"row 2\s+edition_idlake-fair-2031series_idlake-fair", found.words)
    assert "mark" not in found.tags
    thing = get(server, "/id/edition/lake-fair-2031")
    links = [link for link in thing.links if link.startswith("/text/news?at=")]
    assert links
    assert "here" in get(server, links[0].partition("#")[0]).ids


def test_of_a_long_table_a_part_is_shown(tmp_path: Path) -> None:
    rows = "".join(f"b{number},Body {number},other,news\n" for number in range(450))
    tables = {
        "sources": SMALL["sources"],
        "bodies": f"body_id,name_en,kind,source_id\n{rows}",
    }
    build(GraphFolder(tmp_path / "graph"), find_inputs(write_tables(tmp_path / "in", tables)))
    with open_graph(tmp_path / "graph") as graph:
        pages = [page(graph, "news")]
        while following := re.findall(r"\?at=(\S+?)#here", " ".join(pages[-1].links)):
            if len(pages) > 1 and len(following) < 4:  # only back, above and below
                break
            pages.append(page(graph, "news", at=unquote(following[-1])))
            pages[-1].check()
        numbers = [
            [
                int(anchor.removeprefix("words-"))
                for anchor in each.ids
                if anchor.startswith("words-")
            ]
            for each in pages
        ]
        assert [len(each) for each in numbers] == [200, 200, 51]
        assert all(one[-1] + 1 == other[0] for one, other in pairwise(numbers))
        assert "Places 1 to 200 of 451, at most 200 on a page" in pages[0].words
        last = page(graph, "news", at="file/bodies.csv#row=451")
        assert "Body 449" in last.words and "here" in last.ids


def test_hostile_text_stays_text(graph: KnowledgeGraph) -> None:
    for context in (200, None):
        found = page(graph, source_of(graph, "english.txt"), context)
        assert not {"img", "script"} & set(found.tags)
        assert HOSTILE in found.words
        assert any("\u202eHill\u202c" in block for block in found.shown)


def test_a_text_that_is_gone_is_told_and_its_quotes_stand(
    texts: Path, tmp_path: Path, graph: KnowledgeGraph
) -> None:
    source = source_of(graph, "english.txt")
    before = page(graph, source)
    shutil.copytree(texts, tmp_path / "graph", symlinks=True)
    (entry,) = (each for each in graph.manifest["inputs"] if each["name"] == "english.txt")
    snapshot = tmp_path / "graph" / "snapshots" / f"{entry['text'] or entry['sha256']}.gz"
    for damage in (lambda: snapshot.write_bytes(b"no gzip"), snapshot.unlink):
        damage()
        with open_graph(tmp_path / "graph") as damaged:
            found = page(damaged, source)
        assert "is not kept here any more" in found.words
        assert found.marks == before.marks
        assert "nobody minded" not in found.words
        found.check()


@pytest.mark.parametrize(
    "path", ["none", "news/claims", "..%2fid%2fedition%2flake-fair-2031", "%00", ""]
)
def test_what_is_no_source_is_told(server: Server, path: str) -> None:
    answer = server.get(f"/text/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


RANGES = st.lists(
    st.tuples(st.integers(0, 39), st.integers(1, 12)).map(lambda it: (it[0], min(40, sum(it)))),
    max_size=6,
    unique=True,
)


@given(ranges=RANGES, paragraphs=st.sets(st.integers(0, 39)), context=st.none() | st.integers(0, 9))
def test_marks_cover_their_ranges_however_they_lie(
    ranges: list[tuple[int, int]], paragraphs: set[int], context: int | None
) -> None:
    text = "".join(chr(0x1F300 + number) for number in range(40))  # each character once
    passages = dict(enumerate(sorted(ranges), 1))
    parts = [(0, 40)] if context is None else excerpts(text, ranges, context)
    blocks = mark(text, sorted(paragraphs), parts, passages)
    assert "".join(block.text for block in blocks) == "".join(text[low:high] for low, high in parts)
    marked: dict[int, str] = defaultdict(str)
    named, first = list[int](), list[int]()
    for block in blocks:
        stack: list[int] = []
        for piece in block.pieces:
            stack += [number for number, _ in piece.opens]
            first += [number for number, is_first in piece.opens if is_first]
            for number in stack:
                marked[number] += piece.text
            assert piece.within == (stack[-1] if stack else 0)
            named += piece.first
            del stack[len(stack) - piece.closes :]
        assert not stack
    assert marked == {number: text[low:high] for number, (low, high) in passages.items()}
    assert sorted(named) == sorted(first) == sorted(passages)
    begun = [number for block in blocks for number in block.begins]
    assert sorted(begun) == sorted(passages)
