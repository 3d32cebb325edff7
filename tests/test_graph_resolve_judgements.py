"""Judgements: the last word counts, an undo gives back, a killed program leaves no damage."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from convenor.graph.resolve.judgements import (
    DIFFERENT,
    SAME,
    UNDO,
    Clusters,
    Judgement,
    Judgements,
    replay,
)
from convenor.ontology.errors import InputError, SettingError, StoreError

BODY = "organization"
IDS = st.sampled_from("abcd")
SAID = st.tuples(st.sampled_from([SAME, DIFFERENT]), IDS, IDS).filter(
    lambda said: said[1] != said[2]
)


def numbered(said: list[tuple[str, str, str]]) -> list[Judgement]:
    return [
        Judgement(number, verdict, BODY, (one, other))
        for number, (verdict, one, other) in enumerate(said, 1)
    ]


def verdicts(lines: list[Judgement]) -> dict[tuple[str, str], str]:
    return {pair: line.verdict for (_, pair), line in replay(lines).items()}


@given(st.lists(SAID))
def test_the_last_word_on_a_pair_counts(said: list[tuple[str, str, str]]) -> None:
    expected = {(min(one, other), max(one, other)): verdict for verdict, one, other in said}
    assert verdicts(numbered(said)) == expected


@given(st.lists(SAID, min_size=1), st.data())
def test_an_undo_is_as_if_the_line_had_not_been_written(
    said: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    lines = numbered(said)
    taken = data.draw(st.sampled_from(lines))
    undo = Judgement(len(lines) + 1, UNDO, undoes=taken.id)
    assert verdicts([*lines, undo]) == verdicts([line for line in lines if line is not taken])
    again = Judgement(len(lines) + 2, UNDO, undoes=undo.id)
    assert verdicts([*lines, undo, again]) == verdicts(lines)


@given(st.lists(SAID), st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order(
    said: list[tuple[str, str, str]], random: object
) -> None:
    once = {(min(one, other), max(one, other)): verdict for verdict, one, other in said}
    lines = numbered([(verdict, *pair) for pair, verdict in once.items()])
    clusters = [Clusters(each, frozenset("a")) for each in (lines, lines[::-1])]
    for identifier in "abcd":
        assert len({each.canonical(identifier) for each in clusters}) == 1
        canonical = clusters[0].canonical(identifier)
        assert clusters[0].canonical(canonical) == canonical
        assert identifier != "a" or canonical == "a"  # what is known keeps its identifier


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "graph" / "judgements.jsonl"
    kept = Judgements(path)
    kept.judge(SAME, BODY, ("a-1", "miit"), ("Ministry «A»", "工信部"), who="Lin")
    kept.judge(DIFFERENT, "series", ("b", "wmc"), ("B", "WMC"))
    kept.undo(1, who="Mo")
    again = Judgements(path)
    assert list(again) == list(kept) and [line.id for line in again] == [1, 2, 3]
    assert (
        again.lines[0].who == "Lin" and again.lines[0].date and "工信部" in path.read_text("utf-8")
    )
    assert set(again.holding()) == {("series", ("b", "wmc"))}
    assert [line.id for line in again.standing()] == [2, 3]
    assert all(json.loads(line)["id"] for line in path.read_text("utf-8").splitlines())


def test_a_line_that_was_broken_off_is_left_out_and_then_written_over(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    Judgements(path).judge(SAME, BODY, ("a", "b"), ("A", "B"))
    with path.open("ab") as file:
        file.write(b'{"id": 2, "verdict": "sa')
    broken = Judgements(path)
    assert len(broken.lines) == 1 and "line 2 is broken off" in broken.problems[0]
    broken.judge(DIFFERENT, BODY, ("c", "d"), ("C", "D"))
    whole = Judgements(path)
    assert [line.id for line in whole] == [1, 2] and not whole.problems


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"id": 1}',
        '{"id": 1, "verdict": "maybe"}',
        '{"id": "x", "verdict": "same"}',
        '{"id": 1, "verdict": "same", "ids": ["a"]}',
        '{"id": 1, "verdict": "same", "more": 1}',
    ],
)
def test_a_line_that_people_broke_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "judgements.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=r"judgements\.jsonl, line 1, is no judgement"):
        Judgements(path)


def test_what_cannot_be_judged_undone_or_kept_is_refused(tmp_path: Path) -> None:
    kept = Judgements(tmp_path / "judgements.jsonl")
    with pytest.raises(SettingError, match="no judgement of a and a"):
        kept.judge(SAME, BODY, ("a", "a"), ("A", "A"))
    with pytest.raises(SettingError, match="no judgement 7 that stands"):
        kept.undo(7)
    kept.judge(SAME, BODY, ("a", "b"), ("A", "B"))
    kept.undo(1)
    with pytest.raises(SettingError, match="no judgement 1 that stands"):
        kept.undo(1)
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoreError, match="cannot"):
        Judgements(tmp_path / "file" / "judgements.jsonl").judge(SAME, BODY, ("a", "b"), ("", ""))


def _write(path: str) -> None:
    for number in range(20):
        Judgements(path).judge(SAME, BODY, (f"a{number}", "b"), ("A", "B"))


def test_two_programs_may_write_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "judgements.jsonl")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [line.id for line in Judgements(path)] == list(range(1, 41))


def test_a_cluster_that_contradicts_itself_merges_nothing() -> None:
    two_known = Clusters(numbered([(SAME, "x", "a"), (SAME, "x", "b")]), frozenset("ab"))
    assert two_known.canonical("x") == "x" and "--undo" in two_known.problems[0]
    apart = Clusters(
        numbered([(SAME, "x", "y"), (SAME, "y", "z"), (DIFFERENT, "z", "x")]), frozenset()
    )
    assert apart.canonical("z") == "z" and "1, 2 make x and z one" in apart.problems[0]


def test_names_are_one_over_several_steps() -> None:
    clusters = Clusters(
        numbered([(SAME, "x", "y"), (SAME, "z", "y"), (SAME, "z", "a")]), frozenset("a")
    )
    assert {clusters.canonical(each) for each in "xyza"} == {"a"} and not clusters.problems
