"""The lexer: tokens as the terminals of SPARQL say, and nothing of a text lost."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings, strategies as st

from convenor.queries import lexer
from convenor.queries.catalogue import get, names
from convenor.queries.lexer import RefusedQuery, pieces, tokens


def test_examples() -> None:
    assert doctest.testmod(lexer).failed == 0


def test_tokens() -> None:
    text = 'BASE<http://x>ASK{?a ex:b.c\\~d. \'x\'@en-GB,""""""^^:d;1.5e3.2 !=_:b.true.a||$c#\n*}'
    assert list(tokens(text)) == (
        'BASE <> ASK { ?a ex:b.c\\~d . "" @en-GB , "" ^^ :d ; 1.5e3 .2 ! = _:b.true.a || $c * }'
    ).split(" ")


def test_pieces() -> None:
    text = "ASK{ # all\n?a ex:b 'x'@en,<http://x>.true}"
    assert [(kind, piece) for kind, piece in pieces(text) if piece != " "] == [
        ("name", "ASK"),
        ("plain", "{"),
        ("space", "# all"),
        ("space", "\n"),
        ("plain", "?a"),
        ("name", "ex:b"),
        ("string", "'x'"),
        ("plain", "@en"),
        ("plain", ","),
        ("iri", "<http://x>"),
        ("plain", "."),
        ("name", "true"),
        ("plain", "}"),
    ]


@pytest.mark.parametrize("name", names())
def test_pieces_of_the_catalogue_are_its_text(name: str) -> None:
    text = get(name).text
    assert "".join(piece for _, piece in pieces(text)) == text


PARTS = st.sampled_from(
    "' ''' \" \"\"\" \\ \\u0053 < > << ( ) { } # \n . , ?a $b 1. .5 a.b @en _:c ex:d <http://x/#>".split(
        " "
    )
)


@given(st.one_of(st.text(), st.lists(PARTS).map("".join)))
@settings(max_examples=300, deadline=None)
def test_pieces_are_the_text_or_it_is_refused(text: str) -> None:
    try:
        found = "".join(piece for _, piece in pieces(text))
    except RefusedQuery as error:
        assert error.message and error.next_step
    else:
        assert found == text
