"""Marking: a text with its facts marked in it, for the eye."""

from __future__ import annotations

from ..extraction import Extraction, Fact

__all__ = ["marked"]

_OPEN, _CLOSE = "⟦", "⟧"


def marked(extraction: Extraction) -> str:
    """The snapshot with each passage of facts in ⟦brackets⟧ and their relations behind it.

    Facts whose passages overlap share one bracket.

    >>> from ..extraction import FoundEdition, Heading, Span
    >>> facts = [Fact("city", "Hefei", Span(8, 13), "en:city")]
    >>> print(marked(Extraction("x.txt", "Held in Hefei.", Heading(), (FoundEdition(facts),))))
    Held in ⟦Hefei⟧{city}.
    """
    facts = [fact for edition in extraction.editions for fact in edition.facts]
    parts, done = [], 0
    for start, end, names in _passages(facts):
        parts += [
            extraction.text[done:start],
            f"{_OPEN}{extraction.text[start:end]}{_CLOSE}{{{', '.join(names)}}}",
        ]
        done = end
    return "".join([*parts, extraction.text[done:]])


def _passages(facts: list[Fact]) -> list[tuple[int, int, list[str]]]:
    """Passages that do not overlap, with the relations read in each."""
    found: list[tuple[int, int, list[str]]] = []
    for fact in sorted(facts, key=lambda fact: (fact.span.start, -fact.span.end)):
        if found and fact.span.start < found[-1][1]:
            start, end, names = found[-1]
            names += [] if fact.relation in names else [fact.relation]
            found[-1] = (start, max(end, fact.span.end), names)
        else:
            found.append((fact.span.start, fact.span.end, [fact.relation]))
    return found
