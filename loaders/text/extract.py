"""Extract: one document in, all that it states of editions out."""

from __future__ import annotations

from dataclasses import replace

from .extraction import Extraction, Fact, FoundEdition, Heading
from .facts import frames
from .facts.areas import read_areas
from .facts.background import read_background
from .facts.context import Context, Piece, Target
from .facts.editions import find_editions
from .facts.figures import read_figures
from .facts.joint import share_joint
from .facts.links import link
from .facts.location import read_places
from .facts.naming import name_edition
from .facts.program import read_program
from .facts.schedule import read_dates
from .facts.unused import find_unused
from .rules import started
from .source.documents import Document
from .source.heading import read_heading
from .source.sentences import Sentence, sentences
from .source.view import View

__all__ = ["extract"]

# What makes an edition that is only mentioned worth an entry of its own.
_TELLING = {"start", "end", "statistic", "theme", "participation", "venue"}


def extract(document: Document, contacts: bool = False, unused: bool = False) -> Extraction:
    """Read a document. The same text gives the same facts.

    What may be personal (a mailbox of a person) is left out unless `contacts` asks for it; what no
    rule took is looked for if `unused` asks for it.
    """
    view = View(document.text)
    heading, body = read_heading(document, view)
    found = _read(view, heading, body)
    context = Context(view, heading, found)
    if not find_editions(context):
        left = find_unused(context) if unused else ()
        return Extraction(document.name, document.text, heading, (), left)
    assert context.main
    name_edition(context, context.main)
    read_dates(context)
    read_places(context)
    # Headlines last: where one differs from the text below it, the text counts.
    body_start = next((piece.start for piece in context.pieces if not piece.heading), 0)
    for piece in sorted(context.pieces, key=lambda piece: piece.start < body_start):
        first = len(piece.target.facts) if piece.target else 0
        for rule in started(piece.language, piece.folded):
            frames.apply(context, piece, rule)
        read_areas(context, piece)
        read_figures(context, piece)
        read_program(context, piece)
        read_background(context, piece, contacts)
        link(context, piece, first)
        _drop_doubles(piece)
    share_joint(context)
    others = [other for other in context.others if _is_told(other)]
    for other in others:
        name_edition(context, other)
    for target in (context.main, *others):
        _settle_year(context, target)
    editions = tuple(FoundEdition(target.facts) for target in (context.main, *others))
    left = find_unused(context) if unused else ()
    return Extraction(document.name, document.text, heading, editions, left)


def _read(view: View, heading: Heading, body: int) -> list[Sentence]:
    """The headline and the sentences of the body."""
    title = View(heading.title).text if heading.title else ""
    start = view.text.find(title) if title else -1
    found = []
    for item in sentences(view):
        if item.end > body:
            found.append(replace(item, start=max(item.start, body)))
        elif 0 <= start < item.end and item.start < start + len(title):
            first, last = max(item.start, start), min(item.end, start + len(title))
            found.append(replace(item, start=first, end=last, heading=True))
    return found


def _drop_doubles(piece: Piece) -> None:
    """Areas are listed with the words of exhibits (displays of ...): such a thing is the area."""
    target = piece.target
    assert target
    areas = {str(getattr(fact.value, "name", "")) for fact in target.values("area")}
    target.facts = [
        fact
        for fact in target.facts
        if fact.relation != "exhibit"
        or not any(getattr(fact.value, "name", "") in area for area in areas)
    ]


def _settle_year(context: Context, target: Target) -> None:
    """The year of an edition whose name prints none: that of its days, else of the report."""
    if target.has("year"):
        return
    days = [fact for fact in target.facts if fact.relation in ("start", "end")]
    for fact in days:
        if isinstance(fact.value, str) and fact.value[:4].isdigit():
            target.facts.append(
                replace(fact, relation="year", value=int(fact.value[:4]), derived=True)
            )
            return
    heading, main = context.heading, context.main
    if (target is main or (main and target.key != main.key)) and heading.published_span:
        year = int(str(heading.published)[:4])
        span = heading.published_span
        target.facts.append(Fact("year", year, span, "heading:year", derived=True))


def _is_told(other: Target) -> bool:
    """Whether a text says more of another edition than its name and number."""
    return any(fact.relation in _TELLING for fact in other.facts)
