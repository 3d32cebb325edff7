"""Folding: what is one name stays one, what is two stays two, and folding again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from convenor.graph.resolve.features import abbreviates, places_in
from convenor.graph.resolve.fold import fold, fold_series, is_abbreviation, spelled
from convenor.graph.resolve.kinds import kind_of
from convenor.graph.resolve.register import known_bodies, known_series
from convenor.ontology import authority
from convenor.ontology.schemes import concepts

ONE = [
    ("Ministry of Science and Technology", "the Ministry of Science & Technology"),
    ("Ministry of Commerce", "MINISTRY OF COMMERCE, P.R. China"),
    ("Ministry of Commerce", "China's Ministry of Commerce"),
    ("Ministry of Commerce", "Ministry of Commerce of the People’s Republic of China"),
    ("State Council", "the State Council of China"),
    ("Ministry of Lakes", "Ministry of Lakes of the PRC"),
    ("Anhui Provincial People's Government", "Government of Anhui Province"),
    ("Hefei Municipal Government", "People's Government of Hefei City"),
    ("Department of Commerce of Anhui Province", "Anhui Provincial Department of Commerce"),
    ("Lake Robotics Co., Ltd.", "Lake Robotics Company Limited"),
    ("Lake Trade Centre", "LAKE  TRADE CENTER"),
    ("工业和信息化部", "中華人民共和國工業和信息化部"),
    ("商务部", "中国商务部"),
    ("安徽省人民政府", "安徽省政府"),
    ("安徽省商务厅", "安徽商务厅"),
    ("中国—东盟中心", "中国-东盟中心"),
    ("湖泊（集团）有限责任公司", "湖泊(集团)有限公司"),
    ("Zürich Fair Society", "Zurich Fair Society"),
]
TWO = [
    ("Bank of China", "Bank"),
    ("Ministry of Commerce", "Ministry of Commerce of Vietnam"),
    ("Anhui Provincial Government", "Henan Provincial Government"),
    ("吉林省政府", "吉林市政府"),
    ("安徽省委", "安徽"),
    ("深圳市场监督管理局", "深圳场监督管理局"),
    ("Lake Fund 3.0", "Lake Fund 30"),
    ("The Group", "The Bank"),
    ("China National Lake Corporation", "National Lake Corporation"),
    ("C++ Society", "C Society"),
]
WORDS = (
    "the The of China PRC P.R. Ministry Commerce People's Government province city 2024 & and — . "
    "6th sixth session Anhui 安徽 省 市 人民政府 中华人民共和国 中国 商务部 國 第六届 2024年 "
    "( ） Co., Ltd. Company Limited Department Co-operation É İ ß ﬁ"
)
NAMES = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(WORDS.split()), max_size=10).map(" ".join),
    st.sampled_from(sorted(authority.names("bodies"))),
)


@pytest.mark.parametrize(("one", "other"), ONE)
def test_two_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(NAMES)
def test_folding_again_changes_nothing(name: str) -> None:
    for folded in (spelled, fold, fold_series):
        assert folded(folded(name)) == folded(name)


@given(NAMES)
def test_a_name_never_folds_away(name: str) -> None:
    assert bool(fold(name)) == bool(name.strip())


def test_no_fold_makes_two_bodies_of_the_authority_file_one() -> None:
    bodies = known_bodies()
    shared = {
        name: bodies.find(name) for name in authority.names("bodies") if len(bodies.find(name)) != 1
    }
    assert shared == {} and len(bodies.names) > 200


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the 2024 World Manufacturing Convention", {"wmc"}),
        ("Sixth World Manufacturing Convention", {"wmc"}),
        ("135th session of the Canton Fair", {"canton-fair"}),
        ("第二十届中國—東盟博覽會", {"caexpo"}),
        ("World Intelligence Expo 2024", {"wie-tj"}),
        ("WIC", {"wie-tj", "wuzhen"}),
        ("World Lake Convention", set()),
    ],
)
def test_series_are_found_without_year_and_number(name: str, expected: set[str]) -> None:
    assert known_series().find(name) == expected


def test_kinds_agree_with_those_of_the_authority_file() -> None:
    bodies = known_bodies()
    told = [
        (kind_of(name), bodies.kinds.get(identifier), name)
        for identifier, names in bodies.names.items()
        for name in names
    ]
    wrong = [name for kind, known, name in told if kind and known and kind != known]
    right = [name for kind, known, name in told if kind and kind == known]
    assert len(right) > 300 and len(wrong) <= 0.01 * len(right), wrong
    assert {kind for kind, _, _ in told if kind} <= set(concepts("kind"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ministry of Lakes and Rivers", "ministry"),
        ("文化和旅游部", "ministry"),
        ("National Lake Commission", "commission"),
        ("国家湖泊委员会", "commission"),
        ("Lake Academy of Sciences", "academy"),
        ("湖泊科学院", "academy"),
        ("Lake Fair Society", "association"),
        ("湖泊商会", "association"),
        ("Federation of Lake Industries", "federation"),
        ("People's Government of Lake Province", "provincial government"),
        ("Laketown Municipal People's Government", "municipal government"),
        ("湖州市人民政府", "municipal government"),
        ("Lake Robotics Inc", "company"),
        ("湖泊集团", "company"),
        ("Lake University of Technology", "university"),
        ("湖泊学院", "university"),
        ("湖州市商务局", "administration"),
        ("Lake Province Bureau of Statistics", "administration"),
        ("World Lake Organization", "international organization"),
        ("Lake Council for Trade", "council"),
        # What the shape does not tell:
        ("Convention Organizing Committee", None),
        ("湖泊大会组委会", None),
        ("World Lake Alliance", None),
        ("湖泊俱乐部", None),
        ("湖泊事业部", None),
        ("Airuite", None),
    ],
)
def test_kind_by_the_shape_of_the_name(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_abbreviations() -> None:
    assert is_abbreviation("CAEXPO") and not is_abbreviation("Expo") and not is_abbreviation("A B")
    assert abbreviates("服贸会", "中国国际服务贸易交易会")
    assert not abbreviates("MIIT", "Ministry of Commerce")
    assert not abbreviates("MIIT", " ".join(["Many"] * 40))


def test_places_stand_as_words() -> None:
    assert places_in("Henan and Hefei Lake Society") == {"henan", "hefei"}
    assert places_in("Anhuiland") == places_in("中国湖泊协会") == frozenset()
