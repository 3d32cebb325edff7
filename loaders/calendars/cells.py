"""Cells: what calendars and events say by property, for people who ask where a fact was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...ontology import authority
from ..inputs import Input
from ..text.facts.background import OFFICE
from .lines import Block, read_calendars

__all__ = ["HEAD", "cells_of", "is_body", "read_cells"]

HEAD = ("NAME", "X-WR-CALNAME", "UID", "URL", "SOURCE", "PRODID", "X-WR-TIMEZONE")
_OF_EVENT = (
    *("SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "ORGANIZER", "STATUS"),
    *("RRULE", "RDATE", "RECURRENCE-ID", "RELATED-TO", "UID"),
)
_LINE = re.compile(r"([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)\Z", re.DOTALL)
_CN = re.compile(r";CN=(?:\"([^\"]*)\"|([^\":;,]*))", re.IGNORECASE)


def is_body(name: str, mailbox: str) -> bool:
    """Whether an organizer is no person: a body that we know, or with the mailbox of an office."""
    return name.casefold() in authority.names("bodies") or bool(OFFICE.search(mailbox))


def read_cells(
    source: Input, *, encoding: str | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """What calendars and events say, by the fragment that an `Evidence` has: values by property.

    Properties that are not read are left out, and so are mailboxes and what may be a person.
    Raises InputError if the input cannot be read.
    """
    with source.open() as stream:
        found = read_calendars(source.name, stream.read(), encoding)
    for calendar in found:
        yield calendar.head.fragment, cells_of(calendar.head, HEAD)
        for event in calendar.events:
            yield event.fragment, cells_of(event)


def cells_of(block: Block, shown: Sequence[str] = _OF_EVENT) -> dict[str, str]:
    """The values of an event by property; several of one have a bar between them."""
    cells: dict[str, str] = {}
    for line in block.content:
        found = _LINE.match(line)
        name = found[1].upper() if found else ""
        if not found or name not in shown:
            continue
        value = _organizer_cell(found[2], found[3]) if name == "ORGANIZER" else _plain(found[3])
        if value:
            cells[name] = f"{cells[name]}|{value}" if name in cells else value
    return cells


def _organizer_cell(parameters: str, value: str) -> str:
    found = _CN.search(parameters)
    name = (found[1] or found[2] or "").strip() if found else ""
    mailbox = value[7:] if value.lower().startswith("mailto:") else ""
    return name if name and is_body(name, mailbox) else ""


def _plain(value: str) -> str:
    """A value without the escapes of RFC 5545, 3.3.11."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
