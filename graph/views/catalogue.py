"""The networks that can be asked for by name: what their nodes are and what joins them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AT_EDITIONS", "HIERARCHY", "VIEWS", "WALKS", "View"]


@dataclass(frozen=True)
class View:
    """A network by name: what its nodes are and what joins them.

    `members` are joined to `shared` things (``edition``, ``agreement``, ``series``), or, if
    `projected`, to each other by them. `roles` are those of bodies that count if none are asked
    for, `nodes` the classes of the nodes.
    """

    title: str
    title_zh: str
    nodes: tuple[str, ...]
    member: str = "organization"
    shared: str = "edition"
    projected: bool = False
    roles: tuple[str, ...] = ()
    exhibits: bool = False

    @property
    def agreements(self) -> bool:
        """True if the bodies are those of agreements and not of editions."""
        return self.shared == "agreement"

    @property
    def through(self) -> str:
        """The edge attribute that lists what joins two nodes."""
        if self.projected:
            return {"organization": "bodies"}.get(self.shared, f"{self.shared}s")
        return "agreements" if self.agreements else "editions"


_ORGANIZING = ("organizer", "co-host")
AT_EDITIONS = (
    *_ORGANIZING,
    *("undertaker", "co-organizer", "supporter", "guest of honour", "approver", "exhibitor"),
    *("partner", "performer", "attendee", "press contact"),
)
HIERARCHY = "body-hierarchy"

VIEWS: dict[str, View] = {
    "co-organization": View(
        "Bodies that organize together",
        "共同主办的机构",
        ("organization",),
        projected=True,
        roles=_ORGANIZING,
    ),
    "body-edition": View(
        "Bodies and the editions in which they have a role",
        "机构及其参与的各届会展",
        ("organization", "edition"),
        roles=AT_EDITIONS,
    ),
    "body-series": View(
        "Bodies and the series that they organize",
        "机构及其主办的系列会展",
        ("organization", "series"),
        shared="series",
        roles=_ORGANIZING,
    ),
    "series-series": View(
        "Series that the same bodies organize",
        "由相同机构主办的系列会展",
        ("series",),
        member="series",
        shared="organization",
        projected=True,
        roles=_ORGANIZING,
    ),
    "exhibitor-edition": View(
        "Exhibitors and the editions at which they showed something",
        "参展方及其参展的各届会展",
        ("organization", "edition"),
        roles=("exhibitor",),
        exhibits=True,
    ),
    "agreement-parties": View(
        "Bodies that signed agreements with each other",
        "相互签约的机构",
        ("organization",),
        shared="agreement",
        projected=True,
        roles=("signatory",),
    ),
    "body-agreement": View(
        "Bodies and the agreements that they signed",
        "机构及其签署的协议",
        ("organization", "agreement"),
        shared="agreement",
        roles=("signatory",),
    ),
    HIERARCHY: View(
        "Bodies and the bodies that they are part of", "机构及其所属机构", ("organization",)
    ),
}

WALKS = {
    "ego": "What is around a thing, over all relations: ego THING",
    "path": "How two things are connected, over all relations: path THING THING",
}
