"""The changes as an Atom feed (RFC 4287): an entry a revision, old ones in archives (RFC 5005)."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, tostring

from ...graph.changelog import Revision
from ...graph.characters import fit_for_xml
from ...graph.knowledge import KnowledgeGraph
from ...ontology.errors import UnresolvedNameError
from ..asked import Asked
from ..negotiation import ATOM, HTML, RDF_PATCH
from .changed import log_of
from .changes import tell
from .template import render, words

__all__ = ["atom_feed"]

_MOST = 50  # entries of the feed, and of each archive
_ATOM, _HISTORY = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/history/1.0"


def atom_feed(graph: KnowledgeGraph, asked: Asked, title: str) -> bytes:
    """The newest revisions, or those of the archive with the number in the field ``page``.

    Archives are filled one after the other, and a full one stays as it is. Raises
    UnresolvedNameError for one that is not there.
    """
    revisions, archive = log_of(graph).revisions(), int(asked.get("page", "0"))
    archives = max(0, len(revisions) - 1) // _MOST  # the feed itself always has an entry more
    if archive > archives:
        raise UnresolvedNameError(
            f"the feed of changes has no archive {archive}",
            f"It has {archives}; newer changes are in the feed itself.",
        )
    first = (archive - 1) * _MOST if archive else max(0, len(revisions) - _MOST)
    shown = revisions[first : first + _MOST][::-1]
    feed = _start(graph, asked, title, archive, archive - 1 if archive else archives)
    _add(feed, "updated", shown[0].time if shown else graph.manifest["ended"])
    for revision in shown:
        _entry(feed, graph, asked, revision)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    added = SubElement(parent, name, attributes)
    added.text = fit_for_xml(text) or None
    return added


def _link(parent: Element, relation: str, media_type: str, address: str) -> None:
    _add(parent, "link", rel=relation, type=media_type, href=address)


def _start(graph: KnowledgeGraph, asked: Asked, title: str, archive: int, before: int) -> Element:
    """A feed without entries and date; `before` is the number of the archive before it, or 0."""
    _ = words(asked.language)
    type_, address = ATOM.media_types[0], f"{asked.site}changes.atom?lang={asked.language}"
    feed = Element("feed", {"xmlns": _ATOM, "xmlns:fh": _HISTORY, "xml:lang": asked.language})
    name = title or _("Knowledge graph of conventions and trade fairs")
    _add(feed, "title", _("Changes: {name}").format(name=name))
    _add(feed, "id", f"{graph.iris.base}changes")
    _add(_add(feed, "author"), "name", title or "convenor")
    _add(feed, "generator", "convenor")
    _link(feed, "alternate", HTML.media_types[0], f"{asked.site}changes")
    _link(feed, "self", type_, f"{address}&page={archive}" if archive else address)
    if archive:
        _add(feed, "fh:archive")
        _link(feed, "current", type_, address)
    if before:
        _link(feed, "prev-archive", type_, f"{address}&page={before}")
    return feed


def _entry(feed: Element, graph: KnowledgeGraph, asked: Asked, revision: Revision) -> None:
    there = replace(asked, root=asked.site.rstrip("/"))  # who reads an entry is not on this site
    told = tell(graph, revision, there)
    page = f"{asked.site}changes/{revision.number}"
    entry = _add(feed, "entry")
    _add(entry, "title", told.title)
    _add(entry, "id", f"{graph.iris.base}changes/{revision.number}")
    _add(entry, "published", revision.time)
    _add(entry, "updated", revision.time)
    _link(entry, "alternate", HTML.media_types[0], page)
    if revision.previous_sha256:
        _link(entry, "enclosure", RDF_PATCH.media_types[0], f"{page}.{RDF_PATCH.suffix}")
    _add(entry, "content", render("changes_entry.html", there, told=told), type="html")
