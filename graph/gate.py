"""The gate: what quads that others wrote may not do, for SPARQL updates and for RDF files alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pyoxigraph as ox

from ..ontology.errors import CheckError
from ..ontology.iris import Iris, expand, slug
from ..queries.catalogue import load_query
from .store import Store

__all__ = [
    "UNPROVED",
    "iri_of",
    "is_claim",
    "refusal",
    "refuse",
    "refuse_undescribed",
    "refuse_unproved",
    "source_of",
]

_SHOWN = 10
_CLAIMS = "/claims"
UNPROVED = (
    "A fact comes with a claim, or a prov:wasDerivedFrom link of its subject, in the claims "
    "graph of its source, and its claims go with it."
)
_TYPE = ox.NamedNode(expand("rdf:type"))


def refusal(
    quads: Iterable[ox.Quad], iris: Iris, files: Mapping[str, Collection[ox.Quad]] | None = None
) -> str:
    """Why one of `quads` may not be written, or empty.

    Loaded files may not be described by others: no file at all, or with `files` (by IRI, the quads
    that describe it) none of these in another way.
    """
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, ox.DefaultGraph):
            return "it writes to the default graph, which is made of what sources state"
        if not isinstance(graph, ox.NamedNode) or not _is_source(source_of(quad), iris):
            return f"it writes to {graph}, which is no graph of a source or its claims"
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(
            quad.object, ox.NamedNode | ox.Literal
        ):
            return "it writes a blank node or a triple term, and all that is published has an IRI"
        if (
            quad.subject == graph
            and graph.value.startswith(iris.file(""))
            and (files is None or quad not in files.get(graph.value, (quad,)))
        ):
            return f"it describes {graph}, which is a loaded file"
    return ""


def _is_source(iri: str, iris: Iris) -> bool:
    """True for a source, a loaded file too; False for reference data and what rules derive."""
    name = iri.removeprefix(f"{iris.base}source/")
    return name != iri and (name == slug(name) or name.startswith("file/"))


def source_of(quad: ox.Quad) -> str:
    """IRI of the source in whose graph, or claims, a quad is that was not refused."""
    return iri_of(quad.graph_name).removesuffix(_CLAIMS)


def iri_of(term: object) -> str:
    """The IRI that a subject or graph of a quad that was not refused is."""
    assert isinstance(term, ox.NamedNode)
    return term.value


def is_claim(quad: ox.Quad) -> bool:
    """True for a quad of the claims of a source, False for what it states."""
    return iri_of(quad.graph_name).endswith(_CLAIMS)


def refuse_undescribed(store: Store, name: str, subjects: Iterable[str], sources: set[str]) -> None:
    """Raise CheckError for facts about `subjects` that have no class, and for such `sources`."""
    bare = set()
    for iri in {*subjects, *sources}:
        found = store.select(load_query("explain", "facts").text, {"subject": ox.NamedNode(iri)})
        predicates = {row[found.columns.index("predicate")] for row in found.terms}
        stated = predicates or iri in sources
        if stated and _TYPE not in predicates:
            bare.add(iri)
    step = "Are the IRIs right? What is new needs a class, such as cvn:Edition or cvn:Source."
    refuse(name, "speaks of what nothing describes", bare, step)


def refuse_unproved(name: str, facts: Collection[str]) -> None:
    """Raise CheckError if there are facts that come without evidence."""
    refuse(name, "states facts without evidence", facts, UNPROVED)


def refuse(name: str, reason: str, found: Collection[str], step: str) -> None:
    """Raise CheckError if something was found, with the first of it."""
    if found:
        shown = "".join(f"\n  {each}" for each in sorted(found)[:_SHOWN])
        raise CheckError(f"{name} {reason}, so nothing was changed ({len(found)}):{shown}", step)
