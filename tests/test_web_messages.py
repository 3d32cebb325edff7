"""The words of the pages: all are in the catalog of messages, and Chinese on Chinese pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import jinja2
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import nodes

from convenor.graph.knowledge import KnowledgeGraph
from convenor.queries import catalogue

from .server import Server
from .test_explorer_views import VIEWS

WEB = Path(__file__).parent.parent / "web"
METHODS = [("templates/*", "jinja2.ext:babel_extract"), ("pages/*.py", "python")]
OPTIONS = {"templates/*": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
PUT_AT_ONCE = re.compile(r'words\([\w.]+\)\(\s*"([^"]+)"\s*\)')
GETTEXT = {"_", "gettext", "ngettext"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
MARKUP = re.compile('<[^>]*>|[<>"]')
WORD = re.compile(r"[A-Za-z]{2,}")
IDENTIFIER = re.compile(r"\S*\d\S*|\S*\w[:_/.]\w\S*|#\w+")
PHRASE = re.compile(r"[A-Z][a-z]|[a-z] [a-z]+")
CHINESE = re.compile(r"[\u3400-\u9fff]")
NAMES = set(
    "BibTeX CSV English GEXF GraphML JSON LD OpenAPI PNG Python RDF SHACL SPARQL SVG TSV TriG "
    "Triples Turtle UTC VoID XML convenor curl pyoxigraph".split()
)
"""What is called so in both languages."""
SPOKEN = {"alt", "aria-label", "placeholder", "title"}  # attributes that people read or hear
MACHINE = {"code", "pre", "script", "style", "textarea"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
VOID = {"br", "hr", "img", "input", "link", "meta"}

Message = str | tuple[str, ...]


@cache
def translations() -> dict[str, tuple[Message, tuple[str, ...]]]:
    """The messages of the catalog by their (first) text, with the Chinese of each."""
    with (WEB / "messages" / "zh.po").open("rb") as file:
        found: dict[str, tuple[Message, tuple[str, ...]]] = {}
        for each in read_po(file, locale="zh", abort_invalid=True):
            if each.id:
                assert not each.fuzzy, each.id
                message, said = as_written(each.id), as_written(each.string or "")
                found[first(message)] = message, (said,) if isinstance(said, str) else said
        return found


def as_written(text: str | list[str] | tuple[str, ...]) -> Message:
    return text if isinstance(text, str) else tuple(text)


def first(message: Message) -> str:
    return message if isinstance(message, str) else message[0]


@cache
def written() -> list[tuple[str, Message]]:
    """The messages of the templates and the pages, with the file of each."""
    extracted = extract_from_dir(WEB, METHODS, OPTIONS, DEFAULT_KEYWORDS)
    found = [(file, as_written(message)) for file, _, message, _, _ in extracted]
    for path in (WEB / "pages").glob("*.py"):
        found += [(path.name, text) for text in PUT_AT_ONCE.findall(path.read_text("utf-8"))]
    return found


def catalogued(graph: KnowledgeGraph) -> Iterator[tuple[str, str]]:
    """What the catalogue of queries says: of each query, its parameters and its columns."""
    for name in catalogue.names():
        query = catalogue.get(name)
        values = {each.name: each.example for each in query.parameters if each.required}
        columns, _ = graph.query(name, **values).linked()
        told = [query.summary, query.description, *columns]
        told += [each.name.replace("_", " ") for each in query.parameters]
        told += [each.description for each in query.parameters]
        yield from ((name, each) for each in told if each)


@pytest.fixture(scope="module")
def asked(bundled_graph: KnowledgeGraph) -> dict[str, tuple[str, Message]]:
    """All messages that there are, by their first text, with where each is."""
    found = {first(message): (file, message) for file, message in written()}
    return {text: (name, text) for name, text in catalogued(bundled_graph)} | found


def test_every_message_is_in_chinese(asked: dict[str, tuple[str, Message]]) -> None:
    known = translations()
    missing = [f"{asked[text][0]}: {text}" for text in asked if text not in known]
    assert not missing, "\n".join(missing)
    empty = [text for text, (_, said) in known.items() if not all(said)]
    assert not empty


def test_no_message_is_left_over(asked: dict[str, tuple[str, Message]]) -> None:
    assert not translations().keys() - asked.keys()


def test_placeholders_and_plurals_are_the_same(asked: dict[str, tuple[str, Message]]) -> None:
    for text, (message, said) in translations().items():
        assert message == asked[text][1], text
        assert len(said) == 1, text  # Chinese has no plural
        one = text if isinstance(message, str) else message[-1]
        assert set(PLACEHOLDER.findall(one)) == set(PLACEHOLDER.findall(said[0])), text


def test_markup_is_the_same() -> None:
    """Templates take messages as they are, also into attributes, which a quote would end."""
    files = {first(message): file for file, message in written()}
    for text, (_, said) in translations().items():
        if files.get(text, "").startswith("templates"):
            assert sorted(MARKUP.findall(text)) == sorted(MARKUP.findall(said[0])), text


def templates() -> list[Path]:
    return sorted((WEB / "templates").iterdir())


class Spoken(HTMLParser):
    """The words of a page that people read, with the tags around each; those in English apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        inside = bool(self._open) and self._open[-1][1]
        if tag == "html":
            self.language = given.get("lang", "")
        else:
            inside |= given.get("lang") == "en" or tag in MACHINE
        if tag not in VOID:
            # The parts of an image are not read; its name is.
            self._open.append((tag, inside or given.get("role") == "img"))
        if not inside:
            self.found += [given[name] for name in SPOKEN & given.keys()]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.found.append(data)

    @property
    def english(self) -> set[str]:
        """The texts that have English words and no Chinese ones."""
        texts = {" ".join(each.split()) for each in self.found if not CHINESE.search(each)}
        return {each for each in texts if is_english(each)}


def is_english(text: str) -> bool:
    """True if words are left without identifiers and what is called so in all languages."""
    return bool(set(WORD.findall(IDENTIFIER.sub("", text))) - NAMES)


def fixed(node: nodes.Node) -> Iterator[str]:
    """What a template writes whatever it is given, with a gap for all else."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        else:
            yield from fixed(child) if not isinstance(child, nodes.Expr) else " "


def texts_in(node: nodes.Node) -> Iterator[str]:
    """The texts in the expressions of a template, but for those that are put in a language."""
    if isinstance(node, nodes.Const):
        yield node.value if isinstance(node.value, str) else ""
    known = {nodes.Compare: ("expr", "ops"), nodes.Getitem: ("arg",), nodes.Pair: ("key",)}
    left_out = known.get(type(node), ())
    if isinstance(node, nodes.Call):
        is_put = getattr(node.node, "name", "") in GETTEXT
        left_out = ("args",) if is_put else ("args", "kwargs")
    for child in node.iter_child_nodes(exclude=left_out):
        yield from texts_in(child)


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(path: Path) -> None:
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    parsed = environment.parse(path.read_text("utf-8"))
    assert not Spoken("".join(fixed(parsed))).english
    bare = {each for each in texts_in(parsed) if PHRASE.search(each) and is_english(each)}
    assert not bare


def test_words_of_a_template_are_found() -> None:
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    parsed = environment.parse(
        '<p title="By whom">{{ "Not so" if x == "a b" else _("So %(n)s", n="some more") }}'
        "{% if y %}Bare{% endif %}{% trans %}Said{% endtrans %}</p><code>Code</code>"
    )
    assert Spoken("".join(fixed(parsed))).english == {"By whom", "Bare"}
    assert {each for each in texts_in(parsed) if PHRASE.search(each)} == {"Not so", "some more"}


@pytest.fixture(scope="module")
def server(bundled_server: Server) -> Server:
    return bundled_server


def seen(server: Server, address: str, **headers: str) -> httpx.Response:
    return server.get(address, headers=BROWSER | headers, follow_redirects=True)


@pytest.mark.parametrize("name", [*VIEWS, "evidence", "mistake"])
def test_no_english_is_left_on_a_chinese_page(server: Server, name: str) -> None:
    addresses: dict[str, Any] = {"mistake": "/api/queries/bodies_by_edition?edition=none"}
    if name == "evidence":
        links = re.findall(r'href="(/text/[^"]+)"', seen(server, VIEWS["edition"]).text)
        addresses["evidence"] = links[0].replace("&amp;", "&")
    address = (VIEWS | addresses)[name]
    pages = {
        language: Spoken(seen(server, address, **{"Accept-Language": language}).text)
        for language in ("en", "zh")
    }
    assert {page.language for page in pages.values()} == {"en", "zh"}
    assert len(pages["en"].english) > 10  # the test itself can fail
    assert not pages["zh"].english & pages["en"].english


PAGES = ["/", "/search?q=lake", "/doc/id/edition/wmc-2023", "/api/queries", "/doc/id/edition/none"]


@pytest.mark.parametrize("address", PAGES)
def test_the_language_of_a_page(server: Server, address: str) -> None:
    mark = "&" if "?" in address else "?"

    def spoken(more: str = "", **headers: str) -> str:
        answer = seen(server, address + more, **headers)
        assert {"accept-language", "cookie"} <= set(answer.headers["vary"].lower().split(", "))
        language = Spoken(answer.text).language
        assert answer.headers["content-language"] == language
        return language

    assert spoken() == "en"
    assert spoken(**{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}) == "zh"
    assert spoken(**{"Accept-Language": "de,en;q=0.5,zh;q=0.2"}) == "en"
    assert spoken(f"{mark}lang=zh") == "zh"
    assert spoken(Cookie="lang=zh") == "zh"
    assert spoken(f"{mark}lang=en", Cookie="lang=zh") == "en"
    assert spoken(f"{mark}lang=xx", **{"Accept-Language": "zh"}) == "en"
    assert spoken(Cookie="lang=<script>") == "en"


def test_a_language_lasts(server: Server) -> None:
    with httpx.Client(base_url=server.url, headers=BROWSER, follow_redirects=True) as client:
        assert 'lang="en"' in client.get("/").text[:60]
        client.get("/?lang=xx")
        assert not client.cookies
        client.get("/search?q=lake&lang=zh")
        for address in PAGES:
            assert Spoken(client.get(address).text).language == "zh", address
        client.get("/?lang=en")
        assert Spoken(client.get("/api/queries").text).language == "en"
