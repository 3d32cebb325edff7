"""Templates: everything is escaped that is not ours, and the words are in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..asked import Asked
from ..bundle import bundled

if TYPE_CHECKING:
    from babel.support import NullTranslations
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["render", "words"]

_WEB = Path(__file__).parent.parent
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]")
_TITLES = {  # of formats, by the name that format= takes
    "csv": "CSV",
    "gexf": "GEXF",
    "graphml": "GraphML",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "png": "PNG",
    "rdfxml": "RDF/XML",
    "svg": "SVG",
    "trig": "TriG",
    "tsv": "TSV",
    "turtle": "Turtle",
    "xml": "XML",
}


@lru_cache
def _translations(language: str) -> NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import NullTranslations, Translations

    path = _WEB / "messages" / f"{language}.po"
    if not path.exists():  # the templates are in English
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def words(language: str) -> Callable[[str], str]:
    """Puts a text of ours in a language: ``_ = words(language)``, so that it is found as a text."""
    return _translations(language).gettext


@lru_cache
def _environment(language: str) -> Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        _translations(language), newstyle=True
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["lang"] = partial(_language, language)
    environment.filters["word"] = words(language)  # for texts of ours that a template is given
    environment.globals["titles"] = _TITLES
    environment.globals["bundled"] = bundled
    return environment


def _language(page: str, text: str) -> Markup:
    """The attribute of an element whose text is in the other language, which its script tells."""
    from markupsafe import Markup

    if _CHINESE.search(text):
        return Markup() if page == "zh" else Markup(' lang="zh"')
    return Markup(' lang="en"') if page == "zh" and _LATIN.search(text) else Markup()


def render(name: str, asked: Asked, **values: Any) -> str:
    """A page from a template, in the language that is asked for."""
    template = _environment(asked.language).get_template(name)
    return template.render(asked=asked, root=asked.root, **values)
