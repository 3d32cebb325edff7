"""Colors, shapes and words of kinds, types and roles: the same ones in every picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...ontology.schemes import in_chinese

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "PALETTE",
    "UNSTATED",
    "color_of",
    "colors",
    "counted",
    "group_of",
    "in_words",
    "ordered",
    "shape_of",
    "word_of",
]

UNSTATED = "kind not stated"  # the group of bodies without a kind

# Colors of Okabe and Ito, "Color Universal Design" (2008), and of Tol, "Colour Schemes" (2021), of
# a lightness that can be seen on light and on dark paper. A node has the color of its kind and the
# shape of its type. The order is that of legends.
_KINDS = {
    "ministry": ("#0072B2", "circle"),
    "commission": ("#44AA99", "circle"),
    "administration": ("#56B4E9", "circle"),
    "provincial government": ("#009E73", "circle"),
    "municipal government": ("#882255", "circle"),
    "academy": ("#CC79A7", "circle"),
    "university": ("#B79AD6", "circle"),
    "association": ("#E69F00", "circle"),
    "federation": ("#DDCC77", "circle"),
    "council": ("#F0E442", "circle"),
    "company": ("#D55E00", "circle"),
    "media": ("#8C6D31", "circle"),
    "international organization": ("#6A4C93", "circle"),
    "other": ("#8A9096", "circle"),
    UNSTATED: ("#BFC4C9", "circle"),
}
_TYPES = {
    "organization": ("#BFC4C9", "circle"),
    "edition": ("#777E85", "square"),
    "series": ("#777E85", "diamond"),
    "agreement": ("#777E85", "triangle"),
    "exhibit": ("#777E85", "star"),
    "place": ("#777E85", "triangle down"),
    "area": ("#777E85", "hexagon"),
    "activity": ("#A9B4C0", "diamond"),
    "release": ("#A9B4C0", "triangle"),
    "theme": ("#A9B4C0", "hexagon"),
    "industry": ("#A9B4C0", "square"),
}
_ROLES = {
    "organizer": ("#0072B2", "square"),
    "co-host": ("#56B4E9", "square"),
    "undertaker": ("#E69F00", "square"),
    "co-organizer": ("#F3CB7A", "square"),
    "supporter": ("#009E73", "square"),
    "guest of honour": ("#CC79A7", "square"),
    "approver": ("#000000", "square"),
    "exhibitor": ("#D55E00", "square"),
    "partner": ("#F0E442", "square"),
    "signatory": ("#8F4B73", "square"),
    "performer": ("#5B3FA0", "square"),
    "attendee": ("#A6A6A6", "square"),
    "press contact": ("#6E6E6E", "square"),
}
_LOOKS = {**_KINDS, **_TYPES, **_ROLES}
_UNKNOWN = ("#8A9096", "circle")  # as the kind other
_ORDER = {name: place for place, name in enumerate(_LOOKS)}

PALETTE: Mapping[str, str] = {name: color for name, (color, _) in _LOOKS.items()}
"""Color (``#RRGGBB``) of every kind, type and role, in the order of legends."""

_CHINESE = {
    UNSTATED: "类别不详",
    "organization": "机构",
    "edition": "届次",
    "series": "会展",
    "agreement": "协议",
    "exhibit": "展品",
    "place": "地点",
    "area": "展区",
    "activity": "活动",
    "release": "发布",
    "theme": "主题",
    "industry": "产业",
}

# Number of things in words: English for one, English for more, Chinese.
_COUNTED = {
    "body": ("body", "bodies", "个机构"),
    "node": ("node", "nodes", "个节点"),
    "tie": ("tie", "ties", "条联系"),
    "year": ("year", "years", "个年份"),
    "edition year": ("year with editions", "years with editions", "个举办年份"),
}


def color_of(name: str) -> str:
    """Color of a kind, type or role as ``#RRGGBB``; one that is in no table has that of "other".

    >>> color_of("ministry"), color_of("organizer") == color_of("no such kind")
    ('#0072B2', False)
    """
    return _LOOKS.get(name, _UNKNOWN)[0]


def shape_of(name: str) -> str:
    """Shape of a node of this kind or type, in words: circle, square, diamond, triangle, ..."""
    return _LOOKS.get(name, _UNKNOWN)[1]


def group_of(node: Mapping[str, Any]) -> str:
    """What colors a node (given its attributes): its kind, else its type.

    >>> group_of({"type": "organization", "kind": "academy"}), group_of({"type": "edition"})
    ('academy', 'edition')
    >>> group_of({"type": "organization"})
    'kind not stated'
    """
    if kind := node.get("kind"):
        return str(kind)
    kind = str(node.get("type", ""))
    return UNSTATED if kind in ("", "organization") else kind


def ordered(names: set[str]) -> list[str]:
    """Kinds, types or roles in the order of legends, unknown ones at the end."""
    return sorted(names, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))


def colors(graph: nx.Graph) -> dict[str, str]:
    """Color of each kind and type that the nodes of a graph have, in the order of legends."""
    groups = {group_of(attributes) for _, attributes in graph.nodes(data=True)}
    return {name: color_of(name) for name in ordered(groups)}


def word_of(name: str, language: str = "en") -> str:
    """A kind, type or role in a language ("en", "zh"); what has no word in it as it is.

    >>> word_of("ministry", "zh"), word_of("ministry"), word_of("lake", "zh")
    ('部委', 'ministry', 'lake')
    """
    return in_words().get(name, name) if language == "zh" else name


def in_words() -> dict[str, str]:
    """The Chinese word of each kind, type and role, by the English one."""
    return _CHINESE | in_chinese("kind", "role")


def counted(number: int, noun: str, language: str = "en") -> str:
    """A number of things (body, node, tie, year, edition year) in words.

    >>> counted(1, "body"), counted(1200, "tie"), counted(2, "body", "zh")
    ('1 body', '1,200 ties', '2个机构')
    """
    one, more, chinese = _COUNTED[noun]
    if language == "zh":
        return f"{number}{chinese}"
    return f"{number:,} {one if number == 1 else more}"
