"""What is asked for: the address of a page with its fields, and the language to write it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

__all__ = ["Asked"]

_SAFE = "/!$()*+,;=:@~"  # what paths have as it is


@dataclass(frozen=True)
class Asked:
    """The address of a page under the path `root` of a `site`, and the `language` of its words.

    `fields` are those of the address that the page knows and that are not empty. `embeds` tells
    whether other sites may show pages of this one.
    """

    path: str = "/"
    fields: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    root: str = ""
    site: str = "http://localhost/"
    embeds: bool = True

    def get(self, name: str, default: str = "") -> str:
        """The value of a field."""
        return self.fields.get(name, default)

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The first and the last year, None where the address has none."""
        first, last = (self.fields.get(name) for name in ("from", "to"))
        return int(first) if first else None, int(last) if last else None

    @property
    def embedded(self) -> bool:
        """True if the page is to stand inside another."""
        return "embed" in self.fields

    def to(self, **changes: object) -> str:
        """The address of this page with other fields; None takes one away.

        Every change but that of the language, the format or the page leads to the first page. From
        a page that stands inside another it leads to one that does not.

        >>> Asked("/search", {"q": "fair", "page": "2"}).to(type="edition")
        '/search?q=fair&type=edition'
        """
        fields: dict[str, object] = {**self.fields, "embed": None}
        if not changes.keys() <= {"lang", "format", "page", "embed"}:
            fields.pop("page", None)
        fields |= changes
        kept = {name: value for name, value in fields.items() if value is not None}
        return self.root + quote(self.path, safe=_SAFE) + (f"?{urlencode(kept)}" if kept else "")

    def at(self, path: str, **fields: object) -> str:
        """The address of another page, with the years of this one."""
        years = {name: self.fields[name] for name in ("from", "to") if name in self.fields}
        kept = {name: value for name, value in {**fields, **years}.items() if value is not None}
        return self.root + path + (f"?{urlencode(kept)}" if kept else "")

    def absolute(self, address: str) -> str:
        """An address of this site for those outside."""
        return self.site + address.removeprefix(self.root).lstrip("/")

    def as_argument(self) -> dict[str, Any]:
        """As the argument of a job, from which ``Asked(**argument)`` makes it again."""
        return asdict(self)
