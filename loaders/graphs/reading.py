"""Reading: the nodes of a file of any kind, their records, and what is told of what is left out."""

from __future__ import annotations

from collections.abc import Iterator

from ...ontology.errors import InputError
from ...ontology.model import Record
from ..inputs import Input
from ..records.report import Report
from ..records.rules import Fault
from ..suffixes import PAGE_SUFFIXES
from ..text.output.known import KnownThings
from ..text.output.resolver import Resolver
from .context import Context
from .events import Events
from .files import Broken, fill
from .spool import Spool
from .vocabulary import vocabulary

__all__ = ["read_graph"]


def read_graph(
    source: Input,
    resolver: Resolver,
    known: KnownThings,
    report: Report,
    *,
    encoding: str | None = None,
) -> Iterator[Record]:
    """Records of the events, series and bodies that a page, a dump or a file in RDF describes.

    Each page that states something is a source. What cannot be loaded goes to `report`, which is
    told as well how much of what is left out, and why. Names are resolved as those in texts;
    `known` says which series and editions tables describe.

    Raises InputError where the file cannot be read as a whole; what comes before that is given.
    """
    with Spool(vocabulary()) as spool:
        context = Context(source.name, spool, vocabulary(), report)
        fault: InputError | None = None
        try:
            fill(source, spool, _teller(context), encoding)
        except InputError as error:
            fault = error
        spool.close()
        events = Events(context, resolver, known)
        for node in spool.nodes():
            for record in events.read(node):
                yield from context.sources()
                yield record
        report.note_left_out(source.name, context.skipped.lines())
    if fault:
        raise fault
    if not report.counts[source.name].rows_read and source.suffix not in PAGE_SUFFIXES:
        titles = ", ".join(vocabulary().titles)
        raise InputError(
            f"{source.name} describes no event and no series in terms that are read",
            f"Terms of {titles} are.",
        )


def _teller(context: Context) -> Broken:
    """Reports what of a file is broken."""

    def tell(place: str, words: str, message: str) -> None:
        context.reject(place, "", words, Fault("broken-markup", message))

    return tell
