"""Texts as they come in: kinds, encodings, origin, and what is refused."""

import gzip
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from convenor.loaders.inputs import SUFFIXES, TEXT_SUFFIXES, Input, find_inputs
from convenor.loaders.text.source import documents
from convenor.loaders.text.source.documents import Document, read_document
from convenor.loaders.text.source.pages import read_page
from convenor.ontology.errors import InputError, SettingError

PROSE = "The Northport Tool Fair closed on Friday. It drew 1,200 visitors from 14 countries.\n"
HAN = "第三届北港工具博览会在北港市开幕，参展企业超过三百家，展览面积五万平方米。为期四天。\n"
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Tool fair opens | The Northport Gazette</title>
<meta property="og:title" content="Tool fair opens">
<meta property="og:site_name" content="The Northport Gazette">
<meta property="article:published_time" content="2031-05-06T08:00:00+08:00">
<link rel="canonical" href="https://gazette.example/2031/tool-fair">
<style>p { color: red }</style><script>var hall = "A < B";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>
<div class="top"><a href="/x">Weather</a> <a href="/y">Traffic</a></div>
<main><article><header><h1>Tool fair opens</h1><p class="by">Updated: May 6, 2031</p></header>
<p>The third Northport Tool Fair
opened on <b>Tuesday</b> with more&nbsp;than 300 exhibitors &amp; guests from 14 countries.</p>
<!-- nobody reads this -->
<ul><li>Hall A: lathes</li><li>Hall B: drills</li></ul>
<table><tr><th>Visitors</th><td>1,200</td></tr><tr><th>Booths</th><td>410</td></tr></table>
<p>First line<br>second line. See <a href="https://fair.example">https://fair.example</a></p>
<aside>Read more about it</aside></article></main>
<div class="share social"><p>Share this</p></div>
<footer>Copyright 2031</footer></body></html>
"""


def document(path: Path, data: bytes | str, encoding: str | None = None) -> Document:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_document(Input(path.name, path), encoding)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_plain_text_is_its_own_snapshot(tmp_path: Path, ends: str) -> None:
    text = (PROSE + HAN).replace("\n", ends)
    read = document(tmp_path / "fair.txt", text)
    assert (read.name, read.text, read.media_type) == ("fair.txt", text, "text/plain")
    assert read.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (read.title, read.url, read.published, read.publisher) == (None,) * 4


@pytest.mark.parametrize(
    ("text", "encoding", "mark"),
    [
        (HAN, "utf-8", b""),
        (HAN, "utf-8", b"\xef\xbb\xbf"),
        (HAN * 3, "gb18030", b""),
        ("第二十屆博覽會開幕，參展企業三千餘家，主賓國為寮國。" * 3, "big5", b""),
        (PROSE + HAN, "utf-16-le", b"\xff\xfe"),
        (PROSE + HAN, "utf-16-be", b"\xfe\xff"),
        (PROSE, "utf-16-le", b""),
        (HAN, "utf-16-be", b""),
        ("The “Tools – and more” café drew 300 guests.\n" + PROSE * 3, "cp1252", b""),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, text: str, encoding: str, mark: bytes) -> None:
    assert document(tmp_path / "fair.txt", mark + text.encode(encoding)).text == text


def test_an_encoding_can_be_given(tmp_path: Path) -> None:
    data = "北港工具展".encode("big5")
    assert document(tmp_path / "a.txt", data, "big5").text == "北港工具展"
    with pytest.raises(SettingError, match="no text encoding 'utf-9'"):
        document(tmp_path / "a.txt", data, "utf-9")
    with pytest.raises(InputError, match=r"a\.txt is not utf-8 at byte 1: .*\n.*option"):
        document(tmp_path / "a.txt", data, "utf-8")


@pytest.mark.parametrize("label", ["gb2312", "GBK", "utf-8", "no-such-charset", "iso-8859-1"])
def test_a_page_declares_its_encoding_or_is_wrong(tmp_path: Path, label: str) -> None:
    encoding = "utf-8" if label in ("utf-8", "iso-8859-1") else "gb18030"
    markup = f'<html><head><meta charset="{label}"><title>展</title></head><body><p>{HAN * 2}</p>'
    read = document(tmp_path / "fair.html", markup.encode(encoding))
    assert read.text == f"{HAN * 2}".replace("\n", "")
    assert read.title == "展"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is not a text: it is a PDF"),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0\0", "it is an image"),
        ("a.txt", b"PK\x03\x04\x14\0", "office document"),
        ("a.txt", bytes(range(256)) * 4, "NUL bytes"),
        ("a.txt", b"\x01\x02\x03" * 100, "control characters"),
        ("a.txt", b"", "holds no text"),
        ("a.txt", b"\xef\xbb\xbf \r\n\n", "holds no text"),
        ("a.html", b"<html><body><script>x</script></body></html>", "holds no text"),
        ("a.md", b"---\ntitle: [a\n---\nText", r"front matter is not YAML \(line \d\)"),
        ("a.md", b"---\na: " + b"[" * 5000 + b"\n---\nText", "front matter is not YAML"),
        ("a.txt", PROSE.encode() + b"\xff\xfe\xfd caf\xe9 \x81\x8d" * 20, "encoding"),
        ("a.txt", HAN.encode() * 30 + b"\xe5\x8c", "not utf-8 at byte"),
    ],
)
def test_what_is_no_text_is_an_error(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        document(tmp_path / name, data)
    assert name in caught.value.message
    assert caught.value.next_step


def test_a_text_has_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST", 1 << 20)
    assert len(document(tmp_path / "a.txt", "a" * (1 << 20)).text) == 1 << 20
    with pytest.raises(InputError, match="larger than 1 MiB"):
        document(tmp_path / "a.txt", "a" * ((1 << 20) + 1))


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be"):
        read_document(Input("gone.txt", tmp_path / "gone.txt"))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("URL: https://news.example/a?b=1\n\nText", "https://news.example/a?b=1"),
        ("URL:http://news.example/a\r\n\r\nText", "http://news.example/a"),
        ("Text\nURL: https://news.example/a\n", None),
        ("URL: ask the office\n\nText", None),
    ],
)
def test_the_first_line_may_give_the_address(tmp_path: Path, text: str, url: str | None) -> None:
    read = document(tmp_path / "a.txt", text)
    assert (read.url, read.text) == (url, text)


def test_front_matter_of_markdown(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Tool fair opens\ndate: 2031-05-06\nurl: https://news.example/a\n"
        "publisher: Northport Gazette\nlang: en\ntags: [a, b]\n---\n\n# Tool fair\n\nIt opened.\n"
    )
    read = document(tmp_path / "a.md", text)
    assert read.text == text
    assert (read.title, read.published) == ("Tool fair opens", "2031-05-06")
    assert (read.url, read.publisher) == ("https://news.example/a", "Northport Gazette")
    assert read.language == "en"
    assert document(tmp_path / "b.md", "---\nA rule, then text\n---\nmore\n").title is None
    assert document(tmp_path / "b.md", "# Title\n\nText").published is None
    assert document(tmp_path / "b.md", "---\ndate: May 6, 2031\n---\nT").published == "2031-05-06"


def test_a_page_gives_its_main_text_and_origin(tmp_path: Path) -> None:
    read = document(tmp_path / "a.html", PAGE)
    assert read.text == (
        "Tool fair opens\n\nUpdated: May 6, 2031\n\n"
        "The third Northport Tool Fair opened on Tuesday with more\u00a0than 300 exhibitors & "
        "guests from 14 countries.\n\n"
        "Hall A: lathes\nHall B: drills\n\nVisitors | 1,200\nBooths | 410\n\n"
        "First line\nsecond line. See https://fair.example"
    )
    assert (read.title, read.media_type) == ("Tool fair opens", "text/html")
    assert read.url == "https://gazette.example/2031/tool-fair"
    assert (read.published, read.publisher) == ("2031-05-06", "The Northport Gazette")
    assert read.language == "en"
    assert document(tmp_path / "b.txt", PAGE).text == read.text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="pubdate" content="2031年5月6日 10:00">', "2031-05-06"),
        ('<meta name="PubDate" content="20310506101500">', "2031-05-06"),
        ('<meta itemprop="datePublished" content="6 May 2031">', "2031-05-06"),
        ('<time datetime="2031-05-06T10:00Z">today</time>', "2031-05-06"),
        (f"<p>{PROSE * 20}</p><time datetime='2031-05-06'>opening</time>", None),
        (f"<p>{PROSE * 20}</p><time pubdate datetime='2031-05-06'>x</time>", "2031-05-06"),
        ('<meta name="date" content="soon">', None),
        ('<time datetime="10:00">ten</time>', None),
    ],
)
def test_dates_that_markup_states(head: str, published: str | None) -> None:
    assert read_page(f"<html><body>{head}<p>Text</p>").published == published


def test_linked_data_of_a_page() -> None:
    article = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Event", "name": "Tool Fair", "startDate": "2031-05-08"},
            {
                "@type": ["NewsArticle"],
                "headline": "Tool fair \ud800opens",
                "datePublished": "2031-05-06T08:00:00Z",
                "publisher": {"@type": "Organization", "name": "Northport Gazette"},
                "author": {"@type": "Person", "name": "Jo Doe"},
                "mainEntityOfPage": {"@id": "https://gazette.example/1"},
                "inLanguage": "zh-Hans",
            },
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(article)}</script>'
    page = read_page(f"<html><body>{script}<p>Text</p><script type='application/ld+json'>{{oops")
    assert (page.published, page.publisher, page.language) == (
        "2031-05-06",
        "Northport Gazette",
        "zh",
    )
    assert page.url == "https://gazette.example/1"
    assert page.title == "Tool Fair"


def test_a_page_without_marks_is_read_whole() -> None:
    page = read_page(f"<div><h2>Fair</h2><div>{PROSE}</div><div>{PROSE}</div></div>")
    assert page.text == f"Fair\n\n{PROSE.strip()}\n{PROSE.strip()}"


def test_a_chinese_page_with_its_header_line() -> None:
    page = read_page(
        "<body><div class='links'><a href=1>首页</a> <a href=2>新闻</a></div>"
        "<h1>工具博览会开幕</h1><div>2031-05-06 来源：北港日报</div>"
        f"<div id=zoom><p>　　{HAN}{HAN}</p><p>{HAN * 3}</p></div>"
        "<div><a href=3>相关新闻一</a></div>"
    )
    assert page.text.split("\n\n")[:2] == ["工具博览会开幕", "2031-05-06 来源：北港日报"]
    assert "\n" not in page.text.split("\n\n", 2)[2].replace("\n\n", "")
    assert "相关" not in page.text
    assert "首页" not in page.text


MAIL = """From: {sender}
To: Someone <someone@reader.example>
Subject: =?utf-8?b?5bel5YW35bGV?= opens
Date: Tue, 06 May 2031 09:30:00 +0800
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=cut

--cut
Content-Type: text/plain; charset=gb2312
Content-Transfer-Encoding: 8bit

{plain}
--cut
Content-Type: text/html; charset=utf-8

<p>{html}</p>
--cut--
"""


def mail(plain: str, html: str, sender: str = "Jo Doe <press@toolfair.example>") -> bytes:
    head, _, tail = MAIL.partition("{plain}")
    return (
        head.format(sender=sender).encode()
        + plain.encode("gb18030")
        + tail.format(html=html).encode()
    )


def test_a_mail_gives_subject_and_body_but_no_person(tmp_path: Path) -> None:
    read = document(tmp_path / "a.eml", mail(HAN, "short"))
    assert read.text.startswith("工具展 opens\n\n第三届北港")
    assert (read.title, read.published) == ("工具展 opens", "2031-05-06")
    assert (read.publisher, read.media_type) == ("toolfair.example", "message/rfc822")
    assert "Doe" not in read.text + str(read.publisher)
    assert "someone" not in read.text


def test_the_fuller_body_of_a_mail_is_read(tmp_path: Path) -> None:
    read = document(tmp_path / "a.eml", mail("View in browser", PROSE * 3))
    assert "View" not in read.text
    assert "1,200 visitors" in read.text


@pytest.mark.parametrize(
    ("sender", "publisher"),
    [
        ("Press Office <press@toolfair.example>", "toolfair.example"),
        ("news+en@toolfair.example", "toolfair.example"),
        ("Jo Doe <jo.doe@toolfair.example>", None),
        ("press@gmail.com", None),
        ("press@localhost", None),
        ("nobody", None),
    ],
)
def test_only_an_office_is_a_publisher(tmp_path: Path, sender: str, publisher: str | None) -> None:
    assert document(tmp_path / "a.eml", mail(HAN, "", sender)).publisher == publisher


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: x\n\n",
        b"Date: never\nContent-Type: application/pdf\n\n%PDF",
        b"Content-Type: multipart/mixed; boundary=b\n\n" * 3000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
        ),
    ],
)
def test_a_mail_without_body_is_an_error(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.eml"):
        document(tmp_path / "a.eml", data.replace(b"Subject: x", b"X: x"))


HOSTILE = {
    "deep": lambda n: "<div>" * n + "<p>end</p>" + "</div>" * n,
    "inline": lambda n: "<p>" + "<b>" * n + "end",
    "tables": lambda n: "<table><tr><td>" * n + "end",
    "unclosed": lambda n: "<article><p>one word, " * n + "end",
    "one line": lambda n: "<p>" + "word, " * (20 * n) + "end",
    "brackets": lambda n: "<" * (20 * n) + "<p>end",
    "attributes": lambda n: "<p " + " ".join(f'a{i}="1"' for i in range(n)) + ">end",
    "closing": lambda n: "<p>end" + "</b></div>" * n,
    "spaces": lambda n: "<p>中" + " \n" * (20 * n) + "end",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_markup_takes_linear_time(
    kind: str, assert_linear: Callable[[Callable[[int], object], int], None]
) -> None:
    make: Callable[[int], str] = HOSTILE[kind]
    markups = {size: make(size) for size in (5_000, 10_000)}

    def run(size: int) -> None:
        assert "end" in read_page(markups.get(size) or make(size)).text

    assert_linear(run, 5_000)


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*"<>/=\"'& -!", "p", "div", "a", "script", "<!--", "展"])))
def test_any_markup_gives_a_page(parts: list[str]) -> None:
    text = read_page("".join(parts)).text
    assert text == text.strip()


def test_texts_are_found_in_folders_archives_and_gzip(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(PROSE)
    (folder / "b.html").write_text(PAGE)
    (folder / "c.csv").write_text("a,b\n1,2\n")
    (folder / "d.txt.gz").write_bytes(gzip.compress(PROSE.encode()))
    with zipfile.ZipFile(folder / "e.zip", "w") as archive:
        archive.writestr("f.md", PROSE)
    found = find_inputs([str(folder)], suffixes=TEXT_SUFFIXES)
    assert [entry.name for entry in found] == [
        *("news/a.txt", "news/b.html", "news/d.txt", "news/e.zip/f.md"),
    ]
    assert [name for name, _ in found.skipped] == ["news/c.csv"]
    assert {read_document(entry).name for entry in found} == {entry.name for entry in found}
    assert len(find_inputs([str(folder)], suffixes=SUFFIXES)) == 5
    assert [entry.name for entry in find_inputs([str(folder)])] == ["news/c.csv"]


@pytest.mark.parametrize(
    ("data", "given", "name"),
    [
        (PROSE, None, "stdin.txt"),
        (HAN, None, "stdin.txt"),
        ("URL: https://news.example/\n\nShort", None, "stdin.txt"),
        (PAGE, None, "stdin.html"),
        ("From: press@fair.example\nSubject: x\nDate: y\n\nText", None, "stdin.eml"),
        ("---\ntitle: x\n---\nText", None, "stdin.md"),
        ("edition_id,name\na,It opened. It closed. It was nice.\n", None, "stdin.csv"),
        ("展会名称，城市\n", None, "stdin.csv"),
        ("x", "x.txt", "x.txt"),
        ('[{"name": "It opened. It closed. All went."}]', None, "stdin.json"),
    ],
)
def test_standard_input_shows_its_kind(
    monkeypatch: pytest.MonkeyPatch, data: str, given: str | None, name: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    (entry,) = find_inputs(["-"], given, SUFFIXES)
    assert entry.name == name


@pytest.mark.parametrize(("suffixes", "name"), [(TEXT_SUFFIXES, "stdin.txt"), (None, "stdin.csv")])
def test_standard_input_is_of_a_kind_that_is_read(
    monkeypatch: pytest.MonkeyPatch, suffixes: dict[str, str] | None, name: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Tool Fair\n")))
    (entry,) = find_inputs(["-"], suffixes=suffixes) if suffixes else find_inputs(["-"])
    assert entry.name == name
