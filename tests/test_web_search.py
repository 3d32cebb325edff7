"""Search over HTTP: results, choices and pages by their address, and names that stay text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from convenor.graph.build import build
from convenor.graph.folder import GraphFolder
from convenor.loaders.inputs import SUFFIXES, find_inputs

from .conftest import SMALL, write_tables
from .server import Server

TEXTS = Path(__file__).parent / "texts"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
HOSTILE = [
    "</a><script>document.title=1</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<mark>&amp;</mark>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)//",
    "<svg/onload=alert(1)>",
]


class Page(HTMLParser):
    """Links by their words, marked words, fields and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.marks: list[str] = []
        self.fields: dict[str, str] = {}
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes |= found.keys()
        if tag == "a":
            self.links.append(("", found["href"] or ""))
        if tag == "mark":
            self.marks.append("")
        if tag == "input":
            self.fields[found["name"] or ""] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.links:
            text, link = self.links[-1]
            self.links[-1] = (text + data, link)
        if self.marks and not self.marks[-1]:
            self.marks[-1] = data

    def link(self, text: str) -> str:
        """Address of the first link that begins with a text."""
        return next(link for words, link in self.links if words.startswith(text))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Server]) -> Server:
    path = tmp_path_factory.mktemp("search")
    bodies = "".join(
        f'hostile-{number},"Zeta {name.replace(chr(34), chr(34) * 2)}",,other,,news\n'
        for number, name in enumerate(HOSTILE)
    )
    many = "".join(f"many-{number},Crowd Body {number},,company,,news\n" for number in range(45))
    tables = write_tables(path / "in", SMALL | {"bodies": SMALL["bodies"] + bodies + many})
    texts = [str(each) for each in sorted(TEXTS.glob("0*.txt"))]
    build(GraphFolder(path / "graph"), find_inputs([*tables, *texts], suffixes=SUFFIXES.keys()))
    return serve(path / "graph")


def page(server: Server, address: str, **fields: str) -> Page:
    answer = server.get(address, params=fields or None, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def test_the_box_is_on_every_page_and_leads_to_results(server: Server) -> None:
    for address in ("/", "/api/queries", "/sparql", "/doc/id/series/lake-fair"):
        assert page(server, address).fields["q"] == ""
    found = page(server, "/search", q="lake robotics")
    assert found.fields["q"] == "lake robotics" and "script" not in found.tags
    assert found.marks[:2] == ["Lake", "Robotics"]
    assert "Lake Robotics Fair" in page(server, found.link("Lake Robotics Fair")).words


def test_sentences_are_shown_with_their_marks_and_lead_to_the_text(server: Server) -> None:
    found = page(server, "/search", q="projects")
    assert "Sentences" in found.words and set(found.marks) == {"projects"}
    assert page(server, found.link("Cranes, Currents"))
    assert "港口科技博览会" in page(server, "/search", q="青岛").words


def test_choices_narrow_and_can_be_taken_back(server: Server) -> None:
    whole = page(server, "/search", q="lake")
    narrow = page(server, whole.link("edition"))
    assert "type: edition" in narrow.words and narrow.fields["type"] == "edition"
    deeper = page(server, narrow.link("Hefei"))
    assert deeper.fields["place"] == "hefei" and deeper.fields["type"] == "edition"
    back = page(server, page(server, deeper.link("place")).link("type"))
    assert back.links == whole.links and back.fields == whole.fields


def test_counts_beside_choices_are_those_of_the_results(server: Server) -> None:
    whole = page(server, "/search", q="lake")
    narrow = [link for _, link in whole.links if set(parse_qs(urlsplit(link).query)) > {"q"}]
    assert len(narrow) > 5
    counts = {
        f"{each['group']}={each['value']}": each["count"]
        for each in server.get("/search", params={"q": "lake"}).json()["choices"]
    }
    for group, count in counts.items():
        name, _, value = group.partition("=")
        assert server.get("/search", params={"q": "lake", name: value}).json()["total"] == count


def test_pages_are_addresses(server: Server) -> None:
    first = page(server, "/search", q="crowd")
    assert "45 found" in first.words and "page 1 of 3" in first.words
    third = page(server, page(server, first.link("On")).link("On"))
    assert "page 3 of 3" in third.words
    names = {words for words, _ in third.links if words.startswith("Crowd Body")}
    assert len(names) == 5
    assert page(server, third.link("Back")).fields == first.fields
    assert "There is no page 9" in page(server, "/search", q="crowd", page="9").words


def test_years_of_other_views_are_kept(server: Server) -> None:
    found = page(server, "/search", q="expo", **{"from": "2032", "to": "2032"})
    assert "from: 2032" in found.words and found.fields["to"] == "2032"
    assert "World Harbour Technology Expo 2032" in found.words
    assert "World Harbour Technology Expo 2031" not in found.words


def test_nothing_found_says_what_to_do(server: Server) -> None:
    found = page(server, "/search", q="Lake Robotcs Fair")
    assert "Nothing is called so" in found.words
    assert "Lake Robotics Fair" in page(server, found.link("Lake Robotics Fair")).words
    limited = page(server, "/search", q="lake", kind="ministry")
    assert "within what is chosen" in limited.words
    assert "found" in page(server, limited.link("Search without these limits")).words
    assert "Names of fairs" in page(server, "/search").words
    assert "Nothing is called so" in page(server, "/search", q='"*').words


def test_labels_in_chinese(server: Server) -> None:
    found = page(server, "/search", q="lake office", lang="zh")
    assert "湖办" in found.words and found.fields["lang"] == "zh"
    assert all("lang=zh" in link for _, link in found.links if "type=" in link)


def test_programs_get_json(server: Server) -> None:
    answer = server.get("/search", params={"q": "lake-fair-2031"})
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["hits"][0]["iri"].endswith("/id/edition/lake-fair-2031")
    assert found["hits"][0]["years"] == [2031] and found["total"] >= 1
    forced = server.get("/search", params={"q": "lake", "format": "json"}, headers=BROWSER)
    assert forced.json()["asked"] == {"q": "lake"}
    tag = {"If-None-Match": answer.headers["etag"]}
    assert server.get("/search", params={"q": "lake-fair-2031"}, headers=tag).status_code == 304


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=lake&decade=soon", 400),
        ("q=lake&page=-1", 400),
        ("q=lake&page=²", 400),
        ("q=lake&from=" + "9" * 400, 200),
        ("q=lake&page=99999999", 200),
        ("q=lake&page=0", 200),
        ("q=lake&format=pdf", 406),
        ("q=" + "湖" * 3000, 200),
        ("q=%00%ff%ed%a0%80", 200),
        ("q=a&q=b&type=&unknown=1", 200),
        ("q=lake&type=%27%20OR%201=1&source=*", 200),
    ],
)
def test_odd_requests(server: Server, query: str, status: int) -> None:
    answer = server.get(f"/search?{query}")
    assert answer.status_code == status, answer.text
    assert page(server, "/search", q="lake").marks


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(server: Server, name: str) -> None:
    for asked in ("zeta", name, f"zeta {name}"):
        answer = server.get("/search", params={"q": asked}, headers=BROWSER)
        assert answer.status_code == 200
        found = Page(answer.text)
        assert found.fields["q"] == asked
        assert not {"script", "img", "svg"} & set(found.tags)
        assert not [each for each in found.attributes if each.startswith("on")]
        assert not [link for _, link in found.links if not re.match(r"/|\?|#|https?://", link)]
    for field in ("type", "kind", "place", "source"):
        found = page(server, "/search", q="zeta", **{field: name})
        assert name in found.words and found.fields[field] == name
    assert name in page(server, "/search", q="zeta").words.replace("\n", "")
