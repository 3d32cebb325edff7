"""Links of bodies to editions and agreements, as columns of numbers."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ...ontology.iris import concept
from ...ontology.schemes import concepts, flat_properties
from ...queries.catalogue import load_query
from ..columns import Columns

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ..store import Store

    Codes = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["Links", "read_links"]


@dataclass(frozen=True)
class Links:
    """Who is linked to what, in which role, and which source says so: one entry a statement.

    `event`, `member`, `role` and `source` are arrays of one length; their numbers lead to the IRIs
    of `names` (an edition or agreement, a body, a source) and to the role names of `roles`.
    """

    names: tuple[str, ...]
    roles: tuple[str, ...]
    event: Codes
    member: Codes
    role: Codes
    source: Codes

    def __len__(self) -> int:
        return len(self.event)

    def keep(self, mask: Mask) -> Links:
        """The links for which `mask` (one bool a link) is true."""
        if mask.all():
            return self
        parts = (self.event, self.member, self.role, self.source)
        event, member, role, source = (part[mask] for part in parts)
        return replace(self, event=event, member=member, role=role, source=source)

    def among(self, part: Codes, names: Container[str]) -> Mask:
        """A mask, one bool a link: true where `part` (such as ``links.event``) is of `names`."""
        import numpy as np

        found = np.fromiter((name in names for name in self.names), bool, len(self.names))
        mask: Mask = found[part]
        return mask


@dataclass
class _Rows:
    """Rows of several answers with one numbering of names for all."""

    numbers: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[Codes, Codes, Codes, Codes]] = field(default_factory=list)

    def codes(self, columns: Columns, name: str) -> Codes:
        """The numbers of a column of IRIs among all names."""
        import numpy as np

        column = columns[name]
        numbers = self.numbers
        own = [numbers.setdefault(text, len(numbers)) for text in column.texts()]
        return np.array(own, np.int64)[column.codes] if own else np.empty(0, np.int64)

    def links(self, roles: tuple[str, ...]) -> Links:
        """All rows as links, numbered in the order of the IRIs: stores have orders of their own."""
        import numpy as np

        names = list(self.numbers)
        order = sorted(range(len(names)), key=names.__getitem__)
        place = np.empty(len(names), np.int64)
        place[order] = np.arange(len(names))
        joined = [np.concatenate(column) for column in zip(*self.parts, strict=True)]
        event, member, role, source = joined or [np.empty(0, np.int64)] * 4
        return Links(
            tuple(names[number] for number in order),
            roles,
            place[event],
            place[member],
            role,
            place[source],
        )


def read_links(store: Store, roles: Collection[str], *, exhibits: bool = False) -> Links:
    """The links of the given roles (names such as ``organizer``), of all editions and agreements.

    The shortcuts of the model are read, one scan of an index each; only where roles share one
    (organizer and co-host) the participations behind it tell which role it was. With `exhibits`
    who showed a thing at an edition is an exhibitor of it as well.
    """
    import numpy as np

    rows, order = _Rows(), concepts("role")
    for property_iri in dict.fromkeys(flat_properties()[role] for role in roles):
        sharing = [role for role, iri in flat_properties().items() if iri == property_iri]
        text = load_query("network", "links_by_property").text
        found = store.columns(text, {"property": NamedNode(property_iri)})
        event, member = rows.codes(found, "event"), rows.codes(found, "member")
        role = np.full(len(event), order.index(sharing[0]), np.int64)
        part = (event, member, role, rows.codes(found, "source"))
        for other in sharing[1:]:
            part = _told_apart(store, rows, part, other)
        rows.parts.append(part)
    if exhibits:
        found = store.columns(load_query("network", "links_by_exhibit").text)
        event, member = rows.codes(found, "event"), rows.codes(found, "member")
        role = np.full(len(event), order.index("exhibitor"), np.int64)
        rows.parts.append((event, member, role, rows.codes(found, "source")))
    links = rows.links(order)
    return links.keep(np.isin(links.role, [order.index(role) for role in roles]))


def _told_apart(
    store: Store, rows: _Rows, part: tuple[Codes, Codes, Codes, Codes], role: str
) -> tuple[Codes, Codes, Codes, Codes]:
    """Rows of a shortcut, with the roles stated where a body has (also) the given role."""
    import numpy as np

    shared = NamedNode(concept("role", role))
    exact = store.columns(load_query("network", "links_by_role").text, {"shared": shared})
    if not len(exact):
        return part
    order = concepts("role")
    known = {concept("role", name): number for number, name in enumerate(order)}
    numbers = np.array([known.get(iri, -1) for iri in exact["role"].texts()], np.int64)
    own = (
        rows.codes(exact, "event"),
        rows.codes(exact, "member"),
        numbers[exact["role"].codes],
        rows.codes(exact, "source"),
    )
    size = len(rows.numbers)
    told = np.isin(part[0] * size + part[1], own[0] * size + own[1])
    flat = flat_properties()
    same = [number for number, name in enumerate(order) if flat.get(name) == flat[role]]
    stated = np.isin(own[2], same)
    event, member, role_codes, source = (
        np.concatenate([old[~told], new[stated]]) for old, new in zip(part, own, strict=True)
    )
    return event, member, role_codes, source
