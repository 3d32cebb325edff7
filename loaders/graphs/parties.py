"""Parties: the bodies at an event with their roles; persons are left out."""

from __future__ import annotations

from collections.abc import Iterator

from ...ontology import authority
from ...ontology.model import Organization, Participation, Record, Text
from ...ontology.schemes import schemes
from ..records.rules import Fault
from ..text.output.resolver import Resolved, Resolver
from .context import Context
from .nodes import Node, Value
from .words import read_words

__all__ = ["Parties"]

_PERSON = "a person, or what may be one"
_UNNAMED = "a body without a name"


class Parties:
    """Reads who takes part."""

    def __init__(self, context: Context, resolver: Resolver) -> None:
        self._context, self._resolver = context, resolver

    def of(self, event: Node, edition: str, place: str | None) -> Iterator[Record]:
        """The participations that an event states, with the bodies that are not known."""
        context, vocabulary = self._context, self._context.vocabulary
        for term, role in vocabulary.roles.items():
            for value in event.values.get(term, ()):
                yield from self._party(event, term, value, role, edition, place)
        for term, value in event.all(vocabulary.of("part")):
            part = context.node(event, value)
            if part is None:
                context.skipped.value(event, term, "nothing describes it")
            else:
                yield from self._part(part, edition, place)

    def _part(self, part: Node, edition: str, place: str | None) -> Iterator[Record]:
        """A participation with the roles that it names."""
        vocabulary = self._context.vocabulary
        for term, value in part.all(vocabulary.of("role")):
            name = value.text.rpartition("/")[2].rpartition("#")[2] if value.is_ref else value.text
            known, folded = schemes()["role"], name.strip().casefold()
            role = known.get(folded) or known.get(folded.replace("-", " "))
            if role is None:
                fault = Fault("unknown-value", f"{name[:100]!r} is not a role")
                self._context.reject(part.fragment, term, name, fault)
                continue
            for _, body in part.all(vocabulary.of("participant")):
                yield from self._party(part, name, body, role, edition, place)

    def _party(
        self, node: Node, stated: str, value: Value, role: str, edition: str, place: str | None
    ) -> Iterator[Record]:
        context = self._context
        as_stated = stated.rpartition(":")[2]
        target = context.node(node, value)
        if value.is_ref and target is None:
            context.skipped.value(node, stated, "nothing describes it")
            return
        if target is None:
            words = read_words(value)
            if isinstance(words, Fault):
                context.reject(node.fragment, stated, value.text, words)
                return
            if not _is_body(words):
                context.skipped.value(node, stated, _PERSON)
                return
            found, described = self._resolver.body(words, place=place), list[Record]()
        elif (body := self.body(target, place)) is None:
            context.skipped.value(node, stated, self._why_not(target))
            return
        else:
            found, described = body
        yield from described
        context.loaded()
        where = context.where(node)
        yield Participation(where, found.id, role, edition, as_stated=as_stated)

    def body(self, node: Node, place: str | None = None) -> tuple[Resolved, list[Record]] | None:
        """The body that a node describes, with the record of it; None for what is no body."""
        context = self._context
        names = context.texts(node, "names")
        kinds = context.kinds(node)
        if not names or "person" in kinds or not ("body" in kinds or any(map(_is_body, names))):
            return None
        aliases = context.texts(node, "aliases")
        found = self._resolver.body(names[0], (*names[1:], *aliases), place)
        where, same_as = context.where(node), context.same_as(node)
        if not found.known:
            record = Organization(found.id, where, names, aliases, found.kind, same_as=same_as)
        elif same_as:
            record = Organization(found.id, where, same_as=same_as)
        else:
            return found, []
        return found, [record]

    def _why_not(self, node: Node) -> str:
        kinds = self._context.kinds(node)
        return _UNNAMED if "body" in kinds and "person" not in kinds else _PERSON


def _is_body(name: Text) -> bool:
    """Whether a mere name is that of a body: only where we know it, as it may be a person."""
    return name.value.casefold() in authority.names("bodies")
