"""The resolver: only exact matches and judgements merge; the rest is proposed, with reasons."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from convenor.graph.resolve.candidates import Candidate, Named, score
from convenor.graph.resolve.judgements import DIFFERENT, SAME, Judgements
from convenor.graph.resolve.queue import read_queue, write_queue
from convenor.graph.resolve.register import known_bodies, known_series
from convenor.graph.resolve.resolver import BODY, SERIES, NameResolver
from convenor.loaders.text.output.resolver import Resolved, Resolver
from convenor.ontology.errors import StoreError
from convenor.ontology.model import Evidence, Organization, Series, Text

HERE = Evidence("bodies.csv", "row=2")


def body(resolver: Resolver, name: str, *aliases: str, place: str | None = None) -> Resolved:
    return resolver.body(Text(name), [Text(alias) for alias in aliases], place)


def series(resolver: Resolver, *names: str) -> Resolved:
    return resolver.series([Text(name) for name in names])


@pytest.mark.parametrize(
    ("name", "aliases", "identifier"),
    [
        ("Ministry of Industry and Information Technology (MIIT)", (), "miit"),
        ("the Ministry of Industry & Information Technology", ("MIIT",), "miit"),
        ("MIIT", (), "miit"),
        ("MIIT", ("Ministry of Industry and Information Technology",), "miit"),
        ("工業和信息化部", ("工信部",), "miit"),
        ("主管部门", ("工信部",), "miit"),
        ("Anhui Provincial Government", (), "anhui-gov"),
    ],
)
def test_an_exact_name_merges(name: str, aliases: tuple[str, ...], identifier: str) -> None:
    resolver = NameResolver()
    found = body(resolver, name, *aliases)
    assert (found.id, found.known) == (identifier, True) and found.kind
    assert resolver.candidates() == []


def test_letters_of_a_text_do_not_make_a_body_another() -> None:
    resolver = NameResolver()
    found = body(resolver, "Modern Institute of Ideas and Toys", "MIIT")
    assert not found.known
    best = resolver.candidates()[0]
    assert best.other.id == "miit" and best.score == 1.0 and "MIIT" in best.reasons[0]


def test_a_near_name_is_proposed_and_not_merged() -> None:
    resolver = NameResolver()
    resolver.read_in("held by the Ministry of Comerce and others")
    found = body(resolver, "Ministry of Comerce", place="Hefei")
    assert found.kind == "ministry" and not found.known and found.id.isascii()
    best = resolver.candidates()[0]
    assert (best.thing, best.other.id, best.one.place) == (BODY, "mofcom", "Hefei")
    assert best.score > 0.9 and "alike" in best.reasons[0] and "held by" in best.one.words


def test_a_name_of_two_known_bodies_is_no_name_of_either() -> None:
    register = known_bodies(
        Organization(identifier, HERE, names=(Text(name),), aliases=(Text("Twin House"),))
        for identifier, name in (("lake", "Lake Office"), ("hill", "Hill Office"))
    )
    resolver = NameResolver(register)
    assert not body(resolver, "the Twin House").known
    pairs = {(each.other.id, each.score) for each in resolver.candidates()}
    assert pairs == {("lake", 1.0), ("hill", 1.0)}


def test_tables_of_the_load_make_names_known() -> None:
    bodies = known_bodies(
        [Organization("lake", HERE, (Text("湖泊辦公室"),), (Text("Lake Office"),), "other")]
    )
    fairs = known_series([Series("lake-fair", HERE, (Text("Lake Fair"),), "LRF")])
    resolver = NameResolver(bodies, fairs)
    assert body(resolver, "湖泊办公室") == Resolved("lake", True, "other")
    assert (
        series(resolver, "5th Lake Fair") == series(resolver, "LRF") == Resolved("lake-fair", True)
    )


def test_an_identifier_depends_on_the_name_alone() -> None:
    spellings = [
        "The Lake Robotics Society",
        "lake robotics society",
        "Lake  Robotics Society (LRS)",
    ]
    ids = {body(NameResolver(), name).id for name in spellings}
    ids.add(body(NameResolver(), "LRS", "Lake Robotics Society").id)
    assert len(ids) == 1 and ids.pop().startswith("lake-robotics-society-")
    assert body(NameResolver(), "湖泊機器人學會").id == body(NameResolver(), "湖泊机器人学会").id
    # An identifier of the authority file, which nobody is called by:
    assert "cas" in known_bodies() and body(NameResolver(), "wmc").id != "wmc"


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("local government", False),
        ("the Organizing Committee", False),
        ("大会组委会", False),
        ("市政府", False),
        ("Lake Convention Organizing Committee", True),
        ("合肥湖泊大会组委会", True),
    ],
)
def test_what_only_describes_a_body_is_another_one_elsewhere(name: str, one: bool) -> None:
    resolver = NameResolver()
    ids = {body(resolver, name, place=place).id for place in ("Hefei", "Wuhu", "the Hefei")}
    assert len(ids) == (1 if one else 2)
    among_themselves = [pair for pair in resolver.candidates() if not pair.other.known]
    assert [pair for pair in among_themselves if pair.score > 0.6] == []


@pytest.mark.parametrize(
    ("names", "identifier"),
    [
        (["World Manufacturing Convention", "WMC"], "wmc"),
        (["WMC"], "wmc"),
        (["2024世界制造业大会"], "wmc"),
        (["International Import Expo"], "ciie"),
        (["World Internet Conference", "WIC"], "wuzhen"),
    ],
)
def test_series(names: list[str], identifier: str) -> None:
    assert series(NameResolver(), *names) == Resolved(identifier, True)


def test_letters_of_two_series_are_proposed() -> None:
    resolver = NameResolver()
    assert not series(resolver, "WIC").known
    assert {"wie-tj", "wuzhen"} <= {each.other.id for each in resolver.candidates()}


def test_judgements_merge_part_and_are_not_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    new = body(NameResolver(), "Ministry of Comerce").id
    assoc = body(NameResolver(), "Lake Robotics Assoc.").id
    whole = body(NameResolver(), "Lake Robotics Association").id
    kept = Judgements(path)
    kept.judge(SAME, BODY, (new, "mofcom"), ("Ministry of Comerce", "Ministry of Commerce"))
    kept.judge(DIFFERENT, BODY, (assoc, whole), ("Lake Robotics Assoc.", "…"))
    names = ["Ministry of Comerce", "Lake Robotics Assoc.", "Lake Robotics Association"]
    resolver = NameResolver(judgements=Judgements(path))
    assert [body(resolver, name).id for name in names] == ["mofcom", assoc, whole]
    assert body(resolver, names[0]) == Resolved("mofcom", True, "ministry")
    assert not [
        each for each in resolver.candidates() if {each.one.id, each.other.id} == {assoc, whole}
    ]
    kept.judge(SAME, BODY, (assoc, whole), ("Lake Robotics Assoc.", "…"))
    resolver = NameResolver(judgements=kept)
    assert {body(resolver, name).id for name in names[1:]} == {min(assoc, whole)}
    kept.undo(3)
    kept.undo(1)
    resolver = NameResolver(judgements=Judgements(path))
    assert [body(resolver, name).id for name in names] == [new, assoc, whole]
    assert resolver.problems == ()


def test_contradicting_judgements_are_told(tmp_path: Path) -> None:
    kept = Judgements(tmp_path / "judgements.jsonl")
    new = body(NameResolver(), "Ministry of Comerce").id
    for known in ("mofcom", "miit"):
        kept.judge(SAME, BODY, (new, known), ("Ministry of Comerce", known))
    resolver = NameResolver(judgements=kept)
    assert not body(resolver, "Ministry of Comerce").known and len(resolver.problems) == 1


def test_the_queue_does_not_depend_on_the_order(tmp_path: Path) -> None:
    names = [
        "Lake Robotics Assoc.",
        "Lake Robotics Association",
        "湖泊学会",
        "湖泊學會",
        "Ministry of Comerce",
        "Hill Society",
        "Hill Soc.",
        "SLRA",
        "Sino Lake Robotics Association",
    ]
    queues = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(names, len(names))
        resolver = NameResolver()
        for name in shuffled:
            body(resolver, name)
            series(resolver, name)
        queues.append(resolver.candidates())
        write_queue(tmp_path / f"{seed}.jsonl", queues[-1])
    assert queues[0] == queues[1] == queues[2]
    assert {each.thing for each in queues[0]} == {BODY, SERIES}
    assert read_queue(tmp_path / "0.jsonl") == queues[0]
    assert len({(tmp_path / f"{seed}.jsonl").read_bytes() for seed in range(3)}) == 1


def test_a_queue_that_is_not_there_or_cannot_be_read(tmp_path: Path) -> None:
    assert read_queue(tmp_path / "queue.jsonl") == []
    (tmp_path / "queue.jsonl").write_text('{"thing": 1}\n', "utf-8")
    with pytest.raises(StoreError, match=r"queue\.jsonl"):
        read_queue(tmp_path / "queue.jsonl")


@pytest.mark.parametrize(
    ("one", "other", "least", "most", "reason"),
    [
        ("Airuite Technologies Co., Ltd.", "Airuite", 0.9, 0.9, "form of law"),
        ("服贸会", "中国国际服务贸易交易会", 0.85, 0.85, "may stand for"),
        ("安徽省商务厅", "河南省商务厅", 0.0, 0.5, "places differ: anhui; henan"),
        ("China (Shenzhen) Lake Fair", "China Lake Fair", 0.6, 0.9, "only one names a place"),
        ("Lake Fund 2", "Lake Fund 3", 0.0, 0.7, "numbers in the names differ"),
        ("Ministry of Lakes", "Lakes Ltd", 0.0, 0.7, "kinds differ: ministry, company"),
    ],
)
def test_scores_come_with_reasons(
    one: str, other: str, least: float, most: float, reason: str
) -> None:
    kinds = {"Ministry of Lakes": "ministry", "Lakes Ltd": "company"}
    first, second = (Named(name, name, kind=kinds.get(name)) for name in (one, other))
    for value, reasons in (score(first, second), score(second, first)):
        assert least <= value <= most and reason.split(": ")[0] in " | ".join(reasons)


def test_a_candidate_shows_both_sides() -> None:
    pair = Candidate(BODY, Named("a", "A", ("B",)), Named("c", "C"), 0.7, ("alike",))
    assert pair.one.all_names == ("A", "B") and not pair.one.known
