"""Where a text comes from: dates, wires, places and headlines in headers of many forms."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from convenor.loaders.text.extraction import Heading
from convenor.loaders.text.source.datelines import EXAMPLES, find_dateline
from convenor.loaders.text.source.documents import Document
from convenor.loaders.text.source.heading import read_heading
from convenor.loaders.text.source.stamps import (
    ADDRESSES,
    FORMS,
    address_date,
    find_stamps,
    stated_date,
)
from convenor.loaders.text.source.view import View
from convenor.loaders.text.source.wires import LABELLED, NAMES, is_paper


def read(text: str, url: str | None = None, **markup: str) -> tuple[Heading, str]:
    """Heading and the first words of the body."""
    view = View(text)
    document = Document("a.txt", text, "", "text/plain", url=url, **markup)
    heading, start = read_heading(document, view)
    return heading, view.text[start : start + 12]


@pytest.mark.parametrize(("form", "example", "expected"), FORMS)
def test_each_form_of_date_reads_its_example(form: str, example: str, expected: str) -> None:
    assert re.search(form, example, re.IGNORECASE)
    (stamp,) = find_stamps(f"on {example}, they")
    if expected.startswith("--"):
        assert (stamp.year, stamp.iso(), stamp.iso(2031)) == (None, None, "2031" + expected[1:])
    else:
        assert stamp.iso() == expected


@pytest.mark.parametrize(
    "text",
    [
        *("version 2.3.2031.4", "2031-13-05", "31 April 2031", "May 32, 2031", "12/11/2031"),
        *("the 2031 fair", "Sept. 20-23, 2031", "9:30", "mayor 20, 2031"),
        *("1.5 million", "MARCH of 2031", "10.2031", "May 20% more", "from 2 to 3 may be"),
    ],
)
def test_no_date_is_read_from_other_figures(text: str) -> None:
    assert [stamp for stamp in find_stamps(text) if stamp.year] == []


@pytest.mark.parametrize(("form", "example", "expected"), ADDRESSES)
def test_each_form_of_address_reads_its_example(form: str, example: str, expected: str) -> None:
    assert re.search(form, example)
    assert address_date(example) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("https://a.example/shbt/45824.html", "https://a.example/WMC/119968301.html", ""),
        *("https://a.example/2031/fair", "https://a.example/a/20311399/1", "https://a.example/b/1"),
        "https://a.example/convene-in-anhui-301937224.html",
    ],
)
def test_no_date_is_read_from_other_addresses(url: str) -> None:
    assert address_date(url) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2031-05-06T08:00:00+08:00", "2031-05-06"),
        ("20310506", "2031-05-06"),
        ("20310506081500", "2031-05-06"),
        ("Tue, 06 May 2031 08:00:00 GMT", "2031-05-06"),
        ("2031年5月6日 08:00", "2031-05-06"),
        ("5月6日", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_stated_by_markup(value: str, expected: str | None) -> None:
    assert stated_date(value) == expected


@pytest.mark.parametrize(("line", "place", "day", "wire"), EXAMPLES)
def test_each_dateline_reads_its_example(
    line: str, place: str | None, day: str | None, wire: str | None
) -> None:
    found = find_dateline(line, 0, len(line))
    assert found
    assert (line[slice(*found.place)] if found.place else None) == place
    assert (line[slice(*found.wire)] if found.wire else None) == wire
    stamp = found.stamp
    if stamp:
        assert f"{stamp.year or '-'}-{stamp.month:02}-{stamp.day:02}" == day
    else:
        assert (f"---{found.day:02}" if found.day else None) == day
    assert line[found.end :] in (
        "The",
        "A",
        "In",
        "Visitors",
        "The fair",
        "三百家",
        "大会",
        "据",
        "",
    )


@pytest.mark.parametrize(
    "line",
    [
        "The fair - held in May 2031 - was large.",
        "The 2031 Tool Expo, held on Sept. 25, 2031 - a first",
        "Northport hosts the fair - Sept. 25, 2031",
        "Visitors (AP) said - no",
        "Li Ming - May 6",
        "NORTHPORT, China - the fair",
        "大会9月20日开幕,为期4天",
        "新华社记者林木",
        "据新华社消息,大会开幕",
        "北港报道说大会开幕",
        "中国网络通讯设备展开幕",
        "北港电信9月20日电话会议",
        "记者从北港获悉",
        "20日上午,大会开幕",
        "电子报资讯中心",
        "",
    ],
)
def test_other_lines_are_no_datelines(line: str) -> None:
    assert find_dateline(line, 0, len(line)) is None


@pytest.mark.parametrize(("form", "example", "expected"), LABELLED)
def test_each_label_of_a_source_reads_its_example(form: str, example: str, expected: str) -> None:
    match = re.search(form, example)
    assert match
    assert match["name"] == expected


def test_papers_are_known_by_their_names() -> None:
    assert all(is_paper(name) for name in NAMES)
    assert all(map(is_paper, ["湖光日报", "湖光新闻客户端", "The Lake Herald", "lake.example.com"]))
    assert not any(map(is_paper, ["林木", "Jo Doe", "Lake", "the herald", "2031", "首页"]))


@pytest.mark.parametrize(
    ("text", "published", "publisher"),
    [
        ("Tool fair opens\n\nUpdated: May 6,2031 11:45 AM LTB\n\nIt is on.", "2031-05-06", "LTB"),
        (
            "Tool fair opens\nlake.example.com| Updated : May 6, 2031\n",
            "2031-05-06",
            "lake.example.com",
        ),
        (
            "Li at work\nBy Jo Doe in Lake | Lake Daily | Updated: 2031-05-06 07:51\n",
            "2031-05-06",
            "Lake Daily",
        ),
        ("Lake Daily) 17:05, May 6, 2031\n\nIt opened.", "2031-05-06", "Lake Daily"),
        (
            "Source: Lake Post| 2031-05-06 17:31:52|Editor: Jo Doe\n\nText.",
            "2031-05-06",
            "Lake Post",
        ),
        ("date 2031-05-06 Tool fair opens in Lake\n\nIt is on.", "2031-05-06", None),
        (" date 2031-05-06 The fair opened. It is the third one, and large.", "2031-05-06", None),
        ("2031-05-06 11:28 Lake TV Web Editor: Jo Doe\n\nIt opened.", "2031-05-06", "Lake TV"),
        ("May 6, 2031 09:00 AM Eastern Daylight Time\n\nIt opened.", "2031-05-06", None),
        ("Last updated on 6 May 2031\n\nIt opened.", "2031-05-06", None),
        ("06.05.2031 21:42:06\n\nIt opened.", "2031-05-06", None),
        ("Published: 2031-05-06\nUpdated: 2031-05-09\n\nIt opened.", "2031-05-06", None),
        ("Updated: 2031-05-09\nPublished: 2031-05-06\n\nIt opened.", "2031-05-06", None),
        (
            "发布时间：2031-05-06 10:21　来源：湖光日报　作者：林木\n大会开幕。",
            "2031-05-06",
            "湖光日报",
        ),
        ("时间:2031-05-06编辑:林木\n大会今天开幕,规模很大。", "2031-05-06", None),
        ("2031年5月6日 10:00\n大会今天开幕,规模很大。", "2031-05-06", None),
        ("2031-05-06 10:11:06 來源：湖光網\n大會今天開幕。", "2031-05-06", "湖光網"),
        ("[2031.05.06] 發表\n大會今天開幕。", "2031-05-06", None),
        (
            "2031年05月06日08:34 | 来源：湖光网－城市频道\n大会开幕。",
            "2031-05-06",
            "湖光网－城市频道",
        ),
        ("大会开幕\n2031-05-06 10:00\n湖光网\n\n大会今天开幕。", "2031-05-06", "湖光网"),
        (
            "来源:【湖光在线】 大会今天开幕,规模很大。" + "参展企业很多,观众也多。" * 16,
            None,
            "湖光在线",
        ),
        ("湖城5月6日电 大会今天开幕。", None, None),
        ("据湖光社报道,大会开幕。", None, None),
        ("Fair dates: May 6, 2031 to May 9, 2031\n\nIt opens soon.", None, None),
        ("Tool fair to open on May 6, 2031 in the halls at the lake\n\nIt opens soon.", None, None),
        ("It opened on May 6, 2031. It is large, as fairs go, and it is loud.", None, None),
        (
            "A text.\n\nView source version on businesswire.com: https://x.example",
            None,
            "businesswire.com",
        ),
        (
            "A text.\n(Graphic: Business Wire)\n\nView source version on businesswire.com: x",
            None,
            "Business Wire",
        ),
        ("By Xinhua writers Jo Doe and Li\n\nIt opened.", None, "Xinhua"),
        ("", None, None),
    ],
)
def test_the_lines_above(text: str, published: str | None, publisher: str | None) -> None:
    heading, _ = read(text)
    assert (heading.published, heading.publisher) == (published, publisher)


@pytest.mark.parametrize(
    ("text", "url", "published"),
    [
        ("LAKE, Nov. 16 (Xinhua) -- It", "https://a.example/n3/2031/1117/c9.html", "2031-11-16"),
        ("LAKE, Dec. 31 (Xinhua) -- It", "https://a.example/2032-01/01/c9.html", "2031-12-31"),
        ("LAKE, Jan. 1 (Xinhua) -- It", "https://a.example/2031-12/31/c9.html", "2032-01-01"),
        ("date 2031-11-16 Fair\n\nLAKE, Nov. 15 (Xinhua) -- It", None, "2031-11-15"),
        ("LAKE, Nov. 16, 2030 (Xinhua) -- It", "https://a.example/2031/11/17/", "2030-11-16"),
        ("LAKE, Nov. 16 (Xinhua) -- It", "https://a.example/45824.html", None),
        ("湖光社湖城9月20日电(林木)大会", "https://a.example/2031/09/20/1.shtml", "2031-09-20"),
        ("(湖城20日讯)大会", "https://a.example/202109/t20310921_1.html", "2031-09-20"),
        ("(湖城30日讯)大会", "https://a.example/2031-10-01/1.html", "2031-09-30"),
        ("(湖城20日讯)大会", "https://a.example/2031-10-01/1.html", "2031-10-01"),
        ("Updated: May 6, 2031\n\nIt opened.", "https://a.example/2031/05/09/", "2031-05-06"),
        ("It opened on Friday, and it is large.", "https://a.example/2031/05/09/", "2031-05-09"),
        ("LAKE--(BUSINESS WIRE)--It", "https://a.example/home/20310509626704/en", "2031-05-09"),
    ],
)
def test_dateline_then_header_then_address(text: str, url: str | None, published: str) -> None:
    assert read(text, url)[0].published == published


def test_markup_speaks_where_the_text_is_silent() -> None:
    markup = {"published": "2031-05-06", "publisher": "Lake Post", "title": "Fair opens"}
    heading, _ = read(
        "It opened on Friday, and it is large.", "https://a.example/2030/1/1/", **markup
    )
    assert (heading.published, heading.publisher) == ("2031-05-06", "Lake Post")
    assert (heading.title, heading.url) == ("Fair opens", "https://a.example/2030/1/1/")
    assert (heading.published_span, heading.publisher_span) == (None, None)
    heading, _ = read("LAKE, May 5 (Xinhua) -- It opened.", **markup)
    assert (heading.published, heading.publisher) == ("2031-05-05", "Xinhua")


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (
            "URL: https://a.example\n\nHome > News > Fair\n\nTool fair opens\n\nIt is.",
            "Tool fair opens",
            "It is.",
        ),
        (
            "Will the fair open?\n2031-05-06 10:11\nIt will, says Li.",
            "Will the fair open?",
            "It will, say",
        ),
        (
            "湖光网\n返回首页\n\n工具博览会开幕\n\n湖光社\n\n  湖光社湖城9月26日电(林木)大会",
            "工具博览会开幕",
            "大会",
        ),
        (
            "工具博览会开幕\n一台机床正在运转。林木 摄\n湖光社湖城9月26日电 大会",
            "工具博览会开幕",
            "大会",
        ),
        ("工具博览会开幕\n(湖光社)\n\n大会今天开幕。", "工具博览会开幕", "(湖光社)\n\n大会今天开"),
        ("date 2031-05-06 LAKE, May 6, 2031 /PRNewswire/ -- It opened.", None, "It opened."),
        ("date 2031-05-06 Tool fair opens\nLAKE, May 6 (AP) - It.", "Tool fair opens", "It."),
        ("The fair opened on Friday in the halls at the lake. It is large.", None, "The fair ope"),
        (
            "# Tool fair opens\n\nIt is on, says Li of the tool office at the lake.",
            "Tool fair opens",
            "It is on, sa",
        ),
    ],
)
def test_headline_and_body(text: str, title: str | None, body: str) -> None:
    heading, start = read(text)
    assert (heading.title, start) == (title, body)


def test_values_stand_in_the_text_at_their_spans() -> None:
    text = "\ufeff工具博覽會開幕\r\n\r\n　　湖光社西湖城2031年9月２6日電（林木）大會開幕。"
    view = View(text)
    heading, start = read_heading(Document("a.txt", text, "", "text/plain"), view)
    spans = (heading.published_span, heading.publisher_span, heading.place_span)
    assert [text[span.start : span.end] for span in spans if span] == [
        *("2031年9月２6日", "湖光社", "西湖城"),
    ]
    assert (heading.published, heading.publisher, heading.place) == (
        "2031-09-26",
        "湖光社",
        "西湖城",
    )
    line = heading.dateline_span
    assert line
    assert text[line.start : line.end] == "湖光社西湖城2031年9月２6日電（林木）"
    assert view.text[start:] == "大会开幕。"


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        *(("NORTHPORT", "Northport"), ("LAKE CITY", "Lake City"), ("XI'AN", "Xi'an")),
        *(("STOKE-ON-TRENT", "Stoke-On-Trent"), ("Lake", "Lake"), ("São Lago", "São Lago")),
    ],
)
def test_the_place_of_a_dateline(printed: str, place: str) -> None:
    assert read(f"{printed}, May 6, 2031 (AP) -- It opened.")[0].place == place


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The fair opened.", "en"),
        ("大会在北港开幕。", "zh"),
        ("The Northport Tool Fair (北港工具展) opened in the halls at the lake.", "en"),
        ("湖光机床集团 Lake Tools 参加了 Northport Tool Fair 工具博览会并展出三台新机床。", "zh"),
        ("Café", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert read(text)[0].language == language


PARTS = st.sampled_from(
    [
        *("LAKE", ", ", "May 6", ", 2031", " (AP)", " -- ", "/PRNewswire/", "湖光社"),
        *("湖城", "9月26日", "电", "来源:", "\n", "\n\n", "Updated: ", "2031-05-06"),
        *("10:00", " | ", "｜", "据", "讯", "(", ")", "【"),
        *("date ", "二〇三一年五月六日", "99日", "2031年13月", " ", "\u200b", "½", "🙂"),
    ]
)


@given(st.lists(PARTS | st.text(max_size=3), max_size=30).map("".join), st.none() | st.text())
def test_any_text_has_a_heading_within_it(text: str, url: str | None) -> None:
    view = View(text)
    document = Document("a.txt", text, "", "text/plain", url=url)
    heading, start = read_heading(document, view)
    assert 0 <= start <= len(view.text)
    spans = [heading.published_span, heading.publisher_span, heading.place_span]
    for span in [*spans, heading.dateline_span]:
        assert span is None or 0 <= span.start < span.end <= len(text)
    if heading.publisher_span:
        named = heading.publisher_span
        assert text[named.start : named.end] == heading.publisher


@pytest.mark.parametrize(
    "piece", ["word, ", "LAKE - ", "A.) ", "湖光社", "来源:a ", "2031-05-06 ", "| "]
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_time_does_not_grow_beyond_the_length(
    piece: str, end: str, assert_linear: Callable[[Callable[[int], object], int], None]
) -> None:
    texts = {size: (piece + end) * (size // len(piece)) for size in (100_000, 200_000)}
    views = {size: View(text) for size, text in texts.items()}

    def run(size: int) -> None:
        view = views.get(size) or View(piece)
        read_heading(Document("a.txt", view.snapshot, "", "text/plain"), view)

    assert_linear(run, 100_000)
