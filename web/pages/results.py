"""The page of a search, and the same as JSON: things, sentences, and what to choose among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any

from ...graph.found import Choice, Found
from ...graph.knowledge import KnowledgeGraph
from ..addresses import Addresses
from ..asked import Asked
from .template import render

__all__ = ["results_page"]

_CHOICES = ("type", "decade", "kind", "place", "source")  # in the order of the page
_A_PAGE = 20  # hits
_SENTENCES = 5  # that a page of things shows as well
_SENTENCE = "sentence"


def results_page(graph: KnowledgeGraph, asked: Asked, format_: str) -> str:
    """A page of hits; fields of the address are q, the choices, from, to and page."""
    fields, language = asked.fields, asked.language
    found = _search(graph, fields, language)
    if format_ == "json":
        told = {"asked": dict(fields), **asdict(found)}
        return json.dumps(told, ensure_ascii=False, indent=1)
    things = [hit for hit in found.hits if hit.type != _SENTENCE]
    sentences = [hit for hit in found.hits if hit.type == _SENTENCE]
    number = {each.value: each.count for each in found.choices if each.group == "type"}
    if things and not sentences and number.get(_SENTENCE) and _page(fields) == 1:
        more = {**fields, "type": _SENTENCE}
        sentences = list(_search(graph, more, language, _SENTENCES).hits)
    page, last = _page(fields), -(-found.total // _A_PAGE)
    return render(
        "search.html",
        asked,
        found=found,
        things=things,
        sentences=sentences,
        more_sentences=number.get(_SENTENCE, 0) - len(sentences),
        groups=_groups(found.choices, fields),
        chosen=_chosen(found.choices, fields),
        unlimited=asked.to(**dict.fromkeys((*_CHOICES, "from", "to"))),
        pages={"before": page - 1, "page": page, "next": page + 1 if page < last else 0},
        last=last,
        address=Addresses(graph.iris.base, asked.root),
    )


def _search(
    graph: KnowledgeGraph, asked: Mapping[str, str], language: str, most: int = _A_PAGE
) -> Found:
    first, last = (int(asked[name]) if name in asked else None for name in ("from", "to"))
    if "decade" in asked:
        decade = int(asked["decade"]) // 10 * 10
        first, last = max(first or 0, decade), min(last or 9999, decade + 9)
    return graph.search(
        asked.get("q", ""),
        language,
        types=[asked["type"]] if "type" in asked else (),
        kinds=[asked["kind"]] if "kind" in asked else (),
        years=(first, last) if first or last else None,
        place=asked.get("place"),
        source=asked.get("source"),
        most=most,
        offset=(_page(asked) - 1) * _A_PAGE,
    )


def _page(asked: Mapping[str, str]) -> int:
    return int(asked.get("page", 1))


def _groups(choices: tuple[Choice, ...], asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """What can still be chosen, by group: what all hits have would change nothing."""
    by_name = {name: list(group) for name, group in groupby(choices, lambda choice: choice.group)}
    return [
        {"name": name, "choices": by_name[name]}
        for name in _CHOICES
        if name in by_name and name not in asked
    ]


def _chosen(choices: tuple[Choice, ...], asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is chosen, with its label, which hits tell; without any it is the value."""
    labels = {(each.group, each.value): each.label for each in choices}
    found = [
        (name, labels.get((name, asked[name]), asked[name])) for name in _CHOICES if name in asked
    ]
    return [*found, *((name, asked[name]) for name in ("from", "to") if name in asked)]
