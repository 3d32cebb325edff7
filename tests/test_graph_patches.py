"""Patches: what tells two graphs apart, written, read, applied and undone."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store as Engine, parse

from convenor.graph.patches import (
    apply_patch,
    differences,
    inverse,
    merged,
    patch_rows,
    read_patch,
)
from convenor.ontology.errors import InputError

EX = "https://example.org/"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
LITERALS = (
    st.builds(Literal, TEXTS)
    | st.builds(Literal, TEXTS, language=st.sampled_from(["en", "zh-hans"]))
    | st.builds(Literal, st.integers())
)
NODES = st.sampled_from(["a", "b", "c/d"]).map(lambda name: NamedNode(EX + name))
GRAPHS = st.none() | st.sampled_from("gh").map(lambda name: NamedNode(EX + name))
QUADS = st.sets(st.builds(Quad, NODES, NODES, NODES | LITERALS, GRAPHS), max_size=8)


def lines_of(quads: set[Quad]) -> list[bytes]:
    engine = Engine()
    engine.extend(quads)
    return sorted((engine.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


def written(old: list[bytes], new: list[bytes]) -> bytes:
    return b"".join(patch_rows(differences(old, new), "1" * 64, "0" * 64))


@settings(max_examples=200, deadline=None)
@given(QUADS, QUADS)
def test_a_patch_leads_from_one_graph_to_the_other_and_back(
    before: set[Quad], after: set[Quad]
) -> None:
    old, new = lines_of(before), lines_of(after)
    patch = list(read_patch(BytesIO(written(old, new))))
    assert patch == list(differences(old, new))
    assert {line for _, line in patch} == set(old) ^ set(new)
    assert list(apply_patch(old, patch)) == new
    assert list(apply_patch(new, inverse(patch))) == old
    assert [line for mark, line in merged(old, new) if mark != b"D"] == new
    assert [line for mark, line in merged(old, new) if mark != b"A"] == old


@settings(max_examples=100, deadline=None)
@given(QUADS, QUADS)
def test_a_patch_means_the_same_to_another_engine(before: set[Quad], after: set[Quad]) -> None:
    engine = Engine()
    engine.extend(before)
    rows = written(lines_of(before), lines_of(after)).splitlines(keepends=True)
    assert rows[:3] == [
        b"H id <urn:sha256:%b> .\n" % (b"1" * 64),
        b"H prev <urn:sha256:%b> .\n" % (b"0" * 64),
        b"TX .\n",
    ]
    assert rows[-1] == b"TC .\n"
    for row in rows[3:-1]:
        (quad,) = parse(row[2:], RdfFormat.N_QUADS)
        {b"A ": engine.add, b"D ": engine.remove}[row[:2]](quad)
    assert set(engine) == after


def test_a_chain_of_patches_is_applied_one_after_the_other() -> None:
    states = [[b"a .\n", b"c .\n"], [b"b .\n", b"c .\n"], [b"a .\n"], []]
    found = iter(states[0])
    for old, new in pairwise(states):
        found = apply_patch(found, list(differences(old, new)))
    assert list(found) == states[-1]


@pytest.mark.parametrize(
    ("patch", "wrong"),
    [
        ([(b"D", b"b .\n")], "deletes what is not there: b ."),
        ([(b"D", b"z .\n")], "deletes what is not there: z ."),
        ([(b"A", b"a .\n")], "adds what is there: a ."),
        ([(b"A", b"d .\n"), (b"A", b"b .\n")], "not in the order of its lines: b ."),
        ([(b"A", b"b .\n"), (b"A", b"b .\n")], "not in the order of its lines: b ."),
    ],
)
def test_a_patch_that_does_not_fit_names_its_line(
    patch: list[tuple[bytes, bytes]], wrong: str
) -> None:
    with pytest.raises(InputError, match=wrong):
        list(apply_patch([b"a .\n", b"c .\n"], patch))


def test_other_rows_of_the_format_are_passed_over() -> None:
    text = (
        b'# made by hand\nH id <uuid:1> .\nTX .\nPA "ex" "https://example.org/" .\n\nA a .\nTC .\n'
    )
    assert list(read_patch(BytesIO(text))) == [(b"A", b"a .\n")]


@pytest.mark.parametrize("row", [b"<a> <b> <c> .", b"A <a> <b> <c>", b"AB .", b"TXT .", b"TA ."])
def test_what_is_no_patch_is_refused_with_its_line(row: bytes) -> None:
    with pytest.raises(InputError, match="line 2 of the patch"):
        list(read_patch(BytesIO(b"TX .\n" + row + b"\n")))
