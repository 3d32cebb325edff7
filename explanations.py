"""Explanations: what is known of a thing, each fact marked with the sources that state it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from .ontology.evidence import place_in_words
from .tables import console, visible, write_rich

if TYPE_CHECKING:
    from rich.console import RenderableType

    from .graph.provenance import Explanation, Fact, Passage, Statement

__all__ = ["render_explanation"]

_CELL_LENGTH = 300
_QUOTE_LENGTH = 240
_GAP = 2  # spaces between columns
_TOLD = ("subject", "label", "facts", "mentions")  # the rest says what is left out: nothing here


def render_explanation(explanation: Explanation, format: str, stream: IO[str]) -> None:
    """Write the facts on a thing with numbered sources below, or all of it as JSON."""
    if format == "json":
        told = {name: value for name, value in asdict(explanation).items() if name in _TOLD}
        json.dump(told, stream, ensure_ascii=False, indent=1, default=_term)
        stream.write("\n")
        return
    _Page(stream).write(explanation)


class _Page:
    """An explanation as a page: facts with marks such as [2.1], and the sources they lead to."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.out = console(stream)
        self.sources: dict[str, Statement] = {}
        self.passages: dict[str, dict[str, Passage]] = {}

    def write(self, explanation: Explanation) -> None:
        self._say(explanation.label or explanation.subject, "bold")
        self._say(explanation.subject, "dim")
        write_rich(self._facts(explanation.facts), self.out, self.stream)
        if explanation.mentions:
            self._say("\nReferred to by", "bold")
            write_rich(self._facts(explanation.mentions), self.out, self.stream)
        if self.sources:
            self._say("\nSources", "bold")
        for number, (source, statement) in enumerate(self.sources.items(), 1):
            self.stream.write(f"[{number}] {visible(self._source(source, statement))}\n")
            for place, passage in enumerate(self.passages[source].values(), 1):
                self.stream.write(f"    {number}.{place} {_passage(passage)}\n")

    def _source(self, source: str, statement: Statement) -> str:
        """Who says so; a text that was loaded itself is named by its title as well."""
        is_text = any(passage.quote for passage in self.passages[source].values())
        named = (
            (statement.publisher, statement.title)
            if is_text
            else ((statement.publisher or statement.title),)
        )
        return ", ".join(filter(None, (*named, statement.published, statement.url)))

    def _say(self, text: str, style: str) -> None:
        from rich.text import Text

        if text.startswith("\n"):
            self.stream.write("\n")
        write_rich(Text(visible(text.strip()), style=style), self.out, self.stream)

    def _facts(self, facts: Sequence[Fact]) -> RenderableType:
        """Lines of predicate, value and marks; facts that read alike share a line."""
        from rich.table import Table
        from rich.text import Text

        from .graph.provenance import SHORTCUTS

        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
        for _ in range(3):
            table.add_column(overflow="fold")
        lines: dict[tuple[str, str], list[tuple[int, ...]]] = {}
        shown = [fact for fact in facts if fact.predicate not in SHORTCUTS]
        for fact in sorted(shown, key=lambda fact: (fact.predicate_label, fact.value_label)):
            lines.setdefault((fact.predicate_label, fact.value_label), []).extend(self._marks(fact))
        previous = ""
        for (predicate, value), found in lines.items():
            name = "" if predicate == previous else predicate
            previous = predicate
            marks = " ".join(f"[{'.'.join(map(str, mark))}]" for mark in sorted(set(found)))
            marked = Text().append(marks, style="dim")  # so that the padding stays plain
            table.add_row(Text(visible(name)), Text(visible(value)), marked)
        return table

    def _marks(self, fact: Fact) -> Iterator[tuple[int, ...]]:
        """The number of each source on the page, with that of its passage there."""
        for statement in fact.statements:
            self.sources.setdefault(statement.source, statement)
            own = self.passages.setdefault(statement.source, {})
            number = list(self.sources).index(statement.source) + 1
            for passage in statement.passages:
                own.setdefault(passage.iri, passage)
                yield number, list(own).index(passage.iri) + 1
            if not statement.passages:
                yield (number,)


def _passage(passage: Passage) -> str:
    if passage.quote:
        place = f"{passage.file}, characters {passage.start} to {passage.end}"
        return visible(f"{place}: “{_cut(passage.quote)}”")
    cells = " · ".join(
        f"{column}: {value if len(value) <= _CELL_LENGTH else value[:_CELL_LENGTH] + '…'}"
        for column, value in passage.cells.items()
        if value
    )
    place = place_in_words(passage.fragment)
    if place.startswith("char="):
        place = "the text as a whole"
    return visible(f"{passage.file}, {place}" + (f": {cells}" if cells else ""))


def _cut(quote: str) -> str:
    """Words with the middle left out where they are long: both ends tell what they are about."""
    words = " ".join(quote.split())
    if len(words) <= _QUOTE_LENGTH:
        return words
    half = _QUOTE_LENGTH // 2
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"


def _term(value: Any) -> dict[str, str]:
    """A term in the form of the SPARQL 1.1 Query Results JSON Format."""
    if not hasattr(value, "datatype"):
        return {"type": "uri", "value": value.value}
    found = {"type": "literal", "value": value.value}
    if value.language:
        return found | {"xml:lang": value.language}
    return found | {"datatype": value.datatype.value}
