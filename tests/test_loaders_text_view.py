"""The view of a text: what it unifies, and that every place in it leads back to the snapshot."""

import doctest
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from convenor.loaders.text.extraction import Span
from convenor.loaders.text.source import view as module
from convenor.loaders.text.source.view import View

# fmt: off
TRICKY = st.sampled_from([
    "\r\n", "\r", "\n", "\u2028", "\u200b", "\ufeff", "\xad", "½", "3½", "m²", "10²", "㎡",
    "e\u0301", "\u0301", "“", "’", "it’s", "İ", "ß", "ﬁ", "🇨🇳", "👩\u200d🔬", "مرحبا",
    "שלום", "會", "後", "爲", "，", "。", "「展」", "『展』", "——", "…", "①", "™", "Ⅳ", "\x00",
    "\x85", "㍿", "é", "한국", "ﷺ", "\U0002f800", "９½",
])
# fmt: on
TEXTS = st.lists(TRICKY | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)).map(
    "".join
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ｆａｉｒ　２０２４：５０％（ＣＩＩＥ）", "Fair 2024:50%(CIIE)"),
        ("开幕！吗？好；甲、乙。《榜单》", "开幕!吗?好;甲、乙。《榜单》"),
        ("第二十屆博覽會開幕，參展爲3000餘家", "第二十届博览会开幕,参展为3000余家"),
        ("「深化改革」『促發展』", "“深化改革”‘促发展’"),
        ('“A” ‘b’ China’s "c" d\'e', "“A” ‘b’ China's \"c\" d'e"),
        ("20–23 Sept. — 甲——乙 −5 e‐mail", "20-23 Sept. - 甲--乙 -5 e-mail"),
        ("2㎡, 3 ㎞², 5m³, 10², 20℃", "2m2, 3 km2, 5m3, 10², 20°C"),
        ("½ or 3½ or ９⅔", "1/2 or 3 1/2 or 9 2/3"),
        ("Oryx™ ①2024 Nº 1… 5″", "Oryx™ ①2024 Nº 1… 5″"),
        ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
        ("manu\u00adfac\u200bturing\ufeff 👩\u200d🔬", "manufacturing 👩🔬"),
        ("Caf\u0065\u0301 q\u0301", "Café q\u0301"),
        ("a\r\nb\rc\nd\u2028e\x0bf\r\r\n", "a\nb\nc\nd\ne\nf\n\n"),
        ("Mont・Blanc•item‧x", "Mont·Blanc·item·x"),
        ("", ""),
    ],
)
def test_one_form_for_each_character(text: str, expected: str) -> None:
    assert View(text).text == expected


def test_what_is_left_out_is_not_part_of_a_span() -> None:
    view = View("\ufeffHe\u00adfei\u200b, 3½ 万\r\nend")
    assert view.text == "Hefei, 3 1/2 万\nend"
    assert view.original(0, 5) == "He\u00adfei"
    assert view.span(0, 5) == Span(1, 7)
    assert view.original(7, 12) == "3½"
    assert view.original(9, 10) == "½"
    assert view.original(14, 15) == "\r\n"
    assert view.original(15, 18) == "end"
    assert view.span(18, 18) == Span(len(view.snapshot), len(view.snapshot))


@pytest.mark.parametrize("place", [(-1, 2), (2, 1), (0, 4)])
def test_offsets_outside_the_view_are_an_error(place: tuple[int, int]) -> None:
    with pytest.raises(IndexError, match="not within a text of 3"):
        View("abc").span(*place)


@given(TEXTS)
def test_every_place_leads_back(text: str) -> None:
    view = View(text)
    assert len(view.folded) == len(view.text)
    ends = 0
    for place in range(len(view.text)):
        span = view.span(place, place + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert span.end >= ends
        assert view.original(place, place + 1) == text[span.start : span.end]
        assert view.text[place] in View(view.original(place, place + 1)).text + "'²³ "
        ends = span.end
    whole = view.span(0, len(view.text))
    assert view.original(0, len(view.text)) == text[whole.start : whole.end]


@given(TEXTS, st.data())
def test_spans_are_monotonic(text: str, data: st.DataObject) -> None:
    view = View(text)
    places = st.integers(0, len(view.text))
    first, second, third = sorted(data.draw(st.tuples(places, places, places)))
    left, right = view.span(first, second), view.span(second, third)
    assert left.start <= left.end <= len(text)
    assert left.start <= right.start
    assert left.end <= right.end or third == second
    assert view.span(first, third).start == left.start


@given(st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=200))
def test_ascii_is_itself(text: str) -> None:
    assert View(text).text == text
    assert View(text.replace(" ", "\t")).text == text


@pytest.mark.parametrize("piece", ["3½ m\r\n", "大會，「展」\r\n", "e\u0301", "\u200b", "plain "])
def test_time_grows_with_the_length(
    piece: str, assert_linear: Callable[[Callable[[int], object], int], None]
) -> None:
    def run(size: int) -> None:
        view = View(piece * (size // len(piece)))
        view.span(len(view.text) // 2, len(view.text))

    assert_linear(run, 100_000)


def test_documentation() -> None:
    assert doctest.testmod(module).failed == 0
