"""Tools: what a reader takes from a page: other formats, the query, a citation, code to embed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ...graph.knowledge import KnowledgeGraph
from ..asked import Asked
from .template import words

__all__ = ["Tools", "tools_of"]

_NO_WORD = re.compile(r"[^a-z0-9]+")
_TEX = {each: f"\\{each}" for each in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class Tools:
    """What can be done with what a page shows.

    `exports` are names of formats with their addresses; `sparql`, the query behind it, and `embed`,
    the code with which another site shows it, may be empty: there is none.
    """

    exports: Sequence[tuple[str, str]]
    sparql: str
    citation: str
    bibtex: str
    embed: str


def tools_of(
    graph: KnowledgeGraph,
    asked: Asked,
    title: str,
    formats: Sequence[str] = (),
    sparql: str = "",
) -> Tools:
    """The tools of a page with that title, which has these formats beside HTML."""
    _ = words(asked.language)
    here = asked.absolute(asked.to(lang=None))
    made = str(graph.manifest.get("ended", ""))[:10]
    note = _("Knowledge graph of conventions and trade fairs")
    if made:
        note = _("Knowledge graph of conventions and trade fairs, data of {made}").format(made=made)
    return Tools(
        [(name, asked.to(format=name)) for name in formats],
        sparql,
        f"convenor: {title}. {note}. {here}",
        _bibtex(_key(asked), title, note, made, here),
        "" if asked.embedded or not asked.embeds else _frame(asked, title),
    )


def _frame(asked: Asked, title: str) -> str:
    """The code that shows a page in another."""
    address = escape(asked.absolute(asked.to(embed=1)))
    size = 'width="100%" height="600" loading="lazy"'
    return f'<iframe src="{address}" title="{escape(title)}" {size}></iframe>'


def _key(asked: Asked) -> str:
    """The key of a page in BibTeX: its path, and a mark for what was chosen on it.

    >>> _key(Asked("/doc/id/edition/wmc-2023"))
    'convenor-doc-id-edition-wmc-2023'
    """
    page = asked.to(lang=None).removeprefix(asked.root)
    path, _, chosen = page.partition("?")
    name = _NO_WORD.sub("-", path.lower()).strip("-") or "home"
    mark = hashlib.sha256(page.encode()).hexdigest()[:6]
    return f"convenor-{name[:60]}-{mark}" if chosen or len(name) > 60 else f"convenor-{name}"


def _bibtex(key: str, title: str, note: str, made: str, address: str) -> str:
    """An entry for BibTeX."""
    fields = {
        "key": "convenor",
        "title": f"{{{_tex(title)}}}",
        "howpublished": f"\\url{{{address}}}",
        "note": _tex(note),
        "year": made[:4],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    r"""A text on one line, with what is special in TeX written as such.

    >>> print(_tex("50 % of R&D\n{x}"))
    50 \% of R\&D \{x\}
    """
    return "".join(_TEX.get(each, each) for each in " ".join(text.split()))
