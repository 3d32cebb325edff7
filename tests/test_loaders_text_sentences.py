"""Sentences, paragraphs and headings of English and Chinese texts."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from convenor.loaders.text.source.sentences import LONGEST, sentences
from convenor.loaders.text.source.view import View


def split(text: str) -> list[str]:
    view = View(text)
    return [view.text[sentence.start : sentence.end] for sentence in sentences(view)]


@pytest.mark.parametrize(
    "text",
    [
        "The fair opened on Friday.| It drew 1.5 million visitors!| Who came?| Everybody did.",
        "Dr. Li met Mr. J. Smith and Prof. A.B. Jones of St. Ives.| They talked.",
        "It ran from Sept. 25, 2031 to Oct. 2 in Hall No. 5.| No one left.| The end.",
        "Lake Tools Co. Ltd. of the U.S. and Hill Inc. signed.| The deal is worth 3.5 bn.",
        "It opened at 9 a.m. in Northport.| At 5 p.m. The gates closed.".replace(
            "p.m. The", "p.m.| The"
        ),
        "Visitors came from the U.S.| The fair thanked them.| U.S. firms did, too.",
        "He works for Lake Inc.| The firm is old.| Some work for Hill Corp. in town.",
        "See https://fair.example/a.b?c=d! or write to a.b@fair.example.| Thanks.",
        "It was big ... very big.| It was loud... Then it ended.".replace("... Then", "...| Then"),
        'She said: "It opens today. Come along."| Nobody came.',
        "Its theme is “Tools. People. Future!” this year.| It is the third.",
        "“We are glad.”| He smiled.",
        '"Is it open?" asked Li.| It was.',
        "The Tool Forum (opened by Dr. Li. It was short.) began.| It ended.",
        "Growth was approx. 5 percent vs. 4 in 2030.| That is all.",
        "Sales rose in 2031.| 300 firms came.| In Dec. 12 left.",
        "1. Halls open at nine.| 2. Halls close at five.",
        "The list: lathes; drills; saws.| More followed.",
        "He grew vitamin C.| The plant won.",
        "Yahoo! was there.| So was e.g. Lake Ltd.",
        'The booth of 5" lathes was full.| The 6" ones sold.',
    ],
)
def test_english_sentences(text: str) -> None:
    assert split(text.replace("|", "")) == [part.strip() for part in text.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "大会在北港开幕。|参展企业300家!|谁来了?|大家都来了。",
        "展品包括机床；|还有钻头；|以及锯子。",
        "主题为“制造世界!创造美好”的大会开幕。|为期4天。",
        "发布了《走进北港!白皮书》和榜单。|引起关注。",
        "他说：“展会很好。大家满意。”|会后合影。",
        "他表示：“展会很好。”|大家鼓掌。",
        "“很好。”,他说。|掌声响起。",
        "总面积5.9万平方米,投资3.5亿元。|签约项目(含线上。)共10个。",
        "大会(简称“北博会”)今天开幕。|共4天",
        "北港工具展于2031.5.6开幕。|网址:www.fair.example。|欢迎!",
        "由Lake Co. Ltd.主办。|支持单位有A、B。",
        "展会“首发。”很多",
    ],
)
def test_chinese_sentences(text: str) -> None:
    parts = [View(part).text.strip() for part in text.split("|")]
    if text.startswith("展会“首发"):
        parts = ["展会“首发。”", "很多"]
    assert split(text.replace("|", "")) == parts


def test_paragraphs_and_headings() -> None:
    view = View(
        "Tool fair opens in Northport\r\n\r\nThe fair opened. It is large.\r\n"
        "Visitors inspect a lathe\r\nBooths: 410\r\n \r\n"
        "第三届工具博览会开幕\n大会今天开幕。共4天。\n"
    )
    found = sentences(view)
    assert [(item.paragraph, item.heading) for item in found] == [
        *((0, True), (1, False), (1, False), (2, True), (3, True)),
        *((4, True), (5, False), (5, False)),
    ]
    assert view.original(found[5].start, found[5].end) == "第三届工具博览会开幕"


WRAPPED = """\
The third Northport Tool Fair opened on Tuesday in the halls at the lake,
with more than 300 exhibitors from 14 countries, a record for the show of
lathes, drills and saws. At the opening spoke Dr. Li of the Northport Tool
Office, before about 2,000 guests. It ends on the ninth of May and will be
back in two years.

Hall A: lathes
Hall B: drills
Hall C: saws
"""


def test_lines_that_are_wrapped_by_hand_are_joined() -> None:
    found = split(WRAPPED)
    assert found[0].endswith("lathes, drills and saws.")
    assert found[1].startswith("At the opening spoke Dr. Li of the Northport Tool\nOffice,")
    assert len(found) == 6
    assert found[3:] == ["Hall A: lathes", "Hall B: drills", "Hall C: saws"]


def test_chinese_lines_that_are_wrapped_by_hand_are_joined() -> None:
    text = "第三届北港工具博览会在北港市会展中心隆重开幕，来自全国各地的参展企业超过三百家。"
    text = (text + "大会为期四天，") * 4 + "欢迎参加"
    lines = [text[place : place + 30] for place in range(0, len(text), 30)]
    assert "\n".join(lines).count("\n") > 4
    assert len(split("\n".join(lines))) == 5


def test_lines_of_their_own_are_not_joined() -> None:
    lines = ["Exhibitors: more than 300", "Visitors: about 2,000", "Countries: 14", "Halls: four"]
    assert split("\n".join(lines)) == lines
    long = "The fair opened on Tuesday in the halls at the lake, with a record of exhibitors, " * 2
    assert split(f"Guests at the opening\n{long}\nA lathe at work") == [
        "Guests at the opening",
        long.strip(),
        "A lathe at work",
    ]


@pytest.mark.parametrize("piece", ["word, ", "字", "a", "字、", "“", "(a "])
def test_no_sentence_is_too_long(piece: str) -> None:
    view = View(piece * 5000)
    found = sentences(view)
    assert max(item.end - item.start for item in found) <= LONGEST
    joined = "".join(view.text[item.start : item.end] for item in found)
    assert joined.replace(" ", "") == view.text.replace(" ", "")
    if piece == "word, ":
        assert all(view.text[item.end - 1] in ",d" for item in found)


@given(
    st.lists(
        st.sampled_from(
            [
                *("Mr. ", "U.S. ", "The ", "a", ". ", "。", "!", "“"),
                *("”", '"', "(", ")", "《", "》", "\n", "\n\n"),
                *("；", "5", "字", "Co. ", "...", " ", "٣", "🙂"),
            ]
        )
        | st.text(max_size=3)
    ).map("".join)
)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    view = View(text)
    place, paragraph, left = 0, 0, []
    for sentence in sentences(view):
        assert place <= sentence.start < sentence.end <= len(view.text)
        assert sentence.paragraph >= paragraph
        left.append(view.text[place : sentence.start])
        part = view.text[sentence.start : sentence.end]
        assert part == part.strip()
        place, paragraph = sentence.end, sentence.paragraph
    assert not "".join([*left, view.text[place:]]).strip()


@pytest.mark.parametrize(
    "piece",
    [
        *("word and word, ", "It is. ", "大会开幕。", "Mr. ", "“", '"', "(((", "..."),
        *(
            "a\n",
            "1. ",
            "x" * 9,
            "The fair opened on Tuesday in the halls at the lake, with a record\n",
            "《",
            "! ",
            "“a.”",
        ),
    ],
)
def test_time_grows_with_the_length(
    piece: str, assert_linear: Callable[[Callable[[int], object], int], None]
) -> None:
    assert_linear(lambda size: sentences(View(piece * (size // len(piece)))), 60_000)
