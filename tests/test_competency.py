"""Everything a careful reader takes: questions, answered with the words that say so.

The same questions are asked of two English and two Chinese texts of our own, and of the two real
releases where those lie beside the checkout. An answer is a row of a catalogue query; its evidence
is a passage of a source of that row which holds the words given here, at its offsets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from convenor.cli import main
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.graph.provenance import Passage

OWN = Path(__file__).parent / "texts"
SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"
TEXTS = {
    "seeds": sorted(SEEDS.glob("*.txt")),
    "en": [OWN / "01-harbour2031-opens.txt", OWN / "02-harbour2032-preview.txt"],
    "zh": [OWN / "03-harbour2031-opens-zh.txt", OWN / "04-harbour2032-preview-zh.txt"],
}
SERIES = {
    "seeds": "World Manufacturing Convention",
    "en": "World Harbour Technology Expo",
    "zh": "世界港口科技博览会",
}
Answers = dict[tuple[object, ...], str]
Passages = list[tuple[str, Passage]]


@dataclass(frozen=True)
class Asked:
    """One question: `answers` maps each row (its values in `columns`) to words that state it.

    `about` is a year or, for a question on the series, None. With `whole` nothing else is answered.
    """

    texts: str
    row: str
    query: str
    about: int | None
    columns: str
    answers: Answers
    whole: bool = True
    only: str = ""

    def __str__(self) -> str:
        return f"{self.texts}-{self.row}-{self.query}-{self.about or 'series'}{self.only}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("competency")


@pytest.fixture(scope="module")
def graphs(folder: Path) -> Iterator[dict[str, KnowledgeGraph]]:
    opened = {}
    for name, paths in TEXTS.items():
        if paths:
            arguments = ["build", *map(str, paths), "--quiet", "--store", str(folder / name)]
            assert main(arguments) == 0
            opened[name] = open_graph(folder / name)
    yield opened
    for graph in opened.values():
        graph.close()


def graph_of(graphs: dict[str, KnowledgeGraph], name: str) -> KnowledgeGraph:
    if name not in graphs:
        pytest.skip("the real releases are not here")
    return graphs[name]


def named(texts: str, year: int | None) -> str:
    return f"{SERIES[texts]} {year}" if year else SERIES[texts]


@lru_cache(maxsize=256)
def passages(graph: KnowledgeGraph, thing: str) -> Passages:
    """The passages in whose words something is stated of a thing, each with its source."""
    found = graph.explain(thing)
    return [
        (statement.source, passage)
        for fact in (*found.facts, *found.mentions)
        for statement in fact.statements
        for passage in statement.passages
        if passage.quote
    ]


def snapshot(texts: str, passage: Passage) -> str:
    (path,) = [path for path in TEXTS[texts] if path.name == Path(passage.file).name]
    return path.read_bytes().decode("utf-8")


ORGANIZERS = {
    "Ministry of Industry and Information Technology": "ministry",
    "Ministry of Science and Technology": "ministry",
    "Ministry of Commerce": "ministry",
    "State-owned Assets Supervision and Administration Commission of the State Council": (
        "commission"
    ),
    "Chinese Academy of Engineering": "academy",
    "All-China Federation of Industry and Commerce": "federation",
    "Chinese People's Association for Friendship with Foreign Countries": "association",
    "China Association of Small and Medium Enterprises": "association",
    "Global Alliance of SMEs": "international organization",
    "People's Government of Anhui Province": "provincial government",
}
TOP_500 = "2023 China Top 500 Manufacturing Enterprises"
MEMORANDUM = (
    "Memorandum of Cooperation to Further Promote the High-Quality Development of China Speech"
    " Valley"
)
SIGNATORIES = (
    "Ministry of Industry and Information Technology; People's Government of Anhui Province"
)
HARBOUR_ORGANIZERS = {
    "Ministry of Transport": "ministry",
    "Ministry of Natural Resources": "ministry",
    "Ministry of Ecology and Environment": "ministry",
    "Ministry of Commerce": "ministry",
    "General Administration of Customs": "administration",
    "Chinese Academy of Sciences": "academy",
    "China Association for Science and Technology": "association",
    "China Council for the Promotion of International Trade": "council",
}
PACT = "Memorandum of Understanding on a Zero-Carbon Port Cluster on the Yellow Sea"


def each(*names: str) -> Answers:
    """Answers of one value that is printed as it is."""
    return {(name,): name for name in names}


FIGURE = "boundLabel value unitLabel as_of converted_fromLabel"
ON_SEEDS = [
    Asked(
        *("seeds", "E1", "dates_by_edition", 2023, "start end"),
        {("2023-09-20", "2023-09-24"): "September 20 to 24"},
    ),
    Asked(
        *("seeds", "E1", "places_by_edition", 2023, "placeLabel what within"),
        {("Hefei", "town", "Anhui, China"): "Hefei"},
    ),
    Asked(
        *("seeds", "E2", "dates_by_edition", 2024, "start end"),
        {("2024-09-20", "2024-09-23"): "September 20 to 23"},
    ),
    Asked(
        *("seeds", "E2", "places_by_edition", 2024, "placeLabel what"),
        {("Hefei", "town"): "Hefei"},
    ),
    Asked(
        *("seeds", "E3", "themes_by_edition", 2023, "themeLabel"),
        each("Intelligent Manufacturing for a Better Future"),
    ),
    Asked(
        *("seeds", "E3", "themes_by_edition", 2024, "themeLabel"),
        each("Smart Manufacturing for a Better Future"),
    ),
    Asked(
        *("seeds", "E4", "series_by_first_year", None, "seriesLabel first_year editions"),
        {("World Manufacturing Convention", "2018", "2"): "2018"},
    ),
    Asked(
        *("seeds", "E5", "years_running_by_series", None, "as_of years"),
        {("2023", "5"): "five successive years", ("2024", "6"): "six consecutive years"},
    ),
    Asked(
        *("seeds", "E6", "approvers_by_edition", 2024, "bodyLabel"),
        {("State Council",): "approved by the State Council"},
    ),
    Asked(
        *("seeds", "E7", "contacts_by_edition", 2024, "bodyLabel email website"),
        {
            (
                "World Manufacturing Convention Executive Committee",
                "media@wmconvention.com",
                "https://www.wmconvention.com",
            ): "media@wmconvention.com"
        },
    ),
    Asked(
        *("seeds", "B1", "bodies_by_edition", 2023, "bodyLabel kindLabel in_roleLabel"),
        {(name, kind, "organizer"): name for name, kind in ORGANIZERS.items()},
    ),
    Asked(
        *("seeds", "B2", "ministries_by_series", None, "bodyLabel years"),
        {(name, "2023"): "" for name, kind in ORGANIZERS.items() if kind == "ministry"},
    ),
    Asked(
        *("seeds", "B3", "editions_without_organizers", None, "editionLabel"),
        {("World Manufacturing Convention 2024",): ""},
    ),
    Asked("seeds", "B3", "bodies_by_edition", 2024, "bodyLabel", {}),
    Asked(
        *("seeds", "B4", "organizers_by_other_role", 2023, "bodyLabel other_roleLabel"),
        {
            ("Ministry of Industry and Information Technology", "signatory"): MEMORANDUM,
            ("People's Government of Anhui Province", "signatory"): MEMORANDUM,
        },
    ),
    Asked(
        *("seeds", "A1", "agreements_by_edition", 2023, "agreementLabel parties occasionLabel"),
        {(MEMORANDUM, SIGNATORIES, "opening ceremony"): MEMORANDUM},
    ),
    Asked(
        *("seeds", "A2", "releases_by_edition", 2023, "releaseLabel occasionLabel"),
        {(TOP_500, "opening ceremony"): TOP_500},
    ),
    Asked(
        *("seeds", "A3", "activities_by_edition", 2023, "activityLabel"),
        each(
            "opening ceremony",
            "central keynote forum",
            "specialized discussions",
            "dynamic exhibitions",
        ),
    ),
    Asked(
        *("seeds", "A3", "activities_by_edition", 2024, "activityLabel mode"),
        {
            ("opening ceremony", "mixed"): "opening ceremony",
            ("exhibitions", "mixed"): "exhibitions",
            ("releases", "mixed"): "releases",
            ("matchmaking events", "mixed"): "matchmaking events",
        },
    ),
    Asked(
        *("seeds", "X1", "exhibits_by_edition", 2023, "exhibitLabel measures"),
        {
            ("quantum computers", None): "quantum computers",
            ("propulsion rockets", None): "propulsion rockets",
            ("maglev train", "maximum speed 600 km/h"): "600 km per hour",
            ("superconducting cyclotron proton therapy system", None): "proton therapy system",
            ("homegrown heavy-duty gas turbine blades", None): "heavy-duty gas turbine blades",
            ("quantum spin magnetometers", None): "quantum spin magnetometers",
            ("80,000-ton model forging press", "press capacity 80000 t"): "80,000-ton model",
            ("Oryx 3.0", None): "Oryx 3.0",
        },
    ),
    Asked(
        *("seeds", "X2", "exhibits_by_debut", 2023, "exhibitLabel"),
        each("homegrown heavy-duty gas turbine blades", "quantum spin magnetometers", "Oryx 3.0"),
    ),
    Asked(
        *("seeds", "X3", "exhibits_by_area", 2024, "exhibitLabel areaLabel outdoor placeLabel"),
        {
            (name, "outdoor exhibition area", "True", "Luogang Park"): name
            for name in ("new energy intelligent vehicles", "drones", "humanoid robots")
        },
    ),
    Asked(
        *("seeds", "X3", "areas_by_edition", 2024, "areaLabel outdoor debut placeLabel"),
        {("outdoor exhibition area", "True", "True", "Luogang Park"): "Luogang Park"},
        whole=False,
    ),
    Asked(
        *("seeds", "X4", "areas_by_edition", 2024, "areaLabel"),
        each(
            "introductory hall",
            "international exhibition",
            "major manufacturing achievements by leading nations",
            "exhibitions from guest provinces and cities",
            "high-quality manufacturing development showcases from other regions",
            "Anhui's achievements in new industrialization",
            "outdoor exhibition area",
        ),
    ),
    Asked(
        *("seeds", "X5", "square_metres_by_edition", 2023, "part square_metres"),
        {
            ("hall", "20000"): "20,000-square-meter hall",
            ("market-centric showcase", "60000"): "60,000 square meters",
        },
    ),
    Asked(
        *("seeds", "X5", "square_metres_by_edition", 2024, "part square_metres"),
        {(None, "20000"): "20,000 square meters"},
    ),
    Asked(
        *("seeds", "X6", "industries_by_edition", 2024, "industryLabel"),
        each(
            "new energy vehicles",
            "next-generation information technology",
            "high-end manufacturing equipment",
        ),
    ),
    Asked(
        *("seeds", "S1", "statistics_by_series", None, FIGURE),
        {
            ("exact", "3021", "count", "2023", None): "3,021 projects",
            ("more than", "3600", "count", "2024", None): "more than 3,600 cooperative projects",
        },
        only="signed projects",
    ),
    Asked(
        *("seeds", "S2", "statistics_by_series", None, FIGURE),
        {
            ("about", "150000000000", "USD", "2023", "CNY"): "150 billion",
            ("more than", "1500000000000", "CNY", "2024", None): "exceeding 1.5 trillion yuan",
            ("more than", "1000000000000", "CNY", "2023", None): "one trillion yuan",
        },
        only="investment",
    ),
    Asked(
        *("seeds", "S2", "statistics_by_conversion", None, "value unitLabel converted"),
        {("1000000000000", "CNY", "150000000000"): "one trillion yuan"},
    ),
    Asked(
        *("seeds", "S3", "statistics_by_series", None, FIGURE),
        {("more than", "30000", "count", "2024", None): "over 30,000 guests"},
        only="guests",
    ),
    Asked(*("seeds", "S4", "days_by_edition", 2023, "days"), {("5",): "September 20 to 24"}),
    Asked(*("seeds", "S4", "days_by_edition", 2024, "days"), {("4",): "September 20 to 23"}),
]
ON_ENGLISH = [
    Asked(
        *("en", "E1", "dates_by_edition", 2031, "end"),
        {("2031-06-18",): "June 18"},
    ),
    Asked(
        *("en", "E1", "places_by_edition", 2031, "placeLabel what within"),
        {("Qingdao", "town", "Shandong, China"): "Qingdao"},
    ),
    Asked(
        *("en", "E2", "dates_by_edition", 2032, "start end"),
        {("2032-06-12", "2032-06-15"): "June 12 to 15"},
    ),
    Asked(
        *("en", "E2", "places_by_edition", 2032, "placeLabel what"),
        {("Qingdao", "town"): "Qingdao"},
    ),
    Asked(
        *("en", "E3", "themes_by_edition", 2031, "themeLabel"),
        each("Clever Ports, Clean Seas"),
    ),
    Asked(
        *("en", "E3", "themes_by_edition", 2032, "themeLabel"),
        each("Clever Ports, Cleaner Seas"),
    ),
    Asked(
        *("en", "E4", "series_by_first_year", None, "first_year website editions"),
        {("2027", "https://www.harbourexpo.example", "2"): "founded in 2027"},
    ),
    Asked(
        *("en", "E5", "years_running_by_series", None, "as_of years"),
        {("2031", "5"): "five in a row"},
        whole=False,
    ),
    Asked(
        *("en", "E6", "approvers_by_edition", 2032, "bodyLabel"),
        {("State Council",): "approval of the State Council"},
    ),
    Asked(
        *("en", "E7", "contacts_by_edition", 2032, "bodyLabel email website"),
        {
            (
                "Executive Office of the World Harbour Technology Expo",
                "press@harbourexpo.example",
                "https://www.harbourexpo.example",
            ): "press@harbourexpo.example"
        },
    ),
    Asked(
        *("en", "B1", "bodies_by_edition", 2031, "bodyLabel kindLabel in_roleLabel"),
        {(name, kind, "organizer"): name for name, kind in HARBOUR_ORGANIZERS.items()},
        whole=False,
    ),
    Asked(
        *("en", "B1", "bodies_by_edition", 2031, "bodyLabel in_roleLabel"),
        {("World Union of Harbour Engineers", "organizer"): "World Union of Harbour Engineers"},
        whole=False,
        only="",
    ),
    Asked(
        *("en", "B2", "ministries_by_series", None, "bodyLabel years"),
        {(name, "2031"): "" for name, kind in HARBOUR_ORGANIZERS.items() if kind == "ministry"},
    ),
    Asked(
        *("en", "B3", "editions_without_organizers", None, "editionLabel"),
        {("World Harbour Technology Expo 2032",): ""},
    ),
    Asked("en", "B3", "bodies_by_edition", 2032, "bodyLabel", {}),
    Asked(
        *("en", "B4", "organizers_by_other_role", 2031, "bodyLabel other_roleLabel"),
        {("Ministry of Transport", "signatory"): PACT},
        whole=False,
    ),
    Asked(
        *("en", "A1", "agreements_by_edition", 2031, "agreementLabel kindLabel"),
        {(PACT, "memorandum"): PACT},
    ),
    Asked(
        *("en", "A2", "releases_by_edition", 2031, "releaseLabel kindLabel"),
        {("Top 100 Smart Terminals of the World 2031", "list"): "Top 100 Smart Terminals"},
    ),
    Asked(
        *("en", "A3", "activities_by_edition", 2031, "activityLabel"),
        each("opening ceremony", "plenary forum", "technical workshops"),
        whole=False,
    ),
    Asked(
        *("en", "A3", "activities_by_edition", 2032, "activityLabel mode"),
        {
            (name, "mixed"): name
            for name in ("opening ceremony", "exhibitions", "product launches", "buyers' meetings")
        },
    ),
    Asked(
        *("en", "X1", "exhibits_by_edition", 2031, "exhibitLabel"),
        each("hydrofoil ferry", "unmanned tugboat", "tidal turbine", "seabed survey robot"),
        whole=False,
    ),
    Asked(
        *("en", "X3", "exhibits_by_edition", 2032, "exhibitLabel"),
        each("unmanned boats", "electric straddle carriers", "firefighting drones"),
    ),
    Asked(
        *("en", "X4", "areas_by_edition", 2032, "areaLabel"),
        each(
            "Prologue Hall",
            "International Pavilion",
            "Flagship Ports Gallery",
            "Partner Provinces Section",
            "Blue Economy Section",
            "Open-Air Area",
        ),
    ),
    Asked(
        *("en", "X5", "square_metres_by_edition", 2031, "part square_metres"),
        {("Central Pavilion", "24000"): "24,000 square meters"},
        whole=False,
    ),
    Asked(
        *("en", "X5", "square_metres_by_edition", 2032, "part square_metres stageLabel"),
        {(None, "30000", "planned"): "30,000 square meters"},
    ),
    Asked(
        *("en", "X6", "industries_by_edition", 2032, "industryLabel"),
        each("shipbuilding", "marine robotics", "green fuels"),
    ),
    Asked(
        *("en", "S1", "statistics_by_series", None, FIGURE),
        {
            ("exact", "1846", "count", "2031", None): "1,846 projects",
            ("more than", "2200", "count", "2032", None): "over 2,200 cooperation projects",
        },
        only="signed projects",
    ),
    Asked(
        *("en", "S2", "statistics_by_series", None, FIGURE),
        {
            ("more than", "620000000000", "CNY", "2031", None): "more than 620 billion yuan",
            ("about", "87000000000", "USD", "2031", "CNY"): "US$87 billion",
            ("more than", "900000000000", "CNY", "2032", None): "upwards of 900 billion yuan",
        },
        only="investment",
    ),
    Asked(
        *("en", "S2", "statistics_by_conversion", None, "value unitLabel converted"),
        {("620000000000", "CNY", "87000000000"): "620 billion yuan"},
    ),
    Asked(
        *("en", "S3", "statistics_by_series", None, FIGURE),
        {("more than", "41000", "count", "2032", None): "more than 41,000 guests"},
        only="guests",
    ),
    Asked(*("en", "S4", "days_by_edition", 2032, "days"), {("4",): "June 12 to 15"}),
]
ON_CHINESE = [
    Asked(
        *("zh", "E1", "dates_by_edition", 2031, "start end"),
        {("2031-06-14", "2031-06-18"): "6月14日至18日"},
    ),
    Asked(
        *("zh", "E1", "places_by_edition", 2031, "placeLabel what"),
        {("青岛", "town"): "青岛"},
        whole=False,
    ),
    Asked(
        *("zh", "E2", "dates_by_edition", 2032, "start end"),
        {("2032-06-12", "2032-06-15"): "6月12日至15日"},
    ),
    Asked(*("zh", "E3", "themes_by_edition", 2031, "themeLabel"), each("智慧港口 清洁海洋")),
    Asked(*("zh", "E3", "themes_by_edition", 2032, "themeLabel"), each("智慧港口 洁净海洋")),
    Asked(
        *("zh", "E4", "series_by_first_year", None, "first_year website editions"),
        {("2027", "https://www.harbourexpo.example", "2"): "2027年"},
    ),
    Asked(
        *("zh", "E5", "years_running_by_series", None, "as_of years"),
        {("2031", "5"): "连续举办五年"},
        whole=False,
    ),
    Asked(*("zh", "E6", "approvers_by_edition", 2032, "bodyLabel"), {("State Council",): "国务院"}),
    Asked(
        *("zh", "E7", "contacts_by_edition", 2032, "bodyLabel email"),
        {
            (
                "世界港口科技博览会执行办公室",
                "press@harbourexpo.example",
            ): "press@harbourexpo.example"
        },
    ),
    Asked(
        *("zh", "B1", "bodies_by_edition", 2031, "bodyLabel in_roleLabel"),
        {
            ("Ministry of Transport", "organizer"): "交通运输部",
            ("自然资源部", "organizer"): "自然资源部",
            ("Ministry of Ecology and Environment", "organizer"): "生态环境部",
            ("Ministry of Commerce", "organizer"): "商务部",
            ("世界港口工程师联合会", "organizer"): "世界港口工程师联合会",
        },
        whole=False,
    ),
    Asked("zh", "B3", "bodies_by_edition", 2032, "bodyLabel", {}),
    Asked(
        *("zh", "A2", "releases_by_edition", 2031, "releaseLabel"),
        each("2031全球智能码头100强"),
    ),
    Asked(
        *("zh", "A3", "activities_by_edition", 2031, "activityLabel"),
        each("全体论坛", "船长圆桌会", "技术研讨会"),
        whole=False,
    ),
    Asked(
        *("zh", "X5", "square_metres_by_edition", 2031, "part square_metres"),
        {("中央馆", "24000"): "2.4万平方米", ("贸易馆", "45000"): "4.5万平方米"},
    ),
    Asked(
        *("zh", "X5", "square_metres_by_edition", 2032, "part square_metres stageLabel"),
        {(None, "30000", "planned"): "3万平方米"},
    ),
    Asked(
        *("zh", "S1", "statistics_by_series", None, FIGURE),
        {
            ("exact", "1846", "count", "2031", None): "1846个",
            ("more than", "2200", "count", "2032", None): "2200多个",
        },
        only="signed projects",
    ),
    Asked(
        *("zh", "S3", "statistics_by_series", None, FIGURE),
        {("more than", "41000", "count", "2032", None): "4.1万余名嘉宾"},
        only="guests",
    ),
    Asked(*("zh", "S4", "days_by_edition", 2031, "days"), {("5",): "6月14日至18日"}),
    Asked(*("zh", "S4", "days_by_edition", 2032, "days"), {("4",): "6月12日至15日"}),
]


@pytest.mark.parametrize("asked", [*ON_SEEDS, *ON_ENGLISH, *ON_CHINESE], ids=str)
def test_the_answer_and_the_words_that_state_it(
    asked: Asked, graphs: dict[str, KnowledgeGraph]
) -> None:
    graph = graph_of(graphs, asked.texts)
    about = named(asked.texts, asked.about)
    parameters = {"edition" if asked.about else "series": about}
    if asked.only:
        parameters["measure"] = asked.only
    rows = graph.query(asked.query, **parameters).rows()
    found: dict[tuple[object, ...], set[str]] = {}
    for row in rows:
        values = [row[column] for column in asked.columns.split()]
        key = tuple(None if value is None else str(value) for value in values)
        found.setdefault(key, set()).update(str(row["sources"]).split())
    assert found.keys() >= asked.answers.keys()
    if asked.whole:
        assert found.keys() == asked.answers.keys()
    for answer, words in asked.answers.items():
        quotes = [
            passage
            for source, passage in passages(graph, about)
            if source in found[answer] and words in passage.quote
        ]
        assert quotes or not words, (answer, words)
        for passage in quotes:
            text = snapshot(asked.texts, passage)
            assert text[passage.start : passage.end] == passage.quote


@pytest.mark.parametrize("texts", TEXTS)
def test_every_claim_is_in_its_text_at_its_offsets(
    texts: str, graphs: dict[str, KnowledgeGraph]
) -> None:
    graph = graph_of(graphs, texts)
    things = [named(texts, year) for year in (None, *{asked.about for asked in everything(texts)})]
    found = [passage for thing in things for _, passage in passages(graph, thing)]
    assert len(found) > 40
    for passage in found:
        assert snapshot(texts, passage)[passage.start : passage.end] == passage.quote


def everything(texts: str) -> list[Asked]:
    every = [*ON_SEEDS, *ON_ENGLISH, *ON_CHINESE]
    return [asked for asked in every if asked.texts == texts and asked.about]


@pytest.mark.parametrize(("texts", "year", "pairs"), [("seeds", 2023, 45), ("en", 2031, 45)])
def test_ten_organizers_are_45_pairs(
    texts: str, year: int, pairs: int, graphs: dict[str, KnowledgeGraph]
) -> None:
    graph = graph_of(graphs, texts)
    result = graph.query("pairs_of_co_organizers", series=SERIES[texts])
    assert len(result) == pairs and set(result.column("years")) == {str(year)}


@pytest.mark.parametrize("texts", TEXTS)
def test_all_years_of_a_row_are_asked(texts: str) -> None:
    """B2, B3 and the like of the brief: each of its rows is asked of the real releases."""
    rows = {asked.row for asked in [*ON_SEEDS, *ON_ENGLISH, *ON_CHINESE] if asked.texts == texts}
    groups = {"E": 7, "B": 4, "A": 3, "X": 6, "S": 4}
    every = {f"{group}{number + 1}" for group, last in groups.items() for number in range(last)}
    if texts == "seeds":
        assert rows == every
    else:
        assert rows <= every and len(rows) > 12


@pytest.mark.parametrize("texts", TEXTS)
def test_no_person_and_no_telephone_number_is_in_the_graph(
    texts: str, graphs: dict[str, KnowledgeGraph]
) -> None:
    graph = graph_of(graphs, texts)
    dump = b"".join(map(str.encode, map(str, graph.store.quads()))).decode("utf-8")
    for private in ("Cheng Longcan", "13085059682", "Qiao Ruoyun", "12055500142", "乔若云"):
        assert private not in dump
    assert "Convention" in dump


@pytest.mark.parametrize("texts", TEXTS)
def test_totals_that_grow_are_shown_side_by_side_with_both_quotes(
    texts: str, graphs: dict[str, KnowledgeGraph]
) -> None:
    graph = graph_of(graphs, texts)
    found = {conflict.property: conflict for conflict in graph.conflicts(SERIES[texts])}
    grown = found["signed projects"]
    assert grown.kind == "growth"
    for side in (grown.one, grown.other):
        (said,) = side.said
        (proof,) = said.proofs
        name, _, place = proof.place.partition("#char=")
        start, end = map(int, place.split(","))
        passage = Passage("", name, "", {}, proof.words, start, end)
        assert snapshot(texts, passage)[start:end] == proof.words
