"""How names become IRIs."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, strategies as st
from pyoxigraph import NamedNode

from convenor.ontology import iris
from convenor.ontology.errors import SettingError

PLAIN = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,30}[a-z0-9]", fullmatch=True)
PARTS = st.lists(st.text(), min_size=1, max_size=4)


@given(PLAIN)
def test_plain_text_is_kept(text: str) -> None:
    assert iris.slug(text) == text


@given(st.text())
def test_slug_is_short_plain_ascii_and_stable(text: str) -> None:
    slug = iris.slug(text)
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", slug)
    assert len(slug) <= 71
    assert iris.slug(slug) == slug or len(slug) > 60


@given(st.text(), st.text())
def test_different_texts_stay_different(one: str, other: str) -> None:
    # Only a text that already ends in the hash of the other could meet it.
    assume(not re.search(r"[0-9a-f]{10}\Z", one + other))
    assert (iris.slug(one) == iris.slug(other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WMC", "wmc"),
        ("a b", "a-b"),
        ("é", "e"),
        ("a.", "a"),
        ("合肥", "芜湖"),
        ("x" * 61, "x" * 62),
    ],
)
def test_texts_that_read_alike_stay_apart(one: str, other: str) -> None:
    assert iris.slug(one) != iris.slug(other)


@given(PARTS, PARTS)
def test_parts_of_a_thing_cannot_run_together(one: list[str], other: list[str]) -> None:
    first, second = (iris.Iris().thing("area", *parts) for parts in (one, other))
    assert (first == second) == ([*map(iris.slug, one)] == [*map(iris.slug, other)])


@given(PARTS, st.sampled_from(["https://w3id.org/convenor/", "http://localhost:8000/x/"]))
def test_every_minted_iri_is_valid(parts: list[str], base: str) -> None:
    minted = iris.Iris(base)
    for iri in (
        minted.thing("edition", *parts),
        minted.source(parts[0]),
        minted.file(parts[0]),
        minted.claims(minted.source(parts[0])),
    ):
        assert NamedNode(iri).value == iri
        assert iri.startswith(base)
        assert iri.isascii()


@given(st.text(), st.text())
def test_files_keep_their_names_apart(one: str, other: str) -> None:
    home = iris.Iris()
    assert (home.file(one) == home.file(other)) == (one == other)


@given(st.text())
def test_no_source_takes_the_graph_of_rules_or_authorities(name: str) -> None:
    home = iris.Iris()
    assert home.source(name) not in {home.authority("bodies"), home.vocabulary}


def test_a_source_called_derived_is_not_the_graph_of_rules() -> None:
    assert iris.Iris().source("derived") != iris.Iris().derived


@given(st.lists(st.text()), st.lists(st.text()))
def test_digest_tells_parts_apart(one: list[str], other: list[str]) -> None:
    assert (iris.digest(*one) == iris.digest(*other)) == (one == other)
    assert re.fullmatch(r"[0-9a-f]{16}", iris.digest(*one, length=16))


@pytest.mark.parametrize(
    "base",
    [
        "",
        "example.org/",
        "https://example.org",
        "ftp://example.org/",
        "https://a b/",
        "https://x/\n",
        "https://x#",
        "https://x/?a=/",
        "https:///",
    ],
)
def test_a_base_that_is_no_iri_is_refused(base: str) -> None:
    with pytest.raises(SettingError, match="base IRI"):
        iris.Iris(base)


def test_expand_knows_every_prefix() -> None:
    for prefix, namespace in iris.PREFIXES.items():
        assert iris.expand(f"{prefix}:x") == f"{namespace}x"
        assert NamedNode(namespace).value[-1] in "/#"
