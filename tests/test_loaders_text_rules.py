"""The rules that read texts, each against its own examples."""

from __future__ import annotations

import re

import pytest

from convenor.loaders.text.extraction import (
    Activity,
    Area,
    Deal,
    Exhibit,
    Fact,
    Heading,
    Party,
    Title,
)
from convenor.loaders.text.facts import frames
from convenor.loaders.text.facts.context import Context, Target
from convenor.loaders.text.rules import Rule, rules, started
from convenor.loaders.text.source.sentences import sentences
from convenor.loaders.text.source.view import View
from convenor.loaders.text.values.mentions import mentions
from convenor.loaders.text.values.series import Mention

RULES = [*rules("en"), *rules("zh")]
YES = [
    pytest.param(rule, sentence, wanted, id=f"{rule.name}-{number}")
    for rule in RULES
    for number, (sentence, wanted) in enumerate(rule.yes.items())
]
NO = [
    pytest.param(rule, sentence, id=f"{rule.name}-no-{number}")
    for rule in RULES
    for number, sentence in enumerate(rule.no)
]


def facts(rule: Rule, text: str) -> list[Fact]:
    """Facts that one rule finds in a text on a made-up edition."""
    view = View(text)
    context = Context(view, Heading(language=rule.language), sentences(view))
    name = "世界港口大会" if rule.language == "zh" else "World Harbour Convention"
    context.main = Target("harbours", Mention(0, 0, 0, 0, name), 2031)
    for piece in context.pieces:
        piece.mentions = list(mentions(piece.text, piece.start, piece.chinese))
        piece.target = context.main
    for piece in context.pieces:
        if rule in started(piece.language, piece.folded):
            frames.apply(context, piece, rule)
    return [fact for fact in context.main.facts if fact.rule == rule.name]


def names(fact: Fact) -> list[str]:
    """What a fact names, as printed."""
    match fact.value:
        case Party() | Area() | Exhibit() | Activity():
            return [fact.value.name]
        case Title():
            return [fact.value.title]
        case Deal():
            return [*fact.value.parties, fact.value.title or ""]
        case _:
            return [str(fact.value)]


def plain(name: str) -> str:
    return re.sub(r"\W", "", name).casefold()


@pytest.mark.parametrize(("rule", "sentence", "wanted"), YES)
def test_rule_reads_its_examples(rule: Rule, sentence: str, wanted: list[str]) -> None:
    found = {plain(name) for fact in facts(rule, sentence) for name in names(fact)}
    assert {plain(name) for name in wanted} <= found


@pytest.mark.parametrize(("rule", "sentence"), NO)
def test_rule_reads_nothing_in_its_counterexamples(rule: Rule, sentence: str) -> None:
    assert [names(fact) for fact in facts(rule, sentence)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_has_examples(rule: Rule) -> None:
    assert rule.yes
    assert all(sentence.strip() for sentence in (*rule.yes, *rule.no))
