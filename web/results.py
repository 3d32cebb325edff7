"""The page of a search, and the same as JSON: things, sentences, and what to choose among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from ..graph.found import Choice, Found
from ..graph.knowledge import KnowledgeGraph
from .addresses import Addresses
from .pages import render

__all__ = ["CHOICES", "results_json", "results_page"]

CHOICES = ("type", "decade", "kind", "place", "source")  # in the order of the page
_A_PAGE = 20  # hits
_SENTENCES = 5  # that a page of things shows as well
_SENTENCE = "sentence"


def results_json(graph: KnowledgeGraph, asked: Mapping[str, str], language: str) -> str:
    """A page of hits as JSON."""
    found = asdict(_search(graph, asked, language))
    return json.dumps({"asked": dict(asked), **found}, ensure_ascii=False, indent=1)


def results_page(
    graph: KnowledgeGraph, asked: Mapping[str, str], language: str, addresses: Addresses
) -> str:
    """A page of hits; `asked` are the fields of the address: q, the choices, from, to and page."""
    found = _search(graph, asked, language)
    things = [hit for hit in found.hits if hit.type != _SENTENCE]
    sentences = [hit for hit in found.hits if hit.type == _SENTENCE]
    number = {each.value: each.count for each in found.choices if each.group == "type"}
    if things and not sentences and number.get(_SENTENCE) and _page(asked) == 1:
        more = {**asked, "type": _SENTENCE}
        sentences = list(_search(graph, more, language, _SENTENCES).hits)
    links = _Links(asked, addresses.root)
    page, last = _page(asked), -(-found.total // _A_PAGE)
    return render(
        "search.html",
        root=addresses.root,
        asked=asked,
        found=found,
        things=things,
        sentences=sentences,
        more_sentences=number.get(_SENTENCE, 0) - len(sentences),
        links=links,
        groups=_groups(found.choices, asked),
        chosen=_chosen(found.choices, asked),
        pages={"before": page - 1, "page": page, "next": page + 1 if page < last else 0},
        last=last,
        language=language,
        address=addresses,
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


class _Links:
    """Addresses of the same search with something else chosen, on its first page."""

    def __init__(self, asked: Mapping[str, str], root: str) -> None:
        self._asked = asked
        self._root = root

    def to(self, **changes: object) -> str:
        """With other fields; None takes one away."""
        fields = {**self._asked, "page": None, **changes}
        kept = {name: value for name, value in fields.items() if value is not None}
        return f"{self._root}/search?{urlencode(kept)}"

    def plain(self) -> str:
        """Without any choice."""
        return self.to(**dict.fromkeys((*CHOICES, "from", "to")))

    def without(self, name: str) -> str:
        """Without a choice."""
        return self.to(**{name: None})


def _groups(choices: tuple[Choice, ...], asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """What can still be chosen, by group: what all hits have would change nothing."""
    by_name = {name: list(group) for name, group in groupby(choices, lambda choice: choice.group)}
    return [
        {"name": name, "choices": by_name[name]}
        for name in CHOICES
        if name in by_name and name not in asked
    ]


def _chosen(choices: tuple[Choice, ...], asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is chosen, with its label, which hits tell; without any it is the value."""
    labels = {(each.group, each.value): each.label for each in choices}
    found = [
        (name, labels.get((name, asked[name]), asked[name])) for name in CHOICES if name in asked
    ]
    return [*found, *((name, asked[name]) for name in ("from", "to") if name in asked)]
