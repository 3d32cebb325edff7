"""JSON-LD of a release: all quads in their graphs, and the things of each class framed.

Nodes are written one by one in the words of our context, which stands in every file, so that
nothing is fetched to read one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

from pyoxigraph import NamedNode, Triple

from ...ontology.fields import TYPES
from ...ontology.iris import expand
from .compact import Compact, bundled_context
from .content import Content
from .lookup import Lookup
from .output import Output

__all__ = ["CLASSES", "MEDIA_TYPE", "frame", "write_jsonld"]

MEDIA_TYPE = "application/ld+json"
CLASSES = {kind: curies[0] for kind, curies in TYPES.items()} | {
    "change": "org:ChangeEvent",
    "concept": "skos:Concept",
}
_NAME = "jsonld"
_TYPE = NamedNode(expand("rdf:type"))
_PART, _PARTS = expand(CLASSES["participation"]), "hasParticipation"
_WHOLES = ("agreement", "edition")  # the classes that have parts
_REFERENCE = {"@embed": "@never", "@omitDefault": True}
_EMBEDDED = {
    "@embed": "@always",
    "@omitDefault": True,
    "hasParticipant": _REFERENCE,
    "role": _REFERENCE,
}
_COMMA = ",\n"


def write_jsonld(content: Content, out: Output) -> None:
    """All quads, then the merged triples class by class, each with the frame of its shape."""
    context = bundled_context()
    head, tail = f'{{"@context": {_written(context)}, "@graph": [\n'.encode(), b"\n]}\n"
    compact = Compact(context)
    with out.open("graph.jsonld", _NAME, MEDIA_TYPE, compress=True) as file:
        file.write(head)
        file.writelines(piece.encode() for piece in _dataset(content, compact))
        file.write(tail)
    with tempfile.TemporaryDirectory(dir=out.folder, prefix=".scratch-") as scratch:
        for kind, nodes in _by_class(content, compact, Path(scratch)):
            path = f"jsonld/{kind}"
            with out.open(f"{path}.jsonld", _NAME, MEDIA_TYPE, compress=True) as file:
                file.write(head)
                shutil.copyfileobj(nodes, file)
                file.write(tail)
            with out.open(f"{path}.frame.jsonld", _NAME, MEDIA_TYPE) as file:
                file.write(f"{_written(frame(kind))}\n".encode())


def frame(kind: str) -> dict[str, Any]:
    """The JSON-LD 1.1 frame of a class: its things in the default graph, with their parts."""
    parts = {_PARTS: _EMBEDDED} if kind in _WHOLES else {}
    shape = {"type": CLASSES[kind], **_REFERENCE, **parts}
    return {"@context": bundled_context(), "@graph": [shape]}


def _written(node: object) -> str:
    return json.dumps(node, ensure_ascii=False)


def _dataset(content: Content, compact: Compact) -> Iterator[str]:
    """Nodes of the default graph, then each graph with its nodes."""
    comma = ""
    for graph, triples in content.graphs():
        if graph:
            opened = _written(compact.node(graph, ()))[:-1]
            yield f'{comma}{opened}, "@graph": [\n'
            comma = ""
        for subject, group in groupby(triples, attrgetter("subject")):
            yield comma + _written(compact.node(subject.value, list(group)))
            comma = _COMMA
        if graph:
            yield "\n]}"


def _by_class(content: Content, compact: Compact, scratch: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The classes that have things, each with a file of their nodes."""
    kinds = {expand(curie): kind for kind, curie in CLASSES.items()}
    with ExitStack() as stack:
        parts = stack.enter_context(Lookup())
        _keep_parts(content, compact, parts)
        files = {
            NamedNode(iri): stack.enter_context((scratch / kind).open("w+b"))
            for iri, kind in kinds.items()
            if iri in content.statistics.classes
        }
        for subject, triples in content.things():
            found = [files[class_] for class_ in _classes(triples) if class_ in files]
            if found:
                node = compact.node(subject.value, triples)
                _embed(node, parts)
                line = f"{_COMMA}{_written(node)}".encode()
                for file in found:
                    file.write(line)
        for class_, file in files.items():
            file.seek(len(_COMMA))  # the first has nothing before it
            yield kinds[class_.value], file


def _classes(triples: Iterable[Triple]) -> Iterator[NamedNode]:
    for triple in triples:
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
            yield triple.object


def _keep_parts(content: Content, compact: Compact, parts: Lookup) -> None:
    """Remember the nodes of things that stand in those they are parts of."""
    part = NamedNode(_PART)
    if _PART in content.statistics.classes:
        for subject, triples in content.things():
            if part in _classes(triples):
                parts.add(subject.value, _written(compact.node(subject.value, triples)))


def _embed(node: dict[str, Any], parts: Lookup) -> None:
    """Put the parts of a node in the place of their IRIs; what is none stays as it is."""
    found = node.get(_PARTS, ())
    if isinstance(found, list):
        node[_PARTS] = [_part(each, parts) for each in found]
    elif found:
        node[_PARTS] = _part(found, parts)


def _part(value: Any, parts: Lookup) -> Any:
    kept = parts.get(value) if isinstance(value, str) else []
    return json.loads(kept[0]) if kept else value
