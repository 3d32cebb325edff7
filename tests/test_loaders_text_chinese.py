"""What Chinese texts state of an edition, in sentences of our own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from convenor.loaders.inputs import Input
from convenor.loaders.text.extract import extract
from convenor.loaders.text.output.labels import as_json
from convenor.loaders.text.source.documents import read_document
from convenor.loaders.text.values.quantities import numbers

HEAD = "2031世界港口博览会9月20日在厦门开幕,参展企业与观众云集展区。"


def editions(folder: Path, text: str) -> list[dict[str, Any]]:
    """Editions that a text tells of, in the form for scoring."""
    path = folder / "text.txt"
    path.write_text(text, encoding="utf-8")
    found: list[dict[str, Any]] = as_json(extract(read_document(Input("text.txt", path))))[
        "editions"
    ]
    return found


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Reader of sentences that follow a report's first one: the main edition they tell of."""

    def main(sentences: str, head: str = HEAD) -> dict[str, Any]:
        return editions(tmp_path, f"厦门港口通讯\n2031-09-21\n\n{head}{sentences}\n")[0]

    return main


def statistics(edition: dict[str, Any]) -> set[tuple[str, int]]:
    return {(item["what"], item["value"]) for item in edition.get("statistics", ())}


def organizers(edition: dict[str, Any]) -> set[tuple[str, str]]:
    return {(item["name"], item["role"]) for item in edition.get("organizers", ())}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("展会吸引800余家企业的2000多件展品亮相。", {("exhibitors", 800), ("exhibits", 2000)}),
        (
            "签约项目64个,签约总金额1063亿元,其中投资50亿元以上的10个。",
            {("signed projects", 64), ("investment", 106300000000), ("signed projects", 10)},
        ),
        (
            "来自41个国家和地区的3496家展商参展。",
            {("countries", 41), ("exhibitors", 3496)},
        ),
        ("现场意向成交额超百亿元。", {("deals", 10000000000)}),
        ("展览总面积10万平方米,比上届增加了2万平方米。", {("area", 100000)}),
        ("全市规模以上工业企业实现营收5000亿元。", set()),
        ("观众近10万人次,线上直播观看3000万人次。", {("visitors", 100000)}),
        ("约70场国际品牌首发活动将举行。", {("activities", 70)}),
    ],
)
def test_figures(read: Any, sentence: str, expected: set[tuple[str, int]]) -> None:
    assert statistics(read(sentence)) == expected


def test_share_of_a_sum_signed_is_no_bound() -> None:
    assert [(n.value, n.bound) for n in numbers("现场签约156亿元,约300家企业", True)] == [
        (15600000000, "exact"),
        (300, "about"),
    ]


def test_cumulative_figure_has_its_year(read: Any) -> None:
    found = read("自2021年举办以来,博览会前四届累计签约项目1200个。")
    assert found["statistics"] == [
        {
            "what": "signed projects",
            "value": 1200,
            "unit": "count",
            "bound": "exact",
            "scope": "cumulative",
            "as_of_year": 2031,
        }
    ]


def test_last_years_figure_belongs_to_the_edition_before(tmp_path: Path) -> None:
    text = f"2031-09-21\n\n{HEAD}去年的博览会签约项目35个。"
    found = editions(tmp_path, text)
    assert [edition["year"] for edition in found] == [2031, 2030]
    assert statistics(found[1]) == {("signed projects", 35)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "主办单位为交通运输部、福建省人民政府,承办单位为厦门市人民政府。",
            {
                ("交通运输部", "organizer"),
                ("福建省人民政府", "organizer"),
                ("厦门市人民政府", "undertaker"),
            },
        ),
        (
            "博览会由商务部指导,中国港口协会主办,厦门市商务局承办,福建省贸促会协办。",
            {
                ("中国港口协会", "organizer"),
                ("厦门市商务局", "undertaker"),
                ("福建省贸促会", "co-organizer"),
                ("商务部", "supporter"),
            },
        ),
        (
            "主宾国首次设立,秘鲁担任主宾国;浙江、山东为主宾省。",
            {(name, "guest of honour") for name in ("秘鲁", "浙江", "山东")},
        ),
        ("分论坛由商务部主办。", set()),
        ("主办:厦门市商务局 技术支持:市数据中心 闽ICP备05012345号", set()),
    ],
)
def test_roles(read: Any, sentence: str, expected: set[tuple[str, str]]) -> None:
    assert organizers(read(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "exhibitors", "exhibits"),
    [
        (
            "青云动力的氢能拖轮、海石重工的岸桥成为焦点。",
            {"青云动力", "海石重工"},
            {"氢能拖轮", "岸桥"},
        ),
        ("德国港联集团带来多款自动岸桥。", {"港联集团"}, {"自动岸桥"}),
        ("青云汽车、蓝湾科技等知名企业均将设展。", {"青云汽车", "蓝湾科技"}, set()),
        ("水下机器人、无人集卡等悉数亮相。", set(), {"水下机器人", "无人集卡"}),
        ("本届展会集中展示了新材料、新能源等领域的最新成果。", set(), set()),
        ("展览展示量质齐升,现场展示良好形象。", set(), set()),
    ],
)
def test_shows(read: Any, sentence: str, exhibitors: set[str], exhibits: set[str]) -> None:
    found = read(sentence)
    assert set(found.get("exhibitors", ())) == exhibitors
    assert set(found.get("exhibits", ())) == exhibits


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "分“港口之光”“蓝色航道”“智慧物流”等8大展区。",
            ["港口之光", "蓝色航道", "智慧物流"],
        ),
        (
            "设岸电服务、供应链及商务服务、冷链服务3个专题展。",
            ["岸电服务", "供应链及商务服务", "冷链服务"],
        ),
        ("设有智能装备、海洋食品及绿色航运等展区。", ["智能装备", "海洋食品", "绿色航运"]),
        ("走进智慧航道展区,人头攒动。", ["智慧航道展区"]),
        ("各大展区人气很旺,会展中心座无虚席。", []),
    ],
)
def test_areas(read: Any, sentence: str, expected: list[str]) -> None:
    assert [area["name"] for area in read(sentence).get("exhibition_areas", ())] == expected


def test_agreement_keeps_its_subject_over_a_clause(read: Any) -> None:
    found = read("厦门市人民政府与青云动力集团签订合作协议;与蓝湾重工有限公司签订采购合同。")
    assert [agreement["parties"] for agreement in found["agreements"]] == [
        ["厦门市人民政府", "青云动力集团"],
        ["厦门市人民政府", "蓝湾重工有限公司"],
    ]


def test_lots_are_no_agreements(read: Any) -> None:
    found = read("与会企业签署合作协议120余份,36个项目集中签约。")
    assert "agreements" not in found


def test_programme(read: Any) -> None:
    found = read("活动分三类:港口之夜、成果发布、配套活动。9月23日为公众开放日。另有20场活动。")
    assert found["activities"] == ["港口之夜", "成果发布", "配套活动", "公众开放日"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("大会会期至22日。", "2031-09-20", "2031-09-22"),
        ("9月22日至23日为公众开放日。", "2031-09-20", None),
        ("展期为期4天。", "2031-09-20", "2031-09-23"),
    ],
)
def test_days(read: Any, text: str, start: str, end: str | None) -> None:
    found = read(text)
    assert (found.get("start"), found.get("end")) == (start, end)


def test_day_of_the_briefing_is_not_the_opening(tmp_path: Path) -> None:
    text = (
        "2031-08-27 来源:港口网\n\n组委会27日举行新闻发布会。2031世界港口博览会由交通运输部主办,"
        "将于9月20日至24日在厦门白鹭园区举办,参展企业800家。"
    )
    found = editions(tmp_path, text)[0]
    assert (found["start"], found["end"]) == ("2031-09-20", "2031-09-24")
    assert (found["city"], found["venue"]) == ("厦门", "白鹭园区")


@pytest.mark.parametrize(
    ("text", "series", "number"),
    [
        ("第二十六届高交会16日落幕,参展企业5000家,展区22个。", "高交会", 26),
        ("首届“闽南国际茶博览会”29日开幕,308家企业参展。", "闽南国际茶博览会", 1),
        ("第33屆香港書展19日開幕,吸引700家展商,觀眾踴躍。", "香港書展", 33),
        ("我市组团参加第九届厦门国际茶博览会,12家企业参展。", "厦门国际茶博览会", 9),
    ],
)
def test_editions_by_name(tmp_path: Path, text: str, series: str, number: int) -> None:
    found = editions(tmp_path, f"2031-09-30\n\n{text}")[0]
    assert (found["series"], found["ordinal"]) == (series, number)


def test_latin_name_of_a_fair(tmp_path: Path) -> None:
    text = "2031-01-09\n\nCES 2031于1月7日至10日在美国拉斯维加斯举行,参展企业4000家,展区很大。"
    found = editions(tmp_path, text)[0]
    assert (found["series"], found["year"], found["city"]) == ("CES", 2031, "拉斯维加斯")


def test_congress_of_a_party_is_no_edition(tmp_path: Path) -> None:
    assert editions(tmp_path, "2031-03-09\n\n第九次代表大会8日开幕,代表出席会议。") == []


@pytest.mark.parametrize(
    "unit",
    [
        "机器人、",
        "参展企业,",
        "华为的芯片、",
        "“动力”",
        "900家、",
        "由商务部、",
        "与集团",
        "论坛会",
    ],
)
def test_time_grows_with_the_length(tmp_path: Path, unit: str) -> None:
    editions(tmp_path, HEAD)
    spent = []
    for length in (1000, 8000):
        text = f"{HEAD}\n{unit * (length // len(unit))}。"
        begin = time.perf_counter()
        editions(tmp_path, text)
        spent.append(time.perf_counter() - begin)
    assert spent[1] < 40 * spent[0] + 0.2
