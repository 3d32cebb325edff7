"""Context: what the readers of one file share: its nodes, its evidence, and what is told of it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from ...ontology.errors import InputError
from ...ontology.iris import identifier
from ...ontology.model import Evidence, Source, Text
from ...ontology.registries import canonical, registry_of
from ...ontology.terms import link
from ..records.report import Report
from ..records.rules import Fault
from .nodes import Node, Value
from .skipped import Skipped
from .spool import Spool
from .vocabulary import Vocabulary
from .words import read_words

__all__ = ["Context"]

_NEAR = 4096  # pages that are not described again
_ELSEWHERE = "profiles and pages that are in no registry"


class Context:
    """The file that is read, by the name under which the graph knows it."""

    def __init__(self, file: str, spool: Spool, vocabulary: Vocabulary, report: Report) -> None:
        self.file, self.spool, self.vocabulary = file, spool, vocabulary
        self.skipped = Skipped(vocabulary)
        self._report = report
        self._known, self._new = dict[str, None](), list[Source]()

    # -- where things are said

    def where(self, node: Node) -> Evidence:
        """Evidence for what a node says; its page is then one of the `sources`."""
        source = source_of(node.page)
        if source and source not in self._known:
            self._new.append(self._source(node, source))
            self._known[source] = None
            if len(self._known) > _NEAR:
                del self._known[next(iter(self._known))]
        return Evidence(self.file, node.fragment, source)

    def sources(self) -> list[Source]:
        """The pages that evidence was asked for since the last call, each once in a while."""
        found, self._new = self._new, []
        return found

    def _source(self, node: Node, name: str) -> Source:
        address = address_of(node.page)
        return Source(
            name,
            Evidence(self.file, node.fragment, name),
            url=address,
            publisher=urlsplit(address).hostname if address else None,
            retrieved=self.spool.retrieved(node.page),
        )

    # -- what is told

    def loaded(self, number: int = 1) -> None:
        """Count statements that were read and loaded."""
        counts = self._report.counts[self.file]
        counts.rows_read += number
        counts.rows_loaded += number

    def reject(self, place: str, what: str, words: str, fault: Fault) -> None:
        """Count a statement that was read and is not loaded, and tell why."""
        self._report.counts[self.file].rows_read += 1
        self._report.reject_fact(self.file, place, what, words, fault)

    # -- what a node says

    def kinds(self, node: Node) -> set[str]:
        """What a node is: event, series, body, ..."""
        return self.vocabulary.kinds(node.types)

    def node(self, of: Node, value: Value) -> Node | None:
        """The node that another one refers to, if it is described in the file."""
        return self.spool.node(of.page, value.text) if value.is_ref else None

    def texts(self, node: Node, field: str) -> tuple[Text, ...]:
        """The wordings of a field; those that cannot be read are rejected."""
        found: dict[Text, None] = {}
        for term, value in node.all(self.vocabulary.of(field)):
            if value.is_ref:
                self.skipped.value(node, term, "an address where a name is expected")
                continue
            words = read_words(value)
            if isinstance(words, Fault):
                self.reject(node.fragment, term, value.text, words)
            else:
                found[words] = None
        return tuple(found)

    def website(self, node: Node) -> str | None:
        """The first address that a node gives as its own."""
        for term, value in node.all(self.vocabulary.of("website")):
            if found := address_of(value.text):
                return found
            self.skipped.value(node, term, "no address of the web")
        return None

    def same_as(self, node: Node) -> tuple[str, ...]:
        """The identifiers of a thing in registries of other data sets."""
        found = dict[str, None]()
        for term, value in node.all(self.vocabulary.of("same_as")):
            try:
                iri = canonical(value.text)
            except InputError:
                iri = ""
            if iri and registry_of(iri):
                found[iri] = None
            else:
                self.skipped.value(node, term, _ELSEWHERE)
        return tuple(found)


@lru_cache(maxsize=4096)
def source_of(page: str) -> str | None:
    """Identifier of the source that a page is; None where there is no page but the file."""
    return identifier("page", page) if page else None


def address_of(text: str) -> str | None:
    """A web address, if a text is one."""
    if not text.lower().startswith(("http://", "https://")) or len(text) > 2000:
        return None
    try:
        return link(text).value if urlsplit(text).hostname else None
    except (InputError, ValueError):
        return None
