"""Files: the quads of each kind of file, put where all that is said of a thing comes together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from ...ontology.errors import InputError
from ..encodings import decoded
from ..inputs import Input
from ..quads import parse_quads
from .lines import quad_of, read_lines
from .markup import LARGEST, address_of, read_markup, read_tree
from .nodes import BLANK, Quad, pointer
from .objects import parse_json, read_objects
from .spool import Spool
from .webarchives import captures

__all__ = ["Broken", "fill"]

Broken = Callable[[str, str, str], None]  # is told of a place, its words, and what is wrong there


def fill(source: Input, spool: Spool, broken: Broken, encoding: str | None = None) -> None:
    """Put the quads of a file into `spool`. Raises InputError where it cannot be read (further).

    `broken` is told of what cannot be read while the rest can: a line, a script, a page.
    """
    if source.suffix in (".nq", ".nt"):
        spool.add(_dump(source, broken))
    elif source.suffix in (".html", ".htm", ".xhtml"):
        data = _bytes(source)
        page = _Page(source.name, source.url, (), broken)
        spool.add(page.quads(spool, data, encoding, source.retrieved))
    elif source.suffix == ".warc":
        for each in captures(source):
            page = _Page(each.url, each.url, (each.number,), broken)
            if each.fault:
                broken(pointer(each.number), each.url, each.fault)
            else:
                try:
                    spool.add(page.quads(spool, each.data, None, each.retrieved))
                except InputError as error:
                    broken(pointer(each.number), each.url, error.message)
    elif source.suffix == ".jsonld":
        text = decoded(source.name, _bytes(source), encoding)
        try:
            spool.add(read_objects(parse_json(text), "", source.url or "", ()))
        except InputError as error:
            raise InputError(f"{source.name}: {error.message}", error.next_step) from error
    else:
        spool.add(_graph(source))


class _Page:
    """A page: its name for messages, its address as far as that is known, and its place."""

    def __init__(
        self, name: str, url: str | None, place: tuple[str | int, ...], broken: Broken
    ) -> None:
        self._name, self._url, self._place, self._broken = name, url, place, broken

    def quads(
        self, spool: Spool, data: bytes, encoding: str | None, retrieved: str | None = None
    ) -> Iterator[Quad]:
        """What its markup says. Raises InputError."""
        root = read_tree(self._name, data, encoding, self._tell)
        if root is None:
            return
        url = address_of(root, self._url)
        page = url or f"file:{self._name}"
        # Labels of another copy of the page would be those of other things.
        visits = spool.visit(page, retrieved)
        for quad in read_markup(root, page, url, self._place, self._tell):
            yield _relabeled(quad, visits, len(pointer(*self._place)))

    def _tell(self, place: str, reason: str) -> None:
        self._broken(place, "", reason)


def _relabeled(quad: Quad, visits: int, cut: int) -> Quad:
    """A quad whose labels are those within its page, with the number of its copy after the first.

    So a page has the same labels in an archive and on its own.
    """

    def label(key: str) -> str:
        if not key.startswith(BLANK):
            return key
        own = key[len(BLANK) :]
        return f"{BLANK}{visits or ''}{own[cut:] if own.startswith('/') else own}"

    value = quad.value
    if value.is_ref:
        value = value.relabeled(label(value.text))
    return Quad(quad.page, label(quad.subject), quad.predicate, value, quad.place)


def _bytes(source: Input) -> bytes:
    with source.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(
            f"{source.name} is larger than {LARGEST >> 20} MiB, the most that is read at once",
            "Write RDF as N-Quads, which are read line by line.",
        )
    return data


def _dump(source: Input, broken: Broken) -> Iterator[Quad]:
    def tell(number: int, line: bytes, reason: str) -> None:
        words = line.decode("utf-8", "replace").strip()
        broken(f"line={number},{number + 1}", words, reason)

    return read_lines(source, tell)


def _graph(source: Input) -> Iterator[Quad]:
    """The quads of Turtle, TriG or RDF/XML: the place of a node is its key, after its graph.

    Blank nodes are numbered in the order in which they come, as parsers give them random labels.
    """
    numbers: dict[str, str] = {}

    def key(term: str) -> str:
        return numbers.setdefault(term, f"{BLANK}{len(numbers)}") if term[:2] == BLANK else term

    for found in parse_quads(source, f"file:///{quote(source.name)}"):
        quad = quad_of("", found)
        value = quad.value.relabeled(key(quad.value.text)) if quad.value.is_ref else quad.value
        subject = key(quad.subject)
        place = pointer(*filter(None, (quad.page, subject)))
        yield Quad(quad.page, subject, quad.predicate, value, place)
