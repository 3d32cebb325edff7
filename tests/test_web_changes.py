"""The feed of changes: a client that knows its standards only follows it; pages for people."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, RDF, SH, Graph, Literal, Namespace, URIRef

from convenor.graph.build import build, load, unload
from convenor.graph.canonical import FILE, Canonical
from convenor.graph.changelog import ChangeLog
from convenor.graph.folder import GraphFolder, Version
from convenor.graph.knowledge import open_graph
from convenor.loaders.inputs import find_inputs
from convenor.ontology.errors import UnresolvedNameError
from convenor.ontology.iris import DEFAULT_BASE, Iris
from convenor.web.asked import Asked
from convenor.web.negotiation import ATOM, GRAPH_FORMATS
from convenor.web.pages.atom import atom_feed
from convenor.web.pages.changes import A_PAGE, changes_page

from .conftest import SMALL, write_tables
from .server import SOON, Server

TREE, LDES = Namespace("https://w3id.org/tree#"), Namespace("https://w3id.org/ldes#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
XML = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
HOSTILE = "</a><script>alert(1)</script>&amp;"
MANY = "".join(f"office-{n},Office {n},other,news\n" for n in range(2 * A_PAGE + 1))
MOVED = SMALL["sources"].splitlines()
STEPS: list[dict[str, str]] = [
    {"editions": SMALL["editions"].replace("2031-05-05", "2031-05-06")},
    {"sources": "\n".join([MOVED[0], *MOVED[:0:-1], ""])},  # changes evidence, but no thing
    {"more": f"body_id,name_en,kind,source_id\nodd,{HOSTILE},other,paper\n{MANY}"},
]
LAST = {
    "participations": "edition_id,body_id,role,source_id\n"
    "lake-fair-2031,lake-office,organizer,paper\nlake-fair-2031,hill-office,undertaker,news\n"
}


class Client:
    """Follows an event stream with a copy of the graph, knowing the standards and nothing else.

    These are LDES and TREE for the way, ActivityStreams for what is found there, and RDF Patch.
    """

    def __init__(self, start: str, dump: bytes) -> None:
        self.start, self.quads = start, set(dump.splitlines(keepends=True))
        self.fetched: list[str] = []
        self.members: list[tuple[URIRef, str, str]] = []  # IRI, kind, of what it is a version
        self.pages: dict[str, Graph] = {}  # that never change
        self.stated = ""
        self.shape = Graph()

    def follow(self) -> None:
        """Read what is new and apply its patches; `stated` is the hash that the feed tells."""
        new: dict[str, Graph] = {}
        waiting = [self.start]
        while waiting:
            page = waiting.pop(0)
            if page in self.pages:
                continue
            new[page] = self._read(page)
            relations = new[page].objects(URIRef(page), TREE.relation)
            nodes = {str(new[page].value(each, TREE.node)) for each in relations}
            assert not nodes & new.keys(), "there are two ways to a page"
            waiting += sorted(nodes)
        root = new[self.start]
        (self.stream,) = root.subjects(TREE.view, URIRef(self.start))
        assert (self.stream, RDF.type, LDES.EventStream) in root
        self.shape = root
        patches: dict[str, tuple[str, str]] = {}
        for page, graph in new.items():
            for member in graph.objects(self.stream, TREE.member):
                published, patch, state = self._take(root, graph, member)
                patches[patch] = published, state
            if (URIRef(page), LDES.immutable, Literal(True)) in graph:
                self.pages[page] = graph
        for patch, (_, state) in sorted(patches.items(), key=lambda each: each[1]):
            self._apply(patch)
            self.stated = state

    def digest(self) -> str:
        return hashlib.sha256(b"".join(sorted(self.quads))).hexdigest()

    def _read(self, address: str) -> Graph:
        self.fetched.append(address)
        answer = httpx.get(address, headers={"Accept": "text/turtle"}, timeout=SOON)
        answer.raise_for_status()
        graph = Graph().parse(data=answer.text, format="turtle", publicID=address)
        lasts = (URIRef(address), LDES.immutable, Literal(True)) in graph
        assert lasts == ("immutable" in answer.headers["cache-control"])
        return graph

    def _take(self, root: Graph, page: Graph, member: object) -> tuple[str, str, str]:
        """A member: when it was published, its patch, and the hash of what that leads to."""
        assert isinstance(member, URIRef)

        def one(path: object) -> str:
            assert isinstance(path, URIRef)
            (value,) = page.objects(member, path)
            return str(value)

        kinds = {
            root.value(self.stream, LDES[f"version{kind}Object"]): kind
            for kind in ("Create", "Update", "Delete")
        }
        (type_,) = page.objects(member, RDF.type)
        version_of = one(root.value(self.stream, LDES.versionOfPath))
        self.members.append((member, kinds[type_], version_of))
        identifier = page.value(URIRef(one(AS.context)), DCTERMS.identifier)
        published = one(root.value(self.stream, LDES.timestampPath))
        return published, one(AS.attachment), str(identifier).removeprefix("sha256:")

    def _apply(self, address: str) -> None:
        self.fetched.append(address)
        for row in httpx.get(address, timeout=SOON).raise_for_status().iter_lines():
            if row.startswith("H prev "):
                assert row == f"H prev <urn:sha256:{self.digest()}> ."
            elif row.startswith("A "):
                self.quads.add(f"{row[2:]}\n".encode())
            elif row.startswith("D "):
                self.quads.remove(f"{row[2:]}\n".encode())


class Followed:
    """A graph that changes while it is served and followed."""

    def __init__(self, path: Path, serve: Callable[..., Server]) -> None:
        self.path, self.folder = path, GraphFolder(path / "graph")
        build(self.folder, find_inputs(write_tables(path / "in", SMALL)))
        dump = gzip.decompress((self.version.path / FILE).read_bytes())
        self.server = serve(self.folder.path, "--workers", "1")
        self.client = Client(f"{self.server.url}/changes", dump)
        self.client.follow()
        self.at_first = list(self.client.members)
        for tables in STEPS:
            load(self.folder, find_inputs(write_tables(path / "in", tables)))
        unload(self.folder, ["participations.csv"])
        self.wait()
        self.client.follow()
        self.before = list(self.client.fetched), list(self.client.members), self.client.digest()
        self.sha256 = Canonical(self.version.path).statistics().sha256
        load(self.folder, find_inputs(write_tables(path / "in", LAST)))
        self.wait()
        self.client.follow()

    @property
    def version(self) -> Version:
        found = self.folder.current()
        assert found
        return found

    @property
    def log(self) -> ChangeLog:
        return ChangeLog(self.folder.changes, int(self.version.manifest()["revision"]))

    def wait(self) -> None:
        """Until the server serves the newest version."""
        told = f"version {self.version.name}\n"
        self.server.until(lambda: self.server.get("/readyz").text == told)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Server]) -> Followed:
    return Followed(tmp_path_factory.mktemp("followed"), serve)


def test_a_client_finds_every_member_once(followed: Followed) -> None:
    expected = Counter[tuple[str, str]]()
    kinds = {"created": "Create", "updated": "Update", "deleted": "Delete"}
    for revision in followed.log.since(1):
        expected += Counter([("Update", f"{DEFAULT_BASE}.well-known/void#dataset")])
        expected += Counter((kinds[each.kind], each.iri) for each in revision.all_changed())
    assert not followed.at_first
    assert Counter((kind, iri) for _, kind, iri in followed.client.members) == expected
    assert len({iri for iri, _, _ in followed.client.members}) == expected.total()
    assert expected.total() > 2 * A_PAGE + 6
    assert {kind for kind, _ in expected} == set(kinds.values())


def test_a_client_arrives_at_the_graph_that_is_served(followed: Followed) -> None:
    assert followed.before[2] == followed.sha256
    newest = Canonical(followed.version.path).statistics().sha256
    assert followed.sha256 != newest == followed.client.digest() == followed.client.stated
    assert followed.log.newest == 6


def test_a_client_reads_only_what_is_new(followed: Followed) -> None:
    fetched, members, _ = followed.before
    pages = [page for page in followed.client.fetched if page != followed.client.start]
    assert len(pages) == len(set(pages))
    later = followed.client.fetched[len(fetched) :]
    start = followed.client.start
    assert later == [start, f"{start}/6", f"{start}/6.rdfp"]
    assert followed.client.members[: len(members)] == members


def test_relations_tell_of_what_is_behind_them(followed: Followed) -> None:
    client, found = followed.client, 0
    allowed = {
        TREE.LessThanOrEqualToRelation: lambda time, limit: time <= limit,
        TREE.GreaterThanOrEqualToRelation: lambda time, limit: time >= limit,
    }

    def times(page: str) -> Iterator[Literal]:
        """Of all members from a page on."""
        graph = client.pages[page]
        for member in graph.objects(client.stream, TREE.member):
            value = graph.value(member, AS.published)
            assert isinstance(value, Literal)
            yield value
        for node in {str(each) for each in graph.objects(None, TREE.node)}:
            yield from times(node)

    for graph in client.pages.values():
        for relation in graph.objects(None, TREE.relation):
            assert graph.value(relation, TREE.path) == AS.published
            kind, limit = graph.value(relation, RDF.type), graph.value(relation, TREE.value)
            assert isinstance(kind, URIRef)
            node = str(graph.value(relation, TREE.node))
            if kind == TREE.GreaterThanOrEqualToRelation:  # holds of the pages of one revision
                assert re.search(r"/changes/[0-9]+/[0-9]+$", node)
            assert all(allowed[kind](time, limit) for time in times(node))
            found += 1
    assert found == 5 + 2 * 2  # to each revision before another, and to two more pages of one


def test_members_have_the_shape_that_the_stream_states(followed: Followed) -> None:
    client, shapes = followed.client, followed.client.shape
    shape = shapes.value(client.stream, TREE.shape)
    rules = {
        shapes.value(rule, SH.path): (
            shapes.value(rule, SH.nodeKind),
            shapes.value(rule, SH.datatype),
        )
        for rule in shapes.objects(shape, SH.property)
    }
    assert len(rules) == 5
    for graph in client.pages.values():
        for member in graph.objects(client.stream, TREE.member):
            for path, (kind, datatype) in rules.items():
                assert isinstance(path, URIRef)
                (value,) = graph.objects(member, path)
                assert kind != SH.IRI or isinstance(value, URIRef)
                assert datatype is None or getattr(value, "datatype", None) == datatype


@pytest.mark.parametrize("path", ["/changes", "/changes/1", "/changes/4", "/changes/4/3"])
def test_all_formats_say_the_same(followed: Followed, path: str) -> None:
    said = []
    for format_ in GRAPH_FORMATS:
        by_suffix = followed.server.get(f"{path}.{format_.suffix}")
        by_field = followed.server.get(path, params={"format": format_.name})
        accept = {"Accept": format_.media_types[0]}
        assert by_suffix.content == by_field.content
        assert by_suffix.content == followed.server.get(path, headers=accept).content
        assert by_suffix.headers["content-type"] == format_.media_type
        assert f'<{path}.{format_.suffix}>; rel="alternate"' in by_suffix.headers["link"]
        known = ox.RdfFormat.from_media_type(format_.media_types[0])
        said.append({quad.triple for quad in ox.parse(by_suffix.content, known)})
    assert said[0] and all(each == said[0] for each in said)


def feed(text: bytes) -> ElementTree.Element:
    """An Atom feed, after what RFC 4287 asks of it."""
    root = ElementTree.fromstring(text)
    for part in (root, *root.iter(f"{XML}entry")):
        for name in ("title", "id", "updated"):
            assert len(part.findall(f"{XML}{name}")) == 1, name
        updated = datetime.datetime.fromisoformat(part.findtext(f"{XML}updated", ""))
        assert updated.tzinfo
        links = [(each.get("rel"), each.get("type")) for each in part.findall(f"{XML}link")]
        assert len(links) == len(set(links))
    ids = [each.text for each in root.iter(f"{XML}id")]
    assert len(ids) == len(set(ids)) and all(re.match("https://", each or "") for each in ids)
    assert root.find(f"{XML}author/{XML}name") is not None
    return root


def link(part: ElementTree.Element, relation: str) -> str:
    return next(
        (each.attrib["href"] for each in part.findall(f"{XML}link") if each.get("rel") == relation),
        "",
    )


class Page(HTMLParser):
    """The tags, the links and the words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_news_feed_has_an_entry_for_each_revision(followed: Followed) -> None:
    answer = followed.server.get("/changes.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root, chinese = feed(answer.content), feed(followed.server.get("/changes.atom?lang=zh").content)
    entries = root.findall(f"{XML}entry")
    revisions = followed.log.revisions()[::-1]
    assert [each.findtext(f"{XML}id") for each in entries] == [
        f"{DEFAULT_BASE}changes/{each.number}" for each in revisions
    ]
    assert [each.findtext(f"{XML}updated") for each in entries] == [each.time for each in revisions]
    assert root.findtext(f"{XML}updated") == revisions[0].time
    same = (f"{XML}id", f"{XML}updated")
    assert [(e.tag, e.text) for e in root.iter() if e.tag in same] == [
        (e.tag, e.text) for e in chinese.iter() if e.tag in same
    ]
    assert (root[0].text, chinese[0].text) == (
        "Changes: Knowledge graph of conventions and trade fairs",
        "变更：会展知识图谱",
    )
    told = Page(entries[0].findtext(f"{XML}content", ""))
    assert "Hill Office" in told.words and DEFAULT_BASE not in told.words
    assert told.links and all(each.startswith(followed.server.url) for each in told.links)
    for address in (link(root, "self"), link(root, "alternate"), link(entries[0], "enclosure")):
        assert httpx.get(address, timeout=SOON).status_code == 200
    assert not link(entries[-1], "enclosure")


def test_old_news_are_in_archives(followed: Followed, tmp_path: Path) -> None:
    """Of a long history, made of copies of a revision."""
    folder = GraphFolder(shutil.copytree(followed.folder.path, tmp_path / "graph", symlinks=True))
    for number in range(7, 122):
        copy = shutil.copytree(folder.changes / "000006", folder.changes / f"{number:06}")
        plain = json.loads((copy / "change.json").read_text("utf-8")) | {"number": number}
        (copy / "change.json").write_text(json.dumps(plain), "utf-8")
    current = folder.current()
    assert current
    manifest = current.manifest() | {"revision": 121}
    (current.path / "manifest.jsonld").write_text(json.dumps(manifest), "utf-8")
    with open_graph(folder.path) as graph:

        def told(**fields: str) -> tuple[list[int], str, bool]:
            root = feed(atom_feed(graph, Asked("/changes", fields), ""))
            ids = [each.findtext(f"{XML}id", "") for each in root.findall(f"{XML}entry")]
            before = link(root, "prev-archive").rpartition("page=")[2]
            is_archive = root.find(f"{HISTORY}archive") is not None
            return [int(each.rpartition("/")[2]) for each in ids], before, is_archive

        assert told() == (list(range(121, 71, -1)), "2", False)
        assert told(page="2") == (list(range(100, 50, -1)), "1", True)
        assert told(page="1") == (list(range(50, 0, -1)), "", True)
        with pytest.raises(UnresolvedNameError, match="no archive 3"):
            told(page="3")
        pages = [Page(changes_page(graph, Asked("/changes", {"page": str(n)}))) for n in (1, 7, 8)]
        shown = [re.findall(r"Revision (\d+)", each.words) for each in pages]
        assert shown == [[str(n) for n in range(121, 101, -1)], ["1"], []]
        assert "/changes?page=2" in pages[0].links and "/changes?page=6" in pages[1].links
        assert "There is no page 8." in pages[2].words


def test_people_read_what_was_and_what_is(followed: Followed) -> None:
    english = Page(followed.server.get("/changes/2", headers=BROWSER).text)
    words = " ".join(english.words.split())
    assert "editions.csv" in words
    assert re.search(r"end: 2031-05-05 → 2031-05-06 by Paper, 2031-06", words)
    assert "/doc/id/edition/lake-fair-2031" in english.links and "/text/paper" in english.links
    chinese = Page(followed.server.get("/changes/6?lang=zh", headers=BROWSER).text)
    words = " ".join(chinese.words.split())
    assert "第 6 次修订" in words and "山办" in words and "参与关系" not in words


@pytest.mark.parametrize("path", ["/changes", *(f"/changes/{number}" for number in range(1, 7))])
def test_pages_have_names_and_no_dead_links(followed: Followed, path: str) -> None:
    for language in ("en", "zh"):
        page = Page(followed.server.get(path, params={"lang": language}, headers=BROWSER).text)
        assert DEFAULT_BASE not in page.words and "participation/" not in page.words
        for address in {each for each in page.links if each.startswith("/")}:
            if address.startswith(("/doc/", "/text/", "/changes")) and "office-" not in address:
                assert followed.server.get(address, headers=BROWSER).status_code == 200, address


def test_what_is_gone_leads_nowhere(followed: Followed) -> None:
    iri = Iris().thing("participation", "lake-fair-2031", "lake-office", "organizer")
    with open_graph(followed.folder.path) as graph:
        assert any(each.iri == iri for each in followed.log.revision(5).all_changed())
        assert graph.iris == Iris()
    page = followed.server.get("/changes/5", headers=BROWSER).text
    assert "gone" in page and "organizer: Lake Office, Lake Robotics Fair 2031" in page


def test_things_are_read_page_by_page(followed: Followed) -> None:
    pages = [
        Page(followed.server.get(f"/changes/4{more}", headers=BROWSER).text)
        for more in ("", "/2", "/3")
    ]
    assert [each.tags.count("li") > 0 for each in pages] == [True] * 3
    offices = [each for page in pages for each in re.findall(r"Office \d+", page.words)]
    assert len(offices) == len(set(offices)) == 2 * A_PAGE + 1
    assert "/changes/4/2" in pages[0].links and "/changes/4/3" in pages[1].links
    assert "/changes/4" in pages[1].links and "/changes/4/2" in pages[2].links


def test_hostile_names_are_text(followed: Followed) -> None:
    for path in ("/changes", "/changes/4/3", "/changes/4/2", "/changes/4"):
        page = Page(followed.server.get(path, headers=BROWSER).text)
        assert "script" not in page.tags
    named = [Page(followed.server.get(f"/changes/4{each}", headers=BROWSER).text) for each in PAGES]
    assert sum(HOSTILE in page.words for page in named) == 1
    root = feed(followed.server.get("/changes.atom").content)
    contents = [Page(each.text or "") for each in root.iter(f"{XML}content")]
    assert not any("script" in page.tags for page in contents)
    turtle = "".join(followed.server.get(f"/changes/4{each}.ttl").text for each in PAGES)
    assert f"New: {HOSTILE}" in turtle


PAGES = ("", "/2", "/3")


def test_patches_are_kept_by_clients(followed: Followed) -> None:
    server, path = followed.server, "/changes/2.rdfp"
    packed = server.get(path)
    plain = server.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    revision = followed.log.revision(2)
    assert plain.text.startswith(f"H id <urn:sha256:{revision.sha256}> .\n")
    assert plain.content.count(b"\nA ") == revision.added
    assert plain.content.count(b"\nD ") == revision.removed
    assert server.get("/changes/2", headers={"Accept": "application/rdf-patch"}).text == plain.text
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer, more in ((packed, {}), (plain, {"Accept-Encoding": "identity"})):
        assert answer.headers["content-type"] == "application/rdf-patch"
        assert "immutable" in answer.headers["cache-control"]
        assert "Accept-Encoding" in answer.headers["vary"]
        again = server.get(path, headers={"If-None-Match": answer.headers["etag"], **more})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize("path", ["/changes", "/changes.ttl", "/changes.atom", "/changes/2.rdfp"])
def test_heads_are_those_of_the_answers(followed: Followed, path: str) -> None:
    head = httpx.head(followed.server.url + path, timeout=SOON)
    answer = followed.server.get(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "etag", "cache-control", "vary"):
        assert head.headers[name] == answer.headers[name]


def test_pages_that_may_change_are_asked_again(followed: Followed) -> None:
    for path in ("/changes.ttl", "/changes.atom", "/changes/2.html"):
        answer = followed.server.get(path)
        assert answer.headers["cache-control"] == "no-cache"
        tag = {"If-None-Match": answer.headers["etag"]}
        assert followed.server.get(path, headers=tag).status_code == 304


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/changes/7", "There are revisions 1 to 6"),
        ("/changes/7.ttl", "There are revisions 1 to 6"),
        ("/changes/7.rdfp", "There are revisions 1 to 6"),
        ("/changes/1.rdfp", "no patch"),
        ("/changes/4/4", "revision 4 has 3 pages, not 4"),
        ("/changes/4/2.rdfp", "there is no page"),
        ("/changes.atom?page=9", "no archive 9"),
        ("/changes.rdfp", "there is no page"),
        ("/changes.nothing", "there is no page"),
        ("/changes/", "there is no page"),
        ("/changes/0", "there is no page"),
        ("/changes/x", "there is no page"),
        ("/changesx", "there is no page"),
    ],
)
def test_what_is_not_there_is_told(followed: Followed, path: str, reason: str) -> None:
    answer = followed.server.get(path)
    assert answer.status_code == 404
    assert reason in answer.text
    assert "immutable" not in answer.headers["cache-control"]
    assert Page(followed.server.get(path, headers=BROWSER).text).tags[0] == "html"


def test_a_format_that_is_not_on_offer_is_refused(followed: Followed) -> None:
    answer = followed.server.get("/changes", headers={"Accept": "image/png"})
    assert answer.status_code == 406 and "application/atom+xml" in answer.text


def test_a_graph_that_never_changed(small: Path, serve: Callable[..., Server]) -> None:
    server = serve(small, "--workers", "1")
    for path in ("/changes", "/changes/1"):
        page = Page(server.get(path, headers=BROWSER).text)
        assert "with which the record of changes begins" in page.words
        assert not any(each.endswith(".rdfp") for each in page.links)
        graph = Graph().parse(data=server.get(f"{path}.ttl").text, format="turtle")
        assert not list(graph.objects(None, TREE.member))
    assert f'type="{ATOM.media_types[0]}"' in server.get("/changes", headers=BROWSER).text
    (entry,) = feed(server.get("/changes.atom").content).findall(f"{XML}entry")
    assert entry.findtext(f"{XML}title") == "Revision 1"


def test_a_graph_without_a_record_of_changes(
    small: Path, tmp_path: Path, serve: Callable[..., Server]
) -> None:
    graph = Path(shutil.copytree(small, tmp_path / "graph", symlinks=True))
    shutil.rmtree(graph / "changes")
    server = serve(graph, "--workers", "1")
    assert "No changes are kept" in server.get("/changes", headers=BROWSER).text
    assert not feed(server.get("/changes.atom").content).findall(f"{XML}entry")
    view = Graph().parse(data=server.get("/changes.ttl").text, format="turtle")
    assert list(view.subjects(RDF.type, LDES.EventStream))
    assert not list(view.objects(None, TREE.relation))
    assert server.get("/changes/1").status_code == 404
