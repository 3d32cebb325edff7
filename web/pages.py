"""Pages: templates with everything escaped that is not ours."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["render"]

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TITLES = {  # of formats, by the name that format= takes
    "csv": "CSV",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdfxml": "RDF/XML",
    "trig": "TriG",
    "tsv": "TSV",
    "turtle": "Turtle",
    "xml": "XML",
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lang"] = _language
    environment.globals["titles"] = _TITLES
    return environment


def _language(text: str) -> Markup:
    """The attribute of an element whose text is Chinese, which its script tells; else nothing.

    The pages are in English, whatever language the labels on them are in.
    """
    from markupsafe import Markup

    return Markup(' lang="zh"') if _CHINESE.search(text) else Markup()


def render(name: str, *, root: str, **values: Any) -> str:
    """A page from a template; `root` is the path of the site, before which nothing of ours is."""
    return _environment().get_template(name).render(root=root, **values)
